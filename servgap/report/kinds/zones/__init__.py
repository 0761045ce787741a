"""Zones of tolerance, as readers meet them."""

from servgap.analysis.zones.verb import Zones, measure_zones
from servgap.report.kinds.kind import Kind, Material
from servgap.report.kinds.zones.claims import claims
from servgap.report.kinds.zones.headline import headline
from servgap.report.kinds.zones.note import note
from servgap.report.kinds.zones.picture import picture
from servgap.report.kinds.zones.tables import tables
from servgap.survey.zones.zone_counts import zone_parts


def _made(material: Material) -> Zones | None:
    return None if zone_parts(material.tally.instrument) is None else measure_zones(material.tally)


KIND = Kind(
    name="zones",
    chapter="where",
    place=20,
    headline=headline,
    note=note,
    tables=tables,
    picture=picture,
    claims=claims,
    made=_made,
)
