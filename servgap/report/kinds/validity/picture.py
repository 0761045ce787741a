"""Validity as a map of loadings on the questionnaire's dimensions, beside the eigenvalues and those of chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from servgap.analysis.validity.bands import CROSS
from servgap.language import Language, coefficient, count, say, word
from servgap.language.numbers import known
from servgap.report.names import item
from servgap.report.pictures.axis import Axis, nice_ticks, tick_labels
from servgap.report.pictures.canvas import Picture
from servgap.report.pictures.key import SMALL, KeyEntry
from servgap.report.pictures.palette import ABOVE_IT, FAINT, INK, PAPER, RULE, SOFT, diverging, ink_on
from servgap.report.pictures.pen import Pen
from servgap.report.pictures.selection import clean, dimension_label, reason_word, records_of, titled
from servgap.report.pictures.sheet import Cell, Row, Sheet

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from servgap.analysis.validity.verb import Validity

UNIT, SCREE = 3.0, 7
"""Width of a dimension's column in ems, and of the eigenvalues in such columns."""

LEAST_ROWS = 4
SERIES = (
    ("eigenvalue", "random_quantile", INK, False),
    ("factor_eigenvalue", "factor_random_quantile", ABOVE_IT, True),
)


@dataclass(frozen=True)
class Loadings:
    """What the map shows: the place of each item, and its loading on each dimension's factor."""

    dimensions: tuple[str, ...]
    places: dict[str, int]
    cells: dict[tuple[str, str], dict[str, Any]]

    @property
    def complete(self) -> bool:
        """Whether all loadings are there: what stands in the place of others says why, and needs the room."""
        return all(known(record["efa_loading"]) for record in self.cells.values())


def picture(finding: Validity, language: Language) -> Picture:
    """Plan the picture."""
    records = records_of(finding.frames["loadings"])
    cells = {(str(record["item"]), str(record["dimension"])): record for record in records}
    dimensions = finding.basis.instrument.dimension_keys if records else ()
    rows, places = _rows(finding, cells, language)
    factors = records_of(finding.frames["factors"])
    shown = Loadings(dimensions, places, cells)
    axis, part = "axis" if shown.complete else "axis_of_loadings", word("part", finding.facts.part)
    numbers = [language.tell(number + 1) for number in range(len(dimensions))]
    return Sheet(
        rows=tuple(rows),
        headings=(),
        axis=Axis(
            titled(finding, say(f"validity.picture.{axis}", part=part), language),
            -0.5,
            len(dimensions) + SCREE - 0.5,
            ticks=0,
        ),
        marks=lambda ax, pen: _paint(ax, pen, (shown, factors), len(rows), language),
        key=_key(language) if rows and shown.complete else (),
        wide=UNIT * (max(len(dimensions), 1) + SCREE),
        over=(*(Cell(number, bold=True) for number in numbers), *(Cell(""),) * SCREE) if dimensions else (),
        nothing=language.tell(say("pictures.nothing")),
    )


def _rows(
    finding: Validity, cells: dict[tuple[str, str], dict[str, Any]], language: Language
) -> tuple[list[Row], dict[str, int]]:
    """Give a heading for each dimension, then its items."""
    rows: list[Row] = []
    places: dict[str, int] = {}
    for number, dimension in enumerate(finding.basis.instrument.dimensions):
        items = [item.key for item in dimension.items if any(key == item.key for key, _ in cells)]
        if not items:
            continue
        name = dimension_label(finding, dimension.key, language)
        place = language.tell(number + 1)
        rows.append(Row(f"{place}  {name}", f"{place}  {dimension.key}", strong=True))
        for key in items:
            mine = [record for (item, _), record in cells.items() if item == key]
            drawn = any(known(record["efa_loading"]) for record in mine)
            places[key] = len(rows)
            label = clean(language.tell(item(finding.basis.instrument, key))) or key
            rows.append(Row(label, key, indented=True, reason="" if drawn else reason_word(mine[0], language)))
    return rows, places


def _key(language: Language) -> tuple[KeyEntry, ...]:
    frame = {"marker": "s", "markersize": 9, "markerfacecolor": PAPER, "markeredgecolor": INK, "markeredgewidth": 1.0}
    line = {"marker": "o", "markersize": 4.5, "linewidth": 1.2}
    whole = {**line, "color": INK, "markerfacecolor": INK}
    shared = {**line, "color": ABOVE_IT, "markerfacecolor": PAPER, "markeredgecolor": ABOVE_IT}
    chance = {"color": SOFT, "linestyle": (0, (3, 2)), "linewidth": 1.2, "marker": "", "markersize": 0}
    looks = {"own_dimension": frame, "components": whole, "common_factors": shared, "by_chance": chance}
    return tuple(KeyEntry(language.tell(say(f"validity.picture.{name}")), look) for name, look in looks.items())


def _paint(ax: Axes, pen: Pen, found: tuple[Loadings, Sequence[dict[str, Any]]], rows: int, language: Language) -> None:
    shown, factors = found
    for (key, dimension), record in shown.cells.items():
        if known(record["efa_loading"]) and key in shown.places and dimension in shown.dimensions:
            _cell(ax, pen, (shown.dimensions.index(dimension), shown.places[key]), record, language)
    if shown.complete and rows >= LEAST_ROWS and any(known(record["eigenvalue"]) for record in factors):
        _Scree.of(factors, len(shown.dimensions), rows).paint(ax, pen, language)


def _cell(ax: Axes, pen: Pen, at: tuple[int, int], record: dict[str, Any], language: Language) -> None:
    from matplotlib.patches import Rectangle

    loading, own = float(record["efa_loading"]), bool(record["own"])
    corner = (at[0] - 0.46, at[1] - 0.44)
    face = diverging()((1 + min(max(loading, -1.0), 1.0)) / 2)
    ax.add_patch(Rectangle(corner, 0.92, 0.88, facecolor=face, edgecolor="none", zorder=1))
    if own:
        frame: dict[str, Any] = {"facecolor": "none", "edgecolor": INK, "linewidth": 1.0 * pen.scale, "zorder": 2}
        ax.add_patch(Rectangle(corner, 0.92, 0.88, **frame))
    if own or abs(loading) >= CROSS:
        centre = (float(at[0]), float(at[1]))
        told, ink = language.tell(coefficient(loading)), ink_on(face)
        pen.write(ax, centre, told, transform=ax.transData, ha="center", ink=ink, scale=SMALL)


@dataclass(frozen=True)
class _Scree:
    """Eigenvalues as lines at the right of the map, with places of their own."""

    factors: Sequence[dict[str, Any]]
    left: float
    right: float
    bottom: float
    low: float
    high: float

    @classmethod
    def of(cls, factors: Sequence[dict[str, Any]], dimensions: int, rows: int) -> _Scree:
        names = [name for series in SERIES for name in series[:2]]
        values = [float(record[name]) for record in factors for name in names if known(record[name])]
        return cls(factors, dimensions + 0.7, dimensions + SCREE - 1.0, rows - 2.0, min(0.0, *values), max(values))

    def _x(self, number: float) -> float:
        return self.left + (number - 1) / max(len(self.factors) - 1, 1) * (self.right - self.left)

    def _y(self, value: float) -> float:
        return self.bottom * (1 - (value - self.low) / ((self.high - self.low) or 1.0))

    def paint(self, ax: Axes, pen: Pen, language: Language) -> None:
        """Draw places, then chance, then what was found."""
        ticks = [tick for tick in nice_ticks(self.low, self.high) if tick >= 0]
        every = max(len(ticks) // 4, 1)
        shown = ticks[::every]
        for tick, label in zip(shown, tick_labels(shown), strict=True):
            ends = [self.left, self.right]
            ax.plot(ends, [self._y(tick)] * 2, color=RULE if tick else FAINT, linewidth=0.6, zorder=0.3)
            at = (self.left - 0.2, self._y(tick))
            pen.write(ax, at, pen.language.tell(label), transform=ax.transData, ha="right", ink=SOFT, scale=SMALL)
        numbers = [number for number in nice_ticks(1, len(self.factors), whole=True) if number >= 1]
        for number in dict.fromkeys([1.0, *numbers]):
            at = (self._x(number), self.bottom + 1.0)
            pen.write(ax, at, language.tell(count(number)), transform=ax.transData, ha="center", ink=SOFT, scale=SMALL)
        for name, chance, ink, hollow in SERIES:
            self._line(ax, chance, {"color": ink, "linestyle": (0, (3, 2)), "linewidth": 1.0 * pen.scale, "zorder": 2})
            face = PAPER if hollow else ink
            marks = {"marker": "o", "markersize": 4.0 * pen.scale, "mfc": face, "mec": ink}
            self._line(ax, name, {"color": ink, "linewidth": 1.1 * pen.scale, "zorder": 3, **marks})

    def _line(self, ax: Axes, name: str, look: dict[str, Any]) -> None:
        points = [(self._x(place + 1), float(record[name])) for place, record in enumerate(self.factors)]
        found = np.array([(x, self._y(value)) for x, value in points if known(value)])
        if len(found):
            ax.plot(found[:, 0], found[:, 1], clip_on=False, **look)
