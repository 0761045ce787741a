"""Which column of operations is what: by its header's words, or as it is told."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from servgap.errors import operations as errors
from servgap.survey.reading.files.raw import RawTable
from servgap.survey.reading.folding import fold_case
from servgap.survey.standards.units import SECONDS, unit_of

KEYS = ("branch", "quarter", "standard", "channel")
"""What tells rows apart unless told."""
WORDS: Mapping[str, tuple[str, ...]] = {
    "branch": ("branch", "office", "site", "store", "网点", "营业厅", "分行", "支行", "门店", "机构", "分公司"),
    "quarter": ("quarter", "period", "季度", "季", "期间"),
    "standard": ("standard", "service standard", "standard key", "标准", "服务标准", "标准编号"),
    "channel": ("channel", "渠道", "服务渠道", "受理渠道"),
    "case": ("case", "case id", "case no", "ticket", "ticket id", "工单号", "工单编号", "案件编号", "投诉编号", "编号"),
    "stage": ("stage", "step", "环节", "阶段", "处理环节", "处理阶段"),
    "start": (
        *("start", "started", "start time", "opened", "received", "created", "opened at", "created at", "received at"),
        *("开始", "开始时间", "受理时间", "创建时间", "来电时间", "接收时间"),
    ),
    "end": (
        *("end", "ended", "end time", "closed", "resolved", "finished", "closed at", "ended at", "resolved at"),
        *("结束", "结束时间", "办结时间", "完成时间", "关闭时间", "答复时间"),
    ),
    "duration": ("duration", "time taken", "elapsed", "用时", "时长", "处理时长", "耗时", "等待时长", "等待时间"),
    "unit": ("unit", "time unit", "单位", "时间单位"),
    "within": (
        *("within", "within limit", "on time", "in time", "met"),
        *("达标", "达标数", "达标量", "按时", "按时办结数", "限时内", "限内办结数", "时限内"),
    ),
    "total": ("total", "all", "cases", "total cases", "总数", "总量", "合计", "受理总数", "受理量"),
    "open": ("open", "open cases", "still open", "pending", "未结", "未结数", "在办", "在办数", "未办结", "是否未结"),
    "complaints": ("complaints", "complaint count", "投诉", "投诉数", "投诉量", "投诉件数"),
    "users": ("users", "customers", "subscribers", "用户", "用户数", "客户数", "服务用户数"),
    "met": (
        *("visits met", "passed", "compliant", "standard met"),
        *("达标次数", "合格次数", "符合次数", "通过次数"),
    ),
    "visits": (
        *("visits", "mystery visits", "shopper visits", "mystery shops"),
        *("暗访", "暗访次数", "暗访数", "神秘顾客", "神秘顾客次数", "神秘顾客暗访次数"),
    ),
    "audits": (
        *("audits", "audit visits", "inspections"),
        *("稽核次数", "稽查次数", "审核次数", "审计次数", "检查次数"),
    ),
    "promised": (
        *("promised", "promised share", "pass mark", "share required"),
        *("承诺比例", "目标达标率", "要求达标率", "合格线"),
    ),
}
"""Headers by which a column is known, in any case; words may be joined by an underscore."""
OF_VISITS = ("met", "visits", "audits", "promised")
EITHER = ("met", "达标", "达标数", "达标量")
"""Headers of what was met: of visits where a column counts these, of cases else."""
MEASURED = ("start", "end", "duration", "within", "total", "complaints", "users", "met", "visits", "audits")
TOGETHER = (("start", "end"), ("end", "start"), ("within", "total"), ("total", "within"))
RATES = (("complaints", "users"), ("users", "complaints"))
VISITS = (("visits", "met"), ("audits", "met"))
_WITH_UNIT = re.compile(r"(.+?)\s*[(\[（【,，_ ]\s*([^()\[\]（）【】_ ]+)\s*[)\]）】]?")


def roles_of(
    table: RawTable, keys: Sequence[str], told: Mapping[str, Any], *, keys_told: bool
) -> tuple[dict[str, int], str]:
    """Find the place of each column that is something, and the unit that the header of durations names.

    Raises
    ------
    ServgapError
        If a key that was asked for is not there, two columns may be the same, or nothing is measured.
    """
    roles = tuple(dict.fromkeys([*keys, *(role for role in WORDS if role not in KEYS)]))
    for role in told:
        if role not in roles:
            raise errors.unknown_role(role, roles)
    found: dict[str, int] = {}
    unit, visited = "", _visited(table, told)
    for role in roles:
        if role in told:
            if told[role] is not None:
                found[role] = _place(table, role, told[role])
                unit = unit or (_unit_in(table.headers[found[role]]) if role == "duration" else "")
            continue
        if role in OF_VISITS and not visited:
            continue
        places = [
            at
            for at, header in enumerate(table.headers)
            if at not in found.values() and _is(role, header, visited=visited)
        ]
        if len(places) > 1:
            raise errors.role_twice(table.name, role, [table.headers[at] for at in places])
        if places:
            found[role] = places[0]
            unit = unit or (_unit_in(table.headers[places[0]]) if role == "duration" else "")
        elif role in keys and (keys_told or role == "standard"):
            raise errors.no_role(table.name, role, table.headers)
    _check(table, found)
    return found, unit


def _check(table: RawTable, found: Mapping[str, int]) -> None:
    if not any(role in found for role in MEASURED):
        raise errors.nothing_measured(table.name, table.headers)
    for role, lacks in (*TOGETHER, *RATES, *VISITS):
        if role in found and lacks not in found:
            raise errors.half_measured(table.name, role, lacks)
    if "met" in found and not {"visits", "audits"} & found.keys():
        raise errors.half_measured(table.name, "met", "visits")


def _visited(table: RawTable, told: Mapping[str, Any]) -> bool:
    """Tell whether a column counts visits, so that what was met is of these."""
    if any(told.get(role) is not None for role in OF_VISITS):
        return True
    known = [role for role in ("visits", "audits") if role not in told]
    return any(_is(role, header) for role in known for header in table.headers)


def _place(table: RawTable, role: str, header: Any) -> int:
    places = [at for at, each in enumerate(table.headers) if each == header]
    if not places:
        raise errors.no_such_header(table.name, role, header, table.headers)
    if len(places) > 1:
        raise errors.role_twice(table.name, role, [table.headers[at] for at in places])
    return places[0]


def _is(role: str, header: str, *, visited: bool = False) -> bool:
    plain = _plain(header)
    known = WORDS.get(role, (role,))
    if plain in EITHER:
        return role == ("met" if visited else "within")
    if plain in known or plain == _plain(role):
        return True
    return role == "duration" and _unit_in(header) != "" and _plain(_named(header)[0]) in known


def _plain(header: str) -> str:
    return " ".join(fold_case(header).replace("_", " ").split())


def _named(header: str) -> tuple[str, str]:
    """Part a header into a name and a unit behind it."""
    parted = _WITH_UNIT.fullmatch(fold_case(header))
    return (parted[1], parted[2]) if parted else (header, "")


def _unit_in(header: str) -> str:
    """Give the unit of time that a header ends in; nothing where it names none."""
    unit = unit_of(_named(header)[1])
    return unit if unit in SECONDS else ""
