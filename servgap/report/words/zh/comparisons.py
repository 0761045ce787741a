"""Chinese headlines on groups and waves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servgap.analysis.finding import Finding
from servgap.analysis.verdicts import IMPROVED, UNCHANGED, WORSENED
from servgap.language.numbers import coefficient, count, known, number, p_phrase, signed, size, threshold
from servgap.report.chosen import STANDARDS, beyond_chance, count_tested
from servgap.report.words.absence import first_reason
from servgap.report.words.codes import effect_symbol, word
from servgap.report.words.names import apart, dimension_name, group_name, listed
from servgap.report.words.zh.phrases import ZH, absent, interval, sentence

MOST_NAMED = 3


def groups(finding: Finding) -> str:
    """Say which group is furthest short and which least, how sure that is, and whether groups differ beyond chance."""
    facts, by = finding.facts, apart(finding.facts["by"])
    lowest, highest = facts.get("lowest") or {}, facts.get("highest") or {}
    if not (known(lowest.get("gap")) and known(highest.get("gap"))):
        return sentence(absent(f"按{by}分组的比较", finding))
    return sentence(f"按{by}分组，{_ends(finding, lowest, highest)}", _furthest(finding), *_tested(finding))


def _ends(finding: Finding, lowest: Mapping[str, Any], highest: Mapping[str, Any]) -> str:
    compared = finding.facts["compared"]
    if compared == 1:
        return f"只有{_named(lowest)}人数足够{_held(finding, lowest)}"
    if number(lowest["gap"]) == number(highest["gap"]):
        return f"{count(compared)} 个组的总体差距均为 {number(lowest['gap'])}"
    return f"总体表现最差的是{_end(finding, 'lowest')}，最好的是{_end(finding, 'highest')}"


def _end(finding: Finding, end: str) -> str:
    """Name the group at one end, or those that share it."""
    found, sharing = finding.facts[end], finding.facts[f"{end}_groups"]
    if len(sharing) == 1:
        return f"{_named(found)}{_held(finding, found)}"
    names = listed((f"“{group_name(label, ZH)}”" for label in sharing), ZH)
    who = f"{names}，并列" if len(sharing) <= MOST_NAMED else f"并列的 {count(len(sharing))} 个组"
    return f"{who}（差距 {number(found['gap'])}）"


def _named(end: Mapping[str, Any]) -> str:
    return f"“{group_name(end['group'], ZH)}”"


def _held(finding: Finding, end: Mapping[str, Any]) -> str:
    if not known(end["ci_low"]):
        return f"（差距 {number(end['gap'])}，{count(end['n'])} 名受访者完全相同）"
    held = interval(finding, end["ci_low"], end["ci_high"])
    return f"（差距 {number(end['gap'])}，{held}，n = {count(end['n'])}）"


def _furthest(finding: Finding) -> str:
    """Say how sure it is which group is furthest short."""
    worst = finding.facts.get("worst") or {}
    may, ranked = len(worst.get("candidates", ())), worst.get("ranked", 0)
    if not may or ranked < 2:
        return ""
    if may == 1:
        return f"可以确定“{group_name(worst['candidates'][0], ZH)}”表现最差"
    if may == ranked:
        return "尚不能确定哪个组表现最差"
    return f"考虑抽样误差，有 {count(may)} 个组都可能表现最差"


def _tested(finding: Finding) -> list[str]:
    facts = finding.facts
    overall, alike = facts.get("overall") or {}, facts["alike"]
    if not known(overall.get("p_adjusted")):
        return [absent("组间差异检验", finding, "overall")] if facts["compared"] > 1 else []
    differ = "有显著差异" if overall["differs"] else "没有显著差异"
    proof = f"{effect_symbol(overall)} = {coefficient(overall['effect'])}，{p_phrase(overall['p_adjusted'])}"
    which = f"其余 {count(facts['tested'])} 个组" if alike else f"参与检验的 {count(facts['tested'])} 个组"
    second = f"{which}总体上{differ}（{proof}）"
    pairs = facts["pairs_differing"]
    third = f"两两比较中有 {count(pairs)} 对存在差异" if pairs else "" if pairs is None else "两两比较均无显著差异"
    told = "，".join(clause for clause in (second, _differing(finding), third) if clause)
    names = listed((f"“{group_name(label, ZH)}”" for label in alike), ZH)
    return [told, f"{names}组内所有受访者的差距相同，未参与检验" if alike else ""]


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
    return sentence(_overall_change(finding), _dimensions_changed(finding), _standards_changed(finding))


def _overall_change(finding: Finding) -> str:
    overall, smallest = finding.facts["overall"], threshold(finding.basis.smallest)
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
    way = word("verdict", IMPROVED if float(overall["difference"]) > 0 else WORSENED, ZH)
    if overall["verdict"] in (IMPROVED, WORSENED):
        return f"{step}，服务总体{way} {size(overall['difference'])} 分（{held}）"
    changed = f"变化 {signed(overall['difference'])} 分，{held}"
    if overall["verdict"] == UNCHANGED:
        return f"{step}，总体变化不到 {smallest} 分（{changed}）"
    if beyond_chance(overall):
        return f"{step}，服务总体{way}，但尚不能判定幅度是否达到 {smallest} 分（{changed}）"
    return f"{step}，尚不能判定总体是否有变化（{changed}）"


def _dimensions_changed(finding: Finding) -> str:
    if len(finding.basis.instrument.dimensions) < 2 or not count_tested(finding, "dimension"):
        return ""
    told = []
    for way in (WORSENED, IMPROVED):
        names = [dimension_name(finding.basis.instrument, key, ZH) for key in finding.facts["changed"][way]]
        if len(names) == len(finding.basis.instrument.dimensions):
            told.append(f"{count(len(names))} 个维度全部{word('verdict', way, ZH)}")
        elif names:
            told.append(f"{listed(names, ZH)}{word('verdict', way, ZH)}")
    return "，".join(told) if told else "没有维度明显改善或变差"


def _standards_changed(finding: Finding) -> str:
    if not count_tested(finding, *STANDARDS):
        return ""
    ways = finding.facts["standards_changed"]
    if any(ways.values()):
        worse, better = (f" {count(ways[way])} 项" if ways[way] else "无一项" for way in (WORSENED, IMPROVED))
        return f"服务标准中{worse}变差，{better.strip()}改善"
    return "没有服务标准明显改善或变差"
