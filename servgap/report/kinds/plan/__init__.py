"""A plan, as readers meet it."""

from servgap.language import say
from servgap.report.kinds.kind import Kind
from servgap.report.kinds.plan.claims import claims
from servgap.report.kinds.plan.headline import headline
from servgap.report.kinds.plan.note import note
from servgap.report.kinds.plan.picture import picture
from servgap.report.kinds.plan.tables import tables

KIND = Kind(
    name="plan",
    chapter="sure",
    place=20,
    headline=headline,
    note=note,
    tables=tables,
    picture=picture,
    claims=claims,
    sample=say("plan.sample"),
)
