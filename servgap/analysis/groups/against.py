"""Every group, held against one that is named."""

from __future__ import annotations

import numpy as np
import pandas as pd

from servgap._stats.families.adjust import Adjustment
from servgap._stats.groups.comparisons import dunnett, dunnett_t3
from servgap.analysis.groups.differences import difference_columns, times_of, with_decisions
from servgap.analysis.groups.pairs import PAIRED_UP_TO
from servgap.analysis.groups.taking_part import moments_of, persons_of
from servgap.analysis.levels import Level
from servgap.survey.tally import Tally


def against_frame(
    tally: Tally, levels: list[Level], place: int, adjust: Adjustment, smallest: float, confidence: float
) -> pd.DataFrame:
    """Compare every group with the reference, overall and by dimension; the reference stands as the first of each."""
    pieces = []
    for level in levels:
        moments = moments_of(level)
        found = dunnett_t3(*moments, reference=place, confidence=confidence)
        inner = dunnett_t3(*moments, reference=place, confidence=2 * confidence - 1)
        piece = difference_columns(
            tally,
            level,
            found,
            times=times_of(level, adjust),
            smallest=smallest,
            inner=inner.ci_high - inner.difference,
            confidence=confidence,
        )
        piece["p_dunnett"] = np.full(found.p_value.size, np.nan)
        if len(tally.cells) <= PAIRED_UP_TO:
            piece["p_dunnett"] = dunnett(*persons_of(level), reference=place).p_value.reshape(-1)
        pieces.append(piece)
    return with_decisions(pieces, confidence)
