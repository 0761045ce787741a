"""What is given to `make report` reaches the notebook as it is: nothing of it is run by make or by the shell."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PARAMETERS = (
    *("DATA", "INSTRUMENT", "COLUMNS", "BRANCH", "QUARTER", "LANGUAGE", "TITLE", "PERIOD"),
    *("DATE", "FIELDWORK", "LOGO", "OUTPUT"),
)
HOSTILE = (
    "$(shell touch ran)",
    "${shell touch ran}",
    "$$(touch ran)",
    "`touch ran`",
    '"; touch ran; "',
    "'; touch ran; '",
    "x\n\ttouch ran",
    "x # y",
    "$(OUTPUT)$@",
    "-rf",
    "a b  c*",
)
#: In the place of the real one: it writes down what it was given.
PYTHON = """#!/bin/sh
for each in "$@"; do printf '%s\\0' "$each"; done > given
mkdir -p -- "$SERVGAP_OUTPUT"
touch -- "$SERVGAP_OUTPUT/report.html" "$SERVGAP_OUTPUT/report.xlsx"
mkdir -p -- "$SERVGAP_OUTPUT/North"
touch -- "$SERVGAP_OUTPUT/North/report.html" "$SERVGAP_OUTPUT/index.html"
"""
#: One whose notebook fails, and which runs everything else as Python does.
FAILING = """#!/bin/sh
case "$*" in *papermill*) ;; *) exec "%s" "$@";; esac
error='{"output_type": "error", "ename": "%s", "evalue": "It is so.\\nDo that."}'
printf '%%s' "{\\"cells\\": [{\\"outputs\\": [$error]}]}" > "$4"
echo Traceback >&2
exit 1
"""

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="there is no make")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "Makefile", tmp_path)
    python = tmp_path / "env" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(PYTHON, encoding="utf-8")
    python.chmod(0o755)
    for name in ("pyproject.toml", "constraints.txt", "env/ready-for-report"):
        (tmp_path / name).touch()
    return tmp_path


def make(folder: Path, *given: str, **environment: str) -> tuple[int, list[str]]:
    done = made(folder, "report", *given, **environment)
    told = folder / "given"
    return done.returncode, told.read_text(encoding="utf-8").split("\0")[:-1] if told.exists() else []


def made(folder: Path, target: str, *given: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name not in (*PARAMETERS, "PYTHON", "MAKEFLAGS")}
    return subprocess.run(  # noqa: S603 - the command is this file's
        ["make", target, "VENV=env", *given],  # noqa: S607 - whichever make there is
        cwd=folder,
        env=kept | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("value", HOSTILE)
def test_all_parameters_arrive_as_they_were_given_and_run_nothing(folder: Path, value: str):
    """All at once: each is told by the name before it."""
    code, given = make(folder, *(f"{name}={value}" for name in PARAMETERS))
    assert code == 0
    for name in PARAMETERS:
        expected = f"columns: {value}" if name == "COLUMNS" else value
        assert given[given.index("-y" if name == "COLUMNS" else name.lower()) + 1] == expected
    assert not list(folder.rglob("ran"))


def test_nor_do_those_from_the_environment(folder: Path):
    make(folder, **dict.fromkeys([*PARAMETERS, "PYTHON"], "$(shell touch ran)`touch ran`"))
    assert not list(folder.rglob("ran"))


@pytest.mark.parametrize("value", HOSTILE[:6])
def test_the_python_named_is_taken_for_a_name(folder: Path, value: str):
    (folder / "env" / "ready-for-report").unlink()
    code, given = make(folder, f"PYTHON={value}")
    assert code != 0
    assert given == []
    assert not list(folder.rglob("ran"))


def test_columns_and_language_of_the_system_are_not_the_surveys(folder: Path):
    _, given = make(folder, COLUMNS="80", LANGUAGE="de_DE:de", TITLE="Hotline")
    assert "columns: " in given
    assert "en" in given
    assert "Hotline" in given


def test_the_notebook_as_it_ran_does_not_lie_with_the_report(folder: Path):
    """It shows findings with groups of any size."""
    _, given = make(folder, "OUTPUT=out")
    left = sorted(path.name for path in (folder / "out").iterdir())
    assert left == ["North", "index.html", "report.html", "report.xlsx"]
    ran = Path(next(each for each in given if each.endswith("notebook.ipynb") and not each.startswith("notebooks/")))
    assert not ran.is_relative_to(folder)
    assert not ran.parent.exists()


@pytest.mark.parametrize("name", ["BRANCH", "QUARTER"])
def test_branch_and_quarter_are_told_only_where_they_are_given(folder: Path, name: str):
    told = name.lower()
    assert told not in make(folder)[1]
    for value in ("", "Which one?"):
        given = make(folder, f"{name}={value}")[1]
        assert given[given.index(told) + 1] == value


def test_a_report_for_each_names_what_gets_one(folder: Path):
    done = made(folder, "reports", "BY=$(shell touch ran)", "QUARTER=", "OUTPUT=out", "TITLE=Hotline")
    given = (folder / "given").read_text(encoding="utf-8").split("\0")[:-1]
    assert done.returncode == 0
    assert given[given.index("by") + 1] == "$(shell touch ran)"
    assert given[given.index("quarter") + 1] == ""
    assert "branch" not in given
    assert "notebooks/07_report_for_each_branch.ipynb" in given
    # A make that another one calls says where it went.
    told = [line for line in done.stdout.splitlines() if not re.match(r"make\[\d+\]: ", line)]
    assert told[-2:] == ["out/North/report.html", "out/index.html"]
    assert not list(folder.rglob("ran"))


@pytest.mark.parametrize(
    ("error", "said"), [("ServgapError", "It is so.\nDo that.\n"), ("KeyError", "KeyError: It is so.\nDo that.\n")]
)
def test_what_went_wrong_is_said_and_nothing_else(folder: Path, error: str, said: str):
    python = folder / "env" / "bin" / "python"
    python.write_text(FAILING % (sys.executable, error), encoding="utf-8")
    done = made(folder, "report", "OUTPUT=out")
    assert done.returncode != 0
    assert done.stderr.startswith(said)
    assert "Traceback" not in done.stderr
