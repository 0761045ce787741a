"""The columns of readers' tables, made from those of frames: headed, written and aligned by their kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypedDict, Unpack

import pandas as pd

from servgap.analysis.finding import Finding
from servgap.columns import COLUMNS, KINDS
from servgap.language import Fact, column, joined, percent, say, word
from servgap.language.facts import Styled
from servgap.report.cells import cell, ends
from servgap.report.measures import (
    change,
    difference,
    difference_ends,
    difference_heading,
    heading,
    kind_of_values,
    measure_in,
    own_word,
)
from servgap.report.names import attribute, compared_group, group
from servgap.report.phrases import reason_told
from servgap.report.tables.rows import Record, sections_by
from servgap.report.tables.table import Field, Table
from servgap.survey.instrument import Instrument

ENDS = ("ci_low", "ci_high")


class Look(TypedDict, total=False):
    """What a `Field` may be told of how it stands in its table."""

    numeric: bool
    optional: bool
    short: Fact
    aside: bool
    remark: bool


def field(
    name: str, finding: Finding, *, head: Fact = None, kind: str = "", within: str = "", **look: Unpack[Look]
) -> Field:
    """Make the column of a reader's table that shows a column of a frame.

    Parameters
    ----------
    name, finding
        What is shown, and of what.
    head
        What stands above it; the column's own heading unless told.
    kind
        The kind of what stands in it, where that is another than the column's.
    within
        The row among those joined in one, such as that of a test; where a row has none, nothing is written.
    **look
        As of `Field`; numbers stand at the right unless told.
    """
    told = KINDS[kind] if kind else COLUMNS[name].kind
    measure = measure_in(finding.basis)

    def write(record: Record) -> Fact:
        row = _row(record, within)
        if row is None:
            return None
        if told.writing == "code" and isinstance(row[name], str):
            return own_word(measure, name, row[name])
        if told.writing == "group" and not pd.isna(row[name]):
            return compared_group(finding.basis, row[name])
        return cell(name, row[name], finding.basis.instrument, kind)

    looks: Look = {"numeric": told.numeric, **look}
    return Field(column(name) if head is None else head, write, **looks)


def interval_field(
    names: tuple[str, str],
    finding: Finding,
    *,
    head: Fact = None,
    of: str = "",
    kind: str = "",
    within: str = "",
    **look: Unpack[Look],
) -> Field:
    """Make the column of a reader's table that shows an interval; `of` is the symbol of what it is an interval of.

    It is headed by the finding's level of confidence unless told; all else is as in `field`.
    """

    def write(record: Record) -> Fact:
        row = _row(record, within)
        return None if row is None else ends(names[0], row[names[0]], row[names[1]], kind)

    return Field(interval_heading(finding, of) if head is None else head, write, **look)


def interval_heading(finding: Finding, of: Fact = None) -> Fact:
    """Head a column of intervals with their level, and what they are of if not of the number to their left."""
    return say("shared.interval_heading", case="of" if of else "bare", level=percent(finding.basis.confidence), of=of)


def value_field(finding: Finding, name: str = "value", **look: Unpack[Look]) -> Field:
    """Make the column that shows the values of a finding's measure, headed by it."""
    measure = measure_in(finding.basis)
    head = column("gap") if measure.is_gap else Styled(heading(measure), "capital")
    return field(name, finding, head=head, kind=kind_of_values(measure), **look)


def value_interval_field(finding: Finding, names: tuple[str, str] = ENDS, **look: Any) -> Field:
    """Make the column of the intervals of a finding's values."""
    return interval_field(names, finding, kind=kind_of_values(measure_in(finding.basis)), **look)


def subject_field(finding: Finding, named: Callable[[Record], Fact] | None = None) -> Field:
    """Make the column that says what a row is about."""
    instrument = finding.basis.instrument
    return Field(say("tables.subject"), named or (lambda record: subject(instrument, record)), numeric=False)


def change_field(finding: Finding, **look: Unpack[Look]) -> Field:
    """Make the column of changes of a finding's values, with their sign."""
    measure = measure_in(finding.basis)
    head = difference_heading(measure, say("tables.change"))
    return Field(head, lambda record: change(measure, record["difference"]), **look)


def difference_field(finding: Finding, **look: Unpack[Look]) -> Field:
    """Make the column of differences between the values of two groups."""
    measure = measure_in(finding.basis)
    head = difference_heading(measure, column("difference"))
    return Field(head, lambda record: difference(measure, record["difference"]), **look)


def difference_interval_field(finding: Finding, names: tuple[str, str] = ENDS, **look: Unpack[Look]) -> Field:
    """Make the column of the intervals of differences of a finding's values."""
    measure, (low, high) = measure_in(finding.basis), names
    return Field(interval_heading(finding), lambda record: difference_ends(measure, record[low], record[high]), **look)


def reason_field(finding: Finding | None = None) -> Field:
    """Make the column that says why a number is not there; it goes where all numbers are there.

    Parameters
    ----------
    finding
        What it is of, where its values may be other than gaps.
    """

    def told(record: Record) -> Fact:
        code = record["reason"]
        if not code:
            return None
        return word("reason", code) if finding is None else reason_told(finding, code)

    return Field(
        column("reason"),
        told,
        numeric=False,
        optional=True,
        remark=True,
    )


def subject(instrument: Instrument, record: Record) -> Fact:
    """Name what a row is about: all, or what the column says that is called as its level, such as a dimension."""
    level = str(record["level"])
    return cell(level, record[level], instrument) if level in record and level in COLUMNS else word("level", level)


def group_field(finding: Finding, by: str, *, column: str = "") -> Field:
    """Make the column that names groups, headed by the attribute that makes them.

    Parameters
    ----------
    finding
        What is shown.
    by
        The attribute.
    column
        The column of the frame in which its values stand, where that is not called like the attribute.
    """
    names, where = finding.basis.names, column or by
    return Field(attribute(names, by), lambda record: group(names, by, record[where]), numeric=False)


def groups_title(finding: Finding, by: Iterable[str], record: Record) -> Fact:
    """Name the group that a row is about: attribute and label."""
    names = finding.basis.names
    each = (say("shared.section", by=attribute(names, name), group=group(names, name, record[name])) for name in by)
    return joined(each, "names")


def by_groups(finding: Finding, rows: Sequence[Record], *within: str) -> list[tuple[Fact, Sequence[Record]]]:
    """Part rows into a section for each group, where the analysis was made separately for each.

    Parameters
    ----------
    finding, rows
        What the rows are of.
    *within
        Columns by whose values each group is parted again, such as the dimension.
    """
    by, instrument = finding.basis.separately, finding.basis.instrument

    def title(record: Record) -> Any:
        narrower = (cell(name, record[name], instrument) for name in within)
        return joined((groups_title(finding, by, record), *narrower), "names")

    return [(told or None, part) for told, part in sections_by(rows, (*by, *within), title)]


def table(caption: str, fields: Iterable[Field], rows: Sequence[Record], **look: Any) -> Table:
    """Make a table of one section."""
    return Table(say(caption), tuple(fields), [(None, rows)], **look)


def _row(record: Record, within: str) -> Any:
    return record.get(within) if within else record
