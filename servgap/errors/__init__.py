"""What can go wrong, made from facts: what was expected, what was found, where, and what to do.

Every error is a `ServgapError`. The constructors stand beside it, one file for each place where things go wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

#: What would steer the terminal or turn round the message that quotes it: control characters but line ends, half
#: characters, and signs of direction but isolates, which contain what they hold if every one of them is closed.
_STEERS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u206a-\u206f\ufff9-\ufffb\ud800-\udfff]")
_ISOLATES = re.compile("[\u2066-\u2069]")


class ServgapError(ValueError):
    """Something servgap was given cannot be used as it is; the message says what, where, and how to fix it.

    Examples
    --------
    >>> import servgap as sg
    >>> sg.Instrument.load("servqal")
    Traceback (most recent call last):
        ...
    servgap.errors.ServgapError: There is no built-in instrument 'servqal'. Did you mean 'servqual'? ...
    """

    def __init__(self, message: str = "") -> None:
        super().__init__(_quoted(message))


def _quoted(message: str) -> str:
    """Write what would steer whatever shows the message as the escape by which Python writes it."""
    told = _STEERS.sub(_escaped, message)
    deep = 0
    for sign in _ISOLATES.findall(told):
        deep += -1 if sign == "\u2069" else 1
        if deep < 0:
            break
    return _ISOLATES.sub(_escaped, told) if deep else told


def _escaped(found: re.Match[str]) -> str:
    return ascii(found[0])[1:-1]


def first_places(places: Iterable[object], most: int = 3) -> str:
    """Name the first places and count the rest: ``"a, b, c and 4 more"``.

    Examples
    --------
    >>> first_places(["P07 row 14 (9)", "E02 row 30 (0)"])
    'P07 row 14 (9), E02 row 30 (0)'
    >>> first_places("abcde")
    'a, b, c and 2 more'
    """
    rest = iter(places)
    shown = ", ".join(map(str, islice(rest, most)))
    more = sum(1 for _ in rest)
    return f"{shown} and {more} more" if more else shown
