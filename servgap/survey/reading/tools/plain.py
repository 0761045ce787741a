"""A table of no survey tool: what headers have in common divides them into questions and statements."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from servgap.survey.reading.files.raw import RawTable
from servgap.survey.reading.folding import fold_case
from servgap.survey.reading.tools.shapes import in_brackets, plain_text, texts_of
from servgap.survey.reading.tools.tool import Export, Question

#: Codes of arrays, of one scale or of two: "EXP[SQ001]", "SQ[T1][2]".
ARRAY_CODE = re.compile(r"([^\W\d]\w*)\[\w+\](\[\w+\])?")
BEHIND = re.compile(r"(.*\S)\s*[(（]([^()（）]+)[)）]", re.DOTALL)
DIVIDER = re.compile(r"\s*[:：]\s+|：|\s+[-–—/|]\s+|\s*[–—]\s*")
#: A divider stands in many a text; only what stands before or behind it in several headers divides them.
FEWEST = 3
#: No questionnaire asks longer questions.
LONGEST = 3_000
Split = tuple[str, str]


def plain_export(table: RawTable) -> Export:
    """Take a table as it stands, and its headers apart where several have the same question in them."""
    asked = [text or header for text, header in zip(texts_of(table), table.headers, strict=True)]
    splits = _splits([plain_text(text) for text in asked])
    questions = []
    for header, text, (block, stem, own) in zip(table.headers, texts_of(table), splits, strict=True):
        questions.append(Question(header, stem, own if stem else plain_text(text), block or stem))
    return Export(table, tuple(questions))


def _splits(texts: Sequence[str]) -> list[tuple[str, str, str]]:
    """Give each text's block, stem and statement; empty where nothing is shared with another text."""
    codes = [ARRAY_CODE.fullmatch(text) for text in texts]
    forms = (_before_brackets, _in_brackets, _behind, _first, _last)
    ways = [[form(text) if len(text) <= LONGEST else None for text in texts] for form in forms]
    shared = [Counter(fold_case(split[0]) for split in way if split is not None) for way in ways]
    found = []
    for at, code in enumerate(codes):
        if code is not None:
            found.append((code[1] + (code[2] or ""), "", ""))
            continue
        best, most = None, 1
        for number, (way, counts) in enumerate(zip(ways, shared, strict=True)):
            split = way[at]
            often = 0 if split is None else counts[fold_case(split[0])]
            if often > most and (number < len(ways) - 2 or often >= FEWEST):
                best, most = split, often
        found.append(("", *best) if best is not None else ("", "", ""))
    return found


def _before_brackets(text: str) -> Split | None:
    stem, own = in_brackets(text)
    return (stem, own) if stem and own else None


def _in_brackets(text: str) -> Split | None:
    own, stem = in_brackets(text)
    return (stem, own) if stem and own else None


def _behind(text: str) -> Split | None:
    found = BEHIND.fullmatch(text)
    return (found[2].strip(), found[1].strip()) if found else None


def _first(text: str) -> Split | None:
    pieces = DIVIDER.split(text, maxsplit=1)
    return (pieces[0].strip(), pieces[1].strip()) if len(pieces) == 2 and all(map(str.strip, pieces)) else None


def _last(text: str) -> Split | None:
    *before, last = DIVIDER.split(text)
    if not before or not last.strip():
        return None
    own = text[: text.rindex(last)].rstrip(" :：-–—/|")
    return (last.strip(), own) if own else None
