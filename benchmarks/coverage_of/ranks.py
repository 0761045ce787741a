"""Sets of ranks, beside ranks from a bootstrap."""

from __future__ import annotations

import numpy as np

import servgap as sg
from coverage_of.sample import Family, Sample, Shares, in_order

WORST = 5
RESAMPLES = 200


def true_ranks(gap: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The lowest and the highest rank that each standard may be given in truth, ties counted as ties."""
    below = (gap[None, :] < gap[:, None] - 1e-9).sum(axis=1)
    level = (np.abs(gap[None, :] - gap[:, None]) <= 1e-9).sum(axis=1)
    return 1 + below, below + level


def sets_hold(low: object, high: object, gap: np.ndarray) -> np.ndarray:
    first, last = true_ranks(gap)
    low, high = np.asarray(low, dtype=float), np.asarray(high, dtype=float)
    return np.where(np.isnan(low), np.nan, (low <= first) & (last <= high))


def measure(sample: Sample) -> Shares:
    gap = sample.population.gap
    frame = in_order(sample.ranking.frame)
    first, last = true_ranks(gap)
    worst, best = (
        (frame[name] == 1).fillna(value=False).to_numpy(dtype=bool) for name in ("may_be_worst", "may_be_best")
    )
    joint = sets_hold(frame["rank_low"], frame["rank_high"], gap)
    alone = sets_hold(frame["rank_low_alone"], frame["rank_high_alone"], gap)
    usual = sets_hold(*percentile_ranks(sample.survey, sample.rng("ranks")), gap)
    return {
        "ranks/sets, all 22 at once": float(np.nanmin(joint)),
        "ranks/sets, one standard": float(np.nanmean(alone)),
        f"ranks/those among the worst {WORST} are candidates": float(worst[first <= WORST].all()),
        f"ranks/those among the best {WORST} are candidates": float(best[last > len(gap) - WORST].all()),
        "usual/percentile ranks, all 22 at once": float(usual.min()),
        "usual/percentile ranks, one standard": float(usual.mean()),
    }


def percentile_ranks(survey: sg.Survey, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Resample respondents, rank the standards each time, and take percentiles of each one's ranks."""
    gaps = (survey.perceptions - survey.expectations).to_numpy(dtype=float)
    known = np.isfinite(gaps)
    weights = rng.multinomial(len(gaps), np.full(len(gaps), 1 / len(gaps)), size=RESAMPLES).astype(float)
    means = weights @ np.nan_to_num(gaps) / (weights @ known)
    ranks = means.argsort(axis=1).argsort(axis=1) + 1
    return np.quantile(ranks, 0.025, axis=0), np.quantile(ranks, 0.975, axis=0)


FAMILY = Family("ranks", measure, {"ranks": "Rank sets: how often they hold all true ranks (nominal at least 95 %)"})
