"""A screening as a dot plot: the gaps with everybody and without the flagged, and how many raise which flag."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from servgap.language.numbers import count, known, number, percent, signed
from servgap.report.pictures.axis import Axis
from servgap.report.pictures.canvas import Picture
from servgap.report.pictures.key import KeyEntry
from servgap.report.pictures.palette import INK, PAPER, SOFT
from servgap.report.pictures.pen import Pen
from servgap.report.pictures.selection import by_dimension, dimension_label, reason_word, records_of
from servgap.report.pictures.sheet import Cell, Row, Sheet
from servgap.report.words.codes import word
from servgap.report.words.columns import heading
from servgap.report.words.languages import Language
from servgap.report.words.pictures import caption, with_interval

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from servgap.analysis.finding import Finding

APART = 0.17
PITCH = 2.1
MARGIN = 0.08
LEAST_WIDE = 1 / 12
BOTH = (("", -APART, INK, INK, "everybody"), ("_without", APART, SOFT, PAPER, "unflagged"))


def plan(finding: Finding, language: Language) -> Picture:
    """Plan the picture of a finding of the kind ``screening``."""
    records = by_dimension(finding, finding.frames["with_without"])
    mean = word("part", finding.facts["part"], language)
    low, high = _limits(finding, records)
    title = with_interval("with_without", finding.basis.confidence, language, mean=mean)
    return Sheet(
        rows=(*(_row(finding, record, language) for record in records), *_flags(finding, language)),
        headings=(mean, caption("unflagged", language), caption("change", language), heading("n_without", language)),
        axis=Axis(title, low, high),
        nothing=caption("nothing", language),
        marks=lambda ax, pen: _marks(ax, pen, records),
        key=_key(language),
        pitch=PITCH,
    )


def _row(finding: Finding, record: dict[str, Any], language: Language) -> Row:
    drawn = known(record["mean"]) or known(record["mean_without"])
    cells = (
        Cell(number(record["mean"]), bold=True),
        Cell(number(record["mean_without"])),
        Cell(signed(record["difference"], 3), SOFT),
        Cell(count(record["n_without"]), SOFT),
    )
    return Row(
        label=dimension_label(finding, record["dimension"], language),
        key=record["dimension"],
        strong=record["level"] == "overall",
        cells=cells,
        reason="" if drawn else reason_word(record, language),
    )


def _flags(finding: Finding, language: Language) -> list[Row]:
    """Make a row for each flag; how many raise it stands at the right."""
    flags = records_of(finding.frames["flags"])
    if not flags:
        return []
    whole = finding.facts["respondents"]
    flagged = _counted(finding.facts["flagged"], finding.facts["flagged"] / max(whole, 1), language)
    rows = [Row(caption("flagged", language), strong=True, ruled=True, cells=_last(Cell(flagged, bold=True)))]
    for record in flags:
        told = reason_word(record, language)
        if told or record["counted"]:
            cells = () if told else _last(Cell(_counted(record["n"], record["share"], language)))
            rows.append(Row(word("flag", record["flag"], language), indented=True, cells=cells, reason=told))
    return rows


def _counted(n: Any, share: Any, language: Language) -> str:
    shown = percent(round(float(share), 3)) if known(share) else ""
    return caption("raise", language, n=count(n), share=shown) if shown else count(n)


def _last(cell: Cell) -> tuple[Cell, ...]:
    return (Cell(""), Cell(""), Cell(""), cell)


def _key(language: Language) -> tuple[KeyEntry, ...]:
    dot: dict[str, Any] = {"marker": "o", "markersize": 6, "linewidth": 1.5}
    return tuple(
        KeyEntry(caption(text, language), {**dot, "color": ink, "markeredgecolor": ink, "markerfacecolor": face})
        for _, _, ink, face, text in BOTH
    )


def _limits(finding: Finding, records: list[dict[str, Any]]) -> tuple[float, float]:
    """Give the part of the axis on which something lies; gaps are shown with nought."""
    names = [f"{name}{which}" for which, *_ in BOTH for name in ("mean", "ci_low", "ci_high")]
    values = [float(record[name]) for record in records for name in names if known(record[name])]
    scale = finding.basis.instrument.scale
    if finding.facts["part"] == "gap":
        values.append(0.0)
    if not values:
        return scale.low, scale.high
    margin = MARGIN * max(max(values) - min(values), LEAST_WIDE * scale.width)
    return min(values) - margin, max(values) + margin


def _marks(ax: Axes, pen: Pen, records: list[dict[str, Any]]) -> None:
    for y, record in enumerate(records):
        for which, offset, ink, face, _ in BOTH:
            pen.bar(ax, (record[f"ci_low{which}"], record[f"ci_high{which}"]), y + offset, ink=ink)
            pen.dot(ax, (record[f"mean{which}"], y + offset), ink=ink, size=5.5, hollow=face == PAPER)
