"""Sources that each hold all parts, one below another: quarters, branches, waves of one questionnaire."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from servgap.errors import together as errors
from servgap.survey.reading.files.raw import RawTable, cell_text
from servgap.survey.reading.files.text_cells import Cells, TextBlocks, TextCells, factorise
from servgap.survey.reading.layout.columns import Layout
from servgap.survey.reading.layout.headers import Headers
from servgap.survey.reading.row_rules import RowsKept
from servgap.survey.reading.steps import Opened
from servgap.survey.reading.together.columns_joined import labelled_alike, one_below_another, same_labels
from servgap.survey.reading.together.copies import refuse_copies
from servgap.survey.reading.together.pieces import Piece, of_piece, understood_of
from servgap.survey.reading.tools.tool import Export, Question

#: The attribute that says which source a respondent comes from, and what it is called where a column is called so.
SOURCE = ("source", "source_file", "source_of_row")


@dataclass(frozen=True, eq=False)
class Together:
    """Several sources as one, with what was found of it.

    Parameters
    ----------
    opened
        The one export that they make.
    layout
        Which column is what; None where that is still to be found.
    rows
        Which rows stay; None where that is still to be found.
    attributes
        The attributes that are asked for, the source among them.
    """

    opened: Opened
    layout: Layout | None
    rows: RowsKept | None
    attributes: str | Sequence[str] | None


def stacked(
    pieces: Sequence[Piece], layouts: Sequence[Layout], rows: Sequence[RowsKept], attributes: Sequence[str]
) -> Together:
    """Put sources one below another; the columns are matched by what they are, and else by their headers.

    Raises
    ------
    ServgapError
        If an attribute is not in all of them, or all rows of one stand in another.
    """
    tables = [piece.opened.export.table for piece in pieces]
    attributes = [name for name in attributes if name not in SOURCE or _is_column(name, pieces)]
    for piece in pieces:
        lacking = [name for name in attributes if not piece.opened.headers.find(name)]
        if lacking:
            raise errors.attribute_lacking(lacking, piece.name, piece.opened.headers.all)
    columns = _matched(pieces, layouts, attributes)
    refuse_copies(pieces, columns)
    name = next(name for name in SOURCE if name not in attributes)
    first = layouts[0]
    place = {at: number for number, (at, *_) in enumerate(columns)}
    table = _table(pieces, tables, columns, first, name)
    questions = (*(pieces[0].opened.export.questions[at] for at, *_ in columns), Question(name))
    tools = {piece.opened.export.tool for piece in pieces}
    tool, known = (tools.pop(), pieces[0].opened.export.name) if len(tools) == 1 else ("", "")
    export = Export(table, questions, tool, known)
    told = pieces[0].opened.columns
    opened = Opened(export, Headers(table.headers, questions, told), told)
    kept = RowsKept(
        np.concatenate([each.kept for each in rows]),
        tuple(of_piece(line, piece) for piece, each in zip(pieces, rows, strict=True) for line in each.lines),
    )
    return Together(opened, _moved(first, place, pieces, layouts), kept, (*attributes, name))


def _is_column(name: str, pieces: Sequence[Piece]) -> bool:
    return any(piece.opened.headers.find(name) for piece in pieces)


def _positions(layout: Layout) -> list[int]:
    """Give all columns that a layout takes for something, in one order for all layouts of an instrument."""
    single = (layout.item, layout.part, layout.answer, layout.respondent, layout.weight)
    return [
        *(at for columns in layout.parts.values() for at in columns),
        *(layout.part_columns or {}).values(),
        *(layout.points or ()),
        *(outcome.at for outcome in layout.outcomes),
        *(at for at in single if at is not None),
    ]


def _matched(pieces: Sequence[Piece], layouts: Sequence[Layout], attributes: Sequence[str]) -> list[tuple[int, ...]]:
    """Match the columns of all sources: those with a use by it, the others by their headers; one tuple a column."""
    used = [_positions(layout) for layout in layouts]
    if len({len(each) for each in used}) > 1:
        raise errors.laid_out_differently([piece.name for piece in pieces])
    found = list(zip(*used, strict=True))
    taken = {at for at, *_ in found}
    headers = [piece.opened.headers for piece in pieces]
    for at in range(len(headers[0].all)):
        standing = [each.find(headers[0].counted(at)) for each in headers]
        if at not in taken and all(len(places) == 1 for places in standing):
            found.append(tuple(places[0] for places in standing))
    for name in attributes:
        places = tuple(each.one(name, f"attribute {name}") for each in headers)
        if places not in found:
            found.append(places)
    return found


def _moved(first: Layout, place: dict[int, int], pieces: Sequence[Piece], layouts: Sequence[Layout]) -> Layout:
    """Give the first source's layout with the places that its columns have now."""

    def to(at: int | None) -> int | None:
        return None if at is None else place[at]

    lines = [
        of_piece(line, piece) if len({each.lines for each in layouts}) > 1 else line
        for piece, layout in zip(pieces, layouts, strict=True)
        for line in layout.lines
    ]
    return replace(
        first,
        parts={part: tuple(place[at] for at in columns) for part, columns in first.parts.items()},
        part_columns=None if first.part_columns is None else {p: place[at] for p, at in first.part_columns.items()},
        points=None if first.points is None else tuple(place[at] for at in first.points),
        outcomes=tuple(replace(outcome, at=place[outcome.at]) for outcome in first.outcomes),
        item=to(first.item),
        part=to(first.part),
        answer=to(first.answer),
        respondent=to(first.respondent),
        weight=to(first.weight),
        lines=tuple(dict.fromkeys(lines)),
    )


def _table(
    pieces: Sequence[Piece], tables: Sequence[RawTable], columns: Sequence[tuple[int, ...]], layout: Layout, name: str
) -> RawTable:
    held: list[Cells] = []
    for places in columns:
        cells = labelled_alike(tables, places)
        if places[0] == layout.respondent:
            cells = _told_apart(pieces, cells, layout)
        held.append(one_below_another(cells))
    sizes = [len(table.rows) for table in tables]
    blocks = TextBlocks()
    for piece, size in zip(pieces, sizes, strict=True):
        blocks.add([piece.name], np.zeros(size, dtype=np.intp))
    rows = [f"{piece.name}:{row}" for piece, table in zip(pieces, tables, strict=True) for row in table.rows]
    labels = tuple(same_labels(tables, places) for places in columns)
    return RawTable(
        (*(tables[0].headers[at] for at, *_ in columns), name),
        (*held, blocks.cells()),
        pd.Index(rows, dtype=object),
        ", ".join(dict.fromkeys(table.name for table in tables)),
        tuple(line for lines in understood_of(pieces) for line in lines),
        names=_names(tables, rows),
        value_labels=(*labels, None) if any(labels) else (),
    )


def _names(tables: Sequence[RawTable], rows: Sequence[str]) -> pd.Index[Any] | None:
    """Give what the sources call their rows, if any does; where one does not, the rows."""
    if all(table.names is None for table in tables):
        return None
    at, names = 0, []
    for table in tables:
        own = rows[at : at + len(table.rows)] if table.names is None else table.names.to_flat_index()
        names += list(own)
        at += len(table.rows)
    return pd.Index(names, dtype=object, tupleize_cols=False)


def _told_apart(pieces: Sequence[Piece], cells: Sequence[Cells], layout: Layout) -> list[Cells]:
    """Name respondents by their source too, where the same name in two of them is not the same person's for certain.

    In data with one row a respondent it is: the user has named the column; but for one that counts the rows.
    """
    if not layout.is_long and not all(map(_counts_rows, cells)):
        return list(cells)
    return [_named(piece, each) for piece, each in zip(pieces, cells, strict=True)]


def _counts_rows(cells: Cells) -> bool:
    return cell_text(cells[0]) == "1" and all(cell_text(cell) == str(row) for row, cell in enumerate(cells, start=1))


def _named(piece: Piece, cells: Cells) -> TextCells:
    """Name respondents by their source too."""
    index, words = factorise(cells, absent=True)
    blocks = TextBlocks()
    texts = [cell_text(word) for word in words]
    blocks.add([f"{piece.name}:{text}" if text else "" for text in texts], np.asarray(index))
    return blocks.cells()


def listed(attributes: Any) -> tuple[str, ...]:
    """Give the attributes asked for as a list of names."""
    names = [attributes] if isinstance(attributes, str) or not isinstance(attributes, Sequence) else attributes
    return tuple(dict.fromkeys(str(name) for name in names if name is not None))
