"""One common factor fitted by maximum likelihood to many covariance matrices at once.

Every item is a loading times the factor plus something of its own: the covariance matrix is modelled as
Σ = λλ' + Θ with Θ diagonal (Jöreskog 1969), and ln|Σ| + tr(SΣ⁻¹) is made least. The first steps use the expected
second derivatives (Fisher scoring), which point downhill from anywhere, the later ones the observed (Newton), which
arrive faster; a step that leads uphill is halved. The uniquenesses are free: a negative one is reported, not hidden.

Whether there is one proper minimum is decided by rule, with room on both sides for the rounding of any processor: the
start must name one factor as the first, and the minimum must not be flat. Two pairs of items that share nothing between
them fail by either: each pair alone fits as well as the other, and fixes the product of its loadings only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from servgap._stats.ratio import Floats, correlations, item_variances

Flags: TypeAlias = NDArray[np.bool_]
Rows: TypeAlias = NDArray[np.intp]

SCORING_STEPS = 5
MOST_STEPS = 100
MOST_HALVINGS = 30
SMALLEST_DECREMENT = 1e-20
"""Squared length of a step, in the metric of the second derivatives, at which a fit has arrived."""

LARGEST_LOADING = 100.0
"""Loading, in standard deviations of the items, at which a fit is running away along a valley without a minimum."""

SINGULAR = 1e-10
"""Smallest eigenvalue of a correlation matrix, or of second derivatives, that counts as more than rounding."""

EDGE = 1e-6
"""Part of an item's variance up to which its uniqueness counts as none: an item that is all factor is improper."""

FLAT = 1e-6
"""Smallest over largest second derivative of a proper minimum; below, parameters trade against each other.

An improper one may be as flat as it likes: its valley runs far out, and is none that a solution is chosen from.
"""

TIED = 1e-8
"""Part of the largest eigenvalue by which the next must fall short for one factor to be the first."""

RIDGE = 1e-12
"""Keeps a step's system solvable where the model is not identified. It bends the step, not where the steps end."""


@dataclass(frozen=True)
class OneFactorFit:
    """
    The fit to each of m matrices; NaN where none was found.

    Attributes
    ----------
    loadings, uniquenesses
        Parameters (m, k) in the metric of the matrix that was fitted.
    discrepancy
        ln|Σ| + tr(SΣ⁻¹) - ln|S| - k at the fit; times the number of respondents it is the likelihood-ratio chi-square.
    converged
        Whether the fit ended in a minimum that is no flat valley.
    """

    loadings: Floats
    uniquenesses: Floats
    discrepancy: Floats
    converged: Flags

    def where(self, proper: Flags) -> OneFactorFit:
        """Keep the fits that are proper."""
        kept = self.converged & proper
        return OneFactorFit(
            loadings=np.where(kept[:, None], self.loadings, np.nan),
            uniquenesses=np.where(kept[:, None], self.uniquenesses, np.nan),
            discrepancy=np.where(kept, self.discrepancy, np.nan),
            converged=kept,
        )


@dataclass(frozen=True)
class _Points:
    """Where fits stand: parameters, the discrepancy's varying part (inf if Σ is no covariance matrix) and Σ⁻¹."""

    loadings: Floats
    uniquenesses: Floats
    value: Floats
    inverse: Floats

    def at(self, rows: Rows) -> _Points:
        return _Points(self.loadings[rows], self.uniquenesses[rows], self.value[rows], self.inverse[rows])

    def put(self, rows: Rows, new: _Points) -> None:
        self.loadings[rows], self.uniquenesses[rows] = new.loadings, new.uniquenesses
        self.value[rows], self.inverse[rows] = new.value, new.inverse


def fit_congeneric(matrices: Floats) -> OneFactorFit:
    """
    Fit a factor with a loading for each item to covariance matrices (m, k, k), k >= 3.

    The fit does not depend on the items' units, so it is made on correlations, where every number is of order one,
    and brought back.
    """
    spread = np.sqrt(item_variances(matrices))
    scaled = correlations(matrices)
    loadings, uniquenesses, alone = _congeneric_start(scaled)
    fit = _fit(scaled, loadings, uniquenesses, np.eye(2 * matrices.shape[-1])).where(alone)
    return OneFactorFit(spread * fit.loadings, spread**2 * fit.uniquenesses, fit.discrepancy, fit.converged)


def fit_tau_equivalent(matrices: Floats) -> OneFactorFit:
    """Fit a factor with one loading for all items to covariance matrices (m, k, k), k >= 3."""
    k = matrices.shape[-1]
    tie = np.eye(2 * k)[k - 1 :]
    tie[0, :k] = 1
    size = item_variances(matrices).mean(-1)[:, None]
    scaled = matrices / size[..., None]
    fit = _fit(scaled, *_tau_equivalent_start(scaled), tie)
    return OneFactorFit(np.sqrt(size) * fit.loadings, size * fit.uniquenesses, fit.discrepancy, fit.converged)


def usable(matrices: Floats) -> Flags:
    """Return which covariance matrices (m, k, k) are complete and of full rank, so that the likelihood is bounded."""
    scaled = correlations(matrices)
    complete = np.isfinite(scaled).all((-2, -1))
    scaled[~complete] = np.eye(matrices.shape[-1])
    full_rank: Flags = np.linalg.eigvalsh(scaled)[:, 0] > SINGULAR
    return complete & full_rank


def observed_information(matrices: Floats, loadings: Floats, uniquenesses: Floats) -> Floats:
    """
    Return the second derivatives of the discrepancy, (m, 2k, 2k), loadings before uniquenesses.

    At the minimum, twice the inverse divided by the number of respondents is the estimates' covariance matrix.
    """
    inverse = _inverse(_implied(loadings, uniquenesses))
    return _derivatives(matrices, loadings, inverse, observed=True)[1]


def _fit(matrices: Floats, loadings: Floats, uniquenesses: Floats, tie: Floats) -> OneFactorFit:
    """
    Descend from the start until nothing moves, and keep the fits that ended in a proper minimum.

    `tie` (q, 2k) says how the model's q parameters make up the loadings and uniquenesses.
    """
    points = _evaluate(matrices, loadings, uniquenesses)
    converged = _descend(matrices, points, tie)
    rows = np.flatnonzero(converged)
    second = tie @ observed_information(matrices[rows], points.loadings[rows], points.uniquenesses[rows]) @ tie.T
    eigenvalues = np.linalg.eigvalsh(second)
    proper = converged.copy()
    improper = (points.uniquenesses[rows] <= EDGE * item_variances(matrices[rows])).any(-1)
    proper[rows] = eigenvalues[:, 0] > np.where(improper, SINGULAR, FLAT) * eigenvalues[:, -1]
    least = np.linalg.slogdet(matrices).logabsdet + matrices.shape[-1]
    found = OneFactorFit(points.loadings, points.uniquenesses, np.maximum(points.value - least, 0.0), converged)
    return found.where(proper)


def _descend(matrices: Floats, points: _Points, tie: Floats) -> Flags:
    """Move `points` to their minima; return which of them arrived."""
    arrived = np.zeros(len(matrices), dtype=bool)
    moving = np.flatnonzero(np.isfinite(points.value))
    for number in range(MOST_STEPS):
        if not len(moving):
            break
        here = points.at(moving)
        step, decrement = _step(matrices[moving], here, tie, observed=number >= SCORING_STEPS)
        there, moved = _advance(matrices[moving], here, step)
        points.put(moving, there)
        arrived[moving] = decrement < SMALLEST_DECREMENT
        bounded = np.abs(there.loadings).max(-1) < LARGEST_LOADING
        moving = moving[moved & bounded & ~arrived[moving]]
    return arrived


def _step(matrices: Floats, here: _Points, tie: Floats, *, observed: bool) -> tuple[Floats, Floats]:
    """Return the step (m, 2k) to subtract from the parameters, and its squared length."""
    slope, second = _derivatives(matrices, here.loadings, here.inverse, observed=observed)
    slope, second = slope @ tie.T, tie @ second @ tie.T
    ridge = RIDGE * np.abs(item_variances(second)).max(-1)[:, None, None] * np.eye(len(tie))
    step: Floats = np.linalg.solve(second + ridge, slope[..., None])[..., 0]
    decrement = (slope * step).sum(-1)
    uphill = np.flatnonzero(decrement < 0)
    step = step @ tie
    if observed and len(uphill):
        step[uphill], decrement[uphill] = _step(matrices[uphill], here.at(uphill), tie, observed=False)
    return step, decrement


def _advance(matrices: Floats, here: _Points, step: Floats) -> tuple[_Points, Flags]:
    """Take the step, halved as often as it needs to lead downhill; return where it led and which points moved."""
    k = matrices.shape[-1]
    # The allowance is the value's own rounding: close to the minimum all steps are level.
    limit = here.value + 1e-13 * (1 + np.abs(here.value))
    there = _evaluate(matrices, here.loadings - step[:, :k], here.uniquenesses - step[:, k:])
    for halvings in range(1, MOST_HALVINGS):
        rows = np.flatnonzero(there.value > limit)
        if not len(rows):
            break
        old, shorter = here.at(rows), step[rows] / 2**halvings
        there.put(rows, _evaluate(matrices[rows], old.loadings - shorter[:, :k], old.uniquenesses - shorter[:, k:]))
    stuck = np.flatnonzero(there.value > limit)
    there.put(stuck, here.at(stuck))
    moved = np.ones(len(matrices), dtype=bool)
    moved[stuck] = False
    return there, moved


def _evaluate(matrices: Floats, loadings: Floats, uniquenesses: Floats) -> _Points:
    """Return the points with these parameters."""
    implied = _implied(loadings, uniquenesses)
    sign, log_determinant = np.linalg.slogdet(implied)
    # λλ' has rank one, so it can lift one negative uniqueness above zero, not two; the determinant's sign tells.
    proper = (sign > 0) & ((uniquenesses < 0).sum(-1) <= 1)
    implied[~proper] = np.eye(matrices.shape[-1])
    inverse = _inverse(implied)
    trace = (matrices * inverse).sum((-2, -1))
    return _Points(loadings, uniquenesses, np.where(proper, log_determinant + trace, np.inf), inverse)


def _derivatives(matrices: Floats, loadings: Floats, inverse: Floats, *, observed: bool) -> tuple[Floats, Floats]:
    """
    Return the discrepancy's slope (m, 2k) and second derivatives (m, 2k, 2k), observed or expected.

    With W = Σ⁻¹, a = Wλ, c = λ'Wλ, G = W - WSW and h = Gλ, the slope is 2h for the loadings and diag G for the
    uniquenesses. The expected second derivatives are 2(cW + aa'), 2 W_ij a_j and W_ij²; what the observed ones add
    vanishes with G.
    """
    k = loadings.shape[-1]
    pull = inverse - inverse @ matrices @ inverse
    a, h = _times(inverse, loadings), _times(pull, loadings)
    c = (a * loadings).sum(-1)[:, None, None]
    own = 2 * (c * inverse + _outer(a, a))
    cross = 2 * inverse * a[:, None, :]
    unique = inverse**2
    if observed:
        mixed = _outer(a, h)
        d = (h * loadings).sum(-1)[:, None, None]
        own += 2 * ((1 - c) * pull - d * inverse - mixed - mixed.swapaxes(-2, -1))
        cross -= 2 * (pull * a[:, None, :] + inverse * h[:, None, :])
        unique -= 2 * inverse * pull
    second = np.empty((len(loadings), 2 * k, 2 * k))
    second[:, :k, :k], second[:, :k, k:] = own, cross
    second[:, k:, :k], second[:, k:, k:] = cross.swapaxes(-2, -1), unique
    return np.concatenate([2 * h, item_variances(pull)], axis=-1), second


def _congeneric_start(matrices: Floats) -> tuple[Floats, Floats, Flags]:
    """
    Return the best loadings for uniquenesses from the squared multiple correlations, and these uniquenesses.

    And whether they are the best alone: of two directions that explain as much, rounding would choose.
    """
    k = matrices.shape[-1]
    uniquenesses = (1 - 1 / (2 * k)) / item_variances(_inverse(matrices))
    root = np.sqrt(uniquenesses)
    values, vectors = np.linalg.eigh(matrices / _outer(root, root))
    alone = values[:, -2] < (1 - TIED) * values[:, -1]
    return root * vectors[..., -1] * np.sqrt(np.maximum(values[:, -1:] - 1, 0.05)), uniquenesses, alone


def _tau_equivalent_start(matrices: Floats) -> tuple[Floats, Floats]:
    """Return the root of the mean covariance, or a small loading if that is not positive, and what it leaves."""
    k = matrices.shape[-1]
    variances = item_variances(matrices)
    shared = (matrices.sum((-2, -1)) - variances.sum(-1)) / (k * (k - 1))
    loadings = np.sqrt(np.maximum(shared, 0.01))[:, None] * np.ones(k)
    return loadings, np.maximum(variances - loadings**2, 0.1 * variances)


def _implied(loadings: Floats, uniquenesses: Floats) -> Floats:
    """Return Σ = λλ' + Θ."""
    return _outer(loadings, loadings) + uniquenesses[..., None] * np.eye(loadings.shape[-1])


def _inverse(matrices: Floats) -> Floats:
    return np.asarray(np.linalg.inv(matrices), dtype=np.float64)


def _outer(left: Floats, right: Floats) -> Floats:
    product: Floats = left[..., :, None] * right[..., None, :]
    return product


def _times(matrices: Floats, vectors: Floats) -> Floats:
    product: Floats = (matrices @ vectors[..., None])[..., 0]
    return product
