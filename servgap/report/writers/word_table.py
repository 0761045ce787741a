"""Tables in the mark-up of Word's files: three rules and no others, headings on every page, no row cut in two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from servgap.language import Language
from servgap.report.tables.reader import Heading, ReaderTable, Row, Section
from servgap.report.writers.column_widths import INDENTS, Fit, fitted, needs_of
from servgap.report.writers.word_text import marked, paragraph, run, running

A4, MARGIN = (11_906, 16_838), 1021
"""The page's sides and its margins, in twentieths of a point."""
USUAL = 18
SIZES = {False: (18, 17, 16, 15), True: (16, 15)}
"""Sizes of type in half points, upright and on a page that lies on its side, in the order in which they are tried."""
BESIDE, OFF = 100, 80
"""Room between columns, and by how much texts are set off from the numbers before them."""
PLACE = 5.5
"""What a place takes, in twentieths of a point for each half point of the type's size."""
STEP = 80
"""By how much a row is set in for each place of its indent."""
LABELS = 0.2
"""The share of a page's width that is kept for what texts are about."""
WIDE_ENOUGH = 0.6
MOST_TOGETHER = 16
"""Rows of a table up to which it stands on one page."""
THICK, THIN = ('<w:{} w:val="single" w:sz="' + size + '" w:space="0" w:color="000000"/>' for size in ("12", "6"))


@dataclass(frozen=True)
class Room:
    """A page on its side or not, with a size of type."""

    wide: bool
    half_points: int

    @property
    def twips(self) -> int:
        """How wide its text is."""
        return A4[self.wide] - 2 * MARGIN

    def places(self, columns: int) -> int:
        """How many places that many columns have."""
        return int((self.twips - columns * BESIDE) / (PLACE * self.half_points))


ROOMS = tuple(Room(wide, size) for wide, sizes in SIZES.items() for size in sizes)


@dataclass(frozen=True)
class Standing:
    """A table with the room in which it stands, and its columns' widths in each block of it."""

    table: ReaderTable
    room: Room
    fit: Fit

    def widths(self, block: int) -> list[int]:
        """Give the columns' widths in twentieths of a point: all of the page, unless it would be drawn out."""
        widths = [int(places * PLACE * self.room.half_points) + BESIDE for places in self.fit.places[block]]
        if sum(widths) < WIDE_ENOUGH * self.room.twips:
            return widths
        return [width * self.room.twips // sum(widths) for width in widths]


@cache
def _rooms() -> tuple[tuple[int, ...], ...]:
    most = 200
    return tuple(tuple(max(room.places(columns), 1) for columns in range(1, most)) for room in ROOMS)


def standing(table: ReaderTable) -> Standing:
    """Choose where a table stands: upright in type as large as can be, else on a page that lies on its side."""
    needs = needs_of(table)
    rooms = _rooms()
    if len(needs) > len(rooms[0]):
        rooms = tuple((*room, *[1] * len(needs)) for room in rooms)
    fit = fitted(needs, rooms)
    return Standing(table, ROOMS[fit.choice], fit)


def lines_table(lines: Sequence[tuple[str, str, str]]) -> str:
    """Write texts beside what each is about, without rules, with what is drawn beneath one."""
    whole = ROOMS[0].twips
    sides = int(LABELS * whole), whole - int(LABELS * whole)
    rows = []
    for label, text, beneath in lines:
        told = paragraph(run(running(text)), "Line") + (paragraph(beneath, "Line") if beneath else "")
        cells = zip(sides, (paragraph(run(marked(label), bold=True), "Line"), told), strict=True)
        within = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{side}" w:type="dxa"/></w:tcPr>{cell}</w:tc>' for side, cell in cells
        )
        rows.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{within}</w:tr>")
    grid = "".join(f'<w:gridCol w:w="{side}"/>' for side in sides)
    look = f'<w:tblW w:w="{whole}" w:type="dxa"/><w:tblLayout w:type="fixed"/>{_AROUND}'
    return f"<w:tbl><w:tblPr>{look}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def table_blocks(stands: Standing, language: Language) -> list[str]:
    """Write a table; where it is too wide for any page, as several with the same first column."""
    return [_block(stands, block, language) for block in range(len(stands.fit.blocks))]


def _block(stands: Standing, block: int, language: Language) -> str:
    table, columns, widths = stands.table, stands.fit.blocks[block], stands.widths(block)
    writer = _Rows(columns, widths, [table.headings[place] for place in columns], stands.room.half_points)
    rows = sum(len(section.rows) + bool(section.title) for section in table.sections)
    body, left = [writer.head()], rows
    for section in table.sections:
        for row in _of_section(section):
            left -= 1
            together = left > 0 and (rows <= MOST_TOGETHER or isinstance(row, str))
            body.append(writer.title(row, keep=together) if isinstance(row, str) else writer.row(row, keep=together))
    aligned = '<w:jc w:val="center"/>' if language.captions["centred"] else ""
    look = (
        f'<w:tblStyle w:val="ThreeLines"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>{aligned}'
        f"<w:tblBorders>{THICK.format('top')}{THICK.format('bottom')}</w:tblBorders>"
        f'<w:tblLayout w:type="fixed"/>{_AROUND}<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" '
        f'w:lastColumn="0" w:noHBand="1" w:noVBand="1"/><w:tblCaption w:val="{marked(table.caption)}"/>'
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return f"<w:tbl><w:tblPr>{look}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(body)}</w:tbl>"


def _of_section(section: Section) -> list[str | Row]:
    return [*([section.title] if section.title else []), *section.rows]


@dataclass(frozen=True)
class _Rows:
    """Writes the rows of a table of some columns."""

    columns: tuple[int, ...]
    widths: list[int]
    headings: list[Heading]
    half_points: int

    def head(self) -> str:
        cells = [
            self._cell(width, heading.text, right=heading.numeric, bold=True, keep=True, indent=off, look=_HEAD)
            for width, heading, off in zip(self.widths, self.headings, self._off(), strict=True)
        ]
        return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{''.join(cells)}</w:tr>"

    def _off(self) -> list[int]:
        """Set texts off from the numbers to their left."""
        before = [False, *(heading.numeric for heading in self.headings)]
        return [
            OFF if left and not heading.numeric else 0 for left, heading in zip(before, self.headings, strict=False)
        ]

    def title(self, text: str, *, keep: bool) -> str:
        span = f'<w:gridSpan w:val="{len(self.widths)}"/>' if len(self.widths) > 1 else ""
        cell = self._cell(sum(self.widths), text, bold=True, keep=keep, look=span)
        return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cell}</w:tr>"

    def row(self, row: Row, *, keep: bool) -> str:
        cells = []
        columns = zip(self.columns, self.widths, self.headings, self._off(), strict=True)
        for at, (place, width, heading, off) in enumerate(columns):
            bold = row.level == "overall" or (row.level == "dimension" and at == 0)
            indent = off if at else INDENTS.get(row.level, 0) * STEP
            text = row.cells[place]
            cells.append(self._cell(width, text, right=heading.numeric, bold=bold, keep=keep, indent=indent))
        return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>"

    def _cell(
        self,
        width: int,
        text: str,
        *,
        right: bool = False,
        bold: bool = False,
        keep: bool = False,
        indent: int = 0,
        look: str = "",
    ) -> str:
        size = 0 if self.half_points == USUAL else self.half_points
        told = run(marked(text), bold=bold, half_points=size)
        within = paragraph(told, "TableText", keep=keep, align="right" if right else "", indent=indent)
        return _in_cell(width, within, look)


def _in_cell(width: int, paragraphs: str, look: str = "") -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{look}</w:tcPr>{paragraphs}</w:tc>'


_SIDES = "".join(f'<w:{side} w:w="{BESIDE // 2}" w:type="dxa"/>' for side in ("left", "right"))
_AROUND = f"<w:tblCellMar>{_SIDES}</w:tblCellMar>"
_HEAD = f'<w:tcBorders>{THIN.format("bottom")}</w:tcBorders><w:vAlign w:val="bottom"/>'
