"""Whether a model fits worse than one that it is a special case of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.ratio import Floats, ratio
from servgap._stats.registry import statistic
from servgap._stats.tails import chi_square_tail


@dataclass(frozen=True)
class ChiSquareDifference:
    """
    Test of the narrower model against the wider one; NaN where the narrower has no more degrees of freedom.

    Attributes
    ----------
    chi_square_difference, df_difference, p_difference
        Rise of chi-square, on how many degrees of freedom, and its upper tail.
    """

    chi_square_difference: Floats
    df_difference: Floats
    p_difference: Floats


@statistic(
    "nested_models",
    name="chi-square difference test of nested models",
    symbol="Δχ²",
    source="Steiger, Shapiro & Browne (1985), Psychometrika 50, 253–263",
)
def chi_square_difference(
    chi_square: ArrayLike, df: ArrayLike, wider_chi_square: ArrayLike, wider_df: ArrayLike
) -> ChiSquareDifference:
    """
    Compare two models of which one is the other with something fixed: Δχ² = χ²₀ − χ²₁.

    Parameters
    ----------
    chi_square, df : array_like
        Of the narrower model.
    wider_chi_square, wider_df : array_like
        Of the wider model.

    Returns
    -------
    ChiSquareDifference

    Examples
    --------
    >>> found = chi_square_difference(30, 10, 20, 9)
    >>> print(f"{found.chi_square_difference:.1f} {found.df_difference:.0f} {found.p_difference:.5f}")
    10.0 1 0.00157
    """
    return scaled_difference(chi_square, df, wider_chi_square, wider_df, 1.0, 1.0)


@statistic(
    "scaled_nested_models",
    name="scaled chi-square difference test of nested models",
    symbol="Δχ²",
    source="Satorra & Bentler (2001), Psychometrika 66, 507–514",
)
def scaled_difference(
    chi_square: ArrayLike,
    df: ArrayLike,
    wider_chi_square: ArrayLike,
    wider_df: ArrayLike,
    scaling_factor: ArrayLike,
    wider_scaling_factor: ArrayLike,
) -> ChiSquareDifference:
    r"""
    Compare two models of which one is the other with something fixed, answers not being normal.

    .. math:: \Delta\chi^2 = \frac{\chi^2_0 - \chi^2_1}{c}, \qquad c = \frac{df_0 c_0 - df_1 c_1}{df_0 - df_1}

    Parameters
    ----------
    chi_square, df : array_like
        Of the narrower model; the chi-square is not scaled.
    wider_chi_square, wider_df : array_like
        The same of the wider model.
    scaling_factor, wider_scaling_factor : array_like
        By what a scaled test divides each chi-square.

    Returns
    -------
    ChiSquareDifference
        NaN too where the difference's own scaling is not positive, which chance may bring.

    Notes
    -----
    Satorra, A., & Bentler, P. M. (2001). A scaled difference chi-square test statistic for moment structure analysis.
    Psychometrika, 66.

    Examples
    --------
    >>> found = scaled_difference(30, 10, 20, 9, 1.2, 1.1)
    >>> print(f"{found.chi_square_difference:.2f} {found.df_difference:.0f} {found.p_difference:.3f}")
    4.76 1 0.029
    """
    narrow, narrow_df, wide, df_of_wide, factor, factor_of_wide = np.broadcast_arrays(
        *(
            np.asarray(each, dtype=np.float64)
            for each in (chi_square, df, wider_chi_square, wider_df, scaling_factor, wider_scaling_factor)
        )
    )
    freed = np.where(narrow_df - df_of_wide > 0, narrow_df - df_of_wide, np.nan)
    scaling = (narrow_df * factor - df_of_wide * factor_of_wide) / freed
    rise = ratio(np.maximum(narrow - wide, 0.0), np.where(scaling > 0, scaling, np.nan))
    known = np.where(np.isfinite(rise), freed, np.nan)
    return ChiSquareDifference(rise, known, np.asarray(chi_square_tail(known, rise)))
