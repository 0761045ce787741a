"""The rows of a reliability: each dimension and part with alpha, omega and the gap as a difference."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from servgap._stats.ratio import ratio
from servgap._stats.reliability.alpha import Alpha, cronbach_alpha
from servgap._stats.reliability.alpha_intervals import alpha_interval
from servgap._stats.reliability.difference_scores import difference_reliability
from servgap._stats.reliability.free_intervals import FreeInterval
from servgap._stats.reliability.omega import Omega, omega_total
from servgap._stats.reliability.omega_intervals import omega_interval
from servgap._stats.reliability.one_factor import usable
from servgap.analysis.asked_some import explained
from servgap.analysis.reasons import (
    CONSTANT_ITEM,
    IMPROPER,
    NO_VARIATION,
    NONE,
    NOT_CONVERGED,
    NOT_IDENTIFIED,
    SINGLE_ITEM,
    SINGULAR,
    TOO_FEW,
    TOO_FEW_FOR_ITEMS,
)
from servgap.analysis.reliability.intervals import (
    ALPHA,
    DIFFERENCE,
    FREE,
    OMEGA,
    WALD,
    Ends,
    Place,
    difference_intervals,
    forms_of,
    lacking,
)
from servgap.survey.covariances import GAP, Covariances, pair_covariances, part_covariances
from servgap.survey.instrument import Instrument
from servgap.survey.survey import Survey
from servgap.survey.tally import Floats, Tally

COLUMNS = (
    "n", "n_items", "alpha", "ci_low", "ci_high", "alpha_standardized", "omega", "omega_low", "omega_high", "average_r",
    "difference_reliability", "difference_low", "difference_high", "r_expectation_perception", "variance_ratio",
)  # fmt: skip
SHOWN = {ALPHA: "alpha", OMEGA: "omega", DIFFERENCE: "difference_reliability"}
BESIDE = {
    ALPHA: ("ci_low", "ci_high"),
    OMEGA: ("omega_low", "omega_high"),
    DIFFERENCE: ("difference_low", "difference_high"),
}
"""The columns of each coefficient, and of its interval."""


@dataclass(frozen=True)
class Measured:
    """All dimensions in all parts asked for.

    Parameters
    ----------
    tally, parts
        What was measured.
    numbers
        Columns of groups × rows, a row for each dimension and part.
    covariances
        By dimension and part.
    loadings
        Standardised loadings, groups × items, by dimension and part.
    ends
        Lower and upper ends of intervals, groups × rows, by coefficient and method.
    df
        Degrees of freedom of the intervals shown, groups × rows, by coefficient.
    lacking
        Why a coefficient has no interval where it has none, by coefficient, for each row.
    """

    tally: Tally
    parts: tuple[str, ...]
    numbers: dict[str, NDArray[Any]]
    covariances: dict[Place, Covariances]
    loadings: dict[Place, Floats]
    ends: dict[tuple[str, str], Ends]
    df: dict[str, Floats]
    lacking: dict[str, NDArray[np.object_]]

    @classmethod
    def empty(cls, tally: Tally, parts: tuple[str, ...]) -> Measured:
        """Lay out a place for every number."""
        rows = len(tally.instrument.dimensions) * len(parts)
        shape = (len(tally.cells), rows)
        numbers: dict[str, NDArray[Any]] = {name: np.full(shape, np.nan) for name in COLUMNS}
        numbers["reason"] = np.full(shape, NONE, dtype=object)
        methods = [(of, method) for of in SHOWN for method in (FREE, WALD[of])]
        methods += [(ALPHA, "feldt"), (OMEGA, "maximum_likelihood")]
        ends = {each: (np.full(shape, np.nan), np.full(shape, np.nan)) for each in methods}
        df = {of: np.full(shape, np.nan) for of in SHOWN}
        return cls(tally, parts, numbers, {}, {}, ends, df, {of: np.full(rows, NONE, dtype=object) for of in SHOWN})

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

    def put_ends(self, of: str, method: str, at: list[int], low: Floats, high: Floats) -> None:
        """Enter the ends of some rows' intervals."""
        for kept, values in zip(self.ends[of, method], (low, high), strict=True):
            kept[:, at] = values

    def put_free(self, of: str, at: list[int], found: FreeInterval, known: NDArray[np.bool_]) -> None:
        """Enter the intervals of some rows that suppose no distribution, where the coefficient is known."""
        free, wald = (found.ci_low, found.ci_high), (found.wald_low, found.wald_high)
        for method, ends in ((FREE, free), (WALD[of], wald)):
            low, high = (np.where(known, each, np.nan) for each in ends)
            self.put_ends(of, method, at, low, high)
        self.df[of][:, at] = np.where(known, found.df, np.nan)
        for name, kept in zip(BESIDE[of], self.ends[of, FREE], strict=True):
            self.numbers[name][:, at] = kept[:, at]


def measure(tally: Tally, parts: tuple[str, ...], confidence: float, survey: Survey | None = None) -> Measured:
    """Compute dimensions of equal size in one batch, since the arithmetic takes any number of matrices at once.

    Of dimensions with many items a tally knows no intervals; the `survey` that was counted does.
    """
    found = Measured.empty(tally, parts)
    for size, places in batches(tally.instrument, parts):
        found.covariances.update({place: part_covariances(tally, place[1], place[0]) for place in places})
        _batch(found, size, places, survey, confidence)
    if GAP in parts:
        _differences(found, confidence)
        gaps = slice(parts.index(GAP), None, len(parts))
        constant_part = np.isnan(found.numbers["difference_reliability"][:, gaps])
        constant_part &= found.numbers["reason"][:, gaps] == NONE
        found.numbers["reason"][:, gaps][constant_part] = NO_VARIATION
    for of, column in SHOWN.items():
        alone = np.isfinite(found.numbers[column]) & np.isnan(found.ends[of, FREE][0])
        alone &= found.numbers["reason"] == NONE
        found.numbers["reason"][alone] = np.broadcast_to(found.lacking[of], alone.shape)[alone]
    for name in ("n", "n_items"):
        found.numbers[name] = found.numbers[name].astype(np.int64)
    found.numbers["reason"] = explained(tally, found.numbers["reason"])
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


def _batch(found: Measured, size: int, places: list[Place], survey: Survey | None, confidence: float) -> None:
    """Fill the rows of dimensions of one size."""
    n, covariance = stacked(found, places)
    alpha, omega = cronbach_alpha(covariance, n, confidence), omega_total(covariance, n, confidence)
    at = [found.row(place) for place in places]
    # A negative error variance makes an omega that is no reliability (it may exceed 1): the solution is improper.
    proper = ~omega.heywood
    for name, values in _columns(alpha, omega, proper, n, size).items():
        found.numbers[name][:, at] = values
    found.numbers["reason"][:, at] = _reasons(n, size, covariance, alpha, omega)
    found.put_ends(ALPHA, "feldt", at, alpha.ci_low, alpha.ci_high)
    low, high = (np.where(proper, each, np.nan) for each in (omega.ci_low, omega.ci_high))
    found.put_ends(OMEGA, "maximum_likelihood", at, low, high)
    forms = forms_of(found.tally, survey, places)
    for of in (ALPHA, OMEGA):
        found.lacking[of][at] = lacking(found.tally, forms)
    if forms is not None:
        found.put_free(ALPHA, at, alpha_interval(forms, confidence), np.isfinite(alpha.alpha))
        found.put_free(OMEGA, at, omega_interval(forms, omega, confidence), proper & omega.converged)
    own = omega.loadings**2 + omega.uniquenesses
    loading = np.where(proper[..., None], ratio(omega.loadings, np.sqrt(np.maximum(own, 0.0))), np.nan)
    found.loadings.update({place: loading[:, number] for number, place in enumerate(places)})


def _columns(alpha: Alpha, omega: Omega, proper: NDArray[np.bool_], n: Floats, size: int) -> dict[str, NDArray[Any]]:
    return {
        "n": n,
        "n_items": np.full(n.shape, float(size)),
        "alpha": alpha.alpha,
        "alpha_standardized": alpha.alpha_standardized,
        "omega": np.where(proper, omega.omega, np.nan),
        "average_r": alpha.average_r,
    }


def _reasons(n: Floats, size: int, covariance: Floats, alpha: Alpha, omega: Omega) -> NDArray[np.object_]:
    reasons = np.full(n.shape, NONE, dtype=object)
    reasons[np.isnan(omega.omega)] = NOT_CONVERGED if size > 2 else NOT_IDENTIFIED
    flat = covariance.reshape(-1, size, size)
    repeated = ~usable(flat).reshape(n.shape) if size > 2 else np.zeros(n.shape, dtype=bool)
    reasons[(reasons == NOT_CONVERGED) & repeated] = SINGULAR
    reasons[omega.heywood.astype(bool)] = IMPROPER
    reasons[constant_items(covariance)] = CONSTANT_ITEM
    if size > 2:
        # What fails on fewer respondents than one factor has loadings and errors fails for want of respondents.
        failed = (reasons != NONE) & (reasons != CONSTANT_ITEM)
        reasons[(failed & (n <= 2 * size)) | (n <= size)] = TOO_FEW_FOR_ITEMS
    without_alpha = alpha_reasons(n, size, alpha.alpha)
    return np.where(without_alpha != NONE, without_alpha, reasons)


def _differences(found: Measured, confidence: float) -> None:
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
        free = difference_intervals(found.tally, [d for d, _ in places], confidence)
        found.lacking[DIFFERENCE][at] = lacking(found.tally, free)
        if free is not None:
            found.put_free(DIFFERENCE, at, free, np.isfinite(difference.reliability))
