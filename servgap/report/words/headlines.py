"""Headlines: one sentence a finding, effect and interval first."""

from __future__ import annotations

from collections.abc import Callable

from servgap.analysis.finding import Finding
from servgap.errors import reports as errors
from servgap.language import language_of
from servgap.report import headlines
from servgap.report.kinds.registry import is_declared, known_kinds
from servgap.report.words.cautions import cautions
from servgap.report.words.en import headlines as english
from servgap.report.words.languages import Language, spoken
from servgap.report.words.zh import headlines as chinese

BETWEEN: dict[Language, str] = {"en": " ", "zh": ""}
SENTENCES: dict[Language, dict[str, Callable[[Finding], str]]] = {
    "en": english.SENTENCES,
    "zh": chinese.SENTENCES,
}


def headline(finding: Finding, language: str) -> str:
    """Say in one sentence what was found, after whatever qualifies it.

    Parameters
    ----------
    finding
        What a verb returned.
    language
        ``"en"`` or ``"zh"``.

    Raises
    ------
    ServgapError
        If the language, or the finding's kind, is not known.
    """
    if is_declared(finding.kind):
        return headlines.headline(finding, language)
    return BETWEEN[spoken(language)].join([*cautions(finding, spoken(language)).values(), found(finding, language)])


def found(finding: Finding, language: str) -> str:
    """Say what was found, without what qualifies it.

    Parameters
    ----------
    finding
        What a verb returned.
    language
        ``"en"`` or ``"zh"``.

    Raises
    ------
    ServgapError
        If the language, or the finding's kind, is not known.
    """
    if is_declared(finding.kind):
        return language_of(language).tell(headlines.found(finding))
    sentences = SENTENCES[spoken(language)]
    if finding.kind not in sentences:
        raise errors.unknown_kind(finding.kind, [*(kind.name for kind in known_kinds()), *sentences])
    return sentences[finding.kind](finding)
