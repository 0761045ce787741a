"""What the note of zones says besides what all notes do."""

from __future__ import annotations

from servgap.analysis.verdicts import UNDECIDED
from servgap.analysis.zones.rows import ABOVE, BELOW, INSIDE
from servgap.analysis.zones.verb import Zones
from servgap.language import Fact, percent, say, word
from servgap.report.notes import scored


def note(finding: Zones) -> list[Fact]:
    """Give the note's own sentences."""
    parts = {name: word("part", name) for name in ("desired", "adequate")}
    verdicts = {code: word("verdict", code) for code in (BELOW, INSIDE, ABOVE, UNDECIDED)}
    return [
        say("zones.note.distances", perception=word("part", finding.basis.pair[1]), **parts),
        say("zones.note.sides"),
        say("zones.note.overall", case=scored(finding.basis)),
        say("zones.note.intervals", case=scored(finding.basis), level=percent(finding.basis.confidence)),
        say("zones.note.verdicts", **verdicts),
    ]
