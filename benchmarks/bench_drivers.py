"""What drivers cost: Owen values of 22 items from a tally, flat in n, and single ones beside pingouin's all subsets.

Run: python benchmarks/bench_drivers.py [--sizes 1000 10000 100000] [--repeat 7]

Times are those of processors, the least of several. "With the tally's products" takes these and divides R²; "the
finding" is the verb, with intervals and sets of ranks. pingouin (linear_regression, relimp=True) has all subsets of 10
predictors, from rows.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pingouin

import servgap as sg
from servgap._stats.importance.influence import shares_of
from servgap.analysis.drivers.material import Question, drivers_of
from servgap.survey.measures.measure import Measure
from servgap.survey.outcomes.outcome import Outcome, OutcomeAnswers
from servgap.survey.outcomes.outcome_moments import item_moments
from servgap.survey.scale import Scale
from servgap.survey.tally import Tally

QUESTION = Question(Measure("perception", None), Outcome("satisfaction"), "items", (), "half")


def survey_of(n: int) -> sg.Survey:
    """Draw a survey of SERVQUAL with an outcome that goes with it."""
    import pandas as pd

    rng, servqual = np.random.default_rng(n), sg.Instrument.load("servqual")
    mood = rng.normal(size=(n, 1))
    answers = [np.clip(np.rint(5 + mood + rng.normal(size=(n, 22))), 1, 7).astype(int) for _ in "EP"]
    columns = [f"{part}{number}" for part in "EP" for number in range(1, 23)]
    frame = pd.DataFrame(np.hstack(answers), columns=columns)
    survey = sg.read_survey(frame, servqual, columns={"expectation": "E{n}", "perception": "P{n}"})
    values = np.clip(np.rint(answers[1].mean(axis=1) + 0.7 * rng.normal(size=n)), 1, 7) + 0.0
    return replace(survey, outcomes={"satisfaction": OutcomeAnswers(Scale(1, 7), values)})


def estimates(tally: Tally) -> np.ndarray:
    """Divide R² among 22 items from what a tally holds."""
    moments = item_moments(tally, QUESTION.outcome, QUESTION.measure)
    predictors = drivers_of(tally.instrument, "items")
    products = moments.products.sum(axis=0)
    return shares_of(products, coalitions=predictors.coalitions, df=float(moments.n.sum()) - 1).shares


def least(call: Callable[[], object], repeat: int) -> float:
    """Give the least time of several calls, in milliseconds."""
    times = []
    for _ in range(repeat):
        start = time.process_time()
        call()
        times.append(time.process_time() - start)
    return 1000 * min(times)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    asked.add_argument("--repeat", type=int, default=7)
    told = asked.parse_args()
    for n in told.sizes:
        survey = survey_of(n)
        tally = survey.tally(outcomes="satisfaction")
        covariance = item_moments(tally, QUESTION.outcome, QUESTION.measure).products.sum(axis=0)
        coalitions = drivers_of(tally.instrument, "items").coalitions
        owen = least(lambda: shares_of(covariance, coalitions=coalitions), told.repeat)  # noqa: B023 - called at once
        first = least(lambda: estimates(tally), told.repeat)  # noqa: B023
        whole = least(lambda: sg.find_drivers(tally, outcome="satisfaction"), 3)  # noqa: B023
        rows = least(lambda: sg.find_drivers(survey, outcome="satisfaction"), 2)  # noqa: B023
        print(
            f"n = {n:,}: Owen values {owen:.1f} ms; with the tally's products {first:.1f} ms; "
            f"the finding {whole:.0f} ms; of the survey {rows:.0f} ms",
            flush=True,
        )
    z = np.random.default_rng(0).normal(size=(1_000, 11)) + np.random.default_rng(1).normal(size=(1_000, 1))
    ours = least(lambda: shares_of(np.cov(z.T)), told.repeat)
    theirs = least(lambda: pingouin.linear_regression(z[:, :-1], z[:, -1], relimp=True, as_dataframe=False), 2)
    print(f"10 predictors, 1,024 subsets, n = 1,000: {ours:.1f} ms; pingouin {theirs:.0f} ms")


if __name__ == "__main__":
    main()
