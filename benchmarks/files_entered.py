"""Count the files of the library that one call passes through: how far it is from an answer to a sentence.

python benchmarks/files_entered.py
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import servgap as sg

PACKAGE = str(Path(sg.__file__).parent)
DATA = "data/samples/hotline_2026.csv"


def entered(call: Callable[[], Any]) -> tuple[set[str], Any]:
    """Give the library's files in which a function ran, modules' own first run left aside, and what the call gave."""
    call()  # whatever is loaded once is loaded
    files: set[str] = set()

    def note(frame: FrameType, event: str, _: Any) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(PACKAGE) and frame.f_code.co_name != "<module>":
            files.add(frame.f_code.co_filename)

    sys.setprofile(note)
    try:
        given = call()
    finally:
        sys.setprofile(None)
    return files, given


def main() -> None:
    """Print how many they are."""
    with tempfile.TemporaryDirectory() as folder:
        read, survey = entered(lambda: sg.read_survey(DATA, attributes=["branch", "quarter"]))
        measured, gaps = entered(lambda: sg.measure_gaps(survey))
        shown, _ = entered(gaps._repr_html_)
        report = sg.Report(survey)
        written, _ = entered(lambda: report.to_html(Path(folder) / "report.html"))
    for what, files in (
        ("read_survey", read),
        ("measure_gaps", measured),
        ("_repr_html_", shown),
        ("to_html", written),
    ):
        print(f"{what:12} {len(files):3}")


if __name__ == "__main__":
    main()
