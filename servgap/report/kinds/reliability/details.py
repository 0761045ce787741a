"""What stands behind a reliability: totals, agreement within groups, further coefficients, and items."""

from __future__ import annotations

from typing import Any

from servgap.analysis.reasons import NOT_ON_SCALE
from servgap.analysis.reliability.verb import Reliability
from servgap.language import say, word
from servgap.report.names import dimension
from servgap.report.tables.field import by_groups, field, interval_field, reason_field
from servgap.report.tables.rows import Record, records, sections_by
from servgap.report.tables.table import Field, Table
from servgap.survey.covariances import GAP

OF_ITEMS = ("item_rest_r", "alpha_if_dropped", "loading", "msa")
ENDS = ("share_bottom", "share_top")


def details(finding: Reliability) -> list[Table]:
    """Show what a report shows behind the table of the dimensions."""
    shown = {"total": _total, "agreement": _agreement, "coefficients": _coefficients}
    told = [make(finding) for name, make in shown.items() if name in finding.frames]
    items = records(finding.frames["items"]) if "items" in finding.frames else []
    # All parts side by side would be wider than a sheet of paper.
    parts = dict.fromkeys(str(record["part"]) for record in items)
    return [*told, *(_items(finding, items, part) for part in parts)]


def _total(finding: Reliability) -> Table:
    """Show how reliable totals over all dimensions are."""
    fields = [
        *(field(name, finding) for name in ("coefficient", "method", "n", "n_items")),
        field("value", finding, head=say("reliability.heads.total"), kind="coefficient"),
        reason_field(),
    ]
    sections = by_groups(finding, records(finding.frames["total"]), "part")
    return Table(say("reliability.caption.total"), fields, sections, detail=True)


def _agreement(finding: Reliability) -> Table:
    """Show whether answers may be averaged to groups."""
    fields = [
        *(field(name, finding) for name in ("part", "groups", "n", "icc1")),
        interval_field(("icc1_low", "icc1_high"), finding),
        field("icc2", finding),
        interval_field(("icc2_low", "icc2_high"), finding),
        field("n_per_group", finding, head=say("reliability.heads.n_per_group"), optional=True),
        field("rwg", finding, optional=True),
        field("rwg_skewed", finding, optional=True),
        reason_field(),
    ]
    sections = sections_by(records(finding.frames["agreement"]), ("dimension",), lambda row: _dimension(finding, row))
    return Table(say("reliability.caption.agreement"), fields, sections, detail=True)


def _dimension(finding: Reliability, record: Record) -> Any:
    return dimension(finding.basis.instrument, str(record["dimension"]))


def _coefficients(finding: Reliability) -> Table:
    """Show a row for every coefficient and method, the parts side by side."""
    rows = records(finding.frames["coefficients"])
    keys = (*finding.basis.separately, "dimension", "coefficient", "method")
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for row in rows:
        own = {key: row[key] for key in keys}
        beside = found.setdefault(tuple(map(str, own.values())), own | {"reason": ""})
        beside[_of(str(row["part"]))] = row
        # What is no answer on the scale has no ordinal coefficient; the other parts may well have one.
        beside["reason"] = beside["reason"] or _worth_telling(row)
    fields = [field("coefficient", finding), field("method", finding)]
    for part in dict.fromkeys(str(row["part"]) for row in rows):
        fields += _of_part(finding, part)
    sections = by_groups(finding, list(found.values()), "dimension")
    return Table(say("reliability.caption.coefficients"), [*fields, reason_field()], sections, detail=True)


def _of_part(finding: Reliability, part: str) -> list[Field]:
    own, head, kind = _of(part), word("part", part), "coefficient"
    return [
        field("value", finding, head=head, kind=kind, within=own, optional=True),
        interval_field(("ci_low", "ci_high"), finding, kind=kind, within=own, optional=True),
    ]


def _of(part: str) -> str:
    """Name the part of a row that is about a part of the questionnaire."""
    return f"part {part}"


def _worth_telling(row: dict[str, Any]) -> str:
    """Give the reason why a number is not there, but not that a gap is no answer, which goes without saying."""
    return "" if row["reason"] == NOT_ON_SCALE else str(row["reason"])


def _items(finding: Reliability, items: list[dict[str, Any]], part: str) -> Table:
    """Show what each item adds; the gap has no columns for the ends of the scale."""
    rows = [record | {"reason": _worth_telling(record)} for record in items if record["part"] == part]
    fields = [
        field("item", finding),
        *(
            field(name, finding, head=say(f"reliability.heads.{name}"), optional=True)
            for name in (*OF_ITEMS, *(ENDS if part != GAP else ()))
        ),
        reason_field(),
    ]
    caption = say("reliability.caption.items", part=word("part", part))
    return Table(caption, fields, by_groups(finding, rows, "dimension"), detail=True)
