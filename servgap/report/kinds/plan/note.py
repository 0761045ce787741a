"""What the note of a plan says besides what all notes do."""

from __future__ import annotations

from servgap.analysis.plan.verb import Plan
from servgap.language import Fact, coefficient, count, percent, say, written
from servgap.language.numbers import error
from servgap.report.kinds.noted import Noted
from servgap.report.kinds.plan.sizes import spread
from servgap.report.measures import case_of, measure_in, noun
from servgap.report.phrases import level

FEW_BRANCHES = 40
"""Branches below which tests that ignore how few they are promise clearly more than they keep: a convention."""


def note(finding: Plan) -> list[Noted]:
    """Give the note's own sentences."""
    facts, power = finding.facts, percent(finding.facts.power)
    case = case_of(measure_in(finding.basis))
    return [
        Noted("tests", _tests(finding)),
        Noted("model", _origin(finding)),
        Noted("model", say("plan.note.of_shares") if measure_in(finding.basis).is_share else None),
        Noted("groups", None if facts.branches is None else say("plan.note.compared", case=case)),
        *(Noted("groups", each) for each in _drawn(finding)),
        Noted("groups", None if facts.icc is None else say("plan.note.reliable")),
        Noted("coefficients", say("plan.note.whole", power=power)),
        Noted("respondents", say("plan.note.usable", case=case)),
    ]


def _tests(finding: Plan) -> Fact:
    """Say what the tests and the interval are, and which tests there are."""
    facts, case = finding.facts, case_of(measure_in(finding.basis))
    told = {"alpha": written(error, finding.basis.confidence), "level": level(finding), "power": percent(facts.power)}
    if facts.one is None:
        return say("plan.note.no_tests_of_one", **told)
    return say(f"plan.note.tests.{case}", standards=facts.standards, **told)


def _origin(finding: Plan) -> Fact:
    """Say where the standard deviation comes from, and the share of the variance between branches."""
    case = "survey" if finding.facts.sd_from_survey else "given"
    return say("plan.note.origin", case=case, spread=spread(finding), share=_share(finding))


def _share(finding: Plan) -> Fact:
    facts = finding.facts
    if facts.icc is None:
        return None
    case = "alike" if facts.estimated_alike else "survey" if facts.icc_from_survey else "given"
    return say("plan.note.share", case=case, icc=coefficient(facts.icc, 3), noun=noun(measure_in(finding.basis)))


def _drawn(finding: Plan) -> list[Fact]:
    """Say what is different where branches were drawn from many, and beware where they are few."""
    facts = finding.facts
    if facts.drawn is None or facts.branches is None:
        return []
    few = say("plan.note.few_branches", few=count(FEW_BRANCHES)) if facts.branches < FEW_BRANCHES else None
    return [say("plan.note.drawn"), few]
