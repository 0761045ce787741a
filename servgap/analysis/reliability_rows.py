"""The rows of a reliability: each dimension and part with alpha, omega and the gap as a difference; each item."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap._stats.exploratory.adequacy import sampling_adequacy
from servgap._stats.ratio import ratio
from servgap._stats.reliability.alpha import Alpha, ItemAnalysis, cronbach_alpha, item_analysis
from servgap._stats.reliability.difference_scores import difference_reliability
from servgap._stats.reliability.omega import Omega, omega_total
from servgap.analysis.reasons import (
    CONSTANT_ITEM,
    IMPROPER,
    NO_VARIATION,
    NONE,
    NOT_CONVERGED,
    NOT_IDENTIFIED,
    NOT_ON_SCALE,
    SINGLE_ITEM,
    SINGULAR,
    TOO_FEW,
    TWO_ITEMS,
)
from servgap.analysis.rows import frame_of
from servgap.survey.covariances import GAP, Covariances, pair_covariances, part_covariances
from servgap.survey.instrument import Instrument
from servgap.survey.moments import end_shares
from servgap.survey.tally import Floats, Tally

Place = tuple[int, str]
"""A dimension's number, and a part."""

COLUMNS = (
    "n", "n_items", "alpha", "ci_low", "ci_high", "alpha_standardized", "omega", "omega_low", "omega_high", "average_r",
    "difference_reliability", "r_expectation_perception", "variance_ratio", "improper",
)  # fmt: skip
ITEM_COLUMNS = ("mean", "sd", "item_rest_r", "alpha_if_dropped", "loading", "msa", "share_bottom", "share_top")


@dataclass(frozen=True)
class ItemValues:
    """Of one dimension and part: respondents (groups) and, for each item, the columns of the item table."""

    n: Floats
    values: dict[str, Floats]


@dataclass(frozen=True)
class Measured:
    """All dimensions in all parts asked for.

    Parameters
    ----------
    tally, parts
        What was measured.
    numbers
        Columns of groups × rows, a row for each dimension and part.
    covariances, items
        By dimension and part.
    """

    tally: Tally
    parts: tuple[str, ...]
    numbers: dict[str, NDArray[Any]]
    covariances: dict[Place, Covariances]
    items: dict[Place, ItemValues]

    @property
    def labels(self) -> dict[str, tuple[str, ...]]:
        """The dimension and the part of each row."""
        keys = self.tally.instrument.dimension_keys
        return {"dimension": tuple(key for key in keys for _ in self.parts), "part": self.parts * len(keys)}

    @property
    def places(self) -> list[Place]:
        """The dimension's number and the part of each row."""
        return [(d, part) for d in range(len(self.tally.instrument.dimensions)) for part in self.parts]

    def row(self, place: Place) -> int:
        """Find the row of a dimension and part."""
        return place[0] * len(self.parts) + self.parts.index(place[1])


def measure(tally: Tally, parts: tuple[str, ...], confidence: float) -> Measured:
    """Compute dimensions of equal size in one batch, since the arithmetic takes any number of matrices at once."""
    groups, rows = len(tally.cells), len(tally.instrument.dimensions) * len(parts)
    numbers: dict[str, NDArray[Any]] = {name: np.full((groups, rows), np.nan) for name in COLUMNS}
    numbers["reason"] = np.full((groups, rows), NONE, dtype=object)
    found = Measured(tally, parts, numbers, {}, {})
    for size, places in batches(tally.instrument, parts):
        found.covariances.update({place: part_covariances(tally, place[1], place[0]) for place in places})
        n, covariance = stacked(found, places)
        alpha, omega = cronbach_alpha(covariance, n, confidence), omega_total(covariance, n, confidence)
        at = [found.row(place) for place in places]
        for name, values in _columns(alpha, omega, n, size).items():
            numbers[name][:, at] = values
        numbers["reason"][:, at] = _reasons(n, size, covariance, alpha, omega)
        found.items.update(_item_values(found, places, item_analysis(covariance), omega, covariance, n))
    if GAP in parts:
        _differences(found)
        gaps = slice(parts.index(GAP), None, len(parts))
        constant_part = np.isnan(numbers["difference_reliability"][:, gaps]) & (numbers["reason"][:, gaps] == NONE)
        numbers["reason"][:, gaps][constant_part] = NO_VARIATION
    for name in ("n", "n_items"):
        numbers[name] = numbers[name].astype(np.int64)
    return found


def batches(instrument: Instrument, parts: tuple[str, ...]) -> Iterator[tuple[int, list[Place]]]:
    """Give the dimensions and parts of each number of items."""
    sizes = [len(dimension.items) for dimension in instrument.dimensions]
    for size in sorted(set(sizes)):
        yield size, [(d, part) for d, k in enumerate(sizes) if k == size for part in parts]


def stacked(found: Measured, places: list[Place]) -> tuple[Floats, Floats]:
    """Put respondents and covariance matrices side by side; where there is none it is zero."""
    chosen = [found.covariances[place] for place in places]
    covariance = np.nan_to_num(np.stack([each.covariance for each in chosen], axis=1))
    return np.stack([each.n for each in chosen], axis=1), covariance


def alpha_reasons(n: Floats, size: int, alpha: Floats) -> NDArray[np.object_]:
    """Say why there is no alpha."""
    reasons = np.full(n.shape, NONE, dtype=object)
    reasons[np.isnan(alpha)] = NO_VARIATION
    reasons[np.full(n.shape, size == 1)] = SINGLE_ITEM
    reasons[n < 2] = TOO_FEW
    return reasons


def constant_items(covariance: Floats) -> NDArray[np.bool_]:
    """Tell where some item does not vary."""
    return np.asarray((np.diagonal(covariance, axis1=-2, axis2=-1) == 0).any(axis=-1))


def _columns(alpha: Alpha, omega: Omega, n: Floats, size: int) -> dict[str, NDArray[Any]]:
    fitted = {"omega": omega.omega, "omega_low": omega.ci_low, "omega_high": omega.ci_high}
    # A negative error variance makes an omega that is no reliability (it may exceed 1): the solution is improper.
    return {
        "n": n,
        "n_items": np.full(n.shape, float(size)),
        "alpha": alpha.alpha,
        "ci_low": alpha.ci_low,
        "ci_high": alpha.ci_high,
        "alpha_standardized": alpha.alpha_standardized,
        **{name: np.where(omega.heywood, np.nan, values) for name, values in fitted.items()},
        "average_r": alpha.average_r,
        "improper": omega.heywood,
    }


def _reasons(n: Floats, size: int, covariance: Floats, alpha: Alpha, omega: Omega) -> NDArray[np.object_]:
    reasons = np.full(n.shape, NONE, dtype=object)
    reasons[np.isnan(omega.omega)] = NOT_CONVERGED if size > 2 else NOT_IDENTIFIED
    reasons[(reasons == NOT_CONVERGED) & (np.linalg.matrix_rank(covariance, hermitian=True) < size)] = SINGULAR
    reasons[omega.heywood.astype(bool)] = IMPROPER
    reasons[constant_items(covariance)] = CONSTANT_ITEM
    without_alpha = alpha_reasons(n, size, alpha.alpha)
    return np.where(without_alpha != NONE, without_alpha, reasons)


def _item_values(
    found: Measured, places: list[Place], analysed: ItemAnalysis, omega: Omega, covariance: Floats, n: Floats
) -> Iterator[tuple[Place, ItemValues]]:
    own = omega.loadings**2 + omega.uniquenesses
    loading = np.where(omega.heywood[..., None], np.nan, ratio(omega.loadings, np.sqrt(np.maximum(own, 0.0))))
    msa = sampling_adequacy(covariance, n).msa
    ends = {part: end_shares(found.tally, part) for part in found.parts if part != GAP}
    for number, place in enumerate(places):
        known = found.covariances[place]
        span = found.tally.instrument.spans[place[0]]
        nothing = np.full(known.mean.shape, np.nan)
        bottom, top = (each[:, span] for each in ends[place[1]]) if place[1] in ends else (nothing, nothing)
        values = {
            "mean": known.mean,
            "sd": np.sqrt(np.diagonal(known.covariance, axis1=-2, axis2=-1)),
            "item_rest_r": analysed.item_rest_r[:, number],
            "alpha_if_dropped": analysed.alpha_if_dropped[:, number],
            "loading": loading[:, number],
            "msa": msa[:, number],
            "share_bottom": bottom,
            "share_top": top,
        }
        yield place, ItemValues(known.n, values)


def _differences(found: Measured) -> None:
    """Fill the columns about the gap as a difference of two scores, on respondents complete in both."""
    for k, places in batches(found.tally.instrument, (GAP,)):
        both = [pair_covariances(found.tally, d) for d, _ in places]
        n = np.stack([each.n for each in both], axis=1)
        covariance = np.nan_to_num(np.stack([each.covariance for each in both], axis=1))
        within = np.stack([covariance[..., :k, :k], covariance[..., k:, k:]])
        first, second = within.sum(axis=(-2, -1)) / k**2
        shared = covariance[..., :k, k:].sum(axis=(-2, -1)) / k**2
        r = ratio(shared, np.sqrt(first * second))
        difference = difference_reliability(first, second, r, *cronbach_alpha(within, n).alpha)
        at = [found.row(place) for place in places]
        found.numbers["difference_reliability"][:, at] = difference.reliability
        found.numbers["r_expectation_perception"][:, at] = r
        found.numbers["variance_ratio"][:, at] = difference.variance_ratio


def items_frame(found: Measured) -> pd.DataFrame:
    """Lay out a row for each item and part."""
    tally, instrument = found.tally, found.tally.instrument
    spread = [(place, item) for place in found.places for item in instrument.dimensions[place[0]].items]
    labels = {
        "dimension": [instrument.dimension_keys[place[0]] for place, _ in spread],
        "item": [item.key for _, item in spread],
        "part": [place[1] for place, _ in spread],
    }
    sizes = np.array([len(instrument.dimensions[place[0]].items) for place in found.places])
    n = np.stack([found.items[place].n for place in found.places], axis=1).astype(np.int64)
    numbers: dict[str, NDArray[Any]] = {"n": np.repeat(n, sizes, axis=1)}
    for name in ITEM_COLUMNS:
        numbers[name] = np.concatenate([found.items[place].values[name] for place in found.places], axis=1)
    modelled = np.repeat(found.numbers["reason"], sizes, axis=1)
    numbers["reason"] = _item_reasons(numbers, np.repeat(sizes, sizes), np.array(labels["part"]), modelled)
    return frame_of(tally, labels, numbers)


def _item_reasons(
    numbers: dict[str, NDArray[Any]], sizes: NDArray[np.intp], parts: NDArray[np.str_], modelled: NDArray[np.object_]
) -> NDArray[np.object_]:
    reasons = np.full(numbers["n"].shape, NONE, dtype=object)
    reasons[:, parts == GAP] = NOT_ON_SCALE
    reasons[np.isnan(numbers["share_top"]) & (parts != GAP)] = TOO_FEW
    reasons[np.isnan(numbers["msa"])] = SINGULAR
    unfitted = np.isnan(numbers["loading"])
    reasons[unfitted] = np.where(modelled[unfitted] == NONE, NOT_CONVERGED, modelled[unfitted])
    reasons[np.isnan(numbers["alpha_if_dropped"])] = NO_VARIATION
    reasons[np.isnan(numbers["alpha_if_dropped"]) & (sizes == 2)] = TWO_ITEMS
    reasons[np.isnan(numbers["item_rest_r"]) | ~(numbers["sd"] > 0)] = NO_VARIATION
    reasons[:, sizes == 1] = SINGLE_ITEM
    reasons[numbers["n"] < 2] = TOO_FEW
    return reasons
