"""How sure the reliability of a difference is, whatever the distribution of the answers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.ratio import NEGLIGIBLE, Floats, ratio
from servgap._stats.registry import statistic
from servgap._stats.reliability.free_intervals import FreeInterval, free_interval, normal_form


@dataclass(frozen=True, eq=False)
class DifferenceMoments:
    """
    Answers to k items asked twice, as far as the reliability of their difference needs them.

    With e and p a respondent's sums over the items of the first and the second part, w = 2ep − k Σ_j (e_j² + p_j²) and
    t = (p − e)²; answers counted from anywhere.

    Parameters
    ----------
    n
        Respondents (...).
    mean
        Means of the items, first part first (..., 2k).
    covariance
        Their covariance matrices (..., 2k, 2k), divisor n.
    crossed
        Sums of w and of t times 1, w, t and each item (..., 2, 3 + 2k).
    """

    n: Floats
    mean: Floats
    covariance: Floats
    crossed: Floats


@statistic(
    "difference_distribution_free",
    name="interval of the reliability of the difference score, any distribution",
    symbol="ρ_G",
    source="servgap's own, by the delta method from fourth moments, as for alpha",
)
def difference_distribution_free(first: ArrayLike, second: ArrayLike, confidence: float = 0.95) -> FreeInterval:
    r"""
    Find the standard error of the reliability of a difference from the fourth moments of both parts together.

    With alpha for the reliability of each part, V_G the variance of the difference of the sums, C the covariance of the
    sums, and D the sum of the variances of all 2k items,

    .. math:: \rho_G = \frac{k}{k-1} + \frac{2C - kD}{(k-1)\,V_G}

    so that a respondent weighs in it (w − (2C − kD) t / V_G) / ((k − 1) V_G), w and t as in `DifferenceMoments` with
    answers taken from their means. `free_interval` says what the interval is made of.

    Parameters
    ----------
    first, second : array_like, shape (..., n, k)
        Answers of respondents who answered all items in both parts.
    confidence : float
        Coverage of the intervals.

    Returns
    -------
    FreeInterval
        NaN where k < 2, an answer is missing or the difference does not vary; no interval with n < 5.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> first, second = rng.standard_normal((2, 500, 1)) + rng.standard_normal((2, 500, 4))
    >>> found = difference_distribution_free(first, second)
    >>> print(f"{found.value:.2f} [{found.ci_low:.2f}, {found.ci_high:.2f}]")
    0.78 [0.75, 0.81]
    """
    return difference_interval(_moments(np.asarray(first, np.float64), np.asarray(second, np.float64)), confidence)


def difference_interval(moments: DifferenceMoments, confidence: float = 0.95) -> FreeInterval:
    """Set the intervals of the reliability of a difference; see `difference_distribution_free`."""
    n, k = moments.n, moments.mean.shape[-1] // 2
    share, gap = _parts(moments.covariance, k)
    length = k / (k - 1) if k > 1 else np.nan
    value = length + ratio(share, gap) * (length / k)
    scale = ratio(length / k, gap)
    variance = _variance(moments, ratio(share, gap)) * scale**2
    normal = normal_form(scale[..., None, None] * _form(ratio(share, gap), k), moments.covariance)
    return free_interval(value, variance, normal, n, confidence)


def _parts(covariance: Floats, k: int) -> tuple[Floats, Floats]:
    """Return 2C − kD and V_G; V_G is none where it is rounding beside what it is the difference of."""
    own = np.trace(covariance, axis1=-2, axis2=-1)
    shared = 2 * covariance[..., :k, k:].sum(axis=(-2, -1))
    both = covariance[..., :k, :k].sum(axis=(-2, -1)) + covariance[..., k:, k:].sum(axis=(-2, -1))
    return shared - k * own, np.where(both - shared > NEGLIGIBLE * both, both - shared, 0.0)


def _form(balance: Floats, k: int) -> Floats:
    """Return the quadratic form w − `balance` · t of the answers of both parts (..., 2k, 2k)."""
    one, nothing = np.ones((k, k)), np.zeros((k, k))
    w = np.block([[nothing, one], [one, nothing]]) - k * np.eye(2 * k)
    t = np.block([[one, -one], [-one, one]])
    form: Floats = w - balance[..., None, None] * t
    return form


def _variance(moments: DifferenceMoments, balance: Floats) -> Floats:
    """Return the variance of w − `balance` · t over respondents, answers taken from their means."""
    k, crossed = moments.mean.shape[-1] // 2, ratio(moments.crossed, moments.n[..., None, None])
    # Taken from the means, a form x'Gx becomes x'Gx − 2(Gm)'x + m'Gm, of which the last does not vary.
    linear = -2 * (_form(balance, k) @ moments.mean[..., None])[..., 0]
    weights = np.stack([np.ones_like(balance), -balance], axis=-1)
    means = (weights * crossed[..., 0]).sum(axis=-1)
    of_forms = (weights[..., None] * crossed[..., 1:3] * weights[..., None, :]).sum(axis=(-2, -1)) - means**2
    with_items = (weights[..., None] * crossed[..., 3:]).sum(axis=-2) - means[..., None] * moments.mean
    of_items = ((moments.covariance @ linear[..., None])[..., 0] * linear).sum(axis=-1)
    return np.asarray(of_forms + 2 * (with_items * linear).sum(axis=-1) + of_items)


def _moments(first: Floats, second: Floats) -> DifferenceMoments:
    """Sum over the answers themselves, taken from their means."""
    k, n = first.shape[-1], first.shape[-2]
    rows = np.concatenate([first, second], axis=-1)
    mean = ratio(rows.sum(axis=-2), n)
    rows = rows - mean[..., None, :]
    e, p = rows[..., :k].sum(axis=-1), rows[..., k:].sum(axis=-1)
    forms = np.stack([2 * e * p - k * (rows**2).sum(axis=-1), (p - e) ** 2], axis=-2)
    crossed = forms @ np.concatenate([np.ones((*e.shape, 1)), forms.swapaxes(-2, -1), rows], axis=-1)
    respondents = np.full(first.shape[:-2], float(n))
    return DifferenceMoments(respondents, np.zeros_like(mean), ratio(rows.swapaxes(-2, -1) @ rows, n), crossed)
