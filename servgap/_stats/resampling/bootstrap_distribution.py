"""The distribution of a bootstrap total, from the characteristic function of the counts raised to the power n."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from servgap._stats.ratio import Floats

_SPENT = 45.0
"""Minus the logarithm of a modulus that adds nothing to a probability in double precision."""

_ROUNDING = 1e-13

_TABLED = 2000
"""Nodes beyond which a table of all probabilities is quicker than evaluating a few."""


@dataclass(frozen=True)
class BootstrapTotal:
    """
    Totals of n draws with replacement, less the observed total, in steps of each row's own lattice.

    The probabilities are (1/N) Σ_j φ(2πj/N)ⁿ exp(−2πi j y/N) for |y| ≤ h, N = 2h + 1, with h so large that no mass lies
    beyond (Bernstein's inequality). `power` holds φⁿ of the centred answers at the nodes j where it may be felt.
    """

    half: Floats
    node: Floats
    power: NDArray[np.complex128]
    spread: Floats
    skewness: Floats

    def at_most(self, y: Floats) -> Floats:
        """P(Y ≤ y) for whole y, shape (rows, q)."""
        size = 2 * self.half + 1
        t = 2 * np.pi * self.node / size[:, None]
        reach = y + self.half[:, None] + 1
        angle = t[:, None, :] * (y - self.half[:, None])[..., None] / 2
        ring = np.sin(t[:, None, :] * reach[..., None] / 2) / np.sin(np.where(t > 0, t, 1.0) / 2)[:, None, :]
        wave = self.power.real[:, None] * np.cos(angle) + self.power.imag[:, None] * np.sin(angle)
        return np.asarray(np.clip((reach + 2 * (wave * ring).sum(axis=-1)) / size[:, None], 0.0, 1.0))

    def exactly(self, y: Floats) -> Floats:
        """P(Y = y) for whole y, shape (rows, q)."""
        size = 2 * self.half + 1
        angle = 2 * np.pi * (self.node / size[:, None])[:, None, :] * y[..., None]
        wave = self.power.real[:, None] * np.cos(angle) + self.power.imag[:, None] * np.sin(angle)
        return np.asarray(np.maximum((1 + 2 * wave.sum(axis=-1)) / size[:, None], 0.0))

    def mirrored(self) -> BootstrapTotal:
        """Turn all answers round."""
        return BootstrapTotal(self.half, self.node, np.conj(self.power), self.spread, -self.skewness)

    def quantile(self, probability: Floats) -> Floats:
        """Smallest y with P(Y ≤ y) ≥ probability, shape (rows, q)."""
        wanted = probability - _ROUNDING
        if len(self.half) == 1 and self.node.shape[1] == self.half[0] > _TABLED:
            return self._from_table(wanted)
        low = np.broadcast_to(-self.half[:, None] - 1, wanted.shape).copy()
        high = np.broadcast_to(self.half[:, None], wanted.shape).copy()
        z = ndtri(np.clip(probability, 1e-15, 1 - 1e-15))
        guess = self.spread[:, None] * (z + self.skewness[:, None] * (z**2 - 1) / 6)
        density = np.exp(-(z**2) / 2) / (np.sqrt(2 * np.pi) * self.spread[:, None])
        while (high - low > 1).any():
            inside = (guess > low) & (guess < high)
            y = np.round(np.where(inside, guess, (low + high) / 2))
            y = np.where(high - low > 1, np.clip(y, low + 1, np.maximum(high - 1, low + 1)), high)
            reached = self.at_most(np.asarray(y, dtype=np.float64))
            enough = reached >= wanted
            low, high = np.where(enough, low, y), np.where(enough, y, high)
            # A Newton step, then one further, so that the two sides of the quantile are both visited.
            guess = y + np.round((wanted - reached) / density) + np.where(enough, -1, 1)
        return high

    def _from_table(self, wanted: Floats) -> Floats:
        """Look quantiles up in all probabilities, which one fast Fourier transform gives where all nodes are felt."""
        half = int(self.half[0])
        probability = np.fft.irfft(np.concatenate([[1.0], np.conj(self.power[0])]), n=2 * half + 1)
        reached = np.cumsum(np.roll(probability, half))
        return np.searchsorted(np.maximum.accumulate(reached), wanted).astype(np.float64) - half


def bootstrap_total(steps: NDArray[np.int64], counts: Floats) -> BootstrapTotal:
    """
    Prepare the distribution of each row's bootstrap total.

    Parameters
    ----------
    steps : shape (rows, L)
        Answers as whole numbers; every row's greatest common divisor of differences is 1.
    counts : shape (rows, L)
        How often each occurs, 0 included; each row with at least two different answers.
    """
    n = counts.sum(axis=-1)
    share = counts / n[:, None]
    # Whole-number sums first: the centre is then as exact as a double can hold it.
    distance = steps - ((counts * steps).sum(axis=-1) / n)[:, None]
    variance = (share * distance**2).sum(axis=-1)
    skewness = (share * distance**3).sum(axis=-1) / variance**1.5
    largest = np.abs(np.where(counts > 0, distance, 0.0)).max(axis=-1)
    half = np.ceil(np.minimum(8.7 * np.sqrt(n * variance) + 25.3 * largest, n * largest))
    nodes = _nodes(steps, share, n, variance, half)
    if len(nodes) == 1 and nodes.shape[1] > _TABLED:
        nodes, power = _at_all_nodes(steps[0], counts[0], int(half[0]))
        return BootstrapTotal(half, nodes, power, np.sqrt(n * variance), skewness / np.sqrt(n))
    t = 2 * np.pi * nodes / (2 * half + 1)[:, None]
    angle = t[..., None] * distance[:, None, :]
    loss = -2 * (share[:, None, :] * np.sin(angle / 2) ** 2).sum(axis=-1)
    # The distances average zero; leaving their linear part out keeps the phase when n is large.
    turn = (share[:, None, :] * (np.sin(angle) - angle)).sum(axis=-1)
    log_modulus = n[:, None] / 2 * np.log(np.maximum((1 + loss) ** 2 + turn**2, 1e-300))
    small = np.abs(loss) < 0.5
    log_modulus[small] = (n[:, None] / 2 * np.log1p(np.where(small, 2 * loss + loss**2 + turn**2, 0.0)))[small]
    argument = n[:, None] * np.arctan2(turn, 1 + loss)
    power = np.where(nodes > 0, np.exp(log_modulus + 1j * argument), 0.0)
    return BootstrapTotal(half, nodes, power, np.sqrt(n * variance), skewness / np.sqrt(n))


def _at_all_nodes(steps: NDArray[np.int64], counts: Floats, half: int) -> tuple[Floats, NDArray[np.complex128]]:
    """Take φⁿ at all nodes by one fast Fourier transform: quicker where most are felt, as for few on a fine lattice."""
    n, size = counts.sum(), 2 * half + 1
    nodes = np.arange(1, half + 1)
    characteristic = np.conj(np.fft.rfft(np.bincount(steps, weights=counts / n, minlength=size)))[1:]
    # The observed total is a whole number of steps: whole turns are taken off before anything is rounded.
    turn = nodes * int(np.round(counts @ steps)) % size
    power = characteristic**n * np.exp(-2j * np.pi / size * turn)
    return nodes[None].astype(np.float64), power[None]


def _nodes(steps: NDArray[np.int64], share: Floats, n: Floats, variance: Floats, half: Floats) -> Floats:
    """
    Nodes j ≥ 1 at which |φ|ⁿ may be felt, padded with zeros: around the centre and around every secondary peak.

    |φ|² bends by at most 2σ², so that between the points of a grid it cannot rise unseen.
    """
    span = int(np.ptp(steps, axis=-1).max())
    points = max(1024, 2 ** int(np.ceil(np.log2(16.0 * span + 1))))
    placed = np.zeros((len(steps), points))
    np.add.at(placed, (np.arange(len(steps))[:, None], steps - steps.min(axis=-1, keepdims=True)), share)
    modulus = np.abs(np.fft.rfft(placed, axis=-1)) ** 2
    felt = modulus >= (np.exp(-2 * _SPENT / n) - variance * (np.pi / points) ** 2)[:, None]
    chosen = [_near(row, points, size) for row, size in zip(felt, half, strict=True)]
    nodes = np.zeros((len(steps), max(len(each) for each in chosen)))
    for row, each in zip(nodes, chosen, strict=True):
        row[: len(each)] = each
    return nodes


def _near(felt: NDArray[np.bool_], points: int, half: float) -> Floats:
    """Nodes from 1 to `half` within half a grid step of a grid point that is felt."""
    size = 2 * half + 1
    edges = np.diff(np.concatenate([[False], felt, [False]]).astype(np.int64))
    starts, stops = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    parts = [
        np.arange(max(1.0, np.ceil((start - 0.5) * size / points)), min(half, (stop - 0.5) * size / points) + 1e-9)
        for start, stop in zip(starts, stops, strict=True)
    ]
    return np.unique(np.concatenate(parts))
