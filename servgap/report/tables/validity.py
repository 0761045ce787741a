"""Validity as tables for readers: fit, dimensions apart, groups alike; items as detail."""

from __future__ import annotations

from typing import Any

import pandas as pd

from servgap._stats.ties import first_most
from servgap.analysis.finding import Finding
from servgap.analysis.reasons import NEEDS_ROWS
from servgap.analysis.validity.competing_models import MODELS
from servgap.language.numbers import coefficient, count, known, number, p_value
from servgap.report.tables.fields import field, interval_field
from servgap.report.tables.reader import Field, ReaderTable, Record, reader_table, records, sections_by
from servgap.report.tables.subjects import groups_title, reason_field
from servgap.report.words.codes import truth, word
from servgap.report.words.columns import heading
from servgap.report.words.languages import Language
from servgap.report.words.names import dimension_name, item_name
from servgap.report.words.tables_text import interval_heading, text


def validity_tables(finding: Finding, language: Language) -> list[ReaderTable]:
    """Show the fit of the structures, which dimensions can be told apart, and the steps between groups."""
    tables = [
        _table(finding, "frame", "caption_fit", _fit_fields(finding, language), language),
        _table(finding, "invariance", "caption_invariance", _step_fields(finding, language), language),
        _table(finding, "discriminant", "caption_discriminant", _pair_fields(finding, language), language),
        _table(finding, "convergent", "caption_convergent", _convergent_fields(finding, language), language),
        _loadings_table(finding, language),
        _table(finding, "adequacy", "caption_adequacy", _adequacy_fields(finding, language), language, detail=True),
        _table(
            finding, "modification", "caption_modification", _change_fields(finding, language), language, detail=True
        ),
        _groups_table(finding, language),
    ]
    return [table for table in tables if table is not None]


def _table(
    finding: Finding, name: str, caption: str, fields: list[Field], language: Language, *, detail: bool = False
) -> ReaderTable | None:
    rows: list[Record] = [_quiet(record) for record in records(finding.frames[name])] if name in finding.frames else []
    if not rows:
        return None
    return reader_table(text(caption, language), fields, [("", rows)], detail=detail)


def _quiet(record: dict[str, Any]) -> dict[str, Any]:
    """Leave unsaid that resampled intervals need rows: a note says what they would rest on."""
    return record | {"reason": ""} if record["reason"] == NEEDS_ROWS else record


def _fit_of(record: Record) -> list[str]:
    """Choose robust indices, else scaled ones, where there are any."""
    for kind in ("_robust", "_scaled", ""):
        if known(record.get(f"cfi{kind}")):
            names = (f"cfi{kind}", f"rmsea{kind}", f"rmsea{kind}_low", f"rmsea{kind}_high")
            return [coefficient(record[names[0]], 3), *(coefficient(record[name], 3) for name in names[1:])]
    return ["", "", "", ""]


def _ends(record: Record) -> str:
    _, _, low, high = _fit_of(record)
    return f"[{low}, {high}]" if low else ""


def _chi(record: Record, scaled: str = "chi_square_scaled") -> str:
    value = record[scaled] if known(record.get(scaled)) else record["chi_square"]
    return f"{number(value, 1)} ({count(record['df'])})" if known(value) else ""


def _rise(record: Record) -> str:
    if not known(record["chi_square_difference"]):
        return ""
    rise = f"{number(record['chi_square_difference'], 1)} ({count(record['df_difference'])})"
    return f"{rise}, {p_value(record['p_difference'])}"


def _indices(finding: Finding, language: Language) -> list[Field]:
    return [
        Field("CFI", lambda record: _fit_of(record)[0]),
        Field("RMSEA", lambda record: _fit_of(record)[1]),
        Field(interval_heading(0.9, language, "RMSEA"), _ends, optional=True),
        field("srmr", finding, language),
    ]


def _fit_fields(finding: Finding, language: Language) -> list[Field]:
    return [
        Field(heading("model", language), lambda record: _model(record, language), numeric=False),
        field("n", finding, language),
        Field(text("chi_df", language), _chi),
        Field("p", _p_of_chi, optional=True),
        *_indices(finding, language),
        field("bic", finding, language, optional=True),
        Field(text("against_own", language), _rise, optional=True),
        _optional("fit", finding, language),
        reason_field(language),
    ]


def _p_of_chi(record: Record) -> str:
    return p_value(record["p_value_scaled"] if known(record["p_value_scaled"]) else record["p_value"])


def _model(record: Record, language: Language) -> str:
    name = str(record["model"])
    told = word("model", name, language) if name in MODELS else name
    return told[:1].upper() + told[1:] if name in MODELS else told


def _optional(column: str, finding: Finding, language: Language) -> Field:
    return field(column, finding, language, optional=True)


def _step_fields(finding: Finding, language: Language) -> list[Field]:
    return [
        field("step", finding, language),
        field("n", finding, language),
        Field(text("chi_df", language), _chi),
        *_indices(finding, language),
        Field(text("against_own", language), _rise, optional=True),
        field("cfi_difference", finding, language),
        field("rmsea_difference", finding, language),
        Field(
            heading("holds", language),
            lambda record: truth(record["holds"], language) if known(record["cfi"]) else "",
            numeric=False,
        ),
        reason_field(language),
    ]


def _pair_fields(finding: Finding, language: Language) -> list[Field]:
    instrument = finding.basis.instrument

    def named(record: Record) -> str:
        names = [dimension_name(instrument, str(record[f"dimension_{side}"]), language) for side in "ab"]
        return " – ".join(names)

    return [
        Field(text("pair_of_dimensions", language), named, numeric=False),
        field("correlation", finding, language, head=text("r_factors", language)),
        interval_field(("ci_low", "ci_high"), finding, language, of="r", kind="coefficient"),
        field("htmt", finding, language),
        interval_field(("htmt_low", "htmt_high"), finding, language, of="HTMT", optional=True),
        field("htmt2", finding, language),
        interval_field(("htmt2_low", "htmt2_high"), finding, language, of="HTMT2", optional=True, aside=True),
        _optional("separation", finding, language),
        _optional("fornell_larcker", finding, language),
        reason_field(language),
    ]


def _convergent_fields(finding: Finding, language: Language) -> list[Field]:
    return [
        *(field(column, finding, language) for column in ("dimension", "n_items", "ave", "composite_reliability")),
        *(_optional(column, finding, language) for column in ("msv", "convergence", "fornell_larcker")),
        reason_field(language),
    ]


def _loadings_table(finding: Finding, language: Language) -> ReaderTable | None:
    frame = finding.frames["loadings"]
    own = frame[frame["own"].astype(bool)]
    others = frame[~frame["own"].astype(bool)]
    strongest = _strongest(others)
    rows: list[Record] = [record | strongest.get(str(record["item"]), {}) for record in records(own)]
    instrument = finding.basis.instrument

    def elsewhere(record: Record) -> str:
        if not known(record.get("other")):
            return ""
        return f"{coefficient(record['other'])} ({dimension_name(instrument, str(record['elsewhere']), language)})"

    fields = [
        field("item", finding, language),
        field("loading", finding, language, head=text("loading_cfa", language)),
        interval_field(("ci_low", "ci_high"), finding, language, of="λ", kind="coefficient"),
        field("efa_loading", finding, language, head=text("efa_own", language)),
        Field(text("efa_other", language), elsewhere, numeric=False, optional=True),
        field("communality", finding, language),
        field("msa", finding, language, head="MSA"),
        reason_field(language),
    ]
    title = lambda record: dimension_name(instrument, str(record["dimension"]), language)  # noqa: E731 - one line, one use
    return reader_table(text("caption_loadings", language), fields, sections_by(rows, ("dimension",), title))


def _strongest(others: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Find each item's largest exploratory loading on another dimension's factor."""
    known_rows = others[others["efa_loading"].notna()]
    if not len(known_rows):
        return {}
    found = {}
    for item, rows in known_rows.groupby("item", sort=False):
        largest = rows.iloc[first_most(rows["efa_loading"].abs())]
        found[str(item)] = {"other": largest["efa_loading"], "elsewhere": largest["dimension"]}
    return found


def _adequacy_fields(finding: Finding, language: Language) -> list[Field]:
    whole = ("n_dimensions", "n_common", "n_components", "n_map_squared", "n_map_fourth")
    return [
        field("n", finding, language),
        field("kmo", finding, language),
        Field(text("chi_df", language), _chi),
        field("p_value", finding, language, head="p"),
        *(field(column, finding, language) for column in whole),
        reason_field(language),
    ]


def _change_fields(finding: Finding, language: Language) -> list[Field]:
    instrument = finding.basis.instrument

    def against(record: Record) -> str:
        if record["dimension"]:
            return dimension_name(instrument, str(record["dimension"]), language)
        return item_name(instrument, str(record["item_b"]), language) if record["item_b"] else ""

    return [
        _optional("change", finding, language),
        field("item", finding, language, head=text("pair_of_items", language)),
        Field(text("with_what", language), against, numeric=False),
        field("modification_index", finding, language),
        field("expected_change", finding, language),
        reason_field(language),
    ]


def _groups_table(finding: Finding, language: Language) -> ReaderTable | None:
    if "groups" not in finding.frames:
        return None
    by = finding.basis.groups
    fields = [
        Field(text("group", language), lambda record: groups_title(record, by, language), numeric=False),
        field("n", finding, language),
        Field(text("chi_df", language), _chi),
        *_indices(finding, language),
        _optional("fit", finding, language),
        field("used", finding, language),
        reason_field(language),
    ]
    return _table(finding, "groups", "caption_fit_groups", fields, language, detail=True)
