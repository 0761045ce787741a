"""What is proposed for each standard: the table of proposals, the six guards, and what would follow from raising."""

from __future__ import annotations

import math
import pickle

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import servgap as sg
from servgap._stats.paired.correlation import correlation
from servgap.analysis.review import guards
from servgap.analysis.review.delivery import Delivered
from servgap.analysis.review.proposals import (
    PROPOSALS,
    decided,
    more_answers,
    more_cases,
    more_needed,
    possible_deliveries,
    possible_verdicts,
    proposal,
    worst_delivery,
)
from servgap.analysis.review.rows import _proposal
from tests import delivered
from tests.counter_surveys import survey
from tests.surveys import pair_survey

S = 0.25
VERDICTS, DELIVERIES = ("short", "negligible", "above"), ("kept", "broken", "not_measured")


def standard(key: str = "wait", **facts: object) -> sg.Standard:
    return sg.Standard(key, "Waiting times are short.", **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("customers", "was", "low", "expected"),
    [
        ("short", "broken", False, "fix_delivery"),
        ("short", "kept", False, "tighten"),
        ("short", "kept", True, "tighten"),
        ("short", "not_measured", False, "fix"),
        ("negligible", "kept", False, "keep"),
        ("negligible", "broken", False, "relax"),
        ("negligible", "not_measured", True, "keep"),
        ("above", "broken", False, "relax"),
        ("above", "kept", True, "relax"),
        ("above", "kept", False, "keep"),
        ("above", "not_measured", False, "relax"),
    ],
)
def test_the_table_of_proposals(customers: str, was: str, low: bool, expected: str) -> None:
    assert proposal(customers, was, unimportant=low) == expected
    assert decided([customers], [was], unimportant=low) == expected


def test_only_what_is_exceeded_delivered_and_stands_for_its_own_sake_may_be_dropped() -> None:
    def proposed(verdict: str, was: str, *, low: bool, own_sake: bool) -> str:
        customers = {"verdict": verdict, "ci_low": 0.3, "ci_high": 0.6}
        return _proposal(customers, Delivered(was), S, low=low, own_sake=own_sake)

    assert proposed("above", "kept", low=True, own_sake=True) == "drop"
    assert proposed("above", "kept", low=True, own_sake=False) == "relax"
    assert proposed("above", "broken", low=True, own_sake=True) == "relax"
    assert proposed("negligible", "kept", low=True, own_sake=True) == "keep"
    assert proposed("", "kept", low=True, own_sake=True) == ""


def test_what_stays_open_is_undecided_only_where_it_matters() -> None:
    assert decided(["negligible", "above"], ["broken"], unimportant=False) == "relax"
    assert decided(["negligible", "above"], ["kept"], unimportant=False) == "keep"
    assert decided(["short", "negligible"], ["not_measured"], unimportant=False) == "undecided"
    assert decided(["above"], possible_deliveries("undecided"), unimportant=True) == "relax"
    assert decided(["above"], possible_deliveries("undecided"), unimportant=False) == "undecided"


@given(st.floats(-3, 3), st.floats(0.01, 2))
def test_an_undecided_verdict_leaves_open_what_its_interval_touches(middle: float, reach: float) -> None:
    low, high = middle - reach, middle + reach
    found = possible_verdicts("undecided", low, high, S)
    assert ("short" in found) == (low < -S)
    assert ("above" in found) == (high > S)
    assert set(found) <= set(VERDICTS)


@given(st.sets(st.sampled_from(VERDICTS), min_size=1), st.sets(st.sampled_from(DELIVERIES), min_size=1), st.booleans())
def test_knowing_more_never_changes_what_was_decided(customers: set[str], was: set[str], low: bool) -> None:
    whole = decided(customers, was, unimportant=low)
    for each in customers:
        for one in was:
            assert whole in ("undecided", decided([each], [one], unimportant=low))


def test_the_worst_channel_decides() -> None:
    assert worst_delivery(["kept", "undecided", "broken"]) == "broken"
    assert worst_delivery(["kept", "undecided"]) == "undecided"
    assert worst_delivery(["kept", "kept"]) == "kept"
    assert worst_delivery([]) == "not_measured"


def test_more_needed_by_hand() -> None:
    # the reach of .2 at 100 must come down to .1, half of it: four times as many
    assert more_needed(100, 0.2, 0.1) == 300
    assert math.isnan(more_needed(100, 0.2, 0.0))
    assert math.isnan(more_needed(100, math.nan, 0.1))
    # gap −.45, from −.65 to −.20: .2 from the border with a reach of .25; 100 · 1.5625 − 100, rounded up
    assert more_answers(100, -0.45, (-0.65, -0.20), (-0.6, -0.25), S) == 57
    # gap .05, inner −.25 to .35: reach .3 must come down to .2
    assert more_answers(100, 0.05, (-0.3, 0.4), (-0.25, 0.35), S) == 125
    # 86 % of 100 within, from 76 % to 92 %, where 90 % are promised: .06 down to .04
    assert more_cases(100, 0.86, (0.76, 0.92), 0.90) == 125


@given(st.floats(10, 1e4), st.floats(0.01, 2), st.floats(0.01, 2))
def test_with_as_many_more_the_interval_no_longer_touches(n: float, reach: float, distance: float) -> None:
    more = more_needed(n, reach, distance)
    if math.isfinite(more):
        assert reach * math.sqrt(n / (n + more)) <= distance * (1 + 1e-6)


class TestGuards:
    """Each speaks, and each is silent."""

    before = standard(limit=sg.Limit(20, "s", share=0.8))
    now = standard(limit=sg.Limit(15, "s", share=0.85))

    def test_tightened_and_bought_nothing(self) -> None:
        assert guards.bought_nothing(self.before, self.now, 0.1, S)
        assert not guards.bought_nothing(self.before, self.now, 0.3, S)  # it may have gained what matters
        assert not guards.bought_nothing(self.now, self.now, 0.1, S)
        assert not guards.bought_nothing(self.now, self.before, 0.1, S)  # loosened
        assert not guards.bought_nothing(None, self.now, 0.1, S)
        assert not guards.bought_nothing(self.before, self.now, math.nan, S)

    def test_tightened_on_one_channel_and_loosened_on_another_is_not_tightened(self) -> None:
        def both(phone: int, chat: int) -> sg.Standard:
            return standard(limit=(sg.Limit(phone, "s", channel="phone"), sg.Limit(chat, "s", channel="chat")))

        assert guards.tightened(both(20, 40), both(15, 40))
        assert not guards.tightened(both(20, 40), both(15, 60))

    def test_the_industrys_norm(self) -> None:
        same = standard(limit=sg.Limit(2, "d"), norm=sg.Limit(48, "h"))
        assert guards.industry_norm(same, "short")
        assert guards.industry_norm(same, "above")
        assert not guards.industry_norm(same, "negligible")
        assert not guards.industry_norm(same, "undecided")
        assert not guards.industry_norm(standard(limit=sg.Limit(1, "d"), norm=sg.Limit(48, "h")), "short")
        other = standard(limit=sg.Limit(2, "d", channel="phone"), norm=sg.Limit(2, "d", channel="chat"))
        assert not guards.industry_norm(other, "short")

    def test_a_time_without_a_share(self) -> None:
        assert guards.without_share([sg.Limit(2, "h")])
        assert guards.without_share([sg.Limit(2, "h", share=0.9, channel="a"), sg.Limit(2, "h", channel="b")])
        assert not guards.without_share([sg.Limit(2, "h", share=0.9)])
        assert not guards.without_share([sg.Limit(12, "complaints a million")])
        assert not guards.without_share([])

    def test_unpublished(self) -> None:
        limit = sg.Limit(15, "s", share=0.85)
        assert guards.unpublished(standard(limit=limit, published=False))
        assert not guards.unpublished(standard(limit=limit, published=True))
        assert not guards.unpublished(standard(limit=limit))  # nobody said
        assert not guards.unpublished(standard(published=False))  # courtesy cannot be promised by a limit

    def test_not_told_apart(self) -> None:
        one, two, elsewhere = (standard(key, touchpoint=at) for key, at in (("a", "x"), ("b", "x"), ("c", "y")))
        assert guards.not_told_apart(one, two, 0.8)
        assert not guards.not_told_apart(one, two, 0.79)
        assert not guards.not_told_apart(one, elsewhere, 0.9)
        assert not guards.not_told_apart(standard("a"), standard("b"), 0.9)  # lying nowhere is no touchpoint
        assert not guards.not_told_apart(one, two, math.nan)

    def test_for_its_own_sake(self) -> None:
        nothing = {"low": True, "driver_low": 0.0, "complaints": 0.0}
        unknown = {"low": True, "driver_low": math.nan, "complaints": math.nan}
        assert guards.own_sake("above", **nothing)  # type: ignore[arg-type]
        assert guards.own_sake("negligible", **unknown)  # type: ignore[arg-type]
        for spared in ({"low": False}, {"driver_low": 0.01}, {"complaints": 1.0}):
            assert not guards.own_sake("above", **{**nothing, **spared})  # type: ignore[arg-type]
        assert not guards.own_sake("short", **nothing)  # type: ignore[arg-type]

    def test_low_importance_lies_in_the_lower_half_with_all_its_ranks(self) -> None:
        assert [rank for rank in range(1, 6) if guards.unimportant(rank, 5)] == [4, 5]
        assert [rank for rank in range(1, 7) if guards.unimportant(rank, 6)] == [4, 5, 6]
        assert not guards.unimportant(math.nan, 22)


@pytest.fixture(scope="module")
def review() -> sg.Review:
    return sg.review_standards(
        survey("plain"),
        catalogue=delivered.catalogue(),
        operations=delivered.at_the_counter(),
        previous=delivered.before(),
    )


def row(review: sg.Review, key: str) -> dict[str, object]:
    (found,) = review.frame[review.frame.standard == key].to_dict("records")
    return {str(name): value for name, value in found.items()}


def remarks(review: sg.Review, key: str) -> list[str]:
    return review.remarks.loc[review.remarks.standard == key, "review_remark"].tolist()


def test_a_review_crosses_customers_with_delivery(review: sg.Review) -> None:
    wait, once = row(review, "wait"), row(review, "once")
    assert (wait["verdict"], wait["delivery_verdict"], wait["proposal"]) == ("short", "broken", "fix_delivery")
    assert (wait["delivered_channel"], wait["delivered_share"], wait["delivered_promised"]) == ("desk", 0.7, 0.85)
    assert (once["delivery_verdict"], once["owner"]) == ("kept", "Back office")
    assert row(review, "clean")["delivery_verdict"] == "undecided"
    assert row(review, "polite")["delivery_verdict"] == "not_measured"
    assert {"promise_broken", "channels_differ"} <= set(remarks(review, "wait"))
    assert {"measure_it", "no_share", "unpublished"} <= set(remarks(review, "open"))
    assert "measure_it" not in remarks(review, "once") + remarks(review, "polite")
    assert review.facts.beyond == ("lift",)
    assert review.facts.period == "2026Q2"
    assert review.facts.first is not None


def test_a_standard_tightened_since_without_a_gain_is_told_of(review: sg.Review) -> None:
    # the same answers before and now: no change, within less than a point
    assert row(review, "wait")["change_since"] == 0
    asked = {"catalogue": delivered.catalogue(), "previous": delivered.before()}
    assert "bought_nothing" in remarks(sg.review_standards(survey("plain"), smallest=1.0, **asked), "wait")
    assert "bought_nothing" not in remarks(sg.review_standards(survey("plain"), smallest=0.01, **asked), "wait")


def test_the_frame_stands_in_the_order_in_which_it_is_read(review: sg.Review) -> None:
    order = [PROPOSALS.index(each) for each in review.frame.proposal]
    assert order == sorted(order)
    first = review.frame.iloc[0]
    assert review.facts.first is not None
    assert first.standard == review.facts.first.standard


def test_verdicts_are_those_of_gaps_at_once(review: sg.Review) -> None:
    gaps = sg.measure_gaps(delivered.catalogue().on(survey("plain")), simultaneous=True).frame
    gaps = gaps[gaps.level == "standard"].set_index("standard")
    mine = review.frame.set_index("standard").loc[gaps.index]
    for name in ("gap", "ci_low", "ci_high"):
        np.testing.assert_allclose(mine[name], gaps[name], rtol=0, atol=1e-12)
    assert mine.verdict.tolist() == gaps.verdict.tolist()
    assert mine.is_sure.tolist() == [each not in ("undecided", "") for each in mine.proposal]


def test_a_share_met_is_that_of_measure_gaps(review: sg.Review) -> None:
    met = sg.measure_gaps(survey("plain"), measure="met", simultaneous=True).frame
    met = met[met.level == "standard"].set_index("standard")
    mine = review.frame.set_index("standard").loc[met.index]
    np.testing.assert_allclose(mine.share_met, met.value, atol=1e-12)
    np.testing.assert_allclose(mine.met_low, met.ci_low, atol=1e-12)


def test_segments_are_corrected_for_looking_at_all() -> None:
    whole = survey("plain")
    found = sg.review_standards(whole, by="branch")
    groups = found.frame.branch.nunique()
    label = found.frame.branch.iloc[0]
    alone = sg.review_standards(whole.where(branch=label), confidence=1 - 0.05 / groups).frame.set_index("standard")
    mine = found.frame[found.frame.branch == label].set_index("standard").loc[alone.index]
    np.testing.assert_allclose(mine.ci_low, alone.ci_low, atol=1e-12)
    assert mine.proposal.tolist() == alone.proposal.tolist()


def test_a_tally_gives_what_its_survey_gives() -> None:
    whole = survey("plain")
    ours, counted = (sg.review_standards(each).frame for each in (whole, whole.tally()))
    names = ["standard", "proposal", "gap", "ci_low", "ci_high"]
    assert ours[names].equals(counted[names])
    assert counted.share_met.isna().all()


def test_a_published_promise_is_never_relaxed_without_a_word() -> None:
    above = survey("above")
    found = sg.review_standards(above, catalogue=delivered.catalogue(), operations=delivered.at_the_counter())
    relaxed = found.frame[found.frame.proposal.isin(["relax", "drop"])]
    published = {each.key for each in delivered.catalogue().standards if each.published}
    assert set(relaxed.standard) & published
    for key in set(relaxed.standard) & published:
        wanted = "promise_broken" if row(found, key)["delivery_verdict"] == "broken" else "takes_back"
        assert wanted in remarks(found, key)


def test_correlations_of_gaps_are_those_of_respondents_who_answered_both() -> None:
    from servgap.analysis.respondents import values_of
    from servgap.analysis.review.customers import pairs_of, reviewed_measure

    joined = delivered.catalogue().on(survey("plain"))
    measure = reviewed_measure(joined.instrument)
    tally = joined.tally()
    (pairs,) = pairs_of(tally, measure, 0.95)
    values = values_of(joined, measure, "item")
    told = 0
    for pair in pairs:
        both = np.isfinite(values[:, [pair.one, pair.other]]).all(axis=1)
        if not np.isfinite(values[:, [pair.one, pair.other]]).all():
            continue
        told += 1
        r = float(np.corrcoef(values[both][:, [pair.one, pair.other]].T)[0, 1])
        assert pair.r == pytest.approx(r, abs=1e-9)
        assert pair.low == pytest.approx(float(correlation(r, both.sum(), 1 - 0.05 / len(pairs)).ci_low), abs=1e-9)
    assert told or len(pairs) >= 2


def test_two_standards_answered_alike_are_not_told_apart() -> None:
    rng = np.random.default_rng(5)
    wanted, first = rng.integers(5, 8, 200), rng.integers(1, 8, 200)
    received = np.column_stack([first, np.where(rng.random(200) < 0.04, rng.integers(1, 8, 200), first)])
    made = pair_survey([2], np.column_stack([wanted, wanted]), received)
    at = [sg.Standard(each.key, each.text, touchpoint="waiting") for each in made.instrument.standards]
    found = sg.review_standards(made, catalogue=sg.Catalogue(at))
    alike = found.remarks[found.remarks.review_remark == "not_told_apart"]
    assert set(alike.standard) == {each.key for each in at}
    assert (alike.gaps_correlation_low >= 0.8).all()


def test_what_if_is_what_raised_answers_give() -> None:
    whole = survey("plain")
    found = sg.review_standards(whole).what_if({"wait": 6, "polite": 5}).frame
    now = sg.measure_gaps(whole).frame
    overall = now[(now.level == "overall") & (now.method == "mean_of_dimensions")].iloc[0]
    mine = found[found.method == "mean_of_dimensions"].iloc[0]
    for name, wanted in (("gap", "gap"), ("gap_low", "ci_low"), ("gap_high", "ci_high")):
        assert mine[name] == pytest.approx(overall[wanted], abs=1e-9)
    raised = sg.measure_gaps(_raised(whole, {"wait": 6, "polite": 5})).frame
    overall = raised[(raised.level == "overall") & (raised.method == "mean_of_dimensions")].iloc[0]
    for name, wanted in (("gap_then", "gap"), ("gap_then_low", "ci_low"), ("gap_then_high", "ci_high")):
        assert mine[name] == pytest.approx(overall[wanted], abs=1e-9)
    assert mine.gap_change == pytest.approx(mine.gap_then - mine.gap, abs=1e-12)
    met = sg.measure_gaps(_raised(whole, {"wait": 6, "polite": 5}), measure="met").frame
    assert mine.share_met_then == pytest.approx(met[met.level == "overall"].value.iloc[0], abs=1e-9)


def test_what_if_weighs_as_gaps_do() -> None:
    whole = survey("points of the questionnaire")
    found = sg.review_standards(whole).what_if({"wait": 6}).frame
    mine = found[found.method == "weighted_mean"].iloc[0]
    for each, name in ((whole, "gap"), (_raised(whole, {"wait": 6}), "gap_then")):
        frame = sg.measure_gaps(each).frame
        wanted = frame[frame.method == "weighted_mean"].iloc[0]
        assert mine[name] == pytest.approx(wanted["gap"], abs=1e-9)
        assert mine[f"{name}_low"] == pytest.approx(wanted["ci_low"], abs=1e-9)


def _raised(whole: sg.Survey, levels: dict[str, int]) -> sg.Survey:
    """Give the survey of which the answers below a level are brought to it."""
    from dataclasses import replace

    answers = whole.answers["perception"]
    codes = answers.codes.copy()
    for place, item in enumerate(whole.instrument.items):
        code = levels.get(item.standard.key, 0) - int(whole.instrument.scale.low) + 1
        if item.standard.key in levels:
            codes[place] = np.where(codes[place] > 0, np.maximum(codes[place], code), codes[place])
    return replace(whole, answers={**whole.answers, "perception": replace(answers, codes=codes)})


def test_what_if_of_groups_is_what_each_gives_alone() -> None:
    whole = survey("plain")
    review = sg.review_standards(whole, by="branch")
    found = review.what_if({"wait": 6, "polite": 5})
    assert found.facts.group == review.facts.group
    for label, mine in found.frame.groupby("branch"):
        alone = sg.review_standards(whole.where(branch=label)).what_if({"wait": 6, "polite": 5}).frame
        pd.testing.assert_frame_equal(mine.drop(columns="branch").reset_index(drop=True), alone, check_dtype=False)
    for language in ("en", "zh"):
        assert str(found.facts.group["branch"]) in found.headline_in(language)


@pytest.mark.parametrize("name", ["plain", "points of the questionnaire"])
def test_what_if_of_counts_is_that_of_answers_as_far_as_they_tell(name: str) -> None:
    whole = survey(name)
    levels = {"wait": 6, "polite": 5}
    ours, counted = (sg.review_standards(each).what_if(levels) for each in (whole, whole.tally()))
    stored = pickle.loads(pickle.dumps(sg.review_standards(whole))).what_if(levels)  # noqa: S301 - made in the line
    pd.testing.assert_frame_equal(stored.frame, counted.frame)
    mine, its = (each.frame.set_index(["level", "dimension", "standard", "method"]) for each in (ours, counted))
    assert mine.index.tolist() == its.index.tolist()
    numbers = [each for each in mine if each != "reason"]
    standards = its.index.get_level_values("level") == "standard"
    np.testing.assert_allclose(mine.loc[standards, numbers], its.loc[standards, numbers].astype(float), atol=1e-12)
    for column in ("n", "gap", "gap_low", "gap_high"):
        np.testing.assert_allclose(mine[column], its[column], atol=1e-12)
    assert set(its.reason[~standards]) == {"needs_rows"}
    assert its.loc[~standards, "gap_then_low"].isna().all()
    assert counted.facts.standard == "wait"
    for language in ("en", "zh"):
        assert "nan" not in counted.headline_in(language)
    assert "single respondents" in counted.headline


def test_counts_tell_of_all_where_everybody_answered_everything() -> None:
    from tests.counter_surveys import counter, survey_of

    rng = np.random.default_rng(11)
    asked = counter(points={"speed": 50, "care": 30, "place": 20})
    items = len(asked.items)
    made = survey_of(asked, {part: rng.integers(1, 8, (90, items)).astype(float) for part in asked.parts})
    keys = [each.key for each in made.instrument.standards]
    levels = {keys[0]: 6, keys[1]: 5, keys[-1]: 6}
    ours, counted = (sg.review_standards(each).what_if(levels).frame for each in (made, made.tally()))
    for column in ("n", "gap", "gap_then", "gap_change", "share_met", "share_met_then"):
        np.testing.assert_allclose(counted[column], ours[column], atol=1e-12)


def test_counts_of_targets_tell_what_would_follow() -> None:
    joined = delivered.catalogue().on(survey("one part"))
    ours, counted = (
        sg.review_standards(each).what_if({"polite": "target"}).frame
        for each in (joined, joined.tally(measures="target"))
    )
    mine, its = (each[each.level == "standard"].reset_index(drop=True) for each in (ours, counted))
    pd.testing.assert_frame_equal(mine, its, check_dtype=False)


def test_nothing_moves_in_counts_where_nobody_lies_below() -> None:
    found = sg.review_standards(survey("plain").tally()).what_if({"wait": 1}).frame
    assert (found.gap_change == 0).all()
    assert (found.reason == "").all()
    np.testing.assert_allclose(found.gap_then_low, found.gap_low)


def test_importance_of_every_item_is_ranked_from_a_tally_that_counted_it() -> None:
    from tests.counter_surveys import counter, survey_of

    rng = np.random.default_rng(4)
    asked = counter(("expectation", "perception", "importance"))
    items = len(asked.items)
    answers = {part: rng.integers(1, 8, (120, items)).astype(float) for part in asked.parts}
    answers["importance"] = np.clip(answers["importance"] + np.linspace(4, -4, items), 1, 7).round()
    answers["importance"][::7, 1] = np.nan
    made = survey_of(asked, answers)
    ours, counted = (sg.review_standards(each) for each in (made, made.tally(measures=["importance", "met"])))
    names = ["importance", "importance_rank_low", "importance_rank_high", "importance_ranked", "share_met", "met_low"]
    mine, its = (each.frame.set_index("standard")[names].sort_index() for each in (ours, counted))
    np.testing.assert_allclose(mine, its, atol=1e-9)
    assert ours.frame.importance_rank_high.notna().all()
    bare = sg.review_standards(made.tally())
    assert bare.frame.importance.isna().all()
    assert 'measures=["importance"]' in bare.note
    assert 'measures=["met"]' in bare.note
    for language in ("en", "zh"):
        assert "survey.tally" in bare.note_in(language)


def test_nothing_is_raised_where_nobody_lies_below() -> None:
    found = sg.review_standards(survey("plain")).what_if({"wait": 1}).frame
    assert (found.gap_change == 0).all()
    assert (found.raised_n == 0).all()
    assert (found.share_met == found.share_met_then).all()


def test_the_outcome_follows_the_regression() -> None:
    whole = survey("pleased")
    drivers = sg.find_drivers(whole, outcome="satisfaction")
    found = sg.review_standards(whole, importance=drivers).what_if({"wait": 7})
    outcome = found.outcome.iloc[0]
    item = next(each.key for each in whole.instrument.items if each.standard.key == "wait")
    perceived = whole.perceptions
    known = perceived.notna().all(axis=1) & np.isfinite(whole.outcomes["satisfaction"].values)
    x = np.column_stack([np.ones(known.sum()), perceived[known].to_numpy()])
    b = np.linalg.lstsq(x, whole.outcomes["satisfaction"].values[known], rcond=None)[0]
    lift = np.maximum(7 - perceived.loc[known, item], 0).mean()
    assert outcome.n == known.sum()
    assert outcome.outcome_change == pytest.approx(lift * b[1 + list(perceived.columns).index(item)], abs=1e-9)
    assert outcome.outcome_change_low < outcome.outcome_change < outcome.outcome_change_high
    assert "association" in found.headline


def test_bad_input_is_refused_with_what_to_do() -> None:
    whole = survey("plain")
    found = sg.review_standards(whole)
    for call, told in (
        (lambda: sg.review_standards(whole, catalogue="standards.csv"), "read_catalogue"),
        (lambda: sg.review_standards(whole, operations=whole), "read_operations"),
        (lambda: sg.review_standards(whole, previous=found), "catalogue.on"),
        (lambda: sg.review_standards(whole, importance="expectation"), "importance"),
        (
            lambda: sg.review_standards(
                whole.tally(), importance=sg.find_drivers(survey("pleased"), outcome="satisfaction")
            ),
            "Pass the Survey",
        ),
        (lambda: sg.review_standards(survey("one part")), "Give them targets"),
        (lambda: found.what_if({}), "Name at least one"),
        (lambda: found.what_if({"nothing": 6}), "'nothing'"),
        (lambda: found.what_if({"wait": "target"}), "has none"),
        (lambda: found.what_if({"wait": 8}), "1 to 7"),
        (lambda: found.what_if({"wait": True}), "1 to 7"),
    ):
        with pytest.raises(sg.ServgapError, match=told):
            call()


def test_one_part_is_held_against_targets() -> None:
    joined = delivered.catalogue().on(survey("one part"))
    found = sg.review_standards(joined)
    told = found.frame.set_index("standard")
    assert told.loc["polite", "verdict"] in ("short", "negligible", "above", "undecided")
    assert told.loc["once", ["verdict", "proposal", "reason"]].tolist() == ["", "", "no_target"]
    assert "expectation" not in found.headline


def test_it_can_be_stored_and_says_the_same(review: sg.Review) -> None:
    again = pickle.loads(pickle.dumps(review))  # noqa: S301 - made in the line
    for language in ("en", "zh"):
        assert again.headline_in(language) == review.headline_in(language)
        assert again.note_in(language) == review.note_in(language)


def test_a_report_opens_with_it(review: sg.Review, tmp_path) -> None:
    report = sg.Report(survey("plain"), add=[review])
    assert report.findings[0].kind == "review"
    report.to_html(tmp_path / "report.html")
    assert review.headline[:40] in (tmp_path / "report.html").read_text("utf-8")


def test_of_several_broken_promises_the_one_furthest_short_is_told_and_only_the_newest_period_counts() -> None:
    rows = [
        {"standard": "wait", "quarter": quarter, "branch": branch, "channel": channel, "within": within, "total": 1000}
        for quarter, branch, channel, within in (
            ("2026Q1", "1", "desk", 100),
            ("2026Q2", "1", "desk", 800),
            ("2026Q2", "2", "desk", 500),
            ("2026Q2", "2", "kiosk", 990),
        )
    ]
    ops = sg.read_operations(pd.DataFrame(rows), keys=["standard", "quarter", "branch", "channel"])
    asked = {"catalogue": delivered.catalogue(), "operations": ops}
    found = row(sg.review_standards(survey("plain"), **asked), "wait")
    assert (found["delivery_verdict"], found["delivered_channel"], found["delivered_share"]) == ("broken", "desk", 0.65)
    track = sg.track_operations(ops, by=["branch", "quarter"], catalogue=delivered.catalogue())
    told = row(sg.review_standards(survey("plain"), catalogue=delivered.catalogue(), operations=track), "wait")
    assert (told["delivered_channel"], told["delivered_share"]) == ("desk, 2", 0.5)
