"""Gaps as a dumbbell: what was expected, what was perceived, and how sure the distance is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from servgap.language.numbers import count, interval, known, number
from servgap.report.pictures.axis import Axis
from servgap.report.pictures.canvas import Picture
from servgap.report.pictures.key import KeyEntry
from servgap.report.pictures.palette import FAINT, INK, PAPER, SOFT, VERDICTS
from servgap.report.pictures.pen import Pen
from servgap.report.pictures.selection import (
    by_dimension,
    dimension_label,
    reason_word,
    shown_rows,
    standard_label,
    titled,
)
from servgap.report.pictures.sheet import Cell, Row, Sheet
from servgap.report.words.codes import word
from servgap.report.words.columns import heading
from servgap.report.words.languages import Language
from servgap.report.words.pictures import answer_axis, caption, part_in_caption, with_interval

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from servgap.analysis.finding import Finding

OVERALL_METHOD = "mean_of_dimensions"
MARGIN = 0.06


def plan(finding: Finding, language: Language) -> Picture:
    """Plan the picture of a finding of the kind ``gaps``."""
    records = [
        record
        for record in by_dimension(finding, shown_rows(finding))
        if record["level"] != "overall" or record["method"] == OVERALL_METHOD
    ]
    low, high = _limits(finding, records)
    columns = heading("gap", language), with_interval("interval", finding.basis.confidence, language)
    return Sheet(
        rows=tuple(_row(finding, record, language) for record in records),
        headings=(*columns, heading("verdict", language), heading("n", language)),
        axis=Axis(titled(finding, answer_axis(finding.basis.instrument, language), language), low, high),
        nothing=caption("nothing", language),
        marks=lambda ax, pen: _marks(ax, pen, records),
        key=_key(finding, language),
    )


def row_label(finding: Finding, record: dict[str, Any], language: Language) -> str:
    """Name a row by its standard, else by its dimension, else as overall."""
    if record["level"] == "standard":
        return standard_label(finding, record["standard"], language)
    return dimension_label(finding, record["dimension"], language)


def _row(finding: Finding, record: dict[str, Any], language: Language) -> Row:
    strong = record["level"] != "standard"
    verdict = record["verdict"]
    drawn = known(record["perception"]) or known(record["expectation"])
    cells = (
        Cell(number(record["gap"]), bold=strong),
        Cell(interval(record["ci_low"], record["ci_high"]), SOFT),
        Cell(word("verdict", verdict, language) if verdict else "", VERDICTS.get(verdict, SOFT), bold=True),
        Cell(count(record["n"]), SOFT),
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


def _key(finding: Finding, language: Language) -> tuple[KeyEntry, ...]:
    expected, perceived = finding.basis.pair
    entries = []
    if expected is not None:
        hollow = {"marker": "o", "markersize": 6, "markerfacecolor": PAPER, "markeredgecolor": INK}
        entries.append(KeyEntry(word("part", expected, language), hollow))
    filled = {"marker": "o", "markersize": 6.5, "markerfacecolor": INK, "markeredgecolor": INK}
    entries.append(KeyEntry(word("part", perceived, language), filled))
    if expected is not None:
        part = part_in_caption(expected, language)
        text = with_interval("interval_from", finding.basis.confidence, language, part=part)
        entries.append(KeyEntry(text, {"linewidth": 1.6, "color": INK, "marker": "|", "markersize": 7, "markevery": 2}))
    return tuple(entries)


def _limits(finding: Finding, records: list[dict[str, Any]]) -> tuple[float, float]:
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
        ends = _interval(record)
        if ends:
            look: dict[str, Any] = {"linewidth": 1.2 * pen.scale, "markersize": 6.5 * pen.scale, "zorder": 5}
            ax.plot(ends, [y, y], color=INK, marker="|", **look)
