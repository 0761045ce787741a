"""How often comparisons of groups find a difference where there is none, and how often the share explained is held.

Run: python benchmarks/comparisons.py [--replicates 500] [--scenarios "unequal spreads" ...]

Answers on 1–7 are drawn for each group. In the first table all means are equal, and any test of all groups, or any
pair, that is significant at .05 is false; letters are those of Games and Howell. In the second the groups differ, and
the interval of the share between groups is held against the share in the populations that the answers are drawn from.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import ndtr

from servgap._stats.counts import moments_from_counts
from servgap._stats.groups.analysis_of_variance import brown_forsythe, classic_anova, kruskal_wallis, welch_anova
from servgap._stats.groups.comparisons import dunnett, dunnett_t3, tukey
from servgap._stats.groups.dunn import dunn
from servgap._stats.groups.explained import f_of_ranks, share_explained
from servgap._stats.groups.games_howell import games_howell
from servgap._stats.groups.letters import compact_letters

Floats = NDArray[np.float64]
VALUES = np.arange(1.0, 8.0)
CUTS = np.concatenate([[-np.inf], np.arange(1.5, 7.0), [np.inf]])
LEVEL = 0.05
TESTS = ("Welch", "Brown–Forsythe", "classic", "Kruskal–Wallis")
PAIRS = ("Games–Howell", "letters", "Tukey", "T3, reference", "Dunnett", "Dunn")


@dataclass(frozen=True)
class Scenario:
    """Sizes of groups, standard deviations of what is cut into answers, and the mean answer of all."""

    sizes: tuple[int, ...]
    spreads: tuple[float, ...]
    mean: float


SCENARIOS = {
    "alike": Scenario((60, 60, 60, 60), (1.3,) * 4, 4.0),
    "unequal sizes": Scenario((8, 15, 40, 120, 300), (1.3,) * 5, 4.0),
    "skewed": Scenario((8, 15, 40, 120, 300), (1.3,) * 5, 5.9),
    "small groups wider": Scenario((8, 15, 40, 120, 300), (2.2, 1.8, 1.5, 1.2, 0.9), 4.0),
    "small groups narrower": Scenario((8, 15, 40, 120, 300), (0.9, 1.2, 1.5, 1.8, 2.2), 4.0),
    "skewed, small groups wider": Scenario((8, 15, 40, 120, 300), (2.2, 1.8, 1.5, 1.2, 0.9), 5.9),
    "skewed, 12 of 20": Scenario((20,) * 12, tuple(np.linspace(0.8, 1.8, 12)), 5.9),
}


def shares(centre: float, spread: float) -> Floats:
    """Shares of the answers where a normal variable is cut."""
    return np.asarray(np.diff(ndtr((CUTS - centre) / spread)))


def with_mean(mean: float, spread: float) -> Floats:
    """Shares of the answers of a population whose mean answer is told."""
    return shares(brentq(lambda centre: float(shares(centre, spread) @ VALUES) - mean, -20.0, 30.0), spread)


def drawn(rng: np.random.Generator, scenario: Scenario, populations: Floats) -> Floats:
    """Count the answers of one survey, groups × values."""
    counts = [rng.multinomial(n, shares_of) for n, shares_of in zip(scenario.sizes, populations, strict=True)]
    return np.array(counts, dtype=np.float64)


def false_findings(scenario: Scenario, replicates: int) -> dict[str, float]:
    """Shares of surveys without differences in which each procedure finds one."""
    rng = np.random.default_rng(1)
    populations = np.array([with_mean(scenario.mean, spread) for spread in scenario.spreads])
    counts = np.array([drawn(rng, scenario, populations) for _ in range(replicates)])
    found = moments_from_counts(VALUES, counts)
    moments = found.n, found.mean, found.variance
    largest = len(scenario.sizes) - 1
    p_of_all = (welch_anova, brown_forsythe, classic_anova)
    told = {name: made(*moments).p_value for name, made in zip(TESTS, p_of_all, strict=False)}
    told[TESTS[3]] = kruskal_wallis(VALUES, counts).p_value
    pairs = games_howell(*moments)
    each = {
        PAIRS[0]: pairs.p_value,
        PAIRS[2]: tukey(*moments).p_value,
        PAIRS[3]: dunnett_t3(*moments, reference=largest).p_value,
        PAIRS[4]: dunnett(*moments, reference=largest).p_value,
        PAIRS[5]: dunn(VALUES, counts).p_adjusted,
    }
    result = {name: float(np.nanmean(p < LEVEL)) for name, p in told.items()}
    result |= {name: float((p < LEVEL).any(axis=-1).mean()) for name, p in each.items()}
    result[PAIRS[1]] = float(np.mean([_more_than_one_letter(pairs, row) for row in range(replicates)]))
    return result


def _more_than_one_letter(pairs: object, row: int) -> bool:
    first, second, p = (getattr(pairs, name) for name in ("first", "second", "p_value"))
    groups = int(second.max()) + 1
    differs = np.zeros((groups, groups), dtype=bool)
    differs[first, second] = p[row] < LEVEL
    return compact_letters(differs).held.shape[1] > 1


def held_shares(scenario: Scenario, apart: float, replicates: int) -> tuple[Floats, Floats]:
    """True shares between groups (classic, Welch's, of ranks), and how often their intervals hold them."""
    rng = np.random.default_rng(2)
    steps = np.linspace(-0.5, 0.5, len(scenario.sizes)) * apart
    means = scenario.mean + steps
    populations = np.array([shares(m, spread) for m, spread in zip(means, scenario.spreads, strict=True)])
    n = np.array(scenario.sizes, dtype=np.float64)
    truth, held = _true_shares(populations, n), np.zeros(3)
    for _ in range(replicates):
        counts = drawn(rng, scenario, populations)
        found = moments_from_counts(VALUES, counts)
        moments = found.n, found.mean, found.variance
        classic, welch, ranks = classic_anova(*moments), welch_anova(*moments), kruskal_wallis(VALUES, counts)
        of_ranks, below = f_of_ranks(ranks.statistic, ranks.df, n.sum())
        F, df2 = [classic.statistic, welch.statistic, of_ranks], [classic.df2, welch.df2, below]
        made = share_explained(F, len(n) - 1, df2, n.sum())
        held += (made.low - 1e-12 <= truth) & (truth <= made.high + 1e-12)
    return truth, held / replicates


def _true_shares(populations: Floats, n: Floats) -> Floats:
    weight, mean = n / n.sum(), populations @ VALUES
    variance = populations @ VALUES**2 - mean**2
    between = weight @ (mean - weight @ mean) ** 2
    precision = n / variance
    noncentrality = precision @ (mean - precision @ mean / precision.sum()) ** 2
    mixed = weight @ populations
    rank = np.cumsum(mixed) - 0.5 * mixed
    of_ranks = weight @ (populations @ rank - 0.5) ** 2 / (mixed @ (rank - 0.5) ** 2)
    return np.array([between / (between + weight @ variance), noncentrality / (noncentrality + n.sum()), of_ranks])


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replicates", type=int, default=500)
    parser.add_argument("--scenarios", nargs="*", default=list(SCENARIOS))
    asked = parser.parse_args()
    print("| groups |", " | ".join((*TESTS, *PAIRS)), "|\n|---|" + "---|" * len((*TESTS, *PAIRS)))
    for name in asked.scenarios:
        found = false_findings(SCENARIOS[name], asked.replicates)
        print(f"| {name} |", " | ".join(f"{found[each]:.3f}".removeprefix("0") for each in (*TESTS, *PAIRS)), "|")
    print("\n| groups | apart | share | classic | Welch | ranks |\n|---|---|---|---|---|---|")
    for name in asked.scenarios:
        for apart in (0.4, 1.0, 2.0):
            truth, held = held_shares(SCENARIOS[name], apart, asked.replicates)
            figures = " | ".join(f"{each:.3f}".removeprefix("0") for each in (truth[0], *held))
            print(f"| {name} | {apart} | {figures} |")


if __name__ == "__main__":
    main()
