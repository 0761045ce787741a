"""Validity as tables for readers: fit, dimensions apart, groups alike; items as detail."""

from __future__ import annotations

from typing import Any

import pandas as pd

from servgap._stats.ties import first_most
from servgap.analysis.finding import Finding
from servgap.analysis.reasons import NEEDS_ROWS
from servgap.analysis.validity.competing_models import MODELS
from servgap.language.numbers import coefficient, coefficient_interval, count, known, number, p_value
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
        _table(finding, "frame", "caption_fit", _fit_fields(language), language),
        _table(finding, "invariance", "caption_invariance", _step_fields(language), language),
        _table(finding, "discriminant", "caption_discriminant", _pair_fields(finding, language), language),
        _table(finding, "convergent", "caption_convergent", _convergent_fields(finding, language), language),
        _loadings_table(finding, language),
        _table(finding, "adequacy", "caption_adequacy", _adequacy_fields(language), language, detail=True),
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


def _indices(language: Language) -> list[Field]:
    return [
        Field("CFI", lambda record: _fit_of(record)[0]),
        Field("RMSEA", lambda record: _fit_of(record)[1]),
        Field(interval_heading(0.9, language, "RMSEA"), _ends, optional=True),
        Field("SRMR", lambda record: coefficient(record["srmr"], 3)),
    ]


def _fit_fields(language: Language) -> list[Field]:
    return [
        Field(heading("model", language), lambda record: _model(record, language), numeric=False),
        Field("n", lambda record: count(record["n"])),
        Field(text("chi_df", language), _chi),
        Field("p", _p_of_chi, optional=True),
        *_indices(language),
        Field("BIC", lambda record: number(record["bic"], 0), optional=True),
        Field(text("against_own", language), _rise, optional=True),
        _coded("fit", language),
        reason_field(language),
    ]


def _p_of_chi(record: Record) -> str:
    return p_value(record["p_value_scaled"] if known(record["p_value_scaled"]) else record["p_value"])


def _model(record: Record, language: Language) -> str:
    name = str(record["model"])
    told = word("model", name, language) if name in MODELS else name
    return told[:1].upper() + told[1:] if name in MODELS else told


def _coded(column: str, language: Language) -> Field:
    return Field(
        heading(column, language),
        lambda record: word(column, record[column], language) if record[column] else "",
        numeric=False,
        optional=True,
    )


def _step_fields(language: Language) -> list[Field]:
    return [
        Field(heading("step", language), lambda record: word("step", record["step"], language), numeric=False),
        Field("n", lambda record: count(record["n"])),
        Field(text("chi_df", language), _chi),
        *_indices(language),
        Field(text("against_own", language), _rise, optional=True),
        Field("ΔCFI", lambda record: coefficient(record["cfi_difference"], 3)),
        Field("ΔRMSEA", lambda record: coefficient(record["rmsea_difference"], 3)),
        Field(
            heading("holds", language),
            lambda record: truth(record["holds"], language) if known(record["cfi"]) else "",
            numeric=False,
        ),
        reason_field(language),
    ]


def _pair_fields(finding: Finding, language: Language) -> list[Field]:
    level, instrument = finding.basis.confidence, finding.basis.instrument

    def named(record: Record) -> str:
        names = [dimension_name(instrument, str(record[f"dimension_{side}"]), language) for side in "ab"]
        return " – ".join(names)

    def interval(name: str) -> Field:
        return Field(
            interval_heading(level, language, name.upper()),
            lambda record: coefficient_interval(record[f"{name}_low"], record[f"{name}_high"]),
            optional=True,
            aside=name == "htmt2",
        )

    return [
        Field(text("pair_of_dimensions", language), named, numeric=False),
        Field(text("r_factors", language), lambda record: coefficient(record["correlation"])),
        Field(
            interval_heading(level, language, "r"),
            lambda record: coefficient_interval(record["ci_low"], record["ci_high"]),
        ),
        Field("HTMT", lambda record: coefficient(record["htmt"])),
        interval("htmt"),
        Field("HTMT2", lambda record: coefficient(record["htmt2"])),
        interval("htmt2"),
        _coded("separation", language),
        _coded("fornell_larcker", language),
        reason_field(language),
    ]


def _convergent_fields(finding: Finding, language: Language) -> list[Field]:
    instrument = finding.basis.instrument
    return [
        Field(
            heading("dimension", language),
            lambda record: dimension_name(instrument, str(record["dimension"]), language),
            numeric=False,
        ),
        Field(heading("n_items", language), lambda record: count(record["n_items"])),
        Field("AVE", lambda record: coefficient(record["ave"])),
        Field(heading("composite_reliability", language), lambda record: coefficient(record["composite_reliability"])),
        Field("MSV", lambda record: coefficient(record["msv"]), optional=True),
        _coded("convergence", language),
        _coded("fornell_larcker", language),
        reason_field(language),
    ]


def _loadings_table(finding: Finding, language: Language) -> ReaderTable | None:
    frame = finding.frames["loadings"]
    own = frame[frame["own"].astype(bool)]
    others = frame[~frame["own"].astype(bool)]
    strongest = _strongest(others)
    rows: list[Record] = [record | strongest.get(str(record["item"]), {}) for record in records(own)]
    instrument, level = finding.basis.instrument, finding.basis.confidence

    def elsewhere(record: Record) -> str:
        if not known(record.get("other")):
            return ""
        return f"{coefficient(record['other'])} ({dimension_name(instrument, str(record['elsewhere']), language)})"

    fields = [
        Field(
            heading("item", language),
            lambda record: item_name(instrument, str(record["item"]), language),
            numeric=False,
        ),
        Field(text("loading_cfa", language), lambda record: coefficient(record["loading"])),
        Field(
            interval_heading(level, language, "λ"),
            lambda record: coefficient_interval(record["ci_low"], record["ci_high"]),
        ),
        Field(text("efa_own", language), lambda record: coefficient(record["efa_loading"])),
        Field(text("efa_other", language), elsewhere, numeric=False, optional=True),
        Field(heading("communality", language), lambda record: coefficient(record["communality"])),
        Field("MSA", lambda record: coefficient(record["msa"])),
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


def _adequacy_fields(language: Language) -> list[Field]:
    whole = ("n_dimensions", "n_common", "n_components", "n_map_squared", "n_map_fourth")
    return [
        Field("n", lambda record: count(record["n"])),
        Field("KMO", lambda record: coefficient(record["kmo"])),
        Field(text("chi_df", language), _chi),
        Field("p", lambda record: p_value(record["p_value"])),
        *(_whole(name, language) for name in whole),
        reason_field(language),
    ]


def _whole(name: str, language: Language) -> Field:
    return Field(heading(name, language), lambda record: count(record[name]))


def _change_fields(finding: Finding, language: Language) -> list[Field]:
    instrument = finding.basis.instrument

    def against(record: Record) -> str:
        if record["dimension"]:
            return dimension_name(instrument, str(record["dimension"]), language)
        return item_name(instrument, str(record["item_b"]), language) if record["item_b"] else ""

    return [
        _coded("change", language),
        Field(
            text("pair_of_items", language),
            lambda record: item_name(instrument, str(record["item"]), language) if record["item"] else "",
            numeric=False,
        ),
        Field(text("with_what", language), against, numeric=False),
        Field(heading("modification_index", language), lambda record: number(record["modification_index"], 1)),
        Field(heading("expected_change", language), lambda record: number(record["expected_change"])),
        reason_field(language),
    ]


def _groups_table(finding: Finding, language: Language) -> ReaderTable | None:
    if "groups" not in finding.frames:
        return None
    by = finding.basis.groups
    fields = [
        Field(text("group", language), lambda record: groups_title(record, by, language), numeric=False),
        Field("n", lambda record: count(record["n"])),
        Field(text("chi_df", language), _chi),
        *_indices(language),
        _coded("fit", language),
        Field(heading("used", language), lambda record: truth(record["used"], language), numeric=False),
        reason_field(language),
    ]
    return _table(finding, "groups", "caption_fit_groups", fields, language, detail=True)
