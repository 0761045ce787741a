"""The forms in which headers name an item and a part: by number, by the item's key, by its text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from servgap.survey.instrument import Instrument
from servgap.survey.reading.folding import fold_header, fold_sentence
from servgap.survey.reading.layout.codes import key_code, key_form, numbered_code, part_and_rest
from servgap.survey.reading.layout.part_words import part_meant
from servgap.survey.reading.spoken import is_abbreviation, letters_of
from servgap.survey.reading.tools.tool import Question

BARE_NUMBER = re.compile(r"(?:q|item|x|v|question|题)_?0*(\d+)")
#: Of an array with two scales: a column's block, and its code.
ONE_SCALE = re.compile(r".+\[\d\]")
NUMBER_SCALE = re.compile(r".+?_[^\W\d_]*0*(\d+)_\d")
COUNTED = re.compile(r"[\s.。!！?？]*(\d{1,3})")
#: Codes longer than this are questions.
LONGEST_CODE = 30


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
    beside
        What else is said there.
    own
        The words beside the statement, in the question and in the column's code.
    by_number
        Whether a running number stands for the statement.
    abbreviated
        Whether a letter or two told the part, which may be short for another word.
    """

    item: int
    by: str = "text"
    part: str | None = None
    foreign: bool = False
    count: int = 0
    beside: str = ""
    own: frozenset[str] = frozenset()
    by_number: bool = False
    abbreviated: bool = False


class NamingForms:
    """Reads columns for one instrument.

    Parameters
    ----------
    instrument
        Its parts, keys and texts are looked for.
    """

    def __init__(self, instrument: Instrument) -> None:
        self.parts = tuple(instrument.parts)
        self.single = instrument.parts[0] if len(instrument.parts) == 1 else None
        keys = [key_form(key) for key in instrument.item_keys]
        self.keys = {key: item for item, key in enumerate(keys)}
        self.numeric_keys = all(key.isdecimal() for key in keys)
        numbers = [int(key) for key in keys] if self.numeric_keys else range(1, len(keys) + 1)
        self.item_of_number = {number: item for item, number in enumerate(numbers)}
        self.texts = statement_texts(instrument)

    def read(self, question: Question) -> Iterator[Sighting]:
        """Give every way in which a column names an item of a part."""
        yield from self._by_number(question.header)
        yield from self._by_key(key_code(question.header))
        statement = self.statement(question)
        if statement is not None and statement.part is not None:
            yield Sighting((statement.by, ""), statement.part, statement.item)
            block = question.block or question.stem
            if block:
                yield Sighting((statement.by, block), statement.part, statement.item)

    def _by_number(self, header: str) -> Iterator[Sighting]:
        numbered = numbered_code(header, self.parts)
        if numbered is not None:
            yield self._numbered(numbered.shape, numbered.part, numbered.number)
        found = BARE_NUMBER.fullmatch(key_code(header))
        if found and self.single is not None:
            shape = key_code(header)[: found.start(1)].rstrip("_0") + "#"
            yield self._numbered(shape, self.single, int(found[1]))

    def _numbered(self, shape: str, part: str, number: int) -> Sighting:
        # Keys that are numbers are what a header's number means; then no number runs beyond the items.
        beyond = -1 if self.numeric_keys else max(number - 1, -1)
        return Sighting(("number", shape), part, self.item_of_number.get(number, beyond))

    def _by_key(self, code: str) -> Iterator[Sighting]:
        if self.single is not None and code in self.keys:
            yield Sighting(("key", ""), self.single, self.keys[code])
        for part, rest, form in part_and_rest(code, self.parts):
            if rest in self.keys:
                yield Sighting(("key", form), part, self.keys[rest])

    def coded_part(self, question: Question) -> str | None:
        """Give the part of which a column's code speaks, where the code is not the question itself."""
        if not question.text or len(question.header) > LONGEST_CODE:
            return None
        numbered = {sighting.part for sighting in self._by_number(question.header)} if self.single is None else set()
        told = numbered | {part for part, _, _ in part_and_rest(key_code(question.header), self.parts)}
        return next(iter(told)) if len(told) == 1 else None

    def statement(self, question: Question) -> Statement | None:
        """Read which item's text or key a column holds, and what tells its part."""
        found = self._found(question)
        if found is None:
            return None
        found = replace(found, own=self._own_words(question, found))
        meant = part_meant(found.beside, self.parts) if any(map(str.isalpha, found.beside)) else None
        if meant is not None:
            told = meant if meant in self.parts else None
            return replace(found, part=told, foreign=told is None, abbreviated=is_abbreviation(found.beside))
        coded = self.coded_part(question)
        if coded is not None:
            return replace(found, by="coded_text", part=coded, abbreviated=True)
        return replace(found, part=self.single)

    def _own_words(self, question: Question, found: Statement) -> frozenset[str]:
        """Give the words that stand beside a statement: those of its question, its block and its code."""
        header = fold_header(question.header)
        for text, item in self.texts.items():
            if item == found.item and text in header:
                header = header.replace(text, " ", 1)
                break
        return frozenset(letters_of(f"{found.beside} {question.block} {header}").split())

    def stated_item(self, question: Question) -> int | None:
        """Give the item whose text a column holds as a whole, beside a word or a code at most."""
        found = self._found_by_text(question)
        if found is None or len(letters_of(found.beside).split()) > 1 + len(letters_of(question.stem).split()):
            return None
        return found.item

    def _found(self, question: Question) -> Statement | None:
        return self._found_by_text(question) or self._found_by_code(question)

    def _found_by_text(self, question: Question) -> Statement | None:
        """Find the item whose text a column holds, what else is said there, and the count behind it."""
        own = fold_sentence(question.text)
        if own in self.texts:
            return Statement(self.texts[own], beside=fold_header(question.stem))
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
                beside = (folded[:at] + " " + folded[end:]).strip()
                return Statement(item, count=int(counted[1]) if counted else 0, beside=beside)
        return None

    def _found_by_code(self, question: Question) -> Statement | None:
        """Find the item whose key or number a column's code holds."""
        code, stem = key_code(question.header), fold_header(question.stem)
        if code in self.keys and not self.numeric_keys:
            return Statement(self.keys[code], beside=stem)
        scaled = NUMBER_SCALE.fullmatch(code) if ONE_SCALE.fullmatch(question.block) and not question.text else None
        if scaled and int(scaled[1]) > 0:
            return Statement(int(scaled[1]) - 1, by_number=True)
        bare, _, count = code.rpartition("_")
        if bare in self.keys and count.isdecimal() and not self.numeric_keys:
            return Statement(self.keys[bare], count=int(count), beside=stem)
        return None


def statement_texts(instrument: Instrument) -> dict[str, int]:
    """Map each item's text in every language, folded, to the item; texts that two items share are left out."""
    texts: dict[str, set[int]] = {}
    for item, asked in enumerate(instrument.items):
        for text in asked.standard.text.all:
            texts.setdefault(fold_sentence(text), set()).add(item)
    unique = {text: next(iter(items)) for text, items in texts.items() if len(items) == 1 and text}
    return dict(sorted(unique.items(), key=lambda pair: -len(pair[0])))
