"""The tables of a structure: how well models fit, how items load, and whether dimensions can be told apart."""

from __future__ import annotations

from dataclasses import replace
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
from servgap._stats.factor_models.nested_models import chi_square_difference, scaled_difference
from servgap._stats.factor_models.samples import given
from servgap._stats.intervals import normal_quantile
from servgap._stats.ratio import correlations
from servgap._stats.ties import at_least, levels
from servgap.analysis.reasons import (
    IMPROPER,
    NEEDS_ROWS,
    NONE,
    NOT_CONVERGED,
    NOT_IDENTIFIED,
    SATURATED,
    SINGLE_ITEM,
    TOO_FEW_FOR_ITEMS,
)
from servgap.analysis.validity.bands import (
    CONVERGENT,
    CROSS,
    EXTRACTED,
    MET,
    NOT_MET,
    WEAK,
    criteria,
    separations,
)
from servgap.analysis.validity.competing_models import CompetingModel
from servgap.analysis.validity.doubts import Doubts
from servgap.analysis.validity.factor_fits import DWLS, MEASURES, SCALED, FittedModel, PartAnswers
from servgap.analysis.validity.facts import DimensionPair
from servgap.survey.instrument import Instrument
from servgap.survey.tally import Floats

DRAWS = 4999
"""Resamples behind the intervals of the ratios of correlations."""

MOST_CHANGES = 10
"""Modification indices that are shown."""

EQUAL_GAINS = 1e-6
"""Gains in chi-square, and parts of the largest, that are equal: a fit is no nearer its minimum than that."""

CROSS_LOADING, ERROR_COVARIANCE = "cross_loading", "error_covariance"
DIFFERENCE = ("chi_square_difference", "df_difference", "p_difference")


def models_frame(doubts: Doubts, estimator: str) -> pd.DataFrame:
    """Give a row for every model: its fit, and how it compares with the questionnaire's own, the first."""
    own, rows = doubts.own, []
    for found in doubts.fitted:
        row: dict[str, Any] = {"model": found.model.name, "estimator": estimator, "n": found.numbers["n"]}
        row |= {"n_items": len(doubts.instrument.items), "n_factors": found.model.n_factors}
        row |= {name: found.numbers[name] for name in MEASURES if name != "n"}
        row |= _difference(found, own, estimator)
        few = TOO_FEW_FOR_ITEMS if found.too_few else NONE
        reason = few or found.reason or doubts.withheld(found) or (SATURATED if found.saturated else NONE)
        row |= {"fit": "" if reason else found.fit, "converged": found.converged, "proper": found.proper}
        rows.append(row | {"reason": reason})
    return pd.DataFrame(rows)


def _difference(found: FittedModel, own: FittedModel, estimator: str) -> dict[str, float]:
    """Test a model against the questionnaire's own, where it is that with something fixed and there is such a test."""
    if found is own or estimator == DWLS or not found.model.within(own.model):
        return dict.fromkeys(DIFFERENCE, np.nan)
    # Without degrees of freedom a chi-square is zero, however it is scaled.
    factors = [each.numbers["scaling_factor"] if each.numbers["df"] else 1.0 for each in (found, own)]
    ends = [each.numbers[name] for each in (found, own) for name in ("chi_square", "df")]
    scaled = estimator in SCALED
    tested = scaled_difference(*ends, *factors) if scaled else chi_square_difference(*ends)
    return {name: float(getattr(tested, name)) for name in DIFFERENCE}


class Structure:
    """What the questionnaire's own model says of its items and dimensions, beside what the correlations say alone."""

    def __init__(
        self,
        instrument: Instrument,
        own: FittedModel,
        answers: PartAnswers,
        confidence: float,
        rng: np.random.Generator,
    ) -> None:
        self.instrument, self.own, self.answers, self.confidence = instrument, own, answers, confidence
        self.rng = rng
        self.dimensions = instrument.dimension_keys
        self.of_item = own.model.factor_of_item
        self.alone = np.array([len(each.items) == 1 for each in instrument.dimensions])
        self.pairs = [np.array(side) for side in np.triu_indices(len(self.dimensions), 1)]

    @property
    def _proper(self) -> float:
        """What numbers that need a proper solution are multiplied by."""
        return np.nan if self.own.reason == IMPROPER else 1.0

    @cached_property
    def construct(self) -> ConstructValidity:
        """Average variances extracted, and what goes with them; NaN where the solution is improper."""
        own, proper = self.own, self._proper
        return construct_validity(own.loadings * proper, own.error_variances, own.correlation * proper)

    @cached_property
    def extracted(self) -> Floats:
        """The dimensions' average variances extracted; NaN for a dimension of one item."""
        return np.where(self.alone, np.nan, self.construct.average_variance_extracted)

    @cached_property
    def _ratios(self) -> Any:
        usable = self.answers.known and not self.answers.reason
        matrix = correlations(self.answers.covariance)
        return htmt(matrix if usable else np.full_like(matrix, np.nan), self.of_item)

    @cached_property
    def explored(self) -> Factors:
        """As many factors as dimensions, extracted without naming them; NaN where they explain an item wholly."""
        q = len(self.dimensions)
        rotation: Any = "oblimin" if q > 1 else "none"
        found = exploratory_factors(self.answers.covariance, self.answers.n, q, rotation=rotation)
        if not found.heywood:
            return found
        unknown = {name: getattr(found, name) * np.nan for name in ("loadings", "structure", "communalities")}
        return replace(found, **unknown)

    def _explored_reason(self) -> str:
        k, q = len(self.of_item), len(self.dimensions)
        if bool(self.explored.converged):
            return IMPROPER if self.explored.heywood else NONE
        return self.answers.reason or (NOT_IDENTIFIED if (k - q) ** 2 < k + q or q >= k else NOT_CONVERGED)

    def loadings(self) -> pd.DataFrame:
        """Give a row for every item and dimension."""
        k, m = len(self.of_item), len(self.dimensions)
        reach = normal_quantile(self.confidence) * self._proper
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
            "r_squared": np.repeat((1 - self.own.error_variances) * self._proper, m),
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
        reach = normal_quantile(self.confidence) * se * self._proper
        return {
            "dimension_a": names[first],
            "dimension_b": names[second],
            "n": np.full(len(first), self.own.numbers["n"]),
            "correlation": value,
            "se": se,
            "ci_low": value - reach,
            "ci_high": value + reach,
        }

    @property
    def resampled(self) -> bool:
        """Whether the ratios of correlations have intervals."""
        return self.answers.given_rows is not None and not self.answers.reason

    @cached_property
    def ratios(self) -> dict[str, Floats]:
        """The heterotrait-monotrait ratios of the pairs of dimensions, with their ends as far as there are rows."""
        found: dict[str, Any] = {"htmt": self._ratios.htmt, "htmt2": self._ratios.htmt2}
        unknown = np.full_like(self._ratios.htmt, np.nan)
        found |= {f"{name}_{end}": unknown for name in ("htmt", "htmt2") for end in ("low", "high")}
        if self.resampled and len(self.pairs[0]):
            drawn = htmt_bootstrap(self.answers.complete, self.of_item, self.confidence, draws=DRAWS, rng=self.rng)
            found |= {name: getattr(drawn, name) for name in found if name not in {"htmt", "htmt2"}}
        order = [f"{name}{end}" for name in ("htmt", "htmt2") for end in ("", "_low", "_high")]
        return {name: np.asarray(found[name][self.pairs[0], self.pairs[1]]) for name in order}

    def separated(self) -> list[DimensionPair]:
        """List the pairs of dimensions whose ratio is known, with what it is called."""
        names, codes = self.dimensions, separations(self.ratios["htmt"], self.ratios["htmt_high"])
        every = zip(*self.pairs, self.ratios["htmt"], self.ratios["htmt_high"], codes, strict=True)
        return [
            DimensionPair((names[a], names[b]), float(ratio), float(high), code)
            for a, b, ratio, high, code in every
            if np.isfinite(ratio)
        ]

    def discriminant(self, doubts: Doubts) -> pd.DataFrame:
        """Give a row for every pair of dimensions: whether they can be told apart, with resampled intervals."""
        first, second = self.pairs
        shared = np.where(self.own.reason == IMPROPER, np.nan, self.own.correlation[first, second] ** 2)
        doubted = np.array([doubts.of_dimension(key) for key in self.dimensions], dtype=object)
        doubt = np.where(doubted[first] == NONE, doubted[second], doubted[first])
        least = np.minimum(self.extracted[first], self.extracted[second])
        columns = {
            **self._pair_columns(),
            **self.ratios,
            "negative": self._ratios.negative[first, second],
            "shared_variance": shared,
            "ave_a": self.extracted[first],
            "ave_b": self.extracted[second],
            "fornell_larcker": criteria(
                ~at_least(shared - least, 0.0), np.isfinite(least - shared) & (doubt == NONE), (MET, NOT_MET)
            ),
            "separation": np.where(
                doubt == NONE, separations(self.ratios["htmt"], self.ratios["htmt_high"]), ""
            ).astype(object),
        }
        alone = np.where(self.alone[first] | self.alone[second], SINGLE_ITEM, NONE if self.resampled else NEEDS_ROWS)
        reason = self.own.reason or self.answers.reason or np.where(doubt == NONE, alone, doubt)
        return pd.DataFrame({**columns, "reason": np.broadcast_to(reason, len(first)).astype(object)})

    def convergent(self, doubts: Doubts) -> pd.DataFrame:
        """Give a row for every dimension: whether its items have enough in common."""
        doubt = np.array([doubts.of_dimension(key) for key in self.dimensions], dtype=object)
        sure = doubt == NONE
        extracted, shared = self.extracted, self.construct.maximum_shared_variance
        reliability = np.where(self.alone, np.nan, self.construct.composite_reliability)
        columns = {
            "dimension": np.array(self.dimensions, dtype=object),
            "n": np.full(len(self.dimensions), self.own.numbers["n"]),
            "n_items": np.array([len(each.items) for each in self.instrument.dimensions]),
            "ave": extracted,
            "composite_reliability": reliability,
            "msv": shared,
            "convergence": criteria(at_least(extracted, EXTRACTED), np.isfinite(extracted) & sure, (CONVERGENT, WEAK)),
            "fornell_larcker": criteria(
                ~at_least(shared - extracted, 0.0), np.isfinite(extracted - shared) & sure, (MET, NOT_MET)
            ),
        }
        alone = np.where(self.alone, SINGLE_ITEM, NONE)
        reason = self.own.reason or np.where(sure, alone, doubt)
        return pd.DataFrame({**columns, "reason": np.broadcast_to(reason, len(doubt)).astype(object)})


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
