"""Significance as effect sizes with their intervals: filled where chance alone is refused, hollow where it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from servgap.language import Language, coefficient, column, number, p_value, percent, say, word
from servgap.language.numbers import known
from servgap.report.cells import ends
from servgap.report.measures import against, case_of, measure_in, own_word
from servgap.report.pictures.axis import Axis
from servgap.report.pictures.canvas import Picture
from servgap.report.pictures.key import KeyEntry
from servgap.report.pictures.palette import ABOVE_IT, INK, PAPER, SHORT_OF, SOFT
from servgap.report.pictures.pen import Pen
from servgap.report.pictures.selection import by_dimension, reason_word, row_label, shown_rows, titled
from servgap.report.pictures.sheet import Cell, Row, Sheet
from servgap.report.tables.rows import says_yes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from servgap.analysis.significance.verb import Significance

TEST, EFFECT = "t", "d_z"
NEUTRAL = {"share_above": 0.5}
MARGIN = 0.06
SMALLEST_SPAN = 0.4


def picture(finding: Significance, language: Language) -> Picture:
    """Plan the picture."""
    frame, tell = shown_rows(finding), language.tell
    tests = list(dict.fromkeys(frame["test"]))
    test = TEST if TEST in tests or not tests else tests[0]
    records = by_dimension(finding, frame[frame["test"] == test])
    kind = records[0]["effect_kind"] if records else EFFECT
    zero = NEUTRAL.get(kind, 0.0)
    level = 1.0 - finding.basis.confidence
    measure = measure_in(finding.basis)
    part = word("part", measure.against) if measure.is_gap else against(measure)
    d_z = say("significance.picture.d_z", case=case_of(measure))
    low, high = _limits(records, zero)
    axis = Axis(
        titled(finding, d_z if kind == EFFECT else own_word(measure, "effect_kind", kind), language),
        low,
        high,
        hints=(tell(say("pictures.short_of", part=part)), tell(say("pictures.above", part=part))),
    )
    effect = word("effect_symbol", EFFECT) if kind == EFFECT else column("effect")
    share = say("pictures.interval", share=percent(finding.basis.confidence))
    p = say("significance.picture.p", case="corrected" if _corrected(finding) else "uncorrected")
    return Sheet(
        rows=tuple(_row(finding, record, language) for record in records),
        headings=(tell(effect), tell(share), tell(p), ""),
        axis=axis,
        nothing=tell(say("pictures.nothing")),
        marks=lambda ax, pen: _marks(ax, pen, records, level, zero),
        key=_key(finding, level, language),
    )


def _corrected(finding: Significance) -> bool:
    return finding.basis.adjust not in {None, "none"}


def _p(record: dict[str, Any]) -> Any:
    """Give the corrected p-value; the plain one where the row was not one of the family corrected for."""
    return record["p_adjusted"] if known(record["p_adjusted"]) else record["p_value"]


def _row(finding: Significance, record: dict[str, Any], language: Language) -> Row:
    tell = language.tell
    strong = record["level"] != "standard"
    drawn = known(record["effect"])
    cells = (
        Cell(tell(number(record["effect"])), bold=strong),
        Cell(tell(ends("effect_low", record["effect_low"], record["effect_high"])), SOFT),
        Cell(tell(p_value(_p(record)))),
        Cell(tell(say("significance.picture.disagree")) if says_yes(record["disagrees"]) else "", SOFT),
    )
    return Row(
        label=row_label(finding, record, language),
        key=record["standard"] or record["dimension"],
        strong=strong,
        indented=not strong,
        ruled=strong,
        cells=cells,
        reason="" if drawn else reason_word(record, language),
    )


def _key(finding: Significance, level: float, language: Language) -> tuple[KeyEntry, ...]:
    case = "corrected" if _corrected(finding) else "uncorrected"
    sure = say("significance.picture.significant", case=case, level=coefficient(level))
    style = {"marker": "o", "markersize": 6, "markeredgecolor": INK, "linewidth": 1.4, "color": INK}
    return (
        KeyEntry(language.tell(sure), {**style, "markerfacecolor": INK}),
        KeyEntry(language.tell(say("significance.picture.not_significant")), {**style, "markerfacecolor": PAPER}),
    )


def _limits(records: list[dict[str, Any]], zero: float) -> tuple[float, float]:
    """Give the ends of the axis: no effect, and everything drawn."""
    values = [zero, *(float(r[c]) for r in records for c in ("effect", "effect_low", "effect_high") if known(r[c]))]
    low, high = min(values), max(values)
    margin = MARGIN * max(high - low, SMALLEST_SPAN)
    return min(low - margin, zero - SMALLEST_SPAN / 4), max(high + margin, zero + SMALLEST_SPAN / 4)


def _marks(ax: Axes, pen: Pen, records: list[dict[str, Any]], level: float, zero: float) -> None:
    ax.axvline(zero, color=INK, linewidth=1.0, zorder=1)
    for y, record in enumerate(records):
        strong = record["level"] != "standard"
        sure = known(_p(record)) and float(_p(record)) < level
        ink = (SHORT_OF if record["effect"] < zero else ABOVE_IT) if sure else SOFT
        pen.bar(ax, (record["effect_low"], record["effect_high"]), y, ink=ink, weight=2.4 if strong else 1.4)
        pen.dot(ax, (record["effect"], y), ink=ink, size=7.5 if strong else 6.0, hollow=not sure)
