"""A plan as curves: the power of samples small and large, the planned ones marked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import TYPE_CHECKING, Any

from servgap.analysis.plan.rows import DRAWN
from servgap.language import Fact, Language, count, percent, say, word
from servgap.language.numbers import known
from servgap.report.pictures.axis import TICKS_LINE, TITLE_LINE, style_ticks
from servgap.report.pictures.canvas import Layout, Margins, Picture
from servgap.report.pictures.key import LINE, KeyEntry, key_lines, paint_key
from servgap.report.pictures.palette import FAINT, INK, LINES, MARKERS, PAPER, RULE, SOFT
from servgap.report.pictures.pen import Pen
from servgap.report.pictures.selection import records_of, shown_rows
from servgap.report.pictures.sheet import bare
from servgap.report.tables.reader import DASH

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from servgap.analysis.plan.verb import Plan

WIDE, HIGH = 44.0, 24.0
LEFT, HEAD = 3.8, 2.3
ROUND = (1, 2, 5)
DASHED: dict[str, Any] = {"color": SOFT, "linestyle": (0, (4, 2)), "linewidth": 1.6}
FIFTHS = tuple(fifth / 5 for fifth in range(6))


@dataclass(frozen=True)
class Curve:
    """One purpose: its name, the planned sample and its power, and the powers of other samples."""

    name: str
    ink: str
    marker: str
    drawn: bool
    planned: tuple[float, float]
    points: tuple[tuple[float, float], ...]

    @property
    def style(self) -> dict[str, Any]:
        """How the curve's line and mark look, in the picture and in its key."""
        look = {"color": self.ink, "linestyle": (0, (4, 2)) if self.drawn else "solid", "linewidth": 1.6}
        return {**look, "marker": self.marker, "mfc": PAPER if self.drawn else self.ink, "mec": self.ink}


def picture(finding: Plan, language: Language) -> Picture:
    """Plan the picture."""
    curves, tell = _curves(finding, language), language.tell
    return Curves(
        curves=tuple(curves),
        target=finding.facts.power,
        tell=tell,
        aim=tell(say("plan.picture.aim", power=percent(finding.facts.power))),
        title=tell(say("plan.picture.axis")),
        measure=tell(say("plan.picture.power")),
        dashed=tell(say("plan.picture.dashed")) if any(one.drawn for one in curves) else "",
        nothing="" if curves else tell(say("pictures.nothing")),
    )


def _curves(finding: Plan, language: Language) -> list[Curve]:
    rows, planned = shown_rows(finding, "curve"), records_of(shown_rows(finding))
    looks = dict(zip(dict.fromkeys(rows["purpose"]), zip(LINES, MARKERS, strict=True), strict=False))
    found = []
    for record in planned:
        purpose, sampling = record["purpose"], record["sampling"]
        mine = rows[(rows["purpose"] == purpose) & (rows["sampling"] == sampling)]
        pairs = zip(mine["n_total"], mine["power"], strict=True)
        points = tuple((log10(n), float(power)) for n, power in pairs if known(n) and known(power) and n > 0)
        if points:
            ink, marker = looks[purpose]
            sizes = [other["n_total"] for other in planned if other["purpose"] == purpose]
            at = (record["n_total"], record["power"])
            found.append(Curve(language.tell(_name(purpose, sizes)), ink, marker, sampling == DRAWN, at, points))
    return found


def _name(purpose: str, sizes: Sequence[float]) -> Fact:
    """Name a purpose with its respondents in all: those for these branches, and those for many."""
    own, *drawn = [count(size) if known(size) else DASH for size in sizes]
    case, many = ("both", drawn[0]) if drawn else ("own", None)
    return say("plan.picture.curve", case=case, purpose=word("purpose", purpose), n=own, drawn=many)


@dataclass(frozen=True)
class Curves(Picture):
    """Curves of power over the number of respondents, on a logarithmic axis."""

    curves: tuple[Curve, ...]
    target: float
    tell: Callable[[Fact], str]
    aim: str
    title: str
    measure: str
    dashed: str = ""
    nothing: str = ""

    @property
    def key(self) -> tuple[KeyEntry, ...]:
        """What the lines mean, with the planned number of respondents."""
        entries = [KeyEntry(one.name, {**one.style, "markersize": 6}) for one in self.curves if not one.drawn]
        return (*entries, KeyEntry(self.dashed, DASHED)) if self.dashed else tuple(entries)

    def texts(self) -> Iterable[str]:
        """Every text that will be written."""
        yield from (self.aim, self.title, self.measure, self.dashed, self.nothing, DASH)
        yield from (one.name for one in self.curves)

    def margins(self, room: float, across: float) -> Margins:  # noqa: ARG002 - every picture is asked alike
        """Give the margins: percentages at the left, respondents below, the key above."""
        key = LINE * len(key_lines(self.key, LEFT + across))
        return Margins(LEFT, 1.0, HEAD + key, TICKS_LINE + TITLE_LINE)

    def body(self, room: float) -> tuple[float, float]:  # noqa: ARG002 - every picture is asked alike
        """Give the best size of the axes."""
        return WIDE, HIGH

    def paint(self, ax: Axes, pen: Pen, layout: Layout) -> None:
        """Draw axes, curves, marks and key."""
        bare(ax)
        places = [n for one in self.curves for n, _ in one.points] or [1.0, 3.0]
        ax.set_xlim(min(places), max(places) + 0.02)
        ax.set_ylim(0.0, 1.03)
        self._paint_axes(ax, pen)
        for one in self.curves:
            _paint_curve(ax, pen, one)
        shift = (0.3, 0.7)
        pen.write(
            ax, (0.0, self.target), self.aim, transform=ax.get_yaxis_transform(), shift=shift, ink=SOFT, scale=0.92
        )
        lines = key_lines(self.key, LEFT + layout.width)
        paint_key(ax, pen, lines, (-LEFT, HEAD + LINE * len(lines)))
        if self.nothing:
            pen.write(ax, (0.5, 0.5), self.nothing, transform=ax.transAxes, ha="center", slant=True)

    def _paint_axes(self, ax: Axes, pen: Pen) -> None:
        ax.set_yticks(FIFTHS, labels=[self.tell(percent(round(tick, 1))) for tick in FIFTHS])
        style_ticks(ax, "y", pen)
        low, high = ax.get_xlim()
        ticks = round_places(low, high)
        ax.set_xticks([log10(tick) for tick in ticks], labels=[self.tell(count(tick)) for tick in ticks])
        style_ticks(ax, "x", pen)
        ax.spines["bottom"].set(visible=True, color=FAINT, linewidth=0.8)
        for tick in FIFTHS:
            ax.axhline(tick, color=RULE, linewidth=0.6, zorder=0.3)
        ax.axhline(self.target, color=INK, linewidth=1.0, zorder=0.4)
        ax.set_xlabel(pen.legible(self.title))
        pen.dress(ax.xaxis.label)
        ax.xaxis.label.set(ha="center", va="center_baseline")
        ax.xaxis.set_label_coords(0.5, 0.0, transform=pen.shifted(ax, ax.transAxes, 0.0, -TICKS_LINE - TITLE_LINE / 2))
        ax.set_ylabel(pen.legible(self.measure))
        pen.dress(ax.yaxis.label)
        ax.yaxis.label.set(ha="left", va="center_baseline", rotation=0)
        ax.yaxis.set_label_coords(0.0, 1.0, transform=pen.shifted(ax, ax.transAxes, -LEFT, HEAD / 2))


def round_places(low: float, high: float) -> Sequence[float]:
    """Choose round numbers between two powers of ten.

    Examples
    --------
    >>> round_places(1.0, 2.1)
    [10.0, 20.0, 50.0, 100.0]
    """
    powers = range(floor(low), ceil(high) + 1)
    found = [float(step * 10**power) for power in powers for step in ROUND]
    return [each for each in found if low - 1e-9 <= log10(each) <= high + 1e-9]


def _paint_curve(ax: Axes, pen: Pen, one: Curve) -> None:
    line = {name: one.style[name] for name in ("color", "linestyle")}
    ax.plot(*zip(*one.points, strict=True), linewidth=1.6 * pen.scale, zorder=2, **line)
    n, power = one.planned
    if known(n) and known(power):
        mark = {name: one.style[name] for name in ("marker", "mfc", "mec")}
        ax.plot([log10(n)], [power], linestyle="none", markersize=7 * pen.scale, zorder=4, clip_on=False, **mark)
