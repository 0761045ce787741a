"""What each item adds to its dimension: the rows of the item table of a reliability."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap._stats.exploratory.adequacy import sampling_adequacy
from servgap._stats.reliability.alpha import item_analysis
from servgap.analysis.reasons import (
    NO_VARIATION,
    NONE,
    NOT_CONVERGED,
    NOT_ON_SCALE,
    SINGLE_ITEM,
    SINGULAR,
    TOO_FEW,
    TOO_FEW_FOR_ITEMS,
    TWO_ITEMS,
)
from servgap.analysis.reliability.intervals import Place
from servgap.analysis.reliability.rows import Measured, batches, stacked
from servgap.analysis.rows import frame_of
from servgap.survey.covariances import GAP
from servgap.survey.moments import end_shares
from servgap.survey.tally import Floats

COLUMNS = ("mean", "sd", "item_rest_r", "alpha_if_dropped", "loading", "msa", "share_bottom", "share_top")
STATISTICS = (item_analysis, sampling_adequacy)

ItemValues = dict[str, Floats]
"""The columns of one dimension and part, groups × items."""


def items_frame(found: Measured) -> pd.DataFrame:
    """Lay out a row for each item and part."""
    tally, instrument = found.tally, found.tally.instrument
    spread = [(place, item) for place in found.places for item in instrument.dimensions[place[0]].items]
    labels = {
        "dimension": [instrument.dimension_keys[place[0]] for place, _ in spread],
        "item": [item.key for _, item in spread],
        "part": [place[1] for place, _ in spread],
    }
    sizes = np.array([len(instrument.dimensions[place[0]].items) for place in found.places])
    values = _values(found)
    numbers: dict[str, NDArray[np.generic]] = {"n": np.repeat(found.numbers["n"], sizes, axis=1)}
    for name in COLUMNS:
        numbers[name] = np.concatenate([values[place][name] for place in found.places], axis=1)
    modelled = np.repeat(found.numbers["reason"], sizes, axis=1)
    numbers["reason"] = _reasons(numbers, np.repeat(sizes, sizes), np.array(labels["part"]), modelled)
    return frame_of(tally, labels, numbers)


def _values(found: Measured) -> dict[Place, ItemValues]:
    values: dict[Place, ItemValues] = {}
    ends = {part: end_shares(found.tally, part) for part in found.parts if part != GAP}
    for _, places in batches(found.tally.instrument, found.parts):
        n, covariance = stacked(found, places)
        analysed, adequacy = item_analysis(covariance), sampling_adequacy(covariance, n).msa
        for number, place in enumerate(places):
            known = found.covariances[place]
            span = found.tally.instrument.spans[place[0]]
            nothing = np.full(known.mean.shape, np.nan)
            bottom, top = (each[:, span] for each in ends[place[1]]) if place[1] in ends else (nothing, nothing)
            values[place] = {
                "mean": known.mean,
                "sd": np.sqrt(np.diagonal(known.covariance, axis1=-2, axis2=-1)),
                "item_rest_r": analysed.item_rest_r[:, number],
                "alpha_if_dropped": analysed.alpha_if_dropped[:, number],
                "loading": found.loadings[place],
                "msa": adequacy[:, number],
                "share_bottom": bottom,
                "share_top": top,
            }
    return values


def _reasons(
    numbers: dict[str, NDArray[np.generic]],
    sizes: NDArray[np.intp],
    parts: NDArray[np.str_],
    modelled: NDArray[np.object_],
) -> NDArray[np.object_]:
    n, deviation = numbers["n"].astype(np.int64), numbers["sd"].astype(np.float64)
    absent = {name: np.isnan(numbers[name].astype(np.float64)) for name in COLUMNS}
    reasons = np.full(n.shape, NONE, dtype=object)
    reasons[:, parts == GAP] = NOT_ON_SCALE
    reasons[absent["share_top"] & (parts != GAP)] = TOO_FEW
    reasons[absent["msa"]] = np.where(n <= sizes, TOO_FEW_FOR_ITEMS, SINGULAR)[absent["msa"]]
    unfitted = absent["loading"]
    reasons[unfitted] = np.where(modelled[unfitted] == NONE, NOT_CONVERGED, modelled[unfitted])
    reasons[absent["alpha_if_dropped"]] = NO_VARIATION
    reasons[absent["alpha_if_dropped"] & (sizes == 2)] = TWO_ITEMS
    reasons[absent["item_rest_r"] | ~(deviation > 0)] = NO_VARIATION
    reasons[:, sizes == 1] = SINGLE_ITEM
    reasons[n < 2] = TOO_FEW
    return reasons
