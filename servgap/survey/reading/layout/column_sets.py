"""Sets of columns, one for each item, that the headers fall into, and how each is written in ``columns=``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from servgap.survey.instrument import Instrument
from servgap.survey.reading.answers.answer_columns import short
from servgap.survey.reading.layout.codes import key_code, key_form
from servgap.survey.reading.layout.headers import Headers
from servgap.survey.reading.layout.naming_forms import NamingForms
from servgap.survey.reading.layout.part_words import part_meant
from servgap.survey.reading.layout.patterns import KEY, NUMBER
from servgap.survey.reading.layout.question_blocks import as_written, words_beside
from servgap.survey.reading.spoken import is_abbreviation

#: Headers longer than this are questions, which patterns would only repeat.
LONGEST = 60
#: Longer ones are not shown where their question can be.
LONGEST_SHOWN = 20
#: What a user says of columns that hold no part.
REPEATED = ("respondent", "weight", "points", "outcome", "attention", "tool")
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True)
class ColumnSet:
    """Columns that could be a part, one for each item.

    Parameters
    ----------
    value
        What a user would pass for the part.
    written
        The same as text to be pasted.
    columns
        The columns, in no order.
    part
        The part that its words or its code speak of, of any instrument; None if of none.
    sure
        Whether a word says so, and not a letter or two, which may be short for something else.
    """

    value: str | list[str]
    written: str
    columns: frozenset[int]
    part: str | None
    sure: bool = True


def quoted(text: str) -> str:
    """Write a text as a string to be pasted."""
    return json.dumps(text, ensure_ascii=False)


def column_sets(headers: Headers, instrument: Instrument) -> list[ColumnSet]:
    """Find the sets that the headers fall into: whole questions, words beside statements, numbers, keys, one run."""
    forms = NamingForms(instrument)
    found: dict[frozenset[int], ColumnSet] = {}
    for each in (
        *_blocks(headers, instrument),
        *_beside(headers, forms),
        *_families(headers, instrument),
        *_keyed(headers, instrument),
        *_runs(headers, instrument),
    ):
        if len(each.columns) == len(instrument.items):
            found.setdefault(each.columns, each)
    return list(found.values())


def set_of(columns: Sequence[int], headers: Headers, sets: Sequence[ColumnSet]) -> ColumnSet:
    """Give the set that some columns are, or their list."""
    names = [headers.counted(at) for at in columns]
    listed = ColumnSet(names, "[" + ", ".join(map(quoted, names)) + "]", frozenset(columns), None)
    return next((each for each in sets if each.columns == listed.columns), listed)


def called(columns: Sequence[int], headers: Headers, instrument: Instrument) -> str:
    """Name columns for readers: by the question that they are, else by the first and the last of them."""
    forms = NamingForms(instrument)
    questions = [*_blocks(headers, instrument), *_beside(headers, forms)]
    named = next((each.written for each in questions if each.columns == frozenset(columns)), None)
    if named is not None and max(len(headers[at]) for at in columns) > LONGEST_SHOWN:
        return named
    return f"{short(headers.named(columns[0]))} … {short(headers.named(columns[-1]))}"


def _told(text: str, instrument: Instrument) -> tuple[str | None, bool]:
    """Say which part a text speaks of, and whether a whole word does."""
    return part_meant(text, instrument.parts), not is_abbreviation(text)


def _blocks(headers: Headers, instrument: Instrument) -> Iterator[ColumnSet]:
    names = dict.fromkeys(question.block or question.stem for question in headers.questions)
    for name in names:
        columns = headers.block(name)
        if name and len(name) <= LONGEST:
            stems = " ".join(dict.fromkeys(headers.questions[at].stem for at in columns)) or name
            part, sure = _told(stems, instrument)
            yield ColumnSet(name, quoted(name), frozenset(columns), part, sure)


def _beside(headers: Headers, forms: NamingForms) -> Iterator[ColumnSet]:
    for words, columns in words_beside(headers, forms).items():
        name = as_written(headers[columns[0]], words)
        if len(name) <= LONGEST:
            part = part_meant(words, forms.parts)
            yield ColumnSet(name, quoted(name), frozenset(columns), part, not is_abbreviation(words))


def numbered(headers: Headers) -> dict[tuple[str, str], dict[int, str]]:
    """Give the headers that differ by a number alone, by the texts around it."""
    found: dict[tuple[str, str], dict[int, str]] = {}
    for at in range(len(headers.all)):
        header = headers.counted(at)
        if len(header) > LONGEST:
            continue
        for number in _NUMBER.finditer(header):
            around = (header[: number.start()], header[number.end() :])
            found.setdefault(around, {}).setdefault(int(number[0][:9]), header)
    return found


def _families(headers: Headers, instrument: Instrument) -> Iterator[ColumnSet]:
    items = len(instrument.items)
    for (before, behind), members in numbered(headers).items():
        numbers = sorted(members)
        if items < 2 or len(numbers) != items or numbers[-1] - numbers[0] != items - 1:
            continue
        names = [members[number] for number in numbers]
        columns = frozenset(at for name in names for at in headers.find(name))
        part, sure = _told(f"{before} {behind}", instrument)
        if numbers[0] == 1:
            pattern = f"{before}{NUMBER}{behind}"
            yield ColumnSet(pattern, quoted(pattern), columns, part, sure)
        else:
            yield ColumnSet(names, _listed(names, (before, behind), numbers), columns, part, sure)


def _listed(names: Sequence[str], around: tuple[str, str], numbers: Sequence[int]) -> str:
    """Write a list of numbered headers as an expression, where one gives exactly these."""
    digits = len(names[0]) - len("".join(around))
    number = f"{{n:0{digits}d}}" if digits > 1 else "{n}"
    before, behind = (text.replace("{", "{{").replace("}", "}}") for text in around)
    formatted = [f"{around[0]}{n:0{digits}d}{around[1]}" for n in numbers]
    if list(names) != formatted:
        return "[" + ", ".join(map(quoted, names)) + "]"
    return f"[f{before + number + behind!r} for n in range({numbers[0]}, {numbers[-1] + 1})]"


def _keyed(headers: Headers, instrument: Instrument) -> Iterator[ColumnSet]:
    """Find headers that hold the items' keys with the same text around them."""
    found: dict[tuple[str, str], list[int]] = {}
    for key in instrument.item_keys:
        for at, header in enumerate(headers.all):
            place = header.find(key)
            if place < 0 or len(header) > LONGEST or key_form(key) not in key_code(header):
                continue
            found.setdefault((header[:place], header[place + len(key) :]), []).append(at)
    for (before, behind), columns in found.items():
        pattern = f"{before}{KEY}{behind}"
        part, sure = _told(f"{before} {behind}", instrument)
        yield ColumnSet(pattern, quoted(pattern), frozenset(columns), part, sure)


def _runs(headers: Headers, instrument: Instrument) -> Iterator[ColumnSet]:
    """Divide columns numbered through all parts: the first items one part, the next another."""
    items, parts = len(instrument.items), len(instrument.parts)
    for around, members in numbered(headers).items():
        numbers = sorted(members)
        if parts < 2 or len(numbers) != numbers[-1] - numbers[0] + 1 or len(numbers) != items * parts:
            continue
        for number, part in enumerate(instrument.parts):
            span = numbers[number * items : (number + 1) * items]
            names = [members[each] for each in span]
            columns = frozenset(at for name in names for at in headers.find(name))
            yield ColumnSet(names, _listed(names, around, span), columns, part)


def mapping_written(sets: Mapping[str, ColumnSet], headers: Headers) -> str:
    """Write the mapping of parts to sets as it would be passed, with what the user said of other columns."""
    said = [f"{quoted(role)}: {_as_typed(value)}" for role, value in _said_beside(sets, headers).items()]
    parts = [f"{quoted(part)}: {each.written}" for part, each in sets.items()]
    return "columns={" + ", ".join([*said, *parts]) + "}"


def mapping_of(sets: Mapping[str, ColumnSet], headers: Headers) -> dict[str, Any]:
    """Give what is passed then."""
    return {**_said_beside(sets, headers), **{part: each.value for part, each in sets.items()}}


def _said_beside(sets: Mapping[str, ColumnSet], headers: Headers) -> dict[str, Any]:
    return {role: value for role, value in headers.told.items() if role in REPEATED and role not in sets}


def _as_typed(value: Any) -> str:
    return quoted(value) if isinstance(value, str) else repr(value)
