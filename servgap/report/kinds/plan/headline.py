"""How many respondents a gap, a change and a difference of branches take."""

from __future__ import annotations

from servgap.analysis.plan.facts import PlanFacts
from servgap.analysis.plan.rows import MOST_RESPONDENTS
from servgap.analysis.plan.verb import Plan
from servgap.analysis.reasons import TOO_FEW_BRANCHES
from servgap.language import Fact, count, number, percent, say, sentence, threshold
from servgap.language.numbers import known


def headline(finding: Plan) -> Fact:
    """Give the headline."""
    facts = finding.facts
    return sentence(_one(facts), _drawn(facts), _compared(facts))


def _many(n: float) -> Fact:
    return count(n) if known(n) else say("plan.too_many", most=count(MOST_RESPONDENTS))


def _one(facts: PlanFacts) -> Fact:
    return say(
        "plan.one",
        power=percent(facts.power),
        gap=threshold(facts.gap),
        sd=number(facts.sd),
        n=_many(facts.one.n_total),
        more=_more(facts) if known(facts.one.n_total) else None,
    )


def _more(facts: PlanFacts) -> Fact:
    """Say what all standards take, or how many that is in each branch."""
    if facts.branches is not None:
        return say("plan.in_each", n=count(facts.one.n_per_group), branches=count(facts.branches))
    if facts.standards == 1:
        return None
    return say("plan.together", n=_many(facts.family.n_total), standards=facts.standards)


def _drawn(facts: PlanFacts) -> Fact:
    drawn = facts.drawn
    if drawn is None or facts.estimated_alike:
        return None
    if drawn.reason == TOO_FEW_BRANCHES:
        return say("plan.too_few_branches", branches=count(facts.branches), least=_many(drawn.least_groups))
    return say("plan.drawn", n=_many(drawn.n_total))


def _compared(facts: PlanFacts) -> Fact:
    change, pair = _many(facts.change.n_per_group), facts.branch_pair
    if pair is None:
        return say("plan.compared", case="waves", change=change)
    return say("plan.compared", case="branches", change=change, pair=_many(pair.n_per_group))
