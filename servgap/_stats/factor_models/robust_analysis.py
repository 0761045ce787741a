"""Confirmatory factor analysis when answers are not normal."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.factor_models.confirmatory import FactorModel, model_of, numbers_of
from servgap._stats.factor_models.estimation import fit_moments
from servgap._stats.factor_models.robust import Correction, RobustFit, robust_covariance, robust_fit
from servgap._stats.factor_models.samples import of_rows
from servgap._stats.ratio import Floats
from servgap._stats.registry import statistic


@dataclass(frozen=True)
class RobustFactorModel(FactorModel, RobustFit):
    """A `FactorModel` whose standard errors are robust, and its `RobustFit`."""


@statistic(
    "robust_factor_analysis",
    name="confirmatory factor analysis with robust standard errors and scaled chi-square",
    symbol="χ²",
    source="Yuan & Bentler (2000), Sociological Methodology 30, 165–200; robust CFI: Brosseau-Liard & Savalei (2014), "
    "Multivariate Behavioral Research 49, 460–470; robust RMSEA: Brosseau-Liard, Savalei & Li (2012), Multivariate "
    "Behavioral Research 47, 904–930",
)
def robust_factor_analysis(
    rows: ArrayLike, factor_of_item: ArrayLike, correction: Correction = "yuan_bentler"
) -> RobustFactorModel:
    """
    Fit correlated factors by maximum likelihood, with errors and a test that hold for answers of any distribution.

    Parameters
    ----------
    rows : array_like, shape (n, p)
        Answers; rows with a missing one are left out.
    factor_of_item : array_like, shape (p,)
        The factor of each item, counted from 0. The factors' variances are one.
    correction : {"yuan_bentler", "satorra_bentler"}
        Scaling and standard errors of MLR, from the observed information, or of MLM, from the expected (Satorra &
        Bentler 1994, in von Eye & Clogg (eds.), Latent Variables Analysis, 399–419).

    Returns
    -------
    RobustFactorModel
        NaN, with flags that say why, where there is no proper maximum.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> rows = rng.standard_normal((500, 1)) + rng.standard_normal((500, 4))
    >>> round(robust_factor_analysis(rows, [0, 0, 0, 0]).scaling_factor, 1)
    1.0
    """
    answers = _complete_rows(rows)
    fit = fit_moments(model_of(factor_of_item), [of_rows(answers)])
    numbers = numbers_of(fit, robust_covariance(fit, [answers], correction))
    return RobustFactorModel(**numbers, **asdict(robust_fit(fit, [answers], correction)))


def _complete_rows(rows: ArrayLike) -> Floats:
    answers = np.asarray(rows, dtype=np.float64)
    return answers[np.isfinite(answers).all(axis=1)]
