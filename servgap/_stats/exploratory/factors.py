"""Exploratory factor analysis: how items load on factors that no one named beforehand, and how well that fits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.exploratory.extraction import LOWEST_UNIQUENESS, Extracted, Extraction, Flags, extract
from servgap._stats.exploratory.rotation import Rotated, Rotation, explained_by_factor, rotate
from servgap._stats.one_thread import in_one_thread
from servgap._stats.ratio import Floats, correlations
from servgap._stats.registry import statistic
from servgap._stats.reliability.one_factor import usable
from servgap._stats.tails import chi_square_tail

EMPTY = 1e-8
"""Sum of squared loadings below which a factor is none."""


@dataclass(frozen=True)
class Factors:
    """
    Rotated factors and their fit.

    Attributes
    ----------
    loadings
        Pattern (k, q), factors by descending share: the weight of each factor in each standardised item.
    structure
        Correlations (k, q) of the items with the factors; the loadings themselves when the factors are orthogonal.
    factor_correlations
        Phi (q, q).
    communalities, uniquenesses
        Share of each item's variance that the factors explain together, and the rest (k,).
    ss_loadings
        Share of the communalities' sum that each factor takes (q,), in item variances.
    eigenvalues
        Eigenvalues (k,) of the correlations with the communalities in the diagonal.
    objective
        ln|Σ| + tr(RΣ⁻¹) - ln|R| - k.
    chi_square, df, p_value
        Bartlett's test that these factors suffice. NaN, and a tail of NaN, where no degrees of freedom are left.
    rmsr
        Root mean square of the residual correlations.
    rmsea, tli, bic
        From the chi-square; the Tucker–Lewis index against items without any correlation.
    converged, heywood
        Whether the factors came to rest (if not, all numbers are NaN), and whether a uniqueness lies at or under the
        bound of 0.005: an item that its factors explain wholly, a sign of too many factors or of too few respondents.
    """

    loadings: Floats
    structure: Floats
    factor_correlations: Floats
    communalities: Floats
    uniquenesses: Floats
    ss_loadings: Floats
    eigenvalues: Floats
    objective: Floats
    chi_square: Floats
    df: Floats
    p_value: Floats
    rmsr: Floats
    rmsea: Floats
    tli: Floats
    bic: Floats
    converged: Flags
    heywood: Flags


@dataclass(frozen=True)
class _Fit:
    """How well loadings reproduce the correlations."""

    objective: float
    chi_square: float
    p_value: float
    rmsr: float
    rmsea: float
    tli: float
    bic: float


@statistic(
    "exploratory_factors",
    name="exploratory factor analysis",
    symbol="Λ",
    source="minres: Harman & Jones (1966), Psychometrika 31, 351–368",
)
@in_one_thread
def exploratory_factors(
    covariance: ArrayLike,
    n: float,
    n_factors: int,
    *,
    extraction: Extraction = "minres",
    rotation: Rotation = "oblimin",
) -> Factors:
    r"""
    Extract common factors from one covariance matrix and rotate them.

    .. math:: R = \Lambda \Phi \Lambda' + \Psi, \qquad
        \chi^2 = \Bigl(n - 1 - \tfrac{2k + 5}{6} - \tfrac{2q}{3}\Bigr) F, \qquad df = \tfrac{(k - q)^2 - k - q}{2}

    with F the `objective`. The communalities are the diagonal of ΛΦΛ', which row sums of squared loadings are only
    when the factors are orthogonal.

    Parameters
    ----------
    covariance : array_like, shape (k, k)
        Covariance or correlation matrix of the items; the factors are those of the correlations.
    n : float
        Respondents behind it.
    n_factors : int
        Number of factors.
    extraction : {"minres", "ml", "principal_axis"}
        Least squares of the residual correlations, maximum likelihood, or iterated principal axes.
    rotation : {"oblimin", "promax", "varimax", "none"}
        Direct oblimin (gamma 0), promax (power 4), varimax, the latter two with Kaiser's normalisation.

    Returns
    -------
    Factors
        NaN, with `converged` false, where an item does not vary, the matrix is singular (as when n <= k), so many
        factors are not identified by so few items (df < 0), or no minimum was found.

    Notes
    -----
    Harman, H. H., & Jones, W. H. (1966). Factor analysis by minimizing residuals (minres). Psychometrika, 31.
    Jöreskog, K. G. (1967). Some contributions to maximum likelihood factor analysis. Psychometrika, 32, 443–482, for
    "ml". The rotations' sources stand at `rotation`.
    Fabrigar, L. R., et al. (1999). Evaluating the use of exploratory factor analysis. Psychological Methods, 4.

    Examples
    --------
    >>> loadings = np.array([[0.8, 0], [0.7, 0], [0.6, 0], [0, 0.8], [0, 0.6], [0, 0.5]])
    >>> matrix = loadings @ [[1, 0.3], [0.3, 1]] @ loadings.T
    >>> np.fill_diagonal(matrix, 1)
    >>> found = exploratory_factors(matrix, 300, 2)
    >>> found.loadings.round(3) + 0.0
    array([[0.8, 0. ],
           [0.7, 0. ],
           [0.6, 0. ],
           [0. , 0.8],
           [0. , 0.6],
           [0. , 0.5]])
    >>> found.factor_correlations.round(3)
    array([[1. , 0.3],
           [0.3, 1. ]])
    """
    matrix = np.asarray(covariance, dtype=np.float64)
    k = len(matrix)
    df = ((k - n_factors) ** 2 - k - n_factors) / 2
    if not (1 <= n_factors < k and df >= 0 and n > k and bool(usable(matrix[None])[0])):
        return _none(k, n_factors)
    matrix = correlations(matrix)
    extracted = extract(matrix, n_factors, extraction)
    rotated = _rotated(extracted, rotation)
    if rotated is None:
        return _none(k, n_factors)
    communalities = (extracted.loadings**2).sum(1)
    fit = _fit(matrix, extracted.loadings, n, df)
    return Factors(
        loadings=rotated.loadings,
        structure=rotated.loadings @ rotated.factor_correlations,
        factor_correlations=rotated.factor_correlations,
        communalities=communalities,
        uniquenesses=1 - communalities,
        ss_loadings=explained_by_factor(rotated.loadings, rotated.factor_correlations),
        eigenvalues=extracted.eigenvalues,
        objective=np.asarray(fit.objective),
        chi_square=np.asarray(fit.chi_square),
        df=np.asarray(df),
        p_value=np.asarray(fit.p_value),
        rmsr=np.asarray(fit.rmsr),
        rmsea=np.asarray(fit.rmsea),
        tli=np.asarray(fit.tli),
        bic=np.asarray(fit.bic),
        converged=np.asarray(True),  # noqa: FBT003 - a flag of the outcome, not a switch
        heywood=np.asarray(bool((communalities > 1 - LOWEST_UNIQUENESS - 1e-9).any())),
    )


def _rotated(extracted: Extracted, rotation: Rotation) -> Rotated | None:
    """Rotate what was extracted; None where there is nothing to rotate, or a factor without a loading."""
    if not extracted.converged or (extracted.loadings**2).sum(0).min() < EMPTY:
        return None
    rotated = rotate(extracted.loadings, rotation)
    return rotated if rotated.converged else None


def _fit(matrix: Floats, loadings: Floats, n: float, df: float) -> _Fit:
    """Compare the correlations with those that unrotated loadings imply."""
    k, q = loadings.shape
    implied = loadings @ loadings.T
    residual = matrix - implied
    np.fill_diagonal(residual, 0.0)
    np.fill_diagonal(implied, 1.0)
    objective = _discrepancy(matrix, implied)
    corrected = n - 1 - (2 * k + 5) / 6
    chi_square = max(objective, 0.0) * (corrected - 2 * q / 3)
    alone = -np.linalg.slogdet(matrix).logabsdet * corrected / (k * (k - 1) / 2)
    proper = df > 0 and bool(np.isfinite(objective)) and corrected - 2 * q / 3 > 0
    return _Fit(
        objective=objective,
        chi_square=chi_square if proper or df == 0 else np.nan,
        p_value=float(chi_square_tail(df, chi_square)) if proper else np.nan,
        rmsr=float(np.sqrt((residual**2).sum() / (k * (k - 1)))),
        rmsea=float(np.sqrt(max(chi_square / (df * n) - 1 / (n - 1), 0.0))) if proper else np.nan,
        tli=(alone - chi_square / df) / (alone - 1) if proper and alone > 1 else np.nan,
        bic=chi_square - df * float(np.log(n)) if proper else np.nan,
    )


def _discrepancy(matrix: Floats, implied: Floats) -> float:
    """Return the likelihood's discrepancy; NaN where the loadings imply no correlation matrix."""
    if np.linalg.eigvalsh(implied)[0] <= 0:
        return float("nan")
    ratio = np.linalg.solve(implied, matrix)
    return float(np.trace(ratio) - np.linalg.slogdet(ratio).logabsdet - len(matrix))


def _none(k: int, q: int) -> Factors:
    """Return the outcome where there are no factors to report."""
    q = max(q, 0)
    items, factors, number = np.full(k, np.nan), np.full(q, np.nan), np.asarray(np.nan)
    return Factors(
        loadings=np.full((k, q), np.nan),
        structure=np.full((k, q), np.nan),
        factor_correlations=np.full((q, q), np.nan),
        communalities=items,
        uniquenesses=items,
        ss_loadings=factors,
        eigenvalues=items,
        objective=number,
        chi_square=number,
        df=number,
        p_value=number,
        rmsr=number,
        rmsea=number,
        tli=number,
        bic=number,
        converged=np.asarray(False),  # noqa: FBT003 - a flag of the outcome, not a switch
        heywood=np.asarray(False),  # noqa: FBT003 - a flag of the outcome, not a switch
    )
