"""Gaps, as readers meet them."""

from functools import partial

from servgap.analysis.gaps.verb import measure_gaps
from servgap.report.kinds.gaps import answers, zero
from servgap.report.kinds.gaps.circle import circle
from servgap.report.kinds.gaps.claims import claims, series
from servgap.report.kinds.gaps.headline import headline, titled
from servgap.report.kinds.gaps.journey import journey
from servgap.report.kinds.gaps.note import REMARKS, note
from servgap.report.kinds.gaps.picture import picture
from servgap.report.kinds.gaps.stations import lacking
from servgap.report.kinds.gaps.tables import tables
from servgap.report.kinds.kind import Kind, View

KIND = Kind(
    name="gaps",
    chapter="where",
    place=10,
    headline=headline,
    claims=claims,
    brief=zero.dimension_dots,
    series=series,
    note=note,
    tables=tables,
    picture=picture,
    views={
        "zero": View(zero.zero, zero.lacking),
        "answers": View(answers.answers),
        "circle": View(circle, partial(lacking, "circle"), medium="screen", each=False),
        "line": View(journey, partial(lacking, "line"), medium="paper", each=False),
    },
    of_all=True,
    counted_apart=("answers",),
    remarks=REMARKS,
    titled=titled,
    made=lambda material: measure_gaps(material.tally, measure=material.measure),
)
