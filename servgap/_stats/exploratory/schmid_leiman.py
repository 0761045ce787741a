"""Omega hierarchical: how much of a total score is one general factor, by the Schmid–Leiman solution."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.exploratory.extraction import Extraction, Flags, extract
from servgap._stats.exploratory.factors import exploratory_factors
from servgap._stats.one_thread import in_one_thread
from servgap._stats.ratio import Floats, correlations
from servgap._stats.registry import statistic
from servgap._stats.reliability.one_factor import usable

FEWEST_GROUPS = 3
"""A general factor of two group factors is not identified: one correlation does not tell two loadings."""


@dataclass(frozen=True)
class OmegaHierarchical:
    """
    Omega hierarchical and total of standardised items, and the Schmid–Leiman solution they come from.

    Attributes
    ----------
    omega_hierarchical
        Share of the total score's variance that the general factor explains.
    omega_total
        Share that all common factors explain.
    omega_limit
        Omega hierarchical over omega total: what it would tend to if a test of such items grew ever longer.
    general_loadings, group_loadings
        Loadings on the general factor (k,) and on the group factors cleared of it (k, q).
    communalities, uniquenesses, general_share
        Of each item (k,): what all factors explain, the rest, and the general factor's share of the communality.
    converged, heywood
        Whether there is such a solution (if not, all numbers are NaN), and whether an item, or a group factor, is
        explained wholly.
    """

    omega_hierarchical: Floats
    omega_total: Floats
    omega_limit: Floats
    general_loadings: Floats
    group_loadings: Floats
    communalities: Floats
    uniquenesses: Floats
    general_share: Floats
    converged: Flags
    heywood: Flags


@statistic(
    "omega_hierarchical",
    name="McDonald's omega hierarchical",
    symbol="ω_h",
    source="Zinbarg, Revelle, Yovel & Li (2005), Psychometrika 70, 123–133; "
    "Schmid & Leiman (1957), Psychometrika 22, 53–61",
)
@in_one_thread
def omega_hierarchical(
    covariance: ArrayLike, n: float, n_groups: int = 3, *, extraction: Extraction = "minres"
) -> OmegaHierarchical:
    r"""
    Split the variance of the sum of standardised items into a general factor, group factors and the rest.

    .. math:: \omega_h = \frac{(\sum_j g_j)^2}{V}, \qquad \omega_t = 1 - \frac{\sum_j \psi_j}{V}, \qquad
        g = \Lambda \gamma, \qquad \Lambda^* = \Lambda\,\mathrm{diag}(1 - \gamma^2)^{1/2}

    Group factors are extracted and turned by oblimin; their correlations are factored once more, with loadings γ.
    Items that the general factor loads negatively are turned round first; V is the variance of the sum after that.
    Omega hierarchical depends on the number of group factors asked for: say it beside the number.

    Parameters
    ----------
    covariance : array_like, shape (k, k)
        Covariance or correlation matrix of the items.
    n : float
        Respondents behind it; it decides only whether the matrix can be factored.
    n_groups : int
        Number of group factors, at least 3.
    extraction : {"minres", "ml", "principal_axis"}
        How the factors are extracted.

    Returns
    -------
    OmegaHierarchical
        NaN, with `converged` false, for fewer than three groups, too few items for so many groups, or a matrix that
        cannot be factored; see `exploratory_factors`.

    Notes
    -----
    Zinbarg, R. E., Revelle, W., Yovel, I., & Li, W. (2005). Cronbach's α, Revelle's β, and McDonald's ω_H.
    Psychometrika, 70. Schmid, J., & Leiman, J. M. (1957). The development of hierarchical factor solutions.
    Psychometrika, 22.

    Examples
    --------
    >>> groups = np.kron(np.eye(3), np.full((3, 1), 0.8))
    >>> matrix = groups @ (0.5 * np.eye(3) + 0.5) @ groups.T
    >>> np.fill_diagonal(matrix, 1)
    >>> found = omega_hierarchical(matrix, 300)
    >>> print(f"{found.omega_hierarchical:.3f} {found.omega_total:.3f}")
    0.686 0.914
    """
    matrix = np.asarray(covariance, dtype=np.float64)
    k = len(matrix)
    groups = exploratory_factors(matrix, n, n_groups, extraction=extraction)
    if n_groups < FEWEST_GROUPS or not groups.converged or not usable(groups.factor_correlations[None])[0]:
        return _none(k, n_groups)
    higher = extract(groups.factor_correlations, 1, extraction)
    gamma = higher.loadings[:, 0]
    if not higher.converged or (gamma**2).max() > 1:
        return _none(k, n_groups)
    general = groups.loadings @ gamma
    turned = np.where(general < 0, -1.0, 1.0)
    total = float(turned @ correlations(matrix) @ turned)
    common = total - groups.uniquenesses.sum()
    leading = float(np.abs(general).sum() ** 2)
    return OmegaHierarchical(
        omega_hierarchical=np.asarray(leading / total),
        omega_total=np.asarray(common / total),
        omega_limit=np.asarray(leading / common if common > 0 else np.nan),
        general_loadings=general,
        group_loadings=groups.loadings * np.sqrt(1 - gamma**2),
        communalities=groups.communalities,
        uniquenesses=groups.uniquenesses,
        general_share=np.divide(
            general**2, groups.communalities, out=np.full(k, np.nan), where=groups.communalities > 0
        ),
        converged=np.asarray(True),  # noqa: FBT003 - a flag of the outcome, not a switch
        heywood=np.asarray(bool(groups.heywood) or bool((gamma**2 > 0.995 - 1e-9).any())),
    )


def _none(k: int, q: int) -> OmegaHierarchical:
    """Return the outcome where there is no such solution."""
    items, number = np.full(k, np.nan), np.asarray(np.nan)
    return OmegaHierarchical(
        omega_hierarchical=number,
        omega_total=number,
        omega_limit=number,
        general_loadings=items,
        group_loadings=np.full((k, max(q, 0)), np.nan),
        communalities=items,
        uniquenesses=items,
        general_share=items,
        converged=np.asarray(False),  # noqa: FBT003 - a flag of the outcome, not a switch
        heywood=np.asarray(False),  # noqa: FBT003 - a flag of the outcome, not a switch
    )
