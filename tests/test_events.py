"""Events in some branches: their effects by hand and as `_stats` has them, what cannot be judged, what is refused."""

from __future__ import annotations

import operator
import pickle
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest

import servgap as sg
from servgap._stats.events.effect import event_effect
from servgap.analysis.finding import Finding
from servgap.analysis.reasons import (
    EVENT_IN_ONE,
    EVENT_NOT_FOLLOWED,
    FEW_CHOICES,
    NO_EARLIER_WAVE,
    NO_OTHER_BRANCH,
    ONE_OTHER_BRANCH,
    TOO_SMALL,
)
from servgap.errors import ServgapError
from servgap.report.suppression import shown_together

ASKED = sg.Instrument("one", sg.Scale(1, 9), [sg.Dimension("speed", [sg.Item("wait", "Waits are short.")])])
WAVES = ("2026Q1", "2026Q2", "2026Q3")
#: Expectation and perception by branch and wave; all before and after: A +1, B +2, C 0, D −1 in the gap.
BY_HAND = {
    "A": ((5, 5, 6), (4, 4, 6)),
    "B": ((5, 5, 5), (3, 5, 6)),
    "C": ((6, 6, 6), (5, 5, 5)),
    "D": ((4, 4, 4), (5, 3, 3)),
}


def survey_of(
    cells: Mapping[str, tuple[Sequence[int], Sequence[int]]], *, each: int = 6, waves: Sequence[str] = WAVES
) -> sg.Survey:
    """Give a survey in which all of a branch in a wave answer alike."""
    rows = [
        {"branch": branch, "quarter": wave, "E1": expectation, "P1": perception}
        for branch, (expected, perceived) in cells.items()
        for wave, expectation, perception in zip(waves, expected, perceived, strict=True)
        for _ in range(each)
    ]
    return sg.read_survey(pd.DataFrame(rows), ASKED, attributes=["branch", "quarter"])


def trained(*branches: str, wave: str = "2026Q3", name: str = "training") -> sg.Event:
    return sg.Event(name, at={"branch": list(branches)}, wave=wave)


def tracked(survey: sg.Survey | sg.Tally, *events: sg.Event, **asked: Any) -> Any:
    return sg.track_waves(survey, by="quarter", events=list(events), **asked)


def overall(finding: Any, part: str = "gap") -> pd.Series:
    rows = finding.events
    found: pd.Series = rows[(rows.level == "overall") & (rows.part == part)].iloc[0]
    return found


@pytest.fixture(scope="module")
def hotline() -> sg.Survey:
    return sg.read_survey("data/samples/hotline_2026.csv", attributes=["branch", "quarter"])


def test_an_event_by_hand() -> None:
    found = overall(tracked(survey_of(BY_HAND), trained("A", "B")))
    # (1 + 2)/2 − (0 − 1)/2 = 2, with √(.5/2 + .5/2); of six choices this one and the opposite reach 2/√.5.
    assert found.difference == pytest.approx(2.0)
    assert found.se == pytest.approx(np.sqrt(0.5))
    assert (found.p_value, found.smallest_p, found.n_choices) == (pytest.approx(1 / 3), pytest.approx(1 / 3), 6)
    assert found.df == pytest.approx(2.0)
    assert found.before_after == pytest.approx(1.5)
    assert (found.verdict, found.reason) == ("cannot_be_judged", FEW_CHOICES)
    assert np.isnan([found.ci_low, found.ci_high]).all()
    assert found.t_low < found.difference < found.t_high


def test_what_both_parts_changed_by_adds_up_to_the_gap() -> None:
    finding = tracked(survey_of(BY_HAND), trained("A", "B"))
    expectation, perception = (overall(finding, part) for part in ("expectation", "perception"))
    assert expectation.difference == pytest.approx(0.5)  # A expects 1 more
    assert perception.difference == pytest.approx(2.5)
    rows = finding.events.pivot_table(index=["level", "item"], columns="part", values="difference")
    assert (rows.perception - rows.expectation).to_numpy() == pytest.approx(rows.gap.to_numpy())


def test_paths_and_times_by_hand() -> None:
    finding = tracked(survey_of(BY_HAND), trained("A", "B"))
    paths = finding.event_waves
    paths = paths[(paths.level == "overall") & (paths.part == "gap")]
    assert paths.wave.tolist() == list(WAVES)
    assert paths.with_event.tolist() == pytest.approx([-1.5, -0.5, 0.5])
    assert paths.without_event.tolist() == pytest.approx([0.0, -1.0, -1.0])
    assert paths.difference.tolist() == pytest.approx([-1.5, 0.5, 1.5])
    times = finding.event_study
    times = times[(times.level == "overall") & (times.part == "gap")]
    assert times.waves_from_start.tolist() == [-2, -1, 0]
    assert times.difference.tolist() == pytest.approx([-2.0, 0.0, 1.0])  # against the last wave before


def test_several_starts_are_held_against_who_has_not_begun() -> None:
    cells = {
        "A": ((5,) * 3, (4, 6, 6)),
        "B": ((5,) * 3, (4, 4, 5)),
        "C": ((5,) * 3, (4, 4, 4)),
        "D": ((5,) * 3, (4, 4, 4)),
    }
    finding = tracked(survey_of(cells), trained("A", wave="2026Q2"), trained("B", wave="2026Q3"))
    # A is 2 above those without it in Q2 (B, C, D) and 2 in Q3 (C, D); B is 1 above C and D.
    assert overall(finding).difference == pytest.approx(1.5)
    assert len(finding.facts.events) == 1
    assert finding.facts.events[0].begun == ("2026Q2", "2026Q3")


def drifting(effect: float, seed: int = 1, branches: int = 8) -> sg.Survey:
    rng = np.random.default_rng(seed)
    rows = []
    for number in range(branches):
        for wave, name in enumerate(WAVES):
            mean = 5 + 0.05 * number + (effect if number < 4 and wave == 2 else 0.0)
            perceived = np.clip(np.round(rng.normal(mean, 1.0, 60)), 1, 9)
            rows.append(pd.DataFrame({"branch": f"b{number}", "quarter": name, "E1": 6, "P1": perceived}))
    return sg.read_survey(pd.concat(rows, ignore_index=True), ASKED, attributes=["branch", "quarter"])


FOUR = trained("b0", "b1", "b2", "b3")


def test_an_effect_is_found_and_one_that_is_not_there_is_not() -> None:
    found = overall(tracked(drifting(1.0), FOUR))
    assert (found.verdict, found.reason) == ("effect", "")
    assert found.p_value == pytest.approx(2 / 70)  # the least that there can be with four of eight
    assert 0 < found.ci_low < found.difference < found.ci_high
    nothing = overall(tracked(drifting(0.0), FOUR))
    assert (nothing.verdict, nothing.reason) == ("no_effect_seen", "")
    assert nothing.ci_low < 0 < nothing.ci_high
    assert nothing.p_value > 0.05


@pytest.mark.parametrize(
    ("events", "reason"),
    [
        ([trained("A")], EVENT_IN_ONE),
        ([trained("A", "B", "C")], ONE_OTHER_BRANCH),
        ([trained("A", "B")], FEW_CHOICES),
        ([trained("A", "B", wave="2026Q1")], NO_EARLIER_WAVE),
        ([trained("A", "B", "C", "D")], NO_OTHER_BRANCH),
    ],
)
def test_what_cannot_be_judged_says_why(events: list[sg.Event], reason: str) -> None:
    finding = tracked(survey_of(BY_HAND), *events)
    assert (overall(finding).verdict, overall(finding).reason) == ("cannot_be_judged", reason)
    for language in ("en", "zh"):
        assert {"en": "cannot be judged", "zh": "无法判定"}[language] in finding.headline_in(language)
        finding.table("text", language=language)


def test_a_branch_with_a_wave_of_too_few_takes_no_part() -> None:
    whole = survey_of(BY_HAND)
    alone = whole.respondents.query("branch == 'D' and quarter == '2026Q2'").index[2:]
    finding = tracked(whole.drop(list(alone), reason="gone"), trained("A", "B"))
    sides = finding.event_branches.set_index("event_group")
    assert (sides.event_role["D"], sides.reason["D"]) == ("left_out", TOO_SMALL)
    assert sides.event_role[["A", "C"]].tolist() == ["with", "without"]
    assert sides.wave.tolist() == ["2026Q3", "2026Q3", "", ""]
    assert overall(finding).reason == ONE_OTHER_BRANCH
    other = tracked(whole.drop(list(alone), reason="gone"), trained("D"))
    assert overall(other).reason == EVENT_NOT_FOLLOWED
    assert np.isnan(overall(other).difference)
    assert "“training”: 1 branch took no part" in finding.note


@pytest.mark.parametrize(
    ("start", "treated"), [(1, (0,)), (2, (3, 5)), (3, (0, 2, 4)), (2, (1, 2, 3, 4)), (1, tuple(range(5)))]
)
def test_rows_are_those_of_the_statistics(hotline: sg.Survey, start: int, treated: tuple[int, ...]) -> None:
    branches = sorted(set(hotline.respondents["branch"].dropna()))
    waves = ("2026Q1", "2026Q2", "2026Q3", "2026Q4")
    finding = tracked(hotline, trained(*(branches[k] for k in treated), wave=waves[start]))
    gaps = hotline.perceptions["tan1"] - hotline.expectations["tan1"]
    cells = gaps.groupby([hotline.respondents["branch"], hotline.respondents["quarter"]])
    mean, variance, n = (np.reshape(cells.agg(how).to_numpy(), (6, 4)) for how in ("mean", "var", "count"))
    starts = np.array([start if k in treated else -1 for k in range(6)])
    told = event_effect(mean, variance / n, starts)
    row = finding.events.query("item == 'tan1' and part == 'gap'").iloc[0]
    for column, name in (("difference", "estimate"), ("se", "se"), ("p_value", "p_value"), ("before_after",) * 2):
        assert row[column] == pytest.approx(float(getattr(told, name)), nan_ok=True), column
    assert row.p_before_after == pytest.approx(float(told.p_before_after), nan_ok=True)


@pytest.mark.parametrize("measure", ["gap", "perception", "met"])
def test_a_tally_by_both_gives_the_same(hotline: sg.Survey, measure: str) -> None:
    events = [trained("North", "West"), trained("East", wave="2026Q4")]
    tally = hotline.tally(by=["branch", "quarter"], measures=[measure])
    one, other = tracked(hotline, *events, measure=measure), tracked(tally, *events, measure=measure)
    for name in ("events", "event_waves", "event_study", "event_branches"):
        pd.testing.assert_frame_equal(one.frames[name], other.frames[name])
    assert set(one.events.part) == ({"gap", "expectation", "perception"} if measure == "gap" else {measure})
    assert one.headline == other.headline


def test_p_values_are_corrected_over_the_rows_of_a_level_and_part_of_all_events(hotline: sg.Survey) -> None:
    rows = tracked(
        hotline, trained("North", "West", "East"), trained("East", "South", name="refit"), adjust="bonferroni"
    ).events
    for level, count in (("overall", 2), ("dimension", 10), ("standard", 44)):
        of_level = rows[rows.level == level]
        assert of_level.p_adjusted.to_numpy() == pytest.approx(np.minimum(1.0, count * of_level.p_value.to_numpy()))


def test_respondents_without_a_branch_stay_in_the_waves(hotline: sg.Survey) -> None:
    plain = sg.track_waves(hotline, by="quarter")
    pd.testing.assert_frame_equal(plain.frame, tracked(hotline, trained("North")).frame)
    assert "events" not in plain.frames
    with pytest.raises(ServgapError, match="no event was given"):
        _ = plain.events
    with pytest.raises(ServgapError, match="no event was given"):
        plain.plot(kind="events")


@pytest.mark.parametrize(
    ("order", "wave"), [("quarter", "2026-08-17"), (None, "Q3 2026"), (["2026Q1", "2026Q2", "2026Q3"], "2026Q3")]
)
def test_the_wave_of_an_event_is_read_as_waves_are(order: Any, wave: str) -> None:
    survey = survey_of(BY_HAND)
    dates = {"2026Q1": "2026-02-03", "2026Q2": "2026-05-06", "2026Q3": "2026-09-01"}
    if order == "quarter":
        respondents = survey.respondents.assign(quarter=survey.respondents["quarter"].map(dates))
        frame = pd.concat(
            [
                respondents,
                survey.expectations.add_prefix("E_"),
                survey.perceptions.add_prefix("P_"),
            ],
            axis=1,
        )
        survey = sg.read_survey(
            frame.rename(columns={"E_wait": "E1", "P_wait": "P1"}), ASKED, attributes=["branch", "quarter"]
        )
    finding = sg.track_waves(survey, by="quarter", order=order, events=trained("A", "B", wave=wave))
    assert finding.facts.events[0].begun == ("2026Q3",)
    assert overall(finding).difference == pytest.approx(2.0)
    tally = sg.track_waves(
        survey.tally(by=["branch", "quarter"]), by="quarter", order=order, events=trained("A", "B", wave=wave)
    )
    pd.testing.assert_frame_equal(finding.events, tally.events)


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: sg.Event(" ", {"branch": "A"}, "2026Q3"), "An event has a name"),
        (lambda: sg.Event("training", {"branch": "A"}, None), "has a first wave"),
        (lambda: sg.Event("training", {"branch": "A"}, ["2026Q3"]), "has a first wave"),
        (lambda: sg.Event("training", {"branch": []}, "2026Q3"), "some values of one attribute"),
        (lambda: sg.Event("training", {"branch": "A", "region": "N"}, "2026Q3"), "some values of one attribute"),
        (lambda: sg.Event("training", "A", "2026Q3"), "some values of one attribute"),  # type: ignore[arg-type]
        (lambda: trained("A", "A"), "begins twice at 'A'"),
        (lambda: sg.Event("training", {"branch": "A"}, "2026Q3", {"region": "N"}), "of one attribute"),
        (lambda: sg.Event("training", {"branch": "A"}, "2026Q3", least=3), "a whole number of 5 or more; found 3"),
    ],
)
def test_what_is_no_event_is_refused(make: Any, told: str) -> None:
    with pytest.raises(ServgapError, match=told):
        make()


@pytest.mark.parametrize(
    ("events", "told"),
    [
        (["training"], r"takes an Event, or a list of them"),
        ([trained("E")], r"is at 'E' of 'branch', where nobody answered; there are 'A', 'B', 'C', 'D'"),
        ([trained("A", wave="2026Q4")], r"after the last wave of 'quarter', so that no answers were given with it"),
        ([trained("A", wave="2025Q4")], r"before the first wave of 'quarter', so that no answers were given without"),
        ([trained("A", wave="spring")], r"'spring', which is no wave of 'quarter'.*'2026Q1', '2026Q2', '2026Q3'"),
        ([trained("A", wave="2026")], r"'2026', which is no wave of 'quarter', or not one alone"),
        ([trained("A"), trained("A", "B", wave="2026Q2")], r"begins twice at 'A' of 'branch'"),
        ([sg.Event("training", {"region": "N"}, "2026Q3")], r"'region'"),
        ([sg.Event("training", {"quarter": "2026Q1"}, "2026Q3")], r"at values of 'quarter', which holds the waves"),
        ([trained("A"), sg.Event("training", {"region": "N"}, "2026Q3")], r"at values of 'branch' and 'region'"),
        ([sg.Event("training", {"branch": "A"}, "2026Q3", {"branch": "F"})], r"is held against 'F' of 'branch'"),
    ],
)
def test_what_the_waves_do_not_have_is_refused(events: list[Any], told: str) -> None:
    with pytest.raises(ServgapError, match=told):
        tracked(survey_of(BY_HAND), *events)


def test_a_tally_without_branches_says_so() -> None:
    with pytest.raises(ServgapError, match=r"needs groups by 'branch', and the tally is by 'quarter'"):
        tracked(survey_of(BY_HAND).tally(by=["quarter"]), trained("A"))


def test_it_may_be_held_against_some_alone() -> None:
    held = sg.Event("training", {"branch": ["A", "B"]}, "2026Q3", beside={"branch": ["C"]})
    finding = tracked(survey_of(BY_HAND), held)
    assert overall(finding).difference == pytest.approx(1.5)
    assert finding.event_branches.event_group.tolist() == ["A", "B", "C"]


def test_an_event_stays_as_it_is() -> None:
    event = trained("A", "B")
    assert pickle.loads(pickle.dumps(event)) == event  # noqa: S301 - made here
    with pytest.raises(TypeError):
        operator.setitem(event.at, "branch", ("C",))  # type: ignore[call-overload]
    assert repr(sg.Event("a", {"branch": 3.0}, 2026, {"branch": [4]}, 6)) == (
        "Event(name='a', at={'branch': ('3',)}, wave='2026', beside={'branch': ('4',)}, least=6)"
    )


def test_limits_begin_anew_with_an_event() -> None:
    waves = [f"20{year}Q{quarter}" for year in (24, 25) for quarter in (1, 2, 3, 4)]
    rng = np.random.default_rng(4)
    rows = [
        pd.DataFrame({"branch": branch, "quarter": wave, "E1": 6, "P1": rng.integers(3, 8, 30)})
        for branch in "ABCD"
        for wave in waves
    ]
    survey = sg.read_survey(pd.concat(rows, ignore_index=True), ASKED, attributes=["branch", "quarter"])
    chart = tracked(survey, trained("A", "B", wave="2025Q2")).chart
    assert chart[chart.level == "overall"].earlier_waves.tolist() == [0, 1, 2, 3, 4, 0, 1, 2]


def test_a_draw_of_choices_is_the_same_again_and_said() -> None:
    cells = {f"b{k:02d}": ((5,) * 3, (4, 4, 4 + (k < 8) + k % 2)) for k in range(18)}
    survey, event = survey_of(cells), trained(*(f"b{k:02d}" for k in range(8)))
    one = tracked(survey, event)
    pd.testing.assert_frame_equal(one.events, tracked(survey, event).events)
    assert overall(one).n_choices == 4999
    assert "Random draws: 4,999, from seed 0." in one.note
    assert "of all choices 4,999 were drawn" in one.note
    assert "Random draws" not in tracked(survey_of(BY_HAND), trained("A", "B")).note


def varied(few: Mapping[tuple[str, str], int], each: int = 16) -> sg.Survey:
    """Give a survey of seven branches in which respondents answer differently, and some cells have few of them."""
    rng = np.random.default_rng(8)
    rows = [
        pd.DataFrame({"branch": branch, "quarter": wave, "E1": rng.integers(1, 10, n), "P1": rng.integers(1, 10, n)})
        for branch in "ABCDEFG"
        for wave in WAVES
        if (n := few.get((branch, wave), each))
    ]
    return sg.read_survey(pd.concat(rows, ignore_index=True), ASKED, attributes=["branch", "quarter"])


def sides(finding: Finding | None) -> set[str]:
    assert finding is not None
    return set(finding.frames["event_branches"]["event_group"])


def test_a_report_rests_on_no_small_branch() -> None:
    event = trained("A", "B", "C")
    finding = tracked(varied({("B", "2026Q2"): 6}), event)
    assert sides(finding) == set("ABCDEFG")
    shown = shown_together([finding], 10)[0].finding
    assert "B" not in sides(shown)
    assert len(sides(shown)) < 6  # others, from which with the totals it might be worked out, go with it
    assert sides(shown) > {"A"} or sides(shown) > {"C"}
    assert "B" not in shown.facts.events[0].branches  # type: ignore[union-attr]
    assert [each.least for each in shown.source.asked["events"]] == [10]  # type: ignore[union-attr]
    again = shown_together([pickle.loads(pickle.dumps(finding))], 10)[0].finding  # noqa: S301 - made here
    pd.testing.assert_frame_equal(again.frames["events"], shown.frames["events"])  # type: ignore[union-attr]
    whole = tracked(varied({}), event)
    left = shown_together([whole], 10)[0].finding
    pd.testing.assert_frame_equal(left.frames["events"], whole.frames["events"])  # type: ignore[union-attr]


def test_in_a_report_no_row_rests_on_a_cell_of_few_answers() -> None:
    survey = varied({})
    gaps = survey.perceptions["wait"] - survey.expectations["wait"]
    assert gaps.notna().all()
    left = shown_together([tracked(survey, trained("A", "B", "C"))], 17)[0].finding
    assert left is None or "events" not in left.frames  # all cells have sixteen


def test_a_branch_that_a_report_hides_elsewhere_shows_in_no_event() -> None:
    survey = varied({("G", "2026Q1"): 4, ("G", "2026Q2"): 0, ("G", "2026Q3"): 0})
    event = sg.Event("training", {"branch": ["A", "B", "F"]}, "2026Q3", beside={"branch": ["C", "D", "E"]})
    branches, waves = shown_together([sg.measure_gaps(survey, by="branch"), tracked(survey, event)], 10)
    assert branches.finding is not None
    shown = set(branches.finding.frames["frame"]["branch"])
    assert "G" not in shown
    assert shown < set("ABCDEF")
    assert sides(waves.finding) <= shown


def test_events_are_silent_where_a_wave_is_hidden() -> None:
    survey = survey_of(BY_HAND, each=14)
    few = survey.respondents.query("quarter == '2026Q2'").index[8:]
    shown = shown_together([tracked(survey.drop(list(few), reason="gone"), trained("A", "B"))], 10)[0].finding
    assert shown is None or "events" not in shown.frames


def test_what_several_events_did_is_counted() -> None:
    survey = drifting(1.0)
    some = tracked(survey, FOUR, trained("b0", name="refit", wave="2026Q2"))
    assert "Of 2 events 1 had an effect that chance does not explain (“training”), 1 cannot be judged." in some.headline
    none = tracked(survey, trained("b0", name="refit"), trained("b1", name="again"))
    assert "What the 2 events did cannot be judged." in none.headline
    assert "2 项事件的效果均无法判定" in none.headline_in("zh")
    quiet = tracked(drifting(0.0), FOUR, trained("b0", name="refit"))
    assert (
        "Of none of the 2 events is an effect seen that chance does not explain, 1 cannot be judged." in quiet.headline
    )


def test_the_headline_says_what_an_event_did() -> None:
    better = tracked(drifting(1.0), FOUR)
    found = overall(better)
    assert (
        f"After “training” in 4 branches, service is {found.difference:.2f} points better than it would be by"
        in better.headline
    )
    assert f"a chance choice of branches does as much in {100 * found.p_value:.1f}% of cases" in better.headline
    assert "worse than it would be by" in tracked(drifting(-1.0), FOUR).headline
    assert "Of “training” in 4 branches no effect is seen" in tracked(drifting(0.0), FOUR).headline
    assert "higher than it would be by" in tracked(drifting(1.0), FOUR, measure="perception").headline
    assert "lower than it would be by" in tracked(drifting(-1.0), FOUR, measure="perception").headline
    hand = tracked(survey_of(BY_HAND), trained("A", "B"))
    assert (
        "What “training” in A and B did cannot be judged: 2 of 4 branches can be chosen in so few ways that even the "
        "largest effect would come about by chance in 33.3% of cases." in hand.headline
    )
    assert "2 branches with it, 2 without, so 6 choices; p cannot be below .333." in hand.note
    assert "finds effects that are not there" in hand.note


@pytest.mark.parametrize("language", ["en", "zh"])
def test_paths_are_drawn_with_the_start_between_two_waves(language: str) -> None:
    drawn = tracked(survey_of(BY_HAND), trained("A", "B")).plot(kind="events", language=language)
    lines = {tuple(np.round(line.get_ydata(), 6)) for line in drawn.lines if len(line.get_xdata()) == len(WAVES)}
    assert {(-1.5, -0.5, 0.5), (0.0, -1.0, -1.0), (-0.5, -1.5, -1.5)} <= lines  # the last: by the others' change
    assert any(list(line.get_xdata()) == [1.5, 1.5] for line in drawn.lines)


def test_of_many_events_the_first_are_drawn_and_that_is_said() -> None:
    events = [trained(name, name=f"event {name}") for name in "ABCD"]
    drawn = tracked(survey_of(BY_HAND), *events).plot(kind="events")
    assert drawn.get_xlabel() == "quarter (the first 3 of 4 events)"
    texts = [text.get_text() for text in drawn.texts]
    assert {"event A", "event B", "event C"} <= set(texts)
    assert "event D" not in texts
