"""Reliability as a dot plot: omega, alpha and the gap as a difference, for each part of each dimension."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from servgap.analysis.reliability.bands import BANDS
from servgap.language.numbers import coefficient, coefficient_interval, count, known
from servgap.report.pictures.axis import Axis
from servgap.report.pictures.canvas import Picture
from servgap.report.pictures.key import KeyEntry
from servgap.report.pictures.palette import INK, PAPER, SHORT_OF, SOFT
from servgap.report.pictures.pen import Pen
from servgap.report.pictures.selection import dimension_label, reason_word, records_of, shown_rows, titled
from servgap.report.pictures.sheet import Cell, Row, Sheet
from servgap.report.words.codes import word
from servgap.report.words.columns import heading
from servgap.report.words.languages import Language
from servgap.report.words.pictures import caption, with_interval

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from servgap.analysis.finding import Finding

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


def plan(finding: Finding, language: Language) -> Picture:
    """Plan the picture of a finding of the kind ``reliability``."""
    found = records_of(shown_rows(finding))
    records: list[dict[str, Any] | None] = []
    rows: list[Row] = []
    for dimension in finding.basis.instrument.dimension_keys:
        parts = [record for record in found if record["dimension"] == dimension]
        if not parts:
            continue
        records += [None, *parts]
        name = dimension_label(finding, dimension, language)
        label = caption("items", language, name=name, n=count(parts[0]["n_items"]))
        rows += [Row(label, dimension, strong=True, ruled=True), *(_row(part, language) for part in parts)]
    share = with_interval("interval", finding.basis.confidence, language)
    return Sheet(
        rows=tuple(rows),
        headings=(caption("omega", language), share, caption("alpha", language), share, heading("n", language)),
        axis=Axis(titled(finding, caption("reliability", language), language), _low(records), HIGHEST, labels=_ticks),
        nothing=caption("nothing", language),
        marks=lambda ax, pen: _marks(ax, pen, records),
        key=_key(finding, language) if rows else (),
        wide=28.0,
        pitch=PITCH,
    )


def _ticks(values: Sequence[float]) -> list[str]:
    tenths = all(abs(10 * value - round(10 * value)) < 1e-9 for value in values)
    return [coefficient(value, 1 if tenths else 2) for value in values]


def _row(record: dict[str, Any], language: Language) -> Row:
    drawn = known(record["omega"]) or known(record["alpha"])
    cells = (
        Cell(coefficient(record["omega"]), bold=True),
        Cell(coefficient_interval(record["omega_low"], record["omega_high"]), SOFT),
        Cell(coefficient(record["alpha"])),
        Cell(coefficient_interval(record["ci_low"], record["ci_high"]), SOFT),
        Cell(count(record["n"]), SOFT),
    )
    reason = reason_word(record, language)
    return Row(word("part", record["part"], language), indented=True, cells=cells, reason="" if drawn else reason)


def _key(finding: Finding, language: Language) -> tuple[KeyEntry, ...]:
    entries = []
    for name, _, _, _, ink in COEFFICIENTS:
        face = ink if name == "omega" else PAPER
        look = {"marker": "o", "markersize": 6, "markerfacecolor": face, "markeredgecolor": ink}
        text = with_interval(f"{name}_key", finding.basis.confidence, language)
        entries.append(KeyEntry(text, {**look, "linewidth": 1.5, "color": ink}))
    if DIFFERENCE in finding.frames["frame"] and finding.frames["frame"][DIFFERENCE].notna().any():
        text = with_interval("difference_key", finding.basis.confidence, language)
        entries.append(KeyEntry(text, {**_diamond(), "linewidth": 1.5, "color": SHORT_OF}))
    separator = " · " if language == "en" else "，"
    told = separator.join(f"{coefficient(band.least)} {word('band', band.code, language)}" for band in BANDS)
    dotted = {"linewidth": 1.2, "color": SOFT, "linestyle": DOTTED}
    return (*entries, KeyEntry(caption("bands_key", language, bands=told), dotted))


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
