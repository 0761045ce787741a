"""Texts folded for comparison: width, blanks, case, mark-up and Chinese script count for nothing."""

from __future__ import annotations

import re
import unicodedata

INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
SPACE_IN_CHINESE = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
TRAILING_STOP = re.compile(r"[\s.。!！?？;；,，、:：]+$")

#: The traditional characters that occur in answer labels and in the names of parts, and their simplified forms.
SIMPLIFIED = str.maketrans(
    "滿較無見會適過認贊點確應該實際體驗權數務質極沒說優績現題項對當夠稱絕屬達預專遠閒論餘個與於標準關鍵觸評價斷從來總經頻時幾爾級願",
    "满较无见会适过认赞点确应该实际体验权数务质极没说优绩现题项对当够称绝属达预专远闲论余个与于标准关键触评价断从来总经频时几尔级愿",
)


def fold(text: str) -> str:
    r"""Bring a text to one form: compatible characters, one blank for any run of blanks, none around it.

    Examples
    --------
    >>> fold(" ５\u00a0 or\nmore ")
    '5 or more'
    """
    return " ".join(unicodedata.normalize("NFKC", text).translate(INVISIBLE).split())


def fold_case(text: str) -> str:
    """Fold a text, its case and its script: traditional Chinese characters become simplified ones."""
    return fold(text).casefold().translate(SIMPLIFIED)


def fold_header(header: str) -> str:
    """Fold a header, its case and its mark-up."""
    return fold_case(TAG.sub(" ", header))


def fold_label(label: str) -> str:
    """Fold an answer label: beside its case, its closing stop and the spelling of "neither … nor" count for nothing.

    Examples
    --------
    >>> fold_label("Neither agree or disagree.")
    'neither agree nor disagree'
    """
    folded = fold_case(label).replace("’", "'").replace("-", " ").strip("'\" ")
    folded = SPACE_IN_CHINESE.sub("", TRAILING_STOP.sub("", " ".join(folded.split()))) or fold(label)
    if folded.startswith("neither "):
        folded = folded.replace(" or ", " nor ")
    return folded


def fold_sentence(text: str) -> str:
    """Fold a sentence for being looked for inside a header: its closing stop counts for nothing."""
    return TRAILING_STOP.sub("", fold_header(text))
