"""What measures cost: in the pass over respondents, in the verbs after it, and what six verbs on one Survey cost.

Run: python benchmarks/bench_measures.py [--sizes 10000 1000000] [--repeats 5] [--quick] [--clock wall]

All that is compared runs in turns, so that a busy moment of the machine meets both; ratios are those of medians of one
run. Times are of processors unless told otherwise, since both processors count at once.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from synthetic import COLUMNS, make_frame
from timing import Clock, as_ratio, in_turns, machine, markdown, shown

import servgap as sg

SIZES, QUICK = (10_000, 100_000, 1_000_000), (2_000,)
BY = ("branch", "quarter")
GROUPS = {"one group": (), "24 groups": BY}
MEASURES = ("perception", "met")
CLOCKS: dict[str, Clock] = {"processors": time.process_time, "wall": time.perf_counter}
Verb = Callable[..., sg.Finding]


def verbs(measure: str | None) -> list[tuple[Verb, dict[str, str]]]:
    """Give verbs that speak of means, all of one measure, with their keywords, each grouped as it is used."""
    asked = {} if measure is None else {"measure": measure}
    return [
        (sg.measure_gaps, asked),
        (sg.rank_standards, asked),
        (sg.compare_groups, {"by": "branch", **asked}),
        (sg.track_waves, {"by": "quarter", **asked}),
        (sg.measure_gaps, {"by": "branch", **asked}),
        (sg.rank_standards, {"by": "quarter", **asked}),
    ]


def on_one(survey: sg.Survey, measure: str | None) -> None:
    """Call every verb with one Survey, of which nothing was counted yet."""
    same = replace(survey)
    for verb, asked in verbs(measure):
        verb(same, **asked)


def each_anew(survey: sg.Survey, measure: str | None) -> None:
    """Call every verb with a Survey of its own, as versions that remember nothing count."""
    for verb, asked in verbs(measure):
        verb(replace(survey), **asked)


def after(tally: sg.Tally, measure: str | None) -> None:
    """Call every verb with what was counted."""
    for verb, asked in verbs(measure):
        verb(tally, **asked)


def of_pass(survey: sg.Survey, by: tuple[str, ...], measures: tuple[str, ...]) -> None:
    replace(survey).tally(by=by, measures=measures)


def tables(n: int, repeats: int, clock: Clock) -> list[list[str]]:
    """Give, for each comparison, what was compared, both times, and their ratio."""
    survey = sg.read_survey(make_frame(n), "servqual", columns=COLUMNS, attributes=list(BY))
    rows = []
    for groups, by in GROUPS.items():
        runs = {"plain": partial(of_pass, survey, by, ())}
        runs |= {measure: partial(of_pass, survey, by, (measure,)) for measure in MEASURES}
        taken = in_turns(runs, repeats, clock)
        rows += [_row(n, f"pass in {groups} with {each}", taken[each], taken["plain"]) for each in MEASURES]
    whole = replace(survey).tally(by=BY, measures=MEASURES)
    taken = in_turns({str(each): partial(after, whole, each) for each in (None, *MEASURES)}, repeats, clock)
    rows += [_row(n, f"six verbs after it with {each}", taken[each], taken["None"]) for each in MEASURES]
    runs = {"anew": partial(each_anew, survey, None), "once": partial(on_one, survey, None)}
    runs |= {"anew met": partial(each_anew, survey, "met"), "once met": partial(on_one, survey, "met")}
    runs |= {"pass": partial(of_pass, survey, BY, ())}
    taken = in_turns(runs, repeats, clock)
    rows.append(_row(n, "six verbs on one Survey, beside counting for each", taken["once"], taken["anew"]))
    rows.append(_row(n, "the same with met", taken["once met"], taken["anew met"]))
    rows.append(_row(n, "six verbs on one Survey, beside the pass in 24 groups", taken["once"], taken["pass"]))
    return rows


def _row(n: int, what: str, taken: float, beside: float) -> list[str]:
    return [f"{n:,}", what, shown(taken), shown(beside), as_ratio(taken / beside)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a small size, once: does it run?")
    parser.add_argument("--sizes", type=int, nargs="+", help="respondents")
    parser.add_argument("--repeats", type=int, default=5, help="repetitions of each")
    parser.add_argument("--clock", choices=CLOCKS, default="processors", help="whose time is taken")
    asked = parser.parse_args()
    load = os.getloadavg()
    rows: list[list[str]] = []
    for n in asked.sizes or (QUICK if asked.quick else SIZES):
        rows += tables(n, 1 if asked.quick else asked.repeats, CLOCKS[asked.clock])
    print(machine(("numpy", "pandas"), load))
    print("\n" + markdown(("respondents", "what", "it takes", "beside", "ratio"), rows))


if __name__ == "__main__":
    main()
