"""A workbook that is being written: its sheets with their names, its formats, and how cells are written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from servgap.language import Fact, Language, say
from servgap.language.shown import DIRECTIONS, balanced, one_line
from servgap.report.writers.sheets.room import LINE, height_of

CREATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - the format knows no zone; fixed, so that equal findings give equal files
FONT: dict[str, Any] = {"font_name": "Arial", "font_size": 10}
"""A font that every program has, or another of the same widths, so that what fits here fits there."""
SETTINGS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
LONGEST_TEXT, LONGEST_NAME, LONGEST_HEADER = 32_767, 31, 80
UNFIT = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
"""Signs that no name of a sheet may have."""
A4 = 9
MARGIN_SIDES, MARGIN_ENDS = 0.4, 0.6
GREY, LINK = "#f2f2f2", "#1f4e79"
HEADING = {"bold": True, "bg_color": GREY, "bottom": 1, "text_wrap": True, "valign": "top"}
FORMATS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 15, "valign": "vcenter"},
    "about": {"font_color": "#404040", "valign": "top", "text_wrap": True},
    "label": {"bold": True, "text_wrap": True, "valign": "top"},
    "heading": HEADING,
    "heading_beside": {**HEADING, "indent": 1},
    "of_numbers": {**HEADING, "align": "right"},
    "section": {"bold": True, "bottom": 1, "valign": "top"},
    "text": {"text_wrap": True, "valign": "top"},
    "text_beside": {"text_wrap": True, "valign": "top", "indent": 1},
    "link": {"font_color": LINK, "underline": 1, "valign": "top", "text_wrap": True},
    "plain": {"valign": "top"},
}


class Book:
    """A workbook in one language.

    Parameters
    ----------
    title
        What it is called.
    language
        The language of headings and sentences.
    """

    def __init__(self, title: str, language: Language) -> None:
        import xlsxwriter

        self.title, self.language = one_line(title), language
        self._written = BytesIO()
        # A copy, since the writer enters its own choices there, which the next workbook would begin with.
        self.file: Any = xlsxwriter.Workbook(self._written, {**SETTINGS, "default_format_properties": dict(FONT)})
        self.file.set_properties({"title": self.title, "created": CREATED})
        self.file.set_custom_property("Language", language.tag)
        self._names: set[str] = set()
        self._formats: dict[tuple[str, str], Any] = {}

    def closed(self) -> bytes:
        """Close it, and give its bytes."""
        self.file.close()
        return self._written.getvalue()

    def text(self, key: str, **facts: Fact) -> str:
        """Give one of the workbook's own texts."""
        return self.language.tell(say(f"workbook.{key}", **facts))

    def sheet(self, wanted: str, *, landscape: bool = True) -> Any:
        """Add a sheet, of the name that is wanted or, where another has that, with a number behind it."""
        name, number = self._fit(wanted), 1
        while name.casefold() in self._names:
            number += 1
            behind = f" {number}"
            name = f"{self._fit(wanted)[: LONGEST_NAME - len(behind)]}{behind}"
        self._names.add(name.casefold())
        sheet = self.file.add_worksheet(name)
        sheet.set_paper(A4)
        if landscape:
            sheet.set_landscape()
        sheet.set_margins(MARGIN_SIDES, MARGIN_SIDES, MARGIN_ENDS, MARGIN_ENDS)
        sheet.fit_to_pages(1, 0)
        sheet.set_header(f"&L&A&R{self.title[:LONGEST_HEADER].replace('&', '&&')}")
        sheet.set_footer("&R&P / &N")
        return sheet

    def _fit(self, wanted: str) -> str:
        return one_line(wanted.translate(UNFIT)).strip("'")[:LONGEST_NAME] or self.text("sheet")

    def form(self, name: str, numbers: str = "") -> Any:
        """Give a format by its name, with that of the numbers in it."""
        if (name, numbers) not in self._formats:
            more = {"num_format": numbers} if numbers else {}
            self._formats[name, numbers] = self.file.add_format({**FONT, **FORMATS[name], **more})
        return self._formats[name, numbers]

    def write(self, sheet: Any, row: int, column: int, text: str, name: str = "text") -> None:
        """Write a text; nothing where it is empty."""
        if text:
            sheet.write_string(row, column, fitting(text), self.form(name))

    def link(self, sheet: Any, row: int, column: int, to: str, text: str = "") -> None:
        """Write a text that leads to a sheet; the sheet's name unless told."""
        quoted = to.replace("'", "''")
        sheet.write_url(row, column, f"internal:'{quoted}'!A1", self.form("link"), text or to)

    def rows(
        self, sheet: Any, row: int, rows: Sequence[Sequence[str]], widths: Sequence[float], name: str = "text"
    ) -> int:
        """Write rows of texts, each as high as they need, and give the row after them."""
        for texts in rows:
            for column, text in enumerate(texts):
                self.write(sheet, row, column, text, name)
            sheet.set_row(row, height_of(zip(texts, widths, strict=False), LINE))
            row += 1
        return row


def fitting(text: str) -> str:
    """Give a text as long as a cell may be, with nothing open at its end."""
    if len(text) <= LONGEST_TEXT and text.isascii():
        return text
    if len(whole := balanced(text)) <= LONGEST_TEXT:
        return whole
    return "".join(character for character in text[:LONGEST_TEXT] if character not in DIRECTIONS)
