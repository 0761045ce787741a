"""A canvas for SVG whose texts stay texts, and that asks no font how large they are.

matplotlib measures a text before it writes it. In a page the browser sets the text, in a font that is not known here,
and places it by its anchor; so the measures are estimates, which take no font's time and miss none of its glyphs.
"""

from __future__ import annotations

from io import StringIO
from typing import Any

from matplotlib.backends.backend_mixed import MixedModeRenderer
from matplotlib.backends.backend_svg import FigureCanvasSVG, RendererSVG
from matplotlib.figure import Figure

from servgap.report.pictures.measure import width

NOTHING_ELSE: dict[str, Any] = {"Date": None, "Creator": None, "Format": None, "Type": None}
POINTS = 72
ASCENT, DESCENT = 0.76, 0.24


class _Renderer(RendererSVG):
    def get_text_width_height_descent(self, s: str, prop: Any, ismath: Any) -> Any:  # noqa: ARG002 - as it is called
        size = prop.get_size_in_points()
        return width(s) * size, (ASCENT + DESCENT) * size, DESCENT * size

    def _get_font_height_metrics(self, prop: Any) -> tuple[float, float, float]:
        """Give what matplotlib asks for from 3.11 on, before it looks into the font."""
        size = prop.get_size_in_points()
        return ASCENT * size, DESCENT * size, 0.0


class _Canvas(FigureCanvasSVG):
    def print_svg(self, filename: Any, *, bbox_inches_restore: Any = None, metadata: Any = None, **_: Any) -> None:
        """Write as matplotlib does, with the renderer above."""
        figure, dpi = self.figure, self.figure.dpi
        figure.dpi = POINTS
        width, height = figure.get_size_inches()
        made: Any = _Renderer
        mixed: Any = MixedModeRenderer
        page = made(width * POINTS, height * POINTS, filename, image_dpi=dpi, metadata=metadata)
        renderer = mixed(figure, width, height, dpi, page, bbox_inches_restore=bbox_inches_restore)
        figure.draw(renderer)
        renderer.finalize()


def svg_figure() -> Figure:
    """Make a figure of no window."""
    figure = Figure()
    _Canvas(figure)
    return figure


def written_svg(figure: Figure) -> str:
    """Write it, without a date or a maker's name."""
    written = StringIO()
    figure.savefig(written, format="svg", metadata=NOTHING_ELSE)
    return written.getvalue()
