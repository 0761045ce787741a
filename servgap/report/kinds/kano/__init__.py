"""Kano's categories, as readers meet them."""

from servgap.analysis.kano.verb import KanoClasses, classify_kano
from servgap.report.kinds.kano.claims import claims
from servgap.report.kinds.kano.headline import headline
from servgap.report.kinds.kano.note import note
from servgap.report.kinds.kano.picture import picture
from servgap.report.kinds.kano.tables import tables
from servgap.report.kinds.kind import Kind, Material


def _made(material: Material) -> KanoClasses:
    return classify_kano(material.tally)


KIND = Kind(
    name="kano",
    chapter="matters",
    place=40,
    headline=headline,
    note=note,
    tables=tables,
    picture=picture,
    claims=claims,
    made=_made,
    of_feelings=True,
)
