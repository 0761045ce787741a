"""Stored surveys (CSV, Parquet), tallies and questionnaires damaged in many ways, and read back.

Each file is damaged by its number alone: bits flipped, pieces cut out or doubled, digits, cells, lines, columns, rows,
numbers and members of archives exchanged, and what a file says of itself changed, all else being whole. What is read
must be what was stored, or be refused, or say that only texts of the questionnaire were changed; a questionnaire's own
file is made to be changed by hand, and is read as what it then says. Prints Markdown.

    python benchmarks/damage_stored.py --files 2000
    python benchmarks/damage_stored.py --undigested 60   # what tallies of earlier versions are held to
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.damaged.stored import FORMS, RESULTS, WRONG, Outcome, one_off, outcome

SHOWN = 5
OF_ANSWERS, OF_FOUR = "counts, sums, products of two answers", "products of up to four answers"
OF_MEASURES = "counts, sums, products of measures"


def undigested(tallies: int) -> None:
    """Say how many numbers, each changed by one, are refused for what the rest of the tally says."""
    counts = Counter[tuple[str, bool]]()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(tallies):
            counts.update((kind_of(name), refused) for name, refused in one_off(number, Path(folder)))
    print("| changed by one | refused | not |\n|---|--:|--:|")
    for what in (OF_ANSWERS, OF_FOUR, OF_MEASURES):
        print(f"| {what} | {counts[what, True]:,} | {counts[what, False]:,} |")


def kind_of(array: str) -> str:
    """Say what an array of a tally holds."""
    if array.startswith("measure"):
        return OF_MEASURES
    return OF_FOUR if ".fourth." in array else OF_ANSWERS


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--files", type=int, default=2000, help="of each form")
    asked.add_argument("--forms", nargs="+", choices=FORMS, default=FORMS)
    asked.add_argument("--undigested", type=int, default=0, help="tallies without digests of which numbers are changed")
    told = asked.parse_args()
    if told.undigested:
        undigested(told.undigested)
        return
    failed: list[tuple[int, Outcome]] = []
    print(f"| {told.files:,} files each | {' | '.join(RESULTS)} | longest, s |\n|---|{'--:|' * (len(RESULTS) + 1)}")
    with tempfile.TemporaryDirectory() as folder:
        for form in told.forms:
            counts, longest = Counter[str](), 0.0
            for number in range(told.files):
                found = outcome(form, number, Path(folder))
                counts[found.result] += 1
                longest = max(longest, found.seconds)
                if found.result in WRONG:
                    failed.append((number, found))
            cells = " | ".join(f"{counts[result]:,}" for result in RESULTS)
            print(f"| {form} | {cells} | {longest:.2f} |", flush=True)
    for number, found in failed[:SHOWN]:
        print(f"\n{found.form} {number} ({found.damage}): {found.result} {found.message[:300]}")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
