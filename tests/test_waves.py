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
from tests.measured_surveys import NO_GAPS, both_parts, calls_it_a_gap, perception_alone, seen
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
        (["2026Q1", "Q2"], "'2026Q1', 'Q2'"),
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


def test_means_of_a_part_are_those_of_a_questionnaire_that_asks_it_alone():
    survey = both_parts()
    found = sg.track_waves(survey, by="quarter", measure="perception")
    alone = sg.track_waves(perception_alone(survey), by="quarter")
    pd.testing.assert_frame_equal(found.frame, alone.frame)
    pd.testing.assert_frame_equal(found.waves, alone.waves)
    assert found.facts == alone.facts
    assert found.headline == alone.headline
    assert alone.frame[["gap_from", "gap_to"]].isna().all(axis=None)
    assert alone.headline.startswith("Perception fell by ")
    assert alone.headline_in("zh").startswith("2026Q3 感知总体较 2026Q2 下降 ")


def wilson(held, n, z=1.959963984540054):
    centre, reach = held + z**2 / 2, z * np.sqrt(held * (n - held) / n + z**2 / 4)
    return (centre - reach) / (n + z**2), (centre + reach) / (n + z**2)


def test_shares_of_items_by_hand():
    survey = both_parts()
    found = sg.track_waves(survey, by="quarter", measure="met")
    met, quarters = survey.perceptions >= survey.expectations, survey.respondents["quarter"]
    for item in survey.instrument.item_keys:
        share, low, high = {}, {}, {}
        for _, row in found.waves[found.waves["item"] == item].iterrows():
            of = met[quarters == row.wave][item]
            share[row.wave], (low[row.wave], high[row.wave]) = of.mean(), wilson(of.sum(), len(of))
            assert (row["value"], row.ci_low, row.ci_high) == pytest.approx(
                (share[row.wave], low[row.wave], high[row.wave])
            )
        for _, row in found.frame[found.frame["item"] == item].iterrows():
            one, two = row.wave_from, row.wave_to
            change = share[two] - share[one]
            below = np.hypot(share[two] - low[two], high[one] - share[one])
            above = np.hypot(high[two] - share[two], share[one] - low[one])
            assert (row.value_from, row.value_to, row.difference) == pytest.approx((share[one], share[two], change))
            assert (row.ci_low, row.ci_high) == pytest.approx((change - below, change + above))
            welch = stats.ttest_ind(met[quarters == two][item], met[quarters == one][item], equal_var=False)
            assert row.p_value == pytest.approx(welch.pvalue)


def test_shares_of_dimensions_and_overall_are_compared_as_means_are():
    survey = both_parts()
    found = sg.track_waves(survey, by="quarter", measure="met")
    met, quarters = survey.perceptions >= survey.expectations, survey.respondents["quarter"]
    own = {"A": met.iloc[:, :3].mean(axis=1), "B": met.iloc[:, 3:].mean(axis=1)}
    own[""] = (own["A"] + own["B"]) / 2
    for _, row in found.frame[found.frame["item"] == ""].iterrows():
        first, second = (own[row.dimension][quarters == wave] for wave in (row.wave_from, row.wave_to))
        interval = stats.ttest_ind(second, first, equal_var=False).confidence_interval()
        assert (row.ci_low, row.ci_high) == pytest.approx((interval.low, interval.high))


def test_a_share_of_an_item_that_is_the_same_for_all_has_an_interval():
    perception = np.concatenate([np.full((20, 2), 7), np.full((20, 2), 7), np.tile([[7, 7], [1, 7]], (10, 1))])
    perception = np.concatenate([perception, np.full((3, 2), 7)])
    waves = np.repeat(["2026Q1", "2026Q2", "2026Q3", "2026Q4"], (20, 20, 20, 3))
    survey = pair_survey((1, 1), np.full((63, 2), 6), perception, quarter=waves)
    found = sg.track_waves(survey, by="quarter", measure="met")
    item = found.frame[found.frame["item"] == "a1"].set_index("wave_to")
    assert item["reason"].tolist() == ["no_variation", "constant_group", "too_small"]
    assert item["p_value"].isna().all()
    assert item.loc["2026Q2", "ci_low"] == pytest.approx(-(1 - wilson(20, 20)[0]))
    assert item.loc["2026Q3", "verdict"] == "worsened"
    assert item.loc["2026Q4", ["ci_low", "ci_high"]].isna().all()
    shares = found.waves[found.waves["item"] == "a1"].set_index("wave")
    assert shares.loc["2026Q1", "ci_low"] == pytest.approx(wilson(20, 20)[0])
    assert shares.loc["2026Q1", "ci_high"] == 1
    assert shares.loc["2026Q4", "reason"] == "too_small"
    assert found.frame.loc[found.frame["item"] == "", "ci_low"].isna().any()
    assert not any(calls_it_a_gap(seen(found, language)) for language in ("en", "zh"))


def test_of_what_went_wrong_less_is_better():
    survey = both_parts()
    met, short = (sg.track_waves(survey, by="quarter", measure=each) for each in ("met", "short"))
    np.testing.assert_allclose(short.frame["difference"], -met.frame["difference"], atol=1e-12)
    assert short.frame["verdict"].tolist() == met.frame["verdict"].tolist()
    assert short.facts.changed == met.facts.changed
    assert short.headline.startswith("The share of cases in which expectation was not met rose by ")
    assert "; it rose in all dimensions; it rose on " in short.headline
    assert short.headline_in("zh").startswith("2026Q3 未达到期望的比例总体较 2026Q2 上升 ")
    assert "improved means that the whole interval lies below −4.2, worsened that it lies above 4.2" in short.note
    assert "improved means that the whole interval lies above 4.2, worsened that it lies below −4.2" in met.note
    assert "“改善”" in short.note_in("zh")
    assert "(↓ better)" in seen(short, "en")
    assert "（↑ 更好）" in seen(met, "zh")


def test_the_smallest_change_is_in_the_measure_s_units():
    survey = both_parts()
    usual = {each: sg.track_waves(survey, by="quarter", measure=each).basis for each in ("met", "net", "index")}
    assert usual["met"].smallest == pytest.approx(0.25 / 6)
    assert usual["net"].smallest == pytest.approx(0.25 / 3)
    assert usual["index"].smallest == pytest.approx(25 / 6)
    told = sg.track_waves(survey, by="quarter", measure="met", smallest=0.05)
    assert "The smallest change that matters is 5.0 percentage points: improved" in told.note
    assert "最小有意义的变化为 5.0 个百分点：" in told.note_in("zh")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("measure", NO_GAPS)
def test_no_word_calls_a_gap_what_is_none(measure, language):
    found = sg.track_waves(both_parts(), by="quarter", measure=measure)
    assert not calls_it_a_gap(seen(found, language))
    assert calls_it_a_gap(seen(sg.track_waves(both_parts(), by="quarter"), language))


def test_what_is_held_against_a_point_is_told_of_the_service():
    measure = sg.Measure(against=5.5)
    found, mean = (sg.track_waves(both_parts(), by="quarter", measure=each) for each in (measure, "perception"))
    np.testing.assert_allclose(found.frame["difference"], mean.frame["difference"])
    np.testing.assert_allclose(found.frame["ci_low"], mean.frame["ci_low"])
    assert found.headline.startswith("Service got worse by ")
    assert "; distance from 5.5 on the scale −" in found.headline
    assert found.headline_in("zh").startswith("从 2026Q2 到 2026Q3，服务总体变差 ")


def test_waves_of_servperf():
    survey = sg.read_survey("data/samples/hotline_2026.csv", instrument="servperf", attributes=["quarter"])
    found = sg.track_waves(survey, by="quarter")
    assert found.headline.startswith(
        "Perception rose by 0.45 points overall from 2026Q3 to 2026Q4 (95% interval 0.33 to "
    )
    assert found.headline_in("zh").startswith("2026Q4 感知总体较 2026Q3 上升 0.45 分（")
    assert "差距" not in found.headline_in("zh") + found.note_in("zh")
