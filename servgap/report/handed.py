"""Findings handed to a report: whether they are of one survey, and which of them its ledger is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from servgap.analysis.finding import Basis, Finding
from servgap.errors import reports as errors
from servgap.language.numbers import count
from servgap.report.kinds.registry import kind_of
from servgap.report.sections import Failure
from servgap.survey.asked_alike import asked_alike
from servgap.survey.instrument import Instrument
from servgap.survey.ledger import Ledger


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


def added(add: Any) -> list[Finding]:
    """Take the findings that are shown beside those that a report makes; there may be none.

    Raises
    ------
    ServgapError
        If something else is among them.
    """
    if isinstance(add, Finding):
        return [add]
    none = isinstance(add, Iterable) and not isinstance(add, str | bytes | Mapping) and not hasattr(add, "columns")
    listed = list(add) if none else add
    return handed(listed) if not isinstance(listed, list) or listed else []


def of_survey(found: Sequence[Finding], instrument: Instrument, ledger: Ledger) -> Sequence[Finding]:
    """Refuse findings that are not of the survey that a report is made of.

    Raises
    ------
    ServgapError
        If one is of another questionnaire, or of other rows.
    """
    left_out = sorted(each for each in ledger.reasons.items() if each[0] not in SELECTED)
    for each in found:
        if kind_of(each.kind).of_cases:
            continue
        if not asked_alike(each.basis.instrument, instrument):
            names = [f"{one.name!r} of {len(one.items)} items" for one in (instrument, each.basis.instrument)]
            raise errors.different_surveys("two instruments", *names)
        if _survey_of(each.basis) != (ledger.rows_read, left_out):
            read = (ledger.rows_read, each.basis.rows_read)
            raise errors.different_surveys("two sets of rows", *(f"{count(rows)} rows read" for rows in read))
    return found


def replaced(made: Sequence[Finding | Failure], extra: Sequence[Finding]) -> list[Finding | Failure]:
    """Leave out what a report made where a finding that takes its place was handed in."""
    there = {_told_by(each) for each in extra}
    kinds = {each.kind for each in extra}
    return [each for each in made if not (_told_by(each) in there if isinstance(each, Finding) else each.kind in kinds)]


def _told_by(finding: Finding) -> tuple[str, str, tuple[str, ...], tuple[str, ...]]:
    apart = kind_of(finding.kind).apart(finding)
    return finding.kind, apart, tuple(finding.basis.separately), tuple(finding.basis.compared)


def selected_of(ledger: Ledger) -> int:
    """Count the rows outside of the selection that a report is about."""
    return ledger.reasons.get("outside_selection", 0)


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
