"""The colours of every picture: told apart by the colour-blind, and by their darkness in grey print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from servgap.analysis.verdicts import ABOVE, NEGLIGIBLE, NONE, SHORT, UNDECIDED

if TYPE_CHECKING:
    from matplotlib.colors import LinearSegmentedColormap

INK = "#1b2530"
SOFT = "#59636e"
FAINT = "#8b949e"
RULE = "#d8dde3"
BAND = "#f1f4f7"
PAPER = "#ffffff"

SHORT_OF = "#b3400a"
ABOVE_IT = "#0b5aa6"
VERDICTS = {SHORT: SHORT_OF, ABOVE: ABOVE_IT, NEGLIGIBLE: "#3d7a68", UNDECIDED: FAINT, NONE: FAINT}

LINES = ("#0b5aa6", "#b3400a", "#2f8f74", "#8e4a9e", "#a87900", "#4a9ac9", "#c4578a", "#5c6b2f")
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "<")


def diverging() -> LinearSegmentedColormap:
    """Give the colours of gaps: rust for short of expectation, blue for above, paper white at 0."""
    from matplotlib.colors import LinearSegmentedColormap

    steps = ["#a23a08", "#d9824f", "#f3cdb2", "#fbfbfb", "#bcd7ee", "#5f9fd3", "#0b5aa6"]
    return LinearSegmentedColormap.from_list("gap", steps)
