"""Variance between groups as regulators' funnel plots take it: by moments, with the outermost groups drawn in.

Not what the league rests on. Drawing in the outermost tenth at either end makes the variance small where groups truly
differ, and bands from it beside shrunken means from another would contradict each other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.ratio import Floats, ratio
from servgap._stats.registry import statistic


@dataclass(frozen=True)
class WinsorisedBetween:
    """
    τ² of groups of one row, and what goes into it.

    Attributes
    ----------
    tau2, phi, phi_plain
        The variance, and the mean square of z with the outermost drawn in, and without.
    theta, sigma2, low, high
        Mean of all respondents, mean square within, and the quantiles at which z is drawn in.
    z, z_spread
        (ȳ − θ)/s and (ȳ − θ)/√(s² + τ²) of each group.
    """

    tau2: Floats
    phi: Floats
    phi_plain: Floats
    theta: Floats
    sigma2: Floats
    low: Floats
    high: Floats
    z: Floats
    z_spread: Floats


@statistic(
    "winsorised_between",
    name="variance between groups by moments, outermost drawn in",
    symbol="τ²",
    source="Spiegelhalter, Sherlaw-Johnson, Bardsley, Blunt, Wood & Grigg (2012), J. R. Stat. Soc. A 175, 1–47",
)
def winsorised_between(
    n: ArrayLike, mean: ArrayLike, variance: ArrayLike, sigma2: float | None = None, share: float = 0.1
) -> WinsorisedBetween:
    """
    Estimate τ² from z = (ȳ − θ)/s, drawn in to their own quantiles at `share` and 1 − `share`.

    s² = σ²/n with σ² the mean square within, θ the mean of all respondents, φ = Σ z²/k; where kφ exceeds k − 1, with
    w = 1/s², τ² = (kφ − (k − 1))/(Σw − Σw²/Σw).

    Parameters
    ----------
    n, mean, variance : array_like, shape (g,)
        Of one row, every group with a respondent.
    sigma2
        Variance within; the mean square within if it is not given.
    share
        How many are drawn in at either end.

    Examples
    --------
    >>> found = winsorised_between([4, 4, 4], [1.0, 2.0, 3.0], [1.0, 1.0, 1.0], share=0.0)
    >>> float(found.phi), float(found.tau2)  # nothing drawn in: (8 − 2)/8
    (2.6666666666666665, 0.75)
    """
    size, y, s2 = (np.asarray(each, dtype=np.float64) for each in (n, mean, variance))
    k, total = len(size), size.sum()
    inside = np.where(size >= 2, (size - 1.0) * np.where(size >= 2, s2, 0.0), 0.0).sum()
    within = ratio(inside, total - k) if sigma2 is None else np.asarray(sigma2, dtype=np.float64)
    theta = ratio((size * y).sum(), total)
    squared = within / size
    z = (y - theta) / np.sqrt(np.where(squared > 0, squared, np.nan))
    low, high = np.quantile(z, [share, 1.0 - share])
    drawn_in = np.clip(z, low, high)
    phi, w = (drawn_in**2).mean(), ratio(1.0, squared)
    tau2 = np.maximum(ratio(k * phi - (k - 1.0), w.sum() - (w**2).sum() / w.sum()), 0.0)
    figures = (tau2, phi, (z**2).mean(), theta, within, low, high, z, (y - theta) / np.sqrt(squared + tau2))
    return WinsorisedBetween(*(np.asarray(each, dtype=np.float64) for each in figures))
