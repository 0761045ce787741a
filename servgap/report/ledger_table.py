"""What happened to every row of the source, as a table for readers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servgap.analysis.finding import Basis
from servgap.language import language_of
from servgap.language.numbers import count
from servgap.language.shown import one_line
from servgap.report.tables.reader import Field, ReaderTable, reader_table
from servgap.report.words.codes import has_word, word
from servgap.report.words.languages import Language
from servgap.report.words.page_text import page_text
from servgap.survey.ledger import Ledger


def ledger_of(basis: Basis) -> Ledger:
    """Make the ledger that a finding's basis still knows: rows read, and left out by reason."""
    ledger = Ledger(basis.rows_read)
    for reason, rows in basis.left_out:
        ledger = ledger.left_out(reason, rows)
    return ledger


def ledger_table(ledger: Ledger, language: Language) -> ReaderTable:
    """Show the ledger, entry by entry."""
    fields = [
        Field(page_text("entry", language), lambda record: word("entry", record["entry"], language), numeric=False),
        Field(page_text("what", language), lambda record: _what(record, language), numeric=False),
        Field(page_text("count", language), _count),
        Field(page_text("detail", language), lambda record: str(record["detail"]), numeric=False, optional=True),
    ]
    order = {"understood": 1, "read": 0, "recoded": 2, "left_out": 3, "used": 4}
    tell = language_of(language).tell
    entries = [
        {"entry": entry, "what": line.reason, "count": line.count, "detail": one_line(tell(line.particulars))}
        for entry, line in ledger.entries
    ]
    rows = sorted(entries, key=lambda record: order.get(str(record["entry"]), 5))
    return reader_table(page_text("ledger", language), fields, [("", rows)])


def _what(record: Mapping[str, Any], language: Language) -> str:
    reason = str(record["what"])
    return word("left_out" if has_word("left_out", reason) else "ledger", reason, language)


def _count(record: Mapping[str, Any]) -> str:
    return "" if record["entry"] == "understood" and not record["count"] else count(record["count"])
