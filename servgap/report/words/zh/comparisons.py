"""Chinese headlines on groups and waves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servgap.analysis.finding import Finding
from servgap.report.words.absence import first_reason
from servgap.report.words.chosen import STANDARDS, count_tested
from servgap.report.words.codes import effect_symbol, word
from servgap.report.words.names import apart, dimension_name, group_name, listed
from servgap.report.words.numbers import coefficient, count, known, number, p_phrase, signed, size
from servgap.report.words.zh.phrases import ZH, absent, interval, sentence


def groups(finding: Finding) -> str:
    """Say between which groups the gap runs, and whether they differ beyond chance."""
    facts, by = finding.facts, apart(finding.facts["by"])
    lowest, highest, overall = facts.get("lowest") or {}, facts.get("highest") or {}, facts.get("overall") or {}
    if not (known(lowest.get("gap")) and known(highest.get("gap"))):
        return sentence(absent(f"按{by}分组的比较", finding))
    ends = f"差距最低的是{_group_end(finding, lowest)}，最高的是{_group_end(finding, highest)}"
    first = f"按{by}分组，总体{ends}"
    if lowest["group"] == highest["group"]:
        first = f"按{by}分组，只有一个组人数足够：总体差距为{_group_end(finding, lowest)}"
    if not known(overall.get("p_adjusted")):
        return sentence(first, absent("组间差异检验", finding, "overall"))
    differ = "有显著差异" if overall["differs"] else "没有显著差异"
    proof = f"{effect_symbol(overall)} = {coefficient(overall['effect'])}，{p_phrase(overall['p_adjusted'])}"
    second = f"参与检验的 {count(facts['tested'])} 个组总体上{differ}（{proof}）"
    pairs = facts["pairs_differing"]
    third = f"两两比较中有 {count(pairs)} 对存在差异" if pairs else "两两比较均无显著差异"
    told = "，".join(clause for clause in (second, _differing(finding), third) if clause)
    return sentence(first, told, _lowest(finding))


def _lowest(finding: Finding) -> str:
    """Say how many groups cannot be ruled out as the lowest."""
    worst = finding.facts.get("worst") or {}
    may = len(worst.get("candidates", ()))
    if not may:
        return ""
    return "没有其他组可能最低" if may == 1 else f"有 {count(may)} 个组都可能最低"


def _group_end(finding: Finding, end: Mapping[str, Any]) -> str:
    held = interval(finding, end["ci_low"], end["ci_high"])
    return f"“{group_name(end['group'], ZH)}”（{number(end['gap'])}，{held}，n = {count(end['n'])}）"


def _differing(finding: Finding) -> str:
    """Say in how many dimensions groups differ; where there is one only, overall has said it."""
    total = count_tested(finding, "dimension", test=str(finding.frames["frame"]["test"].iloc[0]))
    if total < 2:
        return ""
    names = [dimension_name(finding.basis.instrument, key, ZH) for key in finding.facts["differing"]]
    if not names:
        return f"{count(total)} 个维度均无显著差异"
    if len(names) == total:
        return f"{count(total)} 个维度均有显著差异"
    return f"{count(total)} 个维度中有 {count(len(names))} 个存在差异（{listed(names, ZH)}）"


def waves(finding: Finding) -> str:
    """Say what changed in the last step, overall, by dimension and by standard."""
    facts = finding.facts
    if not facts.get("last_from"):
        return "只有一期数据，无法衡量变化。"
    return sentence(_overall_change(finding), _dimensions_changed(finding), _standards_changed(finding))


def _overall_change(finding: Finding) -> str:
    overall = finding.facts["overall"]
    step = f"从{apart(group_name(finding.facts['last_from'], ZH))}到{apart(group_name(finding.facts['last_to'], ZH))}"
    step = step.rstrip()
    if not known(overall.get("difference")):
        return absent(f"{step}，总体变化", finding, "overall")
    moved = f"差距由 {number(overall['gap_from'])} 变为 {number(overall['gap_to'])}"
    if not known(overall["ci_low"]):
        reason = first_reason(finding, ZH, "overall")
        untested = "无法检验" + (f"：{reason}" if reason else "")
        return f"{step}，总体变化为 {signed(overall['difference'])} 分（{moved}），{untested}"
    held = f"{interval(finding, overall['ci_low'], overall['ci_high'])}，{moved}"
    if overall["verdict"] in ("better", "worse"):
        way = word("verdict", overall["verdict"], ZH)
        return f"{step}，服务总体{way} {size(overall['difference'])} 分（{held}）"
    return f"{step}，总体没有明确变化（{signed(overall['difference'])} 分，{held}）"


def _dimensions_changed(finding: Finding) -> str:
    if len(finding.basis.instrument.dimensions) < 2 or not count_tested(finding, "dimension"):
        return ""
    told = []
    for way in ("worse", "better"):
        names = [dimension_name(finding.basis.instrument, key, ZH) for key in finding.facts["changed"][way]]
        if len(names) == len(finding.basis.instrument.dimensions):
            told.append(f"{count(len(names))} 个维度全部{word('verdict', way, ZH)}")
        elif names:
            told.append(f"{listed(names, ZH)}{word('verdict', way, ZH)}")
    return "，".join(told) if told else "没有维度发生明确变化"


def _standards_changed(finding: Finding) -> str:
    if not count_tested(finding, *STANDARDS):
        return ""
    ways = finding.facts["standards_changed"]
    if any(ways.values()):
        return f"服务标准中 {count(ways['worse'])} 项变差，{count(ways['better'])} 项改善"
    return "没有服务标准发生明确变化"
