"""Visits of mystery shoppers and auditors: how they are read, what they decide, and what they only stand beside."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import servgap as sg
from servgap._stats.shares.wilson import share_wilson
from servgap.analysis.operations.visits import Visited, visit_row
from servgap.errors import ServgapError
from tests import delivered
from tests.counter_surveys import survey


def read(**table: Any) -> sg.Operations:
    return sg.read_operations(pd.DataFrame(table))


def row(review: sg.Review, key: str) -> dict[str, Any]:
    (found,) = review.frame[review.frame.standard == key].to_dict("records")
    return {str(name): value for name, value in found.items()}


def remarks(review: sg.Review, key: str) -> list[str]:
    return review.remarks.loc[review.remarks.standard == key, "review_remark"].tolist()


def reviewed(*operations: sg.Operations, **told: Any) -> sg.Review:
    return sg.review_standards(survey("plain"), catalogue=delivered.catalogue(), operations=list(operations), **told)


# What is read


@pytest.mark.parametrize(
    ("headers", "observer"),
    [
        (("standard", "met", "visits"), "shoppers"),
        (("standard", "passed", "mystery_visits"), "shoppers"),
        (("Standard", "Compliant", "Audits"), "auditors"),
        (("标准", "达标次数", "暗访次数"), "shoppers"),
        (("服务标准", "合格次数", "神秘顾客"), "shoppers"),
        (("标准", "达标数", "稽核次数"), "auditors"),
    ],
)
def test_visits_are_known_by_their_headers(headers: tuple[str, str, str], observer: str) -> None:
    found = read(**dict(zip(headers, (["polite"], [17], [20]), strict=True)))
    assert found.visits[["standard", "observed", "met", "visits"]].to_numpy().tolist() == [["polite", observer, 17, 20]]
    assert not len(found.counts)


def test_what_is_met_is_of_cases_where_no_column_counts_visits() -> None:
    found = read(standard=["answer"], met=[80], total=[100])
    assert (len(found.visits), found.counts["within"].tolist()) == (0, [80])


def test_a_promised_share_is_in_per_cent_or_a_fraction() -> None:
    found = read(standard=["a", "b", "c"], met=[1, 1, 1], visits=[2, 2, 2], promised=["90 %", 0.9, ""])
    np.testing.assert_array_equal(found.visits["promised"], [0.9, 0.9, np.nan])


def test_visits_may_be_told() -> None:
    table = pd.DataFrame({"standard": ["a"], "ok": [3], "n": [4]})
    found = sg.read_operations(table, columns={"met": "ok", "audits": "n"})
    assert found.visits[["observed", "met", "visits"]].to_numpy().tolist() == [["auditors", 3, 4]]


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ({"met": [3, 5], "visits": [4, 4]}, r"they are more: row 1 \(5 of 4\)"),
        ({"met": [3, -1], "visits": [4, 4]}, r"'met' row 1 \(-1\)"),
        ({"met": [3, ""], "visits": [4, 4]}, r"'met' row 1 \(empty\)"),
        ({"met": [3, 1], "visits": [4, 1.5]}, r"'visits' row 1 \(1\.5\)"),
        ({"met": [3, 1], "visits": [4, 2], "audits": ["", 2]}, r"a row counts both: row 1"),
        ({"met": [3, 1], "visits": [4, 2], "promised": ["90 %", "90"]}, r"'promised'.*row 1 \(90\)"),
        ({"met": [3, 1], "visits": [4, 2], "promised": [0, 0.5]}, r"row 0 \(0\)"),
        ({"visits": [4, 2]}, r"none for the met, .*columns=.'met': header"),
        ({"met": [3, 1], "visits": [4, 2], "duration (s)": [3, ""]}, r"in the frame these are both: row 0"),
    ],
)
def test_what_is_wrong_is_refused_with_its_place(table: dict[str, Any], says: str) -> None:
    with pytest.raises(ServgapError, match=says):
        read(standard=["a", "b"], **table)


def test_a_key_of_visits_stands_once_for_each_observer() -> None:
    with pytest.raises(ServgapError, match=r"row 0 and row 1 \(a, shoppers\)"):
        read(standard=["a", "a"], met=[1, 1], visits=[2, 2])
    assert len(read(standard=["a", "a"], met=[1, 1], visits=[2, ""], audits=["", 2]).visits) == 2


def test_operations_add_up_and_what_stands_twice_is_refused() -> None:
    calls = read(standard=["answer"], quarter=["2026Q1"], within=[80], total=[100])
    visits = read(standard=["polite"], branch=["North"], met=[17], visits=[20])
    both = calls + visits
    assert both.keys == ("quarter", "standard", "branch")
    assert both.standards == ("answer", "polite")
    assert both.visits[["quarter", "branch", "met"]].to_numpy().tolist() == [["", "North", 17]]
    assert both.ledger.rows_read == 2
    assert sum([calls, visits]).standards == both.standards
    with pytest.raises(ServgapError, match=r"key of visits.*stand twice: polite, North, shoppers"):
        both + visits
    with pytest.raises(ServgapError, match="key of counts"):
        calls + calls


# What is made of them


def test_a_share_has_wilsons_interval_and_is_judged_by_it() -> None:
    # 10 of 10 with 95 %: from 1 / (1 + z²/10) = .7225 to 1
    track = sg.track_operations(read(standard=["a"], met=[10], visits=[10], promised=[0.72]), by=None)
    (found,) = track.visits.to_dict("records")
    assert found["visits_low"] == pytest.approx(1 / (1 + 1.959963984540054**2 / 10))
    assert (found["visits_share"], found["visits_high"], found["verdict"]) == (1.0, 1.0, "kept")
    assert sg.track_operations(read(standard=["a"], met=[10], visits=[10], promised=[0.73]), by=None).visits.verdict[
        0
    ] == ("undecided")
    # 0 of 10: from 0 to (z²/10) / (1 + z²/10) = .2775
    none = sg.track_operations(read(standard=["a"], met=[0], visits=[10], promised=[0.28]), by=None)
    assert none.visits.verdict[0] == "broken"


@given(st.integers(1, 60), st.data(), st.floats(0.01, 0.99), st.floats(0.8, 0.99))
def test_a_verdict_follows_from_the_interval(visits: int, data: st.DataObject, promised: float, level: float) -> None:
    met = data.draw(st.integers(0, visits))
    found = visit_row(Visited((), "a", "", "shoppers", met, visits, promised), level)
    wanted = share_wilson(met, visits, level)
    assert (found["visits_low"], found["visits_high"]) == (float(wanted.ci_low), float(wanted.ci_high))
    assert (found["verdict"] == "kept") == (found["visits_low"] >= promised)
    assert (found["verdict"] == "broken") == (found["visits_high"] < promised)


def test_a_promise_to_all_is_broken_by_one_visit_and_proved_by_none() -> None:
    def verdict(met: int) -> str:
        return str(visit_row(Visited((), "a", "", "auditors", met, 1000, 1.0), 0.95)["verdict"])

    assert (verdict(999), verdict(1000)) == ("broken", "undecided")


def test_the_limits_share_is_held_before_that_of_the_source() -> None:
    visits = read(standard=["wait", "polite", "listen"], met=[9] * 3, visits=[10] * 3, promised=[0.5, 0.6, ""])
    track = sg.track_operations(visits, by=None, catalogue=delivered.catalogue())
    assert track.visits["promised_share"].fillna(-1).tolist() == [0.85, 0.6, -1]
    assert track.visits["reason"].tolist() == ["", "", "no_share_promised"]


def test_of_channels_that_are_promised_otherwise_the_visits_channel_is_meant() -> None:
    limits = {"wait": [sg.Limit(15, "s", share=0.85, channel="phone"), sg.Limit(40, "s", share=0.8, channel="chat")]}
    told = read(standard=["wait"] * 3, channel=["phone", "chat", ""], met=[9] * 3, visits=[10] * 3)
    found = sg.track_operations(told, by=None, limits=limits).visits.set_index("case_channel")["promised_share"]
    assert (found["phone"], found["chat"]) == (0.85, 0.8)
    assert math.isnan(found[""])


def test_intervals_hold_at_once_over_counts_and_visits() -> None:
    calls = read(standard=["answer"], within=[80], total=[100])
    visits = read(standard=["a", "b", "c"], met=[9, 8, 7], visits=[10] * 3, promised=[0.9, 0.9, ""])
    limits = {"answer": sg.Limit(15, "s", share=0.85)}
    track = sg.track_operations([calls, visits], by=None, limits=limits, simultaneous=True)
    assert track.basis.family == 3  # the one without a promise is not judged
    wanted = share_wilson([9, 8, 7], [10] * 3, 1 - 0.05 / 3)
    np.testing.assert_allclose(track.visits["visits_low"], wanted.ci_low)
    np.testing.assert_allclose(track.frame["within_low"], share_wilson(80, 100, 1 - 0.05 / 3).ci_low)


def test_visits_decide_where_operations_say_nothing() -> None:
    visits = read(standard=["polite", "listen"], met=[8, 39], visits=[40, 40], promised=["90 %", "80 %"])
    found = reviewed(delivered.at_the_counter(), visits)
    polite, listen, wait = (row(found, key) for key in ("polite", "listen", "wait"))
    assert (polite["delivery_verdict"], polite["observed_by"], polite["delivered_n"]) == ("broken", "shoppers", 40)
    assert (listen["delivery_verdict"], listen["delivered_share"]) == ("kept", 39 / 40)
    assert (wait["observed_by"], wait["delivery_verdict"]) == ("operations", "broken")
    assert polite["proposal"] == {"short": "fix_delivery", "negligible": "relax"}.get(polite["verdict"], "undecided")
    for language, told in (("en", "mystery shoppers (40 visits)"), ("zh", "神秘顾客走访 40 次")):
        assert told in repr(found.in_language(language))


def test_operations_decide_beside_visits_and_a_contradiction_is_told() -> None:
    whole = reviewed(delivered.at_the_counter(), read(standard=["once"], met=[2], visits=[40]))
    once = row(whole, "once")
    assert (once["delivery_verdict"], once["observed_by"]) == ("kept", "operations")
    assert "observers_disagree" in remarks(whole, "once")
    assert "channels_differ" not in remarks(whole, "once")
    held = whole.delivered[whole.delivered.standard == "once"]
    assert dict(zip(held.observed_by, held.delivery_verdict, strict=True)) == {
        "operations": "kept",
        "shoppers": "broken",
    }
    alike = reviewed(delivered.at_the_counter(), read(standard=["once"], met=[400], visits=[400]))
    assert "observers_disagree" not in remarks(alike, "once")


def test_of_shoppers_and_auditors_the_worse_decides() -> None:
    told = read(standard=["polite", "polite"], met=[40, 2], visits=[40, ""], audits=["", 40], promised=["80 %", "80 %"])
    found = reviewed(told)
    assert (row(found, "polite")["delivery_verdict"], row(found, "polite")["observed_by"]) == ("broken", "auditors")
    assert "observers_disagree" in remarks(found, "polite")


def test_visits_without_a_promise_decide_nothing_and_are_shown() -> None:
    found = reviewed(read(standard=["polite"], met=[2], visits=[40]))
    polite = row(found, "polite")
    assert (polite["delivery_verdict"], polite["observed_by"]) == ("not_measured", "")
    assert remarks(found, "polite") == ["visits_unpromised"]
    (held,) = found.delivered.to_dict("records")
    assert (held["delivered_share"], held["delivery_verdict"], held["reason"]) == (0.05, "", "no_share_promised")
    for language in ("en", "zh"):
        assert found.headline_in(language)
        assert found.note_in(language)


def test_visits_measure_a_limit() -> None:
    seen = reviewed(read(standard=["wait"], met=[30], visits=[40]))
    assert "measure_it" not in remarks(seen, "wait")
    assert "measure_it" in remarks(seen, "once")


def test_visits_that_name_no_period_stand_beside_the_newest() -> None:
    visits = read(standard=["polite"], met=[8], visits=[40], promised=["90 %"])
    found = reviewed(delivered.at_the_counter(), visits)
    assert found.facts.period == "2026Q2"
    assert row(found, "polite")["delivery_verdict"] == "broken"
    track = sg.track_operations([delivered.at_the_counter(), visits], catalogue=delivered.catalogue())
    assert track.facts.group == {"quarter": "2026Q2"}
    assert track.facts.seen is not None
    labels = [text.get_text() for text in track.plot().figure.findobj(lambda each: hasattr(each, "get_text"))]
    assert any("mystery shoppers" in text for text in labels)
    old = read(standard=["polite"], quarter=["2026Q1"], met=[8], visits=[40], promised=["90 %"])
    assert row(reviewed(delivered.at_the_counter(), old), "polite")["delivery_verdict"] == "not_measured"


def test_by_branch_each_has_its_own_visits() -> None:
    whole = survey("plain")
    branches = sorted(sg.review_standards(whole, by="branch").frame.branch.unique())
    visits = read(standard=["polite"] * 2, branch=branches[:2], met=[2, 40], visits=[40, 40], promised=[0.8, 0.8])
    found = sg.review_standards(whole, catalogue=delivered.catalogue(), operations=visits, by="branch").frame
    polite = found[found.standard == "polite"].set_index("branch")["delivery_verdict"]
    assert (polite[branches[0]], polite[branches[1]]) == ("broken", "kept")


def test_words_of_visits_are_in_both_languages() -> None:
    track = sg.track_operations(read(standard=["a"], met=[3], visits=[40], promised=[0.9]), by=None)
    assert track.headline.startswith("Mystery shoppers found “a” met in 3 of 40 visits (7.5%, ")
    assert "神秘顾客的 40 次走访中，“a”达标 3 次" in track.headline_in("zh")
    assert "Wilson" in track.note
    bare = sg.track_operations(read(standard=["a"], met=[3], visits=[40]), by=None)
    assert "no share was promised" in bare.headline


def test_operations_without_another_key_are_tracked_as_one() -> None:
    visits = sg.read_operations(pd.DataFrame({"standard": ["wait"], "met": [30], "visits": [40]}))
    with pytest.raises(ServgapError, match=r"found 'quarter', they have none\. Pass by=None\.$"):
        sg.track_operations(visits)
    assert sg.track_operations(visits, by=None).visits["n_visits"].tolist() == [40]


@pytest.mark.parametrize(
    ("language", "met", "within"), [("en", "visits in which", "limit"), ("zh", "走访中达标", "时限内")]
)
def test_a_picture_of_visits_alone_speaks_of_no_limit(language: str, met: str, within: str) -> None:
    visits = sg.read_operations(pd.DataFrame({"standard": ["wait"], "met": [30], "visits": [40], "promised": [0.9]}))
    ax = sg.track_operations(visits, by=None).plot(language=language)
    drawn = [text.get_text() for text in ax.figure.findobj(lambda artist: hasattr(artist, "get_text"))]
    assert any(met in text for text in drawn)
    assert not any(within in text for text in drawn)
