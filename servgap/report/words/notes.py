"""Notes: what stands under a table, so that no number goes without its n, its policy and its method."""

from __future__ import annotations

from collections.abc import Callable

from servgap.analysis.finding import Finding
from servgap.language import language_of
from servgap.report import notes
from servgap.report.kinds.registry import is_declared
from servgap.report.words.en import notes as english
from servgap.report.words.languages import Language, spoken
from servgap.report.words.zh import notes as chinese

PARAGRAPHS: dict[Language, Callable[[Finding], list[str]]] = {
    "en": english.sentences,
    "zh": chinese.sentences,
}
BETWEEN: dict[Language, str] = {"en": " ", "zh": ""}


def note_sentences(finding: Finding, language: str) -> list[str]:
    """Give the note's sentences one by one.

    Parameters
    ----------
    finding
        What a verb returned.
    language
        ``"en"`` or ``"zh"``.

    Raises
    ------
    ServgapError
        If the language is not known.
    """
    if is_declared(finding.kind):
        told = language_of(language)
        return [text for text in map(told.tell, notes.note_sentences(finding)) if text]
    return [sentence for sentence in PARAGRAPHS[spoken(language)](finding) if sentence]


def note(finding: Finding, language: str) -> str:
    """Say what a finding stands on: respondents, policy, level, corrections, verdicts, draws, remarks, sources.

    Parameters
    ----------
    finding
        What a verb returned.
    language
        ``"en"`` or ``"zh"``.

    Raises
    ------
    ServgapError
        If the language is not known.
    """
    return BETWEEN[spoken(language)].join(note_sentences(finding, language))
