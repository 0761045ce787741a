"""What a measure makes of respondents' answers: a code for every item and respondent, on a lattice of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from servgap.errors import measures as errors
from servgap.survey.instrument import Instrument
from servgap.survey.measure import INDEX, TARGET, Measure, on_scale
from servgap.survey.scale import Codes

Small = NDArray[np.integer]
ROUNDING = 1e-9
"""Steps within which a level lies on a target."""
FINEST = 1000
"""The largest denominator, in steps of the scale, to which targets are told apart."""


class HasCodes(Protocol):
    """The answers to one part."""

    @property
    def codes(self) -> Codes:
        """Items × respondents; 0 is no answer."""


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
    def kind(self) -> type[np.unsignedinteger]:
        """The smallest type that holds the codes."""
        return np.uint8 if self.levels <= np.iinfo(np.uint8).max else np.uint16


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
    if isinstance(measure.against, str):
        return Lattice(0.0, scale.step, 2 * scale.levels - 1, scale.levels, every)
    return Lattice(scale.low - measure.against, scale.step, scale.levels, 1, every)


def measured_answers(instrument: Instrument, measure: Measure, answers: Mapping[str, HasCodes]) -> Small:
    """Code what a measure makes of answers: items × respondents, 0 where there is nothing to be measured."""
    codes, lattice = answers[measure.part].codes, lattice_of(instrument, measure)
    if measure.share is not None:
        return _share(instrument, measure, answers, lattice)
    if measure.against == TARGET:
        steps, finer = _target_steps(instrument)
        shift = (lattice.zero - np.where(steps < 0, 0, steps))[:, None]
        found = finer * (codes.astype(np.int64) - 1) + shift
        return np.where((codes > 0) & lattice.items[:, None], found, 0).astype(lattice.kind)
    if isinstance(measure.against, str):
        against = answers[measure.against].codes
        both = (codes > 0) & (against > 0)
        found = codes.astype(np.int16) - against + lattice.zero
        return np.where(both, found, 0).astype(lattice.kind)
    return codes


def _share(instrument: Instrument, measure: Measure, answers: Mapping[str, HasCodes], lattice: Lattice) -> Small:
    codes = answers[measure.part].codes
    given, has = codes > 0, lattice.items[:, None]
    if measure.share in {"top", "bottom", "net"}:
        top = codes >= _reaching(instrument, measure.top) if measure.top is not None else None
        bottom = given & (codes <= _up_to(instrument, measure.bottom)) if measure.bottom is not None else None
        if measure.share == "net":
            return np.where(given, 2 + _as_small(top) - _as_small(bottom), 0).astype(np.uint8)
        return np.where(given, 1 + _as_small(top if measure.share == "top" else bottom), 0).astype(np.uint8)
    if isinstance(measure.against, str) and measure.against != TARGET:
        level: Small = answers[measure.against].codes
        there = given & (level > 0)
        met, above = codes >= level, codes > level
    else:
        points = _points(instrument, measure)
        there = given & has
        met, above = codes >= _reaching(instrument, points)[:, None], codes > _up_to(instrument, points)[:, None]
    holds = {"met": met, "above": above, "short": ~met}[str(measure.share)]
    return np.where(there, 1 + holds.view(np.uint8), 0).astype(np.uint8)


def _as_small(holds: NDArray[np.bool_] | None) -> NDArray[np.uint8]:
    return np.zeros(1, dtype=np.uint8) if holds is None else holds.view(np.uint8)


def _points(instrument: Instrument, measure: Measure) -> NDArray[np.float64]:
    """Give the point that each item is held against; the lowest answer where it has none."""
    scale = instrument.scale
    if measure.against != TARGET:
        return np.full(len(instrument.items), float(measure.against or 0.0))
    targets = targets_of(instrument)
    return np.where(np.isnan(targets), scale.low, targets)


def _reaching(instrument: Instrument, point: float | NDArray[np.float64] | None) -> NDArray[np.int64]:
    """Give the lowest code that reaches a point; a level within rounding of it does."""
    steps = (np.asarray(point, dtype=np.float64) - instrument.scale.low) / instrument.scale.step
    return np.asarray(np.ceil(steps - ROUNDING) + 1, dtype=np.int64)


def _up_to(instrument: Instrument, point: float | NDArray[np.float64] | None) -> NDArray[np.int64]:
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
            raise errors.target_too_fine(item.standard.key, float(item.standard.target or 0.0), 3)
    finer = reduce(np.lcm, [part.denominator for part in parts if part is not None], 1)
    if finer > FINEST:
        raise errors.target_too_fine(instrument.items[0].standard.key, float(targets[np.isfinite(targets)][0]), 3)
    whole = [-1 if part is None else int(part * int(finer)) for part in parts]
    return np.array(whole, dtype=np.int64), int(finer)
