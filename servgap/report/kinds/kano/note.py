"""What the note of Kano's categories says besides what all notes do."""

from __future__ import annotations

from servgap._stats.kano.evaluation import BY_CHANCE
from servgap.analysis.kano.rows import NAMES
from servgap.analysis.kano.verb import KanoClasses
from servgap.analysis.subject import TESTED_FROM
from servgap.analysis.verdicts import UNDECIDED
from servgap.language import Fact, count, percent, percentage, say, word


def note(finding: KanoClasses) -> list[Fact]:
    """Give the note's own sentences."""
    categories = {name: word("kano_category", name) for name in NAMES}
    return [
        say("kano.note.pairs"),
        say("kano.note.table", **categories),
        say("kano.note.fong", minimum=count(TESTED_FROM), undecided=word("kano_category", UNDECIDED)),
        say("kano.note.chance", chance=percentage(BY_CHANCE)),
        say("kano.note.coefficients", **categories),
        say("kano.note.intervals", level=percent(finding.basis.confidence)),
        say("kano.note.scores"),
    ]
