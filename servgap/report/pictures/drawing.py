"""From a planned picture to axes, or to an SVG element."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import matplotlib.axes

from servgap.errors import pictures as errors
from servgap.language import Language
from servgap.language.shown import DIRECTIONS
from servgap.report.pictures.canvas import Picture, fill, fit, keep_clear
from servgap.report.pictures.fonts import LATIN, Face, faces_for
from servgap.report.pictures.pen import EM, Pen
from servgap.report.pictures.settings import one_at_a_time, with_settings

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BROWSER_FONTS = (
    "system-ui, 'Segoe UI', 'Helvetica Neue', Arial, 'Noto Sans', 'PingFang SC', 'Microsoft YaHei', "
    "'Noto Sans CJK SC', sans-serif"
)
#: Names within a drawing; two drawings of one kind may share them, so each section of a page sets its own before them.
DRAWN_NAMES = re.compile(r'(\bid="|\burl\(#|\bhref="#)([a-z][0-9a-f]{10})\b')
#: A tag; matplotlib writes every < and > within texts and attributes as entities.
TAG = re.compile(r"<[^>]*>")
STROKES = "stroke-linejoin:round;stroke-linecap:butt"
PLAIN: dict[Any, Any] = {"path.sketch": None, "path.effects": [], "axes.xmargin": 0.0, "axes.ymargin": 0.0}
TEXT_AS_TEXT: dict[Any, Any] = {**PLAIN, "svg.fonttype": "none"}


def draw_picture(picture: Picture, ax: Axes | None, language: Language) -> Axes:
    """Draw on the axes given, or on those of a new pyplot figure, which a notebook shows."""
    if ax is not None and not isinstance(ax, mpl.axes.Axes):
        raise errors.no_axes(ax)
    if ax is not None:
        _refuse_taken(ax)
        return one_at_a_time(lambda: _on_axes(picture, ax, language))
    made: list[Figure] = []
    try:
        return one_at_a_time(lambda: _on_new_figure(picture, language, made))
    except BaseException:
        _close(*made)
        raise


def _refuse_taken(ax: Axes) -> None:
    """Refuse axes on which something stands, or whose limits are those of others too: a picture sets its own."""
    if any((ax.lines, ax.patches, ax.collections, ax.images, ax.texts, ax.child_axes)):
        raise errors.axes_taken()
    for name, group in (("x", ax.get_shared_x_axes()), ("y", ax.get_shared_y_axes())):
        others = len(group.get_siblings(ax)) - 1
        if others:
            raise errors.axes_shared(name, others)


def legible(picture: Picture, language: Language) -> tuple[Picture, tuple[Face, ...], frozenset[str]]:
    """Choose fonts, and give the picture with what they can write, and the characters that they do not have."""
    faces, uncovered = faces_for(language, map(_glyphs, picture.texts()))
    # Directions have no glyphs, and turn nothing where every text is an artist of its own.
    return picture.written_without(uncovered), faces, uncovered | DIRECTIONS


def _glyphs(text: str) -> str:
    return "".join(character for character in text if character not in DIRECTIONS)


def _on_axes(picture: Picture, ax: Axes, language: Language) -> Axes:
    readable, faces, uncovered = legible(picture, language)

    def draw() -> Axes:
        size, layout = fit(ax, readable)
        pen = Pen(faces, size, language, uncovered)
        readable.paint(ax, pen, layout)
        keep_clear(ax, readable, pen, layout)
        return ax

    return with_settings(PLAIN, draw)


def _on_new_figure(picture: Picture, language: Language, made: list[Figure]) -> Axes:
    """Draw on a figure that pyplot knows, and enter it among those made; one that nobody gets is closed again."""
    readable, faces, uncovered = legible(picture, language)
    from matplotlib import pyplot as plt

    def draw() -> Axes:
        ax, layout = fill(figure, readable)
        pen = Pen(faces, EM, language, uncovered)
        readable.paint(ax, pen, layout)
        keep_clear(ax, readable, pen, layout)
        return ax

    others = set(plt.get_fignums())
    try:
        # A session's first figure sets up its backend, for good: it is no part of the settings of this picture.
        figure = plt.figure()
    except BaseException:
        _close(*(set(plt.get_fignums()) - others))
        raise
    made.append(figure)
    return with_settings(PLAIN, draw)


def _close(*figures: Figure | int) -> None:
    from matplotlib import pyplot as plt

    for figure in figures:
        plt.close(figure)


def svg_of(picture: Picture, language: Language, salt: str, named: str = "") -> str:
    """Draw on a figure of no window and write it as SVG.

    Fonts are neither looked for nor asked how wide a glyph is: margins come from estimates, and a glyph that the
    measuring font lacks is the browser's to find.
    """
    from servgap.report.pictures.svg_canvas import svg_figure, written_svg

    def draw() -> str:
        figure = svg_figure()
        ax, layout = fill(figure, picture)
        picture.paint(ax, Pen((Face(LATIN),), EM, language), layout)
        return written_svg(figure)

    element = _inline(with_settings({**TEXT_AS_TEXT, "svg.hashsalt": f"servgap-{salt}"}, draw))
    return in_tags(lambda tag: DRAWN_NAMES.sub(rf"\g<1>{named}-\g<2>", tag), element) if named else element


def _inline(svg: str) -> str:
    """Make a document into an element: no prologue, no style for the whole page, no names that others may have."""
    element = svg[svg.index("<svg") :]
    element = re.sub(r"<metadata>.*?</metadata>\s*", "", element, flags=re.DOTALL)
    element = re.sub(r"<style type=\"text/css\">.*?</style>", "", element, flags=re.DOTALL)
    referred = set(re.findall(r"(?:url\(#|href=\"#)([^)\"]+)", "".join(TAG.findall(element))))
    element = in_tags(lambda tag: _tag(tag, referred), element)
    element = re.sub(r' width="[^"]*pt" height="[^"]*pt"| width="[^"]*pt"| height="[^"]*pt"', "", element, count=2)
    width = re.search(r'viewBox="0 0 ([\d.]+) ', element)
    style = f"width:{width[1] if width else 0}pt;height:auto;{STROKES}"
    return element.replace("<svg", f'<svg font-family="{BROWSER_FONTS}" style="{style}"', 1).strip() + "\n"


def in_tags(change: Callable[[str], str], svg: str) -> str:
    """Change the tags of a drawing, and none of its texts, which may hold whatever a name holds."""
    return TAG.sub(lambda found: change(found[0]), svg)


def _tag(tag: str, referred: set[str]) -> str:
    named = re.sub(r' id="([^"]*)"', lambda found: found[0] if found[1] in referred else "", tag)
    return named.replace(f"; font-family: '{LATIN}'", "").replace(f"font-family: '{LATIN}'; ", "")
