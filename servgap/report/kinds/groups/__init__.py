"""A comparison of groups, as readers meet it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from servgap.language import say
from servgap.report.kinds.groups.claims import claims
from servgap.report.kinds.groups.funnel import funnel, lacking
from servgap.report.kinds.groups.headline import headline
from servgap.report.kinds.groups.in_order import league
from servgap.report.kinds.groups.league import judges
from servgap.report.kinds.groups.note import REMARKS, note
from servgap.report.kinds.groups.picture import picture
from servgap.report.kinds.groups.tables import details, tables
from servgap.report.kinds.kind import Kind, Material, View, compared

if TYPE_CHECKING:
    import pandas as pd

    from servgap.analysis.groups.verb import GroupComparison


def _made(material: Material) -> GroupComparison | None:
    from servgap.analysis.groups.verb import compare_groups

    if material.branch is None:
        return None
    return compare_groups(material.tally, by=material.branch, measure=material.measure)


def _of_groups(finding: GroupComparison) -> tuple[pd.DataFrame, list[str]]:
    """Give the groups; of two attributes the cells, whose figures are in the tests of both."""
    return finding.frames["cells" if finding.facts.second else "groups"], list(finding.basis.compared)


KIND = Kind(
    name="groups",
    chapter="where",
    place=30,
    headline=headline,
    claims=claims,
    note=note,
    tables=tables,
    details=details,
    picture=picture,
    views={"league": View(league, lacking, medium="screen", unasked=judges), "funnel": View(funnel, lacking)},
    remarks=REMARKS,
    sample=say("groups.sample"),
    made=_made,
    by=compared,
    of_groups=_of_groups,
)
