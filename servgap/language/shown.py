"""Names of the user's own as they stand in what is shown: themselves, and unable to reorder what stands around them.

Letters that run from right to left, and signs that turn the direction of a text, act on what follows: a branch whose
name holds U+202E would turn the numbers behind it round. Such a name is put between U+2068 and U+2069 (the Unicode
standard's isolates, UAX 9), with whatever it opens closed before its end; every other name stays as it is.
"""

from __future__ import annotations

import re
import unicodedata

from servgap.errors import texts as errors

#: Keeps a notebook from taking what stands between dollar signs for mathematics.
UNTYPESET = "tex2jax_ignore mathjax_ignore"
ISOLATE, END = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
_POP = "\N{POP DIRECTIONAL FORMATTING}"
#: What opens a stretch of another direction, and what closes it.
_CLOSED_BY = dict.fromkeys("\u202a\u202b\u202d\u202e", _POP) | dict.fromkeys("\u2066\u2067\u2068", END)
_MARKS = "\u200e\u200f\u061c"
#: Every sign that has no glyph and a say in directions.
DIRECTIONS = frozenset((*_CLOSED_BY, _POP, END, *_MARKS))
#: Signs that are not to be seen and are deprecated for steering what is, and those that pair texts with notes on them.
_STEERING = re.compile("[\u206a-\u206f\ufff9-\ufffb]")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]")
_HALVES = re.compile("[\ud800-\udfff]")
_RIGHT_TO_LEFT = frozenset(("R", "AL", "AN"))


def one_line(text: object) -> str:
    r"""Put a text on one line, without characters that steer a terminal, and with every direction that it opens closed.

    Examples
    --------
    >>> one_line("Which branch\n did you visit?")
    'Which branch did you visit?'
    """
    written = str(text)
    if written.isascii() and written.isprintable():
        return " ".join(written.split())
    shown = _HALVES.sub("\N{REPLACEMENT CHARACTER}", _CONTROLS.sub(" ", _STEERING.sub("", written)))
    return balanced(" ".join(shown.split()))


def balanced(text: str) -> str:
    """Close what a text opens of other directions, and leave out what closes nothing in it."""
    if text.isascii() or DIRECTIONS.isdisjoint(text):
        return text
    kept: list[str] = []
    closing: list[str] = []
    for character in text:
        if character in _CLOSED_BY:
            closing.append(_CLOSED_BY[character])
        elif character == _POP:
            if not closing or closing[-1] != _POP:
                continue
            closing.pop()
        elif character == END:
            if END not in closing:
                continue
            while closing[-1] == _POP:
                kept.append(closing.pop())
            closing.pop()
        kept.append(character)
    return "".join([*kept, *reversed(closing)])


def shown(name: object) -> str:
    r"""Give a name as it stands among other words: on one line, and isolated where it could turn these round.

    Examples
    --------
    >>> shown("North\nstation"), ascii(shown("\u202enorth")), ascii(shown("\u05e6\u05e4\u05d5\u05df"))
    ('North station', "'\\u2068\\u202enorth\\u202c\\u2069'", "'\\u2068\\u05e6\\u05e4\\u05d5\\u05df\\u2069'")
    """
    text = one_line(name)
    if text.isascii() or not _turns(text) or _is_isolated(text):
        return text
    return f"{ISOLATE}{text}{END}"


def contained(name: str) -> str:
    """Give a name that stands alone, as in a cell, with its own blanks: isolated only where it holds directions."""
    if name.isascii() or DIRECTIONS.isdisjoint(name):
        return name
    closed = balanced(name)
    return closed if closed and _is_isolated(closed) else f"{ISOLATE}{closed}{END}"


def is_whole(text: str) -> bool:
    """Tell whether a text holds no half of a character: a lone surrogate, which nothing can write."""
    return text.isascii() or _HALVES.search(text) is None


def check_whole(text: str, what: str) -> None:
    """Refuse a text that holds half a character.

    Raises
    ------
    ServgapError
        If it does.
    """
    if not is_whole(text):
        raise errors.half_a_character(what, text)


def _turns(text: str) -> bool:
    return not (DIRECTIONS.isdisjoint(text) and _RIGHT_TO_LEFT.isdisjoint(map(unicodedata.bidirectional, text)))


def _is_isolated(text: str) -> bool:
    """Tell whether all of a text stands between one pair of isolates."""
    if text[0] != ISOLATE or text[-1] != END:
        return False
    deep = 0
    for place, character in enumerate(text):
        deep += (_CLOSED_BY.get(character) == END) - (character == END)
        if not deep:
            return place == len(text) - 1
    return False
