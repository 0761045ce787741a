"""What can be wrong with a source before its answers are looked at: files, encodings, delimiters, sheets, limits."""

from __future__ import annotations

import math
from collections.abc import Sequence

from servgap.errors import ServgapError, first_places


def not_a_source(found: object) -> ServgapError:
    return ServgapError(
        f"Expected the path of a CSV, XLSX or Parquet file, or a data frame (pandas, polars, pyarrow); found "
        f"{type(found).__name__}. Pass a path, or make a data frame of it first, with pandas.DataFrame(...) for one."
    )


def is_address(source: str) -> ServgapError:
    return ServgapError(
        f"Expected a file on this computer; found the address {source!r}. Download it and pass the path of the file."
    )


def text_for_path(source: str) -> ServgapError:
    return ServgapError(
        f"Expected the path of a file; found text of {len(source)} characters that no path can hold "
        f"({source[:30]!r}). Write the text to a file and pass its path."
    )


def no_such_file(path: object, near: Sequence[str]) -> ServgapError:
    hint = f" Did you mean {near[0]!r}?" if near else ""
    return ServgapError(f"There is no file {str(path)!r}.{hint} Fix the path; it is looked up from the working folder.")


def is_folder(path: object, files: Sequence[str]) -> ServgapError:
    holds = f" It holds {first_places(files)}." if files else ""
    return ServgapError(f"Expected a file; {str(path)!r} is a folder.{holds} Pass the path of one file.")


def file_not_opened(path: object, why: str) -> ServgapError:
    return ServgapError(f"The file {str(path)!r} cannot be opened: {why}. Close it elsewhere or fix its permissions.")


def empty_file(name: str) -> ServgapError:
    return ServgapError(
        f"{name} is empty: expected a header row and rows beneath it. Export it again, or fix the path."
    )


def only_headers(name: str, headers: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"{name} holds {len(headers)} column headers ({first_places(map(repr, headers))}) and no row beneath them. "
        "Export the rows with it; a header alone says nothing."
    )


def no_columns(name: str) -> ServgapError:
    return ServgapError(f"Expected columns with names; {name} has none. Pass the frame that holds the data.")


def names_repeat(why: str) -> ServgapError:
    return ServgapError(
        f"A frame of this kind names every column differently; found: {' '.join(why.split())}. "
        "Rename the columns, or pass the frame as pandas."
    )


def not_readable_here(name: str, what: str, way_round: str) -> ServgapError:
    return ServgapError(f"Expected CSV, XLSX, XLS or Parquet; by its content {name} is {what}. {way_round}")


def header_unusable(told: object, name: str) -> ServgapError:
    return ServgapError(
        f"header= is the row of {name} in which the header stands, counted as a spreadsheet does, such as header=3, or "
        f"its rows from the top down, such as header=[3, 4]; found {told!r}. Fix it."
    )


def header_beyond(name: str, row: int, rows: int) -> ServgapError:
    return ServgapError(f"header={row} names a row of {name} that is not there: it has {rows}. Fix the number.")


def header_row_passed_over(name: str, row: int, twice: Sequence[str], above: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"header={row} passes over row {row - 1} of {name}, whose words ({first_places(map(repr, above))}) stand above "
        f"columns that row {row} names alike ({first_places(map(repr, twice))}): they may say which column is the "
        f"expectation and which the perception. Pass header=[{row - 1}, {row}], so that both rows are read."
    )


def option_does_not_apply(option: str, value: object, name: str, kind: str) -> ServgapError:
    return ServgapError(
        f"{option}={value!r} does not apply: {name} is {kind}. Leave {option} out, or pass the source it was meant for."
    )


def unknown_encoding(encoding: str) -> ServgapError:
    return ServgapError(
        f"There is no encoding {encoding!r}. Usual ones are 'utf-8', 'gb18030' (Chinese), 'cp949' (Korean), 'big5' "
        "(Chinese, traditional), 'shift_jis' (Japanese), 'cp1252' (Western Europe). Pass one of these, or none to have "
        "it found."
    )


def encoding_fails(name: str, encoding: str, line: int, found: bytes) -> ServgapError:
    return ServgapError(
        f"{name} is not wholly in the encoding {encoding!r}: line {line} holds {found!r}, which is no text in it. "
        "Pass another encoding=, or leave it out to have it found."
    )


def mixed_encodings(name: str, line: int, found: bytes, unlike: int) -> ServgapError:
    return ServgapError(
        f"{name} mixes encodings: line {unlike} is UTF-8 and line {line} is not ({found!r}). Nothing was read, since "
        "one of the two would turn into nonsense. Save each part again as UTF-8 and put them together then."
    )


def encoding_undecided(name: str, candidates: Sequence[tuple[str, str]]) -> ServgapError:
    listed = "; ".join(f"encoding={encoding!r} reads {sample!r}" for encoding, sample in candidates)
    return ServgapError(
        f"The encoding of {name} cannot be told for certain. Candidates, the likeliest first: {listed}. "
        "Pass the one that reads as it should, or save the file as UTF-8."
    )


def encoding_unknown(name: str, line: int, found: bytes) -> ServgapError:
    return ServgapError(
        f"{name} is neither UTF-8 nor in another encoding that is tried (line {line} holds {found!r}). "
        "Pass encoding=, or save the file as UTF-8."
    )


def rows_too_long(
    name: str, width: int, places: Sequence[tuple[int, int]], header_row: int | None = None
) -> ServgapError:
    listed = first_places([f"row {row} ({cells} cells)" for row, cells in places])
    header = "1 column" if width == 1 else f"{width} columns"
    longer = "1 row has" if len(places) == 1 else f"{len(places)} rows have"
    mend = "" if header_row is None else f"If the header stands in row {header_row}, pass header={header_row}. "
    return ServgapError(
        f"The header of {name} has {header}, and {longer} more cells than that: {listed}. "
        f"{mend}Put quotes around text that holds the delimiter, name the columns that lack a header, or say in which "
        "row the header stands, with header=, if it is not the first."
    )


def quote_left_open(name: str, row: int) -> ServgapError:
    return ServgapError(
        f"{name} ends inside a quoted cell that opens in row {row}: a closing quote is missing there, or the file "
        'was cut off. Write quotes inside a cell twice (""), or export the file again.'
    )


def not_delimited(name: str, why: str) -> ServgapError:
    return ServgapError(f"{name} cannot be read as delimited text: {why}. Export it again as CSV or XLSX.")


def workbook_damaged(name: str, why: str) -> ServgapError:
    return ServgapError(
        f"The workbook {name} cannot be read: {why.rstrip('.')}. "
        "Open it in a spreadsheet program and save it again as .xlsx or CSV."
    )


def workbook_encrypted(name: str) -> ServgapError:
    return ServgapError(
        f"The workbook {name} is protected by a password. Save a copy without a password and pass that."
    )


def workbook_declares_entities(name: str, part: str) -> ServgapError:
    return ServgapError(
        f"The workbook {name} holds a document type declaration in {part}, which no spreadsheet program writes "
        "and which can be made to do harm. It was not read; save the sheet as CSV if you trust it."
    )


def over_limit(name: str, limit: str, found: float, most: float, key: str) -> ServgapError:
    return ServgapError(
        f"The workbook {name} goes beyond the limit on {limit}: found {found:,.0f}, at most {most:,.0f} are read. "
        "Delete the rows, columns and sheets that hold no answers, or save the sheet as CSV, which has no such limit; "
        f'or, if you trust the file, raise the limit: limits={{"{key}": {math.ceil(found)}}}.'
    )


def too_wide(name: str, found: int, most: int) -> ServgapError:
    return ServgapError(
        f"{name} has {found:,} columns; at most {most:,} are read. Delete the columns that hold no answers, or, "
        f'if all are wanted, raise the limit: limits={{"columns": {found}}}.'
    )


def header_too_long(name: str, column: int, header: str, most: int) -> ServgapError:
    return ServgapError(
        f"The header of column {column} of {name} has {len(header):,} characters, more than the {most:,} that a cell "
        f"of a spreadsheet holds; it begins {header[:30]!r}. Look for a quote that is not closed, or shorten it."
    )


def no_such_sheet(name: str, sheet: object, sheets: Sequence[str]) -> ServgapError:
    listed = ", ".join(f"{place} {title!r}" for place, title in enumerate(sheets))
    return ServgapError(
        f"The workbook {name} has no sheet {sheet!r}; it has {listed}. Pass one of these names or numbers as sheet=."
    )


def several_sheets(name: str, sheets: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"Several sheets of {name} hold cells: {', '.join(map(repr, sheets))}. Pass the one that is meant, "
        f"as in sheet={sheets[0]!r}; a survey may lie in several, as in sheet={list(sheets[:2])!r}."
    )


def no_cells(name: str, sheet: str | None) -> ServgapError:
    where = f"The sheet {sheet!r} of {name}" if sheet is not None else f"The workbook {name}"
    return ServgapError(
        f"{where} holds no cells: expected a header row and rows beneath it. Pass another sheet= or file."
    )


def parquet_needs_pyarrow(name: str) -> ServgapError:
    return ServgapError(
        f'Reading {name} needs pyarrow, which is not installed: pip install "servgap[parquet]". '
        "Or read the file yourself, with pandas or polars, and pass the frame."
    )


def parquet_damaged(name: str, why: str) -> ServgapError:
    return ServgapError(
        f"The Parquet file {name} cannot be read: {why.rstrip('.')}. Write it anew, or pass a data frame."
    )


def too_many_cells(name: str, rows: int, columns: int, most: int) -> ServgapError:
    return ServgapError(
        f"The Parquet file {name} goes beyond the limit on cells: it says that it has {rows:,} rows of {columns:,} "
        f"columns, at most {most:,} cells are read. Keep the columns that are wanted; or, if you trust the file, raise "
        f'the limit: limits={{"parquet_cells": {rows * columns}}}.'
    )


def data_damaged(name: str, what: str, why: str) -> ServgapError:
    return ServgapError(
        f"The {what} {name} cannot be read: {why.strip().rstrip('.') or 'it is damaged'}. "
        "Save it again in its own program, or export it as CSV."
    )


def data_too_large(name: str, what: str, most: int) -> ServgapError:
    return ServgapError(
        f"The {what} {name} goes beyond the limit on the bytes of its cells: at most {most:,} are read. "
        "Delete the variables and cases that hold no answers, or export it as CSV, which has no such limit."
    )


def declared_encoding(name: str, declared: str | None, candidates: Sequence[tuple[str, str]]) -> ServgapError:
    said = f" ({declared})" if declared else ""
    listed = "; ".join(f"encoding={encoding!r} reads {sample!r}" for encoding, sample in candidates)
    shown = f"Candidates, the likeliest first: {listed}" if listed else "None of the usual encodings fits"
    return ServgapError(
        f"The texts in {name} are not in the encoding{said} in which they were to be read. {shown}. "
        "Pass the encoding= that reads as it should, or save the file again as Unicode."
    )
