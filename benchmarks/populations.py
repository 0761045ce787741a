"""Populations of respondents whose true gaps are known exactly, and samples from them.

A respondent's answer is a normal variable cut into the levels 1 to 7, so every item's true mean is a sum of normal
probabilities, and the true distribution of its gap a one-dimensional integral. Answers of one respondent hang together
through what he expects and gets in general; a share of perceptions simply repeats the expectation, which makes ties.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise

import numpy as np
import pandas as pd
from scipy.optimize import brentq
from scipy.special import ndtr

import servgap as sg
from servgap.survey.survey import Answers

ITEMS = 22
LEVELS = np.arange(1, 8)
CUTS = np.arange(1.5, 7)
INSTRUMENT = sg.Instrument.load("servqual")


def level_shares(mean: np.ndarray, sd: np.ndarray) -> np.ndarray:
    """Share of each level where a normal variable of this mean and deviation is cut; items × levels."""
    below = ndtr((CUTS - np.atleast_1d(mean)[:, None]) / np.atleast_1d(sd)[:, None])
    return np.diff(below, axis=1, prepend=0.0, append=1.0)


def level_mean(mean: np.ndarray, sd: np.ndarray) -> np.ndarray:
    return level_shares(mean, sd) @ LEVELS


@cache
def mean_giving(wanted: float, sd: float) -> float:
    """Find the mean before the cut that gives this mean after it; many items and branches share one."""
    return float(brentq(lambda mean: float(level_mean(np.array(mean), np.array(sd))[0]) - wanted, -20, 30, xtol=1e-14))


@dataclass(frozen=True)
class Population:
    """What respondents expect and perceive, item by item, before the scale cuts it into levels."""

    name: str
    expected: np.ndarray
    expected_sd: np.ndarray
    perceived: np.ndarray
    perceived_sd: np.ndarray
    shared: float = 0.4
    """Share of each answer's variance that is the respondent's general level."""
    together: float = 0.4
    """Correlation of the general levels, and of what is left of an item's two answers."""
    repeated: float = 0.0
    """Share of perceptions that repeat the expectation."""
    missing: float = 0.0
    """Share of answers that are not given."""

    @cached_property
    def gap(self) -> np.ndarray:
        """The true gap of each item."""
        moved = level_mean(self.perceived, self.perceived_sd) - level_mean(self.expected, self.expected_sd)
        return (1 - self.repeated) * moved

    @cached_property
    def joint_shares(self) -> np.ndarray:
        """The true share of each pair of answers; items × expectations × perceptions."""
        nodes, weights = np.polynomial.legendre.leggauss(96)
        spread = np.sqrt(1 - self.together**2)
        shares = np.zeros((ITEMS, 7, 7))
        for item in range(ITEMS):
            ends = np.concatenate([[-12.0], (CUTS - self.expected[item]) / self.expected_sd[item], [12.0]])
            for level, (low, high) in enumerate(pairwise(np.clip(ends, -12.0, 12.0))):
                z = low + (nodes + 1) / 2 * (high - low)
                weight = weights / 2 * (high - low) * np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
                centre = self.perceived[item] + self.perceived_sd[item] * self.together * z
                shares[item, level] = weight @ level_shares(centre, np.full(len(z), self.perceived_sd[item] * spread))
        expected = shares.sum(axis=2)
        shares *= 1 - self.repeated
        shares[:, range(7), range(7)] += self.repeated * expected
        return shares

    @cached_property
    def gap_shares(self) -> np.ndarray:
        """The true share of each gap from -6 to 6; items × gaps."""
        shares = np.zeros((ITEMS, 13))
        for expected, perceived in np.ndindex(7, 7):
            shares[:, 6 + perceived - expected] += self.joint_shares[:, expected, perceived]
        return shares

    @cached_property
    def spreads(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The true deviations of expectation, perception and gap of each item."""
        each = self.joint_shares.sum(axis=2), self.joint_shares.sum(axis=1)
        gaps = np.arange(-6, 7)
        parts = [np.sqrt(shares @ LEVELS**2 - (shares @ LEVELS) ** 2) for shares in each]
        return parts[0], parts[1], np.sqrt(self.gap_shares @ gaps**2 - self.gap**2)

    @cached_property
    def d_z(self) -> np.ndarray:
        """The true standardised gap of each item."""
        return self.gap / self.spreads[2]

    @cached_property
    def d_av(self) -> np.ndarray:
        """The true gap of each item over the mean of both deviations."""
        return self.gap / ((self.spreads[0] + self.spreads[1]) / 2)

    @cached_property
    def d_rm(self) -> np.ndarray:
        """The true standardised gap of each item, freed from the correlation of both parts."""
        e, p, gap = self.spreads
        return self.d_z * np.sqrt(2 * (1 - (e**2 + p**2 - gap**2) / (2 * e * p)))

    @cached_property
    def share_above(self) -> np.ndarray:
        """The true share above 0 of the gaps that are not 0."""
        above, below = self.gap_shares[:, 7:].sum(axis=1), self.gap_shares[:, :6].sum(axis=1)
        return above / (above + below)

    @cached_property
    def superiority(self) -> np.ndarray:
        """The true share above expectation, plus half the share that equals it."""
        return self.gap_shares[:, 7:].sum(axis=1) + self.gap_shares[:, 6] / 2

    @cached_property
    def rank_biserial(self) -> np.ndarray:
        """The true matched rank-biserial correlation of each item, zeros ranked first and then dropped."""
        lower, upper = self.gap_shares[:, 5::-1], self.gap_shares[:, 7:]
        tied = lower + upper
        rank = self.gap_shares[:, 6:7] + np.cumsum(tied, axis=1) - tied / 2
        return ((upper - lower) * rank).sum(axis=1) / (tied * rank).sum(axis=1)

    @cached_property
    def dimension_gap(self) -> np.ndarray:
        """The true gap of each dimension."""
        return np.array([self.gap[span.start : span.stop].mean() for span in INSTRUMENT.spans])

    def answers(self, n: int, rng: np.random.Generator) -> dict[str, np.ndarray]:
        """Ask n respondents: codes of both parts, items × respondents, 0 for no answer."""
        general = rng.standard_normal((2, n))
        general[1] = self.together * general[0] + np.sqrt(1 - self.together**2) * general[1]
        own = rng.standard_normal((2, ITEMS, n))
        own[1] = self.together * own[0] + np.sqrt(1 - self.together**2) * own[1]
        latent = np.sqrt(self.shared) * general[:, None, :] + np.sqrt(1 - self.shared) * own
        expected = self._answer(latent[0], self.expected, self.expected_sd)
        perceived = self._answer(latent[1], self.perceived, self.perceived_sd)
        repeats = rng.random((ITEMS, n)) < self.repeated
        perceived[repeats] = expected[repeats]
        answers = {"expectation": expected, "perception": perceived}
        if self.missing:
            for codes in answers.values():
                codes[rng.random(codes.shape) < self.missing] = 0
        return answers

    def draw(self, n: int, rng: np.random.Generator) -> sg.Survey:
        """Make a survey of n respondents."""
        return survey_of(self.answers(n, rng), pd.DataFrame(index=pd.RangeIndex(n, name="row")))

    @staticmethod
    def _answer(latent: np.ndarray, mean: np.ndarray, sd: np.ndarray) -> np.ndarray:
        return (np.searchsorted(CUTS, mean[:, None] + sd[:, None] * latent) + 1).astype(np.uint8)


@dataclass(frozen=True)
class Branches:
    """Branches, each a population of its own, and the share of the respondents that each has."""

    name: str
    branches: tuple[Population, ...]
    shares: np.ndarray

    @cached_property
    def gap(self) -> np.ndarray:
        """The true gaps; branches × items."""
        return np.stack([branch.gap for branch in self.branches])

    @property
    def labels(self) -> list[str]:
        return [f"branch {number:02}" for number in range(len(self.branches))]

    def sizes(self, n: int) -> np.ndarray:
        """Respondents of each branch; together n, but for rounding."""
        return np.round(self.shares * n).astype(int)

    def draw(self, n: int, rng: np.random.Generator) -> sg.Survey:
        """Make a survey of n respondents with the attribute branch."""
        asked = [branch.answers(size, rng) for branch, size in zip(self.branches, self.sizes(n), strict=True)]
        codes = {part: np.concatenate([each[part] for each in asked], axis=1) for part in asked[0]}
        branch = pd.Series(np.repeat(self.labels, self.sizes(n)), dtype=object)
        return survey_of(codes, pd.DataFrame({"branch": branch}).rename_axis("row"))


def survey_of(codes: dict[str, np.ndarray], respondents: pd.DataFrame) -> sg.Survey:
    return sg.Survey(
        INSTRUMENT, {part: Answers(each) for part, each in codes.items()}, respondents, sg.Ledger(len(respondents))
    )


def _same(value: float) -> np.ndarray:
    return np.full(ITEMS, value)


def _perceived_for(
    gaps: np.ndarray, expected: float, expected_sd: float, sd: float, repeated: float = 0.0
) -> np.ndarray:
    """Find the perceptions before the cut that give these gaps exactly."""
    start = float(level_mean(np.array(expected), np.array(expected_sd))[0])
    return np.array([mean_giving(start + gap / (1 - repeated), sd) for gap in gaps])


def _with_gaps(
    name: str, gaps: np.ndarray, expected: float, spread: tuple[float, float], **others: float
) -> Population:
    perceived = _perceived_for(gaps, expected, spread[0], spread[1], others.get("repeated", 0.0))
    return Population(name, _same(expected), _same(spread[0]), perceived, _same(spread[1]), **others)


SPREAD = np.linspace(-1.3, 0.1, ITEMS)
POPULATIONS = (
    _with_gaps("symmetric", SPREAD, 4.6, (1.3, 1.3)),
    _with_gaps("skewed", SPREAD, 6.0, (1.2, 1.7)),
    _with_gaps("ceiling", SPREAD - 0.1, 7.6, (1.0, 1.6)),
    _with_gaps("tied", SPREAD, 6.0, (1.2, 1.5), repeated=0.6),
    _with_gaps("missing", SPREAD, 6.0, (1.2, 1.5), missing=0.1),
    _with_gaps("bottom", np.linspace(-5.2, -4.2, ITEMS), 7.6, (0.8, 2.0)),
    _with_gaps("few depart", np.linspace(-0.5, -0.1, ITEMS), 7.6, (1.0, 1.6), repeated=0.8),
    _with_gaps("worst tied", np.concatenate([_same(-1.3)[:4], SPREAD[4:]]), 6.0, (1.2, 1.5)),
    _with_gaps("equal gaps", _same(-0.6), 6.0, (1.2, 1.5)),
    _with_gaps("two clusters", np.repeat([-0.9, -0.4], ITEMS // 2), 6.0, (1.2, 1.5)),
    _with_gaps("near ties", np.linspace(-0.7, -0.5, ITEMS), 6.0, (1.2, 1.5)),
    _with_gaps("no gaps, symmetric", _same(0.0), 5.0, (1.3, 1.3)),
    _with_gaps("no gaps, skewed", _same(0.0), 5.8, (1.0, 1.9)),
)


def _branches(name: str, shifts: np.ndarray, gaps: np.ndarray, shares: np.ndarray) -> Branches:
    parts = tuple(_with_gaps(f"{name} {shift:.2f}", gaps + shift, 6.0, (1.2, 1.5)) for shift in shifts)
    return Branches(name, parts, shares / shares.sum())


BRANCH_POPULATIONS = (
    _branches("20 branches alike", np.zeros(20), _same(-0.6), np.ones(20)),
    _branches("20 branches apart", np.linspace(-0.3, 0.3, 20), SPREAD, np.ones(20)),
    _branches("20 branches alike, of unequal size", np.zeros(20), _same(-0.6), np.linspace(1, 10, 20)),
)
