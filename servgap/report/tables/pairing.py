"""Whether both parts may be subtracted, as tables for readers: dimensions, the steps behind them, and items."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from servgap.analysis.finding import Finding
from servgap.language.numbers import known, number
from servgap.report.tables.fields import field, interval_field
from servgap.report.tables.reader import Field, ReaderTable, Record, reader_table, records, says_yes, sections_by
from servgap.report.tables.subjects import groups_title, reason_field
from servgap.report.words.codes import truth, word
from servgap.report.words.columns import heading
from servgap.report.words.languages import Language
from servgap.report.words.names import dimension_name, separately_by
from servgap.report.words.tables_text import text


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
        reader_table(
            text("caption_steps", language), _step_fields(finding, language), _by_dimension(finding, steps, language)
        ),
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
    latent = text("latent", language)
    return [
        field("dimension", finding, language),
        field("n", finding, language),
        field("reached", finding, language, optional=True),
        field("verdict", finding, language, head=text("follows", language), optional=True),
        field("gap", finding, language),
        interval_field(("ci_low", "ci_high"), finding, language, aside=True),
        Field(text("item_gaps", language), lambda record: _ends(record["lowest_gap"], record["highest_gap"])),
        field("spread", finding, language, head=text("spread", language)),
        field("p_adjusted", finding, language, head=text("items_alike", language)),
        field("latent_difference", finding, language, head=latent),
        interval_field(("latent_low", "latent_high"), finding, language, of=latent, aside=True),
        field("latent_correlation", finding, language),
        reason_field(language),
    ]


def _held(record: Record, language: Language) -> str:
    if not known(record["chi_square"]) or pd.isna(record["holds"]):
        return ""
    told = truth(says_yes(record["holds"]), language)
    return text("yes_disputed", language, held=told) if says_yes(record["disputed"]) else told


def _step_fields(finding: Finding, language: Language) -> list[Field]:
    fitted = ("step", "chi_square", "df", "cfi", "rmsea", "chi_square_difference", "df_difference")
    return [
        *(field(column, finding, language) for column in fitted),
        field("p_adjusted", finding, language, head=text("p_step", language)),
        field("cfi_difference", finding, language),
        field("rmsea_difference", finding, language),
        Field(heading("holds", language), lambda record: _held(record, language), numeric=False, optional=True),
        field("cfi_fall_high", finding, language, aside=True),
        field("shown", finding, language, optional=True),
        reason_field(language),
    ]


def _item_fields(finding: Finding, language: Language) -> list[Field]:
    first, second = finding.basis.pair
    return [
        field("item", finding, language),
        field("n", finding, language),
        field("expectation", finding, language, head=word("part", first, language)),
        field("perception", finding, language, head=word("part", second, language)),
        field("gap", finding, language),
        interval_field(("ci_low", "ci_high"), finding, language),
        reason_field(language),
    ]
