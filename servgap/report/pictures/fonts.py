"""Which fonts set a picture's texts: the user's own first, then those that are the same on every machine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from servgap.language import Language
from servgap.report.pictures.installed import families_of_new_files, glyphs_of, is_bold, listed_families, packaged

LATIN = "DejaVu Sans"
CHINESE = "Servgap Sans SC"
GENERIC = ("sans-serif", "serif", "monospace", "cursive", "fantasy")
OTHERS = (
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
NO_GLYPHS = frozenset("\t\n\r ")
FIGURES = frozenset("0123456789.%−")
"""What axes write, whatever texts there are."""


@dataclass(frozen=True)
class Face:
    """A font family, the characters that it has (all, where that is not asked), and whether it has bold ones."""

    family: str
    glyphs: frozenset[str] | None = None
    bold: bool = True


def faces_for(language: Language, texts: Iterable[str]) -> tuple[tuple[Face, ...], frozenset[str]]:
    """Choose fonts for texts, in the order in which to look for a glyph.

    Those that the user's settings name come first; then the two that are the same on every machine, matplotlib's own
    and the Chinese one of this package, which need nothing installed; then installed ones for what is still missing.
    Font files that matplotlib's list does not have yet are looked for where its list does not do.

    Returns
    -------
    faces
        Fonts, never empty.
    uncovered
        The characters that none of them has.
    """
    needed = (frozenset("".join(texts)) | FIGURES) - NO_GLYPHS
    always = (CHINESE, LATIN) if language.needs_chinese_glyphs else (LATIN,)
    packaged(CHINESE)
    families, missing = _covering(always, needed, listed_families())
    if missing:
        families, missing = _covering(always, needed, families_of_new_files())
    return tuple(Face(each, glyphs_of(each), is_bold(each)) for each in families), missing


def _covering(
    always: tuple[str, ...], needed: frozenset[str], installed: frozenset[str]
) -> tuple[tuple[str, ...], frozenset[str]]:
    """Take the families that always are there, and of the others those that have what is still missing."""
    chosen: list[str] = []
    missing = needed
    own = [family for family in of_the_user() if family in installed]
    others = [CHINESE, *(family for family in OTHERS if family in installed)]
    for family in (*own, *always, *others):
        if family not in chosen and (family in always or (missing and missing & glyphs_of(family))):
            chosen.append(family)
            missing -= glyphs_of(family)
    return tuple(chosen), missing


def of_the_user() -> tuple[str, ...]:
    """Give the families that the settings name before those that matplotlib comes with."""
    from matplotlib import rcParams

    named = list(rcParams["font.family"])
    found = [family for each in named for family in (_listed(each) if each in GENERIC else (each,))]
    return tuple(dict.fromkeys(found))


def _listed(generic: str) -> Iterator[str]:
    """Give the families that stand for a generic one; of sans-serif those alone which are not there from the start."""
    setting: Any = f"font.{generic}"
    from matplotlib import rcParams, rcParamsDefault

    listed, there = list(rcParams[setting]), list(rcParamsDefault[setting])
    if generic == "sans-serif":
        while listed and there and listed[-1] == there[-1]:
            listed.pop()
            there.pop()
    yield from listed
