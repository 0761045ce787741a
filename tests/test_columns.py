"""Each column is declared once, and how it is written, that no attribute may have its name, and the rest follow."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

import servgap as sg
from servgap.columns import COLUMNS, KINDS, _declared
from servgap.errors import ServgapError
from tests.every_output import verbs_of

ROOT = Path(__file__).parents[1]
HOTLINE = ROOT / "data" / "samples" / "hotline_2026.csv"


@pytest.fixture(scope="module")
def findings() -> Mapping[str, sg.Finding]:
    survey = sg.read_survey(HOTLINE, "servqual", attributes=["branch", "quarter"])
    by_branch = {name: call(survey) for name, call in verbs_of("branch", "quarter").items()}
    return by_branch | {"gaps of all": sg.measure_gaps(survey), "validity of all": sg.check_validity(survey)}


def test_the_columns_of_frames_are_the_declared_ones(findings: Mapping[str, sg.Finding]) -> None:
    found = {str(name) for finding in findings.values() for frame in finding.frames.values() for name in frame.columns}
    assert found - {"branch", "quarter"} == set(COLUMNS)


def test_a_kind_is_there_for_some_column() -> None:
    assert {column.kind.name for column in COLUMNS.values()} == set(KINDS)


def declared(package: Path, kind: str, text: str) -> Mapping[str, object]:
    (folder := package / "analysis" / kind).mkdir(parents=True)
    (package / "columns.toml").write_text('gap = { kind = "number", unit = "scale_points" }\n', "utf-8")
    (folder / "columns.toml").write_text(text, "utf-8")
    return _declared(package)


def test_a_kind_of_finding_declares_columns_of_its_own(tmp_path: Path) -> None:
    found = declared(tmp_path, "wobbling", 'wobble = { kind = "fit" }\n')
    assert list(found) == ["gap", "wobble"]


def test_a_column_is_declared_once(tmp_path: Path) -> None:
    with pytest.raises(ServgapError, match=r"declared once; 'gap' in .*wobbling.columns\.toml was declared before"):
        declared(tmp_path, "wobbling", 'gap = { kind = "number" }\n')


@pytest.mark.parametrize(("told", "found"), [('{ kind = "fits" }', "'fits'"), ('{ unit = "flags" }', "None")])
def test_a_column_has_a_kind_that_is_known(tmp_path: Path, told: str, found: str) -> None:
    with pytest.raises(ServgapError, match=rf"'wobble' in .*columns\.toml has {found}\. Name one"):
        declared(tmp_path, "wobbling", f"wobble = {told}\n")


ADDED = {
    "analysis/wobbling/columns.toml": 'wobble = { kind = "fit", unit = "seconds" }\nmood = { kind = "code" }\n',
    "language/en/wobbling.toml": (
        '[columns.wobble]\nheading = "Wobble"\nmeaning = "how much it wobbles"\n'
        '[columns.mood]\nheading = "Mood"\nmeaning = "what it is like"\n[words.mood]\ncalm = "quite calm"\n'
    ),
}
USED = """
import dataclasses, sys
from openpyxl import load_workbook
import servgap as sg
from servgap.columns import COLUMNS
from servgap.errors import ServgapError

assert COLUMNS["wobble"].kind.name == "fit"
source, written = sys.argv[1:]
gaps = sg.measure_gaps(sg.read_survey(source))
framed = gaps.frame.assign(wobble=0.12345, mood="calm")
dataclasses.replace(gaps, frames={"frame": framed}).to_excel(written)
told, sheet = load_workbook(written).worksheets[1:]
cell = sheet.cell(2, [cell.value for cell in sheet[1]].index("Wobble") + 1)
assert (cell.value, cell.number_format) == (0.12345, "0.000"), (cell.value, cell.number_format)
rows = [tuple(cell.value for cell in row) for row in told.iter_rows()]
assert ("wobble", "Wobble", "how much it wobbles", "seconds") in rows, rows
assert ("mood", "calm", "quite calm", None) in rows, rows
try:
    sg.read_survey(source, attributes="wobble")
except ServgapError as refused:
    assert "'wobble' is the name of a column" in str(refused), refused
else:
    raise AssertionError
"""


def test_a_folder_with_a_file_is_all_that_a_column_takes(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "servgap", tmp_path / "servgap", ignore=shutil.ignore_patterns("__pycache__"))
    for name, text in ADDED.items():
        (file := tmp_path / "servgap" / name).parent.mkdir(exist_ok=True)
        file.write_text(text, "utf-8")
    head, *rows = HOTLINE.read_text("utf-8").splitlines()
    (source := tmp_path / "answers.csv").write_text(
        "\n".join([f"{head},wobble", *(f"{row},1" for row in rows)]), "utf-8"
    )
    finished = subprocess.run(  # noqa: S603 - this Python, on code that stands in this file
        [sys.executable, "-c", USED, str(source), str(tmp_path / "wobbling.xlsx")],
        capture_output=True,
        check=False,
        cwd=tmp_path,
        text=True,
        timeout=120,
    )
    assert finished.returncode == 0, finished.stderr
