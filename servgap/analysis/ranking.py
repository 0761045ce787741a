"""Which service standards fall furthest short, and how sure that order is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap._stats.rank_sets import rank_sets
from servgap.analysis.finding import Finding, Remark
from servgap.analysis.rank_values import RankedValues, ranked_values
from servgap.analysis.reasons import NO_VARIATION, TOO_FEW, TOO_SMALL
from servgap.analysis.rows import group_of, standard_rows
from servgap.analysis.subject import (
    DRAWS,
    TESTED_FROM,
    By,
    Chance,
    basis_of,
    check_choice,
    check_level,
    need_pair,
    tally_of,
)
from servgap.errors import analysis as errors
from servgap.survey.counting import MOST_WIDE
from servgap.survey.survey import Survey
from servgap.survey.tally import Floats, Tally

CRITERIA = ("gap", "weighted", "effect")
REFERENCES = ("t", "normal")
WORST = 3
NORMAL_FROM = 300
"""Respondents from which normal critical values hold the level of rank sets; below it they are scaled by t."""
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


def rank_standards(
    subject: Survey | Tally,
    *,
    by: By = None,
    criterion: str = "gap",
    worst: int | None = None,
    test: str | None = None,
    confidence: float = 0.95,
    rng: np.random.Generator | int | None = None,
) -> Ranking:
    """
    Rank the service standards, worst first, and say how sure each rank is.

    A rank is an estimate. Its confidence set holds every rank that the standard may truly have, all standards at once;
    two standards whose sets share no rank surely stand in this order. `may_be_worst` marks the standards that cannot be
    ruled out from the worst few.

    Parameters
    ----------
    subject
        A Survey or a Tally.
    by
        Attributes; the standards are ranked separately for each of their values.
    criterion
        ``"gap"``; ``"weighted"``, the gap times the importance of its dimension, the mean points taken as known; or
        ``"effect"``, the gap in standard deviations.
    worst
        How many standards the set of the worst is about. Default: 3, or all where there are fewer.
    test
        The reference distribution: ``"t"``, ``"normal"`` (as csranks), or None for t below 300 respondents.
    confidence
        The level at which all sets hold at once.
    rng
        A generator or seed for the draws; default: seed 0.

    Returns
    -------
    Ranking
        Its frame has a row a standard, worst first: value of the criterion, rank, confidence set, `may_be_worst`.

    Raises
    ------
    ServgapError
        If the instrument asks one part only, points are needed and absent, or a keyword's value makes no sense.

    Notes
    -----
    For ordered pairs of standards T_jk = (x_j − x_k)/se_jk with x = −value and se from the full covariance of the
    paired answers; pairs beyond the critical value of the largest difference are told apart, step by step; L_j is one
    more than the standards surely worse, U_j the number of those not surely better. The set of the worst k is {j: L_j
    ≤ k} from the one-sided version. A standard answered in pairs by fewer than 5 respondents, or whose gap does not
    vary, is shown without a rank. By ``"effect"``, a standard that several items measure has the mean of their effects.

    References
    ----------
    Mogstad, Romano, Shaikh & Wilhelm (2024), Review of Economic Studies 91, 476–518, doi 10.1093/restud/rdad006.

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
    """
    check_choice("criterion", criterion, CRITERIA)
    check_choice("test", test or "t", REFERENCES)
    check_level(confidence)
    tally = tally_of(subject, by)
    worst = min(WORST, len(tally.instrument.standards)) if worst is None else worst
    _check(tally, criterion, worst)
    values = ranked_values(tally, criterion)
    question = _Question(worst, test, confidence, Chance.of(rng))
    frame = pd.concat([_ranked(tally, values, cell, question) for cell in range(len(tally.cells))], ignore_index=True)
    frame["criterion"] = criterion
    frame = frame[[*tally.by, *COLUMNS]]
    basis = basis_of(
        tally,
        policy="pairs",
        confidence=confidence,
        statistics=("effect_covariance" if criterion == "effect" else "mean_covariance", "rank_sets", "worst_k"),
        seed=question.chance.seed,
        draws=DRAWS if frame["rank"].notna().any() else 0,
        remarks=_remarks(tally, criterion, frame),
    )
    return Ranking(basis, {"frame": frame}, _facts(tally, frame, question, criterion))


def _check(tally: Tally, criterion: str, worst: int) -> None:
    need_pair(tally, "rank_standards")
    standards = len(tally.instrument.standards)
    if not (isinstance(worst, int) and 1 <= worst <= standards):
        raise errors.worst_out_of_range(worst, standards)
    if criterion == "weighted" and tally.points_from is None:
        raise errors.needs_points("rank_standards")
    if not tally.per_group:
        raise errors.pooled_only("rank_standards", len(tally.cells), MOST_WIDE)


COLUMNS = (
    "rank", "level", "dimension", "standard", "item", "component", "aspect", "touchpoint", "criterion", "n", "gap",
    "points", "value", "se", "rank_low", "rank_high", "may_be_worst", "reason",
)  # fmt: skip

DESCRIBED = ("component", "aspect", "touchpoint")


@dataclass(frozen=True)
class _Question:
    """What is asked of the ranks."""

    worst: int
    reference: str | None
    confidence: float
    chance: Chance

    def reference_for(self, n: int) -> str:
        """Scale by t in small samples unless told otherwise."""
        return self.reference or ("t" if n < NORMAL_FROM else "normal")

    def rng(self) -> np.random.Generator:
        """Start the seed anew for each ranking, so that none depends on the ones before."""
        return self.chance.rng if self.chance.seed is None else np.random.default_rng(self.chance.seed)


def _ranked(tally: Tally, values: RankedValues, cell: int, question: _Question) -> pd.DataFrame:
    """Rank the standards of one group, worst first; those without a value stand last, with the reason."""
    covariance, value, n = values.covariance[cell], values.value[cell], values.n[cell]
    spread = np.diagonal(covariance)
    known = np.isfinite(value) & (spread > VARIES) & (n >= TESTED_FROM)
    described = {name: [getattr(each, name) or "" for each in tally.instrument.standards] for name in DESCRIBED}
    numbers = {
        "n": n.astype(np.int64),
        "gap": values.gap[cell],
        "points": values.points[cell],
        "value": value,
        "se": np.sqrt(np.where(known, spread, np.nan)),
        "reason": _reasons(value, spread, n, values.absent),
    }
    labels = {**group_of(tally, cell), **standard_rows(tally.instrument).columns()}
    table = pd.DataFrame({**labels, **described, **numbers, **_ranks(value, covariance, n, known, question)})
    table = table.sort_values("rank", kind="stable", na_position="last")
    if known.all():
        return table.astype(dict.fromkeys(RANKS, np.int64))
    # Nothing is known of a standard without a rank, so that it is neither among the worst nor not.
    return table.assign(may_be_worst=table["may_be_worst"].astype("boolean").mask(table["rank"].isna()))


VARIES = 1e-18
"""Variance of a value, in squared scale points, below which it is rounding."""
RANKS = ("rank", "rank_low", "rank_high")


def _reasons(value: Floats, spread: Floats, n: Floats, absent: str) -> NDArray[np.object_]:
    reasons = np.where(spread > VARIES, "", NO_VARIATION).astype(object)
    reasons[np.isnan(value)] = absent
    reasons[n < TESTED_FROM] = TOO_SMALL
    reasons[n < 2] = TOO_FEW
    return reasons


def _ranks(
    value: Floats, covariance: Floats, n: Floats, known: NDArray[np.bool_], question: _Question
) -> dict[str, NDArray[Any]]:
    columns: dict[str, NDArray[Any]] = {name: np.full(len(value), np.nan) for name in RANKS}
    columns["may_be_worst"] = np.zeros(len(value), dtype=bool)
    places = np.flatnonzero(known)
    if not len(places):
        return columns
    smallest = int(n[places].min())
    df = smallest - 1.0 if question.reference_for(smallest) == "t" else None
    asked: dict[str, Any] = {"confidence": question.confidence, "df": df, "draws": DRAWS}
    estimate, inside = -value[places], covariance[np.ix_(places, places)]
    found = rank_sets(estimate, inside, **asked, rng=question.rng())
    for name in RANKS:
        columns[name][places] = getattr(found, name)
    # This is `worst_k_candidates` from the same draws: lower bounds alone are the lower bounds of these sets.
    columns["may_be_worst"][places] = found.rank_low <= min(question.worst, len(places))
    return columns


def _remarks(tally: Tally, criterion: str, frame: pd.DataFrame) -> list[Remark]:
    smallest = int(frame["n"].min())
    remarks = [Remark("small_sample", (("n", smallest),))] if smallest < SMALL_SAMPLE else []
    if criterion == "weighted":
        remarks.append(Remark("points_fixed"))
        if tally.points_from == "instrument":
            remarks.append(Remark("points_from_instrument"))
    return remarks


def _facts(tally: Tally, frame: pd.DataFrame, question: _Question, criterion: str) -> dict[str, Any]:
    groups = frame[list(tally.by)].drop_duplicates() if tally.by else None
    ranked = frame[frame["rank"].notna()]
    facts: dict[str, Any] = {
        "criterion": criterion,
        "worst": None,
        "k": question.worst,
        "candidates": [],
        "standards": len(frame) if groups is None else len(frame) // len(groups),
        "reference": question.reference_for(int(frame["n"].min())),
        "tied": 0,
        "group": {},
    }
    if len(ranked):
        worst = ranked.iloc[int(ranked["value"].argmin())]
        group = {name: worst[name] for name in tally.by}
        mine = ranked[np.all([ranked[name] == label for name, label in group.items()], axis=0)] if group else ranked
        shown = ["standard", "item", "dimension", "gap", "value", "rank_low", "rank_high"]
        facts["worst"] = {name: worst[name] for name in shown}
        facts["candidates"] = mine.loc[mine["may_be_worst"], "standard"].tolist()
        facts["tied"] = int((mine["rank_low"] == 1).sum())
        facts["group"] = group
    return facts
