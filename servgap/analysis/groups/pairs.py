"""Every two groups, held against each other, and the letters that say it of all at once."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap._stats.families.adjust import Adjustment
from servgap._stats.groups.comparisons import tukey
from servgap._stats.groups.dunn import dunn
from servgap._stats.groups.games_howell import differing, games_howell, reach
from servgap._stats.groups.letters import compact_letters
from servgap.analysis.groups.differences import difference_columns, times_of, with_decisions
from servgap.analysis.groups.omnibus import taken_counts
from servgap.analysis.groups.taking_part import moments_of, persons_of
from servgap.analysis.levels import Level
from servgap.survey.tally import Tally

PAIRED_UP_TO = 400
"""Groups up to which there is a table of pairs: 400 make 79,800 of them, overall and for each dimension."""
COUNTED_UP_TO = 1_000
"""Groups up to which it is counted how many pairs differ overall."""
LETTERED_UP_TO = 100
"""Groups up to which they have letters, which nobody could read of more, and pairs have Tukey's p-values."""


def pairs_differing(level: Level, confidence: float) -> int | None:
    """Count the pairs that differ overall; None where the groups are too many to be paired."""
    if len(level.value) > COUNTED_UP_TO:
        return None
    return int(differing(*moments_of(level), confidence=confidence).sum())


def pairs_frame(
    tally: Tally, levels: list[Level], adjust: Adjustment, smallest: float, confidence: float
) -> pd.DataFrame:
    """Compare every two groups, overall and by dimension."""
    pieces = []
    for level in levels:
        moments = moments_of(level)
        found = games_howell(*moments, confidence=confidence)
        piece = difference_columns(
            tally,
            level,
            found,
            times=times_of(level, adjust),
            smallest=smallest,
            inner=reach(*moments, confidence=2 * confidence - 1),
            confidence=confidence,
        )
        piece["p_tukey"] = np.full(found.p_value.size, np.nan)
        if len(tally.cells) <= LETTERED_UP_TO:
            piece["p_tukey"] = tukey(*persons_of(level)).p_value.reshape(-1)
        piece["p_dunn"] = dunn(level.distribution.values, taken_counts(level)).p_adjusted.reshape(-1)
        pieces.append(piece)
    return with_decisions(pieces, confidence)


def letters_of(level: Level, adjust: Adjustment, worse: int, confidence: float) -> NDArray[np.object_]:
    """Give the groups' letters on each row, groups × rows: two groups share one where no difference is shown.

    Letters begin at the best value, as in the order in which tables of means are told. None is given of too many
    groups, or to a group that is not tested.
    """
    n, mean, variance = moments_of(level)
    letters = np.full(level.value.shape, "", dtype=object)
    groups = n.shape[-1]
    if groups > LETTERED_UP_TO:
        return letters
    differ = differing(n, mean, variance, confidence=1 - (1 - confidence) / times_of(level, adjust))
    first, second = np.triu_indices(groups, k=1)
    for row in range(len(n)):
        apart = np.zeros((groups, groups), dtype=bool)
        apart[first, second] = apart[second, first] = differ[row]
        order = np.argsort(worse * mean[row], kind="stable")
        found = compact_letters(apart[np.ix_(order, order)], n[row, order] > 0)
        letters[order, row] = found.text
    return letters
