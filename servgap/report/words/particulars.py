"""The particulars of a ledger's entries, whose fixed words come in English, for readers of other languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, cast

from servgap.language.shown import one_line
from servgap.report.words.codes import word
from servgap.report.words.languages import Language

DELIMITERS = {"comma": "逗号", "semicolon": "分号", "tab": "制表符", "vertical bar": "竖线"}
FAMILIES = {
    "agreement": "同意程度",
    "satisfaction": "满意程度",
    "importance": "重要程度",
    "conformity": "符合程度",
    "quality": "好坏程度",
    "performance": "表现",
    "level": "高低程度",
    "ends": "仅两端有标签",
    "by the numbers beside them": "按标签旁的数字",
}
FILES = {
    "delimited text": "分隔文本",
    "an XLSX workbook": "XLSX 工作簿",
    "an XLS workbook": "XLS 工作簿",
    "a Parquet file": "Parquet 文件",
}
NAMED = re.compile(r"rows? (.*?)(?: and (\d+) more)?")
LISTED = re.compile(r"(.*) and (\d+) more")
Told = Callable[[re.Match[str]], str]


def _rows(found: re.Match[str]) -> str:
    named = found[1].split(", ")
    if found[2] is None:
        return f"第 {'、'.join(named)} 行"
    return f"第 {'、'.join(named)} 等 {len(named) + int(found[2])} 行"


def _short_rows(named: str | None) -> str:
    """Name rows as English names them: "row 3, row 5 and 2 more"."""
    if not named:
        return ""
    listed, _, more = named.partition(" and ")
    rows = "、".join(re.findall(r"\d+", listed))
    return f"：第 {rows} 行" + (f"等，另有 {more.split()[0]} 行" if more else "")


def _summaries(found: re.Match[str]) -> str:
    """Name rows of sums, each with what it is called: "row 22 (Median)"."""
    listed, _, more = found[0].partition(" and ")
    named = "、".join(re.sub(r"^row (.*?)(?: \((.*)\))?$", _summary, each) for each in listed.split(", "))
    return named + (f"等，另有 {more.split()[0]} 行" if more else "")


def _summary(found: re.Match[str]) -> str:
    return f"第 {found[1]} 行" + (f"（{found[2]}）" if found[2] else "")


def _above(text: str) -> str:
    titled = re.fullmatch("above it stands '(.*)'", text)
    if titled:
        return f"其上为“{titled[1]}”"
    known = {"the rows above it are blank": "其上各行为空", "the first row names the delimiter": "首行说明分隔符"}
    return known.get(text, text)


def _labels(found: re.Match[str]) -> str:
    return f"{FAMILIES.get(found[1], found[1])}：{found[2].replace(', ', '，')}"


def _marked(found: re.Match[str]) -> str:
    return f"{found[1]}：{_rows(cast('re.Match[str]', NAMED.fullmatch(found[2])))}"


def _parts(found: re.Match[str]) -> str:
    return "、".join(word("part", part, "zh") for part in found[0].split(", "))


TOOLS = {"a header of two rows": "两行表头", "several answers in one cell": "一个单元格含多个答案"}
BY_A_MARK = "(.*): (rows? .*)"
PATTERNS: dict[str, tuple[str, Told]] = {
    "no_answers": (NAMED.pattern, _rows),
    "no_pair": (NAMED.pattern, _rows),
    "summary": ("row .*", _summaries),
    "joined": (r"by (.*)", lambda found: f"按 {found[1]}"),
    **dict.fromkeys(("preview", "invalid", "screened_out", "unfinished", "attention"), (BY_A_MARK, _marked)),
    **dict.fromkeys(("told_by_words", "told_by_order", "told_by_repeat", "told_by_remaining"), (".*", _parts)),
    "tool": (".*", lambda found: TOOLS.get(found[0], found[0])),
    "header_rows": (NAMED.pattern, _rows),
    "skip_codes": ("-3, -2", lambda _: "-3 跳过，-2 空白"),
    "points_not_100": ("left out of weighted results", lambda _: "不计入加权结果"),
    "points_not_read": (
        "(.*) are not read as importance points.*",
        lambda found: f"{found[1]}：没有人的分值合计为 100，未予读取",
    ),
    "columns": (r"(\w+): (.*)", lambda found: f"{word('part', found[1], 'zh')}：{found[2]}"),
    "labels": ("([^:]+): (.*)", _labels),
    "value_labels": (
        r"([^:]+): (.*) \(([^()]+ … [^()]+)\)",
        lambda found: f"{found[3]}，{_labels(found).replace('stands as', '原为')}",
    ),
    "labels_gone": (
        "the file names labels for the values of (.*), and.*",
        lambda found: f"{found[1]} 的值标签未存于文件",
    ),
    "delimiter": (".*", lambda found: DELIMITERS.get(found[0], found[0])),
    "header_row": (
        r"the header stands in row (\d+); (.*)",
        lambda found: f"表头在第 {found[1]} 行；{_above(found[2])}",
    ),
    "header_levels": (
        r"the (\d+) levels of each header were joined, as in (.*)",
        lambda found: f"{found[1]} 层表头已合并，如 {found[2]}",
    ),
    "short_rows": (
        r"rows with fewer cells than the header's (\d+)[^:]*(?:: (.*))?",
        lambda found: f"单元格少于表头的 {found[1]} 个，末尾的视为空白{_short_rows(found[2])}",
    ),
    "line_breaks_in_cells": ("some cells.*", lambda _: "部分单元格内有换行，行号以电子表格所示为准"),
    "error_cells": ("cells of the workbook.*", lambda _: "显示 #N/A、#DIV/0! 等错误的单元格视为空白"),
    "formulas_without_value": ("formulas not.*", lambda _: "尚未计算的公式视为空白；用电子表格软件保存后即有值"),
    "rows": ("the index does not.*", lambda _: "索引不能唯一标识各行，行号从 0 起计"),
    "long": (
        r"([\d,]+) rows of answers by ([\d,]+) respondents?",
        lambda found: f"{found[2]} 名受访者的 {found[1]} 行答案",
    ),
    "wording_changed": ("the answers.*", lambda _: "答案及其含义与存盘时一致"),
    "no_digest": ("nothing in.*", lambda _: "文件中没有可据以核对此后是否改动的内容"),
    "content": (
        "the file's name ends in (.*); by its content it is (.*)",
        lambda found: f"文件扩展名为 {found[1]}，内容实为{FILES.get(found[2], found[2])}",
    ),
}


def particulars(record: Mapping[str, Any], language: Language) -> str:
    """Tell an entry's particulars; names, headers and labels stay as they are in the source.

    Examples
    --------
    >>> particulars({"what": "no_pair", "detail": "rows 79, 133 and 2 more"}, "zh")
    '第 79、133 等 4 行'
    """
    detail = one_line(record["detail"])
    return _in_chinese(str(record["what"]), detail) if language == "zh" else detail


def _in_chinese(reason: str, detail: str) -> str:
    pattern, told = PATTERNS.get(reason, ("", None))
    found = re.fullmatch(pattern, detail)
    if found and told is not None:
        return told(found)
    listed = LISTED.fullmatch(detail)
    if listed is None:
        return detail
    named = listed[1].split(", ")
    return f"{'、'.join(named)} 等 {len(named) + int(listed[2])} 种"
