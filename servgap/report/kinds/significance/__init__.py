"""Tests of the gaps, as readers meet them."""

from servgap.analysis.significance.verb import check_significance
from servgap.report.kinds.kind import Kind
from servgap.report.kinds.significance.headline import headline
from servgap.report.kinds.significance.note import REMARKS, note
from servgap.report.kinds.significance.picture import picture
from servgap.report.kinds.significance.tables import tables

KIND = Kind(
    name="significance",
    place=20,
    headline=headline,
    note=note,
    tables=tables,
    picture=picture,
    remarks=REMARKS,
    made=lambda material: check_significance(material.tally),
)
