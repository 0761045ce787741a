"""A reliability, as readers meet it."""

from servgap.analysis.reliability.verb import Reliability, check_reliability
from servgap.report.kinds.kind import Kind, Material
from servgap.report.kinds.reliability.claims import claims
from servgap.report.kinds.reliability.details import details
from servgap.report.kinds.reliability.headline import headline
from servgap.report.kinds.reliability.note import note, rough_intervals
from servgap.report.kinds.reliability.picture import picture
from servgap.report.kinds.reliability.tables import tables


def _made(material: Material) -> Reliability:
    return check_reliability(material.tally)


KIND = Kind(
    name="reliability",
    chapter="trust",
    place=10,
    headline=headline,
    claims=claims,
    note=note,
    tables=tables,
    details=details,
    picture=picture,
    remarks={"rough_intervals": rough_intervals},
    made=_made,
    written_as={"value": "coefficient", "ci_low": "coefficient", "ci_high": "coefficient"},
)
