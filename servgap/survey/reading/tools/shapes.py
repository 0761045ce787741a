"""Steps that tools share: a row taken for a header, columns known by their names, rows cut off the top."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from html import unescape

from servgap.errors import sources as errors
from servgap.survey.ledger import LedgerLine
from servgap.survey.reading.files.raw import RawTable, cell_text, clean_header
from servgap.survey.reading.folding import TAG, fold, fold_case
from servgap.survey.reading.tools.tool import Question, Role, RowMark

#: What pandas calls a column without a header.
_MADE_UP = re.compile(r"Unnamed: \d+(?:_level_\d+)?")
#: What pandas appends to a header that it has met before.
_MADE_DIFFERENT = re.compile(r"\.\d+$")


def known(headers: Iterable[str], names: Iterable[str]) -> int:
    """Count the names that stand among headers, in any case."""
    return len({fold_case(header) for header in headers} & set(names))


def roles_of(headers: Sequence[str], names: Mapping[str, Role]) -> tuple[Role, ...]:
    """Give each header the role that its name has; a column that is not known asks something."""
    return tuple(names.get(fold_case(header), Role.QUESTION) for header in headers)


def marks_of(
    headers: Sequence[str], known_marks: Mapping[str, tuple[tuple[str, str], ...]], *, empty: Iterable[str] = ()
) -> tuple[RowMark, ...]:
    """Find the columns that mark rows.

    Parameters
    ----------
    headers
        The headers.
    known_marks
        For each folded name the rules and, for each, the values that mark, divided by ``|``.
    empty
        Folded names of columns whose empty cells mark an unfinished row.
    """
    marks = []
    for at, header in enumerate(map(fold_case, headers)):
        for rule, values in known_marks.get(header, ()):
            marks.append(RowMark(rule, at, frozenset(values.split("|"))))
        if header in set(empty):
            marks.append(RowMark("unfinished", at, empty=True))
    return tuple(marks)


def row_of(table: RawTable, row: int) -> tuple[str, ...]:
    """Write one row's cells as texts."""
    return tuple(clean_header(cell_text(column[row])) for column in table.columns)


def without_top(table: RawTable, rows: int) -> RawTable:
    """Cut rows that belong to the header off the top, and say so.

    Raises
    ------
    ServgapError
        If nothing is left.
    """
    if not rows:
        return table
    if rows >= len(table.rows):
        raise errors.only_headers(table.name, table.headers)
    line = LedgerLine("understood", "header_rows", 0, {"rows": list(table.rows[:rows])})
    return replace(table.only(slice(rows, None)), understood=(*table.understood, line))


def made_up(header: str) -> bool:
    """Tell whether a header is none, or one that pandas has made up for want of one."""
    return not header or _MADE_UP.fullmatch(header) is not None


def carried(headers: Sequence[str]) -> tuple[str, ...]:
    """Carry each header on over the columns behind it that have none."""
    filled, last = [], ""
    for header in headers:
        last = last if made_up(header) else header
        filled.append(last)
    return tuple(filled)


def without_number(header: str) -> str:
    """Take away the number by which pandas tells a repeated header from the first one."""
    return _MADE_DIFFERENT.sub("", header)


def plain_text(text: str) -> str:
    """Strip a question's text of mark-up, entities and surplus blanks."""
    return fold(unescape(TAG.sub(" ", text)))


def cut(text: str, separators: Sequence[str], *, last: bool = False) -> tuple[str, str]:
    """Cut a question into its stem and its own text at the first separator that occurs; no stem where none does."""
    for separator in separators:
        stem, found, own = text.rpartition(separator) if last else text.partition(separator)
        if found and own.strip():
            return stem.strip(), own.strip()
    return "", text


def in_brackets(text: str) -> tuple[str, str]:
    """Cut "Stem [Item]" into stem and item.

    Examples
    --------
    >>> in_brackets("How was it? [Waits are short.]")
    ('How was it?', 'Waits are short.')
    """
    if not text.endswith("]"):
        return "", text
    depth = 0
    for at in range(len(text) - 1, -1, -1):
        depth += {"]": 1, "[": -1}.get(text[at], 0)
        if depth == 0:
            return text[:at].strip(), text[at + 1 : -1].strip()
    return "", text


def texts_of(table: RawTable) -> tuple[str, ...]:
    """Give each column's text as the source tells it apart from the header, if it does."""
    return table.texts or ("",) * len(table.headers)


def questions_of(
    headers: Sequence[str], asked: Sequence[tuple[str, str, str]], roles: Sequence[Role]
) -> tuple[Question, ...]:
    """Put headers, what each asks (stem, text, block) and its role together."""
    return tuple(
        Question(header, stem, text, block, role) if role is Role.QUESTION else Question(header, text=text, role=role)
        for header, (stem, text, block), role in zip(headers, asked, roles, strict=True)
    )
