"""A header of several rows of no particular tool: parts over statements or under them, merged or repeated."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from servgap.survey.reading.answers.labels import is_known
from servgap.survey.reading.answers.tokens import parse_number, parse_token
from servgap.survey.reading.files.raw import RawTable, cell_text, clean_header
from servgap.survey.reading.layout.part_words import KNOWN, part_named
from servgap.survey.reading.tools.shapes import (
    carried,
    made_up,
    plain_text,
    row_of,
    without_number,
    without_top,
)
from servgap.survey.reading.tools.tool import Export, Question, Tool

#: More columns than an answer scale usually has levels: texts that all differ over so many are no answers.
WIDER_THAN_SCALES = 8
#: Rows looked at for the first one's texts to come again.
LOOKED_AT = 1000
#: A number that counts columns, by itself or before a statement.
COUNT = re.compile(r"\W*(\d{1,3})(?![\d.,]*\d)(?!\w).*", re.DOTALL)
#: So many columns that are counted from 1 on are no answers: under each of several headers, and under one.
COUNTED, COUNTED_ONCE = 3, 5


def _heads(headers: Sequence[str]) -> tuple[str, ...]:
    """Give each column's upper header: its own, or the one that reaches over it; without pandas' numbers."""
    bare = [without_number(header) if without_number(header) in headers else header for header in headers]
    return carried(bare)


def _runs(table: RawTable) -> dict[str, list[int]]:
    """Give, for each header that reaches over several columns or stands over several, these columns."""
    runs: dict[str, list[int]] = {}
    for at, head in enumerate(_heads(table.headers)):
        if head:
            runs.setdefault(head, []).append(at)
    return {head: columns for head, columns in runs.items() if len(columns) > 1}


def _names_part(text: str) -> bool:
    return any(part_named(text, [part]) for part in KNOWN)


def standing(table: RawTable) -> int:
    """Tell whether the first row below the header continues it."""
    runs = _runs(table)
    below = row_of(table, 0)
    reached = [at for columns in runs.values() for at in columns]
    cells = [below[at] for at in reached]
    if len(table.rows) > 1 and _count_up(runs, below):
        return 1
    if not cells or not all(cells) or any(_recurs(table, at, below[at]) for at in reached):
        return 0
    if all(map(_names_part, cells)):
        return 1
    if _same_under_each(runs, below):
        return 1
    differ = all(len({below[at] for at in columns}) == len(columns) for columns in runs.values())
    told = any(_names_part(head) and not any(map(str.isdigit, head)) for head in runs)
    numbered = any(parse_number(cell) is not None for cell in cells)
    wide = max(map(len, runs.values())) >= WIDER_THAN_SCALES
    return int(differ and not numbered and (told or wide))


def _count_up(runs: dict[str, list[int]], below: Sequence[str]) -> bool:
    """Tell whether columns are counted below every upper header, anew or through all of them."""
    counts = [
        [int(found[1]) for found in takewhile(bool, (COUNT.fullmatch(below[at]) for at in columns)) if found]
        for columns in runs.values()
    ]
    shortest = min(map(len, counts), default=0)
    if shortest < (COUNTED if len(counts) > 1 else COUNTED_ONCE):
        return False
    through = [number for each in counts for number in each]
    anew = all(each == list(range(1, len(each) + 1)) for each in counts)
    return anew or through == list(range(1, len(through) + 1))


def _same_under_each(runs: dict[str, list[int]], below: Sequence[str]) -> bool:
    """Tell whether the same texts stand below every upper header, each once: statements, and no answers."""
    held = [[below[at] for at in columns] for columns in runs.values()]
    alike = len(held) > 1 and all(set(each) == set(held[0]) and len(set(each)) == len(each) for each in held)
    tokens = [parse_token(cell) for cell in held[0]]
    return alike and not any(
        token.number is not None or token.absence is not None or is_known(token.label or "") for token in tokens
    )


def _recurs(table: RawTable, at: int, text: str) -> bool:
    """Tell whether a column holds its first cell's text again, as a title never stands and an answer often does."""
    return any(clean_header(cell_text(cell)) == text for cell in table.columns[at][1:LOOKED_AT])


def tidy(table: RawTable) -> Export:
    """Join the rows: those that the user named, or the two that there are."""
    below = table.below or (1,)
    levels = [row_of(table, row - 1) for row in below]
    heads = [_heads(table.headers), *(carried(level) for level in levels[:-1])]
    runs = {at for columns in _runs(table).values() for at in columns}
    questions = []
    for at, own in enumerate(levels[-1]):
        above = " - ".join(dict.fromkeys(filter(None, (level[at] for level in heads))))
        if (at in runs or len(levels) > 1) and own and above != own:
            questions.append(Question(f"{above} - {own}", plain_text(above), plain_text(own), plain_text(above)))
        else:
            header = table.headers[at] if not made_up(table.headers[at]) else own
            text = plain_text(own) if own and own != header else ""
            questions.append(Question(header, text=text))
    folded = without_top(replace(table, below=()), below[-1])
    return Export(
        replace(folded, headers=tuple(question.header for question in questions)),
        tuple(questions),
        TOOL.key,
        TOOL.name,
    )


TOOL = Tool("two_level", "a header of two rows", standing, tidy)
