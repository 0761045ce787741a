"""A plan as a table for readers."""

from __future__ import annotations

from typing import Any

from servgap.analysis.finding import Finding
from servgap.language.numbers import count, known, number, threshold
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
    return [reader_table(text("caption_plan", language), _fields(language), sections)]


def _fields(language: Language) -> list[Field]:
    return [
        Field(heading("purpose", language), lambda record: word("purpose", record["purpose"], language), numeric=False),
        Field(heading("target", language), lambda record: _target(record["target"])),
        Field(heading("n_total", language), lambda record: count(record["n_total"])),
        Field(heading("groups", language), lambda record: count(record["groups"]), short=text("parts", language)),
        Field(heading("n_per_group", language), lambda record: count(record["n_per_group"])),
        Field(
            heading("design_effect", language),
            lambda record: number(record["design_effect"]) if record["sampling"] == "branches" else "",
            optional=True,
        ),
        Field(heading("power", language), _power, optional=True),
        Field(heading("detectable", language), lambda record: number(record["detectable"], 3), optional=True),
        Field(heading("least_groups", language), lambda record: count(record["least_groups"]), optional=True),
        Field(
            heading("method", language),
            lambda record: word("method", record["method"], language),
            numeric=False,
            aside=True,
        ),
        reason_field(language),
    ]


def _target(value: Any) -> str:
    """Write what is to be found; less than can be seen at two decimals as it is."""
    return number(value) if float(value) >= SEEN else threshold(value)


def _power(record: Record) -> str:
    return f"{number(100 * float(record['power']), 1)}%" if known(record["power"]) else ""
