"""Owen values of R²: what drivers account for that stand in groups, such as the items of dimensions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.importance.influence import shares_of
from servgap._stats.ratio import Floats
from servgap._stats.registry import statistic


@dataclass(frozen=True)
class OwenValues:
    """R², each driver's share of it, and each coalition's."""

    r2: float
    share: Floats
    of_coalition: Floats


@statistic(
    "owen_values",
    name="Owen values of R²",
    symbol="R²",
    source="Owen (1977), in: Henn & Moeschlin, Mathematical Economics and Game Theory, 76–88; "
    "Huettner & Sunder (2012), Electron. J. Stat. 6, 1239–1250",
)
def owen_values(covariance: ArrayLike, coalitions: Sequence[Sequence[int]]) -> OwenValues:
    """
    Divide R² among drivers of which those of a coalition come together.

    The shares of a coalition's drivers add up to what Shapley's value gives the coalition as one driver of several
    columns, and all of them to R².

    Parameters
    ----------
    covariance
        Of the drivers and of the outcome, which stands last.
    coalitions
        The drivers of each coalition, by number.

    Examples
    --------
    >>> found = owen_values([[1.0, 0.5, 0.6], [0.5, 1.0, 0.3], [0.6, 0.3, 1.0]], [[0], [1]])
    >>> found.share.round(3)
    array([0.315, 0.045])
    """
    groups = [np.asarray(each, dtype=np.intp) for each in coalitions]
    found = shares_of(covariance, coalitions=[[int(driver) for driver in each] for each in groups])
    return OwenValues(found.r2, found.shares, np.array([found.shares[each].sum() for each in groups]))


@dataclass(frozen=True)
class SetShares:
    """R², and the share of it of each set of drivers."""

    r2: float
    share: Floats


@statistic(
    "set_shares",
    name="relative importance of sets of drivers",
    symbol="R²",
    source="Lindeman, Merenda & Gold (1980), Introduction to Bivariate and Multivariate Analysis; Grömping (2007), "
    "Am. Stat. 61, 139–147; Huettner & Sunder (2012), Electron. J. Stat. 6, 1239–1250",
)
def set_shares(covariance: ArrayLike, sets: Sequence[Sequence[int]]) -> SetShares:
    """
    Divide R² among sets of drivers that come and go together: Shapley's value, with each set as one player.

    Nothing is divided within a set, so that of any number of drivers only the R² of the 2^k unions of k sets are
    looked at; it is what `owen_values` gives the sets as coalitions.

    Parameters
    ----------
    covariance
        Of the drivers and of the outcome, which stands last.
    sets
        The drivers of each set, by number.

    Examples
    --------
    >>> found = set_shares([[1.0, 0.5, 0.6], [0.5, 1.0, 0.3], [0.6, 0.3, 1.0]], [[0], [1]])
    >>> found.share.round(3)
    array([0.315, 0.045])
    """
    found = shares_of(covariance, blocks=[[int(driver) for driver in each] for each in sets])
    return SetShares(found.r2, found.shares)
