"""Patterns over headers: a regular expression with a place for the item's number or key."""

from __future__ import annotations

import re
from collections.abc import Sequence

from servgap.errors import columns as errors
from servgap.survey.reading.layout.headers import Headers

NUMBER, KEY = "{n}", "{item}"


def match_pattern(pattern: str, keys: tuple[str, ...], headers: Headers, part: str) -> tuple[int, ...]:
    """Find each item's one header by a pattern.

    A pattern is matched from the header's start, a full match before a partial one. ``{n}`` stands for the item's
    running number and ``{item}`` for its key; neither borders a further digit.

    Parameters
    ----------
    pattern
        The regular expression.
    keys
        The items' keys, in the instrument's order.
    headers
        The headers of the source.
    part
        The part that is looked for, for messages.

    Raises
    ------
    ServgapError
        If the expression is invalid, or finds none or several headers for an item.
    """
    if NUMBER not in pattern and KEY not in pattern and len(keys) > 1:
        raise errors.pattern_without_item(part, pattern)
    found = [_matches(_expression(pattern, number, key, part), headers) for number, key in enumerate(keys, start=1)]
    without = [key for key, positions in zip(keys, found, strict=True) if not positions]
    if without:
        raise errors.pattern_finds_none(part, pattern, without, headers.all)
    for key, positions in zip(keys, found, strict=True):
        if len({headers[position] for position in positions}) > 1:
            raise errors.pattern_finds_several(part, pattern, key, [headers[position] for position in positions])
        if len(positions) > 1:
            role = f"{part} of {key}"
            raise errors.repeated_header(role, headers[positions[0]], positions)
    return tuple(positions[0] for positions in found)


def _expression(pattern: str, number: int, key: str, part: str) -> re.Pattern[str]:
    guarded_key = (r"(?<!\d)" if key[:1].isdigit() else "") + re.escape(key) + (r"(?!\d)" if key[-1:].isdigit() else "")
    written = pattern.replace(NUMBER, rf"(?<!\d)0*{number}(?!\d)").replace(KEY, guarded_key)
    try:
        return re.compile(written, re.DOTALL)
    except re.error as problem:
        raise errors.pattern_invalid(part, pattern, str(problem)) from None


def _matches(expression: re.Pattern[str], headers: Headers) -> tuple[int, ...]:
    """Match headers; where none fits, headers that repeat by their count, and then what the columns ask."""
    found = _matching(expression, headers.all)
    if found:
        return found
    counted = _matching(expression, [headers.counted(at) for at in range(len(headers.all))])
    return counted or _matching(expression, [question.reading for question in headers.questions])


def _matching(expression: re.Pattern[str], texts: Sequence[str]) -> tuple[int, ...]:
    stripped = [text.strip() for text in texts]
    full = tuple(at for at, text in enumerate(stripped) if text and expression.fullmatch(text))
    return full or tuple(at for at, text in enumerate(stripped) if text and expression.match(text))
