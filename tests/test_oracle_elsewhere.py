"""The mapping of reference cases to the library holds on other data of the same shape, and knows no number."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from other_cases import write_folder

HERE = Path(__file__).parent
FOLDERS = {
    "more": (1, 341, ["Harbour", "Mill", "Old Town", "Zoo"], ["2031Q3", "2031Q4"]),
    "fewer": (2, 118, ["East", "West"], ["2025Q4", "2026Q1"]),
}


MOVED = "_moved"


@pytest.fixture(scope="module", params=FOLDERS)
def said(request, tmp_path_factory) -> tuple[dict[str, str], str]:
    """What becomes of each case of a folder, and of each with one number moved; one process tells both, and how."""
    folder = tmp_path_factory.mktemp(request.param)
    write_folder(folder, *FOLDERS[request.param])
    for path in list((folder / "cases").iterdir()):
        case = json.loads(path.read_text(encoding="utf-8"))
        move(case["value"], case["tolerance"])
        path.with_stem(path.stem + MOVED).write_text(json.dumps(case), encoding="utf-8")
    told = run(folder)
    became = {name: result for result, name in re.findall(r"^(\w+) \S*::test_case\[(\w+)\]", told, re.MULTILINE)}
    return {path.stem: became.get(path.stem, "") for path in (folder / "cases").iterdir()}, told


def run(folder: Path) -> str:
    """Run the test of reference cases on a folder and give what it says."""
    command = [sys.executable, "-m", "pytest", "-q", "-rA", "-p", "no:xdist", "-p", "no:cacheprovider", "--tb=line"]
    done = subprocess.run(  # noqa: S603 - this Python, on the tests beside this file
        [*command, str(HERE / "test_oracle.py"), "-k", "test_case"],
        env={**os.environ, "SERVGAP_ORACLE": str(folder)},
        cwd=HERE.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout


def test_all_cases_hold(said):
    became, told = said
    as_they_are = {name: result for name, result in became.items() if not name.endswith(MOVED)}
    assert as_they_are
    assert set(as_they_are.values()) == {"PASSED"}, told[-4000:]


def test_what_is_off_is_missed(said):
    """One number of every case is moved, by more than its tolerance; where ranks were drawn, by more than chance."""
    became, told = said
    moved = {name: result for name, result in became.items() if name.endswith(MOVED)}
    assert len(moved) * 2 == len(became)
    assert set(moved.values()) == {"FAILED"}, told[-4000:]


def move(value, tolerance):
    """Move the last number of a nest."""
    places = list(value) if isinstance(value, dict) else range(len(value))
    for place in reversed(places):
        each = value[place]
        if isinstance(each, dict | list):
            return move(each, tolerance)
        if isinstance(each, int | float):
            value[place] = each + 5 * tolerance * max(1.0, abs(each)) + (0.2 if tolerance > 0.01 else 0.0)
            return None
    return None
