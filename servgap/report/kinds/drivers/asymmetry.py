"""Which drivers are dissatisfiers and satisfiers of the outcome, in the headline, in tables and in the note."""

from __future__ import annotations

from collections.abc import Iterable

from servgap.analysis.drivers.facts import Asymmetries
from servgap.analysis.drivers.verb import Drivers
from servgap.language import Fact, column, count, joined, say, threshold, written
from servgap.report.kinds.drivers.words import dimensions_named, items_named, outcome
from servgap.report.phrases import level
from servgap.report.tables.field import field, interval_field, reason_field, subject_field
from servgap.report.tables.rows import records
from servgap.report.tables.table import Field, Table
from servgap.survey.scale import plain

MOST_AT_ONCE = 24
"""Rows of cuts up to which these are shown wherever drivers are; more are a report's."""


def asymmetry_clause(finding: Drivers) -> Fact:
    """Name the dissatisfiers and satisfiers at every cut, or say that there are none, or no cut to tell by."""
    found = finding.facts.asymmetry
    if found is None:
        return None
    if not found.classified:
        return say("asymmetry.no_cut", least=count(found.least))
    told = [
        say(f"asymmetry.{name}", n=len(keys), names=_named(finding, found, keys), outcome=outcome(finding))
        for name, keys in (("dissatisfiers", found.dissatisfiers), ("satisfiers", found.satisfiers))
        if keys
    ]
    return joined(told, "clauses") if told else say("asymmetry.none", case=found.level)


def _named(finding: Drivers, found: Asymmetries, keys: Iterable[str]) -> Fact:
    return items_named(finding, keys) if found.level == "item" else dimensions_named(finding, keys)


def asymmetry_note(finding: Drivers) -> list[Fact]:
    """Say what a cut is, how drivers are classified, and that none of this is Kano's method."""
    found = finding.facts.asymmetry
    if found is None:
        return []
    return [
        say(
            "asymmetry.note.cuts", case=found.level, n=count(found.n), cuts=count(found.cuts), least=count(found.least)
        ),
        say("asymmetry.note.classes", level=level(finding), smallest=threshold(found.smallest)),
        say("asymmetry.note.not_kano"),
    ]


def asymmetry_tables(finding: Drivers) -> list[Table]:
    """Show what each driver is, then its asymmetry at every cut with the numbers of respondents."""
    if finding.facts.asymmetry is None:
        return []
    rows, cuts = records(finding.frames["asymmetry"]), records(finding.frames["cuts"])
    told = [Table(say("asymmetry.caption.drivers", outcome=outcome(finding)), _drivers(finding), [(None, rows)])]
    if cuts:
        caption = say("asymmetry.caption.cuts", outcome=outcome(finding))
        told.append(Table(caption, _cuts(finding), [(None, cuts)], detail=len(cuts) > MOST_AT_ONCE))
    return told


def _drivers(finding: Drivers) -> list[Field]:
    of_asymmetry = say("asymmetry.heading.asymmetry")
    beyond = say("asymmetry.heading.beyond")
    return [
        subject_field(finding),
        field("driver_class", finding),
        field("cuts", finding),
        interval_field(("asymmetry_least", "asymmetry_most"), finding, head=of_asymmetry),
        interval_field(("beyond_least", "beyond_most"), finding, head=beyond),
        reason_field(),
    ]


def _cuts(finding: Drivers) -> list[Field]:
    return [
        subject_field(finding),
        Field(column("cut_low"), lambda record: written(plain, record["cut_low"])),
        Field(column("cut_high"), lambda record: written(plain, record["cut_high"])),
        *(field(name, finding) for name in ("n_low", "n_between", "n_high")),
        *(field(name, finding, aside=True) for name in ("penalty", "reward")),
        field("asymmetry", finding),
        interval_field(("asymmetry_low", "asymmetry_high"), finding, aside=True),
        field("straight", finding),
        field("beyond", finding),
        interval_field(("beyond_low", "beyond_high"), finding),
        reason_field(),
    ]
