"""The colours of every picture: told apart by the colour-blind, and dark enough to be read on white.

In grey print shapes, filled and hollow marks, and words tell apart what colours do.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from servgap.analysis.verdicts import ABOVE, NEGLIGIBLE, NONE, SHORT, UNDECIDED

if TYPE_CHECKING:
    from matplotlib.colors import LinearSegmentedColormap

INK = "#1b2530"
SOFT = "#59636e"
FAINT = "#66707b"
BLACK = "#000000"
RULE = "#d8dde3"
BAND = "#f1f4f7"
PAPER = "#ffffff"

SHORT_OF = "#b3400a"
ABOVE_IT = "#0b5aa6"
VERDICTS = {SHORT: SHORT_OF, ABOVE: ABOVE_IT, NEGLIGIBLE: "#38705f", UNDECIDED: FAINT, NONE: FAINT}

LINES = ("#0b5aa6", "#b3400a", "#26775f", "#8e4a9e", "#8a6400", "#2a78a6", "#b04478", "#5c6b2f")
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "<")

READABLE = 4.5
"""The least contrast of a text with what it stands on (WCAG 2, level AA)."""


def contrast(ink: Any, ground: Any) -> float:
    """Give the contrast of two colours, from 1 to 21.

    Examples
    --------
    >>> round(contrast("#000000", "#ffffff"), 1)
    21.0
    """
    darker, lighter = sorted((_luminance(ink), _luminance(ground)))
    return (lighter + 0.05) / (darker + 0.05)


def ink_on(ground: Any) -> str:
    """Give the ink in which a text can be read on a colour."""
    return next((ink for ink in (PAPER, INK) if contrast(ink, ground) >= READABLE), BLACK)


def _luminance(colour: Any) -> float:
    from matplotlib.colors import to_rgb

    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def diverging() -> LinearSegmentedColormap:
    """Give the colours of gaps: rust for short of expectation, blue for above, paper white at 0."""
    from matplotlib.colors import LinearSegmentedColormap

    steps = ["#a23a08", "#d9824f", "#f3cdb2", "#fbfbfb", "#bcd7ee", "#5f9fd3", "#0b5aa6"]
    return LinearSegmentedColormap.from_list("gap", steps)


LOWEST, LOWER, MIDDLE, HIGHER, HIGHEST = "#8f3307", "#f3cdb2", "#e3e6ea", "#c4dcf0", "#0b4f91"
"""Shades of answers: darkest at both ends of the scale, and lightest beside its middle, which is grey."""


@cache
def answer_inks(levels: int) -> tuple[str, ...]:
    """Give a shade for each answer of a scale, in even steps of lightness from its ends to its middle.

    Examples
    --------
    >>> answer_inks(5)
    ('#8f3307', '#f3cdb2', '#e3e6ea', '#c4dcf0', '#0b4f91')
    """
    side = levels // 2
    below = [_between(LOWEST, LOWER, place / max(side - 1, 1)) for place in range(side)]
    above = [_between(HIGHER, HIGHEST, place / (side - 1) if side > 1 else 1.0) for place in range(side)]
    return (*below, *([MIDDLE] if levels % 2 else []), *above)


def _parts(shade: str) -> tuple[int, ...]:
    return tuple(int(shade[place : place + 2], 16) for place in (1, 3, 5))


def _between(one: str, other: str, share: float) -> str:
    mixed = (round(a + (b - a) * share) for a, b in zip(_parts(one), _parts(other), strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)
