"""A screening, as readers meet it."""

from servgap.report.kinds.kind import Kind
from servgap.report.kinds.screening.claims import claims
from servgap.report.kinds.screening.headline import headline
from servgap.report.kinds.screening.note import REMARKS, note
from servgap.report.kinds.screening.picture import picture
from servgap.report.kinds.screening.tables import tables

KIND = Kind(
    name="screening",
    chapter="trust",
    place=40,
    headline=headline,
    note=note,
    tables=tables,
    picture=picture,
    claims=claims,
    remarks=REMARKS,
    of_respondents=True,
)
