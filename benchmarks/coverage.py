"""How often intervals, rank sets and tests hold what they promise, beside what is usually done.

Run: python benchmarks/coverage.py [--sizes 30 100 300 3000] [--replicates 1000] [--processes 2] [--markdown PATH]

Samples are drawn from populations whose true gaps are known exactly (populations.py), and analysed by the verbs that
users call. A share of R replicates has a Monte Carlo error of √(p(1−p)/R); it stands in the table's heading.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
from populations import INSTRUMENT, ITEMS, POPULATIONS, Population
from scipy import stats

import servgap as sg
from servgap._stats.families.adjust import adjust_p
from servgap._stats.paired.superiority import prob_superiority
from servgap.survey.moments import item_gaps

SIZES = (30, 100, 300, 3000)
CONFIDENCE = 0.95
WORST = 5
RESAMPLES = 400
NULL = "no gaps"
Shares = dict[str, float]


def holds(low: object, high: object, truth: np.ndarray) -> np.ndarray:
    """Tell which intervals hold the truth; one that could not be given holds nothing, and is not counted."""
    low, high = np.asarray(low, dtype=float), np.asarray(high, dtype=float)
    held = (low <= truth + 1e-9) & (truth - 1e-9 <= high)
    return np.where(np.isnan(low) | np.isnan(high), np.nan, held)


def mean_held(low: object, high: object, truth: np.ndarray) -> float:
    held = holds(low, high, truth)
    return float(np.nanmean(held)) if np.isfinite(held).any() else np.nan


def all_held(low: object, high: object, truth: np.ndarray) -> float:
    return float(np.nanmin(holds(low, high, truth)))


def true_ranks(gap: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The lowest and the highest rank that each standard may be given in truth, ties counted as ties."""
    below = (gap[None, :] < gap[:, None] - 1e-9).sum(axis=1)
    level = (np.abs(gap[None, :] - gap[:, None]) <= 1e-9).sum(axis=1)
    return 1 + below, below + level


def sets_hold(low: object, high: object, gap: np.ndarray) -> np.ndarray:
    first, last = true_ranks(gap)
    low, high = np.asarray(low, dtype=float), np.asarray(high, dtype=float)
    return np.where(np.isnan(low), np.nan, (low <= first) & (last <= high))


def in_order(frame: pd.DataFrame, level: str = "standard") -> pd.DataFrame:
    """The rows of one level in the questionnaire's order."""
    rows = frame[frame["level"] == level]
    keys, column = (INSTRUMENT.item_keys, "item") if level == "standard" else (INSTRUMENT.dimension_keys, "dimension")
    return rows.set_index(column).loc[list(keys)].reset_index()


def of_gaps(population: Population, tally: sg.Tally, found: sg.Gaps, seed: int) -> Shares:
    frame, resampled = found.frame, in_order(found.bootstrap)
    items, dimensions = in_order(frame), in_order(frame, "dimension")
    together = in_order(sg.measure_gaps(tally, simultaneous=True, rng=seed).frame)
    truth = population.gap
    overall = frame[frame["method"] == "mean_of_dimensions"]
    se = np.hypot(*(tally_sd(tally, part) for part in ("expectation", "perception")))
    t = stats.t.ppf(1 - (1 - CONFIDENCE) / 2, 2 * tally.n - 2)
    return {
        "interval/t, one gap": mean_held(items["ci_low"], items["ci_high"], truth),
        "interval/BCa, one gap": mean_held(resampled["bca_low"], resampled["bca_high"], truth),
        "interval/t, a dimension": mean_held(dimensions["ci_low"], dimensions["ci_high"], population.dimension_gap),
        "interval/t, overall": mean_held(overall["ci_low"], overall["ci_high"], population.dimension_gap.mean()),
        "interval/max-t, all 22 at once": all_held(together["ci_low"], together["ci_high"], truth),
        "usual/22 single intervals, all at once": all_held(items["ci_low"], items["ci_high"], truth),
        "usual/unpaired t interval, one gap": mean_held(items["gap"] - t * se, items["gap"] + t * se, truth),
    }


def tally_sd(tally: sg.Tally, part: str) -> np.ndarray:
    """Standard error of an item's mean in one part, as an unpaired test takes it."""
    counts = tally.pairs[0].joint
    _, item, first, second = counts.axes()
    code = first if part == "expectation" else second
    table = np.zeros((ITEMS, 8))
    np.add.at(table, (item, code), counts.count)
    n = table[:, 1:].sum(axis=1)
    mean = table[:, 1:] @ np.arange(1, 8) / n
    return np.sqrt((table[:, 1:] @ np.arange(1, 8) ** 2 - n * mean**2) / (n - 1) / n)


def of_effects(population: Population, tally: sg.Tally, tests: sg.Significance) -> Shares:
    counts = item_gaps(tally)
    above, level = (counts.counts[0][:, side].sum(axis=1) for side in (counts.values > 0, counts.values == 0))
    superior = prob_superiority(above, level, counts.counts[0].sum(axis=1))
    t, ranks = (in_order(tests.frame[tests.frame["test"] == test]) for test in ("t", "signed_rank"))
    held = {
        "d_z": mean_held(t["effect_low"], t["effect_high"], population.d_z),
        "probability of superiority": mean_held(superior.effect_low, superior.effect_high, population.superiority),
        "rank-biserial correlation": mean_held(ranks["effect_low"], ranks["effect_high"], population.rank_biserial),
    }
    return {f"effect/{name}": share for name, share in held.items()}


def of_ranks(population: Population, survey: sg.Survey, tally: sg.Tally, found: sg.Gaps, seed: int) -> Shares:
    ranking_found = sg.rank_standards(tally, worst=WORST, rng=seed)
    rows = ranking_found.frame.set_index("item").loc[list(INSTRUMENT.item_keys)].reset_index()
    first, last = true_ranks(population.gap)
    picked = ranking_found.worst.iloc[0]
    true_worst = population.gap[INSTRUMENT.item_keys.index(picked["item"])]
    worst, best = (rows[name].to_numpy(dtype=bool) for name in ("may_be_worst", "may_be_best"))
    together = sets_hold(rows["rank_low"], rows["rank_high"], population.gap)
    alone = sets_hold(rows["rank_low_alone"], rows["rank_high_alone"], population.gap)
    low, high = percentile_ranks(survey, np.random.default_rng(seed))
    usual = sets_hold(low, high, population.gap)
    return {
        "ranks/sets, all 22 at once": float(np.nanmin(together)),
        "ranks/sets, one standard": float(np.nanmean(alone)),
        f"ranks/those among the worst {WORST} are candidates": float(worst[first <= WORST].all()),
        f"ranks/those among the best {WORST} are candidates": float(best[last > ITEMS - WORST].all()),
        "winner/corrected interval of the worst gap": mean_held(
            picked["corrected_low"], picked["corrected_high"], np.array(true_worst)
        ),
        "winner/plain interval of the worst gap": plain_worst(found, picked["item"], true_worst),
        "usual/percentile ranks, all 22 at once": float(usual.min()),
        "usual/percentile ranks, one standard": float(usual.mean()),
    }


def plain_worst(found: sg.Gaps, item: str, truth: float) -> float:
    """Tell whether the interval that takes no account of the pick holds the picked gap."""
    row = in_order(found.frame).set_index("item").loc[item]
    return mean_held(row["ci_low"], row["ci_high"], np.array(truth))


def percentile_ranks(survey: sg.Survey, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Resample respondents, rank the standards each time, and take percentiles of each one's ranks."""
    gaps = (survey.perceptions - survey.expectations).to_numpy(dtype=float)
    known = np.isfinite(gaps)
    weights = rng.multinomial(len(gaps), np.full(len(gaps), 1 / len(gaps)), size=RESAMPLES).astype(float)
    means = weights @ np.nan_to_num(gaps) / (weights @ known)
    ranks = means.argsort(axis=1).argsort(axis=1) + 1
    return np.quantile(ranks, 0.025, axis=0), np.quantile(ranks, 0.975, axis=0)


def of_tests(population: Population, survey: sg.Survey, tests: sg.Significance) -> Shares:
    """The share of samples in which some standard is called different though none is."""
    if not population.name.startswith(NULL):
        return {}
    level = 1 - CONFIDENCE
    rows = tests.frame[tests.frame["level"] == "standard"]
    t, ranks = (rows.loc[rows["test"] == test, "p_value"].to_numpy() for test in ("t", "signed_rank"))
    shares = {
        f"family/t, {name}": float((adjust_p(t, adjust).p_adjusted < level).any())
        for adjust, name in (("holm", "Holm"), ("hochberg", "Hochberg"), ("bh", "BH"), ("by", "BY"))
    }
    shares["family/signed rank, Holm"] = float((adjust_p(ranks, "holm").p_adjusted < level).any())
    joint = tests.joint
    zero = joint[(joint["level"] == "standard") & (joint["method"] == "all_zero")]["p_value"]
    shares["family/Hotelling's T², 22 gaps"] = float((zero < level).any()) if zero.notna().any() else np.nan
    shares["alone/t, one standard"] = float((t < level).mean())
    shares["alone/signed rank, one standard"] = float((ranks < level).mean())
    shares["usual/22 uncorrected t tests"] = float((t < level).any())
    if len(survey.respondents) <= 100:
        shares["usual/scipy's “exact” signed rank, one standard"] = scipy_exact(survey)
    return shares


def scipy_exact(survey: sg.Survey) -> float:
    gaps = (survey.perceptions - survey.expectations).to_numpy(dtype=float).T
    p = [stats.wilcoxon(each[np.isfinite(each)], zero_method="pratt", method="exact").pvalue for each in gaps]
    return float((np.array(p) < 1 - CONFIDENCE).mean())


def replicate(population: Population, n: int, seed: int) -> Shares:
    """Draw one sample and tell, for each procedure, whether it held."""
    survey = population.draw(n, np.random.default_rng([seed, n]))
    tally = survey.tally()
    found, tests = sg.measure_gaps(tally), sg.check_significance(tally, test=["t", "signed_rank"])
    return {
        **of_gaps(population, tally, found, seed),
        **of_effects(population, tally, tests),
        **of_ranks(population, survey, tally, found, seed),
        **of_tests(population, survey, tests),
    }


def study(task: tuple[int, int, range]) -> dict[str, list[float]]:
    """Run some replicates of one population and size."""
    place, n, seeds = task
    collected: dict[str, list[float]] = {}
    for seed in seeds:
        for name, share in replicate(POPULATIONS[place], n, seed).items():
            collected.setdefault(name, []).append(share)
    return collected


def tasks(sizes: Iterable[int], replicates: int, chunk: int = 50) -> list[tuple[int, int, range]]:
    return [
        (place, n, range(start, min(start + chunk, replicates)))
        for place in range(len(POPULATIONS))
        for n in sizes
        for start in range(0, replicates, chunk)
    ]


def gathered(sizes: list[int], replicates: int, processes: int) -> pd.DataFrame:
    """One row a procedure, population and size: the share that held, and its Monte Carlo error over samples."""
    todo = tasks(sizes, replicates)
    found: dict[tuple[str, str, int], list[float]] = {}
    with ProcessPoolExecutor(processes) as pool:
        for (place, n, _), collected in zip(todo, pool.map(study, todo), strict=True):
            for name, shares in collected.items():
                found.setdefault((name, POPULATIONS[place].name, n), []).extend(shares)
    rows = [
        (*key, np.nanmean(shares), np.nanstd(shares) / np.sqrt(np.isfinite(shares).sum()))
        for key, shares in found.items()
        if np.isfinite(shares).any()
    ]
    return pd.DataFrame(rows, columns=["procedure", "population", "n", "share", "error"])


KINDS = {
    "interval": "Intervals of gaps: how often they hold the true gap (nominal 95 %)",
    "effect": "Intervals of effect sizes: how often they hold the true effect (nominal 95 %)",
    "ranks": "Rank sets: how often they hold all true ranks (nominal at least 95 %)",
    "winner": "The worst gap, picked for its size: how often its interval holds its true size (nominal 95 %)",
    "family": "Tests where no gap is there: how often any of 22 is called one (nominal at most 5 %; T² 5 %)",
    "alone": "Tests where no gap is there, one standard at a time (nominal 5 %)",
    "usual": "What is usually done, on the same samples",
}


def markdown(table: pd.DataFrame) -> str:
    """Write one table a kind of procedure: rows are procedure and population, columns sizes."""
    told = []
    for kind, heading in KINDS.items():
        part = table[table["procedure"].str.startswith(f"{kind}/")]
        wide = part.pivot_table(index=["procedure", "population"], columns="n", values="share", sort=False)
        worst = part["error"].max()
        lines = [f"## {heading}", "", f"Largest Monte Carlo error of a share: {100 * worst:.1f} points.", ""]
        lines.append("| procedure | population | " + " | ".join(f"n = {n:,}" for n in wide.columns) + " |")
        lines.append("|---|---|" + "---|" * len(wide.columns))
        for (procedure, population), shares in wide.iterrows():
            cells = " | ".join("–" if np.isnan(share) else f"{100 * share:.1f}" for share in shares)
            lines.append(f"| {procedure.split('/', 1)[1]} | {population} | {cells} |")
        told.append("\n".join(lines))
    return "\n\n".join(told)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--replicates", type=int, default=1000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--markdown", type=Path, help="write the tables there, too")
    told = parser.parse_args()
    start = time.perf_counter()
    table = gathered(told.sizes, told.replicates, told.processes)
    text = markdown(table)
    print(text)
    print(f"\n{told.replicates} replicates a population and size, {time.perf_counter() - start:.0f} s.")
    if told.markdown is not None:
        told.markdown.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
