"""What readers see of a review and of what would follow: nothing cut, nothing alike that is not, in reading order."""

from __future__ import annotations

import pytest

import servgap as sg
from servgap.analysis.review.proposals import NONE, PROPOSALS, UNDECIDED
from servgap.language import language_of
from servgap.report.document import tables_of
from servgap.report.kinds.review.picture import INKS
from servgap.report.tables.reader import Heading, ReaderTable, Row, Section
from servgap.report.writers.text import text_table
from tests import delivered
from tests.counter_surveys import survey


@pytest.fixture(scope="module")
def review() -> sg.Review:
    return sg.review_standards(survey("plain"), catalogue=delivered.catalogue(), operations=delivered.at_the_counter())


def test_each_proposal_has_a_colour_of_its_own() -> None:
    told = [INKS[code] for code in PROPOSALS if code not in (NONE, UNDECIDED)]
    assert len(set(told)) == len(told)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_remarks_are_whole_in_a_table_of_text(review: sg.Review, language: str) -> None:
    table = tables_of(review, language_of(language))[0]
    (place,) = [at for at, heading in enumerate(table.headings) if heading.text in ("Also note", "附注")]
    remarks = {row.cells[place] for section in table.sections for row in section.rows if row.cells[place]}
    assert max(map(len, remarks)) > 30
    between = " " if language == "en" else ""
    shown = text_table(table).replace("\n", between)
    assert all(remark in shown for remark in remarks)


def test_marks_go_on_beyond_the_alphabet_and_a_row_may_have_two() -> None:
    headings = (Heading("Name", False), Heading("Note", False, remark=True), Heading("Why", False, remark=True))
    rows = tuple(Row((f"n{at}", f"note {at} {'x' * 100}", "no variation" if at == 0 else ""), "") for at in range(28))
    shown = text_table(ReaderTable("Many", headings, (Section("", rows),)))
    lines = shown.splitlines()
    assert lines[3] == "n0 (a) (b)"
    assert "(b) no variation" in lines
    assert [line.split(" ")[0] for line in lines[-3:]] == ["(aa)", "(ab)", "(ac)"]


@pytest.mark.parametrize(("language", "told"), [("en", "not delivered · phone"), ("zh", "未执行到位 · 电话")])
def test_channels_are_told_in_the_readers_language(language: str, told: str) -> None:
    found = sg.review_standards(
        sg.read_survey("data/samples/hotline_2026.csv"),
        catalogue=sg.read_catalogue("data/samples/standards.csv"),
        operations=sg.read_operations("data/samples/operations.csv", as_of="2026-12-31 18:00"),
    )
    assert told in found.in_language(language).table("text")


def test_standards_stand_under_their_own_dimension(review: sg.Review) -> None:
    found = review.what_if({"wait": 6, "polite": 5})
    table = tables_of(found, language_of("en"))[0]
    names = [row.cells[0] for section in table.sections for row in section.rows]
    dimension = {
        item.standard.text.to("en").rstrip("."): each.name.to("en")
        for each in survey("plain").instrument.dimensions
        for item in each.items
    }
    raised = [name for name in names if name in dimension]
    assert len(raised) == 2
    for name in raised:
        before = [each for each in names[: names.index(name)] if each in dimension.values()]
        assert before[-1] == dimension[name]
