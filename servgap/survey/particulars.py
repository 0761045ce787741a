"""The particulars of a ledger's entry: from its facts to what every language says of it.

An entry holds facts and no sentence. Which text says them follows from the entry's reason; what each fact is, rows or a
part's code, from its name. The texts stand in the languages' ``ledger.toml``, under ``particulars``. What a source or a
user wrote stands in them as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import TypeAlias

from servgap.language import Fact, joined, named, say, word, written
from servgap.survey.attribute_names import NO_NAMES, AttributeNames
from servgap.survey.ledger_facts import MORE, SOURCE, TOLD, Value
from servgap.survey.scale import plain

#: The text that says an entry's facts, by the entry's reason, and the facts without which it cannot be said.
TEXTS: dict[str, tuple[str, tuple[str, ...]]] = {
    **dict.fromkeys(("no_answers", "no_pair", "header_rows"), ("named_rows", ("rows",))),
    **dict.fromkeys(("no_standard", "nothing_said"), ("named_rows", ("rows",))),
    "whole_days": ("whole_days", ()),
    "summary": ("summary", ("sums",)),
    **dict.fromkeys(("preview", "invalid", "screened_out", "unfinished", "attention"), ("marked", ("columns", "rows"))),
    "outside_selection": ("outside_selection", ("chosen",)),
    "reversed": ("reversed", ("items",)),
    "points_not_100": ("points_not_100", ()),
    **dict.fromkeys(("declared_missing", "not_answered", "does_not_apply", "not_asked"), ("values", ("values",))),
    "labels_told": ("labels_told", ("meanings",)),
    "columns": ("columns", ("part", "first", "last")),
    "long_columns": ("long_columns", ("roles",)),
    **dict.fromkeys(("told_by_words", "told_by_order", "told_by_repeat", "told_by_remaining"), ("told_by", ("parts",))),
    **dict.fromkeys(("answer_codes", "points"), ("span", ("first", "last"))),
    "points_not_read": ("points_not_read", ("first", "last")),
    "outcome": ("outcome", ("name", "first", "scale")),
    "duration": ("duration", ("case", "first")),
    "personal": ("personal", ("columns",)),
    "customary": ("customary", ("columns",)),
    "labels": ("labels", ("family", "labels")),
    "kano_order": ("kano_order", ()),
    "value_labels": ("value_labels", ("family", "labels", "first", "last")),
    "labels_gone": ("labels_gone", ("columns",)),
    "matrix_sampling": ("matrix_sampling", ("asked", "items")),
    "skip_codes": ("skip_codes", ("skipped", "empty")),
    "tool": ("tool", ("tool",)),
    "content": ("content", ("ending", "content")),
    "encoding": ("encoding", ("case", "encoding")),
    "delimiter": ("delimiter", ("delimiter",)),
    "sheet": ("sheet", ("sheet",)),
    "header_row": ("header_row", ("case", "row")),
    "header_levels": ("header_levels", ("levels", "example")),
    "short_rows": ("short_rows", ("width", "short")),
    **{reason: (reason, ()) for reason in ("line_breaks_in_cells", "error_cells", "formulas_without_value", "rows")},
    "long": ("long", ("answers", "people")),
    "source": ("source", ("name",)),
    "joined": ("joined", ("column",)),
    **{reason: (reason, ()) for reason in ("wording_changed", "no_digest", "other_targets")},
    **{reason: (reason, ("items",)) for reason in ("reworded", "beyond_catalogue", "beyond_survey")},
    "catalogue": ("catalogue", ("standards",)),
    "catalogue_columns": ("catalogue_columns", ("facts",)),
    "circle": ("circle", ("circle",)),
}
#: What columns of long data hold, where it is not answers to one part.
_ROLES = ("respondent", "item", "part", "answer")
#: Says several values, with how many more there are.
SayAll: TypeAlias = Callable[[tuple[Value, ...], int], Fact]


def particulars(reason: str, facts: Mapping[str, Value], names: AttributeNames = NO_NAMES) -> Fact:
    """Choose what is said of an entry; nothing where it lacks the facts that are said of such a one.

    Examples
    --------
    >>> from servgap.language import language_of
    >>> told = particulars("no_pair", {"rows": (79, 133), "more_rows": 2})
    >>> [language_of(code).tell(told) for code in ("en", "zh")]
    ['rows 79, 133 and 2 more', '第 79、133 等 4 行']
    """
    if TOLD in facts:
        return _of_source(facts, _name(facts[TOLD]))
    text, needed = TEXTS.get(reason, ("", ()))
    known = bool(text) and facts.keys() >= set(needed)
    return _of_source(facts, say(f"ledger.particulars.{text}", **dict(_said(facts, names))) if known else None)


def columns_named(headers: Sequence[str], most: int) -> Fact:
    """Name the first of several columns, and say how many more there are."""
    return _SEVERAL["columns"](tuple(headers[:most]), max(0, len(headers) - most))


def label_order(facts: Mapping[str, Value]) -> Fact:
    """Say which label stands for which number, and not what the labels speak of."""
    if "labels" not in facts:
        return particulars("labels", facts)
    return _of_source(facts, _all(_label, "phrases")(_several(facts["labels"]), 0))


def _of_source(facts: Mapping[str, Value], told: Fact) -> Fact:
    """Say of which of several sources something is."""
    if SOURCE not in facts:
        return told
    source = _name(facts[SOURCE])
    return source if told is None else say("ledger.of_source", source=source, told=told)


def _said(facts: Mapping[str, Value], names: AttributeNames) -> Iterator[tuple[str, Fact]]:
    """Say each fact as what it is by its name; of the others, whole numbers are counts and texts are names."""
    for name, value in facts.items():
        if name == "chosen":
            yield name, _all(partial(_chosen, names), "phrases")(_several(value), 0)
        elif name in _SEVERAL:
            more = facts.get(f"{MORE}{name}", 0)
            yield name, _SEVERAL[name](_several(value), more if isinstance(more, int) else 0)
        elif name in _SINGLE:
            yield name, _SINGLE[name](value)
        elif not name.startswith(MORE):
            yield name, value if isinstance(value, int) else _name(value)


def _name(value: Value) -> str:
    return plain(value) if isinstance(value, int | float) else str(value)


def _several(value: Value) -> tuple[Value, ...]:
    return value if isinstance(value, tuple) else (value,)


def _pair(value: Value) -> tuple[Value, Value]:
    first, second = _several(value)
    return first, second


def _first(text: str, of: Callable[[Value], Fact]) -> SayAll:
    """Make what says the first of several values, and how many more there are or how many in all."""

    def said(values: tuple[Value, ...], more: int) -> Fact:
        counts = {"n": len(values), "more": more, "total": len(values) + more}
        bare = joined((_name(_several(value)[0]) for value in values), "series")
        return say(f"ledger.listed.{text}", named=joined(map(of, values), "series"), bare=bare, **counts)

    return said


def _all(of: Callable[[Value], Fact], by: str) -> SayAll:
    """Make what says all of several values, one after the other."""
    return lambda values, _: joined(map(of, values), by)


def _row(value: Value) -> Fact:
    """Say a row, and what it is called there, if it is called anything."""
    row, *called = _several(value)
    if any(called):
        return say("ledger.called_row", row=_name(row), name=_name(called[0]))
    return say("ledger.row", row=_name(row))


def _label(value: Value) -> Fact:
    """Say what a label stands for, and for which other number it stands in the source, if it does."""
    label, *numbers = _several(value)
    facts = dict(zip(("value", "stood"), (written(plain, number) for number in numbers), strict=False))
    return say("ledger.turned_label" if "stood" in facts else "ledger.label", label=_name(label), **facts)


def _role(value: Value) -> Fact:
    role, column = _pair(value)
    vocabulary = "column_role" if role in _ROLES else "asked_part"
    return say("ledger.role", role=word(vocabulary, role), column=_name(column))


def _chosen(names: AttributeNames, value: Value) -> Fact:
    name, values = _pair(value)
    called = (named(names.value(_name(name), _name(each))) for each in _several(values))
    either = joined((say("ledger.value", value=each) for each in called), "or")
    return say("ledger.chosen", name=named(names.attribute(_name(name))), values=either)


def _fact(value: Value) -> Fact:
    name, column = _pair(value)
    return say("ledger.role", role=word("standard_column", name), column=_name(column))


def _part(value: Value) -> Fact:
    return word("asked_part", value)


_SEVERAL: dict[str, SayAll] = {
    "rows": _first("rows", _name),
    "short": _first("short", _row),
    "sums": _first("sums", _row),
    "columns": _first("columns", _name),
    "values": _first("values", _name),
    "meanings": _first("values", _label),
    "items": _all(_name, "series"),
    "parts": _all(_part, "series"),
    "labels": _all(_label, "phrases"),
    "roles": _all(_role, "phrases"),
    "facts": _all(_fact, "phrases"),
}
_SINGLE: dict[str, Callable[[Value], Fact]] = {
    "part": _part,
    "row": _name,
    "family": lambda value: word("label_family", value),
    "tool": lambda value: word("table_shape", value),
    "content": lambda value: word("file_kind", value),
    "delimiter": lambda value: word("delimiter", value),
    "circle": lambda value: word("circle_name", value),
}
