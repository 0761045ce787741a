"""The distribution of F where the hypothesis does not hold, and the noncentralities that agree with an F."""

from __future__ import annotations

import numpy as np
from scipy.optimize import brentq
from scipy.special import betainc, gammaln, xlogy

SPREADS = 10.0
"""Standard deviations of a Poisson variable beyond which its probabilities add nothing."""


def noncentral_f_cdf(f: float, df: float, df_denominator: float, noncentrality: float) -> float:
    """
    Give the probability of a smaller F: a mixture of incomplete beta integrals with Poisson weights.

    Examples
    --------
    >>> round(noncentral_f_cdf(2.5, 4, 100, 3.0), 6)
    0.773828
    """
    half = noncentrality / 2
    reach = SPREADS * np.sqrt(half) + 5 * SPREADS
    j = np.arange(max(0.0, np.floor(half - reach)), np.ceil(half + reach) + 1)
    weights = np.exp(xlogy(j, half) - half - gammaln(j + 1))
    return float((weights * betainc(df / 2 + j, df_denominator / 2, df * f / (df * f + df_denominator))).sum())


def noncentrality_at(f: float, df: float, df_denominator: float, probability: float) -> float:
    """
    Give the noncentrality under which a smaller F than the one seen has this probability; 0 if even none has less.

    Examples
    --------
    >>> round(noncentrality_at(2.5, 4, 100, 0.773828), 4)
    3.0
    """

    def above(noncentrality: float) -> float:
        return noncentral_f_cdf(f, df, df_denominator, noncentrality) - probability

    if above(0.0) <= 0:
        return 0.0
    most = 1.0 + 2 * df * f
    while above(most) > 0:
        most *= 2
    return float(brentq(above, 0.0, most, xtol=1e-12 * most, rtol=1e-14))
