"""The package that an XLSX workbook is, looked over before any of it is parsed.

A workbook is a zip archive of XML. A small file can unpack to gigabytes, and two stray cells in opposite corners of
a sheet make its rectangle larger than memory; both are found here at the cost of one pass over the unpacked bytes.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from dataclasses import dataclass, replace
from pathlib import Path

from servgap.errors import first_places
from servgap.errors import sources as errors
from servgap.survey.reading.files.limits import LIMITS, Limits, refuse_large

_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Za-z]+)([0-9]+)"[^>]*(?<!/)>')
_PLAIN_CELL = re.compile(rb'<c r="([A-Za-z]+)([0-9]+)"[^>]*(?<!/)>')
#: Cells in rows of at most five digits, which is as far as nearly all sheets reach.
_NEAR_CELL = re.compile(rb'<c r="([A-Za-z]{1,7})[0-9]{1,5}"')
_NEAR_ROWS = 99_999
_ENDS_OF_NAME = (b">", b" ", b"\t", b"\n", b"\r")
_ANY_CELL = re.compile(rb"<(?:\w+:)?c(?:\s[^>]*)?(?<!/)>")
_ROW = re.compile(rb"<(?:\w+:)?row\b")
_ERROR_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\bt="e"')
_COUNTED = re.compile(rb"""<(?:\w+:)?sst\b[^>]*?\buniqueCount\s*=\s*["']\s*\+?(\d+)""")
_WITHOUT_VALUE = re.compile(rb'<c (?![^>]*t="str")[^>]*><f[^>]*>[^<]*</f>(?:<v></v>|<v ?/>)?</c>')
_CHUNK = 1 << 20
_FAR = 4
"""Times the columns allowed beyond which nobody wants to know how many more there are."""
#: What opening and unpacking a damaged archive raises.
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, EOFError, struct.error),
    *(NotImplementedError, UnicodeError, OverflowError, RuntimeError),
)
#: As it is written in the encodings that XML may have.
_DECLARATIONS = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
#: Large parts that hold texts and pictures; a sheet may have any other name.
_WITHOUT_CELLS = ("xl/sharedStrings.xml", "xl/media/")
_OTHER_ARCHIVES = {
    "xl/workbook.bin": "a binary workbook (XLSB)",
    "word/document.xml": "a Word document",
    "ppt/presentation.xml": "a presentation",
    "content.xml": "an OpenDocument file",
}


@dataclass(frozen=True)
class Findings:
    """What a workbook holds that its cells, once read, no longer show."""

    error_cells: int = 0
    formulas_without_value: int = 0


class _SheetScan:
    """The rectangle of filled cells of one part of the package, measured while its bytes pass by.

    Parameters
    ----------
    exact
        Whether to measure it; otherwise it may be found larger than it is, never smaller, in half the time.
    """

    def __init__(self, *, exact: bool) -> None:
        self.exact = exact
        self.widest = self.lowest = self.rows = self.errors = self.valueless = 0
        self.rest = b""

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes; what follows the last row's beginning waits for more."""
        text = self.rest + chunk
        cut = text.rfind(b"<row")
        cut = cut if cut > 0 else max(text.rfind(b"<"), 0)
        self.rest = text[cut:]
        self.measure(text[:cut])

    def measure(self, text: bytes) -> None:
        """Widen the rectangle to the cells in a stretch of whole tags."""
        self.errors += len(_ERROR_CELL.findall(text)) if b't="e"' in text else 0
        self.valueless += len(_WITHOUT_VALUE.findall(text)) if b"<f" in text else 0
        if not self.exact and self.bound(text):
            return
        plain = _all_plain(text)
        placed = (_PLAIN_CELL if plain else _CELL).findall(text)
        if placed:
            self.widest = max(self.widest, *(_column_number(letters) for letters in {letters for letters, _ in placed}))
            self.lowest = max(self.lowest, *map(_row_number, {row for _, row in placed}))
        self.rows += _rows(text)
        if not plain and len(_ANY_CELL.findall(text)) > len(placed):  # some stand where the one before them left off
            self.widest = max(self.widest, *(len(_ANY_CELL.findall(row)) for row in _ROW.split(text)))
            self.lowest = max(self.lowest, self.rows)

    def bound(self, text: bytes) -> bool:
        """Widen the rectangle so that no cell of a stretch stands outside it, if all of them are of the usual form."""
        letters = _NEAR_CELL.findall(text)
        if _prefixed(text) or (len(letters) != text.count(b"<c") and len(letters) != _plain_cells(text)):
            return False
        self.rows += _rows(text)
        if letters:
            self.widest = max(self.widest, *map(_column_number, set(letters)))
            self.lowest = max(self.lowest, _NEAR_ROWS)
        return True

    @property
    def cells(self) -> int:
        return self.widest * self.lowest


def inspect_package(path: Path, limits: Limits = LIMITS) -> Findings:
    """Refuse a package that is no workbook, is damaged, protected or too large; count what its cells would hide."""
    name, size = path.name, path.stat().st_size
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _refuse_other_archives([entry.filename for entry in entries], name)
            _refuse_beyond(entries, name, limits)
            scans = [_scan(archive, entry, name, replace(limits, cells=limits.of_size(size))) for entry in entries]
    except _DAMAGE as failure:
        raise errors.workbook_damaged(name, str(failure) or "it is cut off") from None
    for scan in scans:
        refuse_large(name, scan.widest, scan.lowest, size, limits)
    return Findings(sum(scan.errors for scan in scans), sum(scan.valueless for scan in scans))


def _refuse_other_archives(names: list[str], name: str) -> None:
    if "xl/workbook.xml" in names:
        return
    for entry, what in _OTHER_ARCHIVES.items():
        if entry in names:
            raise errors.not_readable_here(name, what, "Save it as XLSX or CSV and pass that.")
    listed = first_places(names)
    raise errors.not_readable_here(
        name, f"a zip archive of {listed or 'nothing'}", "Unpack it and pass the file that is meant."
    )


def _refuse_beyond(entries: list[zipfile.ZipInfo], name: str, limits: Limits) -> None:
    if any(entry.flag_bits & 1 for entry in entries):
        raise errors.workbook_encrypted(name)
    if len(entries) > limits.entries:
        raise errors.over_limit(name, "the files it is made of", len(entries), limits.entries, "entries")
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > limits.unpacked:
        raise errors.over_limit(name, "the bytes it unpacks to", unpacked, limits.unpacked, "unpacked")
    ratio = unpacked / max(1, sum(entry.compress_size for entry in entries))
    if unpacked > limits.ratio_from and ratio > limits.ratio:
        raise errors.over_limit(name, "the bytes unpacked for each byte of the file", ratio, limits.ratio, "ratio")


def _scan(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, limits: Limits) -> _SheetScan:
    """Look over a part quickly, and measure it where it may reach beyond the limits."""
    scan = _pass_over(archive, entry, name, limits, exact=False)
    within = scan.widest <= limits.columns and scan.cells <= limits.cells and scan.lowest <= limits.rows
    return scan if within else _pass_over(archive, entry, name, limits, exact=True)


def _pass_over(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, limits: Limits, *, exact: bool
) -> _SheetScan:
    """Pass once over the unpacked bytes of a part, but no further than to many times the columns that are allowed."""
    scan, tail = _SheetScan(exact=exact), b""
    with archive.open(entry) as part:
        while chunk := part.read(_CHUNK):
            if any(mark in chunk or mark in tail + chunk[:24] for mark in _DECLARATIONS):
                raise errors.workbook_declares_entities(name, entry.filename)
            counted = _COUNTED.search(chunk) if b"uniqueCount" in chunk else None
            if counted and _row_number(counted[1]) > entry.file_size:  # the parser makes room for as many
                raise errors.workbook_damaged(name, "it counts more texts than it can hold")
            tail = (tail + chunk[-24:])[-24:]
            if not entry.filename.startswith(_WITHOUT_CELLS):
                scan.feed(chunk)
            if scan.widest > _FAR * limits.columns:
                return scan
    scan.measure(scan.rest)
    return scan


def _all_plain(text: bytes) -> bool:
    """Tell whether every cell begins with its address, as nearly all programs write them; that is searched faster."""
    return not _prefixed(text) and _plain_cells(text) == text.count(b'<c r="')


def _plain_cells(text: bytes) -> int:
    return sum(text.count(b"<c" + end) for end in _ENDS_OF_NAME)


def _rows(text: bytes) -> int:
    """Count the rows that begin in a stretch; a search by pattern would take four times as long."""
    if _prefixed(text):
        return len(_ROW.findall(text))
    return text.count(b"<row") - text.count(b"<rowBreaks")


def _prefixed(text: bytes) -> bool:
    """Tell whether cells or rows may have the name of a namespace before their own."""
    return b":" in text and (b":c" in text or b":row" in text)


_DIGITS = 18
"""Digits of a row's number, and letters of a column's name, beyond which it is as good as infinite."""


def _row_number(digits: bytes) -> int:
    return int(digits.lstrip(b"0")[:_DIGITS] or b"0")


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters[:_DIGITS].upper():
        number = number * 26 + letter - 64
    return number
