"""A map of importance and performance, as readers meet it."""

from servgap.analysis.importance_map.verb import ImportanceMap
from servgap.language import Fact, say
from servgap.report.kinds.importance_map.claims import claims
from servgap.report.kinds.importance_map.headline import headline
from servgap.report.kinds.importance_map.note import note
from servgap.report.kinds.importance_map.picture import picture
from servgap.report.kinds.importance_map.tables import tables
from servgap.report.kinds.kind import Kind


def _titled(finding: ImportanceMap) -> Fact:
    return say("importance_map.titled", case=finding.facts.importance)


KIND = Kind(
    name="importance_map",
    chapter="matters",
    place=20,
    headline=headline,
    note=note,
    tables=tables,
    picture=picture,
    claims=claims,
    titled=_titled,
)
