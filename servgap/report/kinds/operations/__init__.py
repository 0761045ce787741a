"""Operations, as readers meet them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from servgap.language import Fact, say
from servgap.report.kinds.kind import Kind
from servgap.report.kinds.operations.claims import claims
from servgap.report.kinds.operations.headline import headline
from servgap.report.kinds.operations.merged import REMARKS, without_few_users
from servgap.report.kinds.operations.note import note
from servgap.report.kinds.operations.picture import picture
from servgap.report.kinds.operations.tables import tables

if TYPE_CHECKING:
    from servgap.analysis.operations.verb import OperationsTrack


def _about(finding: OperationsTrack) -> Fact:
    return say("operations.about", n=finding.facts.cases)


KIND = Kind(
    name="operations",
    chapter="where",
    place=40,
    headline=headline,
    note=note,
    tables=tables,
    picture=picture,
    claims=claims,
    about=_about,
    remarks=REMARKS,
    merged=without_few_users,
    of_cases=True,
)
