"""Drivers of an outcome, as readers meet them."""

from servgap.analysis.drivers.verb import Drivers, find_drivers
from servgap.language import Fact, say
from servgap.report.kinds.drivers.claims import claims
from servgap.report.kinds.drivers.headline import headline
from servgap.report.kinds.drivers.note import note
from servgap.report.kinds.drivers.picture import picture
from servgap.report.kinds.drivers.tables import tables
from servgap.report.kinds.kind import Kind, Material


def _made(material: Material) -> Drivers | None:
    """Find the drivers of the first outcome, beyond what goes with branches."""
    first = next((each.outcome for each in material.tally.outcomes), None)
    if first is None:
        return None
    return find_drivers(material.subject or material.tally, outcome=first, adjust_for=material.branch)


def _titled(finding: Drivers) -> Fact:
    """Head what holds process against outcome, or phases against each other, by that."""
    return say(f"drivers.titled.{finding.predictors}") if finding.facts.marks else None


def _apart(finding: Drivers) -> str:
    """Show what standards are filed under beside the items, not instead of them."""
    return finding.predictors if finding.facts.marks else ""


KIND = Kind(
    name="drivers",
    chapter="matters",
    place=10,
    headline=headline,
    note=note,
    tables=tables,
    picture=picture,
    claims=claims,
    titled=_titled,
    apart=_apart,
    made=_made,
    made_anew=False,
)
