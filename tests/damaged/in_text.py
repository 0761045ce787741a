"""Damage to delimited text: encodings, byte order marks, line ends, delimiters, quotes, and what cannot be seen."""

from __future__ import annotations

import csv
import io

from numpy.random import Generator

from tests.damaged.damage import TEXT, Damage
from tests.damaged.seed import Change, Seed

_ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gbk", "big5", "cp949")
_FOREIGN = ("shift_jis", "cp1252", "latin-1", "cp1251", "utf-7", "cp037", "ascii", "koi8_r")
_UNSEEN = ("\u200b", "\u200e", "\u200f", "\u202e", "\u2060", "\ufeff", "\u00a0", "\u00ad", "\u3000", "\x00", "\x1a")
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\x00\x00", b"\xef\xbb\xbf\xef\xbb\xbf")


def _encoded(seed: Seed, text: str) -> bytes:
    return text.encode(seed.encoding, "replace")


def reencoded(seed: Seed, rng: Generator) -> Change:
    """Write the text in another encoding that has all its letters."""
    encoding = _ENCODINGS[int(rng.integers(len(_ENCODINGS)))]
    try:
        return Change(
            seed.text.encode(encoding), seed.rows, must=encoding in {"utf-8", "utf-8-sig", "utf-16", "utf-32"}
        )
    except UnicodeEncodeError:
        return Change(seed.text.encode(encoding, "replace"))


def misencoded(seed: Seed, rng: Generator) -> Change:
    """Write the text in an encoding that lacks its letters, or read it in the wrong one before."""
    encoding = _FOREIGN[int(rng.integers(len(_FOREIGN)))]
    if rng.random() < 0.5:
        return Change(seed.text.encode(encoding, "replace"))
    return Change(seed.data.decode(encoding, "replace").encode("utf-8", "replace"))


def mixed_encodings(seed: Seed, rng: Generator) -> Change:
    """Write some lines in one encoding and some in another."""
    other = "gb18030" if seed.encoding != "gb18030" else "utf-8"
    lines = [
        line.encode(other if rng.random() < 0.3 else seed.encoding, "replace") for line in seed.text.splitlines(True)
    ]
    return Change(b"".join(lines), seed.rows)


def marked(seed: Seed, rng: Generator) -> Change:
    """Put a byte order mark in front, the right one or another, or take it off."""
    bare = seed.data.removeprefix(b"\xef\xbb\xbf")
    which = int(rng.integers(len(_MARKS) + 1))
    if which == len(_MARKS):
        return Change(bare, seed.rows, must=True)
    sound = which == 0 and seed.encoding != "gb18030"
    return Change(_MARKS[which] + bare, seed.rows if sound else None, must=sound)


def other_line_ends(seed: Seed, rng: Generator) -> Change:
    """End lines otherwise, all alike or each in its way."""
    ends = ("\n", "\r\n", "\r")
    mixed = rng.random() < 0.5
    chosen = ends[int(rng.integers(3))]
    text = ""
    for line in seed.lines:
        written = io.StringIO()
        csv.writer(written, delimiter=seed.delimiter).writerow(line)
        text += written.getvalue().removesuffix("\r\n") + (ends[int(rng.integers(3))] if mixed else chosen)
    return Change(_encoded(seed, text), seed.rows, must=not mixed)


def other_delimiter(seed: Seed, rng: Generator) -> Change:
    """Write the table with another delimiter."""
    delimiter = ",;\t|"[int(rng.integers(4))]
    written = io.StringIO()
    quoting = csv.QUOTE_ALL if rng.random() < 0.5 else csv.QUOTE_MINIMAL
    csv.writer(written, delimiter=delimiter, quoting=quoting).writerows(seed.lines)
    return Change(_encoded(seed, written.getvalue()), seed.rows, must=True)


def delimiters_replaced(seed: Seed, rng: Generator) -> Change:
    """Replace some delimiters by others, or by nothing."""
    by = (",", ";", "\t", "|", "", " ", ",,")[int(rng.integers(7))]
    share = float(rng.choice([0.002, 0.05, 1.0]))
    pieces = seed.text.split(seed.delimiter)
    text = pieces[0] + "".join((by if rng.random() < share else seed.delimiter) + piece for piece in pieces[1:])
    return Change(_encoded(seed, text))


def quoted_badly(seed: Seed, rng: Generator) -> Change:
    """Put quotes in that nobody closes, or apostrophes, or take some away."""
    mark = ('"', '""', '"""', "'", '\\"')[int(rng.integers(5))]
    text = seed.text
    for at in sorted(rng.integers(0, len(text) + 1, int(rng.integers(1, 4))), reverse=True):
        text = text[:at] + mark + text[at:]
    return Change(_encoded(seed, text if rng.random() < 0.8 else seed.text.replace('"', "", int(rng.integers(1, 20)))))


def unseen_letters(seed: Seed, rng: Generator) -> Change:
    """Put letters in that cannot be seen: of no width, of the other direction, zero bytes."""
    text = seed.text
    for at in sorted(rng.integers(0, len(text) + 1, int(rng.integers(1, 40))), reverse=True):
        text = text[:at] + _UNSEEN[int(rng.integers(len(_UNSEEN)))] + text[at:]
    return Change(_encoded(seed, text))


def unseen_around(seed: Seed, rng: Generator) -> Change:
    """Put blanks and letters of no width around answers and headers."""
    unseen = [letter for letter in _UNSEEN if letter not in "\x00\x1a"]
    lines = [
        [unseen[int(rng.integers(len(unseen)))] + cell + " " if cell and rng.random() < 0.2 else cell for cell in line]
        for line in seed.lines
    ]
    return Change(seed.with_lines(lines) if seed.encoding != "gb18030" else seed.data, seed.rows)


def full_width(seed: Seed, rng: Generator) -> Change:
    """Write digits in full width."""
    lines = [[cell.translate(_FULL_WIDTH) if rng.random() < 0.5 else cell for cell in line] for line in seed.lines]
    return Change(seed.with_lines(lines), seed.rows)


def other_case(seed: Seed, rng: Generator) -> Change:
    """Write everything in capitals, or in small letters; in long data names in other letters are other people."""
    lines = [[cell.upper() if rng.random() < 0.5 else cell.lower() for cell in line] for line in seed.lines]
    return Change(seed.with_lines(lines), None if seed.shape.first_row is None else seed.rows)


def lines_above(seed: Seed, rng: Generator) -> Change:
    """Put lines above the header: blank ones, a title, a line that names the delimiter."""
    above = ("\n", "\r\n\r\n", f"sep={seed.delimiter}\n", "Survey of 2026\n", f"{seed.delimiter * 5}\n", "\x00\n")
    which = int(rng.integers(len(above)))
    return Change(_encoded(seed, above[which] + seed.text))


def lines_cut(seed: Seed, rng: Generator) -> Change:
    """Cut a line short, or the file in the midst of its last line."""
    lines = seed.text.splitlines(True)
    at = int(rng.integers(len(lines)))
    lines[at] = lines[at][: int(rng.integers(0, len(lines[at]) + 1))] + str(rng.choice(["", "\n"]))
    return Change(_encoded(seed, "".join(lines)))


DAMAGES = (
    Damage("another encoding", TEXT, reencoded),
    Damage("an encoding without its letters", TEXT, misencoded),
    Damage("two encodings", TEXT, mixed_encodings),
    Damage("byte order marks", TEXT, marked),
    Damage("line ends", TEXT, other_line_ends),
    Damage("another delimiter", TEXT, other_delimiter),
    Damage("delimiters replaced", TEXT, delimiters_replaced),
    Damage("quotes", TEXT, quoted_badly),
    Damage("unseen letters anywhere", TEXT, unseen_letters),
    Damage("unseen letters around cells", TEXT, unseen_around),
    Damage("full-width digits", TEXT, full_width),
    Damage("capitals", TEXT, other_case),
    Damage("lines above the header", TEXT, lines_above),
    Damage("a line cut", TEXT, lines_cut),
)
