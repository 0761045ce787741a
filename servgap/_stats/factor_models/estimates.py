"""The estimates of a group, in the model's own units and in standard deviations, each with its standard error."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np

from servgap._stats.factor_models.implied import Implied, Numbers, imply
from servgap._stats.factor_models.specification import ERROR, FACTOR, LOADING, REGRESSION, Layout, Specification
from servgap._stats.ratio import Floats

TINY = 1e-20
"""Step along the imaginary axis: a derivative taken there loses no digit, since nothing is subtracted (Squire & Trapp
1998)."""


@dataclass(frozen=True)
class Estimates:
    """
    The matrices of a group at its estimates, p items and m factors. Standard errors of what is fixed are 0.

    Attributes
    ----------
    loadings, errors, factors, regressions
        Λ (p, m), Θ (p, p), Ψ (m, m) and Β (m, m).
    intercepts, means
        ν (p) and α (m); zero where means are not modelled.
    standardized_loadings, standardized_regressions
        In standard deviations of items and factors.
    standardized_errors
        Shares of the items' variances that are error; beside the diagonal the correlations of errors.
    standardized_factors
        Shares of the factors' variances that are their own; beside the diagonal the correlations of what is.
    factor_correlation
        Correlations (m, m) of the factors.
    *_se
        Standard errors of all these.
    """

    loadings: Floats
    loadings_se: Floats
    errors: Floats
    errors_se: Floats
    factors: Floats
    factors_se: Floats
    regressions: Floats
    regressions_se: Floats
    intercepts: Floats
    intercepts_se: Floats
    means: Floats
    means_se: Floats
    standardized_loadings: Floats
    standardized_loadings_se: Floats
    standardized_errors: Floats
    standardized_errors_se: Floats
    standardized_factors: Floats
    standardized_factors_se: Floats
    standardized_regressions: Floats
    standardized_regressions_se: Floats
    factor_correlation: Floats
    factor_correlation_se: Floats


def estimates(model: Specification, theta: Floats, covariance: Floats) -> tuple[Estimates, ...]:
    """Return the estimates of each group from the parameters and their covariance matrix."""
    return tuple(_of_group(model, layout, theta, covariance) for layout in model.layouts)


def sampling_error(function: Callable[[Numbers], Numbers], theta: Floats, covariance: Floats) -> Floats:
    """
    Return the standard errors of a function of the parameters by the delta method.

    The function takes parameters (..., q), real or complex, and gives numbers (..., k).

    Examples
    --------
    >>> sampling_error(lambda theta: theta**2, np.array([3.0]), np.array([[0.25]]))
    array([3.])
    """
    slopes = function(theta + 1j * TINY * np.eye(len(theta))).imag / TINY
    variances = ((covariance @ slopes) * slopes).sum(0)
    errors: Floats = np.sqrt(np.maximum(variances, 0.0))
    return errors


def standardized(layout: Layout, theta: Numbers, items: int) -> dict[str, Numbers]:
    """
    Return a group's standardised matrices; NaN where a variance is not positive.

    Works for complex parameters, so that the standard errors follow from it.
    """
    here = imply(layout, theta)
    m = here.own.shape[-1] - (here.moments.shape[-1] - items)
    factors = _within(here.factors, m)
    variances, own_variances = _diagonal(_within(here.moments, items)), _diagonal(factors)
    within, size = _inverse_root(variances)[..., :, None], _inverse_root(own_variances)
    spread, unit = (own_variances * size)[..., None, :], size[..., :, None]
    regressions = 0 * factors
    if layout.recursive:
        regressions = np.eye(m) - np.linalg.inv(here.effects[..., :m, :m])
    return {
        "standardized_loadings": here.loadings[..., :items, :m] * spread * within,
        "standardized_errors": _shares(here.errors[..., :items, :items], variances),
        "standardized_factors": _shares(here.own[..., :m, :m], own_variances),
        "standardized_regressions": regressions * spread * unit,
        "factor_correlation": factors * size[..., None, :] * unit,
    }


def _of_group(model: Specification, layout: Layout, theta: Floats, covariance: Floats) -> Estimates:
    p, m = model.items, model.factors
    if not np.isfinite(theta).all():
        return _unknown(p, m)
    se = np.sqrt(np.maximum(np.diagonal(covariance), 0.0))
    values, errors = _unstandardized(model, layout, imply(layout, theta)), _placed(model, layout, se)
    scaled = standardized(layout, theta, p)
    sizes = {name: matrix.shape for name, matrix in scaled.items()}
    flat = sampling_error(lambda at: _flat(standardized(layout, at, p)), theta, covariance)
    parts = np.split(flat, np.cumsum([np.prod(shape) for shape in sizes.values()])[:-1])
    scaled_errors = {f"{name}_se": part.reshape(sizes[name]) for name, part in zip(sizes, parts, strict=True)}
    return Estimates(**values, **errors, **scaled, **scaled_errors)


def _unstandardized(model: Specification, layout: Layout, here: Implied) -> dict[str, Floats]:
    p, m = model.items, model.factors
    regressions = np.eye(len(here.own)) - np.linalg.inv(here.effects) if layout.recursive else 0 * here.own
    return {
        "loadings": here.loadings[:p, :m],
        "errors": here.errors[:p, :p],
        "factors": here.own[:m, :m],
        "regressions": regressions[:m, :m],
        "intercepts": here.loadings[:p, m] if model.means else np.zeros(p),
        "means": regressions[:m, m] if model.means else np.zeros(m),
    }


def _placed(model: Specification, layout: Layout, se: Floats) -> dict[str, Floats]:
    """Put the parameters' standard errors where the parameters stand."""
    p, m = model.items, model.factors
    of_path = se[layout.parameter]
    places = {}
    for kind, shape in ((LOADING, (p, m + 1)), (REGRESSION, (m, m + 1)), (FACTOR, (m, m)), (ERROR, (p, p))):
        here = layout.matrix == kind
        found = np.zeros(shape)
        found[layout.row[here], layout.column[here]] = of_path[here]
        if kind in {FACTOR, ERROR}:
            found[layout.column[here], layout.row[here]] = of_path[here]
        places[kind] = found
    return {
        "loadings_se": places[LOADING][:, :m],
        "errors_se": places[ERROR],
        "factors_se": places[FACTOR],
        "regressions_se": places[REGRESSION][:, :m],
        "intercepts_se": places[LOADING][:, m],
        "means_se": places[REGRESSION][:, m],
    }


def _shares(covariance: Numbers, totals: Numbers) -> Numbers:
    """Return variances as shares of the totals, covariances as correlations."""
    root, place = _inverse_root(_diagonal(covariance)), np.arange(covariance.shape[-1])
    shares = np.where(covariance == 0, covariance, covariance * root[..., None, :] * root[..., :, None])
    shares[..., place, place] = _diagonal(covariance) * _inverse_root(totals) ** 2
    return shares


def _within(moments: Numbers, size: int) -> Numbers:
    """Return the covariances of the first `size` variables, from moments with the constant last or without it."""
    mean = moments[..., :size, size:]
    covariance: Numbers = moments[..., :size, :size] - mean @ mean.swapaxes(-2, -1)
    return covariance


def _flat(matrices: dict[str, Numbers]) -> Numbers:
    return np.concatenate([each.reshape(*each.shape[:-2], -1) for each in matrices.values()], axis=-1)


def _diagonal(matrix: Numbers) -> Numbers:
    return np.diagonal(matrix, axis1=-2, axis2=-1)


def _inverse_root(variances: Numbers) -> Numbers:
    """Return one over the square roots; NaN, by a product that warns of nothing, where a variance is not positive."""
    positive = variances.real > 0
    roots: Numbers = np.where(positive, 1.0, np.nan) / np.sqrt(np.where(positive, variances, 1.0))
    return roots


def _unknown(p: int, m: int) -> Estimates:
    """Return what is known without estimates: nothing."""
    shapes = {"loadings": (p, m), "errors": (p, p), "intercepts": (p,), "means": (m,)}
    shapes |= {"standardized_loadings": (p, m), "standardized_errors": (p, p)}
    names = (field.name for field in fields(Estimates))
    return Estimates(**{name: np.full(shapes.get(name.removesuffix("_se"), (m, m)), np.nan) for name in names})
