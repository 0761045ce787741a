"""The order of the standards as a table for readers."""

from __future__ import annotations

from servgap.analysis.finding import Finding
from servgap.language.numbers import count, interval, number, ranks
from servgap.report.tables.reader import Field, ReaderTable, Record, reader_table, records, says_yes, sections_by
from servgap.report.tables.subjects import groups_title, reason_field
from servgap.report.words.codes import word
from servgap.report.words.columns import heading
from servgap.report.words.languages import Language
from servgap.report.words.names import aspect_name, dimension_name, separately_by, standard_name, touchpoint_name
from servgap.report.words.tables_text import interval_heading, text


def ranking_tables(finding: Finding, language: Language) -> list[ReaderTable]:
    """Show the standards, worst first, each with its set of ranks; then the dimensions, and the worst one's size."""
    tables = [_table(finding, "frame", "caption_ranking", _fields(finding, language), language)]
    dimensions = finding.frames["dimensions"]
    if dimensions["rank"].notna().any() and dimensions["dimension"].nunique() > 1:
        fields = _dimension_fields(finding, language)
        tables.append(_table(finding, "dimensions", "caption_ranked_dimensions", fields, language))
    for frame in ("worst", "worst_of_all"):
        if frame in finding.frames and finding.frames[frame]["corrected_low"].notna().any():
            fields = _worst_fields(finding, language)
            tables.append(_table(finding, frame, f"caption_{frame}", fields, language, detail=True))
    return tables


def _table(
    finding: Finding, frame: str, caption: str, fields: list[Field], language: Language, *, detail: bool = False
) -> ReaderTable:
    by = separately_by(finding)
    rows = [{**record, "level": ""} for record in records(finding.frames[frame])]
    sections = sections_by(rows, by, lambda record: groups_title(record, by, language))
    return reader_table(text(caption, language), fields, sections, detail=detail)


def _rank_fields(language: Language) -> list[Field]:
    return [
        Field(heading("rank", language), lambda record: count(record["rank"])),
        Field(text("rank_set", language), lambda record: ranks(record["rank_low"], record["rank_high"])),
        Field(
            text("rank_set_alone", language),
            lambda record: ranks(record["rank_low_alone"], record["rank_high_alone"]),
            aside=True,
        ),
    ]


def _may_be(column: str, language: Language, *, aside: bool = False) -> Field:
    return Field(
        heading(column, language),
        lambda record: word("truth", "yes", language) if says_yes(record[column]) else "",
        numeric=False,
        short=text(column, language),
        aside=aside,
    )


def _dimension_fields(finding: Finding, language: Language) -> list[Field]:
    instrument = finding.basis.instrument
    return [
        Field(
            heading("dimension", language),
            lambda record: dimension_name(instrument, str(record["dimension"]), language),
            numeric=False,
        ),
        *_rank_fields(language),
        Field(heading("n", language), lambda record: count(record["n"])),
        Field(heading("gap", language), lambda record: number(record["gap"])),
        *_criterion(finding, language),
        _may_be("may_be_worst", language),
        _may_be("may_be_best", language, aside=True),
        reason_field(language),
    ]


def _criterion(finding: Finding, language: Language) -> list[Field]:
    criterion = str(finding.facts["criterion"])
    if criterion == "gap":
        return []
    return [Field(_capital(word("criterion", criterion, language)), lambda record: number(record["value"]))]


def _worst_fields(finding: Finding, language: Language) -> list[Field]:
    instrument = finding.basis.instrument
    return [
        Field(
            heading("standard", language),
            lambda record: standard_name(instrument, str(record["standard"]), language) if record["standard"] else "",
            numeric=False,
        ),
        Field(heading("n", language), lambda record: count(record["n"])),
        Field(heading("picked_from", language), lambda record: count(record["picked_from"])),
        Field(
            _capital(word("criterion", str(finding.facts["criterion"]), language)),
            lambda record: number(record["value"]),
        ),
        Field(heading("shrunken", language), lambda record: number(record["shrunken"])),
        Field(
            interval_heading(finding.basis.confidence, language),
            lambda record: interval(record["corrected_low"], record["corrected_high"]),
        ),
        reason_field(language),
    ]


def _fields(finding: Finding, language: Language) -> list[Field]:
    instrument = finding.basis.instrument
    return [
        Field(
            heading("standard", language),
            lambda record: standard_name(instrument, str(record["standard"]), language),
            numeric=False,
        ),
        *_rank_fields(language),
        Field(heading("n", language), lambda record: count(record["n"])),
        Field(heading("gap", language), lambda record: number(record["gap"])),
        *_criterion(finding, language),
        Field(heading("points", language), lambda record: number(record["points"], 1), optional=True, aside=True),
        _may_be("may_be_worst", language),
        _may_be("may_be_best", language, aside=True),
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
