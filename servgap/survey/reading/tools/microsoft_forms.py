"""Microsoft Forms: one header row, statements without their stem; one that stands again ends in a digit."""

from __future__ import annotations

from servgap.survey.reading.files.raw import RawTable
from servgap.survey.reading.tools.shapes import known, plain_text, questions_of, roles_of
from servgap.survey.reading.tools.tool import Export, Role, Tool

NAMES = {
    "id": Role.RESPONDENT,
    "start time": Role.STARTED,
    "completion time": Role.ENDED,
    "email": Role.PERSONAL,
    "name": Role.PERSONAL,
    "last modified time": Role.METADATA,
    "language": Role.METADATA,
    "total points": Role.METADATA,
    "quiz feedback": Role.METADATA,
    "grade posted time": Role.METADATA,
    "开始时间": Role.STARTED,
    "完成时间": Role.ENDED,
    "电子邮件": Role.PERSONAL,
    "名称": Role.PERSONAL,
    "姓名": Role.PERSONAL,
    "上次修改时间": Role.METADATA,
    "语言": Role.METADATA,
}
STARTS = ("start time", "开始时间")
ENDS = ("completion time", "完成时间")


def standing(table: RawTable) -> int:
    """Count the columns that only this tool writes."""
    both = known(table.headers, STARTS) and known(table.headers, ENDS)
    named = known(table.headers, NAMES)
    return named if both and named >= 3 else 0


def tidy(table: RawTable) -> Export:
    """Take every header for a statement."""
    roles = roles_of(table.headers, NAMES)
    asked = [("", plain_text(header), "") for header in table.headers]
    return Export(table, questions_of(table.headers, asked, roles), TOOL.key, TOOL.name)


TOOL = Tool("microsoft_forms", "Microsoft Forms", standing, tidy)
