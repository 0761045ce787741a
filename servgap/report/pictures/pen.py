"""What writes on an axes: fonts, size and places in ems, whatever the caller's settings are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians, sin
from typing import TYPE_CHECKING, Any, Literal, TypedDict, Unpack

from servgap.language import Language
from servgap.language.numbers import known
from servgap.report.pictures.fonts import Face
from servgap.report.pictures.measure import box_for
from servgap.report.pictures.palette import INK, PAPER

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.font_manager import FontProperties
    from matplotlib.patheffects import AbstractPathEffect
    from matplotlib.text import Text
    from matplotlib.transforms import Transform

POINTS_PER_INCH = 72.0
EM = 9.0
FAINTNESS = 0.45
LINE_EM = 1.12
STEM = 0.045
PLAIN: dict[str, Any] = {"parse_math": False, "usetex": False}
MIDDLE = 0.36
"""Half the height of figures and capitals, and of Chinese characters over the baseline."""


class Look(TypedDict, total=False):
    """How a text is written: where it stands to its place, its colour, weight, slant, size, and angle in degrees."""

    ha: Literal["left", "center", "right"]
    ink: str
    bold: bool
    slant: bool
    scale: float
    turned: float


def writable(name: str, key: str, uncovered: frozenset[str]) -> str:
    """Give a name, or its key if only that can be written without characters that no font has."""
    return key if key and uncovered.intersection(name) and not uncovered.intersection(key) else name


def _thickened(by: float, ink: str) -> AbstractPathEffect:
    """Give the effect that makes a font bold which has no bold characters: their outlines drawn too."""
    from matplotlib.patheffects import withStroke

    return withStroke(linewidth=by, foreground=ink)


def unclipped(ax: Axes) -> dict[str, Any]:
    """Give what lets an artist reach beyond the axes; the path is not used, and spares matplotlib to make one each."""
    from matplotlib.transforms import TransformedPath

    return {"clip_on": False, "clip_path": TransformedPath(ax.patch.get_path(), ax.transAxes)}


@lru_cache(maxsize=256)
def _properties(families: tuple[str, ...], size: float, *, bold: bool, slant: bool) -> FontProperties:
    from matplotlib.font_manager import FontProperties

    look: dict[str, Any] = {"style": "italic" if slant else "normal", "weight": "bold" if bold else "normal"}
    return FontProperties(family=list(families), variant="normal", stretch="normal", size=size, **look)


@dataclass(frozen=True)
class Pen:
    """Fonts, the size of an em in points, what these fonts do not have, and the marks of numbers."""

    faces: tuple[Face, ...]
    size: float
    language: Language
    uncovered: frozenset[str] = frozenset()

    @property
    def scale(self) -> float:
        """How large everything is, beside a picture on a figure of its own."""
        return self.size / EM

    def legible(self, text: str) -> str:
        """Give the text, with a box for each character that the fonts do not have, no wider than the character."""
        if not self.uncovered.intersection(text):
            return text
        return "".join(box_for(character) if character in self.uncovered else character for character in text)

    def shifted(self, ax: Axes, transform: Transform, dx: float, dy: float) -> Transform:
        """Give a transform moved by so many ems to the right and upwards."""
        from matplotlib.transforms import ScaledTranslation

        em = self.size / POINTS_PER_INCH
        return transform + ScaledTranslation(dx * em, dy * em, ax.figure.dpi_scale_trans)

    def write(
        self,
        ax: Axes,
        at: tuple[float, float],
        text: str,
        *,
        transform: Transform,
        shift: tuple[float, float] = (0.0, 0.0),
        **look: Unpack[Look],
    ) -> None:
        """Write a line of text at a place, moved by so many ems."""
        from matplotlib.text import Text

        legible, turned, scale = self.legible(text), look.get("turned", 0.0), look.get("scale", 1.0)
        # The baseline goes by the place, not by the letters that a text happens to have: all of a row stand level.
        sink = MIDDLE * scale
        moved = (shift[0] + sink * sin(radians(turned)), shift[1] - sink * cos(radians(turned)))
        ink, bold = look.get("ink", INK), look.get("bold", False)
        font, thickened = self._font(legible, bold=bold, slant=look.get("slant", False), scale=scale)
        written = Text(
            at[0],
            at[1],
            legible,
            color=ink,
            fontproperties=font,
            transform=self.shifted(ax, transform, *moved),
            horizontalalignment=look.get("ha", "left"),
            verticalalignment="baseline",
            rotation=turned,
            rotation_mode="anchor",
            path_effects=[_thickened(self.size * scale * STEM, ink)] if thickened else None,
            **PLAIN,
            **unclipped(ax),
        )
        ax.add_artist(written)

    def dress(self, text: Text, *, ink: str = INK, bold: bool = False, scale: float = 1.0) -> None:
        """Give a text these fonts and this size, and keep mathematics and TeX out of it."""
        font, thickened = self._font(text.get_text(), bold=bold, slant=False, scale=scale)
        text.set_fontproperties(font)
        text.set_color(ink)
        text.set_parse_math(PLAIN["parse_math"])
        text.set_usetex(PLAIN["usetex"])
        if thickened:
            text.set_path_effects([_thickened(self.size * scale * STEM, ink)])

    def _font(self, text: str, *, bold: bool, slant: bool, scale: float) -> tuple[FontProperties, bool]:
        """Give the font of a text, and whether it must be thickened to be bold."""
        faces = self._faces(text)
        drawn = bold and all(face.bold for face in faces)
        families = tuple(face.family for face in faces)
        return _properties(families, self.size * scale, bold=drawn, slant=slant), bold and not drawn

    def _faces(self, text: str) -> tuple[Face, ...]:
        """Give those of the fonts that a text takes, so that it is not held up or thinned by those that it does not."""
        first = self.faces[0]
        if first.glyphs is None or not text or first.glyphs.issuperset(text):
            return self.faces if not text else (first,)
        taken, missing = [], set(text)
        for face in self.faces:
            if face.glyphs is not None and not missing.isdisjoint(face.glyphs):
                taken.append(face)
                missing -= face.glyphs
        return tuple(taken) or self.faces

    def bar(
        self, ax: Axes, ends: tuple[float, float], y: float, *, ink: str, weight: float = 1.4, faint: bool = False
    ) -> None:
        """Draw a line across, from one end to the other; nothing where an end is not known."""
        if all(map(known, ends)):
            look: dict[str, Any] = {"linewidth": weight * self.scale, "alpha": FAINTNESS if faint else 1.0, "zorder": 2}
            self.line(ax, ends, (y, y), color=ink, solid_capstyle="butt", **look)

    @staticmethod
    def line(ax: Axes, x: Sequence[float], y: Sequence[float], **look: Any) -> None:
        """Draw a line through points of the axes, as ``ax.plot`` does, whose limits it leaves alone."""
        from matplotlib.lines import Line2D

        ax.add_artist(Line2D(x, y, **look))

    def dot(
        self,
        ax: Axes,
        at: tuple[float, float],
        *,
        ink: str,
        size: float = 6.0,
        hollow: bool = False,
        over: int = 3,
        shape: str = "o",
    ) -> None:
        """Draw a dot, or another shape, filled or hollow; nothing where its place is not known."""
        if all(map(known, at)):
            look: dict[str, Any] = {
                "markersize": size * self.scale,
                "markeredgewidth": 1.3 * self.scale,
                "zorder": over,
            }
            face = PAPER if hollow else ink
            self.line(ax, [at[0]], [at[1]], marker=shape, linestyle="none", mfc=face, mec=ink, **unclipped(ax), **look)
