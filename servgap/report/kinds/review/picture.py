"""The review: standards by proposal, each gap with its interval among the gaps that do not matter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from servgap.analysis.review.proposals import DROP, FIX, FIX_DELIVERY, KEEP, PROPOSALS, RELAX, TIGHTEN
from servgap.analysis.verdicts import ABOVE, NEGLIGIBLE, NONE, SHORT, UNDECIDED
from servgap.language import Language, percent, say, word
from servgap.language.numbers import known
from servgap.report.measures import limit, measure_in, title, value
from servgap.report.pictures.axis import Axis
from servgap.report.pictures.canvas import Picture
from servgap.report.pictures.key import KeyEntry
from servgap.report.pictures.palette import BAND, FAINT, INK, PAPER, SOFT, VERDICTS
from servgap.report.pictures.pen import Pen
from servgap.report.pictures.selection import reason_word, records_of, shown_rows, standard_label, titled
from servgap.report.pictures.sheet import Cell, Row, Sheet

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from servgap.analysis.review.verb import Review

INKS = {
    FIX_DELIVERY: VERDICTS[SHORT],
    FIX: "#946200",
    TIGHTEN: "#8e4a9e",
    RELAX: VERDICTS[ABOVE],
    DROP: "#2b6f83",
    KEEP: VERDICTS[NEGLIGIBLE],
    UNDECIDED: FAINT,
    NONE: FAINT,
}
SHAPES = {FIX_DELIVERY: "v", FIX: "X", TIGHTEN: "P", RELAX: "^", DROP: "s", KEEP: "o", UNDECIDED: "D", NONE: "o"}
"""What colours tell apart, shapes do in grey print, also where there is no room for the proposal in words."""
MARGIN = 0.06


def picture(finding: Review, language: Language) -> Picture:
    """Plan the picture."""
    records, tell = records_of(shown_rows(finding)), language.tell
    smallest = float(finding.basis.smallest or 0.0)
    low, high = _limits(records, smallest)
    measure = measure_in(finding.basis)
    headings = (say("review.picture.gap"), say("review.picture.proposal"), say("review.heading.delivered"))
    return Sheet(
        rows=tuple(_row(finding, record, place, records, language) for place, record in enumerate(records)),
        headings=tuple(map(tell, headings)),
        axis=Axis(titled(finding, title(measure), language), low, high),
        nothing=tell(say("pictures.nothing")),
        marks=lambda ax, pen: _marks(ax, pen, records, smallest),
        key=_key(finding, records, language),
    )


def _row(finding: Review, record: dict[str, Any], place: int, records: list[dict[str, Any]], language: Language) -> Row:
    tell, proposal = language.tell, record["proposal"]
    begins = place > 0 and records[place - 1]["proposal"] != proposal
    told = tell(value(measure_in(finding.basis), record["gap"])) if known(record["gap"]) else ""
    cells = (
        Cell(told, SOFT),
        Cell(tell(word("proposal", proposal)) if proposal else "", INKS[proposal], bold=True),
        Cell(tell(word("delivery_verdict", record["delivery_verdict"])), SOFT),
    )
    return Row(
        label=standard_label(finding, record["standard"], language),
        key=record["standard"],
        ruled=begins,
        cells=cells,
        reason="" if known(record["ci_low"]) else reason_word(record, language),
    )


def _key(finding: Review, records: list[dict[str, Any]], language: Language) -> tuple[KeyEntry, ...]:
    tell, there = language.tell, {record["proposal"] for record in records}
    dot: dict[str, Any] = {"markersize": 6.0, "linewidth": 1.8}
    entries = [
        KeyEntry(
            tell(word("proposal", code)),
            {
                **dot,
                "marker": SHAPES[code],
                "color": INKS[code],
                "markerfacecolor": PAPER if code == UNDECIDED else INKS[code],
                "markeredgecolor": INKS[code],
            },
        )
        for code in PROPOSALS
        if code in there and code != NONE
    ]
    share = percent(finding.basis.confidence)
    entries.append(KeyEntry(tell(say("review.picture.interval", level=share)), {"linewidth": 1.6, "color": INK}))
    if finding.basis.smallest:
        band = say("review.picture.band", smallest=limit(measure_in(finding.basis), finding.basis.smallest))
        entries.append(KeyEntry(tell(band), {"linewidth": 8.0, "color": BAND}))
    return tuple(entries)


def _limits(records: list[dict[str, Any]], smallest: float) -> tuple[float, float]:
    """Give the ends of the axis: all that is drawn, and what does not matter."""
    drawn = [float(record[name]) for record in records for name in ("gap", "ci_low", "ci_high") if known(record[name])]
    low, high = min([-2 * smallest, *drawn]), max([2 * smallest, *drawn])
    margin = MARGIN * ((high - low) or 1.0)
    return low - margin, high + margin


def _marks(ax: Axes, pen: Pen, records: list[dict[str, Any]], smallest: float) -> None:
    ax.axvspan(-smallest, smallest, color=BAND, linewidth=0, zorder=0.2)
    ax.axvline(0.0, color=INK, linewidth=1.0, zorder=1)
    for y, record in enumerate(records):
        ink = INKS[record["proposal"]]
        pen.bar(ax, (record["ci_low"], record["ci_high"]), y, ink=ink)
        hollow, shape = record["proposal"] in (UNDECIDED, NONE), SHAPES[record["proposal"]]
        pen.dot(ax, (record["gap"], y), ink=ink, hollow=hollow, shape=shape)
