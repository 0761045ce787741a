"""Waves beside their limits: signals, targets, trends, runs, what newly falls short, who answered twice."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import servgap as sg
from servgap._stats.waves.limits import assurance, wave_limits
from servgap._stats.waves.overlap import overlapping_t
from servgap._stats.waves.runs import run_rule
from servgap._stats.waves.trend import mann_kendall, theil_sen, wave_regression
from servgap.analysis.response_rates import response_rates
from servgap.analysis.waves.chart import target_of
from servgap.report.pictures import picture_svg
from servgap.survey.measures.measure import Measure, measure_for
from servgap.survey.text import Text
from tests.surveys import instrument_of, pair_survey, rows_of

SIZES = (2, 1)
HOTLINE = ["2026Q1", "2026Q2", "2026Q3", "2026Q4"]


def names(count: int) -> list[str]:
    return [f"{2015 + at // 4}Q{at % 4 + 1}" for at in range(count)]


def made(shifts, n=40, seed=0, level=5.0):
    """Make a survey of waves whose perceptions lie by these shifts off a level; expectations are about 5.5."""
    rng = np.random.default_rng(seed)
    waves = np.repeat(names(len(shifts)), n)
    expectation = rng.integers(5, 7, (len(waves), 3))
    perception = np.repeat(shifts, n)[:, None] + level + rng.normal(0, 0.8, (len(waves), 3))
    return pair_survey(SIZES, expectation, np.clip(np.round(perception), 1, 7), quarter=waves)


def of_rows(survey):
    """Compute n, means and pooled sampling variances of the items' gaps, items × waves, from the answers."""
    gaps, waves = survey.perceptions - survey.expectations, survey.respondents["quarter"]
    groups = [gaps[waves == wave] for wave in sorted(set(waves))]
    n = np.array([each.notna().sum() for each in groups]).T
    mean = np.array([each.mean() for each in groups]).T
    within = sum(((each - each.mean()) ** 2).sum() for each in groups).to_numpy() / (n - 1).sum(axis=1)
    return n, mean, within[:, None] / n


def of_items(frame, column):
    rows = frame[frame["item"] != ""]
    return rows[column].to_numpy().reshape(len(set(rows["item"])), -1)


@pytest.fixture(scope="module")
def hotline() -> sg.Survey:
    return sg.read_survey("data/samples/hotline_2026.csv", attributes=["branch", "quarter"])


@pytest.fixture(scope="module")
def sixteen() -> sg.Survey:
    return made(np.random.default_rng(3).normal(0, 0.1, 16) + np.linspace(0, 0.8, 16))


def of_kind(request, name):
    return request.getfixturevalue(name) if name in ("hotline", "sixteen") else made([0.0] * 11 + [-1.5])


@pytest.mark.parametrize("name", ["hotline", "sixteen", "twelve"])
def test_limits_are_those_of_the_rows(request, name):
    survey = of_kind(request, name)
    found = sg.track_waves(survey, by="quarter")
    _, mean, squared = of_rows(survey)
    limits = wave_limits(mean, squared)
    told = {"value": mean, "usual": limits.centre, "usual_low": limits.low, "usual_high": limits.high}
    told |= {"from_usual": limits.z, "wandering": np.sqrt(limits.tau_squared), "earlier_waves": limits.earlier}
    for column, numbers in told.items():
        np.testing.assert_allclose(of_items(found.chart, column), numbers, rtol=1e-7, atol=1e-9, err_msg=column)
    aim = assurance(limits.low, limits.high, -found.basis.smallest)
    words = np.select([limits.trial | np.isnan(aim), aim > 0, aim < 0], ["", "always", "never"], "by_chance")
    assert (of_items(found.chart, "assurance") == words).all()
    signal = np.select([limits.signal > 0, limits.signal < 0], ["above_usual", "below_usual"], "usual")
    signal = np.select([np.isnan(limits.z), limits.trial], ["", "trial"], signal)
    assert (of_items(found.chart, "wave_signal") == signal).all()
    assert (found.chart["reason"].eq("too_few_waves") == found.chart["usual"].isna()).all()


@pytest.mark.parametrize("name", ["hotline", "sixteen"])
def test_trends_and_runs_are_those_of_the_rows(request, name):
    survey = of_kind(request, name)
    found = sg.track_waves(survey, by="quarter", confidence=0.9)
    _, mean, squared = of_rows(survey)
    order, slopes = mann_kendall(mean), theil_sen(mean, confidence=0.9)
    line, runs = wave_regression(mean, squared, confidence=0.9), run_rule(mean, np.median(mean, axis=1))
    trend = found.trend[found.trend["item"] != ""]
    told = {"statistic": order.statistic, "p_value": order.p_value, "rank_tau": order.tau, "slope": slopes.slope}
    told |= {"slope_low": slopes.ci_low, "slope_high": slopes.ci_high, "line_slope": line.slope, "line_se": line.se}
    told |= {"line_df": line.df, "line_low": line.ci_low, "line_high": line.ci_high, "line_p": line.p_value}
    for column, numbers in told.items():
        np.testing.assert_allclose(trend[column], numbers, rtol=1e-6, atol=1e-9, err_msg=column)
    assert (trend["reason"] == ("too_few_waves" if name == "hotline" else "")).all()
    rows = found.runs[found.runs["item"] != ""]
    told = {"run_longest": runs.longest_run, "run_allowed": runs.longest_allowed, "waves_off": runs.useful}
    for column, numbers in {**told, "run_crossings": runs.crossings, "run_fewest": runs.fewest_allowed}.items():
        assert rows[column].tolist() == numbers.tolist(), column


@pytest.mark.parametrize(
    ("shifts", "signal"),
    [
        ([0.0] * 8 + [1.2], "above_usual"),
        ([0.0] * 8 + [-1.2], "below_usual"),
        ([0.0] * 9, "usual"),
        ([0.0] * 7 + [-1.2], "trial"),
        ([0.0, -1.2, 0.0], "trial"),
        ([0.0, -1.2], ""),
    ],
)
def test_a_signal_takes_eight_earlier_waves_and_more_than_they_wander(shifts, signal):
    found = sg.track_waves(made(shifts), by="quarter")
    chart = found.facts.chart
    assert (chart.wave_signal, chart.earlier_waves) == (signal, len(shifts) - 1)
    assert chart.outside == (("A", "B") if "_" in signal else ())
    told, note = found.headline, found.note
    assert ("which is a signal" in told) == ("_" in signal)
    assert ("usual range of" in told) == (signal in ("above_usual", "below_usual", "usual"))
    assert ("信号" in found.headline_in("zh")) == ("_" in signal)
    assert ("provisional" in note) == (signal == "trial")
    assert len(told.split()) < 45
    picture = picture_svg(found, "en")
    assert ("outside of its usual range" in picture) == (len(shifts) > 8)


def test_waves_that_wander_as_they_did_before_are_no_signal():
    wandering = np.random.default_rng(8).normal(0, 0.4, 13)
    steady = [0.0] * 12 + [0.9]
    assert sg.track_waves(made([*wandering, 0.9]), by="quarter").facts.chart.wave_signal == "usual"
    assert sg.track_waves(made(steady), by="quarter").facts.chart.wave_signal == "above_usual"


@pytest.mark.parametrize(("level", "assured"), [(6.6, "always"), (5.25, "by_chance"), (3.5, "never")])
def test_whether_the_target_will_be_met(level, assured):
    found = sg.track_waves(made([0.0] * 10, level=level), by="quarter")
    assert found.facts.chart.assurance == assured
    said = {"always": "it will be met", "by_chance": "met or missed by chance", "never": "it will not be met"}
    assert [code for code, words in said.items() if words in found.note] == [assured]
    assert "目标：" in found.note_in("zh")
    perception = sg.track_waves(made([0.0] * 10, level=level), by="quarter", measure="perception")
    assert set(perception.chart["assurance"]) == {""}
    assert "Target:" not in perception.note


def test_the_target_of_a_measure():
    instrument = instrument_of()
    assert target_of(measure_for(instrument, "gap"), 0.25) == -0.25
    assert target_of(Measure("perception", against=5.5), 0.25) == 0
    assert np.isnan(target_of(measure_for(instrument, "perception"), 0.25))
    assert np.isnan(target_of(measure_for(instrument, "met"), 0.04))


def test_a_trend_is_told_from_eight_waves_on_and_runs_from_ten():
    rising = np.linspace(0, 1.2, 12)
    for count, way, run in ((7, "", ""), (8, "rising", ""), (9, "rising", ""), (12, "rising", "shifted")):
        found = sg.track_waves(made(rising[:count] if count < 12 else [0.0] * 6 + [1.0] * 6), by="quarter")
        assert (found.facts.trend_way, found.facts.run_signal) == (way, run)
        assert ("values rise" in found.note) == (way == "rising")
        assert ("the level has shifted" in found.note) == (run == "shifted")
    falling = sg.track_waves(made(-rising), by="quarter")
    assert falling.facts.trend_way == "falling"
    assert "下降" in falling.note_in("zh")
    neither = sg.track_waves(made([0.0, 0.3] * 6), by="quarter")
    assert (neither.facts.trend_way, neither.facts.run_signal) == ("none", "steady")
    assert "none is shown" in neither.note


def test_standards_that_newly_fall_short_or_no_longer_do():
    down = sg.track_waves(made([0.6, -1.0]), by="quarter")
    assert down.facts.turned.fell_short == ("a1", "a2", "b1")
    assert set(down.changes["turn"]) == {"fell_short"}
    up = sg.track_waves(made([-1.0, 1.0]), by="quarter")
    assert (up.facts.turned.fell_short, up.facts.turned.recovered) == ((), ("a1", "a2", "b1"))
    assert "newly short" in down.table("text")
    unsure = sg.track_waves(made([-1.0, 0.6]), by="quarter")  # of two it is not shown that they do not fall short
    assert (unsure.changes["verdict"] == "improved").all()
    assert unsure.facts.turned.recovered == ("b1",)
    again = sg.track_waves(made([-1.0, -1.2]), by="quarter")
    assert set(again.changes["turn"]) == {""}
    assert sg.track_waves(made([0.6, -1.0]), by="quarter", measure="perception").facts.turned.fell_short == ()


def test_another_verdict_without_a_change_is_no_turn():
    """Six more answers make the same gap short instead of undecided."""
    gaps = [-1, 0] * 6 + [-1, 0] * 60
    waves = ["2026Q1"] * 12 + ["2026Q2"] * 120
    found = sg.track_waves(pair_survey((1,), [[6]] * 132, [[6 + gap] for gap in gaps], quarter=waves), by="quarter")
    item = found.waves[found.waves["level"] == "standard"]
    assert item["verdict"].tolist() == ["undecided", "short"]
    assert set(found.changes["turn"]) == {""}


def test_eight_waves_on_the_headline_says_how_many_standards_turned():
    found = sg.track_waves(made([0.6] * 9 + [-1.0]), by="quarter")
    assert "which is a signal; 3 standards newly fall short." in found.headline
    assert "新近不合格的标准有 3 项" in found.headline_in("zh")
    assert "Newly short" in found.note
    mended = sg.track_waves(made([-1.0] * 9 + [1.0]), by="quarter")
    assert "3 standards no longer fall short" in mended.headline


def test_a_tally_gives_what_its_survey_gives(hotline, sixteen):
    for survey in (hotline, sixteen):
        finer = survey.tally(by=[name for name in ("branch", "quarter") if name in survey.attributes])
        one, two = sg.track_waves(survey, by="quarter"), sg.track_waves(finer, by="quarter")
        for name, frame in one.frames.items():
            pd.testing.assert_frame_equal(frame, two.frames[name], obj=name)
        assert one.note == two.note
        assert one.headline == two.headline


def test_the_order_of_rows_and_of_waves_in_the_file_changes_nothing(sixteen):
    shuffled = rows_of(sixteen, np.random.default_rng(1).permutation(sixteen.n))
    one, two = sg.track_waves(sixteen, by="quarter"), sg.track_waves(shuffled, by="quarter")
    for name, frame in one.frames.items():
        pd.testing.assert_frame_equal(frame, two.frames[name], rtol=1e-9, atol=1e-9, obj=name)
    assert one.headline == two.headline


def test_later_waves_change_no_limits_of_earlier_ones(sixteen):
    """Whether a wave was a signal does not depend on what came afterwards, but by the spread of respondents."""
    whole = sg.track_waves(sixteen, by="quarter").chart
    part = sg.track_waves(sixteen.where(quarter=names(12)), by="quarter").chart
    same = whole[whole["wave"].isin(names(12))].reset_index(drop=True)
    assert (same["wave_signal"] == part["wave_signal"]).all()
    np.testing.assert_allclose(same["usual"], part["usual"], atol=0.01)


def test_both_parts_of_each_wave(hotline):
    waves = sg.track_waves(hotline, by="quarter").waves
    items = waves[waves["item"] == "rel1"].set_index("wave")
    place = hotline.instrument.item_keys.index("rel1")
    for wave in HOTLINE:
        here = (hotline.respondents["quarter"] == wave).to_numpy()
        both = [part[here].iloc[:, place] for part in (hotline.expectations, hotline.perceptions)]
        known = both[0].notna() & both[1].notna()
        means = [float(part[known].mean()) for part in both]
        assert items.loc[wave, ["expectation", "perception"]].tolist() == pytest.approx(means)
    np.testing.assert_allclose(waves["perception"] - waves["expectation"], waves["gap"])
    dimensions, overall = (waves[waves["level"] == level] for level in ("dimension", "overall"))
    for part in ("expectation", "perception"):
        np.testing.assert_allclose(overall[part], dimensions.groupby("wave")[part].mean())
    alone = sg.track_waves(hotline, by="quarter", measure="perception").waves
    np.testing.assert_allclose(alone["perception"], alone["value"])
    assert alone["expectation"].isna().all()


def twice(both, n=30, seed=4):
    """Make two waves in which the first `both` of `n` respondents are the same persons, whose answers go together."""
    rng = np.random.default_rng(seed)
    person = np.concatenate([np.arange(n), np.arange(both), np.arange(n, 2 * n - both)])
    own = rng.normal(0, 1.2, 2 * n)[person][:, None]
    answers = 4.5 + own + rng.normal(0, 0.5, (2 * n, 3)) + np.repeat([0.0, 0.4], n)[:, None]
    survey = pair_survey(SIZES, np.full((2 * n, 3), 6), np.clip(np.round(answers), 1, 7), quarter=["1"] * n + ["2"] * n)
    return survey, replace(survey, persons=person.astype(np.int64))


@pytest.mark.parametrize("both", [30, 17, 5, 4, 0])
def test_respondents_who_answered_both_waves(both):
    survey, named = twice(both)
    apart, found = sg.track_waves(survey, by="quarter"), sg.track_waves(named, by="quarter")
    assert set(found.changes["n_both"]) == {both}
    gaps = (named.perceptions - named.expectations).to_numpy()
    first, second = gaps[:30, 0], gaps[30:, 0]
    row = found.changes[found.changes["item"] == "a1"].iloc[0]
    if both < 5:
        columns = [name for name in found.changes if name != "n_both"]
        pd.testing.assert_frame_equal(found.changes[columns], apart.changes[columns])
        assert ("too few to allow for" in found.note) == (both > 0)
        return
    r = np.corrcoef(first[:both], second[:both])[0, 1]
    moments = [each for wave in (first, second) for each in (30, wave.mean(), wave.var(ddof=1))]
    direct = overlapping_t(*moments, both, r)
    assert row["r_both"] == pytest.approx(r)
    for column in ("se", "df", "statistic", "p_value", "ci_low", "ci_high"):
        assert row[column] == pytest.approx(float(getattr(direct, column))), column
    assert (found.changes["se"] < apart.changes["se"]).all()
    assert f"{both} answered both of the last two waves" in found.note
    assert "最近两期都作答" in found.note_in("zh")
    assert "Derrick" not in apart.note
    if both == 30:
        assert row["p_value"] == pytest.approx(stats.ttest_rel(second, first).pvalue)
        whole = gaps @ [0.25, 0.25, 0.5]
        overall = found.changes.iloc[0]
        assert overall["p_value"] == pytest.approx(stats.ttest_rel(whole[30:], whole[:30]).pvalue)


def test_a_tally_knows_no_persons():
    _, named = twice(30)
    found = sg.track_waves(named.tally(by="quarter"), by="quarter")
    assert set(found.changes["n_both"]) == {0}
    assert found.changes["r_both"].isna().all()
    assert "answered both" not in found.note


def test_persons_who_all_change_alike_leave_no_test():
    answers = np.tile([[4], [5], [3], [6], [2], [5]], (2, 1)) + np.repeat([0, 1], 6)[:, None]
    survey = pair_survey((1,), np.full((12, 1), 6), answers, quarter=["1"] * 6 + ["2"] * 6)
    found = sg.track_waves(replace(survey, persons=np.tile(np.arange(6), 2)), by="quarter").changes
    np.testing.assert_allclose(found["difference"], 1)
    assert found["se"].isna().all()
    assert set(found["reason"]) == {"no_variation"}


def test_how_many_of_those_invited_answered_and_whether_values_go_with_it():
    shifts = np.linspace(-1.6, 0.4, 6)
    survey = made(shifts)
    bare = sg.track_waves(survey, by="quarter")
    assert bare.waves["response_rate"].isna().all()
    asked = survey.invited(dict(zip(names(6), (100, 120, 140, 160, 180, 200), strict=True)))
    found = sg.track_waves(asked, by="quarter")
    overall = found.waves[found.waves["level"] == "overall"].set_index("wave")
    rates = response_rates(asked, "quarter").set_index("quarter")
    for column in ("n_invited", "response_rate", "response_low", "response_high"):
        assert overall[column].tolist() == rates[column].tolist()
    assert "have lower values (ρ = −1.00 over 6 waves, p = .003)" in found.note
    assert "应答率较高的各期数值较低" in found.note_in("zh")
    assert "Response rate" in found.table("text")
    assert "Response rate" not in bare.table("text")
    level = made([0.0, 0.4, 0.1, 0.3, 0.2, 0.15]).invited(dict(zip(names(6), (100, 90, 95, 99, 92, 97), strict=True)))
    told = sg.track_waves(level, by="quarter").note
    assert ("is not shown (ρ" in told) != ("values (ρ" in told)


def test_standards_that_waves_word_otherwise_are_warned_of():
    survey = made([0.0, 0.3])
    turned = instrument_of(SIZES)
    first = turned.dimensions[0]
    other = replace(first.items[0], standard=replace(first.items[0].standard, text=Text.of("Another wording")))
    dimensions = [replace(first, items=(other, *first.items[1:])), *turned.dimensions[1:]]
    later = replace(survey, instrument=replace(turned, dimensions=tuple(dimensions)))
    one, two = survey.where(quarter=names(1)), later.where(quarter=names(2)[1:])
    found = sg.track_waves(one.tally(by="quarter") + two.tally(by="quarter"), by="quarter")
    assert "Warning: 1 standard is worded otherwise in some waves" in found.note
    assert "警告：有 1 项标准各期表述不一" in found.note_in("zh")
    assert "Warning" not in sg.track_waves(survey, by="quarter").note


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("count", [2, 9, 13, 40])
def test_pictures_of_few_and_many_waves(count, language):
    found = sg.track_waves(made([0.0] * (count - 1) + [-1.5], n=12), by="quarter")
    svg = picture_svg(found, language)
    assert names(count)[-1] in svg
    assert sum(name in svg for name in names(count)) >= min(count, 10)


def test_a_report_hides_a_small_wave_from_chart_and_trend():
    survey = made([0.0] * 12)
    few = np.flatnonzero(survey.respondents["quarter"] == names(12)[5])[4:]
    kept = np.setdiff1d(np.arange(survey.n), few)
    report = sg.Report(rows_of(survey, kept), wave="quarter")
    waves = next(each for each in report._document().sections if each.kind == "waves")
    for name in ("waves", "chart"):
        assert names(12)[5] not in set(waves.finding.frames[name]["wave"]), name
    assert waves.finding.frames["trend"]["n_waves"].max() == 11


def test_a_report_of_rows_with_names_knows_who_answered_twice():
    survey, named = twice(30)
    found = {}
    for which, subject in (("apart", survey), ("named", named), ("counted", named.tally(by="quarter"))):
        report = sg.Report(subject, wave="quarter", period="2")
        found[which] = next(each for each in report.findings if each.kind == "waves")
    assert "30 answered both" in found["named"].note
    assert "answered both" not in found["apart"].note + found["counted"].note
    assert found["named"].facts.overall.ci_low > found["apart"].facts.overall.ci_low


@pytest.mark.parametrize(
    ("measure", "ends"), [("top", (0, 1)), ("net", (-1, 1)), ("perception", (1, 7)), ("gap", (-6, 6))]
)
def test_no_usual_range_reaches_where_no_value_can_be(measure, ends):
    """Few respondents near an end of what there may be: three errors would go beyond it."""
    level = 6.9 if measure != "gap" else 5.0
    chart = sg.track_waves(made([0.0] * 12, n=6, level=level), by="quarter", measure=measure).chart
    low, high = chart["usual_low"].dropna(), chart["usual_high"].dropna()
    assert low.min() >= ends[0]
    assert high.max() <= ends[1]
    if measure in ("top", "perception"):
        assert (high == ends[1]).any()
