"""Groups against the average of all: held against another computation, by hand, and for what must not be crowned."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import ttest_ind_from_stats

import servgap as sg
from servgap._stats.groups.grand_mean import all_from_average, from_average, whole_degrees
from servgap.analysis.segments import AT_ONCE_UP_TO
from tests.counter_surveys import survey as counter_survey
from tests.surveys import pair_survey, random_survey

BY = ["branch"]


def drawn(sizes: dict[str, int], moved: dict[str, float] | None = None, seed: int = 1) -> sg.Survey:
    """Draw a survey of two dimensions with three items and one, whose gaps are lower in some branches."""
    rng = np.random.default_rng(seed)
    branch = np.repeat(list(sizes), list(sizes.values()))
    expected = np.clip(np.rint(5 + rng.standard_normal((len(branch), 4))), 1, 7)
    away = np.array([(moved or {}).get(each, 0.0) for each in branch])[:, None]
    perceived = np.clip(np.rint(4.5 + away + rng.standard_normal((len(branch), 4))), 1, 7)
    return pair_survey((3, 1), expected, perceived, branch=branch)


def by_hand(n: np.ndarray, mean: np.ndarray, covariance: np.ndarray, rows: np.ndarray) -> dict[str, np.ndarray]:
    """Compute differences one group and row at a time, as sums over all groups."""
    groups = len(n)
    free, size = n - 1, n
    within = (free[:, :1, None] * size[:, :1, None] * covariance).sum(axis=0) / free[:, 0].sum()
    found = {name: np.zeros((groups, len(rows))) for name in ("difference", "se", "df")}
    share = n / n.sum(axis=0)
    for group in range(groups):
        for place, row in enumerate(rows):
            parts = []
            for other in range(groups):
                held = row * ((other == group) - share[other])
                found["difference"][group, place] += held @ mean[other]
                own = held @ covariance[other] @ held
                parts.append(max(own, held @ within @ held / n[other, 0]))
            variance = sum(parts)
            found["se"][group, place] = np.sqrt(variance)
            found["df"][group, place] = variance**2 / sum(p**2 / f for p, f in zip(parts, free[:, 0], strict=True))
    return found


def some_means(seed: int, groups: int = 4, columns: int = 3) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    sizes = rng.integers(6, 60, groups)
    rows = [rng.standard_normal((size, columns)) @ rng.standard_normal((columns, columns)) for size in sizes]
    n = np.repeat(sizes[:, None].astype(float), columns, axis=1)
    covariance = np.array([np.cov(each.T) / len(each) for each in rows])
    return n, np.array([each.mean(axis=0) for each in rows]), covariance, np.vstack([[1 / 3] * 3, np.eye(3)])


@pytest.mark.parametrize("seed", range(5))
def test_differences_are_those_of_a_sum_over_all_groups(seed: int):
    n, mean, covariance, rows = some_means(seed)
    found, wanted = from_average(n, mean, covariance, rows), by_hand(n, mean, covariance, rows)
    for name, values in wanted.items():
        np.testing.assert_allclose(getattr(found, name), values, rtol=1e-10, err_msg=name)


def test_variances_alone_do_where_rows_are_columns():
    n, mean, covariance, _ = some_means(7)
    whole = from_average(n, mean, covariance)
    alone = from_average(n, mean, np.diagonal(covariance, axis1=1, axis2=2))
    np.testing.assert_allclose(alone.statistic, whole.statistic, rtol=1e-12)
    np.testing.assert_allclose(alone.df, whole.df, rtol=1e-12)


def test_the_difference_from_the_average_is_tested_as_that_from_the_others():
    """With equal spreads, of two groups, Welch's t test of one against the other."""
    found = from_average([[10], [30]], [[1.0], [3.0]], [[1.2], [0.4]])
    welch = ttest_ind_from_stats(1.0, np.sqrt(12), 10, 3.0, np.sqrt(12), 30, equal_var=False)
    assert found.statistic[0, 0] == pytest.approx(welch.statistic, rel=1e-12)
    assert found.p_value[0, 0] == pytest.approx(welch.pvalue, rel=1e-12)


def test_critical_values_are_those_of_the_analysis_of_means():
    """Of six groups alike the exact value, by 4 million draws of another program, is 2.622."""
    t = np.zeros((6, 1))
    found = all_from_average(t, np.full((6, 1), np.inf), np.full((6, 1), 40.0), np.full((6, 1, 1), 0.1), draws=39999)
    assert found.critical[0, 0] == pytest.approx(2.622, abs=0.03)
    assert (found.p_adjusted == 1.0).all()


def test_fewer_degrees_of_freedom_ask_for_more():
    df = np.array([[4.0], [20.0], [np.inf]])
    found = all_from_average(np.full((3, 1), 2.5), df, np.full((3, 1), 40.0), np.full((3, 1, 1), 0.1))
    assert found.critical[0] > found.critical[1] > found.critical[2]
    assert found.p_adjusted[0] > found.p_adjusted[1] > found.p_adjusted[2]


@given(st.integers(0, 10_000), st.floats(-3, 3), st.floats(0.2, 4))
@settings(max_examples=25, deadline=None)
def test_where_all_is_moved_or_stretched_nothing_is_told_otherwise(seed: int, moved: float, stretched: float):
    n, mean, covariance, rows = some_means(seed)
    one = from_average(n, mean, covariance, rows)
    other = from_average(n, moved + stretched * mean, stretched**2 * covariance, rows)
    np.testing.assert_allclose(other.statistic, one.statistic, rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(other.df, one.df, rtol=1e-7)
    np.testing.assert_allclose((n[:, :1] * one.difference).sum(axis=0), 0.0, atol=1e-9)


@given(st.floats(1.0, 1e6))
def test_degrees_of_freedom_are_rounded_down_and_not_far(df: float):
    rounded = float(whole_degrees(np.array([df]))[0])
    assert rounded <= df * (1 + 1e-8)
    assert rounded >= max(1.0, min(df - 1, df / 1.1) - 1e-6)


def test_the_average_is_that_of_all_respondents():
    survey = drawn({"A": 40, "B": 25, "C": 60})
    found, whole = sg.measure_gaps(survey, by="branch").segments, sg.measure_gaps(survey).frame
    for level in ("overall", "dimension", "standard"):
        average = found[(found["level"] == level) & (found["branch"] == "A")]["average_of_all"].to_numpy()
        rows = whole[whole["level"] == level]
        wanted = rows[rows["method"] != "mean_of_items"]["gap"] if level == "overall" else rows["gap"]
        np.testing.assert_allclose(average, wanted, rtol=1e-12)
    np.testing.assert_allclose(found["from_average"], found["value"] - found["average_of_all"], atol=1e-12)


def test_a_group_that_does_worse_is_told_and_named():
    found = sg.measure_gaps(drawn({"A": 80, "B": 80, "C": 80}, {"C": -1.5}), by="branch")
    told = found.segments[(found.segments["level"] == "overall")].set_index("branch")["standing"]
    assert told["C"] == "below_average"
    segments = found.facts.segments
    assert segments.furthest_overall.group == {"branch": "C"}
    assert segments.looked == len(found.segments) == 3 * (1 + 2 + 4)
    assert "C" in found.headline.split("average of all")[1]
    assert ("C",) in found.facts.groups_named
    assert "平均" in found.headline_in("zh")


def test_intervals_and_corrected_p_values_agree():
    found = sg.measure_gaps(drawn({"A": 80, "B": 30, "C": 12}, {"C": -1.2}), by="branch", confidence=0.9).segments
    told = found["standing"] != "not_told"
    assert ((found["p_adjusted"] <= 0.1) == told).all()
    assert told.any()
    assert not told.all()
    assert (found["p_adjusted"] >= found["p_value"] - 0.02).all()


def test_a_small_group_is_shown_and_counts_but_is_not_crowned():
    survey = drawn({"A": 60, "B": 60, "tiny": 4}, {"tiny": -3.0})
    found = sg.measure_gaps(survey, by="branch")
    tiny = found.segments[found.segments["branch"] == "tiny"]
    assert tiny["value"].notna().all()
    assert tiny["from_average"].notna().all()
    assert tiny[["ci_low", "p_value", "p_adjusted"]].isna().all(axis=None)
    assert set(tiny["reason"]) == {"too_small"}
    assert set(tiny["standing"]) == {""}
    assert found.facts.segments.small == 1
    assert "tiny" not in found.headline.split("average of all")[1]
    assert "fewer than 5 respondents" in found.note
    assert "不足 5 人" in found.note_in("zh")
    without = sg.measure_gaps(survey.where(branch=["A", "B"]), by="branch").segments
    assert not np.allclose(found.segments["average_of_all"].iloc[0], without["average_of_all"].iloc[0])


def test_a_group_of_few_who_answered_alike_is_not_told_for_that():
    """Five respondents with one and the same gap, near the others' mean: their own spread is none."""
    rng = np.random.default_rng(3)
    expected = np.full((105, 1), 5.0)
    perceived = np.vstack([np.clip(np.rint(4 + 1.5 * rng.standard_normal((100, 1))), 1, 7), np.full((5, 1), 3.0)])
    survey = pair_survey((1,), expected, perceived, branch=["many"] * 100 + ["few"] * 5)
    few = sg.measure_gaps(survey, by="branch").segments.set_index("branch").loc["few"]
    assert set(few["standing"]) == {"not_told"}
    assert (few["se"] > 0.5).all()


def test_nothing_is_told_of_one_group_or_none():
    survey = drawn({"A": 30})
    for found in (sg.measure_gaps(survey), sg.measure_gaps(survey, by="branch"), sg.rank_standards(survey)):
        assert found.segments.empty
        assert found.facts.segments is None
        assert "average of all" not in found.headline + found.note


def test_a_survey_and_its_tally_tell_the_same():
    survey = drawn({"A": 40, "B": 25}, {"B": -1.0})
    for call in (sg.measure_gaps, sg.rank_standards):
        one, other = call(survey, by="branch"), call(survey.tally(by=BY), by="branch")
        pd.testing.assert_frame_equal(one.segments, other.segments)
        assert one.headline == other.headline


@pytest.mark.parametrize("measure", ["perception", "met", "top", "index", "net"])
def test_any_measure_is_held_against_its_average(measure: str):
    survey = drawn({"A": 60, "B": 60, "C": 60}, {"C": -1.5})
    found, whole = sg.measure_gaps(survey, by="branch", measure=measure), sg.measure_gaps(survey, measure=measure).frame
    overall = found.segments[found.segments["level"] == "overall"]
    wanted = whole[whole["method"] == "mean_of_dimensions"]["value"].iloc[0]
    np.testing.assert_allclose(overall["average_of_all"], wanted, rtol=1e-12)
    assert overall.set_index("branch").loc["C", "standing"] == "below_average"
    assert "average of all" in found.headline


def test_groups_may_be_made_of_several_attributes():
    survey = counter_survey("small and grouped")
    found = sg.measure_gaps(survey, by=["branch", "channel"])
    groups = found.segments[["branch", "channel"]].drop_duplicates()
    assert len(groups) == found.facts.groups == found.facts.segments.groups
    for language in ("en", "zh"):
        assert found.in_language(language).table(format="text")


def test_standards_of_a_ranking_are_held_against_their_average():
    survey = drawn({"A": 80, "B": 80, "C": 80}, {"C": -1.5})
    ranking, gaps = (call(survey, by="branch") for call in (sg.rank_standards, sg.measure_gaps))
    one = ranking.segments.set_index(["branch", "standard"])
    other = gaps.segments[gaps.segments["level"] == "standard"].set_index(["branch", "standard"])
    np.testing.assert_allclose(one["from_average"], other["from_average"], atol=1e-12)
    np.testing.assert_allclose(one["se"], other["se"], rtol=1e-9)
    assert set(one["standing"].loc["C"]) == {"below_average"}
    assert "on some standard" in ranking.headline
    effects = sg.rank_standards(survey, by="branch", criterion="effect")
    assert effects.segments["from_average"].abs().max() > 0.5
    assert "average of all" in effects.headline


def test_beyond_so_many_groups_bonferroni_corrects():
    sizes = {f"b{number:03}": 6 for number in range(AT_ONCE_UP_TO + 1)}
    found = sg.measure_gaps(drawn(sizes), by="branch")
    known = found.segments[found.segments["p_value"].notna()]
    wanted = np.minimum(known["p_value"] * len(known), 1.0)
    np.testing.assert_allclose(known["p_adjusted"], wanted, rtol=1e-12)
    assert "Bonferroni" in found.note
    assert not found.basis.draws


def test_hidden_groups_leave_the_average_and_the_words(tmp_path):
    survey = drawn({"A": 60, "B": 60, "secret": 7}, {"secret": -4.0})
    found = sg.measure_gaps(survey, by="branch")
    assert "secret" in found.headline
    sg.Report([found], title="Groups", minimum=10).to_html(tmp_path / "page.html")
    assert "secret" not in (tmp_path / "page.html").read_text(encoding="utf-8")


@given(st.integers(0, 10_000), st.integers(1, 40))
@settings(max_examples=15, deadline=None)
def test_any_survey_has_an_answer_or_a_reason(seed: int, n: int):
    survey = random_survey(seed, n, missing=0.3)
    labels = np.random.default_rng(seed).choice(["A", "B"], survey.n)
    survey = replace(survey, respondents=survey.respondents.assign(branch=labels))
    found = sg.measure_gaps(survey, by="branch").segments
    silent = found["ci_low"].isna()
    assert (found.loc[silent, "reason"] != "").all()
    assert (found.loc[~silent, "reason"] == "").all()


def test_groups_alike_are_rarely_told():
    """Skewed gaps of four groups of unequal size: with each group's own spread a third of such surveys tells one."""
    rng, told = np.random.default_rng(11), 0
    sizes = (6, 12, 30, 90)
    for _ in range(40):
        groups = [-np.select([u < 0.05, u < 0.2], [4.0, 1.0], 0.0) for u in (rng.random((n, 6)) for n in sizes)]
        n = np.array([[float(each)] * 6 for each in sizes])
        covariance = np.array([np.cov(each.T) / len(each) for each in groups])
        found = from_average(n, np.array([each.mean(axis=0) for each in groups]), covariance)
        p = all_from_average(found.statistic, found.df, n, covariance, draws=999).p_adjusted
        told += bool((p <= 0.05).any())
    assert told <= 4
