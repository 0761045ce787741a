"""The ranking: each standard's place with the set of places it may have, worst first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from servgap.language import Language, percent, say, word
from servgap.language.numbers import known
from servgap.report.cells import ends
from servgap.report.kinds.ranking.criterion import headed, written
from servgap.report.measures import measure_in
from servgap.report.pictures.axis import Axis
from servgap.report.pictures.canvas import Picture
from servgap.report.pictures.key import KeyEntry
from servgap.report.pictures.palette import FAINT, PAPER, SHORT_OF, SOFT
from servgap.report.pictures.pen import Pen
from servgap.report.pictures.selection import (
    dimension_label,
    reason_word,
    records_of,
    shown_rows,
    standard_label,
    titled,
)
from servgap.report.pictures.sheet import Cell, Row, Sheet
from servgap.report.tables.rows import says_yes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from servgap.analysis.ranking.verb import Ranking

BEYOND, OVERHANG = 0.6, 0.3


def picture(finding: Ranking, language: Language) -> Picture:
    """Plan the picture."""
    records = records_of(shown_rows(finding))
    worst, tell = finding.facts.k, language.tell
    places = [float(r[c]) for r in records for c in ("rank", "rank_high") if known(r[c])]
    axis = Axis(
        titled(finding, say("ranking.picture.axis"), language),
        1.0 - BEYOND,
        max([len(records), *places, 2.0]) + BEYOND,
        hints=(tell(say("ranking.picture.worse")), tell(say("ranking.picture.better"))),
        whole=True,
    )
    of_gap = measure_in(finding.basis).is_gap
    value = say("ranking.picture.value", case=finding.facts.criterion) if of_gap else headed(finding)
    sets = say("ranking.picture.rank_set", level=percent(finding.basis.confidence))
    return Sheet(
        rows=tuple(_row(finding, record, language) for record in records),
        headings=(tell(word("level", "dimension")), tell(value), tell(sets)),
        axis=axis,
        nothing=tell(say("pictures.nothing")),
        marks=lambda ax, pen: _marks(ax, pen, records, worst),
        key=_key(worst, language),
        wide=28.0,
    )


def _row(finding: Ranking, record: dict[str, Any], language: Language) -> Row:
    candidate = says_yes(record["may_be_worst"])
    drawn = known(record["rank"])
    cells = (
        Cell(dimension_label(finding, record["dimension"], language), SOFT),
        Cell(language.tell(written(finding, record["value"])), bold=candidate),
        Cell(language.tell(ends("rank_low", record["rank_low"], record["rank_high"])), bold=candidate),
    )
    return Row(
        label=standard_label(finding, record["standard"], language),
        key=record["standard"],
        strong=candidate,
        cells=cells,
        reason="" if drawn else reason_word(record, language),
    )


def _key(worst: int, language: Language) -> tuple[KeyEntry, ...]:
    style = {"marker": "o", "markersize": 6, "linewidth": 4}
    first = {**style, "color": SHORT_OF, "markerfacecolor": SHORT_OF, "markeredgecolor": SHORT_OF}
    other = {**style, "color": FAINT, "markerfacecolor": PAPER, "markeredgecolor": SOFT}
    return (
        KeyEntry(language.tell(say("ranking.picture.may_be_worst", k=worst)), first),
        KeyEntry(language.tell(say("ranking.picture.others", k=worst)), other),
    )


def _marks(ax: Axes, pen: Pen, records: list[dict[str, Any]], worst: int) -> None:
    ax.axvspan(ax.get_xlim()[0], worst + 0.5, color=SHORT_OF, alpha=0.07, linewidth=0, zorder=0.2)
    for y, record in enumerate(records):
        candidate = says_yes(record["may_be_worst"])
        ends = (record["rank_low"] - OVERHANG, record["rank_high"] + OVERHANG)
        pen.bar(ax, ends, y, ink=SHORT_OF if candidate else FAINT, weight=5.5, faint=True)
        pen.dot(ax, (record["rank"], y), ink=SHORT_OF if candidate else SOFT, hollow=not candidate)
