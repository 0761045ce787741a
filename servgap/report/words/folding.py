"""Where lines may break: nowhere in names of the user's own, nor between a symbol and its value."""

from __future__ import annotations

import re

from servgap.language.shown import one_line

UNBROKEN = "\N{NO-BREAK SPACE}"
SIGN = re.compile(r" ([=<>±]) ")


def bound(text: str) -> str:
    r"""Keep a symbol and its value, such as ``p = .761``, on one line.

    Examples
    --------
    >>> bound("p < .001").split(" ")
    ['p\xa0<\xa0.001']
    """
    return SIGN.sub(rf"{UNBROKEN}\1{UNBROKEN}", one_line(text))
