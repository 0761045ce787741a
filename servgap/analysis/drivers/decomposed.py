"""Shares of the outcome's variance by driver and by dimension, with intervals and sets of ranks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from servgap._stats.importance.decomposition import without_sets
from servgap._stats.importance.explained import explain_by_sets, varies
from servgap._stats.importance.influence import Shares, form_coefficients, influences, shares_of
from servgap._stats.importance.share_intervals import (
    ShareIntervals,
    r2_interval,
    ranked_scale,
    share_intervals,
    shares_covariance,
    shares_covariance_of_products,
    together,
)
from servgap._stats.ranks.rank_sets import observed_rank, rank_sets
from servgap._stats.ratio import Floats
from servgap.analysis.drivers.material import Material
from servgap.analysis.reasons import NEEDS_ROWS, NO_SUCH_COVARIANCE, NO_VARIATION, NONE, TOO_FEW, TOO_FEW_FOR_ITEMS
from servgap.analysis.subject import DRAWS, Chance

Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Level:
    """What drivers, or dimensions, account for; NaN, with the reason, where that is not known.

    Parameters
    ----------
    found
        Shares with their intervals.
    adjusted
        Shares of adjusted R².
    first, last
        R² of each alone, and what R² loses without it.
    johnson
        Relative weights.
    rank, rank_low, rank_high
        Places by share, 1 for the largest.
    reason
        Why a number is not there.
    """

    found: ShareIntervals
    adjusted: Floats
    first: Floats
    last: Floats
    johnson: Floats
    rank: Floats
    rank_low: Floats
    rank_high: Floats
    reason: NDArray[np.object_]


@dataclass(frozen=True)
class Decomposition:
    """R² with its interval, and what the drivers and the dimensions account for.

    Parameters
    ----------
    r2, r2_low, r2_high, adjusted_r2
        All drivers together.
    shares, covariance
        The drivers' shares with their gradients, and their covariance; None where these are not known.
    drivers, dimensions
        The two levels; where dimensions are the drivers, they are the same.
    """

    r2: float
    r2_low: float
    r2_high: float
    adjusted_r2: float
    shares: Shares | None
    covariance: Floats | None
    drivers: Level
    dimensions: Level


def decomposed(material: Material, confidence: float, chance: Chance) -> Decomposition:
    """Divide R² among drivers, and add up the shares of dimensions."""
    if reason := why_not(material):
        levels = [_unknown(count, reason) for count in (len(material.blocks), len(material.predictors.sums))]
        return Decomposition(np.nan, np.nan, np.nan, np.nan, None, None, *levels)
    shares = shares_of(
        material.covariance,
        coalitions=material.predictors.coalitions,
        blocks=material.blocks,
        df=float(material.smallest - material.taken),
    )
    covariance = covariance_of(material, shares)
    drivers = _level(material, (shares, covariance), np.eye(len(material.blocks)), confidence, chance)
    dimensions = drivers
    if material.predictors.level == "item":
        dimensions = _level(material, (shares, covariance), material.predictors.sums, confidence, chance)
    low, high = np.nan, np.nan
    if covariance is not None:
        variance = float(covariance.sum())
        low, high = r2_interval(
            shares.r2, shares.adjusted_r2, float(shares.columns.sum()), variance, df=material.df, confidence=confidence
        )
    return Decomposition(
        shares.r2, float(low), float(high), shares.adjusted_r2, shares, covariance, drivers, dimensions
    )


def covariance_of(material: Material, shares: Shares) -> Floats | None:
    """Give the covariance of shares; None where neither respondents' rows nor products of four are there."""
    if material.mended:
        return None
    if material.rows is None:
        if material.fourth is None:
            return None
        return shares_covariance_of_products(material.fourth, shares.gradients, material.n, material.df)
    if material.pairs is None:
        return shares_covariance(material.rows, shares.gradients, material.df)
    found = rows_of_pairs(material, shares)
    return np.asarray(found.T @ found / (len(found) * material.df))


def influences_of(material: Material, shares: Shares) -> Floats:
    """Give what each respondent used adds to each share."""
    if material.rows is None:
        raise ValueError(material)
    return influences(material.rows, shares.gradients) if material.pairs is None else rows_of_pairs(material, shares)


def part_influences(respondents: int, material: Material, shares: Shares) -> Floats:
    """Give by what each respondent of a survey moves each driver's part of R², NaN for those who were not used.

    A part s_j/R² moves by (h_j - (s_j/R²) Σ h)/R². The error of a part is the mean of these over those used; as
    residuals are smaller than errors, they are scaled by √(n/df).
    """
    if material.kept is None:
        raise ValueError(material)
    whole = np.full((respondents, len(shares.shares)), np.nan)
    if not shares.r2 > 0:  # nothing is explained, and has no parts
        return whole
    rows = influences_of(material, shares)
    moved = (rows - shares.shares / shares.r2 * rows.sum(axis=1, keepdims=True)) / shares.r2
    whole[material.kept] = moved * np.sqrt(material.n / material.df)
    return whole


def rows_of_pairs(material: Material, shares: Shares) -> Floats:
    """Give respondents' influences where each covariance rests on those who have both columns.

    Σ M_jk (z_j z_k - σ_jk) n/n_jk over the pairs that a respondent has.
    """
    if material.rows is None or material.pairs is None:
        raise ValueError(material)
    first, second = np.triu_indices(len(material.covariance))
    weight = len(material.rows) / material.pairs[first, second]
    coefficients = (form_coefficients(shares.gradients) * weight).T
    there = ~np.isnan(material.rows)
    products = np.where(there, material.rows, 0.0)
    product = products[:, first] * products[:, second]
    product -= (there[:, first] & there[:, second]) * material.covariance[first, second]
    return np.asarray(product @ coefficients)


def why_not(material: Material) -> str:
    """Say why nothing can be divided; nothing where it can."""
    if material.n < 2:
        return TOO_FEW
    if not np.isfinite(material.covariance).all():
        return NO_SUCH_COVARIANCE
    if material.df < 1:
        return TOO_FEW_FOR_ITEMS
    return NONE if varies(material.covariance)[-1] else NO_VARIATION


def _level(
    material: Material, known: tuple[Shares, Floats | None], groups: Floats, confidence: float, chance: Chance
) -> Level:
    shares, of_drivers = known
    summed = together(shares, groups)
    covariance = None if of_drivers is None else groups @ of_drivers @ groups.T
    reason = np.full(len(groups), NONE, dtype=object)
    varying = varies(material.covariance)
    constant = groups @ np.array([float(varying[list(block)].any()) for block in material.blocks]) == 0.0
    low = high = np.full(len(groups), np.nan)
    if covariance is None:
        reason[:] = NO_SUCH_COVARIANCE if material.mended else NEEDS_ROWS
        unknown = np.full(len(groups), np.nan)
        part = summed.shares / shares.r2 if shares.r2 > 0 else unknown
        found = ShareIntervals(summed.shares, unknown, unknown, unknown, part, unknown, unknown, unknown)
    else:
        found = share_intervals(
            summed.shares, summed.adjusted, summed.columns, covariance, df=material.df, confidence=confidence
        )
        ordered = ranked_scale(summed.shares, summed.adjusted, covariance)
        sets = rank_sets(*ordered, confidence=confidence, df=material.df, draws=DRAWS, rng=_again(chance))
        low, high = sets.rank_low.astype(np.float64), sets.rank_high.astype(np.float64)
    reason[constant] = NO_VARIATION
    # The sets are those of the shares less what chance explains, which may order small ones otherwise.
    rank = observed_rank(summed.shares).astype(np.float64)
    return Level(
        found,
        summed.adjusted,
        *_alone_and_last(material, groups, shares.r2),
        _johnson(material, groups),
        rank,
        np.fmin(low, np.where(np.isnan(low), np.nan, rank)),
        np.fmax(high, np.where(np.isnan(high), np.nan, rank)),
        reason,
    )


def _alone_and_last(material: Material, groups: Floats, r2: float) -> tuple[Floats, Floats]:
    held = np.zeros((len(groups), len(material.covariance) - 1), dtype=bool)
    for row, group in zip(held, groups, strict=True):
        for driver in np.flatnonzero(group):
            row[list(material.blocks[driver])] = True
    found = explain_by_sets(material.covariance, np.concatenate([held, ~held])).r2
    return found[: len(groups)], np.maximum(r2 - found[len(groups) :], 0.0)


def _johnson(material: Material, groups: Floats) -> Floats:
    weights = relative_weights(material)
    return np.asarray(groups @ np.array([weights[list(block)].sum() for block in material.blocks]))


def relative_weights(material: Material) -> Floats:
    """Give Johnson's relative weight of every column; 0 of one that does not vary."""
    varying = np.flatnonzero(varies(material.covariance))
    weights = np.zeros(len(material.covariance) - 1)
    weights[varying[:-1]] = without_sets(material.covariance[np.ix_(varying, varying)]).genizi
    return weights


def _again(chance: Chance) -> np.random.Generator:
    """Start the seed anew for each use, so that none depends on the ones before."""
    return chance.rng if chance.seed is None else np.random.default_rng(chance.seed)


def _unknown(count: int, reason: str) -> Level:
    nothing = np.full(count, np.nan)
    return Level(ShareIntervals(*(nothing,) * 8), *(nothing,) * 7, np.full(count, reason, dtype=object))
