"""The likelihood of an item-pair table: two normal variables, cut at thresholds, with one correlation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from servgap._stats.ordinal.bivariate_normal import bivariate_cdf, bivariate_density
from servgap._stats.ratio import Floats, ratio

LEAST_PROBABILITY = 1e-16
"""What a cell's probability counts for at least: below lies the rounding of the differences it is made of."""


@dataclass(frozen=True)
class PairSlopes:
    """
    How the likelihood of m tables (m, a, b) goes with the correlation.

    Attributes
    ----------
    probability
        The cells' probabilities.
    relative
        Each cell's derivative of its log-probability.
    slope, curvature
        First and second derivative of the log-likelihood.
    """

    probability: Floats
    relative: Floats
    slope: Floats
    curvature: Floats


def thresholds_of(margins: Floats) -> Floats:
    """
    Return the normal quantiles (..., L - 1) at the cumulative shares of answers (..., L).

    Categories without an answer at the scale's ends have their threshold at infinity; one in the middle has none of
    its own and shares its neighbour's.
    """
    below = np.cumsum(margins, axis=-1)
    share = ratio(below[..., :-1], below[..., -1:])
    cut: Floats = ndtri(share)
    return cut


def cell_differences(corners: Floats) -> Floats:
    """Return what each cell holds of a function of its corners (..., a + 1, b + 1)."""
    cells: Floats = np.diff(np.diff(corners, axis=-1), axis=-2)
    return cells


def with_edges(thresholds: Floats) -> Floats:
    """Put the line's ends around thresholds (..., L - 1)."""
    ends = np.full((*thresholds.shape[:-1], 1), np.inf)
    return np.concatenate([-ends, thresholds, ends], axis=-1)


def pair_slopes(tables: Floats, first: Floats, second: Floats, r: Floats) -> PairSlopes:
    """
    Evaluate tables (m, a, b), thresholds (m, a - 1) and (m, b - 1), and correlations (m,).

    The derivative of a corner's probability by the correlation is the density there (Plackett 1954).
    """
    h, k, rho = first[:, :, None], second[:, None, :], r[:, None, None]
    probability = cell_probabilities(first, second, r)
    density = bivariate_density(h, k, rho)
    x, y = (np.where(np.isfinite(each), each, 0.0) for each in (h, k))
    own = (1 - rho) * (1 + rho)
    bend = density * (rho / own + (x * y * (1 + rho**2) - rho * (x**2 + y**2)) / own**2)
    rise, turn = (cell_differences(_bordered(each)) for each in (density, bend))
    relative = rise / probability
    slope = (tables * relative).sum((-2, -1))
    curvature = (tables * (turn / probability - relative**2)).sum((-2, -1))
    return PairSlopes(probability, relative, slope, curvature)


def cell_probabilities(first: Floats, second: Floats, r: Floats) -> Floats:
    """Return the probabilities (m, a, b) of the cells between thresholds (m, a - 1) and (m, b - 1)."""
    h, k = with_edges(first)[:, :, None], with_edges(second)[:, None, :]
    corners = np.zeros(np.broadcast_shapes(h.shape, k.shape))
    corners[:, 1:-1, 1:-1] = bivariate_cdf(h[:, 1:-1], k[..., 1:-1], r[:, None, None])
    corners[:, -1:] = bivariate_cdf(np.inf, k, 0.0)
    corners[..., -1:] = bivariate_cdf(h, np.inf, 0.0)
    return np.maximum(cell_differences(corners), LEAST_PROBABILITY)


def _bordered(inner: Floats) -> Floats:
    """Put zeros around the values at inner corners (m, a - 1, b - 1)."""
    corners = np.zeros((len(inner), inner.shape[1] + 2, inner.shape[2] + 2))
    corners[:, 1:-1, 1:-1] = inner
    return corners
