"""Respondents, the overall gap and how many standards are not acceptable: numbers for the top of a report."""

from __future__ import annotations

from servgap.analysis.gaps.verb import Gaps
from servgap.language import count, say
from servgap.language.numbers import known
from servgap.report.cells import ends
from servgap.report.kinds.kind import Figure
from servgap.report.measures import heading, kind_of_values, measure_in, value


def figures(finding: Gaps) -> list[Figure]:
    """Choose the numbers that are there."""
    facts, basis, overall = finding.facts, finding.basis, finding.facts.overall
    measure = measure_in(basis)
    # As the heading counts: of all respondents where some were selected, else of all rows read.
    outside = dict(basis.left_out).get("outside_selection", 0)
    everybody = basis.rows_used + outside if outside else basis.rows_read
    whole = say("gaps.figures.of", n=count(basis.rows_used), total=count(everybody))
    told = [Figure(say("gaps.figures.respondents"), count(basis.rows_used), whole)]
    if known(overall.value):
        held = ends("ci_low", overall.ci_low, overall.ci_high, kind_of_values(measure))
        named = say("gaps.figures.overall", case="gap" if measure.is_gap else "other", heading=heading(measure))
        told.append(Figure(named, value(measure, overall.value), held))
    if known(facts.weighted):
        told.append(
            Figure(
                say("gaps.figures.weighted", case="gap" if measure.is_gap else "other"), value(measure, facts.weighted)
            )
        )
    if known(overall.ci_low) and facts.standards and measure.has_yardstick:
        short = say("gaps.figures.of", n=count(facts.short), total=count(facts.standards))
        told.append(Figure(say("gaps.figures.short"), short))
    return told
