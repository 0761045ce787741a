"""Intervals of mean gaps: each for itself, and all of a level at once."""

from __future__ import annotations

import numpy as np
from scipy import stats

from coverage_of.sample import AIM, CONFIDENCE, Family, Sample, Shares, all_held, in_order, mean_held
from servgap._stats.families.bootstrap_max_t import bootstrap_max_t

ROWS = 300
"""Respondents up to whom the bootstrap of rows is tried: it takes the longest."""
RESAMPLES = 999
LEVEL = 1 - CONFIDENCE


def measure(sample: Sample) -> Shares:
    population, frame, resampled = sample.population, sample.gaps.frame, sample.gaps.bootstrap
    items, dimensions = in_order(frame), in_order(frame, "dimension")
    of_items, of_dimensions = in_order(resampled), in_order(resampled, "dimension")
    overall = frame[frame["method"] == "mean_of_dimensions"]
    truth = {"one gap": population.gap, "a dimension": population.dimension_gap}
    shares = {
        "interval/t, overall": mean_held(overall["ci_low"], overall["ci_high"], population.dimension_gap.mean()),
        "usual/22 single intervals, all at once": all_held(items["ci_low"], items["ci_high"], population.gap),
        "usual/unpaired t interval, one gap": unpaired(sample, items["gap"].to_numpy()),
    }
    for name, rows, bootstrap in (("one gap", items, of_items), ("a dimension", dimensions, of_dimensions)):
        shares[f"interval/t, {name}"] = mean_held(rows["ci_low"], rows["ci_high"], truth[name])
        for kind in ("bca", "percentile"):
            ends = bootstrap[f"{kind}_low"], bootstrap[f"{kind}_high"]
            shares[f"interval/{'BCa' if kind == 'bca' else kind}, {name}"] = mean_held(*ends, truth[name])
    return {**shares, **at_once(sample)}


def at_once(sample: Sample) -> Shares:
    truth, found = sample.population.gap, sample.gaps_at_once
    shown, dimensions = in_order(found.frame), in_order(found.frame, "dimension")
    held = all_held(shown["ci_low"], shown["ci_high"], truth)
    warned = any(remark.code == "simultaneous_few" for remark in found.basis.remarks)
    gap, se, low, high = (shown[name].to_numpy(dtype=float) for name in ("gap", "se", "ci_low", "ci_high"))
    # To one side of each gap the interval reaches as far as max-t says; to the other it allows for skewness.
    critical = {
        "max-t, the same to both sides": np.nanmedian(np.minimum(gap - low, high - gap) / se),
        "Bonferroni": stats.t.ppf(1 - LEVEL / 2 / len(gap), shown["df"].min()),
    }
    if sample.n <= ROWS:
        rows = (sample.survey.perceptions - sample.survey.expectations).to_numpy(dtype=float)
        resampled = bootstrap_max_t(rows, draws=RESAMPLES, rng=sample.rng("rows"))
        critical["max-t by a bootstrap of rows (Romano & Wolf)"] = resampled.critical
    return {
        "together/all 22 standards": held,
        "together/all 22 standards, where the note warns of nothing": np.nan if warned else held,
        "together/all 5 dimensions": all_held(
            dimensions["ci_low"], dimensions["ci_high"], sample.population.dimension_gap
        ),
        **{
            f"usual/{name}, all 22 standards": all_held(gap - value * se, gap + value * se, truth)
            for name, value in critical.items()
        },
    }


def unpaired(sample: Sample, gap: np.ndarray) -> float:
    """The interval of a test that takes both parts for answers of different people."""
    parts = [part.to_numpy(dtype=float) for part in (sample.survey.expectations, sample.survey.perceptions)]
    se = np.sqrt(sum(np.nanvar(part, axis=0, ddof=1) / np.isfinite(part).sum(axis=0) for part in parts))
    t = stats.t.ppf(1 - LEVEL / 2, 2 * sample.tally.n - 2)
    return mean_held(gap - t * se, gap + t * se, sample.population.gap)


FAMILY = Family(
    "gaps",
    measure,
    {
        "interval": "Intervals of gaps: how often they hold the true gap (nominal 95 %)",
        "together": "Intervals that hold at once: how often they hold all true gaps of a level (nominal 95 %)",
        "usual": "What is usually done, on the same samples",
    },
    aims={"interval": AIM, "together": AIM},
)
