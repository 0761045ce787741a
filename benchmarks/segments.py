"""How often groups are told from the average of all when none differs, and how often those that do are told.

Run: python benchmarks/segments.py [--replicates 400] [--scenarios skewed_unequal_sizes ...]

Answers to 22 items are drawn for each group from one population: all means are equal, and any group that is told is a
false finding. Beside the rule of the library (the larger of a group's own spread and that within all groups) stands
the plain one, each group with its own spread alone. In the last scenarios one group's gaps are lower by 0.4.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from servgap._stats.groups.grand_mean import all_from_average, from_average

Floats = NDArray[np.float64]
DIMENSION = np.repeat(np.arange(5), [4, 5, 4, 4, 5])
OF_DIMENSIONS = np.array([(each == DIMENSION) / (each == DIMENSION).sum() for each in range(5)])
ROWS = np.vstack([OF_DIMENSIONS.mean(axis=0), OF_DIMENSIONS, np.eye(22)])
SHARED = 0.35
DRAWS = 1999
MIXED = (5, 8, 15, 40, 120, 300)


def latent(rng: np.random.Generator, n: int) -> Floats:
    """Draw normal variables, 22 a respondent, that hang together through the respondent's level."""
    return np.sqrt(SHARED) * rng.standard_normal((n, 1)) + np.sqrt(1 - SHARED) * rng.standard_normal((n, 22))


def middle(rng: np.random.Generator, n: int, wide: float) -> Floats:
    """Expectation and perception in the middle of 1–7, as wide as told."""
    return answers(4 + 1.2 * wide * latent(rng, n)) - answers(4 + 1.2 * wide * latent(rng, n))


def high(rng: np.random.Generator, n: int, wide: float) -> Floats:
    """Expectations near the top of the scale."""
    return answers(5.3 + 1.2 * wide * latent(rng, n)) - answers(6.3 + 0.9 * wide * latent(rng, n))


def skewed(rng: np.random.Generator, n: int, wide: float) -> Floats:
    """Four of five gaps are none, and three of a hundred are −4."""
    place = ndtr(latent(rng, n))
    return -np.select([place < 0.03, place < 0.08, place < 0.20], [4.0, 2.0, 1.0], 0.0) * (wide > 0)


def answers(values: Floats) -> Floats:
    """Cut a variable into the levels 1 to 7."""
    return np.clip(np.rint(values), 1, 7)


@dataclass(frozen=True)
class Scenario:
    """What groups are drawn from: a population, their sizes, how wide each is, and by how much each is moved."""

    draw: Callable[[np.random.Generator, int, float], Floats]
    sizes: tuple[int, ...]
    wide: tuple[float, ...]
    moved: tuple[float, ...] = ()


SCENARIOS = {
    "middle, unequal sizes": Scenario(middle, MIXED, (1.0,) * 6),
    "high, unequal sizes": Scenario(high, MIXED, (1.0,) * 6),
    "skewed, unequal sizes": Scenario(skewed, MIXED, (1.0,) * 6),
    "small groups wider": Scenario(middle, MIXED, (1.6, 1.4, 1.2, 1.0, 0.8, 0.6)),
    "small groups narrower": Scenario(middle, MIXED, (0.6, 0.8, 1.0, 1.2, 1.4, 1.6)),
    "skewed, 8 of 30": Scenario(skewed, (30,) * 8, (1.0,) * 8),
    "skewed, 8 of 100": Scenario(skewed, (100,) * 8, (1.0,) * 8),
    "high, 30 of 20": Scenario(high, (20,) * 30, (1.0,) * 30),
    "two groups, 10 and 200": Scenario(middle, (10, 200), (1.0, 1.0)),
    "6 of 60, one moved": Scenario(middle, (60,) * 6, (1.0,) * 6, (-0.4, 0, 0, 0, 0, 0)),
    "6 of 200, one moved": Scenario(middle, (200,) * 6, (1.0,) * 6, (-0.4, 0, 0, 0, 0, 0)),
}


def told(groups: list[Floats], *, own: bool, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Tell which differences are told from the average, groups × rows."""
    n = np.array([[len(each)] * 22 for each in groups], dtype=np.float64)
    mean = np.array([each.mean(axis=0) for each in groups])
    covariance = np.array([np.cov(each.T) / len(each) for each in groups])
    found = from_average(n, mean, covariance, ROWS)
    t = found.statistic
    if own:
        t = found.difference / np.sqrt(own_variance(n, covariance))
    looked = np.where(np.isfinite(t), t, np.nan)
    free = np.where(np.isfinite(looked), found.df, np.nan)
    return all_from_average(looked, free, n, covariance, ROWS, draws=DRAWS, rng=rng).p_adjusted <= 0.05


def own_variance(n: Floats, covariance: Floats) -> Floats:
    """Give the variance of each difference with every group's own spread."""
    share = n[:, 0] / n[:, 0].sum()
    variance = np.einsum("rp,gpq,rq->gr", ROWS, covariance, ROWS)
    taken = share[:, None] ** 2 * variance
    return np.where(variance > 0, (1 - share[:, None]) ** 2 * variance + taken.sum(axis=0) - taken, np.nan)


def study(scenario: Scenario, replicates: int) -> list[float]:
    """Give the share of surveys with a false finding by both rules, and that in which a moved group is told overall."""
    rng, hits = np.random.default_rng(20261129), np.zeros(3)
    moved = np.array(scenario.moved or (0.0,) * len(scenario.sizes))
    for _ in range(replicates):
        groups = [
            scenario.draw(rng, n, wide) + away
            for n, wide, away in zip(scenario.sizes, scenario.wide, moved, strict=True)
        ]
        seed = int(rng.integers(1 << 30))
        by_rule, by_own = (told(groups, own=own, rng=np.random.default_rng(seed)) for own in (False, True))
        hits += [by_rule.any(), by_own.any(), by_rule[moved != 0][:, 0].any() if moved.any() else np.nan]
    return (hits / replicates).tolist()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--replicates", type=int, default=400)
    parser.add_argument("--scenarios", nargs="*", default=list(SCENARIOS))
    arguments = parser.parse_args()
    print("scenario: any told (larger spread), any told (own spread alone), moved group told overall")
    for name in arguments.scenarios:
        start = time.perf_counter()
        shares = " ".join(f"{share:.3f}" for share in study(SCENARIOS[name], arguments.replicates))
        print(f"{name}: {shares} ({time.perf_counter() - start:.0f} s)", flush=True)


if __name__ == "__main__":
    main()
