"""Reviews, maps and operations in reports: small groups are left out, and what they decided is decided anew."""

from __future__ import annotations

import pickle
from functools import cache

import numpy as np
import pandas as pd
import pytest

import servgap as sg
from servgap.report.kinds.registry import kind_of
from servgap.report.suppression import shown_together
from tests.counter_surveys import counter, survey_of

FEW = 6


@cache
def with_a_kiosk() -> sg.Survey:
    """Give three branches of which the smallest is served worst, so that all headlines begin with it."""
    rng, asked = np.random.default_rng(8), counter(points={"speed": 50, "care": 30, "place": 20})
    n, items = 86, len(asked.items)
    labels = ["North"] * 40 + ["South"] * 40 + ["Kiosk"] * FEW
    worse = np.array([1.0] * 40 + [2.5] * 40 + [5.0] * FEW)[:, None]
    wanted = rng.integers(6, 8, (n, items)).astype(float)
    received = np.clip(np.rint(wanted - worse + rng.normal(0, 0.5, (n, items))), 1, 7)
    return survey_of(asked, {"expectation": wanted, "perception": received}, branch=labels)


@pytest.mark.parametrize("verb", [sg.map_importance, sg.review_standards])
def test_a_finding_whose_headline_is_of_a_small_group_is_made_anew(verb) -> None:
    found = verb(with_a_kiosk(), by="branch")
    assert found.facts.group == {"branch": "Kiosk"} or verb is sg.review_standards
    (shown,) = shown_together([found], 10)
    assert (shown.small, shown.others) == (1, 0)
    assert shown.finding is not None
    assert sorted(shown.finding.frame.branch.unique()) == ["North", "South"]
    alone = verb(with_a_kiosk().where(branch=["North", "South"]), by="branch")
    pd.testing.assert_frame_equal(shown.finding.frame, alone.frame)
    assert "Kiosk" not in shown.finding.headline + shown.finding.note


def test_a_stored_map_takes_no_answers_along() -> None:
    source = pickle.loads(pickle.dumps(sg.map_importance(with_a_kiosk(), by="branch"))).source  # noqa: S301 - our own
    assert isinstance(source.subject, sg.Tally)
    assert not any(isinstance(each, sg.Survey) for each in source.asked.values())


def rates(users: list[int], by: str = "branch", labels: list[str] | None = None) -> sg.OperationsTrack:
    told = {"standard": "bills", by: labels or [f"b{at}" for at in range(len(users))], "complaints": 1, "users": users}
    return sg.track_operations(sg.read_operations(pd.DataFrame(told)), by=by)


def shown_rates(track: sg.OperationsTrack, minimum: int = 10) -> sg.OperationsTrack:
    (shown,) = shown_together([track], minimum)
    assert isinstance(shown.finding, sg.OperationsTrack)
    return shown.finding


@pytest.mark.parametrize(
    ("users", "left"),
    [
        ([3, 400, 500, 900], [500, 900]),  # with the next smallest, since a total may stand elsewhere
        ([10, 400, 500], [10, 400, 500]),
        ([3, 4, 500, 900], [900]),  # 7 users together are still few
        ([6, 7, 500, 900], [500, 900]),
        ([3], []),
    ],
)
def test_rates_of_few_users_are_hidden_with_what_gives_them_away(users: list[int], left: list[int]) -> None:
    found = shown_rates(rates(users))
    assert found.rates.users.tolist() == left
    hidden = len(users) - len(left)
    assert any(remark.code == "few_users" for remark in found.basis.remarks) == bool(hidden)
    for language, few in (("en", "fewer than 10 users"), ("zh", "不足 10 人")):
        assert (few in found.note_in(language)) == bool(hidden)


def test_a_series_with_limits_goes_as_a_whole() -> None:
    quarters = [f"2026Q{q}" for q in (1, 2, 3, 4)]
    found = shown_rates(rates([5, 900, 900, 900], "quarter", quarters))
    assert not len(found.rates)
    assert found.facts.rated is None
    for language in ("en", "zh"):
        assert found.headline_in(language)
    assert len(shown_rates(rates([50, 900, 900, 900], "quarter", quarters)).rates) == 4


def test_shares_of_few_cases_stay_and_the_note_says_why() -> None:
    told = pd.DataFrame({"standard": ["wait", "wait"], "branch": ["a", "b"], "within": [2, 80], "total": [3, 100]})
    track = sg.track_operations(sg.read_operations(told), by="branch", limits={"wait": (15, "s", 0.9)})
    found = shown_rates(track)
    pd.testing.assert_frame_equal(found.frame, track.frame)
    assert "none is hidden for being few" in found.note
    assert "不因数量少而隐藏" in found.note_in("zh")
    assert "hidden for being few" not in track.note
    assert kind_of("operations").merged(rates([50, 60]), 10).note == rates([50, 60]).note
