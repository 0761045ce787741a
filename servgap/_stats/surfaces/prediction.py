"""What predicts an outcome best in respondents who were not used to fit: perception, the difference, both, or more."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtr

from servgap._stats.intervals import t_interval
from servgap._stats.ratio import Floats, ratio
from servgap._stats.registry import statistic
from servgap._stats.surfaces.polynomial import ALONE, full_rank, least_squares, leverages, quadratic_terms
from servgap._stats.ties import ROUNDING

PREDICTORS = ("mean", "perception", "difference", "both", "surface")
"""Nothing but the mean; y; y − x; x and y; the quadratic surface."""
COMPARISONS = (
    ("difference", "perception"),
    ("difference", "both"),
    ("difference", "surface"),
    ("perception", "both"),
)
"""The first is a special case of the second in all but the first of these."""
NESTED = (False, True, True, True)


@dataclass(frozen=True)
class Prediction:
    """Root mean squared error and share of variance predicted of each set of predictors, and what sets them apart.

    `rmse` and `q2` are in the order of `PREDICTORS`, the others in that of `COMPARISONS`: by how much the second's mean
    squared error is less than the first's.
    """

    n: Floats
    rmse: Floats
    q2: Floats
    difference: Floats
    se: Floats
    ci_low: Floats
    ci_high: Floats
    p_value: Floats


@statistic(
    "left_out_prediction",
    name="prediction of respondents left out one at a time",
    symbol="Q²",
    source="Allen (1974), Technometrics 16, 125–127; Stone (1974), JRSS B 36, 111–147",
    effect="difference of mean squared errors",
)
def left_out_prediction(x: ArrayLike, y: ArrayLike, z: ArrayLike, confidence: float = 0.95) -> Prediction:
    """
    Predict each respondent's outcome from all others: the error is eᵢ/(1 − hᵢ) exactly, without fitting again.

    Q² is 1 − Σ(eᵢ/(1 − hᵢ))² over the same sum of the mean. Two sets of predictors are compared by the difference of
    squared errors of the same respondents, its mean and Student's interval over them. Where one is a special case of
    the other, both predict alike if it holds, so that single differences vanish with n and their spread understates
    what the larger one may gain: the upper end then is not given, and p is one-sided, of the larger one being better.

    Parameters
    ----------
    x, y, z : array_like, shape (n,)
        Expectation, perception and outcome.
    confidence : float
        Level of the intervals.

    Returns
    -------
    Prediction
        NaN for predictors that cannot be fitted, or where one respondent alone settles a coefficient.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> x, y, e = rng.normal(size=(3, 200))
    >>> found = left_out_prediction(x, y, y + e)
    >>> found.q2.round(2).tolist(), found.difference.round(2).tolist()
    ([0.0, 0.54, 0.27, 0.53, 0.53], [0.59, 0.59, 0.58, -0.0])
    """
    first, second, outcome = (np.asarray(each, dtype=np.float64) for each in (x, y, z))
    terms = quadratic_terms(first, second)
    columns = {
        "mean": terms[:, :1],
        "perception": terms[:, [0, 2]],
        "difference": np.column_stack([terms[:, 0], second - first]),
        "both": terms[:, :3],
        "surface": terms,
    }
    squares = {name: _squared_errors(each, outcome) for name, each in columns.items()}
    means = np.array([squares[name].mean() if len(outcome) else np.nan for name in PREDICTORS])
    n = len(outcome)
    difference, se = np.full(len(COMPARISONS), np.nan), np.full(len(COMPARISONS), np.nan)
    for place, (one, other) in enumerate(COMPARISONS):
        gain = squares[one] - squares[other]
        if n < 2 or np.isnan(gain).any():
            continue
        difference[place] = gain.mean()
        spread = gain.std(ddof=1)
        se[place] = spread / np.sqrt(n) if spread > ROUNDING * means[0] else np.nan
    limits = t_interval(difference, se, n - 1, confidence)
    nested = np.array(NESTED)
    t = difference * ratio(1.0, se)
    return Prediction(
        n=np.asarray(float(n)),
        rmse=np.sqrt(means),
        q2=1 - ratio(means, means[0], above=ROUNDING * float((outcome**2).mean()) if n else 0.0),
        difference=difference,
        se=se,
        ci_low=limits.low,
        ci_high=np.where(nested, np.nan, limits.high),
        p_value=np.where(nested, stdtr(n - 1, -t), 2 * stdtr(n - 1, -np.abs(t))),
    )


def _squared_errors(columns: Floats, z: Floats) -> Floats:
    """Give the squared error of predicting each from all others."""
    several = columns.shape[1] > 1
    if len(z) <= columns.shape[1] or (several and not full_rank(columns)):
        return np.full(len(z), np.nan)
    leverage = leverages(columns)
    if (leverage > ALONE).any():
        return np.full(len(z), np.nan)
    return np.asarray((np.asarray(least_squares(columns, z).resid) / (1 - leverage)) ** 2)
