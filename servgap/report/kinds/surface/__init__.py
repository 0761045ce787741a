"""What subtracting costs, as readers meet it."""

from servgap.report.kinds.kind import Kind
from servgap.report.kinds.surface.claims import claims
from servgap.report.kinds.surface.headline import headline
from servgap.report.kinds.surface.merged import merged
from servgap.report.kinds.surface.note import REMARKS, note
from servgap.report.kinds.surface.picture import picture
from servgap.report.kinds.surface.tables import details, tables

KIND = Kind(
    name="surface",
    chapter="matters",
    place=30,
    headline=headline,
    note=note,
    tables=tables,
    details=details,
    picture=picture,
    claims=claims,
    remarks=REMARKS,
    made_anew=False,
    merged=merged,
)
