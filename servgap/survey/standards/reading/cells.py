"""What a cell of a catalogue says: a choice, a number, a day, a share, limits."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping

from servgap.survey.reading.folding import fold
from servgap.survey.standards.days import is_day, is_time_of_revision
from servgap.survey.standards.limit import Limit
from servgap.survey.standards.limit_text import HOW, UnreadableLimitError, read_limits, share_of
from servgap.survey.standards.reading.columns import value_of

NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?", re.IGNORECASE)
AMOUNT = re.compile(r"\d+(?:\.\d+)?(?:e[+-]?\d+)?", re.IGNORECASE)
HOW_WRITTEN: Mapping[str, str] = {
    "component": "hardware, software or people",
    "process": "process or outcome",
    "published": "yes or no",
    "target": "a number such as 5.5",
    "revised": "a day written as 2026-12-31, or a month, a quarter or a year of it (2026-12, 2026Q4, 2026)",
    "review_by": "a day written as 2026-12-31",
    "limit": f"a value with its unit and what else is promised, such as {HOW}",
    "norm": f"a value with its unit, such as {HOW}",
    "share": "a share in per cent such as 85 %, or a fraction such as 0.85",
    "longest": "a value with its unit, such as 15 d",
}
"""How what stands in a column is written, for complaints."""


class UnreadableCellError(ValueError):
    """What stands in a cell is not what its column holds; the text says why."""


def choice(field: str) -> Callable[[str], str]:
    """Make what reads a choice."""

    def read(written: str) -> str:
        found = value_of(field, written)
        if found is None:
            raise UnreadableCellError
        return found

    return read


def read_published(written: str) -> bool:
    """Read whether customers are told."""
    return choice("published")(written) == "yes"


def read_number(written: str) -> float:
    """Read a number that is written with a point, and without marks between thousands."""
    plain = fold(written)
    if not NUMBER.fullmatch(plain) or not math.isfinite(float(plain)):
        raise UnreadableCellError
    return _whole(float(plain))


def read_day(written: str) -> str:
    """Read a day of the calendar."""
    plain = _without_midnight(fold(written))
    if not is_day(plain):
        raise UnreadableCellError
    return plain


def read_revision(written: str) -> str:
    """Read when something was revised."""
    plain = _without_midnight(fold(written))
    if not is_time_of_revision(plain):
        raise UnreadableCellError
    return plain


def read_share(written: str, *, per_cent: bool) -> float:
    """Read a share: in per cent where the cell or its header has the sign, a fraction otherwise."""
    plain = fold(written)
    bare = plain.removesuffix("%").strip()
    if not AMOUNT.fullmatch(bare):
        raise UnreadableCellError
    if plain.endswith("%") or per_cent:
        found = share_of(bare)
        if per_cent and not plain.endswith("%") and found <= 0.01:
            unclear = "its header says per cent, and it is written as a fraction"
            raise UnreadableCellError(unclear)
    else:
        found = float(bare)
    if not 0 < found <= 1:
        raise UnreadableCellError("it is more than all" if found > 1 else "it is nobody")
    return found


def read_promised(written: str, unit: str) -> tuple[Limit, ...]:
    """Read limits; a number by itself is one in the unit that stands elsewhere."""
    plain = fold(written)
    if AMOUNT.fullmatch(plain):
        if not unit:
            without = "it has no unit"
            raise UnreadableCellError(without)
        return (Limit(float(plain), unit),)
    try:
        return read_limits(written)
    except UnreadableLimitError as why:
        raise UnreadableCellError(str(why)) from None


def read_longest(written: str, unit: str, limit_unit: str) -> float:
    """Read what nobody is to exceed, in the limit's unit."""
    (found, *others) = read_promised(written, unit or limit_unit)
    if others or (found.share, found.longest, found.channel) != (None, None, None):
        raise UnreadableCellError
    value = found.value_in(limit_unit)
    if value is None:
        unlike = f"it is in {found.unit} and the limit in {limit_unit}"
        raise UnreadableCellError(unlike)
    return value


def read_items(written: str) -> tuple[str, ...]:
    """Read the keys of items, parted by commas, semicolons or blanks."""
    return tuple(dict.fromkeys(key for key in re.split(r"[,;，；、\s]+", written) if key))


def _whole(value: float) -> float:
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


def _without_midnight(written: str) -> str:
    """Take the time from a moment that a spreadsheet holds for a day."""
    return written.removesuffix(" 00:00:00")
