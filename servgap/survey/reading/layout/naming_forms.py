"""The forms in which headers name an item and a part: by number, by the item's key, by its text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from servgap.survey.instrument import Instrument
from servgap.survey.reading.folding import fold_case, fold_header, fold_sentence
from servgap.survey.reading.layout.part_words import codes_of, part_meant
from servgap.survey.reading.tools.tool import Question

SEPARATORS = re.compile(r"[\s_.\-–—:/\[\]()·#]+")
QUESTION = r"[^\W\d_]{1,8}"
CODE_NUMBER = re.compile(r"([^\W\d_]+)_?0*(\d+)")
CODE_QUESTION_NUMBER = re.compile(rf"([^\W\d_]+)_{QUESTION}_?0*(\d+)")
NUMBER_CODE = re.compile(rf"(?:{QUESTION}_?)?0*(\d+)题?_?([^\W\d_]+)")
BARE_NUMBER = re.compile(r"(?:q|item|x|v|question|题)_?0*(\d+)")
#: Of an array with two scales: a column's block, and its code.
ONE_SCALE = re.compile(r".+\[\d\]")
NUMBER_SCALE = re.compile(r".+?_[^\W\d_]*0*(\d+)_\d")
COUNTED = re.compile(r"[\s.。!！?？]*(\d{1,3})")


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


@dataclass(frozen=True)
class Statement:
    """A column that names an item by its text or its key.

    Parameters
    ----------
    item
        The item's place in the instrument; for a number beyond its items, that number less one.
    by
        ``"text"`` if words of the question tell the part, ``"coded_text"`` if the column's code does.
    part
        The part told; None if none is.
    foreign
        Whether the question speaks of a part that the instrument does not ask.
    count
        The number behind the text by which a tool tells a statement that stands again from the first one.
    """

    item: int
    by: str = "text"
    part: str | None = None
    foreign: bool = False
    count: int = 0


class NamingForms:
    """Reads columns for one instrument.

    Parameters
    ----------
    instrument
        Its parts, keys and texts are looked for.
    """

    def __init__(self, instrument: Instrument) -> None:
        self.parts = instrument.parts
        self.codes = codes_of(instrument.parts)
        self.single = instrument.parts[0] if len(instrument.parts) == 1 else None
        keys = [code_form(fold_case(key)) for key in instrument.item_keys]
        self.keys = {key: item for item, key in enumerate(keys)}
        self.numeric_keys = all(key.isdecimal() for key in keys)
        numbers = [int(key) for key in keys] if self.numeric_keys else range(1, len(keys) + 1)
        self.item_of_number = {number: item for item, number in enumerate(numbers)}
        self.texts = statement_texts(instrument)

    def read(self, question: Question) -> Iterator[Sighting]:
        """Give every way in which a column names an item of a part."""
        code = code_form(fold_header(question.header))
        yield from self._by_number(code)
        yield from self._by_key(code)
        statement = self.statement(question)
        if statement is not None and statement.part is not None:
            yield Sighting((statement.by, ""), statement.part, statement.item)
            block = question.block or question.stem
            if block:
                yield Sighting((statement.by, block), statement.part, statement.item)

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
        for part, rest, form in self._coded(code):
            if rest in self.keys:
                yield Sighting(("key", form), part, self.keys[rest])

    def _coded(self, code: str) -> Iterator[tuple[str, str, str]]:
        """Give the part that a code begins or ends with, and the rest of the code."""
        first, _, rest = code.partition("_")
        if first in self.codes and rest:
            yield self.codes[first], rest, first + "_"
        start, _, last = code.rpartition("_")
        if last in self.codes and start:
            yield self.codes[last], start, "_" + last

    def coded_part(self, question: Question) -> str | None:
        """Give the part of which a column's code speaks, where the code is not the question itself."""
        if not question.text or len(question.header) > 30:
            return None
        code = code_form(fold_header(question.header))
        numbered = {sighting.part for sighting in self._by_number(code)} if self.single is None else set()
        told = numbered | {part for part, _, _ in self._coded(code)}
        return next(iter(told)) if len(told) == 1 else None

    def statement(self, question: Question) -> Statement | None:
        """Read which item's text or key a column holds, and what tells its part."""
        found = self._item(question)
        if found is None:
            return None
        item, rest, count = found
        meant = part_meant(rest, self.parts) if any(map(str.isalpha, rest)) else None
        if meant is not None:
            return Statement(item, "text", meant if meant in self.parts else None, meant not in self.parts, count)
        coded = self.coded_part(question)
        if coded is not None:
            return Statement(item, "coded_text", coded, count=count)
        return Statement(item, "text", self.single, count=count)

    def _item(self, question: Question) -> tuple[int, str, int] | None:
        """Find the item whose text or key a column holds; give it, what else is said there, and the count behind it."""
        own = fold_sentence(question.text)
        if own in self.texts:
            return self.texts[own], fold_header(question.stem), 0
        for text in filter(None, (question.reading, question.header)):
            folded = fold_header(text)
            for statement, item in self.texts.items():
                at = folded.find(statement)
                if at < 0:
                    continue
                end = at + len(statement)
                counted = COUNTED.fullmatch(folded, end)
                if folded[at - 1 : at].isalnum() or (counted is None and folded[end : end + 1].isalnum()):
                    continue  # the middle of a longer text
                rest = (folded[:at] + " " + folded[end:]).strip()
                return item, rest, int(counted[1]) if counted else 0
        code = code_form(fold_header(question.header))
        if code in self.keys and not self.numeric_keys:
            return self.keys[code], fold_header(question.stem), 0
        scaled = NUMBER_SCALE.fullmatch(code) if ONE_SCALE.fullmatch(question.block) and not question.text else None
        if scaled and int(scaled[1]) > 0:
            return int(scaled[1]) - 1, "", 0
        bare, _, count = code.rpartition("_")
        if bare in self.keys and count.isdecimal() and not self.numeric_keys:
            return self.keys[bare], fold_header(question.stem), int(count)
        return None


def statement_texts(instrument: Instrument) -> dict[str, int]:
    """Map each item's text in every language, folded, to the item; texts that two items share are left out."""
    texts: dict[str, set[int]] = {}
    for item, asked in enumerate(instrument.items):
        for text in asked.standard.text.all:
            texts.setdefault(fold_sentence(text), set()).add(item)
    unique = {text: next(iter(items)) for text, items in texts.items() if len(items) == 1 and text}
    return dict(sorted(unique.items(), key=lambda pair: -len(pair[0])))


def code_form(folded: str) -> str:
    """Write a header as a code: its parts divided by one underscore each."""
    return SEPARATORS.sub("_", folded).strip("_")
