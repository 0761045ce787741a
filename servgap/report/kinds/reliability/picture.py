"""Reliability as a dot plot: omega, alpha and the gap as a difference, for each part of each dimension."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from servgap.analysis.reliability.bands import BANDS
from servgap.language import Fact, Language, coefficient, column, count, percent, say, verbatim, word
from servgap.language.numbers import known
from servgap.report.cells import ends
from servgap.report.kinds.reliability.symbols import ALPHA, OMEGA
from servgap.report.pictures.axis import Axis
from servgap.report.pictures.canvas import Picture
from servgap.report.pictures.key import KeyEntry
from servgap.report.pictures.palette import INK, PAPER, SHORT_OF, SOFT
from servgap.report.pictures.pen import Pen
from servgap.report.pictures.selection import dimension_label, reason_word, records_of, shown_rows, titled
from servgap.report.pictures.sheet import Cell, Row, Sheet

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from servgap.analysis.reliability.verb import Reliability

LOWEST_SHOWN, HIGHEST = 0.0, 1.0
WIDEST_LOW = 0.5
APART = 0.25
PITCH = 2.5
COEFFICIENTS = (
    ("omega", "omega_low", "omega_high", -APART, INK),
    ("alpha", "ci_low", "ci_high", 0.0, SOFT),
)
DIFFERENCE, ENDS = "difference_reliability", ("difference_low", "difference_high")
DOTTED = (0, (1, 2))


def picture(finding: Reliability, language: Language) -> Picture:
    """Plan the picture."""
    found, tell = records_of(shown_rows(finding)), language.tell
    records: list[dict[str, Any] | None] = []
    rows: list[Row] = []
    for dimension in finding.basis.instrument.dimension_keys:
        parts = [record for record in found if record["dimension"] == dimension]
        if not parts:
            continue
        records += [None, *parts]
        name = verbatim(dimension_label(finding, dimension, language))
        label = tell(say("reliability.picture.items", name=name, n=int(parts[0]["n_items"])))
        rows += [Row(label, dimension, strong=True, ruled=True), *(_row(part, language) for part in parts)]
    held = tell(say("pictures.interval", share=percent(finding.basis.confidence)))
    axis = titled(finding, say("reliability.picture.axis"), language)
    return Sheet(
        rows=tuple(rows),
        headings=(OMEGA, held, ALPHA, held, tell(column("n"))),
        axis=Axis(axis, _low(records), HIGHEST, labels=_ticks),
        nothing=tell(say("pictures.nothing")),
        marks=lambda ax, pen: _marks(ax, pen, records),
        key=_key(finding, language) if rows else (),
        wide=28.0,
        pitch=PITCH,
    )


def _ticks(values: Sequence[float]) -> list[Fact]:
    tenths = all(abs(10 * value - round(10 * value)) < 1e-9 for value in values)
    return [coefficient(value, 1 if tenths else 2) for value in values]


def _row(record: dict[str, Any], language: Language) -> Row:
    drawn, tell = known(record["omega"]) or known(record["alpha"]), language.tell
    cells = (
        Cell(tell(coefficient(record["omega"])), bold=True),
        Cell(tell(ends("omega_low", record["omega_low"], record["omega_high"])), SOFT),
        Cell(tell(coefficient(record["alpha"]))),
        Cell(tell(ends("ci_low", record["ci_low"], record["ci_high"], "coefficient")), SOFT),
        Cell(tell(count(record["n"])), SOFT),
    )
    reason = "" if drawn else reason_word(record, language)
    return Row(tell(word("part", record["part"])), indented=True, cells=cells, reason=reason)


def _key(finding: Reliability, language: Language) -> tuple[KeyEntry, ...]:
    def told(name: str) -> str:
        return language.tell(say(f"reliability.picture.{name}", level=percent(finding.basis.confidence)))

    entries = []
    for name, _, _, _, ink in COEFFICIENTS:
        face = ink if name == "omega" else PAPER
        look = {"marker": "o", "markersize": 6, "markerfacecolor": face, "markeredgecolor": ink}
        entries.append(KeyEntry(told(name), {**look, "linewidth": 1.5, "color": ink}))
    if DIFFERENCE in finding.frames["frame"] and finding.frames["frame"][DIFFERENCE].notna().any():
        entries.append(KeyEntry(told("difference"), {**_diamond(), "linewidth": 1.5, "color": SHORT_OF}))
    dotted = {"linewidth": 1.2, "color": SOFT, "linestyle": DOTTED}
    return (*entries, KeyEntry(language.tell(_bands()), dotted))


def _bands() -> Fact:
    """Say what the lines in the picture are the limits of, by the code of each."""
    limits = {
        band.code: say("reliability.picture.band", least=coefficient(band.least), use=word("band", band.code))
        for band in BANDS
    }
    return say("reliability.picture.bands", **limits)


def _diamond() -> dict[str, Any]:
    return {"marker": "D", "markersize": 4.5, "markerfacecolor": SHORT_OF, "markeredgecolor": SHORT_OF}


def _low(records: list[dict[str, Any] | None]) -> float:
    """Give the axis' lower end: under every estimate and interval, but never so low that the rest is squeezed."""
    points, ends = [WIDEST_LOW], [WIDEST_LOW]
    for record in records:
        for name, low, _, _, _ in COEFFICIENTS:
            if record is not None and known(record[name]):
                points.append(float(record[name]) - 0.05)
                ends.append(float(record[low]) if known(record[low]) else WIDEST_LOW)
        if record is not None and known(record[DIFFERENCE]):
            points.append(max(float(record[DIFFERENCE]) - 0.05, LOWEST_SHOWN))
            ends.append(float(record[ENDS[0]]) if known(record[ENDS[0]]) else WIDEST_LOW)
    return min(*points, max(min(ends), LOWEST_SHOWN))


def _marks(ax: Axes, pen: Pen, records: list[dict[str, Any] | None]) -> None:
    for band in BANDS:
        ax.axvline(band.least, color=SOFT, linewidth=1.1 * pen.scale, linestyle=DOTTED, zorder=0)
    for y, record in enumerate(records):
        for name, low, high, offset, ink in COEFFICIENTS:
            if record is not None:
                pen.bar(ax, (record[low], record[high]), y + offset, ink=ink)
                pen.dot(ax, (record[name], y + offset), ink=ink, size=5.5, hollow=name != "omega")
        if record is not None and known(record[DIFFERENCE]) and float(record[DIFFERENCE]) >= ax.get_xlim()[0]:
            pen.bar(ax, (record[ENDS[0]], record[ENDS[1]]), y + APART, ink=SHORT_OF)
            look = {**_diamond(), "markersize": 4.5 * pen.scale, "linestyle": "none", "zorder": 3}
            ax.plot([record[DIFFERENCE]], [y + APART], clip_on=False, **look)
