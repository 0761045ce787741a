"""What readers call a measure, and how its values are written: scale points, an index, or percentages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from servgap.analysis.finding import Basis, Finding
from servgap.analysis.smallest import width_of
from servgap.language import (
    Fact,
    Message,
    is_worded,
    number,
    percent,
    percentage,
    say,
    signed,
    size,
    threshold,
    word,
    written,
)
from servgap.language.numbers import known, signed_percentage
from servgap.language.numbers import number as written_number
from servgap.language.numbers import size as written_size
from servgap.report.phrases import held_against
from servgap.report.pictures.axis import places_of, tick_labels
from servgap.survey.measures.measure import DIRECT, GAP, TARGET, Measure
from servgap.survey.scale import Scale, plain

HUNDRED = 100.0
NEARLY = 1.25
"""By how many last places the two sides of an interval may differ to be told by one number."""
KINDS = {"share": "percentage", "net": "percentage", "index": "index"}
"""Kinds of columns, for measures that are not in points of the scale."""


def measure_in(basis: Basis) -> Measure:
    """Give the measure that a finding is about; where its verb has none, that of the parts it looks at."""
    return basis.measure or Measure(basis.pair[1], basis.pair[0])


def kind_of_values(measure: Measure) -> str:
    """Give the kind of column in which its values stand."""
    return KINDS.get(measure.family, "number")


def value(measure: Measure, found: Any) -> Fact:
    """Write a value, without its unit."""
    if measure.is_share:
        return percentage(found)
    return number(found, 1) if measure.index else number(found)


def change(measure: Measure, found: Any) -> Fact:
    """Write a difference of values with its sign; percentage points without theirs."""
    if measure.is_share:
        return written(signed_percentage, found)
    return signed(found, 1) if measure.index else signed(found)


def amount(measure: Measure, found: Any) -> Message:
    """Write the size of a difference with its unit: points, percentage points, or points of an index."""
    return _with_unit(measure, found, size(*_scaled(measure, found)))


def change_told(measure: Measure, found: Any) -> Message:
    """Write a difference of values with its sign and its unit."""
    return _with_unit(measure, found, change(measure, found))


def _with_unit(measure: Measure, found: Any, told: Fact) -> Message:
    one = float(written_size(*_scaled(measure, found)).replace(",", "")) == 1
    unit = "percentage_points" if measure.is_share else "index_points" if measure.index else "points"
    return say(f"measures.{unit}", case="one" if one else "other", size=told)


def _scaled(measure: Measure, found: Any) -> tuple[Any, int]:
    """Give a difference in its unit, and with how many decimals it is written."""
    return HUNDRED * found if measure.is_share else found, 1 if measure.is_share or measure.index else 2


def difference_ends(measure: Measure, low: Any, high: Any) -> Fact:
    """Write the ends of an interval of differences, without their unit; nothing where one is not known."""
    if not (known(low) and known(high)):
        return None
    return say("shared.ends", **{name: number(*_scaled(measure, end)) for name, end in (("low", low), ("high", high))})


def difference(measure: Measure, found: Any) -> Fact:
    """Write a difference of values, without its unit and with a sign only where it is negative."""
    return number(*_scaled(measure, found))


def limit(measure: Measure, smallest: Any) -> Message:
    """Write the smallest difference that matters with its unit."""
    if not (measure.is_share or measure.index):
        told = threshold(smallest)
        return say("shared.limit", case="one" if told == threshold(1) else "other", limit=told)
    return amount(measure, smallest)


def bound(measure: Measure, smallest: Any) -> Fact:
    """Write the smallest difference that matters without its unit."""
    return size(*_scaled(measure, smallest)) if measure.is_share or measure.index else threshold(smallest)


def reads_alike(measure: Measure, first: Any, second: Any) -> bool:
    """Tell whether two values are the same as they are written."""
    one, other = (written_number(*_scaled(measure, found)) for found in (first, second))
    return one == other


def noun(measure: Measure) -> Message:
    """Name the measure inside a sentence."""
    return say(f"measures.noun.{_code(measure)}", **_facts(measure))


def heading(measure: Measure) -> Message:
    """Name the measure above a column, or beside an axis."""
    return say(f"measures.heading.{_code(measure)}", **_facts(measure))


def in_full(measure: Measure) -> Message:
    """Name the measure as the subject of a sentence."""
    return say(f"measures.in_full.{_code(measure)}", **_facts(measure))


def difference_heading(measure: Measure, usual: Fact) -> Fact:
    """Head a column of differences of values: as usual, with the unit of those that are not in points."""
    return say("measures.in_percentage_points", heading=usual) if measure.is_share else usual


def subject(measure: Measure) -> Message:
    """Name the measure again, where it was named in full before."""
    return say(f"measures.subject.{measure.family}", part=word("part", measure.part))


def level(measure: Measure, found: Any) -> Message:
    """Tell an overall value."""
    return say(f"measures.level.{_code(measure)}", value=value(measure, found), **_facts(measure))


def title(measure: Measure) -> Message:
    """Head a section that is about the measure."""
    return say(f"measures.title.{_told(measure)}", **_facts(measure))


def interval(finding: Finding, low: Any, high: Any) -> Message:
    """Write an interval of values with its level."""
    measure, held = measure_in(finding.basis), percent(finding.basis.confidence)
    return say("shared.interval", level=held, low=value(measure, low), high=value(measure, high))


def difference_interval(finding: Finding, low: Any, high: Any) -> Message:
    """Write an interval of differences of values with its level."""
    measure, held = measure_in(finding.basis), percent(finding.basis.confidence)
    return say("shared.interval", level=held, low=difference(measure, low), high=difference(measure, high))


def plus_minus(finding: Finding, found: Any, low: Any, high: Any) -> Message | None:
    """Write what an interval gives a value to either side; both its ends where one side has clearly more.

    Sides that differ by hardly more than the last place that is written are told by the wider one.
    """
    if not (known(low) and known(high)):
        return None
    measure = measure_in(finding.basis)
    (below, places), (above, _) = (_scaled(measure, give) for give in (found - low, high - found))
    if abs(below - above) < NEARLY * 10.0**-places:
        return say("measures.plus_minus", half=size(max(below, above), places))
    return say("measures.from_to", low=value(measure, low), high=value(measure, high))


def way_better(measure: Measure, finding: Finding) -> str:
    """Tell which way a value gets better, ``"up"`` or ``"down"``; ``"none"`` where neither is, as with expectation."""
    if measure.part != finding.basis.instrument.parts[-1]:
        return "none"
    return "up" if measure.worse < 0 else "down"


def is_of_service(measure: Measure, finding: Finding) -> bool:
    """Tell whether it says how the service does against a yardstick, so that it is told of the service."""
    return measure.has_yardstick and (measure.is_direct or measure.part == finding.basis.instrument.parts[-1])


def against(measure: Measure) -> Fact:
    """Name what the measure is held against; expectation where it is nothing."""
    if measure.against == TARGET:
        return say("shared.held_against", case="target", part="")
    if isinstance(measure.against, str | None):
        return held_against(measure.against)
    return say("measures.point", point=written(plain, measure.against))


def case_of(measure: Measure) -> str:
    """Choose between words for a gap and words for whatever else is measured."""
    return "gap" if measure.is_gap else "other"


def own_word(measure: Measure, vocabulary: str, code: object) -> Fact:
    """Say a code by its word; where no part is held against another, by one that speaks of one part."""
    of_one = f"{vocabulary}_of_one"
    return word(of_one if not measure.is_gap and is_worded(of_one, str(code)) else vocabulary, code)


def told_in_note(measure: Measure, scale: Fact) -> Message:
    """Say in a note what the values are."""
    facts = {**_facts(measure), "scale": scale}
    if measure.family == GAP:
        facts |= {"first": word("part", measure.against), "second": word("part", measure.part)}
    return say(f"measures.note.{_told(measure)}", **facts)


def answers(measure: Measure) -> dict[str, Fact]:
    """Say which answers are the highest and the lowest, of shares that take these."""
    told: dict[str, Fact] = {}
    if measure.top is not None:
        told["top"] = say("measures.from_on", answer=written(plain, measure.top))
    if measure.bottom is not None:
        told["bottom"] = say("measures.up_to", answer=written(plain, measure.bottom))
    return told


def tick_labels_of(measure: Measure) -> Callable[[Sequence[float]], Sequence[Fact]]:
    """Give how places on an axis of values are written."""
    return _percentages if measure.is_share else tick_labels


def _percentages(ticks: Sequence[float]) -> Sequence[Fact]:
    places = places_of([HUNDRED * tick for tick in ticks])
    return [percentage(tick, places) for tick in ticks]


def least_span(measure: Measure, scale: Scale, share: float) -> float:
    """Give the least span of values that a picture is drawn for: a share of how far they may lie apart."""
    return share * width_of(measure, scale)


def _code(measure: Measure) -> str:
    return measure.share or measure.family


def _told(measure: Measure) -> str:
    """Choose the text; answers that compare with what was expected have some of their own."""
    return DIRECT if measure.is_direct and not measure.is_share else _code(measure)


def _facts(measure: Measure) -> dict[str, Fact]:
    return {"part": word("part", measure.part), "against": against(measure), **answers(measure)}


def scale_said(scale: Scale) -> Fact:
    """Say from where to where a scale goes."""
    ends = {name: written(plain, getattr(scale, name)) for name in ("low", "high", "step")}
    return say("shared.scale", case="by_one" if scale.step == 1 else "by_steps", **ends)
