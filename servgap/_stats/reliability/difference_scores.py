"""Reliability of a difference between two scores, such as perception minus expectation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.ratio import NEGLIGIBLE, Floats, ratio
from servgap._stats.registry import statistic


@dataclass(frozen=True)
class DifferenceReliability:
    """
    How reliable a gap score is, and what else it carries.

    Attributes
    ----------
    reliability
        Share of true variance in the gap, from both parts' own variances and reliabilities.
    reliability_equal_variance
        The same if both parts varied equally.
    variance_ratio
        Variance of the perceptions over variance of the gaps. Below 1 the subtraction has added variance.
    r_gap_expectation, r_gap_perception
        Correlations of the gap with its two parts.
    """

    reliability: Floats
    reliability_equal_variance: Floats
    variance_ratio: Floats
    r_gap_expectation: Floats
    r_gap_perception: Floats


@statistic(
    "difference_reliability",
    name="reliability of the difference score",
    symbol="ρ_G",
    source="Johns (1981), Organ. Behav. Hum. Perform. 27, 443–463; "
    "Peter, Churchill & Brown (1993), J. Consum. Res. 19, 655–662",
)
def difference_reliability(
    variance_e: ArrayLike, variance_p: ArrayLike, r_ep: ArrayLike, alpha_e: ArrayLike, alpha_p: ArrayLike
) -> DifferenceReliability:
    r"""
    Reliability of G = P - E from the reliabilities of P and E.

    .. math:: \rho_G = \frac{s_P^2 \alpha_P + s_E^2 \alpha_E - 2 r s_P s_E}{s_P^2 + s_E^2 - 2 r s_P s_E}

    It takes the errors of the two answers to be uncorrelated; a two-column questionnaire strains that, so alpha of
    the item gaps belongs beside it. With equal variances it is (mean alpha - r) / (1 - r): the more the two parts
    correlate, the less of their difference is reliable.

    Parameters
    ----------
    variance_e, variance_p : array_like
        Variances of the expectation and perception scores.
    r_ep : array_like
        Correlation of the two scores.
    alpha_e, alpha_p : array_like
        Their reliabilities.

    Returns
    -------
    DifferenceReliability
        NaN where the gap, or the part it is correlated with, does not vary.

    Notes
    -----
    Johns, G. (1981). Difference score measures of organizational behavior variables: a critique. Organizational
    Behavior and Human Performance, 27.
    Peter, J. P., Churchill, G. A., & Brown, T. J. (1993). Caution in the use of difference scores in consumer
    research. Journal of Consumer Research, 19, 655-662.

    Examples
    --------
    >>> found = difference_reliability(1.0, 1.0, 0.5, 0.8, 0.9)
    >>> print(f"{found.reliability:.2f} {found.reliability_equal_variance:.2f}")
    0.70 0.70
    """
    e, p, r = (np.asarray(given, dtype=np.float64) for given in (variance_e, variance_p, r_ep))
    a_e, a_p = (np.asarray(given, dtype=np.float64) for given in (alpha_e, alpha_p))
    shared = r * np.sqrt(e * p)
    gap = e + p - 2 * shared
    gap = np.where(gap > NEGLIGIBLE * (e + p), gap, 0.0)
    return DifferenceReliability(
        reliability=ratio(p * a_p + e * a_e - 2 * shared, gap),
        reliability_equal_variance=ratio((a_e + a_p) / 2 - r, 1 - r, above=NEGLIGIBLE),
        variance_ratio=ratio(p, gap),
        r_gap_expectation=ratio(shared - e, np.sqrt(gap * e)),
        r_gap_perception=ratio(p - shared, np.sqrt(gap * p)),
    )
