"""Describing a source: every step of reading it, taken as far as it goes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from os import PathLike
from typing import Any

import numpy as np

from servgap.errors import ServgapError
from servgap.survey.instrument import Instrument
from servgap.survey.ledger import LedgerLine
from servgap.survey.reading.answers.told import Told
from servgap.survey.reading.described_columns import blocks_of, columns_of
from servgap.survey.reading.description import SourceDescription
from servgap.survey.reading.door import instrument_of
from servgap.survey.reading.layout.columns import Layout
from servgap.survey.reading.layout.headers import Headers
from servgap.survey.reading.row_rules import RowsKept
from servgap.survey.reading.steps import Opened, find_layout, find_rows, read_answers
from servgap.survey.reading.together.deciding import put_together
from servgap.survey.reading.together.pieces import How, is_several, open_tables, pieces_of
from servgap.survey.reading.together.stacking import Together
from servgap.survey.reading.tools.plain import plain_export
from servgap.survey.survey import Survey


def describe_source(
    source: Any,
    instrument: str | PathLike[str] | Instrument = "servqual",
    *,
    columns: Mapping[str, Any] | None = None,
    missing: Any | Iterable[Any] = (),
    absent: Mapping[str, Any] | None = None,
    labels: Mapping[Any, Any] | None = None,
    encoding: str | None = None,
    sheet: str | int | Sequence[str | int] | None = None,
    header: int | Sequence[int] | None = None,
) -> SourceDescription:
    """Show what `read_survey` understands of a source, before anything is computed.

    Where `read_survey` would refuse what it cannot understand without a guess, the description says so instead, with
    the mapping to write. A file that cannot be opened at all is refused here too.

    Parameters
    ----------
    source
        A file or a data frame, or a list of them, as `read_survey` takes it.
    instrument
        The questionnaire.
    columns, missing, absent, labels, encoding, sheet, header
        As `read_survey` takes them: what is passed here and shown to be right is passed there.

    Returns
    -------
    SourceDescription
        The survey tool; which columns pair with which item and what told so; what is missing, skipped or does not
        apply; rows that would be left out; personal data seen; what is not understood.

    Raises
    ------
    ServgapError
        If the source cannot be opened, or the instrument is none.

    Examples
    --------
    >>> import servgap as sg
    >>> description = sg.describe_source("data/samples/hotline_2026.csv")
    >>> description.frame.loc[[4, 26], ["column", "part", "item", "told_by", "answered", "does_not_apply"]]
       column         part  item told_by  answered  does_not_apply
    4      E1  expectation  tan1    code      1416              46
    26     P1   perception  tan1    code      1392              70
    """
    asked = instrument_of(instrument)
    tables = open_tables(source, sheet, How(encoding, header))
    first = next(iter(tables.values()))
    layout: Layout | None = None
    rows: RowsKept | None = None
    survey: Survey | None = None
    problem: str | None = None
    opened = Opened(plain_export(first), Headers(first.headers), columns)
    try:
        pieces = pieces_of(tables, columns)
        together = Together(pieces[0].opened, None, None, ())
        if is_several(source, sheet):
            together = put_together(pieces, asked, (), ())
        opened = together.opened
        layout = together.layout or find_layout(opened, asked)
        rows = together.rows or find_rows(opened, layout, asked.scale, ())
        told = Told.of(labels, missing, absent, asked.scale)
        survey = read_answers(opened, layout, rows, asked, attributes=together.attributes, told=told)
    except ServgapError as refusal:
        problem = str(refusal)
    return _description(opened, asked, layout, rows or _marked(opened, asked), survey, problem)


def _marked(opened: Opened, instrument: Instrument) -> RowsKept:
    """Find the rows that the source itself marks, where the rest could not be read."""
    try:
        return find_rows(replace(opened, columns=None), Layout({}), instrument.scale, ())
    except ServgapError:
        return RowsKept(np.ones(len(opened.export.table.rows), dtype=bool), ())


def _description(
    opened: Opened,
    instrument: Instrument,
    layout: Layout | None,
    rows: RowsKept,
    survey: Survey | None,
    problem: str | None,
) -> SourceDescription:
    export = opened.export
    columns = columns_of(opened, instrument, layout, survey)
    return SourceDescription(
        source=export.table.name,
        tool=export.tool,
        tool_name=export.name,
        instrument=instrument,
        rows_read=len(export.table.rows) if survey is None else survey.ledger.respondents_read,
        rows_used=None if survey is None else survey.n,
        columns=columns,
        blocks=blocks_of(opened, columns, instrument),
        left_out=rows.reasons if survey is None else survey.ledger.reasons,
        lines=_lines(opened, layout, rows, survey),
        problem=problem,
    )


def _lines(opened: Opened, layout: Layout | None, rows: RowsKept, survey: Survey | None) -> tuple[LedgerLine, ...]:
    if survey is not None:
        return survey.ledger.lines
    found = (*opened.export.table.understood, *(() if layout is None else layout.lines), *rows.lines)
    return tuple(found)
