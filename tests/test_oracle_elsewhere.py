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

pytestmark = pytest.mark.xdist_group("oracle_elsewhere")  # so that what is costly is made once

HERE = Path(__file__).parent
FOLDERS = {
    "more": (1, 341, ["Harbour", "Mill", "Old Town", "Zoo"], ["2031Q3", "2031Q4"]),
    "fewer": (2, 118, ["East", "West"], ["2025Q4", "2026Q1"]),
}


@pytest.fixture(scope="module", params=FOLDERS)
def folder(request, tmp_path_factory):
    made = tmp_path_factory.mktemp(request.param)
    write_folder(made, *FOLDERS[request.param])
    return made


def run(folder: Path) -> str:
    """Run the test of reference cases on a folder and give what it says."""
    command = [sys.executable, "-m", "pytest", "-q", "-rs", "-p", "no:xdist", "-p", "no:cacheprovider", "--tb=short"]
    done = subprocess.run(  # noqa: S603 - this Python, on the tests beside this file
        [*command, str(HERE / "test_oracle.py"), "-k", "test_case"],
        env={**os.environ, "SERVGAP_ORACLE": str(folder)},
        cwd=HERE.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout


def test_all_cases_hold(folder):
    said = run(folder)
    cases = len(list((folder / "cases").iterdir()))
    assert re.search(rf"^{cases} passed", said, re.MULTILINE), said[-4000:]


def test_what_is_off_is_missed(folder, tmp_path):
    """One number of every case is moved, by more than its tolerance; where ranks were drawn, by more than chance."""
    (tmp_path / "cases").mkdir()
    (tmp_path / "data").symlink_to(folder / "data")
    for path in (folder / "cases").iterdir():
        case = json.loads(path.read_text(encoding="utf-8"))
        move(case["value"], case["tolerance"])
        (tmp_path / "cases" / path.name).write_text(json.dumps(case), encoding="utf-8")
    said = run(tmp_path)
    cases = len(list((folder / "cases").iterdir()))
    assert re.search(rf"^{cases} failed", said, re.MULTILINE), said[-4000:]


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
