"""A ranking, as readers meet it."""

from servgap.analysis.ranking.verb import rank_standards
from servgap.report.kinds.kind import Kind
from servgap.report.kinds.ranking.claims import claims
from servgap.report.kinds.ranking.headline import headline
from servgap.report.kinds.ranking.note import note
from servgap.report.kinds.ranking.picture import picture
from servgap.report.kinds.ranking.tables import tables

KIND = Kind(
    name="ranking",
    chapter="act",
    place=30,
    headline=headline,
    claims=claims,
    note=note,
    tables=tables,
    picture=picture,
    of_all=True,
    made=lambda material: rank_standards(material.tally, measure=material.measure),
)
