"""Gaps as a dumbbell: what was expected, what was perceived, and how sure the distance is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from servgap.language import Fact, Language, column, count, named, number, percent, say, word, written
from servgap.language.numbers import known
from servgap.report.cells import ends
from servgap.report.pictures.axis import Axis
from servgap.report.pictures.canvas import Picture
from servgap.report.pictures.key import KeyEntry
from servgap.report.pictures.palette import FAINT, INK, PAPER, SOFT, VERDICTS
from servgap.report.pictures.pen import Pen
from servgap.report.pictures.selection import by_dimension, reason_word, row_label, shown_rows, titled
from servgap.report.pictures.sheet import Cell, Row, Sheet
from servgap.survey.instrument import Instrument
from servgap.survey.scale import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from servgap.analysis.gaps.verb import Gaps

OVERALL_METHOD = "mean_of_dimensions"
MARGIN = 0.06


def picture(finding: Gaps, language: Language) -> Picture:
    """Plan the picture."""
    records = [
        record
        for record in by_dimension(finding, shown_rows(finding))
        if record["level"] != "overall" or record["method"] == OVERALL_METHOD
    ]
    low, high = _limits(finding, records)
    held = say("pictures.interval", share=percent(finding.basis.confidence))
    return Sheet(
        rows=tuple(_row(finding, record, language) for record in records),
        headings=tuple(map(language.tell, (column("gap"), held, column("verdict"), column("n")))),
        axis=Axis(titled(finding, _answers(finding.basis.instrument), language), low, high),
        nothing=language.tell(say("pictures.nothing")),
        marks=lambda ax, pen: _marks(ax, pen, records),
        key=_key(finding, language),
    )


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
    drawn = known(record["perception"]) or known(record["expectation"])
    cells = (
        Cell(tell(number(record["gap"])), bold=strong),
        Cell(tell(ends("ci_low", record["ci_low"], record["ci_high"])), SOFT),
        Cell(tell(word("verdict", verdict)) if verdict else "", VERDICTS.get(verdict, SOFT), bold=True),
        Cell(tell(count(record["n"])), SOFT),
    )
    reason = reason_word(record, language)
    if drawn and reason and not verdict:
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
    expected, perceived = finding.basis.pair
    entries = []
    if expected is not None:
        hollow = {"marker": "o", "markersize": 6, "markerfacecolor": PAPER, "markeredgecolor": INK}
        entries.append(KeyEntry(language.tell(word("part", expected)), hollow))
    filled = {"marker": "o", "markersize": 6.5, "markerfacecolor": INK, "markeredgecolor": INK}
    entries.append(KeyEntry(language.tell(word("part", perceived)), filled))
    if expected is not None:
        share = percent(finding.basis.confidence)
        text = language.tell(say("gaps.picture.interval_from", share=share, part=word("part", expected)))
        entries.append(KeyEntry(text, {"linewidth": 1.6, "color": INK, "marker": "|", "markersize": 7, "markevery": 2}))
    return tuple(entries)


def _limits(finding: Gaps, records: list[dict[str, Any]]) -> tuple[float, float]:
    """Give the part of the answer scale on which something lies."""
    scale = finding.basis.instrument.scale
    values = [float(r[part]) for r in records for part in ("expectation", "perception") if known(r[part])]
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


def _marks(ax: Axes, pen: Pen, records: list[dict[str, Any]]) -> None:
    for y, record in enumerate(records):
        expected, perceived = record["expectation"], record["perception"]
        strong = record["level"] != "standard"
        ink = VERDICTS.get(record["verdict"], FAINT)
        pen.bar(ax, (expected, perceived), y, ink=ink, weight=3.2 if strong else 2.0, faint=True)
        pen.dot(ax, (perceived, y), ink=ink, size=7.0 if strong else 5.5)
        pen.dot(ax, (expected, y), ink=ink, size=6.5 if strong else 5.5, hollow=True, over=4)
        reach = _interval(record)
        if reach:
            look: dict[str, Any] = {"linewidth": 1.2 * pen.scale, "markersize": 6.5 * pen.scale, "zorder": 5}
            ax.plot(reach, [y, y], color=INK, marker="|", **look)
