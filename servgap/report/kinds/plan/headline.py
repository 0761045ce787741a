"""How many respondents a gap, or an interval, a change and a difference of branches take."""

from __future__ import annotations

from servgap.analysis.plan.facts import Needed
from servgap.analysis.plan.rows import MOST_RESPONDENTS
from servgap.analysis.plan.verb import Plan
from servgap.analysis.reasons import TOO_FEW_BRANCHES
from servgap.language import Fact, count, number, percent, say, sentence, threshold
from servgap.language.numbers import known
from servgap.report.kinds.plan.sizes import difference, half, spread
from servgap.report.measures import against, case_of, in_full, measure_in
from servgap.report.phrases import level


def headline(finding: Plan) -> Fact:
    """Give the headline."""
    return sentence(_one(finding), _drawn(finding), _compared(finding))


def _many(n: float) -> Fact:
    return count(n) if known(n) else say("plan.too_many", most=count(MOST_RESPONDENTS))


def _one(finding: Plan) -> Fact:
    """Say what a gap takes; where nothing is held against a yardstick, what an interval does."""
    facts, measure = finding.facts, measure_in(finding.basis)
    if facts.one is None:
        return say(
            "plan.within",
            measure=in_full(measure),
            half=half(finding),
            level=level(finding),
            spread=spread(finding),
            n=_many(facts.precision.n_total),
            more=_in_each(finding, facts.precision) or _assured(finding),
        )
    return say(
        "plan.one",
        case=case_of(measure),
        power=percent(facts.power),
        gap=threshold(facts.gap),
        difference=difference(finding),
        against=against(measure),
        sd=number(facts.sd),
        spread=spread(finding),
        n=_many(facts.one.n_total),
        more=_in_each(finding, facts.one) or _together(finding),
    )


def _in_each(finding: Plan, needed: Needed) -> Fact:
    """Say how many that is in each branch."""
    if finding.facts.branches is None or not known(needed.n_total):
        return None
    return say("plan.in_each", n=count(needed.n_per_group), branches=count(finding.facts.branches))


def _assured(finding: Plan) -> Fact:
    """Say what makes it likely that the interval is as narrow."""
    facts = finding.facts
    if facts.branches is not None or not known(facts.precision.n_total):
        return None
    return say("plan.assured", n=_many(facts.assured.n_total), power=percent(facts.power))


def _together(finding: Plan) -> Fact:
    """Say what all standards take."""
    facts = finding.facts
    if facts.branches is not None or facts.standards == 1 or facts.family is None or facts.one is None:
        return None
    if not known(facts.one.n_total):
        return None
    return say("plan.together", n=_many(facts.family.n_total), standards=facts.standards)


def _drawn(finding: Plan) -> Fact:
    facts = finding.facts
    drawn = facts.drawn
    if drawn is None or facts.estimated_alike:
        return None
    if drawn.reason == TOO_FEW_BRANCHES:
        return say("plan.too_few_branches", branches=count(facts.branches), least=_many(drawn.least_groups))
    return say("plan.drawn", n=_many(drawn.n_total))


def _compared(finding: Plan) -> Fact:
    facts = finding.facts
    change, pair = _many(facts.change.n_per_group), facts.branch_pair
    told = {"change": change} if pair is None else {"change": change, "pair": _many(pair.n_per_group)}
    case = "waves" if pair is None else "branches"
    if facts.one is not None:
        return say("plan.compared", case=case, **told)
    return say("plan.compared_only", case=case, **told, difference=difference(finding), power=percent(facts.power))
