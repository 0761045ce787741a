"""The rows of a map: each point with its place, its quadrant, what is sure of it, and its opportunity score."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from servgap._stats.importance.opportunity import opportunity_score
from servgap._stats.importance.quadrants import AREAS, DIAGONAL, NOT_CALLED, RULES, Quadrants, quadrants
from servgap._stats.intervals import t_quantile
from servgap._stats.ratio import Floats
from servgap.analysis.importance import ANSWERS, POINTS, SHARE, Importance
from servgap.analysis.joint import Joint
from servgap.analysis.ranks import VARIES
from servgap.analysis.reasons import (
    BOTH_UNSURE,
    IMPORTANCE_UNSURE,
    LINE_UNSURE,
    NO_IMPORTANCE,
    NO_VARIATION,
    PERFORMANCE_UNSURE,
    TOO_FEW,
    TOO_SMALL,
)
from servgap.analysis.subject import DRAWS, TESTED_FROM, Chance
from servgap.survey.instrument import POINTS_TOTAL
from servgap.survey.measures.measure import INDEX, Measure
from servgap.survey.scale import Scale

Numbers = dict[str, NDArray[Any]]
HALF, HUNDRED = 0.5, 100.0
CHANCES = tuple(dict.fromkeys(area for rule in RULES for area in AREAS[rule]))


@dataclass(frozen=True)
class MapQuestion:
    """What is asked of a map: which cross-hair, at which level of confidence, from which draws."""

    rule: str
    confidence: float
    chance: Chance

    def rng(self) -> np.random.Generator:
        """Start the seed anew for each group, so that none depends on the ones before."""
        return self.chance.rng if self.chance.seed is None else np.random.default_rng(self.chance.seed)


def middle_of(measure: Measure, scale: Scale) -> float:
    """Give the middle of the values that a measure can take; of a distance where it is none."""
    if measure.family == INDEX:
        return HUNDRED / 2
    if measure.family == "share":
        return HALF
    return (scale.low + scale.high) / 2 if measure.family == "mean" else 0.0


def map_rows(joint: Joint, importance: Importance, measure: Measure, scale: Scale, question: MapQuestion) -> Numbers:
    """Compute the numbers of all points of one group."""
    x, y = joint.measured, joint.important
    k, n = len(x.value), x.n
    variance = np.concatenate([x.variance, y.variance])
    variance[~(variance > VARIES)] = 0.0
    errors = np.sqrt(np.where(variance > 0, variance, np.nan))
    if joint.known:
        errors[k:] = 0.0
    placed = np.isfinite(x.value) & np.isfinite(y.value) & (n >= TESTED_FROM) & (y.n >= TESTED_FROM)
    numbers = _means(joint, errors, question.confidence)
    still = np.isnan(errors[:k]) | np.isnan(errors[k:])
    numbers |= _places(joint, importance, measure, scale, question, placed, still)
    numbers |= _opportunities(joint, importance, measure, question.confidence, still)
    reasons = numbers["reason"]
    reasons[placed & still] = NO_VARIATION
    reasons[~placed] = TOO_SMALL
    reasons[(n < 2) | (y.n < 2)] = TOO_FEW
    reasons[np.isnan(y.value)] = NO_IMPORTANCE
    return numbers


def _means(joint: Joint, errors: Floats, confidence: float) -> Numbers:
    k = len(joint.measured.value)
    told: Numbers = {"n": joint.measured.n.astype(np.int64), "importance_n": joint.important.n.astype(np.int64)}
    for name, each, error in (
        ("performance", joint.measured, errors[:k]),
        ("importance", joint.important, errors[k:]),
    ):
        reach = t_quantile(np.where(each.n > 1, each.n - 1, np.nan), confidence) * error
        told |= {name: each.value, f"{name}_se": error}
        told |= {f"{name}_low": each.value - reach, f"{name}_high": each.value + reach}
    return told


def _places(
    joint: Joint,
    importance: Importance,
    measure: Measure,
    scale: Scale,
    question: MapQuestion,
    placed: NDArray[np.bool_],
    still: NDArray[np.bool_],
) -> Numbers:
    """Put the points on the map, and tell which are called; what does not vary helps to place the cross-hair only."""
    k = len(placed)
    numbers = _nowhere(k)
    places = np.flatnonzero(placed)
    if not len(places):
        return numbers
    middles = {ANSWERS: (scale.low + scale.high) / 2, POINTS: POINTS_TOTAL / k}
    if importance.unit == SHARE and not placed.all():  # the equal share is that of all, wherever these lie
        middles[SHARE] = float(joint.important.value.mean())
    found = quadrants(
        joint.measured.value[places],
        joint.important.value[places],
        joint.rows[:, np.concatenate([places, places + k])],
        rule=question.rule,
        midpoint=(middle_of(measure, scale), middles.get(importance.unit)),
        parts=importance.unit == SHARE,
        n=float(min(joint.measured.n[places].min(), joint.important.n[places].min())),
        confidence=question.confidence,
        draws=DRAWS,
        rng=question.rng(),
    )
    _enter(numbers, found, places, still[places], question.rule)
    return numbers


def _nowhere(k: int) -> Numbers:
    names = ["crosshair_performance", "crosshair_importance", "correlation_of_errors"]
    names += [f"{axis}_distance{end}" for axis in ("performance", "importance") for end in ("", "_low", "_high")]
    numbers: Numbers = {name: np.full(k, np.nan) for name in (*names, *(f"p_{area}" for area in CHANCES))}
    return numbers | {name: np.full(k, "", dtype=object) for name in ("quadrant", "called", "reason")}


def _enter(numbers: Numbers, found: Quadrants, places: NDArray[np.intp], still: NDArray[np.bool_], rule: str) -> None:
    """Enter what was found; nothing is sure of what does not vary."""
    for column, axis in enumerate(("performance", "importance")):
        numbers[f"crosshair_{axis}"][places] = found.crosshair[column]
        numbers[f"{axis}_distance"][places] = found.distance[:, column]
        for end, values in (("low", found.distance_low), ("high", found.distance_high)):
            numbers[f"{axis}_distance_{end}"][places] = np.where(still, np.nan, values[:, column])
    numbers["correlation_of_errors"][places] = found.correlation
    areas = np.array([*AREAS[rule], ""], dtype=object)
    numbers["quadrant"][places] = areas[found.quadrant]
    sure = (found.called != NOT_CALLED) & ~still
    numbers["called"][places] = areas[np.where(sure, found.called, len(areas) - 1)]
    for column, area in enumerate(AREAS[rule]):
        numbers[f"p_{area}"][places] = np.where(still, np.nan, found.p[:, column])
    across = (found.distance_low <= 0) & (found.distance_high >= 0)
    unsure = np.select(
        [across[:, 0] & across[:, 1], across[:, 0]], [BOTH_UNSURE, PERFORMANCE_UNSURE], IMPORTANCE_UNSURE
    )
    numbers["reason"][places] = np.where(sure, "", LINE_UNSURE if rule == DIAGONAL else unsure)


def _opportunities(
    joint: Joint, importance: Importance, measure: Measure, confidence: float, still: NDArray[np.bool_]
) -> Numbers:
    """Score opportunities where importance and performance are answers on one scale; what does not vary has no ends."""
    k = len(joint.measured.value)
    names = ("opportunity", "opportunity_low", "opportunity_high")
    if importance.unit != ANSWERS or measure.family != "mean" or joint.size < 2:
        return {name: np.full(k, np.nan) for name in names}
    short = 2 * joint.important.rows - joint.measured.rows
    n = np.minimum(joint.measured.n, joint.important.n)
    freedom = np.where((n > 1) & ~still, n - 1, np.nan)
    among = np.minimum(joint.measured.among, joint.important.among)
    falling_short = replace(joint.important, rows=short, among=among)
    own, shortfall = (np.sqrt(each.variance) for each in (joint.important, falling_short))
    found = opportunity_score(joint.important.value, joint.measured.value, own, shortfall, freedom, confidence)
    return dict(zip(names, (found.score, found.ci_low, found.ci_high), strict=True))
