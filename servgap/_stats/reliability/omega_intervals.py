"""Intervals of omega total, whatever the distribution of the answers."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.ratio import ratio
from servgap._stats.registry import statistic
from servgap._stats.reliability.free_intervals import FreeInterval, interval_of, with_wald
from servgap._stats.reliability.omega import Omega, omega_total
from servgap._stats.reliability.omega_errors import covariance_form
from servgap._stats.reliability.quadratic_forms import FormsOfRows, QuadraticForms


@statistic(
    "omega_distribution_free",
    name="interval of McDonald's omega total, any distribution",
    symbol="ω",
    source="standard error: Yuan & Bentler (2000), Sociol. Methodol. 30, 165–200; "
    "on the logarithmic scale, with a t quantile: servgap's own",
)
def omega_distribution_free(answers: ArrayLike, confidence: float = 0.95) -> FreeInterval:
    """
    Find the standard error of omega from the fourth moments of the answers, and two intervals by it.

    The standard error is the delta method's on the sandwich estimator of maximum likelihood with the observed
    information, known as MLR: each respondent's products pull at the loadings and uniquenesses, and through them at
    omega, and how much that differs between respondents is what the error is made of. The usual interval is ω ± z·se;
    that of `free_interval` holds in smaller samples of more skewed answers.

    Parameters
    ----------
    answers : array_like, shape (..., n, k)
        Answers of respondents who answered all items.
    confidence : float
        Coverage of the intervals.

    Returns
    -------
    FreeInterval
        NaN where `omega_total` is NaN or its solution improper; no interval with n < 5.

    Notes
    -----
    Yuan, K.-H., & Bentler, P. M. (2000). Three likelihood-based methods for mean and covariance structure analysis with
    nonnormal missing data. Sociological Methodology, 30.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> rows = rng.standard_normal((500, 1)) + rng.standard_normal((500, 4))
    >>> found = omega_distribution_free(rows)
    >>> print(f"{found.value:.2f} [{found.ci_low:.2f}, {found.ci_high:.2f}]")
    0.81 [0.78, 0.84]
    """
    forms = FormsOfRows(np.asarray(answers, dtype=np.float64))
    n = forms.n
    return omega_interval(forms, omega_total(forms.covariance * ratio(n, n - 1)[..., None, None], n), confidence)


def omega_interval(forms: QuadraticForms, fit: Omega, confidence: float = 0.95) -> FreeInterval:
    """Set the intervals of a fitted omega from quadratic forms of the answers; see `omega_distribution_free`."""
    proper = fit.converged & ~fit.heywood
    matrices, k = forms.covariance, fit.loadings.shape[-1]
    rows = np.flatnonzero(proper.reshape(-1))
    form = np.full((proper.size, k, k), np.nan)
    if len(rows):
        loadings, uniquenesses = (each.reshape(-1, k)[rows] for each in (fit.loadings, fit.uniquenesses))
        form[rows] = covariance_form(matrices.reshape(-1, k, k)[rows], loadings, uniquenesses)
    value = np.where(proper, fit.omega, np.nan)
    found = interval_of(value, form.reshape(matrices.shape), forms, confidence)
    # Published with divisor n throughout.
    shrunk = np.sqrt(ratio(forms.n - 1, forms.n))
    return with_wald(value, shrunk * found.se, (found.ci_low, found.ci_high), found.df, confidence)
