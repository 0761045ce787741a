"""Every coefficient of reliability, a row for each dimension and part: those that moments give."""

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
from servgap.analysis.reasons import CONSTANT_ITEM, NO_VARIATION, NONE, SINGULAR
from servgap.analysis.reliability_rows import Measured, Place, alpha_reasons, batches, constant_items, stacked
from servgap.analysis.rows import frame_of
from servgap.survey.tally import Floats

STATISTICS = ("cronbach_alpha", "alpha_normal_error", "omega_total", "guttman_lambdas", "split_halves")


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
    """Compute the coefficients for which a covariance matrix suffices."""
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
            singular = np.where((fixed == NONE) & np.isnan(six), SINGULAR, fixed)
            ends = normal.ci_low[:, number], normal.ci_high[:, number]
            coefficients[place] = [
                Coefficient("alpha", "feldt", of["alpha"], why, of["ci_low"], of["ci_high"]),
                Coefficient("alpha", "normal_theory", of["alpha"], why, *ends),
                Coefficient("alpha_standardized", "correlations", of["alpha_standardized"], fixed),
                _omega(of),
                Coefficient("lambda2", "covariances", np.where(why == NONE, two, np.nan), why),
                *_halved(covariance[:, number], why),
                Coefficient("lambda6", "covariances", np.where(singular == NONE, six, np.nan), singular),
            ]
    return coefficients


def _omega(of: Mapping[str, NDArray[Any]]) -> Coefficient:
    reason = np.where(np.isnan(of["omega"]), of["reason"], NONE)
    return Coefficient("omega_total", "maximum_likelihood", of["omega"], reason, of["omega_low"], of["omega_high"])


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
