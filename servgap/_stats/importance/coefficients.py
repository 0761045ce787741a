"""Standardised coefficients with errors that hold where the spread of residuals is not the same everywhere."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.intervals import t_quantile
from servgap._stats.ratio import Floats, ratio
from servgap._stats.registry import statistic
from servgap._stats.ties import ROUNDING


@dataclass(frozen=True)
class Coefficients:
    """Standardised coefficients, their robust standard errors and intervals."""

    beta: Floats
    se: Floats
    ci_low: Floats
    ci_high: Floats


@statistic(
    "standardised_coefficients",
    name="standardised coefficients with HC3 errors",
    symbol="β",
    source="MacKinnon & White (1985), J. Econom. 29, 305–325; Long & Ervin (2000), Am. Stat. 54, 217–224",
)
def standardised_coefficients(
    z: ArrayLike, groups: ArrayLike | None = None, *, confidence: float = 0.95
) -> Coefficients:
    """
    Regress the last column on the others, and scale by standard deviations.

    The covariance of b is (XᵀX)⁻¹ Σ x xᵀ e²/(1 - h)² (XᵀX)⁻¹, HC3. Where groups are partialled out, x and e are those
    within groups, and the leverage h has 1/n of the respondent's group beside that of x: as with an indicator for every
    group in the regression. Standard deviations count as known. A coefficient that one respondent alone settles has no
    error: NaN.

    Parameters
    ----------
    z
        Rows of predictors and outcome (n, p).
    groups
        The number of each row's group; None for one.

    Examples
    --------
    >>> z = np.array([[1.0, 2.0], [2.0, 1.0], [3.0, 4.0], [4.0, 3.0], [5.0, 6.0]])
    >>> found = standardised_coefficients(z)
    >>> found.beta.round(3), found.se.round(3)
    (array([0.822]), array([0.506]))
    """
    rows = np.asarray(z, dtype=np.float64)
    of = np.zeros(len(rows), dtype=np.int64) if groups is None else np.asarray(groups)
    size = np.bincount(of)
    rows = rows - np.stack([np.bincount(of, weights=column) for column in rows.T], axis=1)[of] / size[of, None]
    x, y = rows[:, :-1], rows[:, -1]
    inverse = np.linalg.inv(x.T @ x)
    b = inverse @ (x.T @ y)
    residual = y - x @ b
    leverage = np.einsum("ij,jk,ik->i", x, inverse, x) + 1.0 / size[of]
    weights = x @ inverse
    alone = leverage > ALONE
    pushed = weights * np.where(alone, 0.0, ratio(residual, 1.0 - leverage))[:, None]
    # One who is alone in a group has no residual, and no weight; one who settles a coefficient leaves it without error.
    settled = (np.abs(weights[alone]) > ROUNDING * np.abs(weights).max(axis=0)).any(axis=0)
    error = np.where(settled, np.nan, np.sqrt((pushed**2).sum(axis=0)))
    scale = np.sqrt((x**2).sum(axis=0) / (y**2).sum())
    beta, se = b * scale, error * scale
    reach = t_quantile(len(rows) - len(np.flatnonzero(size)) - x.shape[1], confidence) * se
    return Coefficients(beta, se, beta - reach, beta + reach)


ALONE = 1 - 1e-9
"""Leverage from which on an answer is fitted whatever it is."""
