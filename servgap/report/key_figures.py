"""The few numbers that stand on top of a report, chosen from the findings' facts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from servgap.analysis.finding import Finding
from servgap.language import language_of
from servgap.report.kinds.registry import is_declared, kind_of
from servgap.report.words.languages import Language
from servgap.report.words.names import separately_by


@dataclass(frozen=True)
class Figure:
    """One number with what it is, and what stands small beneath it."""

    label: str
    value: str
    beneath: str = ""


def key_figures(findings: Iterable[Finding], language: Language) -> list[Figure]:
    """Choose the numbers that are there."""
    figures: list[Figure] = []
    for finding in findings:
        if separately_by(finding):
            continue
        if is_declared(finding.kind):
            tell = language_of(language).tell
            declared = kind_of(finding.kind).figures(finding)
            figures.extend(Figure(tell(one.label), tell(one.value), tell(one.beneath)) for one in declared)
    return figures
