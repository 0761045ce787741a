"""Whether items share enough for factors: sampling adequacy, sphericity and squared multiple correlations."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.ratio import Floats, correlations, item_variances, ratio
from servgap._stats.registry import statistic
from servgap._stats.reliability.one_factor import SINGULAR
from servgap._stats.tails import chi_square_tail


@dataclass(frozen=True)
class Adequacy:
    """
    How far the correlations of items are such as common factors make.

    Attributes
    ----------
    kmo, msa
        Kaiser's measure of sampling adequacy of the whole matrix, and of each item (..., k).
    chi_square, df, p_value
        Bartlett's test that the items are uncorrelated.
    log_determinant
        Natural logarithm of the determinant of the correlation matrix; minus infinity where it is singular.
    eigenvalues
        Eigenvalues of the correlation matrix (..., k), descending.
    smc
        Squared multiple correlation of each item with the others (..., k).
    """

    kmo: Floats
    msa: Floats
    chi_square: Floats
    df: Floats
    p_value: Floats
    log_determinant: Floats
    eigenvalues: Floats
    smc: Floats


@statistic(
    "sampling_adequacy",
    name="sampling adequacy and sphericity",
    symbol="KMO",
    source="Kaiser (1974), Psychometrika 39, 31–36; Bartlett (1950), Br. J. Psychol. Stat. Sect. 3, 77–85",
)
def sampling_adequacy(covariance: ArrayLike, n: ArrayLike) -> Adequacy:
    r"""
    Compare correlations with partial correlations, and test whether there are any correlations at all.

    .. math:: \mathrm{KMO} = \frac{\sum_{i \ne j} r_{ij}^2}{\sum_{i \ne j} r_{ij}^2 + \sum_{i \ne j} q_{ij}^2}, \qquad
        \chi^2 = -\Bigl(n - 1 - \frac{2k + 5}{6}\Bigr) \ln |R|, \quad df = \frac{k (k - 1)}{2}

    with q the correlation of two items given all the others. The measure of one item takes its row alone. Bartlett's
    test rejects in any sample worth the name; it is reported, not a gate.

    Parameters
    ----------
    covariance : array_like, shape (..., k, k)
        Covariance or correlation matrices of the items.
    n : array_like, shape (...)
        Respondents behind each matrix.

    Returns
    -------
    Adequacy
        All NaN where an item does not vary. Where the matrix is singular (duplicated items, n <= k) only the
        eigenvalues and the logarithm of the determinant, minus infinity, are there. A measure is NaN where nothing
        correlates at all.

    Notes
    -----
    Kaiser, H. F. (1974). An index of factorial simplicity. Psychometrika, 39.
    Bartlett, M. S. (1950). Tests of significance in factor analysis. British Journal of Psychology, Statistical
    Section, 3.

    Examples
    --------
    >>> found = sampling_adequacy([[1, 0.5, 0.5], [0.5, 1, 0.5], [0.5, 0.5, 1]], 100)
    >>> print(f"{found.kmo:.4f} {found.chi_square:.2f} {found.df:.0f}")
    0.6923 67.35 3
    """
    matrix = correlations(np.asarray(covariance, dtype=np.float64))
    k = matrix.shape[-1]
    shape = np.broadcast_shapes(matrix.shape[:-2], np.shape(n))
    matrix = np.broadcast_to(matrix, (*shape, k, k))
    respondents = np.broadcast_to(np.asarray(n, dtype=np.float64), shape)
    eigenvalues, inverse, logarithm = _decomposed(matrix)
    between = ~np.eye(k, dtype=bool)
    precision = item_variances(inverse)
    partial = np.where(between, inverse**2 / (precision[..., :, None] * precision[..., None, :]), 0.0).sum(-1)
    shared = np.where(between, matrix**2, 0.0).sum(-1)
    df = np.where(np.isfinite(logarithm), k * (k - 1) / 2, np.nan)
    weight = respondents - 1 - (2 * k + 5) / 6
    chi_square = np.where(np.isfinite(logarithm) & (weight > 0), np.maximum(-weight * logarithm, 0.0), np.nan)
    return Adequacy(
        kmo=ratio(shared.sum(-1), (shared + partial).sum(-1)),
        msa=ratio(shared, shared + partial),
        chi_square=chi_square,
        df=df,
        p_value=chi_square_tail(np.where(df > 0, df, np.nan), chi_square),
        log_determinant=logarithm,
        eigenvalues=eigenvalues,
        smc=1 - 1 / precision,
    )


def _decomposed(matrix: Floats) -> tuple[Floats, Floats, Floats]:
    """Return eigenvalues (descending), inverse and log determinant; NaN, and -inf, where the matrix has none."""
    complete = np.asarray(np.isfinite(matrix).all((-2, -1)))
    identity = np.eye(matrix.shape[-1])
    eigenvalues = np.linalg.eigvalsh(np.where(complete[..., None, None], matrix, identity))[..., ::-1]
    regular = complete & (eigenvalues[..., -1] > SINGULAR)
    invertible = np.where(regular[..., None, None], matrix, identity)
    inverse = np.where(regular[..., None, None], np.linalg.inv(invertible), np.nan)
    logarithm = np.where(regular, np.linalg.slogdet(invertible).logabsdet, np.where(complete, -np.inf, np.nan))
    return np.where(complete[..., None], eigenvalues, np.nan), inverse, logarithm
