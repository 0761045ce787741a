"""What happened to every row of the source, as a table for readers."""

from __future__ import annotations

from servgap.analysis.finding import Basis
from servgap.language import Fact, Language, count, is_worded, say, verbatim, word
from servgap.language.shown import one_line
from servgap.report.rounding import nearest
from servgap.report.tables.reader import ReaderTable
from servgap.report.tables.rows import Record
from servgap.report.tables.table import Field, Table
from servgap.survey.attribute_names import NO_NAMES, AttributeNames
from servgap.survey.disclosure_profile import COMPLEMENTARY, Profile
from servgap.survey.ledger import Ledger

ORDER = ("read", "understood", "recoded", "left_out", "used")


def ledger_of(basis: Basis) -> Ledger:
    """Make the ledger that a finding's basis still knows: rows read, and left out by reason."""
    ledger = Ledger(basis.rows_read)
    for reason, rows in basis.left_out:
        ledger = ledger.left_out(reason, rows)
    return ledger


def ledger_table(
    ledger: Ledger, language: Language, profile: Profile = COMPLEMENTARY, names: AttributeNames = NO_NAMES
) -> ReaderTable:
    """Show the ledger, entry by entry; where numbers of respondents are rounded, without naming rows."""
    fields = (
        Field(say("report.entry"), lambda record: word("entry", record["entry"]), numeric=False),
        Field(say("report.what"), _what, numeric=False),
        Field(say("report.count"), _count),
        Field(say("report.detail"), lambda record: verbatim(record["detail"]), numeric=False, optional=True),
    )
    entries = [
        {
            "entry": entry,
            "what": line.reason,
            "count": line.count if entry == "understood" else nearest(line.count, profile.base),
            "detail": "" if profile.rounds and entry == "left_out" else one_line(language.tell(line.told(names))),
        }
        for entry, line in ledger.entries
    ]
    rows = sorted(entries, key=lambda record: ORDER.index(str(record["entry"])))
    return Table(say("report.ledger"), fields, [(None, rows)]).said(language)


def _what(record: Record) -> Fact:
    reason = str(record["what"])
    return word("left_out" if is_worded("left_out", reason) else "ledger", reason)


def _count(record: Record) -> Fact:
    return None if record["entry"] == "understood" and not record["count"] else count(record["count"])
