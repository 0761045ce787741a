"""Seconds that a report with all its sections takes, from answers to page, workbook and Word file, and each alone.

Beside it, in the same run, what an analyst would write who has the findings already: pandas writes the same frames into
a workbook, and pyplot saves the same pictures. What is timed is a process's own seconds, once everything is imported;
how long the first report of a new process takes, imports with it, is told by the clock.

Run: python benchmarks/bench_report.py [runs]
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
from timing import as_ratio, in_turns, machine, markdown, seconds, shown

import servgap as sg

mpl.use("Agg")
SAMPLE = Path(__file__).parents[1] / "data" / "samples" / "hotline_2026.csv"
ASKED = 4.0
"""Seconds that the whole was to stay under."""
WHOLE, PEER = "answers to all three files", "the same frames and pictures by pandas and pyplot, nothing said"
FIRST = "import servgap, sys; servgap.Report(servgap.read_survey(sys.argv[1], attributes=None)).write(sys.argv[2])"


def by_hand(findings: tuple[sg.Finding, ...], folder: Path) -> None:
    """Write the frames of findings into one workbook, and a file of each one's picture."""
    with pd.ExcelWriter(folder / "frames.xlsx", engine="xlsxwriter") as book:
        for finding in findings:
            for name, frame in finding.frames.items():
                frame.to_excel(book, sheet_name=f"{finding.kind} {name}"[:31], index=False)
    for finding in findings:
        finding.plot().figure.savefig(folder / f"{finding.kind}.png", dpi=200)
    plt.close("all")


def main(runs: int) -> None:
    load = os.getloadavg()
    with TemporaryDirectory() as made:
        folder = Path(made)

        def report() -> sg.Report:
            return sg.Report(sg.read_survey(SAMPLE, attributes=None))

        whole: dict[str, Callable[[], object]] = {
            WHOLE: lambda: report().write(folder),
            "answers to findings": report,
            "answers to page": lambda: report().to_html(folder / "page.html"),
            "answers to workbook": lambda: report().to_excel(folder / "book.xlsx"),
            "answers to Word file": lambda: report().to_word(folder / "text.docx"),
            PEER: lambda: by_hand(report().findings, folder),
        }
        taken = in_turns(whole, runs, time.process_time)
        new = [sys.executable, "-c", FIRST, str(SAMPLE), made]
        first = seconds(lambda: subprocess.run(new, check=True), runs)  # noqa: S603 - this Python, on code of this file
    rows = [(what, shown(each), as_ratio(each / taken[PEER])) for what, each in taken.items()]
    print(markdown(("what", "seconds", "beside pandas and pyplot"), rows))
    print(f"\nThe whole was to take less than {ASKED:g} s: {'held' if taken[WHOLE] < ASKED else 'missed'}.")
    print(f"First of a new process, by the clock: {shown(first)}.")
    print(machine(("numpy", "pandas", "matplotlib", "xlsxwriter"), load))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
