"""What a reader must know before any number, in a language given by its code."""

from __future__ import annotations

from servgap.analysis.finding import Finding
from servgap.language import language_of
from servgap.report import cautions as declared
from servgap.report.cautions import CODES, FEW
from servgap.report.words.languages import Language

__all__ = ["CODES", "FEW", "cautions"]


def cautions(finding: Finding, language: Language) -> dict[str, str]:
    """Give the sentences that open a headline by what they warn of; none of what the headline itself says."""
    return {code: language_of(language).tell(told) for code, told in declared.cautions(finding).items()}
