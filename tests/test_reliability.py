"""Reliability part by part against the rows, and where a dimension has too little for it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

import servgap as sg
from servgap.analysis.reasons import REASONS
from servgap.errors import ServgapError
from servgap.survey.instrument import Instrument
from tests.surveys import NAN, pair_survey, random_survey, survey_of, surveys

NUMBERS = ("alpha", "ci_low", "ci_high", "alpha_standardized", "omega", "omega_low", "omega_high", "average_r")
GAP_NUMBERS = ("difference_reliability", "r_expectation_perception", "variance_ratio")


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
    # Perceptions 1 1, 2 3, 3 2, 4 4: variances 5/3 each, of the sum 2, 5, 5, 8 it is 18/3; α = 2(1 − (10/3)/6) = 8/9.
    found = sg.check_reliability(
        pair_survey([2], [[1, 2], [2, 1], [3, 3], [4, 4]], [[1, 1], [2, 3], [3, 2], [4, 4]]), part="perception"
    )
    assert found.frame["alpha"].tolist() == [pytest.approx(8 / 9)]
    assert found.frame["average_r"].tolist() == [pytest.approx((4 / 3) / (5 / 3))]
    assert found.frame["reason"].tolist() == ["not_identified"]
    assert found.facts["lowest"]["alpha"] == found.facts["highest"]["alpha"] == pytest.approx(8 / 9)
    assert found.facts["weakest_difference"] is None
    assert found.facts["rows"] == 1


@given(surveys())
def test_never_a_bare_gap(survey):
    found = sg.check_reliability(survey, by="branch") if survey.respondents["branch"].ne("").any() else None
    if found is None:
        return
    explained(found.frame)
    items = found.items
    absent = items[["mean", "sd", "item_rest_r", "alpha_if_dropped"]].isna().any(axis=1)
    assert items.loc[absent, "reason"].isin(list(REASONS)).all()
    inside = found.frame["omega"].dropna()
    assert inside.between(-1e-9, 1 + 1e-9).all()


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
    assert reasons_of(pair_survey([3], varied[:3], varied[:3]))[0] == "singular"
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
    assert "difference_reliability" not in found.basis.statistics
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
    assert found.facts["lowest"]["alpha"] == lowest["alpha"]
    assert found.facts["lowest"]["dimension"] == lowest["dimension"]
    assert found.facts["group"] == {"branch": lowest["branch"]}
    assert found.facts["highest"]["omega"] == highest["omega"]
    assert found.facts["weakest_difference"]["difference_reliability"] == frame["difference_reliability"].min()


def test_keywords_that_make_no_sense():
    with pytest.raises(ServgapError, match="part='desired' is not known; choose 'expectation' or 'perception' or"):
        sg.check_reliability(random_survey(1), part="desired")
    with pytest.raises(ServgapError, match="confidence is a share"):
        sg.check_reliability(random_survey(1), confidence=0)
