"""Outcomes: read from a column on a scale of their own, and tallied with all products of up to four answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import servgap as sg
from servgap.errors import ServgapError
from servgap.survey.measures.measure import Measure, measure_for
from servgap.survey.outcomes import outcome_counts
from servgap.survey.outcomes.outcome import Outcome, OutcomeAnswers
from servgap.survey.outcomes.outcome_moments import OutcomeMoments, item_moments, score_moments
from tests.small_surveys import instrument, rows
from tests.surveys import random_survey, rows_of, surveys, with_outcomes

SAMPLE = "data/samples/hotline_2026.csv"
RECEIVED = Measure("perception", None)
PLEASED = Outcome("satisfaction")


def read(cells: list[object], told: Any = "SAT", **options: Any) -> sg.Survey:
    frame = rows(*[(5, 4, 3, 2, 1, 1)] * len(cells)).assign(SAT=cells)
    return sg.read_survey(frame, instrument(), columns={"outcome": {"satisfaction": told}}, **options)


# --- reading


@pytest.mark.parametrize(
    ("cells", "scale"),
    [
        ([1, 5, 3], "1–5"),
        ([2, 4, 3], "1–5"),
        ([1, 7, 3], "1–7"),
        ([0, 5, 3], "0–10"),
        ([10, 9, 0], "0–10"),
        ([10, 9, 1], "0–10"),
        (["2", "5", ""], "1–5"),
        (["Satisfied", "Very satisfied", "Neutral"], "1–5"),
        (["满意", "非常满意", "一般"], "1–5"),
        (["1 - very bad", "7 - very good", "3"], "1–7"),
        ([0, 100, 55], "0–100"),
    ],
)
def test_scale_is_the_smallest_usual_one(cells: list[object], scale: str) -> None:
    survey = read(cells)
    assert str(survey.outcomes["satisfaction"].scale) == scale
    entry = next(line for line in survey.ledger.lines if line.reason == "outcome")
    assert entry.facts["scale"] == scale
    assert scale in repr(survey)


def test_what_is_told_decides() -> None:
    assert str(read([1, 5, 3], {"SAT": [1, 7]}).outcomes["satisfaction"].scale) == "1–7"
    assert str(read([1, 2.5, 3], {"SAT": sg.Scale(1, 5, step=0.5)}).outcomes["satisfaction"].scale) == "1–5 by 0.5"
    labelled = read(["bad", "so", "good"], {"SAT": {"bad": 1, "so": 2, "good": 3}}).outcomes["satisfaction"]
    assert (str(labelled.scale), labelled.values.tolist()) == ("1–3", [1.0, 2.0, 3.0])
    assert not [line for line in read([1, 5, 3], {"SAT": [1, 7]}).ledger.lines if line.reason == "outcome"]


def test_no_answer_is_none() -> None:
    values = read(["5", "", "99", "N/A"], missing=[99]).outcomes["satisfaction"].values
    np.testing.assert_array_equal(values, [5.0, np.nan, np.nan, np.nan])


@pytest.mark.parametrize(
    ("told", "cells", "said"),
    [
        ("SAT", ["red", "blue", "red"], "none of the usual scales"),
        ("SAT", [1, 2, 300], "none of the usual scales"),
        ("SAT", ["", "", ""], "nobody gave one"),
        ({"SAT": [1, 3]}, [1, 2, 5], "off the 1–3 scale: SAT row 2"),
        ({"SAT": [3, 1]}, [1, 2, 3], "3"),
        ({"SAT": "1-5"}, [1, 2, 3], "header with its scale"),
        ({"SAT": [1, 5], "E1": [1, 5]}, [1, 2, 3], "header with its scale"),
        ("E1", [1, 2, 3], "A column serves once"),
        ("nowhere", [1, 2, 3], "not there"),
    ],
)
def test_refusals_say_what_to_do(told: Any, cells: list[object], said: str) -> None:
    with pytest.raises(ServgapError, match=said):
        read(cells, told)


def test_names_are_refused_that_are_none() -> None:
    frame = rows((5, 4, 3, 2, 1, 1)).assign(SAT=[5])
    for outcomes in ("SAT", {"": "SAT"}, {3: "SAT"}):
        with pytest.raises(ServgapError, match="outcome"):
            sg.read_survey(frame, instrument(), columns={"outcome": outcomes})


def test_selections_take_outcomes_along() -> None:
    survey = sg.read_survey(SAMPLE, attributes="branch", columns={"outcome": {"pleased": "satisfaction"}})
    north = survey.where(branch="North")
    own = survey.outcomes["pleased"].values[(survey.respondents["branch"] == "North").to_numpy()]
    np.testing.assert_array_equal(north.outcomes["pleased"].values, own)
    dropped = survey.drop(survey.respondents.index[:5], reason="careless")
    np.testing.assert_array_equal(dropped.outcomes["pleased"].values, survey.outcomes["pleased"].values[5:])


def test_sources_are_read_together_with_their_outcomes() -> None:
    frame = rows((5, 4, 3, 2, 1, 1), (1, 1, 2, 1, 1, 1)).assign(SAT=[5, 2])
    other = frame.assign(E1=[7, 7], SAT=[1, 3])[["SAT", *frame.columns[:-1]]]
    told = {"outcome": {"satisfaction": "SAT"}}
    survey = sg.read_survey([frame, other], instrument(), columns=told)
    assert survey.outcomes["satisfaction"].values.tolist() == [5, 2, 1, 3]


def test_long_data_have_outcomes_of_people() -> None:
    survey = random_survey(2, 3, (1, 1))
    keys = survey.instrument.item_keys
    long = pd.DataFrame(
        [
            {"id": who, "item": key, "part": part, "answer": 4, "SAT": who + 2}
            for who in range(3)
            for key in keys
            for part in survey.instrument.parts
        ]
    )
    columns = {each: each for each in ("item", "part", "answer")} | {"respondent": "id"}
    read_long = sg.read_survey(long, survey.instrument, columns={**columns, "outcome": {"satisfaction": "SAT"}})
    assert read_long.outcomes["satisfaction"].values.tolist() == [2, 3, 4]
    long.loc[0, "SAT"] = 5
    with pytest.raises(ServgapError, match="SAT"):
        sg.read_survey(long, survey.instrument, columns={**columns, "outcome": {"satisfaction": "SAT"}})


def test_stored_surveys_of_others_are_as_before(tmp_path: Path) -> None:
    """A survey without outcomes is written in the form that earlier versions read."""
    survey = random_survey(1, 10)
    survey.to_csv(tmp_path / "without.csv")
    with_outcomes(survey, 1).to_csv(tmp_path / "with.csv")
    assert (tmp_path / "without.csv").read_bytes()[3:30].startswith(b'"# servgap survey 1/')
    assert (tmp_path / "with.csv").read_bytes()[3:30].startswith(b'"# servgap survey 4/')


# --- values


def test_net_is_top_less_bottom() -> None:
    answers = OutcomeAnswers(sg.Scale(0, 10), np.array([0, 6, 7, 8, 9, 10, np.nan]))
    net = Outcome("recommend", share="net", top=9)
    assert net.values(answers).tolist()[:-1] == [-1, -1, 0, 0, 1, 1]
    assert np.isnan(net.values(answers)[-1])
    assert Outcome("recommend", share="top", top=[10]).values(answers).tolist()[:-1] == [0, 0, 0, 0, 0, 1]
    assert Outcome("recommend", share="bottom", bottom=6).values(answers).tolist()[:-1] == [1, 1, 0, 0, 0, 0]
    assert Outcome("recommend").values(answers) is answers.values


@pytest.mark.parametrize("told", [3, None, {"share": "net"}])
def test_an_outcome_is_a_name_or_an_outcome(told: Any) -> None:
    with pytest.raises(ServgapError, match="Outcome"):
        with_outcomes(random_survey(1, 10), 1).tally(outcomes=[told])


def test_unknown_outcomes_name_those_there_are() -> None:
    with pytest.raises(ServgapError, match="'satisfaction', 'recommend'"):
        with_outcomes(random_survey(1, 10), 1).tally(outcomes="loyalty")
    with pytest.raises(ServgapError, match="none was read"):
        random_survey(1, 10).tally(outcomes="loyalty")
    with pytest.raises(ServgapError, match="share"):
        Outcome("recommend", share="average")
    with pytest.raises(ServgapError, match="top=11"):
        with_outcomes(random_survey(1, 10), 1).tally(outcomes=Outcome("recommend", share="net", top=11))


# --- counts


def by_hand(survey: sg.Survey, outcome: Outcome, measure: Measure, *, scores: bool) -> dict[str, np.ndarray]:
    """Give drivers and outcome of every respondent who has all of them, by group of branch."""
    second = survey.part(measure.part).to_numpy()
    x = second if measure.level is None else second - survey.part(measure.level).to_numpy()
    if scores:
        there = ~np.isnan(x)
        with np.errstate(invalid="ignore", divide="ignore"):
            x = np.column_stack(
                [
                    np.where(
                        2 * there[:, span].sum(axis=1) >= span.stop - span.start,
                        np.nansum(x[:, span], axis=1) / there[:, span].sum(axis=1),
                        np.nan,
                    )
                    for span in survey.instrument.spans
                ]
            )
    z = np.column_stack([x, outcome.values(survey.outcomes[outcome.name])])
    kept = ~np.isnan(z).any(axis=1)
    label = survey.respondents["branch"].to_numpy()
    return {name: z[kept & (label == name)] for name in sorted(set(label))}


def assert_moments(found: OutcomeMoments, group: int, z: np.ndarray) -> None:
    assert found.n[group] == len(z)
    if not len(z):
        return
    centred = z - z.mean(axis=0)
    first, second = np.triu_indices(z.shape[1])
    twos = centred[:, first] * centred[:, second]
    np.testing.assert_allclose(found.mean[group], z.mean(axis=0), rtol=0, atol=1e-9)
    np.testing.assert_allclose(found.products[group], centred.T @ centred, rtol=0, atol=1e-7)
    assert found.fourth is not None
    np.testing.assert_allclose(found.fourth[group], twos.T @ twos, rtol=0, atol=1e-5)


@settings(max_examples=25, deadline=None)
@given(survey=surveys(), seed=st.integers(0, 99), net=st.booleans(), name=st.sampled_from(["perception", "gap"]))
def test_moments_are_those_of_the_rows(survey: sg.Survey, seed: int, *, net: bool, name: str) -> None:
    survey = with_outcomes(survey, seed)
    outcome = Outcome("recommend", share="net" if net else None)
    measure = measure_for(survey.instrument, name)
    settled = outcome.on(survey.outcomes["recommend"].scale)
    tally = survey.tally("branch", outcomes=outcome, measures=name)
    for scores, give in ((False, item_moments), (True, score_moments)):
        found = give(tally, outcome, measure)
        for group, z in enumerate(by_hand(survey, settled, measure, scores=scores).values()):
            assert_moments(found, group, z)


@settings(max_examples=15, deadline=None)
@given(survey=surveys(least=2), seed=st.integers(0, 99))
def test_tallies_add_up(survey: sg.Survey, seed: int) -> None:
    survey = with_outcomes(survey, seed)
    half = survey.n // 2
    outcomes = {name: OutcomeAnswers(each.scale, each.values) for name, each in survey.outcomes.items()}

    def some(chosen: np.ndarray) -> sg.Survey:
        part = rows_of(survey, chosen)
        own = {name: each.only(np.isin(np.arange(survey.n), chosen)) for name, each in outcomes.items()}
        return type(part)(part.instrument, part.answers, part.respondents, part.ledger, part.points, outcomes=own)

    whole = survey.tally("branch", outcomes="satisfaction")
    summed = some(np.arange(half)).tally("branch", outcomes="satisfaction") + some(np.arange(half, survey.n)).tally(
        "branch", outcomes="satisfaction"
    )
    for key, counts in whole.outcomes.items():
        for name in ("items", "products", "scores"):
            np.testing.assert_array_equal(getattr(summed.outcomes[key], name), getattr(counts, name))


def test_groups_are_joined_exactly() -> None:
    survey = with_outcomes(random_survey(3, 200, (2, 3)), 3)
    finer = survey.tally(["branch", "quarter"], outcomes=["satisfaction", "recommend"])
    coarser = survey.tally("branch", outcomes=["satisfaction", "recommend"])
    for key, counts in finer.groups("branch").outcomes.items():
        np.testing.assert_array_equal(counts.items, coarser.outcomes[key].items)
        np.testing.assert_array_equal(counts.scores, coarser.outcomes[key].scores)


def test_products_of_four_are_kept_up_to_a_size(monkeypatch: pytest.MonkeyPatch) -> None:
    survey = with_outcomes(random_survey(3, 60, (2, 3)), 3)
    kept = survey.tally("branch", outcomes="satisfaction")
    monkeypatch.setattr(outcome_counts, "MOST_ITEMS", 4)
    without = with_outcomes(random_survey(3, 60, (2, 3)), 3).tally("branch", outcomes="satisfaction")
    found = item_moments(without, PLEASED, RECEIVED)
    assert found.fourth is None
    np.testing.assert_array_equal(found.products, item_moments(kept, PLEASED, RECEIVED).products)
    added = kept + without
    assert item_moments(added, PLEASED, RECEIVED).fourth is None
    assert item_moments(added, PLEASED, RECEIVED).n.sum() == 2 * found.n.sum()


def test_many_groups_are_pooled() -> None:
    survey = with_outcomes(random_survey(3, 300, (2, 1)), 3)
    frame = survey.respondents.assign(place=[f"place {number % 80:02d}" for number in range(survey.n)])
    scattered = type(survey)(survey.instrument, survey.answers, frame, survey.ledger, outcomes=survey.outcomes)
    pooled = item_moments(scattered.tally("place", outcomes="satisfaction"), PLEASED, RECEIVED)
    whole = item_moments(survey.tally(outcomes="satisfaction"), PLEASED, RECEIVED)
    np.testing.assert_allclose(pooled.products, whole.products)
    assert len(pooled.n) == 1


def test_a_tally_says_what_it_lacks() -> None:
    survey = with_outcomes(random_survey(3, 60, (2, 3)), 3)
    with pytest.raises(ServgapError, match="holds no outcome"):
        item_moments(survey.tally(), PLEASED, RECEIVED)
    with pytest.raises(ServgapError, match=r"recommend with perception.*outcomes='satisfaction'"):
        item_moments(survey.tally(outcomes="recommend"), PLEASED, RECEIVED)


def test_tallies_are_stored_with_outcomes(tmp_path: Path) -> None:
    survey = with_outcomes(random_survey(3, 60, (2, 3)), 3)
    tally = survey.tally("branch", outcomes=["satisfaction", Outcome("recommend", share="net")], measures=["gap"])
    tally.save(tmp_path / "t.tally")
    loaded = sg.Tally.load(tmp_path / "t.tally")
    assert [*loaded.outcomes] == [*tally.outcomes]
    for key, counts in tally.outcomes.items():
        for name in ("items", "products", "scores"):
            np.testing.assert_array_equal(getattr(loaded.outcomes[key], name), getattr(counts, name))


def test_where_items_were_put_to_some_only_nobody_has_all() -> None:
    survey = with_outcomes(random_survey(3, 60, (2, 3), missing=1.0), 3)
    assert not item_moments(survey.tally(outcomes="satisfaction"), PLEASED, RECEIVED).n.any()


@pytest.mark.parametrize(
    ("measure", "says"),
    [
        ("perception", r"Take survey\.tally\(\.\.\., outcomes='satisfaction'\), or"),
        ("gap", r"Take survey\.tally\(\.\.\., outcomes='satisfaction', measures='gap'\), or"),
        ("met", "No tally holds outcomes with a share of customers; give the survey"),
    ],
)
def test_what_a_tally_lacks_of_an_outcome_is_said_as_it_can_be_counted(measure: str, says: str) -> None:
    from tests.counter_surveys import survey

    pleased = survey("pleased")
    with pytest.raises(ServgapError, match=says):
        sg.find_drivers(pleased.tally(), outcome="satisfaction", measure=measure)
    if "Take" in says:
        wanted = () if measure == "perception" else measure
        told = pleased.tally(outcomes="satisfaction", measures=wanted)
        assert sg.find_drivers(told, outcome="satisfaction", measure=measure).facts.n > 0
