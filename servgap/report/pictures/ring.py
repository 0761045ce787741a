"""A ring of stations, gone round clockwise from the top: how far each lies out, and beside the ring what is to be said.

The ring is open at the top, where the way begins and ends. What is said of the stations stands in a column at each
side, in their order, so that no text lies on another however many there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import asin, ceil, cos, degrees, pi, sin
from typing import TYPE_CHECKING, Any

from servgap.language import Fact
from servgap.language.numbers import MINUS, known
from servgap.report.pictures.axis import nice_ticks, tick_labels
from servgap.report.pictures.canvas import Layout, Margins, Picture
from servgap.report.pictures.key import LINE, SMALL, KeyEntry, key_lines, paint_key
from servgap.report.pictures.measure import ELLIPSIS, width, wrap
from servgap.report.pictures.palette import FAINT, INK, RULE, SOFT
from servgap.report.pictures.pen import Look, Pen, writable
from servgap.report.pictures.placement import stacked
from servgap.report.pictures.sheet import Cell, bare

if TYPE_CHECKING:
    from matplotlib.axes import Axes

RADIUS, MANY, WIDER = 12.0, 8, 0.7
"""The ring's radius in ems, and by how much it grows with each station beyond so many."""
NUMBERS, REACH, INWARDS, INNERMOST = 2.0, 2.0, 1.1, 0.36
"""Room around the ring for numbers, and for lines to what is said; how far within it the axis ends, and where it
begins, as a share of the radius."""
OPENING, MOST_OPEN, BETWEEN = 0.3, 2 * pi / 5, 0.02
"""What is left open at the top at each side, as a share of a station's arc or of so much, and between phases, as one
of the turn."""
COLUMN, GUTTER, BLOCK_GAP, TEXT_LINE, MARK = 25.0, 0.9, 1.0, 1.32, 1.3
SAMPLE, SAMPLE_GAP = 2.2, 0.5
NAME_LINES, TOLD_LINES = 4, 3
DETAIL_LINES = (9, 4, 3, 2, 1)
"""Lines for the last thing that is said of a station: as many as it needs, and fewer where the axes given are low."""
TITLE_LINE, TITLE_FIRST, TITLE_LINES, TITLE_SHARE = 1.25, 2.0, 3, 0.85
LARGE, CENTRE_LINES, CENTRE_LINE = 1.5, 3, 1.5
STEPS = 90
TICK_GAP, NOUGHT = 0.3, 1e-9
DASHES: tuple[Any, ...] = ((0, ()), (0, (2.4, 0.9)), (0, (0.7, 0.7)), (0, (2.4, 0.7, 0.7, 0.7)))
"""How the arcs of the phases are drawn, so that they are told apart without colour."""


@dataclass(frozen=True)
class Mark:
    """How a station's value is marked: colour, one of matplotlib's shapes, and whether it is hollow."""

    ink: str = FAINT
    shape: str = "o"
    hollow: bool = False


@dataclass(frozen=True)
class Station:
    """A station of the ring.

    Parameters
    ----------
    number, name, key
        Its place on the way, what it is called, and what stands for that where no font has its characters.
    phase, dash
        The phase in which it lies, and which of `DASHES` that has; no text where there are none.
    value, low, high
        How far out it lies, and the ends of its interval; NaN where there are none.
    told, detail
        What is said of the value, in pieces each of which stays whole, and what is said last.
    mark
        How the value is marked.
    """

    number: int
    name: str
    key: str
    phase: str
    dash: int
    value: float
    low: float
    high: float
    told: tuple[str, ...]
    detail: str
    mark: Mark

    @property
    def called(self) -> str:
        """Its number and name."""
        return f"{self.number} {self.name}"


@dataclass(frozen=True)
class _Written:
    """A line of text beside the ring; a mark or a sample of a phase's arc may stand before it."""

    text: str
    ink: str = INK
    bold: bool = False
    scale: float = 1.0
    mark: Mark | None = None
    dash: int | None = None

    @property
    def indent(self) -> float:
        """How much room what stands before the text takes."""
        return MARK if self.mark else SAMPLE + SAMPLE_GAP if self.dash is not None else 0.0

    @property
    def across(self) -> float:
        """How wide it is, with what stands before the text."""
        return self.indent + width(self.text, bold=self.bold) * self.scale


@dataclass(frozen=True)
class _Block:
    """What is said of one station, and which of the lines its own name begins."""

    station: Station
    lines: tuple[_Written, ...]
    first: int

    @property
    def down(self) -> float:
        return TEXT_LINE * len(self.lines) + BLOCK_GAP


@dataclass(frozen=True)
class Ring(Picture):
    """Stations on a ring.

    Parameters
    ----------
    stations
        In the order in which the way goes.
    low, high
        The ends of the axis that goes from the middle outwards.
    title
        What lies along that axis.
    centre
        What stands in the middle, from top to bottom; the second line is large.
    key
        What the marks mean.
    zero
        Whether zero is drawn as a line of its own.
    labels
        How places on the axis are written.
    """

    stations: tuple[Station, ...]
    low: float
    high: float
    title: str
    centre: tuple[Cell, ...] = ()
    key: tuple[KeyEntry, ...] = ()
    zero: bool = False
    labels: Callable[[Sequence[float]], Sequence[Fact]] = tick_labels

    def texts(self) -> Iterable[str]:
        """Every text that may be written."""
        for each in self.stations:
            yield from (each.called, each.key, each.phase, *each.told, each.detail)
        yield from (*(cell.text for cell in self.centre), *(entry.text for entry in self.key))
        yield from (self.title, MINUS, ELLIPSIS)

    def written_without(self, uncovered: frozenset[str]) -> Ring:
        """Give the ring whose stations go by their keys where their names have characters of no font."""
        written = (replace(each, name=writable(each.name, each.key, uncovered)) for each in self.stations)
        return replace(self, stations=tuple(written))

    def margins(self, room: float, across: float) -> Margins:
        """Give the margins: what is said at each side, the key above and the title beneath."""
        left, right = (
            max((line.across for block in side for line in block.lines), default=0.0) + GUTTER
            for side in self._sides(_column(room), DETAIL_LINES[0])
        )
        key = LINE * len(key_lines(self.key, left + across + right))
        return Margins(left, right, key, self._title_height(left + across + right))

    def body(self, room: float) -> tuple[float, float]:
        """Give the best size of the axes: wide enough for the ring, and high enough for what stands beside it."""
        across = 2 * (RADIUS + WIDER * max(len(self.stations) - MANY, 0) + NUMBERS + REACH)
        return across, max(across - 2 * REACH, *map(_height, self._sides(_column(room), DETAIL_LINES[0])))

    def _title_height(self, across: float) -> float:
        return TITLE_FIRST + TITLE_LINE * (len(self._title_lines(across)) - 1)

    def _title_lines(self, across: float) -> tuple[str, ...]:
        return wrap(self.title, TITLE_SHARE * across, TITLE_LINES)

    def _sides(self, room: float, most: int) -> tuple[list[_Block], list[_Block]]:
        """Give what stands at the left and at the right, from top to bottom, with so many lines for what is said last.

        The way goes down at the right and up again at the left.
        """
        half = ceil(len(self.stations) / 2)
        return _blocks(self.stations[half:][::-1], room, most), _blocks(self.stations[:half], room, most)

    def paint(self, ax: Axes, pen: Pen, layout: Layout) -> None:
        """Draw ring, axis, values, what is said of them, and the key."""
        bare(ax)
        across, down = layout.width / 2, layout.height / 2
        ax.set_xlim(-across, across)
        ax.set_ylim(-down, down)
        ax.set_xticks([])
        ax.set_yticks([])
        margins = self.margins(layout.label_room, layout.width)
        around = margins.left + layout.width + margins.right
        drawn = _Drawn(self, ax, pen, max(min(across - REACH, down) - NUMBERS, 1.0))
        drawn.axis()
        drawn.arcs()
        drawn.values()
        drawn.middle()
        for side, blocks in zip((-1, 1), self._fitting(layout), strict=True):
            drawn.column(side, blocks, (across, down))
        lines = self._title_lines(around)
        ax.set_xlabel("\n".join(map(pen.legible, lines)))
        pen.dress(ax.xaxis.label)
        ax.xaxis.label.set(ha="center", va="center_baseline" if len(lines) == 1 else "center")
        beneath = pen.shifted(ax, ax.transAxes, (margins.right - margins.left) / 2, -margins.bottom / 2)
        ax.xaxis.set_label_coords(0.5, 0.0, transform=beneath)
        keyed = key_lines(self.key, around)
        paint_key(ax, pen, keyed, (-margins.left, LINE * len(keyed)))

    def _fitting(self, layout: Layout) -> tuple[list[_Block], list[_Block]]:
        """Give what stands at both sides, with as much of what is said last as there is room for."""
        room = _column(layout.label_room)
        tried = [self._sides(room, most) for most in DETAIL_LINES]
        return next((sides for sides in tried if max(map(_height, sides)) <= layout.height + BLOCK_GAP), tried[-1])

    @cached_property
    def angles(self) -> tuple[float, ...]:
        """Where the stations lie: clockwise from the top, half a step from where the way begins and ends."""
        n = len(self.stations)
        return tuple(pi / 2 - 2 * pi * (place + 0.5) / n for place in range(n))


def _column(room: float) -> float:
    """Give the width of what stands at a side, of the room that there is; the best where nothing is known of it."""
    return min(room, COLUMN) if room > 0 else COLUMN


def _height(blocks: Sequence[_Block]) -> float:
    return sum(block.down for block in blocks)


def _blocks(stations: Sequence[Station], room: float, most: int) -> list[_Block]:
    found, phase = [], ""
    for each in stations:
        begins = bool(each.phase) and each.phase != phase
        phase = each.phase
        found.append(_block(each, room, most, begins=begins))
    return found


def _block(station: Station, room: float, most: int, *, begins: bool) -> _Block:
    """Break what is said of a station into lines: the phase where one begins, its name, its value, and the rest."""
    lines: list[_Written] = []
    if begins:
        head = wrap(station.phase, (room - SAMPLE - SAMPLE_GAP) / SMALL, 2)
        lines += [_Written(text, SOFT, scale=SMALL, dash=None if at else station.dash) for at, text in enumerate(head)]
    first, has_value = len(lines), known(station.value)
    lines += [_Written(text, bold=True) for text in wrap(station.called, room, NAME_LINES, bold=True)]
    for at, text in enumerate(_told(station.told, (room - MARK) / SMALL, bold=has_value)):
        mark = station.mark if has_value and not at else None
        lines.append(_Written(text, station.mark.ink if has_value else SOFT, bold=has_value, scale=SMALL, mark=mark))
    if station.detail:
        lines += [_Written(text, SOFT, scale=SMALL) for text in wrap(station.detail, room / SMALL, most)]
    return _Block(station, tuple(lines), first)


def _told(pieces: Sequence[str], room: float, *, bold: bool) -> list[str]:
    """Put pieces on as few lines as there can be without one of them broken, if it is no longer than a line."""
    lines: list[str] = []
    for piece in pieces:
        together = f"{lines[-1]} {piece}" if lines else piece
        if lines and width(together, bold=bold) <= room:
            lines[-1] = together
        else:
            lines += wrap(piece, room, TOLD_LINES, bold=bold)
    return lines


@dataclass(frozen=True)
class _Drawn:
    """A ring on axes whose coordinates are ems, off the ring's middle."""

    ring: Ring
    ax: Axes
    pen: Pen
    radius: float

    def out(self, value: float) -> float:
        """Give how far from the middle a value lies."""
        inner, outer = INNERMOST * self.radius, self.radius - INWARDS
        return inner + (outer - inner) * (value - self.ring.low) / (self.ring.high - self.ring.low)

    def axis(self) -> None:
        """Draw a circle for each round place, open at the top where it is named; zero stands out."""
        ticks = nice_ticks(self.ring.low, self.ring.high)
        step = 2 * pi / max(len(self.ring.stations), 1)
        for tick, label in zip(ticks, self.ring.labels(ticks), strict=True):
            text, away = self.pen.language.tell(label), self.out(tick)
            half = width(text) * SMALL / 2 + TICK_GAP
            # Between the first ray and the last there is little room near the middle.
            free = half + TICK_GAP <= away * sin(min(step, pi) / 2)
            nought = self.ring.zero and abs(tick) < NOUGHT
            look: dict[str, Any] = {"color": SOFT if nought else RULE, "linewidth": 1.5 if nought else 0.7}
            turn = asin(min(half / away, 1.0)) if free else 0.0
            self._arc(pi / 2 - turn, pi / 2 - 2 * pi + turn, away, {**look, "zorder": 0.4})
            if free:
                named: Look = {"ha": "center", "ink": SOFT, "scale": SMALL}
                self.pen.write(self.ax, (0.0, away), text, transform=self.ax.transData, **named)

    def arcs(self) -> None:
        """Draw the way: an arc for each run of stations of one phase, and an arrow where it ends."""
        n = len(self.ring.stations)
        if not n:
            return
        step, begun = 2 * pi / n, 0
        opening = OPENING * min(step, MOST_OPEN)
        for place, each in enumerate(self.ring.stations):
            if place + 1 < n and self.ring.stations[place + 1].phase == each.phase:
                continue
            start = opening if begun == 0 else step * begun + 2 * pi * BETWEEN / 2
            end = 2 * pi - opening if place + 1 == n else step * (place + 1) - 2 * pi * BETWEEN / 2
            look = {"color": INK, "linewidth": 3.0, "linestyle": DASHES[each.dash % len(DASHES)], "zorder": 1.0}
            self._arc(pi / 2 - start, pi / 2 - end, self.radius, look)
            begun = place + 1
        last = pi / 2 + opening
        turned = (3, 0, degrees(last) - 180.0)
        self.ax.plot(
            [cos(last) * self.radius], [sin(last) * self.radius], marker=turned, linestyle="none", color=INK,
            markersize=9.0 * self.pen.scale, zorder=2, clip_on=False,
        )  # fmt: skip

    def _arc(self, start: float, end: float, away: float, look: dict[str, Any]) -> None:
        steps = max(int(abs(end - start) / (2 * pi) * STEPS), 2)
        angles = [start + (end - start) * step / steps for step in range(steps + 1)]
        scaled = {**look, "linewidth": look["linewidth"] * self.pen.scale}
        x, y = ([turn(angle) * away for angle in angles] for turn in (cos, sin))
        self.ax.plot(x, y, clip_on=False, dash_capstyle="butt", solid_capstyle="butt", **scaled)

    def values(self) -> None:
        """Draw each value on its ray, with its interval, and the number of its station outside."""
        for each, angle in zip(self.ring.stations, self.ring.angles, strict=True):
            across, up = cos(angle), sin(angle)
            self._ray(angle, (INNERMOST * self.radius, self.radius), {"color": RULE, "linewidth": 0.7, "zorder": 0.3})
            if known(each.low) and known(each.high):
                look = {"color": INK, "linewidth": 1.5, "zorder": 5}
                self._ray(angle, (self.out(each.low), self.out(each.high)), look)
            if known(each.value):
                at = (across * self.out(each.value), up * self.out(each.value))
                self.pen.dot(
                    self.ax, at, ink=each.mark.ink, hollow=each.mark.hollow, size=7.5, shape=each.mark.shape, over=4
                )  # fmt: skip
            beside = self.radius + NUMBERS / 2
            self.pen.write(
                self.ax, (across * beside, up * beside), str(each.number), transform=self.ax.transData, ha="center",
                ink=INK if known(each.value) else FAINT, bold=True, scale=SMALL,
            )  # fmt: skip

    def _ray(self, angle: float, ends: tuple[float, float], look: dict[str, Any]) -> None:
        scaled = {**look, "linewidth": look["linewidth"] * self.pen.scale}
        x, y = ([turn(angle) * end for end in ends] for turn in (cos, sin))
        self.ax.plot(x, y, solid_capstyle="butt", clip_on=False, **scaled)

    def middle(self) -> None:
        """Write what stands in the middle, small enough for its longest word to find room within the axis."""
        room, lines = 2 * INNERMOST * self.radius - 1.2, []
        for place, cell in enumerate(self.ring.centre):
            longest = max((width(word, bold=cell.bold) for word in cell.text.split()), default=0.0)
            scale = min(LARGE if place == 1 else SMALL, room / max(longest, 1.0))
            lines += [(text, cell, scale) for text in wrap(cell.text, room / scale, CENTRE_LINES, bold=cell.bold)]
        for place, (text, cell, scale) in enumerate(lines):
            look: Look = {"ha": "center", "ink": cell.ink, "bold": cell.bold, "scale": scale}
            shift = (0.0, ((len(lines) - 1) / 2 - place) * CENTRE_LINE)
            self.pen.write(self.ax, (0.0, 0.0), text, transform=self.ax.transData, shift=shift, **look)

    def column(self, side: int, blocks: Sequence[_Block], half: tuple[float, float]) -> None:
        """Write what is said at one side, each as near to its station as the others let it, with a line to it."""
        across, down = half
        angles = dict(zip((each.number for each in self.ring.stations), self.ring.angles, strict=True))
        wanted = [-sin(angles[block.station.number]) * self.radius for block in blocks]
        centres = stacked(wanted, [block.down for block in blocks], (-down - BLOCK_GAP / 2, down + BLOCK_GAP / 2))
        for block, centre in zip(blocks, centres, strict=True):
            top = -centre + (block.down - BLOCK_GAP - TEXT_LINE) / 2
            for place, line in enumerate(block.lines):
                self._line(side, line, (across, top - TEXT_LINE * place))
            angle = angles[block.station.number]
            near = self.radius + NUMBERS
            ends = ((cos(angle) * near, side * across), (sin(angle) * near, top - TEXT_LINE * block.first))
            look: dict[str, Any] = {"color": FAINT, "linewidth": 0.7 * self.pen.scale, "zorder": 0.5}
            self.ax.plot(*ends, clip_on=False, **look)

    def _line(self, side: int, line: _Written, at: tuple[float, float]) -> None:
        """Write a line, away from the ring, and nearer to it what stands before its text."""
        place, begins = (side * at[0], at[1]), side * GUTTER / 2
        look: Look = {"ha": "left" if side > 0 else "right", "ink": line.ink, "bold": line.bold, "scale": line.scale}
        shift = (begins + side * line.indent, 0.0)
        self.pen.write(self.ax, place, line.text, transform=self.ax.transData, shift=shift, **look)
        if line.mark is not None:
            self._aside(place, begins + side * MARK * 0.4, line.mark)
        if line.dash is not None:
            self._sample(place, (begins, begins + side * SAMPLE), DASHES[line.dash % len(DASHES)])

    def _aside(self, at: tuple[float, float], right: float, mark: Mark) -> None:
        """Repeat a mark beside the text, as large as its letters."""
        look: dict[str, Any] = {"markersize": 6.0 * self.pen.scale, "markeredgewidth": 1.2 * self.pen.scale}
        shown = {"marker": mark.shape, "mfc": "none" if mark.hollow else mark.ink, "mec": mark.ink, **look}
        moved = self.pen.shifted(self.ax, self.ax.transData, right, 0.0)
        self.ax.plot([at[0]], [at[1]], linestyle="none", transform=moved, clip_on=False, zorder=3, **shown)

    def _sample(self, at: tuple[float, float], ends: tuple[float, float], dash: Any) -> None:
        """Draw a piece of a phase's arc beside its name."""
        from matplotlib.patches import ConnectionPatch

        start, end = (self.pen.shifted(self.ax, self.ax.transData, each, 0.0) for each in ends)
        look: dict[str, Any] = {"color": INK, "linewidth": 2.6 * self.pen.scale, "linestyle": dash, "zorder": 1}
        self.ax.add_artist(ConnectionPatch(at, at, start, end, clip_on=False, **look))
