"""The few numbers that stand on top of a report, chosen from the findings' facts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from servgap.analysis.finding import Finding
from servgap.language import language_of
from servgap.language.numbers import coefficient, known
from servgap.report.kinds.registry import is_declared, kind_of
from servgap.report.words.codes import word
from servgap.report.words.languages import Language
from servgap.report.words.names import dimension_name, separately_by
from servgap.report.words.page_text import page_text


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
        elif finding.kind == "reliability":
            figures.extend(_reliability(finding, language))
    return figures


def _reliability(finding: Finding, language: Language) -> list[Figure]:
    lowest = finding.facts.get("lowest") or {}
    letter, value = ("ω", lowest.get("omega")) if known(lowest.get("omega")) else ("α", lowest.get("alpha"))
    # Where nothing is concluded of some scores, the lowest may be one of them, and no figure to stand by itself.
    if not known(value) or finding.facts["withheld"]:
        return []
    name = dimension_name(finding.basis.instrument, str(lowest["dimension"]), language)
    beneath = f"{name} · {word('part', lowest['part'], language)}"
    return [Figure(page_text("reliable", language), f"{letter} {coefficient(value)}", beneath)]
