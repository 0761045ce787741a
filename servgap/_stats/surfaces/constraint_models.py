"""Models of an outcome between no relation and the full quadratic surface, held against each other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import brentq

from servgap._stats.ratio import Floats, ratio
from servgap._stats.registry import statistic
from servgap._stats.surfaces.difference_score import usable
from servgap._stats.surfaces.polynomial import least_squares, quadratic_terms
from servgap._stats.ties import first_most

LINEAR = {
    "null": (),
    "difference": ((-1, 1, 0, 0, 0),),
    "additive": ((1, 0, 0, 0, 0), (0, 1, 0, 0, 0)),
    "interaction": ((1, 0, 0, 0, 0), (0, 1, 0, 0, 0), (0, 0, 0, 1, 0)),
    "squared_difference": ((0, 0, 1, -2, 1),),
    "shifted_squared_difference": ((-1, 1, 0, 0, 0), (0, 0, 1, -2, 1)),
    "rising_ridge": ((1, 1, 0, 0, 0), (0, 0, 1, -2, 1)),
    "shifted_rising_ridge": ((1, 0, 0, 0, 0), (0, 1, 0, 0, 0), (0, 0, 1, -2, 1)),
    "full": tuple(np.eye(5, dtype=int).tolist()),
}
"""Models that are regressions on sums of x, y, x², xy, y²."""
TURNED = ("shifted_rotated_squared_difference", "shifted_rotated_rising_ridge")
"""Models whose ridge may run in any direction; the first has no slope along it."""
MODELS = (
    *("null", "difference", "additive", "interaction", "squared_difference", "shifted_squared_difference"),
    *("rising_ridge", "shifted_rising_ridge", *TURNED, "full"),
)
PARAMETERS = (2, 3, 4, 5, 3, 4, 4, 5, 5, 6, 7)
"""What each model estimates: coefficients, the constant, and the variance that is left."""
DIRECTIONS = 360
"""Directions looked at before the best are searched in between."""


@dataclass(frozen=True)
class ConstraintModels:
    """Each model's parameters, corrected criterion, distance to the least, weight, comparative fit, R², coefficients.

    `b` holds six coefficients a model: of 1, x, y, x², xy, y².
    """

    k: Floats
    aicc: Floats
    delta: Floats
    weight: Floats
    cfi: Floats
    r2: Floats
    b: Floats


@statistic(
    "constraint_models",
    name="constraint models of a response surface",
    symbol="AICc",
    source="Edwards (2002), in Measuring and Analyzing Behavior in Organizations, 350–400; "
    "Burnham & Anderson (2002), Model Selection and Multimodel Inference; "
    "Schönbrodt (2016), Testing fit patterns with polynomial regression models, OSF",
)
def constraint_models(x: ArrayLike, y: ArrayLike, z: ArrayLike) -> ConstraintModels:
    """
    Fit eleven nested and other models of z by least squares: what is smallest in AICc describes the answers best.

    With d = y − x: nothing; d; x and y; x, y and xy; d²; d and d²; x + y and d²; x, y and d²; two whose ridge runs in a
    direction u = x cos φ + y sin φ that is estimated, u and u² or x, y and u²; and the full surface. For each direction
    the turned models are regressions, so that their sum of squares is a function of φ alone, looked at all around.

    AICc = −2 log L + 2K + 2K(K + 1)/(n − K − 1) with L the normal likelihood at its maximum and K counting the variance
    and the constant. A weight is exp(−Δ/2) over the sum of all. Comparative fit is 1 − max(χ² − df, 0)/max(χ²₀ − 5, 0,
    χ² − df), with χ² = n log(RSS/RSS of the full surface) on 7 − K degrees of freedom, and χ²₀ that of nothing.

    Parameters
    ----------
    x, y, z : array_like, shape (n,)
        Expectation, perception and outcome, x and y centred on one constant.

    Returns
    -------
    ConstraintModels
        Arrays of eleven in the order of `MODELS`; all NaN where the surface cannot be fitted or fits without error.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> x, y, e = rng.normal(size=(3, 200))
    >>> found = constraint_models(x, y, y - x + e)
    >>> MODELS[int(found.aicc.argmin())], round(float(found.weight.max()), 2)
    ('difference', 0.21)
    """
    first, second, outcome = (np.asarray(each, dtype=np.float64) for each in (x, y, z))
    terms, n = quadratic_terms(first, second), len(outcome)
    k = np.array(PARAMETERS, dtype=np.float64)
    if not usable(terms, outcome):
        return _nothing(k)
    total = float(((outcome - outcome.mean()) ** 2).sum())
    weights = {name: np.array(rows, dtype=np.float64).reshape(-1, 5) for name, rows in LINEAR.items()}
    weights |= {name: _turned(name, terms, outcome) for name in TURNED}
    fitted = [_fit(terms, weights[name], outcome) for name in MODELS]
    b, residual = np.array([each[0] for each in fitted]), np.array([each[1] for each in fitted])
    aicc = n * (np.log(2 * np.pi * residual / n) + 1) + 2 * k + 2 * k * (k + 1) / (n - k - 1)
    delta = aicc - aicc.min()
    likely = np.exp(-delta / 2)
    full = MODELS.index("full")
    misfit = np.maximum(n * np.log(residual / residual[full]) - (k[full] - k), 0.0)
    worst = np.maximum(n * np.log(total / residual[full]) - (k[full] - k[0]), misfit)
    cfi = 1 - np.where(misfit > 0, ratio(misfit, worst), 0.0)
    return ConstraintModels(k, aicc, delta, likely / likely.sum(), cfi, 1 - residual / total, b)


def _fit(terms: Floats, weights: Floats, z: Floats) -> tuple[Floats, float]:
    """Regress on a constant and weighted sums of the other terms; give the six coefficients and what is left."""
    columns = np.column_stack([np.ones(len(z)), terms[:, 1:] @ weights.T])
    fit = least_squares(columns, z)
    found = np.asarray(fit.params)
    return np.concatenate([found[:1], found[1:] @ weights]), float(fit.ssr)


def _weights(name: str, angle: float) -> tuple[Floats, Floats]:
    """Give what a turned model takes of x, y, x², xy, y² in a direction, and how that changes as it turns."""
    c, s = np.cos(angle), np.sin(angle)
    square, turning = (
        np.array([0, 0, c * c, 2 * c * s, s * s]),
        np.array([0, 0, -2 * c * s, 2 * (c * c - s * s), 2 * c * s]),
    )
    if name == TURNED[0]:
        return np.array([[c, s, 0, 0, 0], square]), np.array([[-s, c, 0, 0, 0], turning])
    straight = np.eye(5)[:2]
    return np.vstack([straight, square]), np.vstack([np.zeros((2, 5)), turning])


def _turned(name: str, terms: Floats, z: Floats) -> Floats:
    """Find the direction that explains most: where its change passes through zero between two that are looked at."""
    centred, outcome = terms[:, 1:] - terms[:, 1:].mean(axis=0), z - z.mean()
    products, with_outcome = centred.T @ centred, centred.T @ outcome

    def explained(angle: float) -> tuple[float, float]:
        rows, turning = _weights(name, angle)
        found = np.linalg.solve(rows @ products @ rows.T, rows @ with_outcome)
        left = with_outcome - products @ (found @ rows)
        return float(found @ rows @ with_outcome), float(2 * found @ turning @ left)

    angles = np.pi * np.arange(DIRECTIONS + 1) / DIRECTIONS
    looked_at = [explained(angle) for angle in angles]
    highest = [
        float(brentq(lambda angle: explained(angle)[1], low, high, xtol=1e-15, rtol=1e-15))
        for low, high, (_, before), (_, after) in zip(angles, angles[1:], looked_at, looked_at[1:], strict=False)
        if before > 0 > after
    ]
    found = [*highest, *angles[:-1]]
    reached = [explained(angle)[0] for angle in highest] + [each for each, _ in looked_at[:-1]]
    return _weights(name, found[first_most(reached, within=1e-12 * float(outcome @ outcome))])[0]


def _nothing(k: Floats) -> ConstraintModels:
    aicc, delta, weight, cfi, r2 = np.full((5, len(MODELS)), np.nan)
    return ConstraintModels(k, aicc, delta, weight, cfi, r2, np.full((len(MODELS), 6), np.nan))
