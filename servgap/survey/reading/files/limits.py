"""How large a file, and how wide, may be before it is refused, and how a user raises that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

from servgap.errors import exports as errors
from servgap.errors import sources as source_errors
from servgap.survey.files.opening import check_file

#: Cells that may come of a byte of a workbook; those that are filled take several bytes each.
MOST_IN_A_BYTE = 10


@dataclass(frozen=True)
class Limits:
    """How large a file, and how wide, may be before it is refused.

    Parameters
    ----------
    entries
        Files in the archive.
    unpacked
        Bytes of all of them, unpacked.
    ratio
        Bytes unpacked for each byte packed, looked at only above `ratio_from` bytes.
    ratio_from
        Unpacked bytes below which any ratio is harmless.
    rows
        Rows of a sheet, down to the last filled one.
    cells
        Cells in the rectangle that encloses all filled cells of a sheet.
    columns
        Columns of a file of any kind.
    few_cells
        Cells in that rectangle that even a small file may have. Beyond them a workbook with one cell in a far corner
        would take seconds and gigabytes; more are read of files with more than a byte for every ten cells.
    bytes
        Bytes of a file of any kind.
    parquet_cells
        Rows times columns of a Parquet file, which may say of itself that it has any number of them.
    """

    entries: int = 10_000
    unpacked: int = 1 << 30
    ratio: int = 200
    ratio_from: int = 1 << 25
    rows: int = 1_048_576
    cells: int = 20_000_000
    columns: int = 3_000
    few_cells: int = 5_000_000
    bytes: int = 1 << 31
    parquet_cells: int = 500_000_000

    def of_size(self, size: int) -> int:
        """Say how many cells a sheet may have in a workbook of so many bytes."""
        return min(self.cells, max(self.few_cells, MOST_IN_A_BYTE * size))


LIMITS = Limits()

#: What a spreadsheet's cell holds at most.
LONGEST_HEADER = 32_767


def check_headers(headers: Sequence[str], name: str, limits: Limits = LIMITS) -> None:
    """Refuse more columns than any questionnaire has, and headers longer than any question.

    Raises
    ------
    ServgapError
        If there are too many, or one is too long.
    """
    if len(headers) > limits.columns:
        raise source_errors.too_wide(name, len(headers), limits.columns)
    for at, header in enumerate(headers, start=1):
        if len(header) > LONGEST_HEADER:
            raise source_errors.header_too_long(name, at, header, LONGEST_HEADER)


def check_source(path: Path, limits: Limits = LIMITS) -> None:
    """Refuse what is no file, or too large a one, before anything of it is read.

    Raises
    ------
    ServgapError
        If it is a pipe, a socket or a device, or has more bytes than are read.
    """
    size = path.stat().st_size
    mend = f'If it holds answers, and you trust it, raise the limit: limits={{"bytes": {size}}}.'
    check_file(path, limits.bytes, mend=mend)


def refuse_large(name: str, columns: int, rows: int, size: int, limits: Limits) -> None:
    """Refuse a sheet that reaches beyond the limits, in a file of so many bytes.

    Raises
    ------
    ServgapError
        If it does; the message says which limit, and how to raise it.
    """
    cells = columns * rows
    if cells > limits.cells:
        what = "the cells of a sheet, from the first to the last filled one"
        raise source_errors.over_limit(name, what, cells, limits.cells, "cells")
    if cells > limits.of_size(size):
        what = "the cells of a sheet whose filled ones take so few bytes"
        raise source_errors.over_limit(name, what, cells, limits.of_size(size), "few_cells")
    if columns > limits.columns:
        raise source_errors.too_wide(name, columns, limits.columns)
    if rows > limits.rows:
        raise source_errors.over_limit(name, "the rows of a sheet", rows, limits.rows, "rows")


def limits_with(told: Mapping[str, int] | None) -> Limits:
    """Give the limits with those that the user raised.

    Raises
    ------
    ServgapError
        If one is none, or is no whole number above 0.
    """
    if told is None:
        return LIMITS
    known = [field.name for field in fields(Limits)]
    usable = isinstance(told, Mapping) and all(
        name in known and isinstance(value, int) and not isinstance(value, bool) and value > 0
        for name, value in told.items()
    )
    if not usable:
        raise errors.limits_unusable(told, known)
    return replace(LIMITS, **told)
