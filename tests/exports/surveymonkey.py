"""SurveyMonkey: two header rows; a question's text stands over its first column only."""

from __future__ import annotations

from collections.abc import Sequence

from servgap.survey.survey import Absence
from tests.exports.shape import NOT_APPLICABLE, Rows, Shape
from tests.exports.truth import PARTS, Truth
from tests.exports.wording import BRANCH, COMMENT, LABELS, STEMS, branch, labels, numbers, texts
from tests.exports.writing import as_csv, as_xlsx

META = (
    *("Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "Email Address"),
    *("First Name", "Last Name", "Custom Data 1"),
)
ABSENT = {Absence.DOES_NOT_APPLY: "N/A"}
ENDS = {1: f"1 - {LABELS['en'][0]}", 7: f"7 - {LABELS['en'][6]}"}


def _headers(truth: Truth) -> Rows:
    first: list[object] = list(META)
    second: list[object] = [""] * len(META)
    for part in PARTS:
        first += [STEMS["en"][part], *[""] * 21]
        second += texts(truth)
    return [[*first, BRANCH["en"], COMMENT["en"]], [*second, "Response", "Open-Ended Response"]]


def _meta(truth: Truth, row: int) -> list[object]:
    person = truth.people[row]
    at = [moment.strftime("%m/%d/%Y %I:%M:%S %p") for moment in (truth.started(row), truth.ended(row))]
    return [114300000 + row, 430001234, *at, person.ip, person.email, person.first, person.last, person.token]


def worded(truth: Truth, rows: Sequence[int]) -> Rows:
    """Write answers as texts."""
    lines = _headers(truth)
    for row in rows:
        answers = [cell for part in PARTS for cell in labels(truth, row, part, ABSENT)]
        lines.append([*_meta(truth, row), *answers, branch(truth, row), truth.people[row].comment])
    return lines


def ends_worded(truth: Truth, rows: Sequence[int]) -> Rows:
    """Write answers as numbers, with a label at the points that have one."""
    lines = _headers(truth)
    for row in rows:
        answers = [ENDS.get(cell, cell) for part in PARTS for cell in numbers(truth, row, part, ABSENT)]
        lines.append([*_meta(truth, row), *answers, branch(truth, row), truth.people[row].comment])
    return lines


SHAPES = (
    Shape(
        "surveymonkey, csv",
        "Hotline survey.csv",
        as_csv(worded, encoding="utf-8-sig", end="\n"),
        tells=NOT_APPLICABLE,
        first_row=3,
    ),
    Shape(
        "surveymonkey, xlsx",
        "Hotline survey.xlsx",
        as_xlsx(ends_worded, sheet="Sheet"),
        tells=NOT_APPLICABLE,
        first_row=3,
    ),
)
