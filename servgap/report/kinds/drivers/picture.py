"""Shares of what is explained as dots with their intervals, dimensions before their items, stated points beside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from servgap.language import Fact, Language, percentage, say
from servgap.language.numbers import known
from servgap.report.cells import ends
from servgap.report.kinds.drivers.weighed import mark_label
from servgap.report.kinds.drivers.words import named_driver, outcome
from servgap.report.pictures.axis import Axis, places_of
from servgap.report.pictures.canvas import Picture
from servgap.report.pictures.key import KeyEntry
from servgap.report.pictures.palette import ABOVE_IT, PAPER, SHORT_OF, SOFT
from servgap.report.pictures.pen import Pen
from servgap.report.pictures.selection import clean, reason_word, records_of
from servgap.report.pictures.sheet import Cell, Row, Sheet
from servgap.report.tables.rows import nested

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from servgap.analysis.drivers.verb import Drivers

HUNDRED = 100.0
BEYOND = 0.04


def picture(finding: Drivers, language: Language) -> Picture:
    """Plan the picture."""
    records = [dict(each) for each in nested(finding.basis.instrument, records_of(finding.frames["frame"]))]
    points = _points(finding)
    for record in records:
        record["strong"] = record["level"] != "item"
        record["points"] = points.get(str(record["dimension"])) if record["level"] == "dimension" else None
    tell = language.tell
    most = max([0.1, *(float(each) for record in records for each in _ends(record) if known(each))])
    title = tell(say("drivers.picture.axis", outcome=outcome(finding)))
    headings = (
        say("drivers.heading.share"),
        say("drivers.heading.per_item" if finding.facts.marks else "drivers.heading.places"),
    )
    return Sheet(
        rows=tuple(_row(finding, record, language) for record in records),
        headings=tuple(map(tell, headings)),
        axis=Axis(title, -BEYOND * most, most * (1.0 + BEYOND), labels=_percentages),
        nothing=tell(say("pictures.nothing")),
        marks=lambda ax, pen: _marks(ax, pen, records),
        key=_key(language, stated=bool(points), marks=bool(finding.facts.marks)),
    )


def _percentages(ticks: Sequence[float]) -> Sequence[Fact]:
    places = places_of([HUNDRED * tick for tick in ticks])
    return [percentage(tick, places) for tick in ticks]


def _ends(record: dict[str, Any]) -> tuple[Any, ...]:
    return record["share_of_r2"], record["share_of_r2_high"], record["points"]


def _points(finding: Drivers) -> dict[str, float]:
    """Give the points of each dimension, as shares of the whole."""
    if "stated" not in finding.frames:
        return {}
    frame = finding.frames["stated"]
    return {str(key): float(value) / HUNDRED for key, value in zip(frame["dimension"], frame["points"], strict=True)}


def _row(finding: Drivers, record: dict[str, Any], language: Language) -> Row:
    strong, marks = record["strong"], bool(finding.facts.marks)
    drawn = known(record["share_of_r2"])
    key = record["item"] or record["dimension"] or str(record[finding.predictors])
    name = mark_label(finding, record) if marks else named_driver(finding, record["dimension"], record["item"])
    beside = percentage(_each(finding).get(key)) if marks else ends("rank_low", record["rank_low"], record["rank_high"])
    cells = (
        Cell(language.tell(percentage(record["share_of_r2"], 0 if strong else 1)), bold=strong),
        Cell(language.tell(beside), SOFT),
    )
    return Row(
        label=clean(language.tell(name)) or key,
        key=key,
        strong=strong,
        indented=not strong,
        ruled=strong,
        cells=cells,
        reason="" if drawn else reason_word(record, language),
    )


def _each(finding: Drivers) -> dict[str, float]:
    """Give the mean share of an item, by what its standard is filed under."""
    each = finding.facts.weighed[1]
    return dict(zip(each.order, each.shares, strict=True))


def _key(language: Language, *, stated: bool, marks: bool) -> tuple[KeyEntry, ...]:
    style = {"marker": "o", "markersize": 6, "linewidth": 3}
    derived = {**style, "color": ABOVE_IT, "markerfacecolor": ABOVE_IT, "markeredgecolor": ABOVE_IT}
    said = {"marker": "o", "markersize": 6, "linewidth": 0, "markerfacecolor": PAPER, "markeredgecolor": SHORT_OF}
    told = [KeyEntry(language.tell(say("drivers.picture.derived")), derived)]
    if stated:
        told.append(KeyEntry(language.tell(say("drivers.picture.stated")), said))
    return (*told, KeyEntry(language.tell(say("drivers.picture.per_item" if marks else "drivers.picture.places"))))


def _marks(ax: Axes, pen: Pen, records: list[dict[str, Any]]) -> None:
    for y, record in enumerate(records):
        strong = record["strong"]
        held = (record["share_of_r2_low"], record["share_of_r2_high"])
        pen.bar(ax, held, y, ink=ABOVE_IT, weight=4.0 if strong else 2.5, faint=True)
        pen.dot(ax, (record["share_of_r2"], y), ink=ABOVE_IT, size=7.0 if strong else 5.0)
        if known(record["points"]):
            pen.dot(ax, (record["points"], y), ink=SHORT_OF, size=7.0, hollow=True, over=4)
