"""The details of a reliability for readers: further coefficients, totals, and agreement within groups."""

from __future__ import annotations

from typing import Any

from servgap.analysis.finding import Finding
from servgap.report.tables.fields import field, interval_field
from servgap.report.tables.reader import Field, ReaderTable, Record, reader_table, records, sections_by
from servgap.report.tables.subjects import groups_title, reason_field
from servgap.report.words.codes import word
from servgap.report.words.languages import Language
from servgap.report.words.names import dimension_name, separately_by
from servgap.report.words.tables_text import text


def coefficients_table(finding: Finding, language: Language) -> ReaderTable:
    """Show a row for every coefficient and method, the parts side by side."""
    rows = records(finding.frames["coefficients"])
    parts = list(dict.fromkeys(str(row["part"]) for row in rows))
    keys = (*separately_by(finding), "dimension", "coefficient", "method")
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for row in rows:
        own = {key: row[key] for key in keys}
        joined = found.setdefault(tuple(map(str, own.values())), own | {"reason": ""})
        joined[_of(str(row["part"]))] = row
        # What is no answer on the scale has no ordinal coefficient; the other parts may well have one.
        joined["reason"] = joined["reason"] or ("" if row["reason"] == "not_on_scale" else row["reason"])
    sections = sections_by(
        list(found.values()), (*separately_by(finding), "dimension"), lambda row: _title(finding, row, language)
    )
    fields = [field("coefficient", finding, language), field("method", finding, language)]
    for part in parts:
        fields += _of_part(finding, part, language)
    return reader_table(
        text("caption_coefficients", language), [*fields, reason_field(language)], sections, detail=True
    )


def _of_part(finding: Finding, part: str, language: Language) -> list[Field]:
    head, kind, own = word("part", part, language), "coefficient", _of(part)
    return [
        field("value", finding, language, head=head, kind=kind, within=own, optional=True),
        interval_field(("ci_low", "ci_high"), finding, language, kind=kind, within=own, optional=True),
    ]


def _of(part: str) -> str:
    """Name the part of a row that is about a part of the questionnaire."""
    return f"part {part}"


def total_table(finding: Finding, language: Language) -> ReaderTable:
    """Show how reliable totals over all dimensions are."""
    by = separately_by(finding)
    sections = sections_by(
        records(finding.frames["total"]),
        (*by, "part"),
        lambda row: " · ".join(filter(None, (groups_title(row, by, language), word("part", row["part"], language)))),
    )
    fields = [
        *(field(column, finding, language) for column in ("coefficient", "method", "n", "n_items")),
        field("value", finding, language, head=text("total_value", language), kind="coefficient"),
        reason_field(language),
    ]
    return reader_table(text("caption_total", language), fields, sections, detail=True)


def agreement_table(finding: Finding, language: Language) -> ReaderTable:
    """Show whether answers may be averaged to groups."""
    rows = records(finding.frames["agreement"])
    sections = sections_by(rows, ("dimension",), lambda row: _title(finding, row, language, grouped=False))
    fields = [
        *(field(column, finding, language) for column in ("part", "groups", "n", "icc1")),
        interval_field(("icc1_low", "icc1_high"), finding, language),
        field("icc2", finding, language),
        interval_field(("icc2_low", "icc2_high"), finding, language),
        field("n_per_group", finding, language, head=text("group_from", language), optional=True),
        field("rwg", finding, language, optional=True),
        field("rwg_skewed", finding, language, optional=True),
        reason_field(language),
    ]
    return reader_table(text("caption_agreement", language), fields, sections, detail=True)


def _title(finding: Finding, row: Record, language: Language, *, grouped: bool = True) -> str:
    name = dimension_name(finding.basis.instrument, str(row["dimension"]), language)
    group = groups_title(row, separately_by(finding), language) if grouped else ""
    return f"{group} · {name}" if group else name
