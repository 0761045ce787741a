"""Does a model measure the same in every group, or on both occasions? A sequence of models, each within the former.

Factors have the same items (configural); then the same loadings (metric), the same intercepts (scalar), and the same
error variances (strict). Each step is tested by the rise of chi-square, and shown by the fall of CFI.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from servgap._stats.factor_models.confirmatory import model_of
from servgap._stats.factor_models.estimates import estimates
from servgap._stats.factor_models.estimation import Fit, fit_moments
from servgap._stats.factor_models.fit_indices import RMSEA_CONFIDENCE, fit_indices
from servgap._stats.factor_models.noncentral_chi_square import noncentrality_limit
from servgap._stats.factor_models.samples import given
from servgap._stats.factor_models.specification import Flags
from servgap._stats.factor_models.standard_errors import parameter_covariance
from servgap._stats.factor_models.structures import LEVELS, across_groups, across_occasions
from servgap._stats.one_thread import in_one_thread
from servgap._stats.ratio import Floats, ratio
from servgap._stats.registry import statistic
from servgap._stats.tails import chi_square_tail

REPORTED = (
    "n_parameters", "chi_square", "df", "p_value", "cfi", "tli", "rmsea", "rmsea_low", "rmsea_high", "srmr", "aic",
    "bic",
)  # fmt: skip


@dataclass(frozen=True)
class Invariance:
    """
    Fit of the configural, metric, scalar and (for groups) strict model, one entry each.

    Attributes
    ----------
    n_parameters ... bic
        As in `FitIndices`.
    chi_square_difference, df_difference, p_difference
        Likelihood-ratio test of each model against the one before; NaN for the first.
    cfi_difference, rmsea_difference, srmr_difference
        Change of the index from the model before.
    cfi_fall_high
        By how much CFI may really fall: the upper end of the 90 % interval of the step's own noncentrality, over that
        of the baseline model as estimated. Not refusing a step is no evidence for it; a small end is (Yuan & Chan 2016,
        Psychological Methods 21, 405–426, on tests of equivalence).
    converged, proper
        Whether there are estimates, and whether they could be variances and correlations.
    """

    n_parameters: Floats
    chi_square: Floats
    df: Floats
    p_value: Floats
    cfi: Floats
    tli: Floats
    rmsea: Floats
    rmsea_low: Floats
    rmsea_high: Floats
    srmr: Floats
    aic: Floats
    bic: Floats
    chi_square_difference: Floats
    df_difference: Floats
    p_difference: Floats
    cfi_difference: Floats
    rmsea_difference: Floats
    srmr_difference: Floats
    cfi_fall_high: Floats
    converged: Flags
    proper: Flags


@dataclass(frozen=True)
class OccasionInvariance(Invariance):
    """
    `Invariance` of two occasions, configural, metric and scalar, and what the scalar model says of the factor.

    Attributes
    ----------
    latent_difference, latent_difference_se, latent_difference_z, p_latent_difference
        Mean of the second occasion's factor less that of the first, in standard deviations of the first, and its test.
    latent_sd
        Standard deviation of the second occasion's factor, in that of the first.
    latent_correlation
        Correlation of the two.
    """

    latent_difference: float
    latent_difference_se: float
    latent_difference_z: float
    p_latent_difference: float
    latent_sd: float
    latent_correlation: float


@statistic(
    "measurement_invariance",
    name="measurement invariance across groups",
    symbol="Δχ², ΔCFI",
    source="Jöreskog (1971), Psychometrika 36, 409–426; change of CFI: Cheung & Rensvold (2002), Structural Equation "
    "Modeling 9, 233–255; change of RMSEA: Chen (2007), Structural Equation Modeling 14, 464–504",
)
@in_one_thread
def measurement_invariance(
    covariance: ArrayLike, mean: ArrayLike, n: ArrayLike, factor_of_item: ArrayLike
) -> Invariance:
    """
    Fit the configural, metric, scalar and strict model of correlated factors to several groups.

    Parameters
    ----------
    covariance : array_like, shape (g, p, p)
        Of each group's complete answers, divisor n − 1.
    mean : array_like, shape (g, p)
        Means of the same answers.
    n : array_like, shape (g,)
        Respondents of each group.
    factor_of_item : array_like, shape (p,)
        The factor of each item, counted from 0.

    Returns
    -------
    Invariance
        Four entries a field; NaN for a model without estimates, and for the steps to and from it.

    Examples
    --------
    >>> same = np.eye(4) + 1
    >>> found = measurement_invariance([same, same], np.zeros((2, 4)), [100, 100], [0, 0, 0, 0])
    >>> found.df, found.df_difference
    (array([ 4.,  7., 10., 14.]), array([nan,  3.,  3.,  4.]))
    """
    every = zip(np.asarray(covariance), np.asarray(n, dtype=float), np.asarray(mean), strict=True)
    groups = [given(*each) for each in every]
    base = model_of(factor_of_item)
    return Invariance(**_sequence([fit_moments(across_groups(base, len(groups), level), groups) for level in LEVELS]))


@statistic(
    "occasion_invariance",
    name="measurement invariance between two occasions",
    symbol="Δχ², ΔCFI",
    source="Meredith (1993), Psychometrika 58, 525–543; Widaman, Ferrer & Conger (2010), Child Development "
    "Perspectives 4, 10–18",
)
@in_one_thread
def occasion_invariance(covariance: ArrayLike, mean: ArrayLike, n: float) -> OccasionInvariance:
    """
    Fit the configural, metric and scalar model of the same k items answered twice by the same respondents.

    Each occasion has a factor, and the two errors of an item correlate. Where the scalar model holds, the difference
    of the factors' means is what all item differences share; where it fails, items differ from it in their own ways.

    Parameters
    ----------
    covariance : array_like, shape (2k, 2k)
        Of complete answers, divisor n − 1: the items of the first occasion, then in the same order of the second.
    mean : array_like, shape (2k,)
        Means of the same answers.
    n : float
        Respondents.

    Returns
    -------
    OccasionInvariance
        Three entries a field; NaN for a model without estimates, and for the steps to and from it.

    Examples
    --------
    >>> covariance = np.kron([[1, 0.5], [0.5, 1]], np.ones((3, 3))) + np.eye(6)
    >>> found = occasion_invariance(covariance, [5, 5, 5, 4, 4, 4], 300)
    >>> round(found.latent_difference, 3), found.latent_correlation.round(3)
    (-1.002, np.float64(0.5))
    """
    group = given(covariance, n, mean)
    fits = [fit_moments(across_occasions(len(group.mean) // 2, level), [group]) for level in LEVELS[:3]]
    return OccasionInvariance(**_sequence(fits), **_latent(fits[-1]))


def _sequence(fits: Sequence[Fit]) -> dict[str, Any]:
    """Return the fit of models that lie within each other, and the steps between them."""
    found = [asdict(fit_indices(each)) for each in fits]
    values = {name: np.array([each[name] for each in found]) for name in REPORTED}
    known = np.isfinite(values["chi_square"])
    values["df"] = np.where(known, values["df"], np.nan)
    steps = {name: np.append(np.nan, np.diff(values[name])) for name in ("chi_square", "df", "cfi", "rmsea", "srmr")}
    chi_square = np.maximum(steps["chi_square"], 0.0)
    return {
        **values,
        "chi_square_difference": chi_square,
        "df_difference": steps["df"],
        "p_difference": chi_square_tail(steps["df"], chi_square),
        "cfi_difference": steps["cfi"],
        "rmsea_difference": steps["rmsea"],
        "srmr_difference": steps["srmr"],
        "cfi_fall_high": _largest_falls(found, chi_square, steps["df"]),
        "converged": np.array([each.found for each in fits]),
        "proper": np.array([each.proper for each in fits]),
    }


def _largest_falls(found: Sequence[dict[str, float]], rise: Floats, df: Floats) -> Floats:
    """Return how far CFI may really fall at each step; NaN where there is no step."""
    below = (1 - RMSEA_CONFIDENCE) / 2
    ends = [noncentrality_limit(float(each), float(free), below) for each, free in zip(rise, df, strict=True)]
    return ratio(ends, [each["baseline_chi_square"] - each["baseline_df"] for each in found])


def _latent(scalar: Fit) -> dict[str, Any]:
    """Return mean, standard deviation and correlation of the second occasion's factor."""
    theta = scalar.point.theta if scalar.found else np.full(scalar.model.size, np.nan)
    found = estimates(scalar.model, theta, parameter_covariance(scalar))[0]
    difference, se, variance = found.means[1], found.means_se[1], found.factors[1, 1]
    known = scalar.found and se > 0
    z = difference / se if known else np.nan
    return {
        "latent_difference": float(difference),
        "latent_difference_se": float(se),
        "latent_difference_z": float(z),
        "p_latent_difference": float(2 * ndtr(-abs(z))),
        "latent_sd": float(np.sqrt(variance)) if variance > 0 else np.nan,
        "latent_correlation": found.factor_correlation[1, 0],
    }
