"""The scale on which answers are given, and their place on it."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

from servgap.errors import instruments as errors
from servgap.survey.text import Text

Codes = NDArray[np.uint8]

MOST_LEVELS = 200
STEP_TOLERANCE = 1e-6


@dataclass(frozen=True)
class Scale:
    """An answer scale: lowest answer, highest answer, and the step between neighbours.

    Answers are kept as small integers: code 1 is the lowest level, 2 the next, and 0 stands for no answer.

    Parameters
    ----------
    low, high
        The lowest and the highest answer.
    step
        The distance between neighbouring answers; 0.5 for a scale by halves.
    low_label, high_label
        What the ends of the scale are called, if they are.

    Raises
    ------
    ServgapError
        If the scale is upside down, has no step, or its ends are not a whole number of steps apart.

    Examples
    --------
    >>> from servgap import Scale
    >>> Scale(1, 9, step=0.5).levels
    17
    """

    low: float
    high: float
    step: float = 1
    low_label: Text | None = None
    high_label: Text | None = None

    def __post_init__(self) -> None:
        for end in ("low_label", "high_label"):
            label = getattr(self, end)
            if label is not None:
                object.__setattr__(self, end, Text.of(label))
        for end in ("low", "high", "step"):
            value = getattr(self, end)
            if isinstance(value, bool) or not isinstance(value, Real) or not _finite(value):
                raise errors.scale_not_numbers(end, value)
        if not self.low < self.high:
            raise errors.scale_upside_down(self.low, self.high)
        steps = (self.high - self.low) / self.step if self.step > 0 else np.nan
        if not np.isfinite(steps) or abs(steps - round(steps)) > STEP_TOLERANCE:
            raise errors.scale_step(self.low, self.high, self.step)
        if round(steps) + 1 > MOST_LEVELS:
            raise errors.scale_too_fine(round(steps) + 1, MOST_LEVELS)

    @property
    def levels(self) -> int:
        """The number of answers to choose from."""
        return round((self.high - self.low) / self.step) + 1

    @property
    def values(self) -> NDArray[np.float64]:
        """The answers to choose from, lowest first."""
        return self.low + self.step * np.arange(self.levels, dtype=np.float64)

    @property
    def width(self) -> float:
        """The distance from the lowest to the highest answer."""
        return self.high - self.low

    def decode(self, codes: Codes) -> NDArray[np.float64]:
        """Turn codes back into answers; NaN where there is none."""
        decoded: NDArray[np.float64] = np.concatenate([[np.nan], self.values])[codes]
        return decoded

    def encode(self, answers: NDArray[np.float64]) -> tuple[Codes, NDArray[np.bool_], NDArray[np.bool_]]:
        """Turn answers into codes, and say which lie off the scale and which between its steps.

        NaN becomes code 0; so do answers that are off the scale or between steps, which the caller must refuse.
        """
        absent = np.isnan(answers)
        steps = (np.where(np.isinf(answers), self.low, answers) - self.low) / self.step
        nearest = np.rint(steps)
        between = ~absent & (np.abs(steps - nearest) > STEP_TOLERANCE)
        off = ~absent & ((answers < self.low - STEP_TOLERANCE) | (answers > self.high + STEP_TOLERANCE))
        codes = np.where(absent | off | between, 0.0, nearest + 1).astype(np.uint8)
        return codes, off, between & ~off

    def reversed(self, codes: Codes) -> Codes:
        """Mirror codes on the scale, as a negatively worded item needs; no answer stays no answer."""
        mirrored = np.concatenate([[0], np.arange(self.levels, 0, -1)]).astype(np.uint8)
        return mirrored[codes]

    def __str__(self) -> str:
        by = "" if self.step == 1 else f" by {plain(self.step)}"
        return f"{plain(self.low)}–{plain(self.high)}{by}"


def _finite(number: Real) -> bool:
    try:
        return bool(np.isfinite(float(number)))
    except OverflowError:  # a whole number beyond all others
        return False


def plain(number: Any) -> str:
    """Write a number without a needless ``.0``."""
    return f"{float(number):g}"
