"""Whether drivers are dissatisfiers or satisfiers of an outcome: only where every admissible cut agrees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap._stats.importance.penalty_reward import BeyondLine, PenaltyReward, beyond_line, penalty_reward
from servgap._stats.intervals import t_quantile
from servgap._stats.ratio import Floats
from servgap._stats.registry import Function
from servgap._stats.ties import at_least
from servgap.analysis.drivers.facts import Asymmetries
from servgap.analysis.drivers.material import Question, groups_of
from servgap.analysis.reasons import NO_CUT, NO_VARIATION, NONE, SINGULAR
from servgap.analysis.respondents import values_of
from servgap.analysis.rows import RowLabels, dimension_rows, item_rows
from servgap.analysis.verdicts import NEGLIGIBLE, smallest_gap, verdicts
from servgap.survey.measures.measured_answers import lattice_of
from servgap.survey.survey import Survey

DISSATISFIER, SATISFIER, LINEAR, DEPENDS, UNDECIDED = "dissatisfier", "satisfier", "linear", "depends", "undecided"
FEWEST_IN_CELL = 20
"""Respondents that a cut must leave low, between and high: below it HC3 errors of so few are too small."""
SHARE_IN_CELL = 0.1
"""Share of respondents that it must leave in each: cells of a few at the ends tell of these few."""
STATISTICS: tuple[Function, ...] = (penalty_reward, beyond_line)
Cut = tuple[float, float]


@dataclass(frozen=True)
class Asymmetry:
    """What was found of the asymmetry of drivers: a row a driver, a row a driver and cut, and the facts."""

    frame: pd.DataFrame
    cuts: pd.DataFrame
    facts: Asymmetries


@dataclass(frozen=True)
class _Asked:
    """Complete respondents: the drivers, the outcome and indicators of groups."""

    labels: RowLabels
    keys: tuple[str, ...]
    x: Floats
    y: Floats
    covariates: Floats | None
    points: Floats
    smallest: float
    confidence: float


@dataclass(frozen=True)
class _AtCut:
    """One cut: what was found, for which drivers it is admissible, and how many lie between."""

    cut: Cut
    admissible: NDArray[np.bool_]
    found: PenaltyReward
    line: BeyondLine
    between: NDArray[np.int64]


def asymmetry_of(survey: Survey, question: Question, confidence: float) -> Asymmetry:
    """
    Classify drivers by whether low scores go with more loss of the outcome than high ones with gain.

    A cut says up to which point a score is low, and from which on it is high; both are points of the scale. It is
    admissible for a driver where enough respondents are low, between and high. At every cut the asymmetry, reward plus
    penalty, is held against what a straight line would show at the same cut. A driver is a dissatisfier where the
    simultaneous interval of what lies beyond the line is below zero at every admissible cut, a satisfier where it is
    above, and linear where it lies within ± the smallest difference that matters at every one.

    Parameters
    ----------
    survey, question
        The answers, and what is asked of them. Drivers are scores of dimensions; items where there is one dimension.
    confidence
        The level of the intervals, which hold for all drivers at once. As a driver is classified only where all cuts
        agree, there is nothing to be corrected for their number (Berger 1982).

    Returns
    -------
    Asymmetry
        Tables and facts.
    """
    asked = _asked(survey, question, confidence)
    tried = [_at(asked, cut) for cut in _cuts(asked)]
    family = int(np.any([each.admissible for each in tried], axis=0).sum()) if tried else 0
    cuts = _cuts_frame(asked, tried, family)
    frame = _drivers_frame(asked, cuts)
    return Asymmetry(frame, cuts, _facts(asked, frame, tried))


def no_asymmetry() -> pd.DataFrame:
    """Give the table of drivers of which it was not asked."""
    return pd.DataFrame(columns=[*NAMED, *DRIVER_COLUMNS])


def least_in_cell(n: int) -> int:
    """
    Give how many respondents a cut must leave in each cell.

    Examples
    --------
    >>> least_in_cell(150), least_in_cell(1500)
    (20, 150)
    """
    return max(FEWEST_IN_CELL, int(np.ceil(SHARE_IN_CELL * n - 1e-9)))


def _asked(survey: Survey, question: Question, confidence: float) -> _Asked:
    instrument = survey.instrument
    by_item = not question.of_scores and len(instrument.dimensions) == 1
    level = "item" if by_item else "dimension"
    x = values_of(survey, question.measure, level, question.policy)
    answers = survey.outcomes[question.outcome.name]
    outcome = question.outcome.on(answers.scale)
    y, (groups, told) = outcome.values(answers), groups_of(survey, question.adjust_for)
    kept = told & ~np.isnan(y) & ~np.isnan(x).any(axis=1)
    present = np.unique(groups[kept])
    covariates = (groups[kept][:, None] == present[None, 1:]).astype(np.float64) if len(present) > 1 else None
    lattice = lattice_of(instrument, question.measure)
    points = np.asarray(lattice.origin + lattice.step * (np.arange(1, lattice.levels + 1) - lattice.zero), dtype=float)
    labels = item_rows(instrument) if by_item else dimension_rows(instrument)
    keys = instrument.item_keys if by_item else instrument.dimension_keys
    smallest = smallest_gap(outcome.scale(answers.scale), None)
    return _Asked(labels, keys, x[kept], y[kept], covariates, points, smallest, confidence)


def _cells(asked: _Asked, cut: Cut) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    low = ~at_least(asked.x.reshape(-1), cut[0]).reshape(asked.x.shape) | (np.abs(asked.x - cut[0]) <= NEAR)
    return low, at_least(asked.x.reshape(-1), cut[1]).reshape(asked.x.shape)


def _enough(asked: _Asked, cut: Cut) -> NDArray[np.bool_]:
    """Tell for which drivers a cut leaves enough respondents low, between and high."""
    low, high = _cells(asked, cut)
    sizes = np.stack([low.sum(axis=0), (~low & ~high).sum(axis=0), high.sum(axis=0)])
    return np.asarray((sizes >= least_in_cell(len(asked.y))).all(axis=0))


def _cuts(asked: _Asked) -> list[Cut]:
    """Give every two points of the scale that are an admissible cut for some driver."""
    pairs = [(float(low), float(high)) for low in asked.points for high in asked.points if low < high - NEAR]
    return [cut for cut in pairs if _enough(asked, cut).any()]


def _at(asked: _Asked, cut: Cut) -> _AtCut:
    low, high = _cells(asked, cut)
    least = least_in_cell(len(asked.y))
    # Of other drivers a cell of few would be a column of few: these stay with those between.
    below, above = (each & (each.sum(axis=0) >= least) & ((~each).sum(axis=0) >= least) for each in (low, high))
    found = penalty_reward(asked.y, below, above, covariates=asked.covariates, robust=True)
    line = beyond_line(asked.y, asked.x, below, above, covariates=asked.covariates)
    return _AtCut(cut, _enough(asked, cut), found, line, (~low & ~high).sum(axis=0))


def _cuts_frame(asked: _Asked, tried: Sequence[_AtCut], family: int) -> pd.DataFrame:
    """Lay out every driver at each of its admissible cuts."""
    rows = []
    still = not _varies(asked.y)
    outer, inner = (1 - tails * (1 - asked.confidence) / max(family, 1) for tails in (1, 2))
    for driver in range(len(asked.keys)):
        for each in (one for one in tried if one.admissible[driver]):
            found, line = each.found, each.line
            asymmetry, se = float(found.asymmetry[driver]), float(found.se[driver])
            beyond, error, df = (float(values[driver]) for values in (line.beyond, line.se, line.df))
            if still:  # of an outcome that does not vary nothing is known, not even that it lies on a line
                df = np.nan
            reach, narrow = (float(t_quantile(df, level)) * error for level in (outer, inner))
            of_asymmetry = float(t_quantile(found.df, outer)) * se
            judged = verdicts(
                (np.array(beyond - reach), np.array(beyond + reach)),
                (np.array(beyond - narrow), np.array(beyond + narrow)),
                asked.smallest,
            )
            rows.append(
                {
                    **{name: values[driver] for name, values in asked.labels.columns().items() if name in NAMED},
                    "cut_low": each.cut[0],
                    "cut_high": each.cut[1],
                    "n_low": int(found.n_low[driver]),
                    "n_between": int(each.between[driver]),
                    "n_high": int(found.n_high[driver]),
                    "penalty": float(found.penalty[driver]),
                    "penalty_se": float(found.penalty_se[driver]),
                    "reward": float(found.reward[driver]),
                    "reward_se": float(found.reward_se[driver]),
                    "asymmetry": asymmetry,
                    "asymmetry_se": se,
                    "asymmetry_low": asymmetry - of_asymmetry,
                    "asymmetry_high": asymmetry + of_asymmetry,
                    "straight": float(line.straight[driver]),
                    "beyond": beyond,
                    "beyond_se": error,
                    "beyond_low": beyond - reach,
                    "beyond_high": beyond + reach,
                    "within_smallest": bool(judged == NEGLIGIBLE),
                    "reason": NONE if np.isfinite(reach) else _why(asked),
                }
            )
    return pd.DataFrame(rows, columns=[*NAMED, *CUT_COLUMNS])


NAMED = ("level", "dimension", "standard", "item")
CUT_COLUMNS = (
    "cut_low", "cut_high", "n_low", "n_between", "n_high", "penalty", "penalty_se", "reward", "reward_se", "asymmetry",
    "asymmetry_se", "asymmetry_low", "asymmetry_high", "straight", "beyond", "beyond_se", "beyond_low", "beyond_high",
    "within_smallest", "reason",
)  # fmt: skip


DRIVER_COLUMNS = (
    "n", "cuts", "asymmetry_least", "asymmetry_most", "beyond_least", "beyond_most", "driver_class", "reason",
)  # fmt: skip


def _why(asked: _Asked) -> str:
    return SINGULAR if _varies(asked.y) else NO_VARIATION


def _varies(outcome: Floats) -> bool:
    """Tell whether respondents differ in the outcome."""
    return len(outcome) > 0 and float(np.ptp(outcome)) > NEAR


def _drivers_frame(asked: _Asked, cuts: pd.DataFrame) -> pd.DataFrame:
    """Lay out a row a driver: over how many cuts, between what its asymmetry lies, and what it is."""
    labels = asked.labels.columns()
    rows = []
    for driver, key in enumerate(asked.keys):
        mine = cuts[cuts["item" if asked.labels.level[driver] == "item" else "dimension"] == key]
        ends = {f"{name}_{end}": _end(mine[name], end) for name in ("asymmetry", "beyond") for end in ("least", "most")}
        rows.append(
            {
                **{name: labels[name][driver] for name in NAMED},
                "n": len(asked.y),
                "cuts": len(mine),
                **ends,
                "driver_class": _class_of(mine),
                "reason": NO_CUT if mine.empty else str(mine["reason"].max()),
            }
        )
    return pd.DataFrame(rows)


def _end(values: pd.Series, end: str) -> float:
    return float(values.min() if end == "least" else values.max()) if len(values) else np.nan


def _class_of(mine: pd.DataFrame) -> str:
    """Classify a driver by all its cuts together."""
    if mine.empty or mine["beyond_low"].isna().any():
        return NONE
    below, above = (mine["beyond_high"] < 0).to_numpy(), (mine["beyond_low"] > 0).to_numpy()
    if below.all():
        return DISSATISFIER
    if above.all():
        return SATISFIER
    if mine["within_smallest"].all():
        return LINEAR
    return DEPENDS if below.any() or above.any() else UNDECIDED


def _facts(asked: _Asked, frame: pd.DataFrame, tried: Sequence[_AtCut]) -> Asymmetries:
    keys = np.array(asked.keys, dtype=object)
    of = {code: tuple(keys[frame["driver_class"] == code]) for code in (DISSATISFIER, SATISFIER, LINEAR, DEPENDS)}
    return Asymmetries(
        level=asked.labels.level[0],
        n=len(asked.y),
        cuts=len(tried),
        least=least_in_cell(len(asked.y)),
        smallest=asked.smallest,
        drivers=len(keys),
        dissatisfiers=of[DISSATISFIER],
        satisfiers=of[SATISFIER],
        linear=of[LINEAR],
        depends=of[DEPENDS],
        classified=int((frame["driver_class"] != NONE).sum()),
    )


NEAR = 1e-9
"""Points of the scale within which a score lies on a cut."""
