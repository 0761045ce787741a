"""A small picture of how a value went from wave to wave: a line without axes."""

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

WIDE, HIGH = 18.0, 2.4
ROOM, GUTTER, END = 9.0, 0.8, 0.6
AIR = 0.12
"""Of the span of values, above and below."""


@dataclass(frozen=True)
class Course(Picture):
    """The course of a value; the first wave is named, and the last is what the sentence above is about.

    Parameters
    ----------
    first
        The name of the first wave.
    values
        The values, in the order of the waves.
    line
        Where a line stands that the values are held against; None for none.
    """

    first: str
    values: tuple[float, ...]
    line: float | None = None

    def texts(self) -> Iterable[str]:
        """Every text that will be written."""
        yield self.first

    def margins(self, room: float, across: float) -> Margins:  # noqa: ARG002 - every picture is asked alike
        """Give the margins: the first wave's name at the left."""
        return Margins(min(width(self.first), ROOM) + GUTTER, END, 0.4, 0.4)

    def body(self, room: float) -> tuple[float, float]:  # noqa: ARG002 - every picture is asked alike
        """Give the best size of the axes."""
        return WIDE, HIGH

    def paint(self, ax: Axes, pen: Pen, layout: Layout) -> None:  # noqa: ARG002 - it fills whatever room there is
        """Draw the line, and a dot at each wave."""
        bare(ax)
        low, high = min(self.values), max(self.values)
        span = (high - low) or 1.0
        ends = low - AIR * span, high + AIR * span
        ax.set(xlim=(-0.2, len(self.values) - 0.8), ylim=ends, xticks=[], yticks=[])
        if self.line is not None and ends[0] <= self.line <= ends[1]:
            ax.axhline(self.line, color=RULE, linewidth=1.0 * pen.scale, zorder=1)
        ax.plot(range(len(self.values)), self.values, color=SOFT, linewidth=1.4 * pen.scale, zorder=2, clip_on=False)
        for place, found in enumerate(self.values):
            last = place == len(self.values) - 1
            pen.dot(ax, (place, found), ink=INK if last else SOFT, size=5.0 if last else 3.4)
        look: Look = {"ha": "right", "ink": SOFT}
        pen.write(ax, (0.0, 0.5), shorten(self.first, ROOM), transform=ax.transAxes, shift=(-GUTTER, 0.0), **look)
