"""What the note of gaps, and of other measures, says besides what all notes do."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from servgap.analysis.finding import Basis
from servgap.analysis.gaps.verb import Gaps
from servgap.analysis.verdicts import ABOVE, NEGLIGIBLE, SHORT, UNDECIDED
from servgap.language import Fact, percent, say, threshold, word
from servgap.report.chosen import judged_at_once
from servgap.report.citations import cited
from servgap.report.kinds.kind import RemarkFacts
from servgap.report.kinds.noted import Noted
from servgap.report.measures import case_of, limit, measure_in
from servgap.report.notes import convention, intervals, mean_of_dimensions, scored
from servgap.report.segments import segments_note

CRITICS = "Teas (1993), J. Marketing 57, 18–34; Edwards (2001), Organ. Res. Methods 4, 265–287"
"""Who speaks against taking one answer from the other."""


def note(finding: Gaps) -> list[Noted]:
    """Give the note's own sentences."""
    measure = measure_in(finding.basis)
    return [
        Noted("overall", _overall(finding)),
        intervals(finding.basis),
        Noted(
            "intervals", say("gaps.note.of_shares", case=scored(finding.basis)) if measure.family == "share" else None
        ),
        Noted("verdicts", _verdicts(finding)),
        segments_note(finding, finding.facts.segments),
        Noted("limits", say("gaps.note.critics", critics=cited(CRITICS)) if measure.is_gap else None),
    ]


def _overall(finding: Gaps) -> Fact:
    codes = {remark.code for remark in finding.basis.remarks}
    own = "points_excluded" in codes and "points_from_instrument" not in codes
    case = "own_points" if own else "plain"
    return say("gaps.note.overall", case=case, overall=mean_of_dimensions(finding.basis))


def _verdicts(finding: Gaps) -> Fact:
    basis = finding.basis
    if basis.smallest is None:
        return None
    measure = measure_in(basis)
    return say(
        "gaps.note.verdicts",
        brief=say("gaps.brief", case=measure.family),
        limit=limit(measure, basis.smallest),
        smallest=threshold(basis.smallest),
        convention=convention(basis),
        inner=percent(1 - 2 * (1 - basis.confidence)),
        **{code: word("verdict", code) for code in (ABOVE, SHORT, NEGLIGIBLE, UNDECIDED)},
        alone=None if judged_at_once(finding) else say("gaps.note.alone"),
    )


def _points_excluded(facts: RemarkFacts, basis: Basis) -> Fact:
    return say(f"remarks.points_excluded.{case_of(measure_in(basis))}", n=facts["n"])


def _simultaneous_few(facts: RemarkFacts, basis: Basis) -> Fact:
    case = case_of(measure_in(basis))
    return say(f"remarks.simultaneous_few.{case}", n=facts["n"], minimum=facts["minimum"])


REMARKS: Mapping[str, Callable[[RemarkFacts, Basis], Fact]] = {
    "points_excluded": _points_excluded,
    "simultaneous_few": _simultaneous_few,
}
