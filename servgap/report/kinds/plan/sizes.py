"""How a plan's sizes are written: what is to be found, half an interval, and how much respondents differ."""

from __future__ import annotations

from servgap.analysis.plan.verb import Plan
from servgap.language import Fact, number, say
from servgap.report.measures import amount, limit, measure_in


def difference(finding: Plan) -> Fact:
    """Write the difference that is to be found, with its unit."""
    return limit(measure_in(finding.basis), finding.facts.gap)


def half(finding: Plan) -> Fact:
    """Write how far an interval is to reach to either side, with its unit."""
    return limit(measure_in(finding.basis), finding.facts.gap / 2)


def spread(finding: Plan) -> Fact:
    """Write how much respondents differ, with its unit."""
    measure, sd = measure_in(finding.basis), finding.facts.sd
    return amount(measure, sd) if measure.is_share or measure.index else say("plan.spread", sd=number(sd))
