"""KoboToolbox and ODK: names ("group/name") or labels in one header row, the submission's own columns around them."""

from __future__ import annotations

import re
from dataclasses import replace

from servgap.survey.reading.files.raw import RawTable
from servgap.survey.reading.files.text_cells import Cells, TextCells, factorise
from servgap.survey.reading.tools.shapes import (
    cut,
    known,
    marks_of,
    plain_text,
    questions_of,
    roles_of,
    texts_of,
    without_number,
)
from servgap.survey.reading.tools.tool import Export, Role, Tool

NAMES = {
    "start": Role.STARTED,
    "end": Role.ENDED,
    "today": Role.METADATA,
    "deviceid": Role.PERSONAL,
    "username": Role.PERSONAL,
    "simserial": Role.PERSONAL,
    "subscriberid": Role.PERSONAL,
    "phonenumber": Role.PERSONAL,
    "_id": Role.RESPONDENT,
    "_uuid": Role.METADATA,
    "_submission_time": Role.METADATA,
    "_validation_status": Role.METADATA,
    "_notes": Role.PERSONAL,
    "_status": Role.METADATA,
    "_submitted_by": Role.PERSONAL,
    "__version__": Role.METADATA,
    "_version_": Role.METADATA,
    "_tags": Role.METADATA,
    "_index": Role.METADATA,
    "_geolocation": Role.PERSONAL,
    "meta/instanceid": Role.METADATA,
    "formhub/uuid": Role.METADATA,
}
ONLY_HERE = ("_uuid", "_submission_time", "_validation_status", "_submitted_by", "_index", "formhub/uuid")
MARKS = {"_validation_status": (("invalid", "not approved|validation_status_not_approved|未批准|不通过"),)}
CHOICE = re.compile(r"[a-z0-9]+(?:_+[a-z0-9]+)*")
PLACE = ("_latitude", "_longitude", "_altitude", "_precision")


def standing(table: RawTable) -> int:
    """Count the columns that only this tool writes."""
    return known(table.headers, NAMES) if known(table.headers, ONLY_HERE) >= 2 else 0


def tidy(table: RawTable) -> Export:
    """Cut each header into its group and its own name or label."""
    roles = tuple(
        Role.PERSONAL if header.lower().endswith(PLACE) else role
        for header, role in zip(table.headers, roles_of(table.headers, NAMES), strict=True)
    )
    asked = []
    for header, told in zip(table.headers, texts_of(table), strict=True):
        bare = without_number(header) if without_number(header) in table.headers else header
        stem, own = cut(plain_text(told or bare), ("/",))
        asked.append((stem, own, stem))
    questions = questions_of(table.headers, asked, roles)
    return Export(_with_blanks(table, roles), questions, TOOL.key, TOOL.name, marks_of(table.headers, MARKS))


def _with_blanks(table: RawTable, roles: tuple[Role, ...]) -> RawTable:
    """Write the names of choices as words: "strongly_agree" is "strongly agree"."""
    columns = tuple(
        _as_words(column) if role is Role.QUESTION and column.dtype == object else column
        for column, role in zip(table.columns, roles, strict=True)
    )
    return replace(table, columns=columns)


def _as_words(cells: Cells) -> Cells:
    index, words = factorise(cells)
    filled = [str(word) for word in words if word]
    if not any("_" in word for word in filled) or not all(CHOICE.fullmatch(word) for word in filled):
        return cells
    return TextCells.spelled(index, [str(word).replace("_", " ").strip() for word in words])


TOOL = Tool("kobo", "KoboToolbox", standing, tidy)
