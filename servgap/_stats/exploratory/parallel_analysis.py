"""Parallel analysis: how many eigenvalues exceed those of items that have nothing in common."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.exploratory.extraction import LOWEST_UNIQUENESS, extract
from servgap._stats.one_thread import in_one_thread
from servgap._stats.ratio import Floats, correlations
from servgap._stats.registry import statistic
from servgap._stats.reliability.one_factor import usable

SWEEPS = 40
"""Rounds of one-factor fitting for each random matrix; more of them move no quantile by a hundredth."""

_TOGETHER = 1_000_000
"""Numbers held at once: draws times squared items."""


@dataclass(frozen=True)
class ParallelAnalysis:
    """
    Eigenvalues beside those of random data, for principal components and for common factors; each (k,), descending.

    Attributes
    ----------
    eigenvalues, random_mean, random_quantile
        Of the correlation matrix.
    n_components, n_components_mean
        How many of the first eigenvalues exceed the random quantile, and the random mean (Horn's own rule).
    factor_eigenvalues, factor_random_mean, factor_random_quantile
        Of the matrix whose diagonal holds the communalities under one common factor.
    n_factors, n_factors_mean
        The same counts for common factors.
    """

    eigenvalues: Floats
    random_mean: Floats
    random_quantile: Floats
    n_components: Floats
    n_components_mean: Floats
    factor_eigenvalues: Floats
    factor_random_mean: Floats
    factor_random_quantile: Floats
    n_factors: Floats
    n_factors_mean: Floats


@statistic(
    "parallel_analysis",
    name="parallel analysis",
    symbol="PA",
    source="Horn (1965), Psychometrika 30, 179–185; on common factors: Humphreys & Ilgen (1969), "
    "Educ. Psychol. Meas. 29, 571–578",
)
@in_one_thread
def parallel_analysis(
    covariance: ArrayLike,
    n: int,
    *,
    quantile: float = 0.95,
    draws: int = 1000,
    rng: np.random.Generator | None = None,
) -> ParallelAnalysis:
    """
    Count the eigenvalues that exceed those of as many uncorrelated normal items answered by as many respondents.

    Random correlation matrices are drawn as such, by Bartlett's decomposition of a Wishart matrix, so that a million
    respondents cost no more than a hundred. On components the count is often too small when factors correlate, since
    the first takes what later ones need; on the reduced matrix it is not. For that the diagonal holds the communalities
    of one least-squares factor, in the data as in every random matrix.

    Parameters
    ----------
    covariance : array_like, shape (k, k)
        Covariance or correlation matrix of the items.
    n : int
        Respondents behind it.
    quantile : float
        Quantile of the random eigenvalues to exceed.
    draws : int
        Random matrices.
    rng : numpy.random.Generator, optional
        Where the draws come from; None is seed 0.

    Returns
    -------
    ParallelAnalysis
        All NaN where an item does not vary or n < 3; the numbers of common factors also where k < 3 or the matrix is
        singular.

    Notes
    -----
    Horn, J. L. (1965). A rationale and test for the number of factors in factor analysis. Psychometrika, 30.
    Humphreys, L. G., & Ilgen, D. R. (1969). Note on a criterion for the number of common factors. Educational and
    Psychological Measurement, 29. Auerswald, M., & Moshagen, M. (2019). How to determine the number of factors to
    retain. Psychological Methods, 24.

    Examples
    --------
    >>> matrix = np.kron(np.eye(2), np.full((3, 3), 0.5)) + 0.5 * np.eye(6)
    >>> found = parallel_analysis(matrix, 200)
    >>> int(found.n_components), int(found.n_factors)
    (2, 2)
    """
    matrix = correlations(np.asarray(covariance, dtype=np.float64))
    k = len(matrix)
    known = bool(np.isfinite(matrix).all()) and n >= 3
    factored = known and k >= 3 and bool(usable(matrix[None])[0])
    nothing: Floats = np.full(k, np.nan)
    observed: Floats = np.asarray(np.linalg.eigvalsh(matrix)[::-1] if known else nothing, dtype=np.float64)
    reduced = extract(matrix, 1, "minres").eigenvalues if factored else nothing
    if known:
        rng = np.random.default_rng(0) if rng is None else rng
        drawn, drawn_reduced = _random_eigenvalues(k, int(n), draws, rng, factored=factored)
        mean, high = drawn.mean(0), np.quantile(drawn, quantile, axis=0)
        mean_reduced, high_reduced = drawn_reduced.mean(0), np.quantile(drawn_reduced, quantile, axis=0)
    else:
        mean = high = mean_reduced = high_reduced = nothing
    return ParallelAnalysis(
        eigenvalues=observed,
        random_mean=mean,
        random_quantile=high,
        n_components=_exceeding(observed, high),
        n_components_mean=_exceeding(observed, mean),
        factor_eigenvalues=reduced,
        factor_random_mean=mean_reduced,
        factor_random_quantile=high_reduced,
        n_factors=_exceeding(reduced, high_reduced),
        n_factors_mean=_exceeding(reduced, mean_reduced),
    )


def _exceeding(observed: Floats, bound: Floats) -> Floats:
    """Count the eigenvalues before the first that does not exceed its bound."""
    if not np.isfinite(observed).all():
        return np.asarray(np.nan)
    return np.asarray(np.logical_and.accumulate(observed > bound).sum(), dtype=np.float64)


def _random_eigenvalues(
    k: int, n: int, draws: int, rng: np.random.Generator, *, factored: bool
) -> tuple[Floats, Floats]:
    """Return the eigenvalues (draws, k) of random correlation matrices, whole and reduced, descending."""
    whole, reduced = np.empty((draws, k)), np.full((draws, k), np.nan)
    step = max(1, _TOGETHER // k**2)
    for start in range(0, draws, step):
        rows = slice(start, min(start + step, draws))
        matrices = _random_correlations(k, n, rows.stop - rows.start, rng)
        whole[rows] = np.linalg.eigvalsh(matrices)[:, ::-1]
        if factored:
            communalities = _one_factor_communalities(matrices)
            matrices[:, np.arange(k), np.arange(k)] = communalities
            reduced[rows] = np.linalg.eigvalsh(matrices)[:, ::-1]
    return whole, reduced


def _random_correlations(k: int, n: int, draws: int, rng: np.random.Generator) -> Floats:
    """
    Draw correlation matrices of n answers to k independent normal items.

    The triangle of Bartlett's decomposition has normal deviates below the diagonal and roots of chi-squares with
    n - 1, n - 2, ... degrees of freedom in it; where these run out, the deviates themselves stand in.
    """
    if n - 1 < k:
        root = rng.standard_normal((draws, k, n - 1))
    else:
        root = np.tril(rng.standard_normal((draws, k, k)), -1)
        root[:, np.arange(k), np.arange(k)] = np.sqrt(rng.chisquare(n - 1 - np.arange(k), (draws, k)))
    root /= np.sqrt((root**2).sum(-1, keepdims=True))
    matrices: Floats = root @ root.swapaxes(-2, -1)
    return matrices


def _one_factor_communalities(matrices: Floats) -> Floats:
    """
    Fit one factor by least squares to correlation matrices (m, k, k), one loading after the other.

    The way is that of Harman & Fukuda (1966). A loading that would explain its item wholly stops at the bound that
    the extraction keeps to as well.
    """
    k = matrices.shape[1]
    rows = np.ascontiguousarray(np.moveaxis(matrices, 1, 0))
    values, vectors = np.linalg.eigh(matrices)
    loadings = vectors[..., -1] * np.sqrt(values[:, -1:] * 0.5)
    bound = np.sqrt(1 - LOWEST_UNIQUENESS)
    squares = (loadings**2).sum(1)
    for _ in range(SWEEPS):
        for item in range(k):
            own = loadings[:, item]
            others = squares - own**2
            pull = np.einsum("mj,mj->m", rows[item], loadings) - own
            new = np.clip(pull / np.maximum(others, 1e-12), -bound, bound)
            squares = others + new**2
            loadings[:, item] = new
    return loadings**2
