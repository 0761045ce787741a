"""A canvas for SVG whose texts stay texts, and that measures no glyph which the measuring font does not have.

matplotlib measures a text before it writes it, and warns of every glyph that its font lacks. In a page the browser sets
the text, in a font that has it; to silence the warning would take a setting that all threads share.
"""

from __future__ import annotations

from io import StringIO
from typing import Any

from matplotlib.backends.backend_mixed import MixedModeRenderer
from matplotlib.backends.backend_svg import FigureCanvasSVG, RendererSVG
from matplotlib.figure import Figure

from servgap.report.pictures.installed import glyphs_in

NOTHING_ELSE: dict[str, Any] = {"Date": None, "Creator": None, "Format": None, "Type": None}
POINTS = 72


class _Renderer(RendererSVG):
    def get_text_width_height_descent(self, s: str, prop: Any, ismath: Any) -> Any:
        known = glyphs_in(prop)
        kept = s if known.issuperset(s) else "".join(character for character in s if character in known)
        measured: Any = super().get_text_width_height_descent
        return measured(kept, prop, ismath)


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
