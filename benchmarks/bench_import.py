"""How long `import servgap` takes beside `import numpy, pandas`, which every analyst waits for anyway.

Run: python benchmarks/bench_import.py [runs]

CPU time of fresh interpreters, in turns so that a busy moment meets all of them; the time of an interpreter that
imports nothing is taken off. The ratio is that of the medians.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys

CASES = {
    "nothing": "pass",
    "numpy, pandas": "import numpy, pandas",
    "servgap": "import servgap",
    "servgap, numpy, pandas": "import servgap, numpy, pandas",
    "servgap, all its names": "import servgap; [getattr(servgap, name) for name in servgap.__all__]",
}
PEER = "numpy, pandas"


def cpu_seconds(code: str) -> float:
    before = os.times()
    subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603 - this Python, on code of this file
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def main(runs: int) -> None:
    for code in CASES.values():
        cpu_seconds(code)
    taken = {name: [] for name in CASES}
    for _ in range(runs):
        for name, code in CASES.items():
            taken[name].append(cpu_seconds(code))
    bare = statistics.median(taken["nothing"])
    medians = {name: statistics.median(times) - bare for name, times in taken.items() if name != "nothing"}
    print(f"{'import':<26}{'seconds':>9}{'ratio':>8}   ({runs} runs each)")
    for name, seconds in medians.items():
        print(f"{name:<26}{seconds:>9.3f}{seconds / medians[PEER]:>8.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
