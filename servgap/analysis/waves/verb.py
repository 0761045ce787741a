"""What changed from wave to wave, such as from quarter to quarter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import ClassVar

import pandas as pd

from servgap._stats.events.effect import event_effect, event_study
from servgap._stats.families.adjust import Adjustment
from servgap._stats.groups.two_samples import welch_t
from servgap._stats.registry import Function
from servgap._stats.shares.two_shares import newcombe_difference
from servgap._stats.shares.wilson import share_wilson
from servgap._stats.waves.limits import baselines, wave_limits
from servgap._stats.waves.overlap import overlapping_t
from servgap._stats.waves.runs import run_rule
from servgap._stats.waves.trend import mann_kendall, theil_sen, wave_regression
from servgap.analysis.finding import Finding, Remark
from servgap.analysis.frames import Frames
from servgap.analysis.levels import Level, dimension_level, item_level, overall_level
from servgap.analysis.response_rates import rate_remarks, response_rates, with_rates
from servgap.analysis.rows import largest_family
from servgap.analysis.smallest import remarks_on_smallest, smallest_change
from servgap.analysis.source import Source
from servgap.analysis.subject import (
    ADJUSTMENTS,
    DEFAULT_SEED,
    TESTED_FROM,
    Measured,
    basis_of,
    check_choice,
    check_covariances,
    check_level,
    check_policy,
    check_size,
    measure_of,
    one_name,
    tally_of_one,
)
from servgap.analysis.verbs import verb
from servgap.analysis.verdicts import IMPROVED, WORSENED
from servgap.analysis.waves.changes import TURNS, Question, changes_frame
from servgap.analysis.waves.chart import ABOVE_USUAL, BELOW_USUAL, chart_frame, target_of
from servgap.analysis.waves.events import begun_in, event_tables, listed_events, programmes
from servgap.analysis.waves.facts import Change, Changed, LastOnChart, StandardsChanged, Turned, WavesFacts
from servgap.analysis.waves.overlap import InBoth, in_both
from servgap.analysis.waves.trend import runs_frame, trend_frame
from servgap.analysis.waves.values import SHARE, judged_waves, waves_frame
from servgap.analysis.without_target import reasons_told
from servgap.errors import analysis as errors
from servgap.errors import events as event_errors
from servgap.survey.event import Event
from servgap.survey.measures.measure import Measure
from servgap.survey.measures.measured_answers import lattice_of
from servgap.survey.survey import Survey
from servgap.survey.tally import Tally
from servgap.survey.wave_cuts import waves_cut
from servgap.survey.waves import WaveOrder, calendar_order, decided_by_rule


@dataclass(frozen=True, eq=False, repr=False)
class Waves(Finding):
    """How the gaps, or another measure, changed from each wave to the next.

    Examples
    --------
    >>> import servgap as sg
    >>> survey = sg.read_survey("data/samples/hotline_2026.csv", attributes=["quarter"])
    >>> waves = sg.track_waves(survey, by="quarter").waves
    >>> waves.loc[waves.level == "overall", ["wave", "n", "gap"]].round(2)
          wave    n   gap
    0   2026Q1  372 -0.60
    28  2026Q2  371 -0.67
    56  2026Q3  371 -1.14
    84  2026Q4  365 -0.65
    """

    kind: ClassVar[str] = "waves"

    facts: WavesFacts

    @property
    def waves(self) -> pd.DataFrame:
        """Each wave's values with intervals, both parts and verdict, in calendar order; a copy."""
        return self.frames["waves"].copy()

    @property
    def changes(self) -> pd.DataFrame:
        """Each change to the next wave, as the frame has it; a copy."""
        return self.frames["frame"].copy()

    @property
    def chart(self) -> pd.DataFrame:
        """Each wave beside its limits by the waves before it: a signal or none, and the target; a copy."""
        return self.frames["chart"].copy()

    @property
    def trend(self) -> pd.DataFrame:
        """Whether values rise or fall throughout; a copy."""
        return self.frames["trend"].copy()

    @property
    def runs(self) -> pd.DataFrame:
        """Whether values stay on one side of their median for longer than chance has it; a copy."""
        return self.frames["runs"].copy()

    @property
    def events(self) -> pd.DataFrame:
        """What each event did beyond the change elsewhere, with p and interval by permutation of branches; a copy."""
        return self._of_events("events")

    @property
    def event_waves(self) -> pd.DataFrame:
        """The paths of branches with each event and without it, wave by wave; a copy."""
        return self._of_events("event_waves")

    @property
    def event_study(self) -> pd.DataFrame:
        """What each event did by time from its start, the waves before it among them; a copy."""
        return self._of_events("event_study")

    @property
    def event_branches(self) -> pd.DataFrame:
        """Which branches had each event, which had not, and which took no part and why; a copy."""
        return self._of_events("event_branches")

    def _of_events(self, name: str) -> pd.DataFrame:
        if name not in self.frames:
            raise event_errors.none_given(name)
        return self.frames[name].copy()


@verb
def track_waves(
    subject: Survey | Tally,
    *,
    by: str,
    order: WaveOrder = None,
    measure: Measured = None,
    events: Event | Sequence[Event] | None = None,
    adjust: Adjustment = "holm",
    policy: str = "half",
    smallest: float | str | None = None,
    confidence: float = 0.95,
) -> Waves:
    """
    Track gaps, or another measure, over waves such as quarters: each change to the next wave, with interval and test.

    Parameters
    ----------
    subject
        A Survey or a Tally; last quarter's tally may have been added to this quarter's.
    by
        The attribute that holds the wave: quarters (2026Q1, 1Q26, FY26 Q1, 2026年第一季度), halves (2026H1, 上半年),
        months (2026-03, Mar-26), dates, years, numbers (Wave 2, 第2期), before and after (培训前, 培训后). An ordered
        categorical has its own order.
    order
        The names of the waves, earliest first, where these do not say it (``["spring", "autumn"]``); or to what dates
        and time stamps are cut: ``"day"``, ``"month"``, ``"quarter"``, ``"half"`` or ``"year"``.
    measure
        What is tracked, a `Measure` or its name: ``"gap"``, a part such as ``"perception"``, ``"index"`` (0 to 100),
        ``"target"``, or a share of customers (``"met"``, ``"above"``, ``"short"``, ``"top"``, ``"bottom"``, ``"net"``;
        from 0 to 1, ``"net"`` from −1 to 1). Default: the gap where two parts were asked, else the part that was.
    events
        What happened in some branches from one wave on, an `Event` or a list, several of one name being one that began
        at several times. Its effect is told in `events`, and the limits of `chart` begin anew with it. A Tally has to
        be by the branches too.
    adjust
        The correction over the family, which is all rows of a level and all steps: ``"holm"``, ``"hochberg"``,
        ``"bh"``, ``"by"``, ``"bonferroni"`` or ``"none"``.
    policy
        When a respondent's dimension score exists: ``"half"``, ``"complete"`` or ``"pairs"``.
    smallest
        The smallest change that matters, in the measure's units: scale points, a share of one (0.05 is five percentage
        points), or points of an index. Default: 0.25 on 1–7, and in proportion to how far values may lie apart on all
        else, so 0.042 for shares, 0.083 for ``"net"``, 4.2 for an index. ``"sd"``: a fifth of the median standard
        deviation of items.
    confidence
        The level of the intervals; 1 less it is the level of the tests.

    Returns
    -------
    Waves
        Its frame, which is `changes` too, has a row for overall, each dimension and each standard, and each step from a
        wave to the next; `waves` has each wave's own values, both parts and, where it is known, the response rate;
        `chart` every wave beside its limits, `trend` and `runs` what all waves show together; `events`, `event_waves`,
        `event_study` and `event_branches` are there where events are given. A standard that several items measure is
        shown item by item.

    Raises
    ------
    ServgapError
        If there are fewer than two waves, they cannot be put in calendar order, the questionnaire does not ask what the
        measure takes, a Tally was counted without it, an event was nowhere or at no wave, or a keyword's value makes
        no sense.

    Notes
    -----
    Waves are taken as samples of different respondents, but where a Survey knows who answered twice: from 5 respondents
    in both waves on, t is that of partly the same respondents. The change is the later mean less the earlier, tested by
    Welch's t; the effect is Hedges' g. A change is judged as a gap is: ``improved`` or ``worsened`` where its interval
    lies beyond `smallest`, ``unchanged`` where the 1 − 2α interval lies within, otherwise ``undecided``; of the shares
    ``"short"`` and ``"bottom"`` what falls is improved. Intervals, and verdicts with them, are not corrected for the
    number of changes, p-values are. A wave of fewer than 5 respondents, or in which all have the same value, is shown
    and not tested.

    Of a share of customers a single item's interval is Wilson's in a wave, and Newcombe's for a change, with a and b
    the later and the earlier share and l to u Wilson's interval of each: from a − b − √((a − l_a)² + (u_b − b)²) to
    a − b + √((u_a − a)² + (b − l_b)²). Both have a width also where all respondents are alike, so that such changes are
    judged, though not tested. Shares of dimensions and overall are means of respondents' own shares, compared as means
    are; so is ``"net"``.

    What newly falls short of a yardstick, or no longer does (`turn`), is shown to do so of the wave's own value, other
    than in the wave before, and its change is more than chance. A wave's limits are θ ± 3 √(s² + τ² + 1/Σ w) of the
    waves before it, with the variance τ² between them by REML and the spread of respondents of all waves together; from
    eight earlier waves on, what lies outside is a signal, with fewer they are on trial. The target (of a gap
    −`smallest`, of what is held against a target or a point that itself) is met ``always`` where all within the limits
    reaches it, ``never`` where nothing does. A trend takes eight waves, a judgement of runs ten.

    An event's effect is what the branches with it changed by from all their waves before its start to all from it on,
    beyond what the branches changed by that were without it at the time; each branch weighs alike. p-value and interval
    are by permutation of which branches had it and when, all choices up to 10,000 and else 4,999 drawn from seed 0,
    which supposes that these had nothing to do with branches' earlier scores. One branch on a side, or so few that p
    cannot be at most 1 − `confidence`, cannot be judged. The waves before the start stand in `event_study`, each
    against the last before it: how the branches went earlier is shown, not tested away.

    References
    ----------
    Welch (1947), Biometrika 34, 28–35; Hedges & Olkin (1985), Statistical Methods for Meta-Analysis; Wilson (1927),
    JASA 22, 209–212; Newcombe (1998), Statistics in Medicine 17, 873–890; Derrick, Russ, Toher & White (2017), JMASM
    16(1), 137–157; Laney (2002), Quality Engineering 14, 531–537; Anhøj & Olesen (2014), PLoS ONE 9(11), e113825; Mann
    (1945), Econometrica 13, 245–259; Theil (1950), Indag. Math. 12, 85–91; Knapp & Hartung (2003), Stat. Med. 22,
    2693–2710; Callaway & Sant'Anna (2021), J. Econometrics
    225, 200–230; Janssen (1997), Statistics & Probability Letters 36, 9–21.

    Examples
    --------
    >>> import servgap as sg
    >>> survey = sg.read_survey("data/samples/hotline_2026.csv", attributes=["quarter"])
    >>> changes = sg.track_waves(survey, by="quarter").frame
    >>> changes.loc[changes.level == "overall", ["wave_from", "wave_to", "difference", "verdict"]].round(2)
      wave_from wave_to  difference    verdict
    0    2026Q1  2026Q2       -0.07  unchanged
    1    2026Q2  2026Q3       -0.47   worsened
    2    2026Q3  2026Q4        0.49   improved

    For how many customers one standard was met, and the net share of answers:

    >>> met = sg.track_waves(survey, by="quarter", measure="met").frame
    >>> met.loc[met.item == "rel1", ["wave_to", "value_from", "value_to", "ci_low", "ci_high"]].round(3)
       wave_to  value_from  value_to  ci_low  ci_high
    30  2026Q2       0.301     0.310  -0.059    0.076
    31  2026Q3       0.310     0.229  -0.145   -0.016
    32  2026Q4       0.229     0.336   0.040    0.172
    >>> net = sg.track_waves(survey, by="quarter", measure="net").frame
    >>> net.loc[net.level == "overall", ["wave_from", "wave_to", "difference", "verdict"]].round(3)
      wave_from wave_to  difference    verdict
    0    2026Q1  2026Q2      -0.019  unchanged
    1    2026Q2  2026Q3      -0.175   worsened
    2    2026Q3  2026Q4       0.156   improved

    What a training in two of six branches, and later in a third, did; and what it would be said to have done by what
    these branches alone changed by:

    >>> survey = sg.read_survey("data/samples/hotline_2026.csv", attributes=["branch", "quarter"])
    >>> began = [("2026Q3", ["North", "West"]), ("2026Q4", ["East"])]
    >>> events = [sg.Event("training", at={"branch": branches}, wave=wave) for wave, branches in began]
    >>> found = sg.track_waves(survey, by="quarter", events=events).events
    >>> found.loc[found.level == "overall", ["part", "difference", "p_value", "smallest_p", "before_after"]].round(3)
               part  difference  p_value  smallest_p  before_after
    0           gap      -0.135    0.050       0.017        -0.211
    28  expectation      -0.013    0.683       0.017        -0.030
    56   perception      -0.148    0.083       0.017        -0.241
    >>> found = sg.track_waves(survey, by="quarter", events=events[0]).events
    >>> found.loc[0, ["verdict", "reason"]].tolist()  # with two of six p cannot fall below 1/15
    ['cannot_be_judged', 'few_choices']
    """
    given = dict(locals())
    check_choice("adjust", adjust, ADJUSTMENTS)
    check_policy(policy)
    check_level(confidence)
    check_size("smallest", smallest)
    measure = measure_of(subject, measure)
    name = one_name(by, "track_waves")
    subject, listed = waves_cut(subject, name, order)
    happened = begun_in(listed_events(events), name, order)
    source = Source.of(
        track_waves,
        {**given, "subject": subject, "order": listed, "events": happened},
        also=tuple(dict.fromkeys(each.attribute for each in happened)),
        anew={"events": None},
    )
    tally, by = tally_of_one(subject, by, "track_waves", measure=measure)
    labels = [cell[0] for cell in tally.cells]
    if len(labels) < 2:
        raise errors.too_few_groups("track_waves", by, labels)
    check_covariances(tally, "track_waves")
    places = calendar_order(by, labels, listed, tally.orders.get(by, ()))
    waves = [labels[place] for place in places]
    found = (
        overall_level(tally, policy, measure),
        dimension_level(tally, policy, measure),
        item_level(tally, measure),
    )
    levels = [_in_order(each, places) for each in found]
    asked = Question(measure, adjust, confidence, smallest_change(tally, measure, smallest))
    declared = programmes(subject, by, happened, waves, measure)
    both = in_both(subject, by, waves, measure, policy, levels)
    changes = [
        changes_frame(level, waves, asked, same, judged_waves(level, measure, confidence, asked.smallest))
        for level, same in zip(levels, both, strict=True)
    ]
    begun = {wave for each in declared for wave in each.begun}
    told_events = event_tables(declared, [level.labels for level in levels], measure, policy, adjust, confidence)
    rates = response_rates(tally if isinstance(subject, Tally) else subject, by, confidence=confidence)
    values = waves_frame(tally, measure, levels, places, confidence, asked.smallest)
    frames = {
        "frame": pd.concat(changes, ignore_index=True),
        "waves": with_rates(values, rates, by, "wave"),
        "chart": chart_frame(
            levels,
            waves,
            lattice_of(tally.instrument, measure).ends,
            target_of(measure, asked.smallest),
            baselines(len(waves), begun),
        ),
        "trend": trend_frame(levels, confidence),
        "runs": runs_frame(levels),
    }
    frames |= told_events.frames
    basis = basis_of(
        tally,
        measure=measure,
        compared=True,
        policy=policy,
        averaged=True,
        confidence=confidence,
        smallest=asked.smallest,
        statistics=_statistics(measure, frames),
        adjust=adjust,
        seed=DEFAULT_SEED,
        draws=told_events.draws,
        family=largest_family(frames["frame"], "standard", "item"),
        remarks=[
            *_remarks(waves, listed),
            *_remarks_on_both(both),
            *rate_remarks(rates, waves, levels[0].value, "rate_against_value"),
            *remarks_on_smallest(tally, measure, smallest),
        ],
    )
    told = Frames(reasons_told(frames, tally.instrument, measure))
    return Waves(basis, told, replace(_facts(frames, by, waves), events=told_events.found), source)


def _remarks(waves: list[str], order: WaveOrder) -> list[Remark]:
    """Say what was taken of waves whose names a rule had to read."""
    decided = () if order is not None else decided_by_rule(waves)
    shown = {"first": decided[0][0], "taken": decided[0][1]} if decided else {}
    return [Remark("waves_read", tuple(shown.items()))] if decided else []


def _remarks_on_both(both: list[InBoth]) -> list[Remark]:
    """Say how many respondents of the last step answered both of its waves, where somebody is known to have done so."""
    overall = both[0]
    if not overall.n.any():
        return []
    told = {"n": int(overall.n[-1, 0]), "most": int(overall.n.max()), "least": TESTED_FROM}
    return [Remark("in_both_waves" if overall.counts.any() else "few_in_both_waves", tuple(told.items()))]


def _statistics(measure: Measure, frames: Mapping[str, pd.DataFrame]) -> tuple[Function, ...]:
    """Name what the numbers come from; what waves are too few for gives none."""
    found: list[Function] = [welch_t]
    if measure.family == SHARE:
        found += [share_wilson, newcombe_difference]
    if frames["frame"]["r_both"].notna().any():
        found.append(overlapping_t)
    if frames["chart"]["from_usual"].notna().any():
        found.append(wave_limits)
    if frames["trend"]["p_value"].notna().any():
        found += [mann_kendall, theil_sen, wave_regression]
    if (frames["runs"]["run_signal"] != "").any():
        found.append(run_rule)
    if "events" in frames:
        found += [event_effect, event_study]
    return tuple(found)


def _in_order(level: Level, order: list[int]) -> Level:
    own = replace(level.distribution, counts=level.distribution.counts[order])
    parts = level.parts and (level.parts[0][order], level.parts[1][order])
    moments = {name: getattr(level, name)[order] for name in ("n", "value", "sd")}
    return replace(level, **moments, distribution=own, parts=parts)


def _facts(frames: Mapping[str, pd.DataFrame], by: str, waves: list[str]) -> WavesFacts:
    frame = frames["frame"]
    last = frame[frame["wave_to"] == waves[-1]]
    overall = last[last["level"] == "overall"].iloc[0]
    dimensions, standards = last[last["level"] == "dimension"], last[last["level"].isin(["standard", "item"])]
    ways = (IMPROVED, WORSENED)
    return WavesFacts(
        by=by,
        waves=tuple(waves),
        last_from=waves[-2],
        last_to=waves[-1],
        overall=Change(**{each.name: overall[each.name] for each in fields(Change)}),
        changed=Changed(*(tuple(dimensions.loc[dimensions["verdict"] == way, "dimension"]) for way in ways)),
        standards_changed=StandardsChanged(*(int((standards["verdict"] == way).sum()) for way in ways)),
        turned=Turned(*(tuple(standards.loc[standards["turn"] == each, "standard"]) for each in TURNS)),
        chart=_last_on_chart(frames["chart"], waves[-1]),
        trend_way=str(frames["trend"]["trend_way"].iloc[0]),
        run_signal=str(frames["runs"]["run_signal"].iloc[0]),
    )


def _last_on_chart(chart: pd.DataFrame, wave: str) -> LastOnChart:
    last = chart[chart["wave"] == wave]
    overall, dimensions = last[last["level"] == "overall"].iloc[0], last[last["level"] == "dimension"]
    outside = dimensions.loc[dimensions["wave_signal"].isin([ABOVE_USUAL, BELOW_USUAL]), "dimension"]
    told = {each.name: overall[each.name] for each in fields(LastOnChart) if each.name != "outside"}
    return LastOnChart(**told, outside=tuple(outside))
