"""SPSS and Stata files: numbers with what they stand for, and missing values as the file declares them."""

from __future__ import annotations

import codecs
import re
import string
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap.errors import sources as errors
from servgap.survey.ledger import LedgerLine
from servgap.survey.ledger_facts import first_of
from servgap.survey.reading.answers.tokens import DECLARED_MISSING, parse_token
from servgap.survey.reading.files.encodings import CANDIDATES, candidate, reads_western
from servgap.survey.reading.files.frames import read_frame
from servgap.survey.reading.files.raw import RawTable, clean_header
from servgap.survey.reading.files.sav_dictionary import DamageError, SavDictionary, walk_dictionary

#: Bytes of the rectangle of cells beyond which a file is refused: a small compressed one may unpack to anything.
MOST_BYTES = 1 << 31
#: What a cell takes in memory at least, as a number.
NUMBER_BYTES = 8
#: Stata's .a to .z, as the numbers by which Stata itself stores them: beyond all others.
EXTENDED = {letter: float(2.0**1023 * (1 + at * 2.0**-12)) for at, letter in enumerate(string.ascii_lowercase, start=1)}
_COUNTS = re.compile(rb"<K>(.{2}|.{4})</K><N>(.{4}|.{8})</N>", re.DOTALL)
#: A share of letters below this reads like no Western language.
_WESTERN = 0.4


def is_stata(start: bytes) -> bool:
    """Tell a Stata file by its first bytes: by its name for itself, or by release and byte order in older ones."""
    if start.startswith(b"<stata_dta"):
        return True
    return len(start) > 3 and 0x69 <= start[0] <= 0x73 and start[1] in {1, 2} and start[2:4] == b"\x01\x00"


def read_statistical(path: Path, *, spss: bool, encoding: str | None = None) -> RawTable:
    """Read an SPSS or Stata file: cells as numbers and texts, the variables' labels, and the values' labels.

    Parameters
    ----------
    path
        The file.
    spss
        Whether it is one of SPSS, or one of Stata.
    encoding
        The encoding of its texts, where the one that the file declares is wrong.

    Raises
    ------
    ServgapError
        If it is damaged or too large, or its texts are not in the encoding that it declares.
    """
    import pyreadstat

    what = "SPSS file" if spss else "Stata file"
    told = None if encoding is None else _iconv_name(encoding)
    _look_over(path, what, told, spss=spss)
    read = pyreadstat.read_sav if spss else pyreadstat.read_dta
    about = _open(read, path, what, told, metadataonly=True)[1]
    most = _most_rows(about)
    frame, about = _open(read, path, what, told, user_missing=True, row_limit=most + 1)
    if len(frame) > most:
        raise errors.data_too_large(path.name, what, MOST_BYTES)
    if not all(isinstance(name, str) for name in frame.columns) or not frame.columns.is_unique:
        raise errors.data_damaged(path.name, what, "its variables do not all have names of their own")
    labels = [_value_labels(frame, name, about) for name in frame.columns]
    table = read_frame(_numbered(frame, about), path.name)
    texts = tuple(clean_header(label or "") for label in about.column_labels)
    lines = (*(() if told is not None else _declared_encoding(about)), *_labels_gone(about))
    understood = (*table.understood, *lines)
    # Cases of such files are counted from 1.
    return replace(table, texts=texts, value_labels=tuple(labels), understood=understood, rows=table.rows + 1)


def _look_over(path: Path, what: str, encoding: str | None, *, spss: bool) -> None:
    """Refuse a file that is damaged in a way that would not be noticed, or whose texts are not what it says."""
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as data:
        known = _walked(data, path, what) if spss else _measured(data, path, what)
    declared = encoding or known.encoding
    text = _decoded(known.texts, declared) if declared else ""
    if text is None or (encoding is None and not reads_western(text, _WESTERN)):
        raise _wrong_encoding(path, declared, known.texts)


def _walked(data: mmap, path: Path, what: str) -> SavDictionary:
    try:
        return walk_dictionary(data)
    except DamageError as damage:
        raise errors.data_damaged(path.name, what, str(damage)) from None


def _measured(data: mmap, path: Path, what: str) -> SavDictionary:
    """Refuse a Stata file that counts more than it can hold, or that lacks its end, where the values' labels stand."""
    if data[:10] == b"<stata_dta":
        if not data[-64:].rstrip().endswith(b"</stata_dta>"):
            raise errors.data_damaged(path.name, what, "it is cut off")
        order: Any = "big" if b"<byteorder>MSF<" in data[:80] else "little"
        counted = _COUNTS.search(data[:200])
        counts = [int.from_bytes(count, order) for count in counted.groups()] if counted else [len(data) + 1]
    else:
        order = "big" if data[1] == 1 else "little"
        counts = [int.from_bytes(data[4:6], order), int.from_bytes(data[6:10], order)]
    if max(counts) > len(data):
        raise errors.data_damaged(path.name, what, "its counts of variables and cases go beyond the file")
    return SavDictionary()


def _decoded(texts: Iterable[bytes], encoding: str) -> str | None:
    """Decode texts; None if they are not in that encoding, nothing if it is one that is not known here."""
    try:
        return "\n".join(text.decode(encoding) for text in texts)
    except LookupError:
        return ""
    except UnicodeError:
        return None


def _wrong_encoding(path: Path, declared: str | None, texts: Sequence[bytes]) -> Exception:
    """Name the encodings in which all texts can be read, the likeliest first, with what they make of them."""
    read = {name: _decoded(texts, name) for name in CANDIDATES}
    found = [candidate(name, text) for name, text in read.items() if text]
    found.sort(key=lambda entry: -entry[0])
    return errors.declared_encoding(path.name, declared, [(name, excerpt) for _, name, excerpt in found[:3]])


def _iconv_name(encoding: str) -> str:
    try:
        return codecs.lookup(encoding).name.replace("utf-8-sig", "utf-8")
    except (LookupError, TypeError, ValueError):
        raise errors.unknown_encoding(encoding) from None


def _open(
    read: Callable[..., tuple[Any, Any]], path: Path, what: str, encoding: str | None, **options: Any
) -> tuple[Any, Any]:
    """Read by way of pyreadstat; what it cannot read is told in our words."""
    try:
        return read(str(path), encoding=encoding, **options)
    except Exception as failure:  # noqa: BLE001 - the library raises bare exceptions of several kinds for damaged files
        why = str(failure)
        if isinstance(failure, UnicodeError) or any(word in why.lower() for word in ("encod", "convert", "charset")):
            raise _wrong_encoding(path, encoding, [path.read_bytes()]) from None
        raise errors.data_damaged(path.name, what, why) from None


def _declared_encoding(about: Any) -> tuple[LedgerLine, ...]:
    facts = {"case": "declared", "encoding": about.file_encoding}
    return (LedgerLine("understood", "encoding", 0, facts),) if about.file_encoding else ()


def _labels_gone(about: Any) -> tuple[LedgerLine, ...]:
    """Say of how many variables the file names labels that it does not hold, as one does that was cut off."""
    named = [name for name, label in (about.variable_to_label or {}).items() if label not in (about.value_labels or {})]
    return (LedgerLine("understood", "labels_gone", len(named), first_of("columns", named)),) if named else ()


def _most_rows(about: Any) -> int:
    widths = about.variable_storage_width or {}
    wide = sum(max(int(width or 0), NUMBER_BYTES) for width in widths.values())
    return MOST_BYTES // max(wide, NUMBER_BYTES * max(1, len(about.column_names)))


def _value_labels(frame: Any, name: str, about: Any) -> Mapping[float, str] | None:
    """Say what a column's numbers stand for; values declared missing whose label says no more say just that."""
    labels = {_number(value): str(label) for value, label in (about.variable_value_labels or {}).get(name, {}).items()}
    known = {value: label for value, label in labels.items() if value is not None}
    declared = [_number(value) for value in (about.missing_user_values or {}).get(name, ())]
    declared += _in_ranges(frame[name], (about.missing_ranges or {}).get(name, ()))
    for value in declared:
        if value is not None and parse_token(known.get(value, "")).absence in {None, *_EMPTY}:
            known[value] = DECLARED_MISSING
    return known or None


_EMPTY = (parse_token("").absence,)


def _number(value: object) -> float | None:
    if isinstance(value, str):
        return EXTENDED.get(value)
    return float(value) if isinstance(value, int | float | np.number) else None


def _in_ranges(column: pd.Series[Any], ranges: Any) -> list[float | None]:
    """Name the values of a column that its declared ranges hold."""
    if not ranges or not pd.api.types.is_numeric_dtype(column):
        return []
    values = column.to_numpy(dtype=float, na_value=np.nan)
    found: list[float | None] = []
    for declared in ranges:
        low, high = (declared["lo"], declared["hi"]) if isinstance(declared, Mapping) else (declared, declared)
        if isinstance(low, str) or isinstance(high, str):
            continue
        inside = values[(values >= low) & (values <= high)]
        found += [float(value) for value in np.unique(inside)]
    return found


def _numbered(frame: Any, about: Any) -> Any:
    """Turn Stata's letters for missing values into the numbers that stand for them, and clear SPSS's missing texts."""
    for name in about.missing_user_values or {}:
        column = frame[name]
        if not pd.api.types.is_numeric_dtype(column):
            frame[name] = _extended(column)
    for name, ranges in (about.missing_ranges or {}).items():
        texts = {each["lo"] for each in ranges if isinstance(each, Mapping) and isinstance(each["lo"], str)}
        if texts:
            frame[name] = frame[name].where(~frame[name].isin(texts), "")
    return frame


def _extended(column: pd.Series[Any]) -> NDArray[np.float64]:
    index, distinct = pd.factorize(column)
    numbers = [_number(value) for value in distinct]
    values = [np.nan if number is None else number for number in numbers]
    return np.array([*values, np.nan], dtype=np.float64)[index]
