"""REDCap: raw with field names and codes, or labels that repeat."""

from __future__ import annotations

from collections.abc import Sequence

from servgap.survey.survey import Absence
from tests.exports.shape import NOT_APPLICABLE, Rows, Shape
from tests.exports.truth import PARTS, Truth
from tests.exports.wording import BRANCH, COMMENT, branch, labels, numbers, texts
from tests.exports.writing import as_csv

RAW = ("record_id", "redcap_event_name", "redcap_survey_identifier", "redcap_data_access_group", "hotline_timestamp")
LABELS = ("Record ID", "Event Name", "Survey Identifier", "Data Access Group", "Survey Timestamp")


def _meta(truth: Truth, row: int) -> list[object]:
    done = truth.status[row] != "unfinished"
    stamp = f"{truth.ended(row):%Y-%m-%d %H:%M:%S}" if done else "[not completed]"
    return [row + 1, "visit_1_arm_1", truth.people[row].email, "", stamp]


def _channels(row: int) -> list[object]:
    return [1, row % 2]


def raw(truth: Truth, rows: Sequence[int]) -> Rows:
    """Write field names and codes; a checkbox is one column a choice."""
    grid = [f"{letter}_t{n}" for letter in "ep" for n in range(1, 23)]
    last = ["used___1", "used___2", "remarks", "hotline_complete"]
    lines: Rows = [[*RAW, "branch", *grid, *last]]
    for row in rows:
        answers = [cell for part in PARTS for cell in numbers(truth, row, part)]
        done = 2 if truth.status[row] != "unfinished" else 0
        own = [("North", "South", "Harbour").index(truth.branch[row]) + 1, *answers]
        lines.append([*_meta(truth, row), *own, *_channels(row), truth.people[row].comment, done])
    return lines


def labelled(truth: Truth, rows: Sequence[int]) -> Rows:
    """Write labels, which repeat from one block to the next."""
    boxes = [f"Which channels did you use? (choice={choice})" for choice in ("Telephone", "Counter")]
    lines: Rows = [[*LABELS, BRANCH["en"], *texts(truth), *texts(truth), *boxes, COMMENT["en"], "Complete?"]]
    absent = {Absence.DOES_NOT_APPLY: "Not applicable"}
    for row in rows:
        answers = [cell for part in PARTS for cell in labels(truth, row, part, absent)]
        ticks = ["Checked" if tick else "Unchecked" for tick in _channels(row)]
        done = "Complete" if truth.status[row] != "unfinished" else "Incomplete"
        own = [branch(truth, row), *answers, *ticks, truth.people[row].comment]
        lines.append([*_meta(truth, row), *own, done])
    return lines


UNFINISHED = ("unfinished",)
SHAPES = (
    Shape("redcap, raw", "Hotline_DATA_2026-03-14_1002.csv", as_csv(raw, end="\n"), UNFINISHED, branch="branch"),
    Shape(
        "redcap, labels",
        "Hotline_DATA_LABELS_2026-03-14_1002.csv",
        as_csv(labelled, quote_all=True, end="\n"),
        UNFINISHED,
        NOT_APPLICABLE,
        branch=BRANCH["en"],
    ),
)
