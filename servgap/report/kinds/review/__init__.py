"""A review of the standards, as readers meet it."""

from servgap.report.kinds.kind import Kind
from servgap.report.kinds.review.claims import claims
from servgap.report.kinds.review.headline import headline
from servgap.report.kinds.review.note import REMARKS, note
from servgap.report.kinds.review.picture import picture
from servgap.report.kinds.review.tables import tables

KIND = Kind(
    name="review",
    chapter="act",
    place=10,
    headline=headline,
    claims=claims,
    note=note,
    tables=tables,
    picture=picture,
    remarks=REMARKS,
)
