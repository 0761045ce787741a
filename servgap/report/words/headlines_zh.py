"""Chinese headlines, one function a kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from servgap.analysis.finding import Finding
from servgap.report.words.absence import first_reason
from servgap.report.words.codes import effect_symbol, word
from servgap.report.words.languages import Language
from servgap.report.words.names import apart, dimension_name, group_name, listed, quoted_standard
from servgap.report.words.numbers import coefficient, count, known, number, p_phrase, percent, signed, size, threshold

ZH: Language = "zh"
LEVELS = {"expectation": "期望", "desired": "理想服务水平", "adequate": "可接受服务水平"}


def _interval(finding: Finding, low: Any, high: Any) -> str:
    return f"{percent(finding.basis.confidence)} 置信区间 {number(low)} 至 {number(high)}"


def _absent(what: str, finding: Finding, level: str | None = None) -> str:
    reason = first_reason(finding, ZH, level)
    return f"{what}无法计算：{reason}" if reason else f"{what}无法计算"


def _where(group: Mapping[str, Any] | None) -> str:
    if not group:
        return ""
    return "、".join(f"{apart(by)}为“{group_name(label, ZH)}”" for by, label in group.items()) + "的受访者中，"


def _groups(group: Mapping[str, Any]) -> str:
    return "、".join(f"{apart(by)}“{group_name(label, ZH)}”" for by, label in group.items())


def _sentence(*clauses: str) -> str:
    return "；".join(clause for clause in clauses if clause) + "。"


def level_held_against(part: str | None) -> str:
    """Name the level against which perception is held."""
    return LEVELS.get(str(part), f"“{part}”") if part else "期望"


def _overall_gap(finding: Finding) -> str:
    overall, against = finding.facts["overall"], level_held_against(finding.basis.pair[0])
    group = finding.facts.get("group")
    where = f"分组来看，最低的一组是{_groups(group)}：" if group else ""
    gap, low, high = overall["gap"], overall["ci_low"], overall["ci_high"]
    if not known(gap):
        return where + _absent("总体差距", finding, "overall")
    held = _interval(finding, low, high) if known(low) else first_reason(finding, ZH, "overall")
    if overall["verdict"] == "negligible" and known(finding.basis.smallest):
        within = f"总体上，服务与{against}基本相符，相差在 {threshold(finding.basis.smallest)} 分以内"
        return f"{where}{within}（差距 {number(gap)}，{held}）"
    chance = "，但可能只是抽样误差" if known(low) and float(low) <= 0 <= float(high) else ""
    if size(gap) == "0.00":
        return f"{where}总体上，服务平均与{against}相当（{held}）{chance}"
    way = "高" if float(gap) > 0 else "低"
    return f"{where}总体上，服务比{against}{way} {size(gap)} 分（{held}）{chance}"


def _worst_dimension(finding: Finding) -> str:
    worst = finding.facts.get("worst") or {}
    if not known(worst.get("gap")):
        return ""
    name = dimension_name(finding.basis.instrument, worst["dimension"], ZH)
    how = "是最大的短板" if float(worst["gap"]) < 0 else "得分最低"
    return f"{apart(name).lstrip()}{how}（{number(worst['gap'])}）"


def _standards_short(finding: Finding) -> str:
    facts, smallest = finding.facts, finding.basis.smallest
    judged = sum(facts.get(code) or 0 for code in ("short", "above", "negligible", "undecided"))
    if not judged or not known(smallest):
        return ""
    against = level_held_against(finding.basis.pair[0])
    total, short = count(facts["standards"]), facts["short"]
    if not short:
        return f"{total} 项服务标准中没有一项明确低于{against} {threshold(smallest)} 分以上"
    return f"{total} 项服务标准中有 {count(short)} 项明确低于{against} {threshold(smallest)} 分以上"


def gaps(finding: Finding) -> str:
    """Say how large the overall gap is, where it is largest, and how many standards are short."""
    second = "，".join(clause for clause in (_worst_dimension(finding), _standards_short(finding)) if clause)
    weighted = finding.facts.get("weighted")
    third = f"按重要性加权后的差距为 {number(weighted)}" if known(weighted) else ""
    return _sentence(_overall_gap(finding), second, third)


def _reliability_of(finding: Finding, found: Mapping[str, Any]) -> str:
    letter, ends = ("ω", ("omega_low", "omega_high")) if known(found.get("omega")) else ("α", ("ci_low", "ci_high"))
    value = found["omega"] if letter == "ω" else found["alpha"]
    name = dimension_name(finding.basis.instrument, found["dimension"], ZH)
    low, high = found[ends[0]], found[ends[1]]
    level = percent(finding.basis.confidence)
    held = f"，{level} 置信区间 {coefficient(low)} 至 {coefficient(high)}" if known(low) else ""
    return f"“{name}”的{word('part', found['part'], ZH)}（{letter} = {coefficient(value)}{held}）"


def reliability(finding: Finding) -> str:
    """Say between which values reliability lies, and which gap is the weakest as a difference."""
    lowest, highest = finding.facts.get("lowest") or {}, finding.facts.get("highest") or {}
    where = _where(finding.facts.get("group"))
    if not (known(lowest.get("omega")) or known(lowest.get("alpha"))):
        return _sentence(where + _absent("信度", finding))
    same = (lowest["dimension"], lowest["part"]) == (highest["dimension"], highest["part"])
    low, high = _reliability_of(finding, lowest), _reliability_of(finding, highest)
    first = f"{where}信度见{low}" if same else f"{where}信度最低的是{low}，最高的是{high}"
    weakest = finding.facts.get("weakest_difference") or {}
    if not known(weakest.get("difference_reliability")):
        return _sentence(first)
    name = dimension_name(finding.basis.instrument, weakest["dimension"], ZH)
    value = coefficient(weakest["difference_reliability"])
    return _sentence(first, f"作为两项得分之差，“{name}”的差距得分信度最低（{value}）")


def _tests_short(finding: Finding) -> str:
    facts = finding.facts
    short, tested = facts["short"], facts["tested"]
    first, *others = list(short)
    corrected = finding.basis.adjust not in (None, "none")
    by = f"经 {word('adjust', finding.basis.adjust, ZH)}校正后，" if corrected else ""
    number_short = f"有 {count(short[first])} 项" if short[first] else "没有一项"
    rest = "，".join(f"{word('test', test, ZH)} {count(short[test])} 项" for test in others)
    told = f"{by}按{word('test', first, ZH)}，{count(tested)} 项服务标准中{number_short}显著低于期望"
    return told + (f"（{rest}）" if rest else "")


def significance(finding: Finding) -> str:
    """Say how large the overall gap is in standard deviations, and how many standards are significantly short."""
    facts = finding.facts
    overall, where = facts["overall"], _where(facts.get("group"))
    if known(overall.get("effect")):
        held = _interval(finding, overall["effect_low"], overall["effect_high"])
        effect = f"{effect_symbol(overall)} = {number(overall['effect'])}，{held}，{p_phrase(overall['p_adjusted'])}"
        first = f"{where}总体差距为 {number(overall['gap'])} 分（{effect}）"
    else:
        first = where + _absent("总体效应量", finding, "overall")
    if not facts["tested"]:
        return _sentence(first, "没有可检验的服务标准")
    second, largest = _tests_short(finding), facts.get("largest") or {}
    if known(largest.get("effect")):
        name = quoted_standard(finding.basis.instrument, largest["standard"], ZH)
        second += f"，效应最大的是{name}（{effect_symbol(largest)} = {number(largest['effect'])}）"
    disagreeing = facts["disagreeing"]
    return _sentence(first, second, f"有 {count(disagreeing)} 项标准各检验结论不一" if disagreeing else "")


CRITERIA = {"gap": "差距", "weighted": "加权差距", "effect": "标准化差距", "priority": "优先级"}


def ranking(finding: Finding) -> str:
    """Say which standard ranks worst, how sure that is, and which may be among the worst."""
    facts = finding.facts
    worst = facts.get("worst") or {}
    if not known(worst.get("value")):
        return _sentence(_absent("服务标准的排序", finding))
    name = quoted_standard(finding.basis.instrument, worst["standard"], ZH)
    value = f"{CRITERIA.get(facts['criterion'], facts['criterion'])} {number(worst['value'])}"
    held = (
        f"，名次的 {percent(finding.basis.confidence)} 置信集为{_rank_set(worst)}"
        if known(worst.get("rank_low"))
        else ""
    )
    first = f"{count(facts['standards'])} 项服务标准中，{name}排名最差（{value}{held}）"
    tied, k, candidates = facts["tied"], facts["k"], len(facts["candidates"])
    second = "没有其他标准可能是最差的一项" if tied <= 1 else f"在抽样误差范围内，有 {count(tied)} 项标准都可能最差"
    third = f"有 {count(candidates)} 项可能属于最差的 {count(k)} 项" if k > 1 else ""
    return _sentence(first, "，".join(clause for clause in (second, third) if clause))


def _rank_set(worst: Mapping[str, Any]) -> str:
    low, high = count(worst["rank_low"]), count(worst["rank_high"])
    return f"第 {low} 名" if low == high else f"第 {low} 至第 {high} 名"


def _group_end(finding: Finding, end: Mapping[str, Any]) -> str:
    held = _interval(finding, end["ci_low"], end["ci_high"])
    return f"“{group_name(end['group'], ZH)}”（{number(end['gap'])}，{held}，n = {count(end['n'])}）"


def groups(finding: Finding) -> str:
    """Say between which groups the gap runs, and whether they differ beyond chance."""
    facts = finding.facts
    lowest, highest, overall = facts.get("lowest") or {}, facts.get("highest") or {}, facts.get("overall") or {}
    if not (known(lowest.get("gap")) and known(highest.get("gap"))):
        return _sentence(_absent(f"按{apart(facts['by'])}分组的比较", finding))
    ends = f"差距最低的是{_group_end(finding, lowest)}，最高的是{_group_end(finding, highest)}"
    first = f"按{apart(facts['by'])}分组，总体{ends}"
    if lowest["group"] == highest["group"]:
        first = f"按{apart(facts['by'])}分组，只有一个组人数足够：总体差距为{_group_end(finding, lowest)}"
    if not known(overall.get("p_adjusted")):
        return _sentence(first, _absent("组间差异检验", finding, "overall"))
    differ = "有显著差异" if overall["differs"] else "没有显著差异"
    proof = f"{effect_symbol(overall)} = {coefficient(overall['effect'])}，{p_phrase(overall['p_adjusted'])}"
    second = f"参与检验的 {count(facts['tested'])} 个组总体上{differ}（{proof}）"
    return _sentence(first, f"{second}，{_differing(finding)}")


def _differing(finding: Finding) -> str:
    facts = finding.facts
    names = [dimension_name(finding.basis.instrument, key, ZH) for key in facts["differing"]]
    total = count(facts["dimensions"])
    told = f"{total} 个维度中有 {count(len(names))} 个存在差异" if names else f"{total} 个维度均无显著差异"
    told += f"（{listed(names, ZH)}）" if 0 < len(names) < facts["dimensions"] else ""
    pairs = facts["pairs_differing"]
    return told + (f"，两两比较中有 {count(pairs)} 对存在差异" if pairs else "，两两比较均无显著差异")


def _changed(finding: Finding) -> str:
    told = []
    for way in ("worse", "better"):
        names = [dimension_name(finding.basis.instrument, key, ZH) for key in finding.facts["changed"][way]]
        if len(names) == len(finding.basis.instrument.dimensions) > 1:
            told.append(f"{count(len(names))} 个维度全部{word('verdict', way, ZH)}")
        elif names:
            told.append(f"{listed(names, ZH)}{word('verdict', way, ZH)}")
    return "，".join(told) if told else "没有维度发生明确变化"


def waves(finding: Finding) -> str:
    """Say what changed in the last step, overall, by dimension and by standard."""
    facts = finding.facts
    if not facts.get("last_from"):
        return "只有一期数据，无法衡量变化。"
    overall = facts["overall"]
    step = f"从 {group_name(facts['last_from'], ZH)} 到 {group_name(facts['last_to'], ZH)}"
    if not known(overall.get("difference")):
        return _sentence(_absent(f"{step}，总体变化", finding, "overall"))
    moved = f"差距由 {number(overall['gap_from'])} 变为 {number(overall['gap_to'])}"
    held = f"{_interval(finding, overall['ci_low'], overall['ci_high'])}，{moved}"
    if overall["verdict"] in ("better", "worse"):
        way = word("verdict", overall["verdict"], ZH)
        first = f"{step}，服务总体{way} {size(overall['difference'])} 分（{held}）"
    else:
        first = f"{step}，总体没有明确变化（{signed(overall['difference'])} 分，{held}）"
    standards = facts["standards_changed"]
    third = "没有服务标准发生明确变化"
    if any(standards.values()):
        third = f"服务标准中 {count(standards['worse'])} 项变差，{count(standards['better'])} 项改善"
    return _sentence(first, _changed(finding), third)


SENTENCES: dict[str, Callable[[Finding], str]] = {
    "gaps": gaps,
    "reliability": reliability,
    "significance": significance,
    "ranking": ranking,
    "groups": groups,
    "waves": waves,
}
