"""The surfaces overall and of each dimension: what was computed of each, and how it is laid out in rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap._stats.families.adjust import adjust_p
from servgap._stats.ratio import NEGLIGIBLE, Floats
from servgap._stats.surfaces.congruence import Congruence, congruence_conditions
from servgap._stats.surfaces.constraint_models import ConstraintModels, constraint_models
from servgap._stats.surfaces.difference_score import (
    DifferenceTests,
    LossOfDifference,
    difference_tests,
    leaves_error,
    loss_of_difference,
)
from servgap._stats.surfaces.polynomial import Polynomial, fit_polynomial, full_rank, quadratic_terms
from servgap._stats.surfaces.prediction import Prediction, left_out_prediction
from servgap._stats.surfaces.support import Support, agreement_shares
from servgap._stats.ties import first_least
from servgap.analysis.reasons import (
    FITS_EXACTLY,
    NONE,
    NOT_ASKED_ALL,
    OUTCOME_ALIKE,
    STANDS_ALONE,
    TERMS_ALIKE,
    TOO_FEW_FOR_SURFACE,
)
from servgap.analysis.rows import RowLabels
from servgap.analysis.surface.rules import (
    FITTED_FROM,
    SMALLEST_LOSS,
)


@dataclass(frozen=True)
class Fitted:
    """All that was computed of one row: overall, or a dimension."""

    x: Floats
    y: Floats
    reason: str
    surface: Polynomial
    tests: DifferenceTests
    loss: LossOfDifference
    models: ConstraintModels
    congruence: Congruence
    prediction: Prediction
    support: Support

    @property
    def n(self) -> int:
        """Respondents with both scores and the outcome."""
        return len(self.x)

    @property
    def best(self) -> int | None:
        """The model of smallest criterion, the simpler of equal ones; None where there is none."""
        return None if np.isnan(self.models.aicc).all() else first_least(self.models.aicc)


def fit_row(x: Floats, y: Floats, z: Floats, confidence: float, *, asked_all: bool) -> Fitted:
    """Fit one row, of respondents who have both scores, centred on the middle of the scale, and the outcome."""
    reason = NOT_ASKED_ALL if not asked_all else _reason(x, y, z)
    # What is not fitted has the numbers of nobody, which are none.
    kept = slice(None) if reason in {NONE, STANDS_ALONE} else slice(0)
    given = (x[kept], y[kept], z[kept])
    surface = fit_polynomial(*given)
    return Fitted(
        x=x,
        y=y,
        reason=reason,
        surface=surface,
        tests=difference_tests(*given),
        loss=loss_of_difference(*given, SMALLEST_LOSS, confidence),
        models=constraint_models(*given),
        congruence=congruence_conditions(surface.b, surface.covariance_hc3, float(surface.df), confidence),
        prediction=left_out_prediction(*given, confidence),
        support=agreement_shares(x, y),
    )


def _reason(x: Floats, y: Floats, z: Floats) -> str:
    if len(z) < FITTED_FROM:
        return TOO_FEW_FOR_SURFACE
    if not ((z - z.mean()) ** 2).sum() > NEGLIGIBLE * (z**2).sum():
        return OUTCOME_ALIKE
    terms = quadratic_terms(x, y)
    if not full_rank(terms):
        return TERMS_ALIKE
    if not leaves_error(terms, z):
        return FITS_EXACTLY
    return STANDS_ALONE if np.isnan(fit_polynomial(x, y, z).covariance_hc3).any() else NONE


@dataclass(frozen=True)
class Surfaces:
    """Rows with their labels: overall first, then the dimensions."""

    labels: RowLabels
    rows: tuple[Fitted, ...]
    confidence: float

    @property
    def level(self) -> float:
        """The level of tests."""
        return 1 - self.confidence

    def stacked(self, outcome: str, number: str) -> Floats:
        """Put a number of one outcome under each other, rows first."""
        return np.stack([np.asarray(getattr(getattr(each, outcome), number), dtype=np.float64) for each in self.rows])

    def adjusted(self, p: Floats) -> Floats:
        """Correct by Holm over all rows, and over columns if there are several; of a single dimension overall is it."""
        rows = p[1:] if len(p) == 2 else p
        found = adjust_p(rows.reshape(-1), "holm").p_adjusted.reshape(rows.shape)
        return np.concatenate([found, found]) if len(p) == 2 else found

    def frame(self, entries: Sequence[str], name: str, columns: Mapping[str, NDArray[Any]]) -> pd.DataFrame:
        """Lay out rows × entries: labels, the entry's code, numbers."""
        count = len(entries)
        told: dict[str, Any] = {
            each: np.repeat(np.array(getattr(self.labels, each), dtype=object), count)
            for each in ("level", "dimension")
        }
        told[name] = np.tile(np.array(entries, dtype=object), len(self.rows))
        told["n"] = np.repeat([each.n for each in self.rows], count)
        told |= {each: np.asarray(values).reshape(-1) for each, values in columns.items()}
        return pd.DataFrame(told)

    def reasons(self, count: int, known: NDArray[np.bool_] | None = None, other: str = NONE) -> NDArray[np.object_]:
        """Give each row's reason for all its entries, and another one where only an entry is not known."""
        found = np.array([[each.reason] * count for each in self.rows], dtype=object)
        if known is not None:
            found[(found == NONE) & ~known] = other
        return found
