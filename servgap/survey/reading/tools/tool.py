"""What a survey tool's export says of its columns and rows, and how such an export is recognised."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from servgap.survey.reading.files.raw import RawTable


class Role(StrEnum):
    """What a column of an export holds."""

    QUESTION = "question"
    METADATA = "metadata"
    PERSONAL = "personal"
    DURATION = "duration"
    STARTED = "started"
    ENDED = "ended"
    RESPONDENT = "respondent"


@dataclass(frozen=True)
class Question:
    """What an export says of one column.

    Parameters
    ----------
    header
        How the column is called there; what a user names it by.
    stem
        What is asked of the whole block that the column belongs to.
    text
        The column's own text: the statement, or the whole question.
    block
        The question of the questionnaire that the column belongs to, by its number or code.
    role
        What the column holds.
    """

    header: str
    stem: str = ""
    text: str = ""
    block: str = ""
    role: Role = Role.QUESTION

    @property
    def reading(self) -> str:
        """The whole question as a respondent read it."""
        return " ".join(filter(None, (self.stem, self.text)))


@dataclass(frozen=True)
class RowMark:
    """Cells by which a tool marks rows that are no finished answers of respondents.

    Parameters
    ----------
    rule
        The key of the row rule that leaves such rows out.
    at
        The column in which the mark stands.
    values
        The texts that mark a row, folded.
    empty
        Whether an empty cell marks the row too.
    covers
        The first and the last column that the mark speaks of; None if it speaks of the whole row.
    """

    rule: str
    at: int
    values: frozenset[str] = frozenset()
    empty: bool = False
    covers: tuple[int, int] | None = None


@dataclass(frozen=True, eq=False)
class Export:
    """A table whose header rows are folded into one, and what is known of its columns and rows.

    Parameters
    ----------
    table
        Its rows are respondents only.
    questions
        One a column.
    tool, name
        The key of the tool that it comes from, and how its makers write it; empty for a plain table.
    marks
        Where the tool says which rows to leave out.
    """

    table: RawTable
    questions: tuple[Question, ...]
    tool: str = ""
    name: str = ""
    marks: tuple[RowMark, ...] = ()


@dataclass(frozen=True)
class Tool:
    """One survey tool.

    Parameters
    ----------
    key
        Its short name, by which users say that an export is its.
    name
        How its makers write it.
    standing
        Says how many columns of a table are this tool's own; 0 if the table is none of its exports.
    tidy
        Folds the header rows, and says what each column is.
    """

    key: str
    name: str
    standing: Callable[[RawTable], int]
    tidy: Callable[[RawTable], Export]
