"""What can go wrong, made from facts: what was expected, what was found, where, and what to do.

Every error is a `ServgapError`. The constructors stand beside it, one file for each place where things go wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice


class ServgapError(ValueError):
    """Something servgap was given cannot be used as it is; the message says what, where, and how to mend it.

    Examples
    --------
    >>> import servgap as sg
    >>> sg.Instrument.load("servqal")
    Traceback (most recent call last):
        ...
    servgap.errors.ServgapError: There is no built-in instrument 'servqal'. Did you mean 'servqual'? ...
    """


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
