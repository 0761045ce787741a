"""A picture with a row for each thing measured: its name at the left, marks in the middle, numbers at the right."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from math import floor, inf
from typing import TYPE_CHECKING, Any

from servgap.language.numbers import MINUS
from servgap.report.pictures.axis import Axis
from servgap.report.pictures.canvas import EDGE, LABEL_ROOM, Layout, Margins, Picture, Reach
from servgap.report.pictures.key import LINE, SMALL, KeyEntry, key_lines, paint_key
from servgap.report.pictures.measure import named, shorten, width, wrap
from servgap.report.pictures.palette import FAINT, INK, RULE, SOFT
from servgap.report.pictures.pen import LINE_EM, Look, Pen, writable

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INDENT = 1.1
GUTTER = 1.3
ONE_LINE, TWO_LINES, FURTHER_LINE = 1.75, 2.75, 1.15
RAISED = 0.1
PADDING, AIR = 0.25, 0.15
HEADING_LINE = 1.7
MOST_OVER = 3
NARROWEST = 12.0
PANEL_WIDE, PANEL_PITCH, PANEL_LABEL, PANEL_SHARE = 8.0, 1.4, 17.0, 0.72
TITLE_SHARE = 0.85  # of its room, since widths are estimates


@dataclass(frozen=True)
class Cell:
    """A text at the right of a row."""

    text: str
    ink: str = INK
    bold: bool = False


@dataclass(frozen=True)
class Row:
    """A row: its label, what stands at its right, and why there is nothing to draw, if there is nothing.

    What a label `ends` with tells rows of one name apart: where there is too little room, the name before it is cut.
    """

    label: str
    key: str = ""
    strong: bool = False
    indented: bool = False
    ruled: bool = False
    ink: str = INK
    cells: tuple[Cell, ...] = ()
    reason: str = ""
    ends: str = ""


@dataclass(frozen=True)
class Sheet(Picture):
    """Rows under one axis.

    Parameters
    ----------
    rows
        From top to bottom; the row with index i is drawn at y = i.
    headings
        Above the cells at the right, one for each cell of a row.
    axis
        What lies across.
    marks
        Draws the marks.
    key
        What the marks mean.
    wide, pitch
        The best width of the axes and the least height of a row, in ems.
    over
        Headings above the axes, at x = 0, 1, 2, ...
    nothing
        What to say where there are no rows.
    most_lines
        How many lines a label may take.
    label_room
        How wide labels may be, in ems, however much room there is.
    unsaid
        What must be said of the marks where no cells stand beside them.
    """

    rows: tuple[Row, ...]
    headings: tuple[str, ...]
    axis: Axis
    marks: Callable[[Axes, Pen], None]
    key: tuple[KeyEntry, ...] = ()
    wide: float = 31.0
    pitch: float = ONE_LINE
    over: tuple[Cell, ...] = ()
    nothing: str = ""
    most_lines: int = 2
    label_room: float = inf
    unsaid: tuple[KeyEntry, ...] = ()

    def texts(self) -> Iterable[str]:
        """Every text that may be written."""
        for row in self.rows:
            yield from (row.label, row.key, row.reason, *(cell.text for cell in row.cells))
        yield from (
            *self.headings,
            self.nothing,
            *(cell.text for cell in self.over),
            *(entry.text for entry in self.key),
        )
        yield from (self.axis.title, *(self.axis.hints or ()))
        yield MINUS

    def read(self) -> Iterable[str]:
        """Every text that a reader meets."""
        unread = {MINUS, *(row.key for row in self.rows)} - {row.label for row in self.rows}
        unread |= {self.nothing} if self.rows else set()
        return (text for text in self.texts() if text not in unread)

    def written_without(self, uncovered: frozenset[str]) -> Sheet:
        """Give the sheet whose rows go by their keys where their labels have characters of no font."""
        rows = (replace(row, label=writable(row.label, row.key, uncovered)) for row in self.rows)
        return replace(self, rows=tuple(rows))

    @property
    def reach(self) -> Reach:
        """The ends of its axis; none where nothing is drawn on it."""
        return () if all(row.reason for row in self.rows) else ((self.axis.low, self.axis.high),)

    @property
    def most_numbers(self) -> int:
        """How many numbers stand along its axis at most."""
        return self.axis.ticks + 1 if self.axis.ticks else 0

    @property
    def lies_across(self) -> str:
        """What lies along its axis."""
        return self.axis.title

    @property
    def names(self) -> tuple[tuple[str, str], ...]:
        """The labels of its rows."""
        return tuple((row.label, row.key) for row in self.rows)

    @property
    def panel_key(self) -> tuple[KeyEntry, ...]:
        """What the marks mean."""
        return (*self.key, *self.unsaid)

    def narrow(self, across: float) -> Sheet:
        """Give the rows with their marks alone, where with their numbers they would be shrunk beyond reading."""
        best, sides = self.body(LABEL_ROOM)[0], self.margins(LABEL_ROOM, self.wide)
        if not self.columns or best + sides.left + sides.right + 2 * EDGE <= across:
            return self
        rows = tuple(replace(row, cells=()) for row in self.rows)
        bare = replace(self, rows=rows, headings=(), key=self.panel_key, unsaid=())
        left = across - 2 * EDGE - bare.margins(LABEL_ROOM, self.wide).left
        return replace(bare, wide=max(min(self.wide, left), NARROWEST))

    def as_panel(self, reach: Reach, *, named: bool) -> Sheet:
        """Give the rows with their marks alone, and with their labels if they are to be named."""
        ((low, high),) = reach or ((self.axis.low, self.axis.high),)
        rows = tuple(
            replace(row, cells=(), label=row.label if named else "", indented=row.indented and named)
            for row in self.rows
        )
        axis = replace(self.axis, title="", hints=None, low=low, high=high)
        pitch = max(PANEL_SHARE * self.pitch, PANEL_PITCH)
        look: dict[str, Any] = {"wide": PANEL_WIDE, "pitch": pitch, "most_lines": 1, "label_room": PANEL_LABEL}
        return replace(self, rows=rows, headings=(), axis=axis, key=(), unsaid=(), **look)

    def margins(self, room: float, across: float) -> Margins:
        """Give the margins: labels, cells, key and headings, the axis."""
        left, right = self._label_width(room), sum(self.columns)
        key = LINE * len(key_lines(self.key, left + across + right))
        return Margins(left, right, self._head(across) + key, self.axis.height(self._title_room(room, across)))

    def _title_room(self, room: float, across: float) -> float:
        """Give the room for the axis' title, which stands centred beneath the axes and may reach beyond them."""
        return TITLE_SHARE * (across + 2 * min(self._label_width(room), sum(self.columns)))

    def _head(self, across: float) -> float:
        """Give the height of the headings, above axes that are `across` ems wide."""
        lines = max((len(each) for each in self._over_lines(across)), default=1)
        return HEADING_LINE + (lines - 1) * LINE_EM if any(self.headings) or self.over else 0.0

    def _over_lines(self, across: float) -> list[tuple[str, ...]]:
        """Break the headings above the axes into lines, each in the room above its own place."""
        room = across / max(len(self.over), 1) / SMALL - AIR
        return [wrap(cell.text, room, MOST_OVER, bold=cell.bold) for cell in self.over]

    @cached_property
    def columns(self) -> list[float]:
        """The widths of the columns of cells, each with the gutter before it."""
        widths = []
        for index, title in enumerate(self.headings):
            texts = [row.cells[index] for row in self.rows if index < len(row.cells)]
            widest = max((width(cell.text, bold=cell.bold) for cell in texts), default=0.0)
            widths.append(max(widest, width(title, bold=True)) * SMALL + GUTTER)
        return widths

    @cached_property
    def widest_label(self) -> float:
        """The width of the widest label."""
        return max((row_width(row) for row in self.rows), default=0.0)

    def _label_width(self, room: float) -> float:
        return min(self.widest_label, room, self.label_room) + GUTTER

    def body(self, room: float) -> tuple[float, float]:
        """Give the best size of the axes; rows are higher if a label needs several lines."""
        most = self.most_lines if room > 0 else 1
        room = min(room, self.label_room)
        lines = max((len(wrap(r.label, room_of(r, room), most, bold=r.strong)) for r in self.rows), default=1)
        pitch = self.pitch if lines < 2 else max(self.pitch, TWO_LINES + FURTHER_LINE * (lines - 2))
        reasons = max((width(row.reason) * SMALL for row in self.rows), default=0.0) if self.headings else 0.0
        return max(self.wide, reasons), max(len(self.rows), 1) * pitch + 2 * PADDING

    def _lines(self, height: float) -> int:
        """Give as many lines to a label as the rows are high enough for."""
        further = (height / max(len(self.rows), 1) - TWO_LINES + 0.1) / FURTHER_LINE
        return min(self.most_lines, 2 + floor(further)) if further >= 0 else 1

    def paint(self, ax: Axes, pen: Pen, layout: Layout) -> None:
        """Draw axis, rows, marks, cells and key."""
        margins = self.margins(layout.label_room, layout.width)
        self._paint_frame(ax, pen, layout)
        for y, row in enumerate(self.rows):
            if row.ruled and y:
                _rule(ax, pen, y - 0.5, (-margins.left, margins.right))
            self._paint_label(ax, pen, (-margins.left, y), row, layout)
            if row.reason:
                _paint_reason(ax, pen, y, shorten(row.reason, layout.width / SMALL))
            self._paint_cells(ax, pen, y, row)
        if self.rows:
            self.marks(ax, pen)
        else:
            nothing = shorten(self.nothing, max(layout.width, self.wide))
            pen.write(ax, (0.5, 0.5), nothing, transform=ax.transAxes, ha="center", ink=SOFT, slant=True)
        self._paint_headings(ax, pen, layout)
        lines = key_lines(self.key, margins.left + layout.width + margins.right)
        paint_key(ax, pen, lines, (-margins.left, self._head(layout.width) + LINE * len(lines)))

    def _paint_frame(self, ax: Axes, pen: Pen, layout: Layout) -> None:
        ax.set_ylim(max(len(self.rows), 1) - 0.5 + AIR, -0.5)
        bare(ax)
        ax.set_yticks([])
        ax.spines["bottom"].set(visible=self.axis.ticks, color=FAINT, linewidth=0.8)
        self.axis.paint(ax, pen, layout.width, self._title_room(layout.label_room, layout.width))

    def _paint_label(self, ax: Axes, pen: Pen, place: tuple[float, float], row: Row, layout: Layout) -> None:
        across = ax.get_yaxis_transform()
        room = room_of(row, min(layout.label_room, self.label_room))
        lines = wrap(row.label, room, self._lines(layout.height), bold=row.strong)
        if row.ends and row.label.endswith(row.ends) and len(lines) == 1 and lines[0] != row.label:
            lines = (named(row.label.removesuffix(row.ends), row.ends, room, bold=row.strong),)
        x = place[0] + (INDENT if row.indented else 0.0)
        top = (len(lines) - 1) / 2 * LINE_EM + (RAISED if len(lines) > 1 else 0.0)
        for number, line in enumerate(lines):
            shift = (x, top - number * LINE_EM)
            pen.write(ax, (0.0, place[1]), line, transform=across, shift=shift, bold=row.strong, ink=row.ink)

    def _paint_cells(self, ax: Axes, pen: Pen, y: int, row: Row) -> None:
        right, across = ax.get_yaxis_transform(), 0.0
        for cell, column in zip(row.cells, self.columns, strict=False):
            across += column
            look: Look = {"ha": "right", "ink": cell.ink, "bold": cell.bold, "scale": SMALL}
            pen.write(ax, (1.0, y), cell.text, transform=right, shift=(across, 0.0), **look)

    def _paint_headings(self, ax: Axes, pen: Pen, layout: Layout) -> None:
        for x, (cell, lines) in enumerate(zip(self.over, self._over_lines(layout.width), strict=True)):
            over: Look = {"ha": "center", "ink": cell.ink, "bold": cell.bold, "scale": SMALL}
            for number, text in enumerate(reversed(lines)):
                shift = (0.0, HEADING_LINE / 2 + number * LINE_EM)
                pen.write(ax, (x, 1.0), text, transform=ax.get_xaxis_transform(), shift=shift, **over)
        across = 0.0
        for title, column in zip(self.headings, self.columns, strict=True):
            across += column
            look: Look = {"ha": "right", "ink": SOFT, "bold": True, "scale": SMALL}
            pen.write(ax, (1.0, 1.0), title, transform=ax.transAxes, shift=(across, HEADING_LINE / 2), **look)


def bare(ax: Axes) -> None:
    """Take grid, spines and background from axes, whatever the caller's settings gave them."""
    ax.grid(visible=False, which="both")
    ax.set_facecolor("none")
    for spine in ax.spines.values():
        spine.set_visible(False)


def room_of(row: Row, room: float) -> float:
    """Give the room that is left to a row's label."""
    return room - (INDENT if row.indented else 0.0)


def row_width(row: Row) -> float:
    """Give the width of a row's label in one line."""
    return width(row.label, bold=row.strong) + (INDENT if row.indented else 0.0)


def _paint_reason(ax: Axes, pen: Pen, y: int, reason: str) -> None:
    across = ax.get_yaxis_transform()
    pen.write(ax, (0.5, y), reason, transform=across, ha="center", ink=SOFT, slant=True, scale=SMALL)


def _rule(ax: Axes, pen: Pen, y: float, ends: tuple[float, float]) -> None:
    from matplotlib.patches import ConnectionPatch

    across = ax.get_yaxis_transform()
    line = ConnectionPatch(
        xyA=(0.0, y),
        xyB=(1.0, y),
        coordsA=pen.shifted(ax, across, ends[0], 0.0),
        coordsB=pen.shifted(ax, across, ends[1], 0.0),
        color=RULE,
        linewidth=0.8,
        zorder=0.5,
        clip_on=False,
    )
    ax.add_artist(line)
