"""A screening as a dot plot: the gaps with everybody and without the flagged, and how many raise which flag."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from servgap.language import Fact, Language, column, count, percent, say, word
from servgap.language.facts import Styled
from servgap.language.numbers import known
from servgap.report.kinds.screening.tables import headed as headed_by
from servgap.report.kinds.screening.tables import moved, share_of_all
from servgap.report.measures import HUNDRED, difference_heading, measure_in, noun, tick_labels_of, value
from servgap.report.pictures.axis import Axis
from servgap.report.pictures.canvas import Picture
from servgap.report.pictures.key import KeyEntry
from servgap.report.pictures.palette import INK, PAPER, SOFT
from servgap.report.pictures.pen import Pen
from servgap.report.pictures.selection import by_dimension, dimension_label, reason_word, records_of
from servgap.report.pictures.sheet import Cell, Row, Sheet

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from servgap.analysis.screening.verb import Screening

APART = 0.17
PITCH = 2.1
MARGIN = 0.08
LEAST_WIDE = 1 / 12
BOTH = (("", -APART, INK, INK, "everybody"), ("_without", APART, SOFT, PAPER, "unflagged"))


def picture(finding: Screening, language: Language) -> Picture:
    """Plan the picture."""
    records, tell = by_dimension(finding, finding.frames["with_without"]), language.tell
    mean, measure = headed_by(finding), measure_in(finding.basis)
    low, high = _limits(finding, records)
    drawn = mean if measure.family in {"gap", "mean"} else Styled(noun(measure), "capital")
    title = say("screening.picture.with_without", mean=drawn, level=percent(finding.basis.confidence))
    changed = difference_heading(measure, say("tables.change"))
    headings: tuple[Fact, ...] = (mean, say("screening.picture.unflagged"), changed, column("n_without"))
    return Sheet(
        rows=(*(_row(finding, record, language) for record in records), *_flags(finding, language)),
        headings=tuple(map(tell, headings)),
        axis=Axis(tell(title), low, high, labels=tick_labels_of(measure)),
        nothing=tell(say("pictures.nothing")),
        marks=lambda ax, pen: _marks(ax, pen, records),
        key=_key(language),
        pitch=PITCH,
    )


def _row(finding: Screening, record: dict[str, Any], language: Language) -> Row:
    drawn, tell = known(record["mean"]) or known(record["mean_without"]), language.tell
    measure = measure_in(finding.basis)
    cells = (
        Cell(tell(value(measure, record["mean"])), bold=True),
        Cell(tell(value(measure, record["mean_without"]))),
        Cell(tell(moved(finding, record["difference"])), SOFT),
        Cell(tell(count(record["n_without"])), SOFT),
    )
    return Row(
        label=dimension_label(finding, record["dimension"], language),
        key=record["dimension"],
        strong=record["level"] == "overall",
        cells=cells,
        reason="" if drawn else reason_word(record, language),
    )


def _flags(finding: Screening, language: Language) -> list[Row]:
    """Make a row for each flag; how many raise it stands at the right."""
    flags, facts = records_of(finding.frames["flags"]), finding.facts
    if not flags:
        return []
    flagged = _counted(facts.flagged, facts.flagged / max(facts.respondents, 1), language)
    title = language.tell(say("screening.picture.flagged"))
    rows = [Row(title, strong=True, ruled=True, cells=_last(Cell(flagged, bold=True)))]
    for record in flags:
        told = reason_word(record, language)
        if told or record["counted"]:
            cells = () if told else _last(Cell(_counted(record["n"], record["share"], language)))
            flag = language.tell(word("flag", record["flag"]))
            rows.append(Row(flag, indented=True, cells=cells, reason=told))
    return rows


def _counted(n: Any, share: Any, language: Language) -> str:
    shown = share_of_all(share)
    return language.tell(count(n) if shown is None else say("screening.picture.raised", n=count(n), share=shown))


def _last(cell: Cell) -> tuple[Cell, ...]:
    return (Cell(""), Cell(""), Cell(""), cell)


def _key(language: Language) -> tuple[KeyEntry, ...]:
    dot: dict[str, Any] = {"marker": "o", "markersize": 6, "linewidth": 1.5}
    return tuple(
        KeyEntry(
            language.tell(say(f"screening.picture.{text}")),
            {**dot, "color": ink, "markeredgecolor": ink, "markerfacecolor": face},
        )
        for _, _, ink, face, text in BOTH
    )


def _limits(finding: Screening, records: list[dict[str, Any]]) -> tuple[float, float]:
    """Give the part of the axis on which something lies; distances are shown with zero."""
    names = [f"{name}{which}" for which, *_ in BOTH for name in ("mean", "ci_low", "ci_high")]
    values = [float(record[name]) for record in records for name in names if known(record[name])]
    scale = finding.basis.instrument.scale
    measure = measure_in(finding.basis)
    if measure.has_yardstick:
        values.append(0.0)
    if not values:
        return (0.0, 1.0) if measure.is_share else (scale.low, scale.high)
    width = 1.0 if measure.is_share else HUNDRED if measure.index else scale.width
    margin = MARGIN * max(max(values) - min(values), LEAST_WIDE * width)
    return min(values) - margin, max(values) + margin


def _marks(ax: Axes, pen: Pen, records: list[dict[str, Any]]) -> None:
    for y, record in enumerate(records):
        for which, offset, ink, face, _ in BOTH:
            pen.bar(ax, (record[f"ci_low{which}"], record[f"ci_high{which}"]), y + offset, ink=ink)
            pen.dot(ax, (record[f"mean{which}"], y + offset), ink=ink, size=5.5, hollow=face == PAPER)
