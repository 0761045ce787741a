"""How many to ask next time: the claim of a plan."""

from __future__ import annotations

from servgap.analysis.plan.rows import MOST_RESPONDENTS
from servgap.analysis.plan.verb import Plan
from servgap.language import count, say, sentence
from servgap.language.numbers import known
from servgap.report.kinds.claim import SURE, Claim
from servgap.report.kinds.plan.sizes import difference, half
from servgap.report.measures import case_of, measure_in


def claims(finding: Plan) -> list[Claim]:
    """Give the claim: what a gap takes; where nothing is held against a yardstick, what an interval does."""
    facts = finding.facts
    needed = facts.precision if facts.one is None else facts.one
    n = count(needed.n_total) if known(needed.n_total) else say("plan.too_many", most=count(MOST_RESPONDENTS))
    case = "within" if facts.one is None else case_of(measure_in(finding.basis))
    told = say("plan.claims.needed", case=case, difference=difference(finding), half=half(finding), n=n)
    return [Claim(SURE, sentence(told))]
