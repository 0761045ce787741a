"""What is said of whether groups, or waves, that are compared were measured alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from servgap.analysis.finding import Basis, Finding
from servgap.language import Fact, say, word
from servgap.report.kinds.registry import kind_of
from servgap.report.names import attribute
from servgap.survey.covariances import GAP

Particulars = Mapping[str, Any]


def told_alike(finding: Finding, others: Iterable[Finding]) -> Finding:
    """Have a comparison of groups say what other findings found of whether these groups were measured alike.

    Parameters
    ----------
    finding
        Any finding; one that compares no groups, and one that says so itself, is given back as it is.
    others
        Those that stand beside it in a report.
    """
    if not finding.basis.compared or kind_of(finding.kind).alike is not None:
        return finding
    told = [
        remark
        for other in others
        if (alike := kind_of(other.kind).alike) is not None and other.basis.compared == finding.basis.compared
        for remark in alike(other)
        if remark not in finding.basis.remarks
    ]
    return replace(finding, basis=replace(finding.basis, remarks=(*told, *finding.basis.remarks))) if told else finding


def invariant(facts: Particulars, basis: Basis) -> Fact:
    """Say that they were; a check of one part leaves open what the other part of a gap is like."""
    gap = basis.measure is None or basis.measure.is_gap
    case = "of_gaps" if facts["part"] == _answers(basis) else "of_a_part" if gap else "of_others"
    return say("remarks.invariant", case=case, found=_found(facts), **_of(facts, basis))


def not_invariant(facts: Particulars, basis: Basis) -> Fact:
    """Say that they were not."""
    return say("remarks.not_invariant", found=_found(facts), **_of(facts, basis))


def invariance_unknown(facts: Particulars, basis: Basis) -> Fact:
    """Say that this could not be checked."""
    named = attribute(basis.names, facts["by"])
    return say("remarks.invariance_unknown", by=named, why=word("reason", facts["reason"]))


def _of(facts: Particulars, basis: Basis) -> dict[str, Fact]:
    """Name the groups and the answers of which it was checked."""
    return {"by": attribute(basis.names, facts["by"]), "part": word("part", facts["part"])}


def _answers(basis: Basis) -> str:
    """Tell which answers a finding's values rest on: gaps of two parts, or one part alone."""
    measure = basis.measure
    two = measure is None or measure.against in basis.instrument.parts
    return GAP if measure is None or two else measure.part


def _found(facts: Particulars) -> Fact:
    return say("shared.measured", case=facts["reached"] or "nothing")
