"""What resampling approaches: the sign-flip test and the bootstrap of one gap, mostly without resampling."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from oracle_families.folder import Case, file_of, first_rows, table, tally
from servgap._stats.intervals import normal_quantile
from servgap._stats.paired.resampled_effects import d_z_bootstrap
from servgap._stats.paired.sign_flip import sign_flip
from servgap._stats.resampling.ideal_bootstrap import ideal_bootstrap
from servgap.survey.moments import item_values


def sign_flips(case: Case) -> dict[str, Any]:
    """Flip the signs of a table's paired differences, and of an item's gaps in the first rows of a survey."""
    told = re.findall(r"data/(\w+\.csv) paired differences; data/(\w+\.csv) first (\d+) rows G(\d+)", case["input"])
    paired, questionnaire, rows, item = told[0]
    groups = [rows["extra"].to_numpy() for _, rows in table(paired).sort_values("ID").groupby("group")]
    values, counts = np.unique(np.round(groups[1] - groups[0], 10), return_counts=True)
    of_pairs = sign_flip(values, counts).p_value
    gaps = item_values(first_rows(questionnaire, int(rows)))
    name = paired.removesuffix(".csv")
    return {
        name: of_pairs,
        f"{name}_perm_test": of_pairs,
        f"item{item}_first{rows}": sign_flip(gaps.values, gaps.counts[0, int(item) - 1]).p_value,
    }


def of_item(case: Case) -> dict[str, Any]:
    """Bootstrap an item's mean gap without resampling, and its standardised gap by resampling counts."""
    gaps = item_values(tally(file_of(case)))
    counts = gaps.counts[0, int(re.findall(r"G(\d+)", case["input"])[0]) - 1]
    mean, spread = ideal_bootstrap(gaps.values, counts), d_z_bootstrap(gaps.values, counts, draws=9999)
    reach = normal_quantile(0.95) * mean.se
    return {
        "mean": {
            "perc": [mean.percentile_low, mean.percentile_high],
            "bca": [mean.bca_low, mean.bca_high],
            "basic": [2 * mean.mean - mean.percentile_high, 2 * mean.mean - mean.percentile_low],
            "normal": [mean.mean - reach, mean.mean + reach],
        },
        "d_z_bca": [spread.effect_low, spread.effect_high],
        "acceleration_mean": mean.acceleration,
    }
