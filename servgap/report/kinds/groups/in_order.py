"""The league as a picture: a row a group, its value drawn towards the mean of all with interval, and undrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from servgap.analysis.groups.verb import GroupComparison
from servgap.language import Fact, Language, column, count, say
from servgap.language.numbers import known
from servgap.report.kinds.groups.funnel import INKS, STANDINGS, funnel, shown_league
from servgap.report.kinds.groups.league import standing
from servgap.report.measures import least_span, measure_in, noun, tick_labels_of, value
from servgap.report.pictures.axis import Axis
from servgap.report.pictures.canvas import Picture
from servgap.report.pictures.key import KeyEntry
from servgap.report.pictures.palette import FAINT, INK, PAPER, SOFT
from servgap.report.pictures.pen import Pen
from servgap.report.pictures.selection import group_label, reason_word
from servgap.report.pictures.sheet import Cell, Row, Sheet

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST = 40
"""Groups up to which each has a row; more are shown by their size."""
MARGIN, LEAST_SHARE = 0.06, 1 / 12


def league(finding: GroupComparison, language: Language) -> Picture:
    """Plan the picture of the league: a row a group, or of many groups how they lie by their size."""
    records = shown_league(finding)
    return _in_order(finding, records, language) if len(records) <= MOST else funnel(finding, language)


def _in_order(finding: GroupComparison, records: list[dict[str, Any]], language: Language) -> Sheet:
    measure, tell = measure_in(finding.basis), language.tell
    case = "shrunken" if measure.worse < 0 else "shrunken_high"
    title: Fact = say(f"groups.league.axis.{case}", noun=noun(measure))
    if "adjusted" in finding.frames:
        title = say("groups.league.axis.adjusted", title=title)
    low, high = _ends(finding, records)
    axis = Axis(tell(title), low, high, labels=tick_labels_of(measure))
    return Sheet(
        rows=tuple(_row(finding, record, language) for record in records),
        headings=tuple(tell(each) for each in (column("n"), say("groups.league.heading.drawn"), column("raw_value"))),
        axis=axis,
        nothing=tell(say("pictures.nothing")),
        marks=lambda ax, pen: _marks(ax, pen, records),
        key=_key(finding, records, language),
    )


def _ends(finding: GroupComparison, records: list[dict[str, Any]]) -> tuple[float, float]:
    names = ("ci_low", "ci_high", "league_mean")
    found = [float(record[name]) for record in records for name in names if known(record[name])] or [0.0]
    low, high = min(found), max(found)
    wide = max(high - low, least_span(measure_in(finding.basis), finding.basis.instrument.scale, LEAST_SHARE))
    middle = (low + high) / 2
    return middle - (0.5 + MARGIN) * wide, middle + (0.5 + MARGIN) * wide


def _row(finding: GroupComparison, record: dict[str, Any], language: Language) -> Row:
    measure, placed = measure_in(finding.basis), known(record["value"])
    told = (count(record["n"]), value(measure, record["value"]), value(measure, record["raw_value"]))
    apart = record["standing"] in INKS
    inks = (SOFT, INKS.get(record["standing"], INK), SOFT)
    cells = zip(told, inks, (False, apart, False), strict=True)
    return Row(
        group_label(finding, finding.facts.by, record[finding.facts.by], language),
        strong=apart,
        cells=tuple(Cell(language.tell(text), ink, bold=bold) for text, ink, bold in cells),
        reason="" if placed else reason_word(record, language),
    )


def _key(finding: GroupComparison, records: list[dict[str, Any]], language: Language) -> tuple[KeyEntry, ...]:
    tell, plain = language.tell, {"marker": "o", "markersize": 6, "linewidth": 1.6, "color": SOFT}
    entries = [
        KeyEntry(tell(say("groups.league.key.value")), {**plain, "markerfacecolor": SOFT, "markeredgecolor": SOFT}),
        KeyEntry(
            tell(say(f"groups.league.key.{'adjusted' if 'adjusted' in finding.frames else 'raw'}")),
            {"marker": "o", "markersize": 6, "markerfacecolor": PAPER, "markeredgecolor": FAINT, "linewidth": 0},
        ),
        KeyEntry(tell(say("groups.league.key.all")), {"color": FAINT, "linewidth": 1.1}),
    ]
    there = {record["standing"] for record in records}
    for code in STANDINGS:
        if code in there and code in INKS:
            mark = {"marker": "o", "markersize": 6, "linewidth": 0}
            ink = {"markerfacecolor": INKS[code], "markeredgecolor": INKS[code]}
            entries.append(KeyEntry(tell(standing(finding, code)), {**mark, **ink}))
    return tuple(entries)


def _marks(ax: Axes, pen: Pen, records: list[dict[str, Any]]) -> None:
    centres = [(float(r["expected_low"]) + float(r["expected_high"])) / 2 for r in records if known(r["expected_low"])]
    if centres:
        ax.axvline(float(np.mean(centres)), color=FAINT, linewidth=1.1 * pen.scale, zorder=0.6)
    for y, record in enumerate(records):
        ink = INKS.get(record["standing"], SOFT)
        pen.bar(ax, (record["ci_low"], record["ci_high"]), y, ink=ink, weight=1.6)
        pen.dot(ax, (record["league_mean"], y), ink=FAINT, hollow=True, size=5.5)
        pen.dot(ax, (record["value"], y), ink=ink)
