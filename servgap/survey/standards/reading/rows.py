"""From the rows of a table to standards: every cell read, rows of one standard's channels put together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from servgap.errors import ServgapError
from servgap.errors import catalogues as errors
from servgap.survey.standards.limit import Limit
from servgap.survey.standards.reading.cells import (
    HOW_WRITTEN,
    UnreadableCellError,
    choice,
    read_day,
    read_items,
    read_longest,
    read_number,
    read_promised,
    read_published,
    read_revision,
    read_share,
)
from servgap.survey.standards.reading.columns import TEXT, Column
from servgap.survey.standards.standard import Standard
from servgap.survey.text import Text

SIMPLE: Mapping[str, Any] = {
    "component": choice("component"),
    "process": choice("process"),
    "published": read_published,
    "target": read_number,
    "revised": read_revision,
    "review_by": read_day,
    **dict.fromkeys(("aspect", "touchpoint", "owner", "unit", "supersedes"), str),
}
"""What reads the cells that stand each for itself."""
PROMISED = ("limit", "limit_unit", "share", "longest", "channel")
ABOUT_ALL = (*SIMPLE, "norm")


@dataclass(frozen=True)
class Row:
    """One row as it was read.

    Parameters
    ----------
    place
        Where it stands, for complaints.
    key, text
        The standard's key and words.
    facts
        Its facts, those that are told.
    limits
        What is promised.
    items
        The items that measure it.
    """

    place: str
    key: str
    text: Text
    facts: Mapping[str, Any] = field(default_factory=dict)
    limits: tuple[Limit, ...] = ()
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wrong:
    """A cell that cannot be read."""

    column: Column
    place: str
    written: str
    why: str


class RowReader:
    """Reads rows one by one, and notes which cells cannot be read.

    Parameters
    ----------
    columns
        Which column holds which fact.
    name
        The source's name, for complaints.
    """

    def __init__(self, columns: Sequence[Column], name: str) -> None:
        self.columns, self.name = columns, name
        self.wrong: list[Wrong] = []

    def read(self, cells: Sequence[str], place: str) -> Row | None:
        """Read a row; None where it is blank."""
        written = {column: cells[column.place].strip() for column in self.columns}
        if not any(written.values()):
            return None
        told = {column.field: column for column in self.columns if written[column] and column.field != TEXT}
        facts = {}
        for name in ABOUT_ALL:
            if name in told:
                facts[name] = self._cell(told[name], written[told[name]], place, written, told)
        texts = {column.detail: written[column] for column in self.columns if column.field == TEXT and written[column]}
        return Row(
            place=place,
            key=written[told["key"]] if "key" in told else "",
            text=Text.of(texts),
            facts={name: value for name, value in facts.items() if value is not None},
            limits=tuple(self._promised(written, told, place)),
            items=read_items(written[told["items"]]) if "items" in told else (),
        )

    def _cell(
        self, column: Column, written: str, place: str, row: Mapping[Column, str], told: Mapping[str, Column]
    ) -> Any:
        try:
            if column.field == "norm":
                return read_promised(written, column.detail or self._unit(row, told))
            return SIMPLE[column.field](written)
        except (UnreadableCellError, ServgapError) as why:
            self.wrong.append(Wrong(column, place, written, str(why)))
        return None

    @staticmethod
    def _unit(row: Mapping[Column, str], told: Mapping[str, Column]) -> str:
        """Give the unit of limits: their own, or that of the row where there is no target that it could be of."""
        if "limit_unit" in told:
            return row[told["limit_unit"]]
        return row[told["unit"]] if "unit" in told and "target" not in told else ""

    def _promised(self, row: Mapping[Column, str], told: Mapping[str, Column], place: str) -> Iterator[Limit]:
        """Put together what the row promises, from one cell or from several."""
        column = told.get("limit")
        if column is None:
            for name in ("share", "longest"):
                if name in told:
                    without = "it stands beside no limit"
                    self.wrong.append(Wrong(told[name], place, row[told[name]], without))
            return
        reading = column
        try:
            several = read_promised(row[column], column.detail or self._unit(row, told))
            besides: dict[str, Any] = {}
            if "share" in told:
                reading = told["share"]
                besides["share"] = read_share(row[reading], per_cent="%" in reading.detail)
            if "longest" in told:
                reading = told["longest"]
                besides["longest"] = read_longest(row[reading], reading.detail, several[0].unit)
            if "channel" in told:
                reading = told["channel"]
                besides["channel"] = row[reading]
            yield from _with(several, besides)
        except (UnreadableCellError, ServgapError) as why:
            self.wrong.append(Wrong(reading, place, row[reading], str(why)))

    def check(self) -> None:
        """Refuse cells that could not be read: those of the first column that has any.

        Raises
        ------
        ServgapError
            If there are some.
        """
        if not self.wrong:
            return
        column = min((each.column for each in self.wrong), key=lambda each: each.place)
        places = [
            f"{each.place} ({each.written!r:.40}{': ' + each.why if each.why else ''})"
            for each in self.wrong
            if each.column == column
        ]
        others = len({each.column.header for each in self.wrong}) - 1
        how = HOW_WRITTEN.get(column.field, "a name")
        raise errors.cells_unreadable(self.name, column.header, places, how, others)


def _with(limits: tuple[Limit, ...], besides: Mapping[str, Any]) -> Iterator[Limit]:
    """Give limits with what stands in other cells of the row."""
    if besides and len(limits) > 1:
        several = "it holds limits of several channels, and others stand beside it in cells of their own"
        raise UnreadableCellError(several)
    for limit in limits:
        for name, value in besides.items():
            if getattr(limit, name) not in (None, value):
                twice = f"it says its {name} itself, and otherwise than its own column does"
                raise UnreadableCellError(twice)
        told = {name: getattr(limit, name) for name in ("share", "longest", "channel")}
        yield Limit(limit.value, limit.unit, **{**told, **besides})


def standards_of(rows: Sequence[Row], name: str) -> tuple[list[Standard], dict[str, tuple[str, ...]]]:
    """Make standards of rows, and say which items measure each.

    Rows of one key are one standard where each names a channel of its own and they agree in all else that they tell.

    Raises
    ------
    ServgapError
        If a row has no key or no words, or a key stands in several rows that are not channels of one standard.
    """
    for what, lacking in (
        ("key", [row.place for row in rows if not row.key]),
        ("text", [row.place for row in rows if row.key and not row.text and not _told_elsewhere(row, rows)]),
    ):
        if lacking:
            raise errors.cells_empty(name, what, lacking)
    by_key: dict[str, list[Row]] = {}
    for row in rows:
        by_key.setdefault(row.key, []).append(row)
    _check_together(by_key, name)
    standards, measured = [], {}
    for key, together in by_key.items():
        facts = {field: value for row in reversed(together) for field, value in row.facts.items()}
        text = next(row.text for row in together if row.text)
        limits = tuple(limit for row in together for limit in row.limits)
        standards.append(Standard(key, text, **facts, limit=limits))
        items = tuple(dict.fromkeys(item for row in together for item in row.items))
        if items:
            measured[key] = items
    return standards, measured


def _told_elsewhere(row: Row, rows: Sequence[Row]) -> bool:
    return any(other.key == row.key and other.text for other in rows)


def _check_together(by_key: Mapping[str, Sequence[Row]], name: str) -> None:
    places = []
    for key, together in by_key.items():
        if len(together) == 1:
            continue
        channels = [limit.channel for row in together for limit in row.limits]
        apart = all(row.limits for row in together) and None not in channels and len(set(channels)) == len(channels)
        texts = {row.text for row in together if row.text}
        facts = [row.facts for row in together]
        agree = all(
            one[field] == other[field] for one in facts for other in facts for field in one.keys() & other.keys()
        )
        if not (apart and agree and len(texts) == 1):
            places.append(f"{key!r} in {' and '.join(row.place for row in together[:3])}")
    if places:
        raise errors.rows_of_one_key(name, places)
