"""What customers say matters, in 100 points, beside what goes with the outcome."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from servgap._stats.importance.joint_rows import influence_rows, joint_rows
from servgap._stats.importance.stated import stated_against_derived
from servgap._stats.ratio import Floats
from servgap._stats.ties import at_least
from servgap.analysis.drivers.decomposed import Decomposition, part_influences
from servgap.analysis.drivers.facts import Spoken
from servgap.analysis.drivers.material import Material, groups_of
from servgap.analysis.reasons import NEEDS_ROWS, NONE, SHARE_BY_CHANCE
from servgap.analysis.rows import dimension_rows
from servgap.analysis.subject import DRAWS, Chance
from servgap.survey.instrument import POINTS_TOTAL
from servgap.survey.moments import mean_points
from servgap.survey.survey import Survey
from servgap.survey.tally import Tally

MORE, LESS, UNDECIDED = "stated_more", "derived_more", "undecided"
LEAST = 2


@dataclass(frozen=True)
class Stated:
    """The table of stated beside derived shares, and what a headline says of it."""

    frame: pd.DataFrame
    spoken: Spoken


def stated_of(
    subject: Survey | Tally, tally: Tally, material: Material, found: Decomposition, confidence: float, chance: Chance
) -> Stated | None:
    """Hold respondents' points against derived shares; nothing where respondents gave none.

    Shares are compared among the dimensions that account for more than chance alone makes; of a share that may be
    nothing no ratio is known.
    """
    if tally.points_from != "respondents":
        return None
    keys = tally.instrument.dimension_keys
    points = None
    if isinstance(subject, Survey) and subject.points is not None:
        has_group = groups_of(subject, tally.by)[1]
        points = joint_rows(np.where(has_group[:, None], subject.points.T, np.nan))
    mean = mean_points(tally.groups(()))[0] if points is None else points.mean
    if not np.isfinite(mean).any():
        return None
    part, low = found.dimensions.found.part, found.dimensions.found.part_low
    nothing: Floats = np.full(len(keys), np.nan)
    numbers = {"log_ratio": nothing.copy(), "log_ratio_low": nothing.copy(), "log_ratio_high": nothing.copy()}
    reason = np.full(len(keys), NEEDS_ROWS, dtype=object)
    compared = np.zeros(len(keys), dtype=bool)
    if points is not None and found.shares is not None and np.isfinite(low).all() and material.kept is not None:
        compared = (low > 0) & (mean > 0)
        reason = np.where(compared, NONE, SHARE_BY_CHANCE).astype(object)
        if compared.sum() < LEAST:
            reason[compared], compared[:] = SHARE_BY_CHANCE, False
        else:
            rows = influence_rows(part_influences(len(subject.respondents), material, found.shares))
            held = stated_against_derived(
                mean[compared] / POINTS_TOTAL,
                part[compared],
                points.rows[:, compared] / POINTS_TOTAL,
                (rows @ material.predictors.sums.T)[:, compared],
                df=material.df,
                confidence=confidence,
                draws=DRAWS,
                rng=chance.rng if chance.seed is None else np.random.default_rng(chance.seed),
            )
            numbers["log_ratio"][compared] = held.log_ratio
            numbers["log_ratio_low"][compared], numbers["log_ratio_high"][compared] = held.ci_low, held.ci_high
    elif found.shares is None:
        reason[:] = found.dimensions.reason
    more, less = numbers["log_ratio_low"] > 0, numbers["log_ratio_high"] < 0
    verdict = np.where(more, MORE, np.where(less, LESS, np.where(compared, UNDECIDED, ""))).astype(object)
    n = points.n if points is not None else np.full(len(keys), np.nan)
    frame = pd.DataFrame(
        {
            **{name: list(told) for name, told in dimension_rows(tally.instrument).columns().items()},
            "n": n if points is not None else tally.n,
            "points": mean,
            "share_of_r2": part,
            **numbers,
            "says": verdict,
            "reason": reason,
        }
    )
    top = at_least(mean, float(np.nanmax(mean)))
    named = np.array(keys, dtype=object)
    return Stated(frame, Spoken(tuple(named[top]), float(np.nanmax(mean)), tuple(named[more]), tuple(named[less])))
