"""What the note of waves says besides what all notes do."""

from __future__ import annotations

from servgap.analysis.finding import Basis
from servgap.analysis.waves.verb import Waves
from servgap.language import Fact, percent, say, threshold
from servgap.report.notes import convention, correction, intervals_and_tests
from servgap.report.phrases import limit


def note(finding: Waves) -> list[Fact]:
    """Give the note's own sentences."""
    basis = finding.basis
    return [
        intervals_and_tests(basis),
        say("shared.note.overall_tests"),
        say("waves.note.change"),
        _verdicts(basis),
        correction(basis),
    ]


def _verdicts(basis: Basis) -> Fact:
    inner = percent(1 - 2 * (1 - basis.confidence))
    return say(
        "waves.note.verdicts",
        limit=limit(basis.smallest),
        smallest=threshold(basis.smallest),
        convention=convention(basis),
        inner=inner,
    )
