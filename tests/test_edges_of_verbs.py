"""Edges that small changes to the verbs showed to be unwatched: just enough, one too few, one of two unknown."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

import servgap as sg
from servgap.analysis.screening import careless_flags
from servgap.analysis.screening.indicators import most_apart, seconds_of
from servgap.analysis.subject import TESTED_FROM
from tests.surveys import instrument_of, pair_survey, survey_of


def rows_of(n: int, items: int, seed: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Draw answers that vary within everybody."""
    rng = np.random.default_rng(seed)
    return rng.integers(1, 8, (n, items)).astype(float), rng.integers(1, 8, (n, items)).astype(float)


# Screening


def test_a_straight_line_needs_six_answers_in_every_part():
    e, p = rows_of(4, 12)
    e[0], p[0] = 7, 7
    e[1], p[1] = 7, 7
    p[1, 5:] = np.nan
    e[2, 5:], e[2, :5], p[2] = np.nan, 7, 7
    found = sg.screen_responses(pair_survey((4, 4, 4), e, p), criterion="straight_line").frame
    assert found["flags"].tolist() == ["straight_line", "", "", ""]


@pytest.mark.parametrize(("items", "reason"), [(5, "too_short"), (6, "")])
def test_six_items_are_enough_for_a_line_and_a_run(items, reason):
    e, p = rows_of(5, items)
    e[0], p[0] = 7, 7
    flags = sg.screen_responses(pair_survey((items,), e, p)).flags.set_index("flag")
    assert flags.loc[["straight_line", "long_run"], "reason"].tolist() == [reason] * 2
    assert flags.loc["straight_line", "n"] == (0 if reason else 1)


@pytest.mark.parametrize(("items", "apart"), [(9, 0), (10, 1), (16, 1), (19, 1), (20, 2), (24, 2), (60, 2)])
def test_near_duplicates_differ_in_a_twentieth_of_twenty_cells_or_more(items, apart):
    assert most_apart(instrument_of((items,))) == apart


@pytest.mark.parametrize(("varied", "flag"), [(5, ""), (6, "duplicate")])
def test_a_repetition_counts_from_a_quarter_of_varied_answers_on(varied, flag):
    """Twelve items asked twice: six answers off the commonest are a quarter of all."""
    e, p = rows_of(6, 12)
    e[0], p[0] = 7, 7
    e[0, :3], p[0, : varied - 3] = 1, 1
    e[5], p[5] = e[0], p[0]
    found = sg.screen_responses(pair_survey((4, 4, 4), e, p), criterion="duplicate").frame
    assert found["flags"].tolist() == [""] * 5 + [flag]


def test_consistency_is_flagged_below_thirty_hundredths():
    consistency = np.array([0.2999, 0.30, 0.3001, np.nan])
    found = SimpleNamespace(
        even_odd=consistency,
        repeats=SimpleNamespace(earlier_apart=np.full(4, np.nan)),
        over_parts=lambda name: np.full((2, 4), {"answered": 12.0, "irv": 1.0, "longest_run": 2.0}[name]),
    )
    flags = careless_flags.raise_flags(instrument_of((4, 4)), found, np.full(4, np.nan))
    assert flags["inconsistent"].who.tolist() == [True, False, False, False]


@pytest.mark.parametrize(("sizes", "reason"), [((4, 4, 1), "too_short"), ((2, 2, 2), "")])
def test_three_scales_with_halves_are_enough_for_consistency(sizes, reason):
    asked_once = replace(instrument_of(sizes), parts=("perception",))
    assert careless_flags._inapplicable(asked_once, np.array([3.0]))["inconsistent"] == reason


def test_reasons_of_one_part_and_of_all():
    """One answer is too few in whichever part it is; without a distance items repeat one another; all else is named."""
    rng = np.random.default_rng(4)
    e, p = (rng.integers(1, 8, (60, 9)).astype(float) for _ in "ep")
    e[0, 1:], p[1, 2:], p[2, 0:9] = np.nan, np.nan, np.nan
    p[2, 0] = 4
    survey = pair_survey((3, 3, 3), e, p)
    found = sg.screen_responses(survey)
    by_part = found.parts.set_index(["part", "respondent"])["reason"]
    # One answer only, in either part, is too few for a number over all parts.
    assert found.frame["reason"].iloc[[0, 2]].tolist() == ["too_few_answers"] * 2
    assert found.frame["reason"].iloc[1] != found.frame["reason"].iloc[0]
    assert by_part["expectation", 0] == by_part["perception", 2] == "too_few_answers"
    assert by_part["expectation", 2] != "too_few_answers"


@pytest.mark.parametrize(("sizes", "reason"), [((2, 2), "too_short"), ((2, 2, 2), "")])
def test_three_scales_are_enough_for_consistency(sizes, reason):
    """Within a part; over both parts there are twice as many."""
    rng = np.random.default_rng(6)
    e, p = (rng.integers(1, 8, (80, sum(sizes))).astype(float) for _ in "ep")
    found = sg.screen_responses(pair_survey(sizes, e, p))
    mine = found.parts[found.parts["part"] == "perception"]
    assert mine["even_odd"].notna().any() == (reason == "")
    assert ("too_short" in set(mine["reason"])) == bool(reason)
    assert found.frame["even_odd"].notna().any()


def test_synonyms_need_three_pairs():
    """Three items that go together make three pairs; two make one, which is too few for anybody."""
    rng = np.random.default_rng(7)
    core = rng.integers(2, 7, (50, 1))
    close = np.clip(core + rng.integers(-1, 2, (50, 3)), 1, 7).astype(float)
    other = rng.integers(1, 8, (50, 3)).astype(float)
    three, two = np.hstack([close, other]), np.hstack([close[:, :2], other, other[:, :1][::-1]])
    short = three.copy()
    short[0, 0] = np.nan
    for rows, known, first in ((three, True, True), (two, False, False), (short, True, False)):
        parts = sg.screen_responses(pair_survey((2, 2, 2), other[:, ::-1].repeat(2, axis=1)[:, :6], rows)).parts
        mine = parts[parts["part"] == "perception"]
        assert mine["synonyms"].notna().any() == known
        assert mine["synonyms"].notna().iloc[0] == first
        reasons = mine.loc[mine["synonyms"].isna(), "reason"]
        assert set(reasons) <= {"no_synonyms", "too_few_answers", "same_answers"}
        assert (mine["reason"] == "no_synonyms").any() == (not known)
    assert mine["reason"].iloc[0] == "too_few_answers"
    assert (mine.loc[mine["synonyms"].notna(), "reason"] != "too_few_answers").all()


def test_hours_minutes_and_seconds_add_up():
    import pandas as pd

    assert seconds_of(pd.Series(["2:03:04", "03:04", "1:00:00.5"])).tolist() == [7384, 184, 3600.5]


def test_the_facts_of_a_screening_are_those_of_the_overall_gap():
    e, p = rows_of(30, 8)
    found = sg.screen_responses(pair_survey((4, 4), e, p))
    overall = found.frames["with_without"]
    assert overall["level"].tolist()[0] == "overall"
    assert found.facts.overall.mean == overall["mean"].iloc[0] != overall["mean"].iloc[1]
    with pytest.raises(sg.ServgapError, match=r"'a', 'b', 'c'(?!.*'d')"):
        sg.screen_responses(pair_survey((4,), e[:4, :4], p[:4, :4], when=list("abcd")), duration="when")


# Gaps


def test_one_answer_has_no_degrees_of_freedom():
    """Alone overall, and alone in one dimension."""
    e, p = rows_of(3, 4)
    p[1:, :2] = np.nan
    found = sg.measure_gaps(pair_survey((2, 2), e, p)).frame.set_index(["level", "dimension", "item", "method"])
    alone = found[found["n"] == 1]
    assert len(alone) >= 3
    assert alone["df"].isna().all()
    assert (found.loc[found["n"] > 1, "df"] == found.loc[found["n"] > 1, "n"] - 1).all()


def test_the_spread_of_overall_gaps_is_that_of_respondents():
    e, p = rows_of(40, 7)
    frame = sg.measure_gaps(pair_survey((3, 4), e, p)).frame
    gaps = p - e
    by_dimension = (gaps[:, :3].mean(axis=1) + gaps[:, 3:].mean(axis=1)) / 2
    overall = frame[frame["level"] == "overall"].set_index("method")
    assert overall.loc["mean_of_dimensions", "sd"] == pytest.approx(by_dimension.std(ddof=1))
    assert overall.loc["mean_of_items", "sd"] == pytest.approx(gaps.mean(axis=1).std(ddof=1))
    assert overall.loc["mean_of_dimensions", "se"] == pytest.approx(by_dimension.std(ddof=1) / np.sqrt(40))


# Significance


def of_one_item(pairs, tests, **others):
    """Test one item that is answered so."""
    e, p = np.array(pairs, dtype=float).T[:, :, None]
    return sg.check_significance(pair_survey((1,), e, p), test=tests, **others).frame.query("level == 'standard'")


def test_a_test_that_says_nothing_does_not_disagree():
    """Gaps that are all −1 have no t; the sign test is sure of them."""
    found = of_one_item([(5, 4), (6, 5)] * 20, ["t", "sign"]).set_index("test")
    assert np.isnan(found.loc["t", "p_value"])
    assert found.loc["sign", "p_value"] < 0.001
    assert not found["disagrees"].any()


def test_a_model_without_an_estimate_contradicts_nothing():
    """All expectations lie above all perceptions: the t test is sure, the ordinal model has no finite estimate."""
    apart = [(6, 1), (7, 2), (7, 1), (6, 2), (6, 3)] * 8
    found = of_one_item(apart, ["t", "ordinal"]).set_index("test")
    assert found.loc["t", "p_value"] < 0.001
    assert np.isnan(found.loc["ordinal", "p_value"])
    assert found.loc["ordinal", "reason"] == "not_converged"
    assert not found["contradicts"].any()


def test_why_an_ordinal_model_has_no_estimate():
    """The mean gap may be one; where nobody's answers differ nothing varies."""
    by_one = of_one_item([(1, 2), (2, 3), (1, 3), (2, 2)] * 8, ["ordinal"]).iloc[0]
    assert (by_one["gap"], by_one["reason"]) == (1.0, "not_converged")
    alike = of_one_item([(1, 1), (2, 2), (3, 3)] * 8, ["ordinal"]).iloc[0]
    assert (alike["gap"], alike["reason"]) == (0.0, "no_variation")


@pytest.mark.parametrize(("n", "reason"), [(1, "too_few"), (2, "no_variation")])
def test_two_equal_gaps_are_enough_and_do_not_vary(n, reason):
    assert of_one_item([(5, 4)] * n, ["t"])["reason"].tolist() == [reason]


def test_one_gap_that_is_not_zero_is_ranked_exactly():
    found = of_one_item([(5, 5), (5, 5), (5, 2)], ["signed_rank"]).iloc[0]
    assert (found["method"], found["p_value"]) == ("exact", 1.0)


# Groups


def grouped(sizes, seed=5, shift=0.0):
    """Draw answers of groups of these sizes; the last group falls short by `shift` more."""
    rng = np.random.default_rng(seed)
    names = np.repeat([chr(ord("a") + place) for place in range(len(sizes))], sizes)
    e = rng.integers(5, 8, (len(names), 4)).astype(float)
    p = np.clip(e - rng.integers(0, 4, e.shape) - shift * (names == names[-1])[:, None], 1, 7)
    return pair_survey((2, 2), e, p, branch=names)


def test_groups_are_tested_and_ranked_from_the_same_size_on():
    found = sg.compare_groups(grouped((TESTED_FROM, TESTED_FROM - 1, 12), seed=8), by="branch")
    whole = found.groups[found.groups["level"] == "overall"].set_index("branch")
    assert found.frame["groups"].unique().tolist() == [2]
    assert whole["rank"].notna().tolist() == [True, False, True]
    assert found.facts.small == 1
    assert any(remark.code == "groups_small" and dict(remark.particulars)["n"] == 1 for remark in found.basis.remarks)
    enough = sg.compare_groups(grouped((TESTED_FROM, 12)), by="branch")
    assert not any(remark.code == "groups_small" for remark in enough.basis.remarks)
    assert enough.facts.worst.ranked == 2


def test_the_worst_group_of_two_has_an_interval_around_it():
    worst = sg.compare_groups(grouped((30, 30), shift=2.0), by="branch").facts.worst
    assert worst.group == "b"
    assert worst.corrected_low <= worst.corrected <= worst.corrected_high < 0


def test_pairs_that_differ_are_counted_overall():
    found = sg.compare_groups(grouped((40, 40, 40), shift=2.0), by="branch")
    overall = found.pairs[found.pairs["level"] == "overall"]
    assert found.facts.pairs_differing == overall["differs"].sum() == 2
    assert found.pairs["differs"].sum() > 2
    assert list(found.pairs.columns)[-3:] == ["differs", "verdict", "reason"]


def test_the_first_pair_of_an_instrument_of_zones_is_named():
    parts = ("desired", "adequate", "perception")
    rng = np.random.default_rng(9)
    answers = {part: rng.integers(1, 8, (30, 6)).astype(float) for part in parts}
    found = sg.screen_responses(survey_of(instrument_of((3, 3), parts=parts), answers))
    told = [dict(remark.particulars) for remark in found.basis.remarks if remark.code == "first_pair"]
    assert [each["reference"] for each in told] == [found.basis.instrument.pairs[0][0]] == ["desired"]
