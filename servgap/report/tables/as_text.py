"""Tables as aligned text, in which a wide character takes two places."""

from __future__ import annotations

import unicodedata

from servgap.report.tables.reader import ReaderTable, Row

WIDEST = 52
INDENTS = {"standard": "  ", "item": "    "}
GUTTER = "  "


def width(text: str) -> int:
    """Count the places a text takes in a terminal.

    Examples
    --------
    >>> width("gap"), width("差距")
    (3, 4)
    """
    return sum(_places(character) for character in text)


def _places(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def one_line(text: str) -> str:
    """Put a text on one line, without characters that steer a terminal."""
    shown = "".join(character if unicodedata.category(character) != "Cc" else " " for character in text)
    return " ".join(shown.split())


def shortened(text: str, most: int = WIDEST) -> str:
    """Cut a text that is too wide for its column, and show that it goes on."""
    if width(text) <= most:
        return text
    kept, places = "", 0
    for character in text:
        places += _places(character)
        if places > most - 1:
            break
        kept += character
    return f"{kept.rstrip()}…"


def text_table(table: ReaderTable) -> str:
    """Write a table as aligned text."""
    headings = [heading.text for heading in table.headings]
    rows = {id(row): _shown(row) for section in table.sections for row in section.rows}
    columns = list(zip(headings, *rows.values(), strict=True))
    widths = [max(width(cell) for cell in column) for column in columns]
    right = [heading.numeric for heading in table.headings]
    lines = [
        one_line(table.caption),
        _line(headings, widths, right),
        _line(["─" * size for size in widths], widths, right),
    ]
    for section in table.sections:
        if section.title:
            lines.append(one_line(section.title))
        lines.extend(_line(rows[id(row)], widths, right) for row in section.rows)
    return "\n".join(lines)


def _shown(row: Row) -> list[str]:
    first, *others = (shortened(one_line(cell)) for cell in row.cells)
    return [INDENTS.get(row.level, "") + first, *others]


def _line(cells: list[str], widths: list[int], right: list[bool]) -> str:
    padded = []
    for cell, places, numeric in zip(cells, widths, right, strict=True):
        space = " " * (places - width(cell))
        padded.append(space + cell if numeric else cell + space)
    return GUTTER.join(padded).rstrip()
