"""The first step of reading: tell by its content what a source is, and take its cells as they stand."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from servgap.errors import sources as errors
from servgap.survey.ledger import LedgerLine
from servgap.survey.reading.files.delimited import read_delimited
from servgap.survey.reading.files.header_rows import HeaderRows, header_told
from servgap.survey.reading.files.limits import Limits, check_headers, check_source, limits_with
from servgap.survey.reading.files.raw import RawTable
from servgap.survey.reading.files.statistical import is_stata

_KINDS = {
    "text": ("delimited text", {".csv", ".tsv", ".txt", ".tab", ".dat", ""}),
    "xlsx": ("an XLSX workbook", {".xlsx", ".xlsm"}),
    "xls": ("an XLS workbook", {".xls"}),
    "parquet": ("a Parquet file", {".parquet", ".pq"}),
    "spss": ("an SPSS file", {".sav", ".zsav"}),
    "stata": ("a Stata file", {".dta"}),
}
_KINDS_WITH = {
    "encoding": {"text", "spss", "stata"},
    "sheet": {"xlsx", "xls"},
    "header": {"text", "xlsx", "xls"},
}
_AS_FRAME = "Read it with {} and pass the frame."
_SAVE_AS = "Save it as XLSX or CSV and pass that."
_STORED = "read_survey(path) gives it back as it was; its card shows what it holds."
#: How files begin that are often taken for a survey's export, what they are, and what to do with them.
_FOREIGN = (
    (b"%PDF", "a PDF document", "Export the table itself, as CSV or XLSX."),
    (b"\x89PNG", "a picture", "Export the table itself, as CSV or XLSX."),
    (b"\xff\xd8\xff", "a picture", "Export the table itself, as CSV or XLSX."),
    (b"\x1f\x8b", "compressed (gzip)", "Unpack it first."),
    (b"7z\xbc\xaf", "compressed (7z)", "Unpack it first."),
    (b"Rar!", "compressed (rar)", "Unpack it first."),
    (b"ARROW1", "an Arrow (Feather) file", _AS_FRAME.format("pandas.read_feather")),
    *((start + b"# servgap survey", "a stored survey", _STORED) for start in (b"", b'"', b'\xef\xbb\xbf"')),
    (b"{\\rtf", "a text document (RTF)", _SAVE_AS),
    (b'{"', "JSON", _AS_FRAME.format("pandas.read_json")),
    (b'[{"', "JSON", _AS_FRAME.format("pandas.read_json")),
)
_MARKUP = (b"<!doctype", b"<html", b"<table", b"<?xml", b"<head", b"<meta")
_UTF_16_AND_32_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")


def open_source(
    source: Any,
    *,
    encoding: str | None = None,
    sheet: str | int | None = None,
    header: int | Sequence[int] | None = None,
    limits: Mapping[str, int] | None = None,
) -> RawTable:
    """Take the cells of a file or a data frame as they stand.

    Parameters
    ----------
    source
        The path of a CSV, XLSX, XLS, Parquet, SPSS or Stata file, told apart by its content and not by its name; or a
        data frame of pandas, polars, pyarrow or another library that narwhals knows.
    encoding
        The encoding of a text file, or of the texts in an SPSS or Stata file; found when not given.
    sheet
        The name of a workbook's sheet, or its number from 0; needed when several hold cells.
    header
        The row, or the rows, of the header, as a spreadsheet counts them; found when not given.
    limits
        Limits on a workbook that are raised.
    """
    if isinstance(source, str | os.PathLike):
        return _open_file(source, encoding, sheet, header, limits_with(limits))
    for option, value in (("encoding", encoding), ("sheet", sheet), ("header", header)):
        if value is not None:
            raise errors.option_does_not_apply(option, value, "the source", "a data frame")
    from servgap.survey.reading.files.frames import read_frame

    return read_frame(source)


def _open_file(
    source: str | os.PathLike[Any], encoding: str | None, sheet: str | int | None, header: Any, limits: Limits
) -> RawTable:
    path = _find_file(source)
    told = header_told(header, path.name)
    try:
        check_source(path, limits)
        with path.open("rb") as file:
            kind = _kind(file.read(16))
        _refuse_options(path, kind, {"encoding": encoding, "sheet": sheet, "header": header})
        table = _read_as(kind, path, encoding, sheet, told, limits)
        check_headers(table.headers, table.name, limits)
    except OSError as failure:
        raise errors.file_not_opened(path, failure.strerror or str(failure)) from None
    endings = _KINDS[kind][1]
    ending = path.suffix.lower()
    if ending in endings or not any(ending in known for _, known in _KINDS.values()):
        return table
    line = LedgerLine("understood", "content", 0, {"ending": ending, "content": kind})
    return replace(table, understood=(line, *table.understood))


def _find_file(source: str | os.PathLike[Any]) -> Path:
    given = os.fsdecode(source)
    if "://" in given:
        raise errors.is_address(given)
    if any(character in given for character in "\x00\r\n"):
        raise errors.text_for_path(given)
    try:
        path = Path(given).expanduser()
        is_folder, exists = path.is_dir(), path.exists()
    except (OSError, RuntimeError) as failure:  # a name too long, an unknown user's home
        raise errors.file_not_opened(given[:80], str(failure)) from None
    if is_folder:
        raise errors.is_folder(path, sorted(entry.name for entry in path.iterdir() if entry.is_file()))
    if not exists:
        beside = [entry.name for entry in path.parent.iterdir()] if path.parent.is_dir() else []
        raise errors.no_such_file(path, get_close_matches(path.name, beside, n=1))
    return path


def _kind(start: bytes) -> str:
    """Tell a file's kind by its first bytes."""
    if start.startswith(b"PK"):
        return "xlsx"
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        return "xls"
    if start.startswith((b"$FL2", b"$FL3")):
        return "spss"
    if is_stata(start):
        return "stata"
    return "parquet" if start.startswith(b"PAR1") else "text"


def _refuse_options(path: Path, kind: str, told: Mapping[str, Any]) -> None:
    for option, value in told.items():
        if value is not None and kind not in _KINDS_WITH[option]:
            raise errors.option_does_not_apply(option, value, path.name, _KINDS[kind][0])


def _read_as(
    kind: str, path: Path, encoding: str | None, sheet: str | int | None, header: HeaderRows | None, limits: Limits
) -> RawTable:
    if kind == "parquet":
        from servgap.survey.reading.files.parquet import read_parquet

        return read_parquet(path, limits)
    if kind in {"spss", "stata"}:
        from servgap.survey.reading.files.statistical import read_statistical

        return read_statistical(path, spss=kind == "spss", encoding=encoding)
    if kind in {"xlsx", "xls"}:
        from servgap.survey.reading.files.workbook import read_workbook

        return read_workbook(path, sheet=sheet, header=header, limits=limits)
    data = path.read_bytes()
    _refuse_foreign(data, path.name, encoding)
    return read_delimited(data, path.name, encoding=encoding, header=header, limits=limits)


def _refuse_foreign(data: bytes, name: str, encoding: str | None) -> None:
    """Refuse what is no text, or text of another kind, by its name."""
    if not data:
        raise errors.empty_file(name)
    for start, what, way_round in _FOREIGN:
        if data.startswith(start):
            raise errors.not_readable_here(name, what, way_round)
    if data.removeprefix(b"\xef\xbb\xbf").lstrip()[:10].lower().startswith(_MARKUP):
        raise errors.not_readable_here(name, "a web page or XML", "Open it in a spreadsheet program. " + _SAVE_AS)
    if encoding is None and b"\x00" in data and not data.startswith(_UTF_16_AND_32_MARKS):
        way_round = "If it is UTF-16 text, pass encoding='utf-16-le'; otherwise export it as CSV or XLSX."
        raise errors.not_readable_here(name, "no text (it holds zero bytes)", way_round)
