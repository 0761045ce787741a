"""The columns of readers' tables, made from those of frames: headed, written and aligned by their kind."""

from __future__ import annotations

from typing import Any, TypedDict, Unpack

from servgap.analysis.finding import Finding
from servgap.columns import COLUMNS, KINDS
from servgap.language import language_of
from servgap.report.cells import cell, ends
from servgap.report.tables.reader import Field, Record
from servgap.report.words.columns import heading
from servgap.report.words.languages import Language
from servgap.report.words.tables_text import interval_heading


class Look(TypedDict, total=False):
    """What a `Field` may be told of how it stands in its table."""

    numeric: bool
    optional: bool
    short: str
    aside: bool
    remark: bool


def field(
    column: str,
    finding: Finding,
    language: Language,
    *,
    head: str = "",
    kind: str = "",
    within: str = "",
    **look: Unpack[Look],
) -> Field:
    """Make the column of a reader's table that shows a column of a frame.

    Parameters
    ----------
    column, finding, language
        What is shown, of what, and in which words.
    head
        What stands above it; the column's own heading unless told.
    kind
        The kind of what stands in it, where that is another than the column's.
    within
        The row among those joined in one, such as that of a test; where a row has none, nothing is written.
    **look
        As of `Field`; numbers stand at the right unless told.
    """

    def write(record: Record) -> str:
        row = _row(record, within)
        told = None if row is None else cell(column, row[column], finding.basis.instrument, kind)
        return language_of(language).tell(told)

    told = KINDS[kind] if kind else COLUMNS[column].kind
    looks: Look = {"numeric": told.numeric, **look}
    return Field(head or heading(column, language), write, **looks)


def interval_field(
    columns: tuple[str, str],
    finding: Finding,
    language: Language,
    *,
    head: str = "",
    of: str = "",
    kind: str = "",
    within: str = "",
    **look: Unpack[Look],
) -> Field:
    """Make the column of a reader's table that shows an interval; `of` is the symbol of what it is an interval of.

    It is headed by the finding's level of confidence unless told; all else is as in `field`.
    """

    def write(record: Record) -> str:
        row = _row(record, within)
        told = None if row is None else ends(columns[0], row[columns[0]], row[columns[1]], kind)
        return language_of(language).tell(told)

    return Field(head or interval_heading(finding.basis.confidence, language, of), write, **look)


def _row(record: Record, within: str) -> Any:
    return record.get(within) if within else record
