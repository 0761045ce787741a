"""Three tests of each gap against scipy on the rows, their correction, and their silence where nothing can be said."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from scipy import stats

import servgap as sg
from servgap._stats.ordinal.cumulative_link import cumulative_link_mixed
from servgap._stats.ordinal.marginal_homogeneity import stuart_maxwell
from servgap._stats.paired.bayes_factor import bayes_factor_interval, bayes_factor_t, hangs_on_scale
from servgap._stats.paired.effects import d_z, hedges_g
from servgap._stats.paired.effects_from_counts import d_z_from_counts, hedges_g_from_counts
from servgap._stats.paired.effects_of_parts import d_av_from_counts, d_rm_from_counts
from servgap._stats.paired.hodges_lehmann import hodges_lehmann
from servgap._stats.paired.sign_flip import sign_flip
from servgap._stats.paired.signed_rank import signed_rank_exact
from servgap.analysis.finding import Remark
from servgap.analysis.reasons import REASONS
from servgap.analysis.significance.effects import KINDS
from servgap.errors import ServgapError
from tests.surveys import NAN, pair_survey, random_survey, surveys


def test_the_tests_of_items_against_scipy():
    survey = random_survey(31, 400, (3, 2))
    frame = sg.check_significance(survey, adjust="none").frame
    gaps = (survey.perceptions - survey.expectations).to_numpy()
    for number, item in enumerate(survey.instrument.item_keys):
        gap = gaps[:, number][~np.isnan(gaps[:, number])]
        t, ranks, sign = (row for _, row in frame[frame["item"] == item].iterrows())
        expected = stats.ttest_1samp(gap, 0)
        assert (t.n, t.df, t.gap) == (len(gap), len(gap) - 1, pytest.approx(gap.mean()))
        assert (t.statistic, t.p_value) == pytest.approx((expected.statistic, expected.pvalue))
        assert t.effect == pytest.approx(gap.mean() / gap.std(ddof=1))
        assert t.effect_low < t.effect < t.effect_high
        pratt = stats.wilcoxon(gap, zero_method="pratt", correction=False, method="approx")
        assert (ranks.method, ranks.p_value) == ("asymptotic", pytest.approx(pratt.pvalue, rel=1e-6))
        above, below = (gap > 0).sum(), (gap < 0).sum()
        binomial = stats.binomtest(int(above), int(above + below))
        assert (sign.statistic, sign.p_value) == (above, pytest.approx(binomial.pvalue))
        assert sign.effect == pytest.approx(above / (above + below))
        share = binomial.proportion_ci(0.95, "exact")
        assert (sign.effect_low, sign.effect_high) == pytest.approx((share.low, share.high))


def test_by_hand():
    # Gaps −1, −1, −1, 0: t = −0.75/0.25; with three moved alike, both other tests have p = 2·(1/2)³.
    found = sg.check_significance(pair_survey([1], [[5]] * 4, [[4], [4], [4], [5]]), adjust="none")
    t, ranks, sign = (row for _, row in found.frame[found.frame["level"] == "standard"].iterrows())
    assert (t.statistic, t.df, t.effect) == pytest.approx((-3, 3, -1.5))
    assert (ranks.method, ranks.p_value, ranks.effect) == ("exact", pytest.approx(0.25), -1)
    assert (sign.method, sign.p_value, sign.effect, sign.statistic) == ("exact", pytest.approx(0.25), 0, 0)
    assert [remark.code for remark in found.basis.remarks] == ["exact_up_to", "effects_resampled"]


def test_levels_stand_on_their_scores():
    survey = random_survey(31, 150, (3, 2))
    frame = sg.check_significance(survey, test="t").frame
    gaps = survey.perceptions - survey.expectations
    scores = []
    for span in survey.instrument.spans:
        part = gaps.iloc[:, span]
        scores.append(part.mean(axis=1).where(2 * part.notna().sum(axis=1) >= part.shape[1]))
    for level, key, score in [*(("dimension", key, score) for key, score in zip("AB", scores, strict=True))]:
        row = frame[(frame["level"] == level) & (frame["dimension"] == key)].iloc[0]
        assert (row.n, row.gap) == (score.notna().sum(), pytest.approx(score.mean()))
        assert row.p_value == pytest.approx(stats.ttest_1samp(score.dropna(), 0).pvalue)
    assert frame.loc[0, "gap"] == pytest.approx(np.mean([score.mean() for score in scores]))
    persons = sg.check_significance(survey, test="permutation").frame
    overall = sum(scores).dropna() / 2
    assert persons.loc[0, "n"] == len(overall) < frame.loc[0, "n"]
    assert frame.loc[0, "effect"] == pytest.approx(overall.mean() / overall.std())


@pytest.mark.parametrize("adjust", ["holm", "hochberg", "bh", "by", "bonferroni", "none"])
def test_corrections_are_made_for_each_level_and_test(adjust):
    survey = random_survey(32, 40, (3, 2))
    frame = sg.check_significance(survey, adjust=adjust, by="branch").frame
    assert (frame["p_adjusted"] >= frame["p_value"] * (1 - 1e-12)).all()
    for _, family in frame.groupby(["level", "test"]):
        order = family.sort_values("p_value")
        assert order["p_adjusted"].is_monotonic_increasing
        m = len(order)
        ranked = order["p_value"].to_numpy()
        if adjust == "holm":
            expected = np.minimum(np.maximum.accumulate(ranked * (m - np.arange(m))), 1)
        elif adjust == "bonferroni":
            expected = np.minimum(ranked * m, 1)
        elif adjust == "bh":
            expected = stats.false_discovery_control(ranked, method="bh")
        elif adjust == "by":
            expected = stats.false_discovery_control(ranked, method="by")
        elif adjust == "hochberg":
            expected = np.minimum(np.minimum.accumulate((ranked * (m - np.arange(m)))[::-1])[::-1], 1)
        else:
            expected = ranked
        np.testing.assert_allclose(order["p_adjusted"], expected)


@given(surveys())
def test_never_a_bare_gap(survey):
    frame = sg.check_significance(survey).frame
    numbers = frame[["gap", "p_value", "p_adjusted", "effect", "effect_low", "effect_high"]].copy()
    numbers["statistic"] = frame["statistic"]
    absent = numbers.isna().any(axis=1)
    assert frame.loc[absent, "reason"].isin(list(REASONS)).all(), frame[absent]
    assert (frame.loc[~absent, "reason"] == "").all()
    assert (frame["p_adjusted"].dropna() >= frame["p_value"].dropna() * (1 - 1e-12)).all()
    assert frame["p_value"].dropna().between(0, 1).all()


def test_where_tests_disagree():
    # Most a little above, few far below: the mean says less, the median more.
    perception = [[5]] * 60 + [[1]] * 40
    expectation = [[4]] * 60 + [[7]] * 40
    found = sg.check_significance(pair_survey([1], expectation, perception))
    assert found.frame["disagrees"].all()
    assert found.facts.disagreeing == 1
    agreed = sg.check_significance(pair_survey([1], [[5]] * 100, [[4]] * 90 + [[5]] * 10))
    assert not agreed.frame["disagrees"].any()
    assert not sg.check_significance(pair_survey([1], expectation, perception), test="t").frame["disagrees"].any()


def test_facts():
    survey = random_survey(31, 150, (3, 2))
    found = sg.check_significance(survey)
    standards = found.frame[found.frame["level"] == "standard"]
    sure = standards[standards["p_adjusted"] < 0.05]
    assert found.facts.tested == 5
    assert found.facts.significant == sure["test"].value_counts().reindex(["t", "signed_rank", "sign"]).to_dict()
    t = standards[standards["test"] == "t"]
    assert found.facts.largest.item == t.loc[t["effect"].abs().idxmax(), "item"]
    assert found.facts.overall.p_value == found.frame.loc[0, "p_value"]
    assert (found.basis.family, found.basis.adjust) == (5, "holm")
    assert sg.check_significance(survey, by="branch").basis.family == 15
    codes = [remark.code for remark in sg.check_significance(survey, by="branch").basis.remarks]
    assert "family_over_groups" in codes


def test_too_little_to_test():
    def reasons(frame, test):
        return frame.loc[(frame["test"] == test) & (frame["level"] == "standard"), "reason"].tolist()

    equal = sg.check_significance(pair_survey([1, 1], [[5, 5]] * 6, [[4, 5]] * 6)).frame
    assert reasons(equal, "t") == ["no_variation"] * 2
    assert reasons(equal, "sign") == reasons(equal, "signed_rank") == ["", "no_variation"]
    one = sg.check_significance(pair_survey([1, 1], [[5, 5]], [[4, 5]])).frame
    assert reasons(one, "t") == ["too_few"] * 2
    nobody = sg.check_significance(pair_survey([1, 1], [[5, NAN]] * 3, [[4, 5], [5, 5], [2, 5]])).frame
    assert reasons(nobody, "t") == ["", "too_few"]
    assert (nobody.loc[nobody["level"] == "overall", "reason"] == "too_few").all()


def test_one_test_alone_and_its_order():
    survey = random_survey(31)
    assert sg.check_significance(survey, test=["sign", "t"]).frame["test"].tolist()[:2] == ["sign", "t"]
    alone, among = sg.check_significance(survey, test="sign").frame, sg.check_significance(survey).frame
    names = [name for name in alone.columns if name != "disagrees"]
    assert alone[names].equals(among.loc[among["test"] == "sign", names].reset_index(drop=True))


@pytest.mark.parametrize(
    ("keywords", "complaint"),
    [
        (
            {"test": "wilcoxon"},
            "test='wilcoxon' is not known; choose 't' or 'signed_rank' or 'signed_rank_exact' or 'sign'",
        ),
        ({"adjust": "sidak"}, "adjust='sidak' is not known; choose 'holm' or"),
        ({"policy": "all"}, "policy='all' is not known"),
        ({"confidence": 2}, "confidence is a share"),
    ],
)
def test_keywords_that_make_no_sense(keywords, complaint):
    with pytest.raises(ServgapError, match=complaint):
        sg.check_significance(random_survey(1), **keywords)


ALL = ("t", "signed_rank", "signed_rank_exact", "sign", "permutation", "ordinal", "stuart_maxwell", "bayes_factor")


def test_every_test_reports_what_its_arithmetic_does():
    survey = random_survey(31, 150, (3, 2))
    frame = sg.check_significance(survey, test=ALL, adjust="none").frame
    gaps = (survey.perceptions - survey.expectations).to_numpy()
    for number, item in enumerate(survey.instrument.item_keys):
        rows = frame[frame["item"] == item].set_index("test")
        pairs = np.isfinite(gaps[:, number])
        values, counts = np.unique(gaps[pairs, number], return_counts=True)
        flipped, middle = sign_flip(values, counts), hodges_lehmann(values, counts)
        assert rows.loc["permutation", "p_value"] == pytest.approx(float(flipped.p_value), rel=1e-12)
        assert rows.loc["signed_rank_exact", "p_value"] == pytest.approx(
            float(signed_rank_exact(values, counts).p_value)
        )
        for test in ("signed_rank", "signed_rank_exact"):
            assert tuple(rows.loc[test, ["estimate", "ci_low", "ci_high"]]) == pytest.approx(
                (float(middle.estimate), float(middle.ci_low), float(middle.ci_high))
            )
        table = np.zeros((7, 7))
        both = (survey.expectations.to_numpy()[pairs, number], survey.perceptions.to_numpy()[pairs, number])
        np.add.at(table, tuple((answers - 1).astype(int) for answers in both), 1)
        model = cumulative_link_mixed(table)
        assert rows.loc["ordinal", "effect"] == pytest.approx(float(model.effect))
        assert rows.loc["stuart_maxwell", "statistic"] == pytest.approx(float(stuart_maxwell(table).statistic))
        t = rows.loc["t"]
        evidence = bayes_factor_t(t["statistic"], t["n"])
        assert rows.loc["bayes_factor", "bayes_factor"] == pytest.approx(float(evidence.bf10))
        smallest = 0.25 / gaps[pairs, number].std(ddof=1)
        inside = bayes_factor_interval(t["statistic"], t["n"], smallest).p_inside
        assert rows.loc["bayes_factor", "effect"] == pytest.approx(float(inside))


def test_tests_of_items_are_silent_on_scores():
    frame = sg.check_significance(random_survey(31, 60, (3, 2)), test=["ordinal", "stuart_maxwell"]).frame
    whole = frame["level"].isin(["overall", "dimension"])
    assert (frame.loc[whole, "reason"] == "items_only").all()
    assert frame.loc[~whole, "p_value"].notna().all()


def test_where_the_ordinal_reading_contradicts_the_mean():
    # Sixty respondents one level up, fifteen from the top to the bottom: the mean lies below, the order above.
    expectation, perception = [[6]] * 60 + [[7]] * 15, [[7]] * 60 + [[1]] * 15
    frame = sg.check_significance(pair_survey([1], expectation, perception), test="ordinal").frame
    row = frame[frame["level"] == "standard"].iloc[0]
    assert row["gap"] < 0 < row["effect"]
    assert row["contradicts"]
    agreed = sg.check_significance(random_survey(31, 150, (3, 2)), test=["t", "ordinal"]).frame
    assert not agreed.loc[agreed["test"] == "t", "contradicts"].any()


def test_effects_have_names_intervals_and_reasons():
    survey = random_survey(31, 150, (3, 2))
    found = sg.check_significance(survey)
    effects = found.effects
    assert effects.groupby("effect_kind", sort=False).size().to_dict() == dict.fromkeys(KINDS, 8)
    known = effects["effect"].notna()
    assert (effects.loc[~known, "reason"] == "gaps_only").all()
    assert (effects.loc[known, "effect_low"] < effects.loc[known, "effect"]).all()
    assert (effects.loc[known, "effect"] < effects.loc[known, "effect_high"]).all()
    item = effects[effects["item"] == survey.instrument.item_keys[0]].set_index("effect_kind")["effect"]
    answers = pd.concat([survey.expectations.iloc[:, 0], survey.perceptions.iloc[:, 0]], axis=1).dropna()
    gap = answers.iloc[:, 1] - answers.iloc[:, 0]
    spread = answers.std()
    assert item["d_z"] == pytest.approx(gap.mean() / gap.std())
    assert item["d_av"] == pytest.approx(gap.mean() / spread.mean())
    assert item["d_rm"] == pytest.approx(item["d_z"] * np.sqrt(2 * (1 - answers.corr().iloc[0, 1])))
    assert item["prob_superiority"] == pytest.approx((gap > 0).mean() + (gap == 0).mean() / 2)
    again = sg.check_significance(survey)
    assert again.joint is not again.joint
    pd.testing.assert_frame_equal(again.effects, effects)
    assert sg.check_significance(survey, rng=1).effects.equals(effects)
    others = found.alternatives
    assert others.groupby(["effect_kind", "method"], sort=False).size().to_dict() == {
        ("d_z", "noncentral_t"): 8, ("hedges_g", "noncentral_t"): 8, ("d_av", "bootstrap"): 8, ("d_rm", "bootstrap"): 8
    }  # fmt: skip
    shared = effects[effects["effect_kind"].isin(others["effect_kind"])].reset_index(drop=True)
    np.testing.assert_allclose(shared["effect"], others["effect"], rtol=1e-12)
    assert not sg.check_significance(survey, rng=1).alternatives.equals(others)
    by_theory = d_z(*answers_of(gap)), hedges_g(*answers_of(gap))
    mine = others[others["item"] == survey.instrument.item_keys[0]].set_index("effect_kind")
    for kind, expected in zip(("d_z", "hedges_g"), by_theory, strict=True):
        assert mine.loc[kind, ["effect_low", "effect_high"]].tolist() == pytest.approx(
            [expected.effect_low, expected.effect_high]
        )


def answers_of(gap):
    return len(gap), gap.mean(), gap.std(ddof=1)


def test_standardised_gaps_are_those_of_the_counts_wherever_they_are_shown():
    survey = random_survey(31, 70, (3, 2), missing=0.0)
    found = sg.check_significance(survey, test=["t", "permutation"], confidence=0.9)
    gaps = (survey.perceptions - survey.expectations).to_numpy()
    answers = [part.to_numpy() for part in (survey.expectations, survey.perceptions)]
    effects = found.effects[found.effects["level"] == "standard"].set_index(["item", "effect_kind"])
    for place, item in enumerate(survey.instrument.item_keys):
        values, counts = np.unique(gaps[:, place], return_counts=True)
        cells, both = np.unique(np.stack([part[:, place] for part in answers]), axis=1, return_counts=True)
        expected = {
            "d_z": d_z_from_counts(values, counts, 0.9), "hedges_g": hedges_g_from_counts(values, counts, 0.9),
            "d_av": d_av_from_counts(*cells, both, 0.9), "d_rm": d_rm_from_counts(*cells, both, 0.9),
        }  # fmt: skip
        for kind, one in expected.items():
            ends = [float(one.effect_low), float(one.effect), float(one.effect_high)]
            row = effects.loc[(item, kind)]
            assert row[["effect_low", "effect", "effect_high"]].tolist() == pytest.approx(ends, rel=1e-9)
            assert row["method"] == "distribution_free"
        tested = found.frame[found.frame["item"] == item]
        assert tested["test"].tolist() == ["t", "permutation"]
        for column, value in (("effect_low", expected["d_z"].effect_low), ("effect_high", expected["d_z"].effect_high)):
            assert tested[column].tolist() == pytest.approx([float(value)] * 2, rel=1e-9)
    tally = sg.check_significance(survey.tally(), test=["t", "permutation"], confidence=0.9)
    assert tally.effects.equals(found.effects)
    assert tally.alternatives.equals(found.alternatives)


def test_the_note_says_how_many_bayes_factors_hang_on_the_scale_of_the_prior():
    # Only the second's evidence changes sides: 4.83 and 3.85 with the narrower scales, 2.92 with scale 1.
    t = np.array([0.0, 2.75, 10.0])
    evidence = [bayes_factor_t(t, 100, scale).bf10 for scale in (0.5, np.sqrt(0.5), 1.0)]
    assert hangs_on_scale(t, 100).tolist() == [False, True, False]
    assert [bool(np.ptp(np.digitize(each, [1 / 3, 3]))) for each in np.array(evidence).T] == [False, True, False]
    assert not hangs_on_scale([np.nan], 100).any()
    survey = random_survey(31, 60, (2, 2), missing=0.0)
    found = sg.check_significance(survey, test=["t", "bayes_factor"])
    rows = found.frame[found.frame["test"] == "bayes_factor"]
    told = dict(next(remark for remark in found.basis.remarks if remark.code == "bayes_factor").particulars)
    assert told["of"] == len(rows) == 7
    assert told["n"] == hangs_on_scale(rows["statistic"], rows["n"]).sum()
    many = dataclasses.replace(
        found.basis, remarks=(Remark("bayes_factor", (("smallest", 0.25), ("n", 2), ("of", 7))),)
    )
    none = dataclasses.replace(
        found.basis, remarks=(Remark("bayes_factor", (("smallest", 0.25), ("n", 0), ("of", 7))),)
    )
    assert "2 of 7 fall on another side of 3 or of 1/3" in dataclasses.replace(found, basis=many).note
    assert "none of 7 fall on another side" in dataclasses.replace(found, basis=none).note


def test_all_gaps_at_once_against_hotelling():
    survey = random_survey(31, 150, (3, 2), missing=0.0)
    joint = sg.check_significance(survey).joint.set_index(["level", "method"])
    gaps = (survey.perceptions - survey.expectations).to_numpy()
    for level, values in (("standard", gaps), ("dimension", np.stack([gaps[:, :3].mean(1), gaps[:, 3:].mean(1)], 1))):
        n, p = values.shape
        mean = values.mean(axis=0)
        t2 = n * mean @ np.linalg.solve(np.cov(values.T), mean)
        row = joint.loc[(level, "all_zero")]
        assert (row["statistic"], row["f"]) == pytest.approx((t2, (n - p) / (p * (n - 1)) * t2))
        assert row["p_value"] == pytest.approx(stats.f.sf(row["f"], p, n - p))
    few = sg.check_significance(random_survey(31, 4, (3, 2))).joint
    assert (few.loc[few["level"] == "standard", "reason"] == "too_few_for_all").all()
