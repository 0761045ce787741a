"""Several pictures of one kind beside each other, by the same axis and under one key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import ceil
from typing import TYPE_CHECKING

from servgap.report.pictures.canvas import Layout, Margins, Picture, Reach
from servgap.report.pictures.key import LINE, SMALL, KeyEntry, key_lines, paint_key
from servgap.report.pictures.measure import shorten, width, wrap
from servgap.report.pictures.palette import INK, SOFT
from servgap.report.pictures.pen import Pen, writable
from servgap.report.pictures.sheet import bare

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDEST, MOST_ACROSS, STRETCHED = 76.0, 6, 2.4
NAMES, LIST = 19.0, 22.0
HEAD_LINE, HEAD_AIR, BENEATH = 1.35, 0.35, 1.1
TITLE_LINE, TITLE_FURTHER, TITLE_LINES = 2.2, 1.3, 3
LAST_TICK = 0.8
LIST_GAP, LIST_NUMBER, LIST_LINE = 1.6, 2.1, 1.42
LEAST = 1.0
"""The least width and height of a panel's axes, however little room there is."""


@dataclass(frozen=True)
class Panel:
    """A picture with what stands above it: a title and, smaller, how many respondents it is of."""

    title: str
    beneath: str
    key: str
    picture: Picture


@dataclass(frozen=True)
class _Grid:
    """How wide and high everything is, in ems, from left to right and from top to bottom."""

    lefts: tuple[float, ...]
    rights: tuple[float, ...]
    tops: tuple[float, ...]
    bottoms: tuple[float, ...]

    @property
    def around(self) -> tuple[float, float]:
        """How much of the width and of the height is not axes."""
        return sum(self.lefts) + sum(self.rights), sum(self.tops) + sum(self.bottoms)


@dataclass(frozen=True)
class Panels(Picture):
    """Panels in rows, all of them by one axis.

    Parameters
    ----------
    panels
        Row by row.
    across
        How many stand beside each other.
    each
        How wide the axes of one are at best, in ems.
    title
        What lies along the axis of all of them.
    key
        What the marks mean, and which panels there are.
    listed
        What stands once beside all panels: numbers, and the names that these stand for.
    """

    panels: tuple[Panel, ...]
    across: int
    each: float
    title: str
    key: tuple[KeyEntry, ...]
    listed: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, panels: Sequence[Panel], title: str, notes: Iterable[KeyEntry] = ()) -> Panels:
        """Lay pictures by the same axis.

        Names that all of them have in common stand once in a row of panels, or once beside all of them. What `notes`
        say stands behind the key that the pictures have in common.
        """
        pictures = [panel.picture for panel in panels]
        reach = _common([picture.reach for picture in pictures])
        alike = all(picture.names == pictures[0].names for picture in pictures)
        listed = pictures[0].names if alike and pictures[0].numbered else ()
        named = [picture.as_panel(reach, named=not listed) for picture in pictures]
        bare = [picture.as_panel(reach, named=False) for picture in pictures] if alike else named
        room = WIDEST - (_list_width(listed) if listed else 0.0)
        across, each = _across(named, bare, room)
        laid = (
            replace(panel, picture=named[place] if place % across == 0 else bare[place])
            for place, panel in enumerate(panels)
        )
        entries = {entry.text: entry for picture in pictures for entry in picture.panel_key}
        return cls(tuple(laid), across, each, title, (*entries.values(), *notes), listed)

    def texts(self) -> Iterable[str]:
        """Every text that will be written."""
        yield self.title
        yield from (text for panel in self.panels for text in (panel.title, panel.beneath, panel.key))
        yield from (text for panel in self.panels for text in panel.picture.texts())
        yield from (entry.text for entry in self.key)
        yield from (text for pair in self.listed for text in pair)

    def read(self) -> Iterable[str]:
        """Every text that a reader meets."""
        yield self.title
        yield from (text for panel in self.panels for text in (panel.title, panel.beneath, *panel.picture.read()))
        yield from (entry.text for entry in self.key)
        yield from (text for pair in self.listed for text in pair)

    def written_without(self, uncovered: frozenset[str]) -> Panels:
        """Give the panels that go by their keys where their names have characters of no font."""
        panels = (
            replace(
                panel,
                title=writable(panel.title, panel.key, uncovered),
                picture=panel.picture.written_without(uncovered),
            )
            for panel in self.panels
        )
        return replace(self, panels=tuple(panels))

    @cached_property
    def rows(self) -> tuple[tuple[Panel, ...], ...]:
        """The panels, row by row."""
        starts = range(0, len(self.panels), self.across)
        return tuple(self.panels[start : start + self.across] for start in starts)

    def margins(self, room: float, across: float) -> Margins:  # noqa: ARG002 - every picture is asked alike
        """Give the margins: the key above, the list at the right, the axis' title below."""
        right = _list_width(self.listed) if self.listed else LAST_TICK
        return Margins(0.0, right, LINE * len(key_lines(self.key, across + right)), self._title_height(across))

    def _title_height(self, across: float) -> float:
        return TITLE_LINE + TITLE_FURTHER * (len(wrap(self.title, across, TITLE_LINES)) - 1)

    def body(self, room: float) -> tuple[float, float]:
        """Give the best size of all panels together."""
        named = min(room, NAMES)
        grid = self._grid(named, self.each)
        heights = sum(max(panel.picture.body(named)[1] for panel in row) for row in self.rows)
        return grid.around[0] + self.across * self.each, grid.around[1] + heights

    def _grid(self, room: float, each: float) -> _Grid:
        """Give the room around the axes of each column and of each row of panels."""
        asked = [[panel.picture.margins(room, each) for panel in row] for row in self.rows]
        columns = [[row[place] for row in asked if place < len(row)] for place in range(self.across)]
        heads = [self._head(row, each) for row in self.rows]
        return _Grid(
            tuple(max(margins.left for margins in column) for column in columns),
            tuple(max(margins.right for margins in column) for column in columns),
            tuple(head + max(each.top for each in row) for head, row in zip(heads, asked, strict=True)),
            tuple(max(each.bottom for each in row) for row in asked),
        )

    def _head(self, row: Sequence[Panel], each: float) -> float:
        lines = max(len(_title_lines(panel, each)) for panel in row)
        return HEAD_AIR + HEAD_LINE * lines + (BENEATH if any(panel.beneath for panel in row) else 0.0)

    def paint(self, ax: Axes, pen: Pen, layout: Layout) -> None:
        """Draw all panels on axes of their own within the given ones, then the list, the title and the key."""
        bare(ax)
        ax.set_xticks([])
        ax.set_yticks([])
        room = min(layout.label_room, NAMES)
        grid = self._grid(room, self.each)
        each = max((layout.width - grid.around[0]) / self.across, LEAST)
        grid = self._grid(room, each)
        best = [max(panel.picture.body(room)[1] for panel in row) for row in self.rows]
        share = max((layout.height - grid.around[1]) / sum(best), 0.0)
        y = layout.height
        for place, row in enumerate(self.rows):
            height = max(best[place] * share, LEAST)
            y -= grid.tops[place] + height
            x = 0.0
            for column, panel in enumerate(row):
                x += grid.lefts[column]
                self._paint_panel(ax, pen, panel, (x, y, each, height), layout, room)
                x += each + grid.rights[column]
            y -= grid.bottoms[place]
        self._paint_around(ax, pen, layout)

    def _paint_panel(
        self,
        ax: Axes,
        pen: Pen,
        panel: Panel,
        place: tuple[float, float, float, float],
        layout: Layout,
        room: float,
    ) -> None:
        x, y, across, down = place
        inner = ax.inset_axes((x / layout.width, y / layout.height, across / layout.width, down / layout.height))
        panel.picture.paint(inner, pen, Layout(room, across, down))
        top = panel.picture.margins(room, across).top
        if panel.beneath:
            shift = (0.0, top + BENEATH / 2)
            text = shorten(panel.beneath, across / SMALL)
            pen.write(inner, (0.0, 1.0), text, transform=inner.transAxes, shift=shift, ink=SOFT, scale=SMALL)
            top += BENEATH
        for number, line in enumerate(reversed(_title_lines(panel, across))):
            shift = (0.0, top + HEAD_LINE * (number + 0.5))
            pen.write(inner, (0.0, 1.0), line, transform=inner.transAxes, shift=shift, bold=True)

    def _paint_around(self, ax: Axes, pen: Pen, layout: Layout) -> None:
        below, lines = self._title_height(layout.width), wrap(self.title, layout.width, TITLE_LINES)
        ax.set_xlabel("\n".join(map(pen.legible, lines)))
        pen.dress(ax.xaxis.label, ink=INK)
        ax.xaxis.label.set(ha="center", va="center_baseline" if len(lines) == 1 else "center")
        ax.xaxis.set_label_coords(0.5, 0.0, transform=pen.shifted(ax, ax.transAxes, 0.0, -below / 2))
        step = min(LIST_LINE, (layout.height + below) / max(len(self.listed), 1))
        for row, (number_told, name) in enumerate(self.listed):
            shift = (LIST_GAP + LIST_NUMBER - 0.6, -step * (row + 0.5))
            pen.write(ax, (1.0, 1.0), number_told, transform=ax.transAxes, shift=shift, ha="right", scale=SMALL)
            shift, text = (LIST_GAP + LIST_NUMBER, shift[1]), shorten(name, LIST / SMALL)
            pen.write(ax, (1.0, 1.0), text, transform=ax.transAxes, shift=shift, scale=SMALL)
        margins = self.margins(layout.label_room, layout.width)
        entries = key_lines(self.key, layout.width + margins.right)
        paint_key(ax, pen, entries, (0.0, LINE * len(entries)))


def _title_lines(panel: Panel, across: float) -> tuple[str, ...]:
    return wrap(panel.title, across, 2, bold=True)


def _list_width(listed: Sequence[tuple[str, str]]) -> float:
    return LIST_GAP + LIST_NUMBER + min(max(width(name) * SMALL for _, name in listed), LIST)


def _common(reaches: Sequence[Reach]) -> Reach:
    """Give the ends of axes that hold all that any of them holds."""
    told = zip(*filter(None, reaches), strict=True)
    return tuple((min(low for low, _ in ends), max(high for _, high in ends)) for ends in told)


def _across(named: Sequence[Picture], bare: Sequence[Picture], room: float) -> tuple[int, float]:
    """Choose how many panels stand beside each other, rows as full as can be, and how wide each is."""
    least = max(picture.body(NAMES)[0] for picture in bare)
    first = max(_sides(picture, least) for picture in named)
    further = max(_sides(picture, least) for picture in bare)
    most = min(len(named), MOST_ACROSS, max(int((room - first - least) / (further + least)) + 1, 1))
    rows = ceil(len(named) / most)
    across = ceil(len(named) / rows)
    left = (room - first - (across - 1) * further) / across
    return across, max(least, min(left, STRETCHED * least))


def _sides(picture: Picture, across: float) -> float:
    margins = picture.margins(NAMES, across)
    return margins.left + margins.right
