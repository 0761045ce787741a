"""What a measure makes of respondents' answers: a code for every item and respondent, on a lattice of its own."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from servgap.errors import measures as errors
from servgap.survey.instrument import Instrument
from servgap.survey.measures.measure import INDEX, OF_ANSWERS, TARGET, Measure, on_scale
from servgap.survey.scale import Codes

Small = NDArray[np.integer]
Parts = tuple[str | None, str]
"""Two parts that are held against each other; the first is None where one is analysed by itself."""
ROUNDING = 1e-9
"""Steps within which a level lies on a target."""
FINEST = 1000
"""The largest denominator, in steps of the scale, to which targets are told apart."""
MOST_VALUES = 1 << 16
"""Distances from targets up to which they are told apart."""


@dataclass(frozen=True)
class Lattice:
    """The values that a measure can take: ``origin + step · (code − zero)`` for codes from 1 to `levels`.

    Parameters
    ----------
    origin
        The value of the code `zero`.
    step
        The distance between neighbouring values.
    levels
        How many there are.
    zero
        The code whose steps are none.
    items
        Which items the measure is about: those without a target are not held against one.
    """

    origin: float
    step: float
    levels: int
    zero: int
    items: NDArray[np.bool_]

    @property
    def ends(self) -> tuple[float, float]:
        """The least and the greatest value that there may be."""
        return self.origin + self.step * (1 - self.zero), self.origin + self.step * (self.levels - self.zero)

    @property
    def kind(self) -> type[np.unsignedinteger]:
        """The smallest type that holds the codes."""
        return np.uint8 if self.levels <= np.iinfo(np.uint8).max else np.uint16  # of more, targets are refused


def lattice_of(instrument: Instrument, measure: Measure) -> Lattice:
    """Give the values that a measure can take on a questionnaire."""
    scale, every = instrument.scale, np.ones(len(instrument.items), dtype=bool)
    if measure.share is not None:
        items = _with_targets(instrument) if measure.against == TARGET else every
        return Lattice(0.0, 1.0, 3, 2, items) if measure.share == "net" else Lattice(0.0, 1.0, 2, 1, items)
    if measure.family == INDEX:
        return Lattice(0.0, 100.0 / (scale.levels - 1), scale.levels, 1, every)
    if measure.against is None:
        return Lattice(scale.low, scale.step, scale.levels, 1, every)
    if measure.against == TARGET:
        steps, finer = _target_steps(instrument)
        known = steps >= 0
        highest, lowest = int(steps[known].max()), int(steps[known].min())
        levels = finer * (scale.levels - 1) + highest - lowest + 1
        return Lattice(0.0, scale.step / finer, levels, highest + 1, known)
    if measure.level is not None:
        return Lattice(0.0, scale.step, 2 * scale.levels - 1, scale.levels, every)
    return Lattice(scale.low - (measure.point(scale) or 0.0), scale.step, scale.levels, 1, every)


class Coding:
    """What a measure makes of the answers to its part, and to the part that it is held against.

    Parameters
    ----------
    instrument
        The questionnaire.
    measure
        A measure that it allows.
    """

    def __init__(self, instrument: Instrument, measure: Measure) -> None:
        self.measure, self.lattice = measure, lattice_of(instrument, measure)
        against = measure.level
        self.parts: Parts = (against, measure.part)
        self.items = self.lattice.items.view(np.uint8)[:, None]
        if measure.share in OF_ANSWERS:
            self.top = int(_reaching(instrument, _or(measure.top, instrument.scale.high)))
            self.bottom = int(_up_to(instrument, _or(measure.bottom, instrument.scale.low)))
        elif measure.share is not None and against is None:
            points = _points(instrument, measure)
            self.met, self.above = (
                each.astype(np.uint8)[:, None]
                for each in (_reaching(instrument, points), _up_to(instrument, points) + 1)
            )
        elif measure.against == TARGET:
            steps, self.finer = _target_steps(instrument)
            self.shift = (self.lattice.zero - np.where(steps < 0, 0, steps)).astype(np.int32)[:, None]

    def is_of(self, parts: Parts) -> bool:
        """Tell whether answers to two parts, or to one alone, are all that the measure takes."""
        against, part = self.parts
        return part in parts and (against is None or against in parts)

    def of(self, parts: Parts, first: Codes | None, second: Codes) -> Small:
        """Give the measure's codes from the answers to two parts, of which it takes one or both.

        Parameters
        ----------
        parts
            The two parts.
        first, second
            The codes of answers to them.
        """
        given = dict(zip(parts, (first, second), strict=True))
        against, part = self.parts
        answers = given[part]
        return self.codes(None if against is None else given[against], second if answers is None else answers)

    def codes(self, against: Codes | None, answers: Codes) -> Small:
        """Give the measure's codes: items × respondents, 0 where there is nothing to be measured.

        Parameters
        ----------
        against
            The codes of answers to the part that it is held against, if it is a part.
        answers
            The codes of answers to its own part.
        """
        if self.measure.share is not None:
            return self._share(against, answers)
        if self.measure.against == TARGET:
            distance = self.finer * (answers.astype(np.int32) - 1) + self.shift
            distance *= (answers > 0) & self.lattice.items[:, None]
            return distance.astype(self.lattice.kind)
        if against is None:
            return answers
        gap = answers.astype(np.int16) - against + self.lattice.zero
        gap *= (answers > 0) & (against > 0)
        return gap.astype(self.lattice.kind)

    def _share(self, against: Codes | None, answers: Codes) -> Small:
        """Code shares in small numbers: 0 for none, then 1 and 2, or from 1 to 3 for one share less another."""
        there = (answers > 0).view(np.uint8)
        share = self.measure.share
        if share == "net":
            codes = 2 + (answers >= self.top).view(np.uint8) - (answers <= self.bottom).view(np.uint8)
            return np.asarray(codes * there, dtype=np.uint8)
        if share in OF_ANSWERS:
            holds = answers >= self.top if share == "top" else answers <= self.bottom
        elif against is None:
            there = there & self.items
            holds = answers >= self.above if share == "above" else (answers >= self.met) == (share == "met")
        else:
            there = there & (against > 0).view(np.uint8)
            holds = answers > against if share == "above" else (answers >= against) == (share == "met")
        return np.asarray(there + (there & holds.view(np.uint8)), dtype=np.uint8)


def _or(edge: float | None, end: float) -> float:
    return end if edge is None else edge


def _points(instrument: Instrument, measure: Measure) -> NDArray[np.float64]:
    """Give the point that each item is held against; the lowest answer where it has none."""
    scale = instrument.scale
    if measure.against != TARGET:
        return np.full(len(instrument.items), measure.point(scale) or 0.0)
    targets = targets_of(instrument)
    return np.where(np.isnan(targets), scale.low, targets)


def _reaching(instrument: Instrument, point: float | NDArray[np.float64]) -> NDArray[np.int64]:
    """Give the lowest code that reaches a point; a level within rounding of it does."""
    steps = (np.asarray(point, dtype=np.float64) - instrument.scale.low) / instrument.scale.step
    return np.asarray(np.ceil(steps - ROUNDING) + 1, dtype=np.int64)


def _up_to(instrument: Instrument, point: float | NDArray[np.float64]) -> NDArray[np.int64]:
    """Give the highest code that does not pass a point."""
    steps = (np.asarray(point, dtype=np.float64) - instrument.scale.low) / instrument.scale.step
    return np.asarray(np.floor(steps + ROUNDING) + 1, dtype=np.int64)


def targets_of(instrument: Instrument) -> NDArray[np.float64]:
    """Give each item's target; NaN where its standard has none on the scale of the answers."""
    found = [item.standard for item in instrument.items]
    return np.array([each.target if on_scale(each, instrument.scale) else np.nan for each in found], dtype=np.float64)


def _with_targets(instrument: Instrument) -> NDArray[np.bool_]:
    return np.isfinite(targets_of(instrument))


def _target_steps(instrument: Instrument) -> tuple[NDArray[np.int64], int]:
    """Give each item's target in parts of a step above the lowest answer (−1 for none), and the parts of a step."""
    scale, targets = instrument.scale, targets_of(instrument)
    steps = [None if np.isnan(each) else (each - scale.low) / scale.step for each in targets]
    parts = [None if each is None else Fraction(each).limit_denominator(FINEST) for each in steps]
    for item, step, part in zip(instrument.items, steps, parts, strict=True):
        if step is not None and part is not None and abs(step - float(part)) > ROUNDING:
            raise errors.target_too_fine(item.standard.key, float(item.standard.target or 0.0), FINEST)
    finer = reduce(np.lcm, [part.denominator for part in parts if part is not None], 1)
    if finer > FINEST or finer * (2 * scale.levels - 1) >= MOST_VALUES:
        raise errors.targets_too_fine(sorted(set(targets[np.isfinite(targets)].tolist())))
    whole = [-1 if part is None else int(part * int(finer)) for part in parts]
    return np.array(whole, dtype=np.int64), int(finer)
