"""The steps between a source and its Survey, which reading takes at once and describing one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap.errors import ServgapError
from servgap.errors import exports as errors
from servgap.language.shown import check_whole
from servgap.survey.instrument import Instrument
from servgap.survey.ledger import Ledger, LedgerLine
from servgap.survey.reading.answers.answer_columns import short
from servgap.survey.reading.answers.attributes import find_attributes, read_attributes, read_points, read_weight
from servgap.survey.reading.answers.durations import DURATION, Durations, durations_of
from servgap.survey.reading.answers.gathering import Gathered, gather_wide
from servgap.survey.reading.answers.long import gather_half_long, gather_long
from servgap.survey.reading.answers.outcomes import read_outcomes
from servgap.survey.reading.answers.told import Told
from servgap.survey.reading.assemble import assemble
from servgap.survey.reading.files.raw import RawTable
from servgap.survey.reading.folding import fold_sentence
from servgap.survey.reading.layout.columns import Layout, lay_out, try_layout
from servgap.survey.reading.layout.headers import Headers
from servgap.survey.reading.layout.long_naming import long_unclear, recognise_long
from servgap.survey.reading.layout.naming_forms import statement_texts
from servgap.survey.reading.layout.part_words import speaks_of_any
from servgap.survey.reading.layout.unclear import UnclearError
from servgap.survey.reading.layout.untold import BY_COUNT, BY_ORDER
from servgap.survey.reading.row_rules import RowsKept, apply_rules, attention_marks, only_rows, rules_off
from servgap.survey.reading.summary_rows import summary_rows
from servgap.survey.reading.tools.registry import find_export
from servgap.survey.reading.tools.shapes import row_of
from servgap.survey.reading.tools.tool import Export, Role
from servgap.survey.reserved import check_stored_names
from servgap.survey.scale import Scale
from servgap.survey.survey import Survey
from servgap.survey.survey_file import MARK

#: Rows of files are counted as spreadsheets do, from the header on.
FIRST_ROW_OF_FILES = 2
#: Rows in which a header that is not the first row is looked for.
ROWS_FOR_HEADER = 10
#: Gathers the answers of a table that is laid out in a certain way.
Gather = Callable[[RawTable, Layout, Instrument, Told], Gathered]


@dataclass(frozen=True, eq=False)
class Opened:
    """An export with its headers, and what the user said of its columns."""

    export: Export
    headers: Headers
    columns: Mapping[str, Any] | None


def open_export(table: RawTable, columns: Mapping[str, Any] | None) -> Opened:
    """Find the tool that a table comes from, unless the user named it.

    Raises
    ------
    ServgapError
        If two tools know the table equally well.
    """
    told = columns.get("tool") if isinstance(columns, Mapping) else None
    for number, header in enumerate(table.headers, start=1):
        check_whole(header, f"the header of column {number} of {table.name}")
    export = find_export(table, told)
    return Opened(export, Headers(export.table.headers, export.questions, columns), columns)


def find_layout(opened: Opened, instrument: Instrument) -> Layout:
    """Find out which column is what: wide, and where no wide naming fits, long.

    Raises
    ------
    ServgapError
        If it cannot be found out without a guess.
    """
    _refuse_second_header(opened.export, instrument)
    told = opened.columns
    try:
        return try_layout(opened.headers, instrument, told)
    except (ServgapError, UnclearError) as refused:
        untold = isinstance(told, Mapping | None) and not set(told or ()) & {*instrument.parts, "answer", "item"}
        found = recognise_long(opened.export, opened.headers, instrument) if untold else None
        row = _header_below(opened.export, instrument) if untold and found is None else None
        if row is not None:
            raise errors.header_below(opened.export.table.name, *row) from None
        unclear = long_unclear(opened.export, opened.headers, instrument) if untold and found is None else None
        if unclear is not None:
            raise unclear from None
        if found is None:
            raise (refused.say() if isinstance(refused, UnclearError) else refused) from None
    layout = lay_out(opened.headers, instrument, {**(told or {}), **found})
    roles = [(role, short(header)) for role, header in found.items()]
    line = LedgerLine("understood", "long_columns", len(found), {"roles": roles})
    return replace(layout, lines=(line, *layout.lines))


def _header_below(export: Export, instrument: Instrument) -> tuple[int, int | list[int]] | None:
    """Give the row of a file, among the first ones, whose cells are the headers that are looked for, and the header.

    Rows above that tell parts, or begin a stored survey, are no titles that may be passed over. Where nothing but
    their order tells the columns of a row apart, what stands above them belongs to the header.
    """
    table = export.table
    telling = table.headers[0].startswith(MARK) or any(map(speaks_of_any, table.headers))
    if export.tool or not _is_of_file(export) or telling:
        return None
    for row in range(min(ROWS_FOR_HEADER, len(table.rows) - 1)):
        cells = row_of(table, row)
        try:
            found = try_layout(Headers(cells), instrument, None)
        except (ServgapError, UnclearError):
            continue
        below = int(table.rows[row])
        by_order = not {BY_ORDER, BY_COUNT}.isdisjoint(found.how.values())
        return below, [below - row - 1, below] if by_order else below
    return None


def _is_of_file(export: Export) -> bool:
    """Tell whether rows are called by their numbers in a file, of which the user may say that they are the header."""
    rows = export.table.rows
    return isinstance(rows, pd.RangeIndex) and rows.start >= FIRST_ROW_OF_FILES


def _refuse_second_header(export: Export, instrument: Instrument) -> None:
    """Refuse a first row that holds statements of the questionnaire."""
    texts = statement_texts(instrument)
    held = [cell for cell in row_of(export.table, 0) if cell and fold_sentence(cell) in texts]
    if len(set(held)) > 1:
        row = export.table.rows[0]
        below = int(row) if _is_of_file(export) else 0
        raise errors.header_continues(export.table.name, row, held, [below - 1, below] if below else [])


def find_rows(opened: Opened, layout: Layout, scale: Scale, keep: str | Iterable[str]) -> RowsKept:
    """Find the rows that are finished answers of respondents.

    Raises
    ------
    ServgapError
        If none is, or a rule is named that there is not.
    """
    if layout.is_long:  # rows of long data are answers, not respondents
        rules_off(keep)
        return RowsKept(np.ones(len(opened.export.table.rows), dtype=bool), ())
    told = (opened.columns or {}).get("attention")
    more = attention_marks(opened.export, opened.headers, told)
    answers = [at for positions in layout.parts.values() for at in positions]
    summaries = summary_rows(opened.export.table, answers, scale) if answers else {}
    rows = apply_rules(opened.export, more, answers, keep, summaries)
    if not rows.kept.any():
        raise errors.every_row_left_out(len(rows.kept), rows.reasons)
    return rows


def read_answers(
    opened: Opened,
    layout: Layout,
    rows: RowsKept,
    instrument: Instrument,
    *,
    attributes: str | Sequence[str] | None,
    told: Told,
) -> Survey:
    """Read the answers of the rows that stay.

    Raises
    ------
    ServgapError
        If an answer, an attribute, points or weights cannot be understood.
    """
    wanted = find_attributes(opened.headers, attributes)
    has_points, has_weight = layout.points is not None, layout.weight is not None
    outcome_names = [each.name for each in layout.outcomes]
    check_stored_names(
        tuple(wanted),
        instrument,
        points=has_points,
        weight=has_weight,
        persons=layout.respondent is not None,
        outcomes=outcome_names,
    )
    raw = only_rows(opened.export.table, rows.kept)
    gather = _gatherer(layout)
    gathered = gather(raw, layout, instrument, told)
    respondents = read_attributes(raw, wanted, gathered.of_people, gathered.people)
    left_out = len(rows.kept) - len(raw.rows)
    ledger = Ledger(len(gathered.people) + left_out, (*raw.understood, *layout.lines, *rows.lines, *gathered.lines))
    timed = _durations(replace(opened.export, table=raw), layout, wanted)
    if timed is not None:
        respondents[DURATION] = timed.seconds
        ledger = ledger.understood("duration", 1, timed.facts)
    points, ledger = _points(raw, layout, gathered, ledger)
    weight = None if layout.weight is None else read_weight(raw, layout.weight, gathered.of_people)
    outcomes, ledger = read_outcomes(raw, layout.outcomes, gathered.answers_of_people, told, ledger)
    ledger = _with_personal(opened.export, wanted, ledger)
    names = gathered.row_names
    return assemble(
        instrument,
        gathered.answers,
        respondents,
        ledger,
        points=points,
        weight=weight,
        outcomes=outcomes,
        names=names,
        persons=gathered.persons,
    )


def _gatherer(layout: Layout) -> Gather:
    if layout.part_columns is not None:
        return gather_half_long
    return gather_long if layout.is_long else gather_wide


def _durations(export: Export, layout: Layout, wanted: Mapping[str, int]) -> Durations | None:
    if not export.tool or layout.is_long or DURATION in wanted:
        return None
    return durations_of(export)


def _with_personal(export: Export, wanted: Mapping[str, int], ledger: Ledger) -> Ledger:
    """Enter the columns that a tool fills with personal data, and that were not asked for."""
    asked = set(wanted.values())
    held = [
        short(question.header)
        for at, question in enumerate(export.questions)
        if question.role is Role.PERSONAL and at not in asked
    ]
    return ledger.understood("personal", len(held), {"columns": held}) if held else ledger


def _points(
    raw: RawTable, layout: Layout, gathered: Gathered, ledger: Ledger
) -> tuple[NDArray[np.float64] | None, Ledger]:
    if layout.points is None:
        return None, ledger
    points = read_points(raw, layout.points, gathered.of_people, told=layout.points_told)
    if layout.points_told:
        return points, ledger
    ends = {"first": short(raw.headers[layout.points[0]]), "last": short(raw.headers[layout.points[-1]])}
    return points, ledger.understood("points_not_read" if points is None else "points", len(layout.points), ends)
