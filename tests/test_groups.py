"""Groups against scipy on the rows, and groups too small to be tested."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from scipy import stats

import servgap as sg
from servgap._stats.ranks.winner import winner
from servgap.analysis.reasons import REASONS
from servgap.errors import ServgapError
from tests.measured_surveys import NO_GAPS, both_parts, calls_it_a_gap, perception_alone, seen
from tests.surveys import pair_survey, random_survey, surveys


def scores_of(survey, policy=0.5):
    """Give respondents' dimension scores, and their mean where all are there."""
    gaps = survey.perceptions - survey.expectations
    scores = {}
    for key, span in zip(survey.instrument.dimension_keys, survey.instrument.spans, strict=True):
        part = gaps.iloc[:, span]
        scores["dimension", key] = part.mean(axis=1).where(part.notna().mean(axis=1) >= policy)
    scores["overall", ""] = sum(scores.values()) / len(scores)
    return scores


def means_of_dimensions(survey, n):
    """Give each branch's mean of dimension gaps, and its squared error times n, from respondents' scores."""
    scores = pd.concat([score for place, score in scores_of(survey).items() if place[0] == "dimension"], axis=1)
    means, variances = [], []
    for count, (_, part) in zip(n, scores.groupby(survey.respondents["branch"]), strict=True):
        there = part.notna()
        away = (part - part.mean()).fillna(0.0) / there.sum()
        error = len(part) / (len(part) - 1) * (away.mean(axis=1) ** 2).sum()
        means.append(part.mean().mean())
        variances.append(error * count)
    return np.array(means), np.array(variances)


def test_against_scipy():
    survey = random_survey(41, 160, (3, 2))
    found = sg.compare_groups(survey, by="branch")
    frame, groups, pairs = (each.set_index(["level", "dimension"]) for each in (found.frame, found.groups, found.pairs))
    for place, score in scores_of(survey).items():
        samples = {label: values.dropna() for label, values in score.groupby(survey.respondents["branch"])}
        rows = frame[frame.index == place].set_index("test")
        kruskal = stats.kruskal(*(values.round(10) for values in samples.values()))
        assert rows.loc["kruskal_wallis", "statistic"] == pytest.approx(kruskal.statistic)
        assert rows.loc["kruskal_wallis", "p_value"] == pytest.approx(kruskal.pvalue)
        n, mean, variance = (
            np.array([getattr(each, name)() for each in samples.values()]) for name in ("count", "mean", "var")
        )
        if place[0] == "overall":
            mean, variance = means_of_dimensions(survey, n)
        w = n / variance
        centre = (w * mean).sum() / w.sum()
        spread = ((1 - w / w.sum()) ** 2 / (n - 1)).sum() / (len(n) ** 2 - 1)
        f = (w * (mean - centre) ** 2).sum() / (len(n) - 1) / (1 + 2 * (len(n) - 2) * spread)
        assert rows.loc["welch", "statistic"] == pytest.approx(f)
        assert rows.loc["welch", "df_denominator"] == pytest.approx(1 / (3 * spread))
        assert rows.loc["welch", "p_value"] == pytest.approx(stats.f.sf(f, len(n) - 1, 1 / (3 * spread)))
        assert (rows["n"] == n.sum()).all()
        shown = groups[groups.index == place].set_index("branch")
        for label, values in samples.items() if place[0] == "dimension" else ():
            assert (shown.loc[label, "n"], shown.loc[label, "gap"]) == (len(values), pytest.approx(values.mean()))
            assert shown.loc[label, "ci_low"] == pytest.approx(stats.ttest_1samp(values, 0).confidence_interval().low)
        for (a, b), (_, pair) in zip(
            combinations(range(len(n)), 2), pairs[pairs.index == place].iterrows(), strict=True
        ):
            welch = stats.ttest_ind_from_stats(
                mean[b], np.sqrt(variance[b]), n[b], mean[a], np.sqrt(variance[a]), n[a], equal_var=False
            )
            first, second = list(samples)[a], list(samples)[b]
            assert (pair.group_a, pair.group_b, pair.n_a, pair.n_b) == (first, second, n[a], n[b])
            assert pair.difference == pytest.approx(mean[b] - mean[a])
            share = variance[[a, b]] / n[[a, b]]
            df = share.sum() ** 2 / (share**2 / (n[[a, b]] - 1)).sum()
            assert (pair.statistic, pair.df) == pytest.approx((welch.statistic, df))
            q = np.sqrt(2) * abs(welch.statistic)
            assert pair.p_value == pytest.approx(stats.studentized_range.sf(q, 3, df), rel=1e-6)


def test_a_list_of_one_will_do():
    survey = random_survey(41, 60)
    one, two = (sg.compare_groups(survey, by=by) for by in ("branch", ["branch"]))
    assert repr(one.facts) == repr(two.facts)
    assert one.groups.equals(two.groups)


def test_two_groups_are_a_t_test():
    survey = random_survey(42, 80, (2,), branches=("North", "South"), missing=0)
    found = sg.compare_groups(survey, by="branch")
    north, south = (
        values.dropna() for _, values in scores_of(survey)["overall", ""].groupby(survey.respondents["branch"])
    )
    welch = stats.ttest_ind(north, south, equal_var=False)
    overall = found.frame.iloc[0]
    assert (overall.statistic, overall.df_denominator) == pytest.approx((welch.statistic**2, welch.df))
    assert overall.p_value == pytest.approx(welch.pvalue)
    assert found.pairs["p_value"].iloc[0] == pytest.approx(welch.pvalue, rel=1e-6)
    assert found.facts.tested == found.facts.groups == 2


def test_corrections_over_the_dimensions():
    survey = random_survey(41, 160, (3, 2))
    plain, holm = (sg.compare_groups(survey, by="branch", adjust=each) for each in ("none", "holm"))
    assert (plain.frame["p_value"] == plain.frame["p_adjusted"]).all()
    assert (holm.frame["p_adjusted"] >= holm.frame["p_value"]).all()
    assert (holm.frame["p_adjusted"] == holm.frame["p_value"])[holm.frame["level"] == "overall"].all()
    times = np.where(holm.pairs["level"] == "overall", 1, 2)
    np.testing.assert_allclose(holm.pairs["p_adjusted"], np.minimum(holm.pairs["p_value"] * times, 1))
    assert (holm.frame["differs"] == (holm.frame["p_adjusted"] < 0.05)).all()
    assert (holm.pairs["differs"] == (holm.pairs["p_adjusted"] < 0.05)).all()
    assert [remark.code for remark in plain.basis.remarks] == []
    assert [remark.code for remark in holm.basis.remarks] == ["bonferroni_over_dimensions"]


def of_sizes(*sizes):
    rng = np.random.default_rng(5)
    labels = [f"g{number}" for number, size in enumerate(sizes) for _ in range(size)]
    return pair_survey([2], rng.integers(4, 8, (len(labels), 2)), rng.integers(2, 7, (len(labels), 2)), g=labels)


def explained(found):
    for frame, numbers in (
        (found.frame, ["statistic", "p_value", "p_adjusted", "effect", "effect_low", "effect_high"]),
        (found.groups, ["gap", "sd", "se", "ci_low", "ci_high"]),
        (found.pairs, ["difference", "se", "statistic", "df", "ci_low", "ci_high", "p_value", "p_adjusted"]),
        (found.profile, ["p_value"]),
        (found.moved, ["statistic", "p_expectation", "p_perception", "p_gap", "p_value", "p_adjusted"]),
    ):
        absent = frame[numbers].isna().any(axis=1)
        assert frame.loc[absent, "reason"].isin(list(REASONS)).all(), frame[absent]
    return found


def test_a_small_group_is_shown_and_not_tested():
    survey = of_sizes(20, 4, 15, 1)
    found = explained(sg.compare_groups(survey, by="g"))
    assert (found.frame["groups"] == 2).all()
    assert (found.frame["n"] == 35).all()
    assert found.groups.groupby("g")["n"].first().tolist() == [20, 4, 15, 1]
    small = found.groups[found.groups["g"] == "g1"]
    assert (small["reason"] == "too_small").all()
    assert small["gap"].notna().all()
    assert (found.groups.loc[found.groups["g"] == "g3", "reason"] == "too_few").all()
    whole = found.pairs[found.pairs["level"] == "overall"]
    assert whole["reason"].tolist() == ["too_small", "", *["too_small"] * 4]
    assert not found.pairs.loc[found.pairs["reason"] != "", "differs"].any()
    assert (found.facts.groups, found.facts.tested, found.facts.small) == (4, 2, 2)
    assert found.basis.remarks[0].particulars == (("n", 2), ("minimum", 5))
    without = sg.compare_groups(survey.where(g=["g0", "g2"]), by="g").frame
    np.testing.assert_allclose(found.frame[["p_value", "effect"]], without[["p_value", "effect"]])


def test_only_one_group_is_large_enough():
    found = explained(sg.compare_groups(of_sizes(20, 4), by="g"))
    assert (found.frame["reason"] == "too_small").all()
    assert not found.frame["differs"].any()
    assert found.facts.lowest == found.facts.highest
    neither = explained(sg.compare_groups(of_sizes(3, 4), by="g"))
    assert neither.facts.lowest is None
    assert neither.facts.tested == 0


def test_groups_that_do_not_vary():
    labels = ["a"] * 6 + ["b"] * 6
    equal = explained(sg.compare_groups(pair_survey([1], [[5]] * 12, [[4]] * 12, g=labels), by="g"))
    assert equal.frame["reason"].tolist() == ["constant_group", *["no_variation"] * 3] * 2
    apart = explained(sg.compare_groups(pair_survey([1], [[5]] * 12, [[4]] * 6 + [[3]] * 6, g=labels), by="g"))
    assert apart.frame.loc[apart.frame["test"] == "welch", "reason"].eq("constant_group").all()
    assert apart.frame.loc[apart.frame["test"] == "kruskal_wallis", "p_value"].lt(0.01).all()


@given(surveys(least=2))
def test_never_a_bare_gap(survey):
    if len(set(survey.respondents["branch"]) - {""}) > 1:
        explained(sg.compare_groups(survey, by="branch"))


def test_facts():
    found = sg.compare_groups(random_survey(41, 160, (3, 2)), by="branch")
    whole = found.groups[found.groups["level"] == "overall"]
    assert found.facts.lowest.group == whole.loc[whole["gap"].idxmin(), "branch"]
    assert found.facts.highest.value == whole["gap"].max()
    assert found.facts.dimensions == 2
    assert found.facts.overall.p_adjusted == found.frame.loc[0, "p_adjusted"]


def test_ranks_of_groups_by_hand():
    # Three branches of 20, far apart: their places are sure, and what was picked as the lowest is hardly corrected.
    perception = np.concatenate([np.tile([[low], [low + 1]], (10, 1)) for low in (1, 3, 5)])
    survey = pair_survey((1,), np.full((60, 1), 6), perception, branch=np.repeat(["a", "b", "c"], 20))
    found = sg.compare_groups(survey, by="branch")
    overall = found.groups[found.groups["level"] == "overall"]
    assert overall["gap"].tolist() == [-4.5, -2.5, -0.5]
    for name in ("rank", "rank_low", "rank_high", "rank_low_alone", "rank_high_alone"):
        assert overall[name].tolist() == [1, 2, 3]
    assert overall["may_be_worst"].tolist() == [True, False, False]
    assert overall["may_be_best"].tolist() == [False, False, True]
    assert overall["share_worst"].tolist() == [1, 0, 0]
    worst = found.facts.worst
    assert (worst.group, worst.candidates, worst.ranked, worst.value) == ("a", ("a",), 3, -4.5)
    assert worst.corrected == pytest.approx(-4.5, abs=1e-9)
    assert worst.corrected_low < -4.5 < worst.corrected_high
    assert (found.basis.seed, found.basis.draws) == (0, 9999)
    assert "seed 0" in found.note
    assert "a stands out as the worst beyond chance" in found.headline


def test_a_group_that_agrees_is_ranked_and_one_that_is_small_is_not():
    perception = [[4]] * 6 + [[4], [5]] * 3 + [[2], [3]] * 3 + [[1]] * 2
    survey = pair_survey((1,), [[6]] * 20, perception, branch=["still"] * 6 + ["x"] * 6 + ["y"] * 6 + ["few"] * 2)
    groups = sg.compare_groups(survey, by="branch").groups
    overall = groups[groups["level"] == "overall"].set_index("branch")
    assert overall.loc[["x", "y", "still"], "rank"].tolist() == [3, 1, 2]
    assert overall.loc[["few"], ["rank", "rank_low", "share_worst", "may_be_worst"]].isna().all(axis=None)
    assert overall.loc[["few", "still"], "reason"].tolist() == ["too_small", "no_variation"]


def test_a_small_group_leaves_the_ranks_of_others_alone():
    rng = np.random.default_rng(3)
    sizes, shifts = (200, 200, 200, 6), (0, 1, 2, 1)
    branch = np.repeat(["a", "b", "c", "d"], sizes)
    perception = np.concatenate([shift + rng.integers(1, 4, (n, 1)) for n, shift in zip(sizes, shifts, strict=True)])
    groups = sg.compare_groups(pair_survey((1,), np.full((606, 1), 6), perception, branch=branch), by="branch").groups
    overall = groups[groups["level"] == "overall"].set_index("branch")
    assert overall.loc["a", "rank_low"] == 1
    assert (overall["rank_low"] <= overall["rank"]).all()
    assert (overall["rank"] <= overall["rank_high"]).all()
    assert overall.loc["a", "rank_high"] <= 2
    assert overall.loc["c", "rank_low"] >= 3


@given(surveys(least=12))
def test_ranks_of_groups_are_in_their_sets(survey):
    try:
        found = sg.compare_groups(survey, by="branch")
    except ServgapError:
        return
    for _, rows in found.groups.groupby(["level", "dimension"]):
        ranked = rows[rows["rank"].notna()]
        assert (ranked["rank"] == ranked["gap"].rank(method="min")).all()
        assert ((ranked["rank_low"] <= ranked["rank"]) & (ranked["rank"] <= ranked["rank_high"])).all()
        assert (ranked["reason"] == "").all()
        assert rows.loc[rows["rank"].isna(), "reason"].ne("").all()


def test_there_must_be_groups():
    with pytest.raises(ServgapError, match=r"compare_groups needs at least two values of 'branch'; found 'North'\."):
        sg.compare_groups(random_survey(1, branches=("North",)), by="branch")
    for keywords, complaint in (
        ({"reference": "West"}, "reference='West' is none of the groups of 'branch': 'East', 'North', 'South'"),
        ({"smallest": 0}, "smallest is a finite number above 0, or 'sd'; found 0"),
        ({"adjust": "tukey"}, "adjust='tukey' is not known"),
        ({"policy": "x"}, "policy='x' is not known"),
        ({"confidence": 0}, "confidence is a share"),
        ({"by": "region"}, "'region' is not among them"),
        ({"by": []}, r"compare_groups compares the values of one attribute, or of two; found by=\[\]\. Name one"),
        ({"by": ["a", "b", "c"]}, r"or of two; found by=\['a', 'b', 'c'\]"),
    ):
        with pytest.raises(ServgapError, match=complaint):
            sg.compare_groups(random_survey(1), **{"by": "branch", **keywords})


def test_the_lowest_group_is_corrected_for_having_been_picked_from_all():
    survey = random_survey(11, 90, (3, 2), missing=0.0)
    gaps = (survey.perceptions - survey.expectations).to_numpy()
    overall = np.stack([gaps[:, :3].mean(axis=1), gaps[:, 3:].mean(axis=1)]).mean(axis=0)
    groups = [overall[(survey.respondents["branch"] == name).to_numpy()] for name in ("East", "North", "South")]
    n, mean, sd = (np.array([take(each) for each in groups]) for take in (len, np.mean, lambda x: x.std(ddof=1)))
    skewness = np.array([stats.skew(each) for each in groups])
    expected = winner(
        -mean[:, None],
        (sd**2 / n)[:, None, None],
        n=n[:, None],
        skewness=-skewness[:, None],
        rng=np.random.default_rng(0),
    )
    worst = sg.compare_groups(survey, by="branch").facts.worst
    assert worst.group == ("East", "North", "South")[int(expected.place)]
    for name, value in (
        ("value", expected.observed), ("corrected", expected.estimate), ("shrunken", expected.shrunken),
        ("corrected_low", expected.ci_high), ("corrected_high", expected.ci_low),
    ):  # fmt: skip
        assert getattr(worst, name) == pytest.approx(-float(value), rel=1e-9)
    assert worst.corrected_low < worst.value < worst.corrected_high


def test_means_of_a_part_are_those_of_a_questionnaire_that_asks_it_alone():
    survey = both_parts()
    found = sg.compare_groups(survey, by="branch", measure="perception")
    alone = sg.compare_groups(perception_alone(survey), by="branch")
    pd.testing.assert_frame_equal(found.groups, alone.groups)
    pd.testing.assert_frame_equal(found.pairs, alone.pairs)
    pd.testing.assert_frame_equal(found.frame, alone.frame)
    assert found.facts == alone.facts
    assert found.headline == alone.headline
    assert alone.groups["gap"].isna().all()
    assert alone.headline.startswith("By branch, perception is lowest in Airport (")
    assert alone.headline_in("zh").startswith("按 branch 分组，感知总体最低的是“Airport”（")


def test_shares_by_hand():
    survey = both_parts()
    found = sg.compare_groups(survey, by="branch", measure="met")
    met = survey.perceptions >= survey.expectations
    own = {"A": met.iloc[:, :3].mean(axis=1), "B": met.iloc[:, 3:].mean(axis=1)}
    own[""] = (own["A"] + own["B"]) / 2
    for _, row in found.groups.iterrows():
        shares = own[row.dimension][survey.respondents["branch"] == row.branch]
        interval = stats.ttest_1samp(shares, 0).confidence_interval()
        assert (row["value"], row.ci_low, row.ci_high) == pytest.approx((shares.mean(), interval.low, interval.high))
    welch = found.frame[(found.frame["test"] == "welch") & (found.frame["dimension"] == "A")].iloc[0]
    samples = [own["A"][survey.respondents["branch"] == label] for label in ("Airport", "Central", "East")]
    assert welch.p_value == pytest.approx(stats.f_oneway(*samples, equal_var=False).pvalue)


def test_of_what_went_wrong_the_most_is_the_worst():
    survey = both_parts()
    met, short = (sg.compare_groups(survey, by="branch", measure=each) for each in ("met", "short"))
    np.testing.assert_allclose(short.groups["value"], 1 - met.groups["value"])
    for name in ("rank", "rank_low", "rank_high", "may_be_worst"):
        assert short.groups[name].tolist() == met.groups[name].tolist()
    assert short.facts.lowest.group == met.facts.lowest.group == "Airport"
    assert short.facts.worst.candidates == met.facts.worst.candidates
    assert short.facts.lowest.value > short.facts.highest.value
    assert "expectation was not met is highest in Airport (" in short.headline
    assert "未达到期望的比例总体最高的是“Airport”（" in short.headline_in("zh")
    assert "Rank 1 is the group with the highest value." in short.note


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("measure", NO_GAPS)
def test_no_word_calls_a_gap_what_is_none(measure, language):
    found = sg.compare_groups(both_parts(), by="branch", measure=measure)
    assert not calls_it_a_gap(seen(found, language))
    assert calls_it_a_gap(seen(sg.compare_groups(both_parts(), by="branch"), language))


def test_groups_that_are_alike_are_told_without_gaps():
    # In one branch all give the same answers, and one has too few respondents.
    perception = np.concatenate([np.full((9, 2), 6), np.tile([[4, 5], [5, 6], [6, 5]], (6, 1)), [[3, 3]]])
    survey = pair_survey((1, 1), np.full((28, 2), 6), perception, branch=["a"] * 9 + ["b"] * 9 + ["c"] * 9 + ["d"])
    found = sg.compare_groups(survey, by="branch", measure="index")
    told = [seen(found, language) for language in ("en", "zh")]
    assert not any(map(calls_it_a_gap, told))
    assert "a is not tested, since all respondents there have the same value" in told[0]
    assert "“a”组内所有受访者的数值相同" in told[1]
    only = sg.compare_groups(survey.where(branch=["a", "d"]), by="branch", measure="met")
    assert "only a has enough respondents: expectation was met in 100.0% of cases overall" in only.headline


def test_groups_of_servperf():
    survey = sg.read_survey("data/samples/hotline_2026.csv", instrument="servperf", attributes=["branch"])
    found = sg.compare_groups(survey, by="branch")
    assert found.headline.startswith(
        "By branch, perception is lowest in Airport (4.98, 95% interval 4.85 to 5.11, n = "
    )
    assert "差距" not in found.headline_in("zh") + found.note_in("zh")
    assert found.facts.worst.candidates == ("Airport",)
