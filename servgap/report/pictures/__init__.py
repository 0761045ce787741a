"""How findings look when they are drawn: one file a picture, one room in which all of them find place.

A picture is planned first, with all its texts, and only then drawn, so that its size and margins follow from what it
says. matplotlib is imported when something is drawn, and its
settings are left as they were.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from servgap.language import language_of
from servgap.report.kinds.registry import kind_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from servgap.analysis.finding import Finding


def draw(finding: Finding, ax: Axes | None, language: str, view: str | None = None) -> Axes:
    """Draw a finding's picture.

    Parameters
    ----------
    finding
        What a verb found.
    ax
        The axes to draw on; without them, a new pyplot figure of the size that the picture needs.
    language
        ``"en"`` or ``"zh"``.
    view
        The name of another picture than the usual one.

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn on.

    Raises
    ------
    ServgapError
        If the language is not known, there is no such picture of this finding, or what was given are no axes.
    """
    from servgap.report.pictures.drawing import draw_picture

    told = language_of(language)
    return draw_picture(kind_of(finding.kind).planned(finding, told, view), ax, told)


def picture_svg(finding: Finding, language: str, *, named: str = "", view: str | None = None) -> str:
    """Draw a finding's picture as an SVG element to stand in an HTML page, its own names behind that of its section.

    Texts stay texts, so the reader's browser chooses fonts and none need be installed here; the same finding gives the
    same characters.
    """
    from servgap.report.pictures.drawing import svg_of

    told = language_of(language)
    return svg_of(kind_of(finding.kind).planned(finding, told, view), told, f"{finding.kind}-{language}", named)
