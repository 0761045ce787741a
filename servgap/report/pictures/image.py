"""A picture as a file: PNG, SVG or PDF, the same bytes whenever it is made, and no figure left behind."""

from __future__ import annotations

from io import BytesIO
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl

from servgap.errors import pictures as errors
from servgap.language import Language
from servgap.report.pictures.canvas import Picture, fill
from servgap.report.pictures.drawing import PLAIN, legible
from servgap.report.pictures.pen import EM, Pen
from servgap.report.pictures.settings import with_settings

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DPI = 200.0
#: Formats by the ending of a file's name, each with what matplotlib would write of the hour and of itself.
FORMATS: dict[str, dict[str, None]] = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}
WHOLE: dict[Any, Any] = {
    **PLAIN,
    "svg.hashsalt": "servgap",
    "savefig.bbox": None,
    "savefig.facecolor": "auto",
    "text.hinting": "none",  # letters as they were designed, which print as well and take a fifth less time
}
#: How far PNG is packed: files are a twentieth larger than by the usual 6, in two thirds of the time.
PACKED = {"compress_level": 3}


def png_of(picture: Picture, language: Language, *, dpi: float = DPI) -> bytes:
    """Draw a picture and write it as PNG: the same picture, the same bytes.

    Parameters
    ----------
    picture
        What is to be drawn.
    language
        The language in which it was planned.
    dpi
        Dots to an inch; the file says how many, so that whoever places it knows how large it is meant to be.
    """
    return _written(picture, language, "png", dpi)


def image_of(picture: Picture, language: Language, path: str | PathLike[str]) -> bytes:
    """Draw a picture and write it in the format by which a file's name ends: PNG, SVG or PDF.

    Raises
    ------
    ServgapError
        If it ends in another one.
    """
    ending = Path(fspath(path)).suffix.removeprefix(".").lower()
    if ending not in FORMATS:
        raise errors.no_picture_file(path, tuple(FORMATS))
    dpi = mpl.rcParams["savefig.dpi"]
    return _written(picture, language, ending, DPI if dpi == "figure" else float(dpi))


def _written(picture: Picture, language: Language, ending: str, dpi: float) -> bytes:
    readable, faces, uncovered = legible(picture, language)

    def draw() -> bytes:
        figure = _windowless()
        ax, layout = fill(figure, readable)
        readable.paint(ax, Pen(faces, EM, language, uncovered), layout)
        written = BytesIO()
        packed: dict[str, Any] = {"pil_kwargs": PACKED} if ending == "png" else {}
        figure.savefig(written, format=ending, dpi=dpi, metadata=FORMATS[ending], **packed)
        return written.getvalue()

    return with_settings(WHOLE, draw)


def _windowless() -> Figure:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure()
    FigureCanvasAgg(figure)
    return figure
