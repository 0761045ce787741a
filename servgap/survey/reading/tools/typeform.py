"""Typeform: a token first, the questions with their bold marks, the response's own columns last."""

from __future__ import annotations

import re

from servgap.survey.reading.files.raw import RawTable
from servgap.survey.reading.tools.shapes import known, marks_of, plain_text, questions_of, roles_of
from servgap.survey.reading.tools.tool import Export, Role, Tool

NAMES = {
    "#": Role.PERSONAL,
    "response type": Role.METADATA,
    "start date (utc)": Role.STARTED,
    "stage date (utc)": Role.METADATA,
    "submit date (utc)": Role.ENDED,
    "network id": Role.PERSONAL,
    "tags": Role.METADATA,
    "ending": Role.METADATA,
    "score": Role.METADATA,
}
ONLY_HERE = ("submit date (utc)", "start date (utc)", "network id", "response type")
MARKS = {"response type": (("unfinished", "started|partial"),)}
SUBMITTED = ("submit date (utc)",)
BOLD = re.compile(r"(?<!\w)([*_]{1,2})(?=\S)(.+?)(?<=\S)\1(?!\w)")


def standing(table: RawTable) -> int:
    """Count the columns that only this tool writes."""
    return known(table.headers, NAMES) if known(table.headers, ONLY_HERE) >= 2 else 0


def tidy(table: RawTable) -> Export:
    """Strip the questions of their marks."""
    roles = roles_of(table.headers, NAMES)
    asked = [("", BOLD.sub(r"\2", plain_text(header)).strip("* "), "") for header in table.headers]
    questions = questions_of(table.headers, asked, roles)
    return Export(table, questions, TOOL.key, TOOL.name, marks_of(table.headers, MARKS, empty=SUBMITTED))


TOOL = Tool("typeform", "Typeform", standing, tidy)
