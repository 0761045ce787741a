"""How wide a text will be and where it breaks, without asking a font.

A picture in a web page is set by the browser in a font that is not known here, and a Chinese font may not be installed
where the picture is made. Widths are therefore estimated, in ems, a little on the wide side.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from servgap.language.shown import balanced

ELLIPSIS = "…"
BOX, NARROW_BOX = "□", "▯"  # .95 and .55 of an em in the font that is always there
UNSEEN = frozenset({"Mn", "Me", "Cf"})  # marks on the letter before, joiners, directions
NARROW = frozenset("ijlI'|.,:; !·‐")
SLIM = frozenset('ftr()[]-/\\"')
BROAD = frozenset("mwMW@%…—−←→≠±<>=▲▼ω")
NARROW_EM, SLIM_EM, MEDIUM_EM, CAPITAL_EM, BROAD_EM, WIDE_EM = 0.33, 0.41, 0.63, 0.74, 0.97, 1.0
BOLD = 1.13
NEVER_FIRST = frozenset("，。、；：！？）》」』】〉”’,.;:!?)]}%…")
PIECE = re.compile(r"\s+|[^\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]+|.", re.DOTALL)  # Chinese one by one


def width(text: str, *, bold: bool = False) -> float:
    """Estimate the width of a line of text in ems.

    Examples
    --------
    >>> width("响应性")
    3.0
    >>> width("Tangibles") < width("Responsiveness")
    True
    """
    return sum(map(_bold_character if bold else _character, text))


def _wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


@cache
def _character(character: str) -> float:
    if character in NARROW:
        return NARROW_EM
    if character in SLIM:
        return SLIM_EM
    if character in BROAD:
        return BROAD_EM
    if _wide(character):
        return WIDE_EM
    if unicodedata.combining(character) or unicodedata.category(character) == "Cf":
        return 0.0
    return CAPITAL_EM if character.isupper() else MEDIUM_EM


@cache
def _bold_character(character: str) -> float:
    return _character(character) * (1.0 if _wide(character) else BOLD)


def box_for(character: str) -> str:
    """Give the box that stands for a character which no font has: never wider than the width estimated for it.

    So a text keeps its lines and its room on a machine without the font, and nothing is cut off there.

    Examples
    --------
    >>> box_for("好"), box_for("ก")
    ('□', '▯')
    """
    if unicodedata.category(character) in UNSEEN:
        return ""
    return BOX if _character(character) >= BROAD_EM else NARROW_BOX


def shorten(text: str, room: float, *, bold: bool = False) -> str:
    """Cut a text so that it fits into `room` ems, with an ellipsis where something was cut."""
    if width(text, bold=bold) <= room:
        return text
    kept = text
    while kept and width(kept + ELLIPSIS, bold=bold) > room:
        kept = kept[:-1]
    return balanced(kept.rstrip() + ELLIPSIS)


def named(name: str, told: str, room: float, *, bold: bool = False) -> str:
    """Put a name before what is told of it, and where both are too wide shorten the name, never a number.

    Examples
    --------
    >>> named("Responsiveness of all staff", " −0.46", 12.0)
    'Responsivene… −0.46'
    """
    return shorten(name, max(room - width(told, bold=bold), 0.0), bold=bold) + told


def wrap(text: str, room: float, lines: int, *, bold: bool = False) -> tuple[str, ...]:
    """Break a text into at most `lines` lines of `room` ems; what does not fit ends in an ellipsis.

    Latin words stay whole where they can; Chinese breaks anywhere except before closing punctuation.

    Examples
    --------
    >>> wrap("Promises are kept on time.", 9.0, 2)
    ('Promises are', 'kept on time.')
    """
    broken = [""]
    for piece in PIECE.findall(text.strip()):
        if piece.isspace() or not broken[-1] or width(broken[-1] + piece, bold=bold) <= room:
            broken[-1] += piece
        elif piece in NEVER_FIRST:
            broken.append(broken[-1][-1] + piece)
            broken[-2] = broken[-2][:-1]
        else:
            broken.append(piece)
    if len(broken) > lines:
        broken = [*broken[: lines - 1], "".join(broken[lines - 1 :])]
    return tuple(shorten(line, room, bold=bold) for line in _closed(broken))


def _closed(lines: list[str]) -> list[str]:
    """Strip lines, and close in each what a line above it may have opened."""
    return [balanced(line.strip()) for line in lines]
