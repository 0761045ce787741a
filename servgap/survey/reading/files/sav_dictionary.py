"""The dictionary at the head of an SPSS file, walked through before the file is read.

The library that reads such files trusts their counts and lengths, and a damaged one can bring the whole process down.
Here every record is measured first. The walk also gathers the texts as bytes, so that their encoding can be judged.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from mmap import mmap

_HEADER = 176
_VARIABLE, _LABELS, _LABELLED, _DOCUMENT, _EXTENSION, _END = 2, 3, 4, 6, 7, 999
_MISSING_COUNTS = {-3, -2, 0, 1, 2, 3}
_LONGEST_LABEL = 1 << 16
_LEAST_IN_NAME = 0x20
_ELEMENT_SIZES = {1, 4, 8}
_DISPLAY, _ENCODING = 11, 20
#: Bytes unpacked for each byte of a file, above which and beyond which size it is made to do harm.
_RATIO, _RATIO_FROM = 200, 1 << 25
Buffer = bytes | mmap


class DamageError(ValueError):
    """A record that cannot be what it says, and where it stands."""

    def __init__(self, what: str, at: int) -> None:
        super().__init__(f"{what} (byte {at:,})")


@dataclass
class SavDictionary:
    """What a dictionary holds.

    Parameters
    ----------
    texts
        The variables' labels and the values' labels, as bytes.
    encoding
        The encoding that the file declares; empty if it declares none.
    """

    texts: list[bytes] = field(default_factory=list)
    encoding: str = ""


class _Bytes:
    """Bytes read from front to back; reading beyond the end is damage."""

    def __init__(self, data: Buffer, order: str) -> None:
        self.data, self.order, self.at = data, order, 0

    def take(self, count: int) -> bytes:
        if count < 0 or self.at + count > len(self.data):
            raise DamageError("it is cut off", self.at)
        self.at += count
        return self.data[self.at - count : self.at]

    def number(self) -> int:
        return int(struct.unpack(self.order + "i", self.take(4))[0])


def walk_dictionary(data: Buffer) -> SavDictionary:
    """Walk through the records up to the data.

    Raises
    ------
    DamageError
        If a count or a length cannot be.
    """
    layout = data[64:68].ljust(4, b"\0")
    order = next((order for order in "<>" if struct.unpack(order + "i", layout)[0] in {2, 3}), None)
    if order is None:
        raise DamageError("its header is cut off or changed", 64)
    found, source = SavDictionary(), _Bytes(data, order)
    header = source.take(_HEADER)
    slots = more = shown = 0
    while (kind := source.number()) != _END:
        if kind == _VARIABLE:
            slots, shown = slots + 1, shown + (more == 0)
            more = _variable(source, found, more)
        elif kind == _LABELS:
            _value_labels(source, found, slots)
        elif kind == _DOCUMENT:
            source.take(80 * source.number())
        elif kind == _EXTENSION:
            _extension(source, found, shown)
        else:
            raise DamageError("a record is of no known kind", source.at - 4)
    source.take(4)
    if not slots or more:
        raise DamageError("it does not hold all variables that it names", source.at)
    room = _unpacked(data, source) if data[:4] == b"$FL3" else len(data) - source.at
    cases = int(struct.unpack(order + "i", header[80:84])[0])
    if cases * slots > room:  # each eight letters and each number take a byte at least
        raise DamageError("it counts more cases than it can hold", 80)
    return found


def _variable(source: _Bytes, found: SavDictionary, more: int) -> int:
    """Walk over a variable, or over the next eight letters of a long one, of which `more` are still to come."""
    start = source.at
    width, labelled, missing = source.number(), source.number(), source.number()
    source.take(8)
    name = source.take(8)
    usual = -1 <= width <= 255 and labelled in {0, 1} and missing in _MISSING_COUNTS and (width == -1) == (more > 0)
    if not usual or min(name) < _LEAST_IN_NAME:
        raise DamageError("a variable cannot be what is said of it", start)
    if labelled:
        found.texts.append(_padded(source, source.number(), 4))
    source.take(8 * abs(missing))
    return more - 1 if more else max(width - 1, 0) // 8


def _padded(source: _Bytes, length: int, to: int, taken: int = 0) -> bytes:
    if not 0 <= length <= _LONGEST_LABEL:
        raise DamageError("a label is longer than labels are", source.at)
    text = source.take(length)
    source.take(-(length + taken) % to)
    return text


def _value_labels(source: _Bytes, found: SavDictionary, slots: int) -> None:
    for _ in range(_count(source)):
        source.take(8)
        found.texts.append(_padded(source, source.take(1)[0], 8, 1))
    if source.number() != _LABELLED:
        raise DamageError("labels belong to no variable", source.at)
    for _ in range(_count(source)):
        if not 1 <= source.number() <= slots:
            raise DamageError("labels belong to a variable that is not there", source.at - 4)


def _count(source: _Bytes) -> int:
    count = source.number()
    if not 0 < count <= len(source.data):
        raise DamageError("a count goes beyond the file", source.at - 4)
    return count


def _extension(source: _Bytes, found: SavDictionary, shown: int) -> None:
    kind, size, count = source.number(), source.number(), source.number()
    fits = kind != _DISPLAY or count in {2 * shown, 3 * shown}
    if size not in _ELEMENT_SIZES or count < 0 or not fits:
        raise DamageError("an extension cannot be what is said of it", source.at - 12)
    content = source.take(size * count)
    if kind == _ENCODING:
        found.encoding = content.decode("ascii", "replace")


def _unpacked(data: Buffer, source: _Bytes) -> int:
    """Measure the compressed blocks of a file: where they stand, and what they unpack to."""
    start, trailer, length = struct.unpack(source.order + "qqq", source.take(24))
    if start != source.at - 24 or trailer < source.at or length < 24 or trailer + length != len(data):
        raise DamageError("its compressed blocks do not stand where it says", start)
    _, _, size, count = struct.unpack(source.order + "qqii", data[trailer : trailer + 24])
    if count < 0 or length != 24 * (count + 1) or size <= 0:
        raise DamageError("the list of its compressed blocks was changed", trailer)
    room = 0
    for at in range(trailer + 24, trailer + length, 24):
        _, place, unpacked, packed = struct.unpack(source.order + "qqii", data[at : at + 24])
        if not (source.at <= place and 0 < packed <= trailer - place and 0 < unpacked <= size):
            raise DamageError("a compressed block is not what the file says", at)
        room += unpacked
    if room > max(_RATIO_FROM, _RATIO * len(data)):
        raise DamageError("its compressed blocks unpack to more than any survey's do", trailer)
    return room
