"""Values as dots on their intervals, on an axis of their own: distances from a yardstick to both sides of zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from servgap._stats.ties import levels
from servgap.errors import ServgapError
from servgap.errors import pictures as errors
from servgap.language import Fact, Language, column, count, percent, say, word
from servgap.language.facts import Styled
from servgap.language.numbers import known
from servgap.report.kinds.gaps.picture import AVERAGE, OVERALL_METHOD
from servgap.report.kinds.gaps.stations import (
    SHAPES,
    axis_said,
    heading_of,
    interval_said,
    key_of_verdicts,
    limits_of,
    mark_of,
)
from servgap.report.measures import against, limit, measure_in, noun, tick_labels_of, value, way_better
from servgap.report.pictures.axis import Axis
from servgap.report.pictures.canvas import Picture
from servgap.report.pictures.key import KeyEntry
from servgap.report.pictures.palette import BAND, INK, SOFT, VERDICTS
from servgap.report.pictures.pen import Pen
from servgap.report.pictures.selection import by_dimension, reason_word, row_label, shown_rows, titled
from servgap.report.pictures.sheet import GUTTER, Cell, Row, Sheet
from servgap.report.segments import averages

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from servgap.analysis.gaps.verb import Gaps

MOST_ROWS = 8
"""Rows beneath the overall one up to which the small picture shows all."""
ACROSS, LEAST_AXIS, LABELS = 25.0, 11.0, 13.0
"""Widths of the small picture, of its axis at least, and of its labels at most, in ems."""
PITCH = 1.7
FEW = 2
"""Steps between the ticks of a small picture that has no line to be read against: page one has few numbers."""
DOT = {"marker": SHAPES[""], "markersize": 6.5, "markerfacecolor": INK, "markeredgecolor": INK}
Records = list[dict[str, Any]]


def lacking(finding: Gaps) -> ServgapError | None:
    """Say why a finding has no axis with zero; None where it has."""
    return None if measure_in(finding.basis).has_yardstick else errors.no_yardstick("zero")


def zero(finding: Gaps, language: Language) -> Picture:
    """Plan the picture of all rows."""
    records, tell = _records(finding), language.tell
    found = averages(finding)
    for record in records:
        record["average"] = found.get((record["level"], record["dimension"], record["standard"]), np.nan)
    held = say("pictures.interval", share=percent(finding.basis.confidence))
    heads = (heading_of(finding), held, column("verdict"), column("n"))
    return Sheet(
        rows=tuple(_row(finding, record, language) for record in records),
        headings=tuple(map(tell, heads)),
        axis=_axis(finding, records, language),
        nothing=tell(say("pictures.nothing")),
        marks=partial(_marks, records=records, smallest=_smallest(finding)),
        key=(*_key(finding, language), *_key_of_average(finding, language)),
        unsaid=key_of_verdicts(records, language),
    )


def dimension_dots(finding: Gaps, language: Language) -> Picture:
    """Plan a small picture of overall and the dimensions: a dot on its interval, beside the line they are held against.

    A questionnaire of one dimension has its standards shown instead. Of more rows than `MOST_ROWS` those that do least
    well are shown, and the key says so.

    Parameters
    ----------
    finding
        Gaps, or another measure; of the group that its headline is about, where it was measured for each group.
    language
        The language of its texts.

    Examples
    --------
    >>> import servgap as sg
    >>> from servgap.language import language_of
    >>> survey = sg.read_survey("data/samples/hotline_2026.csv")
    >>> [row.label for row in dimension_dots(sg.measure_gaps(survey), language_of("en")).rows]
    ['Overall', 'Tangibles', 'Reliability', 'Responsiveness', 'Assurance', 'Empathy']
    """
    everything = _records(finding)
    level = "dimension" if len(finding.basis.instrument.dimension_keys) > 1 else "standard"
    beneath = [record for record in everything if record["level"] == level]
    shown = _most(finding, beneath)
    records = [*(record for record in everything if record["level"] == "overall"), *shown]
    measure, tell = measure_in(finding.basis), language.tell
    axis = _axis(finding, records, language)
    if measure.has_yardstick:
        axis = replace(axis, title=tell(say("gaps.zero.line", against=against(measure))), ticks=0)
    else:
        axis = replace(axis, ticks=FEW)
    key: tuple[KeyEntry, ...] = ()
    if len(shown) < len(beneath):
        way = "worst" if way_better(measure, finding) != "none" else "highest" if measure.worse > 0 else "lowest"
        told = say(f"gaps.zero.some_{level}s", case=way, n=count(len(shown)), total=count(len(beneath)))
        key = (KeyEntry(tell(told)),)
    sheet = Sheet(
        rows=tuple(_small_row(finding, record, language) for record in records),
        headings=(),
        axis=axis,
        nothing=tell(say("pictures.nothing")),
        marks=partial(_marks, records=records, smallest=_smallest(finding)),
        key=key,
        pitch=PITCH,
        most_lines=1,
        label_room=LABELS,
    )
    return replace(sheet, wide=max(ACROSS - min(sheet.widest_label, LABELS) - GUTTER, LEAST_AXIS))


def _records(finding: Gaps) -> Records:
    """Give the rows of overall, dimensions and standards, in the instrument's order."""
    return [
        {**record, "average": np.nan}
        for record in by_dimension(finding, shown_rows(finding))
        if record["level"] != "overall" or record["method"] == OVERALL_METHOD
    ]


def _most(finding: Gaps, records: Records) -> Records:
    """Give those rows that do least well, in their order; of equal ones the first."""
    if len(records) <= MOST_ROWS:
        return records
    places = levels([-measure_in(finding.basis).worse * float(record["value"]) for record in records])
    first = sorted(range(len(records)), key=lambda place: (places[place], place))[:MOST_ROWS]
    return [records[place] for place in sorted(first)]


def _axis(finding: Gaps, records: Sequence[dict[str, Any]], language: Language) -> Axis:
    """Give the axis: what is drawn, with zero and the smallest value that matters where there is a yardstick."""
    low, high = limits_of(finding, list(records))
    smallest = _smallest(finding)
    if smallest is not None and any(known(record["value"]) for record in records):
        edge = smallest + 0.02 * (high - low)
        low, high = min(low, -edge), max(high, edge)
    return Axis(
        titled(finding, axis_said(finding), language), low, high, labels=tick_labels_of(measure_in(finding.basis))
    )


def _smallest(finding: Gaps) -> float | None:
    """Give the smallest distance that matters; None where there is no yardstick."""
    return finding.basis.smallest if measure_in(finding.basis).has_yardstick else None


def _row(finding: Gaps, record: dict[str, Any], language: Language) -> Row:
    tell, strong = language.tell, record["level"] != "standard"
    cells = (
        _value(finding, record, language, strong=strong),
        Cell(tell(interval_said(finding, record)), SOFT),
        _verdict(record, language),
        Cell(tell(count(record["n"])), SOFT),
    )
    return _labelled(finding, record, cells, language)


def _small_row(finding: Gaps, record: dict[str, Any], language: Language) -> Row:
    row = _labelled(finding, record, (), language)
    return replace(row, strong=record["level"] == "overall", indented=False, ruled=False)


def _labelled(finding: Gaps, record: dict[str, Any], cells: tuple[Cell, ...], language: Language) -> Row:
    strong = record["level"] != "standard"
    return Row(
        label=row_label(finding, record, language),
        key=record["standard"] or record["dimension"],
        strong=strong,
        indented=not strong,
        ruled=strong,
        cells=cells,
        reason="" if known(record["value"]) else reason_word(record, language),
    )


def _value(finding: Gaps, record: dict[str, Any], language: Language, *, strong: bool) -> Cell:
    return Cell(language.tell(value(measure_in(finding.basis), record["value"])), bold=strong)


def _verdict(record: dict[str, Any], language: Language) -> Cell:
    """Say the verdict; where a value has none, why."""
    verdict = record["verdict"]
    if verdict:
        return Cell(language.tell(word("verdict", verdict)), VERDICTS[verdict], bold=True)
    return Cell(reason_word(record, language) if known(record["value"]) else "", SOFT)


def _key(finding: Gaps, language: Language) -> tuple[KeyEntry, ...]:
    measure, tell = measure_in(finding.basis), language.tell
    bar = {"linewidth": 1.6, "color": INK, "marker": "|", "markersize": 0, "markevery": 2}
    interval = KeyEntry(tell(say("pictures.interval", share=percent(finding.basis.confidence))), bar)
    smallest = _smallest(finding)
    if smallest is None:
        return KeyEntry(tell(Styled(noun(measure), "capital")), DOT), interval
    band = {"linewidth": 8.0, "color": BAND, "marker": ""}
    told = say("pictures.band", smallest=limit(measure, smallest))
    return interval, KeyEntry(tell(told), band)


def _key_of_average(finding: Gaps, language: Language) -> tuple[KeyEntry, ...]:
    if not averages(finding):
        return ()
    told: Fact = say("segments.mark", case="other", part=None)
    return (KeyEntry(language.tell(told), {**AVERAGE, "markersize": 5.5}),)


def _marks(ax: Axes, pen: Pen, records: Sequence[dict[str, Any]], smallest: float | None) -> None:
    """Draw the band of what does not matter, zero, and each value on its interval, by the shape of its verdict."""
    if smallest is not None:
        ax.axvspan(-smallest, smallest, color=BAND, linewidth=0, zorder=0.1)
        ax.axvline(0.0, color=SOFT, linewidth=1.0 * pen.scale, zorder=0.5)
    for y, record in enumerate(records):
        mark, strong = mark_of(record), record["level"] != "standard"
        pen.bar(ax, (record["ci_low"], record["ci_high"]), y, ink=INK, weight=1.7 if strong else 1.2)
        at, size = (record["value"], y), 7.0 if strong else 5.5
        pen.dot(ax, at, ink=mark.ink, hollow=mark.hollow, size=size, shape=mark.shape)
        if known(record["average"]):
            look: dict[str, Any] = {**AVERAGE, "markersize": 5.0 * pen.scale, "zorder": 6}
            ax.plot([record["average"]], [y], **look)
