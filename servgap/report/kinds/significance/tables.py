"""Tests of the gaps: the tests of a subject side by side, and those of all gaps at once."""

from __future__ import annotations

from typing import Any

from servgap.analysis.finding import Finding
from servgap.analysis.reasons import ITEMS_ONLY
from servgap.analysis.significance.verb import Significance
from servgap.language import Fact, column, p_value, say, word, written
from servgap.language.numbers import degrees, known
from servgap.report.measures import against, case_of, measure_in
from servgap.report.tables.field import by_groups, field, interval_field, reason_field, subject_field, value_field
from servgap.report.tables.rows import Record, nested, records
from servgap.report.tables.table import Field, Table

SUBJECT = ("level", "dimension", "standard", "item")


def tables(finding: Significance) -> list[Table]:
    """Show a row for every subject, with its tests side by side; then the tests of all gaps at once."""
    sections = by_groups(finding, _side_by_side(records(finding.frames["frame"]), finding.basis.separately))
    rows = [(title, nested(finding.basis.instrument, part)) for title, part in sections]
    measure = measure_in(finding.basis)
    caption = say("significance.caption.frame", case=case_of(measure), against=against(measure))
    return [Table(caption, _fields(finding), rows), _joint(finding)]


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


def _p(test: str) -> Field:
    def write(record: Record) -> Fact:
        row = record.get(_of(test), {})
        return next((p_value(row[name]) for name in ("p_adjusted", "p_value") if known(row.get(name))), None)

    return Field(say("significance.p", case=test), write, optional=True)


def _effect(test: str, finding: Finding, *, kind: str = "", short: Fact = None) -> Field:
    measure = measure_in(finding.basis)
    head = say(f"significance.effect.{test}", case=case_of(measure), against=against(measure))
    return field("effect", finding, head=head, kind=kind, within=_of(test), optional=True, short=short)


def _fields(finding: Significance) -> list[Field]:
    ends = ("effect_low", "effect_high")
    return [
        subject_field(finding),
        field("n", finding),
        value_field(finding, "gap"),
        field("effect", finding, head=word("effect_symbol", "d_z"), within=_of("t"), optional=True),
        interval_field(ends, finding, of="d_z", within=_of("t"), optional=True),
        _p("t"),
        _effect("signed_rank", finding, kind="coefficient", short=word("effect_symbol", "rank_biserial")),
        _p("signed_rank"),
        _effect("sign", finding, kind="share"),
        _p("sign"),
        *_asked(finding),
        field("disagrees", finding, optional=True, short=say("significance.disagrees_short")),
        reason_field(finding),
    ]


def _asked(finding: Significance) -> list[Field]:
    """The columns of tests that are made only where they are asked for."""
    ordinal, bayes = _of("ordinal"), _of("bayes_factor")
    bf10, against_t = say("significance.bf10"), say("significance.contradicts_short")
    return [
        _p("signed_rank_exact"),
        _p("permutation"),
        _effect("ordinal", finding),
        _p("ordinal"),
        field("contradicts", finding, head=against_t, within=ordinal, optional=True),
        _p("stuart_maxwell"),
        field("bayes_factor", finding, head=bf10, within=bayes, optional=True),
        _effect("bayes_factor", finding, kind="coefficient"),
    ]


def _joint(finding: Significance) -> Table:
    """Show the tests of all gaps at once."""
    of = case_of(measure_in(finding.basis))
    fields = [
        Field(column("level"), lambda record: word("level", record["about"]), numeric=False),
        field("method", finding, head=say("significance.hypothesis")),
        field("n_items", finding, head=say("significance.gaps_tested", case=of)),
        field("n", finding),
        field("statistic", finding, head="T²", kind="chi_square"),
        field("f", finding),
        Field(column("df"), lambda record: written(degrees, record["df"], record["df_denominator"])),
        field("p_value", finding),
        reason_field(finding),
    ]
    rows = [{**record, "about": record["level"], "level": ""} for record in records(finding.frames["joint"])]
    return Table(say("significance.caption.joint", case=of), fields, by_groups(finding, rows), detail=True)
