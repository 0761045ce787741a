"""The rows of Kano's categories: one an item, with counts, coefficients and means, and the tables of answers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap._stats.kano.better_worse import BetterWorse, better_worse
from servgap._stats.kano.evaluation import ANSWERS, CATEGORIES, TABLE, KanoCategories, kano_categories
from servgap._stats.kano.scores import kano_scores
from servgap._stats.ratio import Floats
from servgap._stats.shares.multinomial import goodman
from servgap._stats.shares.paired_shares import mcnemar
from servgap.analysis.reasons import (
    CATEGORIES_TIED,
    NO_COUNTED_CATEGORY,
    NO_VARIATION,
    NONE,
    NOT_SEPARATED,
    TOO_FEW,
    TOO_SMALL,
)
from servgap.analysis.rows import frame_of, item_rows
from servgap.analysis.subject import TESTED_FROM
from servgap.analysis.verdicts import UNDECIDED
from servgap.survey.kano_parts import DYSFUNCTIONAL, LEVELS
from servgap.survey.tally import Tally

Numbers = dict[str, NDArray[Any]]
NAMES = ("must_be", "one_dimensional", "attractive", "indifferent", "reverse", "questionable")
"""Codes of the categories, in the order of `CATEGORIES`."""
QUESTIONABLE = "questionable"


def answers_by_item(tally: Tally) -> Floats:
    """Count pairs of answers: groups × items × answers if it is there × answers if it is not, both from liking on."""
    cell, item, first, second = tally.pairs[0].joint.axes()
    counts = np.zeros((len(tally.cells), len(tally.instrument.items), LEVELS + 1, LEVELS + 1))
    np.add.at(counts, (cell, item, first, second), tally.pairs[0].joint.count)
    both = counts[..., 1:, 1:]
    return np.swapaxes(both, -1, -2) if tally.instrument.parts[0] == DYSFUNCTIONAL else both


def kano_columns(answers: Floats, confidence: float) -> Numbers:
    """Compute the numbers of every item, each groups × items."""
    found = kano_categories(answers)
    shares, coefficients = goodman(found.counts, confidence), better_worse(found.counts, confidence)
    columns: Numbers = {"n": found.n.astype(np.int64), "kano_category": _categories(found)}
    columns |= {"most_frequent": _named(found.mode), "next_frequent": _named(found.second)}
    columns |= {f"n_{name}": found.counts[..., place].astype(np.int64) for place, name in enumerate(NAMES)}
    for place, name in enumerate(NAMES):
        columns[f"share_{name}"] = found.shares[..., place]
        columns[f"share_{name}_low"] = shares.ci_low[..., place]
        columns[f"share_{name}_high"] = shares.ci_high[..., place]
    columns |= {
        "fong_difference": found.fong_difference.astype(np.int64),
        "fong_threshold": found.fong_threshold,
        "p_value": _p_values(found),
        "category_strength": found.category_strength,
        "total_strength": found.total_strength,
        "n_counted": coefficients.n.astype(np.int64),
    }
    columns |= _coefficients(coefficients)
    scores = vars(kano_scores(answers, confidence))
    columns |= {name.replace("functional", "functional_mean", 1): each for name, each in scores.items()}
    columns["reason"] = _reasons(found, coefficients, columns)
    return columns


def _p_values(found: KanoCategories) -> Floats:
    """Test whether the most frequent category and the next are named by equally many respondents."""
    ordered = np.sort(found.counts, axis=-1)
    a, b = ordered[..., -1], ordered[..., -2]
    return np.where(_judged(found), mcnemar(0, a, b, found.n - a - b).p_exact, np.nan)


def _coefficients(found: BetterWorse) -> Numbers:
    columns: Numbers = {}
    for name in ("better", "worse"):
        told = {"": name, "_low": f"{name}_low", "_high": f"{name}_high"}
        columns |= {f"{name}{end}": getattr(found, field) for end, field in told.items()}
        columns[f"{name}_se"] = np.sqrt(getattr(found, f"{name}_variance"))
    return columns | {"better_worse_covariance": found.covariance}


def _named(places: NDArray[np.intp]) -> NDArray[np.object_]:
    return np.array([*NAMES, ""], dtype=object)[places]


def _judged(found: KanoCategories) -> NDArray[np.bool_]:
    return np.asarray(found.n >= TESTED_FROM)


def _categories(found: KanoCategories) -> NDArray[np.object_]:
    return np.where(_judged(found), np.where(found.separated, _named(found.mode), UNDECIDED), NONE).astype(object)


def _reasons(found: KanoCategories, coefficients: BetterWorse, columns: Numbers) -> NDArray[np.object_]:
    """Say why there is no category or another number is not there, the weightiest reason last."""
    reasons = np.full(found.n.shape, NONE, dtype=object)
    without = np.isnan(columns["functional_mean_low"]) | np.isnan(columns["dysfunctional_mean_low"])
    reasons[without] = NO_VARIATION
    reasons[coefficients.n == 0] = NO_COUNTED_CATEGORY
    reasons[~found.separated] = NOT_SEPARATED
    reasons[found.tied] = CATEGORIES_TIED
    reasons[~_judged(found)] = TOO_SMALL
    reasons[found.n < 2] = TOO_FEW
    return reasons


def items_frame(tally: Tally, columns: Numbers) -> pd.DataFrame:
    """Lay out a row an item."""
    return frame_of(tally, item_rows(tally.instrument).columns(), columns)


def regions_frame(tally: Tally, answers: Floats, confidence: float) -> pd.DataFrame:
    """Lay out the joint regions of both coefficients: centre, half width either way, and correlation of the ellipse."""
    found = better_worse(kano_categories(answers).counts, confidence)
    half = np.sqrt(np.diagonal(found.spread, axis1=-2, axis2=-1))
    columns: Numbers = {"n_counted": found.n.astype(np.int64)}
    for place, name in enumerate(("better", "worse")):
        columns[f"region_{name}"], columns[f"region_{name}_half"] = found.centre[..., place], half[..., place]
    columns["region_correlation"] = found.spread[..., 0, 1] / (half[..., 0] * half[..., 1])
    columns["reason"] = np.where(found.n == 0, NO_COUNTED_CATEGORY, NONE).astype(object)
    return items_frame(tally, columns)


def answers_frame(tally: Tally, answers: Floats) -> pd.DataFrame:
    """Lay out the table of answers of every item, a row for each of its cells."""
    groups, items = answers.shape[:2]
    cells = len(ANSWERS) ** 2
    labels: dict[str, Any] = {
        name: np.repeat(np.array(each, dtype=object), cells)
        for name, each in item_rows(tally.instrument).columns().items()
    }
    there, absent = np.divmod(np.tile(np.arange(cells), items), len(ANSWERS))
    codes = np.array(ANSWERS, dtype=object)
    category = np.array([NAMES[CATEGORIES.index(code)] for row in TABLE for code in row], dtype=object)
    labels |= {"functional_answer": codes[there], "dysfunctional_answer": codes[absent]}
    labels["kano_category"] = np.tile(category, items)
    return frame_of(tally, labels, {"n": answers.reshape(groups, items * cells).astype(np.int64)})
