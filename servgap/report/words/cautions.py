"""What a reader must know before any number: how few answered, weights left aside, an item the wrong way round."""

from __future__ import annotations

from servgap.analysis.finding import Finding
from servgap.analysis.subject import TESTED_FROM
from servgap.report.words.en import cautions as english
from servgap.report.words.languages import Language
from servgap.report.words.zh import cautions as chinese

CODES = ("weights_ignored", "opposed_items")
"""Remarks that stand before a headline."""
LANGUAGES = {"en": english, "zh": chinese}


def cautions(finding: Finding, language: Language) -> list[str]:
    """Give the sentences that open a headline; none where nothing qualifies what it says."""
    basis, words = finding.basis, LANGUAGES[language]
    told = [words.few(basis)] if 0 < basis.rows_used < TESTED_FROM else []
    for code in CODES:
        told += [
            getattr(words, code)(dict(remark.particulars), basis) for remark in basis.remarks if remark.code == code
        ]
    return told
