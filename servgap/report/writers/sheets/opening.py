"""The first sheet: what a manager acts on, with its picture and a chart, and where the rest stands."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from servgap.report.writers.sheets.book import Book
from servgap.report.writers.sheets.room import height_of, text_width

LABELS, TEXTS = 30.0, 76.0
WHOLE = LABELS + TEXTS
PIXELS_A_PLACE, POINTS_A_PIXEL, PIXELS_AN_INCH, METRES_AN_INCH = 7.0, 0.75, 96.0, 0.0254
SHEET_PIXELS = int(WHOLE * PIXELS_A_PLACE)
TITLE_LINE, ABOVE, BELOW = 24.0, 4.0, 6.0
HIGHEST_PICTURE, LARGER = 300.0, 1.5
MOST_ON_ONE_PAGE = 46
"""Rows of contents up to which the first sheet is one page that can be read."""
BAR_PIXELS, CHART_AROUND, COLUMNS_HEIGHT, HIGHEST_CHART = 26, 56, 190, 380
ROOM_FOR_NUMBERS = 0.15
"""What is left free beyond the longest bar, of the width of all."""
DARK, LINES, INK = "#3b5b7a", "#d0d0d0", "#202020"
UNSEEN: dict[str, Any] = {"visible": False, "major_gridlines": {"visible": False}}
"""An axis whose numbers stand beside the bars already."""


@dataclass(frozen=True)
class Line:
    """A line of the first sheet: what it is about, what it says, and the sheet to which its label leads."""

    label: str
    text: str
    to: str = ""


@dataclass(frozen=True)
class Shown:
    """A picture to look at, as PNG, with what it shows in words."""

    png: bytes
    told: str

    @property
    def size(self) -> tuple[float, float]:
        """Its width and height on a screen, in pixels: what its own say by how many of them go into an inch."""
        width, height = struct.unpack(">2I", self.png[16:24])
        at = self.png.find(b"pHYs")
        each = struct.unpack(">I", self.png[at + 4 : at + 8])[0] * METRES_AN_INCH / PIXELS_AN_INCH if at > 0 else 1.0
        return width / each, height / each


@dataclass(frozen=True)
class Bars:
    """A chart: its title, what its values are, the values by name in reading order, and whether they follow in time."""

    title: str
    axis: str
    values: Sequence[tuple[str, float]]
    form: str
    in_time: bool = False


@dataclass(frozen=True)
class Entry:
    """A line of the contents: the heading of a section, or a sheet and what it holds."""

    name: str
    holds: str = ""
    is_sheet: bool = True


@dataclass(frozen=True)
class Opening:
    """What the first sheet shows."""

    title: str
    about: Sequence[str] = ()
    lines: Sequence[Line] = ()
    picture: Shown | None = None
    bars: Bars | None = None


def write_opening(book: Book, sheet: Any, opening: Opening, contents: Sequence[Entry], data: str) -> None:
    """Write the first sheet; `data` is the name of the sheet on which the chart's numbers stand."""
    sheet.set_portrait()
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, LABELS)
    sheet.set_column(1, 1, TEXTS)
    row = _head(book, sheet, opening)
    for line in opening.lines:
        book.write(sheet, row, 1, line.text)
        if line.to:
            book.link(sheet, row, 0, line.to, line.label)
        else:
            book.write(sheet, row, 0, line.label, "label")
        sheet.set_row(row, height_of([(line.label, LABELS - 2), (line.text, TEXTS)]) + ABOVE)
        row += 1
    if opening.picture is not None:
        row = _picture(book, sheet, row, opening.picture)
    if opening.bars is not None and opening.bars.values:
        row = _chart(book, sheet, row, opening.bars, data)
    row += 1
    first = row
    book.write(sheet, row, 0, book.text("contents"), "heading")
    sheet.write_blank(row, 1, None, book.form("heading"))
    sheet.set_row(row, height_of([(book.text("contents"), LABELS)]) + ABOVE)
    row = _contents(book, sheet, row + 1, contents)
    if len(contents) > MOST_ON_ONE_PAGE:
        sheet.fit_to_pages(1, 0)
        sheet.set_h_pagebreaks([first])
    else:
        sheet.fit_to_pages(1, 1)
    sheet.print_area(0, 0, row - 1, 1)


def _head(book: Book, sheet: Any, opening: Opening) -> int:
    """Write the title and what the report is about, each across the sheet."""
    row = 0
    for text, name in ((opening.title, "title"), *((text, "about") for text in opening.about)):
        sheet.merge_range(row, 0, row, 1, "", book.form(name))
        book.write(sheet, row, 0, text, name)
        large = name == "title"
        sheet.set_row(row, height_of([(text, WHOLE * (0.62 if large else 1.0))], TITLE_LINE if large else 15.0))
        row += 1
    return row + 1


def _contents(book: Book, sheet: Any, row: int, contents: Sequence[Entry]) -> int:
    for entry in contents:
        if entry.is_sheet:
            book.link(sheet, row, 0, entry.name)
            book.write(sheet, row, 1, entry.holds)
            sheet.set_row(row, height_of([(entry.name, LABELS - 1), (entry.holds, TEXTS)]))
        else:
            sheet.merge_range(row, 0, row, 1, "", book.form("section"))
            book.write(sheet, row, 0, entry.name, "section")
            sheet.set_row(row, height_of([(entry.name, WHOLE * 0.9)]) + ABOVE)
        row += 1
    return row


def _picture(book: Book, sheet: Any, row: int, picture: Shown) -> int:
    sheet.merge_range(row, 0, row, 1, "", book.form("label"))
    book.write(sheet, row, 0, picture.told, "label")
    sheet.set_row(row, height_of([(picture.told, WHOLE)]) + ABOVE)
    row += 1
    width, height = picture.size
    scale = min(LARGER, SHEET_PIXELS / width, HIGHEST_PICTURE / POINTS_A_PIXEL / height)
    image = {
        "image_data": BytesIO(picture.png),
        "x_scale": scale,
        "y_scale": scale,
        "y_offset": ABOVE,
        "description": picture.told,
        "object_position": 2,
    }
    sheet.insert_image(row, 0, "picture.png", image)
    sheet.set_row(row, height * scale * POINTS_A_PIXEL + ABOVE + BELOW)
    return row + 1


def _chart(book: Book, sheet: Any, row: int, bars: Bars, data: str) -> int:
    """Draw a chart of the program's own, whose numbers stand on a sheet: waves stand side by side, all else below."""
    last = len(bars.values)
    chart = book.file.add_chart({"type": "column" if bars.in_time else "bar"})
    small = {"size": 9, "color": INK}
    chart.add_series(
        {
            "name": bars.axis,
            "categories": [data, 1, 0, last, 0],
            "values": [data, 1, 1, last, 1],
            "fill": {"color": DARK},
            "gap": 60,
            "data_labels": {"value": True, "num_format": with_minus(bars.form), "font": small},
        }
    )
    title = book.text("chart", title=bars.title, values=bars.axis)
    chart.set_title({"name": title, "name_font": {"size": 11, "bold": True, "color": INK}, "overlay": False})
    chart.set_legend({"none": True})
    named = {"label_position": "low", "num_font": small, "line": {"color": LINES}, "interval_unit": 1}
    if bars.in_time:
        chart.set_x_axis(named)
        chart.set_y_axis({**UNSEEN, **_ends(bars)})
        height = COLUMNS_HEIGHT
    else:
        chart.set_y_axis({**named, "reverse": True})
        chart.set_x_axis({**UNSEEN, **_ends(bars)})
        height = min(CHART_AROUND + BAR_PIXELS * last, HIGHEST_CHART)
    chart.set_size({"width": SHEET_PIXELS, "height": height})
    chart.set_chartarea({"border": {"none": True}})
    told = "; ".join(name for name, _ in bars.values)
    sheet.insert_chart(row, 0, chart, {"description": f"{title}: {told}", "object_position": 2})
    sheet.set_row(row, height * POINTS_A_PIXEL + BELOW)
    return row + 1


def with_minus(form: str) -> str:
    """Give a number format that writes a minus sign, and no hyphen.

    Examples
    --------
    >>> with_minus("0.00")
    '0.00;"−"0.00'
    """
    return form if ";" in form else f'{form};"−"{form}'


def _ends(bars: Bars) -> dict[str, float]:
    """Let an axis end beyond the bars, so that their numbers do not touch the names beside them."""
    low, high = (of([0.0, *(value for _, value in bars.values)]) for of in (min, max))
    beyond = ROOM_FOR_NUMBERS * (high - low)
    return {name: end + beyond * side for name, end, side in (("min", low, -1), ("max", high, 1)) if end}


def write_data(book: Book, sheet: Any, bars: Bars) -> None:
    """Write the numbers of the chart."""
    names = [name for name, _ in bars.values]
    for column, heading in enumerate((book.text("name"), bars.axis)):
        book.write(sheet, 0, column, heading, "heading")
    for row, (name, value) in enumerate(bars.values, start=1):
        book.write(sheet, row, 0, name)
        sheet.write_number(row, 1, value, book.form("plain", bars.form))
    first = text_width("", names)
    sheet.set_column(0, 0, first)
    sheet.set_column(1, 1, 24)
    for row, name in enumerate(names, start=1):
        sheet.set_row(row, height_of([(name, first)]))
    sheet.set_row(0, height_of([(bars.axis, 24)]))
    sheet.freeze_panes(1, 1)
