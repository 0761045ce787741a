"""What customers say matters, beside what goes with an outcome: two sets of shares of the same whole."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.families.max_t import simultaneous_critical
from servgap._stats.ratio import Floats
from servgap._stats.registry import statistic


@dataclass(frozen=True)
class StatedAgainstDerived:
    """Centred log-ratios of stated to derived shares, and their simultaneous intervals."""

    log_ratio: Floats
    se: Floats
    ci_low: Floats
    ci_high: Floats


@statistic(
    "stated_against_derived",
    name="centred log-ratios of stated and derived shares",
    symbol="clr",
    source="Aitchison (1986), The Statistical Analysis of Compositional Data, ch. 4",
)
def stated_against_derived(
    stated: ArrayLike,
    derived: ArrayLike,
    stated_rows: ArrayLike,
    derived_rows: ArrayLike,
    *,
    df: float,
    confidence: float = 0.95,
    draws: int = 9999,
    rng: np.random.Generator | None = None,
) -> StatedAgainstDerived:
    """
    Compare shares w that customers state with shares p that follow from an outcome.

    d_j = log(w_j/p_j) - mean_k log(w_k/p_k): shares of a whole can only be large or small beside each other, and what
    multiplies all of them counts for nothing. The rows say what each respondent adds to the errors of w and p, so that
    the covariance of both together is Σ rows rowsᵀ. Intervals hold for all d_j at once (max |t|).

    Parameters
    ----------
    stated, derived
        Shares (k,), all above zero.
    stated_rows, derived_rows
        Respondents × k.

    Examples
    --------
    >>> rows = np.array([[0.01, -0.01], [-0.01, 0.01]])
    >>> found = stated_against_derived([0.5, 0.5], [0.8, 0.2], rows, 0 * rows, df=100)
    >>> found.log_ratio.round(3), found.se.round(4)
    (array([-0.693,  0.693]), array([0.0283, 0.0283]))
    """
    w, p = np.asarray(stated, dtype=np.float64), np.asarray(derived, dtype=np.float64)
    ratio = np.log(w) - np.log(p)
    rows = np.asarray(stated_rows, dtype=np.float64) / w - np.asarray(derived_rows, dtype=np.float64) / p
    difference, of_difference = ratio - ratio.mean(), rows - rows.mean(axis=1, keepdims=True)
    covariance = of_difference.T @ of_difference
    se = np.sqrt(np.diagonal(covariance))
    reach = float(simultaneous_critical(covariance, df, confidence=confidence, draws=draws, rng=rng).critical) * se
    return StatedAgainstDerived(difference, se, difference - reach, difference + reach)
