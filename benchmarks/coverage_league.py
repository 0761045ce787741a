"""What a league of branches is worth: errors of raw and of shrunken means, and whether its intervals and chances hold.

Run: python benchmarks/coverage_league.py [--replicates 4000] [--markdown league.md]

Branches have from 5 to 500 respondents, who answer on 1 to 7: a normal value is cut into steps, evenly or so that the
highest answers are the most frequent. Branches differ by a shift of that value, so that the true mean of each follows
from the chances of its answers, and with it the true spread between branches. Nothing was tuned to what is shown.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.special import ndtr, ndtri

from servgap._stats.league.expected_range import misclassified
from servgap._stats.league.league import League, league

ANSWERS = np.arange(1.0, 8.0)
CUTS = {"symmetric": ndtri([0.05, 0.15, 0.35, 0.65, 0.85, 0.95]), "skewed": ndtri([0.02, 0.05, 0.10, 0.20, 0.40, 0.65])}
SMALLEST = 0.25
WORST = 5
FEW = 30


@dataclass(frozen=True)
class Scenario:
    """How many branches, how they differ (standard deviation of the shift), and how answers are spread."""

    branches: int
    shift: float
    cuts: str

    @property
    def sizes(self) -> np.ndarray:
        return np.geomspace(5, 500, self.branches).round().astype(int)


SCENARIOS = [
    Scenario(branches, shift, cuts) for cuts in CUTS for branches in (40, 12) for shift in (0.3, 0.1, 0.0)
]  # fmt: skip


def chances(shift: np.ndarray, cuts: np.ndarray) -> np.ndarray:
    """Give the chance of every answer where the normal value is shifted."""
    below = ndtr(cuts - shift[..., None])
    return np.diff(below, axis=-1, prepend=0.0, append=1.0)


def moments(scenario: Scenario) -> tuple[float, float]:
    """Give the true mean over branches, and the true spread of branches' means, by Gauss–Hermite quadrature."""
    points, weights = np.polynomial.hermite_e.hermegauss(61)
    weights = weights / weights.sum()
    true = chances(scenario.shift * points, CUTS[scenario.cuts]) @ ANSWERS
    mean = float(weights @ true)
    return mean, float(np.sqrt(weights @ (true - mean) ** 2))


def draw(scenario: Scenario, replicates: int, seed: int) -> tuple[np.ndarray, tuple[np.ndarray, ...]]:
    """Draw leagues: the true means, and the n, mean and variance of every branch."""
    rng = np.random.default_rng(seed)
    share = chances(scenario.shift * rng.standard_normal((replicates, scenario.branches)), CUTS[scenario.cuts])
    n = np.broadcast_to(scenario.sizes, share.shape[:-1])
    counts = rng.multinomial(n, share)
    mean = counts @ ANSWERS / n
    return share @ ANSWERS, (n, mean, (counts @ ANSWERS**2 - n * mean**2) / (n - 1.0))


def measured(scenario: Scenario, replicates: int, seed: int = 0) -> dict[str, float]:
    """Hold leagues against the truth."""
    true, (n, mean, variance) = draw(scenario, replicates, seed)
    found = league(n, mean, variance, SMALLEST)
    _, tau = moments(scenario)
    inside = (found.means.ci_low <= true) & (true <= found.means.ci_high)
    small = scenario.sizes <= FEW
    raw_error, error = ((each - true) ** 2 for each in (mean, found.means.value))
    low, high = np.sqrt(found.between.ci_low), np.sqrt(found.between.ci_high)
    beyond = (mean < found.expected.low) | (mean > found.expected.high)
    far = (mean < found.expected.outer_low) | (mean > found.expected.outer_high)
    return {
        "squared error, shrunken of raw": float(error.mean() / raw_error.mean()),
        "small branches alone": float(error[:, small].mean() / raw_error[:, small].mean()),
        "truly worst found, raw": _found(true, mean),
        "truly worst found, shrunken": _found(true, found.means.value),
        "interval of a branch": float(inside.mean()),
        "of a small branch": float(inside[:, small].mean()),
        "interval of tau": float(((low <= tau + 1e-12) & (tau <= high)).mean()),
        "outside 95% range": float(beyond.mean()),
        "outside 99.8% range": float(far.mean()),
        "band wrong, promised": float(found.bands.p_wrong.mean()),
        "band wrong": _wrong_band(found, true),
        "tau is nought": float((found.between.tau2 == 0).mean()),
    }


def _found(true: np.ndarray, order: np.ndarray) -> float:
    """Give the share of the truly worst that are among the last of an order."""
    if np.ptp(true) == 0:
        return float("nan")
    worst, last = (np.argsort(each, axis=1)[:, :WORST] for each in (true, order))
    return float((worst[:, :, None] == last[:, None, :]).any(axis=2).mean())


def _wrong_band(found: League, true: np.ndarray) -> float:
    away = true - found.common.mu[:, None]
    band = np.where(np.abs(away) > SMALLEST, np.sign(away), 0.0)
    return float((band != found.bands.band).mean())


def reliabilities(replicates: int, seed: int = 0) -> list[tuple[float, float, float]]:
    """For leagues of 200 branches of one size: reliability, promised and found share wrongly among the lowest tenth."""
    told = []
    for n in (10, 20, 50, 100):
        rng = np.random.default_rng(seed)
        share = chances(0.3 * rng.standard_normal((replicates, 200)), CUTS["skewed"])
        counts = rng.multinomial(n, share)
        true, mean = share @ ANSWERS, counts @ ANSWERS / n
        variance = (counts @ ANSWERS**2 - n * mean**2) / (n - 1.0)
        found = league(np.full(mean.shape, n), mean, variance)
        worst, last = (np.argsort(each, axis=1)[:, :20] for each in (true, mean))
        wrong = 1.0 - (worst[:, :, None] == last[:, None, :]).any(axis=2).mean()
        reliability = float(found.means.reliability.mean())
        told.append((reliability, float(misclassified(reliability, 0.1).false_share), float(wrong)))
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replicates", type=int, default=4000)
    parser.add_argument("--markdown", type=Path)
    told = parser.parse_args()
    lines: list[str] = []
    for scenario in SCENARIOS:
        numbers = measured(scenario, told.replicates)
        if not lines:
            lines = [f"| answers | branches | tau | {' | '.join(numbers)} |", "| --- " * (len(numbers) + 3) + "|"]
        cells = ("–" if np.isnan(each) else f"{100 * each:.1f}%" for each in numbers.values())
        lines.append(f"| {scenario.cuts} | {scenario.branches} | {moments(scenario)[1]:.2f} | {' | '.join(cells)} |")
    lines += ["", "| reliability | wrongly among the lowest tenth, promised | found |", "| --- | --- | --- |"]
    for reliability, promised, wrong in reliabilities(max(told.replicates // 20, 1)):
        lines.append(f"| {reliability:.2f} | {100 * promised:.1f}% | {100 * wrong:.1f}% |")
    text = "\n".join(lines)
    print(text)
    if told.markdown:
        told.markdown.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
