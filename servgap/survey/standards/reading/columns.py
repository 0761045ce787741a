"""Which column of a table is which fact of a standard: by what catalogues call them, or as the user says."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from servgap.errors import catalogues as errors
from servgap.survey.reading.folding import fold_header
from servgap.survey.standards.reading import __name__ as room

TEXT = "text"
WITH_UNIT = ("limit", "longest", "norm")
_BRACKETS = re.compile(r"(.+?)\s*[(\[]([^()\[\]]+)[)\]]")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*")


@dataclass(frozen=True)
class Column:
    """Where a fact stands.

    Parameters
    ----------
    field
        Which fact it is.
    place
        The column's number, from 0.
    header
        Its header.
    detail
        What the header says besides: the language of a text, the unit of a limit, ``"%"`` of a share.
    """

    field: str
    place: int
    header: str
    detail: str = ""


@cache
def written_words() -> Mapping[str, Any]:
    """Give what catalogues call columns and write in them."""
    return tomllib.loads(files(room).joinpath("words.toml").read_text(encoding="utf-8"))


@cache
def fields() -> tuple[str, ...]:
    """Give the names of all facts that a column may hold."""
    return tuple(written_words()["columns"])


@cache
def _known(table: str) -> dict[str, str]:
    return {_bare(word): name for name, words in written_words()[table].items() for word in words}


def value_of(field: str, written: str) -> str | None:
    """Give the code for a word that somebody wrote in a column; None for one that nobody writes."""
    found = {_bare(word): code for code, words in written_words()["values"][field].items() for word in words}
    return found.get(_bare(written))


def columns_of(headers: Sequence[str], told: Mapping[str, Any] | None, name: str) -> tuple[Column, ...]:
    """Find which column holds which fact.

    Parameters
    ----------
    headers
        The headers.
    told
        What the user says: a header for each fact; for the text also one for each language.
    name
        The source's name, for complaints.

    Raises
    ------
    ServgapError
        If two columns hold the same fact, there is none of keys or of words, or the user names what is not there.
    """
    found = list(_told(headers, told or {}, name))
    taken, said = {column.place for column in found}, {_what(column) for column in found}
    for place, header in enumerate(headers):
        column = _recognised(place, header)
        if column is not None and place not in taken and _what(column) not in said:
            found.append(column)
    _check_twice(found, name)
    for needed in ("key", TEXT):
        if not any(column.field == needed for column in found):
            raise errors.no_column(name, needed, headers)
    return tuple(sorted(found, key=lambda column: column.place))


def _told(headers: Sequence[str], told: Mapping[str, Any], name: str) -> Iterator[Column]:
    if not isinstance(told, Mapping):
        raise errors.columns_unusable(told)
    for field, where in told.items():
        if field not in fields():
            raise errors.unknown_field(field, fields())
        versions = where if isinstance(where, Mapping) and field == TEXT else {"": where}
        for language, header in versions.items():
            if not isinstance(header, str) or header not in headers:
                raise errors.no_such_header(name, field, header, headers)
            recognised = _recognised(0, header)
            detail = recognised.detail if recognised is not None and recognised.field == field else ""
            yield Column(field, headers.index(header), header, str(language) or detail)


def _recognised(place: int, header: str) -> Column | None:
    """Tell a column by its header, whole or without what stands in brackets behind it, or by its language's code."""
    known, bare = _known("columns"), _bare(header)
    if bare in known:
        return Column(known[bare], place, header)
    if bare.startswith(f"{TEXT} ") and _LANGUAGE.fullmatch(bare.removeprefix(f"{TEXT} ")):
        return Column(TEXT, place, header, header.strip()[len(TEXT) + 1 :])
    brackets = _BRACKETS.fullmatch(fold_header(header))
    if brackets is None or _bare(brackets[1]) not in known:
        return None
    field, detail = known[_bare(brackets[1])], brackets[2].strip()
    if field == TEXT:
        language = _known("languages").get(_bare(detail), detail if _LANGUAGE.fullmatch(detail) else None)
        return None if language is None else Column(field, place, header, language)
    if field == "share" or field in WITH_UNIT:
        return Column(field, place, header, detail)
    return Column(field, place, header)


def _check_twice(found: Sequence[Column], name: str) -> None:
    first: dict[tuple[str, str], str] = {}
    for column in found:
        other = first.setdefault(_what(column), column.header)
        if other is not column.header:
            raise errors.column_twice(name, column.field, [other, column.header])


def _what(column: Column) -> tuple[str, str]:
    return column.field, column.detail if column.field == TEXT else ""


def _bare(header: str) -> str:
    return " ".join(fold_header(header).replace("_", " ").split())
