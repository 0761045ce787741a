"""How much of it is beyond chance: the claim of tests."""

from __future__ import annotations

from servgap.analysis.significance.verb import Significance
from servgap.analysis.subject import TESTED_FROM
from servgap.language import count, say, sentence
from servgap.language.numbers import known
from servgap.report.chosen import STANDARDS, count_tested
from servgap.report.kinds.claim import SURE, Claim
from servgap.report.measures import against, measure_in
from servgap.report.phrases import how_many


def claims(finding: Significance) -> list[Claim]:
    """Give the claim of the first test that there is a result of; none where none tells a direction, or of so few."""
    short, overall = finding.facts.short, finding.facts.overall
    if known(overall.gap) and overall.n < TESTED_FROM:
        return []
    having = {test: count_tested(finding, *STANDARDS, test=test) for test in short}
    lead = next((test for test in short if having[test]), None)
    if lead is None:
        return []
    n, total = short[lead], having[lead]
    facts = {"n": count(n), "total": count(total), "against": against(measure_in(finding.basis))}
    told = say("significance.claims.short", case=how_many(n, total), **facts)
    return [Claim(SURE, sentence(told))]
