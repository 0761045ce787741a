"""What the note of a comparison of groups says besides what all notes do, and its remarks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servgap.analysis.finding import Basis
from servgap.analysis.groups.verb import GroupComparison
from servgap.language import Fact, count, joined, say
from servgap.report.measures import is_of_service, measure_in
from servgap.report.names import groups
from servgap.report.notes import correction, intervals_and_tests, overall_and_tests
from servgap.report.remarks import Saying

PAIRED_BY = "games_howell"


def note(finding: GroupComparison) -> list[Fact]:
    """Give the note's own sentences."""
    basis = finding.basis
    measure = measure_in(basis)
    case = "gap" if measure.is_gap else "value"
    told = (say(f"groups.hypotheses.{test}", case=case) for test in finding.frames["frame"]["test"].unique())
    way = "service" if is_of_service(measure, finding) else _worst_is(basis)
    paired = any(each.key == PAIRED_BY for each in basis.statistics)
    unranked = any(remark.code == "ranks_beyond" for remark in basis.remarks)
    return [
        intervals_and_tests(basis),
        overall_and_tests(basis),
        say("groups.note.tests", case="pairs" if paired else "alone", tests=joined(told, "phrases")),
        correction(basis),
        None if unranked else say("groups.note.ranked", first=say("groups.first", case=way)),
    ]


def _small(facts: Mapping[str, Any], basis: Basis) -> Fact:
    case = "scored" if len(basis.instrument.dimensions) > 1 else "bare"
    return say("remarks.groups_small", case=case, n=facts["n"], minimum=count(facts["minimum"]))


def _alike(facts: Mapping[str, Any], basis: Basis) -> Fact:
    kind = "gap" if measure_in(basis).is_gap else "value"
    return say(f"remarks.groups_alike.{kind}", n=len(facts["groups"]), names=groups(facts["groups"]))


def _beyond(facts: Mapping[str, Any], basis: Basis) -> Fact:
    return say("remarks.ranks_beyond", case=_worst_is(basis), **facts)


def _worst_is(basis: Basis) -> str:
    return "lowest" if measure_in(basis).worse < 0 else "highest"


REMARKS: Mapping[str, Saying] = {"groups_small": _small, "groups_alike": _alike, "ranks_beyond": _beyond}
