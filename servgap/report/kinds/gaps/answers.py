"""Answers to each item as bars that are stacked to both sides of the scale's middle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from servgap.language import Fact, Language, column, count, named, percent, say, word, written
from servgap.language.numbers import known
from servgap.report.names import item
from servgap.report.pictures.axis import Axis
from servgap.report.pictures.canvas import Picture
from servgap.report.pictures.key import SMALL, KeyEntry, mark_style
from servgap.report.pictures.measure import width
from servgap.report.pictures.palette import INK, PAPER, SOFT, answer_inks, ink_on
from servgap.report.pictures.pen import POINTS_PER_INCH, Pen
from servgap.report.pictures.selection import clean, records_of, shown_rows, titled
from servgap.report.pictures.sheet import Cell, Row, Sheet
from servgap.survey.scale import Scale, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from servgap.analysis.gaps.verb import Gaps

FRAME = "answers"
PAIRED, ALONE = 2.5, 1.6
"""Heights of rows with two bars, and with one, in ems."""
BAR, APART = 0.36, 0.22
"""Parts of a row: how high a bar of two is, and how far its middle lies from the row's."""
ALONE_BAR = 0.72
NUMBERED = 18.0
"""How wide the axes must be for numbers to stand in bars, in ems: in narrower ones some would, and most not."""
ROOM = 0.5
"""Room in a bar beside its number, in ems."""
BESIDE = ("n_not_applicable", "n_missing", "n_not_asked")


@dataclass(frozen=True)
class Bar:
    """The answers to an item of one part: the share of each answer of the scale, and how many gave one or none."""

    shares: tuple[float, ...]
    n: int
    beside: tuple[int, ...]

    @property
    def start(self) -> float:
        """Where it begins, so that the middle of the scale lies at 0."""
        below = len(self.shares) // 2
        middle = self.shares[below] / 2 if len(self.shares) % 2 else 0.0
        return -sum(self.shares[:below]) - middle


def answers(finding: Gaps, language: Language) -> Picture:
    """Plan the picture: items in the questionnaire's order, the parts that are compared one under the other.

    As Robbins & Heiberger (2011) have it, after whom the R packages likert and HH draw: the middle answer is halved by
    a line, and those below and above it lie to its left and right.
    """
    tell, scale = language.tell, finding.basis.instrument.scale
    parts = [part for part in finding.basis.pair if part is not None]
    found = _bars(finding, parts)
    shown = [name for place, name in enumerate(BESIDE) if any(b.beside[place] for bars in found.values() for b in bars)]
    bars = [bar for each in found.values() for bar in each if bar.n]
    low, high = (min((bar.start for bar in bars), default=-0.5), max((bar.start + 1 for bar in bars), default=0.5))
    title = titled(finding, say("gaps.answers.axis"), language)
    hints = (tell(say("gaps.answers.lower")), tell(say("gaps.answers.higher")))
    return Sheet(
        rows=tuple(_rows(finding, found, shown, language)),
        headings=tuple(map(tell, (column("n"), *(say(f"gaps.answers.{name}") for name in shown)))),
        axis=Axis(title, low - 0.02, high + 0.02, hints=hints, labels=_shares),
        nothing=tell(say("pictures.nothing")),
        marks=partial(_marks, bars=list(found.values())),
        key=_key(finding, scale, parts, language),
        pitch=PAIRED if len(parts) > 1 else ALONE,
    )


def _bars(finding: Gaps, parts: Sequence[str]) -> dict[str, list[Bar]]:
    """Give the bars of each item, in the order of the parts; an item of which a part is not shown is left out."""
    levels = finding.basis.instrument.scale.levels
    rows: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for record in records_of(shown_rows(finding, FRAME)):
        rows.setdefault((record["item"], record["part"]), []).append(record)
    found = {}
    for key in finding.basis.instrument.item_keys:
        own = [rows.get((key, part), []) for part in parts]
        if all(len(each) == levels for each in own):
            found[key] = [
                Bar(
                    tuple(float(record["answer_share"]) for record in each),
                    int(each[0]["n"]),
                    tuple(int(each[0][name]) for name in BESIDE),
                )
                for each in own
            ]
    return found


def _rows(finding: Gaps, found: dict[str, list[Bar]], shown: Sequence[str], language: Language) -> list[Row]:
    instrument, tell, rows, before = finding.basis.instrument, language.tell, [], ""
    for key, bars in found.items():
        dimension = instrument.dimension_of(key).key
        numbers = [[bar.n for bar in bars], *([bar.beside[BESIDE.index(name)] for bar in bars] for name in shown)]
        rows.append(
            Row(
                label=clean(tell(item(instrument, key))) or key,
                key=key,
                ruled=dimension != before,
                cells=tuple(Cell(" | ".join(tell(count(n)) for n in each), SOFT) for each in numbers),
                reason="" if any(bar.n for bar in bars) else tell(say("gaps.answers.nobody")),
            )
        )
        before = dimension
    return rows


def _shares(ticks: Sequence[float]) -> list[Fact]:
    """Write places to both sides of the middle as what lies between it and them."""
    return [percent(round(abs(tick), 2)) for tick in ticks]


def _key(finding: Gaps, scale: Scale, parts: Sequence[str], language: Language) -> tuple[KeyEntry, ...]:
    """Say which shade is which answer, those too that nobody gave, and which bar is which part."""
    tell, ends = language.tell, {0: scale.low_label, scale.levels - 1: scale.high_label}
    entries = []
    for place, (value, ink) in enumerate(zip(scale.values, answer_inks(scale.levels), strict=True)):
        answer = written(plain, float(value))
        label = ends.get(place)
        told = say("gaps.answers.end", answer=answer, label=named(label)) if label is not None else answer
        entries.append(KeyEntry(tell(told), {**mark_style(ink, "s", size=9.0), "markeredgecolor": SOFT}))
    if len(parts) > 1:
        upper, lower = (word("part", part) for part in parts)
        entries.append(KeyEntry(tell(say("gaps.answers.bars", upper=upper, lower=lower))))
    if any(each.reversed for each in finding.basis.instrument.items):
        entries.append(KeyEntry(tell(say("gaps.answers.turned"))))
    return tuple(entries)


def _marks(ax: Axes, pen: Pen, bars: Sequence[Sequence[Bar]]) -> None:
    """Draw the bars, each answer's share in it where it has room, and the middle."""
    low, high = ax.get_xlim()
    across = ax.bbox.width / ax.figure.dpi * POINTS_PER_INCH / pen.size
    each = across / (high - low) if across >= NUMBERED else 0.0
    ax.axvline(0.0, color=INK, linewidth=0.9 * pen.scale, zorder=1)
    for y, row in enumerate(bars):
        for place, bar in enumerate(row):
            middle = y + (0.0 if len(row) == 1 else APART * (2 * place - 1))
            _paint_bar(ax, pen, bar, middle, ALONE_BAR if len(row) == 1 else BAR, each)


def _paint_bar(ax: Axes, pen: Pen, bar: Bar, y: float, high: float, across: float) -> None:
    if not bar.n:
        return
    from matplotlib.patches import Rectangle

    left = bar.start
    for share, ink in zip(bar.shares, answer_inks(len(bar.shares)), strict=True):
        if not (known(share) and share > 0):
            continue
        place, edge = (left, y - high / 2), 0.8 * pen.scale
        ax.add_patch(Rectangle(place, share, high, facecolor=ink, edgecolor=PAPER, linewidth=edge, zorder=2))
        text = pen.language.tell(percent(round(share, 2)))
        if width(text) * SMALL + ROOM <= share * across:
            at = (left + share / 2, y)
            pen.write(ax, at, text, transform=ax.transData, ha="center", ink=ink_on(ink), scale=SMALL)
        left += share
