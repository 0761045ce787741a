"""From a catalogue and an export to the written review: the three calls that the README prints work as they stand."""

from __future__ import annotations

import csv
import re
import shutil
from html import escape
from pathlib import Path

import openpyxl

import servgap as sg

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "data" / "samples"


def the_three_calls() -> str:
    section = (ROOT / "README.md").read_text("utf-8").partition("to the written review\n")[2]
    (calls, *_) = re.findall(r"```python\n(.*?)```", section, re.DOTALL)
    return str(calls)


def test_three_calls_write_the_review(tmp_path, monkeypatch):
    shutil.copy(SAMPLES / "hotline_2026.csv", tmp_path / "answers.csv")
    shutil.copy(SAMPLES / "standards.csv", tmp_path / "standards.csv")
    monkeypatch.chdir(tmp_path)
    calls = the_three_calls()
    assert len(calls.strip().splitlines()) == 3
    names: dict[str, object] = {}
    exec(f"import servgap as sg\n{calls}", names)  # noqa: S102 - what the README prints
    page = (tmp_path / "report" / "report.html").read_text("utf-8")
    assert "Review of standards" in page
    review = names["review"]
    assert isinstance(review, sg.Review)
    assert escape(review.headline) in page
    book = openpyxl.load_workbook(tmp_path / "report" / "report.xlsx", read_only=True)
    assert "Review" in book.sheetnames
    assert len(list(book["Review"].iter_rows())) == 1 + 22


def test_the_readmes_rows_of_a_catalogue_are_read(tmp_path):
    section = (ROOT / "README.md").read_text("utf-8").partition("to the written review\n")[2]
    table = re.findall(r"^\| (.*) \|$", section, re.MULTILINE)[:3]
    rows = [[cell.strip() for cell in line.split(" | ")] for line in table]
    with (tmp_path / "standards.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    mine, sample = (sg.read_catalogue(path) for path in (tmp_path / "standards.csv", SAMPLES / "standards.csv"))
    for key in ("res2", "rel2"):
        one, other = mine.standard(key), sample.standard(key)
        assert (one.limit, one.owner, one.published, one.review_by) == (
            *(other.limit, other.owner, other.published, other.review_by),
        )
        assert one.text.to("en") == other.text.to("en")
