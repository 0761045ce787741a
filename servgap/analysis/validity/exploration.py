"""How many factors the correlations of a part speak of, before any structure is assumed."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import pandas as pd

from servgap._stats.exploratory.adequacy import Adequacy, sampling_adequacy
from servgap._stats.exploratory.factors import exploratory_factors
from servgap._stats.exploratory.minimum_average_partial import MinimumAveragePartial, minimum_average_partial
from servgap._stats.exploratory.parallel_analysis import ParallelAnalysis, parallel_analysis
from servgap._stats.exploratory.rotation import oblimin
from servgap._stats.registry import Function
from servgap.analysis.reasons import NO_PARTIAL, NONE, NOT_IDENTIFIED
from servgap.analysis.validity.factor_fits import PartAnswers
from servgap.survey.tally import Floats

DRAWS = 1000
FACTORS = {
    "eigenvalue": "eigenvalues",
    "random_mean": "random_mean",
    "random_quantile": "random_quantile",
    "factor_eigenvalue": "factor_eigenvalues",
    "factor_random_mean": "factor_random_mean",
    "factor_random_quantile": "factor_random_quantile",
}


def exploration_statistics(*, several: bool) -> tuple[Function, ...]:
    """Name the statistics behind the tables; a single factor is not rotated."""
    found: tuple[Function, ...] = (sampling_adequacy, parallel_analysis, minimum_average_partial, exploratory_factors)
    return (*found, oblimin) if several else found


class Exploration:
    """Adequacy and numbers of factors; what is drawn is drawn once, when something that needs it is looked at."""

    def __init__(self, answers: PartAnswers, dimensions: int, rng: np.random.Generator) -> None:
        self.answers, self.dimensions, self.rng = answers, dimensions, rng

    @cached_property
    def _adequacy(self) -> Adequacy:
        return sampling_adequacy(self.answers.covariance, self.answers.n)

    @cached_property
    def _parallel(self) -> ParallelAnalysis:
        return parallel_analysis(self.answers.covariance, int(self.answers.n), draws=DRAWS, rng=self.rng)

    @cached_property
    def _partial(self) -> MinimumAveragePartial:
        return minimum_average_partial(self.answers.covariance)

    def factors(self) -> pd.DataFrame:
        """Give a row for every component: its eigenvalue beside those of random answers, and what it leaves."""
        k = len(self.answers.mean)
        columns = {"factor": np.arange(1, k + 1), "n": np.full(k, self.answers.n)}
        columns |= {name: getattr(self._parallel, field) for name, field in FACTORS.items()}
        columns |= {"map_squared": _after_each(self._partial.squared, k)}
        columns |= {"map_fourth": _after_each(self._partial.fourth, k)}
        unknown = np.where(np.isnan(columns["map_squared"]), NO_PARTIAL, NONE).astype(object)
        return pd.DataFrame({**columns, "reason": self.answers.reason or unknown})

    def adequacy(self) -> pd.DataFrame:
        """Give one row: whether the items share enough for factors, and how many factors each rule finds."""
        found, parallel, partial = self._adequacy, self._parallel, self._partial
        row = {
            "n": self.answers.n,
            "n_items": len(self.answers.mean),
            "n_dimensions": self.dimensions,
            "kmo": float(found.kmo),
            "chi_square": float(found.chi_square),
            "df": float(found.df),
            "p_value": float(found.p_value),
            "log_determinant": float(found.log_determinant),
            "n_components": float(parallel.n_components),
            "n_common": float(parallel.n_factors),
            "n_map_squared": float(partial.n_squared),
            "n_map_fourth": float(partial.n_fourth),
            "reason": self.answers.reason or (NONE if np.isfinite(found.kmo) else NOT_IDENTIFIED),
        }
        return pd.DataFrame([row])


def _after_each(averages: Floats, k: int) -> Floats:
    """Give what is left after 1, ..., k components, as far as it is known; the averages begin before the first."""
    left = np.full(k, np.nan)
    left[: max(len(averages) - 1, 0)] = averages[1:]
    return left
