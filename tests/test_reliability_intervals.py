"""Intervals of reliabilities that suppose no distribution: the same from rows, a Tally, halves and groups."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import servgap as sg
from servgap._stats.reliability.alpha_intervals import alpha_distribution_free
from servgap._stats.reliability.difference_intervals import difference_distribution_free
from servgap._stats.reliability.omega_intervals import omega_distribution_free
from servgap.survey.scale import Scale
from servgap.survey.survey import Survey
from tests.earlier_files import earlier
from tests.surveys import random_survey, rows_of

ENDS = ["ci_low", "ci_high", "omega_low", "omega_high", "difference_low", "difference_high"]


def complete_rows(survey: Survey, dimension: int, part: str) -> np.ndarray:
    span = survey.instrument.spans[dimension]
    e, p = (survey.part(each).to_numpy()[:, span] for each in survey.instrument.parts)
    values = {"expectation": e, "perception": p, "gap": p - e}[part]
    return values[~np.isnan(values).any(axis=1)]


@pytest.mark.parametrize("scale", [Scale(1, 7), Scale(0, 10), Scale(1, 9, 0.5)], ids=str)
@pytest.mark.parametrize("by", [None, "branch"])
def test_they_are_those_of_the_rows(scale, by):
    survey = random_survey(11, 300, (3, 5), scale, missing=0.03)
    found = sg.check_reliability(survey.tally(by=by or ()), by=by, confidence=0.9)
    for _, row in found.frame.iterrows():
        of = survey.where(branch=row["branch"]) if by else survey
        dimension = survey.instrument.dimension_keys.index(row["dimension"])
        rows = complete_rows(of, dimension, row["part"])
        alpha, omega = alpha_distribution_free(rows, 0.9), omega_distribution_free(rows, 0.9)
        assert (row["alpha"], row["n"]) == (pytest.approx(float(alpha.value)), len(rows))
        np.testing.assert_allclose(row[["ci_low", "ci_high"]].astype(float), [alpha.ci_low, alpha.ci_high], rtol=1e-9)
        ends = row[["omega_low", "omega_high"]].astype(float)
        np.testing.assert_allclose(ends, [omega.ci_low, omega.ci_high], rtol=1e-7)
        if row["part"] != "gap":
            continue
        span = survey.instrument.spans[dimension]
        e, p = (of.part(part).to_numpy()[:, span] for part in survey.instrument.parts)
        both = ~np.isnan(e + p).any(axis=1)
        pair = difference_distribution_free(e[both], p[both], 0.9)
        assert row["difference_reliability"] == pytest.approx(float(pair.value))
        ends = row[["difference_low", "difference_high"]].astype(float)
        np.testing.assert_allclose(ends, [pair.ci_low, pair.ci_high], rtol=1e-9)


def test_halves_added_and_groups_joined_have_the_intervals_of_the_whole():
    survey = random_survey(12, 400, (4, 3), missing=0.05)
    whole = sg.check_reliability(survey)
    halves = rows_of(survey, range(150)).tally() + rows_of(survey, range(150, 400)).tally()
    joined = survey.tally(by=["branch", "quarter"])
    for found in (sg.check_reliability(halves), sg.check_reliability(joined), sg.check_reliability(survey.tally())):
        pd.testing.assert_frame_equal(found.frame, whole.frame)
        pd.testing.assert_frame_equal(found.coefficients, whole.coefficients)
        pd.testing.assert_frame_equal(found.uses, whole.uses)


def test_each_coefficient_lies_in_its_interval_and_a_surer_one_is_wider():
    survey = random_survey(13, 200, (4, 3), missing=0.02)
    usual, surer = sg.check_reliability(survey).frame, sg.check_reliability(survey, confidence=0.99).frame
    for value, low, high in (("alpha", *ENDS[:2]), ("omega", *ENDS[2:4]), ("difference_reliability", *ENDS[4:])):
        rows = usual[low].notna()
        assert rows.any()
        assert (usual.loc[rows, low] < usual.loc[rows, value]).all()
        assert (usual.loc[rows, value] < usual.loc[rows, high]).all()
        assert (usual.loc[rows, high] <= 1).all()
        assert (surer.loc[rows, low] < usual.loc[rows, low]).all()
        assert (surer.loc[rows, high] > usual.loc[rows, high]).all()


def test_a_tally_of_an_earlier_version_has_the_coefficients_and_says_why_no_intervals(tmp_path):
    survey = random_survey(14, 200, (4, 3), missing=0.02)
    old = sg.check_reliability(earlier(survey.tally(), tmp_path / "old"), coefficients="all")
    new = sg.check_reliability(survey.tally())
    assert old.frame[ENDS].isna().all(axis=None)
    for name in ("alpha", "omega", "difference_reliability"):
        np.testing.assert_array_equal(old.frame[name], new.frame[name])
    assert set(old.frame["reason"]) == {"not_counted"}
    assert set(old.uses["reason"]) == {"not_counted", "opposed_item"}
    assert (old.uses["band"] == "").all()
    rows = old.coefficients
    free = rows["method"].isin(["adf_log", "adf", "robust"])
    assert set(rows.loc[free, "reason"]) == {"not_counted"}
    feldt, since = (each.coefficients.query("method == 'feldt'") for each in (old, new))
    np.testing.assert_array_equal(feldt["ci_low"], since["ci_low"])
    assert "reliability runs from" in old.headline.lower()


def test_many_items_take_the_survey_for_omega_and_alpha_but_not_for_the_difference():
    survey = random_survey(15, 150, (13, 3), missing=0.005)
    rows, tally = sg.check_reliability(survey), sg.check_reliability(survey.tally())
    large, small = rows.frame["n_items"] == 13, rows.frame["n_items"] == 3
    assert rows.frame.loc[large, ENDS[:4]].notna().all(axis=None)
    assert set(tally.frame.loc[large, "reason"]) == {"needs_rows"}
    assert tally.frame.loc[large, ENDS[:4]].isna().all(axis=None)
    gap = large & (rows.frame["part"] == "gap")
    assert tally.frame.loc[gap, ENDS[4:]].notna().all(axis=None)
    pd.testing.assert_frame_equal(rows.frame[small], tally.frame[small])
    for _, row in rows.frame[large].iterrows():
        omega = omega_distribution_free(complete_rows(survey, 0, row["part"]))
        np.testing.assert_allclose(row[ENDS[2:4]].astype(float), [omega.ci_low, omega.ci_high], rtol=1e-7)
    grouped = sg.check_reliability(survey, by="branch")
    mine = grouped.frame[(grouped.frame["branch"] == "North") & (grouped.frame["n_items"] == 13)]
    north = sg.check_reliability(survey.where(branch="North")).frame
    np.testing.assert_allclose(mine[ENDS[:4]], north.loc[north["n_items"] == 13, ENDS[:4]])


def test_feldt_and_the_normal_delta_stay_by_name():
    survey = random_survey(16, 300, (4,), missing=0)
    found = sg.check_reliability(survey, part="perception").coefficients
    methods = {name: set(rows["method"]) for name, rows in found.groupby("coefficient")}
    assert methods["alpha"] == {"adf_log", "adf", "feldt", "normal_theory"}
    assert methods["omega_total"] == {"adf_log", "robust", "maximum_likelihood"}
    differing = found[found["coefficient"] == "alpha"]
    assert len(set(differing["value"])) == 1
    assert len(set(differing["ci_low"])) == 4


def test_rough_intervals_are_said_to_be():
    few, many = random_survey(17, 25, (3,), missing=0), random_survey(17, 2000, (3,), missing=0)
    told = sg.check_reliability(few)
    assert "intervals rest on few respondents (fewer than 10 degrees of freedom): they are rough" in told.note
    assert "个区间依据的受访者很少（自由度不足 10）" in told.note_in("zh")
    assert "few respondents" not in sg.check_reliability(many).note
    (remark,) = [each for each in told.basis.remarks if each.code == "rough_intervals"]
    assert 0 < dict(remark.particulars)["n"] <= 7
