"""Maps of importance and performance: their numbers from respondents' rows, their words, and their pictures."""

from __future__ import annotations

import itertools
from dataclasses import replace

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from scipy import stats

import servgap as sg
from servgap.analysis.importance import Importance
from servgap.errors import ServgapError
from servgap.report.pictures import picture_svg
from servgap.report.pictures.placement import Box, placed
from servgap.survey.scale import Scale
from servgap.survey.survey import Answers
from tests.counter_surveys import survey as counter_survey
from tests.surveys import NAN, instrument_of, random_survey, survey_of, with_outcomes
from tests.test_read_survey import HERE, KIOSK, needs_kiosk

PARTS = ("importance", "performance")
mpl.use("agg")


def asked(
    seed: int = 1, n: int = 150, sizes: tuple[int, ...] = (3, 2), missing: float = 0.1, spread: float = 1.2, **more
) -> sg.Survey:
    """Draw answers to importance and performance, item by item, some of which are not there."""
    rng = np.random.default_rng(seed)
    items = sum(sizes)
    answers = {}
    for part, ends in zip(PARTS, ((spread, -spread), (-spread, spread)), strict=True):
        latent = 0.6 * rng.normal(size=(n, 1)) + rng.normal(size=(n, items)) + np.linspace(*ends, items)
        values = np.clip(np.rint(5 + latent), 1, 7)
        answers[part] = np.where(rng.random(values.shape) < missing, NAN, values)
    return survey_of(instrument_of(sizes, parts=PARTS), answers, branch=list(rng.choice(["North", "South"], n)), **more)


def with_points(seed: int = 2, n: int = 120, *, own: bool = True) -> sg.Survey:
    """Draw expectations and perceptions, with points of respondents or of the questionnaire."""
    rng = np.random.default_rng(seed)
    answers = {part: np.clip(np.rint(rng.normal(5, 1.3, (n, 6))), 1, 7) for part in ("expectation", "perception")}
    given = rng.multinomial(20, [0.5, 0.3, 0.2], n) * 5.0
    given[:7] = NAN
    points = {"points": given} if own else {}
    made = instrument_of((2, 2, 2), points=None if own else (50, 30, 20))
    return survey_of(made, answers, branch=list(rng.choice(["North", "South"], n)), **points)


def test_standards_are_means_of_items_with_their_joint_errors() -> None:
    survey = asked(missing=0.0)
    frame = sg.map_importance(survey, crosshair="means").frame
    importance, performance = (survey.part(part).to_numpy() for part in PARTS)
    assert frame["standard"].tolist() == list(survey.instrument.item_keys)
    for name, rows in (("performance", performance), ("importance", importance)):
        np.testing.assert_allclose(frame[name], rows.mean(axis=0), atol=1e-12)
        np.testing.assert_allclose(frame[f"{name}_se"], stats.sem(rows), rtol=1e-10)
        reach = stats.t.ppf(0.975, survey.n - 1) * stats.sem(rows)
        np.testing.assert_allclose(frame[f"{name}_low"], rows.mean(axis=0) - reach, atol=1e-10)
        away = rows - rows.mean(axis=1, keepdims=True)
        np.testing.assert_allclose(frame[f"{name}_distance"], away.mean(axis=0), atol=1e-12)
        assert (frame[f"{name}_distance_low"] < away.mean(axis=0) - 2.4 * stats.sem(away)).all()
    p_above = frame[["p_concentrate_here", "p_keep_up"]].sum(axis=1)
    away = importance - importance.mean(axis=1, keepdims=True)
    np.testing.assert_allclose(p_above, stats.norm.cdf(away.mean(axis=0) / stats.sem(away)), atol=1e-10)
    means = importance.mean(axis=0), performance.mean(axis=0)
    np.testing.assert_allclose(frame["opportunity"], means[0] + np.maximum(means[0] - means[1], 0), atol=1e-12)


@pytest.mark.parametrize("policy", ["half", "complete", "pairs"])
@pytest.mark.parametrize("measure", [None, "top", "index"])
def test_performance_is_what_other_verbs_measure(measure: str | None, policy: str) -> None:
    survey = asked(3)
    told = measure or sg.Measure("performance", None)
    gaps = sg.measure_gaps(survey, measure=told, policy=policy).frame
    for level in ("standard", "dimension"):
        found = sg.map_importance(survey, measure=measure, level=level, policy=policy).frame
        wanted = gaps[gaps["level"] == level]
        np.testing.assert_allclose(found["performance"], wanted["value"], atol=1e-12)
        assert found["n"].tolist() == wanted["n"].tolist()
        if measure is None:
            stated = sg.measure_gaps(survey, measure="importance", policy=policy).frame
            np.testing.assert_allclose(found["importance"], stated.loc[stated["level"] == level, "value"], atol=1e-12)
            np.testing.assert_allclose(found["performance_se"], wanted["se"])
            np.testing.assert_allclose(found["performance_low"], wanted["ci_low"])


def test_gaps_are_mapped_against_points() -> None:
    survey = with_points()
    found = sg.map_importance(survey, measure="gap").frame
    gaps = sg.measure_gaps(survey).frame.query("level == 'dimension'")
    np.testing.assert_allclose(found["performance"], gaps["gap"], atol=1e-12)
    np.testing.assert_allclose(found["importance"], np.nanmean(survey.points, axis=1), atol=1e-12)
    assert (found["crosshair_performance"] == 0).all()
    np.testing.assert_allclose(found["crosshair_importance"], 100 / 3)
    assert found["importance_n"].tolist() == [113] * 3
    assert found["opportunity"].isna().all()


def test_points_of_the_questionnaire_have_no_chance() -> None:
    found = sg.map_importance(with_points(own=False))
    frame = found.frame
    assert (frame["importance_se"] == 0).all()
    assert frame["importance_distance_low"].tolist() == frame["importance_distance"].tolist()
    assert "known without error" in found.note
    assert "不计误差" in found.note_in("zh")


def derived(survey: sg.Survey, outcome: np.ndarray) -> Importance:
    """Make importances by hand: covariances of items with an outcome, each respondent's part in their errors."""
    items = survey.part("performance").to_numpy()
    away, of_outcome = items - items.mean(axis=0), (outcome - outcome.mean())[:, None]
    value = (away * of_outcome).mean(axis=0) / 20
    moved = away * of_outcome / 20 - value
    return Importance("derived", "item", survey.instrument.item_keys, value, moved, survey.n)


def test_derived_importances_bring_their_own_errors_and_an_equal_share() -> None:
    survey = asked(5, missing=0.0)
    outcome = survey.part("performance").to_numpy().mean(axis=1)
    importance = derived(survey, outcome)
    found = sg.map_importance(survey, importance=importance)
    frame = found.frame
    np.testing.assert_allclose(frame["importance"], importance.value, atol=1e-14)
    np.testing.assert_allclose(frame["importance_se"], stats.sem(importance.influence), rtol=1e-10)
    assert frame["crosshair_importance"].iloc[0] == pytest.approx(importance.value.mean())
    away = importance.influence - importance.influence.mean(axis=1, keepdims=True)
    above = stats.norm.cdf((importance.value - importance.value.mean()) / stats.sem(away))
    np.testing.assert_allclose(frame[["p_concentrate_here", "p_keep_up"]].sum(axis=1), above, atol=1e-8)
    dimensions = sg.map_importance(survey, importance=importance, level="dimension").frame
    np.testing.assert_allclose(dimensions["importance"], [importance.value[:3].sum(), importance.value[3:].sum()])
    assert "need not be what causes it" in found.note
    assert "未必是其原因" in found.note_in("zh")
    with pytest.raises(ServgapError, match="the same for them"):
        sg.map_importance(survey, importance=importance, crosshair="medians")
    some = replace(importance, keys=importance.keys[1:], value=importance.value[1:], influence=away[:, 1:])
    part = sg.map_importance(survey, importance=some).frame
    assert part["reason"].iloc[0] == "no_importance"
    assert np.isnan(part["importance"].iloc[0])
    grouped = sg.map_importance(survey, importance=importance, by="branch")
    assert grouped.frame.groupby("standard")["importance"].nunique().eq(1).all()
    assert "all respondents, in every group" in grouped.note


def test_groups_are_mapped_each_for_itself() -> None:
    survey = asked(6, spread=2.0)
    found = sg.map_importance(survey, by="branch", crosshair="medians")
    for label in ("North", "South"):
        alone = sg.map_importance(survey.where(branch=label), crosshair="medians").frame
        part = found.frame[found.frame["branch"] == label].drop(columns="branch").reset_index(drop=True)
        pd.testing.assert_frame_equal(part, alone, rtol=1e-9)


def test_what_is_sure_stands_in_frame_list_words_and_tables() -> None:
    found = sg.map_importance(asked(7, n=600, spread=2.0), crosshair="means")
    frame = found.frame
    sure = found.sure["concentrate_here"]
    assert sure == frame.loc[frame["called"] == "concentrate_here", "standard"].tolist() == ["a1", "a2"]
    called = frame["called"] != ""
    assert (frame["reason"] == "").eq(called).all()
    assert (frame["called"] == frame["quadrant"])[called].all()
    outside = (frame["performance_distance_high"] < 0) & (frame["importance_distance_low"] > 0)
    assert frame.loc[outside, "standard"].tolist() == sure
    assert found.headline.startswith(
        "2 of the 5 standards surely belong to “concentrate here” (all at once, with 95% confidence): “A, 1” and “A, 2”"
    )
    assert found.headline_in("zh").startswith("5 项服务标准中，有 2 项可以确定属于“重点改进区”")
    assert "concentrate here" in found.table("text")
    assert "重点改进区" in found.table("text", language="zh")


def test_where_nothing_is_sure_the_headline_says_so() -> None:
    found = sg.map_importance(asked(8, n=12, spread=0.1), crosshair="means")
    assert found.facts.concentrate == ()
    assert "the quadrant of no standard can be told" in found.headline
    few = sg.map_importance(asked(8, n=3), crosshair="means")
    assert few.frame["reason"].isin(["too_small", "too_few"]).all()
    assert few.headline.startswith("There are only 3 respondents.") or "could not be computed" in few.headline
    assert picture_svg(few, "zh")


def test_where_all_are_sure_to_be_elsewhere_the_headline_says_that_and_no_more() -> None:
    survey = sg.read_survey(HERE.parent / "data" / "samples" / "hotline_2026.csv")
    found = sg.map_importance(survey, importance="stated")
    assert found.headline.startswith("None of the 5 dimensions belongs to “concentrate here”, which is sure")
    assert ";" not in found.headline
    assert "可确定不属于“重点改进区”" in found.headline_in("zh")


def test_what_does_not_vary_is_not_called() -> None:
    survey = asked(9, missing=0.0)
    answers = {part: survey.part(part).to_numpy().copy() for part in PARTS}
    answers["performance"][:, 0] = 2.0
    frame = sg.map_importance(survey_of(survey.instrument, answers)).frame
    assert frame["reason"].iloc[0] == "no_variation"
    assert frame["called"].iloc[0] == ""
    assert frame["quadrant"].iloc[0] == "concentrate_here"
    assert np.isnan(frame["p_concentrate_here"].iloc[0])


def test_errors_are_those_of_other_verbs_where_few_answered() -> None:
    survey = asked(3, n=60, missing=0.85)
    first, second, *others = survey.instrument.dimensions[0].items
    one = replace(survey.instrument.dimensions[0], items=(first, replace(second, standard=first.standard), *others))
    made = replace(survey.instrument, dimensions=(one, *survey.instrument.dimensions[1:]))
    for each in (survey, replace(survey, instrument=made)):
        found = sg.map_importance(each, level="standard").frame
        for axis in PARTS:
            wanted = sg.measure_gaps(each, measure=sg.Measure(axis, None)).frame.query("level == 'standard'")
            np.testing.assert_allclose(found[f"{axis}_se"], wanted["se"])


def test_opportunities_without_variation_have_no_ends() -> None:
    survey = asked(9, missing=0.0)
    answers = {part: survey.part(part).to_numpy().copy() for part in PARTS}
    for part, value in zip(PARTS, (6.0, 3.0), strict=True):
        answers[part][:, 0] = value
    frame = sg.map_importance(survey_of(survey.instrument, answers)).frame
    assert frame["opportunity"].iloc[0] == 9
    assert frame[["opportunity_low", "opportunity_high"]].isna().all(axis=1).tolist() == [True] + [False] * 4
    assert frame["reason"].iloc[0] == "no_variation"


def test_the_equal_share_is_that_of_all_where_some_are_not_placed() -> None:
    survey = with_outcomes(random_survey(5, 300, missing=0.0), 6)
    few = np.flatnonzero(survey.respondents["branch"] == "North")[3:]
    codes = survey.answers["perception"].codes.copy()
    codes[:3, few] = 0
    survey = replace(survey, answers={**survey.answers, "perception": Answers(codes)})
    drivers = sg.find_drivers(survey, outcome="satisfaction", predictors="dimensions")
    frame = sg.map_importance(survey, importance=drivers, by="branch").frame
    assert frame["quadrant"].eq("").sum() == 1
    np.testing.assert_allclose(frame["crosshair_importance"].dropna(), 1 / 3)


@pytest.mark.parametrize(
    ("keywords", "told"),
    [
        ({"importance": "expectation"}, "hardly counts"),
        ({"importance": "perception"}, "hardly counts"),
        ({"importance": "derived"}, "importance is 'stated', or what find_drivers found"),
        ({"importance": 3}, "found 3"),
        ({"crosshair": "median"}, "crosshair"),
        ({"level": "item"}, "level"),
        ({"level": "standard"}, "importances of single items"),
        ({"crosshair": "diagonal"}, "one scale for both"),
        ({"measure": "bottom"}, "higher where service is worse"),
        ({"confidence": 2}, "confidence"),
        ({"policy": "some"}, "policy"),
    ],
)
def test_what_makes_no_sense_is_refused(keywords: dict[str, object], told: str) -> None:
    with pytest.raises(ServgapError, match=told):
        sg.map_importance(with_points(), **keywords)


def test_more_that_is_refused() -> None:
    survey = asked()
    with pytest.raises(ServgapError, match="the other axis of the map already"):
        sg.map_importance(survey, measure="gap")
    with pytest.raises(ServgapError, match="a Tally no longer holds"):
        sg.map_importance(survey.tally())
    with pytest.raises(ServgapError, match="has no points"):
        sg.map_importance(counter_survey("one part"))
    with pytest.raises(ServgapError, match="the same respondents"):
        sg.map_importance(survey.where(branch="North"), importance=derived(survey, np.arange(survey.n, dtype=float)))
    with pytest.raises(ServgapError, match="found a finding of the kind 'gaps'"):
        sg.map_importance(survey, importance=sg.measure_gaps(survey))


def test_the_diagonal_holds_importance_against_performance() -> None:
    survey = asked(10, n=500, missing=0.0, spread=1.5)
    found = sg.map_importance(survey, crosshair="diagonal")
    own = survey.part("importance").to_numpy() - survey.part("performance").to_numpy()
    np.testing.assert_allclose(found.frame["importance_distance"], own.mean(axis=0), atol=1e-12)
    assert set(found.sure) == {"concentrate_here", "importance_matched"}
    assert found.sure["concentrate_here"][0] == "a1"
    assert "diagonal" in found.note
    assert "对角线" in found.note_in("zh")


def test_the_same_call_gives_the_same_and_a_report_holds_it(tmp_path) -> None:
    survey = asked(11)
    one, other = (sg.map_importance(survey, rng=4) for _ in range(2))
    pd.testing.assert_frame_equal(one.frame, other.frame)
    sg.Report([one], language="zh").to_html(tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "重要性—绩效分析" in page


def many(k: int, seed: int = 20) -> sg.Survey:
    """Make a survey of so many standards, some of which lie on each other."""
    sizes = (k - k // 2, k // 2) if k > 5 else (k,)
    survey = asked(seed, n=80, sizes=sizes, missing=0.0, spread=0.5)
    answers = {part: survey.part(part).to_numpy().copy() for part in PARTS}
    for values in answers.values():
        values[:, 1] = values[:, 0]
        values[:, k // 2 : k // 2 + k // 5] = values[:, [0]]
    return survey_of(survey.instrument, answers)


def boxes(ax: plt.Axes) -> list[tuple[str, object]]:
    """Give the boxes of all numbers that stand beside points, as they are drawn."""
    figure = ax.figure
    figure.canvas.draw()
    renderer = figure.canvas.get_renderer()
    frame = ax.get_window_extent(renderer)
    found = [(text.get_text(), text.get_window_extent(renderer)) for text in ax.texts if text.get_text().isdigit()]
    return [(text, box) for text, box in found if box.x1 <= frame.x1 + 2]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("k", [5, 22, 40])
def test_numbers_beside_points_never_overlap(k: int, language: str) -> None:
    ax = sg.map_importance(many(k), crosshair="means").plot(language=language)
    numbers = boxes(ax)
    assert sorted(int(text) for text, _ in numbers) == list(range(1, k + 1))
    for (_, one), (_, other) in itertools.combinations(numbers, 2):
        across = min(one.x1, other.x1) - max(one.x0, other.x0)
        down = min(one.y1, other.y1) - max(one.y0, other.y0)
        assert across <= 0.5 or down <= 0.5
    listed = [text.get_window_extent() for text in ax.texts if text.get_text().startswith(("A, ", "B, "))]
    assert len(listed) == k
    assert all(one.y0 >= other.y1 - 1 for one, other in itertools.pairwise(listed))
    plt.close("all")


def test_labels_find_places_by_rule() -> None:
    room, points, sizes = Box(0, 0, 12, 10), [(6.0, 5.0)] * 30, [(1.2, 1.0)] * 30
    centres = placed(points, sizes, room)
    assert centres == placed(points, sizes, room)
    made = [Box.around(*centre, *size) for centre, size in zip(centres, sizes, strict=True)]
    assert not any(one.meets(other) for one, other in itertools.combinations(made, 2))
    assert all(each.inside(room) for each in made)
    assert not any(each.meets(Box.around(6, 5, 0.8, 0.8)) for each in made)
    corner = placed([(0.0, 0.0)], [(3.0, 1.0)], room, taken=[Box(0, 0, 12, 2)])
    assert not Box.around(*corner[0], 3.0, 1.0).meets(Box(0, 0, 12, 2))
    assert placed([(1.0, 1.0)], [(30.0, 1.0)], room) == [(1.0, 1.0)]  # there is no place at all


def kiosk() -> sg.Survey:
    """Read importance and satisfaction of 24 items of the Korean survey of kiosks."""
    columns = {"importance": r"{n}-1\..*중요.*생각하십니까\?", "satisfaction": r"{n}-2\..*만족하십니까\?"}
    asked_of = replace(sg.Instrument.from_toml(HERE / "data" / "kiosk24.toml"), parts=tuple(columns))
    return sg.read_survey(KIOSK, asked_of, columns=columns, encoding="cp949")


@needs_kiosk
def test_of_kiosks_the_rule_of_the_lines_moves_half_of_the_items() -> None:
    survey = kiosk()
    maps = {rule: sg.map_importance(survey, crosshair=rule) for rule in ("midpoint", "means")}
    frames = {rule: found.frame for rule, found in maps.items()}
    table = pd.read_csv(KIOSK, encoding="cp949")
    of = {
        number: [table[name] for name in table if name.strip().startswith(f"{number}-1.") and "중요" in name]
        for number in range(1, 25)
    }
    by_hand = [answers[0].mean() for answers in of.values()]
    np.testing.assert_allclose(frames["means"]["importance"], by_hand, atol=1e-12)
    assert (frames["midpoint"]["quadrant"] != frames["means"]["quadrant"]).sum() == 12
    both = frames["midpoint"]["called"].ne("") & frames["means"]["called"].ne("")
    assert 0 < both.sum() < 24
    assert maps["means"].sure["concentrate_here"] == ["k16"]
    assert maps["midpoint"].sure["concentrate_here"] == []


def test_a_scale_from_nought_has_its_own_middle() -> None:
    made = instrument_of((2,), Scale(0, 10), PARTS)
    rng = np.random.default_rng(30)
    answers = {part: rng.integers(0, 11, (60, 2)).astype(float) for part in PARTS}
    frame = sg.map_importance(survey_of(made, answers)).frame
    assert frame[["crosshair_performance", "crosshair_importance"]].eq(5).all(axis=None)


def test_what_was_found_of_drivers_is_mapped_and_ranked() -> None:
    """The shares of drivers, whose errors come from the respondents who drove them."""
    rng = np.random.default_rng(40)
    n = 700
    perception = np.clip(np.rint(4.5 + 0.6 * rng.normal(size=(n, 1)) + rng.normal(size=(n, 5))), 1, 7)
    expectation = np.clip(np.rint(rng.normal(6, 0.8, (n, 5))), 1, 7)
    satisfied = np.clip(np.rint(perception @ [0.7, 0.5, 0.0, 0.0, 0.1] - 1 + rng.normal(size=n)), 1, 7)
    table = pd.DataFrame(
        {f"{part}{i + 1}": rows[:, i] for part, rows in (("E", expectation), ("P", perception)) for i in range(5)}
    )
    columns = {"expectation": "E{n}", "perception": "P{n}", "outcome": {"satisfied": "S"}}
    survey = sg.read_survey(table.assign(S=satisfied).astype(int), instrument_of((3, 2)), columns=columns)
    drivers = sg.find_drivers(survey, outcome="satisfied")
    found = sg.map_importance(survey, importance=drivers)
    shares = drivers.frame[drivers.frame["level"] == "item"].set_index("item")["share_of_r2"]
    np.testing.assert_allclose(found.frame["importance"], shares[list(survey.instrument.item_keys)], atol=1e-10)
    assert found.frame["importance"].sum() == pytest.approx(1)
    assert found.frame["crosshair_importance"].iloc[0] == pytest.approx(0.2)
    assert found.frame.set_index("standard").loc["a3", "called"] == "possible_overkill"
    assert "“satisfied”" in found.note
    assert "“satisfied”" in found.note_in("zh")
    ranked = sg.rank_standards(survey, criterion="priority", importance=drivers)
    gap = (expectation - perception).mean(axis=0)
    by_hand = dict(zip(survey.instrument.item_keys, -gap * shares[list(survey.instrument.item_keys)], strict=True))
    assert ranked.frame.set_index("standard")["value"].to_dict() == pytest.approx(by_hand)
    assert ranked.frame["standard"].iloc[0] == "a1"
    assert "need not be what causes it" in ranked.note
