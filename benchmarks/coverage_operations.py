"""How often a share within a limit, a median and a 90 % point are held, where few cases are there and some are open.

Run: python benchmarks/coverage_operations.py [--sizes 10 20 50 200] [--replicates 4000]

Cases start evenly over a quarter, and the extract is taken at its end, so that those that began late may be open. How
long they take is Weibull; the limit is where a given share is over. Beside what the library does stands
what is usually done: the share of closed cases alone with Wilson's interval, and the median of closed cases.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable

import numpy as np

from servgap._stats.operations.counted_cases import case_counts, share_bounds
from servgap._stats.operations.order_statistics import order_quantile
from servgap._stats.operations.product_limit import kaplan_meier_quantile, kaplan_meier_share
from servgap._stats.shares.wilson import share_wilson

Draw = Callable[[np.random.Generator, int], np.ndarray]
QUARTER = 90.0
SHARES = (0.5, 0.8, 0.95)
MEAN = 12.0
"""How long a case takes on average where few are open; three times as long where many are."""


def weibull(slower: float) -> tuple[Draw, Callable[[float], float]]:
    """Give times of a Weibull distribution of shape 0.8, and their quantiles."""
    scale = MEAN * slower
    return (lambda rng, n: scale * rng.weibull(0.8, n)), (lambda q: scale * (-np.log1p(-q)) ** (1 / 0.8))


def study(n: int, slower: float, replicates: int, seed: int) -> dict[str, list[float]]:
    """Give for every procedure how often it held the truth, and how often there was an interval at all."""
    rng = np.random.default_rng(seed)
    draw, quantile = weibull(slower)
    held: dict[str, list[float]] = {}
    for _ in range(replicates):
        whole, age = draw(rng, n), QUARTER * rng.random(n)
        closed, time = whole <= age, np.minimum(whole, age)
        held.setdefault("open", []).append(float((~closed).mean()))
        for share in SHARES:
            limit = quantile(share)
            if limit > QUARTER:  # nobody can be as old
                continue
            found = kaplan_meier_share(time, closed, [limit])
            counts = case_counts(time, closed, limit)
            bounds = share_bounds(counts.within, counts.n, counts.open_undecided)
            alone = share_wilson(counts.within, counts.closed)
            for name, low, high in (
                ("Kaplan-Meier", found.ci_low[0], found.ci_high[0]),
                ("bounds", bounds.ci_low, bounds.ci_high),
                ("closed alone", alone.ci_low, alone.ci_high),
            ):
                held.setdefault(f"{name} {share}", []).append(float(low <= share <= high))
        for share in (0.5, 0.9):
            truth = quantile(share)
            km, ordered = kaplan_meier_quantile(time, closed, [share]), order_quantile(time[closed], [share])
            for name, each in (("Brookmeyer-Crowley", km), ("closed alone", ordered)):
                low, high = np.nan_to_num(each.ci_low[0], nan=-np.inf), np.nan_to_num(each.ci_high[0], nan=np.inf)
                held.setdefault(f"{name} t{share}", []).append(float(low <= truth <= high))
    return held


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10, 20, 50, 200])
    parser.add_argument("--replicates", type=int, default=4000)
    told = parser.parse_args()
    print(f"Per cent of {told.replicates} samples in which the 95 % interval held the truth")
    for slower in (1.0, 3.0):
        for n in told.sizes:
            held = study(n, slower, told.replicates, seed=n)
            print(f"\nn = {n}, {100 * np.mean(held.pop('open')):.0f} % open")
            for name, each in held.items():
                print(f"  {name:<24}{100 * np.mean(each):6.1f}")


if __name__ == "__main__":
    main()
