"""The tests of a gap, one function a test: groups × rows in, columns of the same shape out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from servgap._stats.ordinal.cumulative_link import cumulative_link_mixed
from servgap._stats.ordinal.marginal_homogeneity import stuart_maxwell
from servgap._stats.paired.bayes_factor import bayes_factor_interval, bayes_factor_t
from servgap._stats.paired.effects_from_counts import d_z_from_counts
from servgap._stats.paired.hodges_lehmann import hodges_lehmann
from servgap._stats.paired.sign_flip import sign_flip
from servgap._stats.paired.signed_rank import signed_rank, signed_rank_exact
from servgap._stats.paired.t_tests import paired_t, sign_test
from servgap._stats.ratio import ratio
from servgap._stats.registry import Function
from servgap._stats.resampling.ideal_bootstrap import ideal_bootstrap
from servgap.analysis.levels import Level

Columns = dict[str, NDArray[Any]]
Shape = tuple[int, ...]

EXACT_BELOW = 100
"""Gaps other than zero below which the signed-rank test takes its exact distribution without being asked to."""
NUMBERS = (
    "statistic", "df", "p_value", "bayes_factor", "bayes_factor_interval", "effect", "effect_low", "effect_high",
    "estimate", "ci_low", "ci_high",
)  # fmt: skip
"""What a test may report; what it does not is empty."""


@dataclass(frozen=True)
class GapTest:
    """A test, the effect size that goes with it, the statistics behind it, and whether it tells a direction."""

    run: Callable[[Level, float, float], Columns]
    effect: str
    statistics: tuple[Function, ...]
    centre: float = 0.0
    """The effect where there is none."""
    directed: bool = True
    of_mean: bool = False
    """Whether it is about the mean gap with its error, rather than about respondents' own gaps."""


def _columns(shape: Shape, method: str | NDArray[np.object_], **numbers: Any) -> Columns:
    empty = {name: np.full(shape, np.nan) for name in NUMBERS}
    names = np.full(shape, method, dtype=object) if isinstance(method, str) else method
    return {"method": names, **empty, **{name: np.array(value, dtype=float) for name, value in numbers.items()}}


def _t(level: Level, confidence: float, _: float) -> Columns:
    found = paired_t(level.n, level.value, level.sd, confidence)
    effect = d_z_from_counts(level.distribution.values, level.distribution.counts, confidence)
    return _columns(
        level.n.shape,
        "t",
        statistic=found.statistic,
        df=found.df,
        p_value=found.p_value,
        effect=effect.effect,
        effect_low=effect.effect_low,
        effect_high=effect.effect_high,
        estimate=level.value,
        ci_low=found.ci_low,
        ci_high=found.ci_high,
    )


def _ranks(level: Level, confidence: float, exact_below: float) -> Columns:
    values, counts = level.distribution.values, level.distribution.counts
    found = signed_rank(values, counts, "pratt", confidence)
    middle = hodges_lehmann(values, counts, confidence)
    p_value, method = found.p_value.copy(), np.full(found.p_value.shape, "asymptotic", dtype=object)
    moved = found.n - found.n_zero
    exact = (moved > 0) & (moved < exact_below)
    if exact.any():
        computed = signed_rank_exact(values, counts[exact], "pratt")
        p_value[exact], method[exact] = computed.p_value, computed.method
    return _columns(
        level.n.shape,
        method,
        statistic=found.z,
        p_value=p_value,
        effect=found.effect,
        effect_low=found.effect_low,
        effect_high=found.effect_high,
        estimate=middle.estimate,
        ci_low=middle.ci_low,
        ci_high=middle.ci_high,
    )


def _signed_rank(level: Level, confidence: float, _: float) -> Columns:
    return _ranks(level, confidence, EXACT_BELOW)


def _signed_rank_exact(level: Level, confidence: float, _: float) -> Columns:
    return _ranks(level, confidence, np.inf)


def _sign(level: Level, confidence: float, _: float) -> Columns:
    values, counts = level.distribution.values, level.distribution.counts
    above, below = (counts[..., side].sum(axis=-1) for side in (values > 0, values < 0))
    found = sign_test(above, below, confidence)
    return _columns(
        level.n.shape,
        "exact",
        statistic=above,
        p_value=found.p_value,
        effect=found.effect,
        effect_low=found.effect_low,
        effect_high=found.effect_high,
    )


def _permutation(level: Level, confidence: float, _: float) -> Columns:
    values, counts = level.distribution.values, level.distribution.counts
    found, around = sign_flip(values, counts), ideal_bootstrap(values, counts, confidence)
    effect = d_z_from_counts(values, counts, confidence)
    return _columns(
        level.n.shape,
        found.method,
        statistic=found.mean,
        p_value=found.p_value,
        effect=effect.effect,
        effect_low=effect.effect_low,
        effect_high=effect.effect_high,
        estimate=found.mean,
        ci_low=around.bca_low,
        ci_high=around.bca_high,
    )


def _ordinal(level: Level, confidence: float, _: float) -> Columns:
    if level.tables is None:
        return _columns(level.n.shape, "logit")
    found = cumulative_link_mixed(level.tables, "logit", confidence=confidence)
    return _columns(
        level.n.shape,
        "logit",
        statistic=found.statistic,
        p_value=found.p_value,
        effect=found.effect,
        effect_low=found.ci_low,
        effect_high=found.ci_high,
    )


def _stuart_maxwell(level: Level, _: float, __: float) -> Columns:
    if level.tables is None:
        return _columns(level.n.shape, "asymptotic")
    found = stuart_maxwell(level.tables)
    return _columns(level.n.shape, "asymptotic", statistic=found.statistic, df=found.df, p_value=found.p_value)


def _bayes_factor(level: Level, _: float, smallest: float) -> Columns:
    persons = level.persons
    t = paired_t(persons.n, persons.value, persons.sd).statistic
    against_none = bayes_factor_t(t, persons.n)
    against_small = bayes_factor_interval(t, persons.n, ratio(smallest, persons.sd))
    return _columns(
        level.n.shape,
        "jzs",
        statistic=t,
        bayes_factor=against_none.bf10,
        bayes_factor_interval=against_small.bf,
        effect=against_small.p_inside,
    )


TESTS = {
    "t": GapTest(_t, "d_z", (paired_t, d_z_from_counts), of_mean=True),
    "signed_rank": GapTest(_signed_rank, "rank_biserial", (signed_rank, hodges_lehmann)),
    "signed_rank_exact": GapTest(_signed_rank_exact, "rank_biserial", (signed_rank, signed_rank_exact, hodges_lehmann)),
    "sign": GapTest(_sign, "share_above", (sign_test,), centre=0.5),
    "permutation": GapTest(_permutation, "d_z", (sign_flip, ideal_bootstrap, d_z_from_counts)),
    "ordinal": GapTest(_ordinal, "log_odds", (cumulative_link_mixed,)),
    "stuart_maxwell": GapTest(_stuart_maxwell, "", (stuart_maxwell,), directed=False),
    "bayes_factor": GapTest(
        _bayes_factor, "probability_negligible", (bayes_factor_t, bayes_factor_interval), directed=False
    ),
}
"""The tests that may be asked for. Those of items alone have no result on the rows of dimensions and overall."""
OF_ITEMS = ("ordinal", "stuart_maxwell")


def said(test: str, columns: Columns, level: float) -> NDArray[np.float64]:
    """Say what a test concludes of each row: above (1), below (-1), neither (0); NaN where it says nothing."""
    known = ~np.isnan(columns["p_adjusted"]) & ~np.isnan(columns["effect"])
    sure = known & (columns["p_adjusted"] < level)
    direction = np.where(sure, np.sign(np.nan_to_num(columns["effect"]) - TESTS[test].centre), 0.0)
    return np.where(known & TESTS[test].directed, direction, np.nan)
