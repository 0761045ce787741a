"""Standard errors and intervals of coefficient alpha: for normal items, and whatever their distribution is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from servgap._stats.ratio import NEGLIGIBLE, Floats, item_variances, ratio
from servgap._stats.registry import statistic
from servgap._stats.reliability.free_intervals import FreeInterval, interval_of, with_wald
from servgap._stats.reliability.quadratic_forms import FormsOfRows, QuadraticForms


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
    name="standard error of alpha, normal items",
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
    se = length * np.sqrt(2 * np.maximum(spread, 0.0) / (respondents * total**3))
    reach = ndtri((1 + confidence) / 2) * se
    return AlphaError(alpha=alpha, se=se, ci_low=alpha - reach, ci_high=np.minimum(alpha + reach, 1.0))


@statistic(
    "alpha_distribution_free",
    name="interval of alpha, any distribution",
    symbol="α",
    source="standard error: Maydeu-Olivares, Coffman & Hartmann (2007), Psychol. Methods 12, 157–176; "
    "on the logarithmic scale, with a t quantile: servgap's own",
)
def alpha_distribution_free(answers: ArrayLike, confidence: float = 0.95) -> FreeInterval:
    r"""
    Find the standard error of alpha from the fourth moments of the answers, and two intervals by it.

    .. math:: se^2 = \frac{1}{n (n-1)} \sum_i (d_i - \bar d)^2, \qquad
        d_i = \frac{k}{k-1} \Bigl(\frac{\mathrm{tr}\,S}{V^2}\, t_i^2 - \frac{1}{V} \sum_j x_{ij}^2\Bigr)

    with x the answers less their means and t their sum: d is what a respondent's products weigh in alpha. The published
    interval is α ± z·se; that of `free_interval` holds in smaller samples of more skewed answers.

    Parameters
    ----------
    answers : array_like, shape (..., n, k)
        Answers of respondents who answered all items.
    confidence : float
        Coverage of the intervals.

    Returns
    -------
    FreeInterval
        NaN where k < 2, an answer is missing or the sum does not vary; no interval with n < 5, or where alpha is 1.

    Notes
    -----
    Maydeu-Olivares, A., Coffman, D. L., & Hartmann, W. M. (2007). Asymptotically distribution-free (ADF) interval
    estimation of coefficient alpha. Psychological Methods, 12.

    Examples
    --------
    >>> found = alpha_distribution_free([[1, 2], [2, 2], [4, 5], [5, 3], [3, 3]])
    >>> print(f"{found.value:.3f} {found.se:.3f}")
    0.769 0.122
    """
    return alpha_interval(FormsOfRows(np.asarray(answers, dtype=np.float64)), confidence)


def alpha_interval(forms: QuadraticForms, confidence: float = 0.95) -> FreeInterval:
    """Set the intervals of alpha from quadratic forms of the answers; see `alpha_distribution_free`."""
    matrix = forms.covariance
    k = matrix.shape[-1]
    length = k / (k - 1) if k > 1 else np.nan
    own, total = item_variances(matrix).sum(-1), matrix.sum((-2, -1))
    total = np.where(total > NEGLIGIBLE * own, total, np.nan)
    common, each = (own / total**2)[..., None, None], (1 / total)[..., None, None]
    form = length * (common - each * np.eye(k))
    # Published with covariances of divisor n - 1, which makes the weights smaller by (n - 1)/n.
    found = interval_of(length * (1 - own / total), form, forms, confidence)
    shrunk = ratio(forms.n - 1, forms.n)
    return with_wald(found.value, shrunk * found.se, (found.ci_low, found.ci_high), found.df, confidence)
