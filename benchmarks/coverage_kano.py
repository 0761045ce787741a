"""How often the intervals of Kano's categories hold the truth, and how often Fong's test decides for a wrong category.

Run: python benchmarks/coverage_kano.py [--samples 20000] [--sizes 20 50 100 300]

Samples are multinomial counts of the six categories, with shares that are known. Coverage is the share of samples in
which an interval, all six intervals at once, or the region of better and worse holds what is true.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator

import numpy as np
from scipy import stats

from servgap._stats.kano.better_worse import BetterWorse, better_worse
from servgap._stats.kano.evaluation import CRITICAL
from servgap._stats.shares.multinomial import goodman
from servgap._stats.shares.paired_shares import mcnemar

# Shares of M, O, A, I, R and Q.
TRUE = {
    "clear must-be": (0.70, 0.13, 0.04, 0.10, 0.02, 0.01),
    "attractive, few others": (0.02, 0.05, 0.85, 0.06, 0.01, 0.01),
    "divided in four": (0.25, 0.25, 0.24, 0.24, 0.01, 0.01),
    "two alike": (0.40, 0.40, 0.10, 0.08, 0.01, 0.01),
    "nearly all indifferent": (0.01, 0.01, 0.03, 0.94, 0.005, 0.005),
    "mostly reverse": (0.05, 0.02, 0.08, 0.30, 0.53, 0.02),
}
SEED = 2026
ERROR = 0.05
HEAD = (
    "shares",
    "n",
    "six shares",
    "better",
    "worse",
    "region",
    "region, nobody added",
    "decided",
    "decided wrongly",
    "wrongly with p < .05",
)


def region_holds(found: BetterWorse, true: np.ndarray) -> float:
    """Give the share of samples whose region holds the true better and worse; one without answers counts as not."""
    off = true - found.centre
    known = found.n > 0
    distance = np.einsum("ri,rij,rj->r", off[known], np.linalg.inv(found.spread[known]), off[known])
    return float((distance <= 1).sum() / len(known))


def bare_holds(found: BetterWorse, true: np.ndarray) -> float:
    """Give the same of the ellipse of the estimates as they are, which has no width where all are of one mind."""
    cells = (found.better_variance, found.covariance, found.covariance, found.worse_variance)
    spread = np.stack(cells, axis=-1).reshape(-1, 2, 2)
    wide = np.nan_to_num(np.linalg.det(spread)) > 1e-15
    off = true - np.stack([found.better, found.worse], axis=-1)
    distance = np.einsum("ri,rij,rj->r", off[wide], np.linalg.inv(spread[wide]), off[wide])
    return float((distance <= stats.chi2.ppf(0.95, 2)).sum() / len(wide))


def fong(counts: np.ndarray, true: np.ndarray) -> tuple[float, float, float]:
    """Give how often a category is decided for, how often for one that is not alone the most frequent, and how often
    that is so where McNemar's exact test of the two tells them apart too."""
    ordered = np.sort(counts, axis=1)
    a, b, n = ordered[:, -1], ordered[:, -2], counts.sum(axis=1)
    decided = a - b > CRITICAL * np.sqrt((a + b) * (2 * n - a - b) / (2 * n))
    first = true == true.max()
    right = first[counts.argmax(axis=1)] & (first.sum() == 1)
    sure = mcnemar(0, a, b, n - a - b).p_exact < ERROR
    return float(decided.mean()), float((decided & ~right).mean()), float((decided & sure & ~right).mean())


def lines(samples: int, sizes: list[int]) -> Iterator[tuple[str, ...]]:
    """Give a line for each kind of truth and size."""
    for number, (name, shares) in enumerate(TRUE.items()):
        true = np.array(shares)
        m, o, a = true[:3] / true[:4].sum()
        pair = np.array([o + a, -(m + o)])
        for n in sizes:
            rng = np.random.default_rng([SEED, number, n])
            counts = rng.multinomial(n, true, size=samples)
            all_six, found = goodman(counts), better_worse(counts)
            at_once = ((all_six.ci_low <= true) & (true <= all_six.ci_high)).all(axis=1).mean()
            better = ((found.better_low <= pair[0]) & (pair[0] <= found.better_high)).mean()
            worse = ((found.worse_low <= pair[1]) & (pair[1] <= found.worse_high)).mean()
            held = (at_once, better, worse, region_holds(found, pair), bare_holds(found, pair), *fong(counts, true))
            yield (name, str(n), *(f"{100 * each:.1f}%" for each in held))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=int, default=20_000)
    parser.add_argument("--sizes", type=int, nargs="+", default=[20, 50, 100, 300])
    told = parser.parse_args()
    for line in (HEAD, ("---",) * len(HEAD), *lines(told.samples, told.sizes)):
        print("| " + " | ".join(line) + " |")


if __name__ == "__main__":
    main()
