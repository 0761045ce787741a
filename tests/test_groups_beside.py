"""What a comparison of groups tells beside its leading test: other tests, pairs, a reference, both parts, factors."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import servgap as sg
from servgap._stats.groups.analysis_of_variance import brown_forsythe, classic_anova, kruskal_wallis
from servgap._stats.groups.comparisons import dunnett, dunnett_t3, tukey
from servgap._stats.groups.dunn import dunn
from servgap._stats.groups.explained import f_of_ranks, share_explained
from servgap._stats.groups.several_means import CRITERIA, box_m, manova, profiles
from servgap._stats.groups.two_factors import two_factors
from servgap._stats.groups.two_outcomes import two_outcomes
from servgap.errors import ServgapError
from servgap.report.suppression import shown_together
from tests.surveys import pair_survey, random_survey


@pytest.fixture(scope="module")
def hotline():
    return sg.read_survey("data/samples/hotline_2026.csv", attributes=["branch", "quarter"])


@pytest.fixture(scope="module")
def compared(hotline):
    return sg.compare_groups(hotline, by=["branch", "quarter"], reference="North")


def scores(survey, part=None):
    """Give respondents' dimension scores of the gap or a part, of those with half of the pairs; and their labels."""
    gaps = survey.perceptions - survey.expectations
    both = gaps.notna()
    values = {"expectation": survey.expectations, "perception": survey.perceptions, None: gaps}[part].where(both)
    made = {}
    for key, span in zip(survey.instrument.dimension_keys, survey.instrument.spans, strict=True):
        share = both.iloc[:, span].mean(axis=1)
        made[key] = values.iloc[:, span].mean(axis=1).where(share >= 0.5)
    return pd.DataFrame(made)


def by_branch(survey, values):
    kept = values.dropna()
    return [part for _, part in kept.groupby(survey.respondents["branch"].loc[kept.index])]


def moments(samples):
    return tuple(
        np.array([getattr(each, name)() for each in samples], dtype=float) for name in ("count", "mean", "var")
    )


def test_every_test_is_that_of_respondents_scores(hotline, compared):
    gaps = scores(hotline)
    overall = gaps.mean(axis=1).where(gaps.notna().all(axis=1))
    for key, values in {"": overall, **gaps}.items():
        samples = by_branch(hotline, values)
        rows = compared.frame[compared.frame["dimension"] == key].set_index("test")
        n = moments(samples)
        total = n[0].sum()
        for test, found in (("anova", classic_anova(*n)), ("brown_forsythe", brown_forsythe(*n))):
            row, share = rows.loc[test], share_explained(found.statistic, found.df1, found.df2, total)
            figures = [float(each) for each in (found.statistic, found.df1, found.df2)]
            assert [row.statistic, row.df, row.df_denominator] == pytest.approx(figures)
            assert (row.effect_low, row.effect_high) == pytest.approx((float(share.low), float(share.high)), abs=1e-8)
        anova = stats.f_oneway(*samples)
        assert rows.loc["anova", ["statistic", "p_value"]].tolist() == pytest.approx(list(anova))
        assert rows.loc["anova", "effect"] == pytest.approx(float(classic_anova(*n).omega_squared))
        level = np.unique(np.concatenate(samples).round(9))
        counts = [[(each.round(9) == value).sum() for value in level] for each in samples]
        ranks = kruskal_wallis(level, counts)
        share = share_explained(*_as_f(ranks, total), total)
        row = rows.loc["kruskal_wallis"]
        assert (row.statistic, row.effect) == pytest.approx((float(ranks.statistic), float(ranks.epsilon_squared)))
        assert (row.effect_low, row.effect_high) == pytest.approx((float(share.low), float(share.high)), abs=1e-8)
        assert (rows["n"] == total).all()


def _as_f(ranks, total):
    F, below = f_of_ranks(ranks.statistic, ranks.df, total)
    return F, ranks.df, below


def test_pairs_and_the_reference_are_those_of_the_arithmetic(hotline, compared):
    gaps = scores(hotline)
    names = sorted(hotline.respondents["branch"].dropna().unique())
    for key in gaps:
        samples = by_branch(hotline, gaps[key])
        n = moments(samples)
        pairs = compared.pairs[compared.pairs["dimension"] == key]
        np.testing.assert_allclose(pairs["p_tukey"], tukey(*n).p_value, rtol=1e-7)
        level = np.unique(np.concatenate(samples).round(9))
        counts = [[(each.round(9) == value).sum() for value in level] for each in samples]
        np.testing.assert_allclose(pairs["p_dunn"], dunn(level, counts).p_adjusted, rtol=1e-7)
        against = compared.against[compared.against["dimension"] == key]
        place = names.index("North")
        found = dunnett_t3(*n, reference=place)
        for name in ("difference", "se", "statistic", "df", "ci_low", "ci_high", "p_value"):
            np.testing.assert_allclose(against[name], getattr(found, name), rtol=1e-6, atol=1e-12)
        np.testing.assert_allclose(against["p_adjusted"], np.minimum(5 * found.p_value, 1), rtol=1e-6)
        np.testing.assert_allclose(against["p_dunnett"], dunnett(*n, reference=place).p_value, rtol=1e-6)
        assert against["group_b"].tolist() == [name for name in names if name != "North"]
        assert set(against["group_a"]) == {"North"}
        first, second = samples[0], samples[1]
        pooled = np.sqrt(
            ((len(first) - 1) * first.var() + (len(second) - 1) * second.var()) / (len(first) + len(second) - 2)
        )
        unbiased = 1 - 3 / (4 * (len(first) + len(second) - 2) - 1)  # an approximation to within 1e-5
        expected = unbiased * (second.mean() - first.mean()) / pooled
        assert pairs["effect"].iloc[0] == pytest.approx(expected, abs=1e-5)


def test_groups_that_share_no_letter_are_those_that_differ(compared):
    for (level, key), rows in compared.groups.groupby(["level", "dimension"]):
        letters = rows.set_index("branch")["letters"]
        pairs = compared.pairs[(compared.pairs["level"] == level) & (compared.pairs["dimension"] == key)]
        for pair in pairs.itertuples():
            assert pair.differs == (not set(letters[pair.group_a]) & set(letters[pair.group_b]))
        assert "a" in letters[rows.set_index("branch")["value"].idxmax()]


def test_letters_of_a_share_that_went_wrong_begin_at_the_lowest(hotline):
    short = sg.compare_groups(hotline, by="branch", measure="short").groups
    whole = short[short["level"] == "overall"].set_index("branch")
    assert whole.loc[whole["value"].idxmin(), "letters"].startswith("a")
    assert "a" not in whole.loc[whole["value"].idxmax(), "letters"]


def test_both_parts_stand_beside_the_gap(hotline, compared):
    expectation, perception = (scores(hotline, part) for part in ("expectation", "perception"))
    found = compared.groups.set_index(["branch", "dimension"])
    for branch, rows in hotline.respondents.groupby("branch"):
        means = [part.loc[rows.index].mean() for part in (expectation, perception)]
        for key in expectation:
            row = found.loc[(branch, key)]
            assert (row.expectation, row.perception) == pytest.approx((means[0][key], means[1][key]))
        whole = found.loc[(branch, "")]
        assert (whole.expectation, whole.perception) == pytest.approx((means[0].mean(), means[1].mean()))
    np.testing.assert_allclose(found["perception"] - found["expectation"], found["gap"])


def test_which_part_moved_is_that_of_the_arithmetic(hotline, compared):
    expectation, perception = (scores(hotline, part) for part in ("expectation", "perception"))
    items = hotline.perceptions.notna() & hotline.expectations.notna()
    cases = {key: (expectation[key], perception[key]) for key in expectation}
    cases |= {
        key: (hotline.expectations[key].where(items[key]), hotline.perceptions[key].where(items[key])) for key in items
    }
    moved = compared.moved
    for key, both in cases.items():
        frame = pd.concat(both, axis=1).dropna()
        parts = [part for _, part in frame.groupby(hotline.respondents["branch"].loc[frame.index])]
        found = two_outcomes(
            [len(part) for part in parts], [part.mean() for part in parts], [part.cov() for part in parts]
        )
        row = moved[(moved["item"] == key) | ((moved["level"] == "dimension") & (moved["dimension"] == key))].iloc[0]
        assert [row.p_expectation, row.p_perception, row.p_gap] == pytest.approx(found.p_value.tolist(), rel=1e-6)
        assert (row.statistic, row.f, row.p_value) == pytest.approx(
            (float(found.wilks), float(found.wilks_f), float(found.p_wilks)), rel=1e-6
        )
        assert row.correlation_of_parts == pytest.approx(float(found.correlation))


def test_where_nothing_is_missing_the_overall_parts_are_respondents_own():
    survey = random_survey(12, 120, (3, 2), missing=0.0)
    row = sg.compare_groups(survey, by="branch").moved.iloc[0]
    spans = survey.instrument.spans
    both = [
        sum(part.iloc[:, span].mean(axis=1) for span in spans) / 2 for part in (survey.expectations, survey.perceptions)
    ]
    frame = pd.concat(both, axis=1)
    parts = [part for _, part in frame.groupby(survey.respondents["branch"])]
    found = two_outcomes([len(part) for part in parts], [part.mean() for part in parts], [part.cov() for part in parts])
    pooled = sum((len(part) - 1) * part.cov().to_numpy() for part in parts)
    assert [row.p_expectation, row.p_perception, row.p_gap] == pytest.approx(found.p_value.tolist())
    assert row.p_value == pytest.approx(float(found.p_wilks))
    assert row.correlation_of_parts == pytest.approx(pooled[0, 1] / np.sqrt(pooled[0, 0] * pooled[1, 1]))


def moved_of(expectation, perception):
    """Give what is said of 30 respondents in each of two groups, with these differences in either part."""
    rng = np.random.default_rng(3)
    both = [rng.integers(3, 5, (60, 1)) + np.repeat([0, far], 30)[:, None] for far in (expectation, perception)]
    return sg.compare_groups(pair_survey([1], *both, g=["a"] * 30 + ["b"] * 30), by="g").moved["moved"].tolist()


@pytest.mark.parametrize(
    ("differences", "moved"), [((2, 0), "expectation"), ((0, 2), "perception"), ((2, 2), "both"), ((0, 0), "neither")]
)
def test_what_moved_is_told_by_hand(differences, moved):
    assert set(moved_of(*differences)) == {moved}


def test_dimensions_together_are_those_of_the_arithmetic(compared):
    complete = random_survey(14, 150, (3, 2, 2), missing=0.0)
    found = sg.compare_groups(complete, by="branch").profile.set_index(["test", "criterion"])
    parts = [part for _, part in scores(complete).groupby(complete.respondents["branch"])]
    n, means, covariances = ([take(part) for part in parts] for take in (len, pd.DataFrame.mean, pd.DataFrame.cov))
    joint, box, shape = manova(n, means, covariances), box_m(n, covariances), profiles(n, means, covariances)
    for place, name in enumerate(CRITERIA):
        row = found.loc[("manova", name)]
        assert (row.statistic, row.f, row.p_value) == pytest.approx(
            (joint.statistic[place], joint.f[place], joint.p_value[place])
        )
    assert found.loc[("box_m", ""), "statistic"] == pytest.approx(float(box.statistic))
    assert found.loc[("parallel", "pillai"), "p_value"] == pytest.approx(shape.p_parallel[0])
    assert found.loc[("levels", ""), "p_value"] == pytest.approx(float(shape.p_level))
    assert found.loc[("flat", ""), "p_value"] == pytest.approx(float(shape.p_flat))
    assert compared.profile["n"].unique().tolist() == [1476]


def test_two_factors_are_those_of_the_arithmetic(hotline, compared):
    gaps = scores(hotline)
    cell = hotline.respondents[["branch", "quarter"]]
    for key in gaps:
        table = cell.assign(gap=gaps[key])
        n = [
            table.pivot_table("gap", "branch", "quarter", aggfunc=name).to_numpy() for name in ("count", "mean", "var")
        ]
        second, third = (two_factors(*n, kind=kind) for kind in (2, 3))
        rows = compared.factors[compared.factors["dimension"] == key]
        assert rows["effect_of"].tolist() == ["branch", "quarter", "branch × quarter"]
        np.testing.assert_allclose(rows["statistic"], second.statistic[1:], rtol=1e-7)
        np.testing.assert_allclose(rows["effect"], second.partial_omega_squared[1:], rtol=1e-7)
        np.testing.assert_allclose(rows["effect_high"], second.effect_high[1:], atol=1e-7)
        assert (rows["effect"] <= rows["effect_high"]).all()
        np.testing.assert_allclose(rows["p_type_3"], third.p_value[1:], rtol=1e-6)


def test_the_second_factor_is_pooled_over(hotline, compared):
    alone = sg.compare_groups(hotline, by="branch")
    pd.testing.assert_frame_equal(alone.frame, compared.frame)
    pd.testing.assert_frame_equal(alone.groups, compared.groups)
    pd.testing.assert_frame_equal(alone.pairs, compared.pairs)


@pytest.mark.parametrize("table", ["frame", "groups", "pairs", "against", "moved", "profile", "factors"])
def test_a_tally_tells_what_its_survey_does(hotline, compared, table):
    tally = hotline.tally(by=["quarter", "branch"])
    found = sg.compare_groups(tally, by=["branch", "quarter"], reference="North")
    pd.testing.assert_frame_equal(getattr(found, table), getattr(compared, table))


def test_the_order_of_respondents_says_nothing():
    rng = np.random.default_rng(1)
    both, label = rng.integers(1, 8, (2, 90, 4)), np.repeat(["a", "b", "c"], 30)
    order = rng.permutation(90)
    first, second = (
        sg.compare_groups(pair_survey([2, 2], *(part[rows] for part in both), g=label[rows]), by="g", reference="b")
        for rows in (np.arange(90), order)
    )
    for table in ("frame", "groups", "pairs", "against", "moved", "profile"):
        pd.testing.assert_frame_equal(getattr(first, table), getattr(second, table))


def test_an_empty_cell_leaves_type_3_open():
    rng = np.random.default_rng(2)
    g, h = np.repeat(["a", "b", "b"], 8), np.repeat(["x", "x", "y"], 8)
    survey = pair_survey([1], np.full((24, 1), 5), rng.integers(2, 6, (24, 1)), g=g, h=h)
    rows = sg.compare_groups(survey, by=["g", "h"]).factors
    assert rows["p_value"].notna().tolist()[:2] == [True, True]
    assert rows["p_type_3"].isna().all()
    assert set(rows["reason"]) == {"empty_cells"}


def test_what_was_not_asked_is_refused(hotline):
    alone = sg.compare_groups(hotline, by="branch", measure="perception")
    with pytest.raises(ServgapError, match="reference='North'"):
        _ = alone.against
    with pytest.raises(ServgapError, match="gap between two parts"):
        _ = alone.moved
    with pytest.raises(ServgapError, match=r"by=\['branch', 'quarter'\]"):
        _ = alone.factors


def disagreeing():
    """Give two small groups that differ, and a large one whose spread hides it from a test that pools spreads."""
    gaps = [np.tile([-1, 0], 10), np.tile([0, 1], 10), np.tile([-3, 3, -2, 2], 25)]
    perception = (4 + np.concatenate(gaps))[:, None]
    return pair_survey([1], np.full(perception.shape, 4), perception, g=np.repeat(["a", "b", "c"], [20, 20, 100]))


def test_tests_that_disagree_are_named():
    found = sg.compare_groups(disagreeing(), by="g")
    overall = found.frame[found.frame["level"] == "overall"].set_index("test")["p_value"]
    assert overall["welch"] < 0.001
    assert overall["anova"] > 0.05
    assert found.facts.disagree
    assert "The tests disagree overall: groups differ by Welch's test (p < .001)" in found.note
    assert f"the analysis of variance (p = {overall['anova']:.3f}".replace("0.", ".") in found.note
    assert "总体上各检验结论不一致：Welch 检验（p < .001）" in found.note_in("zh")
    assert "Spreads differ between groups" in found.note
    assert "各组离散程度不同" in found.note_in("zh")


def test_tests_that_agree_are_not(compared):
    assert not compared.facts.disagree
    assert "disagree" not in compared.note
    assert "Spreads differ" not in compared.note


def test_differences_are_judged_against_the_smallest_that_matters():
    rng = np.random.default_rng(4)
    gaps = np.concatenate([rng.integers(-1, 2, 150), rng.integers(-1, 2, 150), rng.integers(-3, 0, 150)])
    survey = pair_survey([1], np.full((450, 1), 5), (5 + gaps)[:, None], g=np.repeat(["a", "b", "c"], 150))
    judged = sg.compare_groups(survey, by="g", smallest=0.5).pairs.set_index(["level", "group_a", "group_b"])["verdict"]
    assert judged["overall"].tolist() == ["alike", "lower", "lower"]
    strict = sg.compare_groups(survey, by="g", smallest=0.01).pairs
    assert strict["verdict"].iloc[0] == "undecided"
    against = sg.compare_groups(survey, by="g", reference="c", smallest=0.5).against
    assert against["verdict"].tolist()[:2] == ["higher", "higher"]


def test_the_headline_is_short(hotline, compared):
    assert len(compared.headline.split()) < 45
    assert "差距" in compared.headline_in("zh")


def test_a_report_rests_on_no_cell_of_few():
    rng = np.random.default_rng(0)
    g, h = np.repeat(["a", "b", "c"], 60), np.tile(["x"] * 19 + ["y"], 9)
    survey = pair_survey([2, 1], rng.integers(3, 7, (180, 3)), rng.integers(2, 7, (180, 3)), g=g, h=h)
    finding = sg.compare_groups(survey, by=["g", "h"], reference="a")
    (shown,) = shown_together([finding], 10)
    assert shown.small == 3
    left = shown.finding
    assert left is not None
    assert left.basis.rows_used == 171
    assert left.frames["cells"]["n"].min() >= 10
    assert set(left.frames["cells"]["h"]) == {"x"}
    assert left.frames["groups"].groupby("g")["n"].max().tolist() == [57, 57, 57]
    assert left.frames["factors"]["p_value"].isna().all()
