"""Sources that hold one part each, side by side: joined by the respondents' names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from servgap.survey.reading.steps import Opened
from servgap.survey.reading.together.columns_joined import for_respondents
from servgap.survey.reading.together.pieces import Piece, understood_of
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


def joined(pieces: Sequence[Piece], key: Key, attributes: Sequence[str] = (), *, by_choice: bool = False) -> Opened:
    """Put sources side by side, a row for each respondent of any of them.

    Headers that stand in several sources are called after these: ``"expectation: Q1"``. An attribute that several
    sources have, and of which they say the same, stands there under its own header too.

    Parameters
    ----------
    pieces
        The sources.
    key
        The column that names the respondents.
    attributes
        The attributes that are asked for.
    by_choice
        Whether the user would have to name that column, so that every proposal names it too.

    Raises
    ------
    ServgapError
        If they say different things of a respondent.
    """
    people = list(dict.fromkeys(name for names in key.names for name in names))
    place = {name: at for at, name in enumerate(people)}
    common, built = _standing_in_several(pieces), _Built()
    built.add(Question(key.header), _texts(people))
    for piece, names, at in zip(pieces, key.names, key.places, strict=True):
        row_of: NDArray[np.intp] = np.full(len(people), -1, dtype=np.intp)
        row_of[[place[name] for name in names]] = np.arange(len(names))
        built.add_piece(piece, at, row_of, common)
    for name in attributes:
        if fold(name) in common and fold(name) != fold(key.header):
            built.add(Question(name), _agreed(name, pieces, key, place))
    export = built.export(pieces, _rows(pieces, key), _understood(pieces, key))
    told = pieces[0].opened.columns
    by = {"respondent": key.header}
    headers = Headers(export.table.headers, export.questions, {**(told or {}), **by} if by_choice else told)
    return Opened(export, headers, {**(told or {}), **by})


def _rows(pieces: Sequence[Piece], key: Key) -> pd.Index[Any]:
    """Call each respondent by his row in the first source that has him."""
    row: dict[str, str] = {}
    for piece, names in zip(pieces, key.names, strict=True):
        for name, at in zip(names, piece.opened.export.table.rows, strict=True):
            row.setdefault(name, f"{piece.name}:{at}")
    return pd.Index(list(row.values()), dtype=object)


class _Built:
    """The columns of joined sources, one by one."""

    def __init__(self) -> None:
        self.questions: list[Question] = []
        self.columns: list[Cells] = []
        self.labels: list[Mapping[float, str] | None] = []
        self.marks: list[RowMark] = []

    def add(self, question: Question, cells: Cells, labels: Mapping[float, str] | None = None) -> None:
        """Take a column."""
        self.questions.append(question)
        self.columns.append(cells)
        self.labels.append(labels)

    def add_piece(self, piece: Piece, key: int, row_of: NDArray[np.intp], common: set[str]) -> None:
        """Take all columns of a source but the one that names the respondents, and its marks."""
        export, moved = piece.opened.export, {}
        for at, question in enumerate(export.questions):
            if at != key:
                moved[at] = len(self.questions)
                own = _qualified(question, piece.name) if fold(question.header) in common else question
                self.add(own, for_respondents(export.table.columns[at], row_of), export.table.labels_of(at))
        self.marks += [_moved(mark, moved) for mark in export.marks if mark.at in moved]

    def export(self, pieces: Sequence[Piece], rows: pd.Index[Any], understood: tuple[LedgerLine, ...]) -> Export:
        """Put the columns together; the tool is that of all sources, if they have one."""
        exports = [piece.opened.export for piece in pieces]
        table = RawTable(
            *(tuple(question.header for question in self.questions), tuple(self.columns), rows),
            ", ".join(dict.fromkeys(export.table.name for export in exports)),
            understood,
            value_labels=tuple(self.labels) if any(self.labels) else (),
        )
        same = len({export.tool for export in exports}) == 1
        tool, name = (exports[0].tool, exports[0].name) if same else ("", "")
        return Export(table, tuple(self.questions), tool, name, tuple(self.marks))


def _agreed(name: str, pieces: Sequence[Piece], key: Key, place: dict[str, int]) -> Cells:
    """Give what the sources say of each respondent, if they say the same."""
    said = [""] * len(place)
    differ = []
    for piece, names in zip(pieces, key.names, strict=True):
        found = piece.opened.headers.find(name)
        cells = piece.opened.export.table.columns[found[0]] if len(found) == 1 else ()
        rows = piece.opened.export.table.rows
        for person, row, cell in zip(names, rows, cells, strict=bool(len(cells))):
            text, at = cell_text(cell), place[person]
            if text and said[at] and text != said[at]:
                differ.append(f"row {row} of {piece.name}")
            said[at] = said[at] or text
    if differ:
        raise errors.attribute_differs(name, [piece.name for piece in pieces], differ)
    return _texts(said)


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


def _understood(pieces: Sequence[Piece], key: Key) -> tuple[LedgerLine, ...]:
    both = len(set.intersection(*map(set, key.names)))
    sources, others = understood_of(pieces)
    joined_by = LedgerLine("understood", "joined", both, {"column": key.header})
    return (*sources, joined_by, *others)
