"""KoboToolbox and ODK: semicolons and names with their groups, or labels that repeat."""

from __future__ import annotations

from collections.abc import Sequence

from servgap.survey.survey import Absence
from tests.exports.shape import NOT_APPLICABLE, Rows, Shape
from tests.exports.truth import PARTS, Truth
from tests.exports.wording import BRANCH, COMMENT, branch, labels, numbers, texts
from tests.exports.writing import as_csv, as_xlsx

FIRST = ("start", "end", "deviceid", "phonenumber")
LAST = (
    *("_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status", "_submitted_by"),
    *("__version__", "_tags", "_index"),
)
GROUPS = {"expectation": "exp", "perception": "per"}


def _line(truth: Truth, row: int, number: int, answers: list[object]) -> list[object]:
    person = truth.people[row]
    at = [f"{moment:%Y-%m-%dT%H:%M:%S}.000+08:00" for moment in (truth.started(row), truth.ended(row))]
    verdict = "validation_status_not_approved" if truth.status[row] == "invalid" else "validation_status_approved"
    sent = f"{truth.ended(row):%Y-%m-%dT%H:%M:%S}"
    where = f"{person.latitude} {person.longitude} 4.2 6.5"
    last = [70_100_000 + row, f"{person.token}-4f1c", sent, verdict, "", "submitted_via_web", person.email]
    device = [f"collect:{person.token}", person.phone]
    own = [branch(truth, row), *answers, person.comment, where]
    return [*at, *device, *own, *last, "vT9hR2fWq", "", number]


def _named(truth: Truth, rows: Sequence[int], *, words: bool) -> Rows:
    grid = [f"{GROUPS[part]}/T{n}" for part in PARTS for n in range(1, 23)]
    lines: Rows = [[*FIRST, "branch", *grid, "remarks", "place", *LAST]]
    absent = {Absence.DOES_NOT_APPLY: "not_applicable"}
    for number, row in enumerate(rows, start=1):
        if words:
            named = [cell for part in PARTS for cell in labels(truth, row, part, absent)]
            answers = [str(cell).lower().replace(" ", "_") for cell in named]
        else:
            answers = [cell for part in PARTS for cell in numbers(truth, row, part, absent)]
        lines.append(_line(truth, row, number, answers))
    return lines


def choice_names(truth: Truth, rows: Sequence[int]) -> Rows:
    """Write the names of questions and of choices that are words."""
    return _named(truth, rows, words=True)


def choice_numbers(truth: Truth, rows: Sequence[int]) -> Rows:
    """Write the names of questions and of choices that are numbers."""
    return _named(truth, rows, words=False)


def choice_labels(truth: Truth, rows: Sequence[int]) -> Rows:
    """Write labels; those of the two groups are the same."""
    lines: Rows = [[*FIRST, BRANCH["en"], *texts(truth), *texts(truth), COMMENT["en"], "Where are you?", *LAST]]
    absent = {Absence.DOES_NOT_APPLY: "Not applicable"}
    for number, row in enumerate(rows, start=1):
        answers = [cell for part in PARTS for cell in labels(truth, row, part, absent)]
        lines.append(_line(truth, row, number, answers))
    return lines


INVALID = ("invalid",)
FILE = "Hotline_survey_-_all_versions_-_False_-_2026-03-14-10-02-11"
SHAPES = (
    Shape(
        "kobo, names, csv",
        f"{FILE}.csv",
        as_csv(choice_names, delimiter=";", quote_all=True, end="\n"),
        INVALID,
        NOT_APPLICABLE,
        branch="branch",
    ),
    Shape(
        "kobo, names, xlsx",
        f"{FILE}.xlsx",
        as_xlsx(choice_numbers, sheet="Hotline survey"),
        INVALID,
        NOT_APPLICABLE,
        branch="branch",
    ),
    Shape(
        "kobo, labels, xlsx",
        f"{FILE}.xlsx",
        as_xlsx(choice_labels, sheet="Hotline survey"),
        INVALID,
        NOT_APPLICABLE,
        branch=BRANCH["en"],
    ),
)
