"""The order of the standards as a table for readers."""

from __future__ import annotations

from servgap.analysis.finding import Finding
from servgap.report.tables.fields import field, interval_field
from servgap.report.tables.reader import Field, ReaderTable, Record, reader_table, records, sections_by
from servgap.report.tables.subjects import groups_title, reason_field
from servgap.report.words.codes import word
from servgap.report.words.languages import Language
from servgap.report.words.names import aspect_name, separately_by
from servgap.report.words.tables_text import text


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


def _rank_fields(finding: Finding, language: Language) -> list[Field]:
    together, alone = ("rank_low", "rank_high"), ("rank_low_alone", "rank_high_alone")
    return [
        field("rank", finding, language),
        interval_field(together, finding, language, head=text("rank_set", language)),
        interval_field(alone, finding, language, head=text("rank_set_alone", language), aside=True),
    ]


def _candidates(finding: Finding, language: Language) -> list[Field]:
    return [
        field("may_be_worst", finding, language, short=text("may_be_worst", language)),
        field("may_be_best", finding, language, short=text("may_be_best", language), aside=True),
    ]


def _dimension_fields(finding: Finding, language: Language) -> list[Field]:
    return [
        field("dimension", finding, language),
        *_rank_fields(finding, language),
        field("n", finding, language),
        field("gap", finding, language),
        *_criterion(finding, language),
        *_candidates(finding, language),
        reason_field(language),
    ]


def _criterion(finding: Finding, language: Language) -> list[Field]:
    criterion = str(finding.facts["criterion"])
    if criterion == "gap":
        return []
    return [field("value", finding, language, head=_capital(word("criterion", criterion, language)))]


def _worst_fields(finding: Finding, language: Language) -> list[Field]:
    return [
        field("standard", finding, language),
        field("n", finding, language),
        field("picked_from", finding, language),
        field("value", finding, language, head=_capital(word("criterion", finding.facts["criterion"], language))),
        field("shrunken", finding, language),
        interval_field(("corrected_low", "corrected_high"), finding, language),
        reason_field(language),
    ]


def _fields(finding: Finding, language: Language) -> list[Field]:
    return [
        field("standard", finding, language),
        *_rank_fields(finding, language),
        field("n", finding, language),
        field("gap", finding, language),
        *_criterion(finding, language),
        field("points", finding, language, optional=True, aside=True),
        *_candidates(finding, language),
        *_places(finding, language),
    ]


def _places(finding: Finding, language: Language) -> list[Field]:
    where = text("where", language)
    return [
        field("dimension", finding, language),
        Field(where, lambda record: _component(record, language), numeric=False, optional=True, aside=True),
        field("touchpoint", finding, language, optional=True, aside=True),
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
