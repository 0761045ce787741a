"""A validity, as readers meet it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from servgap.analysis.validity.measured_alike import measured_alike
from servgap.report.kinds.kind import Kind
from servgap.report.kinds.validity.claims import claims
from servgap.report.kinds.validity.headline import headline
from servgap.report.kinds.validity.note import note
from servgap.report.kinds.validity.picture import picture
from servgap.report.kinds.validity.remarks import REMARKS
from servgap.report.kinds.validity.tables import tables

if TYPE_CHECKING:
    import pandas as pd

    from servgap.analysis.validity.verb import Validity


def _of_groups(finding: Validity) -> tuple[pd.DataFrame, list[str]]:
    """Give the fit in each group by itself; its own frame has a row a model."""
    if "groups" not in finding.frames:
        return finding.frames["frame"], []
    return finding.frames["groups"], list(finding.basis.groups)


KIND = Kind(
    name="validity",
    chapter="trust",
    place=20,
    headline=headline,
    note=note,
    tables=tables,
    picture=picture,
    claims=claims,
    remarks=REMARKS,
    of_groups=_of_groups,
    alike=measured_alike,
    made_anew=False,  # its models' fits are no answers, and its words are about all groups
    written_as={"ci_low": "coefficient", "ci_high": "coefficient"},
)
