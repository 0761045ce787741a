"""Surveys that leave little to say, and surveys with something that qualifies all that is said of them."""

from __future__ import annotations

import numpy as np

import servgap as sg
from tests.surveys import NAN, pair_survey, random_survey

N = 40


def answers(items: int, n: int = N, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(1, 8, (n, items)).astype(float)


def survey(sizes: tuple[int, ...], expectation: np.ndarray, perception: np.ndarray, **others: object) -> sg.Survey:
    n = len(expectation)
    branches = {"branch": ["North" if row % 2 else "South" for row in range(n)]}
    quarters = {"quarter": ["2026Q1" if row < n / 2 else "2026Q2" for row in range(n)]}
    return pair_survey(sizes, expectation, perception, **(branches | quarters | others))


def holes(rows: object, items: object) -> np.ndarray:
    given = answers(5, seed=3)
    given[np.ix_(np.atleast_1d(rows), np.atleast_1d(items))] = NAN
    return given


def agreeing() -> sg.Survey:
    """Make a survey with a branch in which everybody has the same gap, and a quarter as well."""
    expectation, perception = answers(5, 60, 4), answers(5, 60, 5)
    expectation[40:], perception[40:] = 6.0, 2.0
    branch, quarter = ["North"] * 20 + ["South"] * 20 + ["Kiosk"] * 20, ["2026Q1"] * 40 + ["2026Q2"] * 20
    return pair_survey((3, 2), expectation, perception, branch=branch, quarter=quarter)


def opposed() -> sg.Survey:
    """Make a survey whose second item is worded the other way, which nobody said."""
    rng = np.random.default_rng(6)
    both = [
        np.clip(np.rint(4 + level + rng.normal(0, 1.5, (80, 1)) + rng.normal(0, 0.8, (80, 6))), 1, 7)
        for level in (1, 0)
    ]
    for part in both:
        part[:, 1] = 8 - part[:, 1]
    labels = {"branch": ["North", "South"] * 40, "quarter": ["2026Q1"] * 40 + ["2026Q2"] * 40}
    return pair_survey((4, 2), *both, **labels)


SIX, FOUR, SOME = np.full((N, 5), 6.0), np.full((N, 5), 4.0), answers(5)
LOWER = np.clip(SOME - 1, 1, 7)
SURVEYS = {
    "all answers equal": survey((3, 2), SIX, SIX),
    "all gaps equal": survey((3, 2), SIX, FOUR),
    "all gaps equal, answers not": survey((3, 2), np.clip(SOME, 2, 7), np.clip(SOME, 2, 7) - 1),
    "no gap anywhere": survey((3, 2), SOME, SOME),
    "one respondent": survey((3, 2), SIX[:1], FOUR[:1]),
    "two respondents": survey((3, 2), SOME[:2], answers(5, 2, 9)),
    "six respondents": survey((3, 2), SOME[:6], answers(5, 6, 9)),
    "one item": survey((1,), answers(1), answers(1, seed=2)),
    "one dimension": survey((3,), answers(3), answers(3, seed=2)),
    "dimensions of one item": survey((1, 1), answers(2), answers(2, seed=2)),
    "nobody answered a dimension": survey((3, 2), holes(range(N), [3, 4]), SOME),
    "nobody answered two dimensions": survey((3, 2), np.where(np.indices((N, 5)).sum(0) % 2, NAN, SOME), LOWER),
    "a wave without a dimension": survey((3, 2), holes(range(20), [0, 1, 2]), SOME),
    "one expectation": survey((3, 2), SIX, SOME),
    "one branch and quarter": survey((3, 2), SOME, LOWER, branch=["N"] * N, quarter=["2026Q1"] * N),
    "no branch": survey((3, 2), SOME, LOWER, branch=[""] * N),
    "equal points": survey((3, 2), SIX, FOUR, points=np.tile([60.0, 40.0], (N, 1))),
    "no points": survey((3, 2), SIX, FOUR, points=np.full((N, 2), NAN)),
    "a branch that agrees": agreeing(),
    "an item the other way": opposed(),
    "weights": survey((3, 2), SOME, LOWER, weight=np.linspace(0.5, 2.0, N)),
    "a small branch": survey((3, 2), SOME, LOWER, branch=["tiny"] * 3 + ["North", "South"] * 18 + ["North"]),
    "missing answers": random_survey(1, 90, missing=0.4),
    "many answers": random_survey(2, 600, (4, 5, 4)),
    "header in two lines": survey((3, 2), SOME, LOWER, **{"which\nbranch": ["a\nb", "c"] * 20}),
}
