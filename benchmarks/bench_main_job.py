"""The whole analysis beside what a user writes with pandas, scipy and pingouin: times, ratios, peak memory.

Run: python benchmarks/bench_main_job.py [--quick] [--sizes 300 10000] [--repeats 3] [--budget 6]

Every repetition takes each side in turn, so that a busy moment of the machine meets both; ratios are those of medians
of one run. See README.md beside this file for how to read the tables.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path

import pandas as pd
from peer import BESIDE, CAREFUL, HEAVY, PEER, Prepared, Step
from synthetic import COLUMNS, make_frame

import servgap as sg

SIZES = (300, 10_000, 100_000, 1_000_000)
QUICK_SIZES = (300, 2_000)
STAGES = ("read", "tally", "verbs")


#: The frames that answer the peer's questions; what else a finding offers is computed when it is looked at.
FRAMES = ("frame", "items", "groups", "pairs", "waves")


def verbs(tally: sg.Tally) -> list[pd.DataFrame]:
    """Every verb, and every frame that the peer has something to set beside."""
    findings = [
        sg.measure_gaps(tally),
        sg.check_reliability(tally),
        sg.check_significance(tally),
        sg.rank_standards(tally),
        sg.compare_groups(tally, by="branch"),
        sg.track_waves(tally, by="quarter"),
    ]
    return [finding.frames[name] for finding in findings for name in FRAMES if name in finding.frames]


def whole(frame: pd.DataFrame) -> dict[str, float]:
    """Do the whole analysis, and say how long each stage took."""
    marks = [time.perf_counter()]
    survey = sg.read_survey(frame, "servqual", columns=COLUMNS, attributes=["branch", "quarter"])
    marks.append(time.perf_counter())
    tally = survey.tally(by=["branch", "quarter"])
    marks.append(time.perf_counter())
    verbs(tally)
    marks.append(time.perf_counter())
    return dict(zip(STAGES, (after - before for before, after in pairwise(marks)), strict=True))


def seconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


@dataclass
class Timed:
    """How long a step takes, and whether some of it had to be reckoned from the units that were finished."""

    taken: list[float] = field(default_factory=list)
    reckoned: bool = False

    @property
    def median(self) -> float:
        return statistics.median(self.taken)

    def add(self, step: Step, data: Prepared, budget: float) -> None:
        start, done = time.perf_counter(), 0
        while done < step.units and (done == 0 or time.perf_counter() - start < budget):
            step.run(data, done)
            done += 1
        self.taken.append((time.perf_counter() - start) * step.units / done)
        self.reckoned |= done < step.units


@dataclass
class Result:
    """What was measured at one size."""

    n: int
    stages: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in (*STAGES, "whole")})
    steps: dict[Step, Timed] = field(default_factory=dict)
    plain_tally: list[float] = field(default_factory=list)
    pandas_mean: list[float] = field(default_factory=list)
    memory: float = float("nan")

    def stage(self, name: str) -> float:
        return statistics.median(self.stages[name])

    def peer(self, steps: tuple[Step, ...]) -> tuple[float, bool]:
        """Give a peer's whole time, and whether some of it is reckoned."""
        timed = [self.steps[step] for step in steps if step in self.steps]
        return sum(each.median for each in timed), any(each.reckoned for each in timed)


def measure(n: int, repeats: int, budget: float) -> Result:
    result = Result(n, memory=memory_in_a_fresh_process(n))
    frame = make_frame(n)
    survey = sg.read_survey(frame, "servqual", columns=COLUMNS, attributes=["branch", "quarter"])
    steps = [step for step in dict.fromkeys((*PEER, *CAREFUL, *BESIDE)) if step.fits(n)]
    answers = frame.drop(columns=["branch", "quarter", *COLUMNS["points"].values()])
    for _ in range(repeats):
        data = Prepared(frame)
        for number, step in enumerate(steps):
            if number % 4 == 0:
                _measure_ours(frame, survey, answers, result)
            result.steps.setdefault(step, Timed()).add(step, data, budget)
            gc.collect()
    return result


def _measure_ours(frame: pd.DataFrame, survey: sg.Survey, answers: pd.DataFrame, result: Result) -> None:
    taken = whole(frame)
    for name in STAGES:
        result.stages[name].append(taken[name])
    result.stages["whole"].append(sum(taken.values()))
    result.plain_tally.append(seconds(replace(survey).tally))  # a survey that was counted remembers it
    result.pandas_mean.append(seconds(answers.mean))


def memory_in_a_fresh_process(n: int) -> float:
    """Give the peak of memory over the input, in MB, of the whole analysis in a process of its own."""
    if not Path("/proc/self/clear_refs").exists():
        return float("nan")
    command = [sys.executable, __file__, "--memory", str(n)]
    return float(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)  # noqa: S603 - this file


def report_memory(n: int) -> None:
    """Print the peak over what the process held once the frame was made and all was imported."""
    frame = make_frame(n)
    whole(make_frame(300))
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak starts anew
    before = _memory("VmRSS")
    whole(frame)
    print((_memory("VmHWM") - before) / 1024)


def _memory(entry: str) -> int:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(entry))


def shown(taken: float, reckoned: bool = False) -> str:  # noqa: FBT001, FBT002 - a mark behind a number
    digits = f"{taken * 1e3:.0f} ms" if taken < 1 else f"{taken:.1f} s" if taken < 100 else f"{taken:,.0f} s"
    return digits + ("*" if reckoned else "")


def ratio(peer: tuple[float, bool], ours: float) -> str:
    times = peer[0] / ours
    return f"{times:,.1f} ×" if times < 10 else f"{times:,.0f} ×"


def headline(results: list[Result]) -> str:
    light = tuple(step for step in PEER if step not in HEAVY)
    rows = [
        "| respondents | servgap | peer | ratio | peer without both | ratio | careful peer | ratio |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for result in results:
        ours = result.stage("whole")
        cells = [f"{result.n:,}", shown(ours)]
        for steps in (PEER, light, CAREFUL):
            peer = result.peer(steps)
            cells += [shown(*peer), ratio(peer, ours)]
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


def stages(results: list[Result]) -> str:
    rows = [
        "| respondents | read | tally in 24 cells | verbs after it | whole | plain tally | pandas mean | peak memory |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for result in results:
        cells = [f"{result.n:,}", *(shown(result.stage(name)) for name in (*STAGES, "whole"))]
        cells += [shown(statistics.median(each)) for each in (result.plain_tally, result.pandas_mean)]
        cells.append("not measured" if result.memory != result.memory else f"{result.memory:.0f} MB")
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


def steps_table(results: list[Result]) -> str:
    rows = [
        "| the peers' steps | " + " | ".join(f"{result.n:,}" for result in results) + " |",
        "|---" * (1 + len(results)) + "|",
    ]
    for step in dict.fromkeys((*PEER, *CAREFUL, *BESIDE)):
        timed = [result.steps.get(step) for result in results]
        cells = ["–" if each is None else shown(each.median, each.reckoned) for each in timed]
        rows.append(f"| {step.name} | {' | '.join(cells)} |")
    return "\n".join(rows)


def machine(load: tuple[float, ...]) -> str:
    names = ("numpy", "scipy", "pandas", "pingouin")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    loads = ", ".join(f"{each:.1f}" for each in load)
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, {versions}; load before the run {loads}."


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="small sizes, once: does it run?")
    parser.add_argument("--sizes", type=int, nargs="+", help="respondents")
    parser.add_argument("--repeats", type=int, help="repetitions at each size")
    parser.add_argument("--budget", type=float, help="seconds after which a peer's step is reckoned")
    parser.add_argument("--memory", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.memory:
        report_memory(asked.memory)
        return
    load = os.getloadavg()
    small = Prepared(make_frame(60))
    for step in dict.fromkeys((*PEER, *CAREFUL)):
        step.run(small, 0)  # what is only done once, such as imports, is not measured
    whole(make_frame(60))
    results = []
    for n in asked.sizes or (QUICK_SIZES if asked.quick else SIZES):
        results.append(
            measure(n, asked.repeats or (1 if asked.quick else 3), asked.budget or (1 if asked.quick else 6))
        )
        print(f"{n:,} done, load {os.getloadavg()[0]:.1f}", file=sys.stderr)
    tables = (headline(results), stages(results), steps_table(results))
    print("\n\n".join((machine(load), *tables, "\\* reckoned from the units finished within the budget.")))


if __name__ == "__main__":
    main()
