"""Whether groups differ over all dimensions at once, and whether their profiles have one shape."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from servgap._stats.groups.several_means import CRITERIA, BoxM, Manova, Profiles, box_m, manova, profiles
from servgap.analysis.groups.taking_part import FEWEST, enough
from servgap.analysis.levels import Level
from servgap.analysis.reasons import NOT_ASKED_ALL, SINGULAR_DIMENSIONS, TOO_SMALL
from servgap.survey.measures.measure import Measure
from servgap.survey.moments import score_covariance
from servgap.survey.tally import Floats, Tally

LEADING = "pillai"
MANOVA, BOX_M, PARALLEL, LEVELS, FLAT = "manova", "box_m", "parallel", "levels", "flat"


def profile_frame(tally: Tally, measure: Measure, levels: list[Level], policy: str, confidence: float) -> pd.DataFrame:
    """Test the dimensions' means together: a row for each test and criterion.

    A group counts for as many respondents as have every dimension; its means are those of the dimensions, and its
    covariances those of these means times that number. Where nobody's score is missing that is the usual analysis.
    """
    n, mean, covariance = _moments(tally, measure, levels, policy)
    made = [*_joint(manova(n, mean, covariance)), _box(box_m(n, covariance))]
    made += _shapes(profiles(n, mean, covariance)) if mean.shape[1] > 1 else []
    groups = int((n > 0).sum())
    frame = pd.DataFrame(made, columns=["test", "criterion", "statistic", "f", "df", "df_denominator", "p_value"])
    frame.insert(2, "groups", groups)
    frame.insert(3, "n", int(n.sum()))
    # Four criteria ask one question, so that nothing is corrected for them.
    frame["differs"] = frame["p_value"] < 1 - confidence
    frame["reason"] = np.where(frame["p_value"].notna(), "", _reason(levels, groups))
    return frame


def _moments(tally: Tally, measure: Measure, levels: list[Level], policy: str) -> tuple[Floats, Floats, Floats]:
    """Give n of respondents with every dimension, means and covariances, of the dimensions that were asked."""
    found = score_covariance(tally, policy, measure)
    overall, dimensions = levels
    asked = dimensions.n.sum(axis=0) > 0
    asked |= not asked.any()
    n = np.where(enough(overall)[:, 0] & overall.scored, overall.sizes[:, 0], 0).astype(np.float64)
    mean, covariance = found.mean[:, asked], found.covariance[:, asked][:, :, asked]
    return n, np.nan_to_num(mean), np.nan_to_num(covariance) * n[:, None, None]


def _reason(levels: list[Level], groups: int) -> str:
    if not levels[0].scored:
        return NOT_ASKED_ALL
    return TOO_SMALL if groups < FEWEST else SINGULAR_DIMENSIONS


Row = tuple[Any, ...]


def _joint(found: Manova) -> list[Row]:
    each = (found.statistic, found.f, found.df, found.df_denominator, found.p_value)
    return [(MANOVA, name, *(float(figure[place]) for figure in each)) for place, name in enumerate(CRITERIA)]


def _box(found: BoxM) -> Row:
    return (BOX_M, "", float(found.statistic), np.nan, float(found.df), np.nan, float(found.p_value))


def _shapes(found: Profiles) -> list[Row]:
    place = CRITERIA.index(LEADING)
    parallel = (found.parallel, found.parallel_f, found.parallel_df, found.parallel_df_denominator, found.p_parallel)
    level = (found.level_f, found.level_df, found.level_df_denominator, found.p_level)
    flat = (found.flat_f, found.flat_df, found.flat_df_denominator, found.p_flat)
    return [
        (PARALLEL, LEADING, *(float(figure[place]) for figure in parallel)),
        *((test, "", np.nan, *map(float, figures)) for test, figures in ((LEVELS, level), (FLAT, flat))),
    ]
