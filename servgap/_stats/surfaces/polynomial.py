"""The quadratic regression of an outcome on expectation and perception."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.ratio import NEGLIGIBLE, Floats
from servgap._stats.registry import statistic

COEFFICIENTS = 6
FEWEST = 9
"""Respondents from which on the corrected information criterion of seven parameters exists."""
SINGULAR = 1e-8
"""Smallest singular value of the scaled design, in shares of the largest, from which on it has full rank."""
ALONE = 1 - 1e-9
"""Leverage from which on an answer is fitted whatever it is."""


@dataclass(frozen=True)
class Polynomial:
    """Coefficients of 1, x, y, x², xy, y² with three covariance matrices, and the share of variance explained.

    `covariance` is that of ordinary least squares, `covariance_hc0` White's, `covariance_hc3` MacKinnon and White's.
    """

    n: Floats
    df: Floats
    b: Floats
    covariance: Floats
    covariance_hc0: Floats
    covariance_hc3: Floats
    r2: Floats
    r2_adjusted: Floats


@statistic(
    "polynomial_regression",
    name="quadratic regression on expectation and perception",
    symbol="b",
    source="Edwards & Parry (1993), Academy of Management Journal 36, 1577–1613; "
    "HC3: MacKinnon & White (1985), Journal of Econometrics 29, 305–325",
)
def fit_polynomial(x: ArrayLike, y: ArrayLike, z: ArrayLike) -> Polynomial:
    """
    Regress z = b₀ + b₁x + b₂y + b₃x² + b₄xy + b₅y² by least squares.

    x and y must have been centred on one constant, such as the middle of their scale; each on its own mean would move
    the line on which both are equal. HC0 is (X'X)⁻¹ X' diag(eᵢ²) X (X'X)⁻¹, and HC3 has eᵢ/(1 − hᵢ) in place of eᵢ,
    with hᵢ the leverage.

    Parameters
    ----------
    x, y, z : array_like, shape (n,)
        Expectation, perception and outcome of the same respondents, all finite.

    Returns
    -------
    Polynomial
        All NaN but `n` for fewer than nine respondents, and where the six terms cannot be told apart; HC3 is NaN where
        one respondent alone settles a coefficient, and R² where the outcome does not vary.

    Examples
    --------
    >>> x, y = np.array([0, 0, 0, 1, 1, 1, 2, 2, 2.0]), np.array([0, 1, 2.0] * 3)
    >>> fit_polynomial(x, y, 1 + x - 2 * y + x * y).b.round(9) + 0.0
    array([ 1.,  1., -2.,  0.,  1.,  0.])
    """
    first, second, outcome = (np.asarray(each, dtype=np.float64) for each in (x, y, z))
    terms = quadratic_terms(first, second)
    n = len(outcome)
    if n < FEWEST or not full_rank(terms):
        return _nothing(n)
    fit = least_squares(terms, outcome)
    total = float(((outcome - outcome.mean()) ** 2).sum())
    r2 = 1 - float(fit.ssr) / total if total > NEGLIGIBLE * float((outcome**2).sum()) else np.nan
    return Polynomial(
        n=np.asarray(float(n)),
        df=np.asarray(float(n - COEFFICIENTS)),
        b=np.asarray(fit.params),
        covariance=np.asarray(fit.cov_params()),
        covariance_hc0=robust_covariance(fit, terms, "HC0"),
        covariance_hc3=robust_covariance(fit, terms, "HC3"),
        r2=np.asarray(r2),
        r2_adjusted=np.asarray(1 - (1 - r2) * (n - 1) / (n - COEFFICIENTS)),
    )


def quadratic_terms(x: Floats, y: Floats) -> Floats:
    """Give the columns 1, x, y, x², xy, y²."""
    return np.column_stack([np.ones_like(x), x, y, x * x, x * y, y * y])


def full_rank(terms: Floats) -> bool:
    """Tell whether columns can be told apart: of equal length once they are centred, none repeats the others."""
    centred = terms[:, 1:] - terms[:, 1:].mean(axis=0)
    lengths = np.sqrt((centred**2).sum(axis=0))
    if not (lengths > SINGULAR * np.sqrt((terms[:, 1:] ** 2).sum(axis=0))).all():
        return False
    sizes = np.linalg.svd(centred / lengths, compute_uv=False)
    return len(terms) >= terms.shape[1] and bool(sizes[-1] > SINGULAR * sizes[0])


def least_squares(terms: Floats, z: Floats) -> Any:
    """Fit with statsmodels, which does the regressions here."""
    from statsmodels.regression.linear_model import OLS

    return OLS(z, terms).fit()


def leverages(terms: Floats) -> Floats:
    """Give the diagonal of the hat matrix of columns of full rank."""
    return np.asarray((np.linalg.qr(terms)[0] ** 2).sum(axis=1))


def robust_covariance(fit: Any, terms: Floats, kind: str) -> Floats:
    """Give the covariance that holds whatever the variances of single answers; NaN where one answer fits itself.

    statsmodels has the same; older versions of it make a matrix of respondents × respondents on the way.
    """
    error = np.asarray(fit.resid)
    if kind == "HC3":
        leverage = leverages(terms)
        if (leverage > ALONE).any():
            return np.full((terms.shape[1], terms.shape[1]), np.nan)
        error = error / (1 - leverage)
    bread, weighted = np.asarray(fit.normalized_cov_params), terms * error[:, None]
    return np.asarray(bread @ (weighted.T @ weighted) @ bread)


def _nothing(n: int) -> Polynomial:
    square = np.full((COEFFICIENTS, COEFFICIENTS), np.nan)
    return Polynomial(
        n=np.asarray(float(n)),
        df=np.asarray(np.nan),
        b=np.full(COEFFICIENTS, np.nan),
        covariance=square,
        covariance_hc0=square.copy(),
        covariance_hc3=square.copy(),
        r2=np.asarray(np.nan),
        r2_adjusted=np.asarray(np.nan),
    )
