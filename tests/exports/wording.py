"""How the exported questionnaires word their questions and answers, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from servgap.survey.survey import Absence
from tests.exports.truth import Truth

STEMS = {
    "en": {
        "expectation": "How should an excellent service be? Say how far you agree.",
        "perception": "And how did you experience the service you received?",
    },
    "zh": {"expectation": "您期望的优质服务应该是怎样的", "perception": "您实际感受到的服务是怎样的"},
}
LABELS = {
    "en": (
        "Strongly disagree",
        "Disagree",
        "Somewhat disagree",
        "Neither agree nor disagree",
        "Somewhat agree",
        "Agree",
        "Strongly agree",
    ),
    "zh": ("非常不同意", "不同意", "比较不同意", "一般", "比较同意", "同意", "非常同意"),
}
BRANCH = {"en": "Which branch did you visit?", "zh": "您光顾的是哪家门店"}
COMMENT = {"en": "Is there anything else you would like to tell us?", "zh": "您还有什么意见和建议"}
BRANCHES = {"North": "北门店", "South": "南门店", "Harbour": "港口店"}
Words = Mapping[Absence, str]


def texts(truth: Truth, language: str = "en") -> list[str]:
    """Give the items' texts."""
    return [item.standard.text.to(language) for item in truth.instrument.items]


def stemmed(truth: Truth, part: str, form: str, language: str = "en") -> list[str]:
    """Give the headers of a block: a form with ``{stem}`` and ``{item}``."""
    stem = STEMS[language][part]
    return [form.format(stem=stem, item=item) for item in texts(truth, language)]


def branch(truth: Truth, row: int, language: str = "en") -> str:
    """Give the row's branch in the questionnaire's language."""
    return truth.branch[row] if language == "en" else BRANCHES[truth.branch[row]]


def numbers(truth: Truth, row: int, part: str, absent: Words | None = None, *, shift: int = 0) -> list[object]:
    """Give a row's answers to a part as numbers; absent ones as the words told, or empty."""
    return [
        _absent(truth, row, part, at, absent) if np.isnan(value) else int(value) + shift
        for at, value in enumerate(truth.answers[part][row])
    ]


def labels(
    truth: Truth, row: int, part: str, absent: Words | None = None, *, language: str = "en", form: str = "{label}"
) -> list[object]:
    """Give a row's answers to a part as labels in a form with ``{label}``, ``{number}`` and ``{letter}``."""
    written = LABELS[language]
    return [
        _absent(truth, row, part, at, absent)
        if np.isnan(value)
        else form.format(label=written[int(value) - 1], number=int(value), letter="ABCDEFG"[int(value) - 1])
        for at, value in enumerate(truth.answers[part][row])
    ]


def _absent(truth: Truth, row: int, part: str, at: int, absent: Words | None) -> str:
    return (absent or {}).get(Absence(int(truth.absences[part][row, at])), "")
