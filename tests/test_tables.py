"""Findings as tables for readers: named, rounded, aligned, escaped."""

from __future__ import annotations

import dataclasses
import re
from html.parser import HTMLParser

import pytest
from findings_by_hand import HOSTILE, INSTRUMENT, findings, gaps, hostile, ranking, reliability, variants

from servgap.errors import ServgapError
from servgap.report.tables import render_html, render_table, render_text, wrapped
from servgap.report.tables.as_html import html_table
from servgap.report.tables.as_markdown import markdown_table, marked_down
from servgap.report.tables.as_text import shortened, text_table, width
from servgap.report.tables.contents import reader_tables
from servgap.report.tables.reader import Heading, ReaderTable, Row, Section

EVERY = {**findings(), **variants(), **{f"{name}_hostile": finding for name, finding in hostile().items()}}
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


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_html_is_well_formed_and_holds_nobody_elses_markup(name: str, language: str):
    page = Page(render_html(EVERY[name], language))
    assert page.unbalanced == []
    assert {tag for tag, _ in page.tags} == {
        "div",
        "style",
        "p",
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


@pytest.mark.parametrize("kind", hostile())
def test_what_respondents_wrote_stays_text(kind: str):
    finding = hostile()[kind]
    html, markdown, text = (render_table(finding, form, "en") for form in ("html", "markdown", "text"))
    assert "<script" not in html
    assert HOSTILE[0] in Page(html).text
    assert HOSTILE[1] in Page(html).text
    assert "<script" not in markdown
    assert "a \\| b \\`c\\`" in markdown
    assert HOSTILE[0] in text


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_markdown_rows_have_as_many_cells_as_the_heading(name: str, language: str):
    for table in reader_tables(EVERY[name], language, detail=True):
        rows = [line for line in markdown_table(table).splitlines() if line.startswith("|")]
        assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {len(table.headings) + 1}


@pytest.mark.parametrize("name", EVERY)
def test_no_code_and_no_nan_stands_in_a_table(name: str):
    codes = {
        "mean_of_dimensions",
        "no_variation",
        "too_small",
        "too_few",
        "rank_biserial",
        "signed_rank",
        *INSTRUMENT.item_keys,
    }
    for language in ("en", "zh"):
        for table in reader_tables(EVERY[name], language, detail=True):
            cells = [cell for section in table.sections for row in section.rows for cell in row.cells]
            words = {word for cell in cells for word in re.split(r"[\s,;（）()]+", cell)}
            assert words.isdisjoint(codes | {"nan", "NaN", "None", "<NA>"})
            assert not any(re.match(r"-\d", cell) for cell in cells)


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_text_columns_are_aligned_for_wide_characters(name: str, language: str):
    for table in reader_tables(EVERY[name], language, detail=True):
        for block in text_table(table).split("\n\n"):
            lines = block.splitlines()
            rule = next(line for line in lines if line.startswith("─"))
            assert max(map(width, lines)) <= 118
            titles = {section.title for section in table.sections}
            rows = [line for line in lines[lines.index(rule) :] if line not in titles and line[0] != "("]
            assert max(map(width, rows)) == width(rule)
            ends = {place for place in range(1, len(rule)) if rule[place - 1 : place + 1] == "─ "}
            shown = [columns_of(row) for row in rows]
            assert all(row[end : end + 2].strip() == "" for row in shown for end in ends)


def columns_of(line: str) -> str:
    """Write a line so that every character takes one place."""
    return "".join(character + "\0" * (width(character) - 1) for character in line)


def test_chinese_and_english_text_tables_line_up():
    table = ReaderTable(
        "c",
        (Heading("名称", numeric=False), Heading("n", numeric=True)),
        (Section("", (Row(("差距", "1"), ""), Row(("gap", "22"), ""))),),
    )
    assert text_table(table) == "c\n名称   n\n────  ──\n差距   1\ngap   22"
    assert shortened("一二三四五六", 7) == "一二三…"


def test_gaps_are_nested_and_named():
    (table,) = reader_tables(gaps(), "en")
    rows = table.sections[0].rows
    assert [row.level for row in rows[:5]] == ["overall", "overall", "overall", "dimension", "standard"]
    assert rows[0].cells[:6] == ("Overall, mean of the dimensions", "1,468", "6.08", "5.57", "−0.51", "[−0.55, −0.47]")
    assert rows[4].cells[0] == "The equipment is up to date"
    assert rows[4].cells[-1] == "acceptable"
    assert table.headings[-1].text == "Verdict"
    (table,) = reader_tables(gaps(), "zh")
    assert table.sections[0].rows[3].cells[0] == "有形性"
    assert table.sections[0].rows[4].cells[-1] == "合格"


def test_a_missing_number_is_explained():
    tables = reader_tables(reliability(), "en", detail=True)
    row = tables[0].sections[-1].rows[0]
    assert row.cells[0] == "Expectation"
    assert row.cells[-1] == "no variation between respondents"
    assert "–" in row.cells
    assert tables[1].detail
    assert len(reader_tables(reliability(), "en")) == 1


def test_the_ranking_shows_sets_of_ranks_and_places():
    table, dimensions = reader_tables(ranking(), "en")
    first = table.sections[0].rows[0].cells
    assert first[:4] == ("Waiting times are short", "1", "1–3", "1–2")
    assert dimensions.sections[0].rows[0].cells[:3] == ("Responsiveness", "1", "1")
    worst = reader_tables(ranking(), "en", detail=True)[2]
    assert worst.sections[0].rows[0].cells[2:] == ("22", "−1.31", "−1.28", "[−1.37, −1.14]")
    assert first[-3:] == ("Responsiveness", "Software · Timeliness", "Waiting")
    weighted = dataclasses.replace(ranking(), facts=dataclasses.replace(ranking().facts, criterion="weighted"))
    assert "Gap weighted by importance" in {heading.text for heading in reader_tables(weighted, "en")[0].headings}


def test_tests_stand_side_by_side():
    (table,) = reader_tables(findings()["significance"], "en")
    assert len(table.sections[0].rows) == 28
    headings = [heading.text for heading in table.headings]
    assert [text for text in headings if text.startswith("p,")] == ["p, t test", "p, signed rank", "p, sign test"]


def test_groups_and_waves_show_their_tables_in_reading_order():
    groups, waves = (reader_tables(findings()[kind], "en", detail=True) for kind in ("groups", "waves"))
    assert [table.caption for table in groups] == [
        "Gaps by group", "Tests of the differences between groups", "Pairs of groups that differ",
    ]  # fmt: skip
    assert [table.caption for table in waves] == ["Gaps by wave", "Changes between waves", "Earlier changes"]
    assert [section.title for section in waves[2].sections] == ["2026Q1 → 2026Q2", "2026Q2 → 2026Q3"]


def test_sections_have_titles():
    (table,) = reader_tables(variants()["gaps_by_branch"], "en")
    assert [section.title for section in table.sections] == ["branch: Central", "branch: North", "branch: no answer"]
    assert html_table(table).count('scope="rowgroup"') == 3


def test_the_text_has_headline_table_and_note():
    told = render_text(gaps(), "en")
    assert told.startswith("Service falls 0.51 points short")
    assert "Gaps overall, by dimension and by service standard" in told
    assert told.endswith("own].")
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
    with pytest.raises(ServgapError, match="Tables come as 'html', 'text', 'markdown'; found 'pdf'"):
        render_table(gaps(), "pdf", "en")


@pytest.mark.parametrize("name", EVERY)
def test_a_finding_always_gives_the_same_characters(name: str):
    for form in ("html", "text", "markdown"):
        assert render_table(EVERY[name], form, "zh") == render_table(EVERY[name], form, "zh")


def test_cells_keep_their_side_against_a_notebook_that_aligns_all_of_them_right() -> None:
    shown = findings()["gaps"]._repr_html_()
    assert re.search(r"\.servgap th,\.servgap td\{[^}]*text-align:left!important", shown)
    assert ".servgap .number{text-align:right!important}" in shown
