"""The ledger: every row that was read is either used or left out with a reason, and every recoding is counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

import pandas as pd

from servgap.language.shown import UNTYPESET, one_line, shown

Kind = Literal["left_out", "recoded", "understood"]


@dataclass(frozen=True)
class LedgerLine:
    """One entry: rows left out, answers recoded, or something that was understood without being told.

    Parameters
    ----------
    kind
        ``"left_out"`` counts rows, ``"recoded"`` counts answers, ``"understood"`` counts columns or nothing.
    reason
        The reason's code, such as ``"no_pair"``.
    count
        How many rows, answers or columns.
    detail
        The particulars, for the reader.
    """

    kind: Kind
    reason: str
    count: int
    detail: str = ""


@dataclass(frozen=True)
class Ledger:
    """What happened to every row between the source and the Survey.

    Parameters
    ----------
    rows_read
        The number of rows of answers in the source.
    lines
        The entries, in the order in which they were made.

    Examples
    --------
    >>> from servgap import Ledger
    >>> ledger = Ledger(211).left_out("no_pair", 4)
    >>> ledger.rows_used, ledger.reasons
    (207, {'no_pair': 4})
    """

    rows_read: int
    lines: tuple[LedgerLine, ...] = field(default=())

    @classmethod
    def of_stored(cls, rows_read: Any, lines: Any) -> Ledger:
        """Take a ledger from what a file says of it.

        Raises
        ------
        TypeError
            If it says what no ledger does.
        """
        ledger = cls(rows_read, tuple(LedgerLine(**line) for line in lines))
        counts = [rows_read, *(line.count for line in ledger.lines)]
        if not all(isinstance(count, int) and not isinstance(count, bool) and count >= 0 for count in counts):
            raise TypeError(counts)
        if not all(isinstance(told, str) for line in ledger.lines for told in (line.kind, line.reason, line.detail)):
            raise TypeError(lines)
        if not {line.kind for line in ledger.lines} <= set(get_args(Kind)) or ledger.rows_used < 0:
            raise TypeError(lines)
        return ledger

    @property
    def respondents_read(self) -> int:
        """The rows read that are respondents' own: not the means and sums that stand beneath them."""
        return self.rows_read - self.reasons.get("summary", 0)

    @property
    def rows_used(self) -> int:
        """The rows that remain: rows read less the rows left out."""
        return self.rows_read - self.rows_left_out

    @property
    def rows_left_out(self) -> int:
        """The rows left out, over all reasons."""
        return sum(self.reasons.values())

    @property
    def reasons(self) -> dict[str, int]:
        """The rows left out, by reason."""
        return self._counts("left_out")

    @property
    def recodings(self) -> dict[str, int]:
        """The answers recoded, by kind of recoding."""
        return self._counts("recoded")

    def _counts(self, kind: Kind) -> dict[str, int]:
        counts: Counter[str] = Counter()
        for line in self.lines:
            if line.kind == kind:
                counts[line.reason] += line.count
        return dict(counts)

    def left_out(self, reason: str, rows: int, detail: str = "") -> Ledger:
        """Enter rows that are left out; nothing is entered for none."""
        return self._with([LedgerLine("left_out", reason, rows, detail)] if rows else [])

    def recoded(self, reason: str, answers: int, detail: str = "") -> Ledger:
        """Enter answers that were recoded; nothing is entered for none."""
        return self._with([LedgerLine("recoded", reason, answers, detail)] if answers else [])

    def understood(self, reason: str, count: int = 0, detail: str = "") -> Ledger:
        """Enter what was inferred from the source without being told."""
        return self._with([LedgerLine("understood", reason, count, detail)])

    def _with(self, lines: Iterable[LedgerLine]) -> Ledger:
        return Ledger(self.rows_read, (*self.lines, *lines))

    def __add__(self, other: Ledger) -> Ledger:
        """Put two ledgers together, joining entries of one kind, reason and detail."""
        joined: Counter[tuple[Kind, str, str]] = Counter()
        for line in (*self.lines, *other.lines):
            joined[line.kind, line.reason, line.detail] += line.count
        lines = (LedgerLine(kind, reason, count, detail) for (kind, reason, detail), count in joined.items())
        return Ledger(self.rows_read + other.rows_read, tuple(lines))

    @property
    def frame(self) -> pd.DataFrame:
        """The ledger as a table: rows read, every entry, rows used."""
        lines = [
            LedgerLine("understood", "rows_read", self.rows_read),
            *self.lines,
            LedgerLine("understood", "rows_used", self.rows_used),
        ]
        kinds = {"rows_read": "read", "rows_used": "used"}
        return pd.DataFrame(
            {
                "entry": [kinds.get(line.reason, line.kind) for line in lines],
                "reason": [line.reason for line in lines],
                "count": [line.count for line in lines],
                "detail": [line.detail for line in lines],
            }
        )

    def __repr__(self) -> str:
        reasons = "".join(f", {count} {shown(reason.replace('_', ' '))}" for reason, count in self.reasons.items())
        return f"<Ledger: {self.rows_read} rows read = {self.rows_used} used + {self.rows_left_out} left out{reasons}>"

    def _repr_html_(self) -> str:
        frame = self.frame.assign(reason=self.frame["reason"].map(shown), detail=self.frame["detail"].map(one_line))
        return str(frame.to_html(index=False, escape=True, classes=UNTYPESET))
