"""Questionnaires as TOML files, read and written."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from os import PathLike
from typing import Any

from servgap.errors import instruments as errors
from servgap.survey.files.writing import write_whole
from servgap.survey.instrument import Dimension, Instrument, Item
from servgap.survey.scale import Scale
from servgap.survey.standards.limit import Limit
from servgap.survey.standards.limit_text import HOW, UnreadableLimitError, read_limits
from servgap.survey.standards.standard import COMPONENTS, PROCESSES, Aspect, Standard, Touchpoint
from servgap.survey.text import Text
from servgap.survey.toml_tables import parsed, text_of
from servgap.survey.toml_text import fields_text

BUILTIN = ("servqual", "servqual-1988", "servperf", "servqual-zones", "servqual-disconfirmation")
CUSTOMARY = "service-circle"
CIRCLES = {CUSTOMARY: "touchpoints.toml", "idl-ppc": "idl-ppc.toml"}
"""Service circles by name, and the files that hold them: the customary one, and that of hotlines."""
MEND = "A questionnaire is a few pages of text; pass the file that holds it."
TEXTS = "a text, or a table of texts by language"
STANDARD_FIELDS = ("component", "aspect", "touchpoint", "process", "owner", "target", "unit", "revised")
#: What a catalogue says of a standard beside these, written only where it is there.
PROMISED = ("limit", "published", "review_by", "norm", "supersedes")
TEXT_OR_NUMBER, A_DAY = "a text or a number", "a day such as 2026-12-31"
HOW_LIMITS = f"a text such as {HOW}, a table of value and unit, or a list of such tables"
FIELDS = {
    "the file": ("name", "title", "source", "parts", "scale", "dimension", "circle", "touchpoint", "aspect"),
    "the scale": ("low", "high", "step", "low_label", "high_label"),
    "a dimension": ("key", "name", "points", "item"),
    "an item": ("key", "text", "reversed", "standard", "dimension", *STANDARD_FIELDS, *PROMISED),
    "a limit": ("value", "unit", "share", "longest", "channel"),
    "a touchpoint": ("key", "name", "phase"),
    "an aspect": ("key", "component", "name"),
}


def load_builtin(name: str) -> Instrument:
    """Load a questionnaire that comes with the library."""
    if name not in BUILTIN:
        raise errors.unknown_instrument(name, BUILTIN)
    return _builtin(name)


@cache
def _builtin(name: str) -> Instrument:
    return _instrument(_shipped(f"{name}.toml"), f"{name}.toml")


@cache
def aspects() -> dict[str, Aspect]:
    """The customary aspects of hardware, software and people, by key."""
    rows = _shipped("aspects.toml")["aspect"]
    return {row["key"]: Aspect(row["key"], row["component"], row["name"]) for row in rows}


@cache
def circle_of(name: str) -> tuple[Touchpoint, ...]:
    """Give the stations of a service circle that comes with the library, in the order in which a customer meets them.

    Raises
    ------
    ServgapError
        If there is none of that name.
    """
    if name not in CIRCLES:
        raise errors.unknown_circle(name, list(CIRCLES))
    rows = _shipped(CIRCLES[name])["touchpoint"]
    return tuple(Touchpoint(row["key"], row["name"], row["phase"]) for row in rows)


def touchpoints() -> tuple[Touchpoint, ...]:
    """Give the stations of the customary service circle."""
    return circle_of(CUSTOMARY)


@cache
def dimension_names() -> dict[str, tuple[str, ...]]:
    """The names that the trade has for the customary dimensions, by dimension."""
    return {key: tuple(names) for key, names in _shipped("dimension_names.toml").items()}


def customary_phase(key: str, name: Text) -> Any:
    """Give the phase of a touchpoint of which nobody tells it: that of the customary one that it is."""
    return next((each.phase for each in touchpoints() if (each.key, each.name) == (key, name)), None)


def _shipped(name: str) -> dict[str, Any]:
    return tomllib.loads(files("servgap").joinpath("instruments", name).read_text(encoding="utf-8"))


def read_toml(path: str | PathLike[str]) -> Instrument:
    """Read a questionnaire from a TOML file."""
    if not isinstance(path, str | PathLike):
        raise errors.file_unreadable(path, "it is no path")
    return from_text(text_of(path, MEND, lambda why: errors.file_unreadable(path, why)), path)


def from_text(text: str, path: object) -> Instrument:
    """Read a questionnaire from the text of a TOML file; the path is named in complaints."""
    return parsed(text, lambda tables: _instrument(tables, path), lambda why: errors.file_unreadable(path, why))


def holds_promises(instrument: Instrument) -> bool:
    """Tell whether a standard has what earlier versions do not read: a limit, a norm, a day of review."""
    return any(getattr(standard, name) is not None for standard in instrument.standards for name in PROMISED)


class _Table:
    """A table of the file that knows where it stands, so that complaints can say so."""

    def __init__(self, path: object, where: str, kind: str, values: Any) -> None:
        if not isinstance(values, Mapping):
            raise errors.field_wrong(path, where, kind, values, "a table")
        self.path, self.where, self.values = path, where, values
        for field in values:
            if field not in FIELDS[kind]:
                raise errors.field_unknown(path, where, field, FIELDS[kind])

    def need(self, field: str, kind: type | tuple[type, ...], expected: str) -> Any:
        if field not in self.values:
            raise errors.field_missing(self.path, self.where, field)
        return self.want(field, kind, expected, None)

    def want(self, field: str, kind: type | tuple[type, ...], expected: str, default: Any) -> Any:
        value = self.values.get(field, default)
        wrong = isinstance(value, bool) and kind is not bool
        if field in self.values and (wrong or not isinstance(value, kind)):
            raise errors.field_wrong(self.path, self.where, field, value, expected)
        return value

    def number(self, field: str, default: float | None = None) -> Any:
        return self.want(field, (int, float), "a number", default)

    def text(self, field: str, default: Any = None) -> Text | None:
        value = self.want(field, (str, Mapping), TEXTS, default)
        if isinstance(value, Mapping) and not (value and all(isinstance(text, str) for text in value.values())):
            raise errors.field_wrong(self.path, self.where, field, value, TEXTS)
        return None if value is None else Text.of(value)

    def day(self, field: str, kind: type | tuple[type, ...] = str, expected: str = A_DAY) -> Any:
        """Give a day, which TOML can write as such or as text."""
        value = self.values.get(field)
        is_day = isinstance(value, dt.date) and not isinstance(value, dt.datetime)
        return value.isoformat() if is_day else self.want(field, kind, expected, None)  # type: ignore[union-attr]

    def limits(self, field: str) -> tuple[Limit, ...]:
        """Give limits, which are written as text, as a table or as a list of tables."""
        value = self.want(field, (str, Mapping, list), HOW_LIMITS, [])
        if isinstance(value, str):
            try:
                return read_limits(value)
            except UnreadableLimitError as why:
                raise errors.field_wrong(self.path, self.where, field, value, f"{HOW_LIMITS} ({why})") from None
        rows = [value] if isinstance(value, Mapping) else value
        return tuple(_limit(_Table(self.path, f"the {field} of {self.where}", "a limit", row)) for row in rows)

    def tables(self, field: str, kind: str) -> list[_Table]:
        rows = self.want(field, list, "a list of tables", [])
        return [
            _Table(self.path, f"{kind} {number}{_named(row)}", kind, row) for number, row in enumerate(rows, start=1)
        ]


def _named(row: Any) -> str:
    return f" ({row['key']})" if isinstance(row, Mapping) and "key" in row else ""


def _instrument(written: Mapping[str, Any], path: object) -> Instrument:
    table = _Table(path, "the file", "the file", written)
    scale = _Table(path, "the scale", "the scale", table.need("scale", Mapping, "a table"))
    parts = table.want("parts", list, "a list of parts", ["expectation", "perception"])
    if not all(isinstance(part, str) for part in parts):
        raise errors.field_wrong(path, "the file", "parts", parts, "a list of texts")
    stations = tuple(_touchpoint(row) for row in table.tables("touchpoint", "a touchpoint"))
    own = tuple(_aspect(row) for row in table.tables("aspect", "an aspect"))
    known = {**aspects(), **{each.key: each for each in own}}
    return Instrument(
        name=table.need("name", str, "a text"),
        scale=Scale(
            scale.need("low", (int, float), "a number"),
            scale.need("high", (int, float), "a number"),
            scale.number("step", 1),
            low_label=scale.text("low_label"),
            high_label=scale.text("high_label"),
        ),
        dimensions=tuple(_dimension(row, known) for row in table.tables("dimension", "a dimension")),
        parts=tuple(parts),
        title=table.text("title") or Text(()),
        source=table.want("source", str, "a text", ""),
        touchpoints=stations if "touchpoint" in written else circle_of(table.want("circle", str, "a text", CUSTOMARY)),
        aspects=own,
    )


def _touchpoint(row: _Table) -> Touchpoint:
    key = row.need("key", str, "a text")
    name = row.text("name", key) or Text(())
    return Touchpoint(key, name, row.want("phase", str, "a text", customary_phase(key, name)) or None)


def _aspect(row: _Table) -> Aspect:
    key = row.need("key", str, "a text")
    return Aspect(key, row.need("component", str, "a text"), row.text("name", key) or Text(()))


def _dimension(row: _Table, known: Mapping[str, Aspect]) -> Dimension:
    return Dimension(
        row.need("key", str, "a text"),
        [_item(item, row.values["key"], known) for item in row.tables("item", "an item")],
        name=row.text("name"),
        points=row.number("points"),
    )


def _item(row: _Table, dimension: str, known: Mapping[str, Aspect]) -> Item:
    key = row.need("key", str, "a text")
    if row.want("dimension", str, "a text", dimension) != dimension:
        raise errors.unknown_dimension(row.values["dimension"], key, [dimension])
    row.need("text", (str, Mapping), TEXTS)
    described = {field: row.want(field, (str, int, float), TEXT_OR_NUMBER, None) for field in STANDARD_FIELDS[:-1]}
    described["revised"] = row.day("revised", (str, int, float), TEXT_OR_NUMBER)
    _check_choices(described, key, known)
    described |= _promised(row)
    standard = Standard(row.want("standard", str, "a text", key), row.text("text") or "", **described)
    return Item(key, standard, reversed=row.want("reversed", bool, "true or false", False))  # noqa: FBT003 - a default


def _promised(row: _Table) -> dict[str, Any]:
    return {
        "limit": row.limits("limit"),
        "published": row.want("published", bool, "true or false", None),
        "review_by": row.day("review_by"),
        "norm": row.limits("norm"),
        "supersedes": row.want("supersedes", str, "a text", None),
    }


def _limit(table: _Table) -> Limit:
    value, unit = table.need("value", (int, float), "a number"), table.need("unit", str, "a text")
    share, longest = table.number("share"), table.number("longest")
    return Limit(value, unit, share, longest, table.want("channel", str, "a text", None))


def _check_choices(described: Mapping[str, Any], item: str, known: Mapping[str, Aspect]) -> None:
    choices: dict[str, Sequence[str]] = {"component": COMPONENTS, "process": PROCESSES}
    for field, values in choices.items():
        if described[field] is not None and described[field] not in values:
            raise errors.unknown_choice(field, described[field], item, values)
    aspect = known.get(described["aspect"])
    if aspect is not None and described["component"] not in (None, aspect.component):
        raise errors.aspect_elsewhere(aspect.key, aspect.component, described["component"], item)


def write_toml(instrument: Instrument, path: str | PathLike[str]) -> None:
    """Write a questionnaire to a TOML file."""
    write_whole({path: to_text(instrument).encode("utf-8")})


def to_text(instrument: Instrument) -> str:
    """Give the text of a questionnaire's TOML file."""
    return "\n".join(_lines(instrument)) + "\n"


def _lines(instrument: Instrument) -> Iterable[str]:
    yield from fields_text(
        name=instrument.name,
        title=instrument.title,
        source=instrument.source or None,
        parts=instrument.parts,
        touchpoint=None if instrument.touchpoints else (),  # said, since a file that is silent has the customary ones
    )
    scale = instrument.scale
    yield "\n[scale]"
    yield from fields_text(
        low=scale.low, high=scale.high, step=scale.step, low_label=scale.low_label, high_label=scale.high_label
    )
    for dimension in instrument.dimensions:
        yield "\n[[dimension]]"
        yield from fields_text(key=dimension.key, name=dimension.name, points=dimension.points)
        for item in dimension.items:
            yield "\n[[dimension.item]]"
            standard = item.standard
            yield from fields_text(
                key=item.key,
                text=standard.text,
                standard=standard.key if standard.key != item.key else None,
                reversed=item.reversed or None,
                **{field: getattr(standard, field) for field in (*STANDARD_FIELDS, *PROMISED)},
            )
    for touchpoint in instrument.touchpoints:
        yield "\n[[touchpoint]]"
        customary = customary_phase(touchpoint.key, touchpoint.name)
        phase = None if touchpoint.phase == customary else touchpoint.phase or ""  # which takes the customary one away
        yield from fields_text(key=touchpoint.key, name=touchpoint.name, phase=phase)
    for aspect in instrument.aspects:
        yield "\n[[aspect]]"
        yield from fields_text(key=aspect.key, component=aspect.component, name=aspect.name)
