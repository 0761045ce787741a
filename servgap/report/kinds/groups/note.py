"""What the note of a comparison of groups says besides what all notes do, and its remarks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servgap.analysis.finding import Basis
from servgap.analysis.groups.verb import GroupComparison
from servgap.language import Fact, count, joined, say
from servgap.report.names import groups
from servgap.report.notes import correction, intervals_and_tests
from servgap.report.remarks import Saying

PAIRED_BY = "games_howell"


def note(finding: GroupComparison) -> list[Fact]:
    """Give the note's own sentences."""
    basis = finding.basis
    tests = joined((say(f"groups.hypotheses.{test}") for test in finding.frames["frame"]["test"].unique()), "phrases")
    paired = any(each.key == PAIRED_BY for each in basis.statistics)
    unranked = any(remark.code == "ranks_beyond" for remark in basis.remarks)
    return [
        intervals_and_tests(basis),
        say("shared.note.overall_tests"),
        say("groups.note.tests", case="pairs" if paired else "alone", tests=tests),
        correction(basis),
        None if unranked else say("groups.note.ranked"),
    ]


def _small(facts: Mapping[str, Any], basis: Basis) -> Fact:
    case = "scored" if len(basis.instrument.dimensions) > 1 else "bare"
    return say("remarks.groups_small", case=case, n=facts["n"], minimum=count(facts["minimum"]))


def _alike(facts: Mapping[str, Any], _: Basis) -> Fact:
    return say("remarks.groups_alike", n=len(facts["groups"]), names=groups(facts["groups"]))


REMARKS: Mapping[str, Saying] = {"groups_small": _small, "groups_alike": _alike}
