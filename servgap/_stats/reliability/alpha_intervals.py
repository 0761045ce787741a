"""Standard errors of coefficient alpha: for normal items, and whatever their distribution is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from servgap._stats.ratio import NEGLIGIBLE, Floats, item_variances
from servgap._stats.registry import statistic


@dataclass(frozen=True)
class AlphaError:
    """
    Sampling error of coefficient alpha.

    Attributes
    ----------
    alpha
        Coefficient alpha.
    se, ci_low, ci_high
        Its large-sample standard error, and alpha ± z·se cut at 1.
    """

    alpha: Floats
    se: Floats
    ci_low: Floats
    ci_high: Floats


@statistic(
    "alpha_normal_error",
    name="Standard error of alpha, normal items",
    symbol="α",
    source="van Zyl, Neudecker & Nel (2000), Psychometrika 65, 271–280; "
    "Duhachek & Iacobucci (2004), J. Appl. Psychol. 89, 792–808",
)
def alpha_normal_error(covariance: ArrayLike, n: ArrayLike, confidence: float = 0.95) -> AlphaError:
    r"""
    Find the standard error of alpha for normal items that need not be parallel.

    .. math:: se^2 = \frac{2 k^2}{n (k-1)^2 V^3} \Bigl[V \bigl(\mathrm{tr}\,S^2 + (\mathrm{tr}\,S)^2\bigr)
        - 2\, \mathrm{tr}\,S \; 1' S^2 1 \Bigr]

    with V the variance of the sum. The Feldt interval supposes parallel items, and is exact under them.

    Parameters
    ----------
    covariance : array_like, shape (..., k, k)
        Covariance matrices of the items, divisor n - 1.
    n : array_like, shape (...)
        Respondents behind each matrix.
    confidence : float
        Coverage of the interval.

    Returns
    -------
    AlphaError
        NaN where k < 2, n < 2 or the sum does not vary.

    Notes
    -----
    van Zyl, J. M., Neudecker, H., & Nel, D. G. (2000). On the distribution of the maximum likelihood estimator of
    Cronbach's alpha. Psychometrika, 65. Duhachek, A., & Iacobucci, D. (2004). Alpha's standard error (ASE). Journal
    of Applied Psychology, 89.

    Examples
    --------
    >>> found = alpha_normal_error([[2, 1, 1, 1], [1, 2, 1, 1], [1, 1, 2, 1], [1, 1, 1, 2]], 300)
    >>> print(f"{found.alpha:.3f} {found.se:.4f}")
    0.800 0.0189
    """
    matrix = np.asarray(covariance, dtype=np.float64)
    k = matrix.shape[-1]
    respondents = np.asarray(n, dtype=np.float64)
    own = item_variances(matrix).sum(-1)
    total = matrix.sum((-2, -1))
    total = np.where((total > NEGLIGIBLE * own) & (respondents >= 2) & (k > 1), total, np.nan)
    squares, with_sum = (matrix**2).sum((-2, -1)), (matrix.sum(-1) ** 2).sum(-1)
    spread = total * (squares + own**2) - 2 * own * with_sum
    length = k / (k - 1) if k > 1 else np.nan
    alpha = length * (1 - own / total)
    # Rounding can leave a little under nothing where the items are one and the same.
    return _outcome(alpha, length * np.sqrt(2 * np.maximum(spread, 0.0) / (respondents * total**3)), confidence)


@statistic(
    "alpha_distribution_free",
    name="Standard error of alpha, any distribution",
    symbol="α",
    source="Maydeu-Olivares, Coffman & Hartmann (2007), Psychol. Methods 12, 157–176",
)
def alpha_distribution_free(answers: ArrayLike, confidence: float = 0.95) -> AlphaError:
    r"""
    Find the standard error of alpha from the fourth moments of the answers, without supposing normal items.

    .. math:: se^2 = \frac{1}{n (n-1)} \sum_i (d_i - \bar d)^2, \qquad
        d_i = \frac{k}{k-1} \Bigl(\frac{\mathrm{tr}\,S}{V^2}\, t_i^2 - \frac{1}{V} \sum_j x_{ij}^2\Bigr)

    with x the answers less their means and t their sum: d is what a respondent's products weigh in alpha. This is
    right for skewed answers on few steps, in samples of some hundred.

    Parameters
    ----------
    answers : array_like, shape (..., n, k)
        Answers of respondents who answered all items.
    confidence : float
        Coverage of the interval.

    Returns
    -------
    AlphaError
        NaN where k < 2, n < 2, an answer is missing or the sum does not vary.

    Notes
    -----
    Maydeu-Olivares, A., Coffman, D. L., & Hartmann, W. M. (2007). Asymptotically distribution-free (ADF) interval
    estimation of coefficient alpha. Psychological Methods, 12.

    Examples
    --------
    >>> found = alpha_distribution_free([[1, 2], [2, 2], [4, 5], [5, 3], [3, 3]])
    >>> print(f"{found.alpha:.3f} {found.se:.3f}")
    0.769 0.122
    """
    rows = np.asarray(answers, dtype=np.float64)
    n, k = rows.shape[-2:]
    if n < 2 or k < 2:
        nothing = np.full(rows.shape[:-2], np.nan)
        return AlphaError(nothing, nothing, nothing, nothing)
    centred = rows - rows.mean(-2, keepdims=True)
    products, totals = (centred**2).sum(-1), centred.sum(-1) ** 2
    own, total = products.sum(-1) / (n - 1), totals.sum(-1) / (n - 1)
    total = np.where(total > NEGLIGIBLE * own, total, np.nan)
    length = k / (k - 1)
    weights = length * (own / total**2)[..., None] * totals - length * products / total[..., None]
    se = np.sqrt(((weights - weights.mean(-1, keepdims=True)) ** 2).sum(-1) / (n * (n - 1)))
    return _outcome(length * (1 - own / total), se, confidence)


def _outcome(alpha: Floats, se: Floats, confidence: float) -> AlphaError:
    """Set the interval of a normal error about alpha."""
    reach = ndtri((1 + confidence) / 2) * se
    return AlphaError(alpha=alpha, se=se, ci_low=alpha - reach, ci_high=np.minimum(alpha + reach, 1.0))
