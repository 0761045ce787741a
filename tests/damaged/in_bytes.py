"""Damage to bytes, whatever they mean: after it nothing is known of the answers."""

from __future__ import annotations

from numpy.random import Generator

from tests.damaged.damage import ANY, BINARY, Damage
from tests.damaged.seed import Change, Seed

#: Numbers at which programs stumble, as bytes.
_EXTREMES = (
    *(b"\x00", b"\xff", b"\x7f", b"\x80", b"\x00\x00\x00\x00", b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f"),
    *(b"\x00\x00\x00\x80", b"\x01\x00\x00\x00", b"\xff" * 8, b"\x00" * 8, b"\xff" * 7 + b"\x7f"),
    *(b"\x00\x00\x00\x00\x00\x00\xf0\x7f", b"\xfe\xff\xff\xff", b"\x7f\xff\xff\xff"),
)


def _stretch(data: bytes, rng: Generator, most: int) -> tuple[int, int]:
    start = int(rng.integers(0, max(1, len(data))))
    return start, min(len(data), start + int(rng.integers(1, most + 1)))


def one_bit(seed: Seed, rng: Generator) -> Change:
    """Turn one bit round."""
    data = bytearray(seed.data)
    data[int(rng.integers(len(data)))] ^= 1 << int(rng.integers(8))
    return Change(bytes(data))


def some_bytes(seed: Seed, rng: Generator) -> Change:
    """Write other bytes here and there."""
    data = bytearray(seed.data)
    for at in rng.integers(0, len(data), int(rng.integers(1, 30))):
        data[at] = int(rng.integers(256))
    return Change(bytes(data))


def at_the_head(seed: Seed, rng: Generator) -> Change:
    """Write other bytes where counts and lengths stand."""
    data = bytearray(seed.data)
    for at in rng.integers(0, min(len(data), 600), int(rng.integers(1, 6))):
        data[at] = int(rng.integers(256))
    return Change(bytes(data))


def extremes(seed: Seed, rng: Generator) -> Change:
    """Write numbers at which programs stumble."""
    data = bytearray(seed.data)
    for _ in range(int(rng.integers(1, 5))):
        written = _EXTREMES[int(rng.integers(len(_EXTREMES)))]
        at = int(rng.integers(0, max(1, len(data) - len(written))))
        data[at : at + len(written)] = written
    return Change(bytes(data))


def blotted(seed: Seed, rng: Generator) -> Change:
    """Write over a stretch with zeros, ones or noise."""
    start, stop = _stretch(seed.data, rng, 2000)
    length = stop - start
    blots = (b"\0" * length, b"\xff" * length, rng.bytes(length), b" " * length)
    return Change(seed.data[:start] + blots[int(rng.integers(4))] + seed.data[stop:])


def cut_off(seed: Seed, rng: Generator) -> Change:
    """Cut the end off."""
    return Change(seed.data[: int(rng.integers(0, len(seed.data)))])


def cut_at_front(seed: Seed, rng: Generator) -> Change:
    """Cut the beginning off."""
    return Change(seed.data[int(rng.integers(1, len(seed.data))) :])


def cut_out(seed: Seed, rng: Generator) -> Change:
    """Cut a stretch out."""
    start, stop = _stretch(seed.data, rng, 500)
    return Change(seed.data[:start] + seed.data[stop:])


def doubled(seed: Seed, rng: Generator) -> Change:
    """Write a stretch twice."""
    start, stop = _stretch(seed.data, rng, 5000)
    return Change(seed.data[:stop] + seed.data[start:])


def interchanged(seed: Seed, rng: Generator) -> Change:
    """Interchange two stretches."""
    a, b, c, d = sorted(int(at) for at in rng.integers(0, len(seed.data) + 1, 4))
    data = seed.data
    return Change(data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:])


def inserted(seed: Seed, rng: Generator) -> Change:
    """Put noise in."""
    at = int(rng.integers(0, len(seed.data) + 1))
    return Change(seed.data[:at] + rng.bytes(int(rng.integers(1, 300))) + seed.data[at:])


def appended(seed: Seed, rng: Generator) -> Change:
    """Put noise, zeros or the file itself behind the file."""
    tails = (rng.bytes(int(rng.integers(1, 2000))), b"\0" * int(rng.integers(1, 2000)), seed.data)
    return Change(seed.data + tails[int(rng.integers(3))])


DAMAGES = (
    Damage("one bit", ANY, one_bit),
    Damage("some bytes", ANY, some_bytes),
    Damage("bytes at the head", BINARY, at_the_head),
    Damage("extreme numbers", BINARY, extremes),
    Damage("blotted", ANY, blotted),
    Damage("cut off", ANY, cut_off),
    Damage("cut at the front", ANY, cut_at_front),
    Damage("cut out", ANY, cut_out),
    Damage("a stretch doubled", ANY, doubled),
    Damage("stretches interchanged", ANY, interchanged),
    Damage("noise inserted", ANY, inserted),
    Damage("noise appended", ANY, appended),
)
