"""Gaps by hand, on a survey of four respondents, and where there is little or nothing to compute."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from scipy.special import stdtrit

import servgap as sg
from servgap._stats.families.max_t import simultaneous_critical
from servgap._stats.families.skewed_means import skewed_mean
from servgap.analysis.reasons import REASONS
from servgap.analysis.verdicts import change_verdicts, smallest_gap, trade_verdicts, verdicts
from servgap.errors import ServgapError
from servgap.survey.instrument import Dimension, Instrument, Item
from servgap.survey.scale import Scale
from servgap.survey.standards.standard import Standard
from tests.surveys import NAN, instrument_of, pair_survey, random_survey, survey_of

# Two dimensions, A of two items and B of one; the third respondent did not answer a2's perception.
#                a1 a2 b1
EXPECTATION = [[5, 5, 6], [6, 6, 6], [5, 7, 6], [6, 7, 4]]
PERCEPTION = [[4, 5, 6], [5, 4, 7], [4, NAN, 5], [6, 5, 3]]
# Gaps:          −1 0 0     −1 −2 1    −1 · −1      0 −2 −1
# Scores of A:   −1/2       −3/2       −1           −1         mean −1, variance (1/4 + 1/4)/3 = 1/6
# Scores of B:   0          1          −1           −1         mean −1/4, variance (1 + 25 + 9 + 9)/16/3 = 11/12
# Overall:       −1/4       −1/4       −1           −1         mean −5/8, variance 4·(3/8)²/3 = 3/16
POINTS = [[60, 40], [50, 50], [100, 0], [NAN, NAN]]
# Weighted:      −0.3       −0.25      −1           nobody knows: mean −1.55/3


def by_hand(**others):
    return pair_survey((2, 1), EXPECTATION, PERCEPTION, points=POINTS, branch=["N", "N", "S", "S"], **others)


def row(frame, **labels):
    found = frame[np.all([frame[name] == label for name, label in labels.items()], axis=0)]
    assert len(found) == 1, labels
    return found.iloc[0]


def test_gaps_by_hand():
    found = sg.measure_gaps(by_hand())
    frame = found.frame
    overall = row(frame, level="overall", method="mean_of_dimensions")
    assert (overall.n, overall.df) == (4, 3)
    assert overall.gap == pytest.approx(-5 / 8)
    # The variance of the mean: 3/16 over 4; by dimensions, (1/6 + 11/12 + 2·cov)/16 with cov(A, B) = −1/6.
    assert overall.se == pytest.approx(np.sqrt(3 / 64))
    reach = 3.182446305284263 * np.sqrt(3 / 64)
    assert (overall.ci_low, overall.ci_high) == pytest.approx((-5 / 8 - reach, -5 / 8 + reach))
    assert (overall.verdict, overall.trade_verdict, overall.reason) == ("undecided", "unacceptable", "")
    assert overall.expectation == pytest.approx((22.5 / 4 + 22 / 4) / 2)  # A: 5, 6, 5, 6.5; B: 6, 6, 6, 4
    assert overall.perception == pytest.approx((18.5 / 4 + 21 / 4) / 2)  # A: 4.5, 4.5, 4, 5.5; B: 6, 7, 5, 3
    assert row(frame, method="mean_of_items").gap == pytest.approx((-3 / 4 - 4 / 3 - 1 / 4) / 3)
    weighted = row(frame, method="weighted_mean")
    assert (weighted.n, weighted.gap) == (3, pytest.approx(-1.55 / 3))
    assert (overall.weighted_gap, weighted.weighted_gap) == pytest.approx((-1.55 / 3,) * 2)
    a, b = (row(frame, level="dimension", dimension=key) for key in "AB")
    assert (a.n, a.gap, a.sd**2) == (4, pytest.approx(-1), pytest.approx(1 / 6))
    assert (b.n, b.gap, b.sd**2) == (4, pytest.approx(-1 / 4), pytest.approx(11 / 12))
    assert (a.points, a.weighted_gap) == pytest.approx((70, (-0.3 - 0.75 - 1) / 3))
    assert (b.points, b.weighted_gap) == pytest.approx((30, 0.5 / 3))
    a2 = row(frame, item="a2")
    assert (a2.level, a2.n, a2.expectation, a2.perception) == ("standard", 3, 6, pytest.approx(14 / 3))
    assert (a2.gap, a2.se, a2.df) == (pytest.approx(-4 / 3), pytest.approx(2 / 3), 2)
    assert [remark.code for remark in found.basis.remarks] == ["points_excluded"]
    assert found.basis.remarks[0].particulars == (("n", 1),)


def test_facts_by_hand():
    facts = sg.measure_gaps(by_hand(), smallest=0.5).facts
    assert facts.overall.value == pytest.approx(-5 / 8)
    assert facts.worst.dimension == "A"
    assert facts.worst.ci_high == pytest.approx(-1 + 3.182446305284263 * np.sqrt(1 / 24))
    assert facts.standards == 3 == facts.short + facts.above + facts.negligible + facts.undecided
    assert facts.weighted == pytest.approx(-1.55 / 3)
    assert facts.group == {}
    assert sg.measure_gaps(by_hand(), by="branch").facts.group == {"branch": "S"}


def test_policies_by_hand():
    complete = row(sg.measure_gaps(by_hand(), policy="complete").frame, level="dimension", dimension="A")
    assert (complete.n, complete.gap, complete.sd**2) == (3, pytest.approx(-1), pytest.approx(1 / 4))
    sparse = pair_survey([3], [[5, 5, 5]] * 2, [[4, NAN, NAN], [5, 5, 3]])
    for policy, n, gap in (("half", 1, -2 / 3), ("pairs", 2, -5 / 6), ("complete", 1, -2 / 3)):
        found = row(sg.measure_gaps(sparse, policy=policy).frame, level="dimension")
        assert (found.n, found.gap) == (n, pytest.approx(gap)), policy


def test_groups_by_hand():
    frame = sg.measure_gaps(by_hand(), by="branch").frame
    assert frame.columns[0] == "branch"
    north, south = (row(frame, branch=key, method="mean_of_dimensions") for key in "NS")
    assert (north.gap, south.gap) == (-1 / 4, -1)
    assert (north.reason, north.verdict, north.trade_verdict) == ("no_variation", "", "unacceptable")
    assert np.isnan([north.se, north.ci_low, north.ci_high]).all()


def test_a_scale_by_halves_from_nought():
    instrument = instrument_of((1, 1), Scale(0, 2, 0.5))
    found = sg.measure_gaps(
        survey_of(instrument, {"expectation": [[2, 1.5], [1.5, 1]], "perception": [[1.5, 2], [0, 0.5]]})
    )
    a = row(found.frame, item="a1")  # gaps −0.5 and −1.5
    assert (a.expectation, a.perception, a.gap, a.sd) == pytest.approx((1.75, 0.75, -1, np.sqrt(0.5)))
    assert found.basis.smallest == pytest.approx(0.25 / 3)


# Standards measured by several items.


def several():
    polite = Standard("polite", "Staff are polite.")
    return Instrument(
        "several",
        Scale(1, 7),
        [
            Dimension("people", [Item("greet", polite), Item("thank", polite), Item("help", "Staff help.")]),
            Dimension("tact", [Item("part", polite), Item("calm", "Staff stay calm.")]),
        ],
    )


def test_a_standard_is_the_mean_of_its_items():
    expectation = [[6, 6, 6, 6, 6]] * 3
    perception = [[5, 4, 6, 6, 5], [4, 4, 7, 5, 6], [3, NAN, 5, 5, 7]]
    frame = sg.measure_gaps(survey_of(several(), {"expectation": expectation, "perception": perception})).frame
    assert frame["level"].tolist() == ["overall"] * 2 + ["dimension"] * 2 + ["standard"] * 3 + ["item"] * 5
    polite = row(frame, level="standard", standard="polite")
    assert (polite.dimension, polite["item"], polite.n) == ("people", "", 2)
    # Gaps: greet −1, −2, −3; thank −2, −2, missing; part 0, −1, −1.
    assert polite.gap == pytest.approx((-2 - 2 - 2 / 3) / 3)
    # S = n/(n−1)·Σ(deviations over their n)²: i = 1: 1/3 + 0 + 2/9 = 5/9; i = 2: 0 + 0 − 1/9; i = 3: −1/3 − 1/9 = −4/9.
    variance = 3 / 2 * ((5 / 9) ** 2 + (1 / 9) ** 2 + (4 / 9) ** 2) / 9
    assert polite.se == pytest.approx(np.sqrt(variance))
    helps = row(frame, level="standard", standard="help")
    assert (helps["item"], helps.gap, helps.se) == ("help", 0, pytest.approx(np.sqrt(1 / 3)))
    numbers = ["n", "gap", "se", "ci_low"]
    assert helps[numbers].tolist() == row(frame, level="item", item="help")[numbers].tolist()
    thank = row(frame, level="item", item="thank")
    assert (thank.n, thank.gap, thank.reason) == (2, -2, "no_variation")


def test_every_verb_takes_standards_of_several_items():
    rng = np.random.default_rng(1)
    answers = {part: rng.integers(1, 8, (40, 5)) for part in ("expectation", "perception")}
    survey = survey_of(several(), answers, wave=["1", "2"] * 20)
    ranked = sg.rank_standards(survey).frame.set_index("standard")
    gaps = sg.measure_gaps(survey).frame
    standards = gaps[gaps["level"] == "standard"].set_index("standard")
    for name in ("gap", "se", "n"):
        np.testing.assert_allclose(ranked.loc[standards.index, name].astype(float), standards[name].astype(float))
    assert ranked.loc["polite", "item"] == ""
    for frame in (sg.check_significance(survey, test="t").frame, sg.track_waves(survey, by="wave").frame):
        assert " ".join(frame["level"]) == "overall dimension dimension item item standard item standard"
    simultaneous = sg.measure_gaps(survey, simultaneous=True).frame
    assert (simultaneous["ci_low"] <= gaps["ci_low"] + 1e-12).all()


# Verdicts.


def test_verdicts_go_by_the_intervals():
    def judged(low, high, inner_low, inner_high):
        ends = [np.array([each], float) for each in (low, high, inner_low, inner_high)]
        return verdicts((ends[0], ends[1]), (ends[2], ends[3]), 0.25)[0]

    assert judged(-1, -0.26, -0.9, -0.3) == "short"
    assert judged(-1, -0.25, -0.9, -0.3) == "undecided"
    assert judged(0.26, 1, 0.3, 0.9) == "above"
    assert judged(-0.3, 0.2, -0.24, 0.1) == "negligible"  # the inner interval decides
    assert judged(-0.3, 0.2, -0.25, 0.1) == "undecided"
    assert judged(-0.2, -0.1, -0.19, -0.11) == "negligible"  # surely not zero, surely too small to matter
    assert judged(NAN, NAN, NAN, NAN) == ""


def test_verdicts_of_a_verb_are_those_of_its_intervals():
    survey = random_survey(3, 200)
    for smallest in (0.1, 0.5, 1.0):
        frame = sg.measure_gaps(survey, smallest=smallest).frame
        inner = stdtrit(frame["df"], 0.95) * frame["se"]
        for number, each in frame.iterrows():
            expected = "undecided"
            if abs(each.gap) + inner[number] < smallest:
                expected = "negligible"
            if each.ci_high < -smallest:
                expected = "short"
            if each.ci_low > smallest:
                expected = "above"
            assert each.verdict == expected


def test_bootstrap_intervals_by_hand():
    # Gaps −2, −1, 0 and 1 of 4, 7, 6 and 3 respondents: mean −0.6, limits of the ideal bootstrap in twentieths.
    perception = np.repeat([3, 4, 5, 6], [4, 7, 6, 3])[:, None]
    found = sg.measure_gaps(pair_survey((1,), np.full((20, 1), 5), perception)).bootstrap
    assert found["level"].tolist() == ["overall", "dimension", "standard"]
    assert found["gap"].tolist() == pytest.approx([-0.6] * 3)
    assert found["bca_low"].tolist() == pytest.approx([-1.0] * 3)
    assert found["bca_high"].tolist() == pytest.approx([-0.15] * 3)
    assert found["reason"].tolist() == [""] * 3


def test_bootstrap_intervals_have_reasons_and_groups():
    expectation, perception = [[5, 5]] * 6, [[4, 3]] * 6
    assert sg.measure_gaps(pair_survey((2,), expectation, perception)).bootstrap["reason"].eq("no_variation").all()
    assert sg.measure_gaps(pair_survey((2,), [[5, 5]], [[4, 3]])).bootstrap["reason"].eq("too_few").all()
    survey = random_survey(4, 90)
    both = sg.measure_gaps(survey, by="branch").bootstrap
    mine = both[both["branch"] == "North"].drop(columns="branch").reset_index(drop=True)
    alone = sg.measure_gaps(survey.where(branch="North")).bootstrap
    pd.testing.assert_frame_equal(mine, alone, rtol=1e-9)
    assert (alone["bca_low"] < alone["gap"]).all()
    assert (alone["gap"] < alone["bca_high"]).all()


def test_the_trade_goes_by_the_sign_alone():
    assert trade_verdicts(np.array([0.0, 1e-10, -1e-10, 1e-8, -1e-8, NAN])).tolist() == [
        "acceptable", "acceptable", "acceptable", "excellent", "unacceptable", "",
    ]  # fmt: skip
    # Gaps 1 and −1, thirds that cancel: a mean of exactly zero, by item, dimension and overall.
    frame = sg.measure_gaps(pair_survey((3,), [[5, 5, 5], [5, 5, 5]], [[6, 5, 5], [4, 5, 5]])).frame
    assert (frame["trade_verdict"] == "acceptable").all()


def test_the_smallest_gap_is_in_proportion():
    assert smallest_gap(Scale(1, 7), None) == 0.25
    assert smallest_gap(Scale(1, 5), None) == pytest.approx(1 / 6)
    assert smallest_gap(Scale(0, 10), None) == pytest.approx(10 / 24)
    assert smallest_gap(Scale(1, 5), 0.3) == 0.3


def test_changes_are_judged_by_their_intervals():
    low, high = np.array([0.3, -0.6, -0.1, 0.1, -0.3, NAN]), np.array([0.5, -0.26, 0.1, 0.4, 0.26, NAN])
    changed = change_verdicts((low, high), (low + 0.05, high - 0.05), 0.25)
    assert changed.tolist() == ["improved", "worsened", "unchanged", "undecided", "undecided", ""]


@pytest.mark.parametrize("by", [None, "branch"])
def test_intervals_that_hold_at_once_are_wider(by):
    survey = random_survey(3, 200)
    single, at_once = (sg.measure_gaps(survey, by=by, simultaneous=each) for each in (False, True))
    rows = single.frame["level"] != "overall"
    width = [(each.frame["ci_high"] - each.frame["ci_low"])[rows] for each in (single, at_once)]
    assert (width[1] > width[0]).all()
    np.testing.assert_allclose(at_once.frame.loc[~rows, "ci_low"], single.frame.loc[~rows, "ci_low"])
    assert (at_once.basis.seed, at_once.basis.draws) == (0, 9999)
    again = sg.measure_gaps(survey, by=by, simultaneous=True, rng=0)
    assert again.frame.equals(at_once.frame)
    drawn = sg.measure_gaps(survey, by=by, simultaneous=True, rng=np.random.default_rng(5))
    assert drawn.basis.seed is None
    np.testing.assert_allclose(drawn.frame["ci_low"], at_once.frame["ci_low"], atol=0.05)


def test_confidence_is_that_of_the_intervals():
    wide, narrow = (sg.measure_gaps(random_survey(3), confidence=each).frame for each in (0.99, 0.9))
    assert (wide["ci_low"] < narrow["ci_low"]).all()


# Where there is little to compute: never a bare NaN.


NUMBERS = ["expectation", "perception", "gap", "sd", "se", "df", "ci_low", "ci_high"]


def explained(frame):
    """Hold that what is not there has a reason, and what is all there has none."""
    absent = frame[NUMBERS].isna().any(axis=1)
    assert frame.loc[absent, "reason"].isin(list(REASONS)).all(), frame[[*NUMBERS, "reason"]]
    assert (frame.loc[~absent, "reason"] == "").all()
    assert ((frame["verdict"] == "") == frame["se"].isna()).all()
    return frame


def test_one_respondent():
    frame = explained(sg.measure_gaps(pair_survey((2, 1), [[5, 5, 5]], [[4, 5, 7]], points=[[50, 50]])).frame)
    assert (frame["reason"] == "too_few").all()
    assert row(frame, method="mean_of_dimensions").gap == pytest.approx(0.75)
    assert row(frame, method="weighted_mean").gap == pytest.approx(0.75)


@pytest.mark.parametrize("points", [None, [[70, 30]] * 7, [[33.3, 66.7]] * 7])
@pytest.mark.parametrize("scale", [Scale(1, 7), Scale(0, 3, 0.1)])
def test_all_answers_equal(points, scale):
    instrument = instrument_of((3, 2), scale)
    answers = {"expectation": np.full((7, 5), 2.0), "perception": np.full((7, 5), 1.0)}
    frame = explained(sg.measure_gaps(survey_of(instrument, answers, points=points)).frame)
    assert (frame["reason"] == "no_variation").all()
    np.testing.assert_allclose(frame["gap"], -1)
    assert sg.measure_gaps(survey_of(instrument, answers), simultaneous=True).frame["se"].isna().all()


def test_an_item_is_constant():
    frame = explained(sg.measure_gaps(pair_survey((2, 1), [[5, 5, 6]] * 3, [[4, 5, 5], [4, 4, 5], [4, 6, 5]])).frame)
    assert row(frame, item="a1").reason == row(frame, item="b1").reason == "no_variation"
    assert row(frame, dimension="B", level="dimension").reason == "no_variation"
    assert row(frame, method="mean_of_dimensions").se == pytest.approx(0.5 * 0.5 / np.sqrt(3))


def test_an_item_nobody_answered():
    survey = pair_survey((2, 1), [[5, NAN, 6], [6, NAN, 6]], [[4, 5, 5], [6, 4, 6]])
    frame = explained(sg.measure_gaps(survey).frame)
    a2 = row(frame, item="a2")
    assert (a2.n, a2.reason) == (0, "too_few")
    assert np.isnan(a2.gap)
    assert row(frame, level="dimension", dimension="A").n == 2
    items = row(frame, method="mean_of_items")
    assert (items.n, items.reason) == (0, "too_few")


def test_a_dimension_nobody_answered():
    survey = pair_survey((1, 1), [[5, NAN], [6, NAN]], [[4, 5], [6, 4]], points=[[50, 50], [100, 0]])
    found = sg.measure_gaps(survey)
    frame = explained(found.frame)
    assert frame["n"].tolist() == [0, 0, 1, 2, 0, 2, 0]
    assert row(frame, method="weighted_mean").gap == 0  # of the one to whom the other dimension means nothing
    assert found.facts.worst.dimension == "A"


def test_nobody_gave_points():
    found = sg.measure_gaps(pair_survey((1,), [[5], [6]], [[4], [6]], points=[[NAN], [NAN]]))
    weighted = row(found.frame, method="weighted_mean")
    assert (weighted.n, weighted.reason in REASONS) == (0, True)
    assert found.basis.remarks[0].particulars == (("n", 2),)


def test_a_group_of_one():
    survey = pair_survey((2,), [[5, 5]] * 4, [[4, 5], [3, 5], [4, 2], [5, 5]], g=["a", "a", "a", "b"])
    frame = explained(sg.measure_gaps(survey, by="g", simultaneous=True).frame)
    assert (frame.loc[frame["g"] == "b", "reason"] == "too_few").all()


def test_more_groups_than_products_are_kept_for():
    survey = random_survey(3, 300, (2, 1), branches=[f"b{number:02}" for number in range(70)])
    frame = explained(sg.measure_gaps(survey, by="branch", simultaneous=True).frame)
    items = frame[frame["method"] == "mean_of_items"]
    assert (items["reason"].isin(["pooled_only", "too_few"])).all()
    assert (items["reason"] == "pooled_only").sum() > 50
    standards = frame[(frame["level"] == "standard") & (frame["n"] > 1)]
    assert (standards["reason"] != "pooled_only").all()
    with pytest.raises(ServgapError, match=r"each of \d\d groups needs a tally that keeps .* above 64 groups they are"):
        sg.rank_standards(survey, by="branch")


# What is refused.


@pytest.mark.parametrize(
    ("keywords", "complaint"),
    [
        ({"policy": "listwise"}, "policy='listwise' is not known; choose 'half' or 'complete' or 'pairs'"),
        ({"confidence": 95}, "confidence is a share between 0.5 and 1, such as 0.95; found 95"),
        ({"confidence": 0.5}, "found 0.5"),
        ({"confidence": "95 %"}, "found '95 %'"),
        ({"smallest": 0}, "smallest is a finite number above 0, or 'sd'; found 0. Leave it out"),
        ({"smallest": NAN}, "smallest is a finite number above 0, or 'sd'; found nan"),
        ({"smallest": "0.5"}, "smallest is a finite number above 0, or 'sd'; found '0.5'"),
        ({"by": 3}, r"by names an attribute of the respondents, or lists several; found 3\. Write by='branch'"),
        ({"by": ["branch", None]}, r"or lists several; found \['branch', None\]"),
        ({"rng": -1, "simultaneous": True}, r"rng is a numpy\.random\.Generator or a whole number as its seed, 0 or"),
        ({"rng": 0.5, "simultaneous": True}, r"found 0\.5\. Leave it out for seed 0"),
    ],
)
def test_keywords_that_make_no_sense(keywords, complaint):
    with pytest.raises(ServgapError, match=complaint):
        sg.measure_gaps(by_hand(), **keywords)


def test_perception_alone_has_no_gaps():
    alone = survey_of(Instrument.load("servperf"), {"perception": [[5] * 22, [6] * 22]}, branch=["N", "S"])
    found = sg.measure_gaps(alone)
    assert found.frame["gap"].isna().all()
    assert set(found.frame["verdict"]) == set(found.frame["trade_verdict"]) == {""}
    assert np.allclose(found.frame["value"], 5.5)
    with pytest.raises(ServgapError, match=r"A gap holds what was received .* 'servperf' asks only perception"):
        sg.measure_gaps(alone, measure="gap")
    with pytest.raises(
        ServgapError, match="check_significance asks whether a distance from a yardstick is more than chance"
    ):
        sg.check_significance(alone)


def test_zones_are_measured_against_what_is_desired():
    zones = instrument_of((2,), parts=("desired", "adequate", "perception"))
    answers = {"desired": [[7, 6], [6, 6]], "adequate": [[4, 4], [3, 4]], "perception": [[5, 5], [5, 4]]}
    found = sg.measure_gaps(survey_of(zones, answers))
    assert row(found.frame, level="dimension").gap == pytest.approx(-1.5)
    assert found.basis.pair == ("desired", "perception")
    assert [(remark.code, remark.particulars) for remark in found.basis.remarks] == [
        ("first_pair", (("reference", "desired"),))
    ]


def test_what_a_finding_stands_on():
    survey = by_hand(weight=[1, 2, 1, 1])
    found = sg.measure_gaps(survey.drop([0], reason="careless"), policy="pairs")
    assert (found.basis.rows_used, found.basis.rows_read, found.basis.left_out) == (3, 4, (("careless", 1),))
    assert (found.basis.policy, found.basis.confidence) == ("pairs", 0.95)
    assert [remark.code for remark in found.basis.remarks] == ["weights_ignored", "points_excluded"]
    copy = found.frame
    copy["gap"] = 0
    assert (found.frame["gap"] != 0).any(), "the frame handed out is a copy"


@pytest.mark.parametrize(("departing", "warned"), [(4, True), (5, False)])
def test_few_who_depart_from_the_commonest_gap_are_warned_of(departing, warned):
    perception = np.column_stack([np.r_[np.full(departing, 3), np.full(60 - departing, 5)], np.tile([4, 5, 6], 20)])
    survey = pair_survey((2,), np.full((60, 2), 6), perception)
    found = sg.measure_gaps(survey, simultaneous=True)
    told = {remark.code: dict(remark.particulars) for remark in found.basis.remarks}
    assert ("simultaneous_few" in told) == warned
    if warned:
        assert told["simultaneous_few"] == {"n": 1, "minimum": 5}
        assert "On 1 row fewer than 5 respondents depart" in found.note
    assert "simultaneous_few" not in {remark.code for remark in sg.measure_gaps(survey).basis.remarks}


def test_intervals_that_hold_at_once_allow_for_skewed_gaps():
    survey = random_survey(3, 80, (3, 2), missing=0.0)
    found = sg.measure_gaps(survey, simultaneous=True, confidence=0.9)
    gaps = (survey.perceptions - survey.expectations).to_numpy()
    scores = np.stack([gaps[:, :3].mean(axis=1), gaps[:, 3:].mean(axis=1)], axis=1)
    for level, rows in (("standard", gaps), ("dimension", scores)):
        mean, se = rows.mean(axis=0), rows.std(axis=0, ddof=1) / np.sqrt(80)
        critical = simultaneous_critical(np.cov(rows.T) / 80, 79, confidence=0.9).critical
        expected = skewed_mean(mean, se, stats.skew(rows), 80, critical, critical)
        shown = found.frame[found.frame["level"] == level]
        np.testing.assert_allclose(shown[["ci_low", "ci_high"]], np.stack([expected.low, expected.high], 1), atol=1e-9)
        assert (shown["ci_low"] <= mean - critical * se + 1e-9).all()
        assert (shown["ci_high"] >= mean + critical * se - 1e-9).all()
    overall = found.frame[found.frame["level"] == "overall"].iloc[0]
    t = stats.t.ppf(0.95, 79)
    assert (overall["gap"] - overall["ci_low"]) == pytest.approx(t * overall["se"])  # each overall row alone


def test_a_standard_of_several_items_has_the_same_reach_to_both_sides_at_once():
    standard = Standard("queue", "The queue moves")
    items = [Item("q1", standard), Item("q2", standard), Item("q3", "The clerk listens")]
    instrument = Instrument("small", Scale(1, 7), [Dimension("A", items)])
    whole = random_survey(3, 80, (3,), missing=0.0)
    survey = survey_of(instrument, {part: whole.part(part).to_numpy() for part in whole.instrument.parts})
    frame = sg.measure_gaps(survey, simultaneous=True).frame
    rows = frame[frame["level"] == "standard"].set_index("standard")
    both = rows[["ci_low", "ci_high"]].sub(rows["gap"], axis=0).abs().div(rows["se"], axis=0)
    assert both.loc["queue", "ci_low"] == pytest.approx(both.loc["queue", "ci_high"])
    assert both.loc["q3"].max() > both.loc["queue", "ci_low"] + 1e-6
    assert both.loc["q3"].min() == pytest.approx(both.loc["queue", "ci_low"])


@pytest.mark.parametrize("seed", [3, 4])
def test_mean_points_are_of_all_who_gave_them_whatever_the_policy(seed):
    survey = random_survey(seed, 120)
    whole = np.isfinite(survey.points).all(axis=0)
    assert 0 < whole.sum() < survey.n
    for policy in ("pairs", "half", "complete"):
        frame = sg.measure_gaps(survey, policy=policy).frame
        rows = frame[frame["level"] == "dimension"]
        np.testing.assert_allclose(rows["points"], survey.points[:, whole].mean(axis=1), rtol=1e-12)
