"""How long data name an item in each row: by its key, its text, or the running number that stands for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from servgap.survey.instrument import Instrument
from servgap.survey.reading.folding import fold_case, fold_sentence
from servgap.survey.reading.layout.codes import code_form

#: "1. The counter opens", "Q3: The counter opens", "(2) The counter opens".
COUNTED_TEXT = re.compile(r"\W*(?:[^\W\d_]{1,10}\W{0,2})?\d{1,3}(?!\d)[\W_]+(.+)", re.DOTALL)
#: "Q01", "item 3", "题3": a word, the same in all of them, and a running number.
WORD_AND_NUMBER = re.compile(r"([^\W\d]{0,12}?)[\s_.\-#:：]*0*(\d{1,3})\W*")


def item_reader(instrument: Instrument, words: Iterable[str]) -> Callable[[str], int | None]:
    """Give what reads the items that some words name; a running number is one where all words together are the items.

    Parameters
    ----------
    instrument
        The questionnaire.
    words
        All distinct words of the column.
    """
    known: dict[str, int] = {}
    for number, item in enumerate(instrument.items):
        for text in item.standard.text.all:
            known.setdefault(fold_sentence(text), number)
    known.update({code_form(fold_case(key)): number for number, key in enumerate(instrument.item_keys)})
    known.update({fold_case(key): number for number, key in enumerate(instrument.item_keys)})
    if not any(key.isdecimal() for key in instrument.item_keys):
        known.update({str(number + 1): number for number in range(len(instrument.items))})

    def read(word: str) -> int | None:
        folded, text = fold_case(word), COUNTED_TEXT.fullmatch(word)
        forms = [folded, code_form(folded), fold_sentence(word), *([fold_sentence(text[1])] if text else [])]
        return next((known[form] for form in forms if form in known), None)

    named = [word for word in words if word.strip()]
    return read if all(read(word) is not None for word in named) else _counting(named, len(instrument.items)) or read


def _counting(words: list[str], items: int) -> Callable[[str], int | None] | None:
    """Give what reads words that count the items from the first to the last, each in one way; None if they do not."""
    found = {fold_case(word): WORD_AND_NUMBER.fullmatch(fold_case(word)) for word in words}
    numbers = {word: int(each[2]) - 1 for word, each in found.items() if each}
    before = {each[1] for each in found.values() if each}
    if len(numbers) < len(found) or len(before) != 1 or sorted(numbers.values()) != list(range(items)):
        return None
    return lambda word: numbers.get(fold_case(word))
