"""What a model says of the items: their moments Σ(θ), and how these move with each parameter.

With L = Λ(I−Β)⁻¹ and Φ = (I−Β)⁻¹Ψ(I−Β)⁻ᵀ, the moments are Σ = LΨL' + Θ. Along any single path they move by ab' + ba':

    λ_ij:  a = e_i,  b = row j of ΦΛ'        β_kl:  a = column k of L,  b = row l of ΦΛ'
    ψ_kl:  a, b = columns k and l of L       θ_ij:  a, b = e_i and e_j

(half of that on the diagonals of Ψ and Θ). All derivatives of all models follow from these two vectors.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from servgap._stats.factor_models.specification import ERROR, FACTOR, LOADING, REGRESSION, Layout, Specification
from servgap._stats.ratio import Floats

Numbers: TypeAlias = NDArray[Any]
"""Real numbers, or complex ones where a derivative is taken along the imaginary axis."""


@dataclass(frozen=True)
class Implied:
    """
    A group's matrices at θ.

    Attributes
    ----------
    loadings, own, errors
        Λ, Ψ and Θ.
    effects, total
        (I−Β)⁻¹ and L = Λ(I−Β)⁻¹: how factors and items depend on what is each factor's own.
    factors, moments
        Φ and Σ, the moments of the factors and of the items; with the constant last, where means are modelled.
    """

    loadings: Numbers
    own: Numbers
    errors: Numbers
    effects: Numbers
    total: Numbers
    factors: Numbers
    moments: Numbers


def imply(layout: Layout, theta: Numbers) -> Implied:
    """Fill a group's matrices with the parameters (..., q), and derive the moments."""
    loadings, regressions, own, errors = _filled(layout, theta)
    effects = np.broadcast_to(np.eye(own.shape[-1], dtype=own.dtype), own.shape)
    if layout.recursive:
        effects = np.linalg.inv(effects - regressions)
    total = loadings @ effects
    return Implied(
        loadings=loadings,
        own=own,
        errors=errors,
        effects=effects,
        total=total,
        factors=effects @ own @ effects.swapaxes(-2, -1),
        moments=total @ own @ total.swapaxes(-2, -1) + errors,
    )


def slopes(layout: Layout, here: Implied) -> tuple[Floats, Floats]:
    """Return the vectors a and b (free paths, items) by which the moments move, ab' + ba', along each free path."""
    unit = np.eye(len(here.moments))
    left = np.concatenate([unit, here.total.T])
    right = np.concatenate([here.factors @ here.loadings.T, here.total.T, unit])
    return left[layout.left], layout.weight[:, None] * right[layout.right]


def implied_moments(model: Specification, theta: Floats) -> list[tuple[Floats, Floats]]:
    """
    Return the mean vector and covariance matrix of every group; zero means where means are not modelled.

    Examples
    --------
    >>> from servgap._stats.factor_models.structures import one_factor
    >>> mean, covariance = implied_moments(one_factor(2), np.array([1.0, 2.0, 3.0, 3.0]))[0]
    >>> covariance
    array([[4., 2.],
           [2., 7.]])
    """
    return [_split(imply(layout, theta).moments, model) for layout in model.layouts]


def jacobians(model: Specification, theta: Floats) -> list[Floats]:
    """
    Return for each group the derivatives (moments, parameters) of its moments.

    Rows are the means, where they are modelled, then the lower triangle of the covariance matrix row by row, as
    `numpy.tril_indices` lists it; columns are in the order of `model.parameters`.
    """
    return [_jacobian(model, layout, imply(layout, theta)) for layout in model.layouts]


def _jacobian(model: Specification, layout: Layout, here: Implied) -> Floats:
    p = model.items
    a, b = slopes(layout, here)
    low, high = np.tril_indices(p)
    moved = a[:, low] * b[:, high] + a[:, high] * b[:, low]
    if model.means:
        mean = here.moments[-1, :p]
        shift = a[:, :p] * b[:, p:] + a[:, p:] * b[:, :p]
        moved -= shift[:, low] * mean[high] + shift[:, high] * mean[low]
        moved = np.concatenate([shift, moved], axis=1)
    jacobian = np.zeros((moved.shape[1], model.size))
    np.add.at(jacobian.T, layout.parameter, moved)
    return jacobian


def _split(moments: Floats, model: Specification) -> tuple[Floats, Floats]:
    """Take moments about zero apart into means and covariances."""
    p = model.items
    if not model.means:
        return np.zeros(p), moments
    mean = moments[-1, :p]
    return mean, moments[:p, :p] - np.outer(mean, mean)


def _filled(layout: Layout, theta: Numbers) -> list[Numbers]:
    """Return Λ, Β, Ψ and Θ."""
    fixed = (layout.loadings, layout.regressions, layout.factor_covariance, layout.error_covariance)
    values = theta[..., layout.parameter]
    matrices = []
    for kind, numbers in zip((LOADING, REGRESSION, FACTOR, ERROR), fixed, strict=True):
        filled = np.empty((*theta.shape[:-1], *numbers.shape), dtype=theta.dtype)
        filled[...] = numbers
        here = layout.matrix == kind
        row, column = layout.row[here], layout.column[here]
        filled[..., row, column] = values[..., here]
        if kind in {FACTOR, ERROR}:
            filled[..., column, row] = values[..., here]
        matrices.append(filled)
    return matrices
