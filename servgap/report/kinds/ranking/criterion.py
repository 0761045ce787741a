"""How the values of a ranking's criterion are called and written: the measure, or what was made of a distance."""

from __future__ import annotations

from typing import Any

from servgap.analysis.rank_values import SIZE
from servgap.analysis.ranking.verb import Ranking
from servgap.language import Fact, Message, column, number, say, word
from servgap.language.facts import Styled
from servgap.language.numbers import number as written_number
from servgap.report import measures, phrases
from servgap.report.measures import case_of, heading, kind_of_values, measure_in, noun, reads_alike


def is_itself(finding: Ranking) -> bool:
    """Tell whether the ranking goes by the measure itself."""
    return finding.facts.criterion == SIZE


def ranks_extremes(finding: Ranking) -> bool:
    """Tell whether the worst is merely the lowest or highest: of a measure that is no distance from anything."""
    return not measure_in(finding.basis).has_yardstick


def kind(finding: Ranking) -> str:
    """Give the kind of column in which the criterion's values stand."""
    return kind_of_values(measure_in(finding.basis)) if is_itself(finding) else "number"


def written(finding: Ranking, value: Any) -> Fact:
    """Write a value of the criterion, without its unit."""
    return measures.value(measure_in(finding.basis), value) if is_itself(finding) else number(value)


def read_alike(finding: Ranking, one: Any, other: Any) -> bool:
    """Tell whether two values of the criterion are the same as readers see them."""
    if is_itself(finding):
        return reads_alike(measure_in(finding.basis), one, other)
    return written_number(one) == written_number(other)


def interval(finding: Ranking, low: Any, high: Any) -> Message:
    """Write an interval of values of the criterion with its level."""
    if is_itself(finding):
        return measures.interval(finding, low, high)
    return phrases.interval(finding, low, high)


def told(finding: Ranking, value: Any) -> Fact:
    """Write a value after what it is of."""
    measure = measure_in(finding.basis)
    facts = {"value": written(finding, value), "noun": noun(measure)}
    return say(f"ranking.value.{case_of(measure)}", case=finding.facts.criterion, **facts)


def headed(finding: Ranking) -> Fact:
    """Head the column of the criterion's values."""
    measure = measure_in(finding.basis)
    if measure.is_gap:
        return column("gap") if is_itself(finding) else Styled(word("criterion", finding.facts.criterion), "capital")
    facts = {"heading": heading(measure)}
    return Styled(say("ranking.heading", case=finding.facts.criterion, **facts), "capital")
