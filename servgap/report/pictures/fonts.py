"""Which installed fonts can set a picture's texts."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from servgap.errors import pictures as errors

LATIN = "DejaVu Sans"
CHINESE = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Noto Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
    "Hiragino Sans GB",
    "Heiti SC",
    "STHeiti",
    "SimHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Droid Sans Fallback",
    "Noto Sans CJK JP",
    "Noto Sans CJK TC",
    "Noto Sans CJK HK",
    "Noto Sans CJK KR",
    "Microsoft JhengHei",
    "SimSun",
    "Arial Unicode MS",
)
OTHERS = (
    "Malgun Gothic",
    "Apple SD Gothic Neo",
    "NanumGothic",
    "Noto Sans KR",
    "Yu Gothic",
    "Hiragino Sans",
    "Meiryo",
    "Noto Sans JP",
    "Noto Sans Thai",
    "Leelawadee UI",
    "Noto Sans Devanagari",
    "Nirmala UI",
    "Noto Sans Arabic",
    "Noto Sans Symbols 2",
)
ALWAYS = frozenset("\t\n\r ")


def families_for(language: str, texts: Iterable[str]) -> tuple[tuple[str, ...], frozenset[str]]:
    """Choose fonts for texts, in the order in which to look for a glyph.

    Returns
    -------
    families
        Installed font families, never empty.
    uncovered
        The characters that none of them has.

    Raises
    ------
    ServgapError
        If the language needs Chinese glyphs and no font is installed that has them.
    """
    installed = _installed()
    chosen = [LATIN]
    if language == "zh":
        chinese = [family for family in CHINESE if family in installed]
        if not chinese:
            raise errors.no_chinese_font(CHINESE[:7])
        chosen = [chinese[0], LATIN]
    missing = frozenset("".join(texts)) - ALWAYS
    for family in chosen:
        missing -= _glyphs(family)
    for family in (*CHINESE, *OTHERS):
        if not missing:
            break
        if family in installed and missing & _glyphs(family):
            chosen.append(family)
            missing -= _glyphs(family)
    return tuple(chosen), missing


def _installed() -> frozenset[str]:
    from matplotlib.font_manager import fontManager

    return frozenset(entry.name for entry in fontManager.ttflist)


@lru_cache(maxsize=16)
def _glyphs(family: str) -> frozenset[str]:
    from matplotlib.font_manager import FontProperties, findfont, get_font

    return frozenset(map(chr, get_font(findfont(FontProperties(family=family))).get_charmap()))
