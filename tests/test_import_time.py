"""Importing servgap is light: what takes long to load is loaded where it is used."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache

import pytest

HEAVY = {
    "matplotlib",
    "narwhals",
    "numba",
    "pingouin",
    "polars",
    "pyarrow",
    "python_calamine",
    "scipy.stats",
    "sklearn",
    "statsmodels",
    "xlsxwriter",
}
SHOW = "import json, sys; print(json.dumps(sorted(sys.modules)))"
FRONT_DOOR = "import servgap"
EVERY_NAME = "import servgap; [getattr(servgap, name) for name in servgap.__all__]"


@cache
def modules_after(code: str) -> set[str]:
    finished = subprocess.run(  # noqa: S603 - this Python, on code that stands in this file
        [sys.executable, "-c", f"{code}\n{SHOW}"], capture_output=True, check=True, text=True, timeout=120
    )
    return set(json.loads(finished.stdout))


@pytest.mark.parametrize("code", [FRONT_DOOR, EVERY_NAME])
def test_nothing_heavy_is_imported(code: str) -> None:
    # pandas itself imports pyarrow where it is installed; what it brings along is its own affair.
    unavoidable = modules_after("import numpy, pandas")
    assert (modules_after(code) & HEAVY) - unavoidable == set()


def test_the_front_door_imports_no_room() -> None:
    assert {name for name in modules_after(FRONT_DOOR) if name.startswith("servgap.")} == set()


def test_a_finding_shows_itself_without_what_draws() -> None:
    shown = "import servgap as sg; sg.measure_gaps(sg.read_survey('data/samples/hotline_2026.csv'))._repr_html_()"
    assert modules_after(shown) & {"matplotlib", "xlsxwriter", "docx"} == set()


def test_a_finding_knows_its_statistics_though_only_a_few_are_loaded() -> None:
    gaps = "import servgap; servgap.measure_gaps(servgap.read_survey('data/samples/hotline_2026.csv')).note"
    loaded = {name for name in modules_after(gaps) if name.startswith("servgap._stats.")}
    assert "servgap._stats.paired.t_tests" in loaded
    assert not any(name.startswith("servgap._stats.exploratory") for name in loaded)
