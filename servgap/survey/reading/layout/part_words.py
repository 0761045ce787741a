"""How surveys call the parts in which every item is asked, as codes in headers and as words in questions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from servgap.survey.reading.folding import fold_case


@dataclass(frozen=True)
class PartWords:
    """What a part is called.

    Parameters
    ----------
    codes
        Whole words that stand for the part in a column's name, the commonest first.
    stems
        Beginnings of words, or Chinese and Korean words, by which a question's sentence gives the part away.
    """

    codes: tuple[str, ...]
    stems: tuple[str, ...]


#: A letter alone counts a list: "a)", "b)", …; a part's code has a number.
ENUMERATED = re.compile(r"[\W_]*[a-z][\W_]*")

KNOWN = {
    "expectation": PartWords(
        ("e", "exp", "expect", "expected", "expectation", "expectations", "期望", "期望值", "期待", "기대"),
        ("expect", "ideal", "excellent", "should", "期望", "期待", "应该", "应当", "기대"),
    ),
    "perception": PartWords(
        (
            *("p", "per", "perc", "percep", "percept", "perceived", "perception", "perceptions"),
            *("感知", "感知值", "实际", "实际感受", "体验", "인지", "지각"),
        ),
        ("percei", "percept", "actual", "experience", "received", "感知", "实际", "体验", "感受", "인지", "지각"),
    ),
    "desired": PartWords(
        ("d", "des", "desire", "desired", "ideal", "理想", "期望"),
        ("desire", "ideal", "wish", "理想", "期望"),
    ),
    "adequate": PartWords(
        ("a", "adeq", "adequate", "m", "min", "minimum", "minimal", "适当", "最低", "可接受"),
        ("adequate", "minim", "tolera", "适当", "最低", "可接受"),
    ),
    "importance": PartWords(
        ("i", "imp", "importance", "important", "重要", "重要性", "重要度"),
        ("importan", "重要"),
    ),
    "performance": PartWords(
        ("p", "perf", "performance", "绩效", "表现"),
        ("perform", "绩效", "表现"),
    ),
    "satisfaction": PartWords(
        ("s", "sat", "satisfaction", "satisfied", "满意", "满意度"),
        ("satisf", "满意"),
    ),
    "functional": PartWords(("f", "func", "functional", "正向"), ("functional", "正向")),
    "dysfunctional": PartWords(("d", "dys", "dysfunctional", "反向"), ("dysfunctional", "反向")),
}


def words_of(part: str) -> PartWords:
    """Give the words of a part; one that is not known goes by its own name and its first letter."""
    own = fold_case(part)
    return KNOWN.get(part, PartWords((own[:1], own), (own,)))


def codes_of(parts: Sequence[str]) -> dict[str, str]:
    """Map each code to its part, among an instrument's parts; codes that two of them share are left out."""
    return _codes_of(tuple(parts))


@cache
def _codes_of(parts: tuple[str, ...]) -> dict[str, str]:
    owners: dict[str, set[str]] = {}
    for part in parts:
        for code in words_of(part).codes:
            owners.setdefault(code, set()).add(part)
    return {code: next(iter(owning)) for code, owning in owners.items() if len(owning) == 1}


def part_named(text: str, parts: Sequence[str]) -> str | None:
    """Recognise the part that a word or a sentence speaks of; None unless it speaks of exactly one.

    Examples
    --------
    >>> part_named("What should it be like?", ["expectation", "perception"])
    'expectation'
    >>> part_named("Compared with what you expected, how was your experience?", ["expectation", "perception"])
    """
    folded = fold_case(text)
    bare = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", folded)
    code = codes_of(parts).get(bare)
    if code is not None:
        return code
    speaking = [part for part in parts if _speaks(folded, words_of(part).stems)]
    return speaking[0] if len(speaking) == 1 else None


def part_meant(text: str, parts: Sequence[str]) -> str | None:
    """Recognise the part among an instrument's parts and, if the text speaks of none of them, among all others."""
    own = part_named(text, parts)
    folded = fold_case(text)
    if own is not None or any(_speaks(folded, words_of(part).stems) for part in parts):
        return own
    if ENUMERATED.fullmatch(folded):
        return None
    others = [part for part in KNOWN if part not in parts]
    return next((part for part in others if part_named(text, [part])), None)


def _speaks(folded: str, stems: Iterable[str]) -> bool:
    return any(re.search(rf"\b{re.escape(stem)}" if stem.isascii() else re.escape(stem), folded) for stem in stems)
