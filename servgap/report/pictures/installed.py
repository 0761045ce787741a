"""Which fonts there are: the one of this package, those on matplotlib's list, and those whose files are newer than it.

matplotlib writes down the fonts it finds once and does not look again, so a font that is installed later is not on its
list until somebody deletes the file in which the list is kept. Here the folders are looked through instead, and what is
new there, or gone, is told to the running matplotlib; its file is left as it is. So is the font of this package.
"""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties

UNREADABLE = (
    OSError,
    RuntimeError,
    ValueError,
    LookupError,
    TypeError,
)  # such files stay off matplotlib's list too

BOLD = 700
PACKAGED = Path(__file__).parent / "typeface"
_ONE_AT_A_TIME = Lock()


def packaged(family: str) -> None:
    """Tell the running matplotlib of a font that comes with this package, unless it knows it already."""
    from matplotlib.font_manager import fontManager

    file = str(PACKAGED / f"{family.replace(' ', '')}-Regular.otf")
    with _ONE_AT_A_TIME:
        if all(entry.fname != file for entry in reversed(fontManager.ttflist)):
            fontManager.addfont(file)


def listed_families() -> frozenset[str]:
    """Give the families on matplotlib's list whose files are still there."""
    from matplotlib.font_manager import fontManager

    return frozenset(entry.name for entry in fontManager.ttflist if Path(entry.fname).is_file())


def families_of_new_files() -> frozenset[str]:
    """Tell matplotlib of font files that it does not list, or that are gone, and give the families it lists then."""
    from matplotlib.font_manager import findSystemFonts, fontManager

    # Where it comes upon a file that is gone, matplotlib makes its list anew and forgets what it was told.
    fontManager.ttflist[:] = [entry for entry in fontManager.ttflist if Path(entry.fname).is_file()]
    listed = {str(entry.fname) for entry in fontManager.ttflist}
    for file in sorted(set(findSystemFonts()) - listed):
        with suppress(*UNREADABLE):
            fontManager.addfont(file)
    return listed_families()


def glyphs_of(family: str) -> frozenset[str]:
    """Give the characters that an installed family has."""
    from matplotlib.font_manager import FontProperties

    return glyphs_in(FontProperties(family=family))


def is_bold(family: str) -> bool:
    """Tell whether a family has bold characters on the list."""
    from matplotlib.font_manager import fontManager, weight_dict

    names: dict[Any, Any] = dict(weight_dict)
    weights = (names.get(entry.weight, entry.weight) for entry in fontManager.ttflist if entry.name == family)
    return any(isinstance(weight, int | float) and weight >= BOLD for weight in weights)


def glyphs_in(font: FontProperties) -> frozenset[str]:
    """Give the characters that a font has."""
    from matplotlib.font_manager import findfont

    return _glyphs(findfont(font))


@lru_cache(maxsize=16)
def _glyphs(file: str) -> frozenset[str]:
    from matplotlib.font_manager import get_font

    return frozenset(map(chr, get_font(file).get_charmap()))
