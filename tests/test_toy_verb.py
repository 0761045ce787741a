"""A verb is a folder, a declaration and a file of words in each language: one that is added as such is whole."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from package_copies import TESTS, copied, told_by

import servgap

ADDED = TESTS / "toy_verb"
TITLES = {"en": "How often the service was perfect", "zh": "满分的频率"}
COLUMNS = {"en": "Full marks", "zh": "满分比例"}
METHODS = {"en": "Share of highest answers [Anybody (1900)", "zh": "最高分比例[Anybody (1900)"}
REMARKS = {"en": "No interval is given for ", "zh": "个答案给出区间。"}
GAPS = {"en": "Gaps between expectation and perception", "zh": "期望与感知的差距"}
RELIABILITY = {"en": "Does the questionnaire measure reliably?", "zh": "问卷信度"}
LANGUAGES = ("en", "zh")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("toy")
    package = copied(folder)
    shutil.copytree(ADDED, package, dirs_exist_ok=True)
    return told_by(folder, "tell_toy_verb.py")


def test_files_are_added_and_none_is_changed() -> None:
    package = Path(servgap.__file__).parent
    added = [path.relative_to(ADDED) for path in ADDED.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    assert added
    assert not [path for path in added if (package / path).exists()]
    assert {path.parts[:-1] for path in added} == {
        ("analysis", "full_marks"),
        ("report", "kinds"),
        ("language", "en"),
        ("language", "zh"),
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("of", ["plain", "by"])
def test_it_shows_itself_in_every_way(told: Any, language: str, of: str) -> None:
    shown = told[language][of]
    assert "%" in shown["headline"]
    assert shown["headline"].endswith({"en": ".", "zh": "。"}[language])
    assert METHODS[language] in shown["note"]
    assert REMARKS[language] in shown["note"]
    for form in ("text", "html", "markdown"):
        assert COLUMNS[language] in shown[form]
        assert "%" in shown[form]
        assert ("South" in shown[form]) == (of == "by")
    assert "Full marks" in shown["repr"]
    assert "<table" in shown["notebook"]
    assert "<svg" in shown["svg"]
    assert ("%" in shown["svg"]) == (of == "plain")  # panels have no room for numbers beside them
    assert {"en": "Share of highest answers", "zh": "满分比例"}[language] in shown["svg"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_column_has_a_format_a_heading_and_a_meaning_in_workbooks(told: Any, language: str) -> None:
    frame = next(sheet for sheet in told[language]["plain"]["workbook"] if sheet[0] in ("Perfect", "满分"))
    assert any(cell.startswith(COLUMNS[language]) for cell in frame)
    assert any(cell.startswith("0.") and cell.endswith(" 0%") for cell in frame)
    assert any(cell.endswith(" #,##0") for cell in frame)
    explained = [cell for sheet in told[language]["plain"]["workbook"] for cell in sheet]
    assert any(cell.startswith(("share of respondents who", "给出最高分的受访者")) for cell in explained)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_makes_it_and_puts_it_in_its_place(told: Any, language: str) -> None:
    report = told[f"report {language}"]
    kinds = report["kinds"]
    assert kinds.index("significance") + 1 == kinds.index("full_marks") == kinds.index("reliability") - 1
    page = report["page"]
    places = [page.index(f"<h3>{title[language]}") for title in (GAPS, TITLES, RELIABILITY)]
    assert places == sorted(places)
    assert {"en": "perfect least often", "zh": "得满分的比例最低"}[language] in page[: page.index("</header>")]
    assert any(TITLES[language] in cell for sheet in report["workbook"] for cell in sheet)
    assert report["handed"] == ["ranking", "gaps", "full_marks"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_small_groups_are_hidden(told: Any, language: str) -> None:
    page = told[f"report {language}"]["page handed"]
    section = page[page.index(f"<h3>{TITLES[language]}") :]
    section = section[section.index("<table") : section.index("</article>")]
    small = [name for name, n in told["sizes"].items() if n < 300]
    large = [name for name, n in told["sizes"].items() if n >= 300]
    assert small
    assert large
    assert not [name for name in small if f"branch: {name}" in section]
    assert [name for name in large if f"branch: {name}" in section]


def test_its_columns_are_reserved(told: Any) -> None:
    assert "full_marks" in told["frame"]
    assert "full_marks" in told["reserved"]
