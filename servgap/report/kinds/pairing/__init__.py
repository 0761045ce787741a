"""A pairing, as readers meet it."""

from servgap.report.kinds.kind import Kind
from servgap.report.kinds.pairing.claims import claims
from servgap.report.kinds.pairing.headline import headline
from servgap.report.kinds.pairing.note import note
from servgap.report.kinds.pairing.picture import picture
from servgap.report.kinds.pairing.tables import tables

KIND = Kind(
    name="pairing",
    chapter="trust",
    place=30,
    headline=headline,
    note=note,
    tables=tables,
    picture=picture,
    claims=claims,
)
