"""Response surfaces on answers at the ceiling and with ties: size of the tests, coverage of intervals, wrong choices.

    OPENBLAS_NUM_THREADS=1 python benchmarks/surfaces.py [samples]

Scores are means of four items on 1–7, expectations near the top; the outcome is an answer on 1–7 whose mean is as the
population says, or, where spread is uneven, a number whose spread grows fourfold towards low expectations.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import numpy as np

from servgap._stats.surfaces.difference_score import CONSTRAINTS, difference_tests, loss_of_difference
from servgap._stats.surfaces.lines import CONTRASTS, surface_lines
from servgap._stats.surfaces.polynomial import fit_polynomial, quadratic_terms
from servgap._stats.surfaces.prediction import COMPARISONS, NESTED, left_out_prediction
from servgap._stats.tails import f_tail

SEED, SAMPLES, LARGE = 20, 1000, 1_000_000
SIZES = (60, 100, 300, 1000)
Outcome = Callable[[np.ndarray, np.ndarray, np.random.Generator], np.ndarray]


def answers(mean: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> Outcome:
    """Make an outcome of whole answers, whose mean as a share of the scale is given."""

    def drawn(x: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        return 1.0 + rng.binomial(6, np.clip(mean(x, y), 0.02, 0.98))

    return drawn


def uneven(x: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return 5 + 0.5 * (y - x) + (0.3 + (x - 2) ** 2) * rng.normal(size=len(x))


POPULATIONS: dict[str, Outcome] = {
    "nothing": answers(lambda x, _: np.full(len(x), 0.6)),
    "difference": answers(lambda x, y: 0.70 + 0.06 * (y - x)),
    "difference, uneven": uneven,
    "perception": answers(lambda _, y: 0.55 + 0.06 * y),
    "weights": answers(lambda x, y: 0.55 + 0.08 * y - 0.02 * x),
    "curved": answers(lambda x, y: 0.80 - 0.02 * (y - x) ** 2),
}


def scores(n: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Draw expectation and perception, from the middle of the scale; they correlate by .3."""
    one, two = rng.normal(size=(2, n, 1))
    noise = 0.8 * rng.normal(size=(2, n, 4))
    e = np.clip(np.rint(6.3 + 0.6 * one + noise[0]), 1, 7).mean(axis=1)
    p = np.clip(np.rint(4.9 + 0.9 * (0.3 * one + np.sqrt(0.91) * two) + noise[1]), 1, 7).mean(axis=1)
    return e - 4, p - 4


def truth(outcome: Outcome) -> tuple[np.ndarray, float]:
    """Take slopes, curvatures and the loss from a very large sample."""
    rng = np.random.default_rng(SEED)
    x, y = scores(LARGE, rng)
    z = outcome(x, y, rng)
    terms = quadratic_terms(x, y)
    b = np.linalg.lstsq(terms, z, rcond=None)[0]
    d = np.column_stack([np.ones(LARGE), y - x])
    left = [float(((z - each @ np.linalg.lstsq(each, z, rcond=None)[0]) ** 2).mean()) for each in (d, terms)]
    return CONTRASTS @ b, (left[0] - left[1]) / float(z.var())


def risks(outcome: Outcome, n: int, samples: int) -> np.ndarray:
    """Take from fresh respondents by how much each comparison's second set predicts better, fitted on n − 1."""
    rng = np.random.default_rng(SEED + 1)
    x, y = scores(100_000, rng)
    z = outcome(x, y, rng)
    designs = columns(x, y)
    found = []
    for _ in range(samples):
        u, v = scores(n - 1, rng)
        w = outcome(u, v, rng)
        own = columns(u, v)
        errors = {k: ((z - designs[k] @ np.linalg.lstsq(own[k], w, rcond=None)[0]) ** 2).mean() for k in own}
        found.append([errors[one] - errors[other] for one, other in COMPARISONS])
    return np.mean(found, axis=0)


def columns(x: np.ndarray, y: np.ndarray) -> dict[str, np.ndarray]:
    one = np.ones_like(x)
    return {
        "perception": np.column_stack([one, y]),
        "difference": np.column_stack([one, y - x]),
        "both": np.column_stack([one, x, y]),
        "surface": quadratic_terms(x, y),
    }


def study(name: str, n: int, samples: int) -> None:
    outcome, rng = POPULATIONS[name], np.random.default_rng(SEED + n)
    (lines, loss), gains = truth(outcome), risks(outcome, n, 150)
    rejected, held, missed = np.zeros(3), np.zeros((2, 4)), np.zeros(2)
    chosen, outside = np.zeros((2, len(COMPARISONS))), np.zeros(len(COMPARISONS))
    for _ in range(samples):
        x, y = scores(n, rng)
        z = outcome(x, y, rng)
        fit, tests = fit_polynomial(x, y, z), difference_tests(x, y, z)
        theta = CONSTRAINTS @ fit.b
        wald = theta @ np.linalg.solve(CONSTRAINTS @ fit.covariance_hc3 @ CONSTRAINTS.T, theta) / 4
        rejected += np.array([tests.p_value[0], f_tail(4, n - 6, wald), tests.p_robust[0]]) < 0.05
        for place, covariance in enumerate((fit.covariance, fit.covariance_hc3)):
            told = surface_lines(fit.b, covariance, float(fit.df))
            held[place] += (told.ci_low <= lines)[:4] & (lines <= told.ci_high)[:4]
        lost = loss_of_difference(x, y, z)
        missed += [lost.ci_low > loss + 1e-5, lost.ci_high < loss]
        left = left_out_prediction(x, y, z)
        shown = left.p_value < 0.05
        chosen += [shown & (left.difference > 0), shown & (left.difference < 0)]
        outside += (left.ci_low > gains) | (left.ci_high < gains)
    share = lambda values: " / ".join(f"{100 * each / samples:.1f}" for each in values)  # noqa: E731
    print(
        f"| {name} | {n} | {share(rejected)} | {share(held[0])} | {share(held[1])} | {loss:.3f} | {share(missed)} |",
        flush=True,
    )
    better = [
        f"{one}<{other}{'' if nested else ' (not nested)'}: truth {gain:+.4f}, second {100 * a / samples:.1f}, "
        f"first {100 * b / samples:.1f}, outside {100 * o / samples:.1f}"
        for (one, other), nested, gain, a, b, o in zip(
            COMPARISONS, NESTED, gains, chosen[0], chosen[1], outside, strict=True
        )
    ]
    print("    " + "; ".join(better), flush=True)


if __name__ == "__main__":
    samples = int(sys.argv[1]) if len(sys.argv) > 1 else SAMPLES
    print(
        "| population | n | rejected: usual F / Wald HC3 / F HC3 | a1–a4 held, usual | HC3 | loss | missed low / high |"
    )
    print("|---|---:|---|---|---|---:|---|")
    for population in POPULATIONS:
        for size in SIZES:
            study(population, size, samples)
