"""What stands on page one: at most five lines, one claim each, the small pictures, and what happened to the rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from servgap.language import Language, count, say
from servgap.report.front.lines import FrontLine, lines_of
from servgap.report.kinds.registry import kind_of
from servgap.report.rounding import nearest

if TYPE_CHECKING:
    from servgap.report.document import Section
    from servgap.report.pictures.canvas import Picture
    from servgap.survey.disclosure_profile import Profile
    from servgap.survey.ledger import Ledger

MOST_LINES, MOST_NUMBERS = 5, 12
NUMBER = re.compile(r"\d[\d.,]*")


@dataclass(frozen=True)
class FrontPage:
    """What stands on page one, in one language.

    Parameters
    ----------
    about
        What stands beneath the title: the time, how many of how many, the scale.
    lines
        What was found, at most `MOST_LINES` lines.
    rows
        What happened to the rows, in one line.
    picture
        How sure it is: the dimensions with their intervals; None where there is nothing to draw.
    waves
        The course so far, for beside the first line; None where there are no waves.
    series
        Names and values of what the pictures show, the waves' where there are any, for a chart that is made of cells.
    """

    about: tuple[str, ...]
    lines: tuple[FrontLine, ...]
    rows: str
    picture: Picture | None = None
    waves: Picture | None = None
    series: tuple[tuple[str, float], ...] = ()


def page_one(
    sections: Sequence[Section], about: Iterable[str], ledger: Ledger, language: Language, profile: Profile
) -> FrontPage:
    """Choose what stands on page one.

    Parameters
    ----------
    sections
        The report's, in reading order.
    about
        What stands beneath the title.
    ledger
        What happened to the rows.
    language
        The report's.
    profile
        How numbers of respondents are rounded.
    """
    told = [section for section in sections if _speaks(section)]
    rows = _rows(ledger, language, profile)
    pictures = {kind_of(section.kind).chapter: section for section in reversed(told) if section.brief is not None}
    since = pictures.pop("since", None)
    others = [section for section in told if section in pictures.values()]
    picture, waves = (others[0].brief if others else None), (None if since is None else since.brief)
    beside = [rows, language.tell(say("front.why")), "" if picture is None else language.tell(say("front.picture"))]
    small = [each for each in (picture, waves) if each is not None]
    beside += [text for each in small for text in each.read()]
    room = _Room(beside, MOST_NUMBERS - sum(each.most_numbers for each in small), language)
    lines = room.kept(lines_of(told, language))
    of_series = since or (others[0] if others else None)
    return FrontPage(
        about=tuple(filter(None, about)),
        lines=lines,
        rows=rows,
        picture=picture,
        waves=waves,
        series=() if of_series is None else of_series.series,
    )


def _speaks(section: Section) -> bool:
    """Whether it is about all respondents, or compares them, or is about no respondents at all, and may be told."""
    finding = section.finding
    if finding is None or section.silent:
        return False
    return kind_of(finding.kind).of_cases or not finding.basis.separately


def _rows(ledger: Ledger, language: Language, profile: Profile) -> str:
    left = sum(n for reason, n in ledger.reasons.items() if reason != "outside_selection")
    read, n = count(nearest(ledger.rows_read, profile.base)), nearest(left, profile.base)
    return language.tell(say("front.rows", case="some" if left else "none", read=read, n=n))


@dataclass(frozen=True)
class _Room:
    """What else stands on the page, the row line first, and how many numbers are left for lines and rows."""

    beside: Sequence[str]
    most_numbers: int
    language: Language

    def kept(self, lines: Sequence[FrontLine]) -> tuple[FrontLine, ...]:
        """Keep what there is room for: what matters less goes first, and what is left keeps its order."""
        kept = sorted(lines, key=lambda line: line.weight)[:MOST_LINES]
        while len(kept) > 1 and self._is_exceeded([f"{line.label} {line.text}" for line in kept]):
            kept.pop()
        return tuple(line for line in lines if line in kept)

    def _is_exceeded(self, lines: Sequence[str]) -> bool:
        """Tell whether that is too much: of words, those in the pictures count; a digit in a name is no number."""
        most = int(self.language.words["language"]["page_one"]["most"])
        numbers = sum(len(NUMBER.findall(text)) for text in (*lines, self.beside[0]))
        return sum(map(self.language.length, (*lines, *self.beside))) > most or numbers > self.most_numbers
