"""Headers that are codes: a part, a running number or an item's key, and perhaps a word, in any order that is usual."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from servgap.survey.reading.folding import TAG, fold_case, fold_header
from servgap.survey.reading.layout.part_words import part_of_code
from servgap.survey.reading.spoken import bare

SEPARATORS = re.compile(r"[\s_.\-–—:：/\[\]()（）·#]+")
NUMBERED = re.compile(r"(\D*?)_?0*(\d{1,6})_?(\D*)")
#: The humps of a name such as "ethP": what begins in a capital is a word of its own.
HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
#: A word beside the part and the number, as in "exp_q1", has few letters; longer ones ask something.
LONGEST_WORD = 8
#: What stands behind a number where questions are counted.
COUNTER = re.compile(r"^题_?")
#: The most words that the name of a part has.
MOST_WORDS = 3


@dataclass(frozen=True)
class Numbered:
    """A code with one number in it.

    Parameters
    ----------
    part
        The part that it names.
    number
        The running number.
    word
        What else stands there: the question's letter, or the items' group; empty for nothing.
    shape
        The code with a sign for its number.
    """

    part: str
    number: int
    word: str
    shape: str


def code_form(folded: str) -> str:
    """Write a header as a code: its parts divided by one underscore each."""
    return SEPARATORS.sub("_", folded).strip("_")


def key_code(header: str) -> str:
    """Write a header as the code that may hold an item's key."""
    return code_form(fold_header(header))


def plain_code(header: str) -> str:
    """Write a header as the code that may hold a number: without accents, its humps apart."""
    return code_form(bare(HUMP.sub("_", TAG.sub(" ", header))))


def key_form(key: str) -> str:
    """Write an item's key as it stands in codes."""
    return code_form(fold_case(key))


def numbered_code(header: str, parts: Sequence[str]) -> Numbered | None:
    """Read a code such as ``E1``, ``exp_q1``, ``q1_exp`` or ``eth_p_1``; None if it is none of these.

    Examples
    --------
    >>> numbered_code("Q07_exp", ("expectation", "perception"))
    Numbered(part='expectation', number=7, word='q', shape='q_#exp')
    """
    code = plain_code(header)
    found = NUMBERED.fullmatch(code)
    if found is None:
        return None
    before, behind = found[1].strip("_"), COUNTER.sub("", found[3]).strip("_")
    shape = f"{before}_#{behind}" if before else f"#{behind}"
    readings = [(part_of_code(behind, parts), before)] if behind else [(part_of_code(before, parts), "")]
    if not behind:
        readings += [(part, word) for part, word, _ in part_and_rest(before, parts)]
    told = {part: word for part, word in readings if part is not None and _is_word(word)}
    if len(told) != 1:
        return None
    ((part, word),) = told.items()
    if part_of_code(word, parts) not in {None, part}:  # "p1_e" and "e1_p" could be either
        return None
    return Numbered(part, int(found[2]), word, shape)


def _is_word(word: str) -> bool:
    return len(word) <= LONGEST_WORD and "_" not in word


def part_and_rest(code: str, parts: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Give the parts whose names a code begins or ends with, each with the rest of the code, and the name's place."""
    words = code.split("_")
    for count in range(min(MOST_WORDS, len(words) - 1), 0, -1):
        first, last = "_".join(words[:count]), "_".join(words[-count:])
        for name, rest, form in ((first, words[count:], f"{first}_"), (last, words[:-count], f"_{last}")):
            part = part_of_code(name, parts)
            if part is not None:
                yield part, "_".join(rest), form
