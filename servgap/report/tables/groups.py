"""The comparison of groups as tables for readers: their gaps, the tests, and the pairs that differ."""

from __future__ import annotations

from typing import Any

import pandas as pd

from servgap.analysis.finding import Finding
from servgap.language.numbers import count
from servgap.report.tables.fields import field, interval_field
from servgap.report.tables.reader import Field, ReaderTable, Record, reader_table, records, says_yes
from servgap.report.tables.subjects import nested, reason_field, subject
from servgap.report.words.codes import truth, word
from servgap.report.words.columns import heading
from servgap.report.words.languages import Language
from servgap.report.words.names import attribute_name, dimension_name, group_name
from servgap.report.words.tables_text import text


def group_tables(finding: Finding, language: Language) -> list[ReaderTable]:
    """Show the gaps of every group, and the tests over all groups."""
    return [_gaps(finding, language), _tests(finding, language)]


def pair_tables(finding: Finding, language: Language) -> list[ReaderTable]:
    """Show the pairs that differ; of very many groups no pair is compared."""
    found = finding.frames["pairs"] if "pairs" in finding.frames else pd.DataFrame({"differs": []})
    pairs = records(found[[says_yes(value) for value in found["differs"]]])
    return [_pairs(finding, pairs, language)] if pairs else []


def _gaps(finding: Finding, language: Language) -> ReaderTable:
    by, instrument = str(finding.facts["by"]), finding.basis.instrument
    rows: dict[str, dict[str, Any]] = {}
    for record in records(finding.frames["groups"]):
        row = rows.setdefault(str(record[by]), {"group": record[by], "reason": ""})
        row[_of(str(record["dimension"]))] = record
        row["reason"] = row["reason"] or record["reason"]
    fields = [
        Field(attribute_name(by), lambda record: group_name(record["group"], language), numeric=False),
        field("n", finding, language, within=_of("")),
        field("gap", finding, language, head=word("level", "overall", language), within=_of("")),
        interval_field(("ci_low", "ci_high"), finding, language, within=_of("")),
        interval_field(
            ("rank_low", "rank_high"), finding, language, head=text("rank_set", language), within=_of(""), aside=True
        ),
        *(
            field("gap", finding, language, head=dimension_name(instrument, key, language), within=_of(key))
            for key in instrument.dimension_keys
        ),
        reason_field(language),
    ]
    return reader_table(text("caption_groups", language), fields, [("", list(rows.values()))])


def _of(dimension: str) -> str:
    """Name the part of a group's row that is about a dimension; without one, about all."""
    return f"dimension {dimension}"


def _tests(finding: Finding, language: Language) -> ReaderTable:
    found: dict[str, dict[str, Any]] = {}
    for record in records(finding.frames["frame"]):
        row = found.setdefault(
            str(record["dimension"] or ""),
            {name: record[name] for name in ("level", "dimension", "groups", "n")} | {"standard": "", "reason": ""},
        )
        row[str(record["test"])] = record
        row["reason"] = row["reason"] or record["reason"]
    rows = nested(finding.basis.instrument, found.values())
    return reader_table(text("caption_tests", language), _test_fields(finding, language), [("", rows)])


def _test_fields(finding: Finding, language: Language) -> list[Field]:
    instrument = finding.basis.instrument
    return [
        Field(text("subject", language), lambda record: subject(instrument, record, language), numeric=False),
        field("groups", finding, language),
        field("n", finding, language),
        *_test("welch", "ω²", finding, language),
        *_test("kruskal_wallis", "ε²", finding, language),
        Field(heading("differs", language), lambda record: _differs(record, language), numeric=False),
        reason_field(language),
    ]


def _test(test: str, effect: str, finding: Finding, language: Language) -> list[Field]:
    return [
        field("statistic", finding, language, head=text(test, language), within=test),
        field("effect", finding, language, head=effect, kind="coefficient", within=test),
        field("p_adjusted", finding, language, head=text(f"{test}_p", language), within=test),
    ]


def _differs(record: Record, language: Language) -> str:
    welch = record.get("welch")
    return "" if welch is None or welch["reason"] else truth(welch["differs"], language)


def _pairs(finding: Finding, pairs: list[dict[str, Any]], language: Language) -> ReaderTable:
    instrument = finding.basis.instrument
    fields = [
        Field(
            text("pair", language),
            lambda record: f"{group_name(record['group_a'], language)} → {group_name(record['group_b'], language)}",
            numeric=False,
        ),
        Field("n", lambda record: f"{count(record['n_a'])} → {count(record['n_b'])}"),
        field("difference", finding, language),
        interval_field(("ci_low", "ci_high"), finding, language),
        field("p_adjusted", finding, language),
    ]
    by_subject: dict[str, list[Record]] = {}
    for record in pairs:
        by_subject.setdefault(subject(instrument, {**record, "standard": ""}, language), []).append(record)
    return reader_table(text("caption_pairs", language), fields, list(by_subject.items()), detail=True)
