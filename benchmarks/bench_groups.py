"""Seconds that comparisons of groups take from a Tally: all pairs and the league of pooled quarters, and of thousands.

Beside it, in the same run, the peer that an analyst would loop: pingouin's Games–Howell, dimension by dimension, on
respondents' scores. What is timed is given as a process's own seconds, without those of counting.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from synthetic import COLUMNS, INSTRUMENT, make_frame
from timing import machine, markdown

import servgap as sg

BRANCHES, QUARTERS, EACH = 200, 40, 6
THOUSANDS, OF_EACH = 3_000, 12
KINDS = 4
TARGETS = {"pooled": 2.0, "thousands": 5.0}


@dataclass(frozen=True)
class Timed:
    """What was timed, its seconds, and those that it is to stay under; None where none are promised."""

    what: str
    seconds: float
    under: float | None = None


def survey_of(branches: int, respondents: int, quarters: int = 1) -> sg.Survey:
    """Make answers to 22 pairs of items in branches that differ somewhat, over quarters, by kinds of respondents."""
    frame, rng = make_frame(respondents, seed=branches), np.random.default_rng(branches)
    frame["branch"] = [f"B{number:04d}" for number in np.arange(respondents) % branches]
    frame["quarter"] = [f"{2016 + number // 4}Q{number % 4 + 1}" for number in rng.integers(0, quarters, respondents)]
    frame["age_band"] = rng.choice(list("abcd")[:KINDS], respondents)
    attributes = ["branch", "quarter", "age_band"]
    return sg.read_survey(frame, instrument=INSTRUMENT, columns=COLUMNS, attributes=attributes)


def once(run: Callable[[], Any]) -> float:
    """Give the processor seconds of one run."""
    start = time.process_time()
    run()
    return time.process_time() - start


def compared(tally: sg.Tally, *, pairs: bool, **asked: Any) -> None:
    """Compare branches, with every table of the league, the chart, and all pairs where they are wanted."""
    found = sg.compare_groups(tally, by="branch", **asked)
    _ = found.league, found.consistency, found.headline
    if pairs:
        _ = found.pairs
    plt.close(found.plot(kind="funnel").figure)


def games_howell_looped(survey: sg.Survey) -> None:
    """Do what an analyst does with pingouin: Games–Howell of every dimension's scores, and of the overall one."""
    import pingouin

    gaps = survey.perceptions - survey.expectations
    scores = {each.key: gaps.iloc[:, span].mean(axis=1) for each, span in _dimensions(survey)}
    scores["overall"] = pd.DataFrame(scores).mean(axis=1)
    for values in scores.values():
        told = pd.DataFrame({"score": values, "branch": survey.respondents["branch"]}).dropna()
        pingouin.pairwise_gameshowell(data=told, dv="score", between="branch")


def _dimensions(survey: sg.Survey) -> list[tuple[Any, slice]]:
    return list(zip(survey.instrument.dimensions, survey.instrument.spans, strict=True))


def measured(*, peer: bool) -> list[Timed]:
    """Time everything once, after a small run that imports what is needed."""
    compared(survey_of(20, 400).tally(by="branch"), pairs=True)
    survey = survey_of(BRANCHES, BRANCHES * QUARTERS * EACH, QUARTERS)
    pooled = survey.tally(by=["branch", "quarter"])
    what = f"{BRANCHES} branches × {QUARTERS} quarters, {survey.n:,} respondents"
    seconds = once(lambda: compared(pooled, pairs=True))
    found = [Timed(f"{what}: comparison, all pairs, league, chart", seconds, TARGETS["pooled"])]
    if peer:
        seconds = once(lambda: games_howell_looped(survey))
        found.append(Timed(f"{what}: pingouin's pairwise_gameshowell, looped", seconds))
    many = survey_of(THOUSANDS, THOUSANDS * OF_EACH)
    tally, cells = many.tally(by="branch"), many.tally(by=["branch", "age_band"])
    what = f"{THOUSANDS:,} branches, {many.n:,} respondents"
    found.append(Timed(f"{what}: league, chart", once(lambda: compared(tally, pairs=False)), TARGETS["thousands"]))
    adjusted = once(lambda: compared(cells, pairs=False, adjust_for="age_band"))
    return [*found, Timed(f"{what}: adjusted for {KINDS} kinds, league, chart", adjusted)]


def main() -> None:
    """Print a table, and fail where a promise is not kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--no-peer", action="store_true", help="leave pingouin out")
    mpl.use("Agg")
    load = os.getloadavg()
    found = measured(peer=not parser.parse_args().no_peer)
    told = [[each.what, f"{each.seconds:.2f}", "" if each.under is None else f"{each.under:g}"] for each in found]
    print(
        machine(("numpy", "scipy", "pandas", "pingouin"), load),
        markdown(["what", "seconds", "promised"], told),
        sep="\n\n",
    )
    late = any(each.under is not None and each.seconds > each.under for each in found)
    raise SystemExit(int(late))


if __name__ == "__main__":
    main()
