"""Whether both parts may be subtracted: against the rows, by rule, and where a dimension has too little for it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

import servgap as sg
from servgap._stats.factor_models.invariance import occasion_invariance
from servgap._stats.families.hotelling import hotelling_profile
from servgap.analysis.pairing.rules import STEPS, VERDICTS, disputed, followed, steps_held, steps_shown
from servgap.analysis.reasons import REASONS
from servgap.errors import ServgapError
from servgap.survey.instrument import Instrument
from tests.surveys import NAN, pair_survey, random_survey, survey_of, surveys

FIT = ("chi_square", "df", "p_value", "cfi", "rmsea")
STEP = ("chi_square_difference", "df_difference", "p_difference", "p_adjusted", "cfi_difference", "rmsea_difference")
LATENT = ("latent_difference", "latent_se", "latent_low", "latent_high", "latent_sd", "latent_correlation")
SPREAD = ("spread", "statistic", "f", "df", "df_denominator", "p_value", "p_adjusted")
LOADINGS = (1.0, 0.9, 1.1, 0.8)


def modelled(
    n: int = 800, shift: tuple[float, ...] = (0.0,) * 4, turned: tuple[float, ...] = LOADINGS, seed: int = 3
) -> sg.Survey:
    """Answers of one dimension that follow the model: the second part has its own shifts, or its own loadings."""
    rng = np.random.default_rng(seed)
    factors = rng.multivariate_normal([0.0, -1.0], [[1.0, 0.4], [0.4, 1.1]], n)
    parts = [5.0 + factors[:, [0]] * LOADINGS, 5.0 + factors[:, [1]] * turned + np.array(shift)]
    answers = [np.clip(np.rint(part + rng.normal(0, 0.8, part.shape)), 1, 7) for part in parts]
    return pair_survey((4,), *answers)


def explained(pairing: sg.Pairing) -> sg.Pairing:
    """Hold that what is not there has a reason."""
    steps, dimensions, items = pairing.frame, pairing.dimensions, pairing.items
    absent = steps[list(FIT)].isna().any(axis=1)
    absent |= (steps["step"] != "configural") & steps[list(STEP)].isna().any(axis=1)
    assert steps.loc[absent, "reason"].isin(list(REASONS)).all(), steps.loc[absent]
    assert steps.loc[~absent, "reason"].isin(["", "improper", "opposed_item"]).all()
    assert not steps.loc[steps["reason"] != "", ["holds", "shown"]].fillna(value=False).any(axis=None)
    assert (steps.loc[steps["reason"] == "", ["holds", "shown"]].notna()).all(axis=None)
    lost = dimensions[[*LATENT, *SPREAD, "gap", "ci_low"]].isna().any(axis=1)
    assert dimensions.loc[lost, "reason"].isin(list(REASONS)).all(), dimensions.loc[lost]
    assert dimensions.loc[~lost, "reason"].isin(["", "improper", "not_converged", "opposed_item"]).all()
    assert dimensions["verdict"].isin(["", *VERDICTS]).all()
    assert (dimensions.loc[dimensions["verdict"] == "", "reason"] != "").all()
    follows = {"scalar": {"subtract", "not_shown"}, "metric": {"depends_on_items"}, "": {""}}
    for reached, verdict in zip(dimensions["reached"], dimensions["verdict"], strict=True):
        assert verdict in follows.get(reached, {"do_not_average"}) | {""}
    empty = items[["gap", "sd", "se", "ci_low", "ci_high"]].isna().any(axis=1)
    assert (items.loc[empty, "reason"] != "").all()
    assert (items.loc[~empty, "reason"] == "").all()
    for language in ("en", "zh"):
        for told in (
            pairing.headline_in(language),
            pairing.note_in(language),
            pairing.table("text", language=language),
        ):
            assert "nan" not in told
    return pairing


def test_against_the_rows() -> None:
    survey = random_survey(5, 240, (3, 4))
    pairing = explained(sg.check_pairing(survey))
    steps = pairing.frame.set_index(["dimension", "step"])
    dimensions, items = pairing.dimensions.set_index("dimension"), pairing.items
    for key, span in zip(survey.instrument.dimension_keys, survey.instrument.spans, strict=True):
        both = np.concatenate([survey.expectations.to_numpy()[:, span], survey.perceptions.to_numpy()[:, span]], axis=1)
        both = both[~np.isnan(both).any(axis=1)]
        k = both.shape[1] // 2
        found = occasion_invariance(np.cov(both, rowvar=False), both.mean(axis=0), len(both))
        for name in (*FIT, *(each for each in STEP if each != "p_adjusted")):
            np.testing.assert_allclose(steps.loc[key, name], getattr(found, name), rtol=1e-6, atol=1e-8)
        row, gaps = dimensions.loc[key], both[:, k:] - both[:, :k]
        assert row["n"] == len(both)
        assert row["latent_difference"] == pytest.approx(found.latent_difference, abs=1e-6)
        assert row["gap"] == pytest.approx(gaps.mean())
        assert row["spread"] == pytest.approx(gaps.mean(axis=0).std(ddof=1))
        ends = [row[f"{end}_gap"] for end in ("lowest", "highest")]
        assert ends == pytest.approx([gaps.mean(axis=0).min(), gaps.mean(axis=0).max()])
        assert row["lowest_item"] == survey.instrument.item_keys[span][int(gaps.mean(axis=0).argmin())]
        test = hotelling_profile(len(gaps), gaps.mean(axis=0), np.cov(gaps, rowvar=False))
        assert row["p_value"] == pytest.approx(float(test.p_value), rel=1e-8)
        of_items = items[items["dimension"] == key]
        np.testing.assert_allclose(of_items["gap"], gaps.mean(axis=0))
        np.testing.assert_allclose(of_items["se"], gaps.std(axis=0, ddof=1) / np.sqrt(len(gaps)))
        np.testing.assert_allclose(of_items["perception"] - of_items["expectation"], of_items["gap"], atol=1e-12)


def test_the_gap_is_that_of_complete_answers() -> None:
    survey = random_survey(8, 200, (3, 4), missing=0.15)
    gaps = sg.measure_gaps(survey, policy="complete").frame
    own = gaps[gaps["level"] == "dimension"]
    found = sg.check_pairing(survey).dimensions
    for name in ("n", "gap", "ci_low", "ci_high"):
        np.testing.assert_allclose(found[name], own[name])


def test_parts_that_measure_alike_may_be_subtracted() -> None:
    pairing = explained(sg.check_pairing(modelled()))
    assert pairing.frame["holds"].all()
    assert pairing.frame["shown"].all()
    assert pairing.dimensions["verdict"].tolist() == ["subtract"]
    assert pairing.dimensions["latent_difference"].iloc[0] == pytest.approx(-1.0, abs=0.15)
    assert pairing.headline == (
        "Expectation and perception may be subtracted in the one dimension: loadings and intercepts are as good as "
        "equal, so that the dimension's gap stands for its items."
    )


def test_what_was_not_refused_for_want_of_respondents_is_not_called_equal() -> None:
    pairing = explained(sg.check_pairing(modelled(n=120)))
    assert pairing.frame["holds"].all()
    assert not pairing.frame["shown"].all()
    assert pairing.dimensions["verdict"].tolist() == ["not_shown"]
    assert "were not found to differ, but the answers do not show them equal" in pairing.headline
    assert "may be subtracted" not in pairing.headline
    assert "不足以证明其相等" in pairing.headline_in("zh")
    assert "可以相减" not in pairing.headline_in("zh")
    assert "Not to refuse a step is no evidence for it [Yuan & Chan (2016)" in pairing.note


def test_items_with_gaps_of_their_own_are_shown() -> None:
    pairing = explained(sg.check_pairing(modelled(shift=(-0.6, 0.0, 0.6, 0.0))))
    assert pairing.frame["holds"].tolist() == [True, True, False]
    row = pairing.dimensions.iloc[0]
    assert (row["verdict"], row["lowest_item"], row["highest_item"]) == ("depends_on_items", "a1", "a3")
    assert row["p_adjusted"] < 1e-6
    assert pairing.facts.widest.spread == row["spread"]
    assert pairing.headline.startswith(
        "Loadings are equal in the one dimension, intercepts are not: item gaps may be read, the dimension's mean gap "
        "depends on which items were asked (item gaps run from −1."
    )
    assert "may be subtracted" not in pairing.headline
    assert "可以相减" not in pairing.headline_in("zh")


def test_the_sample_says_first_that_intercepts_differ_in_all_dimensions() -> None:
    pairing = sg.check_pairing(sg.read_survey("data/samples/hotline_2026.csv"))
    assert set(pairing.dimensions["verdict"]) == {"depends_on_items"}
    assert pairing.headline.startswith(
        "Loadings are equal in all 5 dimensions, intercepts in none: item gaps may be read, a dimension's mean gap "
        "depends on which items were asked"
    )
    assert pairing.headline_in("zh").startswith("全部 5 个维度中，载荷相等，截距则均不相等：题项差距可以解读")
    assert "a rule of this library's own" in pairing.note
    assert "differ so much" not in pairing.note + pairing.headline


def test_an_item_that_runs_against_the_others_is_named_before_anything_that_rests_on_it() -> None:
    survey = modelled()
    turned = [answers.to_numpy().copy() for answers in (survey.expectations, survey.perceptions)]
    for answers in turned:
        answers[:, 2] = 8 - answers[:, 2]
    pairing = explained(sg.check_pairing(pair_survey((4,), *turned)))
    assert pairing.dimensions["reason"].tolist() == ["opposed_item"]
    assert pairing.dimensions[["reached", "verdict"]].to_numpy().tolist() == [["", ""]]
    assert pairing.headline.startswith("The item “A, 3” runs against the other items of A")
    assert "is it worded the other way and not reversed?" in pairing.headline
    assert "may be subtracted is not judged" in pairing.headline
    assert pairing.headline_in("zh").startswith("题项“A, 3”与“A”维度的其他题项方向相反")


def test_items_that_change_their_meaning_are_not_averaged() -> None:
    pairing = explained(sg.check_pairing(modelled(turned=(0.2, 1.6, 0.3, 1.4))))
    assert pairing.dimensions["reached"].tolist() == ["configural"]
    assert pairing.dimensions["verdict"].tolist() == ["do_not_average"]
    assert "read gaps item by item" in pairing.headline
    assert "只宜逐题解读" in pairing.headline_in("zh")


def test_a_dimension_of_two_things_has_not_even_the_pattern() -> None:
    rng = np.random.default_rng(4)
    factors = rng.normal(size=(900, 2))
    parts = [
        np.clip(np.rint(4 + factors[:, [0, 0, 1, 1]] * 1.2 + rng.normal(0, 0.6, (900, 4)) - down), 1, 7)
        for down in (0.0, 0.5)
    ]
    pairing = explained(sg.check_pairing(pair_survey((4,), *parts)))
    assert pairing.dimensions["reached"].isin(["none", ""]).all()
    assert not pairing.frame["holds"].fillna(value=False).iloc[0]
    assert pairing.dimensions["verdict"].isin(["", "do_not_average"]).all()


def test_a_step_is_given_up_for_what_matters_and_is_more_than_chance() -> None:
    fit = {
        "cfi": np.array([[0.94, 0.94, 0.94], [0.94, 0.92, 0.92], [0.97, 0.965, 0.97]]),
        "rmsea_low": np.array([[0.06, 0.06, 0.06], [0.04, 0.06, 0.06], [0.09, 0.09, 0.09]]),
        "cfi_difference": np.array([[NAN, 0.0, 0.0], [NAN, -0.02, 0.0], [NAN, -0.005, 0.005]]),
        "p_adjusted": np.array([[NAN, 0.5, 0.5], [NAN, 0.2, 0.5], [NAN, 1e-9, 1e-9]]),
        "chi_square": np.ones((3, 3)),
        "chi_square_difference": np.array([[NAN, 1.0, 1.0], [NAN, 1.0, NAN], [NAN, 1.0, 1.0]]),
        "rmsea_difference": np.array([[NAN, 0.0, 0.02], [NAN, 0.0, NAN], [NAN, 0.03, 0.0]]),
    }
    held = steps_held(fit, 0.05)
    assert held.tolist() == [[False, True, True], [True, True, False], [True, True, True]]
    assert disputed(fit, held).tolist() == [[False, False, True], [False, False, False], [False, True, False]]
    fit["cfi_difference"][1, 1], fit["p_adjusted"][1, 1] = -0.02, 0.01
    assert steps_held(fit, 0.05)[1].tolist() == [True, False, False]


def test_a_step_is_shown_where_even_the_largest_plausible_loss_does_not_matter() -> None:
    fit = {
        "cfi": np.ones((2, 3)),
        "rmsea_high": np.array([[0.08, 0.2, 0.2], [0.081, 0.2, 0.2]]),
        "cfi_fall_high": np.array([[NAN, 0.01, 0.0101], [NAN, NAN, 0.0]]),
    }
    assert steps_shown(fit).tolist() == [[True, True, False], [False, False, True]]


@pytest.mark.parametrize(
    ("held", "shown", "known", "reached", "verdict"),
    [
        ((1, 1, 1), (1, 1, 1), (1, 1, 1), "scalar", "subtract"),
        ((1, 1, 1), (1, 1, 0), (1, 1, 1), "scalar", "not_shown"),
        ((1, 1, 1), (0, 1, 1), (1, 1, 1), "scalar", "not_shown"),
        ((1, 1, 0), (1, 1, 0), (1, 1, 1), "metric", "depends_on_items"),
        ((1, 0, 1), (1, 1, 1), (1, 1, 1), "configural", "do_not_average"),
        ((0, 1, 1), (0, 1, 1), (1, 1, 1), "none", "do_not_average"),
        ((0, 1, 1), (0, 1, 1), (0, 1, 1), "", ""),
        ((1, 1, 1), (1, 1, 1), (1, 0, 1), "configural", ""),
        ((1, 1, 1), (1, 1, 1), (1, 1, 0), "metric", ""),
        ((1, 0, 1), (1, 0, 1), (1, 1, 0), "configural", "do_not_average"),
    ],
)
def test_what_follows_from_the_steps(held, shown, known, reached, verdict) -> None:
    flags = [np.array([each], dtype=bool) for each in (held, shown, known)]
    assert [each.tolist() for each in followed(*flags)] == [[reached], [verdict]]


def test_by_groups_and_from_a_tally() -> None:
    survey = random_survey(13, 300, (3, 4), branches=("North", "South"))
    pairing = explained(sg.check_pairing(survey, by="branch"))
    assert len(pairing.frame) == 2 * 2 * len(STEPS)
    counted = sg.check_pairing(survey.tally(by=["branch"]), by="branch")
    for name in ("frame", "dimensions", "items"):
        assert pairing.frames[name].equals(counted.frames[name])
    labels = [label for label in pairing.dimensions["branch"].unique() if label]
    alone = sg.check_pairing(survey.where(branch=labels[0]))
    decided = ["p_adjusted", "holds", "shown", "disputed"]
    rows = pairing.frame[pairing.frame["branch"] == labels[0]].drop(columns=["branch", *decided])
    other = alone.frame.drop(columns=decided)
    assert rows.reset_index(drop=True).equals(other)
    assert next(remark.code for remark in pairing.basis.remarks) == "family_over_groups"
    assert pairing.facts.group["branch"] in labels


def test_the_smallest_group_decides_whether_limits_of_large_samples_are_told() -> None:
    both = modelled(550)
    parts = both.expectations.to_numpy(), both.perceptions.to_numpy()
    found = sg.check_pairing(pair_survey((4,), *parts, branch=["large"] * 400 + ["small"] * 150), by="branch")
    remarks = {remark.code: dict(remark.particulars) for remark in found.basis.remarks}
    assert remarks["limits_of_large_samples"] == {"n": 150, "minimum": 300}


def test_a_group_too_small_says_so() -> None:
    small = modelled(300)
    names = np.array(["large"] * 294 + ["four"] * 4 + ["one"] + [""], dtype=object)
    survey = survey_of(
        small.instrument,
        {"expectation": small.expectations.to_numpy(), "perception": small.perceptions.to_numpy()},
        branch=[name or None for name in names],
    )
    found = explained(sg.check_pairing(survey, by="branch")).dimensions.set_index("branch")
    assert found["reason"].drop("large").to_dict() == {"four": "too_small", "one": "too_few"}
    assert (found["verdict"] == "").to_dict() == {"four": True, "large": False, "one": True}
    assert np.isfinite(found.loc["four", "ci_low"])
    assert np.isnan(found.loc["four", "p_value"])


@pytest.mark.parametrize(
    ("sizes", "change", "reason"),
    [
        ((1,), None, "single_item"),
        ((2,), None, "not_identified"),
        ((3,), "constant", "constant_item"),
        ((3,), "twice", "singular"),
        ((3,), "same parts", "singular"),
        ((4,), "few", "too_few_for_items"),
    ],
)
def test_too_little_for_a_model(sizes: tuple[int, ...], change: str | None, reason: str) -> None:
    survey = random_survey(3, 7 if change == "few" else 80, sizes, missing=0.0, points=False)
    expected, perceived = survey.expectations.to_numpy().copy(), survey.perceptions.to_numpy().copy()
    if change == "constant":
        expected[:, 0] = 7
    if change == "twice":
        perceived[:, 1] = perceived[:, 0]
    if change == "same parts":
        perceived = expected.copy()
    pairing = explained(sg.check_pairing(pair_survey(sizes, expected, perceived)))
    assert set(pairing.frame["reason"]) == {reason}
    assert pairing.dimensions["reason"].tolist() == [reason]
    assert pairing.facts.judged == 0
    if change == "few":
        assert pairing.headline.startswith("7 respondents are too few for 4 items, each asked twice")
        assert "7 名受访者过少，不足以分析各问两次的 4 个题项" in pairing.headline_in("zh")
        return
    assert "could not be computed: " in pairing.headline
    assert "无法计算" in pairing.headline_in("zh")


def test_a_negative_variance_is_told() -> None:
    for seed in range(40):
        pairing = explained(sg.check_pairing(random_survey(seed, 30, (3,), missing=0.0, points=False)))
        dimension = pairing.dimensions.iloc[0]
        if (dimension["reason"], dimension["verdict"]) == ("improper", ""):
            break
    else:
        pytest.fail("no survey among these has a negative variance")
    assert "improper_steps" in [remark.code for remark in pairing.basis.remarks]
    assert "which cannot be" in pairing.note
    assert pairing.headline.startswith("The model of A has no proper solution")
    assert "A的模型没有合理的解" in pairing.headline_in("zh").replace(" ", "")


def test_one_part_alone_is_refused() -> None:
    instrument = Instrument.load("servperf")
    survey = survey_of(instrument, {"perception": np.full((4, 22), 5)})
    with pytest.raises(ServgapError, match=r"check_pairing asks whether two parts were .* asks only perception"):
        sg.check_pairing(survey)
    with pytest.raises(ServgapError, match="confidence is a share"):
        sg.check_pairing(modelled(40), confidence=95)


@settings(deadline=None, max_examples=20)
@given(surveys())
def test_any_survey_is_answered(survey: sg.Survey) -> None:
    if survey.instrument.pairs:
        explained(sg.check_pairing(survey))
