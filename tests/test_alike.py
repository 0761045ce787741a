"""Groups, waves and standards in which all gave the same answers: shown, ranked and named, and left out of tests."""

from __future__ import annotations

import numpy as np
import pytest

import servgap as sg
from tests.surveys import NAN, pair_survey


def branches(rng, alike: float, others: int = 2, n: int = 30, size: int = 12):
    """Make branches whose answers vary around −1, and one, Kiosk, in which everybody's gap is the same."""
    expectation = np.full((others * n + size, 3), 6.0)
    perception = 5.0 + rng.integers(-2, 3, expectation.shape)
    perception = np.clip(perception, 1, 7)
    perception[others * n :] = 6 + alike
    labels = np.repeat([*(f"B{number}" for number in range(others)), "Kiosk"], [*[n] * others, size])
    return pair_survey(
        (2, 1), expectation, perception, branch=labels, quarter=np.where(labels == "Kiosk", "2026Q2", "2026Q1")
    )


def test_it_is_the_worst_in_range_ranks_and_headline():
    found = sg.compare_groups(branches(np.random.default_rng(0), -3), by="branch")
    assert found.facts.lowest.group == found.facts.worst.group == "Kiosk"
    overall = found.groups[found.groups["level"] == "overall"].set_index("branch")
    assert overall.loc["Kiosk", "rank"] == 1
    assert overall.loc["Kiosk", ["gap", "reason"]].tolist() == [-3, "no_variation"]
    assert found.headline.startswith(
        "By branch, Kiosk is furthest short overall (gap −3.00, the same for all 12 respondents) and B"
    )
    assert "the other 2 groups" in found.headline
    assert found.headline.endswith("Kiosk is not tested, since all respondents there have the same gap.")
    assert "表现最差的是“Kiosk”（差距 −3.00，12 名受访者完全相同）" in found.headline_in("zh")
    assert found.headline_in("zh").endswith("“Kiosk”组内所有受访者的差距相同，未参与检验。")
    assert "In Kiosk all respondents have the same overall gap" in found.note
    assert "“Kiosk”组内所有受访者的总体差距相同" in found.note_in("zh")


def test_it_is_the_best_where_it_is_best():
    found = sg.compare_groups(branches(np.random.default_rng(1), 1), by="branch")
    assert found.facts.highest.group == "Kiosk"
    assert "and Kiosk does best (gap 1.00, the same for all 12 respondents)" in found.headline


def test_welch_and_pairs_run_without_it_and_ranks_with_it():
    survey = branches(np.random.default_rng(2), -3, others=3)
    found, without = (
        sg.compare_groups(each, by="branch") for each in (survey, survey.where(branch=["B0", "B1", "B2"]))
    )
    welch, ranks = (found.frame[found.frame["test"] == test] for test in ("welch", "kruskal_wallis"))
    assert (welch["groups"] == 3).all()
    assert (ranks["groups"] == 4).all()
    alone = without.frame[without.frame["test"] == "welch"]
    np.testing.assert_allclose(welch["p_value"], alone["p_value"], rtol=1e-12)
    pairs = found.pairs.set_index(["group_a", "group_b"])
    np.testing.assert_allclose(
        pairs.loc[[("B0", "B1")], "p_value"],
        without.pairs.set_index(["group_a", "group_b"]).loc[[("B0", "B1")], "p_value"],
    )
    touched = pairs.loc[[("B0", "Kiosk")]]
    assert touched["p_value"].isna().all()
    assert (touched["reason"] == "constant_group").all()
    assert touched["difference"].notna().all()


def test_with_one_other_group_nobody_says_that_only_one_has_enough_answers():
    found = sg.compare_groups(branches(np.random.default_rng(3), -3, others=1), by="branch")
    assert "only" not in found.headline
    assert found.headline.endswith(
        "a test of the difference could not be computed: all in one group have the same gap."
    )
    assert "只有" not in found.headline_in("zh")
    assert found.facts.compared == 2


def test_for_its_rank_it_has_the_pooled_spread_of_all_groups():
    survey = branches(np.random.default_rng(4), -1, others=2, n=30, size=12)
    overall = sg.compare_groups(survey, by="branch").groups.query("level == 'overall'").set_index("branch")
    # The others vary around −1 as well: where it stands cannot be told, though its own answers do not vary at all.
    assert (overall["rank_low"] == 1).all()
    assert (overall["rank_high"] == 3).all()


def test_groups_that_all_agree_are_compared_by_their_ranges_alone():
    expectation, perception = np.full((20, 1), 6), np.repeat([[5], [4]], 10, axis=0)
    found = sg.compare_groups(pair_survey((1,), expectation, perception, branch=["a"] * 10 + ["b"] * 10), by="branch")
    assert found.headline.startswith("By branch, b is furthest short overall (gap −2.00, the same for all 10")
    equal = sg.compare_groups(
        pair_survey((1,), expectation, expectation - 1, branch=["a"] * 10 + ["b"] * 10), by="branch"
    )
    assert equal.headline.startswith("By branch, both groups have an overall gap of −1.00;")
    assert "2 个组的总体差距均为 −1.00" in equal.headline_in("zh")


def test_gaps_by_group_name_it():
    survey = branches(np.random.default_rng(5), -3)
    told = sg.measure_gaps(survey, by="branch")
    assert told.facts.group == {"branch": "Kiosk"}
    assert told.headline.startswith(
        "In Kiosk, furthest short by branch, service falls 3.00 points short of expectation overall (the same for all"
    )


def test_the_ranking_by_group_names_it_too():
    ranking = sg.rank_standards(branches(np.random.default_rng(6), -3), by="branch")
    assert ranking.facts.group == {"branch": "Kiosk"}
    assert ranking.headline.startswith(
        "No standard ranks below another of the 3 standards in Kiosk (branch) (gap −3.00)"
    )
    kiosk = ranking.frame[ranking.frame["branch"] == "Kiosk"]
    assert (kiosk["rank"] == 1).all()
    assert (kiosk["reason"] == "borrowed_spread").all()
    assert kiosk["may_be_worst"].all()


def test_a_standard_whose_gap_does_not_vary_keeps_its_place_in_the_ranking():
    rng = np.random.default_rng(7)
    perception = np.column_stack([rng.integers(4, 7, 60), np.full(60, 1), rng.integers(4, 7, 60)])
    ranking = sg.rank_standards(pair_survey((3,), np.full((60, 3), 6), perception))
    first = ranking.frame.iloc[0]
    assert (first["standard"], first["rank"], first["rank_low"], first["rank_high"]) == ("a2", 1, 1, 1)
    assert first["reason"] == "borrowed_spread"
    # Its variance is the mean of the others', as if it varied by itself.
    others = [np.var(perception[:, place] - 6.0, ddof=1) for place in (0, 2)]
    assert first["se"] == pytest.approx(np.sqrt(np.mean(others) / 60))
    assert ranking.headline.startswith("“A, 2” ranks worst of the 3 standards (gap −5.00;")


def test_a_wave_that_agrees_is_shown_and_not_tested():
    waves = sg.track_waves(branches(np.random.default_rng(8), -3), by="quarter")
    step = waves.frame[waves.frame["level"] == "overall"].iloc[0]
    assert (step["gap_to"], step["reason"], step["verdict"]) == (-3, "constant_group", "")
    assert np.isnan([step["p_value"], step["ci_low"], step["effect"]]).all()
    assert "which could not be tested: all in one group have the same gap" in waves.headline


@pytest.mark.parametrize("size", [4, 5])
def test_groups_and_waves_are_tested_from_the_same_size_on(size):
    rng = np.random.default_rng(9)
    labels = ["2026Q1"] * 20 + ["2026Q2"] * size
    survey = pair_survey((2,), np.full((20 + size, 2), 6), rng.integers(3, 7, (20 + size, 2)), quarter=labels)
    waves, groups = sg.track_waves(survey, by="quarter"), sg.compare_groups(survey, by="quarter")
    assert waves.frame["p_value"].notna().all() == (size == 5) == groups.frame["p_value"].notna().all()
    if size == 4:
        assert (waves.frame["reason"] == "too_small").all()
        assert (groups.frame["reason"] == "too_small").all()
        last = waves.waves["wave"] == "2026Q2"
        assert (waves.waves.loc[last, "reason"] == "too_small").all()
        assert waves.waves.loc[last, "ci_low"].notna().all()


def test_respondents_without_every_dimension_do_not_make_a_group_large_enough():
    rng = np.random.default_rng(10)
    perception = rng.integers(3, 7, (26, 2)).astype(float)
    perception[20:23, 1] = NAN
    survey = pair_survey((1, 1), np.full((26, 2), 6), perception, branch=["a"] * 20 + ["b"] * 6)
    found = sg.compare_groups(survey, by="branch")
    reasons = found.frame.set_index(["level", "dimension"])["reason"]
    assert (reasons["overall"] == "too_small").all()
    assert (reasons["dimension", "A"] == "").all()
