"""Lower tails of sums with random signs, by Fourier inversion along the contour through the saddlepoint."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from servgap._stats.ratio import Floats

_SPENT = -45.0
"""Logarithm of a modulus that adds nothing to a tail in double precision."""

_FEW_NODES = 2**13
"""Nodes up to which the whole circle is looked at without further thought."""

_FIRST = 512
"""Stretches that half the circle is divided into at first."""

_STRETCH = 32
"""Nodes of a stretch that is not divided any further."""

_MOST_STRETCHES = 300_000
"""Stretches of the circle beyond which peaks are no longer looked for."""

_SHARP = 0.15
"""Half-width, in radians of its angle, of the windows that a factor with many signs leaves open."""

_MOST_WINDOWS = 1_000_000
"""Windows beyond which peaks are no longer looked for."""

_MANY_SIGNS = 50_000
_LARGE_WEIGHT = 5_000
_UNLIKELY = 1e-11
"""With many signs of large weights, peaks whose expected share is smaller are not looked for."""


@dataclass(frozen=True)
class Tilted:
    """
    The sum X = Σ a·B, B binomial with probability ½, under exponential tilting, which brings a cut into the bulk.

    The tail of X is then an integral over values of ordinary size, so that even p = 1e-200 keeps its digits.
    """

    weights: Floats
    times: Floats
    cut: int
    tilt: float

    @property
    def share(self) -> Floats:
        """Probability of each sign under the tilt."""
        return np.asarray(expit(self.tilt * self.weights))

    @property
    def deviation(self) -> float:
        """Give the standard deviation of the tilted sum."""
        share = self.share
        return math.sqrt(float(np.sum(self.times * self.weights**2 * share * (1 - share))))

    @property
    def log_scale(self) -> float:
        """Logarithm of what one unit of the tilted tail at the cut is worth."""
        excess = float(np.sum(self.times * self.weights / 2)) - self.cut
        return self.tilt * excess + float(np.sum(self.times * log_cosh(self.tilt * self.weights / 2)))


@dataclass(frozen=True)
class Tail:
    """Probability of the tail, and whether every lattice point was accounted for."""

    probability: float
    complete: bool


def log_cosh(x: Floats) -> Floats:
    """Logarithm of the hyperbolic cosine, accurate relative to its size from 0 to infinity."""
    size = np.abs(x)
    small = np.minimum(size, 20.0)
    return np.where(size < 20.0, np.log1p(2 * np.sinh(small / 2) ** 2), size - math.log(2.0))


def tilted_to(weights: Floats, times: Floats, cut: int) -> Tilted:
    """Tilt the sum until its mean is the cut, and at least by two standard deviations' worth."""
    scale = math.sqrt(float(np.sum(times * weights**2))) / 2
    heights = weights / scale

    def excess(tilt: float) -> tuple[float, float]:
        share = expit(tilt * heights)
        summed = times * heights * share
        return float(summed.sum()) - cut / scale, float((summed * heights * (1 - share)).sum())

    low, high = -1.0, 0.0
    while excess(low)[0] > 0:
        low, high = 2 * low, low
    tilt = (low + high) / 2
    # Any tilt gives the right tail; one near the best needs the fewest nodes.
    for _ in range(40):
        above, slope = excess(tilt)
        low, high = (low, tilt) if above > 0 else (tilt, high)
        step = tilt - above / slope
        step = step if low < step < high else (low + high) / 2
        if abs(step - tilt) < 1e-6 * abs(tilt):
            break
        tilt = step
    # The formula has a pole at no tilt; to stay two deviations away costs one digit and saves nodes.
    return Tilted(weights, times, cut, min(tilt, -2.0) / scale)


def lower_tail(tilted: Tilted) -> Tail:
    """
    P(X ≤ cut) as the trapezoid sum of the tilted characteristic function over the circle.

    Σ_{x ≤ c} p(x) = (1/2π) ∫ exp(K(s) − s c) / (1 − exp(s)) dt along s = θ + it, θ < 0. With N nodes the sum repeats
    itself every N lattice points, and N is so large (Bernstein's inequality) that repetitions fall below rounding.
    """
    deviation, largest = tilted.deviation, float(tilted.weights.max())
    above = float(np.sum(tilted.weights * tilted.times)) - tilted.cut
    span = min(8.7 * deviation + 25.3 * largest, max(above, tilted.cut)) + 42.0 / abs(tilted.tilt)
    size = 2 * math.ceil(span / 2) + 1
    nodes, complete = _nodes(tilted, size)
    node, log_modulus, turn = _characteristic(tilted, nodes, size)
    point = tilted.tilt + 2j * np.pi * node / size
    terms = (np.exp(log_modulus + 1j * turn) / -np.expm1(point)).real
    total = float(np.sum(np.where(node == 0, 1.0, 2.0) * terms)) / size
    return Tail(math.exp(tilted.log_scale) * total if tilted.log_scale > -745 else 0.0, complete)


def _characteristic(tilted: Tilted, nodes: Floats, size: int) -> tuple[Floats, Floats, Floats]:
    """Log modulus and argument of φ(t)·exp(−itc) at t = 2π·node/size; nodes at which it is spent are left out."""
    share = tilted.share
    log_modulus, turn = np.zeros(len(nodes)), np.zeros(len(nodes))
    off_centre = float(np.sum(tilted.times * tilted.weights * share)) - tilted.cut
    for k in np.argsort(-tilted.times * share * (1 - share), kind="stable"):
        laps = tilted.weights[k] * nodes / size
        whole = np.round(laps)
        angle = 2 * np.pi * (laps - whole)
        loss = 4 * share[k] * (1 - share[k]) * np.sin(angle / 2) ** 2
        with np.errstate(divide="ignore"):  # a factor may be zero at half a lap
            log_modulus = log_modulus + tilted.times[k] / 2 * np.log1p(-np.minimum(loss, 1.0))
        kept = log_modulus > _SPENT
        angle, whole = angle[kept], whole[kept]
        argument = np.arctan2(share[k] * np.sin(angle), 1 - share[k] + share[k] * np.cos(angle))
        # Centred at the mean, the argument is of third order and does not drown in rounding when counts are large.
        centred = argument - share[k] * angle
        turn = turn[kept] + tilted.times[k] * (centred - 2 * np.pi * np.fmod(share[k] * whole, 1.0))
        nodes, log_modulus = nodes[kept], log_modulus[kept]
    return nodes, log_modulus, turn + 2 * np.pi * off_centre * nodes / size


def _nodes(tilted: Tilted, size: int) -> tuple[Floats, bool]:
    """Choose the nodes of half the circle at which the characteristic function may be felt; False if some may lack."""
    half = size // 2
    if half <= _FEW_NODES:
        return np.arange(half + 1, dtype=np.float64), True
    found = None if _peaks_do_not_matter(tilted) else _peaks(tilted, size)
    if found is not None:
        return found, True
    near = min(half, math.ceil(12 / tilted.deviation * size / (2 * np.pi)))
    return np.arange(near + 1, dtype=np.float64), False


def _peaks_do_not_matter(tilted: Tilted) -> bool:
    """Tell whether all factors are hardly ever near one at once: each is for a part √(2/(πt)) of the circle."""
    if tilted.times.sum() < _MANY_SIGNS or tilted.weights.max() < _LARGE_WEIGHT:
        return False
    part = np.sqrt(2 / (np.pi * tilted.times * 4 * tilted.share * (1 - tilted.share)))
    return bool(np.prod(np.minimum(part, 1.0)) < _UNLIKELY)


def _peaks(tilted: Tilted, size: int) -> Floats | None:
    """
    Find the nodes around all peaks of the modulus; None where there are too many places to look at.

    Half the circle is divided into stretches; those in which the modulus is bound to be spent are left out, the others
    are divided again, until what is left is the peaks.
    """
    half = size // 2
    start, length = _first_stretches(tilted, size)
    while len(start):
        start = start[_bound(tilted, (start + length / 2) / size, length / 2 / size) > _SPENT]
        if length <= _STRETCH:
            nodes = (np.ceil(start)[:, None] + np.arange(math.ceil(length) + 1)).ravel()
            return np.unique(nodes[(nodes >= 0) & (nodes <= half)])
        if len(start) > _MOST_STRETCHES / 4:
            return None
        length /= 4
        start = (start[:, None] + np.arange(4) * length).ravel()
    return None


def _first_stretches(tilted: Tilted, size: int) -> tuple[Floats, float]:
    """Begin with all of half the circle, or with the windows around multiples of 2π/a that a sharp factor leaves."""
    half = size // 2
    square = -np.expm1(2 * _SPENT / tilted.times) / (4 * tilted.share * (1 - tilted.share))
    reach = 2 * np.arcsin(np.sqrt(np.minimum(square, 1.0)))
    leading = int(np.argmin(np.where(reach < _SHARP, tilted.weights, np.inf)))
    if reach[leading] >= _SHARP:
        return np.arange(_FIRST) * half / _FIRST, half / _FIRST
    step = size / tilted.weights[leading]
    length = float(step * reach[leading] / np.pi)
    if half / step > _MOST_WINDOWS:
        return np.zeros(0), length
    return np.arange(math.floor(half / step + 1)) * step - length / 2, length


def _bound(tilted: Tilted, lap: Floats, reach: float) -> Floats:
    """Upper bound of the log modulus within `reach` of each place; places, like the reach, as parts of the circle."""
    share = tilted.share
    bound = np.zeros(len(lap))
    open_ = np.arange(len(lap))
    for k in np.argsort(-tilted.times * share * (1 - share), kind="stable"):
        slack = tilted.weights[k] * reach
        if slack < 0.5:
            laps = tilted.weights[k] * lap[open_]
            nearest = np.maximum(np.abs(laps - np.round(laps)) - slack, 0.0)
            loss = np.minimum(4 * share[k] * (1 - share[k]) * np.sin(np.pi * nearest) ** 2, 1 - 1e-15)
            bound[open_] += tilted.times[k] / 2 * np.log1p(-loss)
            open_ = open_[bound[open_] > _SPENT]
    return bound
