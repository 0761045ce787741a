"""Groups as a heat map: a row for each group, a column for each dimension, the value in every cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from servgap.language import Fact, Language, column, count, say, verbatim, word
from servgap.language.numbers import known
from servgap.report.measures import against, least_span, measure_in, noun, value
from servgap.report.pictures.axis import Axis
from servgap.report.pictures.canvas import Picture
from servgap.report.pictures.key import SMALL, KeyEntry
from servgap.report.pictures.measure import width
from servgap.report.pictures.palette import BAND, FAINT, INK, RULE, SOFT, diverging, ink_on
from servgap.report.pictures.pen import Pen
from servgap.report.pictures.selection import attribute_label, dimension_label, group_label, records_of
from servgap.report.pictures.sheet import Cell, Row, Sheet
from servgap.survey.measures.measure import Measure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from servgap.analysis.groups.verb import GroupComparison

CELL_PITCH = 2.9
NARROWEST, CELL_AIR = 6.5, 1.2
"""Shares of a colour's depth from which numbers on it are white: of gaps, and of what fills the middle shades too."""
MOST = 60
LEAST_SHARE, LEAST_WIDE = 1 / 12, 30.0
TEST, TOO_SMALL = "welch", "too_small"
HATCH, UNEQUAL, NOTHING = "////", "≠", "–"


def picture(finding: GroupComparison, language: Language) -> Picture:
    """Plan the picture."""
    by, tell = finding.facts.by, language.tell
    heat = HeatMap.of(finding, by)
    names = [dimension_label(finding, key, language) for key in heat.columns]
    signs = ["" if key not in heat.differing else f"{UNEQUAL} " for key in heat.columns]
    titles = [sign + name for name, sign in zip(names, signs, strict=True)]
    over = tuple(Cell(title, INK if sign else SOFT, bold=bool(sign)) for title, sign in zip(titles, signs, strict=True))
    each = max([NARROWEST, *map(_column, names)])
    named = verbatim(attribute_label(finding, by, language))
    shown: dict[str, Fact] = {"by": named, "n": len(heat.groups), "total": heat.of_groups}
    measure = measure_in(finding.basis)
    way, kind = "lowest" if measure.worse < 0 else "highest", "gap" if measure.is_gap else "value"
    which = "some" if len(heat.groups) < heat.of_groups else "all"
    title = say(f"groups.picture.title.{kind}.{which}", case=way, noun=noun(measure), **shown)
    return Sheet(
        rows=tuple(_row(finding, heat, group, language) for group in heat.groups),
        headings=(tell(column("n")),),
        axis=Axis(tell(title), -0.5, max(len(heat.columns), 1) - 0.5, ticks=0),
        nothing=tell(say("pictures.nothing")),
        marks=lambda ax, pen: _paint(ax, pen, heat, language),
        key=_key(heat, language),
        wide=max(each * len(heat.columns), LEAST_WIDE),
        pitch=CELL_PITCH,
        over=over,
    )


def _column(name: str) -> float:
    """Give how wide a column is whose heading breaks into about two lines, and before no word."""
    longest = max((width(f"{UNEQUAL} {word}", bold=True) for word in name.split()), default=0.0)
    return max(longest, width(f"{UNEQUAL} {name}", bold=True) / 2) * SMALL + CELL_AIR


@dataclass(frozen=True)
class Shades:
    """How values are coloured: from zero to both sides where it parts worse from better, else from least to most."""

    low: float
    high: float
    parted: bool
    worse: int

    @classmethod
    def of(cls, finding: GroupComparison, shown: list[float]) -> Shades:
        """Take the ends from the values that are shown, not closer to each other than a share of what there may be."""
        measure, scale = measure_in(finding.basis), finding.basis.instrument.scale
        least = least_span(measure, scale, LEAST_SHARE)
        if measure.has_yardstick or measure.family == "net":
            largest = max([least, *map(abs, shown)])
            return cls(-largest, largest, parted=True, worse=measure.worse)
        low, high = (min(shown), max(shown)) if shown else (0.0, 0.0)
        wider = max(0.0, least - (high - low)) / 2
        return cls(low - wider, high + wider, parted=False, worse=measure.worse)

    def place(self, found: float) -> float:
        """Give the place of a value among the colours of gaps, of which those of one side do where nothing parts."""
        share = (found - self.low) / (self.high - self.low)
        return share if self.parted else (1 - self.worse * share) / 2


@dataclass(frozen=True)
class HeatMap:
    """The cells of the map, and in which dimensions the groups differ."""

    groups: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[tuple[str, str], Mapping[str, Any]]
    differing: frozenset[str]
    rivals: Mapping[tuple[str, str], int]
    measure: Measure
    shades: Shades
    ends: tuple[float, float]
    """The lowest and the highest value that are shown."""
    of_groups: int
    """Groups that there are; so many rows as that may be nobody could look at."""

    @classmethod
    def of(cls, finding: GroupComparison, by: str) -> HeatMap:
        """Choose what to show: groups with the worst overall value first, those too small last."""
        measure = measure_in(finding.basis)
        records = records_of(finding.frames["groups"])
        cells = {(str(record[by]), str(record["dimension"])): record for record in records}
        groups = tuple(
            sorted(dict.fromkeys(group for group, _ in cells), key=lambda group: _place(cells, group, measure))
        )
        dimensions = ("", *finding.basis.instrument.dimension_keys)
        columns = tuple(key for key in dimensions if any((group, key) in cells for group in groups))
        tests = finding.frames["frame"]
        differing = [r["dimension"] for r in records_of(tests[tests["differs"].isin([True])]) if r["test"] == TEST]
        shown = [float(record["value"]) for record in records if known(record["value"]) and not _small(record)]
        shades, ends = Shades.of(finding, shown), (min(shown, default=0.0), max(shown, default=0.0))
        rivals = _rivals(finding)
        return cls(groups[:MOST], columns, cells, frozenset(differing), rivals, measure, shades, ends, len(groups))


def _small(record: Mapping[str, Any]) -> bool:
    return str(record["reason"]) == TOO_SMALL


def _place(cells: Mapping[tuple[str, str], Mapping[str, Any]], group: str, measure: Measure) -> tuple[bool, float]:
    record = cells.get((group, ""))
    if record is None or not known(record["value"]):
        return True, float("inf")
    return _small(record), -measure.worse * float(record["value"])


def _rivals(finding: GroupComparison) -> dict[tuple[str, str], int]:
    """Count from how many other groups a group differs, in each dimension."""
    if "pairs" not in finding.frames:
        return {}
    pairs = finding.frames["pairs"]
    found: Counter[tuple[str, str]] = Counter()
    for record in records_of(pairs[pairs["differs"].isin([True])]):
        for group in (record["group_a"], record["group_b"]):
            found[str(group), str(record["dimension"])] += 1
    return found


def _row(finding: GroupComparison, heat: HeatMap, group: str, language: Language) -> Row:
    sizes = [heat.cells[group, key]["n"] for key in heat.columns if (group, key) in heat.cells]
    label = group_label(finding, finding.facts.by, group, language)
    return Row(label, cells=(Cell(language.tell(count(sizes[0])), SOFT),))


def _key(heat: HeatMap, language: Language) -> tuple[KeyEntry, ...]:
    square = {"marker": "s", "markersize": 9, "markeredgecolor": FAINT, "markeredgewidth": 0.5}
    colours, tell = diverging(), language.tell
    entries = [KeyEntry(tell(text), {**square, "markerfacecolor": colours(place)}) for text, place in _ends(heat)]
    if heat.differing:
        entries.append(KeyEntry(tell(say("groups.picture.differs"))))
    if heat.rivals:
        entries.append(KeyEntry(tell(say("groups.picture.differs_from"))))
    if any(_small(record) for record in heat.cells.values()):
        entries.append(KeyEntry(tell(word("reason", TOO_SMALL)), {**square, "markerfacecolor": BAND}))
    return tuple(entries)


def _ends(heat: HeatMap) -> list[tuple[Fact, float]]:
    """Say what the colours of both ends mean, with their places among the colours."""
    measure = heat.measure
    if heat.shades.parted:
        case = "yardstick" if measure.has_yardstick else "net"
        return [
            (say(f"groups.picture.{end}", case=case, against=against(measure)), place)
            for end, place in (("short", 0.12), ("over", 0.88))
        ]
    return [
        (say(f"groups.picture.{end}", value=value(measure, found)), heat.shades.place(found))
        for end, found in zip(("lowest", "highest"), heat.ends, strict=True)
    ]


def _paint(ax: Axes, pen: Pen, heat: HeatMap, language: Language) -> None:
    for y, group in enumerate(heat.groups):
        for x, key in enumerate(heat.columns):
            _cell(ax, pen, (x, y), heat, (group, key), language.tell)


def _cell(
    ax: Axes, pen: Pen, at: tuple[int, int], heat: HeatMap, key: tuple[str, str], tell: Callable[[Fact], str]
) -> None:
    record = heat.cells.get(key)
    found = float(record["value"]) if record is not None and known(record["value"]) else float("nan")
    small = record is None or _small(record) or not known(found)
    place = 0.5 if small else heat.shades.place(found)
    face = diverging()(place)
    _patch(ax, at, face, small=small)
    ink = SOFT if small else ink_on(face)
    rivals = heat.rivals.get(key, 0)
    centre = (float(at[0]), float(at[1]))
    written = tell(value(heat.measure, found)) or NOTHING
    up = 0.5 if rivals else 0.0
    pen.write(ax, centre, written, transform=ax.transData, shift=(0.0, up), ha="center", bold=rivals > 0, ink=ink)
    if rivals:
        below = f"{UNEQUAL} {tell(rivals)}"
        pen.write(ax, centre, below, transform=ax.transData, shift=(0.0, -0.62), ha="center", ink=ink, scale=SMALL)


def _patch(ax: Axes, at: tuple[int, int], face: Any, *, small: bool) -> None:
    from matplotlib.patches import Rectangle

    corner = (at[0] - 0.48, at[1] - 0.47)
    look = {"facecolor": BAND, "edgecolor": RULE, "hatch": HATCH} if small else {"facecolor": face, "edgecolor": "none"}
    ax.add_patch(Rectangle(corner, 0.96, 0.94, linewidth=0.0, zorder=1, **look))
