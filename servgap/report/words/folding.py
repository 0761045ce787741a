"""Where lines may break: nowhere in names of the user's own, nor between a symbol and its value."""

from __future__ import annotations

import re
import unicodedata

UNBROKEN = "\N{NO-BREAK SPACE}"
SIGN = re.compile(r" ([=<>±]) ")


def one_line(text: object) -> str:
    r"""Put a text on one line, without characters that steer a terminal.

    Examples
    --------
    >>> one_line("Which branch\n did you visit?")
    'Which branch did you visit?'
    """
    shown = "".join(character if unicodedata.category(character) != "Cc" else " " for character in str(text))
    return " ".join(shown.split())


def bound(text: str) -> str:
    r"""Keep a symbol and its value, such as ``p = .761``, on one line.

    Examples
    --------
    >>> bound("p < .001").split(" ")
    ['p\xa0<\xa0.001']
    """
    return SIGN.sub(rf"{UNBROKEN}\1{UNBROKEN}", one_line(text))
