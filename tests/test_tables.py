"""Findings as tables for readers: named, rounded, aligned, escaped."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from reader_tables import reader_tables

from servgap.errors import ServgapError
from servgap.language.lines import width, wrapped
from servgap.language.markdown import marked_down
from servgap.report.showing import render_html, render_table, render_text
from servgap.report.tables.reader import Heading, ReaderTable, Row, Section
from servgap.report.writers.html import html_table
from servgap.report.writers.markdown import markdown_table
from servgap.report.writers.text import shortened, text_table
from tests.counter_surveys import HOSTILE as HOSTILE_NAMES
from tests.real_findings import HOSTILE, SHOWN, finding

each_finding = pytest.mark.parametrize(("kind", "call", "name"), SHOWN)
VOID = {"meta", "br", "img", "hr", "link", "input", "path", "use", "rect", "circle", "line"}


class Page(HTMLParser):
    """Reads a page and notes what stands in it; tags that do not close are noted as such."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.unbalanced: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(text)
        self.close()
        self.unbalanced += self.open

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.unbalanced.append(tag)

    def handle_data(self, data):
        self.texts.append(data)

    @property
    def text(self) -> str:
        return "".join(self.texts)


@each_finding
@pytest.mark.parametrize("language", ["en", "zh"])
def test_html_is_well_formed_and_holds_nobody_elses_markup(kind: str, call: str, name: str, language: str):
    page = Page(render_html(finding(kind, call, name), language))
    assert page.unbalanced == []
    assert {tag for tag, _ in page.tags} == {
        "div",
        "style",
        "p",
        "dl",
        "dt",
        "dd",
        "table",
        "caption",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    }
    assert all("scope" in attributes for tag, attributes in page.tags if tag == "th")
    assert not any("id" in attributes or any(key.startswith("on") for key in attributes) for _, attributes in page.tags)


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_respondents_wrote_stays_text(kind: str):
    hostile = finding(kind, *HOSTILE[kind])
    html, markdown, text = (render_table(hostile, form, "en") for form in ("html", "markdown", "text"))
    assert "<script" not in html
    assert HOSTILE_NAMES[0] in Page(html).text
    assert HOSTILE_NAMES[1] in Page(html).text
    assert "<script" not in markdown
    assert "a \\| b \\`c\\`" in markdown
    assert HOSTILE_NAMES[0] in text


@each_finding
@pytest.mark.parametrize("language", ["en", "zh"])
def test_markdown_rows_have_as_many_cells_as_the_heading(kind: str, call: str, name: str, language: str):
    for table in reader_tables(finding(kind, call, name), language, detail=True):
        rows = [line for line in markdown_table(table).splitlines() if line.startswith("|")]
        assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {len(table.headings) + 1}


@each_finding
def test_no_code_and_no_nan_stands_in_a_table(kind: str, call: str, name: str):
    found = finding(kind, call, name)
    named = {
        label
        for frame in found.frames.values()
        for name in found.basis.groups
        if name in frame
        for label in frame[name]
    }
    keys = set(found.basis.instrument.item_keys) - named
    codes = {"mean_of_dimensions", "no_variation", "too_small", "too_few", "rank_biserial", "signed_rank"}
    for language in ("en", "zh"):
        for table in reader_tables(found, language, detail=True):
            cells = [cell for section in table.sections for row in section.rows for cell in row.cells]
            words = {word for cell in cells for word in re.split(r"[\s,;（）()]+", cell)}
            assert words.isdisjoint(codes | {"nan", "NaN", "None", "<NA>"})
            assert keys.isdisjoint(cells)
            assert not any(re.match(r"-\d", cell) for cell in cells)


@each_finding
@pytest.mark.parametrize("language", ["en", "zh"])
def test_text_columns_are_aligned_for_wide_characters(kind: str, call: str, name: str, language: str):
    for table in reader_tables(finding(kind, call, name), language, detail=True):
        for block in text_table(table).split("\n\n"):
            lines = block.splitlines()
            rule = next(line for line in lines if line.startswith("─"))
            assert max(map(width, lines)) <= 118
            titles = {section.title for section in table.sections}
            noted = next((place for place, line in enumerate(lines) if re.match(r"\([a-z]+\) ", line)), len(lines))
            rows = [line for line in lines[lines.index(rule) : noted] if line not in titles]
            assert max(map(width, rows)) == width(rule)
            ends = {place for place in range(1, len(rule)) if rule[place - 1 : place + 1] == "─ "}
            shown = [columns_of(row) for row in rows]
            assert all(row[end : end + 2].strip() == "" for row in shown for end in ends)


def columns_of(line: str) -> str:
    """Write a line so that every character takes one place, and those that take none are not there."""
    return "".join(character + "\0" * (width(character) - 1) for character in line if width(character))


def test_chinese_and_english_text_tables_line_up():
    table = ReaderTable(
        "c",
        (Heading("名称", numeric=False), Heading("n", numeric=True)),
        (Section("", (Row(("差距", "1"), ""), Row(("gap", "22"), ""))),),
    )
    assert text_table(table) == "c\n名称   n\n────  ──\n差距   1\ngap   22"
    assert shortened("一二三四五六", 7) == "一二三…"


def test_gaps_are_nested_and_named():
    (table,) = reader_tables(finding("gaps", "", "plain"), "en")
    rows = table.sections[0].rows
    assert [row.level for row in rows[:5]] == ["overall", "overall", "overall", "dimension", "standard"]
    assert rows[0].cells[:6] == ("Overall, mean of the dimensions", "149", "5.69", "5.34", "−0.35", "[−0.50, −0.20]")
    assert rows[4].cells[0] == "Waiting times are short"
    assert rows[4].cells[-1] == "not acceptable"
    assert table.headings[-1].text == "Verdict"
    (table,) = reader_tables(finding("gaps", "", "plain"), "zh")
    assert table.sections[0].rows[3].cells[0] == "快捷性"
    assert table.sections[0].rows[4].cells[-1] == "不合格"


def test_a_missing_number_is_explained():
    found = finding("reliability", "", "degenerate: one expectation")
    tables = reader_tables(found, "en", detail=True)
    row = tables[0].sections[-1].rows[0]
    assert row.cells[0] == "Expectation"
    assert row.cells[-1] == "no variation between respondents"
    assert "–" in row.cells
    assert tables[1].detail
    assert len(reader_tables(found, "en")) == 1


def test_the_ranking_shows_sets_of_ranks_and_places():
    found = finding("ranking", "", "hotline")
    table, dimensions = reader_tables(found, "en")
    first = table.sections[0].rows[0].cells
    assert first[:4] == ("Waiting times are short", "1", "1–7", "1–6")
    assert dimensions.sections[0].rows[3].cells[:3] == ("Assurance", "4", "4")
    worst = reader_tables(found, "en", detail=True)[2]
    assert worst.sections[0].rows[0].cells[2:] == ("22", "−1.52", "−1.47", "[−1.75, −1.21]")
    assert first[-3:] == ("Responsiveness", "Process: timeliness", "Waiting")
    weighted = finding("ranking", "weighted", "plain")
    assert "Gap weighted by importance" in {heading.text for heading in reader_tables(weighted, "en")[0].headings}


def test_tests_stand_side_by_side():
    (table,) = reader_tables(finding("significance", "", "plain"), "en")
    assert len(table.sections[0].rows) == 11
    headings = [heading.text for heading in table.headings]
    assert [text for text in headings if text.startswith("p,")] == ["p, t test", "p, signed rank", "p, sign test"]


def test_groups_and_waves_show_their_tables_in_reading_order():
    cases = (("groups", "branches differ"), ("waves", "five waves"))
    groups, waves = (reader_tables(finding(kind, "", name), "en", detail=True) for kind, name in cases)
    assert [table.caption for table in groups] == [
        "Gaps by group",
        "Tests of the differences between groups",
        "Where groups differ: expectation or perception",
        "The league: groups in an order that is fair to the small",
        "Is service the same everywhere? How far groups truly differ",
        "Is service the same everywhere? How far groups truly differ, by standard",
        "Pairs of groups that differ",
    ]
    assert [table.caption for table in waves] == [
        "Gaps by wave", "Changes between waves", "Earlier changes", "2026Q1 beside the usual range, by 4 earlier waves",
    ]  # fmt: skip
    assert [section.title for section in waves[2].sections] == [
        "2025Q1 → 2025Q2", "2025Q2 → 2025Q3", "2025Q3 → 2025Q4",
    ]  # fmt: skip


def test_sections_have_titles():
    table, against = reader_tables(finding("gaps", "by branch", "plain"), "en")
    titles = [f"branch: {name}" for name in ("Kiosk", "North", "South", "West")]
    assert [section.title for section in table.sections] == titles
    assert html_table(table).count('scope="rowgroup"') == len(titles)
    assert against.caption == "Groups against the average of all"


def test_the_text_has_headline_table_and_note():
    told = render_text(finding("gaps", "", "plain"), "en")
    assert told.startswith("Service falls 0.35 points short")
    assert "Gaps overall, by dimension and by service standard" in told
    assert told.endswith("tests].")
    assert "nan" not in told


def test_text_is_wrapped_without_cutting_words():
    assert wrapped("aa bb cc", 5) == "aa bb\ncc"
    assert all(
        width(line) <= 22
        for line in wrapped("差距 = 感知 − 期望，量表 1–7 分；Psychometrika 的来源。", 20).splitlines()
    )
    assert "Psychometrika" in wrapped("差距差距差距差距差距差距 Psychometrika", 30).splitlines()[-1]


def test_markdown_cannot_be_broken_out_of():
    assert marked_down("[x](javascript:1)\n| y") == "[x\\](javascript:1) \\| y"


def test_an_unknown_format_is_refused():
    with pytest.raises(ServgapError, match="Tables come as 'html', 'text', 'markdown', 'latex', 'docx'; found 'pdf'"):
        render_table(finding("gaps", "", "plain"), "pdf", "en")


@each_finding
def test_a_finding_always_gives_the_same_characters(kind: str, call: str, name: str):
    for form in ("html", "text", "markdown"):
        assert render_table(finding(kind, call, name), form, "zh") == render_table(
            finding(kind, call, name), form, "zh"
        )


def test_cells_keep_their_side_against_a_notebook_that_aligns_all_of_them_right() -> None:
    shown = finding("gaps", "", "plain")._repr_html_()
    assert re.search(r"\.servgap th,\.servgap td\{[^}]*text-align:left!important", shown)
    assert ".servgap .number{text-align:right!important}" in shown
