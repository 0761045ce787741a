"""What must hold on any survey: one answer whatever the way to it, and answers that move as the data do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import servgap as sg
from servgap.survey.instrument import Dimension
from servgap.survey.scale import Scale
from servgap.survey.survey import Answers
from servgap.survey.tally import Tally
from tests.surveys import PAIR, random_survey, rows_of, survey_of, surveys

VERBS = {
    "gaps": sg.measure_gaps,
    "gaps at once": lambda subject, **by: sg.measure_gaps(subject, simultaneous=True, policy="pairs", **by),
    "reliability": sg.check_reliability,
    "significance": sg.check_significance,
    "ranking": sg.rank_standards,
    "ranking by effect": lambda subject, **by: sg.rank_standards(subject, criterion="effect", **by),
    "ranking by points": lambda subject, **by: sg.rank_standards(subject, criterion="weighted", **by),
}
OVER_GROUPS = {
    "groups": lambda subject: sg.compare_groups(subject, by="branch"),
    "waves": lambda subject: sg.track_waves(subject, by="quarter"),
}
CASES = [
    *((name, lambda subject, verb=verb: verb(subject)) for name, verb in VERBS.items()),
    *((f"{name} by branch", lambda subject, verb=verb: verb(subject, by="branch")) for name, verb in VERBS.items()),
    ("gaps by both", lambda subject: sg.measure_gaps(subject, by=["quarter", "branch"])),
    *OVER_GROUPS.items(),
]
BY = ["branch", "quarter"]


@pytest.fixture(autouse=True)
def few_draws(monkeypatch):
    """Take few random draws: what is held here holds with any number of them."""
    for place in ("gaps.verb", "ranking.verb", "ranks"):
        monkeypatch.setattr(f"servgap.analysis.{place}.DRAWS", 499)


def assert_identical(one, two):
    assert one.frames.keys() == two.frames.keys()
    for name in one.frames:
        pd.testing.assert_frame_equal(one.frames[name], two.frames[name], check_exact=True)
    assert repr(one.facts) == repr(two.facts)
    assert one.basis == two.basis


@pytest.mark.parametrize(("name", "ask"), CASES, ids=[name for name, _ in CASES])
def test_every_way_to_a_finding_gives_the_same(tmp_path, name, ask):
    survey = random_survey(61, 90, scale=Scale(1, 9, 0.5))
    expected = ask(survey)
    tally = survey.tally(by=BY)
    tally.save(tmp_path / "x.tally")
    halves = [rows_of(survey, rows) for rows in (range(0, 90, 2), range(1, 90, 2))]
    ways = {
        "asked again": survey,
        "tally": tally,
        "saved": Tally.load(tmp_path / "x.tally"),
        "halves": sum(half.tally(by=BY) for half in halves),
        "halves of other order": halves[1].tally(by=BY) + halves[0].tally(by=BY),
        "shuffled": rows_of(survey, np.random.default_rng(1).permutation(90)),
    }
    for subject in ways.values():
        assert_identical(ask(subject), expected)


@settings(max_examples=12)
@given(surveys(least=2), st.sampled_from([name for name in VERBS if "points" not in name]), st.randoms())
def test_every_way_on_small_surveys(survey, name, random):
    verb = VERBS[name]
    cut = random.randint(1, survey.n - 1)
    rows = random.sample(range(survey.n), survey.n)
    whole = rows_of(survey, range(survey.n))
    halves = rows_of(survey, rows[:cut]).tally(by=BY) + rows_of(survey, rows[cut:]).tally(by=BY)
    assert_identical(verb(halves), verb(whole))
    assert_identical(verb(halves, by="quarter"), verb(whole, by="quarter"))


# Answers that move as the data do.


def with_codes(survey, change, instrument=None):
    """Change the codes of both parts; `change` takes and gives expectation and perception, 0 for no answer."""
    first, second = change(*(survey.answers[part].codes for part in survey.instrument.parts))
    answers = {part: Answers(codes.astype(np.uint8)) for part, codes in zip(PAIR, (first, second), strict=True)}
    return replace(survey, answers=answers, instrument=instrument or survey.instrument)


def same(one, two, columns, sign=1.0):
    np.testing.assert_allclose(one[columns], sign * two[columns], rtol=1e-9, atol=1e-9)


@given(surveys())
def test_shifting_both_parts_leaves_the_gaps(survey):
    scale = survey.instrument.scale
    longer = replace(survey.instrument, scale=Scale(scale.low, scale.high + 2 * scale.step, scale.step))
    unmoved = with_codes(survey, lambda e, p: (e, p), longer)
    moved = with_codes(survey, lambda e, p: (e + 2 * (e > 0), p + 2 * (p > 0)), longer)
    before, after = (sg.measure_gaps(each).frame for each in (unmoved, moved))
    columns = ["n", "gap", "sd", "se", "df", "ci_low", "ci_high", "weighted_gap"]
    same(after, before, columns)
    known = before["expectation"].notna() & (before["method"] != "weighted_mean")
    np.testing.assert_allclose((after["expectation"] - before["expectation"])[known], 2 * scale.step)
    assert (after["verdict"] == before["verdict"]).all()
    same(sg.check_significance(moved).frame, sg.check_significance(unmoved).frame, ["p_value", "effect"])
    reliability = [sg.check_reliability(each).frame for each in (moved, unmoved)]
    same(*reliability, ["n", "alpha", "average_r", "difference_reliability"])


@given(surveys())
def test_reversing_the_scale_negates_the_gaps(survey):
    turn = survey.instrument.scale.reversed
    before, after = (
        sg.measure_gaps(each).frame for each in (survey, with_codes(survey, lambda e, p: (turn(e), turn(p))))
    )
    turned(before, after)
    scale = survey.instrument.scale
    known = before["n"].gt(0) & (before["method"] != "weighted_mean") & before["expectation"].notna()
    np.testing.assert_allclose(after["expectation"][known], (scale.low + scale.high - before["expectation"])[known])


@given(surveys())
def test_swapping_the_parts_negates_the_gaps(survey):
    swapped = with_codes(survey, lambda e, p: (p, e))
    before, after = (sg.measure_gaps(each).frame for each in (survey, swapped))
    turned(before, after)
    np.testing.assert_allclose(after["expectation"], before["perception"], atol=1e-9)
    tests = [sg.check_significance(each).frame for each in (survey, swapped)]
    same(*tests, ["p_value", "p_adjusted"])
    other = tests[0]["test"] != "sign"
    same(tests[0][other], tests[1][other], ["effect"], -1.0)
    np.testing.assert_allclose(tests[0][~other]["effect"], 1 - tests[1][~other]["effect"], atol=1e-9)


def turned(before, after):
    same(after, before, ["gap", "weighted_gap"], -1.0)
    same(after, before, ["n", "sd", "se", "df"])
    np.testing.assert_allclose(after["ci_low"], -before["ci_high"], atol=1e-9)
    swap = {"short": "above", "above": "short", "excellent": "unacceptable", "unacceptable": "excellent"}
    for name in ("verdict", "trade_verdict"):
        assert (after[name] == before[name].replace(swap)).all()


@given(surveys(least=2))
def test_swapping_the_parts_mirrors_the_ranks(survey):
    ranked = [sg.rank_standards(each).frame for each in (survey, with_codes(survey, lambda e, p: (p, e)))]
    before, after = (frame[frame["rank"].notna()].set_index("standard") for frame in ranked)
    mirrored = after.loc[before.index, "value"].rank(method="max", ascending=False)
    assert (mirrored.to_numpy() == before["value"].rank(method="max").to_numpy()).all()
    same(after.loc[before.index], before, ["value"], -1.0)
    same(after.loc[before.index], before, ["se"])


@given(surveys(), st.randoms())
def test_items_in_another_order_are_rows_in_another_order(survey, random):
    dimensions, order = [], []
    for dimension, span in zip(survey.instrument.dimensions, survey.instrument.spans, strict=True):
        places = random.sample(range(span.start, span.stop), span.stop - span.start)
        order += places
        dimensions.append(Dimension(dimension.key, [survey.instrument.items[place] for place in places]))
    instrument = replace(survey.instrument, dimensions=dimensions)
    other = replace(with_codes(survey, lambda e, p: (e[order], p[order])), instrument=instrument)
    for verb in (sg.measure_gaps, sg.check_significance):
        one, two = (verb(each).frame for each in (survey, other))
        names = [name for name in ("level", "item", "dimension", "method", "test") if name in one]
        one, two = (each.sort_values(names).reset_index(drop=True) for each in (one, two))
        pd.testing.assert_frame_equal(one, two, rtol=1e-9, atol=1e-9)


@given(surveys())
def test_leaving_out_who_answered_nothing_in_pairs_changes_no_gap(survey):
    first, second = (survey.answers[part].codes for part in survey.instrument.parts)
    paired = ((first > 0) & (second > 0)).any(axis=0)
    if paired.sum() < 2:
        return
    whole, part = (sg.measure_gaps(each).frame for each in (survey, rows_of(survey, np.flatnonzero(paired))))
    same(part, whole, ["n", "gap", "expectation", "perception"])
    rows = part["level"] != "overall"
    same(part[rows], whole[rows], ["sd", "se", "ci_low", "ci_high"])


def test_a_verb_by_groups_is_the_verb_on_each_group():
    survey = random_survey(61, 120, branches=("North", "South"))
    for name, verb in VERBS.items():
        both = verb(survey, by="branch").frame
        for branch in ("North", "South"):
            mine = both[both["branch"] == branch].drop(columns="branch").reset_index(drop=True)
            alone = verb(survey.where(branch=branch)).frame
            kept = [column for column in mine.columns if column not in ("p_adjusted", "disagrees")]
            pd.testing.assert_frame_equal(mine[kept], alone[kept], check_dtype=False, obj=name)


def test_a_scale_in_other_units_stretches_the_numbers():
    survey = random_survey(61, 80, points=False)
    wide = replace(survey.instrument, scale=Scale(10, 70, 10))
    answers = {part: survey.part(part).to_numpy() * 10 for part in survey.instrument.parts}
    stretched = survey_of(wide, answers)
    before, after = (sg.measure_gaps(each).frame for each in (survey, stretched))
    columns = ["gap", "expectation", "perception", "sd", "se", "ci_low", "ci_high"]
    np.testing.assert_allclose(after[columns], 10 * before[columns])
    assert (after["verdict"] == before["verdict"]).all()
    same(sg.check_reliability(stretched).frame, sg.check_reliability(survey).frame, ["alpha", "omega"])
