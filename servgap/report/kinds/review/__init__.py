"""A review of the standards, as readers meet it."""

from servgap.report.kinds.kind import Kind
from servgap.report.kinds.review.figures import figures
from servgap.report.kinds.review.headline import headline
from servgap.report.kinds.review.note import REMARKS, note
from servgap.report.kinds.review.picture import picture
from servgap.report.kinds.review.tables import tables

KIND = Kind(
    name="review",
    place=5,
    headline=headline,
    note=note,
    tables=tables,
    picture=picture,
    figures=figures,
    remarks=REMARKS,
    summarised=True,
)
