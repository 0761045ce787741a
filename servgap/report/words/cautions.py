"""What a reader must know before any number: how few answered, weights left aside, an item the wrong way round."""

from __future__ import annotations

from typing import Any

from servgap.analysis.finding import Finding
from servgap.analysis.subject import TESTED_FROM
from servgap.language import language_of
from servgap.report import cautions as declared
from servgap.report.kinds.registry import is_declared
from servgap.report.words.en import cautions as english
from servgap.report.words.languages import Language
from servgap.report.words.zh import cautions as chinese

FEW = "few"
CODES = ("weights_ignored", "opposed_items")
"""Remarks that stand before a headline."""
LANGUAGES = {"en": english, "zh": chinese}


def cautions(finding: Finding, language: Language) -> dict[str, str]:
    """Give the sentences that open a headline by what they warn of; none of what the headline itself says."""
    if is_declared(finding.kind):
        return {code: language_of(language).tell(told) for code, told in declared.cautions(finding).items()}
    basis, words = finding.basis, LANGUAGES[language]
    few = 0 < basis.rows_used < TESTED_FROM and not finding.facts.get("too_few")
    told = {FEW: words.few(basis)} if few else {}
    for code in CODES:
        for remark in basis.remarks:
            facts = _unnamed(finding, dict(remark.particulars)) if remark.code == code else None
            told |= {code: getattr(words, code)(facts, basis)} if facts is not None else {}
    return told


def _unnamed(finding: Finding, facts: dict[str, Any]) -> dict[str, Any] | None:
    """Leave out the items that the headline itself names; None where that leaves nothing to say."""
    if "items" not in facts:
        return facts
    named = {each["item"] for each in finding.facts.get("opposed", ()) if each["sure"]}
    left = [each for each in facts["items"] if each["item"] not in named]
    return {**facts, "items": left} if left else None
