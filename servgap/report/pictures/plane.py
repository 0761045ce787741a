"""The two axes of a plane in which points lie: its frame, the places marked at both, and what lies along them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from servgap.language import Fact
from servgap.report.pictures.axis import TICKS_LINE, TITLE_LINE, style_ticks
from servgap.report.pictures.measure import shorten
from servgap.report.pictures.palette import INK, RULE
from servgap.report.pictures.pen import Pen

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LEFT, HEAD, FOOT = 4.2, 2.3, TICKS_LINE + TITLE_LINE
"""Room at the left for labels, above for the title of what lies upwards, and beneath for labels and title, in ems."""


@dataclass(frozen=True)
class Side:
    """A side of the plane: what lies along it, the places that are marked, and what these are called."""

    title: str
    ticks: Sequence[float]
    labels: Sequence[Fact]


def paint_plane(ax: Axes, pen: Pen, wide: float, across: Side, up: Side) -> None:
    """Draw the frame of axes that are `wide` ems wide, and both of their sides."""
    for edge in ("bottom", "left", "top", "right"):
        ax.spines[edge].set(visible=True, color=RULE, linewidth=0.8)
    mark: dict[str, Callable[..., object]] = {"x": ax.set_xticks, "y": ax.set_yticks}
    for which, side in (("x", across), ("y", up)):
        mark[which](side.ticks, labels=[pen.language.tell(label) for label in side.labels])
        style_ticks(ax, which, pen)
    ax.set_xlabel(pen.legible(shorten(across.title, wide)))
    ax.set_ylabel(pen.legible(shorten(up.title, LEFT + wide)))
    for label in (ax.xaxis.label, ax.yaxis.label):
        pen.dress(label, ink=INK)
    ax.xaxis.label.set(ha="center", va="center_baseline")
    ax.xaxis.set_label_coords(0.5, 0.0, transform=pen.shifted(ax, ax.transAxes, 0.0, -TICKS_LINE - TITLE_LINE / 2))
    ax.yaxis.label.set(ha="left", va="center_baseline", rotation=0)
    ax.yaxis.set_label_coords(0.0, 1.0, transform=pen.shifted(ax, ax.transAxes, -LEFT, HEAD / 2))
