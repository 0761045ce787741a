"""Events as paths: branches with one and branches without it from wave to wave, a panel an event."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians, sin
from typing import TYPE_CHECKING, Any

from servgap.errors import ServgapError
from servgap.errors import events as errors
from servgap.language import Fact, Language, count, say, verbatim
from servgap.language.numbers import MINUS, known
from servgap.report.kinds.waves.picture import axis
from servgap.report.measures import least_span, measure_in, tick_labels_of
from servgap.report.pictures.axis import TICKS_LINE, TITLE_LINE, nice_ticks, style_ticks, tick_labels
from servgap.report.pictures.canvas import Layout, Margins, Picture
from servgap.report.pictures.key import LINE, SMALL, KeyEntry, key_lines, paint_key
from servgap.report.pictures.measure import shorten, width
from servgap.report.pictures.palette import FAINT, INK, LINES, PAPER, RULE, SOFT
from servgap.report.pictures.pen import Look, Pen
from servgap.report.pictures.selection import attribute_label, clean, group_label, records_of
from servgap.report.pictures.sheet import bare

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from servgap.analysis.waves.facts import EventFound
    from servgap.analysis.waves.verb import Waves

WIDE, EACH, HIGH = 42.0, 23.0, 24.0
LEFT, RIGHT, HEAD, NAME_LINE, PANEL_HEAD = 3.8, 1.0, 2.3, 1.5, 3.4
BETWEEN = 0.9
"""Waves' worth of room between two panels."""
BEFORE, AFTER = 0.35, 0.35
TURNED, LONGEST_TURNED = 35.0, 14.0
MARGIN, LEAST_SHARE = 0.08, 1 / 20
MOST_PANELS = 3
DASHED = (0, (4, 2.5))
DOTTED = (0, (1, 2))
WITH_INK, OTHER_INK = LINES[0], SOFT


def lacking(finding: Waves) -> ServgapError | None:
    """Say that there are no paths to draw where no event was given."""
    return None if finding.facts.events else errors.none_given("events")


@dataclass(frozen=True)
class Panel:
    """One event: its name, its sides, its starts, the values of both sides; and what those with it would have had."""

    name: str
    sides: str
    starts: tuple[int, ...]
    having: tuple[float, ...]
    others: tuple[float, ...]
    otherwise: tuple[float, ...]


def paths(finding: Waves, language: Language) -> Picture:
    """Plan the picture."""
    waves, tell, shown = list(finding.facts.waves), language.tell, finding.facts.events[:MOST_PANELS]
    panels = tuple(_panel(finding, each, language) for each in shown)
    more = len(finding.facts.events) > len(shown)
    by = verbatim(attribute_label(finding, finding.facts.by, language))
    drawn = any(map(known, (value for each in panels for value in (*each.having, *each.others))))
    return Paths(
        panels=panels,
        waves=tuple(group_label(finding, finding.facts.by, wave, language) for wave in waves),
        title=tell(
            say(
                "events.picture.title",
                case="some" if more else "one",
                by=by,
                n=count(len(shown)),
                all=count(len(finding.facts.events)),
            )
        ),
        measure=tell(axis(finding)),
        key=_key(panels, language) if drawn else (),
        least=least_span(measure_in(finding.basis), finding.basis.instrument.scale, LEAST_SHARE),
        nothing="" if drawn else tell(say("pictures.nothing")),
        labels=tick_labels_of(measure_in(finding.basis)),
    )


def _panel(finding: Waves, event: EventFound, language: Language) -> Panel:
    measure, waves = measure_in(finding.basis), list(finding.facts.waves)
    rows = {
        str(row["wave"]): row
        for row in records_of(finding.frames["event_waves"])
        if (row["event_name"], row["level"], row["part"]) == (event.name, "overall", measure.name)
    }
    having, others = (
        tuple(float(rows[wave][side]) if wave in rows else float("nan") for wave in waves)
        for side in ("with_event", "without_event")
    )
    starts = tuple(waves.index(wave) for wave in event.begun if wave in waves)
    told: dict[str, Fact] = {"with": count(event.n_with), "without": count(event.n_without)}
    sides = language.tell(say("events.picture.panel", **told))
    return Panel(clean(event.name), sides, starts, having, others, _otherwise(having, others, starts))


def _otherwise(having: Sequence[float], others: Sequence[float], starts: Sequence[int]) -> tuple[float, ...]:
    """Give the path of those with the event as it would be by the change of the others; of one start only.

    Up to the start it lies on average on their own path, and after it as far from that as the effect is large.
    """
    if len(starts) != 1 or not starts[0] or not all(map(known, (*having, *others))):
        return ()
    start = starts[0]
    apart = sum(one - other for one, other in zip(having[:start], others[:start], strict=True)) / start
    return tuple(other + apart for other in others)


def _key(panels: Sequence[Panel], language: Language) -> tuple[KeyEntry, ...]:
    tell = language.tell
    entries = [
        KeyEntry(tell(say("events.picture.with_event")), {**_look(WITH_INK, filled=True), "linewidth": 2.0}),
        KeyEntry(tell(say("events.picture.without_event")), {**_look(OTHER_INK, filled=False), "linewidth": 1.4}),
    ]
    if any(each.otherwise for each in panels):
        dotted = {"color": WITH_INK, "linestyle": DOTTED, "linewidth": 1.6}
        entries.append(KeyEntry(tell(say("events.picture.otherwise")), dotted))
    if any(each.starts for each in panels):
        entries.append(KeyEntry(tell(say("events.picture.start")), {"marker": "|", "markersize": 11, "color": INK}))
    return tuple(entries)


def _look(ink: str, *, filled: bool) -> dict[str, Any]:
    return {"color": ink, "marker": "o" if filled else "s", "mfc": ink if filled else PAPER, "mec": ink}


@dataclass(frozen=True)
class Paths(Picture):
    """Panels side by side on one scale, waves along each."""

    panels: tuple[Panel, ...]
    waves: tuple[str, ...]
    title: str
    measure: str
    key: tuple[KeyEntry, ...]
    least: float
    nothing: str = ""
    labels: Callable[[Sequence[float]], Sequence[Fact]] = tick_labels

    def texts(self) -> Iterable[str]:
        """Every text that will be written."""
        yield from (*self.waves, self.title, self.measure, self.nothing, MINUS)
        yield from (text for each in self.panels for text in (each.name, each.sides))
        yield from (entry.text for entry in self.key)

    def margins(self, room: float, across: float) -> Margins:  # noqa: ARG002 - every picture is asked alike
        """Give the margins: numbers at the left, names of events above, waves below."""
        key = LINE * len(key_lines(self.key, self._left(across) + across + RIGHT))
        bottom = self._ticks_height(across) + TITLE_LINE
        return Margins(self._left(across), RIGHT, HEAD + PANEL_HEAD + key, bottom)

    def body(self, room: float) -> tuple[float, float]:  # noqa: ARG002 - every picture is asked alike
        """Give the best size of the axes."""
        return max(WIDE, EACH * len(self.panels)), HIGH

    def _left(self, across: float) -> float:
        """Give the room for numbers, and for a turned label of the first wave, which reaches out to the left."""
        if not self._turned(across):
            return LEFT
        first = min(width(self.waves[0]), LONGEST_TURNED) * SMALL * cos(radians(TURNED))
        return max(LEFT, first + 1.0 - BEFORE * self._spacing(across))

    @property
    def _reach(self) -> float:
        """How many waves' worth of room all panels take."""
        steps = max(len(self.waves) - 1, 0)
        return len(self.panels) * steps + (len(self.panels) - 1) * BETWEEN + BEFORE + AFTER

    def _spacing(self, across: float) -> float:
        return across / self._reach

    def _turned(self, across: float) -> bool:
        return max((width(wave) * SMALL for wave in self.waves), default=0.0) + 0.8 > self._spacing(across)

    def _ticks_height(self, across: float) -> float:
        if not self._turned(across):
            return TICKS_LINE
        longest = min(max(width(wave) for wave in self.waves), LONGEST_TURNED) * SMALL
        return longest * sin(radians(TURNED)) + cos(radians(TURNED)) + 0.7

    def _first(self, place: int) -> float:
        """Give where a panel's first wave stands."""
        return place * (max(len(self.waves) - 1, 0) + BETWEEN)

    def paint(self, ax: Axes, pen: Pen, layout: Layout) -> None:
        """Draw axes, panels and key."""
        bare(ax)
        ax.set_xlim(-BEFORE, self._reach - BEFORE)
        ax.set_ylim(*self._limits())
        self._paint_axes(ax, pen, layout)
        for place, each in enumerate(self.panels):
            self._paint_panel(ax, pen, layout, place, each)
        lines = key_lines(self.key, self._left(layout.width) + layout.width + RIGHT)
        paint_key(ax, pen, lines, (-self._left(layout.width), HEAD + PANEL_HEAD + LINE * len(lines)))
        if self.nothing:
            pen.write(ax, (0.5, 0.5), self.nothing, transform=ax.transAxes, ha="center", slant=True)

    def _limits(self) -> tuple[float, float]:
        values = [v for each in self.panels for v in (*each.having, *each.others, *each.otherwise) if known(v)]
        low, high = (min(values), max(values)) if values else (0.0, 0.0)
        middle, span = (low + high) / 2, max(high - low, self.least)
        return middle - (0.5 + MARGIN) * span, middle + (0.5 + MARGIN) * span

    def _paint_axes(self, ax: Axes, pen: Pen, layout: Layout) -> None:
        low, high = ax.get_ylim()
        ticks = nice_ticks(low, high)
        ax.set_yticks(ticks, labels=[pen.language.tell(label) for label in self.labels(ticks)])
        style_ticks(ax, "y", pen)
        for tick in ticks:
            ax.axhline(tick, color=INK if tick == 0 else RULE, linewidth=1.0 if tick == 0 else 0.6, zorder=0.3)
        ax.set_xticks([])
        ax.spines["bottom"].set(visible=True, color=FAINT, linewidth=0.8)
        ax.set_xlabel(pen.legible(shorten(self.title, layout.width)))
        pen.dress(ax.xaxis.label)
        ax.xaxis.label.set(ha="center", va="center_baseline")
        down = -self._ticks_height(layout.width) - TITLE_LINE / 2
        ax.xaxis.set_label_coords(0.5, 0.0, transform=pen.shifted(ax, ax.transAxes, 0.0, down))
        ax.set_ylabel(pen.legible(self.measure))
        pen.dress(ax.yaxis.label)
        ax.yaxis.label.set(ha="left", va="center_baseline", rotation=0)
        up = PANEL_HEAD + HEAD / 2
        ax.yaxis.set_label_coords(0.0, 1.0, transform=pen.shifted(ax, ax.transAxes, -self._left(layout.width), up))

    def _paint_panel(self, ax: Axes, pen: Pen, layout: Layout, place: int, panel: Panel) -> None:
        first, last = self._first(place), len(self.waves) - 1
        across, turned = ax.get_xaxis_transform(), self._turned(layout.width)
        room = (max(last, 0) + BETWEEN / 2) * self._spacing(layout.width)
        middle = (first + last / 2, 1.0)
        for text, up, bold in ((panel.name, 1.5, True), (panel.sides, 0.5, False)):
            told, shift = shorten(text, room, bold=bold), (0.0, 0.3 + up * NAME_LINE)
            look: Look = {"ha": "center", "bold": bold, "ink": INK if bold else SOFT, "scale": 1.0 if bold else SMALL}
            pen.write(ax, middle, told, transform=across, shift=shift, **look)
        for x, wave in enumerate(self.waves):
            at = (first + x, 0.0)
            if turned:
                text = shorten(wave, LONGEST_TURNED)
                pen.write(ax, at, text, transform=across, shift=(0.4, -0.9), ha="right", turned=TURNED, scale=SMALL)
            else:
                pen.write(ax, at, wave, transform=across, shift=(0.0, -0.6 * TICKS_LINE), ha="center", scale=SMALL)
        for start in panel.starts:
            ax.axvline(first + start - 0.5, color=INK, linewidth=1.1 * pen.scale, linestyle=DASHED, zorder=1)
        if place:
            ax.axvline(first - BETWEEN / 2, color=PAPER, linewidth=6.0 * pen.scale, zorder=0.6)
        if panel.otherwise:
            dotted: dict[str, Any] = {"color": WITH_INK, "linestyle": DOTTED, "linewidth": 1.6 * pen.scale, "zorder": 2}
            ax.plot([first + x for x in range(len(self.waves))], panel.otherwise, **dotted)
        for values, ink, filled in ((panel.others, OTHER_INK, False), (panel.having, WITH_INK, True)):
            _paint_path(ax, pen, first, values, _look(ink, filled=filled), filled=filled)


def _paint_path(
    ax: Axes, pen: Pen, first: float, values: Sequence[float], look: dict[str, Any], *, filled: bool
) -> None:
    points = [(first + x, value) for x, value in enumerate(values) if known(value)]
    sizes = {"markersize": (6.0 if filled else 5.0) * pen.scale, "linewidth": (2.2 if filled else 1.4) * pen.scale}
    if points:
        ax.plot(*zip(*points, strict=True), **{**look, **sizes, "zorder": 4 if filled else 3})
