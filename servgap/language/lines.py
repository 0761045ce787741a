"""How many places a text takes in a terminal, and where its lines may break."""

from __future__ import annotations

import re
import textwrap

from wcwidth import wcwidth

from servgap.language.shown import balanced, one_line

UNBROKEN = "\N{NO-BREAK SPACE}"
ELLIPSIS = "…"
SIGN = re.compile(r" ([=<>±]) ")
LINE, SHORT = 110, 44
WIDE = "\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6“”‘’"
PIECES = re.compile(rf"[^ {WIDE}]+|.")
OPENING, CLOSING = "（“‘《「【[(", "，。；：、！？）”’》」】])…％%"


def bound(text: str) -> str:
    r"""Keep a symbol and its value, such as ``p = .761``, on one line.

    Examples
    --------
    >>> bound("p < .001").split(" ")
    ['p\xa0<\xa0.001']
    """
    return SIGN.sub(rf"{UNBROKEN}\1{UNBROKEN}", one_line(text))


def width(text: str) -> int:
    """Count the places that a text takes.

    Examples
    --------
    >>> width("gap"), width("差距")
    (3, 4)
    """
    return len(text) if text.isascii() else sum(max(wcwidth(character), 0) for character in text)


def shortened(text: str, places: int = SHORT) -> str:
    """Cut a name to a number of places, between words where it has any, with an ellipsis where something was cut.

    Examples
    --------
    >>> shortened("Waiting times are short", 20), shortened("等候时间很短", 9)
    ('Waiting times are…', '等候时间…')
    """
    if width(text) <= places:
        return text
    kept = text
    while width(kept) > places - 1:
        kept = kept[:-1]
    words = kept.rsplit(" ", 1)[0] if text[len(kept)] != " " else kept
    return balanced((words if width(words) > places / 2 else kept).rstrip(" ,;:、，；：") + ELLIPSIS)


def wrapped(text: str, places: int = LINE) -> str:
    """Break a text into lines no wider than a number of places.

    Chinese breaks anywhere but before closing and after opening punctuation; a symbol and its value stay together.
    """
    shown = bound(text)
    if width(shown) == len(shown):
        return textwrap.fill(shown, places, break_long_words=False, break_on_hyphens=False).replace(UNBROKEN, " ")
    lines, line, taken = [], "", 0
    for piece in _unbreakable(shown):
        if line and taken + width(piece.rstrip()) > places:
            lines.append(line.rstrip(" "))
            line, taken = "", 0
        more = piece if line else piece.lstrip(" ")
        line, taken = line + more, taken + width(more)
    return "\n".join([*lines, line.rstrip(" ")]).replace(UNBROKEN, " ")


def _unbreakable(text: str) -> list[str]:
    """Cut a text wherever a line may end."""
    pieces: list[str] = []
    for piece in PIECES.findall(text):
        if pieces and not piece.isspace() and (pieces[-1][-1] in OPENING or piece[0] in CLOSING):
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return pieces
