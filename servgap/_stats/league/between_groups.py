"""How far groups truly differ: the variance of their true means, when every mean has a variance of its own.

Rows come first and groups last. Groups without a mean or without a variance above zero take no part; with fewer than
two groups there is no number.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.between_variance import between_variance
from servgap._stats.intervals import normal_quantile, t_quantile
from servgap._stats.league.known_variances import KnownVariances
from servgap._stats.league.variance_search import falls_to_nought, first_beyond, highest
from servgap._stats.ratio import Floats, ratio
from servgap._stats.registry import statistic
from servgap._stats.tails import chi_square_tail


@dataclass(frozen=True)
class BetweenGroups:
    """
    Variance τ² of the true means of groups, one a row (...).

    Attributes
    ----------
    tau2, se, ci_low, ci_high
        The estimate, its standard error by the expected information, and its interval.
    likelihood_ratio, p_value
        Twice the gain in restricted likelihood over τ² = 0, and its tail: half of chi-square's with one degree.
    i_squared
        Share of the observed spread that is true spread.
    groups
        How many take part.
    """

    tau2: Floats
    se: Floats
    ci_low: Floats
    ci_high: Floats
    likelihood_ratio: Floats
    p_value: Floats
    i_squared: Floats
    groups: Floats

    @property
    def held(self) -> tuple[Floats, Floats]:
        """Give the interval, reaching to the estimate, which may lie outside where errors of means differ much."""
        return np.minimum(self.ci_low, self.tau2), np.maximum(self.ci_high, self.tau2)


@dataclass(frozen=True)
class OtherBetween:
    """The same variance by other rules, for holding against what others print."""

    paule_mandel: Floats
    maximum_likelihood: Floats
    hedges: Floats


@dataclass(frozen=True)
class MeanOfGroups:
    """
    Mean μ of the true means, one a row (...).

    Attributes
    ----------
    mu, se, ci_low, ci_high
        With normal quantiles.
    se_scaled, ci_low_scaled, ci_high_scaled
        With the variance scaled by what the means' spread is, and t of groups − 1 degrees.
    next_low, next_high, next_low_scaled, next_high_scaled
        Where the true mean of a further group is expected.
    """

    mu: Floats
    se: Floats
    ci_low: Floats
    ci_high: Floats
    se_scaled: Floats
    ci_low_scaled: Floats
    ci_high_scaled: Floats
    next_low: Floats
    next_high: Floats
    next_low_scaled: Floats
    next_high_scaled: Floats


@statistic(
    "between_groups",
    name="variance between groups by restricted maximum likelihood",
    symbol="τ²",
    source="Viechtbauer (2005), J. Educ. Behav. Stat. 30, 261–293; interval: Viechtbauer (2007), Stat. Med. 26, 37–52; "
    "test: Self & Liang (1987), JASA 82, 605–610; "
    "I squared: Higgins & Thompson (2002), Stat. Med. 21, 1539–1558",
)
def between_groups(mean: ArrayLike, variance: ArrayLike, *, confidence: float = 0.95) -> BetweenGroups:
    """
    Estimate τ² in y_j ~ N(μ, τ² + v_j), the v_j taken as known.

    The estimate is that of `between_variance`; with w = 1/(τ² + v) its standard error is the root of
    2/(Σw² − 2 Σw³/Σw + (Σw²/Σw)²).

    The interval holds all τ² at which Q(τ²) = Σ w (y − μ)² lies between quantiles of chi-square with k − 1 degrees. It
    is empty where means lie closer together than chance has it; then the upper end is where −2ℓ has risen by the
    quantile of chi-square with one degree, so that an interval always has a width.

    Parameters
    ----------
    mean, variance : array_like, shape (..., g)
        Means of groups and the variances of these means.
    confidence
        Of the interval.

    Examples
    --------
    >>> found = between_groups([1.0, 2.0, 3.0], [0.25, 0.25, 0.25])  # of means alike in size: 1 − 0.25
    >>> round(float(found.tau2), 9), float(found.groups)
    (0.75, 3.0)
    """
    rows = KnownVariances.of(mean, variance)
    tau2 = np.nan_to_num(between_variance(rows.y, np.where(rows.used, rows.v, np.nan)).tau_squared)
    w, total = rows.weights(tau2)
    w2, w3 = (w**2).sum(axis=-1), (w**3).sum(axis=-1)
    information = 0.5 * (w2 - 2.0 * w3 / total + (w2 / total) ** 2)
    df = rows.groups - 1.0
    low, high = rows.interval(confidence)
    gain = np.maximum(2.0 * (rows.restricted(tau2) - rows.restricted(np.zeros_like(tau2))), 0.0)
    gain = np.where(tau2 > 0, gain, 0.0)
    plain, whole = rows.weights(np.zeros_like(tau2))
    typical = ratio(df * whole, whole**2 - (plain**2).sum(axis=-1))
    p_value = np.where(gain > 0, 0.5 * chi_square_tail(1.0, gain), 1.0)
    figures = (
        tau2, ratio(1.0, np.sqrt(information)), low, high, gain, p_value, tau2 / (tau2 + typical),
    )  # fmt: skip
    return BetweenGroups(*(*(rows.told(each) for each in figures), rows.counted))


@statistic(
    "other_between_groups",
    name="variance between groups by other rules",
    symbol="τ²",
    source="Paule & Mandel (1982), J. Res. Natl. Bur. Stand. 87, 377–385; Hedges (1983), Psychol. Bull. 93, 388–395",
)
def other_between_groups(mean: ArrayLike, variance: ArrayLike) -> OtherBetween:
    """
    Estimate τ² by three other rules; the league rests on none of them.

    Paule and Mandel: Σ w (y − μ)² = k − 1 with w = 1/(τ² + v). Maximum likelihood: highest Σ log w − Σ w (y − μ)².
    Hedges: variance of the means less the mean of the v. None is below zero.

    Examples
    --------
    >>> found = other_between_groups([1.0, 2.0, 3.0], [0.25, 0.25, 0.25])
    >>> found.paule_mandel.round(9).tolist(), found.hedges.tolist(), found.maximum_likelihood.round(9).tolist()
    (0.75, 0.75, 0.416666667)
    """
    rows = KnownVariances.of(mean, variance)
    nothing, df = np.zeros(len(rows.y)), rows.groups - 1.0

    def excess(x: Floats) -> Floats:
        return rows.spread(x) - df

    paule = falls_to_nought(excess, nothing, first_beyond(excess, rows.reach))
    spread = ratio((rows.used * (rows.y - rows.plain[:, None]) ** 2).sum(axis=-1), df)
    hedges = spread - ratio((rows.used * rows.v).sum(axis=-1), rows.groups)
    likely = highest(rows.full, rows.full_slope, rows.least, rows.reach)
    return OtherBetween(*(rows.told(each) for each in (paule, likely, np.maximum(hedges, 0.0))))


@statistic(
    "mean_of_groups",
    name="mean of groups that differ",
    symbol="μ",
    source="DerSimonian & Laird (1986), Control. Clin. Trials 7, 177–188; "
    "scaled: Knapp & Hartung (2003), Stat. Med. 22, 2693–2710",
)
def mean_of_groups(mean: ArrayLike, variance: ArrayLike, tau2: ArrayLike, *, confidence: float = 0.95) -> MeanOfGroups:
    """
    Average groups that differ by τ²: μ = Σ w y/Σw with w = 1/(τ² + v), and variance 1/Σw.

    Scaled, the variance is Σ w (y − μ)²/((k − 1) Σw), with t of k − 1 degrees: it asks the spread of the means
    themselves, and is the one to show where groups are few. The true mean of a further group lies within
    μ ± z √(τ² + 1/Σw).

    Parameters
    ----------
    mean, variance : array_like, shape (..., g)
        Means of groups and the variances of these means.
    tau2 : array_like, shape (...)
        Of `between_groups`.

    Examples
    --------
    >>> found = mean_of_groups([1.0, 2.0, 3.0], [0.25, 0.25, 0.25], 0.75)
    >>> float(found.mu), round(float(found.se), 6), round(float(found.se_scaled), 6)
    (2.0, 0.57735, 0.57735)
    """
    rows = KnownVariances.of(mean, variance)
    x = np.nan_to_num(np.broadcast_to(np.asarray(tau2, dtype=np.float64), rows.shape).reshape(-1))
    _, total = rows.weights(x)
    mu, se, df, z = rows.centre(x), np.sqrt(ratio(1.0, total)), rows.groups - 1.0, normal_quantile(confidence)
    scaled = np.sqrt(ratio(rows.spread(x), df * total))
    t = t_quantile(df, confidence)
    ahead, ahead_scaled = z * np.sqrt(x + se**2), t * np.sqrt(x + scaled**2)
    figures = (
        mu, se, mu - z * se, mu + z * se, scaled, mu - t * scaled, mu + t * scaled,
        mu - ahead, mu + ahead, mu - ahead_scaled, mu + ahead_scaled,
    )  # fmt: skip
    return MeanOfGroups(*(rows.told(each) for each in figures))
