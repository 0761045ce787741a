"""Shares within limits as dots with their intervals, on a line from none to all, and a tick at what was promised."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from servgap.analysis.operations.rows import BROKEN, KEPT
from servgap.analysis.verdicts import ABOVE, SHORT, UNDECIDED
from servgap.language import Fact, Language, count, joined, percent, percentage, say, word
from servgap.language.numbers import known
from servgap.report.kinds.operations.words import limit, share, subject
from servgap.report.pictures.axis import Axis
from servgap.report.pictures.canvas import Picture
from servgap.report.pictures.key import KeyEntry, mark_style
from servgap.report.pictures.palette import FAINT, INK, SOFT, VERDICTS
from servgap.report.pictures.pen import FAINTNESS, Pen
from servgap.report.pictures.selection import chosen_group, clean, reason_word, records_of, shown_rows, titled
from servgap.report.pictures.sheet import Cell, Row, Sheet

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from servgap.analysis.operations.verb import OperationsTrack

INKS = {BROKEN: VERDICTS[SHORT], KEPT: VERDICTS[ABOVE], UNDECIDED: VERDICTS[UNDECIDED]}
SHAPES = {BROKEN: "v", UNDECIDED: "D", KEPT: "^"}
MARGIN = 0.08
LEAST_WIDE = 0.1
NUMBERS = ("within", "within_low", "within_high", "may_low", "may_high", "promised_share")


def picture(finding: OperationsTrack, language: Language) -> Picture:
    """Plan the picture."""
    records = [record for record in records_of(shown_rows(finding)) if record["limit_unit"] and _limited(record)]
    visits = [_as_share(record) for record in records_of(_visits(finding)) if record["n_visits"]]
    # A visit finds a standard met; it has no time that a limit could be held against.
    of = "both" if records and visits else "visits" if visits else "cases"
    records += visits
    low, high = _limits(records)
    tell = language.tell
    headings = (
        say("operations.heading.limit"),
        say("operations.picture.heading", case=of),
        say("operations.heading.promised"),
        say("operations.heading.verdict"),
        say("operations.picture.number", case=of),
    )
    return Sheet(
        rows=tuple(_row(finding, record, language) for record in records),
        headings=tuple(map(tell, headings)),
        axis=Axis(titled(finding, say("operations.picture.axis", case=of), language), low, high, labels=_per_cents),
        nothing=tell(say("operations.picture.nothing")),
        marks=lambda ax, pen: _marks(ax, pen, records),
        key=_key(finding, records, of, language),
        unsaid=tuple(
            KeyEntry(tell(word("verdict", code)), mark_style(INKS[code], shape))
            for code, shape in SHAPES.items()
            if code in {record["verdict"] for record in records}
        ),
    )


def _limited(record: dict[str, Any]) -> bool:
    return known(record["limit_value"]) or known(record["may_low"])


def _visits(finding: OperationsTrack) -> pd.DataFrame:
    """Give the visits of the group that the picture is about, and those that name none and are of all."""
    visits = finding.frames["visits"]
    for by, label in chosen_group(finding).items():
        visits = visits[visits[by].astype(str).isin([label, ""])]
    return visits


def _as_share(record: dict[str, Any]) -> dict[str, Any]:
    """Give a row of visits as one of cases, of which the share met is known."""
    low, share_met, high = (record[f"visits_{name}"] for name in ("low", "share", "high"))
    told = {"within": share_met, "within_low": low, "within_high": high, "may_low": share_met, "may_high": share_met}
    return {**record, **told, "case_stage": "", "limit_value": None, "limit_unit": "", "n_cases": record["n_visits"]}


def _per_cents(ticks: Sequence[float]) -> list[Fact]:
    return [percent(round(tick, 2)) for tick in ticks]


def _row(finding: OperationsTrack, record: dict[str, Any], language: Language) -> Row:
    tell, verdict = language.tell, record["verdict"]
    judged = tell(word("verdict", verdict)) if verdict else reason_word(record, language)
    promised = record["promised_share"]
    cells = (
        Cell(tell(limit(record["limit_value"], record["limit_unit"])), SOFT),
        Cell(tell(share(record))),
        Cell(tell(percentage(promised)) if known(promised) else "", SOFT),
        Cell(judged if verdict else "", INKS.get(verdict, SOFT), bold=True),
        Cell(tell(count(record["n_cases"])), SOFT),
    )
    drawn = any(known(record[name]) for name in ("within_low", "may_low"))
    about, ends = subject(finding, record), ""
    if record.get("observed_by"):
        named = clean(tell(about))
        about = joined([about, word("observed_by", record["observed_by"])], "names")
        ends = clean(tell(about)).removeprefix(named)
    return Row(
        label=clean(tell(about)) or record["standard"],
        ends=ends,
        key=record["standard"],
        cells=cells,
        reason="" if drawn else judged,
    )


def _key(finding: OperationsTrack, records: list[dict[str, Any]], of: str, language: Language) -> tuple[KeyEntry, ...]:
    tell, dot = language.tell, {"marker": "o", "markersize": 6.5, "markerfacecolor": INK, "markeredgecolor": INK}
    share_of_level = percent(finding.basis.confidence)
    entries = [
        KeyEntry(tell(say("operations.picture.within", case=of)), dot),
        KeyEntry(tell(say("pictures.interval", share=share_of_level)), {"linewidth": 1.6, "color": INK}),
    ]
    if any(not known(record["within"]) for record in records):
        bounds = {"linewidth": 8.0, "color": FAINT, "alpha": FAINTNESS}
        entries.append(KeyEntry(tell(say("operations.picture.bounds")), bounds))
    if any(known(record["promised_share"]) for record in records):
        tick = {"marker": "|", "markersize": 11, "markeredgewidth": 2.0, "color": INK, "linestyle": "none"}
        entries.append(KeyEntry(tell(say("operations.picture.promised")), tick))
    return tuple(entries)


def _limits(records: list[dict[str, Any]]) -> tuple[float, float]:
    """Give the part of the shares on which something lies."""
    values = [float(record[name]) for record in records for name in NUMBERS if known(record[name])]
    if not values:
        return 0.0, 1.0
    margin = MARGIN * max(max(values) - min(values), LEAST_WIDE)
    return max(min(values) - margin, -0.02), min(max(values) + margin, 1.02)


def _marks(ax: Axes, pen: Pen, records: list[dict[str, Any]]) -> None:
    for y, record in enumerate(records):
        ink = INKS.get(record["verdict"], FAINT)
        if not known(record["within"]):
            pen.bar(ax, (record["may_low"], record["may_high"]), y, ink=ink, weight=8.0, faint=True)
        pen.bar(ax, (record["within_low"], record["within_high"]), y, ink=ink)
        pen.dot(ax, (record["within"], y), ink=ink, shape=SHAPES.get(record["verdict"], "o"))
        if known(record["promised_share"]):
            place, ends = record["promised_share"], (y - 0.34, y + 0.34)
            ax.plot([place, place], ends, color=INK, linewidth=2.0 * pen.scale, zorder=4, solid_capstyle="butt")
