"""Which installed fonts can set a picture's texts."""

from __future__ import annotations

from collections.abc import Iterable

from servgap.errors import pictures as errors
from servgap.language import Language
from servgap.report.pictures.installed import families_of_new_files, glyphs_of, listed_families

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


def families_for(language: Language, texts: Iterable[str]) -> tuple[tuple[str, ...], frozenset[str]]:
    """Choose fonts for texts, in the order in which to look for a glyph.

    Font files that matplotlib's list does not have yet are looked for where its list does not do.

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
    needed = frozenset("".join(texts)) - ALWAYS
    first = _chinese() if language.needs_chinese_glyphs else ()
    families, missing = _covering((*first, LATIN), needed, listed_families())
    if missing:
        families, missing = _covering((*first, LATIN), needed, families_of_new_files())
    return families, missing


def _chinese() -> tuple[str, ...]:
    """Give the first font that sets Chinese; the rest of `CHINESE` is asked for what it lacks."""
    for look in (listed_families, families_of_new_files):
        installed = look()
        found = next((family for family in CHINESE if family in installed), None)
        if found is not None:
            return (found,)
    raise errors.no_chinese_font(CHINESE[:7])


def _covering(
    first: tuple[str, ...], needed: frozenset[str], installed: frozenset[str]
) -> tuple[tuple[str, ...], frozenset[str]]:
    """Take the first families, then the others that have what is still missing."""
    chosen, missing = list(first), needed
    for family in first:
        missing -= glyphs_of(family)
    for family in (*CHINESE, *OTHERS):
        if missing and family in installed and missing & glyphs_of(family):
            chosen.append(family)
            missing -= glyphs_of(family)
    return tuple(chosen), missing
