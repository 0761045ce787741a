"""Inference from counts: the cost of each statistic from 300 to 100 million respondents, scipy's bootstrap beside it.

Run: python benchmarks/bench_inference.py [--quick] [--sizes 300 10000] [--repeats 9] [--budget 180]

Counts of 22 items are drawn from the same shares at every size, so that nothing but the number of respondents differs.
See README.md beside this file for how to read the tables.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from timing import Times, as_ratio, in_turns, machine, markdown, seconds, shown

from servgap._stats.counts import moments_from_counts
from servgap._stats.families.hotelling import hotelling_t2
from servgap._stats.families.max_t import simultaneous_critical
from servgap._stats.ordinal.cumulative_link import cumulative_link_mixed
from servgap._stats.ordinal.marginal_homogeneity import stuart_maxwell
from servgap._stats.paired.bayes_factor import bayes_factor_interval, bayes_factor_t
from servgap._stats.paired.effects import d_z
from servgap._stats.paired.hodges_lehmann import hodges_lehmann
from servgap._stats.paired.sign_flip import sign_flip
from servgap._stats.paired.signed_rank import signed_rank, signed_rank_exact
from servgap._stats.paired.superiority import prob_superiority
from servgap._stats.paired.t_tests import paired_t, sign_test
from servgap._stats.ranks.rank_sets import rank_sets
from servgap._stats.resampling.ideal_bootstrap import ideal_bootstrap

Floats = NDArray[np.float64]

SIZES = (300, 10_000, 1_000_000, 100_000_000)
QUICK_SIZES = (300, 1_000_000)
ITEMS, LEVELS, RESAMPLES = 22, 7, 9999
RESAMPLED_AT = (300, 10_000)
"""Sizes at which scipy's bootstrap is run; beyond, its time is reckoned."""
HELD = 20_000_000
"""Numbers that one batch of resamples holds at most: 160 MB."""
VALUES = np.arange(1 - LEVELS, LEVELS, dtype=np.float64)
CLOCK = time.process_time
"""Nothing here waits for anything, so that processor time is time, on an idle machine and on a busy one."""
BOUND = 0.2
COMMON = 0.4
"""Correlation of every two gaps."""


def fixed_shares(seed: int = 2026) -> Floats:
    """Give each item's shares (22, 7, 7) of expectation and perception: cut normals, gaps from −1.1 to about zero."""
    rng = np.random.default_rng(seed)
    people = rng.normal(size=(200_000, 3))
    shares = np.zeros((ITEMS, LEVELS, LEVELS))
    for item, gap in enumerate(np.linspace(-1.1, 0.02, ITEMS)):
        expected = 5.9 + 0.6 * people[:, 0] + 0.8 * people[:, 1]
        perceived = 5.9 + gap + 0.6 * people[:, 0] + 1.0 * people[:, 2]
        answers = [np.clip(np.rint(each), 1, LEVELS).astype(int) - 1 for each in (expected, perceived)]
        np.add.at(shares[item], tuple(answers), 1 / len(people))
    return shares


@dataclass(frozen=True)
class Counted:
    """What a tally of n respondents says: joint tables (22, 7, 7), and what follows from them."""

    n: int
    tables: NDArray[np.int64]

    @cached_property
    def gaps(self) -> NDArray[np.int64]:
        """How often each gap occurs, (22, 13)."""
        offsets = range(1 - LEVELS, LEVELS)
        return np.stack([np.trace(self.tables, offset, axis1=1, axis2=2) for offset in offsets], axis=1)

    @cached_property
    def mean(self) -> Floats:
        return moments_from_counts(VALUES, self.gaps).mean

    @cached_property
    def sd(self) -> Floats:
        return np.sqrt(moments_from_counts(VALUES, self.gaps).variance * self.n / (self.n - 1))

    @cached_property
    def signs(self) -> tuple[NDArray[np.int64], ...]:
        """Numbers of gaps above, at and below zero."""
        return tuple(self.gaps[:, chosen].sum(axis=1) for chosen in (VALUES > 0, VALUES == 0, VALUES < 0))

    @cached_property
    def covariance(self) -> Floats:
        correlation = np.where(np.eye(ITEMS, dtype=bool), 1.0, COMMON)
        return correlation * np.outer(self.sd, self.sd)

    @cached_property
    def t(self) -> Floats:
        return self.mean / self.sd * np.sqrt(self.n)


def counted(n: int, shares: Floats) -> Counted:
    rng = np.random.default_rng(n)
    drawn = [rng.multinomial(n, share.ravel()).reshape(LEVELS, LEVELS) for share in shares]
    return Counted(n, np.stack(drawn))


STATISTICS: dict[str, Callable[[Counted], object]] = {
    "paired t": lambda c: paired_t(c.n, c.mean, c.sd),
    "signed rank, asymptotic": lambda c: signed_rank(VALUES, c.gaps),
    "signed rank, exact": lambda c: signed_rank_exact(VALUES, c.gaps),
    "sign test, exact": lambda c: sign_test(c.signs[0], c.signs[2]),
    "sign flip, exact": lambda c: sign_flip(VALUES, c.gaps),
    "ideal bootstrap, percentile and BCa": lambda c: ideal_bootstrap(VALUES, c.gaps),
    "Hodges–Lehmann": lambda c: hodges_lehmann(VALUES, c.gaps),
    "probability of superiority": lambda c: prob_superiority(c.signs[0], c.signs[1], c.n),
    "d_z, noncentral t": lambda c: d_z(c.n, c.mean, c.sd),
    "cumulative link, mixed": lambda c: cumulative_link_mixed(c.tables),
    "Stuart–Maxwell": lambda c: stuart_maxwell(c.tables),
    "Bayes factor, JZS": lambda c: bayes_factor_t(c.t, c.n),
    "Bayes factor, interval null": lambda c: bayes_factor_interval(c.t, c.n, BOUND),
    "max-t, 9,999 draws": lambda c: simultaneous_critical(c.covariance, df=c.n - 1),
    "rank sets, 9,999 draws": lambda c: rank_sets(-c.mean, c.covariance / c.n),
    "Hotelling's T²": lambda c: hotelling_t2(c.n, c.mean, c.covariance),
}
INTERVALS = "ideal bootstrap, percentile and BCa"


def bound(call: Callable[[Counted], object], counts: Counted) -> Callable[[], object]:
    return lambda: call(counts)


def measure(sizes: tuple[int, ...], repeats: int) -> dict[str, Times]:
    """Give every statistic's median at every size; the sizes take turns."""
    shares = fixed_shares()
    at = {f"{n:,}": counted(n, shares) for n in sizes}
    found = {}
    for name, call in STATISTICS.items():
        found[name] = in_turns({size: bound(call, counts) for size, counts in at.items()}, repeats, CLOCK)
        print(f"{name} done, load {os.getloadavg()[0]:.1f}", file=sys.stderr)
    return found


def flatness(found: dict[str, Times]) -> str:
    sizes = list(next(iter(found.values())))
    rows = []
    for name, times in found.items():
        ratios = max(times.values()) / min(times.values()), times[sizes[-1]] / times[sizes[0]]
        rows.append([name, *(shown(times[size]) for size in sizes), *map(as_ratio, ratios)])
    totals = [sum(times[size] for times in found.values()) for size in sizes]
    flat, end = max(totals) / min(totals), totals[-1] / totals[0]
    rows.append(["all of them", *(shown(total) for total in totals), as_ratio(flat), as_ratio(end)])
    return markdown(["22 items", *sizes, "slowest ÷ fastest", "largest ÷ smallest"], rows)


@dataclass
class Resampled:
    """Scipy's intervals, two runs of each item that the budget allows, beside the exact ones."""

    n: int
    taken: list[float] = field(default_factory=list)
    ours: list[float] = field(default_factory=list)
    off: list[Floats] = field(default_factory=list)
    """For each item, what scipy's ends (run × end) are off, as a share of half the interval."""

    @property
    def whole(self) -> float:
        """Seconds for 22 items, one run of each."""
        return float(np.mean(self.taken)) * ITEMS

    @property
    def reckoned(self) -> bool:
        return len(self.off) < ITEMS

    @property
    def exact(self) -> float:
        """Seconds of the 22 exact intervals, measured between scipy's items."""
        return float(np.median(self.ours))

    @property
    def monte_carlo(self) -> float:
        """Standard deviation of an end from seed to seed, by the differences of two runs."""
        off = np.array(self.off)
        return float(np.sqrt(np.mean((off[:, 0] - off[:, 1]) ** 2) / 2))

    @property
    def worst(self) -> float:
        return float(np.abs(self.off).max())


def resample(counts: Counted, budget: float) -> Resampled:
    """Run scipy's BCa item by item until the budget is spent, and the exact intervals of all items in between."""
    found, stop = Resampled(counts.n), time.perf_counter() + budget
    exact = ideal_bootstrap(VALUES, counts.gaps)
    for item, gaps in enumerate(counts.gaps):
        if found.off and time.perf_counter() > stop:
            break
        rows, ends = np.repeat(VALUES, gaps), np.array([exact.bca_low[item], exact.bca_high[item]])
        runs = []
        for seed in (item, item + ITEMS):
            start = CLOCK()
            runs.append(scipy_ends(rows, seed))
            found.taken.append(CLOCK() - start)
        found.ours.append(seconds(lambda: ideal_bootstrap(VALUES, counts.gaps), 3, CLOCK))
        found.off.append((np.array(runs) - ends) / (np.ptp(ends) / 2))
    return found


def scipy_ends(rows: Floats, seed: int) -> tuple[float, float]:
    batch = max(1, min(RESAMPLES, HELD // len(rows)))
    rng = np.random.default_rng(seed)
    drawn = stats.bootstrap((rows,), np.mean, n_resamples=RESAMPLES, batch=batch, method="BCa", rng=rng)
    return float(drawn.confidence_interval.low), float(drawn.confidence_interval.high)


def beside_scipy(found: dict[str, Times], sizes: tuple[int, ...], budget: float) -> str:
    shares, rows = fixed_shares(), []
    last: Resampled | None = None
    for n in sizes:
        exact = found[INTERVALS][f"{n:,}"]
        if n in RESAMPLED_AT:
            last = resample(counted(n, shares), budget)
            exact = last.exact
            whole, mark = last.whole, "*" if last.reckoned else ""
            errors = f"{last.monte_carlo:.1%}", f"{last.worst:.1%}"
        elif last is not None:
            whole, mark, errors = last.whole * n / last.n, "**", ("–", "–")
        else:
            continue
        rows.append([f"{n:,}", shown(exact), shown(whole) + mark, as_ratio(whole / exact) + mark, *errors])
    heading = ["respondents", "22 exact BCa", "22 × scipy's BCa", "ratio", "Monte Carlo error", "farthest end"]
    return markdown(heading, rows)


NOTES = f"""\
\\* reckoned from the items done within the budget. \\*\\* not run: the time at the largest size that was run, times the
respondents' ratio, which leaves out that scipy's jackknife grows with the square of their number.

*Monte Carlo error*: standard deviation of an end of scipy's interval from seed to seed ({RESAMPLES:,} resamples), as a
share of half the interval. *farthest end*: the most that an end of scipy's was away from the exact one, in the same
unit."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="two sizes, three repetitions: does it run?")
    parser.add_argument("--sizes", type=int, nargs="+", help="respondents")
    parser.add_argument("--repeats", type=int, help="repetitions")
    parser.add_argument("--budget", type=float, help="seconds for scipy's bootstrap at each size")
    asked = parser.parse_args()
    load = os.getloadavg()
    sizes = tuple(asked.sizes or (QUICK_SIZES if asked.quick else SIZES))
    found = measure(sizes, asked.repeats or (3 if asked.quick else 9))
    tables = (flatness(found), beside_scipy(found, sizes, asked.budget or (3 if asked.quick else 180)))
    said = f"{machine(('numpy', 'scipy'), load)} Processor time."
    print("\n\n".join((said, *tables, NOTES)))


if __name__ == "__main__":
    main()
