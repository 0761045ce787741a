"""The files, sheets and frames that are read together, and what each is called."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from servgap.errors import together as errors
from servgap.survey.ledger import LedgerLine
from servgap.survey.ledger_facts import SOURCE
from servgap.survey.reading.files.raw import RawTable
from servgap.survey.reading.files.source import open_source
from servgap.survey.reading.steps import Opened, open_export


@dataclass(frozen=True, eq=False)
class Piece:
    """One of several sources.

    Parameters
    ----------
    name
        What it is called: a file by its name without the ending, a sheet by its title, a frame by its number.
    opened
        Its export.
    """

    name: str
    opened: Opened


@dataclass(frozen=True)
class How:
    """How each source is opened."""

    encoding: str | None = None
    header: int | Sequence[int] | None = None
    limits: Mapping[str, int] | None = None


def is_several(source: Any, sheet: Any) -> bool:
    """Tell whether several sources, or several sheets, are asked for."""
    return isinstance(source, list | tuple) or isinstance(sheet, list | tuple)


def open_tables(source: Any, sheet: Any, how: How) -> dict[str, RawTable]:
    """Open every source, and every sheet of it that is asked for, each under a name of its own.

    Raises
    ------
    ServgapError
        If there is none, one is given twice, or one cannot be opened.
    """
    sources = list(source) if isinstance(source, list | tuple) else [source]
    sheets = list(sheet) if isinstance(sheet, list | tuple) else [sheet]
    if not sources or not sheets:
        raise errors.none_given("sources" if not sources else "sheets")
    asked = [(one, page) for one in sources for page in sheets]
    names = _names(asked, several=(len(sources) > 1, len(sheets) > 1))
    twice = [name for at, name in enumerate(names) if name in names[:at]]
    if twice:
        raise errors.given_twice(twice[0].rpartition("/")[2])
    return {
        name: open_source(one, encoding=how.encoding, sheet=page, header=how.header, limits=how.limits)
        for name, (one, page) in zip(names, asked, strict=True)
    }


def pieces_of(tables: Mapping[str, RawTable], columns: Mapping[str, Any] | None) -> list[Piece]:
    """Find the tool that each table comes from.

    Raises
    ------
    ServgapError
        If two tools know one of them equally well.
    """
    return [Piece(name, open_export(table, columns)) for name, table in tables.items()]


def of_piece(line: LedgerLine, piece: Piece) -> LedgerLine:
    """Say of which source an entry of the ledger is."""
    return replace(line, facts={**line.facts, SOURCE: piece.name})


def understood_of(pieces: Sequence[Piece]) -> tuple[tuple[LedgerLine, ...], tuple[LedgerLine, ...]]:
    """Give an entry for every source, and what was understood of them: once where it is the same of all."""
    tables = [piece.opened.export.table for piece in pieces]
    sources = [
        LedgerLine("understood", "source", len(table.rows), {"name": piece.name})
        for piece, table in zip(pieces, tables, strict=True)
    ]
    found = [
        line if all(line in each.understood for each in tables) else of_piece(line, piece)
        for piece, table in zip(pieces, tables, strict=True)
        for line in table.understood
    ]
    return tuple(sources), tuple(dict.fromkeys(found))


def _names(asked: Sequence[tuple[Any, Any]], several: tuple[bool, bool]) -> list[str]:
    """Name each source by as little as tells it from the others."""
    many_sources, many_sheets = several
    if not many_sources and many_sheets:
        return [str(page) for _, page in asked]
    for depth in range(1, 5):
        stems = [_stem(one, at, depth) for at, (one, _) in enumerate(asked, start=1)]
        names = [f"{stem} {page}" if many_sheets else stem for stem, (_, page) in zip(stems, asked, strict=True)]
        if len(set(names)) == len(names):
            return names
    return names


def _stem(source: Any, number: int, depth: int) -> str:
    if not isinstance(source, str | os.PathLike):
        return f"frame {number}"
    path = Path(os.fsdecode(source))
    return "/".join((*path.parts[-depth:-1], path.stem))
