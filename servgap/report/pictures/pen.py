"""What writes on an axes: fonts, size and places in ems, whatever the caller's settings are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from servgap.report.pictures.palette import INK

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text
    from matplotlib.transforms import Transform

UNKNOWN = "□"
POINTS_PER_INCH = 72.0
LINE_EM = 1.12


@dataclass(frozen=True)
class Pen:
    """Fonts, the size of an em in points, and the characters that these fonts do not have."""

    families: tuple[str, ...]
    size: float
    uncovered: frozenset[str] = frozenset()

    def legible(self, text: str, otherwise: str = "") -> str:
        """Give the text; if the fonts do not have it, what to write otherwise, or else with boxes in it."""
        if not self.uncovered.intersection(text):
            return text
        if otherwise and not self.uncovered.intersection(otherwise):
            return otherwise
        return "".join(UNKNOWN if character in self.uncovered else character for character in text)

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
        ha: Literal["left", "center", "right"] = "left",
        ink: str = INK,
        bold: bool = False,
        slant: bool = False,
        scale: float = 1.0,
        turned: float = 0.0,
    ) -> Text:
        """Write a line of text at a place, moved by so many ems."""
        written = ax.text(*at, self.legible(text), transform=self.shifted(ax, transform, *shift), clip_on=False)
        self.dress(written, ink=ink, bold=bold, scale=scale)
        written.set(ha=ha, va="center_baseline", style="italic" if slant else "normal")
        if turned:
            written.set(rotation=turned, rotation_mode="anchor")
        return written

    def dress(self, text: Text, *, ink: str = INK, bold: bool = False, scale: float = 1.0) -> None:
        """Give a text these fonts and this size, and keep mathematics and TeX out of it."""
        text.set(family=list(self.families), size=self.size * scale, color=ink, weight="bold" if bold else "normal")
        text.set(parse_math=False, usetex=False)
