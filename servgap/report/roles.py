"""Which attribute tells the branch, and which the wave: as told, else by a customary name, which is then said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from servgap.errors import reports as errors
from servgap.survey.customary_attributes import customary


@dataclass(frozen=True)
class Role:
    """An attribute's part in a report, and whether it was found by its name alone."""

    attribute: str
    guessed: bool


def role_of(role: str, told: str | None, attributes: Sequence[str]) -> Role | None:
    """Find the attribute that plays a part in the report.

    Parameters
    ----------
    role
        ``"branch"`` or ``"wave"``.
    told
        The attribute named by the caller; the empty text says that there is none.
    attributes
        The attributes that there are.

    Raises
    ------
    ServgapError
        If the attribute named is not there.
    """
    if told == "":
        return None
    if told is not None:
        if told not in attributes:
            raise errors.attribute_not_there(role, told, attributes)
        return Role(told, guessed=False)
    found = customary(role, attributes)
    return None if found is None else Role(found, guessed=True)
