"""The rows of a pairing: each dimension's steps of invariance, what follows from them, and its items' gaps."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap._stats.factor_models.invariance import OccasionInvariance, occasion_invariance
from servgap._stats.factor_models.samples import given
from servgap._stats.factor_models.structures import across_occasions
from servgap._stats.families.adjust import adjust_p
from servgap._stats.families.hotelling import hotelling_profile
from servgap._stats.intervals import normal_quantile, t_interval
from servgap._stats.ratio import ratio
from servgap._stats.reliability.keying import opposed_items
from servgap._stats.ties import first_least, first_most
from servgap.analysis.opposed import TOLD_FROM
from servgap.analysis.pairing.rules import STEPS, disputed, followed, steps_held, steps_shown
from servgap.analysis.reasons import (
    CONSTANT_ITEM,
    IMPROPER,
    NO_VARIATION,
    NONE,
    NOT_CONVERGED,
    NOT_IDENTIFIED,
    OPPOSED_ITEM,
    SINGLE_ITEM,
    SINGULAR,
    TOO_FEW,
    TOO_FEW_FOR_ITEMS,
    TOO_SMALL,
)
from servgap.analysis.rows import frame_of
from servgap.analysis.subject import TESTED_FROM
from servgap.survey.covariances import Covariances, of_gaps, pair_covariances, part_covariances
from servgap.survey.moments import dimension_means
from servgap.survey.tally import Floats, Tally

FIT = (
    "chi_square", "df", "p_value", "cfi", "rmsea", "rmsea_low", "rmsea_high", "chi_square_difference", "df_difference",
    "p_difference", "cfi_difference", "cfi_fall_high", "rmsea_difference",
)  # fmt: skip
STEP_COLUMNS = (*FIT[:10], "p_adjusted", *FIT[10:], "holds", "shown", "disputed", "reason")
LATENT = {
    "latent_difference": "latent_difference",
    "latent_se": "latent_difference_se",
    "latent_sd": "latent_sd",
    "latent_correlation": "latent_correlation",
}
TEST = ("statistic", "f", "df", "df_denominator", "p_value")
VARIES = 1e-12
"""Variance, in squared scale points, below which it is rounding."""

Numbers = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class Paired:
    """
    Both parts of every dimension, for each group.

    Parameters
    ----------
    tally
        What was counted.
    answers, gaps
        Means and covariances over respondents complete in a dimension: of both parts' items, and of the items' gaps.
    steps
        Columns of groups × dimensions × steps.
    dimensions
        Columns of groups × dimensions.
    """

    tally: Tally
    answers: tuple[Covariances, ...]
    gaps: tuple[Covariances, ...]
    steps: Numbers
    dimensions: Numbers

    @property
    def n(self) -> Floats:
        """Respondents complete in each dimension, groups × dimensions."""
        return np.stack([each.n for each in self.answers], axis=1)

    @property
    def sizes(self) -> NDArray[np.int64]:
        """The items of each dimension."""
        return np.array([each.mean.shape[-1] for each in self.gaps], dtype=np.int64)


def pair(tally: Tally, confidence: float) -> Paired:
    """Fit the steps to each dimension in each group, where they can be fitted, and judge them."""
    dimensions = len(tally.instrument.dimensions)
    answers = tuple(pair_covariances(tally, dimension) for dimension in range(dimensions))
    shape = (len(tally.cells), dimensions)
    steps: Numbers = {name: np.full((*shape, len(STEPS)), np.nan) for name in (*FIT, "after_proper")}
    steps["reason"] = np.full((*shape, len(STEPS)), NONE, dtype=object)
    latent: Numbers = {name: np.full(shape, np.nan) for name in LATENT}
    latent["reason"] = np.full(shape, NONE, dtype=object)
    for place in np.ndindex(shape):
        both = answers[place[1]]
        reason = _unfit(both, place[0])
        steps["reason"][place] = latent["reason"][place] = reason
        if reason == NONE:
            found = occasion_invariance(both.covariance[place[0]], both.mean[place[0]], float(both.n[place[0]]))
            _enter(found, steps, latent, place)
    steps["p_adjusted"] = _adjusted(steps["p_difference"])
    latent |= _judged(steps, against_in_cells(tally, confidence), 1 - confidence)
    latent["reason"] = np.where(latent["doubt"] == NONE, latent["reason"], latent.pop("doubt"))
    return Paired(tally, answers, tuple(map(of_gaps, answers)), steps, latent)


def against_in_cells(tally: Tally, confidence: float) -> NDArray[np.bool_]:
    """Tell for each group and dimension whether an item runs against the others in a part."""
    shape = (len(tally.cells), len(tally.instrument.dimensions))
    found = np.zeros(shape, dtype=bool)
    for place, part in product(range(shape[1]), tally.instrument.pairs[0]):
        each = part_covariances(tally, str(part), place)
        against = opposed_items(each.covariance, each.n, confidence).against.any(axis=-1)
        found[:, place] |= against & (each.n >= TOLD_FROM)
    return found


def _judged(steps: Numbers, against: NDArray[np.bool_], level: float) -> Numbers:
    """Judge the steps, and say what follows for each dimension, or why nothing does."""
    held, shown = steps_held(steps, level), steps_shown(steps)
    # Nothing is concluded from an improper solution, but that the step fails: a proper one would fit even worse.
    known = (steps["reason"] == NONE) | ((steps["reason"] == IMPROPER) & (steps.pop("after_proper") > 0) & ~held)
    fitted = np.isfinite(steps["chi_square"])
    steps["reason"][against[..., None] & fitted] = OPPOSED_ITEM
    known &= ~against[..., None]
    reached, verdict = followed(held, shown, known)
    steps["disputed"] = disputed(steps, held) & known
    for name, flags in (("holds", held), ("shown", shown)):
        steps[name] = flags.astype(object)
        steps[name][~known] = None
    doubt = np.where(against & fitted[..., 0], OPPOSED_ITEM, NONE).astype(object)
    return {"reached": reached, "verdict": verdict, "doubt": doubt}


def _adjusted(p: Floats) -> Floats:
    """Correct the p-values of each step over dimensions and groups."""
    return np.stack([adjust_p(each.ravel()).p_adjusted.reshape(each.shape) for each in np.moveaxis(p, -1, 0)], axis=-1)


def _unfit(both: Covariances, cell: int) -> str:
    """Say why the steps cannot be fitted; nothing where they can."""
    n, covariance = both.n[cell], both.covariance[cell]
    k = len(covariance) // 2
    checks = (
        (n < 2, TOO_FEW),
        (k == 1, SINGLE_ITEM),
        (n < TESTED_FROM, TOO_SMALL),
        (bool((np.diagonal(covariance) <= VARIES).any()), CONSTANT_ITEM),
        (k == 2, NOT_IDENTIFIED),
        (n <= across_occasions(k, "configural").size, TOO_FEW_FOR_ITEMS),
    )
    found = next((reason for is_so, reason in checks if is_so), NONE)
    return found or (NONE if given(covariance, float(n), both.mean[cell]).usable else SINGULAR)


def _enter(found: OccasionInvariance, steps: Numbers, latent: Numbers, place: tuple[int, ...]) -> None:
    for name in FIT:
        steps[name][place] = getattr(found, name)
    for name, field in LATENT.items():
        latent[name][place] = getattr(found, field)
    reasons = steps["reason"][place]
    steps["after_proper"][place] = np.append(True, found.proper[:-1])
    # Without the step before there is no difference, and from an improper one none that means anything.
    reasons[~found.proper | np.append(False, ~found.proper[:-1])] = IMPROPER
    reasons[~found.converged | np.append(False, ~found.converged[:-1])] = NOT_CONVERGED
    latent["reason"][place] = next((code for code in (NOT_CONVERGED, IMPROPER) if code in reasons), NONE)


def steps_frame(found: Paired) -> pd.DataFrame:
    """Lay out a row for each dimension and step."""
    keys, count = found.tally.instrument.dimension_keys, len(STEPS)
    sized = {"n": found.n.astype(np.int64), "n_items": np.broadcast_to(found.sizes, found.n.shape)}
    columns: Numbers = {name: np.repeat(values, count, axis=1) for name, values in sized.items()}
    columns |= {name: found.steps[name].reshape(len(found.n), -1) for name in STEP_COLUMNS}
    labels = {"dimension": [key for key in keys for _ in STEPS], "step": STEPS * len(keys)}
    frame = frame_of(found.tally, labels, columns)
    return frame.astype(dict.fromkeys(("holds", "shown"), "boolean"))


def dimensions_frame(found: Paired, confidence: float) -> pd.DataFrame:
    """Lay out a row for each dimension: the last step that holds, the gap and its items' gaps, the factors' means."""
    means = dimension_means(found.tally, "complete")
    n = found.n
    gap = t_interval(means.value, ratio(means.sd, np.sqrt(n)), n - 1, confidence)
    reach = normal_quantile(confidence) * found.dimensions["latent_se"]
    columns: Numbers = {
        "n": n.astype(np.int64),
        "n_items": np.broadcast_to(found.sizes, n.shape),
        "reached": found.dimensions["reached"],
        "verdict": found.dimensions["verdict"],
        "gap": means.value,
        "ci_low": gap.low,
        "ci_high": gap.high,
        **_spread(found),
        "latent_difference": found.dimensions["latent_difference"],
        "latent_se": found.dimensions["latent_se"],
        "latent_low": found.dimensions["latent_difference"] - reach,
        "latent_high": found.dimensions["latent_difference"] + reach,
        "latent_sd": found.dimensions["latent_sd"],
        "latent_correlation": found.dimensions["latent_correlation"],
        "reason": found.dimensions["reason"],
    }
    return frame_of(found.tally, {"dimension": found.tally.instrument.dimension_keys}, columns)


def _spread(found: Paired) -> Numbers:
    """Give the ends and the spread of each dimension's item gaps, and the test that they are all equal."""
    shape = found.n.shape
    columns: Numbers = {}
    for end in ("lowest", "highest"):
        columns[f"{end}_item"] = np.full(shape, "", dtype=object)
        columns[f"{end}_gap"] = np.full(shape, np.nan)
    columns |= {name: np.full(shape, np.nan) for name in ("spread", *TEST, "p_adjusted")}
    for d, (dimension, gaps) in enumerate(zip(found.tally.instrument.dimensions, found.gaps, strict=True)):
        keys = np.array([item.key for item in dimension.items], dtype=object)
        known = gaps.n > 0
        for end, where in (("lowest", first_least), ("highest", first_most)):
            place = np.array([where(row) for row in np.nan_to_num(gaps.mean)])
            columns[f"{end}_item"][:, d] = np.where(known, keys[place], "")
            columns[f"{end}_gap"][:, d] = gaps.mean[np.arange(len(place)), place]
        if len(keys) > 1:
            columns["spread"][:, d] = gaps.mean.std(axis=1, ddof=1)
            test = hotelling_profile(gaps.n, gaps.mean, gaps.covariance)
            for name in TEST:
                columns[name][:, d] = np.where(gaps.n >= TESTED_FROM, getattr(test, name), np.nan)
    columns["p_adjusted"] = adjust_p(columns["p_value"].ravel()).p_adjusted.reshape(shape)
    return columns


def items_frame(found: Paired, confidence: float) -> pd.DataFrame:
    """Lay out a row for each item: both parts and the gap, over respondents complete in the item's dimension."""
    instrument = found.tally.instrument
    both, gap = (np.concatenate([each.mean for each in of], axis=1) for of in (found.answers, found.gaps))
    spans = np.cumsum([0, *(2 * found.sizes)])
    halves = [np.arange(start, start + k) for start, k in zip(spans, found.sizes, strict=False)]
    first = np.concatenate(halves)
    second = np.concatenate([half + k for half, k in zip(halves, found.sizes, strict=True)])
    variance = np.concatenate([np.diagonal(each.covariance, axis1=1, axis2=2) for each in found.gaps], axis=1)
    n = np.repeat(found.n, found.sizes, axis=1)
    sd = np.sqrt(np.where(variance > VARIES, variance, np.where(np.isnan(variance), np.nan, 0.0)))
    se = ratio(sd, np.sqrt(n))
    ends = t_interval(gap, se, n - 1, confidence)
    reason = np.full(n.shape, NONE, dtype=object)
    reason[~(sd > 0)] = NO_VARIATION
    reason[n < 2] = TOO_FEW
    columns: Numbers = {"n": n.astype(np.int64), "expectation": both[:, first], "perception": both[:, second]}
    columns |= {"gap": gap, "sd": sd, "se": np.where(se > 0, se, np.nan), "ci_low": ends.low, "ci_high": ends.high}
    labels = {
        "dimension": [dimension.key for dimension in instrument.dimensions for _ in dimension.items],
        "item": instrument.item_keys,
    }
    return frame_of(found.tally, labels, {**columns, "reason": reason})
