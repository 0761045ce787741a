"""Page, workbook and Word file of one report bear one stamp, which rests on what the report says."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from servgap import measure_gaps
from servgap.report.report import Report, Written
from servgap.survey.survey import Answers
from tests.real_findings import finding as found
from tests.real_findings import of_each_kind
from tests.surveys import random_survey
from tests.word_files import texts_of_word

STAMP = re.compile(r"(?:Stamp|校验码) ((?:[0-9a-f]{4}-){2}[0-9a-f]{4})\b")


def of_page(page: Path) -> list[str]:
    return STAMP.findall(re.sub(r"<title>.*</title>", "", page.read_text(encoding="utf-8")))


def stamps(written: Written) -> tuple[list[str], list[str], list[str]]:
    cells = [str(cell.value) for sheet in openpyxl.load_workbook(written.workbook) for row in sheet for cell in row]
    return (
        of_page(written.html),
        STAMP.findall(" ".join(cells)),
        STAMP.findall(texts_of_word(written.word.read_bytes())),
    )


@pytest.mark.parametrize("language", ["en", "zh"])
def test_all_files_bear_one_stamp(language: str, tmp_path: Path) -> None:
    page, workbook, word = stamps(Report(of_each_kind().values(), title="Hotline", language=language).write(tmp_path))
    assert len(page) == 1
    assert page == workbook == word


@pytest.mark.parametrize("language", ["en", "zh"])
def test_files_written_apart_bear_the_stamp_of_those_written_together(language: str, tmp_path: Path) -> None:
    def report() -> Report:
        return Report([found("gaps", "", "plain"), found("plan", "", "plain")], title="Hotline", language=language)

    together = stamps(report().write(tmp_path))
    apart = Written(*(tmp_path / f"apart.{ending}" for ending in ("html", "xlsx", "docx")))
    report().to_html(apart.html)
    report().to_excel(apart.workbook)
    report().to_word(apart.word)
    assert stamps(apart) == together


def test_whatever_is_said_is_in_the_stamp_and_no_last_digit(tmp_path: Path) -> None:
    def stamp(report: Report) -> str:
        report.to_html(tmp_path / "page.html")
        (told,) = of_page(tmp_path / "page.html")
        return told

    finding = found("gaps", "", "plain")
    first = stamp(Report([finding], title="t"))
    others = [
        Report([finding], title="u"),
        Report([finding], title="t", period="2026Q1"),
        Report([finding], title="t", minimum=11),
        Report([finding], title="t", language="zh"),
        Report([finding, found("reliability", "", "plain")], title="t"),
        Report([dataclasses.replace(finding, frames=changed(finding.frames, 0.01))], title="t"),
    ]
    assert len({first, *map(stamp, others)}) == 1 + len(others)
    nudged = dataclasses.replace(finding, frames=changed(finding.frames, 1e-13))
    assert stamp(Report([nudged], title="t")) == first


def changed(frames: dict, by: float) -> dict:
    frame = frames["frame"].copy()
    frame["value"] += by
    return {**frames, "frame": frame}


def test_one_answer_more_is_another_stamp(tmp_path: Path) -> None:
    survey = random_survey(3, 60)
    codes = survey.answers["perception"].codes.copy()
    at = tuple(np.argwhere(codes == 1)[0])
    codes[at] = 7
    other = dataclasses.replace(survey, answers={**survey.answers, "perception": Answers(codes)})
    for name, of in (("one", survey), ("two", other)):
        Report([measure_gaps(of)], title="t").to_html(tmp_path / name)
    assert of_page(tmp_path / "one") != of_page(tmp_path / "two")
