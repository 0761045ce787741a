"""Verbs and reports in many threads at once, and interrupted from the keyboard, in processes of their own.

Every call is made alone first, then in many threads, whose bytes must be the same. Then a process is sent SIGINT while
it works, again and again at other moments; it must stop with KeyboardInterrupt, have the settings of the process as
before, and give the same bytes when it is asked again.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib import pyplot as plt
from synthetic import COLUMNS, INSTRUMENT, make_frame
from threadpoolctl import ThreadpoolController

import servgap as sg

Calls = dict[str, Callable[[], bytes]]


def said(finding: sg.Finding) -> bytes:
    tables = [finding.frames[name].to_csv() for name in finding.frames]
    return "\n".join([repr(finding), finding.headline_in("zh"), finding.note_in("zh"), *tables]).encode()


def reported(subject: object, **how: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        written = sg.Report(subject, **how).write(folder)
        return b"".join(path.read_bytes() for path in (written.html, written.workbook, written.word))


def plotted(finding: sg.Finding) -> bytes:
    figure = finding.plot().figure
    written = Path(tempfile.mkdtemp()) / "picture.png"
    try:
        figure.savefig(written)
        return written.read_bytes()
    finally:
        plt.close(figure)
        written.unlink(missing_ok=True)
        written.parent.rmdir()


def calls_on(n: int) -> Calls:
    frame = make_frame(n)

    def read() -> sg.Survey:
        return sg.read_survey(frame, instrument=INSTRUMENT, columns=COLUMNS, attributes=["branch", "quarter"])

    survey = read()
    return {
        "read_survey": lambda: repr(read()).encode(),
        "tally": lambda: repr(survey.tally(["branch", "quarter"])).encode(),
        "measure_gaps": lambda: said(sg.measure_gaps(survey, by="branch")),
        "check_significance": lambda: said(sg.check_significance(survey)),
        "check_reliability": lambda: said(sg.check_reliability(survey)),
        "check_validity": lambda: said(sg.check_validity(survey)),
        "check_pairing": lambda: said(sg.check_pairing(survey)),
        "rank_standards": lambda: said(sg.rank_standards(survey, by="branch")),
        "compare_groups": lambda: said(sg.compare_groups(survey, by="branch")),
        "track_waves": lambda: said(sg.track_waves(survey, by="quarter")),
        "screen_responses": lambda: said(sg.screen_responses(survey)),
        "plan_sample": lambda: said(sg.plan_sample(survey, gap=0.3)),
        "plot": lambda: plotted(sg.compare_groups(survey, by="branch")),
        "report, English": lambda: reported(survey),
        "report, Chinese": lambda: reported(survey, language="zh"),
    }


LIBRARIES = ThreadpoolController()


def state() -> dict[str, object]:
    return {
        "BLAS threads": [each.get_num_threads() for each in LIBRARIES.lib_controllers],
        "rcParams": dict(mpl.rcParams),
        "warnings filters": list(warnings.filters),
        "figures": plt.get_fignums(),
        "backend": mpl.get_backend(),
        "fonts": [entry.fname for entry in font_manager.fontManager.ttflist],
    }


def changed(before: dict[str, object]) -> list[str]:
    now = state()
    return [name for name in before if now[name] != before[name]]


def in_threads(calls: Calls, threads: int, each: int) -> int:
    """Give the number of calls that gave other bytes than alone, and say what was left changed."""
    alone = {name: call() for name, call in calls.items()}
    before, names, start = state(), list(calls), threading.Barrier(threads)

    def run(number: int) -> list[str]:
        start.wait()
        drawn = random.Random(number)  # noqa: S311 - any order will do, the same each time
        order = [name for _ in range(-(-each // len(names))) for name in drawn.sample(names, len(names))]
        return [name for name in order[:each] if calls[name]() != alone[name]]

    with ThreadPoolExecutor(threads) as pool:
        other = [name for found in pool.map(run, range(threads)) for name in found]
    print(f"{threads} threads x {each} calls: other bytes {len(other)} {sorted(set(other))}; ", end="")
    print(f"left changed: {changed(before) or 'nothing'}")
    return len(other) + len(changed(before))


def wait_for_interrupts(n: int) -> None:
    """Work until interrupted, and tell on each line what came of it; the other end sends the signals."""
    calls = calls_on(n)
    right = {name: hashlib.sha256(call()).hexdigest() for name, call in calls.items()}
    before = state()
    for name in sys.stdin:
        call = calls[name.strip()]
        interrupted = False
        try:
            print("working", flush=True)
            for _ in range(100):
                call()
        except KeyboardInterrupt:
            interrupted = True
        plt.close("all") if name.strip() == "plot" else None  # what the caller had not closed yet
        same = hashlib.sha256(call()).hexdigest() == right[name.strip()]
        print(interrupted, ",".join(changed(before)) or "-", same, sep="|", flush=True)


def interrupted(n: int, times: int, seed: int) -> int:
    """Interrupt each call so many times, at moments drawn from a seed, and give the number of failures."""
    rng = random.Random(seed)  # noqa: S311 - moments
    command = [sys.executable, __file__, "--work", "--respondents", str(n)]
    work = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603 - this file
    assert work.stdin is not None and work.stdout is not None  # noqa: PT018
    failed = ignored = 0
    for name in calls_on(n):
        for _ in range(times):
            print(name, file=work.stdin, flush=True)
            work.stdout.readline()
            time.sleep(rng.uniform(0.0, 0.4))
            work.send_signal(signal.SIGINT)
            told = work.stdout.readline().strip()
            # Python itself passes over an interrupt that comes while it tidies up behind a weak reference.
            ignored += told == "False|-|True"
            if told not in ("True|-|True", "False|-|True"):
                failed += 1
                print(f"{name}: interrupted|left changed|same bytes = {told or 'the process ended'}")
    work.stdin.close()
    work.wait(60)
    print(f"{times * len(calls_on(n))} interrupts, of which Python ignored {ignored}: {failed} failed")
    return failed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=16)
    parser.add_argument("--calls", type=int, default=30, help="of each thread")
    parser.add_argument("--interrupts", type=int, default=10, help="for each call")
    parser.add_argument("--respondents", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", action="store_true", help="be the process that is interrupted")
    asked = parser.parse_args()
    mpl.use("Agg")
    if asked.work:
        wait_for_interrupts(asked.respondents)
        return 0
    failed = in_threads(calls_on(asked.respondents), asked.threads, asked.calls)
    return int(failed + interrupted(asked.respondents, asked.interrupts, asked.seed) > 0)


if __name__ == "__main__":
    sys.exit(main())
