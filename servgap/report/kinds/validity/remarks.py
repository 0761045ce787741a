"""The remarks of a validity: on whom its models rest, what was drawn, and when groups are too many."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from servgap.analysis.finding import Basis
from servgap.analysis.validity.bands import GROUPS_SOURCE
from servgap.analysis.validity.factor_fits import DWLS
from servgap.language import Fact, count, say
from servgap.report.citations import cited
from servgap.report.kinds.kind import RemarkFacts

COMPLETELY_AT_RANDOM = "Schafer & Graham (2002), Psychological Methods 7, 147–177"
"""Who says when analyses of complete answers, and of all of them, are right."""


def _complete_cases(facts: RemarkFacts, _: Basis) -> Fact:
    """Say on how many respondents the models rest, and when that is right."""
    case = "ordered" if facts["estimator"] == DWLS else "rows" if facts["rows"] else "counted"
    who = {"n": count(facts["n"]), "of": count(facts["of"])}
    models = say("validity.complete_cases.models", **who, source=cited(COMPLETELY_AT_RANDOM))
    return say("remarks.complete_cases", case=case, models=models)


def _incomplete_used(facts: RemarkFacts, _: Basis) -> Fact:
    """Say that incomplete answers count, where they do, and when that is right."""
    who = {"n": count(facts["n"]), "of": count(facts["of"])}
    return say("remarks.incomplete_used", **who, source=cited(COMPLETELY_AT_RANDOM))


def _validity_draws(facts: RemarkFacts, _: Basis) -> Fact:
    """Say what is drawn at random."""
    seed = facts["seed"]
    return say(
        "remarks.validity_draws",
        case="resampled" if facts["bootstrap"] else "alone",
        parallel=count(facts["parallel"]),
        bootstrap=count(facts["bootstrap"]),
        drawn=say("validity.drawn_from", case="handed" if seed is None else "seeded", seed=str(seed)),
    )


def _groups_too_many(facts: RemarkFacts, _: Basis) -> Fact:
    """Say that there are too many groups to be compared step by step."""
    return say("remarks.groups_too_many", n=count(facts["n"]), most=count(facts["most"]), source=cited(GROUPS_SOURCE))


REMARKS: Mapping[str, Callable[[RemarkFacts, Basis], Fact]] = {
    "complete_cases": _complete_cases,
    "incomplete_used": _incomplete_used,
    "validity_draws": _validity_draws,
    "groups_too_many": _groups_too_many,
}
