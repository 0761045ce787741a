"""Makes the font that the package brings for Chinese pictures: the characters of GB 2312, cut out of Noto Sans CJK SC.

    python benchmarks/chinese_font.py /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc
    python benchmarks/chinese_font.py --check FILE    # whether the packaged font is what would be made of FILE

The same file and the same version of fontTools make the same bytes. What is kept: all of GB 2312, and of the blocks
below what the font has. What is left out: hints, kerning, vertical setting, and everything else that no picture uses.
"""

from __future__ import annotations

import argparse
import sys
from io import BytesIO
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

MADE_OF = "Noto Sans CJK SC"
FAMILY = "Servgap Sans SC"
PACKAGED = Path(__file__).parents[1] / "servgap" / "report" / "pictures" / "typeface" / "ServgapSansSC-Regular.otf"
BLOCKS = (
    (0x0020, 0x007E),  # Latin
    (0x00A0, 0x017F),  # letters of European names
    (0x0370, 0x03FF),  # Greek
    (0x2010, 0x205E),  # dashes, quotation marks, the ellipsis
    (0x2070, 0x209C),  # figures raised and lowered
    (0x20A0, 0x20BF),  # currencies
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # the minus sign, signs of mathematics
    (0x25A0, 0x25FF),  # shapes
    (0x3000, 0x303F),  # Chinese punctuation
    (0xFF01, 0xFF60),  # full-width Latin
    (0xFFE0, 0xFFE5),
)
WITHOUT = ["BASE", "DSIG", "GDEF", "GPOS", "GSUB", "VORG", "vhea", "vmtx"]
COPYRIGHT, SUBFAMILY, UNIQUE, FULL, VERSION, POSTSCRIPT, TRADEMARK, DESCRIPTION = 0, 2, 3, 4, 5, 6, 7, 10
KEPT_NAMES = (COPYRIGHT, VERSION, TRADEMARK, 13, 14)  # with the licence and where it stands
WINDOWS_ENGLISH = (3, 1, 0x409)


def gb_2312() -> frozenset[int]:
    """Give every character of the standard: 6,763 ideographs and its signs."""
    found = set()
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                found.add(ord(bytes((row, cell)).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    return frozenset(found)


def face_of(path: Path) -> TTFont:
    """Open the file's face for simplified Chinese."""
    if path.suffix.lower() != ".ttc":
        return TTFont(path, recalcTimestamp=False)
    names = [face["name"].getDebugName(1) for face in TTCollection(path).fonts]
    return TTFont(path, fontNumber=names.index(MADE_OF), recalcTimestamp=False)


def made_of(path: Path) -> bytes:
    """Cut the font out of another, under a name of its own."""
    font = face_of(path)
    has = font.getBestCmap()
    wanted = gb_2312()
    if not wanted <= has.keys():
        sys.exit(f"{path} lacks {len(wanted - has.keys())} characters of GB 2312")
    in_blocks = {code for first, last in BLOCKS for code in range(first, last + 1)}
    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.glyph_names = False
    options.notdef_outline = True
    options.name_IDs = list(KEPT_NAMES)
    options.drop_tables = [*options.drop_tables, *WITHOUT]
    options.recalc_timestamp = False
    cut = subset.Subsetter(options)
    cut.populate(unicodes=(wanted | in_blocks) & has.keys())
    cut.subset(font)
    named(font)
    written = BytesIO()
    font.save(written, reorderTables=True)
    return written.getvalue()


def named(font: TTFont) -> None:
    """Give it its own name, so that it is never taken for the font it is made of, nor that one for it."""
    names, postscript = font["name"], FAMILY.replace(" ", "") + "-Regular"
    names.names = [each for each in names.names if (each.platformID, each.platEncID, each.langID) == WINDOWS_ENGLISH]
    version = names.getDebugName(VERSION).split(";")[0]
    told = {
        1: FAMILY,
        SUBFAMILY: "Regular",
        UNIQUE: f"{version};{postscript}",
        FULL: FAMILY,
        VERSION: version,
        POSTSCRIPT: postscript,
        DESCRIPTION: f"The characters of GB 2312, cut out of {MADE_OF} Regular, {version}",
    }
    for number, text in told.items():
        names.setName(text, number, *WINDOWS_ENGLISH)
    outlines = font["CFF "].cff
    outlines.fontNames[0] = postscript
    top = outlines.topDictIndex[0]
    for entry, text in (("FullName", FAMILY), ("FamilyName", FAMILY)):
        if entry in top.rawDict:
            top.rawDict[entry] = text


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path, help="Noto Sans CJK, as .ttc, or its face for simplified Chinese, as .otf")
    parser.add_argument("--check", action="store_true")
    told = parser.parse_args()
    made = made_of(told.file)
    if told.check:
        same = PACKAGED.read_bytes() == made
        sys.exit(0 if same else f"{PACKAGED} is not what is made of {told.file}")
    PACKAGED.parent.mkdir(exist_ok=True)
    PACKAGED.write_bytes(made)
    print(f"{PACKAGED}: {len(made):,} bytes")


if __name__ == "__main__":
    main()
