"""find_drivers: what it takes, what it divides, what it says, and what it does not claim."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import servgap as sg
from servgap._stats.importance.coalitions import MOST_SETS
from servgap._stats.importance.influence import influences, shares_of
from servgap._stats.importance.owen import set_shares
from servgap._stats.importance.share_differences import share_differences
from servgap.analysis.drivers.absent_answers import WAYS
from servgap.analysis.drivers.importance import importance_of
from servgap.analysis.drivers.material import _possible, of_survey
from servgap.errors import ServgapError
from servgap.survey.instrument import Dimension, Item
from servgap.survey.outcomes.outcome import OutcomeAnswers
from servgap.survey.standards.standard import Standard
from servgap.survey.survey import Absence, Answers
from tests.surveys import random_survey, with_outcomes

SAMPLE = "data/samples/hotline_2026.csv"


def pleased(seed: int = 1, n: int = 150, **told: Any) -> sg.Survey:
    return with_outcomes(random_survey(seed, n, **told), seed + 1)


def with_answers(survey: sg.Survey, values: np.ndarray, **outcomes: Any) -> sg.Survey:
    """Give a survey other perceptions (respondents × items), all of them answers."""
    codes = np.asarray(values.T, dtype=survey.answers["perception"].codes.dtype)
    return replace(survey, answers={**survey.answers, "perception": Answers(codes)}, **outcomes)


def not_for_all(seed: int = 3, n: int = 300) -> sg.Survey:
    """Make a survey in which the first item does not apply to a third of respondents."""
    survey = pleased(seed, n, missing=0.0)
    answers = survey.answers["perception"]
    codes, absences = answers.codes.copy(), np.zeros_like(answers.codes)
    who = np.arange(n) % 3 == 0
    codes[0, who], absences[0, who] = 0, Absence.DOES_NOT_APPLY
    return replace(survey, answers={**survey.answers, "perception": Answers(codes, absences)})


@cache
def hotline() -> sg.Survey:
    columns = {"outcome": {"satisfaction": "satisfaction"}}
    return sg.read_survey(SAMPLE, columns=columns, attributes=["branch", "quarter"])


@cache
def of_hotline() -> sg.Finding:
    return sg.find_drivers(hotline(), outcome="satisfaction")


def level(found: sg.Finding, name: str) -> pd.DataFrame:
    return found.frame[found.frame["level"] == name].reset_index(drop=True)


# --- what is divided


@given(st.integers(0, 1_000))
@settings(max_examples=8)
def test_items_add_up_to_dimensions_and_these_to_the_whole(seed: int) -> None:
    found = sg.find_drivers(pleased(seed), outcome="satisfaction")
    items, dimensions = level(found, "item"), level(found, "dimension")
    summed = items.groupby("dimension", sort=False)["explained"].sum()
    np.testing.assert_allclose(summed, dimensions["explained"], atol=1e-12)
    assert dimensions["share_of_r2"].sum() == pytest.approx(1)
    assert dimensions["explained"].sum() == pytest.approx(found.frames["fit"]["r2"].item())
    assert dimensions["explained_adjusted"].sum() == pytest.approx(found.frames["fit"]["r2_adjusted"].item())


def test_dimensions_as_drivers_have_lmg_of_scores() -> None:
    survey = pleased()
    found = sg.find_drivers(survey, outcome="satisfaction", predictors="dimensions")
    material = of_survey(survey, found.question)
    expected = shares_of(material.covariance).shares
    np.testing.assert_allclose(found.frame["explained"], expected)
    assert set(found.frame["level"]) == {"dimension"}


@pytest.mark.parametrize("predictors", ["items", "dimensions"])
@pytest.mark.parametrize("by", [(), ("branch",)])
def test_a_tally_finds_what_a_survey_finds(predictors: str, by: tuple[str, ...]) -> None:
    survey = pleased(5, 200)
    asked: dict[str, Any] = {"outcome": "recommend", "predictors": predictors, "adjust_for": by}
    one = sg.find_drivers(survey, **asked)
    two = sg.find_drivers(survey.tally(by=by, outcomes="recommend"), **asked)
    pd.testing.assert_frame_equal(one.frame, two.frame, rtol=1e-8, atol=1e-10, check_dtype=False)
    assert one.headline.startswith(two.headline.removesuffix("."))
    assert two.frames["coefficients"]["reason"].eq("needs_rows").all()
    assert two.frames["coefficients"]["beta"].notna().all()


def test_without_products_of_four_there_are_estimates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("servgap.survey.outcomes.outcome_counts.MOST_ITEMS", 2)
    survey = pleased(6)
    found = sg.find_drivers(survey.tally(outcomes="satisfaction"), outcome="satisfaction")
    assert found.frame["share_of_r2"].notna().all()
    assert found.frame["share_of_r2_low"].isna().all()
    assert found.frame["rank_low"].isna().all()
    assert found.frame["reason"].eq("needs_rows").all()
    assert "by estimate" in found.headline
    assert "estimates only" in found.note


def test_partialled_out_means_within_groups() -> None:
    survey = pleased(7, 240, missing=0.0)
    shifted = with_outcomes(survey, 8, missing=0.0)
    lift = pd.factorize(shifted.respondents["branch"])[0].astype(float)
    raised = replace(shifted.outcomes["satisfaction"], values=shifted.outcomes["satisfaction"].values + lift)
    other = replace(shifted, outcomes={"satisfaction": raised})
    one = sg.find_drivers(shifted, outcome="satisfaction", adjust_for="branch")
    two = sg.find_drivers(other, outcome="satisfaction", adjust_for="branch")
    np.testing.assert_allclose(one.frame["explained"], two.frame["explained"])
    assert "Partialled out: branch; everything is taken within 3 groups" in one.note
    assert "Nothing was partialled out" in sg.find_drivers(shifted, outcome="satisfaction").note
    assert one.facts.taken == 3


def test_units_and_direction_of_the_outcome_do_not_matter() -> None:
    survey = pleased(9)
    told = survey.outcomes["satisfaction"]
    turned = replace(survey, outcomes={"satisfaction": replace(told, values=6 - told.values)})
    one, two = (sg.find_drivers(each, outcome="satisfaction") for each in (survey, turned))
    columns = [
        "explained",
        "explained_low",
        "share_of_r2_high",
        "r2_alone",
        "r2_lost",
        "johnson",
        "rank_low",
        "rank_high",
    ]
    np.testing.assert_allclose(one.frame[columns], two.frame[columns], atol=1e-10)
    np.testing.assert_allclose(one.frames["coefficients"]["beta"], -two.frames["coefficients"]["beta"], atol=1e-10)


def test_a_net_share_is_explained_by_itself() -> None:
    survey = pleased(10)
    net = sg.Outcome("recommend", share="net", top=9, bottom=6)
    found = sg.find_drivers(survey, outcome=net)
    assert found.question.outcome.share == "net"
    assert found.frames["fit"]["r2"].item() != sg.find_drivers(survey, outcome="recommend").frames["fit"]["r2"].item()
    assert "the net share of recommend" in found.headline


def test_gaps_are_drivers_on_request_and_with_a_caution() -> None:
    found = sg.find_drivers(pleased(11), outcome="satisfaction", measure="gap")
    assert found.basis.pair == ("expectation", "perception")
    assert "should be tested first" in found.note


# --- who is used


def test_complete_cases_with_the_outcome_are_used_and_said() -> None:
    survey = pleased(12)
    complete = ~survey.perceptions.isna().any(axis=1).to_numpy() & ~np.isnan(survey.outcomes["satisfaction"].values)
    found = sg.find_drivers(survey, outcome="satisfaction")
    assert found.frame["n"].eq(complete.sum()).all()
    assert f"{complete.sum()} of the " in found.note
    assert "ways" not in found.frames


def test_what_does_not_apply_is_treated_in_three_ways() -> None:
    survey = not_for_all()
    found = sg.find_drivers(survey, outcome="satisfaction")
    ways = found.frames["ways"]
    assert list(dict.fromkeys(ways["way"])) == list(WAYS)
    answered = int((~np.isnan(survey.outcomes["satisfaction"].values)).sum())
    n = ways.groupby("way")["n"].first()
    assert n["usage_indicator"] == found.facts.n == answered == n["pairwise"]
    assert n["users_of_all"] < answered
    assert ways.loc[ways["way"] == "pairwise", "least_n"].iloc[0] == n["users_of_all"]
    usual = ways[ways["way"] == "usage_indicator"]["share_of_r2"]
    np.testing.assert_allclose(usual, level(found, "dimension")["share_of_r2"])
    assert "does not apply" in found.note


def test_a_usage_indicator_counts_for_its_item() -> None:
    """That something applies may go with the outcome as much as the answer does."""
    survey = not_for_all(n=900)
    who = survey.answers["perception"].codes[0] == 0
    values = np.where(who, 1.0, 5.0)
    told = replace(survey.outcomes["satisfaction"], values=values + np.resize([0, 0, -0.5, 0.5], 900))
    found = sg.find_drivers(replace(survey, outcomes={"satisfaction": told}), outcome="satisfaction")
    assert level(found, "item")["share_of_r2"].iloc[0] > 0.9


def test_where_orders_differ_by_the_way_the_note_says_so() -> None:
    found = of_hotline()
    order = [list(part["rank"]) for _, part in found.frames["ways"].groupby("way", sort=False)]
    assert (order[0] != order[1]) == ("among those to whom all items apply" in found.note.lower())
    assert (order[0] != order[2]) == ("by pairs of items" in found.note.lower())


def test_covariances_of_pairs_that_contradict_each_other_have_no_interval() -> None:
    survey = pleased(13, 60, sizes=(2, 1), missing=0.0)
    answers = survey.answers["perception"]
    rng = np.random.default_rng(0)
    mood = rng.integers(2, 7, 60)
    codes = np.stack([mood, mood, 8 - mood]).astype(answers.codes.dtype)
    absences = np.zeros_like(codes)
    for number, rows in enumerate((slice(0, 20), slice(20, 40), slice(40, 60))):
        codes[number, rows], absences[number, rows] = 0, Absence.DOES_NOT_APPLY
    codes[2, :20] = mood[:20]  # goes with the second where the first does not apply, against the first elsewhere
    made = replace(survey, answers={**survey.answers, "perception": Answers(codes, absences)})
    ways = sg.find_drivers(made, outcome="satisfaction").frames["ways"]
    pairs = ways[ways["way"] == "pairwise"]
    assert pairs["share_of_r2"].notna().all()
    assert pairs["share_of_r2_low"].isna().all()
    assert pairs["reason"].eq("no_such_covariance").all()


# --- what is sure


def test_covariances_are_mended_beside_an_item_that_does_not_vary() -> None:
    against = np.array([[4.0, 1.8, -1.8], [1.8, 1.0, 0.9], [-1.8, 0.9, 1.0]])
    alone, mended = _possible(against)
    beside, also = _possible(np.pad(against, ((1, 0), (1, 0))))
    assert mended
    assert also
    np.testing.assert_allclose(beside, np.pad(alone, ((1, 0), (1, 0))), atol=1e-14)
    np.testing.assert_allclose(np.diagonal(alone), np.diagonal(against))


def test_drivers_that_hardly_differ_are_a_set() -> None:
    survey = pleased(14, 200, sizes=(2, 2), missing=0.0)
    values = survey.answers["perception"].codes.T.copy()
    values[:, 1] = values[:, 0]
    values[:5, 1] = 1
    found = sg.find_drivers(with_answers(survey, values), outcome="satisfaction")
    keys = survey.instrument.item_keys
    sets = found.frames["sets"]
    assert list(sets["alike"]) == [f"{keys[0]}, {keys[1]}"]
    assert sets["correlation_least"].item() > 0.9
    together = level(found, "item")["share_of_r2"][:2].sum()
    assert sets["share_of_r2"].item() == pytest.approx(together)
    assert sets["share_of_r2_low"].item() < together < sets["share_of_r2_high"].item()
    assert level(found, "item")["alike"].ne("").tolist() == [True, True, False, False]
    assert "can hardly be told apart" in found.note


def test_items_that_say_the_same_share_and_have_no_coefficients() -> None:
    survey = pleased(15, 200, sizes=(2, 2), missing=0.0)
    values = survey.answers["perception"].codes.T.copy()
    values[:, 1] = values[:, 0]
    found = sg.find_drivers(with_answers(survey, values), outcome="satisfaction")
    shares = level(found, "item")["share_of_r2"]
    assert shares[0] == pytest.approx(shares[1])
    assert found.frames["coefficients"]["reason"].eq("singular").all()


def test_a_coefficient_that_one_respondent_settles_has_no_error_and_a_reason() -> None:
    survey = pleased(5, 200, missing=0.0)
    values = survey.answers["perception"].codes.T.copy()
    values[:, 0] = 4
    values[12, 0] = 5
    survey = with_answers(survey, values)
    found = sg.find_drivers(survey, outcome="satisfaction").frames["coefficients"]
    assert found["reason"].tolist() == ["stands_alone"] + [""] * 8
    assert found["beta"].notna().all()
    assert found["beta_se"].isna().tolist() == found["beta_low"].isna().tolist() == [True] + [False] * 8
    asked = survey.outcomes["satisfaction"]  # without him the others have the same errors
    without = replace(asked, values=np.where(np.arange(200) == 12, np.nan, asked.values))
    others = replace(survey, outcomes={"satisfaction": without})
    rest = sg.find_drivers(others, outcome="satisfaction").frames["coefficients"]
    np.testing.assert_allclose((found["beta_se"] / found["beta"])[1:], (rest["beta_se"] / rest["beta"])[1:])


def test_an_item_that_all_answered_alike_has_no_share_and_a_reason() -> None:
    survey = pleased(16, 150, missing=0.0)
    values = survey.answers["perception"].codes.T.copy()
    values[:, 0] = 4
    found = sg.find_drivers(with_answers(survey, values), outcome="satisfaction")
    first = level(found, "item").iloc[0]
    assert (first["share_of_r2"], first["reason"]) == (pytest.approx(0.0, abs=1e-15), "no_variation")
    assert found.frames["coefficients"]["reason"].iloc[0] == "no_variation"


def test_sets_of_ranks_hold_the_rank_and_the_headline_names_who_may_be_first() -> None:
    found = of_hotline()
    frame = found.frame
    assert ((frame["rank_low"] <= frame["rank"]) & (frame["rank"] <= frame["rank_high"])).all()
    dimensions = level(found, "dimension")
    assert found.facts.may_be_first == tuple(dimensions.loc[dimensions["rank_low"] == 1, "dimension"])
    assert found.headline.startswith("Reliability has the largest share of what is explained of satisfaction")
    assert "but empathy may be first as well" in found.headline


def test_no_order_is_claimed_of_noise() -> None:
    survey = pleased(17, 200, missing=0.0)
    values = np.random.default_rng(0).integers(1, 6, survey.n) + 0.0
    told = replace(survey.outcomes["satisfaction"], values=values)
    found = sg.find_drivers(replace(survey, outcomes={"satisfaction": told}), outcome="satisfaction")
    assert "which dimension counts most for satisfaction cannot be told" in found.headline.lower()
    assert (level(found, "dimension")["share_of_r2"] > 0).all()
    assert (level(found, "dimension")["share_of_r2_low"] < 0.2).all()


@pytest.mark.parametrize(("n", "reason"), [(8, "too_few_for_items"), (1, "too_few")])
def test_too_few_respondents_have_no_shares_and_a_reason(n: int, reason: str) -> None:
    survey = with_outcomes(random_survey(18, n, missing=0.0), 19, missing=0.0)
    found = sg.find_drivers(survey, outcome="satisfaction")
    assert found.frame["share_of_r2"].isna().all()
    assert found.frame["reason"].eq(reason).all()
    assert found.frames["coefficients"]["reason"].eq(reason).all()
    assert "could not be computed" in found.headline
    assert found.plot() is not None


def test_an_outcome_without_variation_has_no_drivers() -> None:
    survey = pleased(20)
    told = replace(survey.outcomes["satisfaction"], values=np.full(survey.n, 3.0))
    found = sg.find_drivers(replace(survey, outcomes={"satisfaction": told}), outcome="satisfaction")
    assert found.frame["reason"].eq("no_variation").all()


def test_of_one_dimension_items_are_in_order() -> None:
    found = sg.find_drivers(pleased(21, 200, sizes=(4,)), outcome="satisfaction")
    assert found.facts.first is not None
    assert found.facts.first.level == "item"
    assert found.facts.drivers == 4


# --- what customers say


def test_points_stand_beside_shares_and_their_difference_has_an_interval() -> None:
    found = of_hotline()
    stated = found.frames["stated"]
    assert stated["points"].sum() == pytest.approx(100)
    assert stated["log_ratio"].sum() == pytest.approx(0, abs=1e-12)
    ratio = np.log(stated["points"] / stated["share_of_r2"])
    np.testing.assert_allclose(stated["log_ratio"], ratio - ratio.mean())
    more = stated["log_ratio_low"] > 0
    less = stated["log_ratio_high"] < 0
    assert stated["says"].eq("stated_more").equals(more)
    assert stated["says"].eq("derived_more").equals(less)
    assert "give less weight to empathy than satisfaction does" in found.headline


def test_customers_may_say_another_than_their_outcome_says() -> None:
    survey = pleased(22, 400, sizes=(2, 2), missing=0.0)
    items = survey.answers["perception"].codes.astype(float)
    told = replace(survey.outcomes["satisfaction"], values=items[0] + items[1])
    points = np.resize([[20.0, 22.0, 18.0], [80.0, 78.0, 82.0]], (2, 400))
    points[0] = 100 - points[1]
    made = replace(survey, outcomes={"satisfaction": told}, points=points)
    found = sg.find_drivers(made, outcome="satisfaction")
    first, second = (dimension.name.to("en") for dimension in survey.instrument.dimensions)
    assert found.facts.first is not None
    assert found.facts.first.dimension == survey.instrument.dimension_keys[0]
    says = dict(zip(found.frames["stated"]["dimension"], found.frames["stated"]["says"], strict=True))
    if "" not in says.values():
        assert f"customers say {second.lower()}" in found.headline.lower()
        assert f"says {first.lower()}" in found.headline.lower()


# --- importances, with what each respondent adds


def test_importances_are_the_shares_with_their_errors() -> None:
    found = of_hotline()
    derived = importance_of(hotline(), found)
    items = level(found, "item")
    assert derived.keys == tuple(items["item"])
    np.testing.assert_allclose(derived.value, items["share_of_r2"])
    assert derived.influence is not None
    assert derived.influence.shape == (hotline().n, 22)
    used = ~np.isnan(derived.influence).any(axis=1)
    assert used.sum() == derived.n == found.facts.n
    np.testing.assert_allclose(derived.influence[used].mean(axis=0), 0, atol=1e-10)
    error = np.sqrt((derived.influence[used] ** 2).sum(axis=0)) / derived.n
    width = (items["share_of_r2_high"] - items["share_of_r2_low"]) / 2 / 1.96
    np.testing.assert_allclose(error, width, rtol=0.15)


# --- refusals


def test_what_cannot_be_asked_is_refused() -> None:
    survey = pleased(23)
    with pytest.raises(ServgapError, match="There is no outcome 'pleasure'"):
        sg.find_drivers(survey, outcome="pleasure")
    with pytest.raises(ServgapError, match="was not counted with the outcome"):
        sg.find_drivers(survey.tally(), outcome="satisfaction")
    with pytest.raises(ServgapError, match="predictors='all' is not known"):
        sg.find_drivers(survey, outcome="satisfaction", predictors="all")
    with pytest.raises(ServgapError, match="those of find_drivers"):
        importance_of(survey, sg.measure_gaps(survey))
    with pytest.raises(ServgapError, match="Survey"):
        sg.find_drivers("answers.csv", outcome="satisfaction")  # type: ignore[arg-type]


def test_too_many_items_of_one_dimension_are_refused_before_they_take_time() -> None:
    survey = pleased(24, 40, sizes=(18,))
    with pytest.raises(ServgapError, match=f"up to {MOST_SETS:,} are looked at.*predictors='dimensions'"):
        sg.find_drivers(survey, outcome="satisfaction")


# --- what is shown


@pytest.mark.parametrize("language", ["en", "zh"])
def test_words_tables_and_pictures_are_there(language: str, tmp_path: Any) -> None:
    found = of_hotline()
    assert found.table("text", language=language)
    assert "{" not in found.note_in(language) + found.headline_in(language)
    assert found.plot(language=language) is not None
    found.to_excel(tmp_path / "drivers.xlsx", language=language)
    sheets = openpyxl.load_workbook(tmp_path / "drivers.xlsx").sheetnames
    assert len(sheets) >= len(found.frames)


def test_the_same_call_gives_the_same() -> None:
    again = sg.find_drivers(hotline(), outcome="satisfaction")
    pd.testing.assert_frame_equal(again.frame, of_hotline().frame, check_exact=True)


# --- where little is left to divide, or a tally holds too little


@pytest.mark.parametrize("policy", ["complete", "pairs"])
def test_a_tally_says_that_it_has_scores_of_half_the_items_only(policy: str) -> None:
    survey = pleased(5, 300, missing=0.3)
    asked: dict[str, Any] = {"outcome": "satisfaction", "policy": policy}
    tally = survey.tally(outcomes="satisfaction")
    with pytest.raises(ServgapError, match=f"policy='{policy}'"):
        sg.find_drivers(tally, predictors="dimensions", **asked)
    one, two = (sg.find_drivers(subject, **asked).frame["explained"] for subject in (survey, tally))
    np.testing.assert_allclose(one, two)  # single items have no rule


@pytest.mark.parametrize("unknown", [0, 50])
def test_groups_that_a_tally_pools_are_not_said_to_be_partialled_out(unknown: int) -> None:
    survey = pleased(5, 400, missing=0.0)
    agents = [f"{number % 80}" if number >= unknown else "" for number in range(survey.n)]
    survey = replace(survey, respondents=survey.respondents.assign(agent=agents))
    tally = survey.tally("agent", outcomes="satisfaction")
    with pytest.raises(ServgapError, match="more than 64 groups"):
        sg.find_drivers(tally, outcome="satisfaction", adjust_for="agent")
    one, two = (sg.find_drivers(subject, outcome="satisfaction").facts.r2 for subject in (survey, tally))
    assert one == pytest.approx(two)
    assert sg.find_drivers(survey, outcome="satisfaction", adjust_for="agent").facts.taken == 80


@pytest.mark.parametrize("predictors", ["items", "dimensions"])
def test_items_that_all_answered_alike_explain_nothing_and_are_no_importances(predictors: str) -> None:
    survey = pleased(5, 200)
    same = with_answers(survey, np.full((200, len(survey.instrument.items)), 4))
    found = sg.find_drivers(same, outcome="satisfaction", predictors=predictors)
    assert found.facts.r2 == 0
    assert found.frame["reason"].eq("no_variation").all()
    assert found.frame[["share_of_r2", "share_of_r2_low", "share_of_r2_high"]].isna().all(axis=None)
    assert found.frames["coefficients"]["reason"].eq("no_variation").all()
    assert "no variation" in found.headline
    assert sg.map_importance(same, importance=found).frame["reason"].eq("no_importance").all()


def test_an_outcome_that_is_all_explained_leaves_nothing_to_chance() -> None:
    survey = pleased(5, 200, missing=0.0)
    same = OutcomeAnswers(survey.instrument.scale, survey.part("perception").to_numpy()[:, 0])
    found = sg.find_drivers(replace(survey, outcomes={"satisfaction": same}), outcome="satisfaction")
    items = level(found, "item")
    assert found.facts.r2 == pytest.approx(1)
    assert items["share_of_r2"].iloc[0] > 0.8
    assert (items["share_of_r2_low"].iloc[0], items["rank_high"].iloc[0]) == (pytest.approx(0.77, abs=0.02), 1)
    assert items["explained_low"].iloc[0] == pytest.approx(items["share_of_r2_low"].iloc[0])
    assert "(95% interval 83% to" in found.headline


def test_points_are_those_of_respondents_who_have_a_group() -> None:
    survey = pleased(5, 300, missing=0.0)
    branch = ["" if number < 150 else str(name) for number, name in enumerate(survey.respondents["branch"])]
    survey = replace(survey, respondents=survey.respondents.assign(branch=branch))
    asked: dict[str, Any] = {"outcome": "satisfaction", "adjust_for": "branch"}
    one = sg.find_drivers(survey, **asked)
    two = sg.find_drivers(survey.tally("branch", outcomes="satisfaction"), **asked)
    assert one.basis.rows_used == two.basis.rows_used == 150
    answered = np.isfinite(survey.outcomes["satisfaction"].values)
    assert one.facts.total == one.facts.n == answered[150:].sum()
    columns = ["n", "points", "share_of_r2"]
    pd.testing.assert_frame_equal(one.frames["stated"][columns], two.frames["stated"][columns], check_dtype=False)
    alone = sg.find_drivers(survey.where(branch=["North", "South", "East"]), **asked)
    pd.testing.assert_frame_equal(one.frames["stated"], alone.frames["stated"])


# --- process against outcome, and phases


PROCESS = ("process", "outcome", "process", "process", "outcome", "process", None, "outcome", "process")


def filed(survey: sg.Survey, process: tuple[str | None, ...] = PROCESS) -> sg.Survey:
    """Give a survey whose standards are of the process or the outcome, as far as told."""
    told = iter(process)
    dimensions = [
        Dimension(each.key, [Item(item.key, _standard(item, next(told))) for item in each.items], each.name)
        for each in survey.instrument.dimensions
    ]
    return replace(survey, instrument=replace(survey.instrument, dimensions=dimensions))


def _standard(item: Item, process: str | None) -> Standard:
    return Standard(item.standard.key, item.standard.text, process=process)


def by_process(survey: sg.Survey | sg.Tally, **told: Any) -> sg.Finding:
    return sg.find_drivers(survey, outcome="satisfaction", predictors="process", **told)


def of_all(found: sg.Finding, telling: str) -> pd.Series:
    (row,) = found.differences[found.differences["weighed"] == telling].to_dict("records")
    return pd.Series(row)


def test_items_of_a_mark_are_one_set_and_those_without_any_another() -> None:
    survey = filed(pleased(31, 200))
    found = by_process(survey)
    assert found.frame["process"].tolist() == ["process", "outcome", ""]
    assert found.frame["level"].eq("process").all()
    own = of_survey(survey, sg.find_drivers(survey, outcome="satisfaction").question)
    sets = [[place for place, each in enumerate(PROCESS) if each == key] for key in ("process", "outcome", None)]
    expected = set_shares(own.covariance, sets)
    np.testing.assert_allclose(found.frame["explained"], expected.share)
    assert found.frame["explained"].sum() == pytest.approx(found.frames["fit"]["r2"].item())
    assert found.facts.marks == (("process", 5), ("outcome", 3), ("", 1))
    assert np.isnan(found.frame["rank"].iloc[2])
    assert found.frame["reason"].tolist() == ["", "", "not_filed"]
    assert "1 item." in found.note
    assert len(found.differences) == 2  # nothing is held against those without any


def test_per_item_is_the_mean_of_the_items_own_shares() -> None:
    survey = filed(pleased(32, 200))
    row = of_all(by_process(survey), "per_item")
    items = level(sg.find_drivers(survey, outcome="satisfaction"), "item")
    whole = items["explained_adjusted"].sum()
    means = [items["explained_adjusted"][[each == key for each in PROCESS]].mean() for key in ("process", "outcome")]
    assert row["share_a"] == pytest.approx(means[0] / whole)
    assert row["share_b"] == pytest.approx(means[1] / whole)
    assert row["share_difference"] == pytest.approx((means[0] - means[1]) / whole)
    assert row["share_difference_low"] < row["share_difference"] < row["share_difference_high"]


def test_intervals_are_those_of_adjusted_shares_with_what_chance_adds() -> None:
    survey = filed(pleased(46, 100, missing=0.0), (*PROCESS[:6], "process", *PROCESS[7:]))
    found = by_process(survey)
    material = of_survey(survey, sg.find_drivers(survey, outcome="satisfaction").question)
    z, coalitions = material.rows, material.predictors.coalitions
    assert z is not None
    own = np.array(
        [[each == key for each in (*PROCESS[:6], "process", *PROCESS[7:])] for key in ("process", "outcome")]
    )
    means = own / own.sum(axis=1, keepdims=True)
    n, df = len(z), len(z) - z.shape[1]
    sets = shares_of(material.covariance, blocks=[np.flatnonzero(row).tolist() for row in own], df=n - 1.0)
    items = shares_of(material.covariance, coalitions=coalitions, df=n - 1.0)
    rows = np.hstack([influences(z, sets.gradients), influences(z, items.gradients) @ means.T])
    sums = np.vstack([own, means])
    expected = share_differences(
        np.concatenate([sets.adjusted, means @ items.adjusted]),
        rows.T @ rows / (n * df),
        2 * ((1 - sets.r2) / df) ** 2 * sums @ sums.T,
        [[1, -1, 0, 0], [0, 0, 1, -1]],
        [1, 1, 0, 0],
        df=df,
        bounds=([-1, -1 / 3], [1, 1 / 6]),
    )
    np.testing.assert_allclose(found.differences["share_difference"], expected.difference)
    np.testing.assert_allclose(found.differences["share_difference_low"], expected.ci_low)
    np.testing.assert_allclose(found.differences["share_difference_high"], expected.ci_high)


@pytest.mark.parametrize("by", [(), ("branch",)])
def test_a_tally_weighs_as_a_survey_does(by: tuple[str, ...]) -> None:
    survey = filed(pleased(33, 200))
    one = by_process(survey, adjust_for=by)
    two = by_process(survey.tally(by=by, outcomes="satisfaction"), adjust_for=by)
    pd.testing.assert_frame_equal(one.frame, two.frame, rtol=1e-8, atol=1e-10, check_dtype=False)
    pd.testing.assert_frame_equal(one.differences, two.differences, rtol=1e-8, atol=1e-10, check_dtype=False)
    assert one.headline == two.headline


def test_without_products_of_four_marks_have_estimates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("servgap.survey.outcomes.outcome_counts.MOST_ITEMS", 2)
    found = by_process(filed(pleased(34)).tally(outcomes="satisfaction"))
    assert found.differences["share_difference"].notna().all()
    assert found.differences["share_difference_low"].isna().all()
    assert found.differences["reason"].eq("needs_rows").all()
    assert found.headline.startswith("By estimate")


def one_counts(which: str, noise: float, n: int = 300) -> sg.Survey:
    """Give a survey in which satisfaction goes with items of one kind alone."""
    survey = filed(pleased(35, n, missing=0.0), (*PROCESS[:6], "process", *PROCESS[7:]))
    told = survey.outcomes["satisfaction"]
    rng = np.random.default_rng(36)
    answered = rng.integers(1, survey.instrument.scale.levels + 1, (n, 9))
    own = np.array([each == which for each in (*PROCESS[:6], "process", *PROCESS[7:])])
    values = answered[:, own].mean(axis=1) + noise * rng.normal(size=n)
    values = np.clip(np.rint(3 + 1.5 * (values - values.mean())), 1, 5)
    return with_answers(survey, answered, outcomes={"satisfaction": replace(told, values=values)})


@pytest.mark.parametrize(("which", "other"), [("process", "outcome"), ("outcome", "process")])
def test_what_counts_alone_weighs_more_in_total_and_item_for_item(which: str, other: str) -> None:
    found = by_process(one_counts(which, 0.2))
    assert found.facts.weighed[0].may_be_first == found.facts.weighed[1].may_be_first == (which,)
    assert found.headline.startswith(f"The {which} of the service weighs more than the {other} of the service")
    assert "item for item it weighs more too" in found.headline
    places = found.frame.set_index("process")["rank_high"]
    assert (places[which], places[other]) == (1, 2)


def test_of_noise_nothing_is_said_to_weigh_more() -> None:
    for seed in range(4):
        survey = filed(pleased(37 + seed, 150, missing=0.0))
        told = survey.outcomes["satisfaction"]
        values = np.random.default_rng(seed).integers(1, 6, survey.n).astype(float)
        found = by_process(replace(survey, outcomes={"satisfaction": replace(told, values=values)}))
        assert not found.differences["weighs_more"].isin(["first", "second"]).any()
        assert "cannot be told" in found.headline


def test_a_process_of_many_items_may_weigh_more_in_total_and_less_item_for_item() -> None:
    found = by_process(hotline())
    assert [each.may_be_first for each in found.facts.weighed] == [("process",), ("outcome",)]
    assert "item for item, however, the outcome of the service weighs more" in found.headline
    assert "服务过程比服务结果更重要" in found.headline_in("zh")
    assert "但平均到每个题项，更重要的是服务结果" in found.headline_in("zh")


def test_phases_are_held_against_each_other_two_by_two() -> None:
    found = sg.find_drivers(hotline(), outcome="satisfaction", predictors="phase")
    assert found.frame["phase"].tolist() == ["first_impression", "accumulation", "closing"]
    assert found.differences["weighed"].value_counts().tolist() == [3, 3]
    assert found.headline.startswith("Accumulating impressions has the largest share")
    assert "no other phase can be first" in found.headline
    assert "印象积累所占份额最大" in found.headline_in("zh")


def test_a_dimension_of_many_items_leaves_the_total() -> None:
    process = ("process",) * 12 + ("outcome",) * 7
    found = by_process(filed(pleased(42, 300, sizes=(19,), missing=0.0), process))
    assert of_all(found, "in_total")["share_difference_low"] > -1
    assert of_all(found, "per_item")["reason"] == "too_many_sets"
    assert "item for item" not in found.headline + found.note.lower()


def test_standards_that_are_filed_nowhere_or_all_alike_are_no_marks() -> None:
    with pytest.raises(ServgapError, match=r"found none\. Give standards their process"):
        by_process(pleased(43))
    with pytest.raises(ServgapError, match="found the one key 'process'"):
        by_process(filed(pleased(43), ("process",) * 9))
    with pytest.raises(ServgapError, match="found the one key 'process'"):
        by_process(filed(pleased(43), ("process",) * 8 + (None,)))
    with pytest.raises(ServgapError, match="those of items or dimensions"):
        importance_of(hotline(), by_process(hotline()))


def test_a_catalogue_says_what_is_process_and_what_is_outcome() -> None:
    catalogue = sg.read_catalogue("data/samples/standards.csv")
    turned = replace(
        catalogue,
        standards=[
            replace(each, process="outcome" if each.key == "res2" else each.process) for each in catalogue.current
        ],
    )
    found = by_process(turned.on(hotline()))
    assert dict(found.facts.marks) == {"process": 16, "outcome": 6}


def test_one_item_that_does_not_apply_counts_for_its_mark() -> None:
    found = by_process(filed(not_for_all()))
    assert set(found.ways["way"]) == set(WAYS)
    assert found.ways["process"].tolist() == ["process", "outcome", ""] * 3
    assert found.differences["share_difference_low"].notna().all()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_marks_have_tables_and_stand_in_a_report_beside_the_items(language: str, tmp_path: Any) -> None:
    found = by_process(filed(pleased(44)))
    assert "{" not in found.note_in(language) + found.headline_in(language)
    assert found.plot(language="en") is not None
    assert found.table("text", language=language)
    found.to_excel(tmp_path / "marks.xlsx", language=language)
    survey = filed(pleased(44))
    kinds = [each.predictors for each in sg.Report(survey, add=found).findings if each.kind == "drivers"]
    assert sorted(kinds) == ["items", "process"]


def test_dissatisfiers_are_dimensions_where_marks_are_the_drivers() -> None:
    found = by_process(filed(pleased(45)), asymmetry=True)
    assert found.asymmetry["level"].eq("dimension").all()
