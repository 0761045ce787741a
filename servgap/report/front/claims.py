"""What a finding says in a sentence each; of a group, with its name before it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from servgap.language import joined, say
from servgap.report.kinds.registry import kind_of
from servgap.report.names import group

if TYPE_CHECKING:
    from servgap.analysis.finding import Finding
    from servgap.report.kinds.claim import Claim


def claims_of(finding: Finding) -> list[Claim]:
    """Give the claims of a finding; where its headline is about one group of several, so are they."""
    return [_of_group(each, finding) for each in kind_of(finding.kind).claims(finding)]


def _of_group(claim: Claim, finding: Finding) -> Claim:
    of = finding.facts.group if claim.group is None else claim.group
    if not of:
        return claim
    names = joined(
        (say("front.group", name=group(finding.basis.names, by, label)) for by, label in of.items()), "names"
    )
    return replace(claim, told=say("front.of_group", group=names, told=claim.told))
