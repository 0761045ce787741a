"""The tables of a structure: how well models fit, how items load, and whether dimensions can be told apart."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap._stats.exploratory.adequacy import sampling_adequacy
from servgap._stats.exploratory.factors import Factors, exploratory_factors
from servgap._stats.exploratory.matching import matched_factors
from servgap._stats.factor_models.construct_validity import ConstructValidity, construct_validity
from servgap._stats.factor_models.estimation import fit_moments
from servgap._stats.factor_models.heterotrait import htmt, htmt_bootstrap
from servgap._stats.factor_models.identification import identifiable
from servgap._stats.factor_models.modification import indices_of
from servgap._stats.factor_models.nested_models import chi_square_difference
from servgap._stats.factor_models.samples import given
from servgap._stats.intervals import normal_quantile
from servgap._stats.ratio import correlations
from servgap._stats.ties import at_least, levels
from servgap.analysis.competing_models import CompetingModel
from servgap.analysis.factor_fits import DWLS, MEASURES, FittedModel, PartAnswers
from servgap.analysis.reasons import NEEDS_ROWS, NONE, NOT_CONVERGED, NOT_IDENTIFIED, SATURATED, SINGLE_ITEM
from servgap.analysis.validity_bands import (
    CONVERGENT,
    CROSS,
    EXTRACTED,
    MET,
    NOT_MET,
    WEAK,
    criteria,
    fit_of,
    separations,
)
from servgap.survey.instrument import Instrument
from servgap.survey.tally import Floats

MOST_CHANGES = 10
"""Modification indices that are shown."""

EQUAL_GAINS = 1e-6
"""Gains in chi-square, and parts of the largest, that are equal: a fit is no nearer its minimum than that."""

CROSS_LOADING, ERROR_COVARIANCE = "cross_loading", "error_covariance"
DIFFERENCE = ("chi_square_difference", "df_difference", "p_difference")


def models_frame(fitted: Sequence[FittedModel], estimator: str, items: int) -> pd.DataFrame:
    """Give a row for every model: its fit, and how it compares with the questionnaire's own, the first."""
    own, rows = fitted[0], []
    for found in fitted:
        row: dict[str, Any] = {"model": found.model.name, "estimator": estimator, "n": found.numbers["n"]}
        row |= {"n_items": items, "n_factors": found.model.n_factors}
        row |= {name: found.numbers[name] for name in MEASURES if name != "n"}
        row |= _difference(found, own, estimator)
        judged = found.judged
        fit = fit_of(judged["cfi"], judged["rmsea"], found.numbers["srmr"])
        row |= {"fit": "" if found.saturated else fit, "converged": found.converged, "proper": found.proper}
        rows.append(row | {"reason": SATURATED if found.saturated else found.reason})
    return pd.DataFrame(rows)


def _difference(found: FittedModel, own: FittedModel, estimator: str) -> dict[str, float]:
    """Test a model against the questionnaire's own, where it is that with something fixed and there is such a test."""
    if found is own or estimator == DWLS or not found.model.within(own.model):
        return dict.fromkeys(DIFFERENCE, np.nan)
    factors = [each.numbers["scaling_factor"] for each in (found, own)]
    scaled = factors if np.isfinite(factors).all() else (1.0, 1.0)
    ends = [each.numbers[name] for each in (found, own) for name in ("chi_square", "df")]
    tested = chi_square_difference(*ends, *scaled)
    return {name: float(getattr(tested, name)) for name in DIFFERENCE}


class Structure:
    """What the questionnaire's own model says of its items and dimensions, beside what the correlations say alone."""

    def __init__(self, instrument: Instrument, own: FittedModel, answers: PartAnswers, confidence: float) -> None:
        self.instrument, self.own, self.answers, self.confidence = instrument, own, answers, confidence
        self.dimensions = instrument.dimension_keys
        self.of_item = own.model.factor_of_item
        self.alone = np.array([len(each.items) == 1 for each in instrument.dimensions])
        self.pairs = [np.array(side) for side in np.triu_indices(len(self.dimensions), 1)]

    @cached_property
    def construct(self) -> ConstructValidity:
        """Average variances extracted, and what goes with them; NaN for a dimension of one item."""
        return construct_validity(self.own.loadings, self.own.error_variances, self.own.correlation)

    @cached_property
    def extracted(self) -> Floats:
        """The dimensions' average variances extracted."""
        return np.where(self.alone, np.nan, self.construct.average_variance_extracted)

    @cached_property
    def ratios(self) -> Floats:
        """The heterotrait-monotrait ratios of the pairs of dimensions."""
        return np.asarray(self._ratios.htmt[self.pairs[0], self.pairs[1]])

    @cached_property
    def _ratios(self) -> Any:
        usable = self.answers.known and not self.answers.reason
        matrix = correlations(self.answers.covariance)
        return htmt(matrix if usable else np.full_like(matrix, np.nan), self.of_item)

    @cached_property
    def explored(self) -> Factors:
        """As many factors as dimensions, extracted without naming them."""
        q = len(self.dimensions)
        rotation: Any = "oblimin" if q > 1 else "none"
        return exploratory_factors(self.answers.covariance, self.answers.n, q, rotation=rotation)

    def _explored_reason(self) -> str:
        k, q = len(self.of_item), len(self.dimensions)
        if bool(self.explored.converged):
            return NONE
        return self.answers.reason or (NOT_IDENTIFIED if (k - q) ** 2 < k + q or q >= k else NOT_CONVERGED)

    def loadings(self) -> pd.DataFrame:
        """Give a row for every item and dimension."""
        k, m = len(self.of_item), len(self.dimensions)
        reach = normal_quantile(self.confidence)
        matched = matched_factors(self.explored, self.of_item)
        adequacy = sampling_adequacy(self.answers.covariance, self.answers.n)
        own = self.of_item[:, None] == np.arange(m)
        loading, se = self.own.loadings, self.own.loadings_se
        exploratory = np.full((k, m), np.nan) if matched.loadings.shape != (k, m) else matched.loadings
        columns = {
            "item": np.repeat(np.array(self.instrument.item_keys, dtype=object), m),
            "dimension": np.tile(np.array(self.dimensions, dtype=object), k),
            "n": np.full(k * m, self.own.numbers["n"]),
            "own": own.ravel(),
            "loading": loading.ravel(),
            "se": se.ravel(),
            "ci_low": (loading - reach * se).ravel(),
            "ci_high": (loading + reach * se).ravel(),
            "efa_loading": exploratory.ravel(),
            "structure": (matched.structure if exploratory is matched.loadings else exploratory).ravel(),
            "communality": np.repeat(self.explored.communalities, m),
            "r_squared": np.repeat(1 - self.own.error_variances, m),
            "msa": np.repeat(adequacy.msa, m),
            "cross": (at_least(np.abs(exploratory), CROSS) & ~own).ravel(),
        }
        return pd.DataFrame({**columns, "reason": self.own.reason or self._explored_reason()})

    def correlations(self) -> pd.DataFrame:
        """Give a row for every pair of dimensions: how their factors correlate."""
        return pd.DataFrame({**self._pair_columns(), "reason": self.own.reason})

    def _pair_columns(self) -> dict[str, NDArray[Any]]:
        first, second = self.pairs
        names = np.array(self.dimensions, dtype=object)
        value, se = self.own.correlation[first, second], self.own.correlation_se[first, second]
        reach = normal_quantile(self.confidence) * se
        return {
            "dimension_a": names[first],
            "dimension_b": names[second],
            "n": np.full(len(first), self.own.numbers["n"]),
            "correlation": value,
            "se": se,
            "ci_low": value - reach,
            "ci_high": value + reach,
        }

    def discriminant(self, draws: int, rng: np.random.Generator) -> pd.DataFrame:
        """Give a row for every pair of dimensions: whether they can be told apart, with resampled intervals."""
        first, second = self.pairs
        found: dict[str, Any] = {"htmt": self._ratios.htmt, "htmt2": self._ratios.htmt2}
        unknown = np.full_like(self._ratios.htmt, np.nan)
        found |= {f"{name}_{end}": unknown for name in ("htmt", "htmt2") for end in ("low", "high")}
        resampled = self.answers.given_rows is not None and not self.answers.reason
        if resampled:
            drawn = htmt_bootstrap(self.answers.complete, self.of_item, self.confidence, draws=draws, rng=rng)
            found |= {name: getattr(drawn, name) for name in found if name not in {"htmt", "htmt2"}}
        order = [f"{name}{end}" for name in ("htmt", "htmt2") for end in ("", "_low", "_high")]
        shared = self.own.correlation[first, second] ** 2
        least = np.minimum(self.extracted[first], self.extracted[second])
        columns = {
            **self._pair_columns(),
            **{name: found[name][first, second] for name in order},
            "negative": self._ratios.negative[first, second],
            "shared_variance": shared,
            "ave_a": self.extracted[first],
            "ave_b": self.extracted[second],
            "fornell_larcker": criteria(least > shared, np.isfinite(least - shared), (MET, NOT_MET)),
            "separation": separations(self.ratios),
        }
        alone = np.where(self.alone[first] | self.alone[second], SINGLE_ITEM, NONE if resampled else NEEDS_ROWS)
        reason = self.own.reason or self.answers.reason or alone
        return pd.DataFrame({**columns, "reason": np.broadcast_to(reason, len(first)).astype(object)})

    def convergent(self) -> pd.DataFrame:
        """Give a row for every dimension: whether its items have enough in common."""
        extracted, shared = self.extracted, self.construct.maximum_shared_variance
        reliability = np.where(self.alone, np.nan, self.construct.composite_reliability)
        columns = {
            "dimension": np.array(self.dimensions, dtype=object),
            "n": np.full(len(self.dimensions), self.own.numbers["n"]),
            "n_items": np.array([len(each.items) for each in self.instrument.dimensions]),
            "ave": extracted,
            "composite_reliability": reliability,
            "msv": shared,
            "convergence": criteria(at_least(extracted, EXTRACTED), np.isfinite(extracted), (CONVERGENT, WEAK)),
            "fornell_larcker": criteria(extracted > shared, np.isfinite(extracted - shared), (MET, NOT_MET)),
        }
        alone = np.where(self.alone, SINGLE_ITEM, NONE)
        return pd.DataFrame({**columns, "reason": self.own.reason or alone.astype(object)})


def modification_frame(instrument: Instrument, own: CompetingModel, answers: PartAnswers) -> pd.DataFrame:
    """Give the changes of the model that would gain most, largest first; by maximum likelihood of complete answers."""
    fit = fit_moments(own.specification, [given(answers.covariance, answers.n, answers.mean)])
    columns = ["change", "item", "dimension", "item_b", "n", "modification_index", "expected_change", "reason"]
    if not fit.found:
        reason = answers.reason or (NOT_CONVERGED if identifiable(fit.model) else NOT_IDENTIFIED)
        nothing: list[Any] = ["", "", "", "", answers.n, np.nan, np.nan, reason]
        return pd.DataFrame([nothing], columns=columns)
    found = indices_of(fit)
    items, dimensions = instrument.item_keys, instrument.dimension_keys
    rows: list[list[Any]] = [
        [CROSS_LOADING, items[i], dimensions[d], "", answers.n, found.loadings[i, d], found.loadings_change[i, d], NONE]
        for i, d in np.argwhere(np.isfinite(found.loadings))
    ]
    rows += [
        [ERROR_COVARIANCE, items[i], "", items[j], answers.n, found.errors[i, j], found.errors_change[i, j], NONE]
        for i, j in np.argwhere(np.isfinite(np.where(np.tri(len(items), k=-1) > 0, found.errors, np.nan)))
    ]
    gains = [-float(row[columns.index("modification_index")]) for row in rows]
    gained = levels(gains, EQUAL_GAINS * max(1.0, -min(gains, default=0.0)))
    ordered = [rows[place] for place in np.argsort(gained, kind="stable")]
    return pd.DataFrame(ordered[:MOST_CHANGES], columns=columns)
