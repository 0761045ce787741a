"""How branches, channels or any other groups differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import ClassVar

import numpy as np
import pandas as pd

from servgap._stats.case_mix.by_regression import adjusted_by_regression
from servgap._stats.case_mix.by_shares import adjusted_by_shares
from servgap._stats.families.adjust import Adjustment
from servgap._stats.groups.comparisons import dunnett, dunnett_t3, tukey
from servgap._stats.groups.dunn import dunn
from servgap._stats.groups.explained import share_explained
from servgap._stats.groups.games_howell import games_howell
from servgap._stats.groups.several_means import box_m, manova, profiles
from servgap._stats.groups.spreads import levene
from servgap._stats.groups.two_factors import two_factors
from servgap._stats.groups.two_outcomes import two_outcomes
from servgap._stats.groups.two_samples import welch_t
from servgap._stats.league.between_groups import between_groups, mean_of_groups
from servgap._stats.league.expected_range import bands, expected_range
from servgap._stats.league.moderated_variances import moderated_variances
from servgap._stats.league.shrunken_means import shrunken_means
from servgap._stats.ranks.rank_probabilities import rank_probabilities
from servgap._stats.ranks.rank_sets import rank_sets
from servgap._stats.ranks.winner import winner
from servgap._stats.registry import Function
from servgap.analysis.finding import Finding, Remark
from servgap.analysis.frames import Frames, Later
from servgap.analysis.groups.against import against_frame
from servgap.analysis.groups.consistency import consistency_frame
from servgap.analysis.groups.factors import cells_frame, factors_frame
from servgap.analysis.groups.facts import GroupsFacts
from servgap.analysis.groups.foremost import facts_of
from servgap.analysis.groups.league import FairLeague
from servgap.analysis.groups.mix import adjusted_frame, mix_of
from servgap.analysis.groups.moved import complete_answers, has_parts, moved_frame
from servgap.analysis.groups.omnibus import TESTS, omnibus_frame
from servgap.analysis.groups.pairs import COUNTED_UP_TO, PAIRED_UP_TO, pairs_frame
from servgap.analysis.groups.profile import profile_frame
from servgap.analysis.groups.ranks import GroupRanks
from servgap.analysis.groups.taking_part import all_alike, enough
from servgap.analysis.groups.values import groups_frame, values_frame
from servgap.analysis.levels import Level, dimension_level, overall_level
from servgap.analysis.ranks import ALONE_UP_TO, RANKED_UP_TO, RankQuestion
from servgap.analysis.response_rates import rate_remarks, response_rates
from servgap.analysis.rows import largest_family
from servgap.analysis.smallest import remarks_on_smallest, smallest_change
from servgap.analysis.source import Source
from servgap.analysis.subject import (
    ADJUSTMENTS,
    DRAWS,
    TESTED_FROM,
    Chance,
    Measured,
    basis_of,
    check_choice,
    check_covariances,
    check_level,
    check_policy,
    check_size,
    measure_of,
    names_of,
    tally_of,
)
from servgap.analysis.verbs import verb
from servgap.analysis.without_target import reasons_told
from servgap.errors import analysis as errors
from servgap.survey.measures.measure import Measure
from servgap.survey.survey import Survey
from servgap.survey.tally import Tally

MADE_BY: Mapping[str, tuple[Function, ...]] = {
    "pairs": (tukey, dunn, welch_t),
    "against": (dunnett_t3, dunnett),
    "moved": (two_outcomes,),
    "profile": (manova, box_m, profiles),
    "factors": (two_factors,),
    "league": (moderated_variances, between_groups, mean_of_groups, shrunken_means, expected_range, bands),
    "adjusted": (adjusted_by_regression, adjusted_by_shares),
}
"""What the numbers of a table come from, where others have none of it."""
RANKED_BY = (rank_sets, rank_probabilities, winner)


@dataclass(frozen=True, eq=False, repr=False)
class GroupComparison(Finding):
    """Whether groups differ, by how much, and which from which.

    Examples
    --------
    >>> import servgap as sg
    >>> survey = sg.read_survey("data/samples/hotline_2026.csv", attributes=["branch"])
    >>> pairs = sg.compare_groups(survey, by="branch").pairs
    >>> pairs.loc[pairs.differs, ["group_a", "group_b"]].drop_duplicates()
       group_a  group_b
    0  Airport  Central
    1  Airport     East
    2  Airport    North
    3  Airport    South
    4  Airport     West
    """

    kind: ClassVar[str] = "groups"

    facts: GroupsFacts

    @property
    def groups(self) -> pd.DataFrame:
        """Each group's values with intervals, ranks and, where it is known, response rate, small ones too; a copy."""
        return self.frames["groups"].copy()

    @property
    def pairs(self) -> pd.DataFrame:
        """Every pair of groups: difference with simultaneous interval, and test; a copy.

        Computed when it is first looked at. Of more than 400 groups there is none, and a ServgapError says so.
        """
        if "pairs" not in self.frames:
            raise errors.too_many_pairs(self.facts.by, self.facts.groups, PAIRED_UP_TO)
        return self.frames["pairs"].copy()

    @property
    def against(self) -> pd.DataFrame:
        """Every group held against the reference: difference with simultaneous interval, and test; a copy.

        There is none without ``reference=``, and a ServgapError says so.
        """
        if "against" not in self.frames:
            raise errors.no_reference()
        return self.frames["against"].copy()

    @property
    def moved(self) -> pd.DataFrame:
        """Whether groups differ in expectation, perception or both, overall, by dimension and by item; a copy.

        There is none of a measure that is no gap between two parts, and a ServgapError says so.
        """
        if "moved" not in self.frames:
            raise errors.no_parts()
        return self.frames["moved"].copy()

    @property
    def profile(self) -> pd.DataFrame:
        """Tests of all dimensions at once, of their covariances, and of the shape of the groups' profiles; a copy."""
        return self.frames["profile"].copy()

    @property
    def factors(self) -> pd.DataFrame:
        """Tests of two attributes and their interaction, overall and by dimension; a copy.

        There is none where groups are compared by one attribute, and a ServgapError says so.
        """
        if "factors" not in self.frames:
            raise errors.no_second_factor(self.facts.by)
        return self.frames["factors"].copy()

    @property
    def league(self) -> pd.DataFrame:
        """The groups in an order that is fair to the small, the worst first, overall and by dimension; a copy."""
        return self.frames["league"].copy()

    @property
    def consistency(self) -> pd.DataFrame:
        """How far groups truly differ overall, by dimension and by standard: the same experience everywhere? A copy."""
        return self.frames["consistency"].copy()

    @property
    def adjusted(self) -> pd.DataFrame:
        """Each group's values as observed and at the mix of all respondents, with the change; a copy.

        There is none without ``adjust_for=``, and a ServgapError says so.
        """
        if "adjusted" not in self.frames:
            raise errors.not_adjusted()
        return self.frames["adjusted"].copy()


@verb
def compare_groups(
    subject: Survey | Tally,
    *,
    by: str | Sequence[str],
    measure: Measured = None,
    adjust: Adjustment = "holm",
    adjust_for: str | Sequence[str] | None = None,
    reference: str | None = None,
    policy: str = "half",
    smallest: float | str | None = None,
    confidence: float = 0.95,
) -> GroupComparison:
    """
    Compare groups, such as branches, by their gaps or another measure, overall and by dimension.

    Welch's analysis of variance asks whether the means are equal without supposing equal spreads; beside it stand Brown
    and Forsythe's, the classic one, and Kruskal–Wallis, which asks whether respondents of one group tend to higher
    values. Games–Howell then compares all pairs.

    Parameters
    ----------
    subject
        A Survey or a Tally.
    by
        The attribute whose values are the groups. Groups of fewer than 5 respondents are shown, not tested. Of two
        attributes the first makes the groups, the second being pooled over, and `factors` tests both and their
        interaction.
    measure
        What is compared, a `Measure` or its name: ``"gap"``, a part such as ``"perception"``, ``"index"`` (0 to 100),
        ``"target"``, or a share of customers (``"met"``, ``"above"``, ``"short"``, ``"top"``, ``"bottom"``, ``"net"``;
        from 0 to 1, ``"net"`` from −1 to 1). Default: the gap where two parts were asked, else the part that was.
    adjust
        The correction over the dimensions: ``"holm"``, ``"hochberg"``, ``"bh"``, ``"by"``, ``"bonferroni"`` or
        ``"none"``.
    adjust_for
        Attributes of respondents, such as an age band or the service, for whose mix the groups are adjusted, in
        `adjusted` and the league. A Tally has to be by them too. Numbers are not cut into bands. Default: none.
    reference
        The group that every other is held against, in `against`. Default: none.
    policy
        When a respondent's dimension score exists: ``"half"``, ``"complete"`` or ``"pairs"``.
    smallest
        The smallest difference between groups that matters, in the measure's units, or ``"sd"`` for a fifth of the
        items' standard deviation. Default: 0.25 points on 1–7, and in proportion on all else.
    confidence
        The level of the intervals; 1 less it is the level of the tests.

    Returns
    -------
    GroupComparison
        Its frame has a row a test for overall and each dimension; `groups` has each group's value in the measure's own
        units, both parts of a gap, its ranks and letters, `pairs` every pair, `against` every group against the
        reference, `moved` in which part groups differ, `profile` tests of all dimensions at once, `factors` those of
        two attributes, `league` an order that is fair to small groups, `consistency` how far groups truly differ.

    Raises
    ------
    ServgapError
        If there are fewer than two groups, the questionnaire does not ask what the measure takes, a Tally was counted
        without it, or a keyword's value makes no sense.

    Notes
    -----
    The p-values and intervals of pairs hold for all pairs of a dimension at once (studentised range); `p_adjusted`
    multiplies them by the number of dimensions besides, unless ``adjust="none"``. The overall rows are about
    respondents who have all dimension scores, and are a family of their own. The same holds of `against`. Two groups
    that share no letter in `groups` differ in `pairs`. Tukey's and Dunnett's p-values suppose equal spreads; they stand
    beside those that do not, Tukey's for up to 100 groups, Dunnett's for up to 400.

    Groups are ranked by the measure, the worst first: the lowest, or the highest of the shares ``"short"`` and
    ``"bottom"``. Ranks have confidence sets as in `rank_standards`, from draws with seed 0.

    Shares are compared as means are: a respondent's score on a dimension is the share of his items that count, a
    group's share the mean of these scores, and its interval follows from their spread. ``"net"`` counts an answer at
    the top as 1, one at the bottom as −1.

    The league draws means towards that of all groups, the more the less they can be relied on. `standing` says how a
    group's mean stands to where one of its size is expected, from ten groups on, and not where groups differ no more
    than chance has it. With ``adjust_for=`` it rests on means at the mix of all respondents, by a regression with an
    effect for each group.

    Work grows with the square of the number of groups. The table of pairs is computed when it is looked at; there is
    none of more than 400 groups, and there are letters for up to 100. Sets of ranks that hold for one group alone are
    given for up to 100 groups, ranks for up to 1,000, and pairs that differ overall are counted for as many; all else
    has no bound. The note says which of these is left out. ``survey.where(...)`` selects groups.

    References
    ----------
    Welch (1951), Biometrika 38, 330–336; Brown & Forsythe (1974), Technometrics 16, 129–132; Kruskal & Wallis (1952),
    JASA 47, 583–621; Games & Howell (1976), Journal of Educational Statistics 1, 113–125; Dunnett (1980), JASA 75,
    796–800; Edwards (1995), Organizational Behavior and Human Decision Processes 64, 307–324; Mogstad, Romano, Shaikh &
    Wilhelm (2024), Review of Economic Studies 91, 476–518; Morris (1983), JASA 78, 47–55; Spiegelhalter (2005),
    Statistics in Medicine 24, 1185–1202; Searle, Speed & Milliken (1980), The American Statistician 34, 216–221.

    Examples
    --------
    >>> import servgap as sg
    >>> survey = sg.read_survey("data/samples/hotline_2026.csv", attributes=["branch"])
    >>> branches = sg.compare_groups(survey, by="branch")
    >>> leading = branches.frame[branches.frame.test == "welch"]
    >>> leading.loc[leading.differs, ["level", "dimension", "effect", "effect_low", "effect_high"]].round(3)
            level       dimension  effect  effect_low  effect_high
    0     overall                   0.016       0.006        0.033
    8   dimension     reliability   0.048       0.029        0.072
    12  dimension  responsiveness   0.058       0.037        0.084

    Where branches differ, is it in what is expected, or in what is perceived?

    >>> branches.moved.loc[branches.moved.level == "dimension", ["dimension", "p_expectation", "p_perception", "moved"]]
            dimension  p_expectation  p_perception       moved
    1       tangibles       0.271968  1.072975e-01     neither
    2     reliability       0.589669  6.343721e-15  perception
    3  responsiveness       0.959970  4.378834e-23  perception
    4       assurance       0.130838  7.802509e-01     neither
    5         empathy       0.172894  1.631737e-01     neither

    How far do branches truly differ, and how many respondents make a branch's mean reliable?

    >>> same = branches.consistency[branches.consistency.level == "dimension"]
    >>> same[["dimension", "tau", "tau_low", "tau_high", "reliable_from"]].round(2)
            dimension   tau  tau_low  tau_high  reliable_from
    1       tangibles  0.00     0.00      0.16            NaN
    2     reliability  0.32     0.19      0.81           45.0
    3  responsiveness  0.40     0.24      1.01           32.0
    4       assurance  0.06     0.00      0.19         1270.0
    5         empathy  0.00     0.00      0.14            NaN

    In which branches expectations are met least often:

    >>> met = sg.compare_groups(survey, by="branch", measure="met").groups
    >>> met.loc[met.level == "overall", ["branch", "n", "value", "rank"]].round(3)
         branch    n  value  rank
    0   Airport  139  0.375     1
    6   Central  275  0.434     2
    12     East  245  0.485     6
    18    North  335  0.472     5
    24    South  268  0.445     3
    30     West  217  0.448     4
    """
    source = Source.of(compare_groups, locals(), also=names_of(adjust_for))
    _check(adjust, policy, smallest, confidence)
    measure = measure_of(subject, measure)
    cells, tally, by = _tally(subject, by, measure)
    levels = [overall_level(tally, policy, measure), dimension_level(tally, policy, measure)]
    chance = Chance.of(None)
    ranks = GroupRanks.of(levels[0], 0, RankQuestion(1, None, confidence, chance), measure.worse)
    frame = omnibus_frame(levels, levels[0].labels + levels[1].labels, adjust, confidence)
    values = values_frame(tally, measure, levels, confidence)
    rates = response_rates(tally if isinstance(subject, Tally) else subject, by, confidence=confidence)
    difference = smallest_change(tally, measure, smallest)
    mix = mix_of(subject, cells.by, adjust_for, tally, policy=policy, measure=measure, confidence=confidence)
    fair = FairLeague.of(levels, mix, difference, ranks.question, measure.worse)
    rows = ranks.with_dimensions(levels[1])
    frames: dict[str, pd.DataFrame | Later] = {
        "frame": frame,
        "league": partial(fair.frame, tally, rows),
        "consistency": partial(consistency_frame, fair, tally, measure),
        "groups": partial(groups_frame, values, rates, levels, rows, adjust, confidence),
        "pairs": partial(pairs_frame, tally, levels, adjust, difference, confidence),
        "profile": partial(profile_frame, tally, measure, levels, policy, confidence),
    }
    if len(tally.cells) > PAIRED_UP_TO:
        del frames["pairs"]
    if mix is not None:
        frames["adjusted"] = partial(adjusted_frame, tally, levels, fair.adjusted, confidence)
    if reference is not None:
        place = _place(tally, by, reference)
        frames["against"] = partial(against_frame, tally, levels, place, adjust, difference, confidence)
    if has_parts(tally, measure):
        frames["moved"] = partial(moved_frame, tally, measure, levels[0], policy, adjust, confidence)
    if len(cells.by) > 1:
        own = [overall_level(cells, policy, measure), dimension_level(cells, policy, measure)]
        frames["factors"] = partial(factors_frame, cells, own, adjust, confidence)
        frames["cells"] = cells_frame(cells, measure, own)
    basis = basis_of(
        cells,
        measure=measure,
        compared=True,
        policy=policy,
        averaged=True,
        confidence=confidence,
        statistics=_statistics(frames, len(tally.cells), ranks),
        adjust=adjust,
        family=largest_family(frame, "dimension"),
        smallest=difference,
        seed=chance.seed,
        draws=DRAWS if ranks.known.any() and not ranks.beyond else 0,
        remarks=[
            *_remarks(levels, tally, adjust, ranks),
            *rate_remarks(rates, [cell[0] for cell in tally.cells], levels[0].value, "rate_against_group_value"),
            *remarks_on_smallest(tally, measure, smallest),
        ],
    )
    facts = replace(
        facts_of(tally, frame, values, by, levels[0], ranks),
        league=fair.facts(tally),
        second=cells.by[1] if len(cells.by) > 1 else "",
        reference="" if reference is None else reference,
        complete=complete_answers(tally, measure) if has_parts(tally, measure) else 0,
    )
    return GroupComparison(basis, Frames(reasons_told(frames, tally.instrument, measure)), facts, source)


def _tally(subject: Survey | Tally, by: str | Sequence[str], measure: Measure) -> tuple[Tally, Tally, str]:
    """Count by one attribute or two; the first makes the groups."""
    names = names_of(by)
    if len(names) not in (1, 2):
        raise errors.one_or_two_attributes("compare_groups", names)
    cells = tally_of(subject, names, measure=measure)
    tally = cells if len(names) == 1 else cells.groups(names[0])
    if len(tally.cells) < 2:
        raise errors.too_few_groups("compare_groups", names[0], [cell[0] for cell in tally.cells])
    check_covariances(tally, "compare_groups")
    return cells, tally, names[0]


def _place(tally: Tally, by: str, reference: object) -> int:
    labels = [cell[0] for cell in tally.cells]
    if reference not in labels:
        raise errors.no_such_reference(by, reference, labels)
    return labels.index(str(reference))


def _check(adjust: str, policy: str, smallest: float | str | None, confidence: float) -> None:
    check_choice("adjust", adjust, ADJUSTMENTS)
    check_policy(policy)
    check_size("smallest", smallest)
    check_level(confidence)


def _statistics(frames: Iterable[str], groups: int, ranks: GroupRanks) -> tuple[Function, ...]:
    """Name what the numbers come from; of too many groups no pair is compared, and none is ranked."""
    compared = (games_howell,) if groups <= COUNTED_UP_TO else ()
    beside = [each for name in frames for each in MADE_BY.get(name, ())]
    return (*TESTS.values(), share_explained, levene, *compared, *beside, *(() if ranks.beyond else RANKED_BY))


def _remarks(levels: list[Level], tally: Tally, adjust: str, ranks: GroupRanks) -> list[Remark]:
    level, dimensions = levels[0], len(levels[1].labels)
    small, alike = int((~enough(level)).sum()), np.flatnonzero(all_alike(level)[:, 0])
    remarks = [Remark("groups_small", (("n", small), ("minimum", TESTED_FROM)))] if small else []
    if len(alike):
        remarks.append(Remark("groups_alike", (("groups", tuple(tally.cells[place][0] for place in alike)),)))
    if adjust != "none" and len(tally.cells) <= PAIRED_UP_TO:
        remarks.append(Remark("bonferroni_over_dimensions", (("n", dimensions),)))
    return [*remarks, *_left_out(len(tally.cells), int(ranks.known.sum()))]


def _left_out(groups: int, known: int) -> list[Remark]:
    """Say what is not worked out of so many groups, and up to how many it is."""
    bounds = (
        ("pairs_beyond", groups, PAIRED_UP_TO),
        ("ranks_beyond", known, RANKED_UP_TO),
        ("alone_beyond", known if known <= RANKED_UP_TO else 0, ALONE_UP_TO),
    )
    return [Remark(code, (("n", n), ("most", most))) for code, n, most in bounds if n > most]
