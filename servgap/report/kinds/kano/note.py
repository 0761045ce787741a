"""What the note of Kano's categories says besides what all notes do."""

from __future__ import annotations

from servgap._stats.kano.evaluation import BY_CHANCE
from servgap.analysis.kano.rows import NAMES
from servgap.analysis.kano.verb import KanoClasses
from servgap.analysis.subject import TESTED_FROM
from servgap.analysis.verdicts import UNDECIDED
from servgap.language import count, percent, percentage, say, word
from servgap.report.kinds.noted import Noted


def note(finding: KanoClasses) -> list[Noted]:
    """Give the note's own sentences."""
    categories = {name: word("kano_category", name) for name in NAMES}
    fong = say("kano.note.fong", minimum=count(TESTED_FROM), undecided=word("kano_category", UNDECIDED))
    return [
        Noted("measure", say("kano.note.pairs")),
        Noted("verdicts", say("kano.note.table", **categories)),
        Noted("verdicts", fong),
        Noted("limits", say("kano.note.chance", chance=percentage(BY_CHANCE))),
        Noted("coefficients", say("kano.note.coefficients", **categories)),
        Noted("coefficients", say("kano.note.scores")),
        Noted("intervals", say("kano.note.intervals", level=percent(finding.basis.confidence))),
    ]
