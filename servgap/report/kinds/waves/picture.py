"""Waves as lines: every dimension's value from wave to wave, and the overall one in bold before its usual range."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import cycle
from math import ceil, cos, radians, sin
from typing import TYPE_CHECKING, Any

from servgap.analysis.verdicts import IMPROVED, WORSENED
from servgap.analysis.waves.chart import ABOVE_USUAL, BELOW_USUAL, TRIAL
from servgap.language import Fact, Language, percent, say, threshold, verbatim
from servgap.language.numbers import MINUS, known
from servgap.report.measures import (
    is_of_service,
    least_span,
    limit,
    measure_in,
    noun,
    tick_labels_of,
    value,
    way_better,
)
from servgap.report.pictures.axis import TICKS_LINE, TITLE_LINE, nice_ticks, style_ticks, tick_labels
from servgap.report.pictures.canvas import Layout, Margins, Picture
from servgap.report.pictures.key import LINE, SMALL, KeyEntry, key_lines, paint_key
from servgap.report.pictures.measure import named, shorten, width
from servgap.report.pictures.palette import FAINT, INK, LINES, MARKERS, PAPER, RULE, SOFT
from servgap.report.pictures.pen import Look, Pen, writable
from servgap.report.pictures.selection import (
    attribute_label,
    dimension_label,
    gap_axis,
    group_label,
    records_of,
    shown_rows,
    titled,
)
from servgap.report.pictures.sheet import bare

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from servgap.analysis.waves.verb import Waves

WIDE, HIGH = 44.0, 27.0
LEFT, HEAD = 3.8, 2.3
LABEL_LINE, LABEL_GAP = 1.5, 1.6
APART, BEFORE, AFTER = 0.3, 0.35, 0.3
TURNED, LONGEST_TURNED, TURNED_LINE = 35.0, 14.0, 2.2
NEAR_ZERO, MARGIN, LEAST_SHARE = 0.35, 0.06, 1 / 20
LEVELS = ("overall", "dimension")
MANY = 12
"""Waves up to which every line has marks and intervals; of more the overall one alone."""
AT_ONCE = 0.4
"""Part of the way to the next wave over which the marks of one wave may be spread."""
RANGE = "#dfe4ea"
SIGNS = {IMPROVED: "▲", WORSENED: "▼"}


@dataclass(frozen=True)
class Series:
    """One line: its name, its values and their intervals wave by wave, the last in words, and how that one changed.

    `outside` holds the places of waves that lie outside of their usual range.
    """

    name: str
    key: str
    ink: str
    marker: str
    points: tuple[tuple[float, float, float, float], ...]
    last: str
    sign: str
    outside: frozenset[float] = frozenset()

    @property
    def overall(self) -> bool:
        """Whether this is the line of the overall value."""
        return not self.key

    @property
    def label(self) -> str:
        """What stands at the line's end."""
        return self.name + self.told

    @property
    def told(self) -> str:
        """What stands there behind the name."""
        return "".join(f" {each}" for each in (self.last, self.sign) if each)


def picture(finding: Waves, language: Language) -> Picture:
    """Plan the picture."""
    waves, tell = [str(wave) for wave in finding.facts.waves], language.tell
    series = _series(finding, waves, language)
    return Lines(
        series=tuple(series),
        waves=tuple(group_label(finding, finding.facts.by, wave, language) for wave in waves),
        usual=_usual(finding, waves),
        title=titled(finding, attribute_label(finding, finding.facts.by, language), language),
        measure=tell(axis(finding)),
        key=_key(finding, series, language, usual=bool(_usual(finding, waves))),
        least=least_span(measure_in(finding.basis), finding.basis.instrument.scale, LEAST_SHARE),
        nothing="" if series else tell(say("pictures.nothing")),
        labels=tick_labels_of(measure_in(finding.basis)),
    )


def axis(finding: Waves) -> Fact:
    """Name the axis of values, and which way is better."""
    measure = measure_in(finding.basis)
    told = gap_axis(finding.basis.pair) if measure.is_gap else noun(measure)
    return say("waves.picture.axis", case=way_better(measure, finding), measure=told)


def _series(finding: Waves, waves: Sequence[str], language: Language) -> list[Series]:
    frame = shown_rows(finding, "waves")
    records = [record for record in records_of(frame) if record["level"] in LEVELS]
    signs, outside = _signs(finding), _outside(finding, waves)
    looks = cycle(zip(LINES, MARKERS, strict=True))
    series = []
    for key in ("", *finding.basis.instrument.dimension_keys):
        ink, marker = next(looks) if key else (INK, "o")
        places = {str(record["wave"]): record for record in records if record["dimension"] == key}
        points = tuple(
            (float(x), *(float(places[wave][name]) for name in ("value", "ci_low", "ci_high")))
            for x, wave in enumerate(waves)
            if wave in places and known(places[wave]["value"])
        )
        if points:
            name = dimension_label(finding, key, language)
            last = language.tell(value(measure_in(finding.basis), points[-1][1]))
            sign, rings = signs.get(key, ""), outside.get(key, frozenset())
            series.append(Series(name, key, ink, marker, points, last, sign, rings))  # type: ignore[arg-type]
    return series


def _outside(finding: Waves, waves: Sequence[str]) -> dict[str, frozenset[float]]:
    """Give, by dimension, the places of waves that lie outside of their usual range."""
    found: dict[str, set[float]] = {}
    for record in records_of(shown_rows(finding, "chart")):
        if record["level"] in LEVELS and record["wave_signal"] in (ABOVE_USUAL, BELOW_USUAL):
            found.setdefault(record["dimension"], set()).add(float(waves.index(str(record["wave"]))))
    return {key: frozenset(places) for key, places in found.items()}


def _usual(finding: Waves, waves: Sequence[str]) -> tuple[tuple[float, float, float, float], ...]:
    """Give place, usual value and usual range of every wave for which the overall value has one that tells."""
    rows = [record for record in records_of(shown_rows(finding, "chart")) if record["level"] == "overall"]
    names = ("usual", "usual_low", "usual_high")
    return tuple(
        (float(waves.index(str(record["wave"]))), *(float(record[name]) for name in names))  # type: ignore[misc]
        for record in rows
        if record["wave_signal"] not in ("", TRIAL)
    )


def _signs(finding: Waves) -> dict[str, str]:
    """Say by a sign what changed at the last step by as much as matters: for better or worse, or up or down."""
    frame, measure = shown_rows(finding), measure_in(finding.basis)
    signs = SIGNS if measure.worse < 0 else dict(zip(SIGNS, reversed(SIGNS.values()), strict=True))
    last = frame[frame["wave_to"].astype(str) == finding.facts.last_to]
    return {r["dimension"]: signs.get(r["verdict"], "") for r in records_of(last) if r["level"] in LEVELS}


def _key(finding: Waves, series: Sequence[Series], language: Language, *, usual: bool) -> tuple[KeyEntry, ...]:
    confidence, tell = finding.basis.confidence, language.tell
    bar = {"marker": "|", "markersize": 11, "markeredgewidth": 1.4, "color": FAINT}
    entries = [KeyEntry(tell(say("pictures.interval", share=percent(confidence))), bar)] if series else []
    if usual:
        band = {"color": RANGE, "linewidth": 9.0}
        entries.append(KeyEntry(tell(say("waves.picture.usual")), band))
        ring = {"marker": "o", "markersize": 13, "markerfacecolor": "none", "color": INK, "markeredgewidth": 1.4}
        entries.append(KeyEntry(tell(say("waves.picture.outside")), ring))
    if any(one.sign for one in series):
        before = verbatim(group_label(finding, finding.facts.by, finding.facts.last_from, language))
        measure = measure_in(finding.basis)
        service, smallest = is_of_service(measure, finding), finding.basis.smallest
        told = threshold(smallest) if service else limit(measure, smallest)
        case = "service" if service else "value"
        entries.append(KeyEntry(tell(say("waves.picture.since", case=case, wave=before, smallest=told))))
    return tuple(entries)


@dataclass(frozen=True)
class Lines(Picture):
    """Lines over waves, each with its name at its end."""

    series: tuple[Series, ...]
    waves: tuple[str, ...]
    title: str
    measure: str
    key: tuple[KeyEntry, ...]
    least: float
    nothing: str = ""
    usual: tuple[tuple[float, float, float, float], ...] = ()
    labels: Callable[[Sequence[float]], Sequence[Fact]] = tick_labels

    def texts(self) -> Iterable[str]:
        """Every text that will be written."""
        yield from (*self.waves, self.title, self.measure, self.nothing, MINUS)
        yield from (one.label for one in self.series)
        yield from (one.key for one in self.series)
        yield from (entry.text for entry in self.key)

    def written_without(self, uncovered: frozenset[str]) -> Lines:
        """Give the lines that go by their keys where their names have characters of no font."""
        series = (replace(one, name=writable(one.name, one.key, uncovered)) for one in self.series)
        return replace(self, series=tuple(series))

    def margins(self, room: float, across: float) -> Margins:
        """Give the margins: numbers at the left, names at the right, waves below."""
        names = (width(one.label, bold=one.overall) for one in self.series)
        right = min(max(names, default=0.0), room)
        key = LINE * len(key_lines(self.key, LEFT + across + right))
        return Margins(self._left(across), right + LABEL_GAP, HEAD + key, self._ticks_height(across) + TITLE_LINE)

    def _left(self, across: float) -> float:
        """Give the room for numbers, and for a turned label of the first wave, which reaches out to the left."""
        if not self._turned(across):
            return LEFT
        first = min(width(self.waves[0]), LONGEST_TURNED) * SMALL * cos(radians(TURNED))
        return max(LEFT, first + 1.0 - BEFORE * self._spacing(across))

    def body(self, room: float) -> tuple[float, float]:  # noqa: ARG002 - every picture is asked alike
        """Give the best size of the axes."""
        return WIDE, max(HIGH, LABEL_LINE * (len(self.series) + 2))

    def _turned(self, across: float) -> bool:
        return max((width(wave) * SMALL for wave in self.waves), default=0.0) + 0.8 > self._spacing(across)

    def _spacing(self, across: float) -> float:
        return across / (max(len(self.waves) - 1, 0) + BEFORE + AFTER)

    def _every(self, across: float) -> int:
        """Say how many waves there are to a name: one, unless turned names would lie on one another."""
        return max(ceil(TURNED_LINE / self._spacing(across)), 1) if self._turned(across) else 1

    def _ticks_height(self, across: float) -> float:
        if not self._turned(across):
            return TICKS_LINE
        longest = min(max(width(wave) for wave in self.waves), LONGEST_TURNED) * SMALL
        return longest * sin(radians(TURNED)) + cos(radians(TURNED)) + 0.7

    def paint(self, ax: Axes, pen: Pen, layout: Layout) -> None:
        """Draw axes, lines, names and key."""
        bare(ax)
        ax.set_xlim(-BEFORE, max(len(self.waves) - 1, 0) + AFTER)
        ax.set_ylim(*self._limits())
        self._paint_axes(ax, pen, layout)
        left, right = ax.get_xlim()
        step = min(APART * (right - left) / layout.width, AT_ONCE / max(len(self.series), 1))
        self._paint_usual(ax)
        for place, one in enumerate(self.series):
            aside = 0.0 if one.overall else (place - len(self.series) / 2) * step
            _paint_line(ax, pen, one, aside, many=len(self.waves) > MANY)
        self._paint_names(ax, pen, layout)
        lines = key_lines(self.key, LEFT + layout.width + self.margins(layout.label_room, layout.width).right)
        paint_key(ax, pen, lines, (-LEFT, HEAD + LINE * len(lines)))
        if self.nothing:
            pen.write(ax, (0.5, 0.5), self.nothing, transform=ax.transAxes, ha="center", slant=True)

    def _limits(self) -> tuple[float, float]:
        """Give the ends of the axis of values: what is drawn, and 0 if it is near."""
        drawn = [point for one in self.series for point in one.points]
        ends = [v for _, *values in (*drawn, *self.usual) for v in values if known(v)]
        low, high = (min(ends), max(ends)) if ends else (0.0, 0.0)
        span = max(high - low, self.least)
        if 0 < -high < NEAR_ZERO * span:
            high = 0.0
        if 0 < low < NEAR_ZERO * span:
            low = 0.0
        return low - MARGIN * span, high + MARGIN * span

    def _paint_usual(self, ax: Axes) -> None:
        """Draw the usual range of the overall value, a step a wave, and the usual value in it."""
        for x, usual, low, high in self.usual:
            sides = (x - 0.5, x + 0.5)
            ax.fill_between(sides, low, high, color=RANGE, linewidth=0, zorder=0.1)
            ax.plot(sides, (usual, usual), color=SOFT, linewidth=0.8, linestyle=(0, (4, 2)), zorder=0.4)

    def _paint_axes(self, ax: Axes, pen: Pen, layout: Layout) -> None:
        low, high = ax.get_ylim()
        ticks = nice_ticks(low, high)
        ax.set_yticks(ticks, labels=[pen.language.tell(label) for label in self.labels(ticks)])
        style_ticks(ax, "y", pen)
        for tick in ticks:
            ax.axhline(tick, color=INK if tick == 0 else RULE, linewidth=1.0 if tick == 0 else 0.6, zorder=0.3)
        self._paint_waves(ax, pen, layout)
        ax.set_xlabel(pen.legible(shorten(self.title, layout.width)))
        pen.dress(ax.xaxis.label)
        ax.xaxis.label.set(ha="center", va="center_baseline")
        down = -self._ticks_height(layout.width) - TITLE_LINE / 2
        ax.xaxis.set_label_coords(0.5, 0.0, transform=pen.shifted(ax, ax.transAxes, 0.0, down))
        ax.set_ylabel(pen.legible(self.measure))
        pen.dress(ax.yaxis.label)
        ax.yaxis.label.set(ha="left", va="center_baseline", rotation=0)
        ax.yaxis.set_label_coords(0.0, 1.0, transform=pen.shifted(ax, ax.transAxes, -LEFT, HEAD / 2))

    def _paint_waves(self, ax: Axes, pen: Pen, layout: Layout) -> None:
        turned = self._turned(layout.width)
        ax.set_xticks(range(len(self.waves)), labels=[""] * len(self.waves))
        style_ticks(ax, "x", pen)
        ax.spines["bottom"].set(visible=True, color=FAINT, linewidth=0.8)
        across = ax.get_xaxis_transform()
        every = self._every(layout.width)
        for x, wave in enumerate(self.waves):
            if (len(self.waves) - 1 - x) % every:
                continue
            text, shift = (shorten(wave, LONGEST_TURNED), (0.4, -0.9)) if turned else (wave, (0.0, -0.6 * TICKS_LINE))
            look: Look = (
                {"ha": "right", "turned": TURNED, "scale": SMALL} if turned else {"ha": "center", "scale": SMALL}
            )
            pen.write(ax, (x, 0.0), text, transform=across, shift=shift, **look)

    def _paint_names(self, ax: Axes, pen: Pen, layout: Layout) -> None:
        """Write each name beside its line's end, moved up or down where names would lie on one another."""
        from matplotlib.patches import ConnectionPatch

        low, high = ax.get_ylim()
        ends = [(one.points[-1][1] - low) / (high - low) * layout.height for one in self.series]
        end = ax.get_xlim()[1]
        for one, at, to in zip(self.series, ends, spread(ends, LABEL_LINE), strict=True):
            x, last = one.points[-1][0], one.points[-1][1]
            look: Look = {"ink": one.ink, "bold": one.overall}
            text, shift = named(one.name, one.told, layout.label_room, bold=one.overall), (LABEL_GAP, to - at)
            pen.write(ax, (end, last), text, transform=ax.transData, shift=shift, **look)
            line = ConnectionPatch(
                (x, last), (end, last), ax.transData, pen.shifted(ax, ax.transData, LABEL_GAP - 0.3, to - at),
                color=one.ink, linewidth=0.7, alpha=0.6, linestyle=(0, (2, 2)), zorder=1, clip_on=False,
            )  # fmt: skip
            ax.add_artist(line)


def spread(places: Sequence[float], apart: float) -> list[float]:
    """Move places on a line as little as needed so that they lie `apart`, in their order.

    Examples
    --------
    >>> spread([1.0, 1.2, 5.0], 1.0)
    [0.6, 1.6, 5.0]
    """
    order = sorted(range(len(places)), key=lambda index: (places[index], -index))
    blocks: list[tuple[float, int]] = []
    for index in order:
        blocks.append((places[index], 1))
        while len(blocks) > 1 and _top(blocks[-2], apart) > _bottom(blocks[-1], apart):
            (upper, many), (lower, few) = blocks.pop(), blocks.pop()
            blocks.append(((lower * few + upper * many) / (few + many), few + many))
    moved = [0.0] * len(places)
    queue = iter(order)
    for centre, size in blocks:
        for step in range(size):
            moved[next(queue)] = round(centre + (step - (size - 1) / 2) * apart, 6)
    return moved


def _bottom(block: tuple[float, int], apart: float) -> float:
    return block[0] - block[1] * apart / 2


def _top(block: tuple[float, int], apart: float) -> float:
    return block[0] + block[1] * apart / 2


def _paint_line(ax: Axes, pen: Pen, one: Series, aside: float, *, many: bool) -> None:
    """Draw a line with intervals and marks, and rings round what is outside of its usual range.

    Of many waves the overall line alone has intervals and marks, or the others would hide it.
    """
    x = [point[0] + aside for point in one.points]
    values, lows, highs = ([point[place] for point in one.points] for place in (1, 2, 3))
    bars: dict[str, Any] = {
        "color": one.ink,
        "linewidth": (2.2 if one.overall else 1.1) * pen.scale,
        "alpha": 0.55,
        "zorder": 2,
    }
    bare_line = many and not one.overall
    if not bare_line:
        ax.vlines(x, lows, highs, **bars)
    size, weight = (5.0 if many else 7.0, 3.0) if one.overall else (5.0, 1.3)
    look: dict[str, Any] = {
        "markersize": size * pen.scale,
        "linewidth": weight * pen.scale,
        "zorder": 4 if one.overall else 3,
    }
    rings = [(at, point[1]) for at, point in zip(x, one.points, strict=True) if point[0] in one.outside]
    if rings:
        ring: dict[str, Any] = {"markersize": 13.0 * pen.scale, "markeredgewidth": 1.4 * pen.scale, "zorder": 5}
        ax.plot(*zip(*rings, strict=True), linestyle="", marker="o", mfc="none", mec=one.ink, **ring)
    if bare_line:
        ax.plot(x, values, color=one.ink, **look)
        return
    ax.plot(x, values, color=one.ink, marker=one.marker, mfc=one.ink if one.overall else PAPER, mec=one.ink, **look)
