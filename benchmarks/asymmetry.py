"""How often drivers are called dissatisfiers or satisfiers wrongly, and how often those that are one are called so.

Run: python benchmarks/asymmetry.py [--replicates 100] [--sizes 300 1000 5000]

Five dimensions of four items each, on 1–7, in the middle of the scale, above it and near its top; satisfaction on 1–7.
It follows straight lines in all five; or the first one costs below its mean and gains nothing above (a dissatisfier);
or the other way round (a satisfier). A wrong call is any class but linear of a driver on a straight line, or the
opposite class of the bent one. Beside it stands the usual reading: the asymmetry itself at one cut, at the scale points
nearest to the fifths of the scores, uncorrected.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import time

import numpy as np
import pandas as pd
from numpy.typing import NDArray

import servgap as sg
from servgap._stats.importance.penalty_reward import penalty_reward
from servgap.analysis.drivers.asymmetry import DISSATISFIER, SATISFIER, asymmetry_of
from servgap.analysis.drivers.material import Question
from servgap.analysis.respondents import values_of
from servgap.survey.outcomes.outcome import Outcome, OutcomeAnswers
from servgap.survey.survey import Answers, Survey

Floats = NDArray[np.float64]
DIMENSIONS, ITEMS = 5, 4
SLOPES = np.array([0.1, 0.2, 0.3, 0.15, 0.25])
BEND = 0.6
PERCEIVED = sg.Measure("perception", None)
QUESTION = Question(PERCEIVED, Outcome("satisfaction"), "dimensions", (), "half")
INSTRUMENT = sg.Instrument(
    "study",
    sg.Scale(1, 7),
    [sg.Dimension(name, [sg.Item(f"{name}{place}", f"{name}, {place}") for place in range(ITEMS)]) for name in "ABCDE"],
    ("perception",),
)
PLACES = {"middle": (4.0, 1.2), "above": (5.3, 1.1), "top": (6.0, 1.0)}


def survey_of(rng: np.random.Generator, n: int, mean: float, sd: float, bent: str) -> Survey:
    """Draw a survey in which the first dimension's line is bent, or none is."""
    level = np.sqrt(0.5) * (rng.standard_normal((n, 1)) + rng.standard_normal((n, DIMENSIONS)))
    own = rng.standard_normal((n, DIMENSIONS, ITEMS))
    answers = np.clip(np.rint(mean + sd * (np.sqrt(0.7) * level[:, :, None] + np.sqrt(0.3) * own)), 1, 7)
    scores = answers.mean(axis=2)
    away = scores[:, 0] - mean
    line = scores[:, 1:] @ SLOPES[1:]
    costs, gains = BEND * np.minimum(away, 0), BEND * np.maximum(away, 0)
    line += {"": SLOPES[0] * away, DISSATISFIER: costs, SATISFIER: gains}[bent]
    outcome = np.clip(np.rint(5 + line - line.mean() + 0.8 * rng.standard_normal(n)), 1, 7)
    codes = np.ascontiguousarray(answers.reshape(n, -1).T.astype(np.uint8))
    return Survey(
        INSTRUMENT,
        {"perception": Answers(codes)},
        pd.DataFrame(index=range(n)),
        sg.Ledger(n),
        outcomes={"satisfaction": OutcomeAnswers(sg.Scale(1, 7), outcome)},
    )


def usual(survey: Survey) -> NDArray[np.int64]:
    """Call −1 or 1 by the asymmetry at one cut, each driver by itself."""
    scores = values_of(survey, PERCEIVED, "dimension")
    low, high = np.floor(np.quantile(scores, 0.2)), np.ceil(np.quantile(scores, 0.8))
    found = penalty_reward(survey.outcomes["satisfaction"].values, scores <= low, scores >= high, robust=True)
    return np.where(found.p_value < 0.05, np.sign(found.asymmetry), 0).astype(np.int64)


def study(n: int, place: str, bent: str, replicates: int) -> list[float]:
    """Give the shares of surveys with a wrong call by both ways, and with the bent driver called right."""
    rng, hits = np.random.default_rng(20261129), np.zeros(4)
    right = {"": 0, DISSATISFIER: -1, SATISFIER: 1}[bent]
    truth = np.array([right, 0, 0, 0, 0])
    for _ in range(replicates):
        survey = survey_of(rng, n, *PLACES[place], bent)
        found = asymmetry_of(survey, QUESTION, 0.95).frame["driver_class"]
        called = np.where(found == DISSATISFIER, -1, np.where(found == SATISFIER, 1, 0))
        one = usual(survey)
        wrong = [((each != 0) & (each != truth)).any() for each in (called, one)]
        hits += [*wrong, bool(bent) and called[0] == right, bool(bent) and one[0] == right]
    return (hits / replicates).tolist()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--replicates", type=int, default=100)
    parser.add_argument("--sizes", type=int, nargs="*", default=[300, 1000, 5000])
    arguments = parser.parse_args()
    print("n, answers, first driver: wrong call, wrong by one cut, right call, right by one cut")
    for n in arguments.sizes:
        for place in PLACES:
            for bent in ("", DISSATISFIER, SATISFIER):
                start = time.perf_counter()
                shares = " ".join(f"{share:.2f}" for share in study(n, place, bent, arguments.replicates))
                print(f"{n} {place} {bent or 'linear'}: {shares} ({time.perf_counter() - start:.0f} s)", flush=True)


if __name__ == "__main__":
    main()
