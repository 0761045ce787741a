"""Surveys made from arrays, and strategies for small random ones, that the tests of tallies and verbs share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from servgap.survey.instrument import Dimension, Instrument, Item
from servgap.survey.ledger import Ledger
from servgap.survey.outcomes.outcome import OutcomeAnswers
from servgap.survey.scale import Scale
from servgap.survey.survey import Answers, Survey
from servgap.survey.tally import Tally
from servgap.survey.tally_file import _flat

SCALES = (Scale(1, 7), Scale(1, 5), Scale(1, 9, 0.5), Scale(0, 10))
PAIR = ("expectation", "perception")
NAN = np.nan


def instrument_of(
    sizes: Sequence[int] = (2, 1),
    scale: Scale = SCALES[0],
    parts: tuple[str, ...] = PAIR,
    points: Sequence[float] | None = None,
) -> Instrument:
    """Make an instrument of dimensions A, B, ... with items a1, a2, ..., b1, ..."""
    names = [chr(ord("A") + number) for number in range(len(sizes))]
    given = [None] * len(sizes) if points is None else points
    dimensions = [
        Dimension(name, [Item(f"{name.lower()}{n}", f"{name}, {n}") for n in range(1, size + 1)], points=each)
        for name, size, each in zip(names, sizes, given, strict=True)
    ]
    return Instrument("small", scale, dimensions, parts)


def survey_of(
    instrument: Instrument,
    answers: Mapping[str, Sequence[Sequence[float]] | np.ndarray],
    *,
    points: Sequence[Sequence[float]] | np.ndarray | None = None,
    weight: Sequence[float] | None = None,
    **attributes: Sequence[object],
) -> Survey:
    """Make a survey from respondents × items a part, respondents × dimensions of points, and attributes."""
    coded = {}
    for part in instrument.parts:
        codes, off, between = instrument.scale.encode(np.asarray(answers[part], dtype=float).T)
        assert not (off | between).any()
        coded[part] = Answers(np.ascontiguousarray(codes))
    n = next(iter(coded.values())).codes.shape[1]
    return Survey(
        instrument,
        coded,
        pd.DataFrame({name: list(values) for name, values in attributes.items()}, index=range(n)),
        Ledger(n),
        None if points is None else np.ascontiguousarray(np.asarray(points, dtype=float).T),
        None if weight is None else np.asarray(weight, dtype=float),
    )


def pair_survey(sizes: Sequence[int], expectation: object, perception: object, **others: object) -> Survey:
    """Make a survey on 1–7 of expectations and perceptions, respondents × items."""
    return survey_of(instrument_of(sizes), {"expectation": expectation, "perception": perception}, **others)


def rows_of(survey: Survey, rows: Sequence[int] | np.ndarray) -> Survey:
    """Take respondents by place, as if only these had been read, in the order given."""
    places = np.asarray(rows, dtype=int)
    return replace(
        survey,
        answers={part: Answers(np.ascontiguousarray(each.codes[:, places])) for part, each in survey.answers.items()},
        respondents=survey.respondents.iloc[places].reset_index(drop=True),
        ledger=Ledger(len(places)),
        points=None if survey.points is None else np.ascontiguousarray(survey.points[:, places]),
        weight=None if survey.weight is None else survey.weight[places],
    )


def anew(survey: Survey) -> Survey:
    """Give the same survey, of which nothing was counted yet."""
    return replace(survey)


def random_survey(
    seed: int,
    n: int = 60,
    sizes: Sequence[int] = (3, 2, 4),
    scale: Scale = SCALES[0],
    *,
    missing: float = 0.1,
    points: bool = True,
    parts: tuple[str, ...] = PAIR,
    branches: Sequence[object] = ("North", "South", "East"),
) -> Survey:
    """Make a survey of respondents who agree with themselves somewhat, some answers missing at random."""
    rng = np.random.default_rng(seed)
    instrument = instrument_of(sizes, scale, parts)
    items, levels = sum(sizes), scale.levels
    mood = rng.normal(0, levels / 6, (n, 1))
    answers = {}
    for number, part in enumerate(parts):
        level = levels * (0.75 - 0.2 * number)
        steps = np.rint(np.clip(level + mood + rng.normal(0, levels / 5, (n, items)), 1, levels))
        values = scale.low + scale.step * (steps - 1)
        values[rng.random((n, items)) < missing] = NAN
        answers[part] = values
    given = None
    if points:
        given = rng.multinomial(100, np.ones(len(sizes)) / len(sizes), n).astype(float)
        given[rng.random(n) < missing] = NAN
    return survey_of(
        instrument,
        answers,
        points=given,
        branch=[branches[place] for place in rng.integers(0, len(branches), n)],
        quarter=[f"2026Q{number}" for number in rng.integers(1, 4, n)],
    )


@st.composite
def surveys(draw: st.DrawFn, most: int = 40, least: int = 1) -> Survey:
    """Draw small surveys of every shape: scales, dimensions, missing answers, points, groups."""
    return random_survey(
        draw(st.integers(0, 2**32 - 1)),
        draw(st.integers(least, most)),
        draw(st.lists(st.integers(1, 6), min_size=1, max_size=4)),
        draw(st.sampled_from(SCALES)),
        missing=draw(st.sampled_from([0.0, 0.1, 0.5, 0.9])),
        points=draw(st.booleans()),
        branches=draw(st.sampled_from([("North",), ("North", "South"), ("South", "", "East", "North")])),
    )


def assert_same(one: Tally, two: Tally) -> None:
    """Hold that two tallies are equal bit for bit, ledgers included."""
    for name in ("instrument", "by", "cells", "ledger", "points_from", "weighted"):
        assert getattr(one, name) == getattr(two, name), name
    assert list(one.measures) == list(two.measures)
    held = [
        dict(_flat((tally.respondents, tally.absences, tally.pairs, tuple(tally.measures.values())), ""))
        for tally in (one, two)
    ]
    assert held[0].keys() == held[1].keys()
    for name in held[0]:
        first, second = held[0][name], held[1][name]
        assert first.dtype == second.dtype, name
        assert np.array_equal(first, second), name


def with_outcomes(survey: Survey, seed: int, *, missing: float = 0.1) -> Survey:
    """Give a survey two outcomes that go with what was received: satisfaction on 1–5, and recommending on 0–10."""
    rng = np.random.default_rng(seed)
    received = np.nan_to_num(survey.part(survey.instrument.parts[-1]).to_numpy(), nan=4.0).mean(axis=1)
    level = (received - received.mean()) / max(float(received.std()), 1e-9)

    def answered(scale: Scale) -> OutcomeAnswers:
        middle, spread = (scale.low + scale.high) / 2, (scale.high - scale.low) / 6
        values = np.clip(np.rint(middle + spread * (level + rng.normal(size=survey.n))), scale.low, scale.high) + 0.0
        return OutcomeAnswers(scale, np.where(rng.random(survey.n) < missing, np.nan, values))

    return replace(survey, outcomes={"satisfaction": answered(Scale(1, 5)), "recommend": answered(Scale(0, 10))})
