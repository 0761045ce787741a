"""What the marks mean, in lines above a picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, cast

from servgap.report.pictures.measure import width, wrap
from servgap.report.pictures.palette import PAPER, SOFT
from servgap.report.pictures.pen import POINTS_PER_INCH, Pen

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.transforms import Transform

SMALL = 0.92
LINE = 1.8
MARK, GAP = 2.3, 1.6
MARK_ENDS = (0.3, 1.0, 1.7)
MOST_LINES = 4


@dataclass(frozen=True)
class KeyEntry:
    """What a mark means; `style` is how a short line with a marker in its middle is drawn to look like the mark.

    Without a style the text speaks of a sign that it contains itself, or goes `on` with that of a mark above it.
    """

    text: str
    style: Mapping[str, Any] = field(default_factory=dict)
    on: bool = False

    @property
    def indent(self) -> float:
        """How far the text stands from where the entry begins."""
        return MARK if self.style or self.on else 0.0

    @property
    def width(self) -> float:
        """How much room the entry takes, in ems, with the gap after it."""
        return self.indent + width(self.text) * SMALL + GAP


def mark_style(ink: str, shape: str = "o", *, hollow: bool = False, size: float = 6.5) -> dict[str, Any]:
    """Give the style of an entry whose mark is a dot, or another of matplotlib's shapes."""
    face = PAPER if hollow else ink
    return {"marker": shape, "markersize": size, "markerfacecolor": face, "markeredgecolor": ink}


def key_lines(entries: Iterable[KeyEntry], across: float) -> list[list[KeyEntry]]:
    """Break entries into lines of `across` ems, also those that are longer than a line."""
    lines: list[list[KeyEntry]] = []
    used = 0.0
    for entry in (piece for whole in entries for piece in _broken(whole, across)):
        if not lines or used + entry.width - GAP > across:
            lines.append([])
            used = 0.0
        lines[-1].append(entry)
        used += entry.width
    return lines


def _broken(entry: KeyEntry, across: float) -> Iterator[KeyEntry]:
    first, *others = wrap(entry.text, (across - entry.indent) / SMALL, MOST_LINES)
    yield replace(entry, text=first) if others else entry
    for text in others:
        yield KeyEntry(text, on=bool(entry.style))


def paint_key(ax: Axes, pen: Pen, lines: Iterable[Iterable[KeyEntry]], corner: tuple[float, float]) -> None:
    """Draw lines of entries; `corner` is where the first begins, in ems off the axes' upper left corner."""
    for number, line in enumerate(lines):
        x, y = corner[0], corner[1] - LINE * (number + 0.5)
        for entry in line:
            if entry.style:
                _mark(ax, pen, (x, y), entry)
            shift = (x + entry.indent, y)
            pen.write(ax, (0.0, 1.0), entry.text, transform=ax.transAxes, shift=shift, ink=SOFT, scale=SMALL)
            x += entry.width


def _mark(ax: Axes, pen: Pen, place: tuple[float, float], entry: KeyEntry) -> None:
    from matplotlib.lines import Line2D

    style: dict[str, Any] = {"markevery": (1, 2), "linewidth": 0.0, "solid_capstyle": "butt", **entry.style}
    for measure in ("markersize", "linewidth"):
        if measure in style:
            style[measure] = style[measure] * pen.scale
    x = [end * pen.size / POINTS_PER_INCH for end in MARK_ENDS]
    ax.add_artist(Line2D(x, [0.0] * len(x), transform=_inches(ax, pen, place), clip_on=False, **style))


def _inches(ax: Axes, pen: Pen, place: tuple[float, float]) -> Transform:
    """Give a transform from inches, measured from `place` ems off the axes' upper left corner."""
    from matplotlib.transforms import AffineDeltaTransform, ScaledTranslation

    scale = AffineDeltaTransform(ax.figure.dpi_scale_trans)
    return pen.shifted(ax, scale + ScaledTranslation(0.0, 1.0, cast("Any", ax.transAxes)), *place)
