"""Groups by their size: where a group is expected to lie, and which stand apart from it; readable of thousands.

Spiegelhalter (2005), Stat. Med. 24, 1185–1202.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from servgap._stats.league.expected_range import INNER, OUTER
from servgap.analysis.groups.verb import GroupComparison
from servgap.errors import ServgapError
from servgap.errors import analysis as errors
from servgap.language import Fact, Language, count, say
from servgap.language.numbers import MINUS, known
from servgap.report.kinds.groups.league import standing
from servgap.report.measures import heading, measure_in, tick_labels_of
from servgap.report.pictures.axis import nice_ticks, tick_labels
from servgap.report.pictures.canvas import Layout, Margins, Picture
from servgap.report.pictures.key import LINE, SMALL, KeyEntry, key_lines, paint_key
from servgap.report.pictures.measure import ELLIPSIS, shorten, width
from servgap.report.pictures.palette import ABOVE_IT, FAINT, PAPER, SHORT_OF, SOFT
from servgap.report.pictures.pen import Pen, writable
from servgap.report.pictures.placement import Box, placed
from servgap.report.pictures.plane import FOOT, HEAD, LEFT, Side, paint_plane
from servgap.report.pictures.selection import group_label, records_of
from servgap.report.pictures.sheet import bare

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDE, HIGH = 44.0, 30.0
RIGHT = 1.5
MOST_NAMED, LONGEST = 24, 12.0
"""Names that are written at most, those furthest out first, and how wide one may be, in ems."""
DOT, TALL, STEPS, MARGIN = 0.75, 1.1, 160, 0.05
FEWEST_TICKS, MOST_TICKS = 2, 8
MANY, SPECK = 300, 3.0
"""Groups from which on dots are small, and how small."""
INKS = {"much_worse": SHORT_OF, "worse": SHORT_OF, "better": ABOVE_IT, "much_better": ABOVE_IT}
SHAPES = {"much_worse": "v", "worse": "o", "better": "o", "much_better": "^"}
STANDINGS = ("much_worse", "worse", "as_expected", "better", "much_better")


def shown_league(finding: GroupComparison) -> list[dict[str, Any]]:
    """Give the rows of the league about overall, in its order."""
    found = finding.frames["league"]
    records = records_of(found[found["level"] == "overall"])
    return [{**record, "standing": str(record["standing"] or "")} for record in records]


def lacking(finding: GroupComparison) -> ServgapError | None:
    """Say why a finding has no league to be drawn; None where it has."""
    league = finding.facts.league
    return None if league is not None and known(league.tau) else errors.no_league(finding.facts.by)


def funnel(finding: GroupComparison, language: Language) -> Picture:
    """Plan the picture."""
    records = [record for record in shown_league(finding) if known(record["league_mean"]) and record["n"] > 0]
    measure, tell = measure_in(finding.basis), language.tell
    points = [
        Spot(
            group_label(finding, finding.facts.by, record[finding.facts.by], language),
            (float(record["n"]), float(record["league_mean"])),
            record["standing"],
            abs(float(record["league_mean"]) - _centre(record)) / _spread(record),
        )
        for record in records
    ]
    up: Fact = heading(measure)
    if "adjusted" in finding.frames:
        up = say("groups.league.axis.adjusted", title=up)
    return Funnel(
        spots=tuple(points),
        limits=Limits.of(records),
        across=tell(say("groups.league.axis.across")),
        up=tell(say("groups.league.axis.up", noun=up)),
        key=_key(finding, points, language),
        nothing="" if points else tell(say("pictures.nothing")),
        labels_up=tick_labels_of(measure),
    )


def most_named(groups: int) -> int:
    """Give how many names are written at most: among very many groups fewer have room."""
    return MOST_NAMED if groups <= MANY else MOST_NAMED // 2


def _centre(record: dict[str, Any]) -> float:
    return (float(record["expected_low"]) + float(record["expected_high"])) / 2


def _spread(record: dict[str, Any]) -> float:
    return float(record["expected_high"]) - _centre(record)


def _key(finding: GroupComparison, spots: Sequence[Spot], language: Language) -> tuple[KeyEntry, ...]:
    tell = language.tell
    entries = [KeyEntry(tell(say("groups.league.key.all")), {"color": FAINT, "linewidth": 1.1})]
    if spots:
        entries.append(KeyEntry(tell(say("groups.league.key.inner")), {"color": FAINT, "linewidth": 9, "alpha": 0.28}))
        entries.append(
            KeyEntry(tell(say("groups.league.key.outer")), {"color": FAINT, "linewidth": 1.0, "dashes": (3, 2)})
        )
    there = {spot.standing for spot in spots}
    for code in (*STANDINGS, ""):
        if code not in there:
            continue
        told = say("groups.league.key.unsaid") if not code else standing(finding, code)
        if code == "as_expected":
            told = say("groups.league.key.expected")
        ink = INKS.get(code, SOFT)
        face = ink if code in INKS else PAPER
        mark = {"marker": SHAPES.get(code, "o"), "markersize": 6, "markeredgewidth": 1.2}
        entries.append(KeyEntry(tell(told), {**mark, "markerfacecolor": face, "markeredgecolor": ink}))
    unnamed = sum(spot.standing in INKS for spot in spots) - most_named(len(spots))
    if unnamed > 0:
        entries.append(KeyEntry(tell(say("groups.league.key.further", n=unnamed))))
    return tuple(entries)


@dataclass(frozen=True)
class Spot:
    """A group: its name, respondents and mean, how it stands, and how far out it lies."""

    label: str
    at: tuple[float, float]
    standing: str
    far: float


@dataclass(frozen=True)
class Limits:
    """Where a group of a size is expected: about `centre`, with the variance `between` + `within`/n.

    The variance within is the usual one of the groups; a group of another spread has limits of its own, by which it is
    judged.
    """

    centre: float
    between: float
    within: float

    @classmethod
    def of(cls, records: Sequence[dict[str, Any]]) -> Limits:
        """Take them from the rows of a league."""
        if not records:
            return cls(0.0, 0.0, 0.0)
        centre = float(np.mean([_centre(record) for record in records]))
        se = np.array([float(record["league_se"]) for record in records])
        n = np.array([float(record["n"]) for record in records])
        spread = np.array([_spread(record) for record in records]) / _QUANTILES[INNER]
        return cls(centre, float(max(np.median(spread**2 - se**2), 0.0)), float(np.median(n * se**2)))

    def reach(self, n: Any, share: float) -> Any:
        """Give how far from the centre a group of n is expected."""
        return _QUANTILES[share] * np.sqrt(self.between + self.within / n)


_QUANTILES = {INNER: 1.959963984540054, OUTER: 3.090232306167813}


@dataclass(frozen=True)
class Funnel(Picture):
    """Groups by their size, with where one is expected; those that stand apart are named."""

    spots: tuple[Spot, ...]
    limits: Limits
    across: str
    up: str
    key: tuple[KeyEntry, ...]
    nothing: str = ""
    labels_up: Callable[[Sequence[float]], Sequence[Fact]] = tick_labels

    @property
    def named(self) -> tuple[Spot, ...]:
        """Those whose names are written: that stand apart, the furthest out first."""
        apart = [spot for spot in self.spots if spot.standing in INKS]
        return tuple(sorted(apart, key=lambda spot: -round(spot.far, 9))[: most_named(len(self.spots))])

    def texts(self) -> Iterable[str]:
        """Every text that will be written."""
        yield from (self.across, self.up, self.nothing, MINUS, ELLIPSIS)
        yield from (spot.label for spot in self.named)
        yield from (entry.text for entry in self.key)

    def written_without(self, uncovered: frozenset[str]) -> Funnel:
        """Give the funnel as it is: names of groups have no keys."""
        return replace(
            self, spots=tuple(replace(each, label=writable(each.label, "", uncovered)) for each in self.spots)
        )

    def margins(self, room: float, across: float) -> Margins:  # noqa: ARG002 - every picture is asked alike
        """Give the margins: numbers at the left, the key above."""
        key = LINE * len(key_lines(self.key, LEFT + across + RIGHT))
        return Margins(LEFT, RIGHT, HEAD + key, FOOT)

    def body(self, room: float) -> tuple[float, float]:  # noqa: ARG002 - every picture is asked alike
        """Give the best size of the axes."""
        return WIDE, HIGH

    def paint(self, ax: Axes, pen: Pen, layout: Layout) -> None:
        """Draw axes, limits, groups, names and key."""
        bare(ax)
        (left, right), (low, high) = self._ends()
        ax.set_xlim(left, right)
        ax.set_ylim(low, high)
        self._paint_axes(ax, pen, layout)
        if self.spots:
            self._paint_limits(ax, pen)
            self._paint_spots(ax, pen)
            self._paint_names(ax, pen, layout)
        lines = key_lines(self.key, LEFT + layout.width + RIGHT)
        paint_key(ax, pen, lines, (-LEFT, HEAD + LINE * len(lines)))
        if self.nothing:
            pen.write(ax, (0.5, 0.5), self.nothing, transform=ax.transAxes, ha="center", slant=True)

    def _ends(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """Give the ends of both axes: of the logarithm of n, and of the values, the limits of the smallest cut off."""
        if not self.spots:
            return (0.0, 1.0), (-1.0, 1.0)
        n = np.array([spot.at[0] for spot in self.spots])
        y = np.array([spot.at[1] for spot in self.spots])
        x = np.log10([n.min(), n.max()])
        wide = max(float(x[1] - x[0]), 0.3)
        reach = self.limits.reach(np.median(n), OUTER)
        low, high = min(y.min(), self.limits.centre - reach), max(y.max(), self.limits.centre + reach)
        tall = max(float(high - low), 1e-6)
        return (x[0] - MARGIN * wide, x[1] + MARGIN * wide), (low - MARGIN * tall, high + MARGIN * tall)

    def _paint_axes(self, ax: Axes, pen: Pen, layout: Layout) -> None:
        sizes, values = _sizes(*ax.get_xlim()), nice_ticks(*ax.get_ylim())
        across = Side(self.across, [float(np.log10(size)) for size in sizes], [count(size) for size in sizes])
        paint_plane(ax, pen, layout.width, across, Side(self.up, values, self.labels_up(values)))

    def _paint_limits(self, ax: Axes, pen: Pen) -> None:
        x = np.linspace(*ax.get_xlim(), STEPS)
        centre, inner, outer = self.limits.centre, *(self.limits.reach(10.0**x, share) for share in (INNER, OUTER))
        ax.fill_between(x, centre - inner, centre + inner, color=FAINT, alpha=0.16, linewidth=0, zorder=0.4)
        look: dict[str, Any] = {"color": FAINT, "linewidth": 1.0 * pen.scale, "zorder": 0.6}
        for side in (-1.0, 1.0):
            ax.plot(x, centre + side * outer, dashes=(3, 2), **look)
        ax.axhline(centre, **look)

    def _paint_spots(self, ax: Axes, pen: Pen) -> None:
        size = (SPECK if len(self.spots) > MANY else 5.5) * pen.scale
        for code in ("", "as_expected", "worse", "better", "much_worse", "much_better"):
            at = [spot.at for spot in self.spots if spot.standing == code]
            if not at:
                continue
            ink = INKS.get(code, FAINT if len(self.spots) > MANY else SOFT)
            grown = size * 1.35 if code in INKS else size
            ax.plot(
                np.log10([x for x, _ in at]),
                [y for _, y in at],
                linestyle="none",
                marker=SHAPES.get(code, "o"),
                markersize=grown,
                markerfacecolor=ink if code in INKS else PAPER,
                markeredgecolor=ink,
                markeredgewidth=(0.7 if len(self.spots) > MANY else 1.1) * pen.scale,
                zorder=3 if code in INKS else 2,
                clip_on=False,
            )

    def _paint_names(self, ax: Axes, pen: Pen, layout: Layout) -> None:
        named = self.named
        (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
        across, up = layout.width / (right - left), layout.height / (high - low)
        places = [((float(np.log10(s.at[0])) - left) * across, (s.at[1] - low) * up) for s in named]
        texts = [shorten(spot.label, LONGEST) for spot in named]
        sizes = [(width(text) * SMALL + 0.3, TALL) for text in texts]
        others = [spot for spot in self.spots if spot.standing in INKS and spot not in named]
        others += [spot for spot in self.spots if spot.standing not in INKS] if len(self.spots) <= MANY else []
        dots = [((float(np.log10(s.at[0])) - left) * across, (s.at[1] - low) * up) for s in others]
        taken = [Box.around(*dot, DOT, DOT) for dot in dots]
        centres = placed(places, sizes, Box(0.0, 0.0, layout.width, layout.height), dot=DOT, taken=taken)
        for spot, text, (x, y) in zip(named, texts, centres, strict=True):
            share = (x / layout.width, y / layout.height)
            pen.write(ax, share, text, transform=ax.transAxes, ha="center", ink=INKS[spot.standing], scale=SMALL)


def _sizes(low: float, high: float) -> list[int]:
    """Give round numbers of respondents on an axis of their logarithms: 1, 2 and 5 of each power, or fewer."""
    powers = range(int(np.floor(low)), int(np.ceil(high)) + 1)
    found = [first * 10**power for power in powers if power >= 0 for first in (1, 2, 5)]
    shown = [size for size in found if low - 1e-9 <= np.log10(size) <= high + 1e-9]
    if len(shown) < FEWEST_TICKS:
        return [int(tick) for tick in nice_ticks(10.0**low, 10.0**high, whole=True)]
    return shown if len(shown) <= MOST_TICKS else [size for size in shown if str(size)[0] == "1"]
