"""Timing in turns: every repetition runs each candidate once, so that a busy moment of the machine meets all."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from typing import TypeAlias

Runs: TypeAlias = Mapping[str, Callable[[], object]]
Times: TypeAlias = dict[str, float]
Clock: TypeAlias = Callable[[], float]

SHORT = 0.01
"""Seconds that a measurement lasts at least: what is quicker is repeated within it."""


def seconds(run: Callable[[], object], times: int = 1, clock: Clock = time.perf_counter) -> float:
    """Give the seconds that one of `times` runs in a row takes."""
    start = clock()
    for _ in range(times):
        run()
    return (clock() - start) / times


def in_turns(runs: Runs, repeats: int, clock: Clock = time.perf_counter) -> Times:
    """Give each candidate's median; the first run of each, which may import and fill caches, is not counted.

    What runs in this process alone may be timed by its own processor time, which other work does not lengthen so much.
    """
    times = {name: warm(run) for name, run in runs.items()}
    taken: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(repeats):
        for name, run in runs.items():
            taken[name].append(seconds(run, times[name], clock))
    return {name: statistics.median(each) for name, each in taken.items()}


def warm(run: Callable[[], object]) -> int:
    """Run twice, and say how often a measurement repeats what took so long."""
    run()
    return max(1, min(1000, round(SHORT / max(seconds(run), 1e-7))))


def shown(taken: float) -> str:
    """Write seconds with three digits in a unit that suits them."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if taken >= size or unit == "µs":
            number = taken / size
            return f"{float(f'{number:.3g}'):,.0f} {unit}" if number >= 100 else f"{number:.3g} {unit}"
    return ""


def as_ratio(value: float) -> str:
    return f"{float(f'{value:.3g}'):,.0f} ×" if value >= 10 else f"{value:.2g} ×" if value < 1 else f"{value:.1f} ×"


def markdown(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heading, ["---"] * len(heading), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines).replace("| --- ", "|---").replace("--- |", "---|")


def machine(packages: Sequence[str], load: tuple[float, ...], others: Sequence[str] = ()) -> str:
    """Say on what, with what and beside how much other work the run took place."""
    versions = ", ".join([*(f"{name} {version(name)}" for name in packages), *others])
    loads = ", ".join(f"{each:.1f}" for each in load)
    after = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    return (
        f"{os.cpu_count()} cores, Python {platform.python_version()}, {versions}; "
        f"load before the run {loads}, after it {after}."
    )
