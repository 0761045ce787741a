"""The container that an XLS workbook is, and the records in it, walked through before any of it is parsed.

The container is a file system of sectors chained by a table, and the parser follows its chains and trusts its counts: a
damaged file can send it round in a circle or make it ask for all memory there is, which ends the whole process.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from servgap.survey.reading.files.sav_dictionary import DamageError

_HEADER = 512
_ENTRY = 128
#: Sector numbers from here on are none: they end a chain, or mark a sector as free or as part of the table.
_NO_SECTOR = 0xFFFFFFFA
_END, _FREE = 0xFFFFFFFE, 0xFFFFFFFF
_MINI_SECTOR = 64
_STREAMS = {"Workbook", "Book"}
_SHARED_TEXTS, _DIMENSIONS, _SEVERAL = 0x00FC, 0x0200, {0x00BD, 0x00BE}
#: Records of one cell, which begin with its row and its column.
_CELLS = {0x0006, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E}


@dataclass(frozen=True)
class Rectangle:
    """The rows and columns down and across to the last cell of any sheet."""

    rows: int = 0
    columns: int = 0


class _Container:
    """The sectors of a container and the table that chains them."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        if len(data) < _HEADER:
            raise DamageError("it is cut off", len(data))
        shift, mini_shift = struct.unpack_from("<HH", data, 30)
        if shift not in {9, 12} or mini_shift != 6:
            raise DamageError("its sectors are of no known size", 30)
        self.size = 1 << shift
        self.table = self._table()
        root, self.stream_at = self._directory()
        self.mini = self.chained(root[0], root[1], 116)
        first, count = struct.unpack_from("<II", data, 60)
        held = self.chained(first, count * self.size, 60) if count else b""
        self.mini_table = _numbers(held)

    def sector(self, number: int, told_at: int) -> bytes:
        start = (number + 1) * self.size
        if start >= len(self.data):
            raise DamageError("it names a sector beyond its end", told_at)
        return self.data[start : start + self.size]

    def _table(self) -> list[int]:
        (count,) = struct.unpack_from("<I", self.data, 44)
        named = list(struct.unpack_from("<109I", self.data, 76))
        (following,) = struct.unpack_from("<I", self.data, 68)
        most = len(self.data) // self.size
        if count > most:
            raise DamageError("its table of sectors is longer than the file", 44)
        walked = 0
        while following < _NO_SECTOR:
            walked += 1
            if walked > most:
                raise DamageError("its sectors are chained in a circle", 68)
            named += _numbers(self.sector(following, 68))
            following = named.pop()
        if sum(number != _FREE for number in named) > most:
            raise DamageError("its table of sectors is longer than the file", 68)
        return [number for at in named if at != _FREE for number in _numbers(self.sector(at, 76))]

    def chained(self, first: int, length: int, told_at: int) -> bytes:
        """Put the sectors of a chain together."""
        if length > len(self.data):
            raise DamageError("a part is longer than the file", told_at)
        return b"".join(self.sector(number, told_at) for number in _chain(first, self.table, told_at))

    def _directory(self) -> tuple[tuple[int, int], tuple[int, int] | None]:
        count, first = struct.unpack_from("<II", self.data, 40)[0], struct.unpack_from("<I", self.data, 48)[0]
        entries = self.chained(first, count * self.size, 40)
        if len(entries) < _ENTRY:
            raise DamageError("its list of parts is gone", 48)
        root, book = _entry(entries, 0)[1:], None
        for at in range(0, len(entries) - _ENTRY + 1, _ENTRY):
            name, start, length = _entry(entries, at)
            if name in _STREAMS and book is None:
                book = (start, length)
        return root, book

    def workbook(self) -> bytes:
        """Give the records of the workbook."""
        if self.stream_at is None:
            raise DamageError("it holds no workbook", 48)
        start, length = self.stream_at
        if length >= struct.unpack_from("<I", self.data, 56)[0]:
            return self.chained(start, length, 116)[:length]
        chain = _chain(start, self.mini_table, 116)
        return b"".join(self.mini[at * _MINI_SECTOR : (at + 1) * _MINI_SECTOR] for at in chain)[:length]


def _numbers(sector: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(sector) // 4}I", sector[: len(sector) // 4 * 4]))


def _entry(entries: bytes, at: int) -> tuple[str, int, int]:
    letters = max(0, struct.unpack_from("<H", entries, at + 64)[0] - 2)
    name = entries[at : at + min(letters, 64)].decode("utf-16-le", "replace")
    return name, *struct.unpack_from("<II", entries, at + 116)


def _chain(first: int, table: list[int], told_at: int) -> Iterator[int]:
    at, walked = first, 0
    while at != _END:
        walked += 1
        if at >= len(table) or walked > len(table):
            raise DamageError("its sectors are chained in a circle, or beyond its end", told_at)
        yield at
        at = table[at]


def walk_compound(data: bytes) -> Rectangle:
    """Follow the chains and the records of an XLS workbook, and measure its sheets.

    Raises
    ------
    DamageError
        If a chain runs in a circle or a count cannot be.
    """
    return _measured(_Container(data).workbook())


def _measured(records: bytes) -> Rectangle:
    rows = columns = at = 0
    while at + 4 <= len(records):
        kind, length = struct.unpack_from("<HH", records, at)
        at += 4
        content = records[at : at + length]
        at += length
        if kind == _SHARED_TEXTS and length >= 8 and struct.unpack_from("<I", content, 4)[0] > len(records):
            raise DamageError("it counts more texts than it can hold", at)
        if kind == _DIMENSIONS and length in {10, 14}:
            _, lowest, _, widest = struct.unpack_from("<IIHH" if length == 14 else "<HHHH", content)
        elif kind in _CELLS and length >= 4:
            lowest, widest = (place + 1 for place in struct.unpack_from("<HH", content))
        elif kind in _SEVERAL and length >= 6:
            (row,), (last,) = struct.unpack_from("<H", content), struct.unpack_from("<H", content, length - 2)
            lowest, widest = row + 1, last + 1
        else:
            continue
        rows, columns = max(rows, lowest), max(columns, widest)
    return Rectangle(rows, columns)
