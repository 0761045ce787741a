"""Validity as tables for readers: fit, dimensions apart, groups alike; items as detail."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import pandas as pd

from servgap._stats.factor_models.fit_indices import RMSEA_CONFIDENCE
from servgap._stats.ties import first_most
from servgap.analysis.reasons import NEEDS_ROWS
from servgap.analysis.validity.competing_models import MODELS
from servgap.analysis.validity.verb import Validity
from servgap.language import Fact, coefficient, column, count, number, p_value, percent, say, word
from servgap.language.facts import Styled
from servgap.language.numbers import known
from servgap.report.cells import cell, ends
from servgap.report.names import dimension, item
from servgap.report.tables.field import field, groups_title, interval_field, reason_field
from servgap.report.tables.rows import Record, records, sections_by
from servgap.report.tables.table import Field, Table


def tables(finding: Validity) -> list[Table]:
    """Show the fit of the structures, which dimensions can be told apart, and the steps between groups."""
    told = [
        _table(finding, "frame", _fit_fields(finding)),
        _table(finding, "invariance", _step_fields(finding)),
        _table(finding, "discriminant", _pair_fields(finding)),
        _table(finding, "convergent", _convergent_fields(finding)),
        _loadings_table(finding),
        _table(finding, "adequacy", _adequacy_fields(finding), detail=True),
        _table(finding, "modification", _change_fields(finding), detail=True),
        _table(finding, "groups", _group_fields(finding), detail=True),
    ]
    return [table for table in told if table is not None]


def _table(finding: Validity, frame: str, fields: Sequence[Field], *, detail: bool = False) -> Table | None:
    rows = [_quiet(record) for record in records(finding.frames[frame])] if frame in finding.frames else []
    return Table(say(f"validity.caption.{frame}"), fields, [(None, rows)], detail) if rows else None


def _quiet(record: dict[str, Any]) -> dict[str, Any]:
    """Leave unsaid that resampled intervals need rows: a note says what they would rest on."""
    return record | {"reason": ""} if record["reason"] == NEEDS_ROWS else record


def _judged(record: Record, name: str) -> Any:
    """Choose the robust index, else the scaled one, where there is any; its ends are of the same."""
    for kind in ("_robust", "_scaled", ""):
        if known(record.get(f"cfi{kind}")):
            return record[name.replace("rmsea", f"rmsea{kind}") if "rmsea" in name else f"{name}{kind}"]
    return None


def _chi(record: Record) -> Fact:
    scaled = record.get("chi_square_scaled")
    value = scaled if known(scaled) else record["chi_square"]
    return say("validity.cell.chi", chi=number(value, 1), df=count(record["df"])) if known(value) else None


def _rise(record: Record) -> Fact:
    rise = record["chi_square_difference"]
    if not known(rise):
        return None
    p = p_value(record["p_difference"])
    return say("validity.cell.rise", rise=number(rise, 1), df=count(record["df_difference"]), p=p)


def _chi_field() -> Field:
    return Field(say("validity.heading.chi_df"), _chi)


def _rise_field() -> Field:
    return Field(say("validity.heading.against_own"), _rise, optional=True)


def _indices(finding: Validity) -> list[Field]:
    instrument = finding.basis.instrument

    def index(name: str) -> Field:
        return Field(column(name), lambda record: cell(name, _judged(record, name), instrument))

    def held(record: Record) -> Fact:
        return ends("rmsea_low", _judged(record, "rmsea_low"), _judged(record, "rmsea_high"))

    heading = say("shared.interval_heading", case="of", level=percent(RMSEA_CONFIDENCE), of=column("rmsea"))
    return [index("cfi"), index("rmsea"), Field(heading, held, optional=True), field("srmr", finding)]


def _fit_fields(finding: Validity) -> list[Field]:
    return [
        Field(column("model"), _model, numeric=False),
        field("n", finding),
        _chi_field(),
        Field(say("validity.heading.p"), _p_of_chi, optional=True),
        *_indices(finding),
        field("bic", finding, optional=True),
        _rise_field(),
        field("fit", finding, optional=True),
        reason_field(),
    ]


def _p_of_chi(record: Record) -> Fact:
    return p_value(record["p_value_scaled"] if known(record["p_value_scaled"]) else record["p_value"])


def _model(record: Record) -> Fact:
    name = str(record["model"])
    return Styled(word("model", name), "capital") if name in MODELS else name


def _step_fields(finding: Validity) -> list[Field]:
    return [
        field("step", finding),
        field("n", finding),
        _chi_field(),
        *_indices(finding),
        _rise_field(),
        field("cfi_difference", finding),
        field("rmsea_difference", finding),
        field("holds", finding),
        reason_field(),
    ]


def _pair_fields(finding: Validity) -> list[Field]:
    instrument = finding.basis.instrument

    def named(record: Record) -> Fact:
        one, other = (dimension(instrument, str(record[f"dimension_{side}"])) for side in "ab")
        return say("validity.cell.pair", one=one, other=other)

    return [
        Field(say("validity.heading.dimensions"), named, numeric=False),
        field("correlation", finding, head=say("validity.heading.correlation")),
        interval_field(("ci_low", "ci_high"), finding, of="r", kind="coefficient"),
        field("htmt", finding),
        interval_field(("htmt_low", "htmt_high"), finding, of="HTMT", optional=True),
        field("htmt2", finding),
        interval_field(("htmt2_low", "htmt2_high"), finding, of="HTMT2", optional=True, aside=True),
        field("separation", finding, optional=True),
        field("fornell_larcker", finding, optional=True),
        reason_field(),
    ]


def _convergent_fields(finding: Validity) -> list[Field]:
    return [
        *(field(name, finding) for name in ("dimension", "n_items", "ave", "composite_reliability")),
        *(field(name, finding, optional=True) for name in ("msv", "convergence", "fornell_larcker")),
        reason_field(),
    ]


def _loadings_table(finding: Validity) -> Table:
    frame, instrument = finding.frames["loadings"], finding.basis.instrument
    own = frame["own"].astype(bool)
    strongest = _strongest(frame[~own])
    rows = [record | strongest.get(str(record["item"]), {}) for record in records(frame[own])]

    def elsewhere(record: Record) -> Fact:
        if not known(record.get("other")):
            return None
        told = dimension(instrument, str(record["elsewhere"]))
        return say("validity.cell.elsewhere", loading=coefficient(record["other"]), dimension=told)

    def title(record: Record) -> Any:
        return dimension(instrument, str(record["dimension"]))

    fields = [
        field("item", finding),
        field("loading", finding, head=say("validity.heading.loading")),
        interval_field(("ci_low", "ci_high"), finding, of="λ", kind="coefficient"),
        field("efa_loading", finding, head=say("validity.heading.exploratory")),
        Field(say("validity.heading.elsewhere"), elsewhere, numeric=False, optional=True),
        field("communality", finding),
        field("msa", finding, head=say("validity.heading.msa")),
        reason_field(),
    ]
    return Table(say("validity.caption.loadings"), fields, list(sections_by(rows, ("dimension",), title)))


def _strongest(others: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Find each item's largest exploratory loading on another dimension's factor."""
    known_rows = others[others["efa_loading"].notna()]
    if not len(known_rows):
        return {}
    found = {}
    for key, rows in known_rows.groupby("item", sort=False):
        largest = rows.iloc[first_most(rows["efa_loading"].abs())]
        found[str(key)] = {"other": largest["efa_loading"], "elsewhere": largest["dimension"]}
    return found


def _adequacy_fields(finding: Validity) -> list[Field]:
    whole = ("n_dimensions", "n_common", "n_components", "n_map_squared", "n_map_fourth")
    return [
        field("n", finding),
        field("kmo", finding),
        _chi_field(),
        field("p_value", finding, head=say("validity.heading.p")),
        *(field(name, finding) for name in whole),
        reason_field(),
    ]


def _change_fields(finding: Validity) -> list[Field]:
    instrument = finding.basis.instrument

    def against(record: Record) -> Fact:
        if record["dimension"]:
            return dimension(instrument, str(record["dimension"]))
        return item(instrument, str(record["item_b"])) if record["item_b"] else None

    return [
        field("change", finding, optional=True),
        field("item", finding, head=say("validity.heading.item")),
        Field(say("validity.heading.with_what"), against, numeric=False),
        field("modification_index", finding),
        field("expected_change", finding),
        reason_field(),
    ]


def _group_fields(finding: Validity) -> list[Field]:
    return [
        Field(say("tables.group"), partial(groups_title, finding, finding.basis.groups), numeric=False),
        field("n", finding),
        _chi_field(),
        *_indices(finding),
        field("fit", finding, optional=True),
        field("used", finding),
        reason_field(),
    ]
