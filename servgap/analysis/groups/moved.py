"""Whether groups differ in what is expected or in what is perceived: the two parts of a gap as two outcomes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap._stats.families.adjust import Adjustment, adjust_p
from servgap._stats.groups.two_outcomes import OUTCOMES, TwoOutcomes, two_outcomes
from servgap.analysis.groups.taking_part import FEWEST
from servgap.analysis.levels import Level
from servgap.analysis.reasons import NO_VARIATION, NOT_ASKED_ALL, POOLED_ONLY, TOO_FEW_COMPLETE, TOO_SMALL
from servgap.analysis.rows import RowLabels, dimension_rows, item_rows, overall_rows, standard_rows
from servgap.analysis.subject import TESTED_FROM
from servgap.survey.covariances import GAP, whole_covariances
from servgap.survey.measures.measure import Measure
from servgap.survey.moments import PairMoments, item_pair_moments, score_pair_moments
from servgap.survey.tally import Floats, Tally

FEWEST_COMPLETE = 30
"""Respondents who answered every item in both parts, if not all did, from whom on their spread stands for all; own
convention."""
EXPECTATION, PERCEPTION, BOTH, NEITHER, UNDECIDED = "expectation", "perception", "both", "neither", "undecided"


def has_parts(tally: Tally, measure: Measure) -> bool:
    """Tell whether a measure is the difference of two parts, of which the tally holds both together."""
    return measure.is_tallied(tally.instrument)


def moved_frame(
    tally: Tally, measure: Measure, overall: Level, policy: str, adjust: Adjustment, confidence: float
) -> pd.DataFrame:
    """Ask of overall, each dimension and each item in which part groups differ.

    First both parts are tested together (Wilks' Λ, corrected over the rows of a level). Only where groups differ in
    them is it asked in which: each is then tested by itself, corrected over the rows of the level too, so that neither
    part is named of any row by chance oftener than the level says.
    """
    pieces = []
    for rows in _rows(tally, measure, overall, policy):
        found = two_outcomes(rows.taken, rows.moments.mean.swapaxes(0, 1), rows.moments.covariance.swapaxes(0, 1))
        pieces.append(_piece(rows, found, adjust, confidence))
    return pd.concat(pieces, ignore_index=True)


@dataclass(frozen=True)
class _Rows:
    """One level: what its rows are about, and the moments of both parts in every group."""

    labels: RowLabels
    moments: PairMoments
    reason: str = ""
    untested: NDArray[np.float64] | None = None

    @property
    def taken(self) -> NDArray[np.float64]:
        """How many respondents count, rows × groups; none of a group that is not tested."""
        return _large_enough(self.moments.n)

    @property
    def sizes(self) -> NDArray[np.float64]:
        """The same, whether or not anything could be tested of them."""
        return self.taken if self.untested is None else _large_enough(self.untested)


def _large_enough(n: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(n >= TESTED_FROM, n, 0.0).T


def _rows(tally: Tally, measure: Measure, overall: Level, policy: str) -> list[_Rows]:
    instrument = tally.instrument
    items, alone = item_rows(instrument), set(standard_rows(instrument).item)
    level = tuple("standard" if item in alone else "item" for item in items.item)
    return [
        _whole(tally, measure, overall),
        _Rows(dimension_rows(instrument), score_pair_moments(tally, policy, measure), _unscored(tally)),
        _Rows(RowLabels(level, items.dimension, items.standard, items.item), item_pair_moments(tally, measure)),
    ]


def _unscored(tally: Tally) -> str:
    return NOT_ASKED_ALL if tally.matrix_sampled else ""


def _whole(tally: Tally, measure: Measure, overall: Level) -> _Rows:
    """Take the overall of respondents with every dimension: means as in the table of groups.

    How their two parts spread and go together within groups is known of those who answered every item in both.
    """
    groups = len(tally.cells)
    n, means = np.where(overall.scored, overall.sizes, 0), overall.parts
    spread, complete = _within(tally, measure)
    if means is None or complete < min(FEWEST_COMPLETE, n.sum()):
        reason = NOT_ASKED_ALL if tally.matrix_sampled else TOO_FEW_COMPLETE if tally.per_group else POOLED_ONLY
        nobody = PairMoments(np.zeros((groups, 1)), np.zeros((groups, 1, 2)), np.zeros((groups, 1, 2, 2)))
        return _Rows(overall_rows(), nobody, reason, n.astype(np.float64))
    both = np.nan_to_num(np.stack(means, axis=-1))
    return _Rows(overall_rows(), PairMoments(n.astype(np.float64), both, np.broadcast_to(spread, (groups, 1, 2, 2))))


def complete_answers(tally: Tally, measure: Measure) -> int:
    """Count the respondents who answered every item in both parts, from whom the overall's spread is known."""
    return int(_within(tally, measure)[1])


def _within(tally: Tally, measure: Measure) -> tuple[Floats, float]:
    """Give the covariance of both parts' overall within groups, over respondents with all answers, and their number."""
    instrument = tally.instrument
    found = whole_covariances(tally, GAP, instrument.pairs.index((str(measure.level), measure.part)))
    if found is None or tally.matrix_sampled:
        return np.zeros((2, 2)), 0.0
    share = np.concatenate(
        [np.full(span.stop - span.start, 1.0 / (span.stop - span.start)) for span in instrument.spans]
    )
    both = np.kron(np.eye(2), share / len(instrument.spans))
    free = np.maximum(found.n - 1.0, 0.0)
    each = both @ np.nan_to_num(found.covariance) @ both.T
    return (free[:, None, None] * each).sum(axis=0) / max(free.sum(), 1.0), float(found.n.sum())


def _piece(rows: _Rows, found: TwoOutcomes, adjust: Adjustment, confidence: float) -> pd.DataFrame:
    labels, alpha = rows.labels.columns(), 1 - confidence
    groups, n = (rows.taken > 0).sum(axis=1), rows.sizes.sum(axis=1).astype(np.int64)
    joint = adjust_p(found.p_wilks, adjust).p_adjusted
    alone = np.stack([adjust_p(part, adjust).p_adjusted for part in found.p_value.T[:2]], axis=1)
    columns: dict[str, Any] = {
        **labels,
        "groups": groups,
        "n": n,
        **{f"p_{outcome}": found.p_value[:, place] for place, outcome in enumerate(OUTCOMES)},
        "correlation_of_parts": found.correlation,
        "statistic": found.wilks,
        "f": found.wilks_f,
        "df": found.wilks_df,
        "df_denominator": found.wilks_df_denominator,
        "p_value": found.p_wilks,
        "p_adjusted": joint,
        "moved": _moved(joint, alone, alpha),
    }
    absent = np.where(groups < FEWEST, rows.reason or TOO_SMALL, NO_VARIATION)
    columns["reason"] = np.where(np.isnan(joint), absent, "")
    return pd.DataFrame(columns)


def _moved(joint: NDArray[np.float64], alone: NDArray[np.float64], alpha: float) -> NDArray[np.object_]:
    """Say in which part groups differ; where both together are told apart and neither by itself is, that is open."""
    expectation, perception = (alone[:, place] < alpha for place in (0, 1))
    moved = np.full(len(joint), NEITHER, dtype=object)
    differ = joint < alpha
    moved[differ] = UNDECIDED
    moved[differ & expectation] = EXPECTATION
    moved[differ & perception] = PERCEPTION
    moved[differ & expectation & perception] = BOTH
    moved[np.isnan(joint)] = ""
    return moved
