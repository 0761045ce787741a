"""Zones as bars from the adequate to the desired level, and what was perceived as a dot on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from servgap.analysis.verdicts import ABOVE, NEGLIGIBLE, SHORT, UNDECIDED
from servgap.analysis.zones.rows import ABOVE as ABOVE_ZONE
from servgap.analysis.zones.rows import BELOW as BELOW_ZONE
from servgap.analysis.zones.rows import INSIDE as INSIDE_ZONE
from servgap.language import Fact, Language, column, count, named, percentage, say, word, written
from servgap.language.numbers import known
from servgap.report.pictures.axis import Axis
from servgap.report.pictures.canvas import Picture
from servgap.report.pictures.key import KeyEntry, mark_style
from servgap.report.pictures.palette import FAINT, INK, SOFT, VERDICTS
from servgap.report.pictures.pen import FAINTNESS, Pen
from servgap.report.pictures.selection import by_dimension, reason_word, row_label, shown_rows, titled
from servgap.report.pictures.sheet import Cell, Row, Sheet
from servgap.survey.instrument import Instrument
from servgap.survey.scale import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from servgap.analysis.zones.verb import Zones

INKS = {
    BELOW_ZONE: VERDICTS[SHORT],
    INSIDE_ZONE: VERDICTS[NEGLIGIBLE],
    ABOVE_ZONE: VERDICTS[ABOVE],
    UNDECIDED: VERDICTS[UNDECIDED],
}
SHAPES = {BELOW_ZONE: "v", UNDECIDED: "D", INSIDE_ZONE: "o", ABOVE_ZONE: "^"}
LEVELS = ("adequate", "desired", "perception")
MARGIN = 0.06


def picture(finding: Zones, language: Language) -> Picture:
    """Plan the picture."""
    records = by_dimension(finding, shown_rows(finding))
    low, high = _limits(finding.basis.instrument, records)
    sides = [say(f"zones.heading.{side}") for side in ("below", "inside", "above")]
    headings = (*sides, say("zones.heading.mean"), column("n"))
    return Sheet(
        rows=tuple(_row(finding, record, language) for record in records),
        headings=tuple(map(language.tell, headings)),
        axis=Axis(titled(finding, _answers(finding.basis.instrument), language), low, high),
        nothing=language.tell(say("pictures.nothing")),
        marks=lambda ax, pen: _marks(ax, pen, records),
        key=_key(finding, language),
        unsaid=tuple(
            KeyEntry(language.tell(word("verdict", code)), mark_style(INKS[code], shape))
            for code, shape in SHAPES.items()
            if code in {record["verdict"] for record in records}
        ),
    )


def _answers(instrument: Instrument) -> Fact:
    """Name the axis of answers, with what the scale's ends are called."""
    scale = instrument.scale
    ends = {"low": written(plain, scale.low), "high": written(plain, scale.high)}
    if scale.low_label is None or scale.high_label is None:
        return say("zones.picture.answers", case="bare", **ends)
    labels = {"low_label": named(scale.low_label), "high_label": named(scale.high_label)}
    return say("zones.picture.answers", case="labelled", **ends, **labels)


def _row(finding: Zones, record: dict[str, Any], language: Language) -> Row:
    tell, verdict = language.tell, record["verdict"]
    strong = record["level"] != "standard"
    drawn = known(record["perception"])
    judged = tell(word("verdict", verdict)) if verdict else reason_word(record, language) if drawn else ""
    cells = (
        Cell(tell(percentage(record["share_below"])), bold=strong),
        Cell(tell(percentage(record["share_inside"])), SOFT),
        Cell(tell(percentage(record["share_above"])), SOFT),
        Cell(judged, INKS.get(verdict, SOFT), bold=bool(verdict)),
        Cell(tell(count(record["n"])), SOFT),
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


def _key(finding: Zones, language: Language) -> tuple[KeyEntry, ...]:
    zone = {"linewidth": 8.0, "color": FAINT, "alpha": FAINTNESS}
    dot = {"marker": "o", "markersize": 6.5, "markerfacecolor": INK, "markeredgecolor": INK}
    levels = {name: word("part", name) for name in ("adequate", "desired")}
    return (
        KeyEntry(language.tell(say("zones.picture.zone", **levels)), zone),
        KeyEntry(language.tell(word("part", finding.basis.pair[1])), dot),
        KeyEntry(language.tell(say("zones.picture.shares"))),
    )


def _limits(instrument: Instrument, records: list[dict[str, Any]]) -> tuple[float, float]:
    """Give the part of the answer scale on which something lies."""
    scale = instrument.scale
    values = [float(record[name]) for record in records for name in LEVELS if known(record[name])]
    if not values:
        return scale.low, scale.high
    margin = MARGIN * max(max(values) - min(values), 0.1 * scale.width)
    return min(values) - margin, max(values) + margin


def _marks(ax: Axes, pen: Pen, records: list[dict[str, Any]]) -> None:
    for y, record in enumerate(records):
        strong = record["level"] != "standard"
        zone = (record["adequate"], record["desired"])
        pen.bar(ax, zone, y, ink=FAINT, weight=9.0 if strong else 6.0, faint=True)
        ink = INKS.get(record["verdict"], FAINT)
        shape = SHAPES.get(record["verdict"], "o")
        pen.dot(ax, (record["perception"], y), ink=ink, size=7.0 if strong else 5.5, shape=shape)
