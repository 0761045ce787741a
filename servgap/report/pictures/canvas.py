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
SMALLEST_BODY = 0.32
BESIDE_AXES = 50.0


@dataclass(frozen=True)
class Margins:
    """What a picture needs around its axes, in ems."""

    left: float
    right: float
    top: float
    bottom: float


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

    @abstractmethod
    def margins(self, room: float) -> Margins:
        """Give the margins around the axes if labels may take `room` ems."""

    @abstractmethod
    def body(self, room: float) -> tuple[float, float]:
        """Give the width and height of the axes, in ems, at which the picture looks best."""

    @abstractmethod
    def paint(self, ax: Axes, pen: Pen, layout: Layout) -> None:
        """Draw on the axes."""


def fill(figure: Figure, picture: Picture) -> tuple[Axes, Layout]:
    """Give a figure the size that the picture needs, and axes in the right place."""
    margins, (width, height) = picture.margins(LABEL_ROOM), picture.body(LABEL_ROOM)
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
    left = max(place.x0 * across - BESIDE_AXES, 0.01 * across)
    room, height = place.x1 * across - left, place.height * down
    size, label_room = _size(picture, room, height)
    margins = picture.margins(label_room)
    body = max(room - (margins.left + margins.right) * size, 0.1 * room)
    if figure.get_layout_engine() is None:
        ax.set_position(((left + margins.left * size) / across, place.y0, body / across, place.height))
    return size, Layout(label_room, body / size, height / size)


def _size(picture: Picture, room: float, height: float) -> tuple[float, float]:
    best = min(EM, max(SMALLEST_EM, height / (picture.body(0.0)[1])))
    for size in (best, 0.85 * best, 0.7 * best, SMALLEST_EM):
        for label_room in (LABEL_ROOM, NARROW_LABEL_ROOM):
            margins = picture.margins(label_room)
            if size >= SMALLEST_EM and room - (margins.left + margins.right) * size >= SMALLEST_BODY * room:
                return size, label_room
    return SMALLEST_EM, NARROW_LABEL_ROOM
