"""How a finding that only this test has meets its readers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from servgap.analysis.full_marks.verb import FullMarks, count_full_marks

from servgap.language import Fact, Language, percent, say, sentence
from servgap.report.cells import cell
from servgap.report.kinds.claim import SERIOUS, SURE, Claim
from servgap.report.kinds.kind import Kind
from servgap.report.kinds.noted import Noted
from servgap.report.names import standard, where
from servgap.report.pictures.axis import Axis
from servgap.report.pictures.canvas import Picture
from servgap.report.pictures.palette import INK
from servgap.report.pictures.selection import records_of, shown_rows, standard_label, titled
from servgap.report.pictures.sheet import Cell, Row, Sheet
from servgap.report.tables.field import by_groups, field, reason_field
from servgap.report.tables.rows import records
from servgap.report.tables.table import Table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from servgap.report.pictures.pen import Pen


def headline(finding: FullMarks) -> Fact:
    """Name the standard that gets the highest answer least often."""
    facts = finding.facts
    named, place = standard(finding.basis.instrument, facts.standard), where(finding.basis.names, facts.group)
    return sentence(say("full_marks.least", standard=named, share=percent(round(facts.share, 2)), where=place))


def note(_: FullMarks) -> Sequence[Noted]:
    """Say what is counted."""
    return [Noted("measure", say("full_marks.counted"))]


def tables(finding: FullMarks) -> Sequence[Table]:
    """Show every standard."""
    fields = [field(name, finding) for name in ("standard", "n", "full_marks", "full_marks_rank")]
    sections = by_groups(finding, records(finding.frames["frame"]))
    return [Table(say("full_marks.caption"), [*fields, reason_field()], sections)]


def picture(finding: FullMarks, language: Language) -> Picture:
    """Draw a dot for every standard."""
    shown = records_of(shown_rows(finding))

    def marks(ax: Axes, pen: Pen) -> None:
        for y, record in enumerate(shown):
            pen.dot(ax, (record["full_marks"], y), ink=INK)

    def row(record: dict[str, object]) -> Row:
        share = cell("full_marks", record["full_marks"], finding.basis.instrument)
        key = str(record["standard"])
        return Row(standard_label(finding, key, language), key, cells=(Cell(language.tell(share)),))

    axis = Axis(titled(finding, say("full_marks.axis"), language), 0.0, 1.0)
    heading = language.tell(say("full_marks.axis"))
    return Sheet(rows=tuple(map(row, shown)), headings=(heading,), axis=axis, marks=marks)


def claims(finding: FullMarks) -> Sequence[Claim]:
    """Give the least share; it comes before any other number, so that page one is sure to have it."""
    share = percent(round(finding.facts.share, 2))
    return [Claim(SURE, sentence(say("full_marks.claims.least", share=share)), SERIOUS)]


KIND = Kind(
    name="full_marks",
    chapter="sure",
    place=15,
    headline=headline,
    note=note,
    tables=tables,
    picture=picture,
    claims=claims,
    made=lambda material: count_full_marks(material.tally),
)
