"""Confirmatory factor analysis of rows with missing answers, by full-information maximum likelihood.

Every respondent counts with what he answered: the likelihood of each pattern of answers is that of its own items under
the model (Arbuckle 1996). It is right where answers are missing at random, given the answers that are there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.factor_models.confirmatory import FactorModel, model_of, numbers_of
from servgap._stats.factor_models.estimates import estimates
from servgap._stats.factor_models.estimation import Fit, fit, fit_moments
from servgap._stats.factor_models.incomplete import IncompleteSample, incomplete_sample
from servgap._stats.factor_models.robust import RobustFit
from servgap._stats.factor_models.robust_incomplete import robustly
from servgap._stats.factor_models.specification import Specification
from servgap._stats.factor_models.standard_errors import parameter_covariance
from servgap._stats.factor_models.structures import with_means
from servgap._stats.ratio import Floats
from servgap._stats.registry import statistic


@dataclass(frozen=True)
class FullInformationFactorModel(FactorModel):
    """
    A `FactorModel` of incomplete answers, whose means are modelled too.

    Attributes
    ----------
    patterns
        How many patterns of answers there are.
    intercepts, intercepts_se
        The items' means (p), and their standard errors.
    """

    patterns: float
    intercepts: Floats
    intercepts_se: Floats


@dataclass(frozen=True)
class RobustFullInformationModel(FullInformationFactorModel, RobustFit):
    """A `FullInformationFactorModel` whose standard errors are robust, and its `RobustFit`."""


def fit_incomplete(model: Specification, samples: Sequence[IncompleteSample]) -> Fit:
    """
    Fit a model that has means to rows with missing answers, one sample for each of its groups.

    The search starts from the estimates to which the likeliest moments would lead if answers were complete.
    """
    groups = [each.moments for each in samples]
    near = fit_moments(model, groups)
    return fit(model, [each.block for each in samples], groups, near.point.theta if near.found else None)


@statistic(
    "full_information_factor_analysis",
    name="confirmatory factor analysis with missing answers (full-information maximum likelihood)",
    symbol="χ²",
    source="Arbuckle (1996), in Marcoulides & Schumacker (eds.), Advanced Structural Equation Modeling, 243–277; "
    "Enders & Bandalos (2001), Structural Equation Modeling 8, 430–457",
)
def full_information_factor_analysis(rows: ArrayLike, factor_of_item: ArrayLike) -> FullInformationFactorModel:
    """
    Fit correlated factors to rows in which answers are missing at random.

    Standard errors are from the observed information, which alone is right then. The chi-square compares with
    unrestricted means and covariances, the baseline with items that are not correlated, both fitted to the same rows;
    residuals are taken from the unrestricted moments.

    Parameters
    ----------
    rows : array_like, shape (n, p)
        Answers, NaN where missing; rows without any are left out.
    factor_of_item : array_like, shape (p,)
        The factor of each item, counted from 0. The factors' variances are one.

    Returns
    -------
    FullInformationFactorModel
        NaN, with flags that say why, where there is no proper maximum.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> rows = rng.standard_normal((500, 1)) + rng.standard_normal((500, 4))
    >>> rows[:50, 0] = np.nan
    >>> found = full_information_factor_analysis(rows, [0, 0, 0, 0])
    >>> found.n, found.patterns, found.converged
    (500.0, 2.0, True)
    """
    found = fit_incomplete(with_means(model_of(factor_of_item)), [incomplete_sample(rows)])
    return FullInformationFactorModel(**_numbers_of(found, parameter_covariance(found, observed=True)))


@statistic(
    "robust_full_information",
    name="confirmatory factor analysis with missing answers, robust (full-information maximum likelihood)",
    symbol="χ²",
    source="Arbuckle (1996), in Marcoulides & Schumacker (eds.), Advanced Structural Equation Modeling, 243–277; "
    "robust: Yuan & Bentler (2000), Sociological Methodology 30, 165–200; CFI and RMSEA: Zhang & Savalei (2023), "
    "Psychological Methods 28, 263–283",
)
def robust_full_information(rows: ArrayLike, factor_of_item: ArrayLike) -> RobustFullInformationModel:
    """
    Fit correlated factors to rows in which answers are missing at random, whatever their distribution.

    The estimates are those of `full_information_factor_analysis`; standard errors are sandwiches, the chi-square is
    scaled, and the robust indices estimate what complete normal answers would show, as lavaan has them for MLR with
    missing answers.

    Parameters
    ----------
    rows : array_like, shape (n, p)
        Answers, NaN where missing; rows without any are left out.
    factor_of_item : array_like, shape (p,)
        The factor of each item, counted from 0. The factors' variances are one.

    Returns
    -------
    RobustFullInformationModel
        NaN, with flags that say why, where there is no proper maximum.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> rows = rng.standard_normal((500, 1)) + rng.standard_normal((500, 4))
    >>> rows[:50, 0] = np.nan
    >>> found = robust_full_information(rows, [0, 0, 0, 0])
    >>> found.n, round(found.scaling_factor, 1)
    (500.0, 1.0)
    """
    sample = incomplete_sample(rows)
    found = fit_incomplete(with_means(model_of(factor_of_item)), [sample])
    covariance, robust = robustly(found, sample)
    return RobustFullInformationModel(**_numbers_of(found, covariance), **asdict(robust))


def _numbers_of(found: Fit, covariance: Floats) -> dict[str, Any]:
    theta = found.point.theta if found.found else np.full(found.model.size, np.nan)
    of_group = estimates(found.model, theta, covariance)[0]
    return {
        **numbers_of(found, covariance),
        "patterns": float(len(found.blocks[0].n)),
        "intercepts": of_group.intercepts,
        "intercepts_se": of_group.intercepts_se,
    }
