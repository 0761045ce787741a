"""How often intervals of drivers' shares and sets of their ranks hold what is so, on skewed answers of a 1-7 scale.

Run: OPENBLAS_NUM_THREADS=1 python benchmarks/coverage_drivers.py [--replicates 500] [--sizes 200 1000] [--only ...]
     OPENBLAS_NUM_THREADS=1 python benchmarks/coverage_drivers.py --differences [...]

Each population has five dimensions of 4, 5, 4, 4 and 5 items that share a factor, and an outcome whose errors are
larger where service is bad; answers and outcome are cut into 1-7 with most of them at the upper end. True shares come
from two million respondents. Printed, for items or scores and for dimensions: the share of intervals that hold the true
part of R² (mean over drivers, least), how often they lie above and below it, the share of intervals of the plain shares
that hold, how often all rank sets together hold, and their mean size.

With --differences, items are parted in two as process and outcome are: as in SERVQUAL, 17 against 5, or 11 against 11.
Printed: the true difference in total and per item, beside it what the total by the number of items would say; and how
often the intervals of both differences hold together, each of them, and in how many samples one is said to weigh more
that does not (of a true difference of 0, either).
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
from dataclasses import dataclass

import numpy as np

from servgap._stats.importance.influence import Shares, influences, shares_of
from servgap._stats.importance.share_differences import ShareDifferences, share_differences
from servgap._stats.importance.share_intervals import ranked_scale, share_intervals, shares_covariance, together
from servgap._stats.ranks.rank_sets import rank_sets

SIZES = (4, 5, 4, 4, 5)
CEILING = np.array([-2.4, -1.9, -1.4, -0.8, -0.2, 0.6])
STARTS = np.cumsum((0, *SIZES[:-1]))
COALITIONS = [list(range(start, start + size)) for start, size in zip(STARTS, SIZES, strict=True)]
DIMENSIONS = np.array([[float(item in members) for item in range(22)] for members in COALITIONS])


@dataclass(frozen=True)
class Population:
    """How the outcome depends on five dimensions, and how far these share one factor."""

    of_items: bool
    weights: tuple[float, ...]
    common: float

    def draw(self, rng: np.random.Generator, n: int) -> np.ndarray:
        """Draw answers to items, or scores, and to the outcome, less their means."""
        weights = np.array(self.weights)
        factors = np.sqrt(self.common) * rng.normal(size=(n, 1)) + np.sqrt(1 - self.common) * rng.normal(size=(n, 5))
        outcome = factors @ weights + rng.normal(size=n) * np.where(factors.mean(axis=1) < 0, 1.3, 0.8)
        outcome /= np.sqrt(weights @ weights * (1 - self.common) + self.common * weights.sum() ** 2 + 1.1)
        items = [
            np.sqrt(0.6) * factors[:, [place]] + np.sqrt(0.4) * rng.normal(size=(n, size))
            for place, size in enumerate(SIZES)
        ]
        x = np.searchsorted(CEILING, np.concatenate(items, axis=1)).astype(float)
        if not self.of_items:
            x = x @ DIMENSIONS.T / SIZES
        z = np.column_stack([x, np.searchsorted(CEILING, outcome)])
        return z - z.mean(axis=0)

    @property
    def coalitions(self) -> list[list[int]] | None:
        return COALITIONS if self.of_items else None


EQUAL, UNEQUAL, WEAK, NONE = (
    (0.4,) * 5,
    (0.0, 0.8, 0.4, 0.1, 0.0),
    (0.1, 0.3, 0.2, 0.05, 0.0),
    (0.0, 0.6, 0.4, 0.0, 0.0),
)
POPULATIONS = {
    f"{what}, {name}": Population(what == "22 items", weights, common)
    for what in ("5 scores", "22 items")
    for name, weights, common in (
        ("equal", EQUAL, 0.5),
        ("unequal", UNEQUAL, 0.4),
        ("weak", WEAK, 0.3),
        ("three of five without any share", NONE, 0.0),
    )
}


def truth(population: Population, rng: np.random.Generator) -> np.ndarray:
    products = sum(z.T @ z for z in (population.draw(rng, 200_000) for _ in range(10)))
    return shares_of(products, coalitions=population.coalitions).shares


def held(population: Population, n: int, rng: np.random.Generator, true: np.ndarray, draws: int) -> list[np.ndarray]:
    """Draw a survey; say of drivers, and of dimensions, which intervals and rank sets hold."""
    z = population.draw(rng, n)
    df = n - z.shape[1]
    shares = shares_of(z.T @ z / n, coalitions=population.coalitions, df=n - 1)
    levels = [np.eye(len(true))] + [DIMENSIONS] * population.of_items
    found = []
    for groups in levels:
        summed, at = together(shares, groups), groups @ true
        covariance = shares_covariance(z, summed.gradients, df)
        limits = share_intervals(summed.shares, summed.adjusted, summed.columns, covariance, df=df)
        ordered = ranked_scale(summed.shares, summed.adjusted, covariance)
        sets = rank_sets(*ordered, df=df, draws=draws, rng=rng)
        rank = 1 + (at[:, None] < at).sum(axis=1)
        part = at / true.sum()
        found += [
            limits.part_low > part,
            limits.part_high < part,
            (limits.ci_low > at) | (limits.ci_high < at),
            np.array([np.all((sets.rank_low <= rank) & (rank <= sets.rank_high))]),
            sets.rank_high - sets.rank_low + 1.0,
        ]
    return found


PARTED = {
    "17 against 5": (4, 6, 7, 8, 14),  # the outcome's items in SERVQUAL
    "11 against 11": (0, 1, 4, 5, 9, 10, 13, 14, 17, 18, 19),  # half of every dimension, as far as that can be
}


def parts_of(outcome: tuple[int, ...]) -> np.ndarray:
    """Give the two sets of items as rows of 0 and 1."""
    own = np.isin(np.arange(22), outcome)
    return np.array([~own, own], dtype=float)


def both(sigma: np.ndarray, parted: np.ndarray, df: float) -> tuple[Shares, Shares]:
    """Divide R² among the two sets, and among items."""
    sets = shares_of(sigma, blocks=[np.flatnonzero(row).tolist() for row in parted], df=df)
    return sets, shares_of(sigma, coalitions=COALITIONS, df=df)


def differences(z: np.ndarray, parted: np.ndarray) -> ShareDifferences:
    """Hold the sets against each other in total and per item, as `find_drivers` does."""
    n, df, sizes = len(z), len(z) - z.shape[1], parted.sum(axis=1)
    means = parted / sizes[:, None]
    sets, items = both(z.T @ z / n, parted, n - 1.0)
    rows = np.concatenate([influences(z, sets.gradients), influences(z, items.gradients) @ means.T], axis=1)
    sums = np.vstack([parted, means])
    return share_differences(
        np.concatenate([sets.adjusted, means @ items.adjusted]),
        rows.T @ rows / (n * df),
        2.0 * ((1.0 - sets.r2) / df) ** 2 * (sums * items.columns) @ sums.T,
        [[1, -1, 0, 0], [0, 0, 1, -1]],
        [1, 1, 0, 0],
        df=df,
        bounds=([-1.0, -1.0 / sizes[1]], [1.0, 1.0 / sizes[0]]),
        draws=999,
    )


def coverage_of_differences(replicates: int, sizes: list[int]) -> None:
    print("pattern, sets, n: true differences, by the number of items; held together, each; said wrongly; said")
    for name in (each for each in POPULATIONS if each.startswith("22")):
        population, rng = POPULATIONS[name], np.random.default_rng(7)
        products = sum(z.T @ z for z in (population.draw(rng, 200_000) for _ in range(10)))
        for sets, outcome in PARTED.items():
            parted = parts_of(outcome)
            whole, items = both(products, parted, np.inf)
            per_item = parted @ items.shares / parted.sum(axis=1) / whole.r2
            part = whole.shares / whole.r2
            true = np.array([part[0] - part[1], per_item[0] - per_item[1]])
            if sets == "11 against 11" and len(set(population.weights)) == 1:
                true[:] = 0.0  # by symmetry
            quotient = np.subtract(*(part / parted.sum(axis=1)))
            for n in sizes:
                drawn = np.random.default_rng([n, 7])
                found = [differences(population.draw(drawn, n), parted) for _ in range(replicates)]
                low, high = (np.array([getattr(each, end) for each in found]) for end in ("ci_low", "ci_high"))
                hold = (low <= true) & (true <= high)
                wrong = ((low > 0) & (true <= 0)) | ((high < 0) & (true >= 0))
                print(
                    f"{name}, {sets}, {n}: {true.round(3)} {quotient:.3f}; {hold.all(axis=1).mean():.3f} "
                    f"{hold.mean(axis=0).round(3)}; {wrong.mean(axis=0).round(3)}; "
                    f"{((low > 0) | (high < 0)).mean(axis=0).round(2)}",
                    flush=True,
                )


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--replicates", type=int, default=500)
    asked.add_argument("--sizes", type=int, nargs="+", default=[200, 1000])
    asked.add_argument("--only", nargs="*", default=list(POPULATIONS))
    asked.add_argument("--differences", action="store_true", help="process and outcome held against each other")
    told = asked.parse_args()
    if told.differences:
        coverage_of_differences(told.replicates, told.sizes)
        return
    print(
        "population, level, n: held by the interval of the part of R² (mean, least), below, above; of the share itself;"
    )
    print("all rank sets; their mean size")
    for name in told.only:
        population = POPULATIONS[name]
        true = truth(population, np.random.default_rng(7))
        for n in told.sizes:
            rng = np.random.default_rng([n, 7])
            runs = [held(population, n, rng, true, 999) for _ in range(told.replicates)]
            means = [np.mean(each, axis=0) for each in zip(*runs, strict=True)]
            for level, start in zip(("drivers", "dimensions"), range(0, len(means), 5), strict=False):
                above, below, share, ranks, size = means[start : start + 5]
                covered = 1.0 - above - below
                print(
                    f"{name}, {level}, {n}: {covered.mean():.3f} {covered.min():.3f} "
                    f"{above.mean():.3f} {below.mean():.3f}; {1 - share.mean():.3f}; {ranks[0]:.3f} {size.mean():.1f}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
