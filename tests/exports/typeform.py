"""Typeform: one header row, a token first, the response's state last; mark-up in the questions."""

from __future__ import annotations

from collections.abc import Sequence

from tests.exports.shape import Rows, Shape
from tests.exports.truth import PARTS, Truth
from tests.exports.wording import BRANCH, COMMENT, branch, numbers, texts
from tests.exports.writing import as_csv

QUESTIONS = {
    "expectation": "In an *excellent* service, this should be so: {item}",
    "perception": "In the service you <strong>actually</strong> received: {item}",
}
LAST = ("Response Type", "Start Date (UTC)", "Stage Date (UTC)", "Submit Date (UTC)", "Network ID", "Tags")


def table(truth: Truth, rows: Sequence[int]) -> Rows:
    """Write opinion scales as numbers; a response that was only started has no submit date."""
    grid = [QUESTIONS[part].format(item=text) for part in PARTS for text in texts(truth)]
    lines: Rows = [["#", BRANCH["en"], *grid, COMMENT["en"], "Your email", "Your phone number", *LAST]]
    for row in rows:
        person, done = truth.people[row], truth.status[row] != "unfinished"
        answers = [cell for part in PARTS for cell in numbers(truth, row, part)]
        at = [f"{moment:%Y-%m-%d %H:%M:%S}" for moment in (truth.started(row), truth.ended(row))]
        state = ["completed" if done else "started", at[0], "" if done else at[1], at[1] if done else ""]
        reach = [person.comment, person.email, f"+86{person.phone}"]
        lines.append([person.token, branch(truth, row), *answers, *reach, *state, f"a1b2{row:03d}c3", ""])
    return lines


SHAPES = (Shape("typeform", "responses-Xy12Ab.csv", as_csv(table, end="\n"), ("unfinished",), branch=BRANCH["en"]),)
