"""Gaps as a dumbbell: what was expected, what was perceived, and how sure the distance is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from servgap.language import Fact, Language, column, count, named, percent, say, word, written
from servgap.language.facts import Styled
from servgap.language.numbers import known
from servgap.report.cells import ends
from servgap.report.kinds.gaps.stations import SHAPES, key_of_verdicts
from servgap.report.measures import HUNDRED, case_of, heading, kind_of_values, measure_in, noun, tick_labels_of, value
from servgap.report.pictures.axis import Axis
from servgap.report.pictures.canvas import Picture
from servgap.report.pictures.key import KeyEntry
from servgap.report.pictures.palette import FAINT, INK, PAPER, SOFT, VERDICTS
from servgap.report.pictures.pen import Pen
from servgap.report.pictures.selection import by_dimension, reason_word, row_label, shown_rows, titled
from servgap.report.pictures.sheet import Cell, Row, Sheet
from servgap.report.segments import averages
from servgap.survey.instrument import Instrument
from servgap.survey.scale import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from servgap.analysis.gaps.verb import Gaps

OVERALL_METHOD = "mean_of_dimensions"
MARGIN = 0.06
AVERAGE = {"marker": "x", "linestyle": "none", "markeredgecolor": SOFT, "markeredgewidth": 1.5}


def picture(finding: Gaps, language: Language) -> Picture:
    """Plan the picture."""
    records = [
        record
        for record in by_dimension(finding, shown_rows(finding))
        if record["level"] != "overall" or record["method"] == OVERALL_METHOD
    ]
    measure = measure_in(finding.basis)
    _with_averages(finding, records)
    low, high = _limits(finding, records) if measure.is_gap else _limits_of_values(finding, records)
    title = _answers(finding.basis.instrument) if measure.family in {"gap", "mean"} else heading(measure)
    named = column("gap") if measure.is_gap else Styled(heading(measure), "capital")
    verdicts = (column("verdict"),) if measure.has_yardstick else ()
    held = say("pictures.interval", share=percent(finding.basis.confidence))
    return Sheet(
        rows=tuple(_row(finding, record, language) for record in records),
        headings=tuple(map(language.tell, (named, held, *verdicts, column("n")))),
        axis=Axis(titled(finding, title, language), low, high, labels=tick_labels_of(measure)),
        nothing=language.tell(say("pictures.nothing")),
        marks=lambda ax, pen: (_marks if measure.is_gap else _dots)(ax, pen, records),
        key=_key(finding, language),
        unsaid=key_of_verdicts(records, language, filled=True),
    )


def _with_averages(finding: Gaps, records: list[dict[str, Any]]) -> None:
    """Put beside each value of the group that is shown the average of all groups, where it should lie on the axis."""
    found, is_gap = averages(finding), measure_in(finding.basis).is_gap
    for record in records:
        average = found.get((record["level"], record["dimension"], record["standard"]), np.nan)
        record["average"] = average + record["expectation"] if is_gap else average


def _answers(instrument: Instrument) -> Fact:
    """Name the axis of answers, with what the scale's ends are called."""
    scale = instrument.scale
    low, high = written(plain, scale.low), written(plain, scale.high)
    if scale.low_label is None or scale.high_label is None:
        return say("gaps.picture.answers", case="bare", low=low, high=high)
    labels = {"low_label": named(scale.low_label), "high_label": named(scale.high_label)}
    return say("gaps.picture.answers", case="labelled", low=low, high=high, **labels)


def _row(finding: Gaps, record: dict[str, Any], language: Language) -> Row:
    tell = language.tell
    strong = record["level"] != "standard"
    verdict = record["verdict"]
    measure = measure_in(finding.basis)
    drawn = known(record["value"]) or (measure.is_gap and (known(record["perception"]) or known(record["expectation"])))
    held = ends("ci_low", record["ci_low"], record["ci_high"], kind_of_values(measure))
    judged = Cell(tell(word("verdict", verdict)) if verdict else "", VERDICTS.get(verdict, SOFT), bold=True)
    cells = (
        Cell(tell(value(measure, record["value"])), bold=strong),
        Cell(tell(held), SOFT),
        *((judged,) if measure.has_yardstick else ()),
        Cell(tell(count(record["n"])), SOFT),
    )
    reason = reason_word(record, language)
    if drawn and reason and not verdict and not known(record["ci_low"]):
        cells = (cells[0], Cell(reason, SOFT), *cells[2:])
    return Row(
        label=row_label(finding, record, language),
        key=record["standard"] or record["dimension"],
        strong=strong,
        indented=not strong,
        ruled=strong,
        cells=cells,
        reason="" if drawn else reason,
    )


def _key(finding: Gaps, language: Language) -> tuple[KeyEntry, ...]:
    measure = measure_in(finding.basis)
    if not measure.is_gap:
        bar = {"linewidth": 1.6, "color": INK, "marker": "|", "markersize": 7, "markevery": 2}
        share = percent(finding.basis.confidence)
        return (
            KeyEntry(language.tell(Styled(noun(measure), "capital")), _filled()),
            KeyEntry(language.tell(say("pictures.interval", share=share)), bar),
            *_key_of_average(finding, language),
        )
    expected, perceived = finding.basis.pair
    entries = []
    if expected is not None:
        hollow = {"marker": "o", "markersize": 6, "markerfacecolor": PAPER, "markeredgecolor": INK}
        entries.append(KeyEntry(language.tell(word("part", expected)), hollow))
    entries.append(KeyEntry(language.tell(word("part", perceived)), _filled()))
    if expected is not None:
        share = percent(finding.basis.confidence)
        text = language.tell(say("gaps.picture.interval_from", share=share, part=word("part", expected)))
        entries.append(KeyEntry(text, {"linewidth": 1.6, "color": INK, "marker": "|", "markersize": 7, "markevery": 2}))
    return (*entries, *_key_of_average(finding, language))


def _key_of_average(finding: Gaps, language: Language) -> tuple[KeyEntry, ...]:
    if not averages(finding):
        return ()
    measure = measure_in(finding.basis)
    told = say("segments.mark", case=case_of(measure), part=word("part", measure.against) if measure.is_gap else None)
    return (KeyEntry(language.tell(told), {**AVERAGE, "markersize": 5.5}),)


def _filled() -> dict[str, Any]:
    return {"marker": "o", "markersize": 6.5, "markerfacecolor": INK, "markeredgecolor": INK}


def _limits_of_values(finding: Gaps, records: list[dict[str, Any]]) -> tuple[float, float]:
    """Give the part of the measure's values on which something lies, with none where it is a distance."""
    shown = ("value", "ci_low", "ci_high", "average")
    values = [float(r[name]) for r in records for name in shown if known(r[name])]
    measure, scale = measure_in(finding.basis), finding.basis.instrument.scale
    if not values:
        return (0.0, 1.0) if measure.is_share else (scale.low, scale.high)
    values += [0.0] if measure.has_yardstick else []
    width = 1.0 if measure.is_share else HUNDRED if measure.index else scale.width
    margin = MARGIN * max(max(values) - min(values), 0.1 * width)
    return min(values) - margin, max(values) + margin


def _limits(finding: Gaps, records: list[dict[str, Any]]) -> tuple[float, float]:
    """Give the part of the answer scale on which something lies."""
    scale = finding.basis.instrument.scale
    shown = ("expectation", "perception", "average")
    values = [float(r[name]) for r in records for name in shown if known(r[name])]
    values += [end for record in records for end in _interval(record)]
    if not values:
        return scale.low, scale.high
    margin = MARGIN * max(max(values) - min(values), 0.1 * scale.width)
    return min(values) - margin, max(values) + margin


def _interval(record: dict[str, Any]) -> tuple[float, ...]:
    """Give where the gap's interval lies when the gap is set off from the expectation."""
    if not all(known(record[name]) for name in ("expectation", "ci_low", "ci_high")):
        return ()
    return tuple(float(record["expectation"]) + float(record[end]) for end in ("ci_low", "ci_high"))


def _dots(ax: Axes, pen: Pen, records: list[dict[str, Any]]) -> None:
    """Draw a dot for each value, on its interval; a distance is held against none."""
    if any(record["verdict"] for record in records):
        ax.axvline(0.0, color=SOFT, linewidth=1.0 * pen.scale, zorder=0.5)
    for y, record in enumerate(records):
        strong, ink = record["level"] != "standard", VERDICTS.get(record["verdict"], INK)
        if known(record["ci_low"]) and known(record["ci_high"]):
            look: dict[str, Any] = {"linewidth": 1.4 * pen.scale, "markersize": 6.5 * pen.scale, "zorder": 3}
            ax.plot((record["ci_low"], record["ci_high"]), [y, y], color=INK, marker="|", **look)
        pen.dot(ax, (record["value"], y), ink=ink, size=7.0 if strong else 5.5, shape=SHAPES[record["verdict"]])
        _average(ax, pen, record, y)


def _marks(ax: Axes, pen: Pen, records: list[dict[str, Any]]) -> None:
    for y, record in enumerate(records):
        expected, perceived = record["expectation"], record["perception"]
        strong = record["level"] != "standard"
        ink = VERDICTS.get(record["verdict"], FAINT)
        pen.bar(ax, (expected, perceived), y, ink=ink, weight=3.2 if strong else 2.0, faint=True)
        pen.dot(ax, (perceived, y), ink=ink, size=7.0 if strong else 5.5, shape=SHAPES[record["verdict"]])
        pen.dot(ax, (expected, y), ink=ink, size=6.5 if strong else 5.5, hollow=True, over=4)
        reach = _interval(record)
        if reach:
            look: dict[str, Any] = {"linewidth": 1.2 * pen.scale, "markersize": 6.5 * pen.scale, "zorder": 5}
            ax.plot(reach, [y, y], color=INK, marker="|", **look)
        _average(ax, pen, record, y)


def _average(ax: Axes, pen: Pen, record: dict[str, Any], y: float) -> None:
    """Mark where the value would lie if it were the average of all groups."""
    if known(record["average"]):
        look: dict[str, Any] = {"markersize": 5.0 * pen.scale, "zorder": 6, **AVERAGE}
        ax.plot([record["average"]], [y], **look)
