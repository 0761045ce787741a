"""Room for a picture: a new figure of the right size, or the axes that the caller gives."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from servgap.report.pictures.palette import PAPER
from servgap.report.pictures.pen import EM, POINTS_PER_INCH, Pen

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axes._base import _AxesBase
    from matplotlib.figure import Figure
    from matplotlib.gridspec import SubplotSpec
    from matplotlib.transforms import Bbox

    from servgap.report.pictures.key import KeyEntry

Reach: TypeAlias = tuple[tuple[float, float], ...]
"""The ends of axes: of the one across, and of the one up where there is one."""
SMALLEST_EM = 5.0
EDGE = 0.8
LABEL_ROOM = 29.0
NARROW_LABEL_ROOM = 15.0
SMALLEST_BODY = 0.3
CHOICES = ((1.0, LABEL_ROOM), (0.9, LABEL_ROOM), (0.9, 22.0), (0.8, NARROW_LABEL_ROOM), (0.65, NARROW_LABEL_ROOM))
MOST_SQUEEZED = 0.55
NEAR = 4.0
TITLES: tuple[Literal["left", "center", "right"], ...] = ("left", "center", "right")


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
    """What is to be drawn, with all its texts, before there are axes to draw it on.

    Where several are drawn beside each other, they are asked for `as_panel`, all with the same `reach`.
    """

    numbered = False
    """Whether `names` stand in a list, by numbers, and not beside what they name."""

    @property
    def reach(self) -> Reach:
        """How far its axes go, if that may be told to it."""
        return ()

    @property
    def most_numbers(self) -> int:
        """How many numbers stand along its axis at most."""
        return 0

    @property
    def lies_across(self) -> str:
        """What lies along its axis."""
        return ""

    @property
    def names(self) -> tuple[tuple[str, str], ...]:
        """What is named in it, which need not be named again where another one with the same names stands beside."""
        return ()

    @property
    def panel_key(self) -> tuple[KeyEntry, ...]:
        """What its marks mean, where they stand without numbers and words."""
        return ()

    def as_panel(self, reach: Reach, *, named: bool) -> Picture:  # noqa: ARG002 - every picture is asked alike
        """Give the picture without what panels have in common: key, axis' title, names unless `named`, numbers."""
        return self

    def narrow(self, across: float) -> Picture:  # noqa: ARG002 - every picture is asked alike
        """Give the picture for a page that is so many ems wide, beside a table that holds its numbers."""
        return self

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


@dataclass(frozen=True)
class Place:
    """Where given axes stand: their place in the figure, and what usually is around it, without the picture's margins.

    matplotlib asks for it whenever it draws, after grids, ``tight_layout`` or a layout engine have set that place.
    """

    around: Margins
    """The picture's margins, in points."""
    grid: SubplotSpec | None = None
    """Where they stand in a grid, if they do."""

    def get_subplotspec(self) -> SubplotSpec | None:
        """Say to ``tight_layout``, which asks for it, where in a grid the axes stand."""
        return self.grid

    def room(self, ax: _AxesBase) -> Room:
        """Give the ends of the room for the whole picture."""
        figure = ax.get_figure(root=False)
        if figure is None:
            raise RuntimeError
        across, down = (each / figure.dpi * POINTS_PER_INCH for each in (figure.bbox.width, figure.bbox.height))
        place = ax.get_position(original=True)
        return Room(
            left=max(place.x0 * across - AROUND.left, NEAR),
            right=place.x1 * across,
            bottom=max(place.y0 * down - AROUND.bottom, NEAR),
            top=min(place.y1 * down + AROUND.top, down - NEAR),
            across=across,
            down=down,
        )

    def __call__(self, ax: _AxesBase, renderer: object) -> Bbox:  # noqa: ARG002 - as matplotlib calls it
        """Give the place of the axes, in shares of the figure."""
        from matplotlib.transforms import Bbox

        room = self.room(ax)
        width, height = room.body(self.around)
        left, bottom = room.left + self.around.left, room.bottom + self.around.bottom
        return Bbox.from_bounds(left / room.across, bottom / room.down, width / room.across, height / room.down)


@dataclass(frozen=True)
class Room:
    """The room for a picture, and the size of the figure in which it is, in points."""

    left: float
    right: float
    bottom: float
    top: float
    across: float
    down: float

    def body(self, around: Margins) -> tuple[float, float]:
        """Give the width and height that margins leave to the axes."""
        wide, high = self.right - self.left, self.top - self.bottom
        width = max(wide - around.left - around.right, SMALLEST_BODY / 2 * wide)
        return width, max(high - around.top - around.bottom, SMALLEST_BODY * high)


def fit(ax: Axes, picture: Picture) -> tuple[float, Layout]:
    """Find the size of an em with which the picture fits the place of given axes, and have these make room."""
    room = Place(Margins(0.0, 0.0, 0.0, 0.0)).room(ax)
    size, label_room = _size(picture, room.right - room.left, room.top - room.bottom)
    width, _ = room.body(_in_points(picture.margins(label_room, picture.body(label_room)[0]), size))
    around = _in_points(picture.margins(label_room, width / size), size)
    width, height = room.body(around)
    place = Place(around, ax.get_subplotspec())
    ax.set_axes_locator(place)
    ax.apply_aspect(place(ax, None))
    return size, Layout(label_room, width / size, height / size)


def _in_points(margins: Margins, size: float) -> Margins:
    return Margins(margins.left * size, margins.right * size, margins.top * size, margins.bottom * size)


def keep_clear(ax: Axes, picture: Picture, pen: Pen, layout: Layout) -> None:
    """Have a title of the axes stand above what the picture writes there, in fonts that have its language's characters.

    matplotlib moves titles above whatever axes stand within others, so that such axes, never drawn, hold the room.
    """
    head = picture.margins(layout.label_room, layout.width).top
    held = ax.inset_axes((0.0, 0.0, 1.0, 1.0), transform=pen.shifted(ax, ax.transAxes, 0.0, head))
    held.set_visible(False)
    for place in TITLES:
        ax.set_title(ax.get_title(loc=place), loc=place, fontfamily=[face.family for face in pen.faces])


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
