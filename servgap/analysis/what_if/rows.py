"""What is, and what would be: gaps and shares met of respondents whose answers are raised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from servgap._stats.importance.joint_rows import joint_rows, rows_covariance
from servgap._stats.intervals import t_quantile
from servgap._stats.ratio import Floats, ratio
from servgap._stats.ties import ROUNDING
from servgap.analysis.reasons import NONE
from servgap.analysis.respondents import values_of
from servgap.survey.instrument import POINTS_TOTAL
from servgap.survey.measures.measure import Measure, measure_for
from servgap.survey.survey import Survey

POLICY = "half"
MEAN_OF_DIMENSIONS, WEIGHTED, SCORES, PAIRS = "mean_of_dimensions", "weighted_mean", "mean_of_scores", "mean_of_pairs"
COLUMNS = (
    *("level", "dimension", "standard", "method", "n", "raised_n", "gap", "gap_low", "gap_high", "gap_then"),
    *("gap_then_low", "gap_then_high", "gap_change", "gap_change_low", "gap_change_high", "share_met"),
    *("share_met_then", "reason"),
)


@dataclass(frozen=True)
class Raised:
    """Respondents × items: distances as they are, by how much each is raised, and shares met then and now.

    Parameters
    ----------
    gap, lift
        NaN, and 0, where a respondent has no gap.
    met, met_then
        1 where the standard is met, 0 where not; NaN where that is not known.
    """

    gap: Floats
    lift: Floats
    met: Floats
    met_then: Floats


def lifts_of(survey: Survey, part: str, levels: Mapping[str, float]) -> Floats:
    """Give by how much each answer lies below the level of its standard, respondents × items; else 0."""
    answers = values_of(survey, Measure(part, None), "item")
    wanted = np.array([levels.get(item.standard.key, -np.inf) for item in survey.instrument.items])
    return np.asarray(np.maximum(np.nan_to_num(wanted - answers, nan=0.0, neginf=0.0), 0.0))


def raised_of(survey: Survey, measure: Measure, levels: Mapping[str, float]) -> Raised:
    """Raise the answers below the levels to them.

    A standard is met then where what it is held against is reached: expectation, or the target.
    """
    gap = values_of(survey, measure, "item")
    lift = np.where(np.isfinite(gap), lifts_of(survey, measure.part, levels), 0.0)
    held = measure_for(survey.instrument, "met")
    met = values_of(survey, held, "item")
    after = np.where(np.isfinite(gap), gap + lift, np.nan)
    reached = np.where((lift > 0) & (after >= -ROUNDING), 1.0, met)
    return Raised(gap, lift, met, np.where(np.isfinite(met), reached, np.nan))


def rows_of(
    survey: Survey, measure: Measure, levels: Mapping[str, float], confidence: float, kept: NDArray[np.bool_]
) -> list[dict[str, Any]]:
    """Give overall, weighted by points where there are any, the dimensions that are touched and the standards.

    Parameters
    ----------
    survey, measure
        The answers, and the distance that is looked at.
    levels
        To what each standard is brought.
    confidence
        The level of the intervals.
    kept
        Which respondents it is about.
    """
    whole_survey = raised_of(survey, measure, levels)
    raised = Raised(*(getattr(whole_survey, each.name)[kept] for each in fields(Raised)))
    now, then, met, met_then = (
        _scores(survey, each) for each in (raised.gap, raised.gap + raised.lift, raised.met, raised.met_then)
    )
    dimensions = len(survey.instrument.dimensions)
    measured = np.isfinite(joint_rows(raised.gap).mean)
    asked = np.array([measured[span].any() for span in survey.instrument.spans])
    equal = (asked / asked.sum())[None]
    rows = [
        {
            **labels_of("overall", method=MEAN_OF_DIMENSIONS),
            **_compared(now, then, equal, confidence),
            **_shares(met, met_then, equal),
            "raised_n": int((raised.lift > 0).any(axis=1).sum()),
        }
    ]
    weights = _weights(survey)
    weights = None if weights is None else weights[kept]
    if weights is not None and asked.all() and not survey.matrix_sampled:
        whole = np.ones((1, 1))
        one, other, first, second = (_weighted(each, weights) for each in (now, then, met, met_then))
        mine = {**_compared(one, other, whole, confidence), **_shares(first, second, whole)}
        told = labels_of("overall", method=WEIGHTED)
        rows.append({**told, **mine, "raised_n": rows[0]["raised_n"]})
    for place in range(dimensions):
        span = survey.instrument.spans[place]
        if not (raised.lift[:, span] > 0).any():
            continue
        one = np.eye(dimensions)[place : place + 1]
        rows.append(
            {
                **labels_of("dimension", survey.instrument.dimension_keys[place], method=SCORES),
                **_compared(now, then, one, confidence),
                **_shares(met, met_then, one),
                "raised_n": int((raised.lift[:, span] > 0).any(axis=1).sum()),
            }
        )
    rows += _standards(survey, raised, levels, confidence)
    return [{**row, "reason": NONE} for row in rows]


def _standards(
    survey: Survey, raised: Raised, levels: Mapping[str, float], confidence: float
) -> Iterator[dict[str, Any]]:
    keys = np.array([item.standard.key for item in survey.instrument.items])
    dimension = {item.standard.key: each.key for each in survey.instrument.dimensions for item in each.items}
    for key in levels:
        mine = (keys == key)[None] / (keys == key).sum()
        yield {
            **labels_of("standard", dimension[key], key, PAIRS),
            **_compared(raised.gap, raised.gap + raised.lift, mine, confidence),
            **_shares(raised.met, raised.met_then, mine),
            "raised_n": int((raised.lift[:, keys == key] > 0).any(axis=1).sum()),
        }


def labels_of(level: str, dimension: str = "", standard: str = "", method: str = "") -> dict[str, str]:
    """Say what a row is about."""
    return {"level": level, "dimension": dimension, "standard": standard, "method": method}


def _scores(survey: Survey, values: Floats) -> Floats:
    """Give respondents' means of the items of each dimension, of those who have half of them."""
    if survey.matrix_sampled:
        return values
    measured = np.isfinite(joint_rows(values).mean)
    columns = []
    for span in survey.instrument.spans:
        there = np.isfinite(values[:, span])
        given, least = there.sum(axis=1), max((int(measured[span].sum()) + 1) // 2, 1)
        total = np.where(there, values[:, span], 0.0).sum(axis=1)
        columns.append(ratio(total, np.where(given >= least, given, 0)))
    return np.stack(columns, axis=1)


def _compared(now: Floats, then: Floats, weights: Floats, confidence: float) -> dict[str, Any]:
    """Give a mean of columns as it is, as it would be and by how much it changes, with Student's intervals."""
    told: dict[str, Any] = {}
    for name, values in (("gap", now), ("gap_then", then), ("gap_change", then - now)):
        n, mean, low, high = _mean(values, weights, confidence)
        told |= {"n": n, name: mean, f"{name}_low": low, f"{name}_high": high}
    return told


def _mean(values: Floats, weights: Floats, confidence: float) -> tuple[int, float, float, float]:
    """Weigh the means of columns, with the covariance of means of which entries may be missing.

    A mean of one column has the variance of its own respondents, as everywhere.
    """
    found, (row,) = joint_rows(values), weights
    taken = row > 0
    n = int(found.n[taken].min(initial=np.inf)) if taken.any() else 0
    mean = float((row[taken] * found.mean[taken]).sum())
    parts = (found.rows @ row)[:, None]
    size = n if int(taken.sum()) == 1 else len(values)
    variance = float(rows_covariance(parts, size)[0, 0]) if size > 1 else np.nan
    reach = float(t_quantile(np.array(n - 1.0), confidence)) * np.sqrt(max(variance, 0.0)) if n > 1 else np.nan
    return n, mean, mean - reach, mean + reach


def _shares(now: Floats, then: Floats, weights: Floats) -> dict[str, float]:
    (row,) = weights
    taken = row > 0
    means = (float((row[taken] * joint_rows(values).mean[taken]).sum()) for values in (now, then))
    return dict(zip(("share_met", "share_met_then"), means, strict=True))


def _weights(survey: Survey) -> NDArray[np.float64] | None:
    """Give points, respondents × dimensions, as shares of their total; None where there are none."""
    points = survey.points
    if points is None and survey.instrument.points is not None:
        points = np.repeat(np.array(survey.instrument.points, dtype=np.float64)[:, None], survey.n, axis=1)
    return None if points is None else np.asarray(points.T / POINTS_TOTAL)


def _weighted(scores: Floats, weights: Floats) -> Floats:
    """Weigh each respondent's scores; every dimension with points must be there."""
    needed = weights > 0
    known = np.isfinite(weights).all(axis=1) & (np.isfinite(scores) | ~needed).all(axis=1)
    total = np.where(needed, np.nan_to_num(scores) * np.nan_to_num(weights), 0.0).sum(axis=1)
    return np.asarray(np.where(known, total, np.nan)[:, None])
