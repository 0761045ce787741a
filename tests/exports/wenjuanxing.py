"""问卷星 (Wenjuanxing): by text or by number, with three shapes of matrix headers, in new and old workbooks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from servgap.survey.survey import Absence
from tests.exports.shape import ALL_THREE, SKIPPED, Rows, Shape, Table
from tests.exports.truth import PARTS, Truth
from tests.exports.wording import BRANCH, COMMENT, STEMS, branch, labels, numbers, texts
from tests.exports.writing import as_xls, as_xlsx

META = ("序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP")
WORDS = {Absence.NOT_ANSWERED: "(跳过)", Absence.MISSING: "(空)", Absence.DOES_NOT_APPLY: "不适用"}
NUMBERS = {Absence.NOT_ANSWERED: -3, Absence.MISSING: -2, Absence.DOES_NOT_APPLY: -2}
QUESTION = {"expectation": 2, "perception": 3}
Heading = Callable[[Truth, str], list[str]]


def _by_number(truth: Truth, part: str) -> list[str]:
    return [f"第{QUESTION[part]}题({text.rstrip('。')})" for text in texts(truth, "zh")]


def _first_has_stem(truth: Truth, part: str) -> list[str]:
    first, *others = [text.rstrip("。") for text in texts(truth, "zh")]
    return [f"{QUESTION[part]}、{STEMS['zh'][part]}？—{first}", *others]


def _all_have_stem(truth: Truth, part: str) -> list[str]:
    return [f"{QUESTION[part]}、{STEMS['zh'][part]}？—{text.rstrip('。')}" for text in texts(truth, "zh")]


def _table(heading: Heading, *, text: bool) -> Table:
    def write(truth: Truth, rows: Sequence[int]) -> Rows:
        blocks = [header for part in PARTS for header in heading(truth, part)]
        single = "第{}题" if heading is _by_number else "{}、{}"
        last = [single.format(4, COMMENT["zh"]), single.format(5, "您的姓名和手机号码"), "总分"]
        lines: Rows = [[*META, single.format(1, BRANCH["zh"]), *blocks, *last]]
        lines += [_line(truth, row, number, text=text) for number, row in enumerate(rows, start=1)]
        return lines

    return write


def _line(truth: Truth, row: int, number: int, *, text: bool) -> list[object]:
    person, ended = truth.people[row], truth.ended(row)
    submitted = f"{ended.year}/{ended.month}/{ended.day} {ended:%H:%M:%S}"
    meta = [number, submitted, f"{truth.seconds(row)}秒", "手机提交", "直接访问", f"{person.ip}(广东-深圳)"]
    if text:
        answers = [cell for part in PARTS for cell in labels(truth, row, part, WORDS, language="zh")]
        own, empty = branch(truth, row, "zh"), "(空)"
    else:
        answers = [cell for part in PARTS for cell in numbers(truth, row, part, NUMBERS)]
        own, empty = ("North", "South", "Harbour").index(truth.branch[row]) + 1, -2
    score = sum(cell for cell in answers if isinstance(cell, int) and cell > 0)
    return [*meta, own, *answers, person.comment or empty, f"{person.chinese} {person.phone}", score]


NAMES = {"第N题": _by_number, "first with stem": _first_has_stem, "all with stem": _all_have_stem}


def _new(name: str, *, text: bool) -> Shape:
    way = "按文本" if text else "按序号"
    return Shape(
        f"问卷星, {way}, {name}",
        f"384500001_{way}_服务质量调查_61_61.xlsx",
        as_xlsx(_table(NAMES[name], text=text)),
        tells=ALL_THREE if text else SKIPPED,
        language="zh",
        branch="第1题" if name == "第N题" else f"1、{BRANCH['zh']}",
    )


def _old(*, text: bool) -> Shape:
    return Shape(
        f"问卷星, xls, {'按文本' if text else '按序号'}",
        f"[问卷星数据]61_61_{0 if text else 2}.xls",
        as_xls(_table(_by_number, text=text)),
        tells=ALL_THREE if text else SKIPPED,
        language="zh",
        branch="第1题",
    )


SHAPES = (
    *(_new(name, text=text) for name in NAMES for text in (True, False)),
    _old(text=True),
    _old(text=False),
)
