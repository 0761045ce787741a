"""Damaged files through every reader: only refusals that say where, never a wrong Survey, never long, never large.

Each file is made from its number alone, so that one that fails is found again: `--case NUMBER --seed SEED`.
Files are read in processes of their own, which may take so much memory and time and no more; one that goes down takes
nothing with it. Prints Markdown. Linux only.
"""

from __future__ import annotations

import argparse
import multiprocessing as mp
import os
import resource
import shutil
import signal
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path

os.environ["RUST_BACKTRACE"] = "0"
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")  # the others reserve more than the limit at once
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.damaged import cases

MOST_SECONDS = 2.0
MOST_BYTES = 1 << 30
#: How long a process is waited for before it is ended: the machine may have other things to do.
PATIENCE = 120.0
SHOWN = 3


@dataclass
class Sums:
    """What came of all files."""

    results: Counter[str] = field(default_factory=Counter)
    of_damage: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    of_kind: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    failures: defaultdict[str, list[tuple[int, cases.Outcome]]] = field(default_factory=lambda: defaultdict(list))
    slowest: tuple[float, int] = (0.0, -1)
    largest: tuple[int, int] = (0, -1)
    unplaced: int = 0

    @property
    def files(self) -> int:
        """The number of files so far."""
        return sum(self.results[result] for result in ("read", "refused", "failed"))

    def add(self, number: int, outcome: cases.Outcome, peak: int) -> None:
        """Count one file in."""
        sound = cases.pairs()[cases.pair_of(number)][0]
        known = outcome.known and outcome.result == "read"
        for counts in (self.results, self.of_damage[outcome.damage], self.of_kind[sound.kind]):
            counts[outcome.result] += 1
            counts["held against the truth"] += known
        if outcome.result == "failed":
            self.failures[f"{outcome.damage}: {outcome.message[:60]}"].append((number, outcome))
        if outcome.result == "refused":
            self.unplaced += not cases.placed(outcome.message, sound.shape.file)
        self.slowest = max(self.slowest, (outcome.seconds, number))
        self.largest = max(self.largest, (peak, number))


def main() -> None:
    """Read the arguments, damage and read the files, print what came of it."""
    asked = _arguments()
    if asked.case is not None:
        _show_case(asked.case, asked.seed, asked.write)
        return
    sums, started = Sums(), time.perf_counter()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        _count(sums, asked)
    except KeyboardInterrupt:
        print("Ended early; this is what was done until then.\n")
    _print(sums, asked, time.perf_counter() - started)
    sys.exit(bool(sums.results["failed"]))


def _count(sums: Sums, asked: argparse.Namespace) -> None:
    last = time.perf_counter()
    for number, outcome, peak in _outcomes(asked):
        sums.add(number, outcome, peak)
        if outcome.result == "failed":
            print(f"case {number}: {outcome.seed}, {outcome.damage}: {outcome.message}", file=sys.stderr, flush=True)
        if time.perf_counter() - last > 60:
            last = time.perf_counter()
            print(f"{sums.files:,} files, {sums.results['failed']} failed", file=sys.stderr, flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=100_000, help="how many files are damaged")
    parser.add_argument("--first", type=int, default=0, help="the number of the first one")
    parser.add_argument("--seed", type=int, default=0, help="other files under the same numbers")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--case", type=int, help="make and read one file, and say what came of it")
    parser.add_argument("--write", type=Path, help="with --case: the folder to write that file to")
    return parser.parse_args()


def _show_case(number: int, seed: int, folder: Path | None) -> None:
    sound, damage, change = cases.damaged(number, seed)
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / sound.shape.file).write_bytes(change.data)
        print(f"Written: {folder / sound.shape.file}")
    print(f"{sound.shape.name}, {damage.name}, {len(change.data):,} bytes")
    print(cases.run(number, seed))


def _outcomes(asked: argparse.Namespace) -> Iterator[tuple[int, cases.Outcome, int]]:
    """Give each file's number, what came of it, and the bytes that reading it took at most."""
    workers = [_Worker(asked, place) for place in range(asked.processes)]
    while workers:
        ready = wait([worker.ours for worker in workers], timeout=1.0)
        for worker in list(workers):
            found = worker.receive() if worker.ours in ready else worker.overdue()
            if found is not None:
                yield found
            if worker.done:
                worker.process.join()
                workers.remove(worker)


class _Worker:
    """A process that reads every so many-th file, and is replaced when it goes down."""

    def __init__(self, asked: argparse.Namespace, place: int) -> None:
        self.numbers = list(range(asked.first + place, asked.first + asked.files, asked.processes))
        self.seed, self.done = asked.seed, False
        self._start()

    def _start(self) -> None:
        self.since = time.perf_counter()
        self.ours, theirs = mp.get_context("spawn").Pipe()
        self.process: SpawnProcess = mp.get_context("spawn").Process(
            target=_work, args=(theirs, self.numbers, self.seed), daemon=True
        )
        self.process.start()
        theirs.close()

    def receive(self) -> tuple[int, cases.Outcome, int] | None:
        """Take the next result; if the process has gone down, its file has failed."""
        try:
            number, outcome, peak = self.ours.recv()
        except EOFError:
            return self._gone("the process went down")
        self.since = time.perf_counter()
        if number is None:
            self.done = not self.numbers
            return None
        self.numbers.remove(number)
        return number, outcome, peak

    def overdue(self) -> tuple[int, cases.Outcome, int] | None:
        """End a process that does not come back."""
        if time.perf_counter() - self.since < PATIENCE:
            return None
        self.process.kill()
        return self._gone(f"no end after {PATIENCE:.0f} s")

    def _gone(self, why: str) -> tuple[int, cases.Outcome, int] | None:
        self.process.join()
        if not self.numbers:
            self.done = True
            return None
        number = self.numbers.pop(0)
        sound, damage = cases.pairs()[cases.pair_of(number)]
        code = self.process.exitcode
        self.done = not self.numbers
        if not self.done:
            self._start()
        return number, cases.Outcome(sound.shape.name, damage.name, "failed", f"{why} (exit code {code})"), 0


def _work(theirs: Connection, numbers: list[int], seed: int) -> None:
    """Read files, under a limit on memory beyond what the libraries take."""
    cases.run(0)
    for sound in cases.seeds():
        cases.read_sound(sound)
    size = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (size + MOST_BYTES, resource.RLIM_INFINITY))
    for number in numbers:
        before = _resident()
        outcome = cases.run(number, seed)
        peak = max(0, _resident(peak=True) - before)
        theirs.send((number, _within(outcome, peak), peak))
    theirs.send((None, None, None))


def _within(outcome: cases.Outcome, peak: int) -> cases.Outcome:
    if outcome.seconds > MOST_SECONDS:
        return replace(outcome, result="failed", message=f"took {outcome.seconds:.1f} s; {outcome.message}")
    if peak > MOST_BYTES:
        return replace(outcome, result="failed", message=f"took {peak:,} bytes; {outcome.message}")
    return outcome


def _resident(*, peak: bool = False) -> int:
    """Give the bytes that this process holds, or has held at most since that was last asked."""
    key = "VmHWM:" if peak else "VmRSS:"
    status = Path("/proc/self/status").read_text(encoding="ascii")
    held = next((int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith(key)), 0)
    if not peak:
        try:
            Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
        except OSError:  # then it is the most since the process began
            return held
    return held


def _print(sums: Sums, asked: argparse.Namespace, taken: float) -> None:
    results = sums.results
    print(f"{sums.files:,} damaged files (seed {asked.seed}, first {asked.first}) in {taken / 60:.0f} minutes\n")
    print(f"- refused with a ServgapError: {results['refused']:,} ({sums.unplaced:,} of these without a place)")
    print(f"- read: {results['read']:,}, of these held against the truth: {results['held against the truth']:,}")
    print(f"- failed: {results['failed']:,}")
    print(f"- longest: {sums.slowest[0]:.2f} s of processor time (case {sums.slowest[1]})")
    print(f"- largest: {sums.largest[0] / 1e6:,.0f} MB beyond what the process held before (case {sums.largest[1]})\n")
    for title, table in (("format", sums.of_kind), ("damage", sums.of_damage)):
        print(f"| {title} | files | refused | read | held against the truth | failed |\n|---|---|---|---|---|---|")
        for key, counts in sorted(table.items()):
            cells = [counts[kind] for kind in ("refused", "read", "held against the truth", "failed")]
            print(f"| {key} | {counts['refused'] + counts['read'] + counts['failed']:,} | ", end="")
            print(" | ".join(f"{count:,}" for count in cells) + " |")
        print()
    for what, found in sorted(sums.failures.items(), key=lambda entry: -len(entry[1])):
        shown = ", ".join(f"{number} ({outcome.seed})" for number, outcome in found[:SHOWN])
        print(f"- {len(found)} × {what} … cases {shown}"[: max(200, shutil.get_terminal_size().columns)])


if __name__ == "__main__":
    main()
