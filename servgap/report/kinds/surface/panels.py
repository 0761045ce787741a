"""Panels of shaded surfaces: one large, the others small beside it, all by the same shades."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import ceil, isfinite
from typing import TYPE_CHECKING, Any

import numpy as np

from servgap.report.pictures.axis import TICKS_LINE, TITLE_LINE, nice_ticks, style_ticks, tick_labels
from servgap.report.pictures.canvas import Layout, Margins, Picture
from servgap.report.pictures.key import LINE, SMALL, KeyEntry, key_lines, paint_key
from servgap.report.pictures.measure import ELLIPSIS, shorten
from servgap.report.pictures.palette import FAINT, INK, PAPER, RULE, SOFT
from servgap.report.pictures.pen import Pen, writable
from servgap.report.pictures.sheet import bare

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LARGE, SIDE, ACROSS = 25.0, 9.6, 3
LEFT, HEAD, GAP, BETWEEN, TITLES, FOOT = 4.2, 1.2, 4.0, 1.5, 4.4, 0.6
STEPS = 121
SHADES = ("#f4f7fa", "#123c66")
"""From the lowest to the highest value: as grey, from almost white to almost black."""
LARGEST_DOT, SMALLEST_DOT = 0.7, 0.2
LINES_APART = 1.35
NEAR_LINE, NEAR_LABEL = 0.05, 0.06
"""Parts of the axes within which a value is not written beside the line of equal values, or beside another."""


@dataclass(frozen=True)
class Panel:
    """A surface: its title, what stands beneath that, its coefficients, and where how many respondents are."""

    title: str
    key: str
    beneath: tuple[str, ...]
    ink: str
    b: tuple[float, ...]
    points: tuple[tuple[float, float, int], ...]

    @property
    def fitted(self) -> bool:
        """Whether there is a surface."""
        return all(map(isfinite, self.b))

    @property
    def shaded(self) -> bool:
        """Whether there is a surface, and an area that respondents cover."""
        return self.fitted and len(self.hull) > 2

    @property
    def hull(self) -> list[tuple[float, float]]:
        """The corners of the smallest convex area that holds all respondents, counter-clockwise."""
        places = sorted({(x, y) for x, y, _ in self.points})
        lower, upper = _turning_left(places), _turning_left(places[::-1])
        return lower[:-1] + upper[:-1]

    def height(self, x: Any, y: Any, middle: float) -> Any:
        """Give the outcome that the surface predicts."""
        u, v = x - middle, y - middle
        b0, b1, b2, b3, b4, b5 = self.b
        return b0 + b1 * u + b2 * v + b3 * u * u + b4 * u * v + b5 * v * v


def _turning_left(places: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    found: list[tuple[float, float]] = []
    for place in places:
        while len(found) > 1 and _turn(found[-2], found[-1], place) <= 0:
            found.pop()
        found.append(place)
    return found


def _turn(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


@dataclass(frozen=True)
class Surfaces(Picture):
    """The first panel large, the others in rows of three at its right."""

    panels: tuple[Panel, ...]
    middle: float
    limits: tuple[float, float]
    across: str
    up: str
    nothing: str
    key: tuple[KeyEntry, ...]

    def texts(self) -> Iterable[str]:
        """Every text that will be written."""
        yield from (self.across, self.up, self.nothing, ELLIPSIS, "−")
        yield from (text for panel in self.panels for text in (panel.title, panel.key, *panel.beneath))
        yield from (entry.text for entry in self.key)

    def written_without(self, uncovered: frozenset[str]) -> Surfaces:
        """Give the panels that go by their keys where their titles have characters of no font."""
        told = (replace(each, title=writable(each.title, each.key, uncovered)) for each in self.panels)
        return replace(self, panels=tuple(told))

    def margins(self, room: float, across: float) -> Margins:  # noqa: ARG002 - every picture is asked alike
        """Give the margins: ticks and titles, and the key above."""
        key = LINE * len(key_lines(self.key, LEFT + across))
        return Margins(LEFT, 1.0, HEAD + key, TICKS_LINE + TITLE_LINE)

    def body(self, room: float) -> tuple[float, float]:  # noqa: ARG002 - every picture is asked alike
        """Give the best size of the axes: a square, and smaller ones beside it."""
        small = len(self.panels) - 1
        rows = ceil(small / ACROSS)
        right = GAP + min(small, ACROSS) * (SIDE + BETWEEN) - BETWEEN if small else 0.0
        return LARGE + right, max(LARGE + TITLES, rows * (SIDE + TITLES + FOOT))

    def paint(self, ax: Axes, pen: Pen, layout: Layout) -> None:
        """Draw all panels on axes of their own within the given ones."""
        bare(ax)
        ax.set_xlim(0.0, 1.0)
        ax.set_ylim(0.0, 1.0)
        ax.set_xticks([])
        ax.set_yticks([])
        best = self.body(0.0)
        scale = min(layout.width / best[0], layout.height / best[1])
        levels = self._levels()
        side = min(LARGE * scale, layout.height - TITLES)
        self._paint_panel(ax, pen, layout, self.panels[0], (0.0, layout.height - TITLES - side, side), levels)
        small = SIDE * scale
        for place, panel in enumerate(self.panels[1:]):
            x = side + GAP + place % ACROSS * (small + BETWEEN)
            y = layout.height - TITLES - small - place // ACROSS * (small + TITLES + FOOT)
            self._paint_panel(ax, pen, layout, panel, (x, y, small), levels, small=True)
        lines = key_lines(self.key, LEFT + layout.width)
        paint_key(ax, pen, lines, (-LEFT, HEAD + LINE * len(lines)))

    def _levels(self) -> list[float]:
        """Choose round values of the outcome that part the shades, the same in all panels."""
        found: list[float] = []
        for panel in self.panels:
            if panel.shaded:
                x, y = np.array(panel.hull).T
                found += [float(each) for each in np.ravel(panel.height(x, y, self.middle))]
                found += [float(panel.height(*place[:2], self.middle)) for place in panel.points]
        if not found or max(found) - min(found) <= 1e-9 * max(1.0, abs(max(found))):
            return []
        ticks = nice_ticks(min(found), max(found))
        step = ticks[1] - ticks[0] if len(ticks) > 1 else max(found) - min(found)
        first = ticks[0] if ticks else min(found)
        count = ceil((max(found) - first) / step)
        return [first + step * k for k in range(-1, count + 1)]

    def _paint_panel(
        self,
        ax: Axes,
        pen: Pen,
        layout: Layout,
        panel: Panel,
        place: tuple[float, float, float],
        levels: Sequence[float],
        *,
        small: bool = False,
    ) -> None:
        x, y, side = place
        inner = ax.inset_axes((x / layout.width, y / layout.height, side / layout.width, side / layout.height))
        bare(inner)
        for edge in ("bottom", "left", "top", "right"):
            inner.spines[edge].set(visible=True, color=RULE, linewidth=0.8)
        inner.set_xlim(*self.limits)
        inner.set_ylim(*self.limits)
        if panel.shaded and levels:
            self._paint_surface(inner, pen, panel, levels, small=small)
        elif not panel.fitted:
            pen.write(inner, (0.5, 0.5), self.nothing, transform=inner.transAxes, ha="center", slant=True, scale=SMALL)
        self._paint_line(inner, pen)
        self._paint_points(inner, pen, panel, side)
        scale = SMALL if small else 1.0
        title = shorten(panel.title, side / scale, bold=True)
        line, top = LINES_APART, inner.transAxes
        above = line * (len(panel.beneath) + 0.5) + 0.2
        pen.write(inner, (0.0, 1.0), title, transform=top, shift=(0, above), bold=True, scale=scale)
        for number, text in enumerate(panel.beneath):
            shift = (0, line * (len(panel.beneath) - number - 0.5) + 0.1)
            told = shorten(text, side / SMALL)
            pen.write(inner, (0.0, 1.0), told, transform=top, shift=shift, ink=panel.ink, scale=SMALL)
        self._paint_ticks(inner, pen, small=small)

    def _paint_surface(self, ax: Axes, pen: Pen, panel: Panel, levels: Sequence[float], *, small: bool) -> None:
        from matplotlib.colors import LinearSegmentedColormap
        from matplotlib.patches import Polygon

        grid = np.linspace(*self.limits, STEPS)
        x, y = np.meshgrid(grid, grid)
        z = panel.height(x, y, self.middle)
        shades = LinearSegmentedColormap.from_list("surface", list(SHADES))
        steps = max(len(levels) - 2, 1)
        colours = [shades(k / steps) for k in range(len(levels) - 1)]
        area = Polygon(panel.hull, closed=True, transform=ax.transData)
        filled = ax.contourf(x, y, z, levels=list(levels), colors=colours, extend="neither", zorder=0.4)
        filled.set_clip_path(area)
        edge = Polygon(panel.hull, closed=True, fill=False, edgecolor=FAINT, linewidth=0.8 * pen.scale, zorder=0.9)
        ax.add_patch(edge)
        lines = ax.contour(
            x, y, z, levels=list(levels), colors=[INK], linewidths=0.5 * pen.scale, linestyles="solid", zorder=0.6
        )
        lines.set_clip_path(area)
        if not small:
            self._label(ax, pen, panel, levels)

    def _label(self, ax: Axes, pen: Pen, panel: Panel, levels: Sequence[float]) -> None:
        """Write the outcome's value beside each line, where it leaves the area that answers cover."""
        corners = panel.hull
        labels = dict(zip(levels, tick_labels(levels), strict=True))
        low, high = self.limits
        centre = np.mean(np.array(corners), axis=0)
        taken: list[tuple[float, float]] = []
        for level in levels:
            found = _leaving(panel, corners, level, self.middle)
            clear = [at for at in found if abs(at[0] - at[1]) > NEAR_LINE * (high - low)] or found
            free = [
                at
                for at in sorted(clear, key=lambda at: -(at[0] - at[1]))
                if all(abs(at[0] - x) + abs(at[1] - y) > NEAR_LABEL * (high - low) for x, y in taken)
            ]
            if not free:
                continue
            at = free[0]
            taken.append(at)
            away = np.array(at) - centre
            away = away / max(float(np.hypot(*away)), 1e-9)
            shift = (1.2 * float(away[0]), 1.1 * float(away[1]))
            text = pen.language.tell(labels[level])
            pen.write(ax, at, text, transform=ax.transData, shift=shift, ha="center", ink=SOFT, scale=SMALL)

    def _paint_line(self, ax: Axes, pen: Pen) -> None:
        ends: dict[str, Any] = {"linestyle": (0, (4, 2)), "zorder": 1.2}
        ax.plot(self.limits, self.limits, color=PAPER, linewidth=2.6 * pen.scale, zorder=1.1)
        ax.plot(self.limits, self.limits, color=INK, linewidth=1.3 * pen.scale, **ends)

    def _paint_points(self, ax: Axes, pen: Pen, panel: Panel, side: float) -> None:
        if not panel.points:
            return
        x, y, n = (np.array(each, dtype=float) for each in zip(*panel.points, strict=True))
        xs = np.unique(np.concatenate([x, y]))
        apart = float(np.diff(xs).min()) if len(xs) > 1 else 1.0
        room = LARGEST_DOT * apart / (self.limits[1] - self.limits[0]) * side * pen.size
        across = np.maximum(room * np.sqrt(n / n.max()), SMALLEST_DOT * min(room, pen.size))
        look: dict[str, Any] = {"facecolor": PAPER, "edgecolor": INK, "linewidth": 0.7 * pen.scale, "zorder": 2}
        ax.scatter(x, y, s=across**2, **look)

    def _paint_ticks(self, ax: Axes, pen: Pen, *, small: bool) -> None:
        ticks = [each for each in nice_ticks(*self.limits, whole=True) if self.limits[0] <= each <= self.limits[1]]
        labels = [] if small else [pen.language.tell(label) for label in tick_labels(ticks)]
        ax.set_xticks([] if small else ticks, labels=labels)
        ax.set_yticks([] if small else ticks, labels=labels)
        style_ticks(ax, "x", pen, shown=not small)
        style_ticks(ax, "y", pen, shown=not small)
        if small:
            return
        ax.set_xlabel(pen.legible(self.across))
        ax.set_ylabel(pen.legible(self.up))
        for label in (ax.xaxis.label, ax.yaxis.label):
            pen.dress(label, ink=INK)
        ax.xaxis.label.set(ha="center", va="center_baseline")
        ax.xaxis.set_label_coords(0.5, 0.0, transform=pen.shifted(ax, ax.transAxes, 0.0, -TICKS_LINE - TITLE_LINE / 2))
        ax.yaxis.label.set(ha="center", va="center", rotation=90)
        ax.yaxis.set_label_coords(0.0, 0.5, transform=pen.shifted(ax, ax.transAxes, -LEFT + 0.9, 0.0))


def _leaving(
    panel: Panel, corners: Sequence[tuple[float, float]], level: float, middle: float
) -> list[tuple[float, float]]:
    """Find where a line of equal height crosses the edge of the area."""
    found = []
    for (ax, ay), (bx, by) in zip(corners, [*corners[1:], corners[0]], strict=True):
        share = np.linspace(0.0, 1.0, 41)
        z = panel.height(ax + share * (bx - ax), ay + share * (by - ay), middle) - level
        for k in np.flatnonzero((z[:-1] < 0) != (z[1:] < 0)):
            t = share[k] + (share[k + 1] - share[k]) * z[k] / (z[k] - z[k + 1])
            found.append((float(ax + t * (bx - ax)), float(ay + t * (by - ay))))
    return found
