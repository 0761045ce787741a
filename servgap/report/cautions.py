"""What a reader must know before any number: how few answered, weights left aside, an item the wrong way round."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from servgap.analysis.finding import Finding, Remark
from servgap.analysis.subject import TESTED_FROM
from servgap.language import Fact, say
from servgap.report.chosen import fact_of
from servgap.report.kinds.registry import kind_of
from servgap.report.remarks import remark_said

FEW = "few"
CODES = ("weights_ignored", "opposed_items")
"""Remarks that stand before a headline."""


def cautions(finding: Finding) -> dict[str, Fact]:
    """Give the sentences that open a headline by what they warn of; none of what the headline itself says."""
    if kind_of(finding.kind).of_cases:
        return {}
    n = finding.basis.rows_used
    few = 0 < n < TESTED_FROM and not fact_of(finding, "too_few", None)
    told: dict[str, Fact] = {FEW: say("shared.caution.few_answered", n=n)} if few else {}
    for code in CODES:
        for remark in finding.basis.remarks:
            left = _unnamed(finding, remark) if remark.code == code else None
            told |= {code: remark_said(left, finding)} if left is not None else {}
    return told


def _unnamed(finding: Finding, remark: Remark) -> Remark | None:
    """Leave out the items that the headline itself names; None where that leaves nothing to say."""
    facts: Mapping[str, Any] = dict(remark.particulars)
    if "items" not in facts:
        return remark
    named = {each["item"] for each in fact_of(finding, "opposed", ()) if each["sure"]}
    left = tuple(each for each in facts["items"] if each["item"] not in named)
    return replace(remark, particulars=(("items", left),)) if left else None
