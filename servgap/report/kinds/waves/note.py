"""What the note of waves says besides what all notes do."""

from __future__ import annotations

from servgap.analysis.finding import Basis
from servgap.analysis.waves.verb import Waves
from servgap.language import Fact, percent, say
from servgap.report.kinds.noted import Noted
from servgap.report.kinds.waves import charted, events
from servgap.report.measures import bound, limit, measure_in
from servgap.report.notes import convention, correction, intervals, level_of_tests, overall_and_tests, scored


def note(finding: Waves) -> list[Noted]:
    """Give the note's own sentences."""
    basis = finding.basis
    shares = measure_in(basis).family == "share"
    return [
        Noted("overall", overall_and_tests(basis)),
        Noted("time", say("waves.note.change")),
        intervals(basis),
        Noted("intervals", say("waves.note.of_shares", case=scored(basis))) if shares else Noted("intervals", None),
        level_of_tests(basis),
        Noted("verdicts", _verdicts(basis)),
        correction(basis),
        *charted.notes(finding),
        *events.notes(finding),
    ]


def _verdicts(basis: Basis) -> Fact:
    measure, inner = measure_in(basis), percent(1 - 2 * (1 - basis.confidence))
    return say(
        "waves.note.verdicts",
        case="upwards" if measure.worse < 0 else "downwards",
        limit=limit(measure, basis.smallest),
        smallest=bound(measure, basis.smallest),
        convention=convention(basis),
        inner=inner,
    )
