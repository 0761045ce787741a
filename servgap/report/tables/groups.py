"""The comparison of groups as tables for readers: their gaps, the tests, and the pairs that differ."""

from __future__ import annotations

from typing import Any

import pandas as pd

from servgap.analysis.finding import Finding
from servgap.language.numbers import coefficient, count, interval, number, p_value, ranks
from servgap.report.tables.reader import Field, ReaderTable, Record, reader_table, records, says_yes
from servgap.report.tables.subjects import nested, reason_field, subject
from servgap.report.words.codes import truth, word
from servgap.report.words.columns import heading
from servgap.report.words.languages import Language
from servgap.report.words.names import attribute_name, dimension_name, group_name
from servgap.report.words.tables_text import interval_heading, text


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
        row[str(record["dimension"] or "")] = record
        row["reason"] = row["reason"] or record["reason"]
    fields = [
        Field(attribute_name(by), lambda record: group_name(record["group"], language), numeric=False),
        Field("n", lambda record: count(record[""]["n"]) if "" in record else ""),
        Field(word("level", "overall", language), lambda record: _gap(record, "")),
        Field(
            interval_heading(finding.basis.confidence, language),
            lambda record: interval(record[""]["ci_low"], record[""]["ci_high"]) if "" in record else "",
        ),
        Field(
            text("rank_set", language),
            lambda record: ranks(record[""]["rank_low"], record[""]["rank_high"]) if "" in record else "",
            aside=True,
        ),
        *(_dimension(key, dimension_name(instrument, key, language)) for key in instrument.dimension_keys),
        reason_field(language),
    ]
    return reader_table(text("caption_groups", language), fields, [("", list(rows.values()))])


def _gap(record: Record, dimension: str) -> str:
    return number(record[dimension]["gap"]) if dimension in record else ""


def _dimension(key: str, name: str) -> Field:
    return Field(name, lambda record: _gap(record, key))


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
        Field(heading("groups", language), lambda record: count(record["groups"])),
        Field("n", lambda record: count(record["n"])),
        *_test("welch", "ω²", language),
        *_test("kruskal_wallis", "ε²", language),
        Field(heading("differs", language), lambda record: _differs(record, language), numeric=False),
        reason_field(language),
    ]


def _test(test: str, effect: str, language: Language) -> list[Field]:
    def cell(column: str) -> Any:
        formats = {"statistic": number, "effect": coefficient, "p_adjusted": p_value}
        return lambda record: formats[column](record[test][column]) if test in record else ""

    return [
        Field(text(test, language), cell("statistic")),
        Field(effect, cell("effect")),
        Field(text(f"{test}_p", language), cell("p_adjusted")),
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
        Field(heading("difference", language), lambda record: number(record["difference"])),
        Field(
            interval_heading(finding.basis.confidence, language),
            lambda record: interval(record["ci_low"], record["ci_high"]),
        ),
        Field(heading("p_adjusted", language), lambda record: p_value(record["p_adjusted"])),
    ]
    by_subject: dict[str, list[Record]] = {}
    for record in pairs:
        by_subject.setdefault(subject(instrument, {**record, "standard": ""}, language), []).append(record)
    return reader_table(text("caption_pairs", language), fields, list(by_subject.items()), detail=True)
