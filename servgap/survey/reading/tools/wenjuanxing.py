"""问卷星: numbered questions; a matrix as "第3题(statement)", as "3、stem—statement", or so for its first row only."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from servgap.survey.ledger import LedgerLine
from servgap.survey.reading.files.raw import RawTable
from servgap.survey.reading.files.text_cells import Cells, TextCells, factorise
from servgap.survey.reading.folding import fold
from servgap.survey.reading.tools.shapes import cut, known, marks_of, plain_text, questions_of, roles_of
from servgap.survey.reading.tools.tool import Export, Role, Tool

NAMES = {
    "序号": Role.RESPONDENT,
    "答题序号": Role.RESPONDENT,
    "提交答卷时间": Role.ENDED,
    "所用时间": Role.DURATION,
    "来源": Role.METADATA,
    "来源详情": Role.PERSONAL,
    "来自ip": Role.PERSONAL,
    "来自 ip": Role.PERSONAL,
    "总分": Role.METADATA,
    "总评分": Role.METADATA,
    "用户id": Role.PERSONAL,
    "昵称": Role.PERSONAL,
    "微信昵称": Role.PERSONAL,
    "答卷状态": Role.METADATA,
    "是否有效": Role.METADATA,
}
ONLY_HERE = ("提交答卷时间", "所用时间", "来自ip", "来源详情")
MARKS = {
    "答卷状态": (("invalid", "无效|无效答卷"), ("screened_out", "筛选|被筛选|甄别|甄别答卷")),
    "是否有效": (("invalid", "无效|否"),),
}
NUMBERED = re.compile(r"(\d+)\s*[、.．]\s*(.+)", re.DOTALL)
LEGACY = re.compile(r"第\s*(\d+)\s*题\s*[((](.+)[))]", re.DOTALL)
DASHES = ("——", "—", "–", "--")
#: What the export by numbers writes for a question that was skipped, and for one left empty.
SKIPPED, EMPTY = "-3", "-2"
CODES = {SKIPPED: "(跳过)", EMPTY: ""}


def standing(table: RawTable) -> int:
    """Count the columns that only this tool writes."""
    named = known(table.headers, NAMES)
    return named if known(table.headers, ONLY_HERE) >= 2 and named >= 3 else 0


def tidy(table: RawTable) -> Export:
    """Give each statement the stem and the number of its matrix; the codes of skipped questions their words."""
    roles = roles_of(table.headers, NAMES)
    asked: list[tuple[str, str, str]] = []
    number = stem = ""
    for header, role in zip(table.headers, roles, strict=True):
        text = plain_text(header)
        legacy, numbered = LEGACY.fullmatch(text), NUMBERED.fullmatch(text)
        if role is not Role.QUESTION:
            number = stem = ""
            asked.append(("", text, ""))
        elif legacy:
            asked.append(("", legacy[2].strip(), legacy[1]))
        elif numbered:
            number = numbered[1]
            stem, own = cut(numbered[2], DASHES, last=True)
            asked.append((stem, own, number))
        else:
            asked.append((stem, text, number if stem else ""))
    questions = questions_of(table.headers, asked, roles)
    return Export(_without_codes(table, roles), questions, TOOL.key, TOOL.name, marks_of(table.headers, MARKS))


def _without_codes(table: RawTable, roles: tuple[Role, ...]) -> RawTable:
    """Write for the codes of skipped and empty questions what the export by texts has for them."""
    columns = tuple(
        _with_words(column) if role is Role.QUESTION else column
        for column, role in zip(table.columns, roles, strict=True)
    )
    changed = sum(new is not old for new, old in zip(columns, table.columns, strict=True))
    if not changed:
        return table
    line = LedgerLine("understood", "skip_codes", changed, {"skipped": SKIPPED, "empty": EMPTY})
    return replace(table, columns=columns, understood=(*table.understood, line))


def _with_words(cells: Cells) -> Cells:
    if cells.dtype.kind in "if":
        if not np.isin(cells, [int(code) for code in CODES]).any():
            return cells
        distinct, index = np.unique(cells, return_inverse=True)
        texts = ["" if value != value else f"{value:g}" for value in distinct.tolist()]  # noqa: PLR0124 - NaN
    elif cells.dtype == object:
        index, words = factorise(cells)
        texts = [str(word) for word in words]
        if not any(fold(text) in CODES for text in texts):
            return cells
    else:
        return cells
    return TextCells.spelled(index, [CODES.get(fold(text), text) for text in texts])


TOOL = Tool("wenjuanxing", "问卷星", standing, tidy)
