"""Reliability as tables for readers: dimensions first; totals, agreement, further coefficients and items as detail."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from servgap.analysis.finding import Finding
from servgap.language.numbers import coefficient, coefficient_interval, count, known, number, percent
from servgap.report.tables.reader import Field, ReaderTable, Record, reader_table, records, sections_by
from servgap.report.tables.reliability_details import agreement_table, coefficients_table, total_table
from servgap.report.tables.subjects import groups_title, reason_field
from servgap.report.words.codes import word
from servgap.report.words.columns import heading
from servgap.report.words.languages import Language
from servgap.report.words.names import dimension_name, item_name, separately_by
from servgap.report.words.tables_text import interval_heading, text

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


def _part(record: Record, language: Language) -> str:
    return word("part", record["part"], language)


def _band(record: Record, language: Language) -> str:
    return word("band", record["band"], language)


def _fields(finding: Finding, language: Language) -> list[Field]:
    level = finding.basis.confidence
    needed = Field(text("group_from", language), lambda record: count(record["n_per_group"]), optional=True)
    return [
        Field(heading("part", language), lambda record: _part(record, language), numeric=False),
        Field("n", lambda record: count(record["n"])),
        Field(heading("n_items", language), lambda record: count(record["n_items"]), aside=True),
        Field("ω", lambda record: coefficient(record["omega"])),
        Field(
            interval_heading(level, language, "ω"),
            lambda record: coefficient_interval(record["omega_low"], record["omega_high"]),
        ),
        Field("α", lambda record: coefficient(record["alpha"])),
        Field(
            interval_heading(level, language, "α"),
            lambda record: coefficient_interval(record["ci_low"], record["ci_high"]),
        ),
        _coefficient("average_r", language, aside=True),
        _coefficient("difference_reliability", language),
        Field(
            interval_heading(level, language, "ρ"),
            lambda record: coefficient_interval(record["difference_low"], record["difference_high"]),
            optional=True,
        ),
        _coefficient("r_expectation_perception", language, short=text("r_narrow", language)),
        Field(
            text("variance_ratio", language), lambda record: number(record["variance_ratio"]), optional=True, aside=True
        ),
        Field(heading("band", language), lambda record: _band(record, language), numeric=False, optional=True),
        *([needed] if separately_by(finding) else []),
        reason_field(language),
    ]


def _item_fields(finding: Finding, part: str, language: Language) -> list[Field]:
    instrument = finding.basis.instrument
    item = Field(
        heading("item", language), lambda record: item_name(instrument, str(record["item"]), language), numeric=False
    )
    ends = ENDS if part != "gap" else ()
    return [
        item,
        *(_coefficient(column, language) for column in OF_ITEMS),
        *(Field(text(column, language), _share(column), optional=True) for column in ends),
        reason_field(language),
    ]


def _share(column: str) -> Callable[[Record], str]:
    return lambda record: percent(round(float(record[column]), 2)) if known(record[column]) else ""


def _coefficient(column: str, language: Language, short: str = "", *, aside: bool = False) -> Field:
    return Field(
        text(column, language), lambda record: coefficient(record[column]), optional=True, short=short, aside=aside
    )
