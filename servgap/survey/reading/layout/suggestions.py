"""The mapping to write, worked out of the headers that are there."""

from __future__ import annotations

import re
from collections.abc import Sequence

from servgap.survey.reading.answers.answer_columns import short
from servgap.survey.reading.layout.headers import Headers
from servgap.survey.reading.layout.patterns import NUMBER

#: Headers longer than this are questions, which patterns would only repeat.
LONGEST = 60
_NUMBER = re.compile(r"\d+")


def written(names: Sequence[str]) -> str:
    """Write names of columns as the beginning of a list."""
    return f'["{short(names[0])}", ...]'


def families(headers: Headers, items: int) -> list[str]:
    """Give the patterns that find as many columns as there are items, in the columns' order.

    Parameters
    ----------
    headers
        The headers of the source.
    items
        The number of items.
    """
    found = _numbered(headers)
    ranges = {around: sorted(numbered) for around, numbered in found.items() if len(numbered) == items}
    return [
        _pattern(around) if numbers[0] == 1 else written([found[around][number] for number in numbers])
        for around, numbers in ranges.items()
        if numbers[-1] - numbers[0] == items - 1 and items > 1
    ]


def runs(headers: Headers, items: int, parts: int) -> list[str]:
    """Give the lists that divide columns numbered through all parts: the first items one part, the next another.

    Parameters
    ----------
    headers
        The headers of the source.
    items
        The number of items.
    parts
        The number of parts.
    """
    for around, numbered in _numbered(headers).items():
        first, last = min(numbered), max(numbered)
        if parts < 2 or not len(numbered) == last - first + 1 == items * parts:
            continue
        width = len(numbered[first]) - len("".join(around))
        names = [_formatted(around, width, start, items) for start in range(first, last, items)]
        if all(f"{around[0]}{number:0{width}d}{around[1]}" == name for number, name in numbered.items()):
            return names
    return []


def _formatted(around: tuple[str, str], width: int, start: int, items: int) -> str:
    """Write a list of numbered headers as an expression."""
    number = f"{{n:0{width}d}}" if width > 1 else "{n}"
    before, behind = (text.replace("{", "{{").replace("}", "}}") for text in around)
    return f"[f{before + number + behind!r} for n in range({start}, {start + items})]"


def _numbered(headers: Headers) -> dict[tuple[str, str], dict[int, str]]:
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


def _pattern(around: tuple[str, str]) -> str:
    """Write a pattern with the item's number between two texts."""
    before, behind = (re.escape(text).replace(r"\ ", " ") for text in around)
    return f'"{before}{NUMBER}{behind}"' if "\\" not in before + behind else f'r"{before}{NUMBER}{behind}"'


def whole_blocks(headers: Headers, items: int) -> list[str]:
    """Give the questions of the questionnaire that have as many columns as there are items, in their order."""
    sizes: dict[str, int] = {}
    for question in headers.questions:
        block = question.block or question.stem
        if block:
            sizes[block] = sizes.get(block, 0) + 1
    return [f'"{block}"' for block, size in sizes.items() if size == items and len(block) <= LONGEST]
