"""What the note of a comparison of groups says besides what all notes do, and its remarks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from servgap.analysis.finding import Basis
from servgap.analysis.groups.pairs import LETTERED_UP_TO
from servgap.analysis.groups.profile import LEADING as PILLAI
from servgap.analysis.groups.verb import GroupComparison
from servgap.language import Fact, coefficient, count, joined, number, p_phrase, percent, say, verbatim, word
from servgap.language.numbers import known
from servgap.report.kinds.groups.league import league_note
from servgap.report.kinds.noted import Noted
from servgap.report.measures import is_of_service, limit, measure_in
from servgap.report.names import compared_groups
from servgap.report.notes import convention, correction, intervals, level_of_tests, overall_and_tests
from servgap.report.phrases import rate_told
from servgap.report.remarks import Saying
from servgap.report.tables.rows import records

PAIRED_BY = "games_howell"


def note(finding: GroupComparison) -> list[Noted]:
    """Give the note's own sentences."""
    basis, facts = finding.basis, finding.facts
    measure = measure_in(basis)
    paired = any(each.key == PAIRED_BY for each in basis.statistics)
    lettered = facts.groups <= LETTERED_UP_TO
    return [
        intervals(basis),
        Noted("overall", overall_and_tests(basis)),
        level_of_tests(basis),
        Noted("tests", say("groups.note.tests", case="gap" if measure.is_gap else "value")),
        Noted("tests", _disagree(finding)),
        Noted("tests", _spreads(finding)),
        *(Noted("tests", each) for each in _profile(finding)),
        Noted("tests", _moved(finding)),
        Noted("tests", say("groups.note.factors") if facts.second else None),
        Noted("effects", say("groups.note.effects")),
        correction(basis),
        Noted("pairs", _pairs(finding) if paired else None),
        Noted("pairs", say("groups.note.letters") if paired and lettered else None),
        Noted("pairs", _against(finding)),
        Noted("verdicts", _verdicts(finding) if facts.reference else None),
        Noted("ranks", _ranked(finding)),
        *league_note(finding),
    ]


def _against(finding: GroupComparison) -> Fact:
    reference = finding.facts.reference
    return say("groups.note.against", reference=compared_groups(finding.basis, [reference])) if reference else None


def _pairs(finding: GroupComparison) -> Fact:
    """Say how pairs are compared, and how many differ overall, where any of them could be compared there."""
    facts = finding.facts
    return say("groups.note.pairs", n=facts.pairs_differing) if facts.tested > 1 else say("groups.note.pairs_untold")


def _ranked(finding: GroupComparison) -> Fact:
    basis = finding.basis
    if any(remark.code == "ranks_beyond" for remark in basis.remarks):
        return None
    way = "service" if is_of_service(measure_in(basis), finding) else _worst_is(basis)
    return say("groups.note.ranked", first=say("groups.first", case=way))


def _disagree(finding: GroupComparison) -> Fact:
    """Name the tests that find a difference overall, and those that do not, where there are both."""
    facts = finding.facts
    if not facts.disagree:
        return None

    def by(*, differs: bool) -> Fact:
        named = (each for each in facts.decisions if each.differs == differs)
        told = (say("groups.note.decision", test=word("test", each.test), p=p_phrase(each.p_value)) for each in named)
        return joined(told, "names")

    return say("groups.note.disagree", yes=by(differs=True), no=by(differs=False))


def _spreads(finding: GroupComparison) -> Fact:
    spreads = finding.facts.spreads
    if spreads is None or not spreads.differ:
        return None
    return say("groups.note.spreads", f=number(spreads.statistic), p=p_phrase(spreads.p_value))


def _verdicts(finding: GroupComparison) -> Fact:
    basis = finding.basis
    return say(
        "groups.note.verdicts",
        limit=limit(measure_in(basis), basis.smallest),
        convention=convention(basis),
        inner=percent(2 * basis.confidence - 1),
    )


def _profile(finding: GroupComparison) -> list[Fact]:
    """Say whether groups differ over all dimensions together, and whether by as much in each."""
    tests = {(row["test"], row["criterion"]): row for row in records(finding.frames["profile"])}
    together, shape = tests["manova", PILLAI], tests.get(("parallel", PILLAI))
    if len(finding.basis.instrument.dimensions) < 2 or not known(together["p_value"]):
        return []
    case = "bare" if shape is None or not known(shape["p_value"]) else "apart" if shape["differs"] else "parallel"
    told = say(
        f"groups.profile.{'differ' if together['differs'] else 'same'}",
        case=case,
        symbol=verbatim("V"),
        value=coefficient(together["statistic"]),
        p=p_phrase(together["p_value"]),
        p_parallel=None if shape is None else p_phrase(shape["p_value"]),
    )
    box = tests["box_m", ""]
    unequal = known(box["p_value"]) and box["differs"]
    return [told, say("groups.profile.covariances", p=p_phrase(box["p_value"])) if unequal else None]


def _moved(finding: GroupComparison) -> Fact:
    if "moved" not in finding.frames:
        return None
    complete = finding.facts.complete
    return say(
        "groups.note.moved", case="some" if 0 < complete < finding.basis.rows_used else "none", n=count(complete)
    )


def _small(facts: Mapping[str, Any], basis: Basis) -> Fact:
    case = "scored" if len(basis.instrument.dimensions) > 1 else "bare"
    return say("remarks.groups_small", case=case, n=facts["n"], minimum=count(facts["minimum"]))


def _alike(facts: Mapping[str, Any], basis: Basis) -> Fact:
    kind = "gap" if measure_in(basis).is_gap else "value"
    return say(f"remarks.groups_alike.{kind}", n=len(facts["groups"]), names=compared_groups(basis, facts["groups"]))


def _beyond(facts: Mapping[str, Any], basis: Basis) -> Fact:
    return say("remarks.ranks_beyond", case=_worst_is(basis), **facts)


def _worst_is(basis: Basis) -> str:
    return "lowest" if measure_in(basis).worse < 0 else "highest"


REMARKS: Mapping[str, Saying] = {
    "groups_small": _small,
    "groups_alike": _alike,
    "ranks_beyond": _beyond,
    "rate_against_group_value": partial(rate_told, "rate_against_group_value"),
}
