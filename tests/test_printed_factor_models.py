"""Factor models of real answers against what was printed of them; skipped where the answers are not there.

The answers are read from the folder named by the environment variable SERVGAP_DATA (default ../shared/data).
"""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from servgap._stats.factor_models.confirmatory import FactorModel, confirmatory_factor_analysis
from servgap._stats.factor_models.construct_validity import construct_validity
from servgap._stats.factor_models.robust_analysis import robust_factor_analysis

FOLDER = Path(__file__).parents[1] / os.environ.get("SERVGAP_DATA", "../shared/data")
BABAKUS = FOLDER / "published" / "bb1992_correlation_matrix.csv"
KIOSK = FOLDER / "kiosk" / "kiosk.csv"

NEVER_USED = "사용한 적 없음"
SCREENED_OUT = (21, 22, 25, 38, 61, 77, 84, 90, 100, 124, 136, 185, 205)
"""Of the 207 who had used a kiosk, by their running number: those whom the authors' script (datah_v2.R) leaves out."""

MODELS = {
    "eight factors of 24 items": [[3 * factor + item for item in (1, 2, 3)] for factor in range(8)],
    "six factors of 22 items": [
        [4, 5, 6, 22, 24],
        [19, 20, 21],
        [9, 10, 11, 18],
        [13, 14, 15, 16, 17],
        [1, 2, 3],
        [7, 8],
    ],
    "six factors of 20 items": [[4, 5, 6, 22], [19, 20, 21], [10, 11, 18], [13, 14, 15, 16, 17], [1, 2, 3], [7, 8]],
}


def of_model(covariance: np.ndarray, n: int, factors: list[list[int]]) -> FactorModel:
    """Fit a model whose items are counted from 1."""
    items = [item - 1 for each in factors for item in each]
    of_item = [factor for factor, each in enumerate(factors) for _ in each]
    return confirmatory_factor_analysis(covariance[np.ix_(items, items)], n, of_item)


@pytest.mark.skipif(not BABAKUS.exists(), reason=f"no {BABAKUS}")
def test_babakus_and_boller() -> None:
    """Five factors of 20 of the 22 items: CFI .960 and SRMR .038 in print (Niemand & Mai's reanalysis, package FCO)."""
    correlations = pd.read_csv(BABAKUS, index_col=0).to_numpy()
    factors = [[5, 7, 8], [2, 4], [10, 11, 12, 13, 18, 19, 20, 21, 22], [1, 17], [6, 14, 15, 16]]
    found = of_model(correlations, 502, factors)
    assert (round(found.cfi, 3), round(found.srmr, 3)) == (0.960, 0.038)
    assert found.df == 160
    assert found.proper


@pytest.mark.skipif(not BABAKUS.exists(), reason=f"no {BABAKUS}")
def test_the_questionnaire_s_own_five_dimensions_do_not_suit_babakus_and_boller() -> None:
    correlations = pd.read_csv(BABAKUS, index_col=0).to_numpy()
    own = [range(1, 5), range(5, 10), range(10, 14), range(14, 18), range(18, 23)]
    found = of_model(correlations, 502, [list(each) for each in own])
    assert found.converged
    assert not found.proper, "responsiveness and empathy correlate beyond one"
    assert found.cfi < 0.90


@cache
def kiosk() -> pd.DataFrame:
    return pd.read_csv(KIOSK, encoding="cp949")


def answers(frame: pd.DataFrame, mark: str) -> np.ndarray:
    """Take the 24 items numbered n-2 whose headers speak of this."""
    found = [[name for name in frame if re.match(rf"{n}-2\b", name.strip()) and mark in name] for n in range(1, 25)]
    assert [len(names) for names in found] == [1] * 24
    return frame[[names[0] for names in found]].to_numpy(float)


def used() -> pd.DataFrame:
    frequency = next(name for name in kiosk() if "얼마나 자주" in name)
    return kiosk()[kiosk()[frequency] != NEVER_USED]


def screened() -> pd.DataFrame:
    return used().drop(index=used().index[[number - 1 for number in SCREENED_OUT]])


def fitted(frame: pd.DataFrame, name: str, mark: str) -> FactorModel:
    rows = answers(frame, mark)
    return of_model(np.cov(rows, rowvar=False), len(rows), MODELS[name])


needs_kiosk = pytest.mark.skipif(not KIOSK.exists(), reason=f"no {KIOSK}")


@needs_kiosk
def test_the_authors_rows_of_the_kiosk_survey() -> None:
    assert (len(kiosk()), len(used()), len(screened())) == (211, 207, 194)


@needs_kiosk
@pytest.mark.parametrize("mark", ["인지 설문", "만족하십니까"])
@pytest.mark.parametrize("name", MODELS)
def test_screening_moves_the_kiosk_survey_s_fit_by_little(name: str, mark: str) -> None:
    few, all_users = fitted(screened(), name, mark), fitted(used(), name, mark)
    assert few.converged
    assert few.df == all_users.df
    assert few.cfi == pytest.approx(all_users.cfi, abs=0.03)
    assert few.rmsea == pytest.approx(all_users.rmsea, abs=0.01)
    assert few.srmr == pytest.approx(all_users.srmr, abs=0.01)


@needs_kiosk
def test_the_authors_own_composite_reliability_formula() -> None:
    """Their script: (Σλ)²/((Σλ)² + Σθ) and Σλ²/(Σλ² + Σθ), all standardised."""
    name = "six factors of 20 items"
    found = fitted(screened(), name, "만족하십니까")
    valid = construct_validity(found.loadings, found.error_variances, found.factor_covariance)
    for factor in range(6):
        own = found.standardized_loadings[:, factor] != 0
        loadings = found.standardized_loadings[own, factor]
        errors = (1 - found.r_squared[own]).sum()
        assert valid.composite_reliability[factor] == pytest.approx(
            loadings.sum() ** 2 / (loadings.sum() ** 2 + errors)
        )
        assert valid.average_variance_extracted[factor] == pytest.approx((loadings**2).sum() / len(loadings))


@needs_kiosk
def test_skewed_answers_of_the_kiosk_survey_are_scaled_down() -> None:
    items = [item - 1 for each in MODELS["six factors of 20 items"] for item in each]
    of_item = [factor for factor, each in enumerate(MODELS["six factors of 20 items"]) for _ in each]
    found = robust_factor_analysis(answers(screened(), "인지 설문")[:, items], of_item)
    assert found.scaling_factor > 1
    assert found.cfi_robust > found.cfi
