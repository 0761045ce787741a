"""Workbooks (XLSX, XLS): one sheet's cells as text, as they were typed."""

from __future__ import annotations

import datetime as dt
import struct
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from servgap.errors import sources as errors
from servgap.survey.ledger import LedgerLine
from servgap.survey.reading.files.compound import walk_compound
from servgap.survey.reading.files.header_rows import LOOKED_AT, HeaderRows, check_row_above, find_header, header_line
from servgap.survey.reading.files.limits import LIMITS, Limits, refuse_large
from servgap.survey.reading.files.package import Findings, inspect_package
from servgap.survey.reading.files.raw import RawTable, cell_text, clean_header
from servgap.survey.reading.files.sav_dictionary import DamageError
from servgap.survey.reading.files.text_cells import TextBlocks, TextCells

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

#: How a password-protected XLSX names its content inside the older container.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
#: Types of cells of which no two values are equal that read differently; 1 and True are, and 10**16 and 1e16.
_APART = {float, str, dt.datetime, dt.date, dt.time, dt.timedelta}


def read_workbook(
    path: Path, *, sheet: str | int | None = None, header: HeaderRows | None = None, limits: Limits = LIMITS
) -> RawTable:
    """Read one sheet: the one named, or the only one that holds cells."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    findings = _inspect(path, limits)
    try:
        with path.open("rb") as file, CalamineWorkbook.from_filelike(file) as workbook:
            chosen = _choose_sheet(workbook, path.name, sheet)
            cells = _cells(chosen)
    except PasswordError:
        raise errors.workbook_encrypted(path.name) from None
    except CalamineError as failure:
        raise errors.workbook_damaged(path.name, str(failure)) from None
    except BaseException as failure:
        # The parser gives up on some damaged files in a way of its own, which no `except Exception` catches.
        if type(failure).__name__ != "PanicException":
            raise
        raise errors.workbook_damaged(path.name, f"its parts contradict each other ({failure})") from None
    lines = _understood(findings, chosen.name if sheet is None else None)
    return _table(cells, (path.name, chosen.name), header, lines)


def _inspect(path: Path, limits: Limits) -> Findings:
    with path.open("rb") as file:
        if file.read(2) == b"PK":
            return inspect_package(path, limits)
    data = path.read_bytes()
    if _ENCRYPTED in data:
        raise errors.workbook_encrypted(path.name)
    try:
        filled = walk_compound(data)
    except (DamageError, struct.error) as damage:
        raise errors.workbook_damaged(path.name, str(damage)) from None
    refuse_large(path.name, filled.columns, filled.rows, len(data), limits)
    return Findings()


def _understood(findings: Findings, sheet: str | None) -> list[LedgerLine]:
    lines = [] if sheet is None else [LedgerLine("understood", "sheet", 0, {"sheet": sheet})]
    if findings.error_cells:
        lines.append(LedgerLine("understood", "error_cells", findings.error_cells))
    if findings.formulas_without_value:
        lines.append(LedgerLine("understood", "formulas_without_value", findings.formulas_without_value))
    return lines


def _choose_sheet(workbook: CalamineWorkbook, name: str, sheet: str | int | None) -> CalamineSheet:
    titles = list(workbook.sheet_names)
    if sheet is None:
        return _only_sheet(workbook, name)
    if isinstance(sheet, str) and sheet in titles:
        return workbook.get_sheet_by_name(sheet)
    if isinstance(sheet, int) and not isinstance(sheet, bool) and 0 <= sheet < len(titles):
        return workbook.get_sheet_by_index(sheet)
    raise errors.no_such_sheet(name, sheet, titles)


def _only_sheet(workbook: CalamineWorkbook, name: str) -> CalamineSheet:
    """Give the only sheet that holds cells; hidden ones count only if no other does."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    filled: dict[bool, list[CalamineSheet]] = {True: [], False: []}
    for at, about in enumerate(workbook.sheets_metadata):
        if about.typ == SheetTypeEnum.WorkSheet:
            sheet = workbook.get_sheet_by_index(at)
            if sheet.end is not None:
                filled[about.visible == SheetVisibleEnum.Visible].append(sheet)
    candidates = filled[True] or filled[False]
    if not candidates:
        raise errors.no_cells(name, None)
    if len(candidates) > 1:
        raise errors.several_sheets(name, [sheet.name for sheet in candidates])
    return candidates[0]


def _cells(sheet: CalamineSheet) -> list[list[Any]]:
    """Give every cell, from the sheet's first row on, without the blank rows at its end."""
    rows = sheet.to_python(skip_empty_area=False)
    while rows and not any(map(cell_text, rows[-1])):
        rows.pop()
    return rows


def _text_cells(values: tuple[Any, ...]) -> TextCells:
    """Write a column as text, each distinct value once, unless values that are equal may read differently."""
    if not _APART.issuperset(map(type, values)):
        return TextCells.of(map(cell_text, values))
    found, blocks = TextCells.of(values), TextBlocks()
    blocks.add(map(cell_text, found.words), found.index)
    return blocks.cells()


def _header(value: object) -> str:
    return clean_header(cell_text(value))


def _table(
    cells: list[list[Any]], named: tuple[str, str], told: HeaderRows | None, lines: list[LedgerLine]
) -> RawTable:
    """Take the header's row, told or found, for the header; rows keep the numbers they have in the sheet."""
    name, sheet = named
    top = [tuple(map(_header, values)) for values in cells[:LOOKED_AT]]
    if not any(map(any, top)) and not any(any(map(_header, values)) for values in cells[LOOKED_AT:]):
        raise errors.no_cells(name, sheet)
    header = told or find_header(top)
    at = header.first
    if at >= len(cells):
        raise errors.header_beyond(name, at + 1, len(cells))
    headers = tuple(map(_header, cells[at]))
    if at + 1 == len(cells):
        raise errors.only_headers(name, [header for header in headers if header])
    check_row_above(header, top, name)
    lines += header_line(header, top, "blank")
    rows = pd.RangeIndex(at + 2, len(cells) + 1)
    columns = list(map(_text_cells, zip(*cells[at + 1 :], strict=True)))
    kept = [place for place, header in enumerate(headers) if header or columns[place].words != ("",)]
    return RawTable(
        *(tuple(headers[place] for place in kept), tuple(columns[place] for place in kept), rows, name, tuple(lines)),
        below=header.below,
    )
