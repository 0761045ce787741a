"""SurveyMonkey: the questions in one row, each over the first of its columns, and statements in the row below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from servgap.survey.reading.files.raw import RawTable
from servgap.survey.reading.folding import fold_case
from servgap.survey.reading.tools.shapes import (
    carried,
    known,
    made_up,
    plain_text,
    questions_of,
    roles_of,
    row_of,
    without_number,
    without_top,
)
from servgap.survey.reading.tools.tool import Export, Role, Tool

NAMES = {
    "respondent id": Role.RESPONDENT,
    "respondentid": Role.RESPONDENT,
    "collector id": Role.METADATA,
    "collectorid": Role.METADATA,
    "start date": Role.STARTED,
    "startdate": Role.STARTED,
    "end date": Role.ENDED,
    "enddate": Role.ENDED,
    "date created": Role.STARTED,
    "date modified": Role.ENDED,
    "ip address": Role.PERSONAL,
    "email address": Role.PERSONAL,
    "first name": Role.PERSONAL,
    "last name": Role.PERSONAL,
    "custom data 1": Role.PERSONAL,
    "custom data": Role.PERSONAL,
    "受访者 id": Role.RESPONDENT,
    "收集器 id": Role.METADATA,
    "开始日期": Role.STARTED,
    "结束日期": Role.ENDED,
    "ip 地址": Role.PERSONAL,
    "电子邮件地址": Role.PERSONAL,
    "名字": Role.PERSONAL,
    "姓氏": Role.PERSONAL,
    "自定义数据 1": Role.PERSONAL,
}
COLLECTORS = ("collector id", "collectorid", "收集器 id")
PEOPLE = ("respondent id", "respondentid", "受访者 id")
#: What stands below a question that has a single column.
ONLY_ANSWER = ("response", "open-ended response", "回复", "开放式回复")


def standing(table: RawTable) -> int:
    """Count the columns that only this tool writes."""
    if not known(table.headers, COLLECTORS) or not known(table.headers, PEOPLE):
        return 0
    return known(table.headers, NAMES)


def tidy(table: RawTable) -> Export:
    """Join the two header rows."""
    roles = roles_of(table.headers, NAMES)
    below = row_of(table, 0)
    two_rows = not any(cell for cell, role in zip(below, roles, strict=True) if role is Role.RESPONDENT)
    if not two_rows:
        asked = [("", plain_text(header), "") for header in table.headers]
        return Export(table, questions_of(table.headers, asked, roles), TOOL.key, TOOL.name)
    asked, headers = [], []
    above = carried([_first_of(header, table.headers) for header in table.headers])
    for header, question, own, role in zip(table.headers, above, below, roles, strict=True):
        single = not own or fold_case(own) in ONLY_ANSWER
        stem, text = ("", plain_text(question)) if single else (plain_text(question), plain_text(own))
        asked.append((stem, text, stem))
        joined = question if single else f"{question} - {own}"
        headers.append(header if role is not Role.QUESTION or (single and not made_up(header)) else joined)
    folded = replace(without_top(table, 1), headers=tuple(headers))
    return Export(folded, questions_of(headers, asked, roles), TOOL.key, TOOL.name)


def _first_of(header: str, headers: Sequence[str]) -> str:
    """Give the header that pandas has told this one from by a number, if it has."""
    bare = without_number(header)
    return bare if bare in headers else header


TOOL = Tool("surveymonkey", "SurveyMonkey", standing, tidy)
