"""What an event would seem to have done had it been of other branches: p-values, and the ends of an interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from servgap._stats.events.contrast import Contrast, Starts
from servgap._stats.ratio import NEGLIGIBLE, Floats
from servgap._stats.ties import ROUNDING

_CELLS = 1_000_000
"""Numbers (choices × rows) that are worked out at once."""
_DISTANCES = 40
_HALVINGS = 40
_SAME = 1e-12
"""Part of a square by which two may differ and be equal."""


@dataclass(frozen=True)
class Permuted:
    """Estimates and squared errors of all choices (choices, rows) as they change with an effect that is taken away.

    Taking an effect δ from the branches with the event leaves e − δ b, with the squared error a − 2 δ c + δ² d, where b
    and d are of the event itself, and the same in all rows; without studentising it is 1.
    """

    happened: Floats
    happened_squared: Floats
    e: Floats
    b: Floats
    a: Floats
    c: Floats
    d: Floats
    drawn: bool

    @classmethod
    def of(
        cls, contrast: Contrast, y: Floats, starts: Starts, others: Starts, *, drawn: bool, studentised: bool
    ) -> Permuted:
        """Give those of rows y (r, b, t), of the choice that happened and of the others (choices, b)."""
        event = (np.arange(y.shape[-1]) >= starts[:, None]).astype(np.float64)
        changes = contrast.of_branches(np.concatenate([y, event[None]]))
        some = max(1, _CELLS // (len(y) + 1))

        def moments(choices: Starts) -> list[Floats]:
            found = contrast.estimates(changes, choices)
            e, b = found.estimate[:, :-1], found.estimate[:, -1:]
            if not studentised:
                return [e, b, np.ones_like(e), np.zeros_like(e), np.zeros_like(b)]
            squares, crossed = known_squares(found.squares(slice(None))[:, :-1], y), found.squares(slice(-1, None))
            return [e, b, squares, crossed[:, :-1], crossed[:, -1:]]

        e, _, a, _, _ = moments(starts[None])
        chunks = [moments(others[at : at + some]) for at in range(0, len(others), some)]
        every = [np.concatenate(each) for each in zip(*chunks, strict=True)]
        return cls(e[0], a[0], every[0], every[1], every[2], every[3], every[4], drawn)

    def share(self, counts: Floats) -> Floats:
        """Give the share of choices that a count of others makes, what happened among all."""
        return (counts + 1) / (len(self.e) + 1) if self.drawn else counts / len(self.e)

    def p_value(self) -> Floats:
        """Give the share of choices whose estimate is as far from none as that of what happened."""
        return self.share(
            self._reach(np.abs(_over(self.e, self.a)), np.abs(_over(self.happened, self.happened_squared)))
        )

    def p_greater(self) -> Floats:
        """Give the share of choices whose estimate is as large as that of what happened."""
        return self.share(self._reach(_over(self.e, self.a), _over(self.happened, self.happened_squared)))

    @staticmethod
    def _reach(found: Floats, happened: Floats) -> Floats:
        """Count the choices that reach what happened, or fall short of it by rounding only."""
        slack = ROUNDING * np.maximum(1.0, np.where(np.isfinite(happened), np.abs(happened), 1.0))
        return np.asarray((found >= happened - slack).sum(axis=0), dtype=np.float64)

    def smallest_p(self) -> float:
        """Give the p-value of an effect beyond all measure: of the choices for which it is as large."""
        as_large = (np.abs(self.b) >= 1 - ROUNDING) & (self.d <= ROUNDING)
        return float(self.share(np.asarray(as_large.sum(), dtype=np.float64)))

    def end(self, side: float, alpha: float) -> Floats:
        """Give the outermost effect, above (1) or below (−1) the estimate, of which the p-value is above alpha."""
        if self.smallest_p() > alpha * (1 + ROUNDING):
            return np.full(len(self.happened), side * np.inf)
        scale = np.sqrt(self._spread())
        parts = np.linspace(0.0, 1.0, _DISTANCES + 1)[:-1]
        distances = parts / (1 - parts)
        held = np.array([self._p_at(side * each * scale) > alpha * (1 + ROUNDING) for each in distances])
        last = len(distances) - 1 - held[::-1].argmax(axis=0)
        near, far = distances[last], distances[np.minimum(last + 1, len(distances) - 1)]
        for _ in range(_HALVINGS):
            middle = 0.5 * (near + far)
            holds = self._p_at(side * middle * scale) > alpha * (1 + ROUNDING)
            near, far = np.where(holds, middle, near), np.where(holds, far, middle)
        found = self.happened + side * 0.5 * (near + far) * scale
        return np.where(last == len(distances) - 1, side * np.inf, found)

    def _spread(self) -> Floats:
        """Give the square of a distance in which to look for ends."""
        return np.asarray((self.e**2).mean(axis=0) + self.happened**2)

    def _p_at(self, distance: Floats) -> Floats:
        """Give the p-value where the effect is this much larger than the estimate (rows,)."""
        effect = self.happened + distance
        left = self.e - effect * self.b
        left *= left
        left *= self.happened_squared
        errors = effect * self.d - 2 * self.c
        errors *= effect
        errors += self.a
        np.maximum(errors, 0.0, out=errors)
        errors *= distance**2 * (1 - _SAME)
        return self.share(np.asarray((left >= errors).sum(axis=0), dtype=np.float64))


def _over(estimate: Floats, squared: Floats) -> Floats:
    """Divide estimates by their errors; beyond all measure where there is none, and 0 where there is nothing at all."""
    size = float(np.abs(estimate).max(initial=0.0))
    nothing = np.abs(estimate) <= ROUNDING * size
    endless = np.where(nothing, 0.0, np.where(estimate > 0, np.inf, -np.inf))
    return np.where(squared > 0, np.divide(estimate, np.sqrt(np.where(squared > 0, squared, 1.0))), endless)


def known_squares(squares: Floats, y: Floats) -> Floats:
    """Take what rounding leaves of squared errors (..., rows), or takes from them, for nothing."""
    moved = ((y - y.mean(axis=-2, keepdims=True)) ** 2).mean(axis=(-2, -1)) / y.shape[-2]
    return np.where(squares > NEGLIGIBLE * moved, squares, 0.0)
