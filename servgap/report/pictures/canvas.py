"""Room for a picture: a new figure of the right size, or the axes that the caller gives."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from servgap.report.pictures.palette import PAPER
from servgap.report.pictures.pen import EM, POINTS_PER_INCH, Pen

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SMALLEST_EM = 5.0
EDGE = 0.8
LABEL_ROOM = 29.0
NARROW_LABEL_ROOM = 15.0
SMALLEST_BODY = 0.3
CHOICES = ((1.0, LABEL_ROOM), (0.9, LABEL_ROOM), (0.9, 22.0), (0.8, NARROW_LABEL_ROOM), (0.65, NARROW_LABEL_ROOM))
MOST_SQUEEZED = 0.55
NEAR = 4.0


@dataclass(frozen=True)
class Margins:
    """What a picture needs around its axes, in ems."""

    left: float
    right: float
    top: float
    bottom: float


AROUND = Margins(left=50.0, right=0.0, top=24.0, bottom=32.0)  # what titles and ticks usually take, in points


@dataclass(frozen=True)
class Layout:
    """The room there is, in ems: for labels, and for the axes."""

    label_room: float
    width: float
    height: float


class Picture(ABC):
    """What is to be drawn, with all its texts, before there are axes to draw it on."""

    @abstractmethod
    def texts(self) -> Iterable[str]:
        """Every text that will be written."""

    def read(self) -> Iterable[str]:
        """Every text that a reader meets: without those that stand in for others where no font has their signs."""
        return self.texts()

    @abstractmethod
    def margins(self, room: float, across: float) -> Margins:
        """Give the margins around axes that are `across` ems wide, if labels may take `room` ems."""

    @abstractmethod
    def body(self, room: float) -> tuple[float, float]:
        """Give the width and height of the axes, in ems, at which the picture looks best."""

    def written_without(self, uncovered: frozenset[str]) -> Picture:  # noqa: ARG002 - not every picture has keys
        """Give the picture whose rows and lines go by their keys where their names have characters of no font."""
        return self

    @abstractmethod
    def paint(self, ax: Axes, pen: Pen, layout: Layout) -> None:
        """Draw on the axes."""


def fill(figure: Figure, picture: Picture) -> tuple[Axes, Layout]:
    """Give a figure the size that the picture needs, and axes in the right place."""
    width, height = picture.body(LABEL_ROOM)
    margins = picture.margins(LABEL_ROOM, width)
    across = margins.left + width + margins.right + 2 * EDGE
    down = margins.top + height + margins.bottom + 2 * EDGE
    figure.set_layout_engine("none")
    figure.set_size_inches(across * EM / POINTS_PER_INCH, down * EM / POINTS_PER_INCH)
    figure.set_facecolor(PAPER)
    place = ((margins.left + EDGE) / across, (margins.bottom + EDGE) / down, width / across, height / down)
    return figure.add_axes(place), Layout(LABEL_ROOM, width, height)


def fit(ax: Axes, picture: Picture) -> tuple[float, Layout]:
    """Find the size of an em with which the picture fits the place of given axes, and move these to make room.

    A figure with a layout engine moves its axes by itself, since all that is written belongs to the axes.
    """
    figure = cast("Figure", ax.get_figure(root=True))
    across, down = (float(inches) * POINTS_PER_INCH for inches in figure.get_size_inches())
    place = ax.get_position()
    left, right = max(place.x0 * across - AROUND.left, NEAR), place.x1 * across
    bottom = max(place.y0 * down - AROUND.bottom, NEAR)
    top = min(place.y1 * down + AROUND.top, down - NEAR)
    size, label_room = _size(picture, right - left, top - bottom)
    sides = picture.margins(label_room, picture.body(label_room)[0])
    width = max(right - left - (sides.left + sides.right) * size, SMALLEST_BODY / 2 * (right - left))
    ends = picture.margins(label_room, width / size)
    height = max(top - bottom - (ends.top + ends.bottom) * size, SMALLEST_BODY * (top - bottom))
    if figure.get_layout_engine() is None:
        corner = ((left + ends.left * size) / across, (bottom + ends.bottom * size) / down)
        ax.set_position((*corner, width / across, height / down))
    return size, Layout(label_room, width / size, height / size)


def _size(picture: Picture, across: float, down: float) -> tuple[float, float]:
    """Choose the size of an em and the room for labels: large, if that leaves enough of the width to the axes."""
    width, height = picture.body(0.0)
    margins = picture.margins(0.0, width)
    best = min(EM, max(SMALLEST_EM, down / (height + margins.top + margins.bottom)))
    for share, label_room in CHOICES:
        size = max(SMALLEST_EM, share * best)
        margins = picture.margins(label_room, width)
        if across - (margins.left + margins.right) * size >= max(SMALLEST_BODY * across, MOST_SQUEEZED * width * size):
            return size, label_room
    return SMALLEST_EM, NARROW_LABEL_ROOM
