"""Gaps along the service circle, one touchpoint below the other, as it is best printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from servgap.language import Language, column, count, percent, say, word
from servgap.language.numbers import known
from servgap.report.kinds.gaps.stations import (
    Touched,
    axis_said,
    heading_of,
    interval_said,
    key_of,
    limits_of,
    mark_of,
    name_of,
    phase_name,
    touched,
    why_none,
    worst_said,
)
from servgap.report.measures import measure_in, tick_labels_of, value
from servgap.report.pictures.axis import Axis
from servgap.report.pictures.canvas import Picture
from servgap.report.pictures.key import KeyEntry
from servgap.report.pictures.palette import FAINT, INK, PAPER, SOFT, VERDICTS
from servgap.report.pictures.pen import Pen
from servgap.report.pictures.selection import records_of, shown_rows, titled
from servgap.report.pictures.sheet import Cell, Row, Sheet

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from servgap.analysis.gaps.verb import Gaps


LABEL_LINES = 5


@dataclass(frozen=True)
class Line:
    """A line of the picture: a phase, a touchpoint, or the standard that does worst there, and its row if any."""

    what: str
    record: Mapping[str, Any] | None
    row: Row


def journey(finding: Gaps, language: Language) -> Picture:
    """Plan the picture."""
    shown, measure, tell = touched(finding), measure_in(finding.basis), language.tell
    lines = _lines(finding, shown, language)
    low, high = limits_of(finding, [line.record for line in lines if line.record is not None])
    verdicts = (column("verdict"),) if measure.has_yardstick else ()
    held = say("pictures.interval", share=percent(finding.basis.confidence))
    worst = {"marker": "o", "markersize": 4.5, "markerfacecolor": PAPER, "markeredgecolor": SOFT}
    return Sheet(
        rows=tuple(line.row for line in lines),
        headings=tuple(map(tell, (heading_of(finding), held, *verdicts, column("n")))),
        axis=Axis(titled(finding, axis_said(finding), language), low, high, labels=tick_labels_of(measure)),
        marks=partial(_marks, lines=lines, judged=measure.has_yardstick),
        most_lines=LABEL_LINES,
        key=(*key_of(finding, shown, language), KeyEntry(tell(say("gaps.circle.one_standard")), worst)),
    )


def _lines(finding: Gaps, shown: list[Touched], language: Language) -> list[Line]:
    """Give each phase where it begins, its touchpoints, and beneath each the standard that does worst there."""
    phases = {r["phase"]: r for r in records_of(shown_rows(finding)) if r["level"] == "phase"}
    lines, phase = [], ""
    for each in shown:
        if each.phase and each.phase != phase:
            found = phases.get(each.phase)
            lines.append(Line("phase", found, _row(finding, phase_name(each, language), found, language, "phase")))
        phase = each.phase
        name = f"{each.number} {name_of(finding, each, language)}"
        row = _row(finding, name, each.record, language, "touchpoint", key=each.key, why=why_none(each, language))
        lines.append(Line("touchpoint", each.record, row))
        if each.worst is not None:
            named, key = worst_said(finding, each, language, with_value=False), str(each.worst["standard"])
            # The only standard of a touchpoint has the numbers that stand above it.
            own = each.worst if each.standards > 1 else None
            lines.append(Line("standard", own, _row(finding, named, own, language, "standard", key=key)))
    return lines


def _row(
    finding: Gaps,
    label: str,
    record: Mapping[str, Any] | None,
    language: Language,
    what: str,
    *,
    key: str = "",
    why: str = "",
) -> Row:
    strong = what == "phase"
    look: dict[str, Any] = {"strong": strong, "ruled": strong, "indented": not strong, "key": key}
    ink = SOFT if what == "standard" else INK
    if record is None or not known(record["value"]):
        return Row(label, ink=ink, reason=why, **look)
    measure, tell, verdict = measure_in(finding.basis), language.tell, record["verdict"]
    judged = Cell(tell(word("verdict", verdict)) if verdict else "", VERDICTS.get(verdict, SOFT), bold=True)
    cells = (
        Cell(tell(value(measure, record["value"])), SOFT if what == "standard" else INK, bold=strong),
        Cell(tell(interval_said(finding, record)), SOFT),
        *((judged,) if measure.has_yardstick else ()),
        Cell(tell(count(record["n"])), SOFT),
    )
    return Row(label, ink=ink, cells=cells, **look)


def _marks(ax: Axes, pen: Pen, lines: list[Line], *, judged: bool) -> None:
    """Draw values on their intervals, and the way from touchpoint to touchpoint."""
    if judged:
        ax.axvline(0.0, color=SOFT, linewidth=1.0 * pen.scale, zorder=0.5)
    way = [
        (line.record["value"], y)
        for y, line in enumerate(lines)
        if line.what == "touchpoint" and line.record is not None and known(line.record["value"])
    ]
    if way:
        ax.plot(*zip(*way, strict=True), color=FAINT, linewidth=0.9 * pen.scale, zorder=1)
    for y, line in enumerate(lines):
        if line.record is None:
            continue
        at, mark, lesser = (line.record["value"], y), mark_of(line.record), line.what == "standard"
        ends = (line.record["ci_low"], line.record["ci_high"])
        pen.bar(ax, ends, y, ink=SOFT if lesser else INK, weight=1.0 if lesser else 1.5)
        if lesser:
            pen.dot(ax, at, ink=SOFT, hollow=True, size=4.5)
        else:
            size = 8.0 if line.what == "phase" else 7.0
            pen.dot(ax, at, ink=mark.ink, hollow=mark.hollow, size=size, shape=mark.shape)
