"""What a pick was made from: estimates in groups that hang together within, and nothing between."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri, stdtr, stdtrit

from servgap._stats.families.max_t import draw_errors, upper_quantile
from servgap._stats.ratio import Floats

_ROUNDING = 1e-9


@dataclass(frozen=True)
class LookedAt:
    """
    Estimates, groups × columns, with the covariance of each group's, and the number of answers behind each (or None).

    What is NaN was not looked at. Estimates of one group rest on the same respondents, those of two groups on different
    ones. Cells are numbered through, group after group.
    """

    estimate: Floats
    covariance: Floats
    n: Floats | None

    @classmethod
    def of(cls, estimate: ArrayLike, covariance: ArrayLike, n: ArrayLike | None) -> LookedAt:
        """Take one group's estimates as a table of one row."""
        x, S = np.asarray(estimate, dtype=np.float64), np.asarray(covariance, dtype=np.float64)
        numbers = None if n is None else np.broadcast_to(np.asarray(n, dtype=np.float64), x.shape)
        return cls(np.atleast_2d(x), S[None] if S.ndim == 2 else S, None if numbers is None else np.atleast_2d(numbers))

    @cached_property
    def value(self) -> Floats:
        """The estimates, cell by cell."""
        return self.estimate.reshape(-1)

    @cached_property
    def known(self) -> NDArray[np.bool_]:
        """Which cells were looked at."""
        return np.isfinite(self.value)

    @cached_property
    def se(self) -> Floats:
        """Standard error of each cell."""
        return np.sqrt(np.maximum(np.diagonal(self.covariance, axis1=1, axis2=2), 0.0)).reshape(-1)

    @cached_property
    def df(self) -> Floats:
        """Degrees of freedom of each cell: the fewest answers of its group less one; infinite without numbers."""
        if self.n is None:
            return np.full(self.value.shape, np.inf)
        fewest = np.where(np.isfinite(self.estimate), self.n, np.inf).min(axis=1)
        return np.repeat(fewest - 1, self.estimate.shape[1])

    def beside(self, place: int) -> Floats:
        """Covariance of every cell with the one at a place."""
        group, column = divmod(place, self.estimate.shape[1])
        with_it = np.zeros(self.estimate.shape)
        with_it[group] = self.covariance[group, :, column]
        return with_it.reshape(-1)

    def largest(self, cells: NDArray[np.bool_], draws: int, rng: np.random.Generator) -> LargestErrors:
        """Draw all errors at once and keep, on the normal scale, the largest of all and that of some cells."""
        signed, either = np.full((2, draws), -np.inf)
        width = self.estimate.shape[1]
        for group, covariance in enumerate(self.covariance):
            here = np.arange(group * width, (group + 1) * width)
            varying = np.flatnonzero(self.known[here] & (self.se[here] > 0))
            if not len(varying):
                continue
            df = float(self.df[here[0]])
            free = df if np.isfinite(df) else None
            errors = draw_errors(covariance[np.ix_(varying, varying)], draws=draws, df=free, rng=rng)
            errors /= self.se[here[varying], None]
            of_some = errors[cells[here[varying]]].max(axis=0, initial=-np.inf)
            _raise_to(signed, of_some, df)
            _raise_to(either, np.abs(errors).max(axis=0), df)
        return LargestErrors(signed, either)


@dataclass(frozen=True)
class LargestErrors:
    """In each draw, the largest error of some cells with its sign, and the largest of all without."""

    signed: Floats
    either: Floats

    def one_sided(self, confidence: float) -> float:
        """Value that no error of those cells exceeds, with this confidence."""
        return upper_quantile(self.signed, confidence)

    def two_sided(self, confidence: float) -> float:
        """Value that no error of any cell exceeds in size, with this confidence."""
        return upper_quantile(self.either, confidence)


def _raise_to(largest: Floats, t: Floats, df: float) -> None:
    """Take, in place, the larger of what is there and of t on the normal scale, which never lies farther from zero.

    Of hundreds of groups few raise it, and only for these is the tail of t worked out.
    """
    may = np.flatnonzero((largest < 0) | (t * (1 + _ROUNDING) > largest))
    largest[may] = np.maximum(largest[may], to_normal(t[may], df))


def to_normal(t: Floats, df: float) -> Floats:
    """Turn values of Student's t into normal ones with the same tail."""
    if not np.isfinite(df):
        return t
    return np.asarray(-np.sign(t) * ndtri(stdtr(df, -np.abs(t))))


def from_normal(z: float, df: ArrayLike) -> Floats:
    """Turn a positive normal value into that of Student's t with the same tail."""
    free = np.asarray(df, dtype=np.float64)
    finite = np.isfinite(free)
    return np.where(finite, -stdtrit(np.where(finite, free, 1.0), ndtr(-z)), z)
