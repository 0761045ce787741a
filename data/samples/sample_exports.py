"""Two exports as survey tools write them, with their header rows, marks and personal columns; nobody is behind them."""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from pathlib import Path
from typing import Any

QUESTIONNAIRE = Path(__file__).resolve().parents[2] / "servgap" / "instruments" / "servqual.toml"
BEGIN = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
STEMS = {
    "en": ("An excellent service counter: how far do you agree?", "The service you received: how far do you agree?"),
    "zh": ("您期望的优质服务是怎样的？", "您实际感受到的服务是怎样的？"),
}
LABELS = {
    "en": (
        *("Strongly disagree", "Disagree", "Somewhat disagree", "Neither agree nor disagree"),
        *("Somewhat agree", "Agree", "Strongly agree"),
    ),
    "zh": ("非常不同意", "不同意", "比较不同意", "一般", "比较同意", "同意", "非常同意"),
}
PREVIEW, UNFINISHED, SILENT = 0, (11, 23, 35), 17
COUNTERS = {"en": ("Town Hall", "Market Square"), "zh": ("市政厅", "集市广场")}

Table = list[list[str]]
Numbers = Any


def statements(language: str) -> list[str]:
    """Read the questionnaire's statements in a language."""
    questionnaire: dict[str, Any] = tomllib.loads(QUESTIONNAIRE.read_text(encoding="utf-8"))
    return [item["text"][language] for dimension in questionnaire["dimension"] for item in dimension["item"]]


def seconds(row: int) -> int:
    """Say how long a respondent took."""
    return 180 + (row * 47) % 300


def moment(row: int, *, end: bool) -> str:
    """Say when a respondent began or ended."""
    at = BEGIN + dt.timedelta(minutes=41 * row, seconds=seconds(row) if end else 0)
    return f"{at:%Y-%m-%d %H:%M:%S}"


def qualtrics(expectation: Numbers, perception: Numbers) -> Table:
    """Write choices as text below three header rows; one row is a preview, three are unfinished."""
    meta = (
        *("StartDate", "EndDate", "Status", "IPAddress", "Progress", "Duration (in seconds)", "Finished"),
        *("RecordedDate", "ResponseId", "RecipientEmail", "UserLanguage"),
    )
    titles = (
        *("Start Date", "End Date", "Response Type", "IP Address", "Progress", "Duration (in seconds)", "Finished"),
        *("Recorded Date", "Response ID", "Recipient Email", "User Language"),
    )
    names = [*meta, *(f"{tag}_{n}" for tag in ("Q3", "Q4") for n in range(1, 23)), "Q5"]
    texts = [*titles, *(f"{stem} - {text}" for stem in STEMS["en"] for text in statements("en")), "Which counter?"]
    marks = [json.dumps({"ImportId": name}) for name in names]
    table = [names, texts, marks]
    for row, (expected, perceived) in enumerate(zip(expectation, perception, strict=True)):
        done = row not in UNFINISHED
        answers = [LABELS["en"][answer - 1] for answer in (*expected, *perceived)]
        if not done:
            answers[30:] = [""] * 14
        table.append(
            [
                *(moment(row, end=False), moment(row, end=True)),
                *("Survey Preview" if row == PREVIEW else "IP Address", f"192.0.2.{row + 1}", "100" if done else "61"),
                *(str(seconds(row)), str(done), moment(row, end=True), f"R_{row:04d}", f"guest{row}@example.org", "EN"),
                *answers,
                COUNTERS["en"][row % 2],
            ]
        )
    return table


def wenjuanxing(expectation: Numbers, perception: Numbers) -> Table:
    """Write choices as text, the stem before the first statement of a matrix only; one row is left empty."""
    texts = [text.rstrip("。") for text in statements("zh")]
    blocks = [
        header
        for number, stem in enumerate(STEMS["zh"], start=2)
        for header in (f"{number}、{stem}—{texts[0]}", *texts[1:])
    ]
    table = [["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP", "1、您光顾的柜台", *blocks, "总分"]]
    for row, (expected, perceived) in enumerate(zip(expectation, perception, strict=True)):
        given = [int(answer) for answer in (*expected, *perceived)]
        answers = ["(空)"] * len(given) if row == SILENT else [LABELS["zh"][answer - 1] for answer in given]
        if row % 9 == 4:
            answers[30] = "(跳过)"
        meta = [str(row + 1), moment(row, end=True), f"{seconds(row)}秒", "手机提交", "直接访问", f"192.0.2.{row + 1}"]
        table.append([*meta, COUNTERS["zh"][row % 2], *answers, str(sum(given))])
    return table
