"""Which service standards fall furthest short, and how sure that order is."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import partial
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap._stats.covariance import effect_covariance, mean_covariance
from servgap._stats.importance.priority import priority
from servgap._stats.ranks.winner import winner
from servgap._stats.registry import Function
from servgap._stats.ties import first_least
from servgap.analysis.finding import Finding, Remark
from servgap.analysis.frames import Frames
from servgap.analysis.importance import STATED
from servgap.analysis.joint import ImportanceFrom
from servgap.analysis.priority_values import PRIORITY, priorities
from servgap.analysis.rank_values import SIZE, RankedValues, ranked_dimensions, ranked_values
from servgap.analysis.ranking.facts import Corrected, RankingFacts, Worst
from servgap.analysis.ranks import STATISTICS, VARIES, RankQuestion, rank_columns, settled
from servgap.analysis.reasons import BORROWED_SPREAD, NO_VARIATION, TOO_FEW, TOO_SMALL
from servgap.analysis.rows import dimension_rows, group_of, standard_rows
from servgap.analysis.segments import no_segments, ranked_segments, segments_of
from servgap.analysis.source import Source
from servgap.analysis.subject import (
    DRAWS,
    TESTED_FROM,
    By,
    Chance,
    Measured,
    basis_of,
    check_choice,
    check_level,
    measure_of,
    tally_of,
)
from servgap.analysis.verbs import verb
from servgap.analysis.without_target import reasons_told
from servgap.analysis.worst_standard import worst_of_all, worst_of_each
from servgap.errors import analysis as errors
from servgap.errors import importance as importance_errors
from servgap.survey.counting import MOST_WIDE
from servgap.survey.measures.measure import Measure
from servgap.survey.survey import Survey
from servgap.survey.tally import Tally

CRITERIA = (SIZE, "weighted", "effect", PRIORITY)
GAP = "gap"
"""Another name of the size."""
REFERENCES = ("t", "normal")
WORST = 3
SMALL_SAMPLE = 100
"""Respondents under which even the t-scaled sets hold somewhat less than their level."""


@dataclass(frozen=True, eq=False, repr=False)
class Ranking(Finding):
    """The service standards, worst first, each rank with its confidence set.

    Examples
    --------
    >>> import servgap as sg
    >>> ranking = sg.rank_standards(sg.read_survey("data/samples/hotline_2026.csv"), worst=1)
    >>> ranking.frame.loc[ranking.frame.may_be_worst, "standard"].tolist()
    ['res2', 'rel3']
    """

    kind: ClassVar[str] = "ranking"

    facts: RankingFacts

    @property
    def dimensions(self) -> pd.DataFrame:
        """The dimensions in order, with the same columns; a copy."""
        return self.frames["dimensions"].copy()

    @property
    def worst(self) -> pd.DataFrame:
        """The worst standard's size in each group, corrected for having been picked from its standards; a copy."""
        return self.frames["worst"].copy()

    @property
    def worst_of_all(self) -> pd.DataFrame:
        """The worst standard of all groups, corrected for having been picked from all groups and standards; a copy."""
        return self.frames.get("worst_of_all", self.frames["worst"]).copy()

    @property
    def segments(self) -> pd.DataFrame:
        """How far each group's standards lie from the average of all, corrected for all that were looked at; a copy.

        In the units of the criterion. Without `by`, or with one group, it has no rows.
        """
        return self.frames["segments"].copy() if "segments" in self.frames else no_segments()


@verb
def rank_standards(
    subject: Survey | Tally,
    *,
    by: By = None,
    measure: Measured = None,
    criterion: str = "size",
    importance: ImportanceFrom | None = None,
    worst: int | None = None,
    test: str | None = None,
    confidence: float = 0.95,
    rng: np.random.Generator | int | None = None,
) -> Ranking:
    """
    Rank the service standards, worst first, and say how sure each rank is.

    A rank is an estimate. Its confidence set holds every rank that the standard may truly have, all standards at once;
    two standards whose sets share no rank surely stand in this order. The sets in `rank_low_alone` and
    `rank_high_alone` are narrower and each hold for one standard that was chosen before looking. `may_be_worst` and
    `may_be_best` mark the standards that cannot be ruled out from the worst and the best few.

    Parameters
    ----------
    subject
        A Survey or a Tally.
    by
        Attributes; the standards are ranked separately for each of their values.
    measure
        What the standards are ranked by: a `Measure` or its name (see `measure_gaps`). Default: the gap; the mean of
        the part, where the questionnaire asks one part alone. The lowest is the worst; of the shares ``"short"`` and
        ``"bottom"`` the highest.
    criterion
        ``"size"``, the measure itself (``"gap"`` is another name of it); ``"weighted"``, the gap, or the distance from
        a target or point, times the importance of its dimension, the mean points taken as known; ``"effect"``, the
        same in standard deviations; or ``"priority"``, the gap or distance times `importance`, both with their chance.
    importance
        For ``"priority"``, as in `map_importance`: ``"stated"``, the default, or what `find_drivers` found. It takes a
        Survey.
    worst
        How many standards the sets of the worst, and of the best, are about. Default: 3, or all where there are fewer.
    test
        The reference distribution: ``"t"``, ``"normal"`` (as csranks), or None for t below 300 respondents.
    confidence
        The level at which all sets hold at once.
    rng
        A generator or seed for the draws; default: seed 0.

    Returns
    -------
    Ranking
        Its frame has a row a standard, worst first: value of the criterion, rank, confidence sets, candidates for the
        worst and the best. `dimensions` ranks the dimensions, with candidates for the one worst
        and the one best; `worst` corrects the size of the worst standard. With `by`, `segments` says how far each
        group's standards lie from the average of all groups, as in `measure_gaps`.

    Raises
    ------
    ServgapError
        If the questionnaire does not ask what the measure takes, a Tally was counted without it, a criterion of
        distances is asked of a measure that is none, points are needed and absent, or a keyword's value makes no sense.

    Notes
    -----
    For ordered pairs of standards T_jk = (x_j − x_k)/se_jk with x = −value and se from the full covariance of the
    paired answers; pairs beyond the critical value of the largest difference are told apart, step by step; L_j is one
    more than the standards surely worse, U_j the number of those not surely better. The set of the worst k is {j: L_j ≤
    k} from the one-sided version, the best k the other end. `share_worst` is the share of draws around the estimates in
    which a standard is among the worst k: easy to grasp, but without the sets' guarantee. The worst standard was picked
    for its size and tends to look worse than it is; its interval holds for whatever would have been picked. A standard
    answered in pairs by
    fewer than 5 respondents, or whose gap does not vary, is shown without a rank. By ``"effect"``, a standard that
    several items measure has the mean of their effects. By ``"priority"`` importances are shares of their sum; the
    covariance is that of products of gaps and importances of the same respondents, to the second order. Shares are
    ranked with the covariance of the respondents' own
    zeros and ones.

    References
    ----------
    Mogstad, Romano, Shaikh & Wilhelm (2024), Review of Economic Studies 91, 476–518, doi 10.1093/restud/rdad006;
    Andrews, Kitagawa & McCloskey (2024), Quarterly Journal of Economics 139, 305–358.

    Examples
    --------
    >>> import servgap as sg
    >>> survey = sg.read_survey("data/samples/hotline_2026.csv")
    >>> ranking = sg.rank_standards(survey).frame
    >>> ranking.loc[:2, ["rank", "standard", "rank_low", "rank_high", "may_be_worst"]]
       rank standard  rank_low  rank_high  may_be_worst
    0     1     res2         1          2          True
    1     2     rel3         1          2          True
    2     3     rel1         3          4          True
    >>> perceived = sg.rank_standards(survey, measure="perception").frame
    >>> perceived.loc[:2, ["rank", "standard", "value", "rank_low", "rank_high"]].round(2)
       rank standard  value  rank_low  rank_high
    0     1     res2   4.76         1          2
    1     2     res4   4.81         1          3
    2     3     emp1   4.90         2          4
    """
    source = Source.of(rank_standards, locals(), of_counts=criterion != PRIORITY)
    criterion = SIZE if criterion == GAP else criterion
    check_choice("criterion", criterion, CRITERIA)
    check_choice("test", test or "t", REFERENCES)
    check_level(confidence)
    measure = measure_of(subject, measure)
    tally = tally_of(subject, by, measure=measure)
    worst = min(WORST, len(tally.instrument.standards)) if worst is None else worst
    _check(tally, measure, criterion, worst)
    if criterion != PRIORITY and importance is not None:
        raise importance_errors.importance_not_asked_for(criterion)
    question = RankQuestion(worst, test, confidence, Chance.of(rng))
    of_importance: tuple[Remark, ...] = ()
    if criterion == PRIORITY:
        values, scores, of_importance = priorities(subject, tally, importance or STATED, measure)
    else:
        values, scores = (ranked(tally, criterion, measure) for ranked in (ranked_values, ranked_dimensions))
    cells = range(len(tally.cells))
    known = np.array([_known(values, cell) for cell in cells])
    frame = pd.concat([_ranked_standards(tally, values, cell, question) for cell in cells], ignore_index=True)
    frames = {
        "frame": frame.assign(criterion=criterion)[[*tally.by, *COLUMNS]],
        "dimensions": pd.concat(
            [_ranked_dimensions(tally, scores, cell, question) for cell in cells], ignore_index=True
        ).assign(criterion=criterion)[[*tally.by, *DIMENSION_COLUMNS]],
        "worst": worst_of_each(tally, values, known, _why_no_worst(values, known), question),
    }
    frames |= worst_of_all(tally, values, known, question)
    found = segments_of(tally, partial(ranked_segments, tally, values), confidence, question.chance)
    frames |= found.frames
    ranked_by: dict[str, Function] = {"effect": effect_covariance, PRIORITY: priority}
    basis = basis_of(
        tally,
        measure=measure,
        policy="pairs",
        averaged=True,
        confidence=confidence,
        statistics=(
            ranked_by.get(criterion, mean_covariance),
            *STATISTICS,
            winner,
            *found.statistics,
        ),
        seed=question.chance.seed,
        draws=DRAWS if frame["rank"].notna().any() else 0,
        remarks=(*_remarks(tally, criterion, frame), *of_importance, *found.remarks),
    )
    facts = replace(_facts(tally, frames, question, criterion, values.worse), segments=found.facts)
    return Ranking(basis, Frames(reasons_told(frames, tally.instrument, measure)), facts, source)


def _check(tally: Tally, measure: Measure, criterion: str, worst: int) -> None:
    if criterion != SIZE and not measure.has_yardstick:
        raise errors.criterion_of_a_gap(criterion, measure)
    standards = len(tally.instrument.standards)
    if not (isinstance(worst, int) and 1 <= worst <= standards):
        raise errors.worst_out_of_range(worst, standards)
    if criterion == "weighted" and tally.points_from is None:
        raise errors.needs_points("rank_standards")
    if not tally.per_group:
        raise errors.pooled_only("rank_standards", len(tally.cells), MOST_WIDE)


RANKED = (
    "n", "gap", "points", "value", "se", "rank_low", "rank_high", "rank_low_alone", "rank_high_alone", "may_be_worst",
    "may_be_best", "share_worst", "reason",
)  # fmt: skip
COLUMNS = ("rank", "level", "dimension", "standard", "item", "component", "aspect", "touchpoint", "criterion", *RANKED)
DIMENSION_COLUMNS = ("rank", "level", "dimension", "criterion", *RANKED)
DESCRIBED = ("component", "aspect", "touchpoint")


def _ranked_standards(tally: Tally, values: RankedValues, cell: int, question: RankQuestion) -> pd.DataFrame:
    described = {name: [getattr(each, name) or "" for each in tally.instrument.standards] for name in DESCRIBED}
    labels = {**group_of(tally, cell), **standard_rows(tally.instrument).columns(), **described}
    return _ranked(labels, values, cell, question)


def _ranked_dimensions(tally: Tally, values: RankedValues, cell: int, question: RankQuestion) -> pd.DataFrame:
    rows = dimension_rows(tally.instrument)
    labels = {**group_of(tally, cell), "level": rows.level, "dimension": rows.dimension}
    return _ranked(labels, values, cell, replace(question, worst=1))


def _known(values: RankedValues, cell: int) -> NDArray[np.bool_]:
    spread = np.diagonal(values.covariance[cell])
    return np.asarray(np.isfinite(values.value[cell]) & (spread > VARIES) & (values.n[cell] >= TESTED_FROM))


def _ranked(labels: dict[str, Any], values: RankedValues, cell: int, question: RankQuestion) -> pd.DataFrame:
    """Rank the rows of one group, worst first; those without a value stand last, with the reason."""
    covariance, value, n = values.covariance[cell], values.value[cell], values.n[cell]
    spread, known = np.diagonal(covariance), _known(values, cell)
    numbers = {
        "n": n.astype(np.int64),
        "gap": values.gap[cell],
        "points": values.points[cell],
        "value": -values.worse * value,
        "se": np.sqrt(np.where(known, spread, np.nan)),
        "reason": _reasons(values, cell),
    }
    table = pd.DataFrame({**labels, **numbers, **rank_columns(value, covariance, n, known, question)})
    table = table.sort_values("rank", kind="stable", na_position="last")
    return settled(table)


def _why_no_worst(values: RankedValues, known: NDArray[np.bool_]) -> NDArray[np.object_]:
    """Give a reason for each group in which nothing can be picked: that of its first standard."""
    first = np.array([_reasons(values, cell)[0] for cell in range(len(known))], dtype=object)
    return np.where(known.any(axis=1), "", first)


def _reasons(values: RankedValues, cell: int) -> NDArray[np.object_]:
    value, n = values.value[cell], values.n[cell]
    reasons = np.where(np.diagonal(values.covariance[cell]) > VARIES, "", NO_VARIATION).astype(object)
    reasons[values.borrowed[cell]] = BORROWED_SPREAD
    reasons[np.isnan(value)] = values.absent
    reasons[n < TESTED_FROM] = TOO_SMALL
    reasons[n < 2] = TOO_FEW
    return reasons


def _remarks(tally: Tally, criterion: str, frame: pd.DataFrame) -> list[Remark]:
    ranked = frame.loc[frame["rank"].notna(), "n"]
    remarks = []
    if len(ranked) and ranked.min() < SMALL_SAMPLE:
        remarks = [Remark("small_sample", (("n", int(ranked.min())),))]
    if criterion == "weighted":
        remarks.append(Remark("points_fixed"))
        if tally.points_from == "instrument":
            remarks.append(Remark("points_from_instrument"))
    return remarks


def _facts(
    tally: Tally, frames: dict[str, pd.DataFrame], question: RankQuestion, criterion: str, worse: int
) -> RankingFacts:
    frame = frames["frame"]
    groups = frame[list(tally.by)].drop_duplicates() if tally.by else None
    facts = RankingFacts(
        criterion=criterion,
        k=question.worst,
        standards=len(frame) if groups is None else len(frame) // len(groups),
        reference=question.reference_for(int(frame["n"].min())),
    )
    ranked = frame[frame["rank"].notna()]
    if not len(ranked):
        return facts
    worst = ranked.iloc[first_least(-worse * ranked["value"])]
    group = {name: worst[name] for name in tally.by}
    mine = ranked[np.all([ranked[name] == label for name, label in group.items()], axis=0)] if group else ranked
    of_all = frames.get("worst_of_all", frames["worst"]).dropna(subset="value").iloc[0]
    return replace(
        facts,
        group=group,
        worst=Worst(**{entry.name: worst[entry.name] for entry in fields(Worst)}),
        corrected=Corrected(**{entry.name: of_all[entry.name] for entry in fields(Corrected)}),
        candidates=tuple(mine.loc[mine["may_be_worst"], "standard"]),
        tied=int((mine["rank_low"] == 1).sum()),
        shared=tuple(mine.loc[mine["rank"] == 1, "standard"]),
    )
