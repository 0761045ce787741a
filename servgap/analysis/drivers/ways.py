"""Shares by each way of treating those to whom something does not apply."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from servgap._stats.ties import levels
from servgap.analysis.drivers.absent_answers import INDICATOR, WAYS
from servgap.analysis.drivers.decomposed import Decomposition, decomposed
from servgap.analysis.drivers.material import Material, Question, of_survey
from servgap.analysis.drivers.rows import named_rows
from servgap.analysis.subject import Chance
from servgap.survey.survey import Survey


@dataclass(frozen=True)
class Ways:
    """The shares by every way, and which orders differ from that of the first.

    Parameters
    ----------
    frame
        A row for each way and dimension, or key of what standards are filed under.
    others_first
        For each other way whose order differs: its name, and what is first by it.
    smallest, mended
        Of the pairwise covariance: the least respondents of a pair, and whether it had to be changed.
    """

    frame: pd.DataFrame
    others_first: tuple[tuple[str, str], ...]
    smallest: int
    mended: bool


def ways_of(survey: Survey, question: Question, usual: tuple[Material, Decomposition], confidence: float) -> Ways:
    """Work the shares out by the other ways too."""
    found = {INDICATOR: usual}
    for way in WAYS[1:]:
        material = of_survey(survey, question, way)
        found[way] = material, decomposed(material, confidence, Chance.of(0))
    labels = named_rows(survey.instrument, usual[0])
    blocks = []
    for way, (material, shares) in found.items():
        level = shares.dimensions
        numbers = {
            "n": material.n,
            "least_n": material.smallest,
            "share_of_r2": level.found.part,
            "share_of_r2_low": level.found.part_low,
            "share_of_r2_high": level.found.part_high,
            "rank": level.rank,
            "reason": level.reason,
        }
        blocks.append(pd.DataFrame({"way": way, **labels, **numbers}))
    order = levels(usual[1].dimensions.found.part)
    predictors = usual[0].predictors
    keys, others = predictors.keys if predictors.marked else survey.instrument.dimension_keys, []
    for way, (_, shares) in list(found.items())[1:]:
        part = shares.dimensions.found.part
        if np.isfinite(part).all() and not np.array_equal(levels(part), order):
            others.append((way, keys[int(np.argmax(levels(part)))]))
    pairs = found[WAYS[2]][0]
    return Ways(pd.concat(blocks, ignore_index=True), tuple(others), pairs.smallest, pairs.mended)
