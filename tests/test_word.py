"""Word files: real headings, captions that Word counts, tables of three rules with the cells of readers' tables."""

from __future__ import annotations

import dataclasses
import io
from pathlib import Path
from typing import Any

import docx
import pytest
from PIL import Image

import servgap as sg
from servgap.analysis.gaps.verb import VERDICTS
from servgap.language import language_of
from servgap.language.lines import width
from servgap.language.shown import one_line
from servgap.report.document import section_of
from servgap.report.kinds.noted import NoteLine
from servgap.report.tables.reader import Heading, ReaderTable, Row, Section
from servgap.report.writers.column_widths import Need, fitted, needs_of, shared_out
from servgap.report.writers.word import finding_word, tables_word
from servgap.report.writers.word_body import logo_sides
from servgap.report.writers.word_table import BESIDE, ROOMS, Room, standing
from tests.reader_tables import reader_tables
from tests.real_findings import finding, of_each_kind
from tests.word_files import WP, R, W, body_of, complaints_about_word, page_room, parts_of_word, texts_of_word

ROOT = Path(__file__).parents[1]
LANGUAGES = ("en", "zh")
TWIP = 635  # of which python-docx counts a twentieth of a point
CAPTION = {"en": ("Table", "Figure"), "zh": ("表", "图")}
KINDS = of_each_kind()


@pytest.fixture(scope="module")
def report() -> dict[str, bytes]:
    survey = sg.read_survey(ROOT / "data" / "samples" / "hotline_2026.csv", attributes=["branch", "quarter"])
    return {language: _word(sg.Report(survey, title="Hotline", language=language)) for language in LANGUAGES}


def _word(report: sg.Report) -> bytes:
    from servgap.report.writers.word import document_word

    return document_word(report._document())


def opened(file: bytes) -> Any:
    return docx.Document(io.BytesIO(file))


def cells_of(table: Any) -> list[list[str]]:
    """Give a table's cells; of one that spans the row, once."""
    return [
        ["".join(each.text or "" for each in cell.iter(f"{W}t")) for cell in row.tc_lst] for row in table._tbl.tr_lst
    ]


def told(table: ReaderTable) -> list[list[str]]:
    rows = [[heading.text for heading in table.headings]]
    for section in table.sections:
        rows += [[section.title]] if section.title else []
        rows += [list(row.cells) for row in section.rows]
    return [[one_line(cell) for cell in row] for row in rows]


def put_together(tables: list[Any], shown: list[ReaderTable]) -> list[list[list[str]]]:
    """Give the cells of tables, those of one that was taken apart side by side again."""
    left, found = iter(tables), []
    for table in shown:
        blocks = [cells_of(next(left)) for _ in standing(table).fit.blocks]
        found.append(
            [
                first
                if len(first) == 1 and len(told(table)[0]) > 1
                else [*first, *(cell for row in more for cell in row[1:])]
                for first, *more in zip(*blocks, strict=True)
            ]
        )
    assert next(left, None) is None
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_findings_tables_are_those_of_readers(kind: str, language: str) -> None:
    found = KINDS[kind]
    file = found.table("docx", language=language)
    assert [*complaints_about_word(file)] == []
    shown = reader_tables(found, language)
    document = opened(file)
    assert put_together(document.tables, shown) == [told(table) for table in shown]
    captions = [each.text for each in document.paragraphs if each.style.name == "Caption"]
    between = "\n" if language == "en" else "\N{IDEOGRAPHIC SPACE}"
    assert captions == [
        f"{CAPTION[language][0]} {number}{between}{one_line(table.caption)}" for number, table in enumerate(shown, 1)
    ]
    assert file == found.table("docx", language=language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_has_headings_and_counted_captions(report: dict[str, bytes], language: str) -> None:
    file = report[language]
    assert [*complaints_about_word(file)] == []
    document = opened(file)
    styles = [each.style.name for each in document.paragraphs]
    assert styles[:2] == ["Title", "Subtitle"]
    assert {"Heading 1", "Heading 2", "Caption", "Claim", "Table Note"} <= set(styles)
    body = document.element.body
    fields = [each.text.split()[1] for each in body.iter(f"{W}instrText") if "SEQ" in each.text]
    tables = [each for each in body.iter(f"{W}tbl") if each.find(f".//{W}tblHeader") is not None]
    assert fields.count(CAPTION[language][0]) == len(tables)
    assert fields.count(CAPTION[language][1]) > 5
    numbered = dict.fromkeys(CAPTION[language], 0)
    for each in document.paragraphs:
        if each.style.name == "Caption":
            kind, number = each.text.split()[:2]
            numbered[kind] += 1
            assert number == str(numbered[kind])
    first = [each.text for each in document.paragraphs if each.style.name == "Heading 1"]
    assert len(first) == len(set(first)) > 6


@pytest.mark.parametrize("language", LANGUAGES)
def test_tables_have_three_rules_and_repeat_their_headings(report: dict[str, bytes], language: str) -> None:
    for table in opened(report[language]).tables[1:]:
        look = table._tbl.tblPr
        borders = {each.tag.removeprefix(W): each.get(f"{W}sz") for each in look.find(f"{W}tblBorders")}
        assert borders == {"top": "12", "bottom": "12"}
        head, *rows = table._tbl.tr_lst
        assert head.find(f"{W}trPr/{W}tblHeader") is not None
        for cell in head.tc_lst:
            assert [(each.tag, each.get(f"{W}sz")) for each in cell.tcPr.find(f"{W}tcBorders")] == [(f"{W}bottom", "6")]
        assert not any(each for row in rows for each in row.iter(f"{W}tcBorders", f"{W}tblHeader"))
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in (head, *rows))
        assert look.find(f"{W}tblCaption").get(f"{W}val")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_table_is_wider_than_its_page(report: dict[str, bytes], language: str) -> None:
    rooms = set()
    for table in body_of(report[language]).iter(f"{W}tbl"):
        room = page_room(table)
        rooms.add(room)
        assert sum(int(each.get(f"{W}w")) for each in table.find(f"{W}tblGrid")) <= room
    assert len(rooms) == {"en": 2, "zh": 1}[language]
    sizes = [int(each.get(f"{W}val")) for each in body_of(report[language]).iter(f"{W}sz")]
    assert min(sizes) >= 15


@pytest.mark.parametrize("language", LANGUAGES)
def test_verdicts_stand_on_one_line(report: dict[str, bytes], language: str) -> None:
    """Though they are set off from the numbers before them: a Chinese letter is as wide as its type is high."""
    verdicts = {language_of(language).word("verdict", verdict) for verdict in VERDICTS}
    seen = set()
    for table in opened(report[language]).tables:
        for row in table.rows:
            for cell in row.cells:
                (within,) = cell.paragraphs[:1]
                if within.text in verdicts:
                    size = within.runs[0].font.size or within.style.font.size
                    off = within.paragraph_format.left_indent or 0
                    room = cell.width - off - BESIDE * TWIP
                    assert size * width(within.text) / 2 <= room, within.text
                    seen.add(within.text)
    assert len(seen) > 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_stand_at_the_right(language: str) -> None:
    found = finding("gaps", "", "plain")
    table = opened(found.table("docx", language=language)).tables[0]
    for place, heading in enumerate(reader_tables(found, language)[0].headings):
        aligned = {str(row.cells[place].paragraphs[0].alignment) for row in table.rows}
        assert aligned == {"RIGHT (2)" if heading.numeric else "None"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_pictures_are_told_and_the_language_is_named(report: dict[str, bytes], language: str) -> None:
    file, parts = report[language], parts_of_word(report[language])
    pictures = [*body_of(file).iter(f"{WP}docPr")]
    assert len(pictures) > 6
    assert all(len(each.get("descr")) > 3 for each in pictures)
    assert [each.get("id") for each in pictures] == [str(number) for number in range(1, len(pictures) + 1)]
    tag = "en-US"  # of Latin letters and numbers, which Word would else break across lines
    styles, settings = parts["word/styles.xml"].decode(), parts["word/settings.xml"].decode()
    assert f'<w:lang w:val="{tag}" w:eastAsia="zh-CN"' in styles
    assert f'<w:themeFontLang w:val="{tag}"' in settings
    assert 'w:eastAsia="SimSun"' in styles
    properties = opened(file).core_properties
    assert (properties.title, properties.language) == ("Hotline", language_of(language).tag)
    assert properties.created.year == 2000
    assert f"<{R}" not in styles


def test_what_stands_on_page_one_stands_before_the_first_break(report: dict[str, bytes]) -> None:
    body = body_of(report["en"])
    broken = next(place for place, each in enumerate(body) if each.find(f".//{W}pageBreakBefore") is not None)
    assert body[broken].find(f"{W}pPr/{W}pStyle").get(f"{W}val") == "Heading1"
    lines = next(each for each in body[:broken] if each.tag == f"{W}tbl")
    assert 3 <= len([*lines.iter(f"{W}tr")]) <= 5
    assert not [*lines.iter(f"{W}tblBorders", f"{W}tcBorders")]


def test_the_numbers_behind_the_last_chapter_stand_at_the_end(report: dict[str, bytes]) -> None:
    text = texts_of_word(report["en"])
    assert (
        text.index("Who answered") < text.index("Appendix") < text.index("Reliability of scores, by dimension and part")
    )


def test_report_and_finding_are_written(tmp_path: Path) -> None:
    found = finding("gaps", "by branch", "plain")
    report = sg.Report([found], title="Hotline")
    written = report.write(tmp_path)
    assert written.word == tmp_path / "report.docx"
    report.to_word(tmp_path / "alone.docx")
    assert (tmp_path / "alone.docx").read_bytes() == written.word.read_bytes()
    found.to_word(tmp_path / "finding.docx", language="zh")
    file = (tmp_path / "finding.docx").read_bytes()
    assert [*complaints_about_word(file)] == []
    assert [each.style.name for each in opened(file).paragraphs][:1] == ["Heading 1"]
    assert found.headline_in("zh").replace(" ", "") in texts_of_word(file).replace(" ", "").replace(
        "\N{NO-BREAK SPACE}", ""
    )
    assert len([*body_of(file).iter(f"{WP}inline")]) >= 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_finding_of_any_kind_is_written_with_its_pictures_and_tables(kind: str) -> None:
    section = section_of(KINDS[kind], language_of("zh"))
    file = finding_word(KINDS[kind], language_of("zh"))
    assert [*complaints_about_word(file)] == []
    assert put_together(opened(file).tables, [*section.tables]) == [told(table) for table in section.tables]
    drawn = [each.find(f"{WP}docPr").get("descr") for each in body_of(file).iter(f"{WP}inline")]
    assert len(drawn) == (section.picture is not None) + sum(each.medium != "screen" for each in section.views)
    assert all(drawn)


def test_illegal_and_foreign_signs_leave_the_file_sound() -> None:
    mean = "a\x00b\x0b\ufffe\uffff<w:p>&amp;\u202e\ud800\N{GRINNING FACE}]]>"
    table = ReaderTable(mean, (Heading(mean, numeric=False),), (Section(mean, (Row((mean,), "overall"),)),))
    file = tables_word([table], [NoteLine(mean, mean)], mean, language_of("en"))
    assert [*complaints_about_word(file)] == []
    assert "<w:p>&amp;" in texts_of_word(file)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_logo_stands_on_page_one(kind: str, tmp_path: Path) -> None:
    Image.new("RGB", (200, 50)).save(tmp_path / "logo", format=kind)
    content = (tmp_path / "logo").read_bytes()
    assert logo_sides(content) == (200, 50)
    assert logo_sides(content[:20]) is None
    assert logo_sides(b"<svg/>") is None
    file = _word(sg.Report([finding("gaps", "", "plain")], logo=tmp_path / "logo"))
    assert [*complaints_about_word(file)] == []
    assert content in parts_of_word(file).values()
    across, down = (int(body_of(file).find(f".//{WP}extent").get(side)) for side in ("cx", "cy"))
    assert across == pytest.approx(4 * down, rel=0.01)


# ---------------------------------------------------------------------------------------------------- widths of columns


def wide(columns: int, cell: str = "−1.14 [−1.22, −1.06]") -> ReaderTable:
    headings = (Heading("Subject", numeric=False), *(Heading(f"2026Q{n}", numeric=True) for n in range(columns)))
    return ReaderTable("Wide", headings, (Section("", (Row(("A standard of some length", *[cell] * columns), ""),)),))


@pytest.mark.parametrize("columns", [1, 3, 8, 24, 240])
def test_columns_are_shared_out_among_tables_where_no_page_is_wide_enough(columns: int) -> None:
    table = wide(columns)
    stands = standing(table)
    assert sorted({each for block in stands.fit.blocks for each in block}) == [*range(columns + 1)]
    assert all(block[0] == 0 for block in stands.fit.blocks)
    for number, block in enumerate(stands.fit.blocks):
        assert sum(stands.widths(number)) <= stands.room.twips
        assert all(
            places > width(one_line(table.sections[0].rows[0].cells[each]))
            for each, places in zip(block, stands.fit.places[number], strict=True)
            if each
        )
    file = tables_word([table], [], None, language_of("en"))
    assert [*complaints_about_word(file)] == []
    assert len(opened(file).tables) == len(stands.fit.blocks) == {240: 40}.get(columns, len(stands.fit.blocks))


def test_type_gets_smaller_before_a_page_is_turned() -> None:
    chosen = [standing(wide(columns)).room for columns in range(1, 8)]
    assert chosen == sorted(chosen, key=ROOMS.index)
    assert chosen[0] == Room(wide=False, half_points=18)
    assert any(room.wide for room in chosen)


def test_room_that_is_left_goes_where_it_helps() -> None:
    assert shared_out([Need(10, 30), Need(5, 5)], 14) is None
    assert shared_out([Need(10, 30), Need(5, 5)], 25) == (20, 5)
    assert shared_out([Need(10, 30), Need(5, 5)], 99) == (30, 5)
    fit = fitted([Need(10, 30), Need(5, 5)], [[9, 9], [20, 20]])
    assert (fit.choice, fit.places) == (1, ((15, 5),))
    assert [need.easy for need in needs_of(wide(1))] == [24, 21]


def test_the_same_report_gives_the_same_bytes() -> None:
    found = [dataclasses.replace(finding("gaps", "", "plain")) for _ in range(2)]
    one, two = (_word(sg.Report([each], title="t")) for each in found)
    assert one == two
