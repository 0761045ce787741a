"""One sample from a population, and how a family of procedures says what held in it."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd
from populations import INSTRUMENT, POPULATIONS, Branches, Population

import servgap as sg

CONFIDENCE = 0.95
SIZES = (30, 100, 300, 3000)
Shares = dict[str, float]
AIM = (0.94, 0.965)
"""Between which the share of an interval of 95 % should lie from 100 respondents on."""


@dataclass(frozen=True)
class Sample:
    """The sample of one replicate, the same for all families, and what several of them look at."""

    population: Population | Branches
    n: int
    replicate: int

    @cached_property
    def survey(self) -> sg.Survey:
        return self.population.draw(self.n, self.rng("answers"))

    @cached_property
    def tally(self) -> sg.Tally:
        return self.survey.tally(by=["branch"] if isinstance(self.population, Branches) else [])

    @cached_property
    def gaps(self) -> sg.Gaps:
        return sg.measure_gaps(self.tally)

    @cached_property
    def gaps_at_once(self) -> sg.Gaps:
        return sg.measure_gaps(self.tally, simultaneous=True, rng=self.replicate)

    @cached_property
    def ranking(self) -> sg.Ranking:
        return sg.rank_standards(self.tally, worst=5, rng=self.replicate)

    def rng(self, purpose: str) -> np.random.Generator:
        """Random numbers of their own for every population, size, replicate and purpose."""
        names = [zlib.crc32(name.encode()) for name in (self.population.name, purpose)]
        return np.random.default_rng([*names, self.n, self.replicate])


@dataclass(frozen=True)
class Family:
    """
    Procedures that are looked at together.

    Parameters
    ----------
    name
        How the family is called on the command line and in the file of results.
    measure
        Tells of one sample, for each procedure "kind/name", the share that held; what is NaN is not counted.
    headings
        What stands above the table of each kind.
    populations, sizes
        What is drawn.
    aims
        Between which shares a kind should lie; of kinds that are not named, nothing is asked.
    """

    name: str
    measure: Callable[[Sample], Shares]
    headings: Mapping[str, str]
    populations: tuple[Population | Branches, ...] = POPULATIONS
    sizes: tuple[int, ...] = SIZES
    aims: Mapping[str, tuple[float, float]] = field(default_factory=dict)


def holds(low: object, high: object, truth: np.ndarray) -> np.ndarray:
    """Tell which intervals hold the truth; one that could not be given holds nothing, and is not counted."""
    low, high = np.asarray(low, dtype=float), np.asarray(high, dtype=float)
    held = (low <= truth + 1e-9) & (truth - 1e-9 <= high)
    return np.where(np.isnan(low) | np.isnan(high), np.nan, held)


def mean_held(low: object, high: object, truth: object) -> float:
    held = holds(low, high, np.asarray(truth))
    return float(np.nanmean(held)) if np.isfinite(held).any() else np.nan


def all_held(low: object, high: object, truth: object) -> float:
    held = holds(low, high, np.asarray(truth))
    return float(np.nanmin(held)) if np.isfinite(held).any() else np.nan


def in_order(frame: pd.DataFrame, level: str = "standard") -> pd.DataFrame:
    """The rows of one level in the questionnaire's order."""
    keys, column = (INSTRUMENT.item_keys, "item") if level == "standard" else (INSTRUMENT.dimension_keys, "dimension")
    rows = np.flatnonzero(frame["level"].to_numpy() == level)
    place = dict(zip(frame[column].to_numpy()[rows], rows, strict=True))
    return frame.iloc[[place[key] for key in keys]].reset_index(drop=True)
