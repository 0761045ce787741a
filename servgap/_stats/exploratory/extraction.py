"""Common factors extracted from a correlation matrix: least squares, maximum likelihood and principal axes.

The first two are made least over the uniquenesses alone, since the best loadings for given uniquenesses are
eigenvectors (Jöreskog 1967; Harman & Jones 1966). The steps are Newton's with the exact second derivatives
(Clarke 1970), or with the positive part of them where the exact ones point uphill, and uniquenesses stay above a
bound.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from servgap._stats.exploratory.arrangement import arrangement
from servgap._stats.ratio import Floats

Extraction: TypeAlias = Literal["minres", "ml", "principal_axis"]
Flags: TypeAlias = NDArray[np.bool_]

LOWEST_UNIQUENESS = 0.005
"""Uniqueness at which least squares and maximum likelihood stop: a Heywood case."""

MOST_STEPS = 200
MOST_HALVINGS = 40
SMALLEST_SLOPE = 1e-9
AXIS_STEPS = 500
AXIS_CHANGE = 1e-3
"""Principal axes come to rest when the sum of the communalities moves less than this: the custom of the field."""


@dataclass(frozen=True)
class Extracted:
    """
    Unrotated factors of one correlation matrix.

    Attributes
    ----------
    loadings
        Loadings (k, q), columns by descending size, each with a sum that is not negative.
    eigenvalues
        Eigenvalues (k,) of the correlation matrix with the communalities in its diagonal, descending.
    converged
        Whether the search ended in a minimum; for principal axes, whether the communalities came to rest.
    """

    loadings: Floats
    eigenvalues: Floats
    converged: bool


@dataclass(frozen=True)
class _Point:
    """Where a search stands: parameters, value, slope, exact second derivatives and their positive part."""

    at: Floats
    value: float
    slope: Floats
    second: Floats
    positive: Floats


def extract(correlation: Floats, n_factors: int, method: Extraction) -> Extracted:
    """Extract common factors from a correlation matrix of full rank."""
    if method == "principal_axis":
        return _principal_axis(correlation, n_factors)
    uniquenesses, converged = _uniquenesses(correlation, n_factors, method)
    if method == "ml":
        root = np.sqrt(uniquenesses)
        values, vectors = _descending(correlation / np.outer(root, root))
        loadings = root[:, None] * vectors[:, :n_factors] * np.sqrt(np.maximum(values[:n_factors] - 1, 0.0))
    else:
        loadings = _leading(*_descending(correlation - np.diag(uniquenesses)), n_factors)
    eigenvalues = _descending(_reduced(correlation, (loadings**2).sum(1)))[0]
    return Extracted(_ordered(loadings), eigenvalues, converged)


def _ordered(loadings: Floats) -> Floats:
    order, sign = arrangement(loadings, (loadings**2).sum(0))
    return loadings[:, order] * sign


def _uniquenesses(correlation: Floats, n_factors: int, method: Extraction) -> tuple[Floats, bool]:
    """
    Find the uniquenesses of the least discrepancy, starting from one minus the squared multiple correlations.

    A search that ends at a bound, a Heywood case, may have found one of several valleys: it is repeated from elsewhere,
    and the lowest end is taken.
    """
    start = np.maximum(1 / np.diagonal(np.linalg.inv(correlation)), LOWEST_UNIQUENESS)
    least, converged = _searched(correlation, start, n_factors, method)
    if converged and least.at.min() <= LOWEST_UNIQUENESS * (1 + 1e-9):
        for other in ((1 - n_factors / (2 * len(start))) * start, np.full(len(start), 0.5)):
            found, arrived = _searched(correlation, other, n_factors, method)
            if arrived and found.value < least.value - SMALLEST_SLOPE:
                least = found
    return least.at, converged


def _searched(correlation: Floats, start: Floats, n_factors: int, method: Extraction) -> tuple[_Point, bool]:
    """Seek the nearest minimum; the likelihood is searched over the logarithms of the uniquenesses."""
    if method == "ml":
        found, converged = _descend(
            lambda at: _likelihood(correlation, at, n_factors), np.log(start), np.log(LOWEST_UNIQUENESS), 0.0
        )
        return replace(found, at=np.exp(found.at)), converged
    return _descend(lambda at: _least_squares(correlation, at, n_factors), start, LOWEST_UNIQUENESS, 1.0)


def _descend(evaluate: Callable[[Floats], _Point], start: Floats, low: float, high: float) -> tuple[_Point, bool]:
    """Walk downhill between bounds until the slope along every free direction is level."""
    here = evaluate(np.clip(start, low, high))
    for _ in range(MOST_STEPS):
        # A parameter at a bound that the slope pushes against is held there for this step.
        held = ((here.at <= low) & (here.slope > 0)) | ((here.at >= high) & (here.slope < 0))
        if np.abs(np.where(held, 0.0, here.slope)).max() < SMALLEST_SLOPE:
            return here, True
        there = _advance(evaluate, here, _step(here, ~held), low, high)
        if there is None:
            return here, bool(np.abs(np.where(held, 0.0, here.slope)).max() < np.sqrt(SMALLEST_SLOPE))
        here = there
    return here, False


def _step(here: _Point, free: Flags) -> Floats:
    """Give Newton's step for the free parameters, from the positive part of the second derivatives where it must."""
    rows = np.flatnonzero(free)
    step = np.zeros(len(free))
    for second in (here.second, here.positive):
        block = second[np.ix_(rows, rows)]
        values, vectors = np.linalg.eigh(block)
        if values[0] > 1e-8 * values[-1]:
            break
    # What is level in the last resort, a model that is not identified, is not walked along.
    kept = values > 1e-8 * values[-1]
    turned = vectors[:, kept]
    step[rows] = turned @ ((turned.T @ here.slope[rows]) / values[kept])
    return step


def _advance(
    evaluate: Callable[[Floats], _Point], here: _Point, step: Floats, low: float, high: float
) -> _Point | None:
    """Take the step, halved as often as it needs to lead downhill; None where no step does."""
    allowance = 1e-15 * (1 + abs(here.value))
    for halvings in range(MOST_HALVINGS):
        there = evaluate(np.clip(here.at - step / 2**halvings, low, high))
        gained = here.slope @ (here.at - there.at)
        if gained > 0 and there.value <= here.value - 1e-4 * gained + allowance:
            return there
    return None


def _likelihood(correlation: Floats, logarithms: Floats, n_factors: int) -> _Point:
    """
    Evaluate the likelihood's discrepancy at the logarithms of the uniquenesses.

    With θ and ω the eigenvalues and vectors of Ψ^-½ R Ψ^-½, the discrepancy is the sum of θ - ln θ - 1 over the
    smallest k - q of them, and its slope the sum of (1 - θ) ω².
    """
    root = np.exp(logarithms / 2)
    values, vectors = _descending(correlation / np.outer(root, root))
    head, tail = values[:n_factors], values[n_factors:]
    gap = head - tail[:, None]
    weights = np.concatenate(
        [(1 - tail)[:, None] * (tail[:, None] + head) / _apart(gap), (tail[:, None] + tail) / 2], axis=1
    )
    return _Point(
        at=logarithms,
        value=float((tail - np.log(np.maximum(tail, 1e-300)) - 1).sum()),
        slope=(vectors[:, n_factors:] ** 2) @ (1 - tail),
        second=_second(vectors, weights, n_factors),
        positive=(vectors[:, n_factors:] @ vectors[:, n_factors:].T) ** 2,
    )


def _least_squares(correlation: Floats, uniquenesses: Floats, n_factors: int) -> _Point:
    """
    Evaluate half the sum of squared residuals at the uniquenesses.

    With θ and ω the eigenvalues and vectors of R - Ψ, it is half the sum of θ² over the smallest k - q of them, and
    its slope minus the sum of θ ω².
    """
    values, vectors = _descending(correlation - np.diag(uniquenesses))
    head, tail = values[:n_factors], values[n_factors:]
    weights = np.concatenate(
        [-2 * tail[:, None] / _apart(head - tail[:, None]), np.ones((len(tail), len(tail)))], axis=1
    )
    return _Point(
        at=uniquenesses,
        value=float((tail**2).sum() / 2),
        slope=-(vectors[:, n_factors:] ** 2) @ tail,
        second=_second(vectors, weights, n_factors),
        positive=(vectors[:, n_factors:] @ vectors[:, n_factors:].T) ** 2,
    )


def _apart(gap: Floats) -> Floats:
    """Keep the distance between a factor's eigenvalue and the others away from zero."""
    return np.maximum(gap, 1e-10)


def _second(vectors: Floats, weights: Floats, n_factors: int) -> Floats:
    """Sum weights_jl ω_ij ω_il ω_kj ω_kl over the small eigenvalues j and all l."""
    products = (vectors[:, n_factors:, None] * vectors[:, None, :]).reshape(len(vectors), -1)
    second: Floats = (products * weights.reshape(-1)) @ products.T
    return second


def _principal_axis(correlation: Floats, n_factors: int) -> Extracted:
    """Factor the reduced matrix again and again, each time with the communalities that the last round left."""
    communalities = 1 - 1 / np.diagonal(np.linalg.inv(correlation))
    total, converged = communalities.sum(), False
    for _ in range(AXIS_STEPS):
        values, vectors = _descending(_reduced(correlation, communalities))
        loadings = _leading(values, vectors, n_factors)
        communalities = (loadings**2).sum(1)
        moved, total = abs(total - communalities.sum()), communalities.sum()
        if moved <= AXIS_CHANGE:
            converged = True
            break
    return Extracted(_ordered(loadings), values, converged)


def _reduced(correlation: Floats, communalities: Floats) -> Floats:
    reduced = correlation.copy()
    np.fill_diagonal(reduced, communalities)
    return reduced


def _leading(values: Floats, vectors: Floats, n_factors: int) -> Floats:
    """Scale the leading eigenvectors to loadings; a negative eigenvalue explains nothing."""
    leading: Floats = vectors[:, :n_factors] * np.sqrt(np.maximum(values[:n_factors], 0.0))
    return leading


def _descending(matrix: Floats) -> tuple[Floats, Floats]:
    values, vectors = np.linalg.eigh(matrix)
    return values[::-1], vectors[:, ::-1]
