"""How large the gaps are: overall, by dimension and by service standard."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import partial
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap._stats.covariance import mean_covariance
from servgap._stats.paired.t_tests import equivalence_t, paired_t
from servgap._stats.registry import Function
from servgap._stats.shares.wilson import share_wilson
from servgap._stats.ties import at_least, first_least, first_most
from servgap.analysis.finding import Finding, Remark
from servgap.analysis.frames import Frames, Later
from servgap.analysis.gap_rows import Numbers, gap_blocks
from servgap.analysis.gaps.answers import answers_frame
from servgap.analysis.gaps.bootstrap import bootstrap_frame
from servgap.analysis.gaps.catalogue import catalogue_frame
from servgap.analysis.gaps.facts import GapFacts, Judged, OfDimension
from servgap.analysis.gaps.simultaneous import STATISTICS as OF_SIMULTANEOUS
from servgap.analysis.gaps.simultaneous import Ends, Together, gap_ends
from servgap.analysis.reasons import NO_TARGET, NO_VARIATION, NOT_ASKED_ALL, POOLED_ONLY, TOO_FEW
from servgap.analysis.rows import (
    RowLabels,
    catalogue_columns,
    frame_of,
    group_of,
    stacked,
    stacked_labels,
)
from servgap.analysis.segments import measured_segments, no_segments, segments_of
from servgap.analysis.smallest import remarks_on_smallest, smallest_that_matters
from servgap.analysis.source import Source
from servgap.analysis.subject import (
    DRAWS,
    TESTED_FROM,
    By,
    Chance,
    Measured,
    basis_of,
    check_level,
    check_policy,
    check_size,
    measure_of,
    tally_of,
)
from servgap.analysis.verbs import verb
from servgap.analysis.verdicts import ABOVE, NEGLIGIBLE, NONE, SHORT, UNDECIDED, trade_verdicts, verdicts
from servgap.analysis.without_target import reasons_told
from servgap.survey.measures.counted_measure import counted
from servgap.survey.measures.measure import TARGET, Measure
from servgap.survey.moments import (
    weighted_scores,
)
from servgap.survey.survey import Survey
from servgap.survey.tally import Floats, Tally


@dataclass(frozen=True, eq=False, repr=False)
class Gaps(Finding):
    """How far perception lies from expectation, on every level, with intervals and verdicts.

    Examples
    --------
    >>> import servgap as sg
    >>> gaps = sg.measure_gaps(sg.read_survey("data/samples/hotline_2026.csv"))
    >>> gaps.frame[gaps.frame.level == "standard"].verdict.value_counts().to_dict()
    {'short': 18, 'negligible': 3, 'undecided': 1}
    """

    kind: ClassVar[str] = "gaps"

    facts: GapFacts

    @property
    def segments(self) -> pd.DataFrame:
        """How far each group lies from the average of all, corrected for all that were looked at; a copy.

        A row for overall, each dimension and each standard of every group. Without `by`, or with one group, it has no
        rows.
        """
        return self.frames["segments"].copy() if "segments" in self.frames else no_segments()

    @property
    def answers(self) -> pd.DataFrame:
        """How many respondents gave which answer to each item, of each part; a copy.

        A row for every answer of the scale, also for those that nobody gave. `answer_share` is of the `n` respondents
        who answered; `n_not_applicable`, `n_missing` (no answer, or skipped) and `n_not_asked` are the others. Answers
        to items that are worded negatively are turned round, as in everything else.

        Examples
        --------
        >>> import servgap as sg
        >>> answers = sg.measure_gaps(sg.read_survey("data/samples/hotline_2026.csv")).answers
        >>> waiting = answers[(answers.item == "res2") & (answers.part == "perception")]
        >>> [float(share) for share in waiting.answer_share.round(2)]
        [0.01, 0.03, 0.13, 0.23, 0.3, 0.2, 0.1]
        """
        return self.frames["answers"].copy()

    @property
    def bootstrap(self) -> pd.DataFrame:
        """Percentile and BCa intervals of overall, dimensions and items, without resampling; a copy."""
        return self.frames["bootstrap"].copy()


@verb
def measure_gaps(
    subject: Survey | Tally,
    *,
    by: By = None,
    measure: Measured = None,
    policy: str = "half",
    smallest: float | str | None = None,
    simultaneous: bool = False,
    confidence: float = 0.95,
    rng: np.random.Generator | int | None = None,
) -> Gaps:
    """
    Measure the gaps, or another measure: overall, by dimension and by service standard.

    A gap is perception less expectation. A standard's gap is the mean of the gaps of its items, an item's gap the mean
    over respondents who answered both parts. Where the catalogue files standards under components, aspects,
    touchpoints, phases of the service circle, or process and outcome, each of these has a gap too: the mean of the gaps
    of its standards' items. A dimension's gap is the mean of respondents' scores, a score the mean of the item gaps the
    respondent has. Overall is the mean of the dimension gaps; the mean of all items, and the mean weighted by
    importance points where there are any, stand beside it under their own names in `method`. What holds of gaps holds
    of every measure, with "answered both parts" read as "has a value".

    Parameters
    ----------
    subject
        A Survey or a Tally.
    by
        Attributes; the gaps are measured separately for each of their values, and each of these groups is held against
        the average of all.
    measure
        What is measured of each respondent: a `Measure` or its name. Default: the gap; the mean of the part, where the
        questionnaire asks one part alone. Other names: ``"target"``, each standard against its own; ``"adequacy"`` and
        ``"superiority"``, against the adequate and the desired service; a part, such as ``"perception"``; ``"index"``,
        its mean from 0 to 100; and the shares of customers ``"met"``, ``"above"``, ``"short"``, ``"top"``, ``"bottom"``
        and ``"net"``. From a Tally, all but gaps of pairs and the only part must have been counted
        (``survey.tally(by=..., measures=...)``).
    policy
        When a respondent's dimension score exists: ``"half"`` of its pairs answered, ``"complete"``, or any
        (``"pairs"``).
    smallest
        The smallest gap, or distance from a target or point, that matters, in scale points; ``"sd"`` for 0.2 of the
        median standard deviation of the items, a small effect. Default: 0.25 on 1–7, in proportion on other scales. A
        mean by itself and a share have no yardstick, and so no verdict.
    simultaneous
        Whether the intervals of a level hold all at once (max-t) rather than each for itself.
    confidence
        The level of the intervals.
    rng
        A generator or seed for the draws behind simultaneous intervals, and behind those of groups against the average;
        default: seed 0.

    Returns
    -------
    Gaps
        Its frame has n, expectation, perception, value, gap, sd, se, df, interval, points, weighted gap and verdicts.
        `value` is what the measure says, in scale points, shares of one, or from 0 to 100; `gap` repeats it where it is
        a distance from a yardstick, and is empty with the verdicts where it is none. Where something else is held
        against a target or a point, that stands in `yardstick`. The rows of standards, and of what these are filed
        under, hold the keys of `component`, `aspect`, `touchpoint`, `phase` and `process`. Where standards have owners,
        targets or a date on which they were re-set, `frames["catalogue"]` lists them. `answers` counts which
        answers were given, and `bootstrap` has bootstrap intervals, which do not suppose that means are normally
        distributed. With `by`, `segments` says of every group
        how far it lies from the average of all, overall, in each dimension and on each standard.

    Raises
    ------
    ServgapError
        If the questionnaire does not ask what the measure takes, no standard has the target it is to be held against,
        a Tally was counted without the measure, or a keyword's value makes no sense.

    Notes
    -----
    Intervals are gap ± t·se with n − 1 degrees of freedom; those that hold at once take the quantile of the largest |t|
    of a level, and each end is the farther of that and of one corrected for skewness. The overall interval uses the
    covariance of the dimension scores, S_jk = n/(n−1) · Σᵢ m_ij m_ik (G_ij − Ḡ_j)(G_ik − Ḡ_k) / (n_j n_k); its n is
    that of the dimension with the fewest scores. ``short`` and ``above`` go by the 1 − α interval against ∓ `smallest`,
    ``negligible`` by the 1 − 2α interval, which is the two one-sided tests procedure. The bootstrap's distribution of a
    mean of whole steps follows from the counts by Fourier inversion, so that its intervals have no Monte Carlo error
    and need no seed. A share of a single item has Wilson's interval; that of a dimension or overall is the mean of
    respondents' own shares, met items by measured ones, with that mean's interval. Standards without a target are left
    out of what is held against targets.

    The average of all is that of all respondents who belong to a group, so that a group is part of it; a group differs
    from it as it does from all the others together. Intervals and p-values of `segments` hold for all groups and rows
    at once, by the largest |t| with degrees of freedom of each difference's own; the spread is the larger of the
    group's own and that within all groups. Groups of fewer than 5 respondents count in the average, and are shown, but
    never told from it.

    References
    ----------
    Parasuraman, Zeithaml & Berry (1988), Journal of Retailing 64, 12–40; Schuirmann (1987), J. Pharmacokinet.
    Biopharm. 15, 657–680; Hasler & Hothorn (2008), Biometrical Journal 50, 793–800.

    Examples
    --------
    >>> import servgap as sg
    >>> survey = sg.read_survey("data/samples/hotline_2026.csv")
    >>> gaps = sg.measure_gaps(survey).frame
    >>> gaps.loc[gaps.level == "dimension", ["dimension", "n", "gap"]].round(2)
            dimension     n   gap
    3       tangibles  1479 -0.16
    4     reliability  1488 -1.14
    5  responsiveness  1488 -1.18
    6       assurance  1489 -0.53
    7         empathy  1488 -0.80
    >>> met = sg.measure_gaps(survey, measure="met").frame
    >>> met.loc[met.level == "dimension", ["dimension", "n", "value", "ci_low", "ci_high"]].round(3)
            dimension     n  value  ci_low  ci_high
    3       tangibles  1479  0.609   0.590    0.628
    4     reliability  1488  0.342   0.325    0.359
    5  responsiveness  1488  0.333   0.316    0.351
    6       assurance  1489  0.531   0.512    0.549
    7         empathy  1488  0.433   0.415    0.451
    >>> sg.measure_gaps(survey, measure=sg.Measure(against=5.5)).headline.partition(";")[0]
    'Service meets 5.5 on the scale overall to within 0.25 points (distance −0.17, 95% interval −0.21 to −0.13)'
    """
    source = Source.of(measure_gaps, locals())
    check_policy(policy)
    check_level(confidence)
    check_size("smallest", smallest)
    measure = measure_of(subject, measure)
    tally = tally_of(subject, by, measure=measure)
    bound = smallest_that_matters(tally, measure, smallest)
    chance = Chance.of(rng)
    blocks = gap_blocks(tally, policy, measure)
    together = Together(tally, measure, policy, chance) if simultaneous else None
    outer, inner = gap_ends(blocks, measure, together, (confidence, 2 * confidence - 1))
    numbers = stacked(block.numbers for block in blocks)
    yardsticks = np.concatenate([block.yardsticks for block in blocks])
    numbers["yardstick"] = np.broadcast_to(yardsticks, numbers["value"].shape)
    columns = _judged(numbers, outer, inner, bound)
    columns["reason"][:, ~np.concatenate([block.measured for block in blocks])] = NO_TARGET
    labels = stacked_labels(block.labels for block in blocks)
    methods = tuple(method for block in blocks for method in block.methods)
    if tally.matrix_sampled:
        weighted = np.array(methods) == "weighted_mean"
        columns["reason"] = np.where(weighted & np.isnan(columns["value"]), NOT_ASKED_ALL, columns["reason"])
    about = {**labels.columns(), **catalogue_columns(tally.instrument, labels), "method": methods}
    frame = frame_of(tally, about, {name: columns[name] for name in COLUMN_ORDER})
    found = segments_of(tally, partial(measured_segments, tally, policy, measure), confidence, chance)
    basis = basis_of(
        tally,
        measure=measure,
        policy=policy,
        averaged=True,
        confidence=confidence,
        smallest=bound,
        statistics=(*_statistics(measure, simultaneous=simultaneous), *found.statistics),
        seed=chance.seed if simultaneous or found.draws else None,
        draws=max(DRAWS if simultaneous else 0, found.draws),
        remarks=(
            *(remarks_on_smallest(tally, measure, smallest) if measure.has_yardstick else ()),
            *_weighted_remarks(tally, policy, measure),
            *(together.remarks(blocks) if together else ()),
            *found.remarks,
        ),
    )
    bootstrap = partial(bootstrap_frame, tally, measure, policy, confidence)
    told: dict[str, pd.DataFrame | Later] = {"frame": frame, **found.frames, "bootstrap": bootstrap}
    frames = reasons_told(told, tally.instrument, measure)
    frames |= catalogue_frame(tally.instrument)
    frames["answers"] = partial(answers_frame, tally)
    facts = _facts(tally, measure, columns, labels, methods)
    return Gaps(basis, Frames(frames), replace(facts, segments=found.facts), source)


def _statistics(measure: Measure, *, simultaneous: bool) -> tuple[Function, ...]:
    judged = (paired_t, mean_covariance, equivalence_t) if measure.has_yardstick else (mean_covariance,)
    of_shares = (share_wilson,) if measure.family == "share" else ()
    return (*judged, *of_shares, *(OF_SIMULTANEOUS if simultaneous else ()))


VERDICTS = (SHORT, ABOVE, NEGLIGIBLE, UNDECIDED)
COLUMN_ORDER = (
    "n", "expectation", "perception", "yardstick", "value", "gap", "sd", "se", "df", "ci_low", "ci_high", "points",
    "weighted_gap", "verdict", "trade_verdict", "reason",
)  # fmt: skip


def _judged(columns: Numbers, outer: Ends, inner: Ends, bound: float | None) -> Numbers:
    """Judge distances from a yardstick; a mean by itself, and a share, are neither excellent nor short of anything."""
    judged = bound is not None
    none = np.full(columns["value"].shape, NONE, dtype=object)
    unknown = np.full(columns["value"].shape, np.nan)
    return {
        **columns,
        "gap": columns["value"] if judged else unknown,
        "weighted_gap": columns["weighted_gap"] if judged else unknown,
        "ci_low": outer.low,
        "ci_high": outer.high,
        "verdict": none if bound is None else verdicts((outer.low, outer.high), (inner.low, inner.high), bound),
        "trade_verdict": trade_verdicts(columns["value"]) if judged else none,
        "reason": _reasons(columns, outer),
    }


def _reasons(columns: Numbers, ends: Ends) -> NDArray[np.object_]:
    reasons = np.full(columns["value"].shape, "", dtype=object)
    reasons[np.isnan(columns["se"])] = POOLED_ONLY
    reasons[np.isnan(columns["se"]) & (columns["sd"] == 0)] = NO_VARIATION
    reasons[np.isfinite(ends.low)] = ""
    reasons[columns["n"] < 2] = TOO_FEW
    return reasons


def _weighted_remarks(tally: Tally, policy: str, measure: Measure) -> list[Remark]:
    if tally.points_from is None or not counted(tally, measure).asked.all():
        return []
    source = [Remark("points_from_instrument")] if tally.points_from == "instrument" else []
    if tally.matrix_sampled:
        return source
    excluded = tally.n - int(weighted_scores(tally, policy, measure).n.sum())
    return [*source, Remark("points_excluded", (("n", excluded),))]


def _worst_group(overall: Floats, n: NDArray[Any]) -> tuple[int, int]:
    """Find the group with the lowest of oriented values, among those of some size if any, and how many share it."""
    for least in (TESTED_FROM, 1):
        value = np.where((n >= least) & np.isfinite(overall), overall, np.inf)
        if np.isfinite(value).any():
            place = first_least(value)
            return place, int(at_least(-value[np.isfinite(value)], -value[place]).sum())
    return 0, 1


def _attainment(measure: Measure, values: Floats) -> dict[str, int]:
    """Count the standards that are held against a target of their own, and those whose mean reaches it."""
    if measure.against != TARGET or measure.is_share:
        return {}
    known = values[np.isfinite(values)]
    return {"targeted": len(known), "reached": int(at_least(known, 0.0).sum())}


def _facts(tally: Tally, measure: Measure, columns: Numbers, labels: RowLabels, methods: tuple[str, ...]) -> GapFacts:
    oriented = -measure.worse * columns["value"]
    cell, tied = _worst_group(oriented[:, 0], columns["n"][:, 0])
    row = {name: values[cell] for name, values in columns.items()}
    level = np.array(labels.level)
    dimensions = np.flatnonzero(level == "dimension")
    values = oriented[cell][dimensions]
    worst = int(dimensions[first_least(np.where(np.isnan(values), np.inf, values))])
    best = int(dimensions[first_most(np.where(np.isnan(values), -np.inf, values))])
    judged = row["verdict"][level == "standard"]
    shown = [field.name for field in fields(Judged)]
    weighted = [number for number, method in enumerate(methods) if method == "weighted_mean"]
    counts: dict[str, Any] = {verdict: int((judged == verdict).sum()) for verdict in VERDICTS}
    counts |= _attainment(measure, row["value"][level == "standard"])

    def of_dimension(place: int) -> OfDimension:
        return OfDimension(**{name: row[name][place] for name in shown}, dimension=labels.dimension[place])

    return GapFacts(
        group=group_of(tally, cell),
        overall=Judged(**{name: row[name][0] for name in shown}),
        worst=of_dimension(worst),
        best=of_dimension(best),
        standards=len(judged),
        **counts,
        weighted=row["value"][weighted[0]] if weighted else None,
        groups=len(tally.cells),
        tied=tied,
    )
