"""The order of the standards as a table for readers."""

from __future__ import annotations

from servgap.analysis.finding import Finding
from servgap.report.tables.reader import Field, ReaderTable, Record, reader_table, records, says_yes, sections_by
from servgap.report.tables.subjects import groups_title, reason_field
from servgap.report.words.codes import word
from servgap.report.words.columns import heading
from servgap.report.words.languages import Language
from servgap.report.words.names import aspect_name, dimension_name, separately_by, standard_name, touchpoint_name
from servgap.report.words.numbers import count, number, ranks
from servgap.report.words.tables_text import text


def ranking_tables(finding: Finding, language: Language) -> list[ReaderTable]:
    """Show the standards, worst first, each with its set of ranks."""
    by = separately_by(finding)
    rows = [{**record, "level": ""} for record in records(finding.frames["frame"])]
    sections = sections_by(rows, by, lambda record: groups_title(record, by, language))
    return [reader_table(text("caption_ranking", language), _fields(finding, language), sections)]


def _fields(finding: Finding, language: Language) -> list[Field]:
    instrument, criterion = finding.basis.instrument, str(finding.facts["criterion"])
    fields = [
        Field(
            heading("standard", language),
            lambda record: standard_name(instrument, str(record["standard"]), language),
            numeric=False,
        ),
        Field(heading("rank", language), lambda record: count(record["rank"])),
        Field(text("rank_set", language), lambda record: ranks(record["rank_low"], record["rank_high"])),
        Field(heading("n", language), lambda record: count(record["n"])),
        Field(heading("gap", language), lambda record: number(record["gap"])),
    ]
    if criterion != "gap":
        fields.append(Field(_capital(word("criterion", criterion, language)), lambda record: number(record["value"])))
    return [
        *fields,
        Field(heading("points", language), lambda record: number(record["points"], 1), optional=True, aside=True),
        Field(
            heading("may_be_worst", language),
            lambda record: word("truth", "yes", language) if says_yes(record["may_be_worst"]) else "",
            numeric=False,
            short=text("may_be_worst", language),
        ),
        *_places(finding, language),
    ]


def _places(finding: Finding, language: Language) -> list[Field]:
    instrument = finding.basis.instrument
    return [
        Field(
            heading("dimension", language),
            lambda record: dimension_name(instrument, str(record["dimension"]), language),
            numeric=False,
        ),
        Field(
            text("where", language),
            lambda record: _component(record, language),
            numeric=False,
            optional=True,
            aside=True,
        ),
        Field(
            heading("touchpoint", language),
            lambda record: touchpoint_name(instrument, str(record["touchpoint"] or ""), language),
            numeric=False,
            optional=True,
            aside=True,
        ),
        reason_field(language),
    ]


def _component(record: Record, language: Language) -> str:
    component, aspect = str(record["component"] or ""), str(record["aspect"] or "")
    names = [
        word("component", component, language) if component else "",
        aspect_name(aspect, language) if aspect else "",
    ]
    return " · ".join(name for name in names if name)


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]
