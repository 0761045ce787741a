"""Surveys in which much is equal, or hardly enough, or nothing in common: 27 of them.

What is equal leaves a choice to rounding: axes of one length, solutions of one value, ranks, shares of draws. The tests
beside this file, and `benchmarks/same_on_kernels.py`, put them through every verb under several processors' arithmetic.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import servgap as sg

SAMPLE = Path(__file__).parents[1] / "data" / "samples" / "hotline_2026.csv"


def survey(perceived: np.ndarray, per: int, expected: np.ndarray | None = None, branch: Any = None) -> sg.Survey:
    """Make a survey of dimensions of `per` items on 1–7; what is expected mirrors what is perceived unless given."""
    k = perceived.shape[1]
    expected = 8 - perceived if expected is None else expected
    frame = pd.DataFrame(
        {f"{letter}{i + 1}": part[:, i] for letter, part in (("E", expected), ("P", perceived)) for i in range(k)}
    )
    frame["branch"] = np.resize(["North", "South", "East"], len(frame)) if branch is None else branch
    frame["quarter"] = np.repeat(["2026Q1", "2026Q2"], -(-len(frame) // 2))[: len(frame)]
    dimensions = [
        sg.Dimension(f"d{start // per + 1}", [sg.Item(f"i{i + 1}", f"Item {i + 1}") for i in range(start, start + per)])
        for start in range(0, k, per)
    ]
    return sg.read_survey(frame, sg.Instrument("odd", sg.Scale(1, 7), dimensions), attributes=["branch", "quarter"])


def crossed(*levels: list[int]) -> np.ndarray:
    """Give every combination of levels once."""
    return np.array(list(itertools.product(*levels)))


def odd_surveys(seed: int = 0) -> Iterator[tuple[str, sg.Survey]]:
    """Make the surveys, by name; another seed changes what of them is left to chance."""
    for number, kind in enumerate((_ordinary, _unrelated, _repeated, _few, _common, _tied)):
        yield from kind(np.random.default_rng((seed, number)))


def _ordinary(rng: np.random.Generator) -> Iterator[tuple[str, sg.Survey]]:
    rows = pd.read_csv(SAMPLE, dtype=str, keep_default_na=False)
    for name, n in (("ordinary", 120), ("many", 400)):
        picked = np.sort(rng.choice(len(rows), n, replace=False))
        yield name, sg.read_survey(rows.iloc[picked].reset_index(drop=True), attributes=["branch", "quarter"])
    perceived, expected = rng.integers(1, 8, (150, 6)).astype(float), rng.integers(3, 8, (150, 6)).astype(float)
    perceived[rng.random(perceived.shape) < 0.15] = np.nan
    expected[rng.random(expected.shape) < 0.1] = np.nan
    yield "answers missing", survey(perceived, 3, expected)


def _unrelated(rng: np.random.Generator) -> Iterator[tuple[str, sg.Survey]]:
    """Make items of which some have nothing in common, exactly."""
    both, noise = np.repeat(crossed([1, 3, 5], [1, 3, 5]), 16, axis=0), np.tile(crossed(*[[0, 1]] * 4), (9, 1))
    pairs = both[:, [0, 0, 1, 1]]
    yield "two unrelated pairs", survey(pairs + noise, 4)
    yield "two unrelated pairs, apart", survey(pairs + noise, 2)
    yield "two unrelated items, each twice", survey(pairs, 4)
    three = np.repeat(crossed(*[[1, 5]] * 3), 64, axis=0)[:, [0, 0, 1, 1, 2, 2]] + np.tile(
        crossed(*[[0, 2]] * 6), (8, 1)
    )
    yield "three unrelated pairs", survey(three, 6)
    yield "three unrelated pairs, in threes", survey(three, 3)
    yield "nothing shared", survey(crossed([1, 7], [1, 7], [1, 7], [1, 7], [0, 1])[:, :4], 4)
    nearly = [np.repeat([1, 7], 30), np.tile([1, 7], 30), np.tile([1, 1, 7, 7], 15), rng.integers(1, 8, 60)]
    yield "hardly anything shared", survey(np.column_stack(nearly), 4)


def _repeated(rng: np.random.Generator) -> Iterator[tuple[str, sg.Survey]]:
    """Make items that repeat, mirror or do not vary."""
    for name, change in (
        ("one item twice", lambda answers: answers[:, 0]),
        ("one item mirrored", lambda answers: 8 - answers[:, 0]),
        ("one item constant", lambda answers: np.full(len(answers), 4)),
    ):
        answers = rng.integers(1, 8, (80, 6))
        answers[:, 1] = change(answers)
        yield name, survey(answers, 3)
    yield "one answer throughout", survey(np.tile(rng.integers(1, 8, (60, 1)), (1, 6)), 3)
    yield "two answers", survey(rng.integers(0, 2, (90, 6)) * 6 + 1, 3)


def _few(rng: np.random.Generator) -> Iterator[tuple[str, sg.Survey]]:
    """Make surveys of hardly any respondents, and of answers by chance."""
    yield "fewer respondents than items", survey(rng.integers(1, 8, (5, 12)), 4)
    yield "hardly more respondents than items", survey(rng.integers(1, 8, (13, 12)), 4)
    yield "noise", survey(rng.integers(1, 8, (60, 9)), 3, rng.integers(1, 8, (60, 9)))
    yield "much noise", survey(rng.integers(1, 8, (300, 9)), 3)


def _common(rng: np.random.Generator) -> Iterator[tuple[str, sg.Survey]]:
    """Make items behind which there is more or less in common than their dimensions."""
    symmetric = np.repeat([1, 5], 64)[:, None] + np.tile(crossed(*[[0, 2]] * 6), (2, 1))
    yield "all correlations equal", survey(symmetric, 3)
    yield "all correlations equal, in one", survey(symmetric, 6)
    trait = rng.normal(size=(120, 1))
    close = np.clip(np.rint(4 + 1.6 * trait + 0.3 * rng.normal(size=(120, 9))), 1, 7).astype(int)
    yield "one factor in three dimensions", survey(close, 3, np.clip(close + 1, 1, 7))
    poles = np.clip(np.rint(4 + 1.3 * trait * [1, 1, -1, -1, 1, -1] + rng.normal(size=(120, 6))), 1, 7).astype(int)
    yield "both ways", survey(poles, 3)
    own = np.repeat(rng.normal(size=(120, 4)), 4, axis=1)
    wide = np.clip(np.rint(3 + trait + own + 0.5 * rng.normal(size=(120, 16))), 1, 7).astype(int)
    yield "one factor above four", survey(wide, 4, np.clip(wide + 1, 1, 7))


def _tied(rng: np.random.Generator) -> Iterator[tuple[str, sg.Survey]]:
    """Make standards and branches between which nothing decides."""
    means = np.tile([[1, 2, 3, 4], [4, 3, 2, 1], [2, 1, 4, 3], [3, 4, 1, 2]], (10, 1))
    yield "equal means", survey(means, 2, np.full_like(means, 5))
    latin = np.tile(crossed([1, 2, 3], [1, 2, 3]), (9, 1))
    latin = np.column_stack([latin, latin[:, ::-1]])
    yield "equal branches", survey(latin, 2, np.full_like(latin, 5), np.repeat(["North", "South", "East"], 27))
    # Two standards with a gap of exactly −1 that differ in every other respect.
    given = np.column_stack([np.tile([3, 4, 5], 20), np.tile([1, 4, 7], 20), rng.integers(4, 8, (60, 2))])
    yield "two worst", survey(given, 2, np.full_like(given, 5))
