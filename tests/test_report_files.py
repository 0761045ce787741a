"""Reports and workbooks as files: complete or not there, the same bytes twice, nothing in them that acts."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
from test_tables import Page

import servgap as sg
from servgap.errors import ServgapError
from servgap.report.notes import note_lines
from servgap.report.report import Report
from servgap.report.roles import role_of
from servgap.report.suppression import Shown, shown_together
from servgap.survey.files.writing import write_whole
from tests.counter_surveys import HOSTILE as HOSTILE_NAMES
from tests.counter_surveys import at_the_counter
from tests.counter_surveys import survey as counter
from tests.real_findings import HOSTILE, finding, of_each_kind
from tests.surveys import random_survey

SAMPLE = Path(__file__).parents[1] / "data" / "samples" / "hotline_2026.csv"
GAPS = finding("gaps", "", "plain")


def everything() -> list[sg.Finding]:
    return [*of_each_kind().values(), finding("gaps", "by branch", "plain")]


def unequal(attribute: str, sizes: dict[str, int], shift: float = 0.0) -> sg.Survey:
    """A survey of groups, the last of which is short by more."""
    labels = [label for label, n in sizes.items() for _ in range(n)]
    last = np.array([shift if label == labels[-1] else 0.0 for label in labels])
    return at_the_counter(41, len(labels), shift=last, missing=0.0, **{attribute: labels})


@pytest.fixture(scope="module")
def survey() -> sg.Survey:
    return sg.read_survey(SAMPLE, attributes=["branch", "quarter"])


@pytest.fixture(scope="module")
def sample_report(survey: sg.Survey) -> Report:
    return Report(survey, title="Hotline", period="2026")


def page_of(report: Report, folder: Path) -> str:
    report.to_html(folder / "page.html")
    return (folder / "page.html").read_text(encoding="utf-8")


def page_and_workbook(report: Report, folder: Path) -> tuple[str, bytes]:
    report.to_excel(folder / "report.xlsx")
    return page_of(report, folder), (folder / "report.xlsx").read_bytes()


def cells(path: Path) -> list[tuple[str, object, str]]:
    book = openpyxl.load_workbook(path)
    return [(sheet.title, cell.value, cell.data_type) for sheet in book for row in sheet for cell in row]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_report_is_one_page_that_needs_nothing_else(tmp_path: Path, language: str):
    html = page_of(Report(everything(), title="Hotline", period="2026 Q4", language=language), tmp_path)
    page = Page(html)
    tags = {tag for tag, _ in page.tags}
    assert page.unbalanced == []
    assert tags.isdisjoint({"script", "link", "iframe", "object", "embed", "form"})
    assert {"main", "nav", "table", "caption", "figure", "svg"} <= tags
    assert not re.search(r"(src|href|url\()\s*=?\s*[\"']?(https?:)?//", html)
    html_tag = next(attributes for tag, attributes in page.tags if tag == "html")
    assert html_tag["lang"] == {"en": "en", "zh": "zh-Hans"}[language]
    pictures = [attributes["aria-label"] for _, attributes in page.tags if attributes.get("role") == "img"]
    assert len(pictures) == html.count("<svg ")
    assert all(pictures)
    links = [attributes["href"][1:] for tag, attributes in page.tags if tag == "a"]
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert set(links) <= set(ids)
    assert len(ids) == len(set(ids))


def test_a_report_is_three_files(tmp_path: Path):
    report = Report([GAPS])
    written = report.write(tmp_path)
    assert written == type(written)(*(tmp_path / f"report.{ending}" for ending in ("html", "xlsx", "docx")))
    assert written.html.read_text(encoding="utf-8") == page_of(report, tmp_path)


def test_the_same_report_gives_the_same_bytes(tmp_path: Path):
    one, two = (page_and_workbook(Report(everything(), title="t"), tmp_path) for _ in range(2))
    assert one == two


def test_what_respondents_wrote_does_nothing_in_page_and_workbook(tmp_path: Path):
    hostile = [finding(kind, *case) for kind, case in HOSTILE.items()]
    report = Report(hostile, title=HOSTILE_NAMES[0], period=HOSTILE_NAMES[1])
    html = page_of(report, tmp_path)
    assert "<script" not in html
    assert Page(html).unbalanced == []
    assert HOSTILE_NAMES[0] in Page(html).text
    report.to_excel(tmp_path / "report.xlsx")
    found = cells(tmp_path / "report.xlsx")
    assert {kind for _, _, kind in found} <= {"n", "s", "b"}
    assert (HOSTILE_NAMES[1], "s") in {(value, kind) for _, value, kind in found}
    sheets = openpyxl.load_workbook(tmp_path / "report.xlsx")
    links = [cell.hyperlink for sheet in sheets for row in sheet for cell in row if cell.hyperlink]
    assert links
    assert all(link.target is None and link.location for link in links), "they lead to sheets, and nowhere else"


def test_a_workbook_holds_the_exact_frames(tmp_path: Path):
    path = tmp_path / "gaps.xlsx"
    GAPS.to_excel(path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Overview", "Gaps", "Gaps bootstrap", "Answers", "Columns and codes"]
    rows = list(book["Gaps"].iter_rows(values_only=True))
    frame = GAPS.frame
    column = rows[0].index("Gap")
    np.testing.assert_allclose([row[column] for row in rows[1:]], frame["gap"], rtol=1e-15)
    empty = rows[0].index("Importance")
    assert [row[empty] is None for row in rows[1:]] == list(frame["points"].isna())
    assert rows[1][0] == "Overall"
    assert book["Gaps"].freeze_panes == "B2"
    explained = {row[3]: row[:3] for row in book["Columns and codes"].iter_rows(values_only=True) if row[3]}
    assert explained["ci_low"][:2] == ("Interval from", "lower end of the confidence interval")
    told = [row[1] for row in book["Overview"].iter_rows(values_only=True) if row[1]]
    lines = [line.text for line in note_lines(GAPS, "en")]
    assert told[: 1 + len(lines)] == [GAPS.headline, *lines]


def test_a_workbook_speaks_chinese(tmp_path: Path):
    finding("reliability", "", "plain").to_excel(tmp_path / "r.xlsx", language="zh")
    book = openpyxl.load_workbook(tmp_path / "r.xlsx")
    assert book.sheetnames == ["概览", "信度", "信度用途", "题项分析", "信度系数", "总分信度", "列与代码"]
    assert [cell.value for cell in book["信度"][1]][:3] == ["名称", "部分", "n"]


def test_sheets_of_findings_of_one_kind_have_names_of_their_own(tmp_path: Path):
    Report([GAPS, finding("gaps", "by branch", "plain"), GAPS]).to_excel(tmp_path / "report.xlsx")
    names = openpyxl.load_workbook(tmp_path / "report.xlsx").sheetnames
    assert sorted(names) == sorted(
        [
            *("Overview", "What happened to the rows", "Notes", "Columns and codes", "Chart data"),
            *(f"{name}{number}" for number in ("", " 2", " 3") for name in ("Gaps", "Gaps bootstrap", "Answers")),
            "Groups and average",
        ]
    )


def test_strange_names_of_groups_fit_into_a_workbook(tmp_path: Path):
    strange = "\x07bell\n" + "long " * 9000
    survey = at_the_counter(42, 20, branch=[strange, "North"])
    sg.measure_gaps(survey, by="branch").to_excel(tmp_path / "strange.xlsx")
    assert len(openpyxl.load_workbook(tmp_path / "strange.xlsx")["Gaps"]["B2"].value) <= 32_767


def test_small_groups_are_left_out_of_page_and_workbook_and_this_is_said(tmp_path: Path):
    groups = sg.compare_groups(unequal("branch", {"North": 40, "South": 30, "West": 6}), by="branch")
    html = Page(page_of(Report([groups]), tmp_path)).text
    assert "West" not in html
    assert "One group of fewer than 10 respondents is not shown." in html
    Report([groups]).to_excel(tmp_path / "report.xlsx")
    assert "West" not in {value for _, value, _ in cells(tmp_path / "report.xlsx")}
    shown = Page(page_of(Report([groups], minimum=5), tmp_path)).text
    assert "West" in shown


def test_a_headline_about_a_small_group_is_left_out(tmp_path: Path):
    survey = unequal("branch", {"North": 40, "South": 30, "West": 6}, shift=-2.0)
    groups = sg.compare_groups(survey, by="branch")
    assert groups.headline.startswith("By branch, West is furthest short")
    html = Page(page_of(Report([groups]), tmp_path)).text
    assert "One group of fewer than 10 respondents is not shown." in html
    assert "West" not in html


def only_shown(found: Any, minimum: int) -> Any:
    return shown_together([found], minimum)[0]


def test_suppression_keeps_what_is_large_enough():
    by_branch = finding("gaps", "by branch", "plain")
    assert only_shown(by_branch, 2).small == 0
    shown = only_shown(by_branch, 10)
    assert (shown.small, shown.others) == (1, 0)
    assert set(shown.finding.frames["frame"]["branch"]) == {"North", "South", "West"}
    assert (shown.finding.frames["frame"]["n"] >= 10).all()
    assert only_shown(by_branch, 10_000) == Shown(None, 4)
    assert only_shown(GAPS, 10_000).finding.frames["frame"].equals(GAPS.frame)


@pytest.mark.parametrize("verb", [sg.measure_gaps, sg.check_significance, sg.rank_standards, sg.compare_groups])
def test_no_frame_of_a_report_holds_a_small_group(verb: Any, tmp_path: Path):
    survey = random_survey(19, 90, branches=("Large", "Larger"))
    branch = np.array(["Tiny"] * 7 + list(survey.respondents["branch"][7:]), dtype=object)
    survey = dataclasses.replace(survey, respondents=survey.respondents.assign(branch=branch))
    found = verb(survey, by="branch")
    assert any("Tiny" in frame.to_string() for frame in found.frames.values())
    shown = only_shown(found, 10)
    assert (shown.small, shown.others) == (1, 0)
    for name, frame in shown.finding.frames.items():
        assert "Tiny" not in frame.to_string(), name
        assert "n" not in frame or (frame["n"] >= 10).all(), name
    assert "Tiny" not in Page(page_of(Report([found]), tmp_path)).text
    Report([found]).to_excel(tmp_path / "report.xlsx")
    assert not any("Tiny" in str(value) for _, value, _ in cells(tmp_path / "report.xlsx"))


def test_small_waves_are_left_out_of_levels_and_changes():
    survey = unequal("quarter", {"2026Q1": 40, "2026Q2": 40, "2026Q3": 40, "2026Q4": 4})
    assert only_shown(sg.track_waves(survey.where(quarter=["2026Q3", "2026Q4"]), by="quarter"), 10) == Shown(None, 1)
    shown = only_shown(sg.track_waves(survey, by="quarter"), 10)
    assert (shown.small, shown.others) == (1, 0)
    assert set(shown.finding.frames["frame"]["wave_to"]) == {"2026Q2", "2026Q3"}
    assert set(shown.finding.frames["waves"]["wave"]) == {"2026Q1", "2026Q2", "2026Q3"}
    assert "2026Q4" not in shown.finding.headline


def test_a_report_of_small_groups_only_is_still_written(tmp_path: Path):
    found = [finding("groups", "", "plain"), finding("waves", "", "plain"), finding("gaps", "by branch", "plain")]
    written = Report(found, minimum=5000).write(tmp_path)
    assert written.workbook.exists()
    assert "not shown" in Page(written.html.read_text(encoding="utf-8")).text


def test_a_report_runs_the_verbs_and_says_what_it_took(sample_report: Report, tmp_path: Path):
    assert [finding.kind for finding in sample_report.findings] == [
        "ranking",
        "gaps",
        "groups",
        "waves",
        "significance",
        "reliability",
    ]
    told = Page(page_of(sample_report, tmp_path)).text
    assert "Column “branch” was recognised as the branch by its heading." in told
    assert "Column “quarter” was recognised as the wave by its heading." in told
    for part in ("1,500", "1,489", "Hotline", "2026Q4", "does not apply"):
        assert part in told
    assert repr(sample_report).startswith("Hotline\n2026, ")
    assert "Now          Service falls short of expectation by 0.76 points" in repr(sample_report)


FINGERPRINT = re.compile(r"<dt>Fingerprint of the data</dt><dd>[^<]*</dd>")


def test_a_tally_gives_the_same_report(survey: sg.Survey, sample_report: Report, tmp_path: Path):
    tally = survey.tally(by=["branch", "quarter"])
    again = Report(tally, title="Hotline", period="2026")
    # What the data's fingerprint is made of, answers row by row, a tally has no more.
    of_survey, of_tally = (FINGERPRINT.sub("", page_of(each, tmp_path)) for each in (sample_report, again))
    assert of_tally == of_survey
    assert FINGERPRINT.search(page_of(sample_report, tmp_path))


@pytest.mark.parametrize(
    ("role", "attributes", "found"),
    [
        ("branch", ("age", "门店"), "门店"),
        ("branch", ("Branch ",), "Branch "),
        ("wave", ("季度",), "季度"),
        ("wave", ("age",), None),
    ],
)
def test_customary_names_are_recognised(role: str, attributes: tuple[str, ...], found: str | None):
    role_found = role_of(role, None, attributes)
    assert (role_found.attribute if role_found else None) == found


def test_a_verb_that_cannot_work_says_why_in_its_section(survey: sg.Survey, tmp_path: Path):
    tally = survey.where(branch="North").tally(by="branch")
    report = Report(tally, branch="branch")
    assert "groups" not in [finding.kind for finding in report.findings]
    assert "This could not be computed: compare_groups" in Page(page_of(report, tmp_path)).text
    report.to_excel(tmp_path / "one.xlsx")
    assert "Reliability" in openpyxl.load_workbook(tmp_path / "one.xlsx").sheetnames


@pytest.mark.parametrize(
    ("subject", "message"),
    [
        ([], "needs at least one finding; the list is empty"),
        (["gaps"], "a list of findings; found str"),
        (7, "a list of findings; found int"),
        ("gaps", "a list of findings; found str"),
        (pd.DataFrame({"E1": [1]}), "a list of findings; found DataFrame"),
        ({"gaps": GAPS}, "a list of findings; found dict"),
    ],
)
def test_what_is_no_subject_is_refused(subject: object, message: str):
    with pytest.raises(ServgapError, match=message):
        Report(subject)


@pytest.mark.parametrize("minimum", [0, -1, 2.5, True])
def test_the_least_number_of_respondents_is_a_whole_number(minimum: object):
    with pytest.raises(ServgapError, match="a whole number of at least 1"):
        Report([GAPS], minimum=minimum)


@pytest.mark.parametrize("name", ["", "a/b", "..", "a\\b"])
def test_the_name_is_that_of_a_file(name: str, tmp_path: Path):
    with pytest.raises(ServgapError, match="name is that of a file"):
        Report([GAPS]).write(tmp_path, name)
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_language_is_refused():
    with pytest.raises(ServgapError, match="Findings speak"):
        Report([GAPS], language="fr")
    with pytest.raises(ServgapError, match="Findings speak"):
        GAPS.to_excel("never.xlsx", language="fr")
    with pytest.raises(ServgapError, match="Findings speak"):
        GAPS.to_word("never.docx", language="fr")


def test_a_file_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path):
    (tmp_path / "report.xlsx").mkdir()
    (tmp_path / "report.html").write_text("the old one", encoding="utf-8")
    with pytest.raises(ServgapError, match=r"cannot be written: it is a folder\. Nothing was changed"):
        Report([GAPS]).write(tmp_path)
    assert (tmp_path / "report.html").read_text(encoding="utf-8") == "the old one"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report.html", "report.xlsx"]


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(ServgapError, match="cannot be written"):
        Report([GAPS]).write(tmp_path / "file")
    with pytest.raises(ServgapError, match="cannot be written"):
        GAPS.to_excel(tmp_path / "nowhere" / "gaps.xlsx")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_files_are_replaced_only_when_all_are_complete(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    first, second = tmp_path / "a", tmp_path / "b"
    first.write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("servgap.survey.files.writing.os.fsync", full)
    with pytest.raises(ServgapError, match="No space left on device"):
        write_whole({first: b"new", second: b"new"})
    assert first.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_findings_without_groups_stand_on_their_own_ledger(tmp_path: Path):
    left = counter("plain").drop(range(44), reason="answered in 40 seconds")
    told = Page(page_of(Report([sg.measure_gaps(left)]), tmp_path)).text
    assert "answered in 40 seconds" in told
    assert "Counter survey" in told
