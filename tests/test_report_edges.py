"""What a report refuses, and how its page, its pictures and its ledger keep whole."""

from __future__ import annotations

import re
from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

import servgap as sg
from servgap.errors import ServgapError
from servgap.language import language_of
from servgap.report.ledger_table import ledger_table
from servgap.report.notes import note_lines
from servgap.report.pictures import picture_svg
from servgap.report.report import Report
from tests.counter_surveys import survey
from tests.real_findings import finding, of_each_kind

mpl.use("Agg")
FOLDER = Path(__file__).parents[1] / "data" / "samples"
GAPS = finding("gaps", "", "plain")


@pytest.fixture(autouse=True)
def _closed():
    yield
    plt.close("all")


def test_findings_of_two_instruments_or_surveys_are_not_put_under_one_ledger():
    other = finding("gaps", "", "hotline")
    with pytest.raises(ServgapError, match=r"found two instruments: .* of 22 items.*Make a report of each"):
        Report([GAPS, other])
    fewer = sg.measure_gaps(survey("plain").drop(range(6), reason="fast"))
    with pytest.raises(ServgapError, match=r"two sets of rows: 150 rows used of 150 read, and 144 rows used of 150"):
        Report([GAPS, fewer])
    with pytest.raises(ServgapError, match="two sets of rows"):
        Report([GAPS, finding("gaps", "", "nobody answered")])
    assert len(Report([GAPS, finding("gaps", "by branch", "plain"), finding("groups", "", "plain")]).findings) == 3


def test_attributes_may_be_named():
    survey = sg.read_survey(FOLDER / "hotline_2026.csv", attributes=["branch", "quarter"])
    report = Report(survey, branch="quarter")
    assert [found.basis.compared for found in report.findings if found.basis.compared] == [("quarter",)]
    with pytest.raises(ServgapError, match="tell branches and waves apart; found 'quarter' for both"):
        Report(survey, branch="quarter", wave="quarter")
    with pytest.raises(ServgapError, match="asked for the branch in the attribute 'shop', and the survey has 'branch'"):
        Report(survey, branch="shop")


@pytest.mark.parametrize("ax", [Figure(), "x", 3])
def test_only_axes_are_drawn_on(ax: object):
    with pytest.raises(ServgapError, match=f"drawn on matplotlib axes; found {type(ax).__name__}"):
        GAPS.plot(ax=ax)


def test_the_interval_has_one_name_in_chinese():
    for each in of_each_kind().values():
        assert not re.search(r"\d%区间|%置信|% 区间", picture_svg(each, "zh"))


@pytest.mark.parametrize("source", ["hotel_zh.xlsx", "hotline_2026.csv"])
def test_no_english_word_of_the_ledger_is_left_in_chinese(source: str):
    instrument = FOLDER / "hotel.toml" if source.startswith("hotel_") else "servqual"
    ledger = sg.read_survey(FOLDER / source, instrument=instrument).ledger
    (section,) = ledger_table(ledger, language_of("zh")).sections
    for row in section.rows:
        assert not re.search(r"rows|more|expectation|agreement|comma|left out", " ".join(row.cells)), row.cells


def test_symbols_and_their_values_stay_on_one_line_in_html(tmp_path: Path):
    Report(of_each_kind().values(), minimum=1).to_html(tmp_path / "r.html")
    html = (tmp_path / "r.html").read_text(encoding="utf-8")
    sentences = re.findall(r'<(?:p class="(?:claim|headline)"|dd)>(.*?)</(?:p|dd)>', html)
    notes = [line.text for each in of_each_kind().values() for line in note_lines(each, "en")]
    assert len(sentences) >= 2 * len(of_each_kind()) + len(notes)
    assert "d_z\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}−" in html
    assert "p\N{NO-BREAK SPACE}&lt;\N{NO-BREAK SPACE}.001" in html
    assert not any(re.search(r"\w (=|&lt;|&gt;) ", sentence) for sentence in sentences)
    assert "\N{NO-BREAK SPACE}" not in GAPS.table("text") + GAPS.headline


def test_a_sections_heading_headline_and_picture_are_kept_on_one_page(tmp_path: Path):
    Report(of_each_kind().values(), minimum=1).to_html(tmp_path / "r.html")
    html = (tmp_path / "r.html").read_text(encoding="utf-8")
    kept = re.findall(r'<div class="opening"><h3>.*?</h3>(?:<p class="(?:claim|headline)">.*?</p>)+<figure', html)
    assert len(kept) == html.count('<div class="opening">') > 5
    assert re.search(r"\.opening,[^{]*tr[^{]*\{break-inside:avoid\}", html)
    assert "thead{display:table-header-group" in html


def test_significance_counts_in_singular_and_plural():
    one = finding("significance", "by branch", "small branches").headline
    assert "1 of the 7 standards falls significantly short" in one
    assert "the tests disagree on 1 standard." in one
    none = finding("significance", "", "nobody answered")
    assert none.headline.endswith("no standard could be tested.")
    assert none.headline_in("zh").endswith("没有可检验的服务标准。")
