"""A model of correlations fitted by weighted least squares: where it is nearest, and how it moves there.

The correlations r of pairs of latent answers stand against those that the model implies, ρ(θ), and ½ Σ w (r - ρ(θ))² is
made least by Gauss's and Newton's steps, halved where they lead uphill. The variances of the latent answers are one by
definition: error variances are what the factors leave, and no parameters.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from servgap._stats.factor_models.implied import imply, jacobians
from servgap._stats.factor_models.samples import Moments
from servgap._stats.factor_models.specification import Path, Specification
from servgap._stats.factor_models.starting import one_axis_is_longest, starting_values
from servgap._stats.one_thread import in_one_thread
from servgap._stats.ratio import Floats, item_variances

MOST_STEPS = 200
MOST_HALVINGS = 30
ARRIVED = 1e-20
"""Squared length of a step, in the metric of the weights, at which a fit has arrived."""

LARGEST = 1e4
"""Estimate, in standard deviations of the latent answers, at which a fit is running away along a valley."""

EXPLAINS = 1e-8
"""Share of an item's variance at which a factor is there at all."""

FLAT = 1e-10
"""Smallest eigenvalue of the curvature, scaled to ones on its diagonal, at which a model is identified."""

SILENT = 1e-8
"""Curvature along a parameter, in weights of a pair, below which correlations say nothing of it: they are all zero."""

NEARBY, SADDLE = 1e-5, 1e-6
"""Step of second derivatives, and how far below zero the least of them may come out at a minimum."""


@dataclass(frozen=True)
class CorrelationFit:
    """
    A model at its estimates.

    Attributes
    ----------
    model
        The model, without error variances.
    theta
        The estimates, in the order of `model.parameters`; NaN where there are none.
    residuals
        Observed less implied correlations of the pairs, in the order of `numpy.triu_indices`.
    slopes
        Derivatives (pairs, parameters) of the implied correlations.
    found
        Whether there is a minimum, and only one nearby.
    """

    model: Specification
    theta: Floats
    residuals: Floats
    slopes: Floats
    found: bool

    def curvature(self, weights: Floats) -> Floats:
        """Return half the second derivatives of the weighted squares, as far as the model is straight."""
        bend: Floats = self.slopes.T @ (weights[:, None] * self.slopes)
        return bend

    @property
    def implied(self) -> Floats:
        """The implied correlations (k, k)."""
        matrix = implied_correlations(self.model, self.theta)
        np.fill_diagonal(matrix, 1.0)
        return matrix

    @property
    def error_variances(self) -> Floats:
        """What the factors leave of each latent answer's variance; negative in a Heywood case."""
        left: Floats = 1 - item_variances(implied_correlations(self.model, self.theta))
        return left


def of_correlations(model: Specification) -> Specification:
    """
    Leave out of a model what correlations say nothing of: error variances, intercepts and factor means.

    An item without error is its factor: where both have variance one it loads by one.
    """
    given = {path.row for group in model.groups for path in group if path.kind == "regression"}

    def speaks(path: Path) -> bool:
        return not (path.kind in {"intercept", "mean"} or (path.kind == "error" and path.row == path.column))

    def fixed(path: Path) -> Path:
        whole = path.kind == "loading" and path.row in without_error(model) and path.column not in given
        return replace(path, value=1.0) if whole else path

    groups = tuple(tuple(fixed(path) for path in group if speaks(path)) for group in model.groups)
    return replace(model, groups=groups)


def without_error(model: Specification) -> frozenset[int]:
    """Return the items whose error variances are fixed: the only items of their factors."""
    errors = (path for group in model.groups for path in group if path.kind == "error" and path.row == path.column)
    return frozenset(path.row for path in errors if path.value is not None)


def implied_correlations(model: Specification, theta: Floats) -> Floats:
    """Return the implied matrix; on its diagonal stands what the factors explain."""
    matrix: Floats = np.asarray(imply(model.layouts[0], theta).moments, dtype=np.float64)
    return matrix


@in_one_thread
def fit_correlations(model: Specification, correlation: Floats, weights: Floats) -> CorrelationFit:
    """
    Find the estimates of a model of one group.

    Parameters
    ----------
    model
        What is fitted; see `of_correlations`.
    correlation
        The correlations (k, k).
    weights
        One for each pair, in the order of `numpy.triu_indices`.
    """
    latent = of_correlations(model)
    target = _Target(latent, correlation, weights)
    if latent.size > len(weights) or not (np.isfinite(target.observed).all() and np.isfinite(weights).all()):
        return _nothing(latent, len(weights))
    if latent.factors == 1 and not one_axis_is_longest(correlation):
        return _nothing(latent, len(weights))
    theta, arrived = _descend(target, starting_values(latent, [Moments(1.0, np.zeros(latent.items), correlation)]))
    if not (arrived and target.is_least(theta) and _has_factors(latent, theta)):
        return _nothing(latent, len(weights))
    along = target.slopes(theta)
    return CorrelationFit(latent, theta, target.residuals(theta), along, found=True)


def _has_factors(model: Specification, theta: Floats) -> bool:
    """Tell whether every factor explains something of an item; else its loadings are where rounding left them."""
    here = imply(model.layouts[0], theta)
    own = np.asarray(here.loadings, dtype=np.float64) ** 2 * item_variances(np.asarray(here.factors, dtype=np.float64))
    measured = np.asarray(here.loadings != 0).any(0)
    return bool((own.max(0, initial=0.0)[measured] > EXPLAINS).all())


class _Target:
    """The weighted squares that are made least."""

    def __init__(self, model: Specification, correlation: Floats, weights: Floats) -> None:
        self.model, self.weights = model, weights
        self.upper = np.triu_indices(model.items, 1)
        self.observed = correlation[self.upper]
        # Pairs, as the upper triangle lists them, in the lower triangle listed row by row.
        self.order = self.upper[1] * (self.upper[1] + 1) // 2 + self.upper[0]

    def residuals(self, theta: Floats) -> Floats:
        left: Floats = self.observed - implied_correlations(self.model, theta)[self.upper]
        return left

    def slopes(self, theta: Floats) -> Floats:
        return np.asarray(jacobians(self.model, theta)[0][self.order])

    def value(self, theta: Floats) -> float:
        return float(self.weights @ self.residuals(theta) ** 2)

    def curvature(self, slopes: Floats) -> Floats:
        bend: Floats = slopes.T @ (self.weights[:, None] * slopes)
        return bend

    def uphill(self, theta: Floats) -> Floats:
        found: Floats = -self.slopes(theta).T @ (self.weights * self.residuals(theta))
        return found

    def is_least(self, theta: Floats) -> bool:
        """Tell whether a point without slope is a minimum, and the only one nearby."""
        bend = self.curvature(self.slopes(theta))
        if _least_eigenvalue(bend) <= FLAT or item_variances(bend).min(initial=np.inf) <= SILENT * self.weights.max():
            return False
        # With all second derivatives: between two minima lies a saddle, level in every direction too.
        steps = NEARBY * np.eye(len(theta))
        whole = np.array([self.uphill(theta + step) - self.uphill(theta - step) for step in steps]) / (2 * NEARBY)
        scale = np.sqrt(item_variances(bend))
        return bool(np.linalg.eigvalsh((whole + whole.T) / (2 * np.outer(scale, scale)))[0] > -SADDLE)


def _descend(target: _Target, theta: Floats) -> tuple[Floats, bool]:
    """Go downhill until nothing moves; return where, and whether that is the end of the way."""
    for _ in range(MOST_STEPS):
        here, slopes = target.value(theta), target.slopes(theta)
        downhill = slopes.T @ (target.weights * target.residuals(theta))
        step = _solved(target.curvature(slopes), downhill)
        if float(downhill @ step) < ARRIVED * (1 + here):
            return theta, True
        for _ in range(MOST_HALVINGS):
            # The allowance is the value's own rounding: close to the minimum all steps are level.
            if target.value(theta + step) <= here * (1 + 1e-13):
                break
            step = step / 2
        theta = theta + step
        if not np.isfinite(theta).all() or np.abs(theta).max() > LARGEST:
            break
    return theta, False


def _nothing(model: Specification, pairs: int) -> CorrelationFit:
    return CorrelationFit(
        model, np.full(model.size, np.nan), np.full(pairs, np.nan), np.full((pairs, model.size), np.nan), found=False
    )


def _solved(curvature: Floats, downhill: Floats) -> Floats:
    scale = np.sqrt(np.maximum(item_variances(curvature), np.finfo(float).tiny))
    scaled = curvature / np.outer(scale, scale) + 1e-13 * np.eye(len(scale))
    solved: Floats = np.linalg.solve(scaled, downhill / scale) / scale
    return solved


def _least_eigenvalue(curvature: Floats) -> float:
    variances = item_variances(curvature)
    if not (np.isfinite(curvature).all() and (variances > 0).all()):
        return -1.0
    scale = np.sqrt(variances)
    return float(np.linalg.eigvalsh(curvature / np.outer(scale, scale))[0]) if len(scale) else 1.0
