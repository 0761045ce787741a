"""Rows that are no finished answers of respondents, left out by named rules, each of which can be switched off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap.errors import exports as errors
from servgap.survey.ledger import LedgerLine
from servgap.survey.ledger_facts import first_of
from servgap.survey.reading.answers.answer_columns import short
from servgap.survey.reading.files.raw import RawTable, cell_text
from servgap.survey.reading.files.text_cells import Cells, factorise
from servgap.survey.reading.folding import fold_label
from servgap.survey.reading.layout.headers import Headers
from servgap.survey.reading.personal import is_personal
from servgap.survey.reading.tools.tool import Export, RowMark

#: The rules in the order in which they are asked; a row that several of them mark is counted under the first.
RULES = ("summary", "preview", "invalid", "screened_out", "unfinished", "attention")
EVERY = "all"


@dataclass(frozen=True, eq=False)
class RowsKept:
    """Which rows stay, and why the others do not.

    Parameters
    ----------
    kept
        Whether each row stays.
    lines
        For the ledger: one for each rule that leaves rows out.
    """

    kept: NDArray[np.bool_]
    lines: tuple[LedgerLine, ...]

    @property
    def reasons(self) -> dict[str, int]:
        """The rows left out, by rule."""
        return {line.reason: line.count for line in self.lines}


def rules_off(keep: str | Iterable[str]) -> frozenset[str]:
    """Take the names of the rules whose rows stay.

    Raises
    ------
    ServgapError
        If one is none.
    """
    names = [keep] if isinstance(keep, str) or not isinstance(keep, Iterable) else list(keep)
    unknown = [name for name in names if name not in (*RULES, EVERY)]
    if unknown:
        raise errors.unknown_rules(unknown, (*RULES, EVERY))
    return frozenset(RULES) if EVERY in names else frozenset(names)


def attention_marks(export: Export, headers: Headers, told: Any) -> tuple[RowMark, ...]:
    """Make marks of the attention checks that the user named: every answer but the right one fails, none does not.

    Raises
    ------
    ServgapError
        If a column is not there, or nobody gave the right answer.
    """
    if told is None:
        return ()
    if not isinstance(told, Mapping) or not told:
        raise errors.attention_wrong(told)
    marks = []
    for header, right in told.items():
        at = headers.one(header, "attention check")
        listed = [right] if isinstance(right, str) or not isinstance(right, Iterable) else list(right)
        passing = {fold_label(cell_text(answer)) for answer in listed}
        given = _words(export.table.columns[at])[1]
        if passing.isdisjoint(given):
            shown = " or ".join(repr(cell_text(answer)) for answer in listed)
            known = [] if is_personal(headers[at]) else sorted(filter(None, set(given)))
            raise errors.attention_fails_all(headers[at], shown, known)
        marks.append(RowMark("attention", at, frozenset(word for word in given if word and word not in passing)))
    return tuple(marks)


def apply_rules(
    export: Export,
    more: Sequence[RowMark],
    answers: Iterable[int],
    keep: str | Iterable[str],
    summaries: Mapping[int, str] | None = None,
) -> RowsKept:
    """Find the rows that stay.

    Parameters
    ----------
    export
        The export, with its own marks.
    more
        Marks that the user gave rise to.
    answers
        The columns of answers; a mark that speaks of certain columns counts only if one of these is among them.
    keep
        The rules whose rows stay.
    summaries
        The rows that sum up the others, and what each is called.
    """
    off, asked = rules_off(keep), list(answers)
    kept = np.ones(len(export.table.rows), dtype=bool)
    lines = []
    if summaries and "summary" not in off:
        kept[list(summaries)] = False
        sums = ((export.table.rows[row], short(name)) for row, name in summaries.items())
        lines.append(LedgerLine("left_out", "summary", len(summaries), first_of("sums", sums, 6)))
    for rule in RULES:
        marks = [mark for mark in (*export.marks, *more) if mark.rule == rule and _concerns(mark, asked)]
        if rule in off or not marks:
            continue
        hit = np.zeros(len(kept), dtype=bool)
        for mark in marks:
            hit |= _marked(export.table.columns[mark.at], mark)
        hit &= kept
        if hit.any():
            by = dict.fromkeys(short(export.table.headers[mark.at]) for mark in marks)
            facts = first_of("columns", by) | first_of("rows", export.table.rows[hit], 6)
            lines.append(LedgerLine("left_out", rule, int(hit.sum()), facts))
            kept &= ~hit
    return RowsKept(kept, tuple(lines))


def _concerns(mark: RowMark, answers: Sequence[int]) -> bool:
    return mark.covers is None or not answers or any(mark.covers[0] <= at <= mark.covers[1] for at in answers)


def _words(cells: Cells) -> tuple[NDArray[np.intp], list[str]]:
    """Give the distinct texts of a column, folded, and which of them each row has."""
    if cells.dtype.kind == "M":
        return np.asarray(pd.isna(np.asarray(cells)), dtype=np.intp), ["a moment", ""]
    index, distinct = factorise(cells, absent=True)
    return index, [fold_label(cell_text(value)) for value in distinct]


def _marked(cells: Cells, mark: RowMark) -> NDArray[np.bool_]:
    index, words = _words(cells)
    hit = np.array([(not word and mark.empty) or (word != "" and word in mark.values) for word in words], dtype=bool)
    marked: NDArray[np.bool_] = hit[index]
    return marked


def only_rows(table: RawTable, kept: NDArray[np.bool_]) -> RawTable:
    """Keep some rows of a table; those that stay keep their names.

    Raises
    ------
    ServgapError
        If none stays.
    """
    if kept.all():
        return table
    return table.only(kept)
