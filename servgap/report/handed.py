"""Findings handed to a report: whether they are of one survey, and which of them its ledger is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from servgap.analysis.finding import Basis, Finding
from servgap.errors import reports as errors
from servgap.language.numbers import count
from servgap.report.kinds.registry import kind_of
from servgap.survey.asked_alike import asked_alike


def handed(subject: Any) -> list[Finding]:
    """Take the findings that a report is made of.

    Raises
    ------
    ServgapError
        If there are none, or something else is among them.
    """
    if isinstance(subject, Finding):
        subject = [subject]
    if isinstance(subject, str | bytes | Mapping) or hasattr(subject, "columns") or not isinstance(subject, Iterable):
        raise errors.not_reportable(subject)
    found = list(subject)
    for one in found:
        if not isinstance(one, Finding):
            raise errors.not_reportable(one)
    if not found:
        raise errors.nothing_to_report()
    return found


def of_respondents(findings: Sequence[Finding]) -> list[Finding]:
    """Leave out findings about what was delivered, which are of no survey; all of them where there are no others."""
    return [each for each in findings if not kind_of(each.kind).of_cases] or list(findings)


SELECTED = ("outside_selection", "no_group")
"""Why rows that are part of the survey are no part of a finding."""


def most_selected(bases: Sequence[Basis]) -> Basis:
    """Find the basis of what the report is about, and refuse findings whose rows its ledger cannot account for.

    Findings of one selection, such as a wave, and of all that it was selected from, such as a trend, go together.
    """
    main = min(bases, key=lambda basis: -_rows(basis, "outside_selection"))
    for basis in bases:
        if not asked_alike(basis.instrument, main.instrument):
            names = [f"{each.instrument.name!r} of {len(each.instrument.items)} items" for each in (main, basis)]
            raise errors.different_surveys("two instruments", *names)
        alike = _survey_of(basis) == _survey_of(main)
        selected = [_rows(each, "outside_selection") for each in (basis, main)]
        if not alike or selected[0] not in (0, selected[1]):
            shown = [f"{count(each.rows_used)} rows used of {count(each.rows_read)} read" for each in (main, basis)]
            raise errors.different_surveys("two sets of rows", *shown)
    return main


def _rows(basis: Basis, reason: str) -> int:
    return dict(basis.left_out).get(reason, 0)


def _survey_of(basis: Basis) -> tuple[int, list[tuple[str, int]]]:
    """Give what tells a survey: its rows, and those left out of it for good."""
    return basis.rows_read, sorted(each for each in basis.left_out if each[0] not in SELECTED)
