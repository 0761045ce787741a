"""Headlines: one sentence a finding, effect and interval first, after whatever qualifies it."""

from __future__ import annotations

from servgap.analysis.finding import Finding
from servgap.language import Fact, joined, language_of
from servgap.report.cautions import cautions
from servgap.report.kinds.registry import kind_of


def found(finding: Finding) -> Fact:
    """Say what was found, without what qualifies it.

    Raises
    ------
    ServgapError
        If the finding's kind is not known.
    """
    return kind_of(finding.kind).headline(finding)


def headline(finding: Finding, language: str) -> str:
    """Say in one sentence what was found, after whatever qualifies it.

    Parameters
    ----------
    finding
        What a verb returned.
    language
        A code among `languages()`.

    Raises
    ------
    ServgapError
        If the language, or the finding's kind, is not known.
    """
    return language_of(language).tell(joined([*cautions(finding).values(), found(finding)], "sentences"))
