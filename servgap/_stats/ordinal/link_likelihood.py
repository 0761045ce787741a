"""Likelihood of paired ordinal answers under a cumulative link, from their joint table alone, with its derivatives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from scipy.special import expit, ndtr

from servgap._stats.ratio import Floats

Link = Literal["logit", "probit"]
Spread: TypeAlias = Literal["none", "scale", "respondent"]

_REACH, _NODES = 7.5, 61


@dataclass(frozen=True)
class Model:
    """Which cumulative link model: its link, whether perception has an effect, and what else varies.

    Parameters are the thresholds, then the effect if there is one, then the logarithm of the scale's ratio
    (``"scale"``) or the standard deviation of respondents (``"respondent"``).
    """

    link: Link
    effect: bool
    spread: Spread

    def parameters(self, categories: int) -> int:
        """Count the parameters for a number of categories."""
        return categories - 1 + self.effect + (self.spread != "none")


@dataclass(frozen=True)
class Point:
    """Log likelihood, gradient and Hessian at some parameters, one entry a table."""

    log_likelihood: Floats
    gradient: Floats
    hessian: Floats


@dataclass(frozen=True)
class _Cuts:
    """Arguments a of the link at the thresholds (tables × nodes × parts × cuts), with their derivatives."""

    argument: Floats
    slope: Floats
    curvature: Floats | None


@dataclass(frozen=True)
class _Shares:
    """Probabilities of the categories, and the link's density and its derivative at the cuts."""

    share: Floats
    density: Floats
    bend: Floats


def nodes(spread: Spread) -> tuple[Floats, Floats]:
    """Values of a standard normal respondent and their probabilities; a single one where respondents do not vary."""
    if spread != "respondent":
        return np.zeros(1), np.ones(1)
    # Equal steps integrate a smooth function against a normal density to full precision (trapezoidal rule), and the
    # nodes need not move with the tables.
    value = np.linspace(-_REACH, _REACH, _NODES)
    mass = np.exp(-(value**2) / 2)
    return value, mass / mass.sum()


def _cuts(parameters: Floats, categories: int, model: Model) -> _Cuts:
    cuts, count = categories - 1, parameters.shape[-1]
    z, _ = nodes(model.spread)
    tables = len(parameters)
    threshold = parameters[:, None, None, :cuts]
    part = np.array([0.0, 1.0])[:, None]
    effect = parameters[:, cuts, None, None, None] if model.effect else np.zeros((tables, 1, 1, 1))
    argument = np.broadcast_to(threshold - effect * part, (tables, len(z), 2, cuts)).copy()
    slope = np.zeros((tables, len(z), 2, cuts, count))
    slope[..., np.arange(cuts), np.arange(cuts)] = 1.0
    if model.effect:
        slope[..., cuts] = -part
    if model.spread == "respondent":
        argument += parameters[:, -1, None, None, None] * z[:, None, None]
        slope[..., -1] = z[:, None, None]
    if model.spread != "scale":
        return _Cuts(argument, slope, None)
    shrink = np.exp(-parameters[:, -1, None, None, None] * part)
    argument *= shrink
    slope *= shrink[..., None]
    slope[..., -1] = -argument * part
    curvature = np.zeros((*slope.shape, count))
    curvature[..., -1] = -slope * part[..., None]
    curvature[..., -1, :] = curvature[..., -1]
    return _Cuts(argument, slope, curvature)


def _shares(argument: Floats, link: Link) -> _Shares:
    distribution = expit if link == "logit" else ndtr
    below, above = distribution(argument), distribution(-argument)
    edge = np.zeros((*argument.shape[:-1], 1))
    # Differences are taken on the side where the probabilities are small, so that none is lost to rounding.
    lower = np.diff(np.concatenate([edge, below, edge + 1], axis=-1))
    upper = -np.diff(np.concatenate([edge + 1, above, edge], axis=-1))
    upper_side = np.concatenate([argument, edge + 1], axis=-1) > 0
    share = np.where(upper_side, upper, lower)
    if link == "logit":
        density = below * above
        return _Shares(share, density, density * (above - below))
    density = np.exp(-(argument**2) / 2) / np.sqrt(2 * np.pi)
    return _Shares(share, density, -argument * density)


def log_likelihood(tables: Floats, parameters: Floats, model: Model) -> Floats:
    """Give the log likelihood of each joint table; minus infinity where thresholds are out of order."""
    shares = _shares(_cuts(parameters, tables.shape[-1], model).argument, model.link).share
    _, mass = nodes(model.spread)
    joint = np.swapaxes(shares[:, :, 0], 1, 2) @ (mass[:, None] * shares[:, :, 1])
    ordered = np.asarray((shares > 0).any(axis=1)).all(axis=(1, 2))
    valid = ordered & ((joint > 0) | (tables == 0)).all(axis=(1, 2))
    told = tables * np.log(np.where(joint > 0, joint, 1.0))
    return np.where(valid, told.sum(axis=(1, 2)), -np.inf)


def point(tables: Floats, parameters: Floats, model: Model) -> Point:
    """Give log likelihood, gradient and Hessian of each joint table (expectation × perception) at valid parameters."""
    cuts = _cuts(parameters, tables.shape[-1], model)
    found = _shares(cuts.argument, model.link)
    _, mass = nodes(model.spread)
    first, second = found.share[:, :, 0], found.share[:, :, 1]
    weighted = mass[:, None] * second
    joint = np.swapaxes(first, 1, 2) @ weighted
    per = np.where(tables > 0, tables / np.where(joint > 0, joint, 1.0), 0.0)
    # How the log likelihood grows with the probability of each category, at each node, for each part.
    pull = np.stack([weighted @ np.swapaxes(per, 1, 2), (mass[:, None] * first) @ per], axis=2)
    across = pull[..., :-1] - pull[..., 1:]
    force = found.density * across
    gradient = np.einsum("tqxc,tqxcp->tp", force, cuts.slope)
    hessian = _summed(cuts.slope, (found.bend * across)[..., None] * cuts.slope)
    if cuts.curvature is not None:
        hessian += np.einsum("tqxc,tqxcpr->tpr", force, cuts.curvature)
    moves = _moves(found.density, cuts.slope)
    both = _summed(moves[:, :, 0], mass[:, None, None] * (per[:, None] @ moves[:, :, 1]))
    hessian += both + np.swapaxes(both, 1, 2) - _squares(tables, joint, (first, second), moves, mass)
    log = tables * np.log(np.where(joint > 0, joint, 1.0))
    return Point(log.sum(axis=(1, 2)), gradient, hessian)


def _moves(density: Floats, slope: Floats) -> Floats:
    """Derivatives of the categories' probabilities (tables × nodes × parts × categories × parameters)."""
    at_cut = density[..., None] * slope
    edge = np.zeros((*at_cut.shape[:-2], 1, at_cut.shape[-1]))
    return np.asarray(np.diff(np.concatenate([edge, at_cut, edge], axis=-2), axis=-2))


def _summed(left: Floats, right: Floats) -> Floats:
    """Sum the outer products of two sets of vectors over everything between table and parameter."""
    tables, count = left.shape[0], left.shape[-1]
    return np.asarray(np.swapaxes(left.reshape(tables, -1, count), 1, 2) @ right.reshape(tables, -1, count))


def _squares(tables: Floats, joint: Floats, shares: tuple[Floats, Floats], moves: Floats, mass: Floats) -> Floats:
    """Sum the outer products of the cells' own gradients over the respondents."""
    first, second = (np.swapaxes(np.moveaxis(moves[:, :, part], -1, 1), 2, 3) for part in (0, 1))
    weighted = tuple((mass[:, None] * share)[:, None] for share in shares)
    moved = first @ weighted[1] + np.swapaxes(second @ weighted[0], 2, 3)
    own = moved / np.where(joint > 0, joint, 1.0)[:, None]
    flat = own.reshape(*own.shape[:2], -1)
    return np.asarray((flat * tables.reshape(len(tables), 1, -1)) @ np.swapaxes(flat, 1, 2))
