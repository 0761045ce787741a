"""The ledger: every row that was read is either used or left out with a reason, and every recoding is counted.

An entry holds a code and facts; what is said of it, every language says from these.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

import pandas as pd

from servgap.language import Fact, language_of
from servgap.language.shown import UNTYPESET, one_line, shown
from servgap.survey.attribute_names import NO_NAMES, AttributeNames
from servgap.survey.ledger_facts import TOLD, Facts
from servgap.survey.particulars import particulars

Kind = Literal["left_out", "recoded", "understood"]


@dataclass(frozen=True)
class LedgerLine:
    """One entry: rows left out, answers recoded, or something that was detected automatically.

    Parameters
    ----------
    kind
        ``"left_out"`` counts rows, ``"recoded"`` counts answers, ``"understood"`` counts columns or nothing.
    reason
        The reason's code, such as ``"no_pair"``.
    count
        How many rows, answers or columns.
    facts
        The particulars: numbers, texts and tuples of them, by name.

    Examples
    --------
    >>> LedgerLine("left_out", "no_pair", 4, {"rows": (79, 133), "more_rows": 2}).detail
    'rows 79, 133 and 2 more'
    """

    kind: Kind
    reason: str
    count: int
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "facts", Facts(self.facts))

    @property
    def particulars(self) -> Fact:
        """What there is to say of it, for every language to say."""
        return self.told(NO_NAMES)

    def told(self, names: AttributeNames) -> Fact:
        """Say what there is to say of it, where attributes and their values are called by names."""
        return particulars(self.reason, self.facts, names)

    @property
    def detail(self) -> str:
        """What there is to say of it, in English."""
        return language_of("en").tell(self.particulars)

    @property
    def stored(self) -> dict[str, Any]:
        """The entry as a file holds it: its facts, or the words that stand for them."""
        said = {"kind": self.kind, "reason": self.reason, "count": self.count}
        if self.facts.keys() <= {TOLD}:
            return {**said, "detail": self.facts.get(TOLD, "")}
        return {**said, "facts": dict(self.facts)}

    @classmethod
    def of_stored(cls, kind: Any, reason: Any, count: Any, *, detail: Any = "", facts: Any = None) -> LedgerLine:
        """Take an entry from what a file says of it; those of earlier versions hold sentences.

        Raises
        ------
        TypeError
            If it says what no entry does.
        """
        if not all(isinstance(told, str) for told in (kind, reason, detail)) or kind not in get_args(Kind):
            raise TypeError(kind, reason, detail)
        if not isinstance(count, int) or isinstance(count, bool) or count < 0:
            raise TypeError(count)
        if facts is None:
            without = cls(kind, reason, count)
            return without if detail in ("", without.detail) else cls(kind, reason, count, {TOLD: detail})
        if detail or not isinstance(facts, Mapping):
            raise TypeError(detail, facts)
        line = cls(kind, reason, count, facts)
        try:
            _ = line.detail
        except (LookupError, ValueError):
            raise TypeError(reason, facts) from None
        return line


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
        ledger = cls(rows_read, tuple(LedgerLine.of_stored(**line) for line in lines))
        if not isinstance(rows_read, int) or isinstance(rows_read, bool) or rows_read < 0 or ledger.rows_used < 0:
            raise TypeError(rows_read, lines)
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

    def left_out(self, reason: str, rows: int, detail: Mapping[str, Any] | str = "") -> Ledger:
        """Enter rows that are left out, with facts or words of one's own; nothing is entered for none."""
        return self._with([LedgerLine("left_out", reason, rows, _facts(detail))] if rows else [])

    def recoded(self, reason: str, answers: int, detail: Mapping[str, Any] | str = "") -> Ledger:
        """Enter answers that were recoded, with facts or words of one's own; nothing is entered for none."""
        return self._with([LedgerLine("recoded", reason, answers, _facts(detail))] if answers else [])

    def understood(self, reason: str, count: int = 0, detail: Mapping[str, Any] | str = "") -> Ledger:
        """Enter what was detected automatically in the source, with facts or words of one's own."""
        return self._with([LedgerLine("understood", reason, count, _facts(detail))])

    def _with(self, lines: Iterable[LedgerLine]) -> Ledger:
        return Ledger(self.rows_read, (*self.lines, *lines))

    def __add__(self, other: Ledger) -> Ledger:
        """Put two ledgers together, joining entries of one kind, reason and facts."""
        joined: Counter[tuple[Kind, str, Mapping[str, Any]]] = Counter()
        for line in (*self.lines, *other.lines):
            joined[line.kind, line.reason, line.facts] += line.count
        lines = (LedgerLine(kind, reason, count, facts) for (kind, reason, facts), count in joined.items())
        return Ledger(self.rows_read + other.rows_read, tuple(lines))

    @property
    def holds_facts(self) -> bool:
        """Whether an entry holds more than words of somebody's own, which earlier versions cannot read."""
        return any("facts" in line.stored for line in self.lines)

    @property
    def entries(self) -> tuple[tuple[str, LedgerLine], ...]:
        """Every line between the rows read and the rows used, each with the code of what kind of entry it is."""
        read = LedgerLine("understood", "rows_read", self.rows_read)
        used = LedgerLine("understood", "rows_used", self.rows_used)
        return (("read", read), *((line.kind, line) for line in self.lines), ("used", used))

    @property
    def frame(self) -> pd.DataFrame:
        """The ledger as a table: rows read, every entry, rows used."""
        return pd.DataFrame(
            {
                "entry": [entry for entry, _ in self.entries],
                "reason": [line.reason for _, line in self.entries],
                "count": [line.count for _, line in self.entries],
                "detail": [line.detail for _, line in self.entries],
            }
        )

    def __repr__(self) -> str:
        reasons = "".join(f", {count} {shown(reason.replace('_', ' '))}" for reason, count in self.reasons.items())
        return f"<Ledger: {self.rows_read} rows read = {self.rows_used} used + {self.rows_left_out} left out{reasons}>"

    def _repr_html_(self) -> str:
        frame = self.frame.assign(reason=self.frame["reason"].map(shown), detail=self.frame["detail"].map(one_line))
        return str(frame.to_html(index=False, escape=True, classes=UNTYPESET))


def _facts(detail: Mapping[str, Any] | str) -> Mapping[str, Any]:
    if isinstance(detail, str):
        return {TOLD: detail} if detail else {}
    return detail
