"""How often intervals of reliabilities hold the true ones, for skewed answers, at the ceiling, tied or missing.

Run: python benchmarks/coverage_reliability.py [--sizes 30 100 300 3000] [--replicates 1000] [--markdown PATH]

The populations are those of populations.py, whose covariances, and so reliabilities, follow exactly: given what a
respondent expects and gets in general, answers are independent, so that two-dimensional sums over normal nodes give the
covariance of any two. `shares` takes a population and a survey drawn from it, and says which share of the fifteen
scores (or five differences) each procedure holds; a coverage study of other procedures can call it.
"""

from __future__ import annotations

import argparse
import time
from functools import cache
from pathlib import Path

import numpy as np
from populations import INSTRUMENT, ITEMS, LEVELS, POPULATIONS, Population, level_shares

import servgap as sg
from servgap._stats.reliability.alpha import cronbach_alpha
from servgap._stats.reliability.difference_scores import difference_reliability
from servgap._stats.reliability.omega import omega_total
from servgap.analysis.reliability.rows import measure

SIZES = (30, 100, 300, 3000)
NAMES = ("symmetric", "skewed", "ceiling", "tied", "missing")
CONFIDENCE = 0.95
NODES = 80
EXACTLY = 1_000_000_000
"""So many respondents that a population's covariances may be taken for theirs."""
PARTS = ("expectation", "perception", "gap")
PROCEDURES = {
    ("omega_total", "adf_log"): "ω, as shown",
    ("alpha", "adf_log"): "α, as shown",
    ("difference", "adf_log"): "ρ of the difference, as shown",
    ("omega_total", "maximum_likelihood"): "ω, normal-theory delta",
    ("omega_total", "robust"): "ω, symmetric MLR",
    ("alpha", "feldt"): "α, Feldt",
    ("alpha", "adf"): "α, symmetric ADF",
    ("difference", "adf"): "ρ of the difference, symmetric",
}
Shares = dict[str, float]
Key = tuple[str, str, str]
"""Coefficient, dimension, part."""


def true_covariances(population: Population) -> np.ndarray:
    """Covariances of the answers, expectations first (44 × 44)."""
    z, weight = np.polynomial.hermite_e.hermegauss(NODES)
    weight = weight / weight.sum()
    joint = weight[:, None] * weight
    together = population.together
    general = np.stack([np.broadcast_to(z[:, None], joint.shape), together * z[:, None] + np.sqrt(1 - together**2) * z])
    means, squares = [], []
    for level, spread, at in (
        (population.expected, population.expected_sd, general[0]),
        (population.perceived, population.perceived_sd, general[1]),
    ):
        for mean, sd in zip(level, spread, strict=True):
            centre = mean + sd * np.sqrt(population.shared) * at.reshape(-1)
            given = level_shares(centre, np.full(centre.size, sd * np.sqrt(1 - population.shared)))
            means.append((given @ LEVELS).reshape(joint.shape))
            squares.append((given @ LEVELS**2).reshape(joint.shape))
    centred = np.array(means) - np.array([(joint * each).sum() for each in means])[:, None, None]
    found = np.einsum("iab,jab,ab->ij", centred, centred, joint)
    own = [(joint * square).sum() - (joint * mean).sum() ** 2 for square, mean in zip(squares, means, strict=True)]
    np.fill_diagonal(found, own)
    return with_repeats(population, found, np.array([(joint * each).sum() for each in means]))


def with_repeats(population: Population, found: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """Let a share of perceptions repeat the expectation; an item's own two answers also share what is its own."""
    q, (e, p, shared) = population.repeated, (found[:ITEMS, :ITEMS], found[ITEMS:, ITEMS:], found[:ITEMS, ITEMS:])
    gaps = np.arange(-6, 7)
    gap_shares = (population.gap_shares - q * (gaps == 0)) / (1 - q)
    spread = gap_shares @ gaps**2 - (gap_shares @ gaps) ** 2
    shared = shared.copy()
    np.fill_diagonal(shared, (np.diag(e) + np.diag(p) - spread) / 2)
    perceived = q**2 * e + (1 - q) ** 2 * p + q * (1 - q) * (shared + shared.T)
    apart = mean[ITEMS:] - mean[:ITEMS]
    np.fill_diagonal(perceived, q * np.diag(e) + (1 - q) * np.diag(p) + q * (1 - q) * apart**2)
    both = q * e + (1 - q) * shared
    return np.block([[e, both], [both.T, perceived]])


@cache
def true_reliabilities(population_name: str) -> dict[Key, float]:
    """The true alpha, omega and reliability as a difference of every score."""
    population = next(each for each in POPULATIONS if each.name == population_name)
    whole, truth = true_covariances(population), {}
    for dimension, span in zip(INSTRUMENT.dimension_keys, INSTRUMENT.spans, strict=True):
        places = np.r_[span, slice(span.start + ITEMS, span.stop + ITEMS)]
        k = len(places) // 2
        both = whole[np.ix_(places, places)]
        turned = np.concatenate([-np.eye(k), np.eye(k)], axis=1)
        of = {"expectation": both[:k, :k], "perception": both[k:, k:], "gap": turned @ both @ turned.T}
        for part, matrix in of.items():
            truth["alpha", dimension, part] = float(cronbach_alpha(matrix, EXACTLY).alpha)
            truth["omega_total", dimension, part] = float(omega_total(matrix, EXACTLY).omega)
        variances = both[:k, :k].sum(), both[k:, k:].sum()
        r = both[:k, k:].sum() / np.sqrt(np.prod(variances))
        alphas = (truth["alpha", dimension, part] for part in PARTS[:2])
        truth["difference", dimension, "gap"] = float(difference_reliability(*variances, r, *alphas).reliability)
    return truth


def shares(population: Population, survey: sg.Survey) -> Shares:
    """Say which share of a survey's scores each procedure's interval holds, over all parts and for expectations."""
    truth = true_reliabilities(population.name)
    # What the frames of check_reliability are laid out from.
    rows = measure(survey.tally(), PARTS, CONFIDENCE)
    labels = list(zip(rows.labels["dimension"], rows.labels["part"], strict=True))
    expected = np.array([part == "expectation" for _, part in labels])
    found: Shares = {}
    for (coefficient, method), name in PROCEDURES.items():
        true = np.array([truth.get((coefficient, *label), np.nan) for label in labels])
        low, high = (ends[0] for ends in rows.ends[coefficient, method])
        held = np.where(np.isnan(low) | np.isnan(high), np.nan, (low <= true) & (true <= high))
        found[name] = mean_of(held)
        if method == "adf_log" and coefficient != "difference":
            found[f"{name}, expectations alone"] = mean_of(held[expected])
    return found


def mean_of(held: np.ndarray) -> float:
    return float(np.nanmean(held)) if np.isfinite(held).any() else np.nan


def measured(name: str, n: int, replicates: int, seed: int) -> dict[str, tuple[float, float]]:
    """Give each procedure's share of intervals that hold, and its Monte Carlo error over replicates."""
    population = next(each for each in POPULATIONS if each.name == name)
    rng = np.random.default_rng([seed, n, NAMES.index(name)])
    runs = [shares(population, population.draw(n, rng)) for _ in range(replicates)]
    found = {}
    for key in dict.fromkeys(key for run in runs for key in run):
        values = np.array([run.get(key, np.nan) for run in runs])
        known = np.isfinite(values)
        found[key] = (float(values[known].mean()), float(values[known].std() / np.sqrt(known.sum())))
    return found


def table(results: dict[tuple[str, int], dict[str, tuple[float, float]]], sizes: list[int]) -> str:
    procedures = list(dict.fromkeys(key for found in results.values() for key in found))
    lines = [f"| procedure | population | {' | '.join(f'n = {n:,}' for n in sizes)} |", "|---" * (2 + len(sizes)) + "|"]
    for procedure in procedures:
        for name in NAMES:
            cells = [results[name, n].get(procedure, (np.nan, np.nan))[0] for n in sizes]
            told = " | ".join("–" if np.isnan(cell) else f"{100 * cell:.1f}" for cell in cells)
            lines.append(f"| {procedure} | {name} | {told} |")
    error = max(value[1] for found in results.values() for value in found.values())
    return f"Largest Monte Carlo error of a share: {100 * error:.1f} points.\n\n" + "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--replicates", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=20261128)
    parser.add_argument("--markdown", type=Path)
    told = parser.parse_args()
    results = {}
    for n in told.sizes:
        for name in NAMES:
            start = time.perf_counter()
            results[name, n] = measured(name, n, told.replicates, told.seed)
            print(f"{name}, n = {n}: {time.perf_counter() - start:.0f} s", flush=True)
    written = table(results, told.sizes)
    print(written)
    if told.markdown:
        told.markdown.write_text(written, encoding="utf-8")


if __name__ == "__main__":
    main()
