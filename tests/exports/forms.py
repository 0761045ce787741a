"""Google Forms and Microsoft Forms: one header row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from servgap.survey.survey import Absence
from tests.exports.shape import NOT_APPLICABLE, Rows, Shape
from tests.exports.truth import PARTS, Truth
from tests.exports.wording import BRANCH, COMMENT, branch, labels, numbers, stemmed, texts
from tests.exports.writing import as_csv, as_xlsx


def _western(moment: dt.datetime) -> str:
    return f"{moment:%Y/%m/%d} {moment:%I:%M:%S %p} GMT+8".replace(" 0", " ")


def _chinese(moment: dt.datetime) -> str:
    half = "上午" if moment.hour < 12 else "下午"
    return f"{moment.year}/{moment.month}/{moment.day} {half}{moment.hour % 12 or 12}:{moment:%M:%S}"


def google_english(truth: Truth, rows: Sequence[int]) -> Rows:
    """Write a grid's choices as text."""
    grid = [header for part in PARTS for header in stemmed(truth, part, "{stem} [{item}]")]
    lines: Rows = [["Timestamp", "Email Address", *grid, BRANCH["en"], COMMENT["en"]]]
    absent = {Absence.DOES_NOT_APPLY: "Not applicable"}
    for row in rows:
        answers = [cell for part in PARTS for cell in labels(truth, row, part, absent)]
        person = truth.people[row]
        lines.append([_western(truth.ended(row)), person.email, *answers, branch(truth, row), person.comment])
    return lines


def google_linear(truth: Truth, rows: Sequence[int]) -> Rows:
    """Write linear scales as numbers; every statement is a question of its own."""
    grid = [header for part in PARTS for header in stemmed(truth, part, "{stem} {item}")]
    lines: Rows = [["Timestamp", "Email Address", *grid, BRANCH["en"], COMMENT["en"]]]
    for row in rows:
        answers = [cell for part in PARTS for cell in numbers(truth, row, part)]
        person = truth.people[row]
        lines.append([_western(truth.ended(row)), person.email, *answers, branch(truth, row), person.comment])
    return lines


def google_chinese(truth: Truth, rows: Sequence[int]) -> Rows:
    """Write a Chinese form's choices as text."""
    grid = [header for part in PARTS for header in stemmed(truth, part, "{stem} [{item}]", "zh")]
    lines: Rows = [["时间戳记", "电子邮件地址", *grid, BRANCH["zh"], COMMENT["zh"]]]
    absent = {Absence.DOES_NOT_APPLY: "不适用"}
    for row in rows:
        answers = [cell for part in PARTS for cell in labels(truth, row, part, absent, language="zh")]
        person = truth.people[row]
        lines.append([_chinese(truth.ended(row)), person.email, *answers, branch(truth, row, "zh"), person.comment])
    return lines


def microsoft(truth: Truth, rows: Sequence[int]) -> Rows:
    """Write statements without their question; one that was asked before gets a digit."""
    headers = ["ID", "Start time", "Completion time", "Email", "Name", "Last modified time"]
    statements = texts(truth)
    grid = [f"{text}\u00a0" for text in statements] + [f"{text}2" for text in statements]
    lines: Rows = [[*headers, *grid, f"{BRANCH['en']}\u00a0", COMMENT["en"]]]
    absent = {Absence.DOES_NOT_APPLY: "Not applicable"}
    for number, row in enumerate(rows, start=1):
        person = truth.people[row]
        answers = [cell for part in PARTS for cell in labels(truth, row, part, absent)]
        meta = [number, truth.started(row), truth.ended(row), person.email, f"{person.first} {person.last}", ""]
        lines.append([*meta, *answers, branch(truth, row), person.comment])
    return lines


SHAPES = (
    Shape(
        "google forms, english",
        "Hotline survey (Responses) - Form Responses 1.csv",
        as_csv(google_english),
        tells=NOT_APPLICABLE,
        branch=BRANCH["en"],
    ),
    Shape(
        "google forms, linear scale",
        "Hotline survey.csv",
        as_csv(google_linear, quote_all=True, end="\n"),
        branch=BRANCH["en"],
    ),
    Shape(
        "google forms, chinese",
        "服务质量调查（回复） - 表单回复 1.csv",
        as_csv(google_chinese),
        tells=NOT_APPLICABLE,
        language="zh",
        branch=BRANCH["zh"],
    ),
    Shape(
        "microsoft forms",
        "Hotline survey(1-61).xlsx",
        as_xlsx(microsoft),
        tells=NOT_APPLICABLE,
        branch=BRANCH["en"],
    ),
)
