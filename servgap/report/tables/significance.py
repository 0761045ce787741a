"""Tests of the gaps as a table for readers: the tests of a subject side by side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from servgap.analysis.finding import Finding
from servgap.analysis.reasons import ITEMS_ONLY
from servgap.language.numbers import (
    coefficient,
    count,
    degrees,
    evidence,
    interval,
    known,
    number,
    p_value,
    percent,
)
from servgap.report.tables.reader import Field, ReaderTable, Record, reader_table, records, says_yes, sections_by
from servgap.report.tables.subjects import groups_title, nested, reason_field, subject
from servgap.report.words.codes import word
from servgap.report.words.columns import heading
from servgap.report.words.languages import Language
from servgap.report.words.names import separately_by
from servgap.report.words.tables_text import interval_heading, text

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
        together[str(row["test"])] = row
        # A test of single items says nothing of a dimension, whose row has other tests.
        if together["reason"] in {"", ITEMS_ONLY} and row["reason"] != ITEMS_ONLY:
            together["reason"] = row["reason"]
    return list(found.values())


def _of(test: str, write: Callable[[Record], str]) -> Callable[[Record], str]:
    return lambda record: write(record[test]) if test in record else ""


def _p(record: Record) -> str:
    return p_value(record["p_adjusted"] if known(record["p_adjusted"]) else record["p_value"])


def _fields(finding: Finding, language: Language) -> list[Field]:
    return [
        Field(
            text("subject", language), lambda record: subject(finding.basis.instrument, record, language), numeric=False
        ),
        Field("n", lambda record: count(record["n"])),
        Field(heading("gap", language), lambda record: number(record["gap"])),
        Field("d_z", _of("t", lambda record: number(record["effect"])), optional=True),
        Field(
            interval_heading(finding.basis.confidence, language, "d_z"),
            _of("t", lambda record: interval(record["effect_low"], record["effect_high"])),
            optional=True,
        ),
        Field(text("p_t", language), _of("t", _p), optional=True),
        Field(
            text("rank_biserial", language),
            _of("signed_rank", lambda record: coefficient(record["effect"])),
            optional=True,
            short="r",
        ),
        Field(text("p_signed_rank", language), _of("signed_rank", _p), optional=True),
        Field(
            text("share_above", language),
            _of("sign", lambda record: percent(round(record["effect"], 2)) if known(record["effect"]) else ""),
            optional=True,
        ),
        Field(text("p_sign", language), _of("sign", _p), optional=True),
        *_asked(language),
        Field(
            heading("disagrees", language),
            lambda record: word("truth", "yes", language) if says_yes(record["disagrees"]) else "",
            numeric=False,
            optional=True,
            short=text("disagrees", language),
        ),
        reason_field(language),
    ]


def _asked(language: Language) -> list[Field]:
    """The columns of tests that are made only where they are asked for."""
    return [
        Field(text("p_signed_rank_exact", language), _of("signed_rank_exact", _p), optional=True),
        Field(text("p_permutation", language), _of("permutation", _p), optional=True),
        Field(text("log_odds", language), _of("ordinal", lambda record: number(record["effect"])), optional=True),
        Field(text("p_ordinal", language), _of("ordinal", _p), optional=True),
        Field(
            text("contradicts", language),
            _of("ordinal", lambda record: word("truth", "yes", language) if says_yes(record["contradicts"]) else ""),
            numeric=False,
            optional=True,
        ),
        Field(text("p_stuart_maxwell", language), _of("stuart_maxwell", _p), optional=True),
        Field(
            text("bf10", language), _of("bayes_factor", lambda record: evidence(record["bayes_factor"])), optional=True
        ),
        Field(
            text("p_negligible", language),
            _of("bayes_factor", lambda record: coefficient(record["effect"])),
            optional=True,
        ),
    ]


def _joint(finding: Finding, language: Language) -> ReaderTable:
    """Show the tests of all gaps at once."""
    by = separately_by(finding)
    fields = [
        Field(heading("level", language), lambda record: word("level", record["about"], language), numeric=False),
        Field(text("question", language), lambda record: word("method", record["method"], language), numeric=False),
        Field(text("n_gaps", language), lambda record: count(record["n_items"])),
        Field("n", lambda record: count(record["n"])),
        Field("T²", lambda record: number(record["statistic"], 1)),
        Field("F", lambda record: number(record["f"])),
        Field(heading("df", language), lambda record: degrees(record["df"], record["df_denominator"])),
        Field(heading("p_value", language), lambda record: p_value(record["p_value"])),
        reason_field(language),
    ]
    rows = [{**record, "about": record["level"], "level": ""} for record in records(finding.frames["joint"])]
    return reader_table(
        text("caption_joint", language),
        fields,
        sections_by(rows, by, lambda record: groups_title(record, by, language)),
        detail=True,
    )
