"""Reliability as tables for readers: dimensions first; totals, agreement, further coefficients and items as detail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from servgap.analysis.finding import Finding
from servgap.report.tables.fields import field, interval_field
from servgap.report.tables.reader import Field, ReaderTable, Record, reader_table, records, sections_by
from servgap.report.tables.reliability_details import agreement_table, coefficients_table, total_table
from servgap.report.tables.subjects import groups_title, reason_field
from servgap.report.words.codes import word
from servgap.report.words.languages import Language
from servgap.report.words.names import dimension_name, separately_by
from servgap.report.words.tables_text import text

OF_ITEMS = ("item_rest_r", "alpha_if_dropped", "loading", "msa")
ENDS = ("share_bottom", "share_top")
NO_USE: Record = {"band": "", "n_per_group": None, "reason": ""}


def reliability_tables(finding: Finding, language: Language) -> list[ReaderTable]:
    """Show a row for every part of every dimension, and what stands behind them."""
    rows = _with_uses(finding, records(finding.frames["frame"]))
    caption = text("caption_reliability", language)
    tables = [reader_table(caption, _fields(finding, language), _by_dimension(finding, rows, language))]
    if "total" in finding.frames:
        tables.append(total_table(finding, language))
    if "agreement" in finding.frames:
        tables.append(agreement_table(finding, language))
    if "coefficients" in finding.frames:
        tables.append(coefficients_table(finding, language))
    items = records(finding.frames["items"]) if "items" in finding.frames else []
    # All parts side by side would be wider than a sheet of paper.
    parts = dict.fromkeys(str(record["part"]) for record in items)
    return [*tables, *(_items_table(finding, items, part, language) for part in parts)]


def _items_table(finding: Finding, items: list[dict[str, Any]], part: str, language: Language) -> ReaderTable:
    # That a gap has no ends of the scale goes without saying: no column is there for them.
    rows = [
        record | {"reason": "" if record["reason"] == "not_on_scale" else record["reason"]}
        for record in items
        if record["part"] == part
    ]
    caption = text("caption_items", language, part=word("part", part, language).lower())
    fields = _item_fields(finding, part, language)
    return reader_table(caption, fields, _by_dimension(finding, rows, language), detail=True)


def _with_uses(finding: Finding, rows: list[dict[str, Any]]) -> list[Record]:
    """Put beside each row what its score is good enough for, or why that is not said."""
    by = separately_by(finding)
    keys = (*by, "dimension", "part")
    uses = records(finding.frames["uses"]) if "uses" in finding.frames else []
    found = {tuple(str(use[key]) for key in keys): use for use in uses}
    told = [found.get(tuple(str(row[key]) for key in keys), NO_USE) for row in rows]
    return [row | _judged(row, use, told=bool(by) or not use["band"]) for row, use in zip(rows, told, strict=True)]


def _judged(row: Mapping[str, Any], use: Mapping[str, Any], *, told: bool) -> dict[str, Any]:
    """Give what is said of a score; `told` is whether the reason of its use is worth telling."""
    reason = row["reason"] or (use["reason"] if told else "")
    return {"band": use["band"], "n_per_group": use["n_per_group"], "reason": reason}


def _by_dimension(finding: Finding, rows: Sequence[Record], language: Language) -> list[tuple[str, list[Record]]]:
    return sections_by(rows, (*separately_by(finding), "dimension"), lambda record: _title(finding, record, language))


def _title(finding: Finding, record: Record, language: Language) -> str:
    name = dimension_name(finding.basis.instrument, str(record["dimension"]), language)
    group = groups_title(record, separately_by(finding), language)
    return f"{group} · {name}" if group else name


def _fields(finding: Finding, language: Language) -> list[Field]:
    needed = field("n_per_group", finding, language, head=text("group_from", language), optional=True)
    return [
        field("part", finding, language),
        field("n", finding, language),
        field("n_items", finding, language, aside=True),
        field("omega", finding, language, head="ω"),
        interval_field(("omega_low", "omega_high"), finding, language, of="ω"),
        field("alpha", finding, language, head="α"),
        interval_field(("ci_low", "ci_high"), finding, language, of="α", kind="coefficient"),
        _optional("average_r", finding, language, aside=True),
        _optional("difference_reliability", finding, language),
        interval_field(("difference_low", "difference_high"), finding, language, of="ρ", optional=True),
        _optional("r_expectation_perception", finding, language, short=text("r_narrow", language)),
        _optional("variance_ratio", finding, language, aside=True),
        field("band", finding, language, optional=True),
        *([needed] if separately_by(finding) else []),
        reason_field(language),
    ]


def _item_fields(finding: Finding, part: str, language: Language) -> list[Field]:
    columns = (*OF_ITEMS, *(ENDS if part != "gap" else ()))
    return [
        field("item", finding, language),
        *(_optional(column, finding, language) for column in columns),
        reason_field(language),
    ]


def _optional(column: str, finding: Finding, language: Language, short: str = "", *, aside: bool = False) -> Field:
    return field(column, finding, language, head=text(column, language), optional=True, short=short, aside=aside)
