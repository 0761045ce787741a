"""Why a number behind a headline is not there."""

from __future__ import annotations

from servgap.analysis.finding import Finding
from servgap.analysis.reasons import TOO_FEW
from servgap.report.chosen import rows_of
from servgap.report.words.codes import word
from servgap.report.words.languages import Language

SCORELESS: dict[Language, str] = {
    "en": "fewer than two respondents have a score on every dimension",
    "zh": "各维度均有得分的受访者不足两人",
}


def first_reason(finding: Finding, language: Language, *levels: str) -> str:
    """Give the first reason that stands in the rows of the headline, in words; nothing where there is none."""
    rows = rows_of(finding, *levels)
    codes = [str(code) for code in rows["reason"] if code] if "reason" in rows else []
    if not codes:
        return ""
    few = codes[0] == TOO_FEW and levels == ("overall",) and _answered(finding)
    return SCORELESS[language] if few else word("reason", codes[0], language)


def _answered(finding: Finding) -> bool:
    """Tell whether some dimension was answered by several, so that it is whole respondents who are missing."""
    rows = rows_of(finding, "dimension")
    return bool("n" in rows and (rows["n"] > 1).any())
