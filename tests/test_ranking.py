"""Ranks and their confidence sets: what they must hold whatever the data, and where there is little to rank."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

import servgap as sg
from servgap.errors import ServgapError
from servgap.survey.moments import item_covariance, item_effects
from tests.surveys import NAN, instrument_of, pair_survey, random_survey, survey_of, surveys


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
    assert ranked.loc[ranked["rank"] <= found.facts["k"], "may_be_worst"].all()
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
    assert found.facts["worst"]["standard"] == "a2"
    assert (found.facts["k"], found.facts["standards"], found.facts["reference"]) == (3, 3, "t")
    assert [remark.code for remark in found.basis.remarks] == ["small_sample"]


def test_clear_differences_are_told_apart():
    rng = np.random.default_rng(2)
    expectation = np.full((400, 4), 6)
    perception = 6 - np.array([4, 2, 1, 0]) + rng.integers(-1, 2, (400, 4))
    found = sg.rank_standards(pair_survey((4,), expectation, np.clip(perception, 1, 7)), worst=1)
    assert found.frame["standard"].tolist() == ["a1", "a2", "a3", "a4"]
    assert found.frame["rank_low"].tolist() == found.frame["rank_high"].tolist() == [1, 2, 3, 4]
    assert found.frame["may_be_worst"].tolist() == [True, False, False, False]
    assert found.facts["candidates"] == ["a1"]
    assert (found.facts["tied"], found.facts["reference"]) == (1, "normal")
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
    assert [remark.code for remark in weighted.basis.remarks] == ["points_fixed"]
    effect = sg.rank_standards(survey, criterion="effect").frame.set_index("standard")
    np.testing.assert_allclose(effect.loc[list(survey.instrument.item_keys), "value"], item_effects(tally).effect[0])
    np.testing.assert_allclose(
        plain.loc[list(survey.instrument.item_keys), "se"], np.sqrt(np.diagonal(item_covariance(tally).covariance[0]))
    )
    assert (effect["criterion"] == "effect").all()
    np.testing.assert_allclose(effect["gap"], plain.loc[effect.index, "gap"])


def test_points_of_the_instrument_are_said():
    survey = random_survey(11, 40, (2, 1), points=False)
    instrument = instrument_of((2, 1), points=(80, 20))
    survey = survey_of(instrument, {part: survey.part(part).to_numpy() for part in instrument.parts})
    found = sg.rank_standards(survey, criterion="weighted")
    assert [remark.code for remark in found.basis.remarks] == ["small_sample", "points_fixed", "points_from_instrument"]
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


def test_rankings_of_groups_are_those_of_the_groups_alone():
    survey = random_survey(11, 90)
    both = sg.rank_standards(survey, by="branch")
    for branch in ("East", "North", "South"):
        mine = both.frame[both.frame["branch"] == branch].drop(columns="branch").reset_index(drop=True)
        assert mine.equals(sg.rank_standards(survey.where(branch=branch)).frame.astype(mine.dtypes))
    worst = both.frame.loc[both.frame["value"].idxmin()]
    assert both.facts["group"] == {"branch": worst["branch"]}
    assert both.facts["worst"]["standard"] == worst["standard"]


# Where there is little to rank.


def test_answers_that_do_not_vary_have_no_rank():
    found = sg.rank_standards(pair_survey((3, 2), np.full((7, 5), 3), np.full((7, 5), 2)))
    assert found.frame["reason"].tolist() == ["no_variation"] * 5
    assert found.frame[["rank", "rank_low", "rank_high"]].isna().all(axis=None)
    assert found.facts["worst"] is None
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
    assert found.facts["worst"] is None


def test_one_standard():
    found = sg.rank_standards(pair_survey((1,), [[5], [6]] * 3, [[4], [6]] * 3))
    assert found.frame[["rank", "rank_low", "rank_high", "may_be_worst"]].iloc[0].tolist() == [1, 1, 1, True]
    assert found.facts["k"] == 1


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
        ({"criterion": "size"}, "criterion='size' is not known; choose 'gap' or 'weighted' or 'effect'"),
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
