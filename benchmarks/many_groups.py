"""Processor time and peak memory of verbs and of a report by the number of groups, each in a process of its own."""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress

import numpy as np
from synthetic import COLUMNS, INSTRUMENT, make_frame
from timing import machine, markdown

import servgap as sg

SIZES = (50, 200, 400, 1000, 3000)
EACH = 12
"""Respondents in a group."""


def survey_of(groups: int) -> sg.Survey:
    """Make a survey whose respondents belong to so many branches, all of one size."""
    frame = make_frame(groups * EACH, seed=groups)
    frame["branch"] = [f"Branch {number:04d}" for number in np.arange(len(frame)) % groups]
    return sg.read_survey(frame, instrument=INSTRUMENT, columns=COLUMNS, attributes=["branch", "quarter"])


def compared(survey: sg.Survey) -> None:
    """Compare groups and show what is shown of it: headline, note, tables."""
    repr(sg.compare_groups(survey.tally("branch"), by="branch"))


def pairs(survey: sg.Survey) -> None:
    _ = sg.compare_groups(survey.tally("branch"), by="branch").pairs


def reported(survey: sg.Survey) -> None:
    with tempfile.TemporaryDirectory() as folder:
        sg.Report(survey, period="all").write(folder)


def shown(finding: sg.Finding) -> None:
    """Compute every table of a finding."""
    for name in finding.frames:
        _ = finding.frames[name]


WHAT: dict[str, Callable[[sg.Survey], None]] = {
    "compare_groups, shown": compared,
    "compare_groups, pairs": pairs,
    "measure_gaps": lambda survey: shown(sg.measure_gaps(survey, by="branch")),
    "check_significance": lambda survey: shown(sg.check_significance(survey, by="branch")),
    "check_reliability": lambda survey: shown(sg.check_reliability(survey, by="branch")),
    "rank_standards": lambda survey: shown(sg.rank_standards(survey, by="branch")),
    "check_pairing": lambda survey: shown(sg.check_pairing(survey, by="branch")),
    "check_validity": lambda survey: shown(sg.check_validity(survey, by="branch")),
    "Report.write": reported,
}


def measured(what: str, groups: int) -> str:
    """Measure in a new process, which imports everything first; a refusal is told."""
    command = [sys.executable, __file__, "--only", what, "--groups", str(groups)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - this file, and names from its list
    return done.stdout.strip() or f"failed: {done.stderr.strip().splitlines()[-1]}"


def once(what: str, groups: int) -> str:
    with suppress(sg.ServgapError):
        WHAT[what](survey_of(5))  # imports what is needed
    survey, start = survey_of(groups), time.process_time()
    try:
        WHAT[what](survey)
    except sg.ServgapError:
        return "refused, with the bound"
    taken = time.process_time() - start
    return f"{taken:.2f} s, {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--what", nargs="+", choices=list(WHAT), default=list(WHAT))
    parser.add_argument("--only", choices=list(WHAT))
    parser.add_argument("--groups", type=int)
    asked = parser.parse_args()
    if asked.only:
        print(once(asked.only, asked.groups))
        return
    load = os.getloadavg()
    rows = [[what, *(measured(what, groups) for groups in asked.sizes)] for what in asked.what]
    print(markdown(["", *(f"{groups:,} groups" for groups in asked.sizes)], rows))
    print(f"\n{EACH} respondents a group; processor time, and peak memory with Python and the survey.")
    print(machine(("numpy", "pandas"), load))


if __name__ == "__main__":
    main()
