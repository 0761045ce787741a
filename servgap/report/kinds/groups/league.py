"""The league in words and tables: who stands apart, how far groups truly differ, what the mix of respondents makes."""

from __future__ import annotations

from servgap._stats.case_mix.by_shares import LARGEST_WEIGHT
from servgap._stats.league.expected_range import MINIMUM_GROUPS
from servgap.analysis.groups.facts import LeagueFacts
from servgap.analysis.groups.verb import GroupComparison
from servgap.language import Fact, column, count, say, word
from servgap.language.numbers import known
from servgap.report.kinds.noted import Noted
from servgap.report.measures import (
    amount,
    change,
    difference,
    difference_heading,
    is_of_service,
    kind_of_values,
    limit,
    measure_in,
    way_better,
)
from servgap.report.names import attributes, compared_groups
from servgap.report.phrases import level
from servgap.report.tables.field import (
    ENDS,
    difference_interval_field,
    field,
    group_field,
    interval_field,
    reason_field,
    subject_field,
    table,
)
from servgap.report.tables.rows import Record, nested, records
from servgap.report.tables.table import Field, Table

MOST_NAMED = 3
MOST_NEEDED = 10_000
"""Respondents of one group beyond which no headline asks for more of them."""


def league_told(finding: GroupComparison) -> Fact:
    """Say who stands apart from what is expected, or that nobody does; nothing where so few groups are not judged."""
    league = finding.facts.league
    if league is None or not judges(finding) or not known(league.tau):
        return None
    told = _apart(finding, league) if league.tau > 0 else say("groups.league.same", total=count(league.ranked))
    return say("groups.league.adjusted", told=told) if league.adjusted_for else told


def judges(finding: GroupComparison) -> bool:
    """Tell whether the groups are enough to say of any that it stands apart; of fewer the league is a detail."""
    league = finding.facts.league
    return league is not None and league.ranked >= MINIMUM_GROUPS


def reliable_told(finding: GroupComparison) -> Fact:
    """Say how many respondents make a group's mean reliable."""
    league = finding.facts.league
    if league is None or not judges(finding) or not league.reliable_from <= MOST_NEEDED:
        return None
    return say("groups.league.reliable", n=count(league.reliable_from))


def _apart(finding: GroupComparison, league: LeagueFacts) -> Fact:
    case, total = _way(finding), count(league.ranked)
    # The furthest out come first on both sides.
    worse, better = (*league.much_worse, *league.worse), (*league.much_better[::-1], *league.better[::-1])
    if not worse and not better:
        return say("groups.league.none", total=total)
    told = None
    for side, names in (("worse", worse), ("better", better)):
        if names and told is None:
            told = say(f"groups.league.{side}.{case}", n=len(names), total=total, names=_first(finding, names))
        elif names:
            told = say(f"groups.league.beside.{case}", worse=told, n=len(names), names=_first(finding, names))
    return told


def _first(finding: GroupComparison, names: tuple[str, ...]) -> Fact:
    """Name the first of them."""
    told = compared_groups(finding.basis, names[:MOST_NAMED])
    return say("groups.league.others", names=told) if len(names) > MOST_NAMED else told


def _way(finding: GroupComparison) -> str:
    measure = measure_in(finding.basis)
    if is_of_service(measure, finding):
        return "service"
    return "lowest" if measure.worse < 0 else "highest"


def league_note(finding: GroupComparison) -> list[Noted]:
    """Say how the league was made, how far groups truly differ, and what they were adjusted for."""
    league, measure = finding.facts.league, measure_in(finding.basis)
    if league is None:
        return []
    adjusted_for = attributes(finding.basis.names, league.adjusted_for)
    mix = say("groups.league.note.mix", names=adjusted_for, cap=count(LARGEST_WEIGHT))
    told = [Noted("groups", mix)] if league.adjusted_for else []
    if not known(league.tau):
        return told
    told.append(Noted("league", say("groups.league.note.drawn", case=_case(finding))))
    low, high = (difference(measure, each) for each in (league.tau_low, league.tau_high))
    ends = {"level": level(finding), "low": low, "high": high}
    if not league.tau > 0:
        return [*told, Noted("league", say("groups.league.note.same", **ends))]
    judged = "expected" if judges(finding) else "few"
    return [
        *told,
        Noted("league", say("groups.league.note.spread", tau=amount(measure, league.tau), **ends)),
        Noted("league", say(f"groups.league.note.{judged}")),
        Noted("league", say("groups.league.note.band", limit=limit(measure, finding.basis.smallest))),
    ]


def _case(finding: GroupComparison) -> str:
    return "adjusted" if "adjusted" in finding.frames else "raw"


def standing(finding: GroupComparison, code: str) -> Fact:
    """Say how a group stands to what is expected; of what is neither good nor bad, that it is higher or lower."""
    if not code:
        return None
    neither = way_better(measure_in(finding.basis), finding) == "none"
    return word("standing_of_level" if neither else "standing", code)


def league_tables(finding: GroupComparison) -> list[Table]:
    """Show the league overall, and how far groups differ overall and by dimension."""
    return [_league(finding), consistency(finding)]


def _overall(finding: GroupComparison, frame: str) -> list[Record]:
    found = finding.frames[frame]
    return list(records(found[found["level"] == "overall"]))


def _league(finding: GroupComparison) -> Table:
    kind = kind_of_values(measure_in(finding.basis))
    expected, ranks = say("groups.league.heading.expected"), say("tables.rank_set")
    fields = [
        field("league_rank", finding),
        group_field(finding, finding.facts.by),
        field("n", finding),
        field("value", finding, head=say("groups.league.heading.drawn"), kind=kind),
        interval_field(ENDS, finding, kind=kind),
        field("raw_value", finding, kind=kind),
        field("raw_rank", finding, aside=True),
        interval_field(("rank_low", "rank_high"), finding, head=ranks, aside=True),
        field("group_reliability", finding),
        interval_field(("expected_low", "expected_high"), finding, head=expected, kind=kind),
        Field(
            say("groups.league.heading.standing"),
            lambda row: standing(finding, row["standing"]),
            numeric=False,
            optional=True,
        ),
        field("p_band_wrong", finding, aside=True),
        reason_field(finding),
    ]
    caption = say("groups.league.caption.league", case=_case(finding))
    return Table(caption, fields, [(None, _overall(finding, "league"))])


def consistency(finding: GroupComparison, *, standards: bool = False) -> Table:
    """Show how far groups truly differ: overall and by dimension, or by standard too."""
    found = finding.frames["consistency"]
    shown = found if standards else found[found["level"].isin(["overall", "dimension"])]
    measure = measure_in(finding.basis)
    fields = [
        subject_field(finding),
        field("groups", finding),
        field("value", finding, head=say("groups.league.heading.mean"), kind=kind_of_values(measure)),
        Field(difference_heading(measure, column("tau")), lambda row: difference(measure, row["tau"])),
        difference_interval_field(finding, ("tau_low", "tau_high")),
        interval_field(
            ("true_low", "true_high"),
            finding,
            head=say("groups.league.heading.true"),
            kind=kind_of_values(measure),
            aside=True,
        ),
        field("reliable_from", finding),
        reason_field(finding),
    ]
    rows = nested(finding.basis.instrument, records(shown))
    return table(
        "groups.league.caption.standards" if standards else "groups.league.caption.consistency",
        fields,
        rows,
        detail=standards,
    )


def adjusted(finding: GroupComparison) -> Table:
    """Show each group's value as it is and at the mix of all respondents."""
    measure = measure_in(finding.basis)
    kind = kind_of_values(measure)
    head = difference_heading(measure, column("mix_change"))
    fields = [
        group_field(finding, finding.facts.by),
        field("n", finding),
        field("raw_value", finding, kind=kind),
        field("adjusted_value", finding, kind=kind),
        interval_field(ENDS, finding, kind=kind),
        Field(head, lambda row: change(measure, row["mix_change"])),
        difference_interval_field(finding, ("mix_change_low", "mix_change_high")),
        field("standardised_value", finding, kind=kind, aside=True),
        field("weight_capped", finding, optional=True, aside=True),
        reason_field(finding),
    ]
    return table("groups.league.caption.adjusted", fields, _overall(finding, "adjusted"))
