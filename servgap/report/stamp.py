"""What tells a reader that a page and a workbook belong together: a few signs that follow from what both say."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence

from servgap.language import Language
from servgap.report.document import Section
from servgap.report.kinds.noted import NoteLine
from servgap.report.tables.reader import ReaderTable

SIGNS = 12
TOGETHER = 4


def stamp_of(opening: Sequence[str], ledger: ReaderTable, sections: Iterable[Section], language: Language) -> str:
    """Give a report's stamp.

    It rests on texts and on numbers as they are printed, and on nothing else: not on the last digits of a number, which
    differ by processor, nor on the time, nor on anything that the report does not show.

    Parameters
    ----------
    opening
        What stands above the sections: title, period, remarks.
    ledger
        What happened to every row.
    sections
        The sections, as the report shows them.
    language
        The report's language.

    Returns
    -------
    str
        Three times four signs, such as ``"3fa9-01bc-77d2"``.
    """
    told = [
        language.code,
        *opening,
        _cells(ledger),
        *([each.title, each.headline, *map(_line, each.notes), *map(_cells, each.tables)] for each in sections),
    ]
    written = json.dumps(told).encode("ascii")  # which escapes whatever else there is
    digest = hashlib.sha256(written).hexdigest()
    return "-".join(digest[at : at + TOGETHER] for at in range(0, SIGNS, TOGETHER))


def _line(line: NoteLine) -> list[str]:
    return [line.label, line.text]


def _cells(table: ReaderTable) -> list[object]:
    headings = [heading.text for heading in table.headings]
    return [
        table.caption,
        headings,
        [[section.title, [row.cells for row in section.rows]] for section in table.sections],
    ]
