"""What is said of the remarks that a finding carries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from servgap.analysis.finding import Basis, Finding, Remark
from servgap.language import Fact, is_message, joined, listed, quoted, say, sentence, threshold, word
from servgap.report.kinds.registry import kind_of
from servgap.report.measured_alike import invariance_unknown, invariant, not_invariant
from servgap.report.measures import amount, measure_in
from servgap.report.names import item
from servgap.report.opposed import opposed

Particulars = Mapping[str, Any]
Saying = Callable[[Particulars, Basis], Fact]


def _first_pair(facts: Particulars, basis: Basis) -> Fact:
    reference = word("part", facts.get("reference", basis.pair[0]))
    return say("remarks.first_pair", part=word("part", basis.pair[1]), reference=reference)


def _opposed_items(facts: Particulars, basis: Basis) -> Fact:
    return sentence(opposed(basis.instrument, facts["items"]))


def _reworded(facts: Particulars, basis: Basis) -> Fact:
    names = listed(quoted(item(basis.instrument, key)) for key in facts["items"])
    return say("remarks.reworded", n=len(facts["items"]), names=names)


def _smallest_from_sd(facts: Particulars, basis: Basis) -> Fact:
    sd = amount(measure_in(basis), facts["sd"])
    return say("remarks.smallest_from_sd", share=threshold(facts["share"]), sd=sd)


OF_ALL_KINDS: Mapping[str, Saying] = {
    "smallest_from_sd": _smallest_from_sd,
    "first_pair": _first_pair,
    "opposed_items": _opposed_items,
    "reworded": _reworded,
    "invariant": invariant,
    "not_invariant": not_invariant,
    "invariance_unknown": invariance_unknown,
}
"""Remarks of any kind of finding that need more than their own particulars."""


def remark_said(remark: Remark, finding: Finding) -> Fact:
    """Say a remark; one for which there are no words is shown as it is, rather than dropped."""
    facts, own = dict(remark.particulars), kind_of(finding.kind).remarks
    saying = own.get(remark.code) or OF_ALL_KINDS.get(remark.code)
    if saying is not None:
        return saying(facts, finding.basis)
    if is_message(f"remarks.{remark.code}"):
        return say(f"remarks.{remark.code}", **facts)
    told = joined(
        (say("shared.note.remark_fact", name=name, value=str(value)) for name, value in facts.items()), "phrases"
    )
    return say("shared.note.remark", case="told" if facts else "bare", code=remark.code, told=told)
