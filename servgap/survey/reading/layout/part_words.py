"""How surveys call the parts in which every item is asked, as codes in headers and as words in questions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, cached_property

from servgap.survey.kano_parts import KANO
from servgap.survey.measures.measure import DIRECT
from servgap.survey.reading.spoken import bare, letters_of, runs_on, searching, words_under

#: The parts that languages have words for, those that questionnaires ask most first.
KNOWN = (
    *("expectation", "perception", "desired", "adequate", "importance", "performance", "satisfaction"),
    *("functional", "dysfunctional"),
)
#: A letter alone counts a list: "a)", "b)", …; a part's code has a number.
ENUMERATED = re.compile(r"[\W_]*[a-z][\W_]*")
#: Signs between which a part's whole name may stand: "Soll: Zimmer", "A / Ist". Letters alone may count a list there.
_BETWEEN = re.compile(r"[^\w\s]+|_")
SHORT = 2
#: Longer codes are no names of parts.
LONGEST_CODE = 60
#: Of a longer question the beginning and the end are looked at.
LONGEST_END = 600
#: What a part is called whose answers say whether expectations were met.
RECEIVED = "perception"
#: Words by which a question compares with what was expected, where a questionnaire asks for that in one answer.
COMPARING = ((DIRECT, "phrases"), ("met", "phrases"), ("met", "doubtful"))
#: Parts that say nothing of how good a service should be, whatever else a question speaks of.
OVERRULING = "importance"
#: Words of what is there or not, of which other questionnaires are full; those of the first hold those of the second.
IF_ABSENT, IF_THERE = ("dysfunctional", "asked"), ("functional", "asked")


class PartWords:
    """What a part is called, in all languages; one that no language knows goes by its own name and its first letter.

    Parameters
    ----------
    part
        The part.

    Attributes
    ----------
    names
        Whole names of blocks and codes of columns, without signs.
    """

    def __init__(self, part: str) -> None:
        own, self.part = bare(part), part
        if part not in KNOWN:
            self._words: tuple[str, ...] = (f"{own}*",)
            self.names = frozenset(map(letters_of, (own[:1], own)))
            return
        self._words = (*words_under(part, "nouns"), *words_under(part, "words"))
        whole = (own, *words_under(part, "names"), *(word for word in self._words if "*" not in word))
        self.names = frozenset(letters_of(name) for each in whole for name in each.split("|"))

    @cached_property
    def strong(self) -> re.Pattern[str]:
        """Finds the words that give the part away in a question."""
        return searching(self._words)

    @cached_property
    def code(self) -> re.Pattern[str]:
        """Matches a code that is such a word."""
        return searching(self._words, whole=True)

    @cached_property
    def weak(self) -> re.Pattern[str]:
        """Finds those that count only where no other does."""
        return searching(words_under(self.part, "weak"))


@cache
def words_of(part: str) -> PartWords:
    """Give the words of a part."""
    return PartWords(part)


@cache
def _finder(table: str, key: str) -> re.Pattern[str]:
    return searching(words_under(table, key))


def short_code(part: str) -> str:
    """Give the letter by which columns of a part are usually called."""
    return bare(part)[:1].upper()


def part_of_code(code: str, parts: Sequence[str]) -> str | None:
    """Give the part, among an instrument's parts, that a column's code stands for; None unless it is exactly one's.

    Examples
    --------
    >>> [part_of_code(code, ("expectation", "perception")) for code in ("e", "Erwartung", "kỳ_vọng", "x")]
    ['expectation', 'expectation', 'expectation', None]
    """
    return _part_of_code(letters_of(code), tuple(parts))


@cache
def _part_of_code(code: str, parts: tuple[str, ...]) -> str | None:
    named = [part for part in parts if code in words_of(part).names or code in _asked_names(part, parts)]
    if not named and runs_on(code):
        named = [part for part in parts if part in spoken_of(code, parts)]
    elif not named and 1 < len(code) <= LONGEST_CODE:
        named = [part for part in parts if words_of(part).code.fullmatch(code)]
    return named[0] if len(named) == 1 else None


@cache
def _asked_names(part: str, parts: tuple[str, ...]) -> frozenset[str]:
    """Give the whole names that a part has only on questionnaires which ask it."""
    return frozenset(map(letters_of, words_under(part, "asked"))) if KANO.issuperset(parts) else frozenset()


def part_named(text: str, parts: Sequence[str]) -> str | None:
    """Recognise the part that a word or a sentence speaks of; None unless it speaks of exactly one.

    Examples
    --------
    >>> part_named("What should it be like?", ["expectation", "perception"])
    'expectation'
    >>> part_named("Did we meet your expectations?", ["expectation", "perception"])
    'perception'
    >>> part_named("Compared with what you expected, how was your experience?", ["expectation", "perception"])
    """
    text = _ends(text)
    code = _part_of_code(letters_of(text), tuple(parts))
    if code is not None:
        return code
    if ENUMERATED.fullmatch(bare(text)):
        return None
    speaking = [part for part in parts if part in spoken_of(text, tuple(parts))]
    return speaking[0] if len(speaking) == 1 else None


def part_meant(text: str, parts: Sequence[str]) -> str | None:
    """Recognise the part among an instrument's parts and, if the text speaks of none of them, among all others.

    How important something is says nothing of how good it should be: a text that speaks of importance as well as of a
    part of the instrument is about importance.
    """
    text = _ends(text)
    own = part_named(text, parts)
    spoken = spoken_of(text, tuple(parts))
    if OVERRULING in spoken and OVERRULING not in parts and own is not None:
        return OVERRULING
    if own is not None or spoken & set(parts) or ENUMERATED.fullmatch(bare(text)):
        return own
    others = [part for part in KNOWN if part not in parts]
    return next((part for part in others if part_named(text, [part])), None)


def speaks_of_any(text: str) -> bool:
    """Tell whether a text speaks of any part that is known, or of several; letters alone speak of none."""
    name = letters_of(text)
    named = len(name) > SHORT and any(name in words_of(part).names for part in KNOWN)
    return named or bool(spoken_of(text, ()))


def _ends(text: str) -> str:
    """Cut what lies far from both ends out of a text: a part is spoken of at the beginning or the end."""
    return text if len(text) <= 2 * LONGEST_END else f"{text[:LONGEST_END]} {text[-LONGEST_END:]}"


@cache
def spoken_of(text: str, parts: tuple[str, ...]) -> frozenset[str]:
    """Give all parts of which a text speaks, among those known and an instrument's own."""
    plain, met = _finder("elsewhere", "phrases").sub(" ", bare(_ends(text))), False
    if parts and KANO.issuperset(parts):
        return _if_there(plain, parts)
    if DIRECT in parts and any(_finder(*words).search(plain) for words in COMPARING):
        return frozenset((DIRECT,))
    expected = _finder("expectation", "nouns")
    if expected.search(plain):
        if _finder("met", "doubtful").search(plain):
            return frozenset(("expectation", RECEIVED))
        met = _finder("met", "phrases").search(plain) is not None
    said = expected.sub(" ", plain) if met else plain
    told = [words_of(part) for part in dict.fromkeys((*KNOWN, *parts))]
    pieces = [piece for piece in map(letters_of, _BETWEEN.split(plain)) if len(piece) > SHORT]
    spoken = {words.part for words in told if words.strong.search(said) or words.names.intersection(pieces)}
    spoken |= {RECEIVED} if met else set()
    return frozenset(spoken or {words.part for words in told if words.weak.search(said)})


def _if_there(plain: str, parts: tuple[str, ...]) -> frozenset[str]:
    """Give the parts of which a question speaks that asks how somebody feels if something is there, or is not."""
    by_name = frozenset(part for part in parts if words_of(part).strong.search(plain))
    if by_name:
        return by_name
    spoken = set()
    for table, key in (IF_ABSENT, IF_THERE):
        if table in parts and _finder(table, key).search(plain):
            spoken.add(table)
        plain = _finder(table, key).sub(" ", plain)  # "not present" holds "present"
    return frozenset(spoken)
