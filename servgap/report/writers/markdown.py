"""Tables as Markdown, in which a cell can neither end its cell nor become markup."""

from __future__ import annotations

import re

from servgap.language.shown import one_line
from servgap.report.tables.reader import ReaderTable, Row
from servgap.report.writers.text import INDENTS

MARKUP = re.compile(r"([\\`*_|~$]|\](?=[(\[:]))")
ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
INDENT = "\N{EM SPACE}"


def marked_down(text: str) -> str:
    r"""Write a text so that Markdown shows it as it is.

    Examples
    --------
    >>> print(marked_down("a | b `c` <i>"))
    a \| b \`c\` &lt;i&gt;
    """
    plain = "".join(ENTITIES.get(character, character) for character in one_line(text))
    return MARKUP.sub(r"\\\1", plain)


def markdown_table(table: ReaderTable) -> str:
    """Write a table in pipes."""
    headings = [marked_down(heading.text) for heading in table.headings]
    rules = ["---:" if heading.numeric else "---" for heading in table.headings]
    lines = [f"**{marked_down(table.caption)}**", "", _line(headings), _line(rules)]
    for section in table.sections:
        if section.title:
            lines.append(_line([f"**{marked_down(section.title)}**", *[""] * (len(headings) - 1)]))
        lines.extend(_line(_cells(row)) for row in section.rows)
    return "\n".join(lines)


def _cells(row: Row) -> list[str]:
    first, *others = (marked_down(cell) for cell in row.cells)
    return [INDENT * (len(INDENTS.get(row.level, "")) // 2) + first, *others]


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
