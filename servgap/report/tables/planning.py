"""A plan as a table for readers."""

from __future__ import annotations

from typing import Any

from servgap.analysis.finding import Finding
from servgap.language.numbers import known, number, threshold
from servgap.report.tables.fields import field
from servgap.report.tables.reader import Field, ReaderTable, Record, reader_table, records
from servgap.report.tables.subjects import reason_field
from servgap.report.words.codes import word
from servgap.report.words.columns import heading
from servgap.report.words.languages import Language
from servgap.report.words.tables_text import text

SEEN = 0.005
"""Least number that two decimals show."""


def plan_tables(finding: Finding, language: Language) -> list[ReaderTable]:
    """Show what every purpose takes; first for these branches, then for branches drawn from many."""
    rows = records(finding.frames["frame"])
    several = len({record["sampling"] for record in rows}) > 1
    sections = [
        (word("sampling", sampling, language) if several else "", found)
        for sampling in dict.fromkeys(record["sampling"] for record in rows)
        if (found := [record for record in rows if record["sampling"] == sampling])
    ]
    return [reader_table(text("caption_plan", language), _fields(finding, language), sections)]


def _fields(finding: Finding, language: Language) -> list[Field]:
    return [
        field("purpose", finding, language),
        Field(heading("target", language), lambda record: _target(record["target"])),
        field("n_total", finding, language),
        field("groups", finding, language, short=text("parts", language)),
        field("n_per_group", finding, language),
        Field(
            heading("design_effect", language),
            lambda record: number(record["design_effect"]) if record["sampling"] == "branches" else "",
            optional=True,
        ),
        Field(heading("power", language), _power, optional=True),
        Field(heading("detectable", language), lambda record: number(record["detectable"], 3), optional=True),
        field("least_groups", finding, language, optional=True),
        field("method", finding, language, aside=True),
        reason_field(language),
    ]


def _target(value: Any) -> str:
    """Write what is to be found; less than can be seen at two decimals as it is."""
    return number(value) if float(value) >= SEEN else threshold(value)


def _power(record: Record) -> str:
    return f"{number(100 * float(record['power']), 1)}%" if known(record["power"]) else ""
