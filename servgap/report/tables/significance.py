"""Tests of the gaps as a table for readers: the tests of a subject side by side."""

from __future__ import annotations

from typing import Any

from servgap.analysis.finding import Finding
from servgap.analysis.reasons import ITEMS_ONLY
from servgap.language.numbers import (
    degrees,
    p_value,
)
from servgap.report.tables.fields import field, interval_field
from servgap.report.tables.reader import Field, ReaderTable, Record, reader_table, records, sections_by
from servgap.report.tables.subjects import groups_title, nested, reason_field, subject
from servgap.report.words.codes import word
from servgap.report.words.columns import heading
from servgap.report.words.languages import Language
from servgap.report.words.names import separately_by
from servgap.report.words.tables_text import text

SUBJECT = ("level", "dimension", "standard", "item")


def significance_tables(finding: Finding, language: Language) -> list[ReaderTable]:
    """Show a row for every subject, with its tests side by side."""
    basis, by = finding.basis, separately_by(finding)
    rows = _side_by_side(records(finding.frames["frame"]), by)
    sections = [
        (title, nested(basis.instrument, part))
        for title, part in sections_by(rows, by, lambda record: groups_title(record, by, language))
    ]
    return [
        reader_table(text("caption_significance", language), _fields(finding, language), sections),
        _joint(finding, language),
    ]


def _side_by_side(rows: list[dict[str, Any]], by: tuple[str, ...]) -> list[Record]:
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for row in rows:
        key = tuple(str(row[name]) for name in (*by, *SUBJECT))
        together = found.setdefault(
            key, {name: row[name] for name in (*by, *SUBJECT, "n", "gap", "disagrees", "reason")}
        )
        together[_of(str(row["test"]))] = row
        # A test of single items says nothing of a dimension, whose row has other tests.
        if together["reason"] in {"", ITEMS_ONLY} and row["reason"] != ITEMS_ONLY:
            together["reason"] = row["reason"]
    return list(found.values())


def _of(test: str) -> str:
    """Name the part of a row that is about a test."""
    return f"test {test}"


def _p(test: str, language: Language) -> Field:
    def write(record: Record) -> str:
        row = record.get(_of(test), {})
        return p_value(row.get("p_adjusted")) or p_value(row.get("p_value"))

    return Field(text(f"p_{test}", language), write, optional=True)


def _fields(finding: Finding, language: Language) -> list[Field]:
    biserial, above = text("rank_biserial", language), text("share_above", language)
    return [
        Field(
            text("subject", language), lambda record: subject(finding.basis.instrument, record, language), numeric=False
        ),
        field("n", finding, language),
        field("gap", finding, language),
        field("effect", finding, language, head="d_z", within=_of("t"), optional=True),
        interval_field(("effect_low", "effect_high"), finding, language, of="d_z", within=_of("t"), optional=True),
        _p("t", language),
        field(
            "effect",
            finding,
            language,
            head=biserial,
            kind="coefficient",
            within=_of("signed_rank"),
            optional=True,
            short="r",
        ),
        _p("signed_rank", language),
        field("effect", finding, language, head=above, kind="share", within=_of("sign"), optional=True),
        _p("sign", language),
        *_asked(finding, language),
        field("disagrees", finding, language, optional=True, short=text("disagrees", language)),
        reason_field(language),
    ]


def _asked(finding: Finding, language: Language) -> list[Field]:
    """The columns of tests that are made only where they are asked for."""
    bayes, negligible = _of("bayes_factor"), text("p_negligible", language)
    return [
        _p("signed_rank_exact", language),
        _p("permutation", language),
        field("effect", finding, language, head=text("log_odds", language), within=_of("ordinal"), optional=True),
        _p("ordinal", language),
        field(
            "contradicts", finding, language, head=text("contradicts", language), within=_of("ordinal"), optional=True
        ),
        _p("stuart_maxwell", language),
        field("bayes_factor", finding, language, head=text("bf10", language), within=bayes, optional=True),
        field("effect", finding, language, head=negligible, kind="coefficient", within=bayes, optional=True),
    ]


def _joint(finding: Finding, language: Language) -> ReaderTable:
    """Show the tests of all gaps at once."""
    by = separately_by(finding)
    fields = [
        Field(heading("level", language), lambda record: word("level", record["about"], language), numeric=False),
        field("method", finding, language, head=text("question", language)),
        field("n_items", finding, language, head=text("n_gaps", language)),
        field("n", finding, language),
        field("statistic", finding, language, head="T²", kind="chi_square"),
        field("f", finding, language),
        Field(heading("df", language), lambda record: degrees(record["df"], record["df_denominator"])),
        field("p_value", finding, language),
        reason_field(language),
    ]
    rows = [{**record, "about": record["level"], "level": ""} for record in records(finding.frames["joint"])]
    return reader_table(
        text("caption_joint", language),
        fields,
        sections_by(rows, by, lambda record: groups_title(record, by, language)),
        detail=True,
    )
