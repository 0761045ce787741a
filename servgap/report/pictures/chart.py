"""A chart of numbered points in quadrants, with a list of what the numbers stand for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from math import acos, cos, pi
from typing import TYPE_CHECKING, Any

from servgap.language import Fact
from servgap.language.numbers import MINUS, known
from servgap.report.pictures.axis import TICKS_LINE, nice_ticks, tick_labels
from servgap.report.pictures.canvas import Layout, Margins, Picture, Reach
from servgap.report.pictures.key import LINE, SMALL, KeyEntry, key_lines, paint_key
from servgap.report.pictures.measure import ELLIPSIS, named, shorten, width, wrap
from servgap.report.pictures.palette import FAINT, SHORT_OF, SOFT
from servgap.report.pictures.pen import Pen, writable
from servgap.report.pictures.placement import Box, placed
from servgap.report.pictures.plane import FOOT, HEAD, LEFT, Side, paint_plane
from servgap.report.pictures.sheet import bare

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDE, HIGH = 38.0, 31.0
SMALL_WIDE, SMALL_HIGH, SMALL_EDGE = 17.0, 15.0, 0.6
LIST_GAP = 1.6
LIST_LINE, NUMBER_ROOM = 1.42, 2.1
DOT, DIGIT, TALL = 0.85, 0.62, 1.05
LEAST_STRIP, MARGIN, LEAST_SPAN = 0.2, 0.05, 1e-6
CORNER_LINE, CORNER_EDGE = 1.3, 0.5
STEPS = 72
LED_FROM = 1.4


@dataclass(frozen=True)
class Point:
    """A point: its number and name, where it lies, its region (left, right, bottom, top), and how it looks.

    Its shape is one of matplotlib's markers: what colours tell apart, shapes do in grey print.
    """

    number: int
    label: str
    key: str
    at: tuple[float, float]
    region: tuple[float, float, float, float]
    lean: float
    ink: str
    filled: bool
    reason: str = ""
    shape: str = "o"

    @property
    def drawn(self) -> bool:
        """Whether its place is known."""
        return all(map(known, self.at))

    @property
    def listed(self) -> str:
        """What stands in the list."""
        return self.label + self.told

    @property
    def told(self) -> str:
        """What stands behind the name in the list."""
        return f": {self.reason}" if self.reason else ""


@dataclass(frozen=True)
class Chart(Picture):
    """Points in quadrants; corners are the upper left, upper right, lower left and lower right one.

    The first corner is where there is something to do, and stands out, unless the chart is not `tinted`. The axes go as
    far as the regions do, unless `limits` are set. A `small` one is a panel of several, and has its list only if it is
    `listing`.
    """

    points: tuple[Point, ...]
    crosshair: tuple[float, float] | None
    diagonal: bool
    corners: tuple[str, ...]
    across: str
    up: str
    key: tuple[KeyEntry, ...]
    nothing: str = ""
    labels_across: Callable[[Sequence[float]], Sequence[Fact]] = tick_labels
    labels_up: Callable[[Sequence[float]], Sequence[Fact]] = tick_labels
    tinted: bool = True
    limits: tuple[tuple[float, float], tuple[float, float]] | None = None
    small: bool = False
    listing: bool = True

    numbered = True

    @property
    def reach(self) -> Reach:
        """The ends of both axes; none where no point is drawn."""
        return self._limits() if any(point.drawn for point in self.points) else ()

    @property
    def lies_across(self) -> str:
        """What lies along the axis across."""
        return self.across

    @property
    def names(self) -> tuple[tuple[str, str], ...]:
        """The numbers of its points with what these stand for."""
        return tuple((str(point.number), point.label) for point in self.points)

    @property
    def panel_key(self) -> tuple[KeyEntry, ...]:
        """What the marks mean."""
        return (*self.key, KeyEntry(f"↑ {self.up}"))

    def as_panel(self, reach: Reach, *, named: bool) -> Chart:
        """Give the points with their numbers alone, and with the list of their names if they are to be named."""
        limits = (reach[0], reach[1]) if reach else None
        return replace(self, key=(), across="", up="", limits=limits, small=True, listing=named)

    def texts(self) -> Iterable[str]:
        """Every text that will be written."""
        yield from (*self.corners, self.across, self.up, self.nothing, MINUS, ELLIPSIS)
        yield from (point.listed for point in self.points)
        yield from (point.key for point in self.points)
        yield from (entry.text for entry in self.key)

    def written_without(self, uncovered: frozenset[str]) -> Chart:
        """Give the chart whose points go by their keys where their names have characters of no font."""
        return replace(
            self,
            points=tuple(replace(each, label=writable(each.label, each.key, uncovered)) for each in self.points),
        )

    def margins(self, room: float, across: float) -> Margins:
        """Give the margins: numbers at the left, the list at the right."""
        names = max((width(point.listed, bold=True) * SMALL for point in self.points), default=0.0)
        right = LIST_GAP + NUMBER_ROOM + min(names, room) if self.listing else SMALL_EDGE
        if self.small:
            return Margins(LEFT, right, 0.0, TICKS_LINE)
        key = LINE * len(key_lines(self.key, LEFT + across + right))
        return Margins(LEFT, right, HEAD + key, FOOT)

    def body(self, room: float) -> tuple[float, float]:  # noqa: ARG002 - every picture is asked alike
        """Give the best size of the axes: high enough for the list."""
        if self.small:
            return SMALL_WIDE, max(SMALL_HIGH, LIST_LINE * len(self.points) if self.listing else 0.0)
        return WIDE, max(HIGH, LIST_LINE * (len(self.points) + 1))

    def paint(self, ax: Axes, pen: Pen, layout: Layout) -> None:
        """Draw axes, lines, regions, points, numbers, list and key."""
        bare(ax)
        (left, right), (low, high) = self._limits()
        ax.set_xlim(left, right)
        ax.set_ylim(low, high)
        self._paint_axes(ax, pen, layout)
        self._paint_lines(ax, pen)
        for point in self.points:
            _paint_region(ax, pen, point, line=self.diagonal)
        corners = self._paint_corners(ax, pen, layout)
        for point in self.points:
            pen.dot(ax, point.at, ink=point.ink, hollow=not point.filled, size=6.0, shape=point.shape)
        self._paint_numbers(ax, pen, layout, corners)
        if self.listing:
            self._paint_list(ax, pen, layout)
        lines = key_lines(self.key, LEFT + layout.width + self.margins(layout.label_room, layout.width).right)
        paint_key(ax, pen, lines, (-LEFT, HEAD + LINE * len(lines)))
        if self.nothing:
            nothing = shorten(self.nothing, layout.width) if self.small else self.nothing
            pen.write(ax, (0.5, 0.5), nothing, transform=ax.transAxes, ha="center", slant=True)

    def _limits(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """Give the ends of both axes: all regions, and on each side of the cross-hair room for its quadrants."""
        if self.limits is not None:
            return self.limits
        ends = []
        for axis in (0, 1):
            values = [v for p in self.points for v in (p.at[axis], *p.region[2 * axis : 2 * axis + 2]) if known(v)]
            if self.diagonal and axis == 0:
                values += [p.at[1] for p in self.points if known(p.at[1])]
            if self.diagonal and axis == 1:
                values += [p.at[0] for p in self.points if known(p.at[0])]
            line = self.crosshair[axis] if self.crosshair and known(self.crosshair[axis]) else None
            ends.append(_ends(values, line))
        return ends[0], ends[1]

    def _paint_axes(self, ax: Axes, pen: Pen, layout: Layout) -> None:
        x, y = nice_ticks(*ax.get_xlim()), nice_ticks(*ax.get_ylim())
        across, up = Side(self.across, x, self.labels_across(x)), Side(self.up, y, self.labels_up(y))
        paint_plane(ax, pen, layout.width, across, up)

    def _paint_lines(self, ax: Axes, pen: Pen) -> None:
        """Draw the cross-hair or the diagonal, and tint what lies above and to the left of it."""
        (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
        look: dict[str, Any] = {"color": FAINT, "linewidth": 1.1 * pen.scale, "zorder": 0.6}
        tint: dict[str, Any] = {"color": SHORT_OF, "alpha": 0.06, "linewidth": 0, "zorder": 0.2}
        if self.diagonal:
            start, end = max(left, low), min(right, high)
            ax.plot([start, end], [start, end], **look)
            ax.fill([start, end, end, left, left], [start, end, high, high, start], **tint)
        elif self.crosshair is not None:
            x, y = self.crosshair
            if self.tinted:
                ax.fill([left, x, x, left], [y, y, high, high], **tint)
            ax.axvline(x, **look)
            ax.axhline(y, **look)

    def _paint_corners(self, ax: Axes, pen: Pen, layout: Layout) -> list[Box]:
        """Write into each corner what the quadrant is called, in the room that it has."""
        left, right = ax.get_xlim()
        line = self.crosshair[0] if self.crosshair and not self.diagonal else (left + right) / 2
        share = (line - left) / (right - left)
        taken = []
        for place, text in enumerate(self.corners):
            if not text or (self.crosshair is None and not self.diagonal):
                continue
            at_right, at_bottom = place % 2 == 1, place >= 2
            room = layout.width * ((1 - share) if at_right else share) - 2 * CORNER_EDGE
            lines = wrap(text, max(room, 1.0) / SMALL, 2)
            across = max(width(each) for each in lines) * SMALL
            x, edge = (1.0, -CORNER_EDGE) if at_right else (0.0, CORNER_EDGE)
            start = CORNER_LINE * (len(lines) - 0.5) + 0.2 if at_bottom else -CORNER_LINE / 2 - 0.2
            for number, each in enumerate(lines):
                pen.write(
                    ax,
                    (x, 0.0 if at_bottom else 1.0),
                    each,
                    transform=ax.transAxes,
                    shift=(edge, start - CORNER_LINE * number),
                    ha="right" if at_right else "left",
                    ink=SHORT_OF if place == 0 and self.tinted else SOFT,
                    scale=SMALL,
                )
            down = CORNER_LINE * len(lines) + 0.4
            begin = layout.width - CORNER_EDGE - across if at_right else CORNER_EDGE
            bottom = 0.0 if at_bottom else layout.height - down
            taken.append(Box(begin, bottom, begin + across, bottom + down))
        return taken

    def _paint_numbers(self, ax: Axes, pen: Pen, layout: Layout, corners: Sequence[Box]) -> None:
        """Write each point's number beside it; where that is further off, with a thin line to it."""
        (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
        drawn = [point for point in self.points if point.drawn]
        at = [
            (
                (point.at[0] - left) / (right - left) * layout.width,
                (point.at[1] - low) / (high - low) * layout.height,
            )
            for point in drawn
        ]
        sizes = [((len(str(point.number)) * DIGIT + 0.2), TALL) for point in drawn]
        centres = placed(at, sizes, Box(0.0, 0.0, layout.width, layout.height), dot=DOT, taken=corners)
        for point, place, centre in zip(drawn, at, centres, strict=True):
            shift = (centre[0] - place[0], centre[1] - place[1])
            if max(abs(shift[0]), abs(shift[1])) > LED_FROM:
                _lead(ax, pen, point, shift)
            pen.write(
                ax,
                point.at,
                str(point.number),
                transform=ax.transData,
                shift=shift,
                ha="center",
                ink=point.ink,
                bold=point.filled,
                scale=SMALL,
            )

    def _paint_list(self, ax: Axes, pen: Pen, layout: Layout) -> None:
        """List the numbers with their names; where there is no room for all, as many as there is room for."""
        fitting = max(int(layout.height / TALL), 1)
        shown = self.points if len(self.points) <= fitting else self.points[: fitting - 1]
        step = min(LIST_LINE, layout.height / max(len(shown) + (len(shown) < len(self.points)), 1))
        for row, point in enumerate(shown):
            down = -step * (row + 0.5)
            shift = (LIST_GAP + NUMBER_ROOM - 0.6, down)
            pen.write(
                ax, (1.0, 1.0), str(point.number), transform=ax.transAxes, shift=shift, ha="right", ink=point.ink,
                bold=point.filled, scale=SMALL,
            )  # fmt: skip
            text = named(point.label, point.told, layout.label_room / SMALL, bold=point.filled)
            pen.write(
                ax, (1.0, 1.0), text, transform=ax.transAxes, shift=(LIST_GAP + NUMBER_ROOM, down),
                ink=point.ink if point.drawn else FAINT, bold=point.filled, scale=SMALL,
            )  # fmt: skip
        if len(shown) < len(self.points):
            down = -step * (len(shown) + 0.5)
            shift = (LIST_GAP + NUMBER_ROOM, down)
            pen.write(ax, (1.0, 1.0), ELLIPSIS, transform=ax.transAxes, shift=shift, ink=SOFT, scale=SMALL)


def _ends(values: Sequence[float], line: float | None) -> tuple[float, float]:
    """Give the ends of an axis that holds all values and leaves a strip on each side of a line."""
    every = [*values, *([] if line is None else [line])]
    low, high = (min(every), max(every)) if every else (0.0, 1.0)
    span = max(high - low, LEAST_SPAN * max(abs(low), abs(high), 1.0))
    low, high = low - MARGIN * span, high + MARGIN * span
    if line is None:
        return low, high
    if line - low < LEAST_STRIP * (high - low):
        low = line - LEAST_STRIP / (1 - LEAST_STRIP) * (high - line)
    if high - line < LEAST_STRIP * (high - low):
        high = line + LEAST_STRIP / (1 - LEAST_STRIP) * (line - low)
    return low, high


def _paint_region(ax: Axes, pen: Pen, point: Point, *, line: bool) -> None:
    """Draw the ellipse that touches the sides of a point's region; of the diagonal, a line."""
    if not (point.drawn and all(map(known, point.region))):
        return
    left, right, low, high = point.region
    if line or right <= left or high <= low:
        ax.plot([left, right], [low, high], color=point.ink, alpha=0.35, linewidth=2.2 * pen.scale, zorder=1.5)
        return
    turn = acos(max(-1.0, min(1.0, point.lean)))
    angles = [2 * pi * step / STEPS for step in range(STEPS)]
    x = [(left + right) / 2 + (right - left) / 2 * cos(angle) for angle in angles]
    y = [(low + high) / 2 + (high - low) / 2 * cos(angle - turn) for angle in angles]
    if point.filled:
        ax.fill(x, y, facecolor=point.ink, alpha=0.05, linewidth=0, zorder=1.0)
    faint = 0.5 if point.filled else 0.3
    ax.plot([*x, x[0]], [*y, y[0]], color=point.ink, alpha=faint, linewidth=0.8 * pen.scale, zorder=1.5)


def _lead(ax: Axes, pen: Pen, point: Point, shift: tuple[float, float]) -> None:
    from matplotlib.patches import ConnectionPatch

    end = pen.shifted(ax, ax.transData, shift[0] * 0.75, shift[1] * 0.75)
    look: dict[str, Any] = {"color": point.ink, "linewidth": 0.6, "alpha": 0.6, "zorder": 2.5, "clip_on": False}
    ax.add_artist(ConnectionPatch(point.at, point.at, ax.transData, end, **look))
