"""Catalogues as TOML files, read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from os import PathLike
from typing import Any

from servgap.errors import ServgapError
from servgap.errors import catalogues as errors
from servgap.survey.standards.limit import Limit
from servgap.survey.standards.reading.cells import (
    HOW_WRITTEN,
    UnreadableCellError,
    read_items,
    read_promised,
    read_revision,
)
from servgap.survey.standards.reading.columns import value_of
from servgap.survey.standards.reading.rows import Row
from servgap.survey.standards.standard import Aspect, Touchpoint
from servgap.survey.text import Text
from servgap.survey.toml_tables import parsed, text_of

MEND = "A catalogue is a few pages of text; pass the file that holds it."
TABLES = {
    "the file": ("name", "circle", "standard", "touchpoint", "aspect"),
    "standard": (
        *("key", "text", "component", "aspect", "touchpoint", "process", "owner", "target", "unit", "revised"),
        *("limit", "published", "review_by", "norm", "supersedes", "items"),
    ),
    "touchpoint": ("key", "name", "phase"),
    "aspect": ("key", "component", "name"),
    "limit": ("value", "unit", "share", "longest", "channel"),
}
TEXTS = "a text, or a table of texts by language"


class TomlCatalogue:
    """What a TOML file says, table by table.

    Parameters
    ----------
    path
        The file.
    """

    def __init__(self, path: str | PathLike[str]) -> None:
        self.path = str(path)
        self.written: Mapping[str, Any] = parsed(text_of(path, MEND, self._refused), dict, self._refused)
        self._known("the file", "the file", self.written)
        self.name = self._want("the file", self.written, "name", str, "a text") or ""
        self.circle = self._want("the file", self.written, "circle", str, "a text")

    def _refused(self, why: str) -> ServgapError:
        return errors.file_unreadable(self.path, why)

    def rows(self) -> Iterator[Row]:
        """Give the standards as rows."""
        for place, row in self._tables("standard"):
            text = self._want(place, row, "text", (str, Mapping), TEXTS)
            yield Row(
                place=place,
                key=self._want(place, row, "key", str, "a text") or "",
                text=Text(()) if text is None else self._text(place, "text", text),
                facts=dict(self._facts(place, row)),
                limits=self._limits(place, row, "limit"),
                items=self._items(place, row),
            )

    def touchpoints(self) -> tuple[Touchpoint, ...]:
        """Give its own stations."""
        return tuple(
            Touchpoint(key, name, self._want(place, row, "phase", str, "a text"))
            for place, row, key, name in self._named("touchpoint")
        )

    def aspects(self) -> tuple[Aspect, ...]:
        """Give its own aspects."""
        found = []
        for place, row, key, name in self._named("aspect"):
            component: Any = self._want(place, row, "component", str, "a text")
            found.append(Aspect(key, component, name))
        return tuple(found)

    def _named(self, kind: str) -> Iterator[tuple[str, Mapping[str, Any], str, Text]]:
        for place, row in self._tables(kind):
            key = self._want(place, row, "key", str, "a text")
            if key is None:
                raise errors.field_missing(self.path, place, "key")
            name = self._want(place, row, "name", (str, Mapping), TEXTS)
            yield place, row, key, self._text(place, "name", key if name is None else name)

    def _tables(self, kind: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        rows = self._want("the file", self.written, kind, list, "a list of tables") or []
        for number, row in enumerate(rows, start=1):
            named = f" ({row['key']})" if isinstance(row, Mapping) and "key" in row else ""
            place = f"{kind} {number}{named}"
            if not isinstance(row, Mapping):
                raise errors.field_wrong(self.path, place, kind, row, "a table")
            self._known(place, kind, row)
            yield place, row

    def _facts(self, place: str, row: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        for name in ("aspect", "touchpoint", "owner", "unit", "supersedes"):
            if (told := self._want(place, row, name, str, "a text")) is not None:
                yield name, told
        yield from self._choices(place, row)
        if (told := self._want(place, row, "target", (int, float), "a number")) is not None:
            yield "target", told
        if (told := self._want(place, row, "published", bool, "true or false")) is not None:
            yield "published", told
        for name in ("revised", "review_by"):
            if name in row:
                yield name, self._day(place, row, name)
        if norm := self._limits(place, row, "norm"):
            yield "norm", norm

    def _choices(self, place: str, row: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        for name in ("component", "process"):
            how = HOW_WRITTEN[name]
            told = self._want(place, row, name, str, how)
            if told is None:
                continue
            if value_of(name, told) is None:
                raise errors.field_wrong(self.path, place, name, told, how)
            yield name, value_of(name, told)

    def _day(self, place: str, row: Mapping[str, Any], name: str) -> str:
        value = row[name]
        if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
            return value.isoformat()
        try:
            if isinstance(value, str):
                return read_revision(value)
        except UnreadableCellError:
            pass
        raise errors.field_wrong(self.path, place, name, value, "a day such as 2026-12-31")

    def _limits(self, place: str, row: Mapping[str, Any], name: str) -> tuple[Limit, ...]:
        how = "a text such as 15 s, 85 %, a table of value and unit, or a list of such tables"
        value = self._want(place, row, name, (str, Mapping, list), how)
        if isinstance(value, str):
            try:
                return tuple(read_promised(value, ""))
            except UnreadableCellError as why:
                raise errors.field_wrong(self.path, place, name, value, f"{how} ({why})") from None
        found = []
        for each in [] if value is None else [value] if isinstance(value, Mapping) else value:
            if not isinstance(each, Mapping):
                raise errors.field_wrong(self.path, place, name, each, how)
            self._known(f"the {name} of {place}", "limit", each)
            try:
                found.append(Limit(**{"value": None, "unit": None, **each}))
            except ServgapError as why:
                raise errors.limit_wrong(self.path, place, name, str(why)) from None
        return tuple(found)

    def _items(self, place: str, row: Mapping[str, Any]) -> tuple[str, ...]:
        items = self._want(place, row, "items", (str, list), "a list of items' keys") or []
        if isinstance(items, str):
            return read_items(items)
        if not all(isinstance(item, str) for item in items):
            raise errors.field_wrong(self.path, place, "items", items, "a list of items' keys")
        return tuple(items)

    def _text(self, place: str, name: str, value: Any) -> Text:
        if isinstance(value, Mapping) and not all(isinstance(text, str) for text in value.values()):
            raise errors.field_wrong(self.path, place, name, value, TEXTS)
        return Text.of(value)

    def _want(self, place: str, row: Mapping[str, Any], name: str, kind: Any, expected: str) -> Any:
        value = row.get(name)
        if name in row and (not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool)):
            raise errors.field_wrong(self.path, place, name, value, expected)
        return value

    def _known(self, place: str, kind: str, row: Mapping[str, Any]) -> None:
        known: Sequence[str] = TABLES[kind]
        for name in row:
            if name not in known:
                raise errors.field_unknown(self.path, place, name, known)
