"""Each column is declared once, and how it is written, that no attribute may have its name, and the rest follow."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from numbers import Real
from pathlib import Path

import pytest

import servgap as sg
from servgap.columns import COLUMNS, KINDS, _declared
from servgap.errors import ServgapError
from servgap.language import language_of, languages
from servgap.report.cells import cell
from servgap.report.measures import KINDS as OF_MEASURES
from servgap.survey.instrument import Instrument
from tests.real_findings import WHOLE, finding

ROOT = Path(__file__).parents[1]
HOTLINE = ROOT / "data" / "samples" / "hotline_2026.csv"


CASES = [(kind, *case) for kind, cases in WHOLE.items() for case in cases]
SAID = {
    "text": ("straight_line, fast", "straight_line, fast"),
    "label": ("R0001", "R0001"),
    "group": ("", "no answer"),
    "dimension": ("tangibles", "Tangibles"),
    "standard": ("tan1", "The equipment is up to date"),
    "item": ("tan1", "The equipment is up to date"),
    "aspect": ("place", "Place"),
    "touchpoint": ("arrival", "Arrival and first contact"),
    "truth": (False, "no"),
    "mark": (False, ""),
    "count": (1468.0, "1,468"),
    "rank": (3.0, "3"),
    "number": (-0.614, "−0.61"),
    "measured": (-0.614, "−0.61"),
    "points": (12.44, "12.4"),
    "percentage": (0.4863, "48.6%"),
    "coefficient": (0.861, ".86"),
    "fit": (0.9514, ".951"),
    "share": (0.314, "31%"),
    "statistic": (4.256, "4.26"),
    "chi_square": (4.256, "4.3"),
    "degrees": (204.0, "204"),
    "p_value": (0.0004, "< .001"),
    "evidence": (1e7, "> 1,000"),
    "information": (8123.4, "8,123"),
    "index": (72.14, "72.1"),
}
"""What stands in a cell of each kind, and how it is said in English; codes have columns of their own."""


def columns_of(found: sg.Finding) -> Iterator[tuple[str, Iterable[object]]]:
    """Give the columns of all frames of a finding but those by an attribute of the respondents."""
    for frame in found.frames.values():
        yield from ((str(name), frame[name].unique()) for name in frame.columns if name not in found.basis.groups)


def test_the_columns_of_frames_are_the_declared_ones() -> None:
    assert {name for case in CASES for name, _ in columns_of(finding(*case))} == set(COLUMNS)


@pytest.mark.parametrize("case", CASES, ids=" ".join)
def test_every_code_in_a_frame_has_a_word_in_every_language(case: tuple[str, str, str]) -> None:
    coded = [found for found in columns_of(finding(*case)) if COLUMNS[found[0]].kind.name == "code"]
    wordless = {
        (language, name, code)
        for language in languages()
        for name, codes in coded
        for code in filter(None, codes)
        if not language_of(language).has_word(name, str(code))
    }
    assert wordless == set()


@pytest.mark.parametrize("case", CASES, ids=" ".join)
def test_numbers_stand_in_columns_of_numbers_and_nowhere_else(case: tuple[str, str, str]) -> None:
    for name, values in columns_of(finding(*case)):
        numbers = [value for value in values if isinstance(value, Real) and not isinstance(value, bool)]
        kind = COLUMNS[name].kind
        assert kind.numeric or kind.name in ("label", "mark", "truth") or not numbers, name
        assert not kind.numeric or all(isinstance(value, Real) for value in values), name


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"code"}))
def test_every_kind_is_written(kind: str) -> None:
    value, said = SAID[kind]
    assert language_of("en").tell(cell("", value, Instrument.load("servqual"), kind)) == said


def test_a_code_is_said_by_the_word_of_its_columns_vocabulary() -> None:
    instrument = Instrument.load("servqual")
    cells = [cell(name, "gap", instrument) for name in ("part", "purpose")]
    assert [language_of("en").tell(each) for each in cells] == ["Gap", "a gap"]


def test_a_kind_is_there_for_some_column() -> None:
    assert {column.kind.name for column in COLUMNS.values()} | set(OF_MEASURES.values()) == set(KINDS)


def declared(package: Path, kind: str, text: str) -> Mapping[str, object]:
    (folder := package / "analysis" / kind).mkdir(parents=True)
    (package / "columns.toml").write_text('gap = { kind = "number" }\nreason = { kind = "code" }\n', "utf-8")
    (folder / "columns.toml").write_text(text, "utf-8")
    return _declared(package)


def test_columns_of_a_kind_stand_behind_the_shared_ones_but_for_the_reason(tmp_path: Path) -> None:
    found = declared(tmp_path, "wobbling", 'wobble = { kind = "fit" }\n')
    assert list(found) == ["gap", "wobble", "reason"]


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
sheet, told = load_workbook(written).worksheets[1:]
cell = sheet.cell(2, [cell.value for cell in sheet[1]].index("Wobble") + 1)
assert (cell.value, cell.number_format) == (0.12345, ".000"), (cell.value, cell.number_format)
rows = [tuple(cell.value for cell in row) for row in told.iter_rows()]
assert ("Wobble", "how much it wobbles", "seconds", "wobble") in rows, rows
assert ("Mood", "quite calm", "calm", "mood") in rows, rows
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
