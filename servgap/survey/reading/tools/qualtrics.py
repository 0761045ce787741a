"""Qualtrics: a row of codes, a row of questions ("stem - statement") and a row of import marks above the answers.

Exports before 2017 have the first two rows only and call their own columns V1, V2, …; workbooks lack the third row.
"""

from __future__ import annotations

import re

from servgap.survey.reading.files.raw import RawTable
from servgap.survey.reading.folding import fold_case
from servgap.survey.reading.tools.shapes import (
    cut,
    known,
    marks_of,
    plain_text,
    questions_of,
    roles_of,
    row_of,
    texts_of,
    without_top,
)
from servgap.survey.reading.tools.tool import Export, Role, Tool

NAMES = {
    "startdate": Role.STARTED,
    "enddate": Role.ENDED,
    "status": Role.METADATA,
    "ipaddress": Role.PERSONAL,
    "progress": Role.METADATA,
    "duration (in seconds)": Role.DURATION,
    "finished": Role.METADATA,
    "recordeddate": Role.METADATA,
    "responseid": Role.RESPONDENT,
    "recipientlastname": Role.PERSONAL,
    "recipientfirstname": Role.PERSONAL,
    "recipientemail": Role.PERSONAL,
    "externalreference": Role.PERSONAL,
    "externaldatareference": Role.PERSONAL,
    "emailaddress": Role.PERSONAL,
    "locationlatitude": Role.PERSONAL,
    "locationlongitude": Role.PERSONAL,
    "locationaccuracy": Role.METADATA,
    "distributionchannel": Role.METADATA,
    "userlanguage": Role.METADATA,
    "responseset": Role.METADATA,
    "q_recaptchascore": Role.METADATA,
    "q_terminateflag": Role.METADATA,
}
LEGACY = {**NAMES, "name": Role.PERSONAL}
ONLY_HERE = ("responseid", "recordeddate", "duration (in seconds)", "distributionchannel", "userlanguage")
LEGACY_CODE = re.compile(r"v([1-9]|10)")
MARKS = {
    "status": (
        ("preview", "1|2|9|17|survey preview|survey test|survey preview spam|offline survey preview"),
        ("invalid", "8|12|40|spam|imported spam|offline spam"),
    ),
    "finished": (("unfinished", "0|false"),),
    "q_terminateflag": (("screened_out", "screened|screenedout|screened out|quotamet|quota met"),),
}
DATES = ("startdate", "enddate", "recordeddate")
#: What marks the columns for being imported again; exports before 2018 write it in single quotes.
IMPORT_MARK = re.compile(r"\{\s*[\"'“”‘’]*ImportId\b", re.IGNORECASE)
IN_A_BLOCK = re.compile(r"(.+)_\d+")


def standing(table: RawTable) -> int:
    """Count the columns that only this tool writes."""
    marked = sum(IMPORT_MARK.match(cell) is not None for row in _top(table) for cell in row)
    if known(table.headers, ONLY_HERE):
        named = known(table.headers, NAMES)
        return named + marked if named >= 3 else marked
    return marked + (known(row_of(table, 0), LEGACY) if _is_legacy(table) else 0)


def _top(table: RawTable) -> list[tuple[str, ...]]:
    return [row_of(table, row) for row in range(min(2, len(table.rows)))]


def _is_legacy(table: RawTable) -> bool:
    coded = sum(LEGACY_CODE.fullmatch(fold_case(header)) is not None for header in table.headers)
    return coded >= 4 and known(row_of(table, 0), LEGACY) >= 4


def _header_rows(table: RawTable, names: tuple[str, ...]) -> int:
    """Count the rows below the codes that are no answers."""
    top = _top(table)
    for at, row in enumerate(top):
        if any(map(IMPORT_MARK.match, row)):
            return at + 1
    dated = [
        cell for name, cell in zip(names, top[0], strict=True) if fold_case(name) in DATES and cell
    ]  # a date holds digits, its title does not
    return int(bool(dated) and not any(map(str.isdigit, "".join(dated))))


def tidy(table: RawTable) -> Export:
    """Fold the header rows, and cut each question into its stem and its statement."""
    legacy = not known(table.headers, ONLY_HERE) and _is_legacy(table)
    names = row_of(table, 0) if legacy else table.headers
    above = 1 if legacy else _header_rows(table, names)
    texts = row_of(table, 0) if above else texts_of(table)
    roles = roles_of(names, LEGACY if legacy else NAMES)
    asked = []
    for header, text in zip(table.headers, texts, strict=True):
        stem, own = cut(plain_text(text), (" - ",))
        found = IN_A_BLOCK.fullmatch(header)
        asked.append((stem, own, found[1] if found else ""))
    questions = questions_of(table.headers, asked, roles)
    return Export(without_top(table, above), questions, TOOL.key, TOOL.name, marks_of(names, MARKS))


TOOL = Tool("qualtrics", "Qualtrics", standing, tidy)
