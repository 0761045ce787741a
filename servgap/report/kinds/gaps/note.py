"""What the note of gaps says besides what all notes do."""

from __future__ import annotations

from servgap.analysis.gaps.verb import Gaps
from servgap.analysis.verdicts import ABOVE, NEGLIGIBLE, SHORT, UNDECIDED
from servgap.language import Fact, percent, say, threshold, word
from servgap.report.chosen import judged_at_once
from servgap.report.notes import convention, intervals
from servgap.report.phrases import limit


def note(finding: Gaps) -> list[Fact]:
    """Give the note's own sentences."""
    return [_overall(finding), intervals(finding.basis), _verdicts(finding), say("gaps.note.critics")]


def _overall(finding: Gaps) -> Fact:
    codes = {remark.code for remark in finding.basis.remarks}
    own = "points_excluded" in codes and "points_from_instrument" not in codes
    return say("gaps.note.overall", case="own_points" if own else "plain", overall=say("shared.note.overall"))


def _verdicts(finding: Gaps) -> Fact:
    basis = finding.basis
    if basis.smallest is None:
        return None
    return say(
        "gaps.note.verdicts",
        limit=limit(basis.smallest),
        smallest=threshold(basis.smallest),
        convention=convention(basis),
        inner=percent(1 - 2 * (1 - basis.confidence)),
        **{code: word("verdict", code) for code in (ABOVE, SHORT, NEGLIGIBLE, UNDECIDED)},
        alone=None if judged_at_once(finding) else say("gaps.note.alone"),
    )
