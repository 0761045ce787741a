"""The notebooks run from end to end, leave nothing behind that they should not, and write what they promise."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest

from tests.surveys import random_survey

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
WALKS = tuple(FOLDER / f"{name}.ipynb" for name in ("01_first_look", "03_sound_answers", "05_what_matters"))
STANDARDS = FOLDER / "04_standards.ipynb"
BRANCHES = FOLDER / "06_branches_and_quarters.ipynb"
QUARTERLY = FOLDER / "02_quarterly_report.ipynb"
EACH = FOLDER / "07_report_for_each_branch.ipynb"
SHARED = {"data", "instrument", "columns", "quarter", "output", "language", "title", "period"}
PARAMETERS = {*SHARED, "branch", "date", "fieldwork", "logo"}
ENGLISH = re.compile(r"(?:[A-Za-z]{2,}[ ,;:]+){3,}[A-Za-z]{2,}")
"""What only an English sentence has; names and symbols are shorter."""
LOGIC = (ast.For, ast.While, ast.If, ast.IfExp, ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.Try, ast.comprehension)


@pytest.fixture(autouse=True, scope="module")
def _own_jupyter_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    # Kernels of the machine's user, and two tests at once, must not come into it.
    folder = tmp_path_factory.mktemp("jupyter")
    with pytest.MonkeyPatch.context() as monkeypatch:
        for name in ("JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
            monkeypatch.setenv(name, str(folder / name.lower()))
        # Told to draw on nothing, as the other tests are, a kernel would show no picture.
        monkeypatch.delenv("MPLBACKEND", raising=False)
        yield


@dataclass
class Ran:
    """A notebook as it ran."""

    cells: list[Any]


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[Path, Ran]]:
    """Run the notebooks that take nothing, one after the other in one kernel, which forgets what each left behind."""
    folder = tmp_path_factory.mktemp("ran")
    together, places = nbformat.v4.new_notebook(), {}
    for path in (*WALKS, STANDARDS, BRANCHES):
        cells = nbformat.read(path, as_version=4).cells
        places[path] = slice(len(together.cells), len(together.cells) + len(cells))
        for number, cell in enumerate(cells):
            cell.id = f"{path.stem}-{number}"
        together.cells += [*cells, nbformat.v4.new_code_cell("%reset -f")]
    nbformat.write(together, folder / "together.ipynb")
    executed = run(folder / "together.ipynb", folder, name="ran.ipynb")
    return folder, {path: Ran(executed.cells[place]) for path, place in places.items()}


def code_cells(path: Path) -> list[Any]:
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


def run(path: Path, folder: Path, *, name: str = "", **parameters: Any) -> Any:
    """Run a notebook in a folder, where it is saved once, with all its outputs."""
    return papermill.execute_notebook(
        path,
        folder / (name or path.name),
        parameters=parameters,
        kernel_name="python3",
        progress_bar=False,
        request_save_on_cell_execute=False,
        cwd=folder,
        execution_timeout=300,
    )


def outputs_of(executed: Any) -> list[Any]:
    return [output for cell in executed.cells for output in cell.get("outputs", [])]


def told_by(output: Any) -> Iterator[str]:
    """Give what an output tells a reader: no marks, no references, no paths."""
    told = output.get("data", {})
    for text in (output.get("text", ""), told.get("text/plain", ""), told.get("text/html", "")):
        bare = re.sub(r"<style>.*?</style>|<[^>]*>|\[[^\]]*\]|\S*/\S*", "\n", text, flags=re.DOTALL)
        yield from bare.splitlines()


def said_on_stderr(executed: Any) -> list[str]:
    return [output.text for output in outputs_of(executed) if output.get("name") == "stderr"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_is_committed_without_outputs(path: Path) -> None:
    cells = code_cells(path)
    assert cells
    assert all(cell.outputs == [] and cell.execution_count is None for cell in cells)
    assert set(json.loads(path.read_text(encoding="utf-8"))["metadata"]) == {"kernelspec", "language_info"}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_calls_and_does_not_compute(path: Path) -> None:
    for cell in code_cells(path):
        logic = [type(node).__name__ for node in ast.walk(ast.parse(cell.source)) if isinstance(node, LOGIC)]
        assert logic == [], cell.source


def test_the_quarterly_report_declares_its_parameters() -> None:
    (cell,) = [cell for cell in code_cells(QUARTERLY) if "parameters" in cell.metadata.get("tags", [])]
    names = {target.id for node in ast.parse(cell.source).body for target in node.targets}  # type: ignore[attr-defined]
    assert names == PARAMETERS


@pytest.mark.parametrize("path", WALKS, ids=lambda path: path.name)
def test_a_walk_runs_and_shows_pictures(path: Path, ran: tuple[Path, dict[Path, Ran]]) -> None:
    shows_pictures(ran[1][path], path)


def shows_pictures(executed: Any, path: Path) -> None:
    assert said_on_stderr(executed) == []
    shown = [mime for output in outputs_of(executed) for mime in output.get("data", {})]
    assert shown.count("image/png") == sum(".plot(" in cell.source for cell in code_cells(path))
    assert shown.count("text/html") >= 7


def test_the_standards_are_reviewed_and_the_review_is_written_in_both_languages(
    ran: tuple[Path, dict[Path, Ran]],
) -> None:
    shows_pictures(ran[1][STANDARDS], STANDARDS)
    for folder, title, proposal in (
        ("standards", "What to do with each standard", "fix delivery"),
        ("standards_zh", "服务标准评审", "先改进执行"),
    ):
        written = ran[0] / "report" / folder
        assert sorted(path.suffix for path in written.iterdir()) == [".docx", ".html", ".xlsx"]
        text = (written / "report.html").read_text(encoding="utf-8")
        assert title in text
        assert proposal in text


def test_branches_and_quarters_are_shown_and_written_in_both_languages(ran: tuple[Path, dict[Path, Ran]]) -> None:
    executed = ran[1][BRANCHES]
    shows_pictures(executed, BRANCHES)
    told = "".join("".join(output.get("data", {}).get("text/html", "")) for output in outputs_of(executed))
    assert "does worse than expected of its size (Station)" in told
    assert "which is a signal" in told
    for folder, title, training in (
        ("branches", "Branches and quarters", "After “training” in Castle"),
        ("branches_zh", "网点与季度", "“training”"),
    ):
        written = ran[0] / "report" / folder
        assert sorted(path.suffix for path in written.iterdir()) == [".docx", ".html", ".xlsx"]
        text = (written / "report.html").read_text(encoding="utf-8")
        assert title in text
        assert training in text


OWN = {
    "data": str(ROOT / "data" / "samples" / "hotel_zh.xlsx"),
    "instrument": str(ROOT / "data" / "samples" / "hotel.toml"),
    "language": "zh",
}
"""One's own questionnaire, and a report in Chinese."""


@pytest.mark.parametrize("about", [{"language": "en"}, OWN], ids=["as it is", "of one's own questionnaire"])
def test_the_quarterly_report_is_written(tmp_path: Path, about: dict[str, str]) -> None:
    folder = tmp_path / "report"
    told = {"title": "Hotline & callers", "period": "2026Q4", "date": "2026-12-31"}
    executed = run(QUARTERLY, tmp_path, output=str(folder), **told, **about)
    assert said_on_stderr(executed) == []
    written = sorted(path.suffix for path in folder.iterdir())
    assert written == [".docx", ".html", ".xlsx"]
    (page,) = folder.glob("*.html")
    text = page.read_text(encoding="utf-8")
    assert "Hotline &amp; callers" in text
    assert "2026Q4" in text
    assert f'<html lang="{about["language"]}' in text
    assert "2026-12-31" in text
    printed = "".join(output.get("text", "") for output in outputs_of(executed))
    assert str(page) in printed
    english = [line for output in outputs_of(executed) for line in told_by(output) if ENGLISH.search(line)]
    assert bool(english) == (about["language"] == "en"), english
    for group in ("分店", "季度") if about is OWN else ("branch", "quarter"):
        assert group in text, "found by its name"


def test_each_branch_gets_a_report(tmp_path: Path) -> None:
    random_survey(5, 200, branches=["A/B", "北京"]).to_csv(tmp_path / "answers.csv")
    told = {"data": "answers.csv", "output": "reports", "language": "zh", "period": "all"}
    executed = run(EACH, tmp_path, by="branch", **told)
    assert said_on_stderr(executed) == []
    assert sorted(path.name for path in (tmp_path / "reports").iterdir()) == ["A-B", "index.html", "北京"]
    shown = "".join(output.get("data", {}).get("text/plain", "") for output in outputs_of(executed))
    for branch, folder in (("A/B", "A-B"), ("北京", "北京")):
        page = tmp_path / "reports" / folder / "report.html"
        assert branch in page.read_text(encoding="utf-8")
        assert f"{branch}: reports/{folder}/report.html" in shown
