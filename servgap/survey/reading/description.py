"""What was understood of a source before anything is computed: its tool, its columns, its rows, and what is unclear."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import pandas as pd

from servgap.survey.instrument import Instrument
from servgap.survey.ledger import LedgerLine
from servgap.survey.shown_as_card import ShownAsCard

if TYPE_CHECKING:
    from servgap.survey.card_forms import Card

COUNTS = ("filled", "answered", "not_answered", "does_not_apply", "not_asked", "missing")


@dataclass(frozen=True)
class ColumnDescription:
    """One column of a source; of what stands in it, counts only.

    Parameters
    ----------
    column
        A name by which it can be asked for: its header, counted where that repeats.
    question
        What it asks, where the source says so.
    block
        The question of the questionnaire that it belongs to: its number, code or stem.
    role
        ``"answer"``, ``"points"``, ``"weight"``, ``"outcome"``, ``"respondent"``, ``"item"``, ``"part"``,
        ``"attention"``, ``"duration"``, ``"metadata"``, ``"personal"`` (not loaded unless asked for), or ``"other"``.
    part, item
        What an answer is to.
    told_by
        What told its part: ``"told"`` by the user, ``"words"`` of the question, ``"code"`` in the header,
        ``"remaining"`` when all others were told, ``"order"`` of the questions, ``"repeat"`` of the statement.
    filled
        Rows in which it is not empty.
    answered, not_answered, does_not_apply, not_asked, missing
        Of an answer: how many of those used gave one, and why the others did not; None where this is not known.
    """

    column: str
    question: str
    block: str
    role: str
    part: str
    item: str
    told_by: str
    filled: int
    answered: int | None = None
    not_answered: int | None = None
    does_not_apply: int | None = None
    not_asked: int | None = None
    missing: int | None = None


@dataclass(frozen=True)
class BlockDescription:
    """Columns that belong together: those of a part, or a question of several columns that is not read.

    Parameters
    ----------
    part
        The part; empty where the columns are not read.
    stem
        What is asked of all of them, where the source says so.
    first, last
        The first and the last of them.
    columns
        How many there are.
    tallied
        Whether they are read as answers, and so will be counted.
    told_by
        What told the part.
    answered, not_answered, does_not_apply, not_asked, missing
        Sums over the columns; None where they are not known.
    """

    part: str
    stem: str
    first: str
    last: str
    columns: int
    tallied: bool
    told_by: str = ""
    answered: int | None = None
    not_answered: int | None = None
    does_not_apply: int | None = None
    not_asked: int | None = None
    missing: int | None = None


@dataclass(frozen=True, eq=False, repr=False)
class SourceDescription(ShownAsCard):
    """What `read_survey` would understand of a source, and what it would refuse.

    Made by `describe_source`. It holds headers and counts; no value of a personal column stands in it.

    Parameters
    ----------
    source
        The file's name, or ``"the frame"``.
    tool, tool_name
        The survey tool's key and name; empty for a plain table.
    instrument
        The questionnaire.
    rows_read, rows_used
        Respondents in the source, and those that a Survey would have; None where it cannot be read.
    columns, blocks
        The columns in their order, and those that belong together.
    left_out
        Respondents that would be left out, by reason.
    lines
        What was understood and recoded, as it would stand in the ledger.
    problem
        Why `read_survey` would refuse the source, and the fix; None if it would not.
    language
        The language in which it shows itself.

    Examples
    --------
    >>> import servgap as sg
    >>> description = sg.describe_source("data/samples/counter_qualtrics.csv")
    >>> description.tool_name, description.rows_read, description.rows_used, description.left_out
    ('Qualtrics', 40, 36, {'preview': 1, 'unfinished': 3})
    >>> [(block.part, block.columns, block.told_by) for block in description.blocks]
    [('expectation', 22, 'words'), ('perception', 22, 'words')]
    """

    source: str
    tool: str
    tool_name: str
    instrument: Instrument
    rows_read: int
    rows_used: int | None
    columns: tuple[ColumnDescription, ...]
    blocks: tuple[BlockDescription, ...]
    left_out: Mapping[str, int]
    lines: tuple[LedgerLine, ...]
    problem: str | None
    language: str = "en"

    @property
    def frame(self) -> pd.DataFrame:
        """One row a column of the source; counts that are not known are missing."""
        names = [field.name for field in fields(ColumnDescription)]
        frame = pd.DataFrame([[getattr(column, name) for name in names] for column in self.columns], columns=names)
        return frame.astype(dict.fromkeys(COUNTS, "Int64"))

    @property
    def personal(self) -> tuple[str, ...]:
        """The columns by which a person could be known; they are loaded only if ``attributes`` names them."""
        return tuple(column.column for column in self.columns if column.role == "personal")

    def _card(self) -> Card:
        from servgap.survey.reading.description_card import card_of

        return card_of(self)
