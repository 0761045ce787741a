"""The forms in which headers name an item and a part: by number, by the item's key, by its text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from servgap.survey.instrument import Instrument
from servgap.survey.reading.folding import fold_case, fold_header, fold_sentence
from servgap.survey.reading.part_words import codes_of, part_meant

SEPARATORS = re.compile(r"[\s_.\-–—:/\[\]()·]+")
QUESTION = r"(?:q|item|x|v|i|no|question|题|第)"
CODE_NUMBER = re.compile(r"([^\W\d_]+)_?0*(\d+)")
CODE_QUESTION_NUMBER = re.compile(rf"([^\W\d_]+)_{QUESTION}_?0*(\d+)")
NUMBER_CODE = re.compile(rf"(?:{QUESTION}_?)?0*(\d+)题?_?([^\W\d_]+)")
BARE_NUMBER = re.compile(r"(?:q|item|x|v|question|题)_?0*(\d+)")


@dataclass(frozen=True)
class Sighting:
    """A header that names an item of a part.

    Parameters
    ----------
    form
        How it does so; headers of one set have the same form.
    part
        The part.
    item
        The item's place in the instrument; for a number beyond its items, that number less one.
    """

    form: tuple[str, str]
    part: str
    item: int


class NamingForms:
    """Reads headers for one instrument.

    Parameters
    ----------
    instrument
        Its parts, keys and texts are looked for.
    """

    def __init__(self, instrument: Instrument) -> None:
        self.parts = instrument.parts
        self.codes = codes_of(instrument.parts)
        self.single = instrument.parts[0] if len(instrument.parts) == 1 else None
        keys = [_code_form(fold_case(key)) for key in instrument.item_keys]
        self.keys = {key: item for item, key in enumerate(keys)}
        self.numeric_keys = all(key.isdecimal() for key in keys)
        numbers = [int(key) for key in keys] if self.numeric_keys else range(1, len(keys) + 1)
        self.item_of_number = {number: item for item, number in enumerate(numbers)}
        texts: dict[str, set[int]] = {}
        for item, asked in enumerate(instrument.items):
            for text in asked.standard.text.all:
                texts.setdefault(fold_sentence(text), set()).add(item)
        unique = {text: next(iter(items)) for text, items in texts.items() if len(items) == 1 and text}
        self.texts = dict(sorted(unique.items(), key=lambda pair: -len(pair[0])))

    def read(self, header: str) -> Iterator[Sighting]:
        """Give every way in which a header names an item of a part."""
        folded = fold_header(header)
        code = _code_form(folded)
        yield from self._by_number(code)
        yield from self._by_key(code)
        yield from self._by_text(folded)

    def _by_number(self, code: str) -> Iterator[Sighting]:
        for form, code_at, number_at in ((CODE_NUMBER, 1, 2), (CODE_QUESTION_NUMBER, 1, 2), (NUMBER_CODE, 2, 1)):
            found = form.fullmatch(code)
            if found and found[code_at] in self.codes:
                shape = code[: found.start(number_at)].rstrip("_0") + "#" + code[found.end(number_at) :].lstrip("_")
                yield self._numbered(shape, self.codes[found[code_at]], int(found[number_at]))
        found = BARE_NUMBER.fullmatch(code)
        if found and self.single is not None:
            yield self._numbered(code[: found.start(1)].rstrip("_0") + "#", self.single, int(found[1]))

    def _numbered(self, shape: str, part: str, number: int) -> Sighting:
        # Keys that are numbers are what a header's number means; then no number runs beyond the items.
        beyond = -1 if self.numeric_keys else max(number - 1, -1)
        return Sighting(("number", shape), part, self.item_of_number.get(number, beyond))

    def _by_key(self, code: str) -> Iterator[Sighting]:
        if self.single is not None and code in self.keys:
            yield Sighting(("key", ""), self.single, self.keys[code])
        first, _, rest = code.partition("_")
        if first in self.codes and rest in self.keys:
            yield Sighting(("key", first + "_"), self.codes[first], self.keys[rest])
        start, _, last = code.rpartition("_")
        if last in self.codes and start in self.keys:
            yield Sighting(("key", "_" + last), self.codes[last], self.keys[start])

    def _by_text(self, folded: str) -> Iterator[Sighting]:
        for text, item in self.texts.items():
            at = folded.find(text)
            if at < 0 or _borders(folded, at, at + len(text)):
                continue
            rest = (folded[:at] + " " + folded[at + len(text) :]).strip()
            part = part_meant(rest, self.parts) if any(map(str.isalpha, rest)) else None
            if part is None and self.single is not None:
                part = self.single
            if part is not None and part in self.parts:
                yield Sighting(("text", ""), part, item)
            return


def _code_form(folded: str) -> str:
    return SEPARATORS.sub("_", folded).strip("_")


def _borders(text: str, start: int, end: int) -> bool:
    return text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()
