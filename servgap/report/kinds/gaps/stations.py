"""The service circle of a finding: its touchpoints in the customer's order, each with its value and worst standard."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from servgap._stats.ties import first_least
from servgap.analysis.verdicts import ABOVE, NEGLIGIBLE, NONE, SHORT, UNDECIDED
from servgap.errors import ServgapError
from servgap.errors import pictures as errors
from servgap.language import Fact, Language, column, percent, say, verbatim, word
from servgap.language.facts import Styled
from servgap.language.numbers import known
from servgap.report.cells import ends
from servgap.report.measures import heading, kind_of_values, measure_in, noun, value, way_better
from servgap.report.names import touchpoint
from servgap.report.pictures.key import KeyEntry, mark_style
from servgap.report.pictures.palette import INK, VERDICTS
from servgap.report.pictures.ring import Mark
from servgap.report.pictures.selection import (
    chosen_group,
    chosen_label,
    clean,
    gap_axis,
    reason_word,
    records_of,
    shown_rows,
    standard_label,
)
from servgap.survey.standards.filing import catalogue_keys, phase_of

if TYPE_CHECKING:
    from servgap.analysis.gaps.verb import Gaps

SHAPES = {SHORT: "v", ABOVE: "^", NEGLIGIBLE: "o", UNDECIDED: "D", NONE: "o"}
HOLLOW = frozenset({UNDECIDED})
LEVEL = "touchpoint"


@dataclass(frozen=True)
class Touched:
    """A touchpoint as a picture shows it.

    Parameters
    ----------
    number, key, phase
        Its place in the customer's order, its key, and the key of its phase; the empty text where it has none.
    record
        Its row; nothing where it has none.
    worst
        The row of the standard that does worst there, of those that are shown; nothing where none has a value.
    standards
        How many standards are filed under it.
    """

    number: int
    key: str
    phase: str
    record: Mapping[str, Any] | None
    worst: Mapping[str, Any] | None
    standards: int


def lacking(name: str, finding: Gaps) -> ServgapError | None:
    """Say why a finding has no service circle to be drawn under a name; None where it has."""
    has = LEVEL in set(finding.frames["frame"]["level"])
    return None if has else errors.no_service_circle(name)


def touched(finding: Gaps) -> list[Touched]:
    """Give the touchpoints of the circle in their order, those without a standard too."""
    instrument = finding.basis.instrument
    records = records_of(shown_rows(finding))
    rows = {record[LEVEL]: record for record in records if record["level"] == LEVEL}
    standards = [record for record in records if record["level"] == "standard"]
    filed = [standard.touchpoint for standard in instrument.standards]
    order = dict.fromkeys((*(each.key for each in instrument.touchpoints), *catalogue_keys(instrument)[LEVEL]))
    return [
        Touched(
            number,
            key,
            phase_of(instrument, key) or "",
            rows.get(key),
            _worst(finding, [record for record in standards if record[LEVEL] == key]),
            filed.count(key),
        )
        for number, key in enumerate(order, start=1)
    ]


def _worst(finding: Gaps, standards: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Give the row with the worst value, the first of equal ones."""
    worse = measure_in(finding.basis).worse
    values = [-worse * float(record["value"]) for record in standards]
    return standards[first_least(values)] if any(map(known, values)) else None


def name_of(finding: Gaps, each: Touched, language: Language) -> str:
    """Name a touchpoint."""
    return clean(language.tell(touchpoint(finding.basis.instrument, each.key))) or each.key


def phase_name(each: Touched, language: Language) -> str:
    """Name the phase in which a touchpoint lies; the empty text where it lies in none."""
    return language.tell(word("phase", each.phase)) if each.phase else ""


def why_none(each: Touched, language: Language) -> str:
    """Say why a touchpoint has no value."""
    if each.record is not None:
        return reason_word(dict(each.record), language)
    return language.tell(say("gaps.circle.not_shown" if each.standards else "gaps.circle.no_standard"))


def worst_said(finding: Gaps, each: Touched, language: Language, *, with_value: bool) -> str:
    """Name the standard that does worst at a touchpoint, and whether it is the only one; nothing where none does."""
    if each.worst is None:
        return ""
    measure = measure_in(finding.basis)
    way = "worst" if way_better(measure, finding) != "none" else "highest" if measure.worse > 0 else "lowest"
    found = value(measure, each.worst["value"]) if with_value else None
    told = say(
        "gaps.circle.worst",
        case="only" if each.standards == 1 else way,
        standard=verbatim(standard_label(finding, each.worst["standard"], language)),
        value=None if found is None else say("gaps.circle.worst_value", value=found),
    )
    return language.tell(told)


def interval_said(finding: Gaps, record: Mapping[str, Any]) -> Fact:
    """Write a row's interval, without its level; nothing where it has none."""
    return ends("ci_low", record["ci_low"], record["ci_high"], kind_of_values(measure_in(finding.basis)))


def mark_of(record: Mapping[str, Any] | None) -> Mark:
    """Give the mark of a row's verdict: its colour, and a shape that tells it apart in grey print."""
    verdict = NONE if record is None else record["verdict"]
    return Mark(VERDICTS[verdict] if verdict else INK, SHAPES[verdict], verdict in HOLLOW)


def axis_said(finding: Gaps) -> Fact:
    """Name what lies along the axis."""
    measure = measure_in(finding.basis)
    return gap_axis(finding.basis.pair) if measure.is_gap else Styled(noun(measure), "capital")


def limits_of(finding: Gaps, records: list[Mapping[str, Any]]) -> tuple[float, float]:
    """Give the part of the axis on which something lies, with zero where it is a distance."""
    measure, scale = measure_in(finding.basis), finding.basis.instrument.scale
    shown = ("value", "ci_low", "ci_high")
    values = [float(record[name]) for record in records for name in shown if known(record[name])]
    values += [0.0] if measure.has_yardstick else []
    if not values:
        return (0.0, 1.0) if measure.is_share else (scale.low, scale.high)
    width = 1.0 if measure.is_share else 100.0 if measure.index else scale.width
    margin = 0.06 * max(max(values) - min(values), 0.1 * width)
    return min(values) - margin, max(values) + margin


def key_of(finding: Gaps, shown: list[Touched], language: Language) -> tuple[KeyEntry, ...]:
    """Say what the marks mean, of which group they are, and what is not drawn."""
    tell, measure = language.tell, measure_in(finding.basis)
    entries = list(key_of_verdicts([each.record for each in shown if each.record is not None], language))
    if not measure.has_yardstick:
        entries.append(KeyEntry(tell(Styled(noun(measure), "capital")), _style(Mark(INK))))
    bar = {"linewidth": 1.6, "color": INK, "marker": "|", "markersize": 0, "markevery": 2}
    entries.append(KeyEntry(tell(say("pictures.interval", share=percent(finding.basis.confidence))), bar))
    group = chosen_group(finding)
    groups = len(finding.frames["frame"][list(group)].drop_duplicates()) if group else 1
    if groups > 1:
        named = chosen_label(finding, language)
        entries.append(KeyEntry(tell(say("gaps.circle.one_group", group=named, groups=groups))))
    outside = sum(not standard.touchpoint for standard in finding.basis.instrument.standards)
    if outside:
        entries.append(KeyEntry(tell(say("gaps.circle.outside", n=outside))))
    return tuple(entries)


def key_of_verdicts(
    records: Iterable[Mapping[str, Any]], language: Language, *, filled: bool = False
) -> tuple[KeyEntry, ...]:
    """Say what the marks of those verdicts mean that occur; `filled` where hollow ones mean another thing."""
    judged = {record["verdict"] for record in records}
    return tuple(
        KeyEntry(
            language.tell(word("verdict", verdict)),
            mark_style(VERDICTS[verdict], SHAPES[verdict], hollow=verdict in HOLLOW and not filled),
        )
        for verdict in (SHORT, UNDECIDED, NEGLIGIBLE, ABOVE)
        if verdict in judged
    )


def _style(mark: Mark) -> dict[str, Any]:
    return mark_style(mark.ink, mark.shape, hollow=mark.hollow)


def heading_of(finding: Gaps) -> Fact:
    """Head the column of values."""
    measure = measure_in(finding.basis)
    return column("gap") if measure.is_gap else Styled(heading(measure), "capital")
