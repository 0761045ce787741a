"""Tables as Markdown, in which a cell can neither end its cell nor become markup."""

from __future__ import annotations

from collections.abc import Iterable

from servgap.language import Language
from servgap.language.markdown import marked_down
from servgap.report.kinds.noted import NoteLine
from servgap.report.tables.reader import ReaderTable, Row
from servgap.report.writers.text import INDENTS

INDENT = "\N{EM SPACE}"


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


def markdown_note(lines: Iterable[NoteLine], language: Language) -> str:
    """Write the lines of a note as a list, each behind its label."""
    told = ((f"**{marked_down(line.label)}**", marked_down(line.text)) for line in lines)
    return "\n".join(f"- {language.joined(each, 'labels')}" for each in told)


def _cells(row: Row) -> list[str]:
    first, *others = (marked_down(cell) for cell in row.cells)
    return [INDENT * (len(INDENTS.get(row.level, "")) // 2) + first, *others]


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
