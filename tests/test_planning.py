"""Planning a sample: numbers, roundings, what is refused, and what is said."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

import servgap as sg
from servgap._stats.planning.clusters import n_clustered, power_clustered
from servgap._stats.planning.power import power_paired, power_two_samples
from servgap._stats.planning.sample_size import n_paired
from servgap.columns import COLUMNS
from servgap.errors import ServgapError

SAMPLE = "data/samples/hotline_2026.csv"


@pytest.fixture(scope="module")
def survey():
    return sg.read_survey(SAMPLE, attributes=["branch", "quarter"])


def row(plan, purpose, sampling="respondents"):
    frame = plan.frame
    found = frame[(frame["purpose"] == purpose) & (frame["sampling"] == sampling)]
    assert len(found) == 1
    return found.iloc[0]


def test_a_gap_takes_what_the_noncentral_t_says():
    found = row(sg.plan_sample(gap=0.6, sd=1.2, power=0.9), "gap")
    assert found["n_total"] == np.ceil(43.9954813808075)  # pwr::pwr.t.test(d = 0.5, power = 0.9, type = "paired")
    assert found["power"] == power_paired(44, 0.5).power


def test_columns_are_known_and_do_not_depend_on_keywords():
    plain, full = sg.plan_sample(gap=0.3, sd=1.2), sg.plan_sample(gap=0.3, sd=1.2, branches=8, icc=0.05)
    assert list(plain.frame) == list(full.frame)
    assert set(full.frame) | set(full.curve) <= set(COLUMNS)


def test_a_sample_is_whole_and_as_large_in_every_branch():
    frame = sg.plan_sample(gap=0.3, sd=1.2, branches=7, icc=0.01).frame.dropna(subset="n_total")
    assert (frame["n_total"] % 1 == 0).all()
    single = frame[frame["purpose"].isin(["gap", "gap_in_family", "precision", "precision_assured"])]
    assert (single["n_total"] % 7 == 0).all()
    assert (frame["n_total"] == frame["n_per_group"] * frame["groups"]).all()


@pytest.mark.parametrize(("power", "gap", "icc"), [(0.8, 0.2, 0.02), (0.9, 0.5, 0.05), (0.95, -0.3, 0.0)])
def test_power_is_reached_and_one_respondent_less_in_each_branch_would_not_do(power, gap, icc):
    plan = sg.plan_sample(gap=gap, sd=1.3, power=power, branches=30, icc=icc)
    tested = plan.frame[plan.frame["power"].notna()]
    assert (tested["power"] >= power).all()
    assert (tested["detectable"] <= abs(gap) + 1e-9).all()
    found = row(plan, "gap", "branches")
    own = float(power_clustered(30, found["n_per_group"], gap / 1.3, icc).power)
    assert own == pytest.approx(found["power"])
    fewer = found["n_per_group"] - 1
    assert fewer < 1 or power_clustered(30, fewer, gap / 1.3, icc).power < power


def test_a_change_is_planned_for_each_wave():
    found = row(sg.plan_sample(gap=0.3, sd=1.0, power=0.8), "change")
    assert (found["groups"], found["n_per_group"], found["n_total"]) == (2, 176, 352)
    assert found["power"] == pytest.approx(float(power_two_samples(176, 176, 0.3, 1.0, 1.0).power))


def test_few_branches_have_the_power_of_few_branches():
    """With gap .3, deviation 1.5 and ICC .02, respondents taken as independent seemed enough with six branches."""
    plans = {k: row(sg.plan_sample(gap=0.3, sd=1.5, branches=k, icc=0.02), "gap", "branches") for k in (6, 8, 10, 40)}
    assert plans[6]["reason"] == "too_few_branches"
    assert [plans[k]["n_per_group"] for k in (8, 10, 40)] == [443, 98, 8]
    for k in (8, 10, 40):
        assert plans[k]["power"] == pytest.approx(float(power_clustered(k, plans[k]["n_per_group"], 0.2, 0.02).power))
        assert plans[k]["detectable"] <= 0.3


def test_too_few_branches_are_said_and_so_is_how_many_could_do():
    plan = sg.plan_sample(gap=0.3, sd=1.2, power=0.9, branches=10, icc=0.05)
    found = row(plan, "gap", "branches")
    assert np.isnan(found["n_total"])
    assert found["reason"] == "too_few_branches"
    assert found["least_groups"] == 11
    enough = sg.plan_sample(gap=0.3, sd=1.2, power=0.9, branches=11, icc=0.05)
    assert np.isfinite(row(enough, "gap", "branches")["n_total"])
    assert "at least 11 branches" in plan.headline
    assert "至少需要 11 个" in plan.headline_in("zh")


def test_few_branches_are_warned_of_below_forty():
    few, many = (sg.plan_sample(gap=0.3, sd=1.2, branches=k, icc=0.02) for k in (39, 40))
    assert "With fewer than 40 branches" in few.note
    assert "网点不足 40 个" in few.note_in("zh")
    assert "With fewer than 40 branches" not in many.note
    assert "k − 1 degrees of freedom" in many.note


def test_an_assured_interval_needs_more_and_says_so():
    plan = sg.plan_sample(gap=0.4, sd=1.5, power=0.9)
    sure, planned = row(plan, "precision_assured"), row(plan, "precision")
    assert (planned["n_total"], sure["n_total"]) == (219, 244)
    assert sure["detectable"] <= sure["target"] == 0.2
    assert "half of all samples give a wider one" in plan.note
    assert "约半数样本的区间更宽" in plan.note_in("zh")


def test_the_design_effect_is_that_of_the_sample_planned():
    found = row(sg.plan_sample(gap=0.3, sd=1.2, branches=20, icc=0.05), "gap", "branches")
    assert found["design_effect"] == pytest.approx(1 + (found["n_per_group"] - 1) * 0.05)
    assert found["n_total"] == 20 * np.ceil(n_clustered(20, 0.25, 0.05).n_per_cluster)


def test_a_reliable_mean_needs_what_spearman_and_brown_say():
    plan = sg.plan_sample(gap=0.3, sd=1.2, branches=8, icc=0.048)
    assert row(plan, "reliable_80")["n_per_group"] == 80  # 79.3 respondents, in whole ones
    none = row(sg.plan_sample(gap=0.3, sd=1.2, branches=8, icc=0.0), "reliable_80")
    assert none["reason"] == "no_branch_variation"


def test_deviation_and_correlation_come_from_the_survey(survey):
    plan = sg.plan_sample(survey, gap=0.3, branches="branch")
    gaps = survey.perceptions - survey.expectations
    assert plan.facts.sd == pytest.approx(gaps.std().median())
    assert plan.facts.branches == survey.respondents["branch"].nunique()
    assert 0 <= plan.facts.icc < 0.2
    assert plan.basis.rows_used == survey.n
    same = sg.plan_sample(survey.tally(by=["branch"]), gap=0.3, branches="branch")
    assert same.frame.equals(plan.frame)
    assert sg.plan_sample(survey, gap=0.3, sd=2.0).facts.sd == 2.0


def test_the_family_is_the_standards_of_the_questionnaire():
    one = sg.Instrument("one", sg.Scale(1, 5), [sg.Dimension("d", [sg.Item("a", "A."), sg.Item("b", "B.")])])
    plan = sg.plan_sample(one, gap=0.3, sd=1.0)
    assert row(plan, "gap_in_family")["n_total"] == np.ceil(n_paired(0.3, 0.9, 0.025).n)
    assert plan.basis.instrument == one


def test_power_rises_along_every_curve_and_passes_the_planned_sample():
    plan = sg.plan_sample(gap=0.3, sd=1.2, branches=20, icc=0.02)
    for (purpose, sampling), curve in plan.curve.groupby(["purpose", "sampling"]):
        assert all(before <= after + 1e-12 for before, after in pairwise(curve["power"]))
        planned = row(plan, purpose, sampling)
        reached = np.interp(np.log(planned["n_total"]), np.log(curve["n_total"]), curve["power"])
        assert reached == pytest.approx(planned["power"], abs=0.01)


def test_a_tiny_gap_has_no_end_and_a_huge_one_takes_a_handful():
    tiny = row(sg.plan_sample(gap=1e-4, sd=1.0), "gap")
    assert np.isnan(tiny["n_total"])
    assert tiny["reason"] == "too_many_needed"
    assert row(sg.plan_sample(gap=50.0, sd=1.0), "gap")["n_total"] <= 3


ABSURD = [
    {"gap": 2e-6, "sd": 1.0, "power": 1 - 1e-9, "confidence": 1 - 1e-9},
    {"gap": 0.3, "sd": 1.0, "branches": 5, "icc": 1e-36},
    {"gap": 1e-4, "sd": 1.0, "branches": 5, "icc": 1e-9},
]


@pytest.mark.parametrize("keywords", ABSURD)
def test_no_number_is_planned_that_nobody_can_ask(keywords):
    plan = sg.plan_sample(**keywords)
    needed = plan.frame["n_total"]
    assert (needed.isna() | (needed <= 1_000_000)).all()
    assert (plan.frame.loc[needed.isna(), "reason"] != "").all()
    assert (plan.frame["least_groups"].isna() | (plan.frame["least_groups"] <= 1_000_000)).all()
    for language in ("en", "zh"):
        for text in (plan.headline_in(language), plan.note_in(language), plan.table("text", language=language)):
            assert all(len(re.sub(r"\D", "", found)) <= 7 for found in re.findall(r"\d[\d,]*", text)), text
            assert not re.search(r"\de[+-]\d", text), text


def test_what_takes_more_than_a_million_is_said_in_words():
    plan = sg.plan_sample(gap=1e-4, sd=1.0, branches=5, icc=0.0)
    assert plan.headline == (
        "To find a gap of 0.0001 points (standard deviation 1.00) with 90% probability takes more than 1,000,000 "
        "respondents; more than 1,000,000 if these branches are to speak for others too; a change between waves takes "
        "more than 1,000,000 in each wave and telling two branches apart more than 1,000,000 in each branch."
    )
    assert "需要超过 1,000,000 名受访者" in plan.headline_in("zh")
    assert "more than a million respondents" in plan.table("text")
    assert plan.curve["n_total"].max() <= 15.0
    plan.plot()


@pytest.mark.parametrize(
    ("keywords", "told"),
    [
        ({"gap": 0.3}, "neither a survey nor sd"),
        ({"gap": 0.0, "sd": 1.0}, "gap is a finite number"),
        ({"gap": float("nan"), "sd": 1.0}, "gap is a finite number"),
        ({"gap": 0.3, "sd": -1.0}, "sd is a finite number above 0"),
        ({"gap": 0.3, "sd": 1.0, "power": 90}, "For 90% write power=0.9"),
        ({"gap": 0.3, "sd": 1.0, "power": 0.01}, "above the test's level"),
        ({"gap": 0.3, "sd": 1.0, "branches": 1}, "2 or more"),
        ({"gap": 0.3, "sd": 1.0, "branches": 2.5}, "2 or more"),
        ({"gap": 0.3, "sd": 1.0, "branches": 10**9}, "at most 1,000,000"),
        ({"gap": 1e-12, "sd": 1.0}, "1e-12 standard deviations"),
        ({"gap": 50.0, "sd": 1e-9}, "in the unit of the answers"),
        ({"gap": 0.3, "sd": 1.0, "branches": "branch"}, "needs a survey or a tally"),
        ({"gap": 0.3, "sd": 1.0, "icc": 1.0}, "from 0 to less than 1"),
        ({"gap": 0.3, "sd": 1.0, "confidence": 95}, "confidence=0.95"),
    ],
)
def test_what_makes_no_sense_is_refused(keywords, told):
    with pytest.raises(ServgapError, match=told):
        sg.plan_sample(**keywords)


def test_a_frame_is_no_survey(survey):
    with pytest.raises(ServgapError, match="found DataFrame"):
        sg.plan_sample(survey.perceptions, gap=0.3)


def test_a_survey_whose_gaps_do_not_vary_needs_sd():
    one = sg.Instrument("one", sg.Scale(1, 5), [sg.Dimension("d", [sg.Item("a", "A.")])])
    answers = pd.DataFrame({"E1": [5, 4, 3], "P1": [4, 3, 2], "branch": ["x", "y", "x"]})
    columns = {"expectation": ["E1"], "perception": ["P1"]}
    flat = sg.read_survey(answers, one, columns=columns, attributes=["branch"])
    with pytest.raises(ServgapError, match="no item's gaps vary"):
        sg.plan_sample(flat, gap=0.3)
    planned = sg.plan_sample(flat, gap=0.3, sd=1.0, branches="branch")
    assert planned.facts.icc is None


def test_a_plan_is_reported_alone_and_with_its_survey(survey, tmp_path):
    written = sg.Report([sg.plan_sample(gap=0.3, sd=1.2)]).write(tmp_path)
    assert "How many to ask" in written.html.read_text(encoding="utf-8")
    both = sg.Report([sg.measure_gaps(survey), sg.plan_sample(survey, gap=0.3)], language="zh")
    assert [finding.kind for finding in both.findings] == ["gaps", "plan"]
    assert both.write(tmp_path, "both").workbook.exists()


def test_a_plan_without_a_survey_speaks_of_no_rows():
    plan = sg.plan_sample(gap=0.3, sd=1.2)
    assert "rows read" not in plan.note
    assert "读入" not in plan.note_in("zh")
