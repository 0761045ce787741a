"""What the note of a surface says besides what all notes do."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from servgap.analysis.finding import Basis
from servgap.analysis.surface.rules import LITTLE, LOSES, SMALLEST_LOSS
from servgap.analysis.surface.verb import Surface
from servgap.analysis.verdicts import UNDECIDED
from servgap.language import Fact, count, percent, percentage, say, threshold, word, written
from servgap.language.numbers import error
from servgap.report.kinds.kind import RemarkFacts
from servgap.report.kinds.noted import Noted
from servgap.report.kinds.surface.words import both_parts, outcome


def note(finding: Surface) -> list[Noted]:
    """Give the note's own sentences."""
    basis, scale = finding.basis, finding.basis.instrument.scale
    return [
        Noted(
            "model",
            say(
                "surface.note.surface",
                outcome=outcome(finding),
                **both_parts(finding),
                middle=threshold((scale.low + scale.high) / 2),
            ),
        ),
        Noted("verdicts", _verdicts(finding) if basis.family else None),
        Noted("intervals", say("surface.note.intervals", level=percent(basis.confidence))),
        Noted("coefficients", say("surface.note.axes")),
        Noted("coefficients", say("surface.note.congruence")),
        Noted("prediction", say("surface.note.predicted")),
        Noted("limits", say("surface.note.caution")),
    ]


def _verdicts(finding: Surface) -> Fact:
    basis = finding.basis
    return say(
        "surface.note.verdicts",
        **{verdict: word("verdict", verdict) for verdict in (LOSES, LITTLE, UNDECIDED)},
        n=count(basis.family),
        alpha=written(error, basis.confidence),
        smallest=percentage(SMALLEST_LOSS, 0),
    )


def _few(side: str) -> Callable[[RemarkFacts, Basis], Fact]:
    def said(facts: RemarkFacts, basis: Basis) -> Fact:
        first, second = (word("part", part) for part in basis.pair)
        return say(f"remarks.few_{side}_expected", share=percentage(facts["share"]), first=first, second=second)

    return said


def _cells_merged(facts: RemarkFacts, _: Basis) -> Fact:
    return say("remarks.cells_merged", minimum=count(facts["minimum"]))


REMARKS: Mapping[str, Callable[[RemarkFacts, Basis], Fact]] = {
    "cells_merged": _cells_merged,
    **{f"few_{side}_expected": _few(side) for side in ("over", "under")},
}
