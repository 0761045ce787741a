"""What the note of a plan says besides what all notes do."""

from __future__ import annotations

from servgap.analysis.plan.facts import PlanFacts
from servgap.analysis.plan.verb import Plan
from servgap.language import Fact, coefficient, count, number, percent, say, written
from servgap.language.numbers import error
from servgap.report.phrases import level

FEW_BRANCHES = 40
"""Branches below which tests that ignore how few they are promise clearly more than they keep: a convention."""


def note(finding: Plan) -> list[Fact]:
    """Give the note's own sentences."""
    facts, power = finding.facts, percent(finding.facts.power)
    alpha = written(error, finding.basis.confidence)
    return [
        say("plan.note.tests", standards=facts.standards, alpha=alpha, level=level(finding), power=power),
        _origin(facts),
        None if facts.branches is None else say("plan.note.compared"),
        *_drawn(facts),
        None if facts.icc is None else say("plan.note.reliable"),
        say("plan.note.whole", power=power),
        say("plan.note.usable"),
    ]


def _origin(facts: PlanFacts) -> Fact:
    """Say where the standard deviation comes from, and the share of the variance between branches."""
    case = "survey" if facts.sd_from_survey else "given"
    return say("plan.note.origin", case=case, sd=number(facts.sd), share=_share(facts))


def _share(facts: PlanFacts) -> Fact:
    if facts.icc is None:
        return None
    case = "alike" if facts.estimated_alike else "survey" if facts.icc_from_survey else "given"
    return say("plan.note.share", case=case, icc=coefficient(facts.icc, 3))


def _drawn(facts: PlanFacts) -> list[Fact]:
    """Say what is different where branches were drawn from many, and beware where they are few."""
    if facts.drawn is None or facts.branches is None:
        return []
    few = say("plan.note.few_branches", few=count(FEW_BRANCHES)) if facts.branches < FEW_BRANCHES else None
    return [say("plan.note.drawn"), few]
