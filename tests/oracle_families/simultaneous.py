"""Critical values that hold for several gaps at once."""

from __future__ import annotations

from typing import Any

import numpy as np

import servgap as sg
from oracle_families.folder import Case, file_of, item_gap_rows, only, score_rows, tally
from servgap._stats.families.bootstrap_max_t import bootstrap_max_t, scheffe_critical
from servgap._stats.families.max_t import simultaneous_critical
from servgap._stats.intervals import t_quantile
from servgap.survey.moments import item_covariance

CONFIDENCE = 0.95


def of_largest(case: Case) -> dict[str, Any]:
    """Read the critical values of all items and of all dimensions off the verb's simultaneous intervals."""
    counted = tally(file_of(case))
    frame = sg.measure_gaps(counted, simultaneous=True, confidence=CONFIDENCE).frame
    rows = {len(of_level): of_level for of_level in (only(frame, level=level) for level in ("standard", "dimension"))}
    numbers = {}
    for count, of_level in rows.items():
        each = 1 - (1 - CONFIDENCE) / count
        numbers[f"q_mvt_{count}"] = ((of_level["ci_high"] - of_level["gap"]) / of_level["se"]).iloc[0]
        numbers[f"bonferroni_{count}"] = t_quantile(of_level["df"].iloc[0], each)
    items = item_covariance(counted)
    count = len(items.mean[0])
    numbers[f"q_mvn_{count}"] = simultaneous_critical(items.covariance[0], confidence=CONFIDENCE, draws=99_999).critical
    df = float(items.n[0, 0]) - 1
    numbers[f"sidak_{count}"] = t_quantile(df, float(np.power(CONFIDENCE, 1 / count)))
    numbers[f"scheffe_T2_{count}"] = scheffe_critical(count, df + 1, CONFIDENCE).critical
    for rows in (item_gap_rows(file_of(case)), score_rows(file_of(case))):
        numbers[f"q_boot_{rows.shape[1]}"] = bootstrap_max_t(rows, confidence=CONFIDENCE).critical
    return numbers
