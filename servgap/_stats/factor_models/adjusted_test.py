"""A test of a model fitted to ordered answers whose mean and variance are put right."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from servgap._stats.ratio import Floats
from servgap._stats.tails import chi_square_tail


@dataclass(frozen=True)
class AdjustedTest:
    """
    A discrepancy's chi-square, plain and adjusted.

    Attributes
    ----------
    chi_square
        n - 1 times the discrepancy.
    df
        Degrees of freedom.
    adjusted
        The chi-square divided by `scaling` plus `shift`, which has the mean and the variance of a chi-square variable.
    p_value
        The upper tail of the adjusted chi-square.
    """

    chi_square: float
    df: float
    adjusted: float
    scaling: float
    shift: float
    p_value: float


def adjusted_test(chi_square: float, df: float, left: Floats) -> AdjustedTest:
    """
    Adjust a chi-square by the matrix UΓ, whose eigenvalues are the weights of the sum that it is distributed as.

    Asparouhov & Muthén (2010): a = √(df / tr((UΓ)²)), the adjusted chi-square is aT + df - a tr(UΓ).
    """
    if not df > 0:
        return AdjustedTest(chi_square, df, np.nan, np.nan, np.nan, np.nan)
    factor = float(np.sqrt(df / (left * left.T).sum()))
    shift = float(df - factor * np.trace(left))
    adjusted = factor * chi_square + shift
    return AdjustedTest(chi_square, df, adjusted, 1 / factor, shift, float(chi_square_tail(df, max(adjusted, 0.0))))
