"""Patterns over headers: a header with a place for the item's number or key, literally or as a regular expression."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from servgap.errors import ServgapError
from servgap.errors import columns as errors
from servgap.survey.reading.layout.headers import Headers

NUMBER, KEY = "{n}", "{item}"
_ZEROS = re.compile(r"0+(?=\{n\})\{n\}")
_SET = re.compile(r"(\\.)|(\[\^?)(\]?(?:\\.|[^\]\\])*)(\]|\\?\Z)", re.DOTALL)
_MEMBER = re.compile(r"(\\.|.)(?:-(\\.|.))?", re.DOTALL)
_DOUBTFUL = frozenset("[-&|~")
_PLACES = re.compile(r"(\{n\}|\{item\})")
Matcher = Callable[[str], re.Match[str] | None]
Found = tuple[int, ...]


def match_pattern(pattern: str, keys: tuple[str, ...], headers: Headers, part: str) -> Found:
    """Find each item's one header by a pattern.

    ``{n}`` stands for the item's running number and ``{item}`` for its key; neither borders a further digit. The
    pattern is first taken for the headers themselves, every sign as it stands; then for a regular expression, matched
    from the header's start, a full match before a partial one; then for the headers' beginnings, as they stand.

    Parameters
    ----------
    pattern
        The pattern.
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
    pattern = pattern.strip()  # as headers are
    if NUMBER not in pattern and KEY not in pattern and len(keys) > 1:
        raise errors.pattern_without_item(part, pattern)
    literal = [re.compile(_literal(pattern, number, key), re.DOTALL) for number, key in enumerate(keys, start=1)]
    as_typed = [_matching(headers, each.fullmatch) for each in literal]
    if _one_each(as_typed):
        return tuple(found[0] for found in as_typed)
    try:
        return _by_expression(pattern, keys, headers, part)
    except ServgapError:
        beginning = [_matching(headers, each.match) for each in literal]
        if _one_each(beginning):
            return tuple(found[0] for found in beginning)
        raise


def _one_each(found: Sequence[Found]) -> bool:
    single = all(len(positions) == 1 for positions in found)
    return single and len(set(found)) == len(found)


def _by_expression(pattern: str, keys: tuple[str, ...], headers: Headers, part: str) -> Found:
    found = []
    for number, key in enumerate(keys, start=1):
        expression = _expression(pattern, number, key, part)
        found.append(_matching(headers, expression.fullmatch, expression.match))
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


def _places(number: int, key: str) -> dict[str, str]:
    guarded_key = (r"(?<!\d)" if key[:1].isdigit() else "") + re.escape(key) + (r"(?!\d)" if key[-1:].isdigit() else "")
    return {NUMBER: rf"(?<!\d)0*{number}(?!\d)", KEY: guarded_key}


def _literal(pattern: str, number: int, key: str) -> str:
    places = _places(number, key)
    numbered = _ZEROS.sub(NUMBER, pattern)  # zeros before a number are the number's own
    return "".join(places.get(piece, re.escape(piece)) for piece in _PLACES.split(numbered))


def _expression(pattern: str, number: int, key: str, part: str) -> re.Pattern[str]:
    written = pattern
    for place, expression in _places(number, key).items():
        written = written.replace(place, expression)
    try:
        return re.compile(_SET.sub(_plain_set, written), re.DOTALL)
    except re.error as problem:
        raise errors.pattern_invalid(part, pattern, str(problem)) from None


def _plain_set(found: re.Match[str]) -> str:
    """Mark, in a set of characters, those that would mean something else in a later Python, which warns of them."""
    if found[1]:  # an escaped bracket outside of sets
        return found[0]
    opening, members = found[2], found[3]
    return (
        opening
        + _MEMBER.sub(lambda one: _marked(one[1]) + (f"-{_marked(one[2])}" if one[2] else ""), members)
        + found[4]
    )


def _marked(character: str) -> str:
    return f"\\{character}" if character in _DOUBTFUL else character


def _matching(headers: Headers, *ways: Matcher) -> Found:
    """Match headers; where none fits, headers that repeat by their count, and then what the columns ask."""
    readings: list[Sequence[str]] = [headers.all, [headers.counted(at) for at in range(len(headers.all))]]
    readings.append([question.reading for question in headers.questions])
    for texts in readings:
        stripped = [text.strip() for text in texts]
        for matches in ways:
            found = tuple(at for at, text in enumerate(stripped) if text and matches(text))
            if found:
                return found
    return ()
