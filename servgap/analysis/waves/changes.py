"""How each row changed from each wave to the next, with interval, test and verdict."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap._stats.families.adjust import Adjustment, adjust_p
from servgap._stats.groups.two_samples import WelchT, welch_t
from servgap._stats.shares.two_shares import newcombe_difference
from servgap._stats.waves.overlap import OverlappingT
from servgap.analysis.levels import Level
from servgap.analysis.reasons import CONSTANT_GROUP, NO_VARIATION, NOT_ASKED_ALL, TOO_FEW, TOO_SMALL
from servgap.analysis.rows import gap_where
from servgap.analysis.subject import TESTED_FROM
from servgap.analysis.verdicts import SHORT, change_verdicts
from servgap.analysis.waves.overlap import InBoth, with_both
from servgap.analysis.waves.values import SHARE, Judged
from servgap.survey.measures.measure import Measure
from servgap.survey.tally import Floats

TURNS = FELL_SHORT, RECOVERED = "fell_short", "recovered"
"""Codes of what newly falls short of its yardstick, and of what did and is shown not to any more."""


@dataclass(frozen=True)
class Question:
    """How changes are corrected, tested and judged."""

    measure: Measure
    adjust: Adjustment
    confidence: float
    smallest: float


def changes_frame(level: Level, waves: list[str], asked: Question, both: InBoth, judged: Judged) -> pd.DataFrame:
    """Lay out rows, and within each the steps from wave to wave.

    Parameters
    ----------
    level, waves
        What is measured, and the names of the waves, in order.
    asked
        How changes are corrected, tested and judged.
    both
        Who answered both waves of a step.
    judged
        The verdicts on every wave's own value.
    """
    steps, rows = len(waves) - 1, len(level.labels)
    n, value, variance = level.independent
    few, alike = n < TESTED_FROM, ~(np.nan_to_num(variance) > 0)

    def flat(values: NDArray[Any]) -> NDArray[Any]:
        return values.T.reshape(-1)

    found = _steps(n, value, variance, ~(few | alike), asked.confidence, both)
    persons = _steps(n, level.persons.value, level.persons.sd**2, ~(few | alike), asked.confidence)
    columns: dict[str, Any] = {
        name: np.repeat(np.array(values, dtype=object), steps) for name, values in level.labels.columns().items()
    }
    columns.update(wave_from=waves[:-1] * rows, wave_to=waves[1:] * rows)
    columns.update(n_from=flat(n[:-1]), n_to=flat(n[1:]), value_from=flat(value[:-1]), value_to=flat(value[1:]))
    columns.update({f"gap_{end}": gap_where(columns[f"value_{end}"], asked.measure) for end in ("from", "to")})
    columns.update(n_both=flat(both.n), r_both=flat(both.correlation))
    columns["difference"] = columns["value_to"] - columns["value_from"]
    outer, inner = (
        [flat(end) for end in _ends(level, asked.measure, ~few, ~alike, both, confidence)]
        for confidence in (asked.confidence, 2 * asked.confidence - 1)
    )
    for name in ("se", "df", "statistic"):
        columns[name] = flat(getattr(found, name))
    columns.update(ci_low=outer[0], ci_high=outer[1], p_value=flat(found.p_value))
    columns.update(p_adjusted=adjust_p(columns["p_value"], asked.adjust).p_adjusted, effect_kind="hedges_g")
    for name in ("effect", "effect_low", "effect_high"):
        columns[name] = flat(getattr(persons, name))
    outer_ends, inner_ends = (_turned((low, high), asked.measure.worse) for low, high in (outer, inner))
    columns["verdict"] = change_verdicts(outer_ends, inner_ends, asked.smallest)
    columns["turn"] = _turns(judged, flat, *outer)
    reason = _reasons(*(flat(each[part]) for each in (n, alike) for part in (slice(-1), slice(1, None))))
    reason[(reason == "") & np.isnan(columns["se"])] = NO_VARIATION  # of those in both everybody changed alike
    columns["reason"] = np.where((reason == "") & (not level.scored), NOT_ASKED_ALL, reason)
    return pd.DataFrame(columns)


def _ends(
    level: Level,
    measure: Measure,
    enough: NDArray[np.bool_],
    varied: NDArray[np.bool_],
    both: InBoth,
    confidence: float,
) -> tuple[Floats, Floats]:
    """Give the ends of the intervals of changes: those of t, but of an item's share in two waves of others Newcombe's.

    Parameters
    ----------
    level, measure
        What changes.
    enough, varied
        Which waves have enough respondents to be compared, and in which not all have the same value.
    both
        Who answered both waves of a step.
    confidence
        The level of the intervals.
    """
    found = _steps(*level.independent, enough & varied, confidence, both)
    if not (measure.family == SHARE and level.of_items):
        return found.ci_low, found.ci_high
    n = np.where(enough, level.persons.n, 0)
    held = np.where(enough, level.held, 0)
    between = newcombe_difference(held[1:], n[1:], held[:-1], n[:-1], confidence)
    same = both.counts & np.isfinite(found.se)
    return np.where(same, found.ci_low, between.ci_low), np.where(same, found.ci_high, between.ci_high)


def _turned(ends: tuple[Floats, Floats], worse: int) -> tuple[Floats, Floats]:
    """Turn an interval so that what gets better grows."""
    return ends if worse < 0 else (-ends[1], -ends[0])


def _steps(
    n: NDArray[np.int64],
    mean: Floats,
    variance: Floats,
    tested: NDArray[np.bool_],
    confidence: float,
    both: InBoth | None = None,
) -> WelchT | OverlappingT:
    """Compare each wave with the next; one that is not tested counts as nobody."""
    size, centre, spread = np.where(tested, n, 0), np.nan_to_num(mean), np.nan_to_num(variance)
    before, after = ([each[part] for each in (size, centre, spread)] for part in (slice(-1), slice(1, None)))
    apart = welch_t(*before, *after, confidence=confidence)
    return apart if both is None else with_both(apart, size, centre, spread, both, confidence)


def _turns(
    judged: Judged, flat: Callable[[NDArray[Any]], NDArray[Any]], low: Floats, high: Floats
) -> NDArray[np.object_]:
    """Say what newly falls short, and what no longer does, where the change itself is more than chance too.

    That a verdict differs from the one before is no change yet: undecided and short may lie side by side.
    """
    short = judged.verdict == SHORT
    before, after, enough = flat(short[:-1]), flat(short[1:]), flat(judged.enough[1:])
    turn = np.full(before.shape, "", dtype=object)
    turn[~before & after & (high < 0)] = FELL_SHORT
    turn[before & enough & (low > 0)] = RECOVERED
    return turn


def _reasons(
    n_from: NDArray[np.int64], n_to: NDArray[np.int64], alike_from: NDArray[np.bool_], alike_to: NDArray[np.bool_]
) -> NDArray[np.object_]:
    reason = np.full(n_from.shape, "", dtype=object)
    reason[alike_from | alike_to] = CONSTANT_GROUP
    reason[alike_from & alike_to] = NO_VARIATION
    least = np.minimum(n_from, n_to)
    reason[least < TESTED_FROM] = TOO_SMALL
    reason[least < 2] = TOO_FEW
    return reason
