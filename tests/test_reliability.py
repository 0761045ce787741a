"""Reliability part by part against the rows, and where a dimension has too little for it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

import servgap as sg
from servgap._stats.exploratory.schmid_leiman import omega_hierarchical
from servgap._stats.ordinal.green_yang import green_yang_omega
from servgap._stats.ordinal.sample import pair_tables
from servgap._stats.reliability.alpha_bootstrap import alpha_bootstrap
from servgap._stats.reliability.alpha_intervals import alpha_distribution_free
from servgap._stats.reliability.guttman import guttman_lambdas
from servgap._stats.reliability.omega_intervals import omega_distribution_free
from servgap._stats.reliability.split_halves import split_halves
from servgap.analysis.reasons import REASONS
from servgap.errors import ServgapError
from servgap.survey.instrument import Instrument
from servgap.survey.scale import Scale
from tests.surveys import NAN, pair_survey, random_survey, survey_of, surveys

NUMBERS = ("alpha", "ci_low", "ci_high", "alpha_standardized", "omega", "omega_low", "omega_high", "average_r")
GAP_NUMBERS = (
    "difference_reliability",
    "difference_low",
    "difference_high",
    "r_expectation_perception",
    "variance_ratio",
)


def alpha_of(values):
    k = values.shape[1]
    return k / (k - 1) * (1 - values.var(axis=0, ddof=1).sum() / values.sum(axis=1).var(ddof=1))


def rows_of_parts(survey):
    """Give each dimension and part with the rows complete in it; for the gap, in both."""
    first, second = survey.expectations.to_numpy(), survey.perceptions.to_numpy()
    for dimension, span in zip(survey.instrument.dimension_keys, survey.instrument.spans, strict=True):
        e, p = first[:, span], second[:, span]
        both = ~np.isnan(e + p).any(axis=1)
        yield dimension, "expectation", e[~np.isnan(e).any(axis=1)]
        yield dimension, "perception", p[~np.isnan(p).any(axis=1)]
        yield dimension, "gap", p[both] - e[both]


def explained(frame):
    """Hold that what is not there has a reason."""
    gap = frame["part"] == "gap"
    absent = frame[list(NUMBERS)].isna().any(axis=1)
    absent |= gap & frame[list(GAP_NUMBERS)].isna().any(axis=1)
    assert frame.loc[absent, "reason"].isin(list(REASONS)).all(), frame.loc[absent]
    assert (frame.loc[~absent, "reason"] == "").all()
    assert frame.loc[~gap, list(GAP_NUMBERS)].isna().all(axis=None)
    return frame.set_index(["dimension", "part"])


def test_against_the_rows():
    survey = random_survey(21, 150, (3, 2, 4))
    found = sg.check_reliability(survey)
    frame, items = explained(found.frame), found.items
    assert found.frame["part"].tolist() == ["expectation", "perception", "gap"] * 3
    for dimension, part, values in rows_of_parts(survey):
        each = frame.loc[dimension, part]
        assert (each.n, each.n_items) == values.shape
        assert each.alpha == pytest.approx(alpha_of(values))
        r = np.corrcoef(values.T)
        k = len(r)
        assert each.average_r == pytest.approx(r[np.triu_indices(k, 1)].mean())
        assert each.alpha_standardized == pytest.approx(k * each.average_r / (1 + (k - 1) * each.average_r))
        assert each.ci_low < each.alpha < each.ci_high
        assert (k < 3) == (each.reason == "not_identified")
        assert np.isnan(each.omega) == (each.reason != "")
        mine = items[(items["dimension"] == dimension) & (items["part"] == part)]
        assert mine["item"].tolist() == [f"{dimension.lower()}{n}" for n in range(1, k + 1)]
        for number, (_, told) in enumerate(mine.iterrows()):
            rest = np.delete(values, number, axis=1)
            assert told.n == len(values)
            assert (told["mean"], told.sd) == pytest.approx((values[:, number].mean(), values[:, number].std(ddof=1)))
            assert told.item_rest_r == pytest.approx(np.corrcoef(values[:, number], rest.sum(axis=1))[0, 1])
            if k > 2:
                assert told.alpha_if_dropped == pytest.approx(alpha_of(rest))


def test_the_gap_as_a_difference_of_two_scores():
    survey = random_survey(21, 150, (3, 4))
    frame = sg.check_reliability(survey).frame.set_index(["dimension", "part"])
    for dimension, span in zip(survey.instrument.dimension_keys, survey.instrument.spans, strict=True):
        e, p = survey.expectations.to_numpy()[:, span], survey.perceptions.to_numpy()[:, span]
        both = ~np.isnan(e + p).any(axis=1)
        e, p = e[both], p[both]
        sums = e.mean(axis=1), p.mean(axis=1)
        r, (s_e, s_p) = np.corrcoef(*sums)[0, 1], (each.std(ddof=1) for each in sums)
        shared = 2 * r * s_e * s_p
        expected = (s_p**2 * alpha_of(p) + s_e**2 * alpha_of(e) - shared) / (s_p**2 + s_e**2 - shared)
        each = frame.loc[dimension, "gap"]
        assert each.difference_reliability == pytest.approx(expected)
        assert each.r_expectation_perception == pytest.approx(r)
        assert each.variance_ratio == pytest.approx(s_p**2 / (sums[1] - sums[0]).var(ddof=1))


def test_alpha_by_hand():
    # Perceptions 1 1, 2 3, 3 2, 4 4, three times: variances are as 5/3 each to 18/3 of the sum 2, 5, 5, 8, so that
    # α = 2(1 − (10/3)/6) = 8/9.
    expected, perceived = [[1, 2], [2, 1], [3, 3], [4, 4]] * 3, [[1, 1], [2, 3], [3, 2], [4, 4]] * 3
    found = sg.check_reliability(pair_survey([2], expected, perceived), part="perception")
    assert found.frame["alpha"].tolist() == [pytest.approx(8 / 9)]
    assert found.frame["average_r"].tolist() == [pytest.approx((4 / 3) / (5 / 3))]
    assert found.frame["reason"].tolist() == ["not_identified"]
    assert found.facts.lowest.alpha == found.facts.highest.alpha == pytest.approx(8 / 9)
    assert found.facts.rows == 1


@given(surveys())
def test_never_a_bare_gap(survey):
    found = sg.check_reliability(survey, by="branch") if survey.respondents["branch"].ne("").any() else None
    if found is None:
        return
    explained(found.frame)
    everything_explained(found)
    inside = found.frame["omega"].dropna()
    assert inside.between(-1e-9, 1 + 1e-9).all()


def everything_explained(found):
    """Hold that no number of any of the frames is missing without a reason."""
    needed = {
        "items": ["mean", "sd", "item_rest_r", "alpha_if_dropped", "loading", "msa", "share_bottom", "share_top"],
        "uses": ["value", "n_per_group"],
        "coefficients": ["value"],
        "total": ["value"],
        "agreement": ["icc1", "icc1_low", "icc2", "icc2_high", "n_per_group", "rwg", "rwg_skewed"],
        "within": ["rwg", "rwg_skewed"],
    }
    for name, columns in needed.items():
        if name in found.frames:
            frame = found.frames[name]
            absent = frame[columns].isna().any(axis=1)
            assert frame.loc[absent, "reason"].isin(list(REASONS)).all(), (name, frame.loc[absent])
            whole = ~absent & (frame["ci_high"].notna() if name == "coefficients" else True)
            assert (frame.loc[whole, "reason"] == "").all(), (name, frame.loc[whole])


def reasons_of(survey, **keywords):
    return explained(sg.check_reliability(survey, **keywords).frame)["reason"].tolist()


def test_too_little_for_it():
    rng = np.random.default_rng(1)
    varied = rng.integers(1, 8, (20, 3))
    assert reasons_of(pair_survey([3], [[5, 5, 5]], [[4, 4, 5]])) == ["too_few"] * 3
    assert reasons_of(pair_survey([3], np.full((9, 3), 5), np.full((9, 3), 4))) == ["no_variation"] * 3
    assert reasons_of(pair_survey([1], [[5], [6], [7]], [[4], [6], [1]])) == ["single_item"] * 3
    assert reasons_of(pair_survey([3], np.full((20, 3), 7), varied))[0] == "no_variation"
    constant = np.column_stack([varied[:, :2], np.full(20, 7)])
    assert reasons_of(pair_survey([3], constant, varied))[0] == "constant_item"
    doubled = varied[:, [0, 0, 1]]
    assert reasons_of(pair_survey([3], doubled, varied))[0] == "singular"
    assert reasons_of(pair_survey([3], varied[:3], varied[:3]))[0] == "too_few_for_items"
    four = [[5, 5, 6], [5, 7, 4], [1, 1, 2], [6, 4, 4]]
    assert reasons_of(pair_survey([3], four, four))[:2] == ["no_interval"] * 2
    assert reasons_of(random_survey(3, 40, (3,), missing=0))[2] == "not_converged"  # r12·r13·r23 < 0: no loading has it
    unanswered = np.column_stack([varied[:, :2].astype(float), np.full(20, NAN)])
    assert reasons_of(pair_survey([3], unanswered, varied))[0::2] == ["too_few"] * 2


def test_a_part_that_is_constant_leaves_the_difference_without_a_number():
    rng = np.random.default_rng(4)
    mood = rng.integers(2, 6, (60, 1))
    perception = mood + rng.integers(-1, 2, (60, 3))
    frame = explained(sg.check_reliability(pair_survey([3], np.full((60, 3), 7), perception)).frame)
    gap = frame.loc["A", "gap"]
    assert gap.alpha > 0.5
    assert np.isnan(gap.difference_reliability)
    assert gap.reason == "no_variation"


def test_a_group_of_one():
    survey = random_survey(21, 60, (3,))
    alone = survey.respondents["branch"].to_numpy().copy()
    alone[0] = "Alone"
    frame = sg.check_reliability(
        survey_of(
            survey.instrument,
            {"expectation": survey.expectations.fillna(4), "perception": survey.perceptions.fillna(4)},
            branch=alone,
        ),
        by="branch",
    ).frame
    assert (frame.loc[frame["branch"] == "Alone", "reason"] == "too_few").all()
    assert (frame.loc[frame["branch"] == "South", "n"] == 22).all()
    assert frame.loc[frame["branch"] == "South", "alpha"].notna().all()


def test_perception_alone():
    rng = np.random.default_rng(3)
    answers = np.clip(rng.integers(2, 7, (80, 1)) + rng.integers(-1, 2, (80, 22)), 1, 7)
    survey = survey_of(Instrument.load("servperf"), {"perception": answers})
    found = sg.check_reliability(survey)
    assert found.frame["part"].tolist() == ["perception"] * 5
    assert found.frame["alpha"].iloc[0] == pytest.approx(alpha_of(answers[:, :4]))
    assert found.basis.pair == (None, "perception")
    assert "difference_reliability" not in {each.key for each in found.basis.statistics}
    with pytest.raises(ServgapError, match="part='gap' is not known; choose 'perception'"):
        sg.check_reliability(survey, part="gap")


def test_zones_of_tolerance():
    survey = random_survey(9, 100, (3,), parts=("desired", "adequate", "perception"), missing=0, points=False)
    found = sg.check_reliability(survey)
    frame = found.frame.set_index("part")
    assert list(frame.index) == ["desired", "adequate", "perception", "gap"]
    for part in survey.instrument.parts:
        assert frame.loc[part, "alpha"] == pytest.approx(alpha_of(survey.part(part).to_numpy()))
    gaps = survey.part("perception").to_numpy() - survey.part("desired").to_numpy()
    assert frame.loc["gap", "alpha"] == pytest.approx(alpha_of(gaps))
    assert found.basis.remarks[0].code == "first_pair"
    assert sg.check_reliability(survey, part="adequate").frame["alpha"].tolist() == [frame.loc["adequate", "alpha"]]


def test_facts():
    found = sg.check_reliability(random_survey(21, 150, (3, 4)), by="branch")
    frame = found.frame
    headline = frame["omega"].fillna(frame["alpha"])
    lowest, highest = (frame.loc[place] for place in (headline.idxmin(), headline.idxmax()))
    assert found.facts.lowest.alpha == lowest["alpha"]
    assert found.facts.lowest.dimension == lowest["dimension"]
    assert found.facts.group == {"branch": lowest["branch"]}
    assert found.facts.highest.omega == highest["omega"]
    uses = found.uses[found.uses["band"] != ""]
    weakest = uses.loc[uses["ci_low"].idxmin()]
    assert found.facts.weakest.group == {"branch": weakest["branch"]}
    assert found.facts.weakest.ci_low == weakest["ci_low"]


def test_keywords_that_make_no_sense():
    with pytest.raises(ServgapError, match="part='desired' is not known; choose 'expectation' or 'perception' or"):
        sg.check_reliability(random_survey(1), part="desired")
    with pytest.raises(ServgapError, match="confidence is a share"):
        sg.check_reliability(random_survey(1), confidence=0)


def coefficient(found, name, method=None, **where):
    """Give the values of a coefficient, by dimension and part."""
    frame = found.coefficients
    frame = frame[(frame["coefficient"] == name) & ((method is None) | (frame["method"] == method))]
    return frame.set_index(["dimension", "part"])


def test_every_coefficient_against_the_rows():
    survey = random_survey(21, 150, (3, 2, 5))
    found = sg.check_reliability(survey, coefficients="all")
    everything_explained(found)
    halves = coefficient(found, "split_half")
    best, two, six = (coefficient(found, name) for name in ("lambda4", "lambda2", "lambda6"))
    free, drawn = (coefficient(found, "alpha", method) for method in ("adf", "bca"))
    whole, model = coefficient(found, "alpha", "adf_log"), coefficient(found, "omega_total", "adf_log")
    frame = found.frame.set_index(["dimension", "part"])
    omega, latent = coefficient(found, "ordinal_omega"), coefficient(found, "ordinal_alpha")
    for dimension, part, values in rows_of_parts(survey):
        at, covariance = (dimension, part), np.cov(values.T)
        bounds, split = guttman_lambdas(covariance), split_halves(covariance)
        assert (two.value[at], six.value[at]) == pytest.approx((float(bounds.lambda2), float(bounds.lambda6)))
        assert (best.value[at], halves.value[at]) == pytest.approx((float(split.lambda4), float(split.mean)))
        one = alpha_distribution_free(values)
        assert (free.ci_low[at], free.ci_high[at]) == pytest.approx((float(one.wald_low), float(one.wald_high)))
        assert (whole.ci_low[at], whole.ci_high[at]) == pytest.approx((float(one.ci_low), float(one.ci_high)))
        assert (frame.ci_low[at], frame.ci_high[at]) == (whole.ci_low[at], whole.ci_high[at])
        if values.shape[1] > 2:
            fitted = omega_distribution_free(values)
            ends = [model.ci_low[at], model.ci_high[at]]
            np.testing.assert_allclose(ends, [float(fitted.ci_low), float(fitted.ci_high)])
            np.testing.assert_array_equal([frame.omega_low[at], frame.omega_high[at]], ends)
        low, high = (float(getattr(alpha_bootstrap(values), name)) for name in ("bca_low", "bca_high"))
        assert (drawn.ci_low[at], drawn.ci_high[at]) == pytest.approx((low, high), abs=0.03)
        if part == "gap":
            assert {omega.reason[at], latent.reason[at]} == {"not_on_scale"}
            continue
        sums = green_yang_omega(pair_tables(values.astype(int) - 1, 7))
        assert latent.value[at] == pytest.approx(sums.alpha_latent)
        if values.shape[1] > 2:
            assert omega.value[at] == pytest.approx(sums.omega)
        else:
            assert omega.reason[at] == "not_identified"
    assert (found.basis.seed, found.basis.draws) == (0, 4999)
    assert {"alpha_bootstrap", "omega_distribution_free", "green_yang_omega"} <= {
        each.key for each in found.basis.statistics
    }


def test_only_what_was_computed_is_cited():
    two, three = (sg.check_reliability(random_survey(21, 80, sizes)) for sizes in ((2, 2), (3, 3, 3)))
    assert {"omega_total", "omega_distribution_free", "omega_hierarchical"} <= {
        each.key for each in three.basis.statistics
    }
    assert not {"omega_total", "omega_distribution_free", "omega_hierarchical"} & {
        each.key for each in two.basis.statistics
    }
    assert ("McDonald (1999)" in three.note, "McDonald (1999)" in two.note) == (True, False)


def test_what_a_tally_has_not_kept_is_said():
    survey = random_survey(21, 80, (3, 4))
    bare = sg.check_reliability(survey.tally(), coefficients="all")
    everything_explained(bare)
    asked = coefficient(bare, "alpha", "bca")
    assert (asked["reason"] == "needs_rows").all()
    assert asked["value"].notna().all()
    ordinal = coefficient(bare, "ordinal_alpha")
    assert set(ordinal["reason"]) == {"needs_pairs", "not_on_scale"}
    assert (bare.basis.seed, bare.basis.draws) == (None, 0)
    paired = sg.check_reliability(survey.tally(pairs=True), coefficients="all")
    rows = sg.check_reliability(survey, coefficients="all")
    for name in ("ordinal_alpha", "ordinal_omega"):
        np.testing.assert_array_equal(coefficient(paired, name)["value"], coefficient(rows, name)["value"])


def test_the_bootstrap_is_repeatable_and_follows_its_generator():
    survey = random_survey(21, 80, (3,))
    ends = [
        coefficient(sg.check_reliability(survey, coefficients="all", rng=rng), "alpha", "bca")["ci_low"].tolist()
        for rng in (None, 0, 1, np.random.default_rng(1))
    ]
    assert ends[0] == ends[1] != ends[2] == ends[3]


def test_coefficients_of_groups_are_those_of_the_selection():
    survey = random_survey(21, 150, (3, 4))
    both = sg.check_reliability(survey, by="branch", coefficients="all").coefficients
    north = sg.check_reliability(survey.where(branch="North"), coefficients="all").coefficients
    mine = both[both["branch"] == "North"].drop(columns="branch").reset_index(drop=True)
    certain = mine["method"] != "bca"
    columns = ["dimension", "part", "coefficient", "n", "value", "ci_low", "reason"]
    for name in columns:
        if mine[name].dtype.kind == "f":
            np.testing.assert_allclose(mine.loc[certain, name], north.loc[certain, name])
        else:
            assert mine[name].tolist() == north[name].tolist()


def test_totals_against_the_rows():
    survey = random_survey(5, 200, (3, 4, 5), missing=0.02)
    found = sg.check_reliability(survey)
    total = found.total.set_index(["part", "coefficient", "method"])
    assert not (found.total["coefficient"] == "alpha").any()
    e, p = survey.expectations.to_numpy(), survey.perceptions.to_numpy()
    both = ~np.isnan(e + p).any(axis=1)
    spans = survey.instrument.spans
    points = survey.points[:, np.isfinite(survey.points).all(axis=0)].mean(axis=1)
    for part, rows in {"perception": p[~np.isnan(p).any(axis=1)], "gap": (p - e)[both]}.items():
        sums = np.stack([rows[:, span].sum(axis=1) for span in spans])
        alphas = np.array([alpha_of(rows[:, span]) for span in spans])
        error = (sums.var(axis=1, ddof=1) * (1 - alphas)).sum()
        row = total.loc[part, "stratified_alpha", "from_alpha"]
        assert (row.n, row.n_items) == (len(rows), 12)
        assert row.value == pytest.approx(1 - error / rows.sum(axis=1).var(ddof=1))
        means = np.stack([rows[:, span].mean(axis=1) for span in spans])
        for name, weights in (("mean_of_dimensions", np.full(3, 1 / 3)), ("weighted_mean", points / 100)):
            error = (weights**2 * means.var(axis=1, ddof=1) * (1 - alphas)).sum()
            value = 1 - error / (weights @ means).var(ddof=1)
            assert total.loc[part, name, "from_alpha"].value == pytest.approx(value)
        leading = omega_hierarchical(np.cov(rows.T), len(rows), 3)
        if leading.converged and not leading.heywood:
            value = float(leading.omega_hierarchical)
            assert total.loc[part, "omega_hierarchical", "schmid_leiman"].value == pytest.approx(value)
    assert ("gap", "weighted_mean", "from_difference") in total.index
    assert ("perception", "weighted_mean", "from_difference") not in total.index


def test_totals_that_cannot_be():
    def reasons(survey, coefficient_, **keywords):
        total = sg.check_reliability(survey, **keywords).total
        return set(total.loc[total["coefficient"] == coefficient_, "reason"])

    assert reasons(random_survey(5, 90, (3, 4, 5), points=False), "weighted_mean") == {"no_points"}
    assert reasons(random_survey(5, 90, (3, 1, 5)), "stratified_alpha") == {"single_item"}
    assert reasons(random_survey(5, 90, (3, 4)), "omega_hierarchical") == {"too_short"}
    assert reasons(random_survey(5, 10, (3, 4, 5), missing=0), "omega_hierarchical") == {"too_few_for_items"}
    constant = pair_survey([3, 3, 3], np.full((30, 9), 6), np.full((30, 9), 4))
    assert reasons(constant, "stratified_alpha") == {"no_variation"}


def test_many_groups_keep_no_products_of_all_items():
    survey = random_survey(5, 400, (2, 2), branches=[f"b{n:03d}" for n in range(300)], missing=0)
    found = sg.check_reliability(survey, by="branch", part="perception")
    if found.frame["branch"].nunique() > 256:
        assert set(found.total["reason"]) == {"pooled_only"}
    everything_explained(found)


def test_agreement_by_hand():
    # Branch sums (of one item, so scores are answers): North 1, 3, South 5, 7: MS between 16, within 2.
    survey = pair_survey(
        [2], np.full((4, 2), 7), [[1, 1], [3, 3], [5, 5], [7, 7]], branch=["North", "North", "South", "South"]
    )
    found = sg.check_reliability(survey, by="branch", part="perception")
    (row,) = found.agreement.to_dict("records")
    assert (row["groups"], row["n"]) == (2, 4)
    assert (row["icc1"], row["icc2"]) == pytest.approx((7 / 9, 7 / 8))
    # Each item's variance is 2 of 4 at random: J(1 - 1/2) / (J(1 - 1/2) + 1/2) with J = 2.
    assert found.within["rwg"].tolist() == pytest.approx([2 / 3] * 2)
    assert row["rwg"] == pytest.approx(2 / 3)
    skewed = 1 - 2 / 2.9
    assert row["rwg_skewed"] == pytest.approx(2 * skewed / (2 * skewed + 2 / 2.9))
    # .80 = 4/5: four times (1 - ICC)/ICC = 4 · 2/7, in whole respondents.
    assert row["n_per_group"] == 2
    assert "group_reliability" in {each.key for each in found.basis.statistics}


def test_agreement_needs_groups():
    survey = random_survey(5, 90, (3, 4))
    with pytest.raises(ServgapError, match=r"agreement is about groups.*check_reliability\(survey, by='branch'\)"):
        _ = sg.check_reliability(survey).agreement
    alone = sg.check_reliability(survey.where(branch="North"), by="branch")
    assert set(alone.agreement["reason"]) == {"single_group"}
    other = sg.check_reliability(random_survey(5, 90, (3,), Scale(1, 4)), by="branch")
    assert set(other.within.loc[other.within["part"] != "gap", "reason"]) == {"no_skewed_null"}
    assert set(other.within.loc[other.within["part"] == "gap", "reason"]) == {"not_on_scale"}


@pytest.mark.parametrize("part", ["expectation", "perception"])
def test_ends_of_the_scale_and_loadings(part):
    survey = random_survey(21, 150, (4,))
    items = sg.check_reliability(survey, part=part).items
    answers = survey.part(part).to_numpy()
    given = (~np.isnan(answers)).sum(axis=0)
    assert items["share_bottom"].tolist() == pytest.approx(((answers == 1).sum(axis=0) / given).tolist())
    assert items["share_top"].tolist() == pytest.approx(((answers == 7).sum(axis=0) / given).tolist())
    frame = sg.check_reliability(survey, part=part).frame
    # Items of equal spread: omega from standardised loadings is near that from raw ones.
    loading = items["loading"].to_numpy()
    total = loading.sum() ** 2
    assert total / (total + (1 - loading**2).sum()) == pytest.approx(frame["omega"].iloc[0], abs=0.02)
    assert items["msa"].between(0.5, 1).all()


DEGENERATE = {
    "constant item": ([3, 4], lambda rows: np.column_stack([rows[:, :6], np.full(len(rows), 5)])),
    "two identical items": ([3, 4], lambda rows: rows[:, [0, 0, 1, 2, 3, 4, 5]]),
    "one and two items": ([1, 2, 4], lambda rows: rows),
    "fewer respondents than items": ([7], lambda rows: rows[:5]),
    "two respondents": ([3, 4], lambda rows: rows[:2]),
    "one respondent": ([3, 4], lambda rows: rows[:1]),
}


@pytest.mark.parametrize("name", DEGENERATE)
@pytest.mark.parametrize("by", [None, "branch"])
def test_degenerate_surveys_have_reasons_everywhere(name, by):
    sizes, made = DEGENERATE[name]
    rng = np.random.default_rng(8)
    mood = rng.integers(2, 6, (40, 1))
    answers = [made(np.clip(mood + rng.integers(-1, 3, (40, 7)), 1, 7)) for _ in range(2)]
    branch = ["North" if row % 2 else "South" for row in range(len(answers[0]))]
    found = sg.check_reliability(pair_survey(sizes, *answers, branch=branch), by=by, coefficients="all")
    explained(found.frame)
    everything_explained(found)
    for language in ("en", "zh"):
        assert "nan" not in found.headline_in(language) + found.note_in(language)


def test_a_heywood_case_has_no_omega_but_an_alpha():
    # Two items of a factor far apart in how they go with the third: the best fit has an error variance under zero.
    rng = np.random.default_rng(3)
    first = rng.integers(1, 8, 400)
    second = np.clip(first + rng.integers(-1, 2, 400), 1, 7)
    third = np.clip(first + rng.integers(-4, 5, 400), 1, 7)
    found = sg.check_reliability(pair_survey([3], np.full((400, 3), 7), np.column_stack([first, second, third])))
    row = found.frame[found.frame["part"] == "perception"].iloc[0]
    assert (row["reason"] == "improper") == np.isnan(row["omega"])
    assert row["alpha"] > 0
    everything_explained(found)


def test_the_choice_of_coefficients_is_checked():
    with pytest.raises(ServgapError, match="coefficients='some' is not known; choose 'usual' or 'all'"):
        sg.check_reliability(random_survey(1), coefficients="some")
