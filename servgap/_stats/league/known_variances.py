"""Means with a known variance each, as rows × groups, and the likelihood of a variance between their true values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtri

from servgap._stats.league.variance_search import OfVariance, falls_to_nought, first_beyond
from servgap._stats.ratio import Floats


@dataclass(frozen=True)
class KnownVariances:
    """Means y and their variances v; groups that take no part are not `used`, and count for nothing."""

    y: Floats
    v: Floats
    used: NDArray[np.bool_]
    shape: tuple[int, ...]

    @classmethod
    def of(cls, mean: ArrayLike, variance: ArrayLike) -> KnownVariances:
        y, v = np.broadcast_arrays(np.asarray(mean, dtype=np.float64), np.asarray(variance, dtype=np.float64))
        shape, groups = y.shape[:-1], y.shape[-1]
        y, v = y.reshape(-1, groups), v.reshape(-1, groups)
        used = np.isfinite(y) & np.isfinite(v) & (v > 0)
        used &= (used.sum(axis=-1) >= 2)[:, None]
        return cls(np.where(used, y, 0.0), np.where(used, v, 1.0), used, shape)

    def told(self, figures: Floats) -> Floats:
        """Give a number of each row in the shape of what was given; NaN without two groups."""
        return np.asarray(np.where(self.used.any(axis=-1), figures, np.nan).reshape(self.shape))

    @property
    def counted(self) -> Floats:
        return np.asarray(self.used.sum(axis=-1).reshape(self.shape), dtype=np.float64)

    @property
    def groups(self) -> Floats:
        return np.asarray(np.maximum(self.used.sum(axis=-1), 2), dtype=np.float64)

    @property
    def plain(self) -> Floats:
        return np.asarray(self.y.sum(axis=-1) / self.groups)

    @property
    def least(self) -> Floats:
        return np.asarray(np.where(self.used, self.v, np.inf).min(axis=-1, initial=1.0, where=self.used))

    @property
    def reach(self) -> Floats:
        away = np.where(self.used, self.y - self.plain[:, None], 0.0)
        return np.asarray(np.maximum((away**2).sum(axis=-1), self.least))

    def weights(self, x: Floats) -> tuple[Floats, Floats]:
        w = self.used / (x[:, None] + self.v)
        total = w.sum(axis=-1)
        return w, np.where(total > 0, total, 1.0)

    def centre(self, x: Floats) -> Floats:
        w, total = self.weights(x)
        return np.asarray((w * self.y).sum(axis=-1) / total)

    def shrunken(self, x: Floats) -> Floats:
        """Means drawn towards the common one, with the variance x between groups."""
        mu = self.centre(x)[:, None]
        return np.asarray(mu + x[:, None] / (x[:, None] + self.v) * (self.y - mu))

    def _away(self, x: Floats) -> tuple[Floats, Floats, Floats]:
        w, total = self.weights(x)
        return w, total, self.y - ((w * self.y).sum(axis=-1) / total)[:, None]

    def spread(self, x: Floats) -> Floats:
        """Q of the means, with the variance x between them."""
        w, _, away = self._away(x)
        return np.asarray((w * away**2).sum(axis=-1))

    def full(self, x: Floats) -> Floats:
        w, _, away = self._away(x)
        logs = np.where(self.used, np.log(x[:, None] + self.v), 0.0)
        return np.asarray(-0.5 * (logs + w * away**2).sum(axis=-1))

    def full_slope(self, x: Floats) -> Floats:
        w, _, away = self._away(x)
        return np.asarray(0.5 * ((w * away) ** 2 - w).sum(axis=-1))

    def restricted(self, x: Floats) -> Floats:
        return np.asarray(self.full(x) - 0.5 * np.log(self.weights(x)[1]))

    def interval(self, confidence: float) -> tuple[Floats, Floats]:
        tail = 0.5 * (1.0 - confidence)
        nothing, df = np.zeros(len(self.y)), self.groups - 1.0

        def above(quantile: Floats) -> OfVariance:
            return lambda x: np.asarray(self.spread(x) - quantile)

        ends = []
        for share in (tail, 1.0 - tail):
            excess = above(np.asarray(chdtri(df, share), dtype=np.float64))
            ends.append(falls_to_nought(excess, nothing, first_beyond(excess, self.reach)))
        low, high = ends
        empty = high <= 0
        if empty.any():
            top, drop = self.restricted(nothing), 0.5 * float(chdtri(1.0, 1.0 - confidence))

            def near(x: Floats) -> Floats:
                return np.asarray(self.restricted(x) - top + drop)

            high = np.where(empty, falls_to_nought(near, nothing, first_beyond(near, self.reach)), high)
        return low, high
