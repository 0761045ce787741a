"""A report for each branch: which of them may have one, what it is called, and where it lies."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from html import escape
from os import PathLike
from pathlib import Path
from typing import Any
from urllib.parse import quote

from servgap.errors import ServgapError
from servgap.errors import reports as errors
from servgap.errors import surveys as survey_errors
from servgap.language import Fact, Language, language_of, listed, say
from servgap.report.names import group as group_called
from servgap.report.period import ALL, period_of
from servgap.report.report import Report
from servgap.report.roles import role_of
from servgap.report.written import Written, WrittenEach
from servgap.survey.customary_attributes import BRANCH, WAVE
from servgap.survey.files.writing import folder_made, write_whole
from servgap.survey.survey import Survey

INDEX = "index.html"
LONGEST = 60
"""Characters of a folder's name; they take four bytes each at most, and systems have room for 255."""
_TAKEN = re.compile(r"con|prn|aux|nul|com\d|lpt\d", re.IGNORECASE)
"""What Windows calls devices; no folder may be called so there."""


def write_each(
    survey: Survey, folder: str | PathLike[str], by: str, minimum: int, about: Mapping[str, Any]
) -> WrittenEach:
    """Write a report for each group; `Report.write_each` says more."""
    if not isinstance(survey, Survey):
        raise survey_errors.not_a_survey(survey)
    if by not in survey.attributes:
        raise errors.attribute_not_there(BRANCH, by, survey.attributes)
    language = language_of(survey.language if about.get("language") is None else about["language"])
    now, period = _time(survey, by, minimum, about)
    groups = [cell[0] for cell in survey.tally(by=by).cells if cell[0]]
    allowed = _shown(survey, by, minimum) & _shown(now, by, minimum)
    chosen = [group for group in groups if group in allowed]
    if not chosen:
        raise errors.no_group_reported(by, minimum)
    title = survey.instrument.title.to(language.code) if about.get("title") is None else str(about["title"])
    same = {**about, "branch": "", "minimum": minimum, "language": language.code, "period": period}
    written: dict[str, Written] = {}
    for name, group in zip(folders(chosen), chosen, strict=True):
        called = group_called(survey.names, by, group)
        told = language.tell(say("report.of_one_group", title=title, group=called))
        written[group] = Report(survey.where(**{by: group}), **{**same, "title": told}).write(Path(folder) / name)
    without = tuple(group for group in groups if group not in allowed)
    index = Path(folder) / INDEX
    with folder_made(folder):
        of_all = {language.tell(group_called(survey.names, by, group)): each for group, each in written.items()}
        left = listed(group_called(survey.names, by, group) for group in without)
        write_whole({index: _index(title, of_all, left, len(without), language)})
    return WrittenEach(index, written, without, language.code)


def _time(survey: Survey, by: str, minimum: int, about: Mapping[str, Any]) -> tuple[Survey, str | None]:
    """Find the time that all reports are about: its respondents, and what it is called."""
    told = about.get("period")
    wave = role_of(WAVE, about.get("wave"), [name for name in survey.attributes if name != by])
    if wave is None:
        return survey, told
    tally = survey.tally(by=wave.attribute)
    respondents = {cell[0]: int(n) for cell, n in zip(tally.cells, tally.respondents, strict=True) if cell[0]}
    if not respondents:
        return survey, told
    found = period_of(told, wave.attribute, respondents, minimum, tally.orders.get(wave.attribute, ()))
    if found.chosen == found.waves:
        return survey, ALL
    return survey.where(**{wave.attribute: list(found.chosen)}), told or found.chosen[0]


def _shown(survey: Survey, by: str, minimum: int) -> set[str]:
    """Find the groups that may be shown beside all of them."""
    try:
        return {cell[0] for cell in survey.tally(by=by).suppress(minimum).cells}
    except ServgapError:
        return set()


def folders(names: Iterable[str]) -> list[str]:
    """Give each group's folder a name that every system takes, and that no other has.

    Examples
    --------
    >>> folders(["北京 朝阳", "A/B", "a:b", "..", "CON"])
    ['北京 朝阳', 'A-B', 'a-b 2', 'group', 'CON-']
    """
    taken: set[str] = set()
    found = []
    for name in names:
        plain = _plain(name)
        number, unlike = 1, plain
        while unlike.casefold() in taken:
            number += 1
            unlike = f"{plain} {number}"
        taken.add(unlike.casefold())
        found.append(unlike)
    return found


def _plain(name: str) -> str:
    normal = unicodedata.normalize("NFC", name)
    letters = "".join(each if each.isalnum() or each in " _-." else "-" for each in normal)
    plain = re.sub(r"-+", "-", " ".join(letters.split()))[:LONGEST].strip(" .-_")
    return f"{plain}-" if _TAKEN.fullmatch(plain.partition(".")[0]) else plain or "group"


def _index(title: str, written: Mapping[str, Written], without: Fact, left: int, language: Language) -> bytes:
    lines = "".join(
        f'<li><a href="{quote(each.html.parent.name)}/{quote(each.html.name)}">{escape(group)}</a></li>'
        for group, each in written.items()
    )
    told = language.tell(say("report.each_without", groups=without, n=left)) if left else ""
    return (
        f'<!DOCTYPE html>\n<html lang="{language.tag}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n"
        "<style>body{font-family:system-ui,sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem}</style>\n"
        f"</head>\n<body>\n<h1>{escape(title)}</h1>\n<ul>{lines}</ul>\n<p>{escape(told)}</p>\n</body>\n</html>\n"
    ).encode()
