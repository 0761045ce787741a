"""A report is about its period: the wave named, or the latest, with its n; the trend is about all of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import servgap as sg
from servgap.errors import ServgapError
from servgap.report.period import period_of
from tests.surveys import random_survey

WAVES = ("2025Q4", "2026Q1", "2026Q2", "2026Q3")


@pytest.fixture(scope="module")
def survey():
    drawn = random_survey(12, 240, branches=("North", "South"))
    quarter = [WAVES[place] for place in np.random.default_rng(0).integers(0, 4, 240)]
    return replace(drawn, respondents=drawn.respondents.assign(quarter=quarter))


def used(report):
    return {finding.kind: finding.basis.rows_used for finding in report.findings}


def n_of(survey, *waves):
    return int(survey.respondents["quarter"].isin(waves).sum())


@pytest.mark.parametrize(
    ("period", "waves"),
    [
        (None, ["2026Q3"]),
        ("2026Q1", ["2026Q1"]),
        ("Q1 2026", ["2026Q1"]),
        ("2026年第1季度", ["2026Q1"]),
        ("2026", ["2026Q1", "2026Q2", "2026Q3"]),
        ("2026H1", ["2026Q1", "2026Q2"]),
        ("all", list(WAVES)),
        ("ALL", list(WAVES)),
    ],
)
def test_every_section_but_the_trend_is_about_the_period(survey, period, waves):
    report, n = sg.Report(survey, period=period), n_of(survey, *waves)
    found = used(report)
    assert found.pop("waves") == survey.n
    assert set(found.values()) == {n}
    assert f"n = {n} of {survey.n} respondents" in report.period
    gaps = next(found for found in report.findings if found.kind == "gaps")
    assert gaps.frame.equals(sg.measure_gaps(survey.where(quarter=waves)).frame)


def test_the_heading_says_which_waves_and_how_they_were_chosen(survey):
    n = n_of(survey, "2026Q3")
    assert sg.Report(survey).period == f"2026Q3, the latest of 4 waves: n = {n} of 240 respondents"
    assert sg.Report(survey, period="Q3 2026").period == f"2026Q3: n = {n} of 240 respondents"
    assert sg.Report(survey, period="2026").period.startswith("2026, 2026Q1, 2026Q2 and 2026Q3 taken together: n = ")
    together = sg.Report(survey, period="all").period
    named = f"{', '.join(WAVES[:3])} and 2026Q3"
    assert together == f"{named} taken together, all waves of quarter: n = 240 of 240 respondents"
    assert sg.Report(survey, language="zh").period == f"2026Q3（共 4 期，此为最近一期）：n = {n}（全部受访者 240 名）"


def test_sections_say_what_they_are_about(survey, tmp_path):
    n = n_of(survey, "2026Q2")
    page = tmp_path / "page.html"
    sg.Report(survey, period="2026Q2").to_html(page)
    text = page.read_text(encoding="utf-8")
    assert f"Gaps between expectation and perception · 2026Q2 (n = {n})" in text
    assert "What has changed, by quarter · 2025Q4 to 2026Q3 (n = 240)" in text


@pytest.mark.parametrize("period", ["2027", "spring", "2026Q4", "2026-05"])
def test_a_period_that_names_no_wave_is_refused_with_the_names_there_are(survey, period):
    with pytest.raises(ServgapError, match=rf"asked for '{period}', and the waves in 'quarter' are '2025Q4', '2026Q1'"):
        sg.Report(survey, period=period)


def test_without_waves_the_period_is_free_text(survey):
    alone = sg.Report(survey.tally(by="branch"), period="Autumn fair")
    assert alone.period == "Autumn fair"
    assert set(used(alone).values()) == {240}


def test_from_a_tally_it_is_the_same(survey):
    one, two = sg.Report(survey), sg.Report(survey.tally(by=["branch", "quarter"]))
    assert one.period == two.period
    for first, second in zip(one.findings, two.findings, strict=True):
        assert first.frame.equals(second.frame)
        assert first.basis.left_out == second.basis.left_out


def test_a_wave_too_small_to_be_shown_is_passed_over_or_refused(survey):
    few = survey.drop(survey.respondents.index[survey.respondents["quarter"] == "2026Q3"][7:], reason="test")
    report = sg.Report(few)
    assert report.period.startswith("2026Q2, of 4 waves the latest with enough respondents to be reported: n = ")
    with pytest.raises(ServgapError, match=r"at least 10 respondents.*'2026Q3' has 7"):
        sg.Report(few, period="2026Q3")
    assert sg.Report(few, period="2026Q3", minimum=5).period.startswith("2026Q3: n = 7 of")


def test_waves_that_have_no_order_are_taken_together():
    assert period_of(None, "season", {"spring": 20, "autumn": 30}, 10).chosen == ("spring", "autumn")
    assert period_of("autumn", "season", {"spring": 20, "autumn": 30}, 10).chosen == ("autumn",)


def test_longer_periods_hold_shorter_waves():
    months = {"2026-01": 20, "2026-03": 20, "2026-04": 20}
    assert period_of("2026Q1", "month", months, 10).chosen == ("2026-01", "2026-03")
    days = {"2026-03-30": 20, "2026-03-31": 20, "2026-04-01": 20}
    assert period_of("2026年3月", "day", days, 10).chosen == ("2026-03-30", "2026-03-31")
    rounds = {"wave 1": 20, "wave 2": 20}
    assert period_of("2", "round", rounds, 10).chosen == ("wave 2",)


def test_findings_of_one_wave_and_a_trend_over_all_stand_in_one_report(survey):
    now = survey.where(quarter="2026Q3")
    report = sg.Report(
        [sg.measure_gaps(now), sg.rank_standards(now), sg.track_waves(survey, by="quarter")], period="Q3"
    )
    assert [finding.kind for finding in report.findings] == ["ranking", "gaps", "waves"]
    assert report.period == "Q3"


def test_findings_of_two_waves_do_not(survey):
    two = [sg.measure_gaps(survey.where(quarter=wave)) for wave in ("2026Q2", "2026Q3")]
    with pytest.raises(ServgapError, match="two sets of rows"):
        sg.Report(two)


def test_respondents_without_a_branch_do_not_make_another_survey(survey):
    some = survey.where(quarter="2026Q3")
    some = replace(some, respondents=some.respondents.assign(branch=["", *some.respondents["branch"][1:]]))
    assert sg.Report([sg.measure_gaps(some), sg.compare_groups(some, by="branch")]).findings


def test_the_ledger_accounts_for_the_other_waves(survey):
    ledger = sg.Report(survey)._ledger
    assert ledger.rows_used == n_of(survey, "2026Q3")
    assert ledger.reasons["outside_selection"] == 240 - n_of(survey, "2026Q3")
