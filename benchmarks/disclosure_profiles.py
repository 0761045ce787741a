"""What each profile protects: how closely small groups' means are told by what a report's workbook prints.

Surveys of random branches as in `disclosure.py`. Each is written as gaps of everybody and by branch under every
profile; a linear programme seeks how often each gap occurs in the hidden groups, given all printed means and spreads to
the digits in which they are printed, and every group's size. The survey is written once more without its last
respondent, as before a late answer came: what the two printed means of everybody tell of that answer. Prints Markdown.

    python benchmarks/disclosure_profiles.py --surveys 60
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import servgap as sg
from benchmarks.disclosure import MINIMUM, survey_of
from servgap.survey.disclosure_profile import PROFILES, Profile
from servgap.survey.survey import Survey
from tests.disclosure_attack import tables_in, widths_of_items

EXACT = 1e-3
FARTHEST = 6.0


@dataclass
class Told:
    """What reports under one profile told."""

    widths: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    groups: int = 0


def written(survey: Survey, profile: Profile, path: Path) -> Path:
    """Write gaps of everybody and by branch."""
    found = [sg.measure_gaps(survey), sg.measure_gaps(survey, by="branch")]
    sg.Report(found, title="Branches", minimum=MINIMUM, disclosure=profile.name).to_excel(path)
    return path


def of_late_answer(before: Path, after: Path, n: int, printed_to: float) -> list[float]:
    """Give how wide each gap is of the one respondent whom the second workbook has more than the first."""
    one, two = (tables_in(path)["Gaps"].query("Level == 'standard'")["Gap"].to_numpy(float) for path in (before, after))
    low = np.maximum(n * (two - printed_to) - (n - 1) * (one + printed_to), -FARTHEST)
    high = np.minimum(n * (two + printed_to) - (n - 1) * (one - printed_to), FARTHEST)
    return [float(each) for each in high - low]


def main() -> None:
    """Try all profiles."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--surveys", type=int, default=60)
    asked = parser.parse_args()
    told = {name: Told() for name in PROFILES}
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(asked.surveys):
            survey = survey_of(seed)
            labels, counts = np.unique(survey.respondents["branch"], return_counts=True)
            sizes = {str(label): int(n) for label, n in zip(labels, counts, strict=True)}
            small = [label for label, n in sizes.items() if n < MINIMUM]
            earlier = survey.drop([survey.respondents.index[-1]], reason="late")
            for name, profile in PROFILES.items():
                printed_to = 0.5 * 10.0 ** -(2 - profile.fewer) if profile.fewer else 1e-9
                book = written(survey, profile, Path(folder) / "now.xlsx")
                before = written(earlier, profile, Path(folder) / "before.xlsx")
                told[name].widths += widths_of_items(book, sizes, small, printed_to)
                told[name].late += of_late_answer(before, book, survey.n, printed_to)
                told[name].groups += groups_in(book)
    print(f"{asked.surveys} surveys, minimum {MINIMUM}; items of small groups that the totals alone leave open\n")
    print("| profile | rows of groups | told exactly | to within one point | narrowest | late answers told exactly |")
    print("|---|--:|--:|--:|--:|--:|")
    for name, each in told.items():
        widths, late = np.array(each.widths), np.array(each.late)
        print(
            f"| {name} | {each.groups:,} | {share(widths < EXACT)} | {share(widths <= 1)} | {widths.min():.2f} "
            f"| {share(late < 1)} |"
        )


def groups_in(path: Path) -> int:
    """Count the groups of which a workbook tells."""
    tables = list(tables_in(path).values())[1:]
    return max((int(table["branch"].nunique()) for table in tables if "branch" in table), default=0)


def share(which: NDArray[np.bool_]) -> str:
    """Write how many of how many."""
    return f"{int(which.sum()):,} of {len(which):,}"


if __name__ == "__main__":
    main()
