"""The axis under a picture: round places, a title, and which way is better."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from typing import TYPE_CHECKING

from servgap.language import Fact, number
from servgap.report.pictures.key import SMALL
from servgap.report.pictures.measure import width, wrap
from servgap.report.pictures.palette import FAINT, INK, RULE, SOFT
from servgap.report.pictures.pen import Pen

if TYPE_CHECKING:
    from matplotlib.axes import Axes

TICKS_LINE, HINTS_LINE, TITLE_LINE = 1.7, 1.4, 1.9
MOST_LINES, FURTHER_LINE = 3, 1.3
MOST_TICKS, LEAST_TICKS = 7, 2
BETWEEN = 0.5


def tick_labels(ticks: Sequence[float]) -> list[Fact]:
    """Write places on an axis, all with as many digits as one of them needs.

    Examples
    --------
    >>> from servgap.language import language_of
    >>> [language_of("en").tell(label) for label in tick_labels([-0.5, 0.0, 0.25])]
    ['−0.50', '0.00', '0.25']
    """
    places = places_of(ticks)
    return [number(tick, places) for tick in ticks]


def places_of(ticks: Sequence[float]) -> int:
    """Give how many digits the place on an axis has that needs most."""
    return max((len(f"{tick:g}".partition(".")[2]) for tick in ticks), default=0)


@dataclass(frozen=True)
class Axis:
    """The axis under the rows, with at most so many steps between its ticks; with none it is a title alone."""

    title: str
    low: float
    high: float
    hints: tuple[str, str] | None = None
    whole: bool = False
    ticks: int = MOST_TICKS
    labels: Callable[[Sequence[float]], Sequence[Fact]] = tick_labels

    def height(self, room: float) -> float:
        """Give how much room the axis takes, in ems, if its title may be `room` ems wide."""
        return self._title_height(room) + (TICKS_LINE if self.ticks else 0.0) + (HINTS_LINE if self.hints else 0.0)

    def _title_height(self, room: float) -> float:
        if not self.title:
            return 0.0
        return TITLE_LINE + FURTHER_LINE * (len(wrap(self.title, room, MOST_LINES)) - 1)

    def paint(self, ax: Axes, pen: Pen, across: float, room: float) -> None:
        """Draw the axis under axes that are `across` ems wide, with a title of at most `room` ems."""
        ax.set_xlim(self.low, self.high)
        self._paint_ticks(ax, pen, across)
        if self.hints is not None:
            self._paint_hints(ax, pen, self.hints, across)
        lines = wrap(self.title, room, MOST_LINES)
        ax.set_xlabel("\n".join(map(pen.legible, lines)))
        pen.dress(ax.xaxis.label, ink=INK)
        ax.xaxis.label.set(ha="center", va="center_baseline" if len(lines) == 1 else "center")
        down = self._title_height(room) / 2 - self.height(room)
        ax.xaxis.set_label_coords(0.5, 0.0, transform=pen.shifted(ax, ax.transAxes, 0.0, down))

    def _paint_ticks(self, ax: Axes, pen: Pen, across: float) -> None:
        ticks, labels = self._ticks(pen, across) if self.ticks else ([], [])
        ax.set_xticks(ticks, labels=labels)
        style_ticks(ax, "x", pen, shown=self.ticks > 0)
        for tick in ticks:
            pen.line(
                ax, (tick, tick), (0.0, 1.0), transform=ax.get_xaxis_transform(), color=RULE, linewidth=0.6, zorder=0.3
            )

    def _ticks(self, pen: Pen, across: float) -> tuple[list[float], list[str]]:
        """Choose as many round places as have room for their labels on an axis that is `across` ems wide."""
        for most in range(self.ticks, LEAST_TICKS - 1, -1):
            ticks = nice_ticks(self.low, self.high, whole=self.whole, most=most)
            labels = [pen.language.tell(label) for label in self.labels(ticks)]
            apart = [(b - a) / (self.high - self.low) * across for a, b in pairwise(ticks)]
            needed = [(width(a) + width(b)) / 2 * SMALL + BETWEEN for a, b in pairwise(labels)]
            if all(room >= need for room, need in zip(apart, needed, strict=True)):
                break
        return ticks, labels

    def _paint_hints(self, ax: Axes, pen: Pen, hints: tuple[str, str], across: float) -> None:
        if (width(hints[0]) + width(hints[1])) * SMALL > across:
            return
        shift = (0.0, -TICKS_LINE - HINTS_LINE / 2)
        transform = ax.transAxes
        pen.write(ax, (0.0, 0.0), hints[0], transform=transform, shift=shift, ha="left", ink=SOFT, scale=SMALL)
        pen.write(ax, (1.0, 0.0), hints[1], transform=transform, shift=shift, ha="right", ink=SOFT, scale=SMALL)


def style_ticks(ax: Axes, which: str, pen: Pen, *, shown: bool = True) -> None:
    """Give the ticks of an axis, ``"x"`` or ``"y"``, their looks, whatever the caller's settings are."""
    near, far = ("bottom", "top") if which == "x" else ("left", "right")
    sides = {near: shown, far: False, f"label{near}": shown, f"label{far}": False}
    axis = ax.xaxis if which == "x" else ax.yaxis
    axis.set_tick_params(which="both", color=FAINT, width=0.8, length=3, pad=2, labelrotation=0, **sides)
    axis.set_tick_params(which="minor", length=0)
    for label in axis.get_ticklabels():
        pen.dress(label, ink=SOFT, scale=SMALL)


def nice_ticks(low: float, high: float, *, whole: bool = False, most: int = MOST_TICKS) -> list[float]:
    """Choose round places between the ends of an axis."""
    from matplotlib.ticker import MaxNLocator

    steps = [1, 2, 5, 10] if whole else [1, 2, 2.5, 5, 10]
    ticks = MaxNLocator(most, steps=steps, integer=whole).tick_values(low, high)
    margin = 1e-9 * (high - low)
    shown = [float(tick) + 0.0 for tick in ticks if low - margin <= tick <= high + margin]
    first = float(ceil(low))
    return [first, *shown] if whole and shown and shown[0] > first + 1 else shown
