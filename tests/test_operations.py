"""Operations read and held against promises: what is refused and where, what is counted, what is said of it."""

from __future__ import annotations

import datetime as dt
import pickle
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import servgap as sg
from servgap._stats.operations.product_limit import kaplan_meier_share
from servgap._stats.shares.wilson import share_wilson
from servgap.errors import ServgapError
from servgap.report.kinds.registry import kind_of

SAMPLE = Path(__file__).parents[1] / "data" / "samples" / "operations.csv"
EXTRACT = "2026-12-31 18:00"
COUNTS = {"standard": ["answer"], "within": [80], "total": [100], "open": [10]}
CASES = {
    "standard": ["reply"] * 4,
    "start": ["2026-03-01 09:00", "2026-03-02", "2026-03-03 08:30:15", "2026-03-30 12:00"],
    "end": ["2026-03-01 10:00", "2026-03-04", "2026-03-03 08:31:00", ""],
}
PROMISED = {
    "res2": [sg.Limit(15, "s", share=0.85, channel="phone"), sg.Limit(40, "s", share=0.8, channel="chat")],
    "rel4": (10, "min", 0.9),
    "rel2": {"receive": (2, "h", 0.9), "反馈": (48, "h", 0.9, 120)},
    "emp5": (30, "min", 1.0),
    "rel5": sg.Limit(12, "complaints a million"),
}


def read(table: dict[str, Any], **told: Any) -> sg.Operations:
    return sg.read_operations(pd.DataFrame(table), **told)


def refusal(table: Any, **told: Any) -> str:
    with pytest.raises(ServgapError) as raised:
        read(table, **told)
    return str(raised.value)


@pytest.fixture(scope="module")
def hotline() -> sg.Operations:
    return sg.read_operations(SAMPLE, as_of=EXTRACT)


@pytest.fixture(scope="module")
def track(hotline: sg.Operations) -> sg.OperationsTrack:
    return sg.track_operations(hotline, limits=PROMISED)


# What is read


def test_counts_are_recognised_by_their_columns() -> None:
    found = read(COUNTS)
    assert found.counts.iloc[0].tolist() == ["answer", "", 80, 100, 10]
    assert (len(found.cases), len(found.rates), found.n_open) == (0, 0, 10)


def test_cases_are_recognised_and_open_ones_get_their_age() -> None:
    found = read(CASES, as_of="2026-04-01").cases
    assert found["seconds"].tolist() == [3600.0, 2 * 86400.0, 45.0, 1.5 * 86400]
    assert found["open"].tolist() == [False, False, False, True]


@pytest.mark.parametrize(
    "as_of",
    ["2026-04-01", "2026/4/1 00:00", "2026年4月1日", dt.date(2026, 4, 1), dt.datetime(2026, 4, 1)],  # noqa: DTZ001
)
def test_the_day_of_the_extract_is_told_in_many_ways(as_of: Any) -> None:
    assert read(CASES, as_of=as_of).as_of == "2026-04-01 00:00"


def test_chinese_headers_and_stages_are_known() -> None:
    table = {
        "服务标准": ["投诉"] * 4,
        "环节": ["受理", "调查", "反馈", "跟进"],
        "渠道": ["电话"] * 4,
        "受理时间": ["2026-03-01 09:00"] * 4,
        "办结时间": ["2026-03-01 10:00"] * 4,
    }
    found = read(table)
    assert found.stages("投诉") == ("receive", "investigate", "reply", "follow_up")
    assert found.keys == ("standard", "channel")
    counted = read({"标准": ["a"], "达标数": [3], "总数": [4], "未结": [0], "季度": ["2026Q1"]})
    assert counted.counts["within"].tolist() == [3]
    assert read({"标准": ["a"], "投诉量": [3], "用户数": ["1,000,000"]}).rates["users"].tolist() == [1_000_000]


@pytest.mark.parametrize(
    ("header", "cells", "seconds"),
    [
        ("duration (min)", [5, 0.5], [300, 30]),
        ("duration_seconds", ["5", "7"], [5, 7]),
        ("用时（小时）", [1, 2], [3600, 7200]),
        ("duration", ["15 s", "2 d"], [15, 172_800]),
        ("等待时长", ["15秒", "3 分钟"], [15, 180]),
    ],
)
def test_durations_come_with_their_unit(header: str, cells: list[Any], seconds: list[float]) -> None:
    assert read({"standard": ["a", "a"], header: cells}).cases["seconds"].tolist() == seconds


def test_units_may_stand_beside_durations() -> None:
    table = {"standard": ["a", "a"], "duration": [2, 3], "unit": ["min", "小时"]}
    assert read(table).cases["seconds"].tolist() == [120, 10800]


def test_columns_may_be_told_and_turned_off() -> None:
    table = {"what": ["a"], "came": ["2026-03-01 09:00"], "went": ["2026-03-01 09:01"], "duration (min)": [1]}
    columns = {"standard": "what", "start": "came", "end": "went", "duration": None}
    assert read(table, columns=columns).cases["seconds"].tolist() == [60]


def test_distances_from_utc_are_taken_into_account() -> None:
    table = {"standard": ["a"], "start": ["2026-03-29T01:30:00+01:00"], "end": ["2026-03-29T03:30:00+02:00"]}
    assert read(table).cases["seconds"].tolist() == [3600]


def test_typed_columns_and_files_say_the_same(tmp_path: Path) -> None:
    frame = pd.DataFrame(CASES)
    frame.to_csv(tmp_path / "cases.csv", index=False)
    typed = frame.assign(
        start=pd.to_datetime(frame["start"], format="mixed"), end=pd.to_datetime(frame["end"], format="mixed")
    )
    typed.to_parquet(tmp_path / "cases.parquet")
    frame.to_excel(tmp_path / "cases.xlsx", index=False)
    wanted = read(CASES, as_of="2026-04-01").cases
    for source in (tmp_path / "cases.csv", typed, tmp_path / "cases.parquet", tmp_path / "cases.xlsx"):
        pd.testing.assert_frame_equal(sg.read_operations(source, as_of="2026-04-01").cases, wanted)


def test_several_sources_are_read_as_one_and_named() -> None:
    both = sg.read_operations([pd.DataFrame(COUNTS), pd.DataFrame(CASES)], as_of="2026-04-01")
    assert (len(both.counts), len(both.cases), both.ledger.rows_read) == (1, 4, 5)
    with pytest.raises(ServgapError, match="the frame, row 0 and the frame, row 0"):
        sg.read_operations([pd.DataFrame(COUNTS)] * 2)


def test_every_row_is_accounted_for() -> None:
    table = {"standard": ["a", "", "a", ""], "within": [1, 2, "", ""], "total": [2, 3, "", ""]}
    ledger = read(table).ledger
    assert ledger.reasons == {"no_standard": 1, "nothing_said": 2}
    assert ledger.rows_read == ledger.rows_used + ledger.rows_left_out == 4
    assert [line.detail for line in ledger.lines if line.kind == "left_out"] == ["row 1", "rows 2, 3"]


def test_dates_alone_are_whole_days_and_said_to_be() -> None:
    found = read({"standard": ["a"], "start": ["2026-03-01"], "end": ["2026-03-04"]})
    assert [line.reason for line in found.ledger.lines] == ["whole_days"]
    assert not read(CASES, as_of="2026-04-01").ledger.lines


def test_what_is_read_does_not_change_and_can_be_sent(hotline: sg.Operations) -> None:
    handed_out = hotline.cases
    handed_out["seconds"] = 0.0
    assert hotline.cases["seconds"].min() > 0
    sent = pickle.loads(pickle.dumps(hotline))  # noqa: S301 - our own
    pd.testing.assert_frame_equal(sent.cases, hotline.cases)
    assert sent.ledger == hotline.ledger


def test_the_card_speaks_both_languages(hotline: sg.Operations) -> None:
    assert "stages receive, investigate, reply, follow up" in repr(hotline)
    assert "环节：受理、调查、反馈、跟进" in repr(hotline.in_language("zh"))
    assert "<table" in hotline._repr_html_()


# What is refused


def at_three(message: str) -> bool:
    return "row 0" in message and "row 1" in message and "row 2" in message and "1 more" in message


def test_the_first_three_places_are_named() -> None:
    four = {"standard": ["a"] * 4, "start": ["2026-03-05"] * 4, "end": ["2026-03-04"] * 4}
    assert at_three(refusal(four))
    assert "ends before" in refusal(four)
    assert at_three(refusal({"standard": ["a", "b", "c", "d"], "within": [3] * 4, "total": [2] * 4}))
    assert at_three(refusal({"standard": ["a", "b", "c", "d"], "within": [-1] * 4, "total": [2] * 4}))
    assert at_three(refusal({**CASES, "end": [""] * 4}))


@pytest.mark.parametrize(
    ("changed", "told", "says"),
    [
        ({}, {}, r"1 case is still open .*row 3.*as_of="),
        ({}, {"as_of": "2026-03-02 12:00"}, r"a start is later.*row 2 \(2026-03-03 08:30\), row 3"),
        ({"end": ["2026-05-01", *CASES["end"][1:]]}, {"as_of": "2026-04-01"}, "an? end is later.*row 0"),
        ({}, {"as_of": "01/04/2026"}, "year first"),
        ({}, {"as_of": 20260401}, "as_of="),
        ({}, {"as_of": "2026-04-01T00:00Z"}, "distance from UTC"),
        ({"start": ["03/04/2026 09:00"] * 4}, {}, "day or month stands first"),
        ({"start": ["2026-13-01"] * 4}, {}, "year first"),
        ({"start": ["", *CASES["start"][1:]]}, {"as_of": "2026-04-01"}, "an end alone: row 0"),
        ({"open": [1, 0, 0, 1]}, {"as_of": "2026-04-01"}, "An open case has no end.*row 0"),
        ({"open": [0, 0, 0, 0]}, {"as_of": "2026-04-01"}, "An open case has no end.*row 3"),
        ({"open": ["perhaps", 0, 0, 1]}, {"as_of": "2026-04-01"}, r"row 0 \(perhaps\)"),
        ({"start": ["2026-03-01T09:00Z", *CASES["start"][1:]]}, {"as_of": "2026-04-01"}, "others do not"),
        ({"case": ["x", "x", "y", "z"]}, {"as_of": "2026-04-01"}, r"row 0 and row 1 \(x, reply\)"),
        ({"duration (s)": [1] * 4}, {"as_of": "2026-04-01"}, 'columns={"duration": None}'),
        ({"within": [1] * 4, "total": [1] * 4}, {"as_of": "2026-04-01"}, "rows of their own"),
        ({}, {"keys": ["standard", "branch"], "as_of": "2026-04-01"}, "Expected a column 'branch'"),
        ({}, {"keys": ["branch"]}, "keys="),
        ({}, {"keys": "standard"}, "keys="),
        ({}, {"columns": {"start": "nowhere"}}, "'nowhere'"),
        ({}, {"columns": {"beginning": "start"}}, "none of"),
        ({}, {"columns": {"end": None}}, "A column for the start"),
        ({"started": CASES["start"]}, {}, "may be the start"),
    ],
)
def test_cases_that_contradict_themselves_are_refused(changed: dict[str, Any], told: dict[str, Any], says: str) -> None:
    message = refusal({**CASES, **changed}, **told)
    assert re.search(says, message), message


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ({**COUNTS, "within": [95]}, r"row 0 \(95 within \+ 10 open of 100\)"),
        ({**COUNTS, "within": [1.5]}, r"'within' row 0 \(1.5\)"),
        ({**COUNTS, "within": [""]}, r"'within' row 0 \(empty\)"),
        ({name: cells * 2 for name, cells in COUNTS.items()}, r"row 0 and row 1 \(answer\)"),
        ({"standard": ["a"], "complaints": [1], "users": [0]}, "have none: row 0"),
        ({"standard": ["a"], "duration": [5]}, "have no unit"),
        ({"standard": ["a"], "duration (s)": [-5]}, r"row 0 \(-5"),
        ({"standard": ["a"], "duration": ["2 working days"]}, "only a calendar knows"),
        ({"standard": ["a"], "duration": ["5 s"], "open": [1]}, "as_of="),
        ({"standard": ["a"], "colour": ["red"]}, "Expected cases"),
        ({"standard": ["a"], "within": [1]}, "none for the total"),
        ({"within": [1], "total": [1]}, "Expected a column 'standard'"),
        ({"standard": [""], "within": [1], "total": [1]}, "No row"),
    ],
)
def test_counts_and_durations_that_say_nothing_are_refused(table: dict[str, Any], says: str) -> None:
    message = refusal(table)
    assert re.search(says, message), message


def test_a_standard_that_the_catalogue_does_not_have_is_refused_with_its_place() -> None:
    catalogue = sg.Instrument.load("servqual")  # has standards, as a catalogue has
    assert "row 0 ('answer')" in refusal(COUNTS, catalogue=catalogue)
    assert read({**COUNTS, "standard": ["res2"]}, catalogue=catalogue).standards == ("res2",)
    assert "Catalogue" in refusal(COUNTS, catalogue=5)


# What is found


def test_the_share_of_cases_is_kaplan_and_meiers() -> None:
    times = [5.0, 10, 15, 20, 8, 30]
    table = {"standard": ["a"] * 6, "duration (s)": times, "open": [0, 0, 0, 0, 1, 1]}
    frame = sg.track_operations(read(table, as_of="2026-04-01"), by=None, limits={"a": (15, "s", 0.9)}).frame
    wanted = kaplan_meier_share(times, [True] * 4 + [False] * 2, [15.0])
    row = frame.iloc[0]
    assert (row["within"], row["within_low"], row["within_high"]) == (
        wanted.share[0],
        wanted.ci_low[0],
        wanted.ci_high[0],
    )
    assert (row["n_cases"], row["n_open"], row["n_within"]) == (6, 2, 3)
    assert (row["may_low"], row["may_high"]) == (3 / 6, 4 / 6)
    assert (row["longest_time"], row["limit_unit"]) == (30, "s")


def test_counts_with_open_cases_have_bounds_and_no_share() -> None:
    row = sg.track_operations(read(COUNTS), by=None, limits={"answer": (15, "s", 0.75)}).frame.iloc[0]
    low, high = share_wilson(80, 100), share_wilson(90, 100)
    assert np.isnan(row["within"])
    assert (row["may_low"], row["may_high"]) == (0.8, 0.9)
    assert (row["within_low"], row["within_high"]) == (low.ci_low, high.ci_high)
    assert row["verdict"] == "undecided"


@pytest.mark.parametrize(
    ("within", "share", "verdict"),
    [(900, 0.85, "kept"), (800, 0.85, "broken"), (855, 0.85, "undecided"), (1000, 1.0, "kept"), (999, 1.0, "broken")],
)
def test_the_interval_decides(within: int, share: float, verdict: str) -> None:
    table = {"standard": ["a"], "within": [within], "total": [1000], "open": [0]}
    frame = sg.track_operations(read(table), by=None, limits={"a": (15, "s", share)}).frame
    assert frame["verdict"].tolist() == [verdict]


def test_a_promise_to_everybody_waits_for_open_cases() -> None:
    table = {"standard": ["a"], "within": [9], "total": [10], "open": [1]}
    frame = sg.track_operations(read(table), by=None, limits={"a": (15, "s", 1.0)}).frame
    assert frame["verdict"].tolist() == ["undecided"]


def test_one_case_beyond_the_longest_breaks_it_open_or_closed() -> None:
    limits = {"a": (10, "s", None, 20)}

    def judged(times: list[float], still: list[int]) -> tuple[str, float]:
        table = {"standard": ["a"] * len(times), "duration (s)": times, "open": still}
        row = sg.track_operations(read(table, as_of="2026-01-01"), by=None, limits=limits).frame.iloc[0]
        return row["longest_verdict"], row["n_longer"]

    assert judged([5, 20], [0, 0]) == ("kept", 0)
    assert judged([5, 21], [0, 1]) == ("broken", 1)
    assert judged([5, 7], [0, 1]) == ("undecided", 0)


def test_a_limit_longer_than_anybody_was_followed_has_no_share_but_an_interval() -> None:
    table = {"standard": ["a"] * 3, "duration (h)": [1, 2, 9], "open": [0, 0, 1]}
    row = sg.track_operations(read(table, as_of="2026-01-01"), by=None, limits={"a": (15, "d", 0.9)}).frame.iloc[0]
    assert np.isnan(row["within"])
    assert row["reason"] == "not_followed"
    assert row["within_high"] == 1
    assert row["verdict"] == "undecided"


def test_where_no_case_is_open_the_interval_of_the_median_is_exact() -> None:
    table = {"standard": ["a"] * 20, "duration (s)": list(range(1, 21))}
    row = sg.track_operations(read(table), by=None).frame.iloc[0]
    assert (row["median_time"], row["median_low"], row["median_high"]) == (10.5, 6, 15)
    assert np.isnan(row["time_90_high"])
    assert row["reason"] == "no_limit"


def test_intervals_that_hold_at_once_are_wider_and_of_one_group_alone(hotline: sg.Operations) -> None:
    alone = sg.track_operations(hotline, limits=PROMISED).frame
    both = sg.track_operations(hotline, limits=PROMISED, simultaneous=True)
    known = alone["promised_share"].notna() & (alone["within_low"] > 0)
    assert (both.frame["within_low"][known] < alone["within_low"][known]).all()
    assert both.basis.family == 6 + 0
    assert "6" in both.note


def test_channels_have_limits_of_their_own(track: sg.OperationsTrack) -> None:
    rows = track.frame[(track.frame["standard"] == "res2") & (track.frame["quarter"] == "2026Q4")]
    assert dict(zip(rows["case_channel"], rows["limit_value"], strict=True)) == {"chat": 40, "phone": 15}


def test_stages_have_limits_of_their_own(track: sg.OperationsTrack) -> None:
    rows = track.frame[(track.frame["standard"] == "rel2") & (track.frame["quarter"] == "2026Q4")]
    assert rows["case_stage"].tolist() == ["receive", "investigate", "reply", "follow_up"]
    assert rows["limit_value"].fillna(0).tolist() == [2, 0, 48, 0]


def test_a_limit_that_names_no_stage_is_that_of_the_reply(hotline: sg.Operations) -> None:
    found = sg.track_operations(hotline, limits={"rel2": (48, "h", 0.9)})
    known = found.frame[found.frame["limit_value"].notna()]
    assert set(known["case_stage"]) == {"reply"}
    assert "taken as that of the reply" in found.note
    other = {"standard": ["a", "a"], "stage": ["draft", "print"], "duration (s)": [1, 2]}
    frame = sg.track_operations(read(other), by=None, limits={"a": (5, "s", 0.9)}).frame
    assert set(frame["reason"]) == {"limit_of_which_stage"}


def test_a_catalogue_gives_limits_and_names_and_others_stand_in_their_place(hotline: sg.Operations) -> None:
    class Catalogue:
        standards = (
            sg.Standard("res2", {"en": "Calls are answered.", "zh": "来电得到应答。"}, limit=sg.Limit(15, "s", 0.85)),
        )

    found = sg.track_operations(hotline, catalogue=Catalogue)
    assert "“Calls are answered”" in found.headline
    assert "“来电得到应答”" in found.headline_in("zh")
    changed = sg.track_operations(hotline, catalogue=Catalogue, limits={"res2": (15, "s", 0.5)})
    assert set(changed.frame["promised_share"].dropna()) == {0.5}


def test_rates_have_exact_intervals_limits_from_the_periods_before_and_a_signal(track: sg.OperationsTrack) -> None:
    rates = track.rates
    assert rates["quarter"].tolist() == [f"{year}Q{quarter}" for year in (2024, 2025, 2026) for quarter in (1, 2, 3, 4)]
    earlier = rates.iloc[:-1]
    centre = 1e6 * earlier["complaints"].sum() / earlier["users"].sum()
    assert rates["centre"].iloc[0] == pytest.approx(centre)
    assert rates["signal"].tolist() == ["inside_limits"] * 11 + ["above_limits"]
    assert rates["verdict"].iloc[-1] == "broken"
    assert rates["rate_ratio"].iloc[-1] == pytest.approx(rates["rate"].iloc[-1] / rates["rate"].iloc[-2])
    assert track.facts.rated is not None
    assert "rose above their control limits in 2026Q4" in track.headline


def test_few_periods_give_limits_on_trial_and_no_signal() -> None:
    table = {"standard": ["a"] * 4, "quarter": [f"2026Q{q}" for q in (1, 2, 3, 4)]}
    rates = sg.track_operations(read({**table, "complaints": [9, 12, 8, 90], "users": [10**6] * 4})).rates
    assert rates["limit_high"].notna().all()
    assert set(rates["signal"]) == {""}
    assert set(rates["reason"]) == {"too_few_periods"}


def test_the_headline_is_about_the_newest_period_and_names_the_worst_broken_promise(track: sg.OperationsTrack) -> None:
    newest = track.frame[(track.frame["quarter"] == "2026Q4") & (track.frame["verdict"] == "broken")]
    worst = newest.loc[(newest["within_high"] - newest["promised_share"]).idxmin()]
    assert track.facts.foremost is not None
    assert (track.facts.foremost.standard, track.facts.foremost.case_channel) == (
        worst["standard"],
        worst["case_channel"],
    )
    assert track.headline.startswith(
        "6 promises in 2026Q4: 1 broken, 2 kept, 3 undecided; furthest from being kept is “res2”,"
    )
    assert track.headline_in("zh").startswith("2026Q4 的 6 项承诺中，未兑现 1 项")


def test_groups_that_are_no_periods_have_the_worst_of_all(hotline: sg.Operations) -> None:
    found = sg.track_operations(hotline, by=["branch"], limits=PROMISED)
    assert found.facts.foremost is not None
    assert dict(found.facts.foremost.group) == {"branch": "Airport"}
    assert "Airport" in found.headline
    assert set(found.rates["reason"]) == {"no_order"}


def test_without_promises_nothing_is_kept_or_broken(hotline: sg.Operations) -> None:
    found = sg.track_operations(hotline, by=None)
    assert set(found.frame["verdict"]) == {""}
    assert found.headline.startswith("No share of customers was promised a limit")
    assert set(found.frame["reason"]) == {"no_limit"}


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"by": "region"}, "by= names keys"),
        ({"by": "standard"}, "by= names keys"),
        ({"limits": [1]}, "limits= maps"),
        ({"limits": {"res2": 15}}, "limits= maps"),
        ({"limits": {"res2": (15,)}}, "limits= maps"),
        ({"limits": {"nothing": (15, "s")}}, "'nothing'"),
        ({"limits": {"rel2": {"print": (15, "s")}}}, "stage 'print'"),
        ({"limits": {"res2": (15, "s", 85)}}, "share"),
        ({"catalogue": 5}, "Catalogue"),
        ({"confidence": 95}, "confidence"),
    ],
)
def test_keywords_that_make_no_sense_are_refused(hotline: sg.Operations, told: dict[str, Any], says: str) -> None:
    with pytest.raises(ServgapError, match=re.escape(says)):
        sg.track_operations(hotline, **told)


def test_only_operations_are_held_against_promises() -> None:
    with pytest.raises(ServgapError, match="read_operations"):
        sg.track_operations(pd.DataFrame(COUNTS))  # type: ignore[arg-type]


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 90), st.booleans()), min_size=1, max_size=12), st.randoms(use_true_random=False)
)
def test_the_order_of_rows_tells_nothing(cases: list[tuple[int, bool]], shuffled: Any) -> None:
    def frame(rows: list[tuple[int, bool]]) -> pd.DataFrame:
        table = {"standard": ["a"] * len(rows), "duration (s)": [s for s, _ in rows], "open": [int(o) for _, o in rows]}
        limits = {"a": (30, "s", 0.8)}
        return sg.track_operations(read(table, as_of="2026-01-01"), by=None, limits=limits).frame

    mixed = cases.copy()
    shuffled.shuffle(mixed)
    pd.testing.assert_frame_equal(frame(cases), frame(mixed))


# How it is shown


def test_tables_note_and_picture_speak_both_languages(track: sg.OperationsTrack) -> None:
    for language in ("en", "zh"):
        told = track.in_language(language)
        text = repr(told)
        assert not re.search(r"[{}\ufdd0]|nan|None", text), text
        assert told.plot().get_xlabel()
    assert "82.0%" in track.table("text")
    assert "未兑现" in track.table("text", language="zh")
    assert "mean of closed cases is not told" in track.note


def test_a_stage_of_the_sources_own_goes_by_its_name() -> None:
    table = {"standard": ["a"] * 2, "stage": ["绘图", "绘图"], "duration (s)": [1, 2]}
    found = sg.track_operations(read(table), by=None, limits={"a": (5, "s", 0.9)})
    assert "绘图" in found.table("text")


def test_it_stands_in_a_report_beside_findings_of_a_survey(track: sg.OperationsTrack, tmp_path: Path) -> None:
    survey = sg.read_survey(SAMPLE.with_name("hotline_2026.csv"), attributes=["branch"])
    report = sg.Report([sg.measure_gaps(survey), track], title="Hotline")
    report.to_html(tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "Was it delivered?" in page
    assert "n = 1,489" in page or "1,489" in page
    alone = sg.Report([track], language="zh")
    assert alone.title == "运营数据"
    alone.to_excel(tmp_path / "alone.xlsx")
    assert kind_of("operations").of_cases


def test_it_can_be_sent(track: sg.OperationsTrack) -> None:
    sent = pickle.loads(pickle.dumps(track))  # noqa: S301 - our own
    assert sent.headline == track.headline
    pd.testing.assert_frame_equal(sent.rates, track.rates)


def test_the_sample_says_what_is_planted(track: sg.OperationsTrack) -> None:
    frame = track.frame.set_index(["standard", "case_channel", "case_stage", "quarter"])
    assert frame.loc[("res2", "phone", "", "2026Q1"), "verdict"] == "kept"
    assert frame.loc[("res2", "phone", "", "2026Q3"), "verdict"] == "broken"
    assert frame.loc[("rel4", "callback", "", "2026Q4"), "n_open"] > 0
    assert frame.loc[("emp5", "", "", "2026Q3"), "verdict"] == "broken"
    assert frame.loc[("emp5", "", "", "2026Q4"), "verdict"] == "kept"
