"""What the note of tests says besides what all notes do, and what is said of their remarks."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from servgap.analysis.finding import Basis
from servgap.analysis.significance.verb import Significance
from servgap.language import Fact, count, joined, say, threshold
from servgap.report.kinds.kind import RemarkFacts
from servgap.report.notes import correction, intervals_and_tests


def note(finding: Significance) -> list[Fact]:
    """Give the note's own sentences."""
    tests = [str(test) for test in dict.fromkeys(finding.frames["frame"]["test"])]
    about_scored = "effects" if set(tests) == {"t"} else "other_tests" if "t" in tests else "all"
    return [
        intervals_and_tests(finding.basis),
        correction(finding.basis),
        say("significance.note.overall", case=about_scored, overall=say("shared.note.overall")),
        _hypotheses(tests),
        say("significance.note.zeros") if "signed_rank" in tests else None,
    ]


def _hypotheses(tests: list[str]) -> Fact:
    tested = joined((say(f"significance.hypotheses.{test}") for test in tests), "phrases")
    return say("significance.note.hypotheses", case="several" if len(tests) > 1 else "one", tested=tested)


def _bayes_factor(facts: RemarkFacts, _: Basis) -> Fact:
    hanging = None
    if facts.get("of"):
        case = "some" if facts["n"] else "none"
        hanging = say("significance.note.hanging", case=case, n=count(facts["n"]), total=count(facts["of"]))
    return say("remarks.bayes_factor", smallest=threshold(facts["smallest"]), hanging=hanging)


def _ordinal(facts: RemarkFacts, _: Basis) -> Fact:
    return say("remarks.ordinal", case="contradicting" if facts["n"] else "agreeing", n=facts["n"])


def _effects_resampled(facts: RemarkFacts, _: Basis) -> Fact:
    seed = facts["seed"]
    case = "handed" if seed is None else "seeded"
    return say("remarks.effects_resampled", case=case, draws=facts["draws"], seed=str(seed))


REMARKS: Mapping[str, Callable[[RemarkFacts, Basis], Fact]] = {
    "bayes_factor": _bayes_factor,
    "ordinal": _ordinal,
    "effects_resampled": _effects_resampled,
}
