"""Arrays in one file, each under its name; no pickle is in it, and nothing it says decides how much memory is taken.

The form is that of ``numpy.savez``. Only what this library writes is read: numbers, in arrays whose size is that of the
bytes that stand there.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO
from math import prod

import numpy as np

Arrays = dict[str, np.ndarray]

ENDING = ".npy"
MOST_ARRAYS = 10_000
#: What reading raises of a file that is no archive of arrays, or a damaged one.
BROKEN = (
    *(ValueError, TypeError, KeyError, EOFError, RuntimeError, OverflowError, NotImplementedError, MemoryError),
    *(struct.error, zlib.error, zipfile.BadZipFile, zipfile.LargeZipFile, OSError),
)
_MAGIC = re.compile(rb"\x93NUMPY\x01\x00(..)", re.DOTALL)
_HEADER = re.compile(
    rb"\{'descr': '([<|>=][a-z]\d{1,2})', 'fortran_order': (True|False), "
    rb"'shape': \(((?:\d{1,15}, ?)*(?:\d{1,15})?)\), \} *\n"
)
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 1


class TooLargeError(ValueError):
    """The arrays of a file take more bytes than are read."""

    def __init__(self, found: int) -> None:
        super().__init__(found)
        self.found = found


def arrays_bytes(arrays: Mapping[str, np.ndarray]) -> bytes:
    """Write arrays as one file."""
    written = BytesIO()
    np.savez_compressed(written, allow_pickle=False, **arrays)
    return written.getvalue()


def read_arrays(content: bytes, most: int) -> Arrays:
    """Read arrays back.

    Parameters
    ----------
    content
        The file.
    most
        The bytes that all of them may take.

    Raises
    ------
    TooLargeError
        If they take more.
    """
    with zipfile.ZipFile(BytesIO(content)) as archive:
        entries = archive.infolist()
        names = [entry.filename for entry in entries]
        if (
            len(entries) > MOST_ARRAYS
            or len(set(names)) < len(names)
            or not all(name.endswith(ENDING) for name in names)
        ):
            raise zipfile.BadZipFile
        if any(entry.compress_type not in _PACKED or entry.flag_bits & _ENCRYPTED for entry in entries):
            raise zipfile.BadZipFile
        total = sum(entry.file_size for entry in entries)
        if total > most:
            raise TooLargeError(total)
        return {entry.filename.removesuffix(ENDING): _array(archive.read(entry)) for entry in entries}


def _array(stored: bytes) -> np.ndarray:
    """Take an array from its bytes, whose first ones say what it is."""
    magic = _MAGIC.match(stored)
    length = int.from_bytes(magic[1], "little") if magic else 0
    start = 10 + length
    header = _HEADER.fullmatch(stored, 10, start) if magic else None
    if header is None:
        raise zipfile.BadZipFile
    kind = np.dtype(header[1].decode("ascii"))
    shape = tuple(int(each) for each in header[3].split(b",") if each.strip())
    if kind.kind not in "iuf" or prod(shape) * kind.itemsize != len(stored) - start:
        raise zipfile.BadZipFile
    found = np.frombuffer(stored, dtype=kind, offset=start)
    laid = found.reshape(shape, order="F" if header[2] == b"True" else "C")
    return laid.astype(kind.newbyteorder("="), order="K", copy=True)
