"""All answers to a part in one cell, each behind its item's key: "tan1=5; tan2=6"."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from servgap.survey.reading.files.raw import RawTable
from servgap.survey.reading.files.text_cells import Cells, TextCells, factorise
from servgap.survey.reading.layout.part_words import KNOWN, part_named
from servgap.survey.reading.tools.shapes import texts_of
from servgap.survey.reading.tools.tool import Export, Question, Tool

PAIR = re.compile(r"\s*([\w.\-]+)\s*[=:]\s*([^;|]*?)\s*")
DIVIDER = re.compile(r"[;|]")
#: Cells looked at before a column is taken for packed.
LOOKED_AT = 20


def _pairs(cell: str) -> dict[str, str]:
    """Cut a cell into keys and answers; empty if it is not made of them."""
    pieces = [PAIR.fullmatch(piece) for piece in DIVIDER.split(cell) if piece.strip()]
    found = {piece[1]: piece[2] for piece in pieces if piece}
    return found if len(found) == len(pieces) > 1 else {}


def _is_packed(header: str, cells: Cells) -> bool:
    if cells.dtype != object:
        return False
    filled = [str(cell) for cell in cells[:LOOKED_AT] if cell]
    keys = [frozenset(_pairs(cell)) for cell in filled]
    alike = bool(keys) and all(keys) and len(set(keys)) == 1
    return alike and any(part_named(header, [part]) for part in KNOWN)


def standing(table: RawTable) -> int:
    """Tell whether any column is packed."""
    return int(any(map(_is_packed, table.headers, table.columns)))


def tidy(table: RawTable) -> Export:
    """Give each key of a packed column a column of its own."""
    questions: list[Question] = []
    columns: list[Cells] = []
    labels = table.value_labels or (None,) * len(table.headers)
    kept_labels: list[Any] = []
    for header, text, cells, label in zip(table.headers, texts_of(table), table.columns, labels, strict=True):
        if not _is_packed(header, cells):
            questions.append(Question(header, text=text))
            columns.append(cells)
            kept_labels.append(label)
            continue
        index, words = factorise(cells)
        read = [_pairs(str(word)) for word in words]
        for key in dict.fromkeys(key for pairs in read for key in pairs):
            questions.append(Question(f"{header}[{key}]", stem=header, text=key, block=header))
            columns.append(TextCells.spelled(index, [pairs.get(key, "") for pairs in read]))
            kept_labels.append(None)
    headers = tuple(question.header for question in questions)
    unpacked = replace(
        table,
        headers=headers,
        columns=tuple(columns),
        texts=tuple(question.text for question in questions) if table.texts else (),
        value_labels=tuple(kept_labels) if table.value_labels else (),
    )
    return Export(unpacked, tuple(questions), TOOL.key, TOOL.name)


TOOL = Tool("packed", "several answers in one cell", standing, tidy)
