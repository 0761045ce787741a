"""Gaps of what standards are filed under, targets of standards, and what the catalogue says of each."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import servgap as sg
from servgap.analysis.levels import item_level
from servgap.language import language_of
from servgap.report.document import tables_of
from servgap.report.suppression import shown_together
from servgap.report.writers.text import text_table
from servgap.survey.instrument import Dimension, Instrument, Item
from servgap.survey.moments import item_covariance, item_means
from servgap.survey.scale import Scale
from servgap.survey.standards.filing import LEVELS, catalogue_keys
from servgap.survey.standards.standard import Aspect, Standard, Touchpoint
from servgap.survey.survey import Survey
from tests.surveys import NAN, survey_of

# Three standards, a of two items; a and c are hardware, b and c lie at the counter.
#                a1 a2 b  c
EXPECTATION = [[5, 5, 6, 4], [6, 6, 6, 5], [5, 7, 6, 6], [6, 7, 4, 7]]
PERCEPTION = [[4, 5, 6, 4], [5, 4, 7, 3], [4, NAN, 5, 5], [6, 5, 3, 6]]
# Gaps:          −1 0 0 0     −1 −2 1 −2    −1 · −1 −1    0 −2 −1 −1


def catalogue(**described) -> Instrument:
    polite = Standard("a", "Staff are polite.", "hardware", owner="Desk", target=5, **described)
    standards = {
        "b": Standard("b", "Waits are short.", "software", "timeliness", "counter", "process", target=6, unit="points"),
        "c": Standard("c", "Rooms are clean.", "hardware", "signs", "counter", "outcome", target=15, unit="min"),
    }
    return Instrument(
        "filed",
        Scale(1, 7),
        [
            Dimension("one", [Item("a1", polite), Item("a2", polite)], name={"en": "One", "zh": "第一"}),
            Dimension("two", [Item(key, each) for key, each in standards.items()], name={"en": "Two", "zh": "第二"}),
        ],
        touchpoints=[
            Touchpoint("door", "The door", "first_impression"),
            Touchpoint("counter", "The counter", "closing"),
        ],
        aspects=[Aspect("signs", "hardware", {"en": "Signs", "zh": "标识"})],
    )


def by_hand(**others) -> Survey:
    answers = {"expectation": EXPECTATION, "perception": PERCEPTION}
    return survey_of(catalogue(), answers, branch=["N", "N", "S", "S"], **others)


def of_levels(frame, *levels):
    return frame[frame["level"].isin(levels or LEVELS)]


def test_a_level_is_there_where_it_tells_standards_apart():
    assert catalogue_keys(catalogue()) == {
        "component": ("hardware", "software"),
        "aspect": ("signs", "timeliness"),  # one's own before the customary ones
        "touchpoint": ("counter",),  # of some standards only
        "phase": ("closing",),
        "process": ("process", "outcome"),
    }
    alike = Instrument("alike", Scale(1, 7), [Dimension("a", [Item("x", Standard("x", "X", "people"))])])
    assert catalogue_keys(alike) == {}
    assert list(catalogue_keys(Instrument.load("servqual"))) == list(LEVELS)


def test_the_gap_of_a_level_by_hand():
    frame = sg.measure_gaps(by_hand()).frame
    assert list(dict.fromkeys(frame["level"])) == ["overall", "dimension", "standard", *LEVELS, "item"]
    hardware = frame[(frame["level"] == "component") & (frame["component"] == "hardware")].iloc[0]
    # a1: −3/4 of 4; a2: −4/3 of 3; c: −1 of 4.
    assert (hardware.n, hardware.df) == (3, 2)
    assert hardware.gap == pytest.approx((-3 / 4 - 4 / 3 - 1) / 3)
    # With each item's own n/(n − 1) left aside, as of S_jk = 4/3 · Σ of products of deviations over their n.
    parts = np.array([[-1 / 16, 4 / 9, 1 / 4], [-1 / 16, -2 / 9, -1 / 4], [-1 / 16, 0, 0], [3 / 16, -2 / 9, 0]])
    assert hardware.se == pytest.approx(np.sqrt(4 / 3 * (parts.sum(axis=1) ** 2).sum()) / 3)
    assert hardware.method == "mean_of_its_items"
    signs = frame[frame["aspect"].eq("signs") & frame["level"].eq("aspect")].iloc[0]
    c = frame[frame["level"].eq("standard") & frame["standard"].eq("c")].iloc[0]
    numbers = ["n", "expectation", "perception", "gap", "sd", "se", "df", "ci_low", "ci_high"]
    assert signs[numbers].tolist() == c[numbers].tolist()
    assert (signs.component, c.component, c.aspect, c.touchpoint, c.phase, c.process) == (
        "hardware", "hardware", "signs", "counter", "closing", "outcome"
    )  # fmt: skip
    counter = frame[frame["level"].eq("touchpoint")].iloc[0]
    assert (counter.touchpoint, counter.phase, counter.gap) == ("counter", "closing", pytest.approx((-1 / 4 - 1) / 2))


@given(st.integers(0, 2**32 - 1), st.floats(0, 0.4))
def test_levels_are_weighted_means_of_items_with_their_covariance(seed, missing):
    rng = np.random.default_rng(seed)
    answers = {part: rng.integers(1, 8, (12, 4)).astype(float) for part in ("expectation", "perception")}
    answers["perception"][rng.random((12, 4)) < missing] = NAN
    answers["perception"][:2] = 4
    survey = survey_of(catalogue(), answers)
    found = sg.measure_gaps(survey).frame
    means, covariance = item_means(survey.tally()), item_covariance(survey.tally())
    overall = found[found["method"] == "mean_of_items"].iloc[0]
    assert overall.gap == pytest.approx(means.value[0].mean())
    # Hardware and software together are all items.
    components = of_levels(found, "component").set_index("component")
    assert (3 * components.gap["hardware"] + components.gap["software"]) / 4 == pytest.approx(overall.gap)
    weights = np.array([1, 1, 0, 1]) / 3
    variance = weights @ np.nan_to_num(covariance.covariance[0]) @ weights
    if np.isfinite(components.se["hardware"]):
        assert components.se["hardware"] == pytest.approx(np.sqrt(variance))


def test_a_key_of_all_that_is_measured_has_the_mean_of_all_items():
    people = [Item(key, Standard(key, key, "people", target=5.5)) for key in "ab"]
    instrument = Instrument("x", Scale(1, 7), [Dimension("one", [*people, Item("c", "C")])])
    survey = survey_of(
        instrument, {"expectation": np.array(EXPECTATION)[:, 1:], "perception": np.array(PERCEPTION)[:, 1:]}
    )
    frame = sg.measure_gaps(survey, measure="target").frame
    numbers = ["n", "perception", "yardstick", "value", "sd", "se", "df", "ci_low", "ci_high", "verdict"]
    mean, level = frame[frame["method"] == "mean_of_items"], of_levels(frame)
    assert level["component"].tolist() == ["people"]
    assert level[numbers].values.tolist() == mean[numbers].values.tolist()


def test_pooled_groups_have_levels_without_intervals():
    rng = np.random.default_rng(3)
    answers = {part: rng.integers(1, 8, (9000, 4)) for part in ("expectation", "perception")}
    survey = survey_of(catalogue(), answers, branch=[f"{n:04}" for n in np.arange(9000) // 3])
    found = sg.measure_gaps(survey, by="branch").frame
    several = of_levels(found, "component")
    hardware = several[several["component"] == "hardware"]
    assert hardware["gap"].notna().all()
    assert set(hardware["reason"]) == {"pooled_only"}
    software = several[several["component"] == "software"]  # one item, whose own spread is known
    assert software["se"].notna().any()


def test_intervals_of_a_level_hold_at_once():
    survey = sg.read_survey("data/samples/hotline_2026.csv")
    alone, together = (
        of_levels(sg.measure_gaps(survey, simultaneous=each).frame, "component") for each in (False, True)
    )
    assert (together["ci_low"] < alone["ci_low"]).all()
    assert (together["ci_high"] > alone["ci_high"]).all()


def test_shares_and_means_have_levels_too():
    survey = by_hand()
    means = of_levels(sg.measure_gaps(survey, measure="perception").frame, "component")
    assert means["value"].tolist() == pytest.approx([(19 / 4 + 14 / 3 + 18 / 4) / 3, 21 / 4])
    assert means["gap"].isna().all()
    met = of_levels(sg.measure_gaps(survey, measure="met").frame, "component")
    assert met["value"].tolist() == pytest.approx([(1 / 4 + 1 / 3 + 1 / 4) / 3, 2 / 4])


# Targets.


def test_attainment_of_targets_by_hand():
    found = sg.measure_gaps(by_hand(), measure="target")
    frame = found.frame
    standards = frame[frame["level"] == "standard"].set_index("standard")
    # a's target is 5, b's 6; c's is in minutes, and no level on the scale.
    assert standards["yardstick"].tolist()[:2] == [5, 6]
    assert standards["perception"].tolist()[:2] == pytest.approx([(19 / 4 + 14 / 3) / 2, 21 / 4])
    assert standards["value"].tolist()[:2] == pytest.approx([(19 / 4 + 14 / 3) / 2 - 5, -3 / 4])
    assert standards.loc["c", ["n", "reason", "verdict"]].tolist() == [0, "no_target", ""]
    assert (found.facts.targeted, found.facts.reached) == (2, 0)
    signs = frame[(frame["level"] == "aspect") & (frame["aspect"] == "signs")].iloc[0]
    assert (signs.n, signs.reason) == (0, "no_target")
    hardware = of_levels(frame, "component").iloc[0]
    assert (hardware.yardstick, hardware.value) == (5, pytest.approx(standards.loc["a", "value"]))
    overall = frame[frame["method"] == "mean_of_items"].iloc[0]
    assert overall.yardstick == pytest.approx(16 / 3)
    assert overall.perception - overall.yardstick == pytest.approx(overall.value)
    gaps = sg.measure_gaps(by_hand()).frame
    assert gaps["yardstick"].isna().all()
    assert gaps.columns.tolist() == frame.columns.tolist()


def test_who_reaches_targets_is_said_in_headline_and_table():
    survey = by_hand()
    found = sg.measure_gaps(survey, measure="target")
    assert "on average none of the 2 standards with a target reaches it" in found.headline
    assert "设有目标的 2 项服务标准，均值均未达标" in found.headline_in("zh")
    table, levels = tables_of(found, language_of("en"))
    assert table.caption.endswith("; targets reached on average: 0 of 2")
    assert levels.caption == "The same by component, aspect, touchpoint, phase and process: means of items"
    by_branch, _ = tables_of(sg.measure_gaps(survey, measure="target", by="branch"), language_of("zh"), detail=True)
    assert by_branch.caption == "与目标值之差：总体、各维度与各项服务标准"
    assert [section.title for section in by_branch.sections] == [
        "branch: N；设有目标的标准 2 项，均值达标 1 项",
        "branch: S；设有目标的标准 2 项，均值达标 1 项",
    ]


@pytest.mark.parametrize("share", [None, "met", "above", "short"])
def test_every_verb_says_that_there_is_no_target(share):
    rng = np.random.default_rng(7)
    answers = {part: rng.integers(1, 8, (60, 4)) for part in ("expectation", "perception")}
    survey = survey_of(catalogue(), answers, branch=["N", "S", "W"] * 20, wave=["1", "2"] * 30)
    measure = sg.Measure(against="target", share=share)
    findings = [
        sg.measure_gaps(survey, measure=measure),
        sg.rank_standards(survey, measure=measure),
        sg.compare_groups(survey, by="branch", measure=measure),
        sg.track_waves(survey, by="wave", measure=measure),
        *([sg.check_significance(survey, measure=measure)] if share is None else []),
    ]
    for finding in findings:
        for frame in finding.frames.values():
            if "standard" in frame and "reason" in frame:
                mine = frame["standard"] == "c"
                assert set(frame.loc[mine, "reason"]) <= {"no_target", ""}, finding.kind
                assert not frame.loc[~mine, "reason"].eq("no_target").any() or finding.kind == "gaps"
    assert sg.plan_sample(survey, measure=measure, gap=0.3).facts.standards == 2


def test_joint_tests_are_about_what_has_a_target():
    rng = np.random.default_rng(7)
    answers = {part: rng.integers(1, 8, (60, 4)) for part in ("expectation", "perception")}
    joint = sg.check_significance(survey_of(catalogue(), answers), measure="target").frames["joint"]
    assert joint["n_items"].tolist() == [2, 2, 2, 2]
    assert joint["p_value"].notna().all()


def test_a_dimension_without_a_target_takes_no_part_in_what_is_overall():
    polite = Standard("a", "Staff are polite.", target=5)
    dimensions = [Dimension("one", [Item("a", polite)], points=40), Dimension("two", [Item("b", "Clean.")], points=60)]
    survey = survey_of(
        Instrument("x", Scale(1, 7), dimensions, ("perception",)), {"perception": [[4, 1], [5, 7], [7, 2]]}
    )
    frame = sg.measure_gaps(survey, measure="target").frame
    overall, _, weighted = frame[frame["level"] == "overall"].itertuples()
    assert (overall.value, overall.yardstick) == (pytest.approx(1 / 3), 5)
    assert (weighted.n, weighted.reason) == (0, "no_target")
    two = frame[frame["dimension"] == "two"]
    assert set(two["reason"]) == {"no_target"}
    assert item_level(survey.tally(measures=sg.Measure(against="target")), sg.Measure(against="target")).n.tolist() == [
        [3, 0]
    ]


# What the catalogue says of each standard.


def test_owner_and_target_stand_in_tables_that_have_room():
    found = sg.measure_gaps(by_hand())
    for language, owner, target in (("en", "Owner", "Target"), ("zh", "责任人", "目标")):
        table = tables_of(found, language_of(language))[0]
        headings = [heading.text for heading in table.headings]
        assert headings[-2:] == [owner, target]
        cells = {row.cells[0]: row.cells for row in table.sections[0].rows if row.level == "standard"}
        assert cells["Staff are polite"][-2:] == ("Desk", "5")
        assert cells["Rooms are clean"][-2:] == ("", "15 min")
        assert owner not in text_table(table)
    against = tables_of(sg.measure_gaps(by_hand(), measure="target"), language_of("en"))[0]
    assert [heading.text for heading in against.headings].count("Target") == 1


def test_the_catalogue_has_a_table_where_it_says_something():
    frames = sg.measure_gaps(by_hand()).frames
    told = frames["catalogue"].set_index("standard")
    assert told["owner"].tolist() == ["Desk", "", ""]
    assert told["target_level"].tolist() == [5, 6, 15]
    assert told["target_unit"].tolist() == ["", "points", "min"]
    assert (
        "catalogue"
        not in sg.measure_gaps(
            survey_of(
                Instrument("x", Scale(1, 7), [Dimension("a", [Item("x", "X")])]),
                {"expectation": [[1], [2]], "perception": [[1], [3]]},
            )
        ).frames
    )


def test_a_level_with_few_answers_in_a_group_is_hidden_by_its_own_key():
    rng = np.random.default_rng(11)
    answers = {part: rng.integers(1, 8, (60, 4)).astype(float) for part in ("expectation", "perception")}
    labels = ["N"] * 20 + ["S"] * 20 + ["W"] * 20
    answers["perception"][:16, 2] = NAN  # of b, the only one that is software, few answered in the north
    found = sg.measure_gaps(survey_of(catalogue(), answers, branch=labels), by="branch")
    shown = shown_together([found], 10)[0].finding
    left = of_levels(shown.frames["frame"], "component").groupby("component")["branch"].agg(list).to_dict()
    assert left["hardware"] == ["N", "S", "W"]
    assert "N" not in left["software"]
