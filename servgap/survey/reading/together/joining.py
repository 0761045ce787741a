"""Sources that hold one part each, side by side: joined by the respondents' names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap.errors import together as errors
from servgap.survey.ledger import LedgerLine
from servgap.survey.reading.answers.tokens import parse_number
from servgap.survey.reading.files.raw import RawTable, cell_text
from servgap.survey.reading.files.text_cells import Cells, factorise
from servgap.survey.reading.folding import fold
from servgap.survey.reading.layout.headers import Headers
from servgap.survey.reading.personal import is_personal
from servgap.survey.reading.steps import Opened
from servgap.survey.reading.together.columns_joined import for_respondents
from servgap.survey.reading.together.pieces import Piece
from servgap.survey.reading.tools.tool import Export, Question, RowMark

#: How many of the respondents of the smaller source the other one must know too.
COMMON = 0.5


@dataclass(frozen=True, eq=False)
class Key:
    """The column that names the respondents in every source.

    Parameters
    ----------
    header
        What it is called in the first one.
    places
        Where it stands in each.
    names
        The names in each, one a row.
    """

    header: str
    places: tuple[int, ...]
    names: tuple[tuple[str, ...], ...]

    @property
    def counts_rows(self) -> bool:
        """Whether it counts the rows of every source, so that it may be no respondent's name."""
        return all([parse_number(name) for name in each] == list(range(1, len(each) + 1)) for each in self.names)


def keys_of(pieces: Sequence[Piece]) -> list[Key]:
    """Find the columns that could name the respondents: called alike, all different, and mostly the same in all."""
    headers = [piece.opened.headers for piece in pieces]
    found = []
    for at in range(len(headers[0].all)):
        places = [each.find(headers[0].counted(at)) for each in headers]
        if not headers[0][at] or not all(len(each) == 1 for each in places):
            continue
        key = _key(pieces, headers[0][at], tuple(each[0] for each in places))
        names = [set(each) for each in key.names]
        unique = all(len(held) == len(each) and "" not in held for held, each in zip(names, key.names, strict=True))
        if unique and len(set.intersection(*names)) >= COMMON * min(map(len, names)):
            found.append(key)
    return found


def key_told(pieces: Sequence[Piece], told: Any) -> Key:
    """Take the column that the user says names the respondents.

    Raises
    ------
    ServgapError
        If a source lacks it, or names there are missing or stand more than once.
    """
    places = tuple(piece.opened.headers.one(told, f"respondent in {piece.name}") for piece in pieces)
    key = _key(pieces, str(told), places)
    for piece, names in zip(pieces, key.names, strict=True):
        rows = piece.opened.export.table.rows
        for what, wrong in (("has none", {""}), ("stands more than once", _repeated(names))):
            hit = [row for row, name in enumerate(names) if name in wrong]
            if hit:
                raise errors.names_unusable(key.header, piece.name, what, [str(rows[row]) for row in hit])
    return key


def _repeated(names: Sequence[str]) -> set[str]:
    counted = pd.Series(names, dtype=object).value_counts()
    return {str(name) for name in counted.index[counted > 1]}


def _key(pieces: Sequence[Piece], header: str, places: tuple[int, ...]) -> Key:
    columns = [piece.opened.export.table.columns[at] for piece, at in zip(pieces, places, strict=True)]
    return Key(header, places, tuple(map(_names, columns)))


def _names(cells: Cells) -> tuple[str, ...]:
    index, words = factorise(cells, absent=True)
    texts = [fold(cell_text(word)) for word in words]
    return tuple(texts[at] for at in np.asarray(index))


def joined(pieces: Sequence[Piece], key: Key) -> Opened:
    """Put sources side by side, a row for each respondent of any of them.

    Headers that stand in several sources are called after these: ``"expectation: Q1"``.
    """
    people = list(dict.fromkeys(name for names in key.names for name in names))
    place = {name: at for at, name in enumerate(people)}
    tables = [piece.opened.export.table for piece in pieces]
    headers, questions, marks = [key.header], [Question(key.header)], list[RowMark]()
    columns: list[Cells] = [_texts(people)]
    labels: list[Any] = [None]
    common = _standing_in_several(pieces)
    for piece, table, names, at in zip(pieces, tables, key.names, key.places, strict=True):
        row_of: NDArray[np.intp] = np.full(len(people), -1, dtype=np.intp)
        row_of[[place[name] for name in names]] = np.arange(len(names))
        moved = {}
        for column, question in enumerate(piece.opened.export.questions):
            if column == at:
                continue
            moved[column] = len(headers)
            own = _qualified(question, piece.name) if fold(question.header) in common else question
            questions.append(own)
            headers.append(own.header)
            columns.append(for_respondents(table.columns[column], row_of))
            labels.append(table.labels_of(column))
        marks += [_moved(mark, moved) for mark in piece.opened.export.marks if mark.at in moved]
    both = len(set.intersection(*map(set, key.names)))
    rows = pd.RangeIndex(1, len(people) + 1) if is_personal(key.header) else pd.Index(people, dtype=object)
    table = RawTable(
        *(tuple(headers), tuple(columns), rows),
        ", ".join(dict.fromkeys(each.name for each in tables)),
        _understood(pieces, tables, key, both),
        value_labels=tuple(labels) if any(labels) else (),
    )
    tools = {piece.opened.export.tool for piece in pieces}
    tool = pieces[0].opened.export.name if len(tools) == 1 else ""
    export = Export(table, tuple(questions), tools.pop() if tool else "", tool, tuple(marks))
    told = pieces[0].opened.columns
    return Opened(export, Headers(table.headers, questions), {**(told or {}), "respondent": key.header})


def called_after(header: str, piece: Piece, pieces: Sequence[Piece]) -> str:
    """Give what a source's column is called where all are joined."""
    return f"{piece.name}: {header}" if fold(header) in _standing_in_several(pieces) else header


def _texts(texts: Sequence[str]) -> NDArray[Any]:
    cells = np.empty(len(texts), dtype=object)
    cells[:] = texts
    return cells


def _standing_in_several(pieces: Sequence[Piece]) -> set[str]:
    held = [{fold(header) for header in piece.opened.headers.all} for piece in pieces]
    return {header for at, own in enumerate(held) for header in own if any(header in each for each in held[at + 1 :])}


def _qualified(question: Question, name: str) -> Question:
    """Call a column after its source: in its header, its question and its block."""
    stem = f"{name}: {question.stem}" if question.stem else name
    block = f"{name}: {question.block}" if question.block else name
    header = f"{name}: {question.header}"
    return replace(question, header=header, stem=stem, text=question.text or question.header, block=block)


def _moved(mark: RowMark, moved: dict[int, int]) -> RowMark:
    covers = None
    if mark.covers is not None:
        inside = [moved[at] for at in range(mark.covers[0], mark.covers[1] + 1) if at in moved]
        covers = (min(inside), max(inside))
    return replace(mark, at=moved[mark.at], covers=covers)


def _understood(pieces: Sequence[Piece], tables: Sequence[RawTable], key: Key, both: int) -> tuple[LedgerLine, ...]:
    lines = [
        LedgerLine("understood", "source", len(table.rows), piece.name)
        for piece, table in zip(pieces, tables, strict=True)
    ]
    lines.append(LedgerLine("understood", "joined", both, f"by {key.header}"))
    for piece, table in zip(pieces, tables, strict=True):
        for line in table.understood:
            shared = all(line in each.understood for each in tables)
            lines.append(line if shared else replace(line, detail=f"{piece.name}: {line.detail}"))
    return tuple(dict.fromkeys(lines))
