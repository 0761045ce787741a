"""How many respondents gave which answer to each item, of each part that was asked."""

from __future__ import annotations

import numpy as np
import pandas as pd

from servgap.analysis.rows import frame_of, item_rows
from servgap.survey.counts import Integers
from servgap.survey.survey import Absence
from servgap.survey.tally import Tally


def answers_frame(tally: Tally) -> pd.DataFrame:
    """Give a row for each group, item, part and answer of the scale, also for answers that nobody gave.

    Parameters
    ----------
    tally
        Counts by the groups.

    Examples
    --------
    >>> import servgap as sg
    >>> survey = sg.read_survey("data/samples/hotline_2026.csv")
    >>> answers = answers_frame(survey.tally())
    >>> first = answers[(answers.item == "tan1") & (answers.part == "perception")]
    >>> first.answer_n.tolist(), int(first.n.iloc[0])
    ([4, 11, 63, 203, 375, 394, 342], 1392)
    """
    instrument, scale = tally.instrument, tally.instrument.scale
    parts, levels, groups = instrument.parts, scale.levels, len(tally.cells)
    given = np.stack([_given(tally, place) for place in range(len(parts))], axis=2)
    absent = tally.absences.transpose(0, 2, 1, 3)[:, :, :, None, :]
    items, n = given.shape[1], given.sum(axis=3, keepdims=True)
    shape = (groups, items, len(parts), levels)
    labels = {
        name: np.repeat(np.array(values, dtype=object), len(parts) * levels)
        for name, values in item_rows(instrument).columns().items()
    }
    labels["part"] = np.tile(np.repeat(np.array(parts, dtype=object), levels), items)
    labels["answer_level"] = np.tile(scale.values, items * len(parts))
    counted = {
        "answer_n": given,
        "n": n,
        "n_not_applicable": absent[..., Absence.DOES_NOT_APPLY],
        "n_missing": absent[..., Absence.MISSING] + absent[..., Absence.NOT_ANSWERED],
        "n_not_asked": absent[..., Absence.NOT_ASKED],
    }
    numbers = {
        name: np.broadcast_to(each, shape).reshape(groups, -1).astype(np.int64) for name, each in counted.items()
    }
    with np.errstate(invalid="ignore"):
        shares = np.where(numbers["n"] > 0, numbers["answer_n"] / numbers["n"], np.nan)
    told = {"answer_n": numbers.pop("answer_n"), "answer_share": shares, **numbers}
    frame = frame_of(tally, {name: list(values) for name, values in labels.items()}, told)
    return frame.assign(answer_level=frame["answer_level"].astype(np.float64))


def _given(tally: Tally, place: int) -> Integers:
    """Give groups × items × levels: how many gave each answer to a part, whatever they answered to others.

    The last part is the second one of every pair, and what is counted where it is asked alone.
    """
    last = place == len(tally.instrument.parts) - 1
    joint = tally.pairs[0 if last else place].joint
    cell, item, first, second = joint.axes()
    table = np.zeros(joint.shape[:3], dtype=np.int64)
    np.add.at(table, (cell, item, second if last else first), joint.count)
    return table[..., 1:]
