"""By how much an outcome goes with answers that are raised: an association, with its chance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.intervals import t_quantile
from servgap._stats.ratio import ratio
from servgap._stats.registry import statistic


@dataclass(frozen=True)
class RaisedOutcome:
    """The change predicted, its robust standard error and interval."""

    change: float
    se: float
    ci_low: float
    ci_high: float


@statistic(
    "raised_outcome",
    name="predicted change of an outcome with HC3 errors",
    symbol="Δŷ",
    source="MacKinnon & White (1985), J. Econom. 29, 305–325",
)
def raised_outcome(
    z: ArrayLike, lift: ArrayLike, groups: ArrayLike | None = None, *, confidence: float = 0.95
) -> RaisedOutcome:
    """
    Predict how far the mean outcome lies higher where the predictors of some respondents are raised, all at once.

    With b of the regression of the last column on the others, Δ = l̄ᵀb for l̄ the mean lift. Both are estimates from the
    same respondents, each of whom adds u_i = l̄ᵀ(XᵀX)⁻¹x_i e_i/(1 − h_i) + bᵀ(l_i − l̄)/n to the error; its square is
    Σu_i². With the same lift for everybody that is HC3's. Groups are partialled out as in `standardised_coefficients`.
    That it would follow from raising them is not shown: it is what goes with higher answers now.

    Parameters
    ----------
    z
        Rows of predictors and outcome (n, p).
    lift
        By how much each respondent's predictors are raised (n, p − 1).
    groups
        The number of each row's group; None for one.
    confidence
        The level of the interval.

    Examples
    --------
    >>> z = np.array([[1.0, 2.0], [2.0, 1.0], [3.0, 4.0], [4.0, 3.0], [5.0, 6.0]])
    >>> round(raised_outcome(z, [[1.0], [0.0], [0.0], [0.0], [0.0]]).change, 6)  # b = 1, raised by 1/5
    0.2
    """
    rows, raised = np.asarray(z, dtype=np.float64), np.asarray(lift, dtype=np.float64)
    of = np.zeros(len(rows), dtype=np.int64) if groups is None else np.asarray(groups)
    size = np.bincount(of)
    rows = rows - np.stack([np.bincount(of, weights=column) for column in rows.T], axis=1)[of] / size[of, None]
    x, y = rows[:, :-1], rows[:, -1]
    df = len(rows) - len(np.flatnonzero(size)) - x.shape[1]
    if df < 1 or np.linalg.matrix_rank(x) < x.shape[1]:
        return RaisedOutcome(np.nan, np.nan, np.nan, np.nan)
    inverse = np.linalg.inv(x.T @ x)
    b, mean = inverse @ (x.T @ y), raised.mean(axis=0)
    leverage = np.einsum("ij,jk,ik->i", x, inverse, x) + 1.0 / size[of]
    pushed = np.nan_to_num(ratio(y - x @ b, 1.0 - leverage, above=1e-12))  # one alone in a group has no residual
    moved = (x @ inverse @ mean) * pushed + (raised - mean) @ b / len(rows)
    change, se = float(mean @ b), float(np.sqrt((moved**2).sum()))
    reach = float(t_quantile(np.array(float(df)), confidence)) * se
    return RaisedOutcome(change, se, change - reach, change + reach)
