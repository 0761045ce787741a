"""How often a point of an importance–performance map is called into a quadrant in which it does not lie.

Run: python benchmarks/called_quadrants.py [--sizes 200 1000] [--replicates 500] [--points 22] [--derived]

Answers on 1–7 pile up at the upper end, and those of a respondent hang together. The truth is known: each item's
distribution is given. Under "on the lines" all points lie where the lines cross, so that whatever is called is called
wrongly; under "on one line" half of them lie on the one line and half on the other, far from the other one, which is
where most can go wrong; under "spread" none lies on a line. A map is wrong if it calls one point wrongly.
"""

from __future__ import annotations

import argparse
import itertools
import time

import numpy as np
from scipy.special import ndtri

from servgap._stats.families.max_t import draw_errors, upper_quantile
from servgap._stats.families.skewed_means import skewed_mean
from servgap._stats.importance.influence import influences, shares_of
from servgap._stats.importance.joint_rows import joint_rows, rows_bend, rows_covariance
from servgap._stats.importance.quadrants import DIAGONAL, MEANS, MIDPOINT, NOT_CALLED, RULES, quadrants
from servgap._stats.ties import ROUNDING

LEVELS = np.arange(1, 8, dtype=np.float64)
CEILING = np.array([0.01, 0.01, 0.03, 0.05, 0.10, 0.25, 0.55])
TURN = np.array([-0.02, -0.02, -0.06, -0.10, -0.20, 0.0, 0.40])
"""What is moved between answers to raise a mean by `TURN @ LEVELS` and leave every share between nought and one."""
DRAWS = 1999
TRUTHS = ("on the lines", "on one line", "spread")


def populations(truth: str, points: int) -> np.ndarray:
    """Give every item's distribution of answers, performance first: 2 × points × levels."""
    place = np.arange(points)
    far = np.where(place % 4 < 2, 0.45, -0.45)
    moved = np.zeros((2, points))
    if truth == "on one line":
        moved[0], moved[1] = np.where(place % 2 == 0, far, 0.0), np.where(place % 2 == 0, 0.0, far)
    if truth == "spread":
        moved[0], moved[1] = np.linspace(-0.45, 0.45, points), np.roll(np.linspace(-0.45, 0.45, points), 5)
    if points % 4 and truth == "on one line":
        moved -= moved.mean(axis=1, keepdims=True) * (moved != 0) * points / np.maximum((moved != 0).sum(1), 1)[:, None]
    return CEILING + moved[..., None] * TURN


def answers(shares: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    """Draw answers, respondents × 2 points, correlated .45 by a normal variable that a respondent's answers share."""
    cuts = ndtri(np.clip(shares.cumsum(axis=-1)[..., :-1], 0.0, 1.0)).reshape(-1, len(LEVELS) - 1)
    general, own = rng.standard_normal((n, 1)), rng.standard_normal((n, len(cuts)))
    latent = np.sqrt(0.45) * general + np.sqrt(0.55) * own
    return 1.0 + (latent[:, :, None] > cuts).sum(axis=-1)


def true_distances(shares: np.ndarray, rule: str) -> tuple[np.ndarray, tuple[float, float]]:
    """Give distances from the true cross-hair, points × 2, and the midpoint that stands for it."""
    mean = shares @ LEVELS
    if rule == MIDPOINT:
        crosshair = np.full(2, float(CEILING @ LEVELS))
    elif rule == MEANS:
        crosshair = mean.mean(axis=1)
    else:
        crosshair = np.median(mean, axis=1)
    return (mean - crosshair[:, None]).T, (float(crosshair[0]), float(crosshair[1]))


def wrong(distance: np.ndarray, quadrant: np.ndarray) -> np.ndarray:
    """Tell of which points it is not so that they lie in a quadrant: on the other side of a line, or on one."""
    right, above = np.isin(quadrant, (1, 3)), np.isin(quadrant, (0, 1))
    side = np.stack([np.where(right, 1, -1), np.where(above, 1, -1)], axis=1)
    return (side * np.where(np.abs(distance) < ROUNDING, 0.0, distance) <= 0).any(axis=1)


def by_ellipses(joint: np.ndarray, distance: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Tell which points would be called by the largest quadratic form, whose ellipses lie wholly in one quadrant."""
    k, covariance = len(distance), rows_covariance(joint, len(joint))
    errors = draw_errors(covariance, draws=DRAWS, rng=rng)
    forms = []
    for j in range(k):
        own = covariance[np.ix_((j, k + j), (j, k + j))]
        forms.append(np.einsum("id,ij,jd->d", errors[[j, k + j]], np.linalg.pinv(own), errors[[j, k + j]]))
    radius = np.sqrt(upper_quantile(np.max(forms, axis=0), 0.95))
    ends = skewed_mean(distance.T.ravel(), np.sqrt(np.diagonal(covariance)), rows_bend(joint), 1.0, radius, radius)
    return ((ends.low > 0) | (ends.high < 0)).reshape(2, k).all(axis=0)


def study(truth: str, rule: str, n: int, points: int, replicates: int) -> dict[str, float]:
    shares = populations(truth, points)
    distance, midpoint = true_distances(shares, rule)
    rng = np.random.default_rng(n)
    maps, called, counted, likely, likely_wrong, elliptic = 0, 0, 0, 0, 0, 0
    for _ in range(replicates):
        drawn = answers(shares, n, rng)
        found = joint_rows(drawn)
        k = points
        there = quadrants(
            found.mean[:k], found.mean[k:], found.rows, rule=rule, midpoint=midpoint, draws=DRAWS, rng=rng
        )
        if rule == DIAGONAL:
            line = (shares[1] - shares[0]) @ LEVELS
            faulty = np.where(there.called == 0, line <= ROUNDING, line >= -ROUNDING)
        else:
            faulty = wrong(distance, there.called)
        sure = there.called != NOT_CALLED
        maps += bool((faulty & sure).any())
        called, counted = called + sure.sum(), counted + len(sure)
        probable = there.p.max(axis=1) >= 0.8
        if rule != DIAGONAL:
            likely, likely_wrong = (
                likely + probable.sum(),
                likely_wrong + (wrong(distance, there.quadrant) & probable).sum(),
            )
        if rule == MIDPOINT:
            elliptic += by_ellipses(found.rows, there.distance, rng).sum()
    return {
        "wrong": maps / replicates,
        "called": called / counted,
        "likely": likely_wrong / likely if likely else np.nan,
        "elliptic": elliptic / counted if rule == MIDPOINT else np.nan,
    }


def derived(drivers: int, n: int, noise: float, replicates: int) -> tuple[float, float]:
    """Give how many maps of drivers that all count alike call one of them, and the last R²."""
    rng, shares = np.random.default_rng(n + drivers), np.broadcast_to(CEILING, (1, drivers, len(LEVELS)))
    called, r2 = 0, np.nan
    for _ in range(replicates):
        x = answers(shares, n, rng)
        z = np.column_stack([x, x.sum(axis=1) / np.sqrt(drivers) / 1.3 + noise * rng.normal(size=n)])
        z -= z.mean(axis=0)
        found = shares_of(z.T @ z / (n - 1))
        moved, r2 = influences(z, found.gradients), found.r2
        part = found.shares / r2
        of_part = (moved - part * moved.sum(axis=1, keepdims=True)) / r2 * np.sqrt(n / (n - drivers - 1))
        rows = np.concatenate([joint_rows(x).rows, of_part / n], axis=1)
        there = quadrants(x.mean(axis=0), part, rows, midpoint=(1.0, 1 / drivers), parts=True, draws=DRAWS, rng=rng)
        called += bool((there.called != NOT_CALLED).any())
    return called / replicates, r2


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[200, 1000])
    parser.add_argument("--replicates", type=int, default=500)
    parser.add_argument("--points", type=int, default=22)
    parser.add_argument("--derived", action="store_true", help="importances derived from an outcome")
    asked = parser.parse_args()
    if asked.derived:
        print("| drivers that count alike | n | R² | maps with a wrong call |")
        print("|---:|---:|---:|---:|")
        for drivers, n, noise in itertools.product((5, 8), (100, *asked.sizes), (1.6, 3.0, 5.0)):
            wrongly, r2 = derived(drivers, n, noise, asked.replicates)
            print(f"| {drivers} | {n:,} | {r2:.2f} | {wrongly:.1%} |", flush=True)
        return
    start = time.perf_counter()
    print("| truth | cross-hair | n | maps with a wrong call | points called | … by ellipses | wrong where P ≥ .80 |")
    print("|---|---|---:|---:|---:|---:|---:|")
    for truth in TRUTHS:
        for rule in RULES:
            for n in asked.sizes:
                found = study(truth, rule, n, asked.points, asked.replicates)
                cells = (f"{found['wrong']:.1%}", *(f"{found[name]:.0%}" for name in ("called", "elliptic", "likely")))
                print(f"| {truth} | {rule} | {n:,} | {' | '.join(cells).replace('nan%', '–')} |", flush=True)
    print(f"\n{asked.replicates} maps a row; {time.perf_counter() - start:.0f} s.")


if __name__ == "__main__":
    main()
