"""Item gaps as dots beside the gap of their dimension: where they lie apart, the dimension's gap mixes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from servgap.analysis.pairing.rules import DEPENDS, ITEMS_ONLY, NOT_SHOWN, SUBTRACT
from servgap.language import Language, column, count, number, percent, say, word
from servgap.language.numbers import known
from servgap.report.kinds.pairing.tables import item_gaps
from servgap.report.pictures.axis import Axis
from servgap.report.pictures.canvas import Picture
from servgap.report.pictures.key import KeyEntry, mark_style
from servgap.report.pictures.palette import ABOVE_IT, FAINT, INK, PAPER, SHORT_OF, SOFT
from servgap.report.pictures.pen import Pen
from servgap.report.pictures.selection import dimension_label, gap_axis, reason_word, records_of, shown_rows, titled
from servgap.report.pictures.sheet import Cell, Row, Sheet

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from servgap.analysis.pairing.verb import Pairing

APART = 0.19
PITCH = 2.4
MARGIN = 0.06
LEAST_WIDE = 1 / 12
SHAPES = {SUBTRACT: "o", DEPENDS: "D", NOT_SHOWN: "s", ITEMS_ONLY: "v"}
INKS = {SUBTRACT: ABOVE_IT, NOT_SHOWN: SOFT, DEPENDS: INK, ITEMS_ONLY: SHORT_OF}


def picture(finding: Pairing, language: Language) -> Picture:
    """Plan the picture."""
    tell, part = language.tell, word("part", finding.basis.pair[0] or "expectation")
    records = records_of(shown_rows(finding, "dimensions"))
    items = records_of(shown_rows(finding, "items"))
    gaps = [[item["gap"] for item in items if item["dimension"] == each["dimension"]] for each in records]
    low, high = _limits(finding, records, gaps)
    hints = tell(say("pictures.short_of", part=part)), tell(say("pictures.above", part=part))
    return Sheet(
        rows=tuple(_row(finding, record, language) for record in records),
        headings=(
            tell(column("gap")),
            tell(say("pairing.heading.item_gaps")),
            tell(say("pairing.heading.spread")),
            "",
            tell(column("n")),
        ),
        axis=Axis(titled(finding, gap_axis(finding.basis.pair), language), low, high, hints=hints),
        nothing=tell(say("pictures.nothing")),
        marks=lambda ax, pen: _marks(ax, pen, records, gaps),
        key=_key(finding, language),
        unsaid=tuple(
            KeyEntry(tell(word("verdict", code)), mark_style(INKS[code], shape))
            for code, shape in SHAPES.items()
            if code in {record["verdict"] for record in records}
        ),
        wide=26.0,
        pitch=PITCH,
    )


def _row(finding: Pairing, record: dict[str, Any], language: Language) -> Row:
    drawn = known(record["gap"])
    verdict = record["verdict"] if drawn else ""
    told = language.tell(word("verdict", verdict)) if verdict else reason_word(record, language) if drawn else ""
    cells = (
        Cell(language.tell(number(record["gap"])), bold=True),
        Cell(language.tell(item_gaps(record)), SOFT),
        Cell(language.tell(number(record["spread"]))),
        Cell(told, INKS.get(verdict, SOFT), bold=bool(verdict)),
        Cell(language.tell(count(record["n"])), SOFT),
    )
    return Row(
        label=dimension_label(finding, record["dimension"], language),
        key=record["dimension"],
        strong=True,
        cells=cells,
        reason="" if drawn else reason_word(record, language),
    )


def _key(finding: Pairing, language: Language) -> tuple[KeyEntry, ...]:
    dot: dict[str, Any] = {"marker": "o", "markeredgecolor": INK, "color": INK}
    gap = language.tell(say("pairing.picture.dimension_gap", level=percent(finding.basis.confidence)))
    items = language.tell(say("pairing.picture.item_gap"))
    return (
        KeyEntry(gap, {**dot, "markersize": 7, "markerfacecolor": INK, "linewidth": 2.0}),
        KeyEntry(items, {**dot, "markersize": 5.5, "markerfacecolor": PAPER, "linewidth": 0}),
    )


def _limits(finding: Pairing, records: list[dict[str, Any]], gaps: list[list[Any]]) -> tuple[float, float]:
    """Give the part of the axis on which something lies, with zero."""
    values = [record[name] for record in records for name in ("gap", "ci_low", "ci_high")]
    every = [0.0, *(float(value) for value in (*values, *(gap for row in gaps for gap in row)) if known(value))]
    margin = MARGIN * max(max(every) - min(every), LEAST_WIDE * finding.basis.instrument.scale.width)
    return min(every) - margin, max(every) + margin


def _marks(ax: Axes, pen: Pen, records: list[dict[str, Any]], gaps: list[list[Any]]) -> None:
    ax.axvline(0.0, color=INK, linewidth=1.0, zorder=1)
    for y, (record, row) in enumerate(zip(records, gaps, strict=True)):
        if not known(record["gap"]):
            continue
        ink = INKS.get(record["verdict"], SOFT)
        pen.bar(ax, (record["lowest_gap"], record["highest_gap"]), y + APART, ink=FAINT, weight=1.0)
        for gap in row:
            pen.dot(ax, (gap, y + APART), ink=ink, size=5.0, hollow=True)
        pen.bar(ax, (record["ci_low"], record["ci_high"]), y - APART, ink=ink, weight=2.0)
        pen.dot(ax, (record["gap"], y - APART), ink=ink, size=7.0, shape=SHAPES.get(record["verdict"], "o"))
