"""What the note of tests says besides what all notes do, and what is said of their remarks."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from servgap.analysis.finding import Basis
from servgap.analysis.significance.verb import Significance
from servgap.language import Fact, count, joined, say, threshold
from servgap.report.kinds.kind import RemarkFacts
from servgap.report.kinds.noted import Noted
from servgap.report.measures import against, case_of, measure_in
from servgap.report.notes import correction, intervals, level_of_tests, mean_of_dimensions, scored
from servgap.survey.measures.measure import Measure


def note(finding: Significance) -> list[Noted]:
    """Give the note's own sentences."""
    measure = measure_in(finding.basis)
    tests = [str(test) for test in dict.fromkeys(finding.frames["frame"]["test"])]
    about = "effects" if set(tests) == {"t"} else "other_tests" if "t" in tests else "all"
    about = about if scored(finding.basis) == "scored" else "averaged"
    return [
        Noted("overall", say("significance.note.overall", case=about, overall=mean_of_dimensions(finding.basis))),
        intervals(finding.basis),
        level_of_tests(finding.basis),
        Noted("tests", _hypotheses(tests, measure)),
        Noted("tests", say("significance.note.zeros", case=case_of(measure)) if "signed_rank" in tests else None),
        correction(finding.basis),
    ]


def _hypotheses(tests: list[str], measure: Measure) -> Fact:
    case, held = case_of(measure), against(measure)
    tested = joined((say(f"significance.hypotheses.{test}", case=case, against=held) for test in tests), "phrases")
    if len(tests) == 1:
        return say("significance.note.hypothesis", tested=tested)
    return say("significance.note.hypotheses", case=case, tested=tested)


def _exact_up_to(facts: RemarkFacts, basis: Basis) -> Fact:
    return say("remarks.exact_up_to", case=case_of(measure_in(basis)), n=count(facts["n"]))


def _bayes_factor(facts: RemarkFacts, basis: Basis) -> Fact:
    hanging = None
    if facts.get("of"):
        case = "some" if facts["n"] else "none"
        hanging = say("significance.note.hanging", case=case, n=count(facts["n"]), total=count(facts["of"]))
    case = case_of(measure_in(basis))
    return say("remarks.bayes_factor", case=case, smallest=threshold(facts["smallest"]), hanging=hanging)


def _ordinal(facts: RemarkFacts, _: Basis) -> Fact:
    return say("remarks.ordinal", case="contradicting" if facts["n"] else "agreeing", n=facts["n"])


def _effects_resampled(facts: RemarkFacts, basis: Basis) -> Fact:
    if not measure_in(basis).is_gap:  # those of both parts, which alone are resampled, it does not have
        return say("remarks.effects_resampled", case="none")
    seed = facts["seed"]
    case = "handed" if seed is None else "seeded"
    return say("remarks.effects_resampled", case=case, draws=facts["draws"], seed=str(seed))


REMARKS: Mapping[str, Callable[[RemarkFacts, Basis], Fact]] = {
    "exact_up_to": _exact_up_to,
    "bayes_factor": _bayes_factor,
    "ordinal": _ordinal,
    "effects_resampled": _effects_resampled,
}
