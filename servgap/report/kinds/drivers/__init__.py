"""Drivers of an outcome, as readers meet them."""

from servgap.report.kinds.drivers.figures import figures
from servgap.report.kinds.drivers.headline import headline
from servgap.report.kinds.drivers.note import note
from servgap.report.kinds.drivers.picture import picture
from servgap.report.kinds.drivers.tables import tables
from servgap.report.kinds.kind import Kind

KIND = Kind(
    name="drivers",
    place=64,
    headline=headline,
    note=note,
    tables=tables,
    picture=picture,
    figures=figures,
    summarised=True,
    made_anew=False,
)
