"""Phrases of which Chinese headlines and notes are made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from servgap.analysis.finding import Finding
from servgap.language.numbers import number, percent
from servgap.report.words.absence import first_reason
from servgap.report.words.languages import Language
from servgap.report.words.names import apart, group_name

ZH: Language = "zh"
LEVELS = {"expectation": "期望", "desired": "理想服务水平", "adequate": "可接受服务水平"}


def interval(finding: Finding, low: Any, high: Any) -> str:
    """Write an interval with its level."""
    return f"{percent(finding.basis.confidence)} 置信区间 {number(low)} 至 {number(high)}"


def absent(what: str, finding: Finding, *levels: str) -> str:
    """Say that something could not be computed, and why."""
    reason = first_reason(finding, ZH, *levels)
    return f"{what}无法计算：{reason}" if reason else f"{what}无法计算"


def where(group: Mapping[str, Any] | None) -> str:
    """Name the group that a sentence is about."""
    if not group:
        return ""
    named = "、".join(f"{apart(by)}为“{group_name(label, ZH)}”" for by, label in group.items())
    return f"{named.lstrip()}的受访者中，"


def groups_named(group: Mapping[str, Any]) -> str:
    """Name a group by its attributes and labels."""
    return "、".join(f"{apart(by)}“{group_name(label, ZH)}”" for by, label in group.items())


def sentence(*clauses: str) -> str:
    """Make a sentence of clauses."""
    return "；".join(clause for clause in clauses if clause) + "。"


def told(clauses: Sequence[str]) -> str:
    """Make sentences of clauses, of which one may ask a question."""
    asked: list[list[str]] = [[]]
    for clause in filter(None, clauses):
        asked[-1].append(clause)
        if clause.endswith("？"):
            asked.append([])
    return "".join(sentence(*each).replace("？。", "？") for each in asked if each)


def level_held_against(part: str | None) -> str:
    """Name the level against which perception is held."""
    return LEVELS.get(str(part), f"“{part}”") if part else "期望"
