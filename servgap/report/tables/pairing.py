"""Whether both parts may be subtracted, as tables for readers: dimensions, the steps behind them, and items."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from servgap.analysis.finding import Finding
from servgap.language.numbers import coefficient, count, interval, known, number, p_value
from servgap.report.tables.reader import Field, ReaderTable, Record, reader_table, records, says_yes, sections_by
from servgap.report.tables.subjects import groups_title, reason_field
from servgap.report.words.codes import truth, word
from servgap.report.words.columns import heading
from servgap.report.words.languages import Language
from servgap.report.words.names import dimension_name, item_name, separately_by
from servgap.report.words.tables_text import interval_heading, text


def pairing_tables(finding: Finding, language: Language) -> list[ReaderTable]:
    """Show what follows for each dimension, then the steps, then the gaps of the items."""
    dimensions, steps, items = (records(finding.frames[name]) for name in ("dimensions", "frame", "items"))
    by = separately_by(finding)
    return [
        reader_table(
            text("caption_pairing", language),
            _dimension_fields(finding, language),
            sections_by(dimensions, by, lambda record: groups_title(record, by, language)),
        ),
        reader_table(text("caption_steps", language), _step_fields(language), _by_dimension(finding, steps, language)),
        reader_table(
            text("caption_item_gaps", language),
            _item_fields(finding, language),
            _by_dimension(finding, items, language),
            detail=True,
        ),
    ]


def _by_dimension(finding: Finding, rows: Sequence[Record], language: Language) -> list[tuple[str, list[Record]]]:
    def title(record: Record) -> str:
        group = groups_title(record, separately_by(finding), language)
        name = dimension_name(finding.basis.instrument, str(record["dimension"]), language)
        return f"{group} · {name}" if group else name

    return sections_by(rows, (*separately_by(finding), "dimension"), title)


def _ends(low: object, high: object) -> str:
    return f"{number(low)} … {number(high)}" if known(low) and known(high) else ""


def _dimension_fields(finding: Finding, language: Language) -> list[Field]:
    instrument, level = finding.basis.instrument, finding.basis.confidence
    return [
        Field(
            heading("dimension", language),
            lambda record: dimension_name(instrument, str(record["dimension"]), language),
            numeric=False,
        ),
        Field("n", lambda record: count(record["n"])),
        Field(
            heading("reached", language),
            lambda record: word("reached", record["reached"], language) if record["reached"] else "",
            numeric=False,
            optional=True,
        ),
        Field(
            text("follows", language),
            lambda record: word("verdict", record["verdict"], language) if record["verdict"] else "",
            numeric=False,
            optional=True,
        ),
        Field(heading("gap", language), lambda record: number(record["gap"])),
        Field(
            interval_heading(level, language), lambda record: interval(record["ci_low"], record["ci_high"]), aside=True
        ),
        Field(text("item_gaps", language), lambda record: _ends(record["lowest_gap"], record["highest_gap"])),
        Field(text("spread", language), lambda record: number(record["spread"])),
        Field(text("items_alike", language), lambda record: p_value(record["p_adjusted"])),
        Field(text("latent", language), lambda record: number(record["latent_difference"])),
        Field(
            interval_heading(level, language, text("latent", language)),
            lambda record: interval(record["latent_low"], record["latent_high"]),
            aside=True,
        ),
        Field(
            heading("latent_correlation", language),
            lambda record: coefficient(record["latent_correlation"]),
        ),
        reason_field(language),
    ]


def _held(record: Record, language: Language) -> str:
    if not known(record["chi_square"]) or pd.isna(record["holds"]):
        return ""
    told = truth(says_yes(record["holds"]), language)
    return text("yes_disputed", language, held=told) if says_yes(record["disputed"]) else told


def _shown(record: Record, language: Language) -> str:
    return "" if pd.isna(record["shown"]) else truth(says_yes(record["shown"]), language)


def _step_fields(language: Language) -> list[Field]:
    return [
        Field(heading("step", language), lambda record: word("step", record["step"], language), numeric=False),
        Field("χ²", lambda record: number(record["chi_square"], 1)),
        Field(heading("df", language), lambda record: count(record["df"])),
        Field("CFI", lambda record: coefficient(record["cfi"], 3)),
        Field("RMSEA", lambda record: coefficient(record["rmsea"], 3)),
        Field(heading("chi_square_difference", language), lambda record: number(record["chi_square_difference"], 1)),
        Field(heading("df_difference", language), lambda record: count(record["df_difference"])),
        Field(text("p_step", language), lambda record: p_value(record["p_adjusted"])),
        Field(heading("cfi_difference", language), lambda record: coefficient(record["cfi_difference"], 3)),
        Field(heading("rmsea_difference", language), lambda record: coefficient(record["rmsea_difference"], 3)),
        Field(heading("holds", language), lambda record: _held(record, language), numeric=False, optional=True),
        Field(heading("cfi_fall_high", language), lambda record: coefficient(record["cfi_fall_high"], 3), aside=True),
        Field(heading("shown", language), lambda record: _shown(record, language), numeric=False, optional=True),
        reason_field(language),
    ]


def _item_fields(finding: Finding, language: Language) -> list[Field]:
    instrument, (first, second) = finding.basis.instrument, finding.basis.pair
    return [
        Field(
            heading("item", language),
            lambda record: item_name(instrument, str(record["item"]), language),
            numeric=False,
        ),
        Field("n", lambda record: count(record["n"])),
        Field(word("part", first, language), lambda record: number(record["expectation"])),
        Field(word("part", second, language), lambda record: number(record["perception"])),
        Field(heading("gap", language), lambda record: number(record["gap"])),
        Field(
            interval_heading(finding.basis.confidence, language),
            lambda record: interval(record["ci_low"], record["ci_high"]),
        ),
        reason_field(language),
    ]
