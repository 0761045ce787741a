"""Every coefficient of reliability, a row for each dimension, part and method: those that a Tally gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap._stats.reliability.alpha_intervals import alpha_normal_error
from servgap._stats.reliability.guttman import guttman_lambdas
from servgap._stats.reliability.split_halves import SplitHalves, split_halves
from servgap.analysis.reasons import CONSTANT_ITEM, NO_VARIATION, NONE, SINGULAR, TOO_FEW_FOR_ITEMS
from servgap.analysis.reliability.intervals import ALPHA, DIFFERENCE, FREE, OMEGA, WALD, Place
from servgap.analysis.reliability.rows import SHOWN, Measured, alpha_reasons, batches, constant_items, stacked
from servgap.analysis.rows import frame_of
from servgap.survey.covariances import GAP
from servgap.survey.tally import Floats

STATISTICS = (alpha_normal_error, guttman_lambdas, split_halves)


@dataclass(frozen=True)
class Coefficient:
    """A coefficient of one dimension and part, an entry for each group; `low` and `high` are NaN without interval."""

    coefficient: str
    method: str
    value: Floats
    reason: NDArray[np.object_]
    low: Floats | None = None
    high: Floats | None = None


Coefficients = Mapping[Place, list[Coefficient]]


def coefficients_frame(found: Measured, confidence: float, others: Coefficients) -> pd.DataFrame:
    """Lay out the coefficients from moments, and the others, if there are any, behind them."""
    own = from_moments(found, confidence)
    return laid_out(found, {place: [*own[place], *others.get(place, [])] for place in found.places})


def from_moments(found: Measured, confidence: float) -> Coefficients:
    """Compute the coefficients for which moments suffice."""
    coefficients: dict[Place, list[Coefficient]] = {}
    for size, places in batches(found.tally.instrument, found.parts):
        n, covariance = stacked(found, places)
        lambdas, normal = guttman_lambdas(covariance), alpha_normal_error(covariance, n, confidence)
        constant = constant_items(covariance)
        for number, place in enumerate(places):
            of = {name: values[:, found.row(place)] for name, values in found.numbers.items()}
            why = alpha_reasons(n[:, number], size, of["alpha"])
            fixed = np.where((why == NONE) & constant[:, number], CONSTANT_ITEM, why)
            two, six = lambdas.lambda2[:, number], lambdas.lambda6[:, number]
            unsolved = np.where(n[:, number] <= size, TOO_FEW_FOR_ITEMS, SINGULAR)
            singular = np.where((fixed == NONE) & np.isnan(six), unsolved, fixed)
            ends = normal.ci_low[:, number], normal.ci_high[:, number]
            coefficients[place] = [
                *(_with_ends(found, place, ALPHA, method, why) for method in (FREE, WALD[ALPHA], "feldt")),
                Coefficient(ALPHA, "normal_theory", of["alpha"], why, *ends),
                Coefficient("alpha_standardized", "correlations", of["alpha_standardized"], fixed),
                *_of_model(found, place),
                *(_of_difference(found, place, why) if place[1] == GAP else []),
                Coefficient("lambda2", "covariances", np.where(why == NONE, two, np.nan), why),
                *_halved(covariance[:, number], why),
                Coefficient("lambda6", "covariances", np.where(singular == NONE, six, np.nan), singular),
            ]
    return coefficients


def _with_ends(found: Measured, place: Place, of: str, method: str, why: NDArray[np.object_]) -> Coefficient:
    """Give a coefficient with its interval by one method; `why` says why it is not there itself."""
    row = found.row(place)
    value = found.numbers[SHOWN[of]][:, row]
    low, high = (ends[:, row] for ends in found.ends[of, method])
    without = (why == NONE) & np.isfinite(value) & np.isnan(low)
    reason = np.where(without, found.lacking[of][row], why) if method in {FREE, WALD[of]} else why
    return Coefficient(of, method, value, reason, low, high)


def _of_model(found: Measured, place: Place) -> list[Coefficient]:
    row = found.row(place)
    why = np.where(np.isnan(found.numbers["omega"][:, row]), found.numbers["reason"][:, row], NONE)
    methods = (FREE, WALD[OMEGA], "maximum_likelihood")
    return [_with_ends(found, place, OMEGA, method, why) for method in methods]


def _of_difference(found: Measured, place: Place, why: NDArray[np.object_]) -> list[Coefficient]:
    absent = np.isnan(found.numbers["difference_reliability"][:, found.row(place)])
    own = np.where((why == NONE) & absent, NO_VARIATION, why)
    return [_with_ends(found, place, DIFFERENCE, method, own) for method in (FREE, WALD[DIFFERENCE])]


def _halved(covariance: Floats, why: NDArray[np.object_]) -> list[Coefficient]:
    """Split each group's items in halves."""
    halves: list[SplitHalves] = [split_halves(each) for each in covariance]
    best, mean = (np.array([float(getattr(each, name)) for each in halves]) for name in ("lambda4", "mean"))
    looked = "all_splits" if all(each.exhaustive for each in halves) else "searched_splits"
    known = why == NONE
    return [
        Coefficient("lambda4", looked, np.where(known, best, np.nan), why),
        Coefficient("split_half", "all_splits", np.where(known, mean, np.nan), why),
    ]


def _explained(each: Coefficient) -> NDArray[np.object_]:
    """Where all is well but for the number, items that go against each other leave a sum that does not vary."""
    return np.where((each.reason == NONE) & np.isnan(each.value), NO_VARIATION, each.reason)


def laid_out(found: Measured, coefficients: Coefficients) -> pd.DataFrame:
    """Put the coefficients of all dimensions and parts under each other."""
    listed = [(place, each) for place in found.places for each in coefficients[place]]
    keys = found.tally.instrument.dimension_keys
    labels = {
        "dimension": [keys[place[0]] for place, _ in listed],
        "part": [place[1] for place, _ in listed],
        "coefficient": [each.coefficient for _, each in listed],
        "method": [each.method for _, each in listed],
    }
    nothing = np.full(len(found.tally.cells), np.nan)

    def side_by_side(columns: Iterable[NDArray[Any] | None]) -> NDArray[Any]:
        return np.stack([nothing if each is None else each for each in columns], axis=1)

    numbers = {
        "n": side_by_side(found.numbers["n"][:, found.row(place)] for place, _ in listed),
        "value": side_by_side(each.value for _, each in listed),
        "ci_low": side_by_side(each.low for _, each in listed),
        "ci_high": side_by_side(each.high for _, each in listed),
        "reason": side_by_side(_explained(each) for _, each in listed),
    }
    return frame_of(found.tally, labels, numbers)
