"""A surface in tables: what is lost, the models, slopes and curvatures, prediction, agreement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servgap._stats.surfaces.congruence import BROAD, CONDITIONS
from servgap._stats.surfaces.lines import PARAMETERS
from servgap.analysis.surface.verb import Surface
from servgap.language import Fact, column, number, percentage, say, word
from servgap.report.cells import cell, ends
from servgap.report.kinds.surface.words import outcome
from servgap.report.tables.field import field, interval_field, interval_heading, reason_field, subject_field, table
from servgap.report.tables.rows import Record, records, sections_by
from servgap.report.tables.table import Field, Table

PREDICTED = ("perception", "difference", "both", "surface")


def tables(finding: Surface) -> list[Table]:
    """Show what is lost first, then the models, then the surface."""
    rows = records(finding.frames["frame"])
    return [
        Table(say("surface.caption.frame", outcome=outcome(finding)), _lost(finding), [(None, rows)]),
        _models(finding, "overall"),
        _lines(finding, rows),
        _predicted(finding, rows),
        _support(finding),
    ]


def details(finding: Surface) -> list[Table]:
    """Show the tests one by one, the conditions of congruence, and the models of each dimension."""
    return [_tests(finding), _conditions(finding), _models(finding, "dimension")]


def _lost(finding: Surface) -> list[Field]:
    return [
        subject_field(finding),
        field("n", finding),
        field("difference_r2", finding),
        field("surface_r2", finding),
        field("loss", finding),
        interval_field(("loss_low", "loss_high"), finding),
        field("p_adjusted", finding, head=say("surface.heading.p"), aside=True),
        field("constraint_model", finding),
        field("verdict", finding, head=say("surface.heading.verdict")),
        reason_field(),
    ]


def _models(finding: Surface, level: str) -> Table:
    frame = finding.frames["models"]
    rows = [{**record, "standard": "", "item": ""} for record in records(frame[frame["level"] == level])]
    fields = [
        field("constraint_model", finding),
        field("n_estimated", finding),
        field("aicc", finding, aside=True),
        field("aicc_difference", finding),
        field("akaike_weight", finding),
        field("cfi", finding, aside=True),
        field("model_r2", finding),
        reason_field(),
    ]
    if level == "overall":
        return table("surface.caption.models", fields, [{**row, "level": ""} for row in rows])
    instrument = finding.basis.instrument
    sections = sections_by(rows, ("dimension",), lambda record: cell("dimension", record["dimension"], instrument))  # type: ignore[arg-type,return-value]
    return Table(
        say("surface.caption.models_of_dimensions"),
        fields,
        [(title, [{**row, "level": ""} for row in part]) for title, part in sections],
    )


def _across(finding: Surface, frame: str, name: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put what a frame has below each other in one row for each row of the first table."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for record in records(finding.frames[frame]):
        found.setdefault((record["level"], record["dimension"]), {})[str(record[name])] = record
    return [{**row, **found[row["level"], row["dimension"]]} for row in rows]


def _with_ends(row: Mapping[str, Any]) -> Fact:
    held = ends("ci_low", row["ci_low"], row["ci_high"])
    if held is None:
        return number(row["value"])
    return say("surface.cell.with_interval", value=number(row["value"]), held=held)


def _lines(finding: Surface, rows: list[dict[str, Any]]) -> Table:
    def told(name: str) -> Field:
        head, short = say(f"surface.heading.{name}"), say(f"surface.heading.{name}_short")
        return Field(head, lambda record: _with_ends(record[name]), short=short)

    fields = [subject_field(finding), *map(told, PARAMETERS), field("congruence", finding), reason_field()]
    return Table(
        say("surface.caption.lines", interval=interval_heading(finding)),
        fields,
        [(None, _across(finding, "parameters", "surface_parameter", rows))],
    )


def _conditions(finding: Surface) -> Table:
    def told(name: str) -> Field:
        def write(record: Record) -> Fact:
            row = record[name]
            return None if row["holds"] is None else word("truth", "yes" if row["holds"] else "no")

        return Field(word("congruence_condition", name), write, numeric=False)

    rows = _across(finding, "conditions", "congruence_condition", records(finding.frames["frame"]))
    fields = [subject_field(finding), *map(told, CONDITIONS[:BROAD]), field("congruence", finding), reason_field()]
    return Table(say("surface.caption.conditions"), fields, [(None, rows)])


def _predicted(finding: Surface, rows: list[dict[str, Any]]) -> Table:
    received = word("part", finding.basis.pair[1])

    def share(name: str) -> Field:
        called = received if name == "perception" else word("predictors", name)
        head = say("surface.heading.predicted", name=called)
        return Field(head, lambda record: percentage(record[name]["predicted_r2"]))

    compared = "difference_perception"
    wide = _across(finding, "predictions", "predictors", _across(finding, "comparisons", "comparison", rows))
    fields = [
        subject_field(finding),
        *map(share, PREDICTED),
        field("error_saved", finding, head=say("surface.heading.saved", part=received), within=compared),
        interval_field(("ci_low", "ci_high"), finding, within=compared),
        Field(column("predicts_better"), lambda record: _better(finding, record["predicts_better"]), numeric=False),
        reason_field(),
    ]
    return Table(say("surface.caption.comparisons"), fields, [(None, wide)])


def _better(finding: Surface, code: str) -> Fact:
    if not code:
        return None
    return word("part", finding.basis.pair[1]) if code == "perception" else word("predicts_better", code)


def _support(finding: Surface) -> Table:
    frame = finding.frames["support"]
    fields = [
        subject_field(finding),
        field("n", finding),
        field("half_sd", finding),
        field("share_over_expected", finding),
        field("share_as_expected", finding),
        field("share_under_expected", finding),
        reason_field(),
    ]
    return table("surface.caption.support", fields, records(frame[frame["agreement_by"] == "scale_points"]))


def _tests(finding: Surface) -> Table:
    fields = [
        subject_field(finding),
        field("constraint", finding),
        field("f", finding),
        field("df", finding, kind="statistic"),
        field("df_denominator", finding),
        field("p_value", finding),
        field("p_adjusted", finding),
        field("p_usual", finding, head=say("surface.heading.usual_p")),
        reason_field(),
    ]
    return table("surface.caption.tests", fields, records(finding.frames["tests"]))
