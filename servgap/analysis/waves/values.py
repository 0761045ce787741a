"""Each wave's own values, with intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap._stats.paired.t_tests import paired_t
from servgap._stats.shares.wilson import share_wilson
from servgap._stats.waves.limits import squared_errors_of
from servgap.analysis.levels import Level
from servgap.analysis.reasons import NO_VARIATION, NONE, TOO_FEW, TOO_SMALL
from servgap.analysis.rows import frame_of, gap_where, stacked, stacked_labels
from servgap.analysis.subject import TESTED_FROM
from servgap.analysis.verdicts import ABOVE, NEGLIGIBLE, verdicts
from servgap.survey.measures.measure import Measure
from servgap.survey.tally import Floats, Tally

PARTS = ("expectation", "perception")
SHARE = "share"
"""The family of measures of which a respondent either is one of those counted, on an item, or is not."""


def waves_frame(
    tally: Tally, measure: Measure, levels: list[Level], order: list[int], confidence: float, smallest: float
) -> pd.DataFrame:
    """Give every wave's value of each row with its interval and verdict, and both parts, in calendar order."""
    means = stacked({"n": each.n, "value": each.value, "sd": each.sd, "persons": each.sizes} for each in levels)
    parts = stacked(_parts(each) for each in levels)
    n, value = means["n"], means["value"]
    found = paired_t(n, value, means["sd"], confidence)
    reason = np.where(np.isnan(found.se), NO_VARIATION, "").astype(object)
    reason[means["persons"] < TESTED_FROM] = TOO_SMALL
    reason[n < 2] = TOO_FEW
    labels = stacked_labels(level.labels for level in levels)
    ends = {"ci_low": found.ci_low, "ci_high": found.ci_high}
    if measure.family == SHARE:
        ends = _with_wilson(ends, levels, confidence)
    judged = np.concatenate([judged_waves(each, measure, confidence, smallest).verdict for each in levels], axis=1)
    gap = gap_where(value, measure)
    numbers = {"n": n, **parts, "value": value, "gap": gap, "se": found.se, **ends, "verdict": judged}
    ordered = replace(tally, cells=tuple(tally.cells[place] for place in order))
    frame = frame_of(ordered, labels.columns(), {**numbers, "reason": reason})
    return frame.rename(columns={tally.by[0]: "wave"})


def _parts(level: Level) -> dict[str, Floats]:
    nothing = np.full(level.value.shape, np.nan)
    return dict(zip(PARTS, level.parts or (nothing, nothing), strict=True))


@dataclass(frozen=True)
class Judged:
    """Verdicts on every wave's own value, waves × rows, and of which it is shown that they do not fall short."""

    verdict: NDArray[np.object_]
    enough: NDArray[np.bool_]


def judged_waves(level: Level, measure: Measure, confidence: float, smallest: float) -> Judged:
    """Judge every wave's value; without a yardstick to be held against it has no verdict."""
    if not measure.has_yardstick:
        shape = level.value.shape
        return Judged(np.full(shape, NONE, dtype=object), np.zeros(shape, dtype=bool))
    enough = level.sizes >= TESTED_FROM
    outer, inner = (
        [np.where(enough, end, np.nan) for end in (found.ci_low, found.ci_high)]
        for found in (paired_t(level.n, level.value, level.sd, each) for each in (confidence, 2 * confidence - 1))
    )
    found = verdicts((outer[0], outer[1]), (inner[0], inner[1]), smallest)
    return Judged(found, np.isin(found, (NEGLIGIBLE, ABOVE)) | (outer[0] > -smallest))


def _with_wilson(ends: dict[str, Floats], levels: list[Level], confidence: float) -> dict[str, Floats]:
    """Give the shares of single items Wilson's intervals, which have a width at none and at all of them too."""
    of_items = np.concatenate([np.full(len(level.labels), level.of_items) for level in levels])
    counts = stacked({"held": each.held, "n": np.where(each.persons.n < 2, 0, each.persons.n)} for each in levels)
    held, n = (np.where(of_items, counts[name], 0) for name in ("held", "n"))
    found = share_wilson(held, n, confidence)
    return {name: np.where(of_items, getattr(found, name), end) for name, end in ends.items()}


def with_errors(levels: Sequence[Level]) -> tuple[NDArray[np.int64], Floats, Floats]:
    """Give n, values and sampling variances, rows × waves, for whatever holds waves against one another.

    The spread of respondents is that of all waves together, so that a wave of few, who agree, is not thought exact.
    """
    found = [level.independent for level in levels]
    n, value, variance = (np.concatenate(each, axis=1).T for each in zip(*found, strict=True))
    return n, value, squared_errors_of(n, variance, pooled=True)


def by_row(levels: Sequence[Level], waves: Sequence[str], numbers: Mapping[str, NDArray[Any]]) -> pd.DataFrame:
    """Lay out rows × waves as a frame: of every row its waves, in order."""
    labels, columns = stacked_labels(level.labels for level in levels).columns(), {}
    for name, values in labels.items():
        columns[name] = np.repeat(np.array(values, dtype=object), len(waves))
    columns["wave"] = np.tile(np.array(waves, dtype=object), len(labels["level"]))
    return pd.DataFrame({**columns, **{name: values.reshape(-1) for name, values in numbers.items()}})


def labelled(levels: Sequence[Level], numbers: Mapping[str, NDArray[Any]]) -> pd.DataFrame:
    """Lay out what is known of every row as a frame."""
    return pd.DataFrame({**stacked_labels(level.labels for level in levels).columns(), **numbers})
