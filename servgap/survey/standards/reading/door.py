"""The door of catalogues: from a table or a TOML file to a Catalogue."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any

from servgap.errors import catalogues as errors
from servgap.survey.ledger import LedgerLine
from servgap.survey.reading.files.raw import RawTable, cell_text
from servgap.survey.reading.files.source import open_source
from servgap.survey.standards.catalogue import Catalogue
from servgap.survey.standards.reading.circles import told_circle, with_aspects, with_circle
from servgap.survey.standards.reading.columns import TEXT, Column, columns_of
from servgap.survey.standards.reading.rows import Row, RowReader, standards_of
from servgap.survey.standards.reading.toml_file import TomlCatalogue
from servgap.survey.standards.standard import Touchpoint


def read_catalogue(
    source: Any,
    *,
    columns: Mapping[str, Any] | None = None,
    circle: str | Iterable[Touchpoint] | None = None,
    encoding: str | None = None,
    sheet: str | int | None = None,
    header: int | Sequence[int] | None = None,
) -> Catalogue:
    """Read a catalogue of service standards, one row a standard, and show whatever was detected automatically.

    Parameters
    ----------
    source
        The path of a CSV, XLSX, Parquet or TOML file, or a data frame of pandas, polars or pyarrow.
    columns
        The header of each fact that is called otherwise than usual, such as ``{"owner": "Ansprechpartner"}``; of the
        text also one a language, ``{"text": {"en": "Standard", "zh": "标准"}}``. Otherwise columns are known by what
        catalogues call them, in English and Chinese; the card shows which were, and which are not read.
    circle
        The service circle on whose stations the standards lie: ``"service-circle"``, ``"idl-ppc"`` (inform, demand,
        listen, propose, promise, confirm, for hotlines), or touchpoints of one's own. Without it, the one that has all
        the stations that occur, which the card shows.
    encoding
        The encoding of a text file, where the one that is found is wrong.
    sheet
        The sheet of a workbook, by its name or its number from 0.
    header
        The row in which the header stands, as a spreadsheet counts, where it is not found.

    Returns
    -------
    Catalogue
        The standards.

    Raises
    ------
    ServgapError
        If anything cannot be read without a guess; the message says where and how to fix it.

    Notes
    -----
    A key and a text are needed; everything else may be left out. Limits are written in one cell, ``15 s, 85 %``,
    ``48 h, longest 15 d`` or 48小时内，最长15天, those of several channels with these before them, ``phone: 15 s, 85 %;
    chat: 40 s, 80 %``; or in columns of their own: limit, limit unit, share, longest, channel, with a row for each
    channel. A number by itself has the unit that stands in the header (``limit (s)``), in the column of the limit's
    unit, or, where the row has no target, in that of the unit. Shares are per cents (``85 %``) or fractions (0.85); a
    day is written as 2026-12-31. ``items`` names the items that measure a standard, where these have neither its key
    nor its words; ``supersedes`` the key of the standard whose place it took.

    Examples
    --------
    >>> import servgap as sg
    >>> catalogue = sg.read_catalogue("data/samples/standards.csv")
    >>> len(catalogue), catalogue.standard("res2").limit
    (22, (Limit(value=15, unit='s', share=0.85, longest=None, channel='phone'), \
Limit(value=40, unit='s', share=0.8, longest=None, channel='chat')))
    """
    if _is_toml(source):
        told = {"columns": columns, "encoding": encoding, "sheet": sheet, "header": header}
        return _from_toml(source, circle, [name for name, value in told.items() if value is not None])
    table = open_source(source, encoding=encoding, sheet=sheet, header=header)
    found = columns_of(table.headers, columns, table.name)
    reader = RowReader(found, table.name)
    rows = [row for cells, place in _rows(table) if (row := reader.read(cells, place)) is not None]
    reader.check()
    if not rows:
        raise errors.no_rows(table.name)
    standards, measured = standards_of(rows, table.name)
    stations, placed, lines = with_circle(with_aspects(standards), told_circle(circle), table.name)
    read = {column.place for column in found}
    return Catalogue(
        placed,
        stations,
        measured_by=measured,
        name=Path(table.name).stem if isinstance(source, str | PathLike) else "",
        lines=(*table.understood, *_recognised(found, columns), *lines),
        unread=tuple(header or f"column {at + 1}" for at, header in enumerate(table.headers) if at not in read),
    )


def _is_toml(source: Any) -> bool:
    return isinstance(source, str | PathLike) and os.fsdecode(source).lower().endswith(".toml")


def _rows(table: RawTable) -> Iterable[tuple[list[str], str]]:
    columns = [[cell_text(value) for value in _values(cells)] for cells in table.columns]
    for at, row in enumerate(table.rows):
        yield [column[at] for column in columns], f"row {row}"


def _values(cells: Any) -> Iterable[Any]:
    import pandas as pd

    return list(pd.Series(cells)) if hasattr(cells, "dtype") and cells.dtype.kind == "M" else cells


def _recognised(found: Sequence[Column], told: Mapping[str, Any] | None) -> tuple[LedgerLine, ...]:
    """Enter columns that were recognised by other words than a fact's own name."""
    named = set(told or ())
    other = [each for each in found if each.field not in named and each.header.strip().casefold() != _plain(each)]
    if not other:
        return ()
    facts = [(each.field, each.header) for each in other]
    return (LedgerLine("understood", "catalogue_columns", 0, {"facts": facts}),)


def _plain(column: Column) -> str:
    return f"{TEXT}_{column.detail}".casefold() if column.field == TEXT and column.detail else column.field


def _from_toml(path: str | PathLike[str], circle: Any, needless: Sequence[str]) -> Catalogue:
    if needless:
        raise errors.toml_needs_nothing(path, needless)
    file = TomlCatalogue(path)
    rows: list[Row] = list(file.rows())
    if not rows:
        raise errors.no_rows(file.path)
    own = file.aspects()
    standards, measured = standards_of(rows, file.path)
    stations = told_circle(circle) or file.touchpoints() or told_circle(file.circle)
    stations, placed, lines = with_circle(with_aspects(standards, own), stations, file.path)
    return Catalogue(placed, stations, own, measured, name=file.name or Path(file.path).stem, lines=lines)
