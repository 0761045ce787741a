"""A date, the time of the fieldwork and a logo stand in the title block where they are told, and nowhere otherwise."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from pathlib import Path
from typing import Any

import docx
import pytest
from PIL import Image

import servgap as sg
from servgap.errors import ServgapError
from servgap.report.each import folders
from tests.surveys import random_survey

SURVEY = random_survey(3, 60)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@cache
def gaps() -> sg.Finding:
    return sg.measure_gaps(SURVEY)


def page(folder: Path, **told: Any) -> str:
    path = folder / "page.html"
    sg.Report([gaps()], **told).to_html(path)
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("language", "told", "shown"),
    [
        ("en", {"date": dt.date(2026, 12, 31)}, "Report of 2026-12-31"),
        ("en", {"date": dt.datetime(2026, 12, 31, 9, 30, tzinfo=dt.UTC)}, "Report of 2026-12-31"),
        ("zh", {"date": " 2026年12月 "}, "报告日期：2026年12月"),
        ("en", {"fieldwork": ("2026-10-01", dt.date(2026, 12, 15))}, "Fieldwork 2026-10-01 to 2026-12-15"),
        ("zh", {"fieldwork": [dt.date(2026, 10, 1), dt.date(2026, 12, 15)]}, "调查时间：2026-10-01 至 2026-12-15"),
        ("en", {"fieldwork": "autumn <2026>"}, "Fieldwork autumn &lt;2026&gt;"),
    ],
)
def test_dates_stand_as_they_are_told(tmp_path: Path, language: str, told: dict[str, Any], shown: str) -> None:
    assert f"<span>{shown}</span>" in page(tmp_path, language=language, **told)


def test_nothing_is_dated_and_nothing_is_drawn_unless_told(tmp_path: Path) -> None:
    plain = page(tmp_path)
    assert not re.search("Fieldwork|Report of|<img", plain)
    dated = page(tmp_path, date="2026-12-31")
    stamps = [re.search(r"Stamp ([0-9a-f-]+)", text)[1] for text in (plain, dated)]  # type: ignore[index]
    assert stamps[0] != stamps[1], "the stamp follows from all that is told"


@pytest.mark.parametrize(
    ("content", "kind"), [(PNG, "png"), (b"\xff\xd8\xff\xe0jfif", "jpeg"), (SVG, "svg+xml"), (b"\n" + SVG, "svg+xml")]
)
def test_a_logo_is_within_the_page_as_a_picture_that_runs_nothing(tmp_path: Path, content: bytes, kind: str) -> None:
    path = tmp_path / "logo"
    path.write_bytes(content)
    told = page(tmp_path, logo=path)
    assert f'src="data:image/{kind};base64,' in told
    assert "alert(1)" not in told


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"date": 20261231}, "date is written as it is told"),
        ({"date": ""}, "date is written as it is told"),
        ({"fieldwork": ("2026-10-01",)}, "the first and the last day"),
        ({"fieldwork": (dt.date(2026, 12, 15), dt.date(2026, 10, 1))}, "the first and the last day"),
        ({"fieldwork": ("2026-10-01", None)}, "fieldwork is written as it is told"),
        ({"logo": "no/such/file.png"}, "cannot be read"),
    ],
)
def test_what_is_none_is_refused(told: dict[str, Any], why: str) -> None:
    with pytest.raises(ServgapError, match=why):
        sg.Report([gaps()], **told)


@pytest.mark.parametrize(("content", "why"), [(b"GIF89a", "neither"), (b"", "neither"), (bytes(1 << 21), "bytes")])
def test_a_file_that_is_no_logo_is_refused(tmp_path: Path, content: bytes, why: str) -> None:
    path = tmp_path / "logo.png"
    path.write_bytes(content)
    with pytest.raises(ServgapError, match=why):
        sg.Report([gaps()], logo=path)


def test_each_branch_gets_a_report_that_says_what_it_is_about(tmp_path: Path) -> None:
    survey = random_survey(5, 200, branches=["A/B", "北京 朝阳", "East", "East", "East"])
    each = sg.Report.write_each(survey, tmp_path, title="Shops", period="all", date="2026-12-31", minimum=5)
    assert list(each.written) == ["A/B", "East", "北京 朝阳"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["A-B", "East", "index.html", "北京 朝阳"]
    for group, written in each.written.items():
        text = written.html.read_text(encoding="utf-8")
        n = sum(survey.respondents["branch"] == group)
        assert f"Shops: {group}" in text
        assert f"n = {n}" in text
        assert written.workbook.exists()
        assert str(written.html) in repr(each)
    index = each.index.read_text(encoding="utf-8")
    assert '<a href="A-B/report.html">A/B</a>' in index
    assert "no report" not in index


def test_a_branch_of_too_few_gets_none_nor_does_one_that_would_give_it_away(tmp_path: Path) -> None:
    survey = random_survey(5, 200, branches=["Small", *["North"] * 12, *["South"] * 12, *["East"] * 24]).in_language(
        "zh"
    )
    few = int(sum(survey.respondents["branch"] == "Small"))
    each = sg.Report.write_each(survey, tmp_path, period="all", minimum=few + 1)
    assert "Small" in each.without
    assert len(each.without) == 2, "what is missing of the total must not tell the small one"
    assert "不出报告" in repr(each)
    assert "不出报告" in each.index.read_text(encoding="utf-8")
    assert {path.name for path in tmp_path.iterdir()} == {*each.written, "index.html"}
    with pytest.raises(ServgapError, match="none that may be shown"):
        sg.Report.write_each(survey, tmp_path / "none", period="all", minimum=150)
    with pytest.raises(ServgapError, match="shop"):
        sg.Report.write_each(survey, tmp_path / "none", by="shop")
    assert not (tmp_path / "none").exists()


def test_folders_are_called_so_that_every_system_takes_them() -> None:
    odd = ["a" * 300, "..", "", "-rf", "x\x00y", "NUL", "nul.txt", "\u202eevil", "é", "e\u0301", "😀", "A", "a"]
    named = folders(odd)
    assert len({name.casefold() for name in named}) == len(odd)
    assert all(name and not set(name) & set('/\\:*?"<>|\x00') and len(name.encode()) < 255 for name in named)
    assert not [name for name in named if name[-1] in " ." or name[0] in ".-"]
    assert "NUL" not in named


@pytest.mark.parametrize(("kind", "shown"), [("PNG", True), ("JPEG", True), ("SVG", False)])
def test_word_shows_what_it_can(tmp_path: Path, kind: str, shown: bool) -> None:
    path = tmp_path / "logo"
    if kind == "SVG":
        path.write_bytes(SVG)
    else:
        Image.new("RGB", (300, 100), "navy").save(path, kind)
    sg.Report([gaps()], logo=path).to_word(tmp_path / "report.docx")
    opening = docx.Document(tmp_path / "report.docx").element.body[0]
    assert bool(opening.xpath(".//pic:pic")) == shown
    assert not sg.Report([gaps()])._document().logo
