"""A font made here: every character is a box as wide as an em, so that no test waits for one to be installed."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

FAMILY = "Noto Sans CJK SC"
EM = 1000
LATIN = range(0x20, 0x7F)
IDEOGRAPHS = range(0x4E00, 0xA000)
PUNCTUATION = range(0x3000, 0x3040)
FULL_WIDTH = range(0xFF01, 0xFF61)


def make_font(path: Path, family: str = FAMILY) -> Path:
    """Write the font to a file, and give the file."""
    drawn = TTGlyphPen(None)
    for left, right in ((80, 920), (160, 840)):
        drawn.moveTo((left, left - 120))
        drawn.lineTo((left, right - 120))
        drawn.lineTo((right, right - 120))
        drawn.lineTo((right, left - 120))
        drawn.closePath()
    box = drawn.glyph()
    builder = FontBuilder(EM, isTTF=True)
    builder.setupGlyphOrder([".notdef", "box"])
    builder.setupCharacterMap(dict.fromkeys(chain(LATIN, IDEOGRAPHS, PUNCTUATION, FULL_WIDTH), "box"))
    builder.setupGlyf({".notdef": box, "box": box})
    builder.setupHorizontalMetrics({".notdef": (EM, 80), "box": (EM, 80)})
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": family, "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120, usWinAscent=880, usWinDescent=120)
    builder.setupPost()
    builder.save(path)
    return path
