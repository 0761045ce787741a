"""Which column is what: told by the user, or recognised by the usual names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from servgap.errors import columns as errors
from servgap.errors import outcomes as outcome_errors
from servgap.language.shown import check_whole
from servgap.survey.instrument import Instrument
from servgap.survey.ledger import LedgerLine
from servgap.survey.reading.answers.outcomes import OutcomeColumn, outcome_scale
from servgap.survey.reading.folding import fold_case
from servgap.survey.reading.layout.dimension_names import names_of
from servgap.survey.reading.layout.headers import Headers
from servgap.survey.reading.layout.naming_forms import NamingForms
from servgap.survey.reading.layout.namings import recognise
from servgap.survey.reading.layout.patterns import KEY, NUMBER, match_pattern
from servgap.survey.reading.layout.point_columns import recognise_points
from servgap.survey.reading.layout.question_blocks import block_named, columns_of_block
from servgap.survey.reading.layout.readings import readings
from servgap.survey.reading.layout.statements import refuse_other_statements
from servgap.survey.reading.layout.unclear import UnclearError
from servgap.survey.reading.layout.untold import TOLD

LONG_ROLES = ("respondent", "item", "part", "answer")
OTHER_ROLES = ("points", "weight", "outcome", "respondent", "attention", "tool")


@dataclass(frozen=True)
class Layout:
    """Where everything stands, as positions of columns.

    Parameters
    ----------
    parts
        Of a wide table: for each part the column of every item.
    item, part, answer
        Of long data: the columns that say which item and part an answer is to, and the answer itself.
    part_values
        Of long data: what the user said of the values in the part column.
    part_columns
        Of data with a row for each respondent and item: the column of each part.
    respondent, weight
        The respondent's name and sampling weight, if there are any.
    points
        The importance points of every dimension, if there are any.
    points_told
        Whether the user named the points, or they were recognised.
    outcomes
        The column of each outcome that the user named, and what he said of its answers.
    how
        For each part, what told its columns.
    lines
        What was recognised, for the ledger.
    """

    parts: Mapping[str, tuple[int, ...]]
    item: int | None = None
    part: int | None = None
    answer: int | None = None
    part_values: Mapping[Any, str] | None = None
    part_columns: Mapping[str, int] | None = None
    respondent: int | None = None
    weight: int | None = None
    points: tuple[int, ...] | None = None
    points_told: bool = False
    outcomes: tuple[OutcomeColumn, ...] = ()
    how: Mapping[str, str] = field(default_factory=dict)
    lines: tuple[LedgerLine, ...] = ()

    @property
    def is_long(self) -> bool:
        """Whether a respondent has several rows."""
        return self.item is not None


def lay_out(headers: Headers, instrument: Instrument, columns: Mapping[str, Any] | None) -> Layout:
    """Find out which column is what.

    Parameters
    ----------
    headers
        The headers of the source.
    instrument
        The questionnaire.
    columns
        What the user said.

    Raises
    ------
    ServgapError
        If a column is not there, stands several times, serves twice, or cannot be recognised.
    """
    try:
        return try_layout(headers, instrument, columns)
    except UnclearError as unclear:
        raise unclear.say() from None


def try_layout(headers: Headers, instrument: Instrument, columns: Mapping[str, Any] | None) -> Layout:
    """Find out which column is what, without working out what to say where that is unclear.

    Raises
    ------
    ServgapError, UnclearError
        If it cannot be found out.
    """
    if columns is not None and not isinstance(columns, Mapping):
        raise UnclearError(lambda: errors.not_a_mapping(columns, readings(headers, instrument)))
    told = dict(columns or {})
    is_long = "answer" in told or "item" in told
    known = [*(LONG_ROLES if is_long else ()), *instrument.parts, *OTHER_ROLES]
    for role in told:
        if role not in known:
            raise errors.unknown_role(role, list(dict.fromkeys(known)))
    layout = _long(headers, instrument, told) if is_long else _wide(headers, instrument, told)
    _check_once(layout, headers, instrument)
    return layout


def _wide(headers: Headers, instrument: Instrument, told: Mapping[str, Any]) -> Layout:
    lines: tuple[LedgerLine, ...] = ()
    given = [part for part in instrument.parts if part in told]
    if given:
        missing = [part for part in instrument.parts if part not in told]
        if missing:
            raise errors.parts_without_columns(missing, given)
        parts: Mapping[str, tuple[int, ...]] = {
            part: _columns_of(told[part], part, headers, instrument) for part in given
        }
        refuse_other_statements(parts, headers, instrument)
        how: Mapping[str, str] = dict.fromkeys(given, TOLD)
    else:
        recognised_parts = recognise(headers, instrument)
        parts, how, lines = recognised_parts.parts, recognised_parts.how, recognised_parts.lines
        refuse_other_statements(parts, headers, instrument)
    points, recognised = _points(headers, instrument, told), None
    if points is None and not given:
        recognised = recognise_points(headers, instrument)
    return Layout(
        parts,
        respondent=_optional(headers, told, "respondent"),
        weight=_optional(headers, told, "weight"),
        points=points or recognised,
        points_told=points is not None,
        outcomes=_outcomes(headers, told),
        how=how,
        lines=lines,
    )


def _columns_of(told: Any, part: str, headers: Headers, instrument: Instrument) -> tuple[int, ...]:
    keys = instrument.item_keys
    if isinstance(told, str):
        forms = NamingForms(instrument)
        block = () if NUMBER in told or KEY in told else block_named(told, headers, forms)
        if block:
            return columns_of_block(told, block, forms, headers, (instrument, part))
        return match_pattern(told, keys, headers, part)
    if isinstance(told, Mapping):
        named = {str(key): header for key, header in told.items()}
        missing = [key for key in keys if key not in named]
        unknown = [key for key in named if key not in keys]
        if missing or unknown:
            raise errors.items_named(part, missing, unknown, keys)
        return tuple(headers.one(named[key], f"{part} of {key}") for key in keys)
    if not isinstance(told, Sequence):
        raise errors.role_wrong(part, told, "a pattern, a list of headers or a mapping from item to header")
    if len(told) != len(keys):
        raise errors.list_length(part, len(told), len(keys))
    return tuple(headers.one(header, f"{part} of {key}") for key, header in zip(keys, told, strict=True))


def _long(headers: Headers, instrument: Instrument, told: Mapping[str, Any]) -> Layout:
    if any(part in told for part in instrument.parts):
        return _half_long(headers, instrument, told)
    needed = [role for role in LONG_ROLES if role != "part" or len(instrument.parts) > 1]
    missing = [role for role in needed if role not in told]
    if missing:
        raise errors.role_missing(missing, needed)
    part, part_values = told.get("part"), None
    if isinstance(part, Mapping):
        if len(part) != 1 or not isinstance(next(iter(part.values())), Mapping):
            raise errors.role_wrong("part", part, "a header, or as {header: {value: part}}")
        part, part_values = next(iter(part.items()))
    return Layout(
        {},
        item=headers.one(told["item"], "item"),
        part=None if part is None else headers.one(part, "part"),
        answer=headers.one(told["answer"], "answer"),
        part_values=part_values,
        respondent=headers.one(told["respondent"], "respondent"),
        weight=_optional(headers, told, "weight"),
        points=_points(headers, instrument, told),
        points_told="points" in told,
        outcomes=_outcomes(headers, told),
    )


def _half_long(headers: Headers, instrument: Instrument, told: Mapping[str, Any]) -> Layout:
    """Find the columns of data with a row for each respondent and item, and a column for each part."""
    needed = ["respondent", "item", *instrument.parts]
    missing = [role for role in needed if role not in told]
    strange = [role for role in ("part", "answer") if role in told]
    if missing or strange:
        raise errors.role_missing(missing, needed, strange)
    return Layout(
        {},
        item=headers.one(told["item"], "item"),
        part_columns={part: headers.one(told[part], part) for part in instrument.parts},
        respondent=headers.one(told["respondent"], "respondent"),
        weight=_optional(headers, told, "weight"),
        points=_points(headers, instrument, told),
        points_told="points" in told,
        outcomes=_outcomes(headers, told),
        how=dict.fromkeys(instrument.parts, TOLD),
    )


def _optional(headers: Headers, told: Mapping[str, Any], role: str) -> int | None:
    return headers.one(told[role], role) if told.get(role) is not None else None


def _points(headers: Headers, instrument: Instrument, told: Mapping[str, Any]) -> tuple[int, ...] | None:
    points = told.get("points")
    if points is None:
        return None
    keys = instrument.dimension_keys
    if not isinstance(points, Mapping):
        raise errors.role_wrong("points", points, "a mapping from dimension to header")
    places = names_of(instrument, fold_case)
    named: dict[str, Any] = {}
    unknown = []
    for name, header in points.items():
        place = places.get(fold_case(str(name))) if name not in keys else keys.index(name)
        if place is None:
            unknown.append(str(name))
        elif keys[place] in named:
            raise errors.dimension_twice(str(name), keys[place])
        else:
            named[keys[place]] = header
    missing = [key for key in keys if key not in named]
    if missing or unknown:
        raise errors.items_named("points", missing, unknown, keys, "dimension")
    return tuple(headers.one(named[key], f"points of {key}") for key in keys)


def _outcomes(headers: Headers, told: Mapping[str, Any]) -> tuple[OutcomeColumn, ...]:
    outcomes = told.get("outcome")
    if outcomes is None:
        return ()
    if not isinstance(outcomes, Mapping):
        raise outcome_errors.no_outcomes(outcomes)
    return tuple(_outcome(headers, name, column) for name, column in outcomes.items())


def _outcome(headers: Headers, name: object, column: object) -> OutcomeColumn:
    if not isinstance(name, str) or not name.strip():
        raise outcome_errors.name_unusable(name)
    check_whole(name, "the name of an outcome")
    if not isinstance(column, Mapping):
        return OutcomeColumn(name, headers.one(column, f"outcome {name}"))
    if len(column) != 1:
        raise outcome_errors.column_wrong(name, column)
    header, said = next(iter(column.items()))
    scale, labels = outcome_scale(name, said)
    return OutcomeColumn(name, headers.one(header, f"outcome {name}"), scale, labels)


def _check_once(layout: Layout, headers: Headers, instrument: Instrument) -> None:
    uses: list[tuple[int | None, str]] = [
        *(
            (at, f"{part} of {key}")
            for part, row in layout.parts.items()
            for at, key in _keyed(row, instrument.item_keys)
        ),
        *((at, f"points of {key}") for at, key in _keyed(layout.points or (), instrument.dimension_keys)),
        *((outcome.at, f"outcome {outcome.name}") for outcome in layout.outcomes),
        *((layout.item, "item"), (layout.part, "part"), (layout.answer, "answer")),
        *((layout.respondent, "respondent"), (layout.weight, "weight")),
        *((at, part) for part, at in (layout.part_columns or {}).items()),
    ]
    roles: dict[int, str] = {}
    for position, role in uses:
        if position is None:
            continue
        if position in roles:
            raise errors.column_twice(headers[position], roles[position], role)
        roles[position] = role


def _keyed(positions: Sequence[int], keys: Sequence[str]) -> list[tuple[int, str]]:
    return list(zip(positions, keys, strict=False))
