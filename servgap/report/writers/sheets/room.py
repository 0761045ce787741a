"""The room that texts and numbers take in a sheet: columns wide enough, rows high enough, in any program."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from servgap.language.lines import width, wrapped

LINE, WIDE_LINE = 13.5, 16.0
"""Points that a line takes; one with letters of double width takes more, in whichever font a program has for them."""
HIGHEST_ROW = 409.0
"""What programs take at most."""
MARGIN = 1.3
FILTER = 14.0
"""Points that the button of a filter takes beneath a heading."""
NARROWER, CAPITAL = {120: 0.87, 24: 0.92, 0: 1.0}, 0.35
"""From how many letters on a text has enough narrow ones, with the places that each then takes; a capital's more."""
LINES_OF_HEADING = 3
NARROWEST, WIDEST, WIDEST_WORD = 7.0, 44.0, 30.0
"""Places that a column takes at least, and at most where names or texts stand in it, or words of a few."""


def taken_by(text: str) -> float:
    """Say how many places a text takes on one line, in letters of different widths.

    Examples
    --------
    >>> taken_by("gap"), taken_by("差距"), round(taken_by("The service falls short of expectation"), 2)
    (3.0, 4.0, 35.31)
    """
    each = next(places for letters, places in NARROWER.items() if len(text) >= letters)
    places = width(text)
    wide = places - len(text)
    return each * (places - 2 * wide) + 2 * wide + CAPITAL * sum(map(str.isupper, text))


def lines_in(text: str, places: float) -> int:
    """Count the lines that a text takes in a cell; a word that is wider than the cell is broken.

    Examples
    --------
    >>> lines_in("How far the service falls short", 16), lines_in("差距", 6), lines_in("", 8)
    (3, 1, 1)
    """
    if len(text) <= (places - MARGIN) // 3:
        return 1
    room = max(int((places - MARGIN) * width(text) / taken_by(text)), 1)
    parts = [part for paragraph in text.split("\n") for part in wrapped(paragraph, room).split("\n")]
    return sum(max(1, math.ceil(width(part) / room)) for part in parts)


def height_of(cells: Iterable[tuple[str, float]], line: float = LINE) -> float:
    """Say how high a row must be for its texts, each with the places that its column has.

    Examples
    --------
    >>> height_of([("short", 20), ("a text that takes two lines", 16)])
    27.0
    """
    tallest = 0.0
    for text, places in cells:
        one = line * WIDE_LINE / LINE if width(text) > len(text) else line
        tallest = max(tallest, one * lines_in(text, places))
    return min(max(tallest, line), HIGHEST_ROW)


def text_width(heading: str, texts: Iterable[str], widest: float = WIDEST) -> float:
    """Say how wide a column of texts must be; longer ones are broken into lines."""
    longest = max(map(taken_by, texts), default=0.0)
    return max(min(_within(longest + MARGIN + 0.7), widest), heading_width(heading))


def heading_width(heading: str) -> float:
    """Say how wide a column must be for its heading to stand in a few lines."""
    words = wrapped(heading, 1).split("\n")
    longest, whole = max(map(taken_by, words), default=0.0), taken_by(heading)
    return _within(max(longest, math.ceil(whole / LINES_OF_HEADING)) + MARGIN + 1)


def number_width(heading: str, values: Sequence[float], places: int, scale: float = 1.0) -> float:
    """Say how wide a column of numbers must be, written with so many decimals."""
    largest = scale * max(map(abs, values), default=0.0)
    digits = len(f"{largest:,.{places}f}") if largest < 1e15 else 15
    return _within(max(digits + 1 + MARGIN, heading_width(heading)))


def _within(wanted: float) -> float:
    return min(max(wanted, NARROWEST), WIDEST)
