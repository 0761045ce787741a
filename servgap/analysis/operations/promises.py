"""Which limit a row of operations is held against: of its standard, its stage, its channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Real
from typing import Any

from servgap.analysis.reasons import LIMIT_OF_WHICH_STAGE, NO_LIMIT, NONE, NOT_A_TIME
from servgap.errors import operations as errors
from servgap.survey.operations.operations import Operations
from servgap.survey.operations.rows import stage_code
from servgap.survey.standards.limit import Limit, limits_of

Key = tuple[str, str | None]


@dataclass(frozen=True)
class Promises:
    """Limits by standard and stage; a stage of None is whatever stage its only one is."""

    limits: Mapping[Key, tuple[Limit, ...]]
    channels: bool

    def of(self, standard: str, stage: str, channel: str, *, stages: int) -> tuple[Limit | None, str]:
        """Give the limit of a row, and why there is none.

        Parameters
        ----------
        standard, stage, channel
            What the row is about.
        stages
            How many stages the standard has.
        """
        found = self.limits.get((standard, stage))
        if found is None:
            found = self.limits.get((standard, None))
            if found and stages > 1:
                return None, LIMIT_OF_WHICH_STAGE
        if not found:
            return None, NO_LIMIT
        mine = [limit for limit in found if limit.channel == channel] if channel else []
        general = [limit for limit in found if limit.channel is None]
        alone = [*found] if not self.channels and len(found) == 1 else []
        chosen = next(iter([*mine, *general, *alone]), None)
        if chosen is None:
            return None, NO_LIMIT
        return (chosen, NONE) if chosen.is_time else (None, NOT_A_TIME)


def promises_of(operations: Operations, limits: Any, catalogue: Any) -> Promises:
    """Take limits from a mapping, or from a catalogue; none where neither was given.

    Raises
    ------
    ServgapError
        If both are given, or one of them is something else.
    """
    if limits is not None and catalogue is not None:
        raise errors.limits_twice()
    channels = "channel" in operations.keys
    if catalogue is not None:
        standards = getattr(catalogue, "standards", None)
        if standards is None:
            raise errors.not_a_catalogue(catalogue)
        return Promises({(each.key, None): each.limits for each in standards if each.limits}, channels)
    return Promises({} if limits is None else _told(operations, limits), channels)


def _told(operations: Operations, limits: Any) -> dict[Key, tuple[Limit, ...]]:
    """Read a mapping of limits."""
    if not isinstance(limits, Mapping):
        raise errors.not_limits(limits)
    strange = [key for key in limits if key not in operations.standards]
    if strange:
        raise errors.no_such_standard(strange, operations.standards)
    found: dict[Key, tuple[Limit, ...]] = {}
    for standard, told in limits.items():
        if isinstance(told, Mapping):
            known = operations.stages(standard)
            for stage, each in told.items():
                code = stage_code(stage) if isinstance(stage, str) else stage
                if code not in known:
                    raise errors.no_such_stage(standard, stage, known)
                found[standard, code] = _limits(standard, each)
        else:
            found[standard, None] = _limits(standard, told)
    return found


def _limits(standard: str, told: Any) -> tuple[Limit, ...]:
    """Take a Limit, several, or a value with its unit and, if it was promised, its share and the longest."""
    if isinstance(told, Limit):
        return (told,)
    if isinstance(told, tuple) and told and isinstance(told[0], Real):
        if not 2 <= len(told) <= 4:
            raise errors.not_limits(told)
        return (Limit(*told),)
    if isinstance(told, list | tuple) and told and all(isinstance(each, Limit) for each in told):
        found = limits_of(standard, "limit", told)
        return found if isinstance(found, tuple) else (found,) if found is not None else ()
    raise errors.not_limits(told)
