"""What a Word file says from top to bottom: paragraphs, captioned tables and pictures, and pages on their side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from struct import unpack

from servgap.language import Language
from servgap.report.kinds.noted import NoteLine
from servgap.report.pictures.canvas import Picture
from servgap.report.pictures.pen import EM
from servgap.report.tables.reader import ReaderTable
from servgap.report.title_block import Logo
from servgap.report.writers.word_package import word_file
from servgap.report.writers.word_table import A4, MARGIN, lines_table, standing, table_blocks
from servgap.report.writers.word_text import caption, drawn, field, marked, paragraph, run, running

DOTS_PER_INCH = 130
"""Of a picture on paper."""
TWIPS_PER_INCH, TWIPS_PER_POINT = 1440, 20
LOGO = (3400, 800)
"""How wide and high a logo may be, in twentieths of a point."""
WIDEST, HIGHEST = A4[0] - 2 * MARGIN, 11_600
"""How wide and high a picture may stand on its page, in twentieths of a point."""
ACROSS = WIDEST / TWIPS_PER_POINT / EM
"""How wide that is in the letters of pictures."""


class WordBody:
    """Collects what a file says, from top to bottom."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._told: list[str] = []
        self._pictures: list[bytes] = []
        self._tables = 0
        self._figures = 0
        self._wide = self._breaks = False

    def say(self, text: str, style: str = "", *, bold: bool = False) -> None:
        """Add a paragraph, unless there is nothing to be said."""
        if text:
            self._add(paragraph(run(running(text), bold=bold), style, breaks=self._began()))

    def heading(self, text: str, level: int = 1) -> None:
        """Add a heading."""
        self._turn(wide=False)
        self._add(paragraph(run(marked(text)), f"Heading{level}", breaks=self._began()))

    def new_page(self) -> None:
        """Have what comes next begin a page."""
        self._breaks = True

    def labelled(self, label: str, text: str, style: str = "") -> None:
        """Add a text behind what it is about."""
        before = self.language.joined((marked(label), ""), "labels")
        self._add(paragraph(run(before, bold=True) + run(running(text)), style))

    def lines(self, told: Sequence[tuple[str, str, str]]) -> None:
        """Add texts beside what each is about, with what is drawn beneath one."""
        if told:
            self._add(lines_table(told))
            self._add(paragraph("", "TableText"))

    def notes(self, lines: Iterable[NoteLine]) -> None:
        """Add what stands beneath tables."""
        self._turn(wide=False)
        for line in lines:
            self.labelled(line.label, line.text, "TableNote")

    def table(self, table: ReaderTable) -> None:
        """Add a table under its caption; one that is wide on a page that lies on its side."""
        stands = standing(table)
        self._turn(wide=stands.room.wide)
        self._tables += 1
        label = self.language.captions["table"]
        self._add(caption(label, self._tables, table.caption, self.language, keep=True))
        for block in table_blocks(stands, self.language):
            self._add(block)
            self._add(paragraph("", "TableText"))

    def picture(self, picture: Picture, title: str, told: str) -> None:
        """Add a picture with its caption, and with what it shows in words."""
        self._turn(wide=False)
        self._figures += 1
        captions = self.language.captions
        beneath = bool(captions["beneath_pictures"])
        figure = paragraph(self.drawn(picture.narrow(ACROSS), told), "Figure", keep=beneath)
        captioned = caption(captions["figure"], self._figures, title, self.language, keep=not beneath)
        for part in (figure, captioned) if beneath else (captioned, figure):
            self._add(part)

    def small_picture(self, picture: Picture, told: str) -> None:
        """Add a picture that is not numbered."""
        self._add(paragraph(self.drawn(picture, told), "Figure"))

    def logo(self, logo: Logo, told: str) -> None:
        """Add a picture of one's own, unless Word cannot show it or its size is not known."""
        sides = logo_sides(logo.content)
        if sides is not None:
            shrunk = min(LOGO[0] / sides[0], LOGO[1] / sides[1])
            self._pictures.append(logo.content)
            number, size = len(self._pictures), (int(sides[0] * shrunk), int(sides[1] * shrunk))
            self._add(paragraph(drawn(number, f"{self.language.captions['figure']} {number}", told, size)))

    def drawn(self, picture: Picture, told: str) -> str:
        """Draw a picture, for a paragraph."""
        from servgap.report.pictures.image import png_of

        png = png_of(picture, self.language, dpi=DOTS_PER_INCH)
        self._pictures.append(png)
        number = len(self._pictures)
        return drawn(number, f"{self.language.captions['figure']} {number}", told, _size_of(png))

    def file(self, title: str) -> bytes:
        """Give the file."""
        footer = paragraph(
            run(f"{marked(title)} \N{MIDDLE DOT} ") + field("PAGE", "1") + run(" / ") + field("NUMPAGES", "1"), "Footer"
        )
        body = "".join(self._told) + _end_of_section(wide=self._wide)
        return word_file(body, footer, self._pictures, title, self.language)

    def _add(self, part: str) -> None:
        self._told.append(part)

    def _began(self) -> bool:
        breaks, self._breaks = self._breaks, False
        return breaks

    def _turn(self, *, wide: bool) -> None:
        """End the section where pages are turned."""
        if wide == self._wide:
            return
        if self._told:
            if self._told[-1] == paragraph("", "TableText"):
                self._told.pop()  # what ends the section stands beneath the table, and might have a page to itself
            self._add(paragraph("", "TableText", section=_end_of_section(wide=self._wide)))
            self._breaks = False
        self._wide = wide


def _end_of_section(*, wide: bool) -> str:
    across, down = (A4[wide], A4[not wide])
    turned = ' w:orient="landscape"' if wide else ""
    around = " ".join(f'w:{side}="{MARGIN}"' for side in ("top", "right", "bottom", "left"))
    return (
        '<w:sectPr><w:footerReference w:type="default" r:id="footer"/><w:type w:val="nextPage"/>'
        f'<w:pgSz w:w="{across}" w:h="{down}"{turned}/>'
        f'<w:pgMar {around} w:header="567" w:footer="567" w:gutter="0"/><w:cols w:space="720"/></w:sectPr>'
    )


def _size_of(png: bytes) -> tuple[int, int]:
    """Give a picture's sides on the page: no larger than it was drawn, and no wider or higher than fits."""
    across, down = (dots * TWIPS_PER_INCH / DOTS_PER_INCH for dots in unpack(">II", png[16:24]))
    shrunk = min(1.0, WIDEST / across, HIGHEST / down)
    return int(across * shrunk), int(down * shrunk)


def logo_sides(content: bytes) -> tuple[int, int] | None:
    """Read a PNG's or JPEG's width and height in dots; None of anything else, or where they are not told."""
    if content.startswith(b"\x89PNG") and len(content) >= 24:
        across, down = unpack(">II", content[16:24])
        return (across, down) if across and down else None
    at = 2
    while content.startswith(b"\xff\xd8") and at + 9 <= len(content) and content[at] == 0xFF:
        kind, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xC8, 0xCC):
            down, across = unpack(">HH", content[at + 5 : at + 9])
            return (across, down) if across and down else None
        at += 2 + length
    return None
