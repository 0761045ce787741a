"""Edges of plans, steps and ranks that small changes to the verbs showed to be unwatched."""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import servgap as sg
from servgap._stats.ordinal.sample import pair_tables
from servgap.analysis import ranks
from servgap.analysis.pairing import rows as pairing_rows
from servgap.analysis.pairing import verb as pairing
from servgap.analysis.pairing.rules import CLOSE_RMSEA, LEAST_CFI, followed, steps_held
from servgap.analysis.plan import rows as planning_rows
from servgap.analysis.ranks import RankQuestion, with_spread
from servgap.analysis.reliability import answer_coefficients
from servgap.analysis.reliability import rows as reliability_rows
from servgap.analysis.screening.with_without import with_without
from servgap.analysis.subject import Chance
from servgap.analysis.validity import factor_fits
from servgap.analysis.validity import invariance as invariance_rows
from servgap.analysis.validity import rows as validity_rows
from servgap.errors import ServgapError
from servgap.survey.measures.measure import measure_for
from tests.surveys import pair_survey, random_survey

NAN = np.nan

# Plans


def rows_of(plan: sg.Plan, sampling: str) -> pd.DataFrame:
    return plan.frame[plan.frame["sampling"] == sampling].set_index("purpose")


def test_branches_that_are_drawn_make_one_sample_for_a_gap_and_two_for_a_change():
    drawn = rows_of(sg.plan_sample(gap=0.5, sd=1.2, branches=20, icc=0.02), "branches")
    assert (drawn["n_total"] % 20 == 0).all()
    for purpose in ("gap", "gap_in_family", "precision", "precision_assured"):
        assert drawn.loc[purpose, ["groups", "n_total"]].tolist() == [20, 20 * drawn.loc[purpose, "n_per_group"]]
    assert drawn.loc["change", ["groups", "n_total"]].tolist() == [2, 2 * drawn.loc["change", "n_per_group"]]


def test_an_interval_of_drawn_branches_is_that_of_their_means():
    """Half its width is t of 19 degrees of freedom times the standard error that the branches leave."""
    found = rows_of(sg.plan_sample(gap=0.5, sd=1.2, branches=20, icc=0.02), "branches").loc["precision"]
    t = stats.t.ppf(0.975, 19)

    def half(each: float) -> float:
        return t * 1.2 * np.sqrt((1 + (each - 1) * 0.02) / (20 * each))

    each = found["n_total"] / 20
    assert found["detectable"] == pytest.approx(half(each), rel=1e-9)
    assert half(each) <= found["target"] < half(each - 1)


def test_a_change_of_drawn_branches_compares_two_samples_of_them():
    found = rows_of(sg.plan_sample(gap=0.5, sd=1.2, branches=20, icc=0.02, power=0.8), "branches").loc["change"]
    each = found["n_total"] / 2 / 20
    error = 1.2 * np.sqrt(2 * (1 + (each - 1) * 0.02) / (20 * each))
    df, critical = 38, stats.t.ppf(0.975, 38)
    power = stats.nct.sf(critical, df, 0.5 / error) + stats.nct.cdf(-critical, df, 0.5 / error)
    assert found["power"] == pytest.approx(power, rel=1e-6)


def test_respondents_who_answer_on_their_own_have_no_design_effect():
    plan = sg.plan_sample(gap=0.5, sd=1.2, branches=20, icc=0.02)
    alone = rows_of(plan, "respondents")["design_effect"].dropna()
    assert (alone == 1).all()
    assert len(alone) == 7


def test_a_whole_number_needed_is_not_raised_by_rounding():
    plan = planning_rows.Assumed(0.5, 1.2, 0.8, 0.95, 3, None, 5)
    design = planning_rows.Design("gap", "respondents", "paired_t", 1, 0.5, 30 + 1e-12, None, float)
    assert planning_rows.row(design, plan)["n_total"] == 30


def test_a_power_of_the_level_itself_is_none():
    with pytest.raises(ServgapError, match="power"):
        sg.plan_sample(gap=0.5, sd=1.2, power=0.25, confidence=0.75)


# Steps


def test_a_first_step_with_just_enough_fit_holds():
    fit = dict.fromkeys(("cfi_difference", "p_adjusted", "chi_square_difference"), np.array([NAN]))
    fit |= {"chi_square": np.ones(1), "cfi": np.array([LEAST_CFI.value]), "rmsea_low": np.array([0.2])}
    assert steps_held(fit, 0.05).tolist() == [True]
    assert steps_held(fit | {"cfi": fit["cfi"] - 1e-9}, 0.05).tolist() == [False]
    close = {"cfi": np.array([0.5]), "rmsea_low": np.array([CLOSE_RMSEA.value])}
    assert steps_held(fit | close, 0.05).tolist() == [True]


def test_dimensions_of_several_groups_go_their_own_ways():
    held = np.array([[[1, 1, 1], [1, 0, 0]], [[0, 0, 0], [1, 1, 0]]], dtype=bool)
    reached, verdict = followed(held, held, np.ones_like(held))
    assert reached.tolist() == [["scalar", "configural"], ["none", "metric"]]
    assert verdict.tolist() == [["subtract", "do_not_average"], ["do_not_average", "depends_on_items"]]


def test_what_follows_a_step_that_did_not_converge_is_not_known_either():
    flags = {"converged": np.array([True, False, True]), "proper": np.ones(3, dtype=bool)}
    numbers = dict.fromkeys([*pairing_rows.FIT, *pairing_rows.LATENT.values()], np.zeros(3))
    names = (*pairing_rows.FIT, "after_proper")
    steps = {name: np.zeros((1, 1, 3)) for name in names} | {"reason": np.full((1, 1, 3), "", dtype=object)}
    latent = {name: np.zeros((1, 1, 3)) for name in pairing_rows.LATENT} | {"reason": np.full((1, 1), "", dtype=object)}
    pairing_rows._enter(SimpleNamespace(**flags, **numbers), steps, latent, (0, 0))
    assert steps["reason"].tolist() == [[["", "not_converged", "not_converged"]]]


def test_the_widest_spread_is_told_of_dimensions_whose_intercepts_were_refused():
    survey = random_survey(13, 300, (3, 4))
    found, level = pairing_rows.pair(survey.tally(), 0.95), 0.05
    rows = pairing_rows.dimensions_frame(found, 0.95)
    rows["spread"], rows["p_adjusted"] = [9.0, 1.0], [0.001, 0.001]
    both = [("subtract", "depends_on_items"), ("depends_on_items", "depends_on_items")]
    widest = [pairing._facts(found, rows.assign(verdict=list(verdicts)), level).widest for verdicts in both]
    assert [each.spread for each in widest] == [1.0, 9.0]
    chance = rows.assign(verdict="depends_on_items", p_adjusted=0.5)
    assert pairing._facts(found, chance, level).widest is None


@pytest.mark.parametrize(("reason", "told"), [("improper", "improper"), ("", "not_converged")])
def test_a_step_that_is_open_has_its_own_reason_or_that_of_the_one_before(reason, told):
    frame = pd.DataFrame({"step": ["configural", "metric", "scalar"], "reason": ["not_converged", reason, "singular"]})
    assert invariance_rows._open_reason(SimpleNamespace(reason=""), frame, frame.iloc[1]) == told


def test_groups_hold_no_steps_of_a_structure_that_all_together_do_not_have(monkeypatch):
    survey = sg.read_survey("data/samples/hotline_2026.csv", attributes=["branch", "quarter"])
    usual = sg.check_validity(survey, by="quarter").invariance.set_index("step")
    assert usual["holds"].any()
    assert (usual["reason"] == "").all()
    steps_frame = invariance_rows._steps_frame

    def of_another(groups, own):
        return steps_frame(groups, SimpleNamespace(model=own.model, reason="improper"))

    monkeypatch.setattr(invariance_rows, "_steps_frame", of_another)
    found = sg.check_validity(survey, by="quarter").invariance.set_index("step")
    kept = usual.index[usual["holds"].fillna(value=False).astype(bool)]
    assert (found.loc[kept, "reason"] == "improper").all()
    assert found.loc[kept, "holds"].isna().all()


def test_two_groups_are_enough_for_steps_between_them_whatever_the_third_is():
    survey = sg.read_survey("data/samples/hotline_2026.csv", attributes=["branch", "quarter"])
    quarters = survey.respondents["quarter"]
    two = quarters.unique()[:2].tolist()
    few = quarters.index[~quarters.isin(two)][4:]
    found = sg.check_validity(survey.drop(few, reason="elsewhere"), by="quarter", estimator="ml").invariance
    assert (found["groups"] == 2).all()
    assert found["cfi"].notna().all()


@pytest.mark.parametrize(("n", "reason"), [(1.0, "too_few"), (2.0, "too_few_for_items"), (9.0, "singular")])
def test_two_respondents_are_too_few_for_the_items_and_one_for_anything(n, reason):
    fit = SimpleNamespace(n=n, model=SimpleNamespace(items=4))
    assert factor_fits._unusable(fit, SimpleNamespace(reason="")) == reason


@pytest.mark.parametrize(("n", "reason"), [(8, "too_few_for_items"), (9, "not_converged")])
def test_a_factor_fails_for_want_of_respondents_up_to_two_for_each_item(n, reason):
    fit = SimpleNamespace(omega=np.array([NAN]), heywood=np.array([False]))
    alpha = SimpleNamespace(alpha=np.array([0.8]))
    covariance = (0.5 * np.eye(4) + 0.5)[None]
    assert reliability_rows._reasons(np.array([n]), 4, covariance, alpha, fit).tolist() == [reason]


def test_an_improper_factor_of_ordered_answers_is_called_so():
    """Correlations .8, .8 and .5 ask for a loading of 1.13."""
    rng = np.random.default_rng(4)
    drawn = rng.multivariate_normal(np.zeros(3), [[1, 0.8, 0.8], [0.8, 1, 0.5], [0.8, 0.5, 1]], 3000)
    answers = np.digitize(drawn, [-1, 0, 1])
    values, reasons = answer_coefficients._of_tables(pair_tables(answers, 4))
    assert np.isfinite(values[0])
    assert np.isnan(values[1])
    assert reasons == ["", "improper"]


# Ranks


def test_candidates_are_those_of_the_group_that_ranks_worst():
    survey = sg.read_survey("data/samples/hotline_2026.csv", attributes=["branch", "quarter"])
    found = sg.rank_standards(survey, by=["branch", "quarter"])
    frame, facts = found.frame, found.facts
    group = facts.group
    mine = frame[(frame["branch"] == group["branch"]) & (frame["quarter"] == group["quarter"])]
    may_be = mine["may_be_worst"].fillna(value=False).astype(bool)
    assert list(facts.candidates) == mine.loc[may_be, "standard"].tolist()
    assert facts.tied == (mine["rank_low"] == 1).sum()


@pytest.mark.parametrize(("n", "reference", "df"), [(299, "t", 298.0), (300, "normal", None)])
def test_rank_sets_are_scaled_by_t_below_three_hundred(n, reference, df):
    question = RankQuestion(1, None, 0.95, Chance.of(None))
    assert (question.reference_for(n), question.df_for(n)) == (reference, df)


def test_the_standard_with_the_fewest_answers_decides_how_its_ranks_are_scaled(monkeypatch):
    told, drawn = [], ranks.all_ranks
    monkeypatch.setattr(
        ranks, "all_ranks", lambda *given, df, **others: told.append(df) or drawn(*given, df=df, **others)
    )
    question = RankQuestion(1, None, 0.95, Chance.of(None))
    known = np.array([True, True, True, False])
    ranks.rank_columns(np.arange(4.0), np.eye(4), np.array([30.0, 12.0, 20.0, 5.0]), known, question)
    assert told == [11.0]


def test_a_mean_without_spread_borrows_by_degrees_of_freedom():
    """Of 5 and 9 respondents with variances 1 and 4 the pooled one is (4·1 + 8·4) / 12 = 3."""
    n = np.array([[5.0], [9.0], [6.0]])
    own = np.array([1 / 5, 4 / 9, 0.0])[:, None, None]
    assert with_spread(own, n)[2, 0, 0] == pytest.approx(3 / 6)


def test_the_worst_of_all_groups_and_standards_comes_with_its_own_respondents():
    survey = sg.read_survey("data/samples/hotline_2026.csv", attributes=["branch", "quarter"])
    found = sg.rank_standards(survey, by=["branch", "quarter"])
    row = found.worst_of_all.iloc[0]
    frame = found.frame
    same = (frame[["branch", "quarter", "standard"]] == row[["branch", "quarter", "standard"]]).all(axis=1)
    assert frame.loc[same, "n"].tolist() == [row["n"]]
    assert frame.loc[same, "value"].iloc[0] == frame["value"].min()
    assert frame["n"].nunique() > 20


def test_what_two_respondents_leave_is_measured_and_what_one_leaves_is_not():
    rows = np.random.default_rng(5).integers(1, 8, (4, 8)).astype(float)
    survey = pair_survey((4, 4), rows[::-1], rows)
    for left, reason in ((2, ""), (3, "too_few")):
        flagged = np.arange(4) < left
        found = with_without(survey, measure_for(survey.instrument, None), flagged, policy="half", confidence=0.95)
        assert found["n_without"].tolist() == [4 - left] * len(found)
        assert found["reason"].tolist() == [reason] * len(found)


def test_a_joint_test_counts_the_respondents_of_the_gap_with_the_fewest():
    found = sg.check_significance(random_survey(7, 120, (3, 4, 2), missing=0.2))
    frame, joint = found.frame, found.joint
    for level in ("dimension", "standard"):
        n = frame.loc[frame["level"] == level, "n"]
        assert len(set(n)) > 1
        assert set(joint.loc[joint["level"] == level, "n"]) == {n.min()}


@pytest.mark.parametrize(("n", "reasons"), [(5, {"too_few_for_all"}), (6, {""})])
def test_a_joint_test_takes_more_respondents_than_gaps(n, reasons):
    rng = np.random.default_rng(2)
    e, p = (rng.integers(1, 8, (n, 5)).astype(float) for _ in range(2))
    joint = sg.check_significance(pair_survey((3, 2), e, p)).joint.set_index(["level", "method"])
    assert set(joint.loc[[("standard", "all_zero")], "reason"]) == reasons


def test_the_spread_of_branches_that_is_found_is_told_as_the_gap_of_two():
    """Two branches apart by the gap, all others between them: what the planned sample finds is just under the gap."""
    found = rows_of(sg.plan_sample(gap=0.5, sd=1.2, branches=20), "respondents").loc["branches"]
    assert 0.49 < found["detectable"] <= 0.5


def test_a_small_sample_is_told_by_the_standard_with_the_fewest_answers():
    found = sg.rank_standards(random_survey(7, 110, (3, 4, 2), missing=0.2))
    remarks = {remark.code: dict(remark.particulars) for remark in found.basis.remarks}
    assert len(set(found.frame["n"])) > 1
    assert remarks["small_sample"] == {"n": found.frame["n"].min()}


def test_an_improper_omega_has_no_interval_either():
    """Correlations .8, .8 and .5 ask for a loading of 1.13."""
    rng = np.random.default_rng(4)
    drawn = rng.multivariate_normal(np.zeros(3), [[1, 0.8, 0.8], [0.8, 1, 0.5], [0.8, 0.5, 1]], 500)
    p = np.digitize(drawn, [-1.5, -0.9, -0.3, 0.3, 0.9, 1.5]) + 1.0
    frame = sg.check_reliability(pair_survey((3,), rng.integers(1, 8, (500, 3)).astype(float), p)).frame
    row = frame.set_index("part").loc["perception"]
    assert row["reason"] == "improper"
    assert row[["omega", "omega_low", "omega_high"]].isna().all()
    assert np.isfinite(row["alpha"])


def test_shared_variance_is_the_square_of_the_correlation_of_dimensions():
    survey = sg.read_survey("data/samples/hotline_2026.csv")
    found = sg.check_validity(survey, estimator="ml")
    pairs, ave = found.discriminant, found.convergent.set_index("dimension")["ave"]
    correlation = found.correlations["correlation"]
    assert correlation.between(0.1, 0.9).all()
    np.testing.assert_allclose(pairs["shared_variance"], correlation**2)
    least = np.minimum(pairs["dimension_a"].map(ave), pairs["dimension_b"].map(ave))
    assert pairs["fornell_larcker"].tolist() == np.where(least > correlation**2, "met", "not_met").tolist()


def test_errors_of_neighbouring_items_that_go_together_are_the_first_change():
    rng = np.random.default_rng(8)
    factors = rng.multivariate_normal([0, 0], [[1, 0.5], [0.5, 1]], 800)
    errors = rng.normal(size=(800, 8))
    errors[:, 2] += 1.5 * errors[:, 1]
    p = np.clip(np.rint(4 + factors[:, [0] * 4 + [1] * 4] + 0.7 * errors), 1, 7)
    survey = pair_survey((4, 4), rng.integers(1, 8, (800, 8)).astype(float), p)
    keys = survey.instrument.item_keys
    first = sg.check_validity(survey, estimator="ml").modification.iloc[0]
    assert {first["item"], first["item_b"]} == {keys[1], keys[2]}


def test_large_gains_are_equal_within_parts_of_the_largest(monkeypatch):
    """A part of a million apart the earlier item comes first, though the later gains a little more."""
    survey = sg.read_survey("data/samples/hotline_2026.csv")
    usual = sg.check_validity(survey, estimator="ml").modification
    found = validity_rows.indices_of

    def enlarged(fit):
        indices = found(fit)
        places = np.argwhere(np.isfinite(indices.loadings))
        gains = np.where(np.isfinite(indices.loadings), 1.0, np.nan)
        gains[tuple(places[0])], gains[tuple(places[1])] = 1e6, 1e6 + 0.5
        return dataclasses.replace(indices, loadings=gains, errors=np.full_like(indices.errors, np.nan))

    monkeypatch.setattr(validity_rows, "indices_of", enlarged)
    first = sg.check_validity(survey, estimator="ml").modification
    assert first["modification_index"].tolist()[:3] == [1e6, 1e6 + 0.5, 1.0]
    assert len(usual) == len(first)


def test_more_than_a_thousand_groups_are_not_ranked():
    question, n = RankQuestion(1, None, 0.95, Chance.of(None)), 1001
    columns = ranks.rank_columns(np.arange(n) / n, np.ones(n), np.full(n, 50.0), np.ones(n, dtype=bool), question)
    assert np.isnan(columns["rank"]).all()
    assert not columns["may_be_worst"].any()
