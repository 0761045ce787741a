"""Tests of the gaps, or of other distances, as readers meet them."""

from __future__ import annotations

from servgap.analysis.significance.verb import Significance, check_significance
from servgap.analysis.subject import measure_of
from servgap.report.kinds.kind import Kind, Material
from servgap.report.kinds.significance.claims import claims
from servgap.report.kinds.significance.headline import headline, titled
from servgap.report.kinds.significance.note import REMARKS, note
from servgap.report.kinds.significance.picture import picture
from servgap.report.kinds.significance.tables import tables


def _made(material: Material) -> Significance | None:
    """Test a distance from a yardstick; a mean by itself, and a share, differ from nothing."""
    measure = measure_of(material.tally, material.measure)
    return check_significance(material.tally, measure=measure) if measure.has_yardstick else None


KIND = Kind(
    name="significance",
    chapter="sure",
    place=10,
    headline=headline,
    claims=claims,
    note=note,
    tables=tables,
    picture=picture,
    remarks=REMARKS,
    made=_made,
    titled=titled,
)
