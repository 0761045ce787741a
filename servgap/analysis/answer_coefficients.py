"""Coefficients of reliability that take more than moments: each respondent's answers, or tables of pairs of items."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from servgap._stats.factor_models.robust_analysis import omega_robust
from servgap._stats.ordinal.green_yang import green_yang_omega
from servgap._stats.ordinal.polychoric import polychoric
from servgap._stats.reliability.alpha_bootstrap import alpha_bootstrap
from servgap._stats.reliability.alpha_intervals import alpha_distribution_free
from servgap.analysis.coefficients import Coefficient, Coefficients
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
from servgap.analysis.reliability_rows import Measured, Place, alpha_reasons
from servgap.survey.covariances import GAP
from servgap.survey.ordinal_tables import dimension_tables
from servgap.survey.survey import Survey
from servgap.survey.tally import Floats

FROM_ROWS = ("alpha_distribution_free", "alpha_bootstrap", "omega_robust")
FROM_TABLES = ("polychoric", "green_yang_omega")


@dataclass(frozen=True)
class _Ends:
    """A value with its interval."""

    value: float = np.nan
    low: float = np.nan
    high: float = np.nan


NOTHING = _Ends()


def from_answers(
    found: Measured, survey: Survey | None, confidence: float, draws: int, rng: np.random.Generator
) -> Coefficients:
    """Compute what takes rows, if there are any, and what takes tables of pairs of items, if the tally has them."""
    groups = None if survey is None else _groups(found, survey)
    coefficients: dict[Place, list[Coefficient]] = {}
    for place in found.places:
        k = len(found.tally.instrument.dimensions[place[0]].items)
        row = found.row(place)
        why = alpha_reasons(found.numbers["n"][:, row].astype(np.float64), k, found.numbers["alpha"][:, row])
        if groups is None:
            resampled = _without_rows(found, place, why)
        else:
            rows = [_rows(each, place) for each in groups]
            resampled = _with_rows(found, place, rows, why, (confidence, draws, rng))
        coefficients[place] = [*resampled, *_ordinal(found, place, why)]
    return coefficients


def _groups(found: Measured, survey: Survey) -> list[Survey]:
    by = found.tally.by
    return [survey.where(**dict(zip(by, cell, strict=True))) if by else survey for cell in found.tally.cells]


def _rows(survey: Survey, place: Place) -> Floats:
    """Take the answers, respondents × items, of those who answered all items of a dimension; codes do for scores."""
    dimension, part = place
    span = survey.instrument.spans[dimension]
    if part != GAP:
        codes = survey.answers[part].codes[span]
        return codes[:, (codes > 0).all(axis=0)].T.astype(np.float64)
    first, second = (survey.answers[each].codes[span] for each in survey.instrument.pairs[0])
    both = ((first > 0) & (second > 0)).all(axis=0)
    return (second[:, both].astype(np.float64) - first[:, both]).T


def _without_rows(found: Measured, place: Place, why: NDArray[np.object_]) -> list[Coefficient]:
    row = found.row(place)
    alpha, omega = (found.numbers[name][:, row] for name in ("alpha", "omega"))
    unfitted = np.where(np.isnan(omega), found.numbers["reason"][:, row], NEEDS_ROWS)
    needed = np.where(why == NONE, NEEDS_ROWS, why)
    return [
        Coefficient("alpha", "adf", alpha, needed),
        Coefficient("alpha", "bca", alpha, needed),
        Coefficient("omega_total", "robust", omega, unfitted),
    ]


def _with_rows(
    found: Measured,
    place: Place,
    rows: list[Floats],
    why: NDArray[np.object_],
    drawing: tuple[float, int, np.random.Generator],
) -> list[Coefficient]:
    confidence, draws, rng = drawing
    reason, omega = (found.numbers[name][:, found.row(place)] for name in ("reason", "omega"))
    free, drawn, robust = list[_Ends](), list[_Ends](), list[_Ends]()
    for answers, code, fitted in zip(rows, why, omega, strict=True):
        one = alpha_distribution_free(answers, confidence) if code == NONE else None
        free.append(_Ends(float(one.alpha), float(one.ci_low), float(one.ci_high)) if one else NOTHING)
        two = alpha_bootstrap(answers, confidence, draws=draws, rng=rng) if code == NONE else None
        drawn.append(_Ends(float(two.alpha), float(two.bca_low), float(two.bca_high)) if two else NOTHING)
        three = omega_robust(answers, confidence) if np.isfinite(fitted) else None
        robust.append(_Ends(three.omega, three.ci_low, three.ci_high) if three else NOTHING)
    unfitted = np.where(np.isnan(omega), reason, NONE)
    return [
        _coefficient("alpha", "adf", free, why, TOO_SMALL),
        _coefficient("alpha", "bca", drawn, why, TOO_SMALL),
        _coefficient("omega_total", "robust", robust, unfitted, NOT_CONVERGED),
    ]


def _coefficient(name: str, method: str, ends: list[_Ends], why: NDArray[np.object_], otherwise: str) -> Coefficient:
    """Put the groups together; what has no number or no interval for no other reason, has none `otherwise`."""
    value, low, high = (np.array([getattr(each, which) for each in ends]) for which in ("value", "low", "high"))
    absent = np.isnan(value) | np.isnan(low) | np.isnan(high)
    reason = np.where((why == NONE) & absent, otherwise, why)
    return Coefficient(name, method, value, reason, low, high)


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
