"""腾讯问卷 (Tencent Wenjuan): letters before the choices, an empty column at the end."""

from __future__ import annotations

from collections.abc import Sequence

from servgap.survey.survey import Absence
from tests.exports.shape import NOT_APPLICABLE, Rows, Shape
from tests.exports.truth import PARTS, Truth
from tests.exports.wording import BRANCH, COMMENT, STEMS, branch, labels, texts
from tests.exports.writing import as_csv, as_xlsx

META = (
    *("编号", "开始答题时间", "结束答题时间", "答题时长", "语言", "清洗数据结果", "智能清洗数据无效概率"),
    *("地理位置国家和地区", "地理位置省", "地理位置市", "用户类型", "用户标识", "昵称", "自定义字段"),
    *("IP", "UA", "Referrer"),
)
ABSENT = {Absence.DOES_NOT_APPLY: "H.不适用"}
QUESTION = {"expectation": 2, "perception": 3}


def table(truth: Truth, rows: Sequence[int]) -> Rows:
    """Write choices with their letters."""
    grid = [f"{QUESTION[part]}.{STEMS['zh'][part]}:{text}" for part in PARTS for text in texts(truth, "zh")]
    last = [f"4.{COMMENT['zh']}", "5.联系方式__[选项填空]", "审核状态"]
    lines: Rows = [[*META, f"1.{BRANCH['zh']}", *grid, *last]]
    for number, row in enumerate(rows, start=1):
        person = truth.people[row]
        at = [f"{moment:%Y-%m-%d %H:%M:%S}" for moment in (truth.started(row), truth.ended(row))]
        invalid = truth.status[row] == "invalid"
        judged = ("无效", "92%") if invalid else ("", "3%")
        place = ("中国", "上海市", "上海市")
        who = ("微信用户", person.token, person.nickname, "", person.ip, person.agent, "")
        answers = [
            cell for part in PARTS for cell in labels(truth, row, part, ABSENT, language="zh", form="{letter}.{label}")
        ]
        own = f"{'ABC'[('North', 'South', 'Harbour').index(truth.branch[row])]}.{branch(truth, row, 'zh')}"
        meta = [number, *at, truth.seconds(row), "简体中文", *judged, *place, *who]
        lines.append([*meta, own, *answers, person.comment, person.phone, ""])
    return lines


def _shape(name: str, file: str, writer: object) -> Shape:
    return Shape(
        f"腾讯问卷, {name}",
        file,
        writer,
        ("invalid",),
        NOT_APPLICABLE,
        language="zh",
        branch=f"1.{BRANCH['zh']}",
    )


SHAPES = (
    _shape("utf-8", "20260314_服务质量调查.csv", as_csv(table, encoding="utf-8-sig", end="\n", trailing=True)),
    _shape("gb18030", "20260314_服务质量调查.csv", as_csv(table, encoding="gb18030", trailing=True)),
    _shape("xlsx", "20260314_服务质量调查.xlsx", as_xlsx(table)),
)
