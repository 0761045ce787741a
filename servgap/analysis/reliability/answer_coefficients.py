"""Coefficients of reliability that take more than a plain tally: respondents' answers, or tables of pairs of items."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from servgap._stats.ordinal.green_yang import green_yang_omega
from servgap._stats.ordinal.polychoric import polychoric
from servgap._stats.reliability.alpha_bootstrap import alpha_bootstrap
from servgap.analysis.reasons import (
    CONSTANT_ITEM,
    IMPROPER,
    NEEDS_PAIRS,
    NEEDS_ROWS,
    NONE,
    NOT_CONVERGED,
    NOT_IDENTIFIED,
    NOT_ON_SCALE,
    SINGULAR,
    TOO_SMALL,
)
from servgap.analysis.reliability.coefficients import Coefficient, Coefficients
from servgap.analysis.reliability.intervals import Place, complete_answers, groups_of
from servgap.analysis.reliability.rows import Measured, alpha_reasons
from servgap.survey.covariances import GAP
from servgap.survey.ordinal_tables import dimension_tables
from servgap.survey.survey import Survey
from servgap.survey.tally import Floats

FROM_ROWS = (alpha_bootstrap,)
FROM_TABLES = (polychoric, green_yang_omega)


def from_answers(
    found: Measured, survey: Survey | None, confidence: float, draws: int, rng: np.random.Generator
) -> Coefficients:
    """Compute what takes rows, if there are any, and what takes tables of pairs of items, if the tally has them."""
    groups = None if survey is None else groups_of(found.tally, survey)
    coefficients: dict[Place, list[Coefficient]] = {}
    for place in found.places:
        k, row = len(found.tally.instrument.dimensions[place[0]].items), found.row(place)
        alpha = found.numbers["alpha"][:, row]
        why = alpha_reasons(found.numbers["n"][:, row].astype(np.float64), k, alpha)
        if groups is None:
            resampled = Coefficient("alpha", "bca", alpha, np.where(why == NONE, NEEDS_ROWS, why))
        else:
            resampled = _resampled([complete_answers(each, place) for each in groups], why, (confidence, draws, rng))
        coefficients[place] = [resampled, *_ordinal(found, place, why)]
    return coefficients


def _resampled(
    rows: list[Floats], why: NDArray[np.object_], drawing: tuple[float, int, np.random.Generator]
) -> Coefficient:
    """Bootstrap alpha in each group; what has no limits for no other reason has too few respondents."""
    confidence, draws, rng = drawing
    drawn = np.full((3, len(rows)), np.nan)
    for group in np.flatnonzero(why == NONE):
        one = alpha_bootstrap(rows[group], confidence, draws=draws, rng=rng)
        drawn[:, group] = float(one.alpha), float(one.bca_low), float(one.bca_high)
    reason = np.where((why == NONE) & np.isnan(drawn).any(axis=0), TOO_SMALL, why)
    return Coefficient("alpha", "bca", drawn[0], reason, drawn[1], drawn[2])


def _ordinal(found: Measured, place: Place, why: NDArray[np.object_]) -> list[Coefficient]:
    """Compute ordinal alpha and Green and Yang's omega of answers on the scale."""
    dimension, part = place
    values = np.full((2, len(why)), np.nan)
    reasons = np.stack([why, why])
    if part == GAP:
        reasons[:] = NOT_ON_SCALE
    elif not found.tally.has_item_tables:
        reasons[:, why == NONE] = NEEDS_PAIRS
    else:
        tables = dimension_tables(found.tally, part, dimension)
        for group in np.flatnonzero(why == NONE):
            values[:, group], reasons[:, group] = _of_tables(tables[group])
    names = ("ordinal_alpha", "ordinal_omega")
    return [Coefficient(name, "polychoric", values[row], reasons[row]) for row, name in enumerate(names)]


def _of_tables(tables: Floats) -> tuple[list[float], list[str]]:
    """Return ordinal alpha and Green and Yang's omega, and for each why it is not there."""
    correlations = polychoric(tables)
    if np.isnan(correlations.correlation).any():
        return [np.nan, np.nan], [CONSTANT_ITEM, CONSTANT_ITEM]
    if correlations.boundary.any():
        return [np.nan, np.nan], [SINGULAR, SINGULAR]
    one = green_yang_omega(correlations)
    omega = np.nan if one.heywood else one.omega
    if np.isfinite(omega):
        return [one.alpha_latent, omega], [NONE, NONE]
    failed = NOT_CONVERGED if not one.heywood else IMPROPER
    return [one.alpha_latent, np.nan], [NONE, NOT_IDENTIFIED if len(one.loadings) < 3 else failed]
