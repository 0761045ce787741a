"""REDCap: field names with ``…_complete`` behind each form, or labels with "Complete?" there."""

from __future__ import annotations

from collections.abc import Sequence

from servgap.survey.reading.files.raw import RawTable
from servgap.survey.reading.folding import fold_case
from servgap.survey.reading.tools.shapes import known, plain_text, questions_of, texts_of, without_number
from servgap.survey.reading.tools.tool import Export, Role, RowMark, Tool

NAMES = {
    "record_id": Role.RESPONDENT,
    "record id": Role.RESPONDENT,
    "study_id": Role.RESPONDENT,
    "study id": Role.RESPONDENT,
    "redcap_survey_identifier": Role.PERSONAL,
    "survey identifier": Role.PERSONAL,
    "redcap_event_name": Role.METADATA,
    "event name": Role.METADATA,
    "redcap_repeat_instrument": Role.METADATA,
    "repeat instrument": Role.METADATA,
    "redcap_repeat_instance": Role.METADATA,
    "repeat instance": Role.METADATA,
    "redcap_data_access_group": Role.METADATA,
    "data access group": Role.METADATA,
    "survey timestamp": Role.METADATA,
    "complete?": Role.METADATA,
}
ONLY_HERE = (
    *("redcap_survey_identifier", "redcap_event_name", "redcap_repeat_instrument", "redcap_repeat_instance"),
    *("redcap_data_access_group", "survey identifier", "event name", "repeat instrument", "data access group"),
)
PEOPLE = ("record_id", "record id", "study_id", "study id")
INCOMPLETE = frozenset(("0", "incomplete"))
OPEN = frozenset(("[not completed]",))


def _completes(header: str) -> bool:
    name = fold_case(without_number(header))
    return name == "complete?" or (name.endswith("_complete") and " " not in name)


def _stamps(header: str) -> bool:
    name = fold_case(without_number(header))
    return name == "survey timestamp" or (name.endswith("_timestamp") and " " not in name)


def standing(table: RawTable) -> int:
    """Count the columns that only this tool writes."""
    forms = sum(map(_completes, table.headers))
    if not forms or not known(table.headers, (*ONLY_HERE, *PEOPLE)):
        return 0
    return forms + known(table.headers, NAMES)


def tidy(table: RawTable) -> Export:
    """Tell the fields from the project's own columns; each form's end says whether it was completed."""
    roles = tuple(_role(header) for header in table.headers)
    asked = []
    for header, told in zip(table.headers, texts_of(table), strict=True):
        bare = without_number(header) if without_number(header) in table.headers else header
        asked.append(("", plain_text(told or bare), ""))
    return Export(table, questions_of(table.headers, asked, roles), TOOL.key, TOOL.name, _marks(table.headers))


def _role(header: str) -> Role:
    if _completes(header) or _stamps(header):
        return Role.METADATA
    return NAMES.get(fold_case(header), Role.QUESTION)


def _marks(headers: Sequence[str]) -> tuple[RowMark, ...]:
    """Mark the rows in which a form was not completed; each mark speaks of its own form's columns only."""
    marks: list[RowMark] = []
    begins = 0
    opened: list[int] = []
    for at, header in enumerate(headers):
        if _stamps(header):
            opened.append(at)
        elif _completes(header):
            marks.append(RowMark("unfinished", at, INCOMPLETE, covers=(begins, at)))
            marks += [RowMark("unfinished", stamp, OPEN, covers=(begins, at)) for stamp in opened]
            begins, opened = at + 1, []
    return tuple(marks)


TOOL = Tool("redcap", "REDCap", standing, tidy)
