"""Whether all gaps at once are zero, or alike: one test for the dimensions, one for the standards."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap._stats.families.hotelling import hotelling_profile, hotelling_t2
from servgap.analysis.reasons import NO_VARIATION, POOLED_ONLY, SINGULAR, TOO_FEW_FOR_ALL
from servgap.analysis.rows import frame_of, stacked, standard_weights
from servgap.survey.measures.counted_measure import counted
from servgap.survey.measures.measure import Measure
from servgap.survey.moments import dimension_means, item_covariance, item_means, score_covariance
from servgap.survey.tally import Floats, Tally

QUESTIONS = ("all_zero", "all_equal")
STATISTICS = (hotelling_t2, hotelling_profile)


def joint_frame(tally: Tally, measure: Measure, policy: str) -> pd.DataFrame:
    """Give a row for each level and question, about what is measured; standards by their means' whole covariance."""
    scores, found = dimension_means(tally, policy, measure), counted(tally, measure)
    weights = standard_weights(tally.instrument)
    weights, asked = weights[((weights > 0) @ found.lattice.items).astype(bool)], found.asked
    items, products = item_means(tally, measure), item_covariance(tally, measure)
    whole = len(products.n) == len(tally.cells)
    shape = (len(tally.cells), len(weights), len(weights))
    wide = weights @ np.nan_to_num(products.covariance) @ weights.T if whole else np.full(shape, np.nan)
    narrow = np.nan_to_num(score_covariance(tally, policy, measure).covariance)[:, asked][:, :, asked]
    blocks = [
        _tested(scores.n[:, asked], scores.value[:, asked], narrow),
        _tested(items.n[:, found.lattice.items], np.nan_to_num(items.value) @ weights.T, wide),
    ]
    labels = {
        "level": [level for level in ("dimension", "standard") for _ in QUESTIONS],
        "method": QUESTIONS * len(blocks),
    }
    return frame_of(tally, labels, stacked(blocks))


def _tested(n: NDArray[np.int64], gap: Floats, covariance_of_means: Floats) -> dict[str, NDArray[Any]]:
    """Take the smallest n of the row's gaps, so that missing answers never make the test bolder."""
    least = n.min(axis=1)
    size = least.astype(np.float64)
    known = np.asarray(np.isfinite(covariance_of_means).all(axis=(1, 2)) & (least > 1))
    spread = np.where(known[:, None, None], covariance_of_means, 0.0) * size[:, None, None]
    found = [test(size, np.nan_to_num(gap), spread) for test in STATISTICS]
    number = gap.shape[1]
    columns: dict[str, NDArray[Any]] = {
        "n_items": np.full((len(n), len(found)), number),
        "n": np.repeat(least[:, None], len(found), axis=1),
    }
    for name in ("statistic", "f", "df", "df_denominator", "p_value"):
        columns[name] = np.stack([np.where(known, getattr(each, name), np.nan) for each in found], axis=1)
    return {**columns, "reason": _reasons(least, known, spread, number, np.isnan(columns["p_value"]))}


def _reasons(
    least: NDArray[np.int64], known: NDArray[np.bool_], spread: Floats, number: int, unknown: NDArray[np.bool_]
) -> NDArray[np.object_]:
    reasons = np.where(unknown, SINGULAR, "").astype(object)
    still = np.asarray((np.diagonal(spread, axis1=1, axis2=2) <= 0).any(axis=1))
    reasons[unknown & still[:, None]] = NO_VARIATION
    reasons[unknown & ~known[:, None]] = POOLED_ONLY
    reasons[unknown & (least <= number)[:, None]] = TOO_FEW_FOR_ALL
    return reasons
