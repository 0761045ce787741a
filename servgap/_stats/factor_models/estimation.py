"""Where the discrepancy is least: Fisher's scoring from a rough start, then Newton's steps.

Scoring steps use the expected curvature, which points downhill from anywhere; Newton's use the observed one, which
arrives faster, bent up where it bends down. A step that leads uphill is halved. No parameter is bounded: a negative
variance is reported, not hidden.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from servgap._stats.factor_models.admissible import admissible
from servgap._stats.factor_models.discrepancy import Point, curvature, evaluate, respondents, slope
from servgap._stats.factor_models.implied import implied_moments
from servgap._stats.factor_models.samples import Block, Moments, complete
from servgap._stats.factor_models.specification import Specification
from servgap._stats.factor_models.starting import starting_values, without_covariances
from servgap._stats.one_thread import in_one_thread
from servgap._stats.ratio import Floats, item_variances

SCORING_STEPS = 4
MOST_STEPS = 100
MOST_HALVINGS = 30

SMALLEST_DECREMENT = 1e-18
"""Squared length of a step, in the metric of the curvature, at which a fit has arrived."""

UNSEEN = 1e-12
"""Squared length of a step, beside the discrepancy, whose gain is less than the discrepancy's own rounding."""

STALLED_DECREMENT = 1e-9
"""The same where no step leads further down, because the discrepancy's rounding is coarser than the rest of the way."""

FARTHEST = 30.0
"""Error variance, in variances of its item, at which a fit is running away along a valley without a minimum."""

FLAT = 1e-9
"""Smallest eigenvalue of the curvature, scaled to ones on its diagonal, at which a model is identified."""

RIDGE = 1e-12
"""Keeps a step finite where the model is not identified. It bends the step, not where the steps end."""


@dataclass(frozen=True)
class Fit:
    """
    A model at its estimates.

    Attributes
    ----------
    model, blocks, groups
        What was fitted to what: the patterns of answers, and each group's (unrestricted) means and covariances.
    point
        Where the fit ended.
    converged
        Whether that is a minimum.
    identified
        Whether it is the only one nearby.
    """

    model: Specification
    blocks: tuple[Block, ...]
    groups: tuple[Moments, ...]
    point: Point
    converged: bool
    identified: bool

    @property
    def found(self) -> bool:
        """Whether there are estimates worth reporting."""
        return self.converged and self.identified

    @property
    def n(self) -> float:
        """The number of respondents."""
        return respondents(self.blocks)

    @property
    def implied(self) -> list[tuple[Floats, Floats]]:
        """Mean vector and covariance matrix of each group under the model."""
        return implied_moments(self.model, self.point.theta)

    @cached_property
    def expected(self) -> Floats:
        """The expected curvature at the estimates."""
        return curvature(self.model, self.blocks, self.point, observed=False)

    @cached_property
    def observed(self) -> Floats:
        """The observed curvature at the estimates."""
        return curvature(self.model, self.blocks, self.point, observed=True)

    @property
    def proper(self) -> bool:
        """Whether the estimates could be variances and correlations; if not, the solution is improper."""
        every = zip(self.model.layouts, self.point.implied, strict=True)
        return self.found and all(admissible(layout, here, self.model.items) for layout, here in every)


@in_one_thread
def fit(model: Specification, blocks: Sequence[Block], groups: Sequence[Moments], start: Floats | None = None) -> Fit:
    """
    Find the estimates; `fit_moments` and `full_information.fit_rows` are the ways in.

    Parameters
    ----------
    model
        What is fitted.
    blocks
        The data of each group by pattern, with the constant if the model has means.
    groups
        Means and covariances of each group, to start from.
    start
        Parameters already near the estimates, if they are known: the search goes on from there by Newton's steps.
    """

    def nothing(*, identified: bool) -> Fit:
        nowhere = Point(np.full(model.size, np.nan), np.inf)
        return Fit(model, tuple(blocks), tuple(groups), nowhere, converged=False, identified=identified)

    if model.size > model.moments:
        return nothing(identified=False)
    if not groups or not all(group.usable for group in groups):
        return nothing(identified=True)
    near = start is not None and evaluate(model, blocks, start).proper
    theta = start if start is not None and near else starting_values(model, groups)
    point = evaluate(model, blocks, theta)
    if not point.proper:
        point = evaluate(model, blocks, without_covariances(model, theta))
    point, converged = _descend(model, blocks, groups, point, scoring=0 if near else SCORING_STEPS)
    if not point.proper:
        return nothing(identified=True)
    end = Fit(model, tuple(blocks), tuple(groups), point, converged, identified=True)
    identified = _least_eigenvalue(end.expected) > FLAT
    converged = converged and (not identified or _least_eigenvalue(end.observed) > FLAT)
    return Fit(model, tuple(blocks), tuple(groups), point, converged, identified)


def fit_moments(model: Specification, groups: Sequence[Moments]) -> Fit:
    """
    Fit a model to means and covariances of complete answers, one set for each of its groups.

    Examples
    --------
    >>> from servgap._stats.factor_models.samples import given
    >>> from servgap._stats.factor_models.structures import one_factor
    >>> covariance = [[1.00, 0.48, 0.40], [0.48, 1.00, 0.30], [0.40, 0.30, 1.00]]
    >>> found = fit_moments(one_factor(3), [given(covariance, 1e9)])
    >>> found.point.theta[:3].round(4), found.converged
    (array([0.8, 0.6, 0.5]), True)
    """
    return fit(model, [complete(group, means=model.means) for group in groups], groups)


def _descend(
    model: Specification, blocks: Sequence[Block], groups: Sequence[Moments], point: Point, *, scoring: int
) -> tuple[Point, bool]:
    """Go downhill until nothing moves; return where, and whether that is the end of the way."""
    previous = np.inf
    for number in range(MOST_STEPS):
        if not point.proper or _runs_away(point, groups):
            break
        step, decrement = _step(model, blocks, point, observed=number >= scoring)
        unseen = decrement < UNSEEN * (1 + abs(point.value))
        there = evaluate(model, blocks, point.theta - step) if unseen else _advance(model, blocks, point, step)
        # Steps that the discrepancy's rounding hides are taken whole for as long as they become shorter.
        if decrement < SMALLEST_DECREMENT or (unseen and decrement >= previous):
            return (point if there is None or not there.proper else there), True
        if there is None:
            return point, decrement < STALLED_DECREMENT
        point, previous = there, decrement if unseen else np.inf
    return point, False


def _runs_away(point: Point, groups: Sequence[Moments]) -> bool:
    """Tell whether an error variance has left the size of its item's variance far behind."""
    every = zip(point.implied, groups, strict=True)
    return any(
        bool(
            (np.abs(item_variances(here.errors)[: len(group.mean)]) > FARTHEST * item_variances(group.covariance)).any()
        )
        for here, group in every
    )


def _step(model: Specification, blocks: Sequence[Block], point: Point, *, observed: bool) -> tuple[Floats, float]:
    """Return the step to subtract from the parameters, and its squared length."""
    downhill = slope(model, blocks, point)
    bend = curvature(model, blocks, point, observed=observed)
    sizes = np.abs(item_variances(bend))
    scale = np.sqrt(np.maximum(sizes, RIDGE**2 * sizes.max(initial=1e-300)))
    values, axes = np.linalg.eigh(bend / np.outer(scale, scale))
    step = axes @ ((downhill / scale @ axes) / (np.abs(values) + RIDGE)) / scale
    return step, float(downhill @ step)


def _advance(model: Specification, blocks: Sequence[Block], here: Point, step: Floats) -> Point | None:
    """Take the step, halved as often as it needs to lead downhill; None if it never does."""
    # The allowance is the value's own rounding: close to the minimum all steps are level.
    limit = here.value + 1e-13 * (1 + abs(here.value))
    for _ in range(MOST_HALVINGS):
        there = evaluate(model, blocks, here.theta - step)
        if there.value <= limit:
            return there
        step = step / 2
    return None


def _least_eigenvalue(curvatures: Floats) -> float:
    """Return the smallest eigenvalue of a curvature scaled to ones on its diagonal; −1 if it is not positive there."""
    variances = item_variances(curvatures)
    if not (np.isfinite(curvatures).all() and (variances > 0).all()):
        return -1.0
    scale = np.sqrt(variances)
    return float(np.linalg.eigvalsh(curvatures / np.outer(scale, scale))[0]) if len(scale) else 1.0
