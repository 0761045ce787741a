"""The names of waves as people write them: quarters, halves, months, days, years, numbers, before and after."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

QUARTER, HALF, MONTH, DAY, MOMENT, YEAR = "quarter", "half", "month", "day", "moment", "year"
NUMBER, AROUND = "number", "around"
MONTHS = {QUARTER: 3, HALF: 6, MONTH: 1, DAY: 1, MOMENT: 1, YEAR: 12}
"""How many months a wave of each kind lies in."""
TURN_OF_CENTURY = 69
"""Years of two digits from which on they are of the last century, as POSIX has it."""


class Kind(NamedTuple):
    """What makes waves comparable: their length, whether years are fiscal or not told, before and after what."""

    length: str
    fiscal: bool = False
    dated: bool = True
    event: str = ""


@dataclass(frozen=True)
class Time:
    """When a wave was.

    Parameters
    ----------
    kind
        What kind of name it has; only waves of one kind have an order.
    year, part, day
        The year (0 where none is told), which quarter, half, month or number, and which day.
    by_rule
        Whether a rule had to decide what the name means: a year of two digits, or which of two numbers is the day.
    """

    kind: Kind
    year: int
    part: int
    day: int = 0
    by_rule: bool = False

    @property
    def place(self) -> tuple[int, int, int]:
        """Where it stands among waves of its kind."""
        return self.year, self.part, self.day

    @property
    def months(self) -> tuple[int, int] | None:
        """The first and the last month, counted through the years; nothing where waves have no length."""
        length = MONTHS.get(self.kind.length)
        if length is None:
            return None
        first = 12 * self.year + max(self.part - 1, 0) * length
        return first, first + length - 1

    @property
    def name(self) -> str:
        """The name that leaves nothing open, such as ``2026Q1`` or ``2026-01``."""
        year = f"{'FY' if self.kind.fiscal else ''}{self.year:04d}" if self.kind.dated else ""
        written = {
            QUARTER: f"{year}Q{self.part}",
            HALF: f"{year}H{self.part}",
            MONTH: f"{year}-{self.part:02d}".lstrip("-"),
            YEAR: year,
        }
        return written.get(self.kind.length, f"{year}-{self.part:02d}-{self.day:02d}" if year else str(self.part))


GAP = r"[-/._' ]*"
APART = r"[-/._' ]+"
FULL = r"(?P<year>\d{4})"
ANY = r"(?P<year>\d{4}|\d{2})"
FISCAL = r"(?P<fiscal>fy ?'?)"
CHINESE_YEAR = rf"{ANY} ?(?:年度?|(?P<fiscal>财年)) ?"
ENGLISH = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
MONTH_NAMES = {name[:3]: number for number, name in enumerate(ENGLISH, 1)}
NAMED = rf"(?P<named>{'|'.join(sorted({*ENGLISH, *MONTH_NAMES, 'sept'}, key=len, reverse=True))})\.?"
CLOCK = (
    r"(?:t|,? )?(?P<clock>\d{1,2}[:时点]\d{1,2}(?:[:分]\d{1,2}(?:[.,]\d+)?秒?)?分? ?(?:[ap]\.?m\.?)?"
    r"(?: ?(?:z|utc|[+-]\d{2}:?\d{2}))?)"
)
_Q, _H, _M, _D = r"(?P<part>[1-4])", r"(?P<part>[12])", r"(?P<part>0?[1-9]|1[0-2])", r"(?P<day>0?[1-9]|[12]\d|3[01])"
_COUNTED = r"wave|round|survey|period|phase|time|w|no\.?|#|第"
_QUARTER = r"q(?:uarter|tr)?\.? ?"


def _placed(part: str, chinese: str, turned: str = "") -> Iterator[str]:
    """Write what a part of a year may stand beside: a year before or behind it, or none."""
    yield rf"{FISCAL}?{ANY}{GAP}年?{GAP}{part}"
    yield rf"{part}{GAP}{FULL}"
    yield rf"{part}{APART}(?P<year>\d{{2}})"
    yield rf"{part}{GAP}{FISCAL}{ANY}"
    yield rf"{CHINESE_YEAR}(?:{part}|{chinese})"
    if turned:
        yield rf"{turned}{GAP}{FISCAL}?{ANY}"
        yield turned


FORMS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(form, re.IGNORECASE))
    for kind, forms in (
        (QUARTER, _placed(rf"{_QUARTER}{_Q}", r"第? ?(?P<chinese>[1-4]) ?季度?", rf"{_Q} ?q")),
        (QUARTER, (rf"{FULL} ?第? ?{_Q} ?季度?", rf"{_QUARTER}{_Q}", rf"第? ?{_Q} ?季度?")),
        (HALF, _placed(rf"[hs] ?{_H}", r"(?P<half>[上下])半年?", rf"{_H} ?h")),
        (HALF, (rf"{FULL} ?(?P<half>[上下])半年", rf"h ?{_H}", r"(?P<half>[上下])半年")),
        (MONTH, (rf"{FULL} ?[-/.] ?{_M}", rf"{FULL}{GAP}m ?{_M}", rf"{_M} ?[-/.] ?{FULL}")),
        (MONTH, (r"(?P<year>(?:19|20)\d{2})(?P<part>0[1-9]|1[0-2])", rf"{CHINESE_YEAR}{_M} ?月份?")),
        (MONTH, (rf"{NAMED}{GAP}{FULL}", rf"{NAMED}{APART}(?P<year>\d{{2}})", rf"{FULL}{GAP}{NAMED}")),
        (MONTH, (NAMED, rf"{_M} ?月份?")),
        (DAY, (rf"{FULL} ?[-/.] ?{_M} ?[-/.] ?{_D}(?:{CLOCK})?", rf"{FULL} ?年 ?{_M} ?月 ?{_D} ?[日号]?(?:{CLOCK})?")),
        (DAY, (r"(?P<year>(?:19|20)\d{2})(?P<part>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])",)),
        (DAY, (rf"{_D}\.{_M}\.{FULL}(?:{CLOCK})?", rf"{_D}{GAP}{NAMED}{GAP}{FULL}", rf"{NAMED} ?{_D},? ?{FULL}")),
        (YEAR, (rf"{FULL} ?年?度?", r"(?P<year>\d{2}) ?年度?", rf"{FISCAL}{ANY}", rf"{ANY} ?(?P<fiscal>财年)")),
        (
            NUMBER,
            (rf"(?:{_COUNTED})? ?(?P<part>\d{{1,5}}) ?[期轮波次批]?(?:调查)?",),
        ),
    )
    for form in forms
)
#: What stands before, in the midst of and after something, with what that is behind or before the word.
EVENTS: tuple[tuple[int, re.Pattern[str]], ...] = tuple(
    (place, re.compile(rf"{word}(?: (?P<what>.+))?|(?P<event>.*?)[之以]?{sign}{latin}", re.IGNORECASE))
    for place, (word, sign, latin) in enumerate(
        (
            ("before", "前", r"|pre(?:[- ]?(?P<test>test)|[- ](?P<of>.+))?"),
            ("during", "中", ""),
            ("after", "[后後]", r"|post(?:[- ]?(?P<test>test)|[- ](?P<of>.+))?"),
        )
    )
)
#: Days written with slashes, of which the row of all names has to tell whether the day or the month comes first.
EITHER = re.compile(rf"(?P<one>\d{{1,2}})[/-](?P<two>\d{{1,2}})[/-]{FULL}(?:{CLOCK})?", re.IGNORECASE)
MOST_MONTHS = 12
DIGITS = {sign: str(number) for number, sign in enumerate("零一二三四五六七八九")} | {"〇": "0"}
_NUMERALS = re.compile(f"[十{''.join(DIGITS)}]+")


def times_of(labels: Sequence[str]) -> list[Time | None]:
    """Read the names of waves; None of what is not understood.

    Parameters
    ----------
    labels
        All of them, since only together they tell which of ``03/04/2026`` and ``31/04/2026`` is the day.

    Examples
    --------
    >>> [time.name for time in times_of(["1Q26", "FY25 Q1", "2026年一季度", "Jan-25", "上半年"])]
    ['2026Q1', 'FY2025Q1', '2026Q1', '2025-01', 'H1']
    """
    day_first = _day_first(labels)
    return [_time(_folded(label), day_first) for label in labels]


def _folded(label: str) -> str:
    """Write signs of full width, dashes, blanks and Chinese numerals as those that forms are told in."""
    plain = unicodedata.normalize("NFKC", label).strip()
    plain = re.sub(r"\s+", " ", re.sub("[\u2010-\u2015\u2212]", "-", plain)).replace("\u2019", "'")
    return _NUMERALS.sub(lambda found: _numeral(found[0]), plain)


def _numeral(signs: str) -> str:
    tens, ten, ones = signs.partition("十")
    if not ten:
        return "".join(map(DIGITS.__getitem__, signs))
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return signs
    return str(10 * int(DIGITS.get(tens, "1")) + int(DIGITS.get(ones, "0")))


def _day_first(labels: Sequence[str]) -> bool | None:
    """Tell whether days come before months, by a number that can be no month; None where none or both are told."""
    found = [match for match in map(EITHER.fullmatch, map(_folded, labels)) if match is not None]
    first = any(int(match["one"]) > MOST_MONTHS for match in found)
    second = any(int(match["two"]) > MOST_MONTHS for match in found)
    return None if first == second else first


def _time(written: str, day_first: bool | None) -> Time | None:  # noqa: FBT001 - what all names together tell
    for length, form in FORMS:
        if found := form.fullmatch(written):
            return _of_calendar(length, {name: each for name, each in found.groupdict().items() if each})
    if found := EITHER.fullmatch(written):
        if day_first is None:
            return None
        day, month = (found["one"], found["two"]) if day_first else (found["two"], found["one"])
        told = {"year": found["year"], "part": month, "day": day} | (
            {"clock": found["clock"]} if found["clock"] else {}
        )
        return _of_calendar(DAY, told, by_rule=True)
    for place, form in EVENTS:
        if found := form.fullmatch(written):
            event = next((each for each in found.groupdict().values() if each), "")
            return Time(Kind(AROUND, event=event.strip().casefold()), 0, place)
    return None


def _of_calendar(length: str, told: dict[str, str], *, by_rule: bool = False) -> Time | None:
    """Take a quarter, half, month, day, year or number from what was found; None of a day that there is not."""
    short = len(told.get("year", "")) == 2
    year = _century(int(told["year"])) if short else int(told.get("year", "0"))
    part = int(told.get("part") or told.get("chinese") or 0)
    if "named" in told:
        part = MONTH_NAMES[told["named"][:3].casefold()]
    if "half" in told:
        part = "上下".index(told["half"]) + 1
    day = int(told.get("day", "0"))
    if length == DAY:
        try:
            date(year, part, day)
        except ValueError:
            return None
        length = MOMENT if "clock" in told else DAY
    dated = "year" in told or length == NUMBER
    return Time(Kind(length, "fiscal" in told, dated), year, part, day, by_rule or short)


def _century(year: int) -> int:
    return 1900 + year if year >= TURN_OF_CENTURY else 2000 + year
