"""One shape of export: how it is written, and what reading it must give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from servgap.survey.survey import Absence
from tests.exports.truth import Truth

#: The ledger's reason for each status of a row.
REASONS = {"preview": "preview", "unfinished": "unfinished", "invalid": "invalid", "empty": "no_answers"}
Write = Callable[[Truth, list[int], Path], None]


@dataclass(frozen=True)
class Shape:
    """One shape of export.

    Parameters
    ----------
    name
        The tool and the variant.
    file
        What the tool calls the file.
    writer
        Writes the rows to a path.
    statuses
        Rows beside those used that the tool exports and marks.
    tells
        Of the reasons for having no answer, those that the export tells apart; the others stand there as empty cells.
    options
        What `read_survey` needs beside the path; empty wherever the export says enough.
    language
        The language of the questionnaire.
    branch
        The header under which the branch stands, where one stands alone.
    first_row
        The spreadsheet row of the first answers; None where rows have names of their own.
    beneath
        Rows of means or sums that stand beneath the answers.
    """

    name: str
    file: str
    writer: Write
    statuses: tuple[str, ...] = ()
    tells: frozenset[Absence] = frozenset()
    options: Mapping[str, Any] = field(default_factory=dict)
    language: str = "en"
    branch: str | None = None
    first_row: int | None = 2
    beneath: int = 0

    def write(self, truth: Truth, folder: Path) -> Path:
        """Write the export into a folder."""
        path = folder / self.file
        self.writer(truth, truth.rows(self.statuses), path)
        return path

    def used(self, truth: Truth) -> list[int]:
        """Name the truth's rows that make the Survey."""
        return [row for row in truth.rows(self.statuses) if truth.status[row] == "used"]

    def left_out(self, truth: Truth) -> dict[str, int]:
        """Count the rows left out, by the ledger's reason."""
        reasons = Counter(
            REASONS[truth.status[row]] for row in truth.rows(self.statuses) if row not in self.used(truth)
        )
        return dict(reasons + Counter(summary=self.beneath))

    def answers(self, truth: Truth, part: str) -> NDArray[np.float64]:
        """Give the answers of those used, respondents × items."""
        return truth.answers[part][self.used(truth)]

    def absences(self, truth: Truth, part: str) -> NDArray[np.uint8]:
        """Give why there is no answer, as far as the export tells; 0 where there is one."""
        rows = self.used(truth)
        told = np.where(np.isnan(truth.answers[part][rows]), truth.absences[part][rows], 0)
        return np.where(np.isin(told, list(self.tells)), told, int(Absence.MISSING)).astype(np.uint8)

    def rows_of(self, truth: Truth) -> list[int] | None:
        """Give the spreadsheet rows of those used."""
        if self.first_row is None:
            return None
        written, used = truth.rows(self.statuses), set(self.used(truth))
        return [self.first_row + at for at, row in enumerate(written) if row in used]


ALL_THREE = frozenset({Absence.NOT_ANSWERED, Absence.DOES_NOT_APPLY})
NOT_APPLICABLE = frozenset({Absence.DOES_NOT_APPLY})
SKIPPED = frozenset({Absence.NOT_ANSWERED})

Rows = list[list[Any]]
Table = Callable[[Truth, Sequence[int]], Rows]
