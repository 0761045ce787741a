"""Ranks and their confidence sets: what they must hold whatever the data, and where there is little to rank."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from scipy import stats

import servgap as sg
from servgap._stats.counts import moments_from_counts
from servgap._stats.ranks.all_ranks import all_ranks
from servgap._stats.ranks.best_candidates import best_k_candidates
from servgap._stats.ranks.rank_probabilities import rank_probabilities
from servgap._stats.ranks.rank_sets import rank_sets, worst_k_candidates
from servgap._stats.ranks.winner import winner
from servgap.analysis.rank_values import ranked_values
from servgap.errors import ServgapError
from servgap.survey.instrument import Dimension, Instrument, Item
from servgap.survey.moments import dimension_means, item_covariance, item_effects, item_values, score_covariance
from servgap.survey.scale import Scale
from servgap.survey.standards.standard import Standard
from tests.surveys import NAN, instrument_of, pair_survey, random_survey, rows_of, survey_of, surveys


@given(surveys(least=2))
def test_sets_hold_the_rank_and_the_worst_is_in_its_own(survey):
    found = sg.rank_standards(survey, rng=1)
    frame = found.frame
    assert sorted(frame["standard"]) == sorted(standard.key for standard in survey.instrument.standards)
    assert (frame["reason"] == "").equals(frame["rank"].notna())
    ranked = frame[frame["rank"].notna()]
    assert ((ranked["rank_low"] <= ranked["rank"]) & (ranked["rank"] <= ranked["rank_high"])).all()
    assert ranked["rank"].is_monotonic_increasing
    assert ranked["value"].is_monotonic_increasing
    assert (ranked["rank"] == ranked["value"].rank(method="min")).all()
    assert ranked["rank_low"].min() == 1 or ranked.empty
    assert ranked.loc[ranked["rank"] <= found.facts.k, "may_be_worst"].all()
    assert not frame.loc[frame["rank"].isna(), "may_be_worst"].any()
    assert frame.loc[frame["n"] < 5, "rank"].isna().all()
    assert set(frame.loc[frame["rank"].isna(), "reason"]) <= {"too_few", "too_small", "no_variation"}


def test_ranks_by_hand():
    # Gaps of six respondents, three of each kind: a1 −1 and 0, a2 −3 and −2, b1 0 and 1; means −0.5, −2.5, 0.5.
    # Each has variance 6 · 0.25 / 5 = 0.3, hence a standard error of √(0.3 / 6).
    found = sg.rank_standards(pair_survey((2, 1), [[5, 6, 4], [5, 5, 4]] * 3, [[4, 3, 4], [5, 3, 5]] * 3))
    frame = found.frame
    assert frame["standard"].tolist() == ["a2", "a1", "b1"]
    assert frame["rank"].tolist() == [1, 2, 3]
    assert frame["value"].tolist() == frame["gap"].tolist() == [-2.5, -0.5, 0.5]
    assert frame["se"].tolist() == pytest.approx([0.05**0.5] * 3)
    assert found.facts.worst.standard == "a2"
    assert (found.facts.k, found.facts.standards, found.facts.reference) == (3, 3, "t")
    assert [remark.code for remark in found.basis.remarks] == ["small_sample"]


def test_clear_differences_are_told_apart():
    rng = np.random.default_rng(2)
    expectation = np.full((400, 4), 6)
    perception = 6 - np.array([4, 2, 1, 0]) + rng.integers(-1, 2, (400, 4))
    found = sg.rank_standards(pair_survey((4,), expectation, np.clip(perception, 1, 7)), worst=1)
    assert found.frame["standard"].tolist() == ["a1", "a2", "a3", "a4"]
    assert found.frame["rank_low"].tolist() == found.frame["rank_high"].tolist() == [1, 2, 3, 4]
    assert found.frame["may_be_worst"].tolist() == [True, False, False, False]
    assert found.facts.candidates == ("a1",)
    assert (found.facts.tied, found.facts.reference) == (1, "normal")
    assert found.basis.remarks == ()


def test_equal_gaps_share_the_rank():
    perception = np.repeat([[1], [2], [2], [3], [2], [1], [3]], 5, axis=1)
    frame = sg.rank_standards(pair_survey((3, 2), np.full((7, 5), 3), perception)).frame
    assert (frame["rank"] == 1).all()
    assert (frame["rank_high"] == 5).all()
    assert frame["may_be_worst"].all()
    assert frame["standard"].tolist() == ["a1", "a2", "a3", "b1", "b2"]


def test_weighted_and_effect():
    survey = random_survey(11, 200)
    tally = survey.tally()
    points = survey.points[:, np.isfinite(survey.points).all(axis=0)]
    plain = sg.rank_standards(survey).frame.set_index("standard")
    weighted = sg.rank_standards(survey, criterion="weighted")
    frame = weighted.frame.set_index("standard").loc[plain.index]
    np.testing.assert_allclose(frame["value"], plain["gap"] * frame["points"] / 100)
    np.testing.assert_allclose(frame["se"], plain["se"] * frame["points"] / 100)
    assert frame["points"].groupby(frame["dimension"]).nunique().eq(1).all()
    assert abs(frame.drop_duplicates("dimension")["points"].sum() - 100) < 1e-9
    assert points.shape[1] > frame["n"].min() / 2
    place = [survey.instrument.dimension_keys.index(key) for key in frame["dimension"]]
    np.testing.assert_allclose(frame["points"], points.mean(axis=1)[place])
    assert [remark.code for remark in weighted.basis.remarks] == ["points_fixed"]
    effect = sg.rank_standards(survey, criterion="effect").frame.set_index("standard")
    np.testing.assert_allclose(effect.loc[list(survey.instrument.item_keys), "value"], item_effects(tally).effect[0])
    np.testing.assert_allclose(
        plain.loc[list(survey.instrument.item_keys), "se"], np.sqrt(np.diagonal(item_covariance(tally).covariance[0]))
    )
    assert (effect["criterion"] == "effect").all()
    np.testing.assert_allclose(effect["gap"], plain.loc[effect.index, "gap"])


def by_importance(seed=14, n=90, **more):
    survey = random_survey(seed, n, (3, 2), points=False, missing=0.1)
    rng = np.random.default_rng(seed)
    parts = ("importance", *survey.instrument.parts)
    answers = {part: survey.part(part).to_numpy() for part in survey.instrument.parts}
    scale = survey.instrument.scale
    answers["importance"] = scale.values[rng.integers(scale.levels // 3, scale.levels, (survey.n, 5))]
    made = instrument_of((3, 2), scale, parts)
    measure = sg.Measure("perception", "expectation")
    return survey_of(made, answers, branch=list(rng.choice(["North", "South"], survey.n)), **more), measure


def test_priority_is_the_gap_times_importance_with_the_chance_of_both():
    survey, measure = by_importance()
    found = sg.rank_standards(survey, measure=measure, criterion="priority")
    frame = found.frame.set_index("standard").loc[list(survey.instrument.item_keys)]
    gaps = (survey.perceptions - survey.expectations).to_numpy()
    importance = survey.part("importance").to_numpy()
    share = importance.mean(axis=0) / importance.mean(axis=0).sum()
    there = np.isfinite(gaps)
    gap = np.nanmean(gaps, axis=0)
    np.testing.assert_allclose(frame["points"], 100 * share, atol=1e-9)
    np.testing.assert_allclose(frame["value"], gap * share, atol=1e-12)
    # Each respondent's part in both errors, by the product rule; what is left is of the second order.
    own = np.where(there, gaps - gap, 0.0) / there.sum(axis=0)
    away = importance - importance.mean(axis=0)
    of_share = (away - share * away.sum(axis=1, keepdims=True)) / importance.mean(axis=0).sum() / survey.n
    n = survey.n / (survey.n - 1)
    delta = n * ((share * own + gap * of_share) ** 2).sum(axis=0)
    second = n**2 * ((own**2).sum(axis=0) * (of_share**2).sum(axis=0) + (own * of_share).sum(axis=0) ** 2)
    np.testing.assert_allclose(frame["se"] ** 2, delta + second, rtol=1e-9)
    assert ((frame["rank_low"] <= frame["rank"]) & (frame["rank"] <= frame["rank_high"])).all()
    assert "gap times importance" in found.headline
    assert "差距乘重要性" in found.headline_in("zh")
    assert "Importance is what was stated." in found.note
    dimensions = found.dimensions.set_index("dimension").loc[["A", "B"]]
    assert dimensions["points"].sum() == pytest.approx(100)


def test_priority_without_chance_of_importance_is_the_weighted_gap():
    asked = instrument_of((2, 2), points=(70, 30))
    rng = np.random.default_rng(3)
    answers = [rng.integers(1, 8, (60, 4)).astype(float) for _ in range(2)]
    survey = survey_of(asked, dict(zip(asked.parts, answers, strict=True)), branch=["N", "S"] * 30)
    for by in (None, "branch"):
        weighted = sg.rank_standards(survey, criterion="weighted", by=by)
        found = sg.rank_standards(survey, criterion="priority", by=by)
        for name in ("value", "se", "points", "rank_low", "rank_high"):
            np.testing.assert_allclose(found.frame[name], weighted.frame[name], atol=1e-12, err_msg=name)
            np.testing.assert_allclose(found.dimensions[name], weighted.dimensions[name], atol=1e-12, err_msg=name)
    assert "known without error" in found.note


def test_priority_of_respondents_points_is_wider_than_the_weighted_gap():
    survey = random_survey(21, 120, (2, 2, 2), points=True)
    weighted = sg.rank_standards(survey, criterion="weighted").frame.set_index("standard")
    found = sg.rank_standards(survey, criterion="priority").frame.set_index("standard").loc[weighted.index]
    np.testing.assert_allclose(found["value"], weighted["value"], atol=1e-9)
    assert (found["se"] > 0).all()
    assert found["se"].sum() > weighted["se"].sum()


def test_priority_says_what_it_needs():
    survey, measure = by_importance()
    with pytest.raises(ServgapError, match="a Tally no longer holds"):
        sg.rank_standards(survey.tally(), measure=measure, criterion="priority")
    with pytest.raises(ServgapError, match="importance is for criterion='priority'"):
        sg.rank_standards(survey, measure=measure, importance="stated")
    with pytest.raises(ServgapError, match="hardly counts"):
        sg.rank_standards(survey, measure=measure, criterion="priority", importance="expectation")
    with pytest.raises(ServgapError, match="the other axis"):
        sg.rank_standards(survey, criterion="priority")
    with pytest.raises(ServgapError, match="weighs distances"):
        sg.rank_standards(survey, measure="perception", criterion="priority")


def test_points_of_the_instrument_are_said():
    survey = random_survey(11, 40, (2, 1), points=False)
    instrument = instrument_of((2, 1), points=(80, 20))
    survey = survey_of(instrument, {part: survey.part(part).to_numpy() for part in instrument.parts})
    found = sg.rank_standards(survey, criterion="weighted")
    codes = ["small_sample", "points_fixed", "points_from_instrument"]
    assert [remark.code for remark in found.basis.remarks] == codes
    assert set(found.frame["points"]) == {80, 20}


def test_references_and_draws():
    survey = random_survey(11, 40)
    wide, narrow = (sg.rank_standards(survey, test=each).frame for each in ("t", "normal"))
    assert (wide["rank_high"] - wide["rank_low"] >= narrow["rank_high"] - narrow["rank_low"]).all()
    assert sg.rank_standards(survey).frame.equals(wide)
    assert sg.rank_standards(survey, rng=0).frame.equals(wide)
    generator = np.random.default_rng(3)
    assert sg.rank_standards(survey, rng=generator).basis.seed is None
    assert sg.rank_standards(survey).basis.seed == 0


@given(surveys(least=5))
def test_sets_nest_and_candidates_follow_from_them(survey):
    found = sg.rank_standards(survey)
    for frame, k in ((found.frame, found.facts.k), (found.dimensions, 1)):
        ranked = frame[frame["rank"].notna()]
        assert (ranked["rank_low_alone"] <= ranked["rank"]).all()
        assert (ranked["rank"] <= ranked["rank_high_alone"]).all()
        best = ranked["rank_high"] > len(ranked) - min(k, len(ranked))
        assert ranked["may_be_best"].astype(bool).equals(best)
        assert ranked["share_worst"].between(0, 1).all()
        # Ties share a place, so that a draw may have more than k among the first k, but never fewer.
        assert ranked.empty or ranked["share_worst"].sum() >= min(k, len(ranked)) - 1e-9
    worst = found.worst.iloc[0]
    known = found.frame["rank"].notna().any()
    assert (worst["reason"] == "") == known
    if known:
        assert worst["value"] == pytest.approx(found.frame.loc[found.frame["rank"].notna(), "value"].min())
        if not np.isnan(worst["corrected_low"]):
            assert worst["corrected_low"] <= worst["corrected"] <= worst["corrected_high"]
        assert worst["shrunken"] >= worst["value"] - 1e-12


def test_everything_said_of_ranks_is_that_of_the_statistics():
    survey = random_survey(11, 200)
    tally = survey.tally()
    found = item_covariance(tally)
    ranking = sg.rank_standards(survey, worst=2, rng=5)
    frame = ranking.frame.set_index("item").loc[list(survey.instrument.item_keys)]
    df = float(found.n.min()) - 1
    asked = {"df": df, "rng": np.random.default_rng(5)}
    alone = rank_sets(-found.mean[0], found.covariance[0], simultaneous=False, **asked)
    assert frame["rank_low_alone"].tolist() == alone.rank_low.tolist()
    assert frame["rank_high_alone"].tolist() == alone.rank_high.tolist()
    for column, candidates in (("may_be_worst", worst_k_candidates), ("may_be_best", best_k_candidates)):
        expected = candidates(-found.mean[0], found.covariance[0], 2, df=df, rng=np.random.default_rng(5))
        assert frame[column].tolist() == expected.candidate.astype(bool).tolist()
    shares = rank_probabilities(-found.mean[0], found.covariance[0], [2], rng=np.random.default_rng(5)).in_top[:, 0]
    assert frame["share_worst"].tolist() == shares.tolist()
    counted = item_values(tally)
    skewness = -moments_from_counts(counted.values, counted.counts[0]).skewness
    n = found.n[0]
    picked = winner(
        -found.mean[0], found.covariance[0], n=n, skewness=skewness, grain=1 / n, rng=np.random.default_rng(5)
    )
    worst = ranking.worst.iloc[0]
    assert worst["item"] == survey.instrument.item_keys[int(picked.place)]
    assert (worst["value"], worst["corrected"], worst["corrected_low"], worst["corrected_high"], worst["shrunken"]) == (
        -picked.observed, -picked.estimate, -picked.ci_high, -picked.ci_low, -picked.shrunken,
    )  # fmt: skip
    assert ranking.facts.corrected.corrected_low == worst["corrected_low"]


def test_ranked_dimensions():
    survey = random_survey(11, 400, (3, 2))
    means = dimension_means(survey.tally(), "pairs")
    covariance = score_covariance(survey.tally(), "pairs").covariance[0]
    found = sg.rank_standards(survey).dimensions.set_index("dimension").loc[["A", "B"]]
    assert found["value"].tolist() == pytest.approx(means.value[0].tolist())
    sets = rank_sets(-means.value[0], covariance)
    assert found["rank_low"].tolist() == sets.rank_low.tolist()
    assert found["rank_high"].tolist() == sets.rank_high.tolist()
    by_effect = sg.rank_standards(survey, criterion="effect").dimensions
    assert by_effect["reason"].tolist() == ["not_kept"] * 2
    assert by_effect["rank"].isna().all()


def test_two_standards_far_apart_by_hand():
    # Gaps −4 or −2 and 0 or 1, independent halves: nothing is picked by chance, so that nothing is corrected.
    expectation = np.full((400, 2), 6)
    perception = np.column_stack([np.tile([2, 4], 200), np.repeat([6, 7], 200)])
    found = sg.rank_standards(pair_survey((2,), expectation, perception), worst=1)
    assert found.frame["rank_low_alone"].tolist() == found.frame["rank_high_alone"].tolist() == [1, 2]
    assert found.frame["may_be_best"].tolist() == [False, True]
    assert found.frame["share_worst"].tolist() == [1, 0]
    worst = found.worst.iloc[0]
    assert (worst["standard"], worst["n"], worst["value"]) == ("a1", 400, -3)
    assert worst["corrected"] == pytest.approx(-3, abs=1e-9)
    half = stats.t.ppf(1 - 0.0225, 399) * np.sqrt(1 / 399)  # a tenth of the error goes to telling who might have won
    assert worst[["corrected_low", "corrected_high"]].tolist() == pytest.approx([-3 - half, -3 + half])


@pytest.mark.parametrize("df", [None, 12.0])
@pytest.mark.parametrize("draws", [9999, 99])
def test_one_set_of_draws_gives_what_several_give(df, draws):
    rng = np.random.default_rng(7)
    for size in (1, 2, 9, 22):
        factor = rng.normal(size=(size, size + 2))
        x, S = rng.normal(size=size).round(1) / 4, factor @ factor.T / size / 50
        found = all_ranks(x, S, 1, df=df, draws=draws)
        together, alone = (rank_sets(x, S, df=df, draws=draws, simultaneous=each) for each in (True, False))
        assert found.rank_low.tolist() == together.rank_low.tolist()
        assert found.rank_high.tolist() == together.rank_high.tolist()
        assert found.rank_low_alone.tolist() == alone.rank_low.tolist()
        assert found.rank_high_alone.tolist() == alone.rank_high.tolist()
        assert found.in_top.tolist() == rank_probabilities(x, S, [1], draws=draws).in_top[:, 0].tolist()


def test_rankings_of_groups_are_those_of_the_groups_alone():
    survey = random_survey(11, 90)
    both = sg.rank_standards(survey, by="branch")
    for branch in ("East", "North", "South"):
        mine = both.frame[both.frame["branch"] == branch].drop(columns="branch").reset_index(drop=True)
        alone = sg.rank_standards(survey.where(branch=branch))
        assert mine.equals(alone.frame.astype(mine.dtypes))
        for name in ("dimensions", "worst"):
            every = both.frames[name]
            mine = every[every["branch"] == branch].drop(columns="branch").reset_index(drop=True)
            assert mine.equals(alone.frames[name].astype(mine.dtypes))
    worst = both.frame.loc[both.frame["value"].idxmin()]
    assert both.facts.group == {"branch": worst["branch"]}
    assert both.facts.worst.standard == worst["standard"]


# The size of what was picked as the worst.


def two_tied(n=60):
    """Two standards with a gap of exactly −1.00, and two others; nobody's answers go together."""
    rng = np.random.default_rng(8)
    columns = [rng.permutation(np.resize([-3, -2, -1, 0, 1], n)) for _ in range(2)]
    columns += [rng.permutation(np.resize([-2, -1, 0, 1], n)) for _ in range(2)]
    return pair_survey((4,), np.full((n, 4), 5), 5 + np.stack(columns, axis=1))


def test_standards_tied_for_the_worst_have_the_interval_that_holds_for_all_at_once():
    survey = two_tied()
    found, together = sg.rank_standards(survey), sg.measure_gaps(survey, simultaneous=True).frame
    worst = found.worst.iloc[0]
    rows = together[together["level"] == "standard"].set_index("standard")
    assert rows["gap"].tolist()[:2] == [-1.0, -1.0]
    assert (worst["value"], worst["picked_from"]) == (-1.0, 4)
    assert worst["corrected_low"] == pytest.approx(rows.loc[worst["standard"], "ci_low"], abs=1e-12)
    assert worst["corrected_high"] == pytest.approx(rows.loc[worst["standard"], "ci_high"], abs=1e-12)
    assert worst["corrected_low"] < -1 < worst["corrected_high"] - 0.3
    assert found.facts.corrected.corrected_high == worst["corrected_high"]


def test_one_answer_from_a_tie_is_a_tie_and_two_are_none():
    first = np.resize([-3, -2, -1, 0, 1], 60)
    for more, tied in ((1, True), (2, False)):
        second = np.random.default_rng(3).permutation(first)
        second[:more] += 1  # the second is one answer, or two, by one step better
        survey = pair_survey((2,), np.full((60, 2), 5), 5 + np.stack([first, second], axis=1))
        found, together = sg.rank_standards(survey), sg.measure_gaps(survey, simultaneous=True).frame
        worst, row = found.worst.iloc[0], together.set_index("standard").loc["a1"]
        assert worst["standard"] == "a1"
        assert (worst["corrected_low"] == pytest.approx(row["ci_low"], abs=1e-12)) == tied
        assert worst["corrected_low"] >= row["ci_low"] - 1e-12
        assert worst["corrected_high"] <= row["ci_high"] + 1e-12


@given(surveys(most=30, least=5))
def test_the_corrected_interval_has_a_width_and_lies_within_the_simultaneous_one(survey):
    found, together = sg.rank_standards(survey), sg.measure_gaps(survey, simultaneous=True).frame
    worst = found.worst.iloc[0]
    if np.isnan(worst["corrected_low"]):
        return
    assert worst["corrected_low"] < worst["value"] < worst["corrected_high"]
    row = together[together["level"] == "standard"].set_index("standard").loc[worst["standard"]]
    if found.frame["rank"].notna().all():  # one without a rank may have an interval, and then one of more at once
        assert worst["corrected_low"] >= row["ci_low"] - 1e-9
        assert worst["corrected_high"] <= row["ci_high"] + 1e-9


def test_the_worst_of_all_groups_is_corrected_for_all_that_was_looked_at():
    survey = random_survey(11, 90, (3, 2))
    found = sg.rank_standards(survey, by="branch")
    assert found.worst["branch"].tolist() == ["East", "North", "South"]
    assert found.worst["picked_from"].tolist() == [5, 5, 5]
    of_all = found.worst_of_all.iloc[0]
    own = found.worst.set_index("branch").loc[of_all["branch"]]
    assert len(found.worst_of_all) == 1
    assert of_all["picked_from"] == 15
    assert of_all["value"] == own["value"] == found.worst["value"].min() == found.facts.worst.value
    assert of_all["standard"] == own["standard"] == found.facts.worst.standard
    assert of_all["corrected_high"] > own["corrected_high"]
    assert of_all["shrunken"] == pytest.approx(own["shrunken"])
    assert found.facts.corrected.corrected_high == of_all["corrected_high"]
    assert "the worst of 15 in all groups" in found.headline
    assert "从所有组的 15 项中" in found.headline_in("zh")
    tally = sg.rank_standards(survey.tally(by=["branch"]), by="branch")
    assert tally.worst_of_all.equals(found.worst_of_all)
    assert tally.worst.equals(found.worst)
    whole = sg.rank_standards(survey)
    assert whole.worst_of_all.equals(whole.worst)
    assert "in all groups" not in whole.headline


def test_a_group_too_small_to_rank_is_picked_from_by_nobody():
    survey = random_survey(11, 90, (3, 2))
    branch = survey.respondents["branch"].where(np.arange(90) > 2, "A few")
    few = rows_of(survey, range(90))
    few = dataclasses.replace(few, respondents=few.respondents.assign(branch=branch.to_numpy()))
    found = sg.rank_standards(few, by="branch")
    assert found.worst["picked_from"].tolist() == [0, 5, 5, 5]
    assert found.worst["reason"].tolist() == ["too_small", "", "", ""]
    assert found.worst_of_all["picked_from"].tolist() == [15]
    two = sg.rank_standards(few.where(branch=["A few", "East"]), by="branch")
    assert "worst_of_all" not in two.frames
    assert two.facts.corrected.picked_from == 5
    assert "in all groups" not in two.headline


@pytest.mark.parametrize("criterion", ["gap", "weighted", "effect"])
def test_the_worst_is_corrected_by_any_criterion(criterion):
    found = sg.rank_standards(random_survey(11, 120, (3, 2)), criterion=criterion)
    worst = found.worst.iloc[0]
    assert worst["corrected_low"] < worst["value"] < worst["corrected_high"]
    assert worst["value"] == pytest.approx(found.frame["value"].min())


def test_two_groups_are_enough_to_pick_from_all():
    survey = random_survey(11, 90, (3, 2), branches=("North", "South"))
    assert sg.rank_standards(survey, by="branch").worst_of_all["picked_from"].tolist() == [10]


def test_what_one_answer_moves_and_how_skewed_gaps_are():
    survey = random_survey(11, 120, (3, 2), missing=0.0)
    gaps = (survey.perceptions - survey.expectations).to_numpy()
    tally = survey.tally()
    plain, weighted, effect = (ranked_values(tally, name) for name in ("size", "weighted", "effect"))
    np.testing.assert_allclose(plain.grain[0], 1 / 120)
    np.testing.assert_allclose(weighted.grain[0], weighted.points[0] / 100 / 120)
    np.testing.assert_allclose(effect.grain[0], 1 / 120 / gaps.std(axis=0, ddof=1))
    for values in (plain, weighted):
        np.testing.assert_allclose(values.skewness[0], stats.skew(gaps), rtol=1e-9)
    assert np.isnan(effect.skewness).all()
    standard = Standard("queue", "The queue moves")
    items = [Item("q1", standard), Item("q2", standard), Item("q3", "The clerk listens")]
    instrument = Instrument("small", Scale(1, 7), [Dimension("A", items)])
    several = survey_of(instrument, {part: survey.part(part).iloc[:, :3].to_numpy() for part in instrument.parts})
    values = ranked_values(several.tally(), "size")
    assert np.isnan(values.skewness[0]).tolist() == [True, False]
    np.testing.assert_allclose(values.grain[0], [1 / 240, 1 / 120])


# Where there is little to rank.


def test_answers_that_do_not_vary_have_no_rank():
    found = sg.rank_standards(pair_survey((3, 2), np.full((7, 5), 3), np.full((7, 5), 2)))
    assert found.frame["reason"].tolist() == ["no_variation"] * 5
    assert found.frame[["rank", "rank_low", "rank_high"]].isna().all(axis=None)
    assert found.facts.worst is None
    assert "could not" in found.headline


def test_a_standard_of_few_respondents_has_no_rank():
    perception = [[4, 5], [6, 4], [5, 3], [5, NAN], [4, NAN], [6, NAN]]
    found = sg.rank_standards(pair_survey((2,), [[6, 6]] * 6, perception))
    assert found.frame[["standard", "n", "reason"]].to_numpy().tolist() == [["a1", 6, ""], ["a2", 3, "too_small"]]


def test_one_unanswered_item_leaves_the_others_ranked():
    found = sg.rank_standards(pair_survey((2, 1), [[5, NAN, 6], [6, NAN, 6]] * 3, [[4, 5, 5], [6, 4, 6]] * 3))
    frame = found.frame
    assert frame["standard"].tolist() == ["a1", "b1", "a2"]
    assert frame["rank"].tolist()[:2] == [1, 1]
    assert frame["reason"].tolist() == ["", "", "too_few"]
    assert np.isnan(frame["rank"].iloc[2])


def test_one_respondent():
    found = sg.rank_standards(pair_survey((2,), [[5, 5]], [[4, 5]]))
    assert found.frame["reason"].tolist() == ["too_few"] * 2
    assert found.frame[["rank", "se", "rank_low", "rank_high"]].isna().all(axis=None)
    assert found.frame["gap"].tolist() == [-1, 0]
    assert found.facts.worst is None


def test_one_standard():
    found = sg.rank_standards(pair_survey((1,), [[5], [6]] * 3, [[4], [6]] * 3))
    assert found.frame[["rank", "rank_low", "rank_high", "may_be_worst"]].iloc[0].tolist() == [1, 1, 1, True]
    assert found.facts.k == 1


def test_effects_need_variation():
    found = sg.rank_standards(pair_survey((2,), [[5, 5]] * 8, [[4, 4], [4, 5], [4, 6], [4, 4]] * 2), criterion="effect")
    assert found.frame["reason"].tolist() == ["", "no_variation"]
    assert found.frame["gap"].tolist() == [-0.25, -1]


def test_weights_need_points():
    survey = pair_survey((2,), [[5, 5]] * 8, [[4, 4], [4, 5], [4, 6], [4, 4]] * 2, points=[[NAN]] * 8)
    assert sg.rank_standards(survey, criterion="weighted").frame["reason"].tolist() == ["no_points"] * 2
    with pytest.raises(ServgapError, match="rank_standards by 'weighted' needs importance points, which neither"):
        sg.rank_standards(random_survey(1, points=False), criterion="weighted")


@pytest.mark.parametrize(
    ("keywords", "complaint"),
    [
        ({"criterion": "span"}, "criterion='span' is not known; choose 'size' or 'weighted' or 'effect'"),
        ({"test": "z"}, "test='z' is not known; choose 't' or 'normal'"),
        ({"worst": 0}, "from 1 to the 9 there are; found 0"),
        ({"worst": 10}, "from 1 to the 9 there are; found 10"),
        ({"worst": 2.0}, r"found 2\.0"),
        ({"confidence": 1}, "confidence is a share"),
    ],
)
def test_keywords_that_make_no_sense(keywords, complaint):
    with pytest.raises(ServgapError, match=complaint):
        sg.rank_standards(random_survey(1), **keywords)
