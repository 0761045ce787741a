"""Surveys that leave little to say: no sentence, table or picture breaks, and what is missing is explained."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib import pyplot as plt

import servgap as sg
from servgap.analysis.finding import Finding
from servgap.language.lines import wrapped
from servgap.report.writers.text import width
from tests import real_findings
from tests.degenerate import SURVEYS

mpl.use("Agg")

BROKEN = re.compile(
    r"nan\b|None|<NA>|\[\]|\(\)|（）|“”| {2}|\( | \)|to [;),]|至 ?[，）]|^ |\bover 1 dimensions|of 1 standards"
)
VERBS: dict[str, tuple[str, str] | Callable[[sg.Survey], Finding]] = {
    "gaps": ("gaps", ""),
    "gaps by": lambda each: sg.measure_gaps(each, by=each.attributes[-1]),
    "reliability": ("reliability", ""),
    "reliability by": lambda each: sg.check_reliability(each, by=each.attributes[-1]),
    "reliability, all": ("reliability", "all"),
    "reliability of the gap": ("reliability", "of the gap"),
    "significance": ("significance", ""),
    "significance by": lambda each: sg.check_significance(each, by=each.attributes[-1]),
    "ranking": ("ranking", ""),
    "ranking by": lambda each: sg.rank_standards(each, by=each.attributes[-1]),
    "ranking by effect": lambda each: sg.rank_standards(each, criterion="effect"),
    "ranking, weighted": ("ranking", "weighted"),
    "groups": lambda each: sg.compare_groups(each, by=each.attributes[-1]),
    "waves": ("waves", ""),
}
"""Calls of verbs: those that other tests make of the same surveys too, by kind and name, and this one's own."""


@cache
def found(verb: str, name: str) -> Finding | None:
    call = VERBS[verb]
    try:
        return real_findings.finding(*call, f"degenerate: {name}") if isinstance(call, tuple) else call(SURVEYS[name])
    except sg.ServgapError:
        return None


@pytest.mark.parametrize("name", SURVEYS)
@pytest.mark.parametrize("verb", VERBS)
def test_nothing_is_left_open_in_words_and_tables(verb: str, name: str) -> None:
    finding = found(verb, name)
    for language in ("en", "zh") if finding is not None else ():
        assert "\n" not in finding.headline_in(language)
        for told in (finding.headline_in(language), *finding.note_in(language).splitlines()):
            assert not BROKEN.search(told), told
            assert told.strip()
        for line in finding.table("text", language=language).splitlines():
            assert not re.search(r"\bnan\b|None|<NA>|\[\]|\[, ", line), line
            assert width(line) <= 118, line


@pytest.mark.parametrize("name", ["all answers equal", "one respondent", "nobody answered a dimension"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_report_and_all_its_pictures_can_be_had(name: str, language: str, tmp_path: Path) -> None:
    report = sg.Report(SURVEYS[name], language=language, minimum=1)
    report.to_html(tmp_path / "page.html")
    html = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "nan" not in re.sub(r"<[^>]*>|financ\w+", "", html).split()
    for finding in report.findings:
        finding.plot(language=language)
    plt.close("all")


@pytest.mark.parametrize("name", ["all answers equal", "one respondent", "nobody answered a dimension"])
def test_its_workbook_and_its_word_file_can_be_had(name: str, tmp_path: Path) -> None:
    report = sg.Report(SURVEYS[name], minimum=1)
    report.to_excel(tmp_path / "report.xlsx")
    report.to_word(tmp_path / "report.docx")
    assert {path.name for path in tmp_path.iterdir()} == {"report.xlsx", "report.docx"}


def told(verb: str, name: str, language: str = "en") -> str:
    finding = found(verb, name)
    return "" if finding is None else finding.headline_in(language)


def test_a_change_that_cannot_be_tested_is_told_with_the_reason() -> None:
    assert told("waves", "all answers equal") == (
        "The change overall from 2026Q1 to 2026Q2 is 0.00 points (gap 0.00 to 0.00), which could not be tested: "
        "no variation between respondents."
    )
    assert told("waves", "all answers equal", "zh").endswith("，无法检验：受访者之间没有差异。")


def test_one_of_one_is_said_in_the_singular() -> None:
    short = "the one standard is not judged “not acceptable” (clearly short by more than 0.25 points)"
    assert short in told("gaps", "one item")
    assert "the one standard does not fall significantly short" in told("significance", "one item")
    assert re.fullmatch(r"“A, 1” is the only standard \(gap [−0-9.]+\)\.", told("ranking", "one item"))
    assert "dimension" not in told("groups", "one dimension")
    assert "furthest" not in told("gaps", "one dimension")


def test_what_is_equal_or_alone_is_not_called_the_lowest() -> None:
    assert "all dimensions have the same gap" in told("gaps", "all gaps equal")
    assert "各维度的差距相同" in told("gaps", "all gaps equal", "zh")
    assert "only A has a gap" in told("gaps", "nobody answered a dimension")


def test_a_test_without_result_is_not_said_to_find_nothing() -> None:
    english, chinese = (told("significance", "all gaps equal", language) for language in ("en", "zh"))
    assert "all 5 standards fall significantly short by the signed-rank test" in english
    assert "the paired t test could not be computed" in english
    assert "配对 t 检验无法计算" in chinese


def test_standards_without_a_rank_are_not_counted_and_no_draw_is_claimed() -> None:
    assert "ranks worst of the 3 standards that could be ranked" in told("ranking", "nobody answered a dimension")
    nothing = found("ranking", "all answers equal")
    assert nothing is not None
    unranked = type(nothing)(
        type(nothing.basis)(**{**vars(nothing.basis), "draws": 0, "seed": None}),
        {**nothing.frames, "frame": nothing.frame.assign(may_be_worst=pd.array([None] * 5, dtype="boolean"))},
        nothing.facts,
    )
    assert "Random draws:" not in unranked.note
    assert "随机抽样：" not in unranked.note_in("zh")
    assert "yes" not in unranked.table("text")
    unranked.plot()
    plt.close("all")


def test_missing_yes_or_no_is_an_empty_cell(tmp_path: Path) -> None:
    import openpyxl

    finding = found("ranking", "all answers equal")
    assert finding is not None
    frame = finding.frame.assign(may_be_worst=pd.array([None, True, False, None, None], dtype="boolean"))
    type(finding)(finding.basis, {"frame": frame}, finding.facts).to_excel(tmp_path / "r.xlsx")
    rows = list(openpyxl.load_workbook(tmp_path / "r.xlsx")["Ranking"].iter_rows(values_only=True))
    place = rows[0].index("may_be_worst")
    assert [row[place] for row in rows[1:]] == [None, True, False, None, None]


def test_headers_and_labels_are_put_on_one_line() -> None:
    assert "by which branch, " in told("gaps by", "header in two lines")
    assert "按 which branch 分组" in told("groups", "header in two lines", "zh")
    assert "a b" in told("groups", "header in two lines")


def test_chinese_lines_neither_end_in_opening_nor_begin_with_closing_punctuation() -> None:
    for name in SURVEYS:
        for verb in VERBS:
            finding = found(verb, name)
            for places in (28, 40, 60) if finding is not None else ():
                lines = wrapped(finding.headline_in("zh"), places).splitlines()
                assert not any(line[-1] in "（“" or line[0] in "，。；：）”" for line in lines), lines
                assert not any(line.endswith("=") or line.startswith("=") for line in lines), lines
