"""How reliable each part of each dimension is, and what that is good enough for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servgap.analysis.reliability.verb import Reliability
from servgap.language import say
from servgap.report.kinds.reliability.symbols import ALPHA, DIFFERENCE, OMEGA
from servgap.report.tables.field import by_groups, field, interval_field, reason_field
from servgap.report.tables.rows import Record, records
from servgap.report.tables.table import Field, Table

NO_USE: Record = {"band": "", "n_per_group": None, "reason": ""}


def tables(finding: Reliability) -> list[Table]:
    """Show a row for every part of every dimension."""
    rows = _with_uses(finding, records(finding.frames["frame"]))
    return [Table(say("reliability.caption.frame"), _fields(finding), by_groups(finding, rows, "dimension"))]


def _with_uses(finding: Reliability, rows: list[dict[str, Any]]) -> list[Record]:
    """Put beside each row what its score is good enough for, or why that is not said."""
    by = finding.basis.separately
    keys = (*by, "dimension", "part")
    uses = records(finding.frames["uses"]) if "uses" in finding.frames else []
    found = {tuple(str(use[key]) for key in keys): use for use in uses}
    told = [found.get(tuple(str(row[key]) for key in keys), NO_USE) for row in rows]
    return [row | _judged(row, use, told=bool(by) or not use["band"]) for row, use in zip(rows, told, strict=True)]


def _judged(row: Mapping[str, Any], use: Mapping[str, Any], *, told: bool) -> dict[str, Any]:
    """Give what is said of a score; `told` is whether the reason of its use is worth telling."""
    reason = row["reason"] or (use["reason"] if told else "")
    return {"band": use["band"], "n_per_group": use["n_per_group"], "reason": reason}


def _fields(finding: Reliability) -> list[Field]:
    needed = field("n_per_group", finding, head=say("reliability.heads.n_per_group"), optional=True)
    return [
        field("part", finding),
        field("n", finding),
        field("n_items", finding, aside=True),
        field("omega", finding, head=OMEGA),
        interval_field(("omega_low", "omega_high"), finding, of=OMEGA),
        field("alpha", finding, head=ALPHA),
        interval_field(("ci_low", "ci_high"), finding, of=ALPHA, kind="coefficient"),
        field("average_r", finding, head=say("reliability.heads.average_r"), optional=True, aside=True),
        field("difference_reliability", finding, head=say("reliability.heads.difference_reliability"), optional=True),
        interval_field(("difference_low", "difference_high"), finding, of=DIFFERENCE, optional=True),
        field(
            "r_expectation_perception",
            finding,
            head=say("reliability.heads.r_expectation_perception"),
            short=say("reliability.heads.r_narrow"),
            optional=True,
        ),
        field("variance_ratio", finding, head=say("reliability.heads.variance_ratio"), optional=True, aside=True),
        field("band", finding, optional=True),
        *([needed] if finding.basis.separately else []),
        reason_field(),
    ]
