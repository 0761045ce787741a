"""How large a workbook may be before it is refused, and how a user raises that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from servgap.errors import exports as errors


@dataclass(frozen=True)
class Limits:
    """How large a workbook may be before it is refused.

    Parameters
    ----------
    entries
        Files in the archive.
    unpacked
        Bytes of all of them, unpacked.
    ratio
        Bytes unpacked for each byte packed, looked at only above `ratio_from` bytes.
    ratio_from
        Unpacked bytes below which any ratio is harmless.
    rows
        Rows of a sheet, down to the last filled one.
    cells
        Cells in the rectangle that encloses all filled cells of a sheet.
    """

    entries: int = 10_000
    unpacked: int = 1 << 30
    ratio: int = 200
    ratio_from: int = 1 << 25
    rows: int = 1_048_576
    cells: int = 20_000_000


LIMITS = Limits()


def limits_with(told: Mapping[str, int] | None) -> Limits:
    """Give the limits with those that the user raised.

    Raises
    ------
    ServgapError
        If one is none, or is no whole number above 0.
    """
    if told is None:
        return LIMITS
    known = [field.name for field in fields(Limits)]
    usable = isinstance(told, Mapping) and all(
        name in known and isinstance(value, int) and not isinstance(value, bool) and value > 0
        for name, value in told.items()
    )
    if not usable:
        raise errors.limits_unusable(told, known)
    return replace(LIMITS, **told)
