"""A small picture of how a value went from wave to wave: a line without axes, its ends named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from servgap.report.pictures.canvas import Layout, Margins, Picture
from servgap.report.pictures.measure import shorten, width
from servgap.report.pictures.palette import INK, RULE, SOFT
from servgap.report.pictures.pen import Look, Pen
from servgap.report.pictures.sheet import bare

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDE, HIGH = 16.0, 2.6
ROOM, GUTTER, LINE = 9.0, 0.8, 1.25
AIR = 0.12
"""Of the span of values, above and below."""


@dataclass(frozen=True)
class Course(Picture):
    """The course of a value.

    Parameters
    ----------
    marks
        The waves in order: name, value as it is written, and value.
    line
        Where a line stands that the values are held against; None for none.
    """

    marks: tuple[tuple[str, str, float], ...]
    line: float | None = None

    @property
    def ends(self) -> tuple[tuple[str, str, float], tuple[str, str, float]]:
        """The first and the last wave."""
        return self.marks[0], self.marks[-1]

    def texts(self) -> Iterable[str]:
        """Every text that will be written."""
        for name, told, _ in self.ends:
            yield from (name, told)

    def margins(self, room: float, across: float) -> Margins:  # noqa: ARG002 - every picture is asked alike
        """Give the margins: the ends' names and values at either side."""
        first, last = (self._width(name, told) + GUTTER for name, told, _ in self.ends)
        return Margins(first, last, 0.4, 0.4)

    @staticmethod
    def _width(name: str, told: str) -> float:
        return max(min(width(name), ROOM), width(told, bold=True))

    def body(self, room: float) -> tuple[float, float]:  # noqa: ARG002 - every picture is asked alike
        """Give the best size of the axes."""
        return WIDE, HIGH

    def paint(self, ax: Axes, pen: Pen, layout: Layout) -> None:  # noqa: ARG002 - it fills whatever room there is
        """Draw the line, a dot at each wave, and what its ends are."""
        bare(ax)
        values = [found for _, _, found in self.marks]
        low, high = min(values), max(values)
        span = (high - low) or 1.0
        ax.set(xlim=(-0.2, len(values) - 0.8), ylim=(low - AIR * span, high + AIR * span), xticks=[], yticks=[])
        if self.line is not None and low - AIR * span <= self.line <= high + AIR * span:
            ax.axhline(self.line, color=RULE, linewidth=1.0 * pen.scale, zorder=1)
        ax.plot(range(len(values)), values, color=SOFT, linewidth=1.4 * pen.scale, zorder=2, clip_on=False)
        for place, found in enumerate(values):
            last = place == len(values) - 1
            pen.dot(ax, (place, found), ink=INK if last else SOFT, size=5.0 if last else 3.4)
        self._name(ax, pen, 0, "right", -GUTTER)
        self._name(ax, pen, -1, "left", GUTTER)

    def _name(self, ax: Axes, pen: Pen, place: int, ha: str, shift: float) -> None:
        name, told, _ = self.marks[place]
        at = (0.0 if place == 0 else 1.0, 0.5)
        look: Look = {"ha": "right" if ha == "right" else "left", "ink": SOFT}
        pen.write(ax, at, shorten(name, ROOM), transform=ax.transAxes, shift=(shift, LINE / 2), **look)
        strong: Look = {"ha": look["ha"], "bold": place != 0}
        pen.write(ax, at, told, transform=ax.transAxes, shift=(shift, -LINE / 2), **strong)
