"""腾讯问卷: one header row, "N.question:statement", free text in columns of its own."""

from __future__ import annotations

import re

from servgap.survey.reading.files.raw import RawTable
from servgap.survey.reading.tools.shapes import cut, known, marks_of, plain_text, questions_of, roles_of
from servgap.survey.reading.tools.tool import Export, Role, Tool

NAMES = {
    "编号": Role.RESPONDENT,
    "开始答题时间": Role.STARTED,
    "结束答题时间": Role.ENDED,
    "答题时长": Role.DURATION,
    "答题时长(秒)": Role.DURATION,
    "语言": Role.METADATA,
    "清洗数据结果": Role.METADATA,
    "智能清洗数据无效概率": Role.METADATA,
    "地理位置国家和地区": Role.PERSONAL,
    "地理位置国家": Role.PERSONAL,
    "地理位置省": Role.PERSONAL,
    "地理位置市": Role.PERSONAL,
    "地理位置省份": Role.PERSONAL,
    "地理位置城市": Role.PERSONAL,
    "用户类型": Role.METADATA,
    "用户标识": Role.PERSONAL,
    "昵称": Role.PERSONAL,
    "自定义字段": Role.PERSONAL,
    "ip": Role.PERSONAL,
    "ua": Role.PERSONAL,
    "referrer": Role.PERSONAL,
    "来源": Role.METADATA,
    "审核状态": Role.METADATA,
}
ONLY_HERE = ("开始答题时间", "结束答题时间", "答题时长", "答题时长(秒)", "清洗数据结果", "智能清洗数据无效概率")
MARKS = {
    "清洗数据结果": (("invalid", "无效"),),
    "审核状态": (("invalid", "无效|不通过|审核不通过|未通过"),),
}
NUMBERED = re.compile(r"(\d+)\s*[.、．]\s*(.+)", re.DOTALL)
FREE_TEXT = re.compile(r".*(?:__\[选项填空\]|_填空\d+|\[选项填空\])", re.DOTALL)


def standing(table: RawTable) -> int:
    """Count the columns that only this tool writes."""
    named = known(table.headers, NAMES)
    return named if known(table.headers, ONLY_HERE) >= 2 and named >= 3 else 0


def tidy(table: RawTable) -> Export:
    """Cut each header into its number, stem and statement."""
    roles = tuple(
        Role.PERSONAL if FREE_TEXT.fullmatch(header) else role
        for header, role in zip(table.headers, roles_of(table.headers, NAMES), strict=True)
    )
    asked = []
    for header in table.headers:
        text = plain_text(header)
        found = NUMBERED.fullmatch(text)
        stem, own = cut(found[2] if found else text, (":", "："), last=True)
        asked.append((stem, own, found[1] if found else ""))
    questions = questions_of(table.headers, asked, roles)
    return Export(table, questions, TOOL.key, TOOL.name, marks_of(table.headers, MARKS))


TOOL = Tool("tencent", "腾讯问卷", standing, tidy)
