"""Waves: their calendar order however they are written, and changes against scipy on the rows."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import servgap as sg
from servgap.analysis.reasons import REASONS
from servgap.analysis.waves.facts import Changed, StandardsChanged
from servgap.errors import ServgapError
from servgap.report.pictures import picture_svg
from servgap.survey.waves import calendar_order
from tests.surveys import NAN, pair_survey, random_survey, rows_of, surveys

IN_ORDER = {
    "quarters": ["2025Q4", "2026Q1", "2026 Q2", "2026-q3", "2026/Q4"],
    "quarters first": ["Q4 2025", "Q1 2026", "q2-2026", "Q3/2026"],
    "quarters both ways": ["Q4 2025", "2026Q1", "2026年第2季度", "2026年三季度"],
    "halves": ["2025H1", "2025 H2", "2026-H1", "2026S2"],
    "months": ["2025-11", "2025-12", "2026-1", "2026/02", "2026.10"],
    "months in Chinese": ["2025年12月", "2026年1月", "2026年11月"],
    "days": ["2026-03-31", "2026-04-01", "2026/4/2", "2026年10月1日"],
    "years": ["2019", "2025年", "2026"],
    "numbers": ["1", "Wave 2", "round 3", "W4", "第5期", "10"],
}


@given(st.sampled_from(sorted(IN_ORDER)), st.randoms(use_true_random=False))
def test_calendar_order(kind, random):
    labels = list(IN_ORDER[kind])
    random.shuffle(labels)
    assert [labels[place] for place in calendar_order("wave", labels)] == IN_ORDER[kind]


@pytest.mark.parametrize(
    ("labels", "named"),
    [
        (["spring", "2026Q1", "autumn"], "'spring', 'autumn'"),
        (["2026Q1", "2026-04"], "'2026Q1', '2026-04'"),
        (["2026Q5", "2026Q1"], "'2026Q5'"),
        (["2026-13", "2026-12"], "'2026-13'"),
        (["2026-01-32", "2026-01-31"], "'2026-01-32'"),
        (["2026", "2026Q1"], "'2026', '2026Q1'"),
        (["26Q1", "26Q2"], "'26Q1', '26Q2'"),
    ],
)
def test_waves_that_have_no_order(labels, named):
    with pytest.raises(ServgapError, match=rf"waves of 'quarter' cannot be put in calendar order; .*: {named}\. Write"):
        calendar_order("quarter", labels)


@pytest.mark.parametrize("labels", [["2026Q1", "Q1 2026"], ["2026-3", "2026-03"], ["Wave 2", "2"]])
def test_waves_that_are_one(labels):
    with pytest.raises(ServgapError, match=f"mean the same time: '{labels[0]}' and '{labels[1]}'"):
        calendar_order("wave", labels)


def test_changes_against_scipy():
    survey = random_survey(51, 150, (3, 2))
    found = sg.track_waves(survey, by="quarter")
    gaps = survey.perceptions - survey.expectations
    quarters = survey.respondents["quarter"]
    for number, item in enumerate(survey.instrument.item_keys):
        rows = found.frame[found.frame["item"] == item]
        assert rows["wave_from"].tolist() == ["2026Q1", "2026Q2"]
        for _, row in rows.iterrows():
            first, second = (gaps[quarters == wave].iloc[:, number].dropna() for wave in (row.wave_from, row.wave_to))
            welch = stats.ttest_ind(second, first, equal_var=False)
            assert (row.n_from, row.n_to) == (len(first), len(second))
            assert (row.gap_from, row.gap_to) == pytest.approx((first.mean(), second.mean()))
            assert row.difference == pytest.approx(row.gap_to - row.gap_from)
            assert (row.statistic, row.df, row.p_value) == pytest.approx((welch.statistic, welch.df, welch.pvalue))
            interval = welch.confidence_interval()
            assert (row.ci_low, row.ci_high) == pytest.approx((interval.low, interval.high))
            assert row.effect_low < row.effect < row.effect_high
    for level, rows in found.frame.groupby("level"):
        order = rows.sort_values("p_value")
        expected = np.maximum.accumulate(order["p_value"].to_numpy() * np.arange(len(order), 0, -1))
        np.testing.assert_allclose(order["p_adjusted"], np.minimum(expected, 1), err_msg=level)


def test_each_wave_s_own_gaps_in_calendar_order():
    survey = random_survey(51, 150, (3, 2), missing=0)
    labels = survey.respondents["quarter"].map({"2026Q1": "Q4 2026", "2026Q2": "Q1 2026", "2026Q3": "Q4 2025"})
    turned = pair_survey((3, 2), survey.expectations, survey.perceptions, quarter=labels)
    found = sg.track_waves(turned, by="quarter")
    assert found.facts.waves == ("Q4 2025", "Q1 2026", "Q4 2026")
    assert found.waves["wave"].drop_duplicates().tolist() == ["Q4 2025", "Q1 2026", "Q4 2026"]
    overall = found.waves[found.waves["level"] == "overall"].set_index("wave")
    for wave in overall.index:
        gap = (turned.perceptions - turned.expectations)[labels == wave]
        mean = (gap.iloc[:, :3].mean(axis=1) + gap.iloc[:, 3:].mean(axis=1)) / 2
        assert (overall.loc[wave, "n"], overall.loc[wave, "gap"]) == (len(mean), pytest.approx(mean.mean()))
    changes = found.frame[found.frame["level"] == "overall"]
    np.testing.assert_allclose(changes["difference"], np.diff(overall["gap"]))
    assert (found.facts.last_from, found.facts.last_to) == ("Q1 2026", "Q4 2026")


def test_better_and_worse():
    rng = np.random.default_rng(1)
    n = 60
    change = np.repeat([0, -2, 0], n)
    expectation = np.full((3 * n, 2), 6)
    perception = np.column_stack([5 + change, np.full(3 * n, 5)]) + rng.integers(-1, 2, (3 * n, 2))
    waves = np.repeat(["2026Q1", "2026Q2", "2026Q3"], n)
    found = sg.track_waves(pair_survey((1, 1), expectation, perception, quarter=waves), by="quarter")
    a = found.frame[(found.frame["level"] == "dimension") & (found.frame["dimension"] == "A")]
    assert a["verdict"].tolist() == ["worsened", "improved"]
    b = found.frame[(found.frame["level"] == "dimension") & (found.frame["dimension"] == "B")]
    assert b["verdict"].isin(["unchanged", "undecided"]).all()
    assert found.facts.changed == Changed(improved=("A",))
    assert found.facts.standards_changed == StandardsChanged(improved=1, worsened=0)
    assert found.facts.overall.verdict == "improved"
    assert found.basis.family == 4


def explained(found):
    frame = found.frame
    numbers = ["gap_from", "gap_to", "difference", "se", "df", "statistic", "ci_low", "p_value", "p_adjusted", "effect"]
    absent = frame[numbers].isna().any(axis=1)
    assert frame.loc[absent, "reason"].isin(list(REASONS)).all(), frame[absent]
    assert (frame.loc[~absent, "reason"] == "").all()
    assert ((frame["verdict"] == "") == frame["p_adjusted"].isna()).all()
    waves = found.waves
    absent = waves[["gap", "se", "ci_low", "ci_high"]].isna().any(axis=1)
    assert waves.loc[absent, "reason"].isin(list(REASONS)).all()
    return found


@given(surveys(least=2))
def test_never_a_bare_gap(survey):
    if len(set(survey.respondents["quarter"])) > 1:
        explained(sg.track_waves(survey, by="quarter"))


def test_too_little_to_track():
    waves = ["2025", "2025", "2026", "2027", "2027"]
    found = explained(sg.track_waves(pair_survey([1], [[5]] * 5, [[4], [3], [4], [4], [4]], wave=waves), by="wave"))
    assert found.frame.loc[found.frame["level"] == "overall", "reason"].tolist() == ["too_few"] * 2
    equal = explained(sg.track_waves(pair_survey([1], [[5]] * 10, [[4]] * 10, wave=[1] * 5 + [2] * 5), by="wave"))
    assert (equal.frame["reason"] == "no_variation").all()
    assert (equal.frame["difference"] == 0).all()
    expectation, perception = [[5, 5], [5, 4], [5, NAN], [6, NAN]], [[4, 5], [5, 4], [5, 5], [6, 5]]
    nobody = pair_survey((1, 1), expectation, perception, wave=[1, 1, 2, 2])
    frame = explained(sg.track_waves(nobody, by="wave")).frame
    assert frame.loc[frame["dimension"] == "B", "reason"].eq("too_few").all()
    assert frame.loc[frame["level"] == "overall", "reason"].eq("too_few").all()


def test_last_quarter_s_tally_is_added_to(tmp_path):
    survey = random_survey(51, 150)
    old = survey.respondents["quarter"] != "2026Q3"
    rows_of(survey, np.flatnonzero(old)).tally(by=["quarter", "branch"]).save(tmp_path / "old.tally")
    new = rows_of(survey, np.flatnonzero(~old)).tally(by=["quarter", "branch"])
    both = sg.track_waves(sg.Tally.load(tmp_path / "old.tally") + new, by="quarter")
    for name, frame in sg.track_waves(survey, by="quarter").frames.items():
        pd.testing.assert_frame_equal(both.frames[name], frame, check_exact=True)


def test_dates_are_waves():
    days = pd.to_datetime(["2026-03-31", "2026-01-31"] * 5)
    found = sg.track_waves(pair_survey([1], [[5]] * 10, [[4], [5]] * 5, day=days), by="day")
    assert found.facts.waves == ("2026-01-31", "2026-03-31")


def test_what_is_refused():
    survey = random_survey(51)
    with pytest.raises(ServgapError, match="cannot be put in calendar order"):
        sg.track_waves(survey, by="branch")
    with pytest.raises(ServgapError, match="track_waves needs at least two values of 'quarter'; found '2026Q1'"):
        sg.track_waves(survey.where(quarter="2026Q1"), by="quarter")
    for keywords, complaint in (
        ({"adjust": "x"}, "adjust='x' is not known"),
        ({"policy": "x"}, "policy='x' is not known"),
        ({"confidence": 0.3}, "confidence is a share"),
        ({"by": "wave"}, "'wave' is not among them"),
        ({"by": ["quarter", "branch"]}, "track_waves compares the values of one attribute"),
    ):
        with pytest.raises(ServgapError, match=complaint):
            sg.track_waves(survey, **{"by": "quarter", **keywords})
    other = random_survey(51, sizes=(3, 2))
    with pytest.raises(ServgapError, match="Only tallies of one and the same instrument can be added"):
        survey.tally(by="quarter") + other.tally(by="quarter")


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "▲ better, ▼ worse than in 2026Q2 (whole interval beyond ±0.5)"),
        ("zh", "▲ 较 2026Q2 改善，▼ 较 2026Q2 变差（整个区间超出 ±0.5）"),
    ],
)
def test_the_picture_says_by_which_limit_a_change_has_its_sign(language, told):
    waves = np.repeat(["2026Q1", "2026Q2", "2026Q3"], 60)
    perception = np.repeat([5, 3, 5], 60)[:, None] + np.random.default_rng(1).integers(-1, 2, (180, 2))
    survey = pair_survey((1, 1), np.full((180, 2), 6), perception, quarter=waves)
    found = sg.track_waves(survey, by="quarter", smallest=0.5)
    assert found.facts.overall.verdict == "improved"
    assert told in picture_svg(found, language)
