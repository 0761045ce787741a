"""What the note of zones says besides what all notes do."""

from __future__ import annotations

from servgap.analysis.verdicts import UNDECIDED
from servgap.analysis.zones.rows import ABOVE, BELOW, INSIDE
from servgap.analysis.zones.verb import Zones
from servgap.language import percent, say, word
from servgap.report.kinds.noted import Noted
from servgap.report.notes import scored


def note(finding: Zones) -> list[Noted]:
    """Give the note's own sentences."""
    parts = {name: word("part", name) for name in ("desired", "adequate")}
    verdicts = {code: word("verdict", code) for code in (BELOW, INSIDE, ABOVE, UNDECIDED)}
    case = scored(finding.basis)
    return [
        Noted("measure", say("zones.note.distances", perception=word("part", finding.basis.pair[1]), **parts)),
        Noted("measure", say("zones.note.sides")),
        Noted("overall", say("zones.note.overall", case=case)),
        Noted("intervals", say("zones.note.intervals", case=case, level=percent(finding.basis.confidence))),
        Noted("verdicts", say("zones.note.verdicts", **verdicts)),
    ]
