"""Chinese headlines, one function a kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from servgap.analysis.finding import Finding
from servgap.report.words.absence import first_reason
from servgap.report.words.chosen import (
    STANDARDS,
    count_judged,
    count_tested,
    count_untested,
    dimensions_alike,
    dimensions_known,
    ranked,
)
from servgap.report.words.codes import effect_symbol, word
from servgap.report.words.names import apart, dimension_name, quoted_standard
from servgap.report.words.numbers import count, known, number, p_phrase, percent, size, threshold
from servgap.report.words.zh import planning, reliability, screening
from servgap.report.words.zh.comparisons import groups, waves
from servgap.report.words.zh.phrases import (
    ZH,
    absent,
    groups_named,
    interval,
    level_held_against,
    sentence,
    some_of,
    where,
)


def _overall_gap(finding: Finding) -> str:
    overall, against = finding.facts["overall"], level_held_against(finding.basis.pair[0])
    group = finding.facts.get("group")
    lowest = f"分组来看，最低的一组是{groups_named(group)}：" if group else ""
    gap, low, high = overall["gap"], overall["ci_low"], overall["ci_high"]
    if not known(gap):
        return where(group) + absent("总体差距", finding, "overall")
    held = interval(finding, low, high) if known(low) else first_reason(finding, ZH, "overall")
    if overall["verdict"] == "negligible" and known(finding.basis.smallest):
        within = f"总体上，服务与{against}基本相符，相差在 {threshold(finding.basis.smallest)} 分以内"
        return f"{lowest}{within}（差距 {number(gap)}，{held}）"
    chance = "，但可能只是抽样误差" if known(low) and float(low) <= 0 <= float(high) else ""
    if size(gap) == "0.00":
        return f"{lowest}总体上，服务平均与{against}相当（{held}）{chance}"
    way = "高" if float(gap) > 0 else "低"
    return f"{lowest}总体上，服务比{against}{way} {size(gap)} 分（{held}）{chance}"


def _worst_dimension(finding: Finding) -> str:
    worst, instrument = finding.facts.get("worst") or {}, finding.basis.instrument
    if not known(worst.get("gap")) or len(instrument.dimensions) < 2:
        return ""
    name = apart(dimension_name(instrument, worst["dimension"], ZH))
    if dimensions_known(finding) == 1:
        return f"只有{name}能算出差距（{number(worst['gap'])}）"
    if dimensions_alike(finding):
        return "各维度的差距相同"
    how = "是最大的短板" if float(worst["gap"]) < 0 else "得分最低"
    return f"{name.lstrip()}{how}（{number(worst['gap'])}）"


def _standards_short(finding: Finding) -> str:
    facts, smallest = finding.facts, finding.basis.smallest
    judged = count_judged(finding)
    if not judged or not known(smallest):
        return ""
    against = level_held_against(finding.basis.pair[0])
    which = "" if judged == facts["standards"] else "有区间的 "
    how = f"明确低于{against} {threshold(smallest)} 分以上"
    return f"{which}{some_of(facts['short'], judged)}{how}"


def gaps(finding: Finding) -> str:
    """Say how large the overall gap is, where it is largest, and how many standards are short."""
    second = "，".join(clause for clause in (_worst_dimension(finding), _standards_short(finding)) if clause)
    weighted = finding.facts.get("weighted")
    third = f"按重要性加权后的差距为 {number(weighted)}" if known(weighted) else ""
    return sentence(_overall_gap(finding), second, third)


def _tests_short(finding: Finding) -> str:
    """Say how many standards are short by the first test that there is a result of, and by the others."""
    short = finding.facts["short"]
    having = {test: count_tested(finding, *STANDARDS, test=test) for test in short}
    lead = next((test for test in short if having[test]), None)
    if lead is None:
        return "没有可检验的服务标准"
    corrected = finding.basis.adjust not in (None, "none")
    by = f"经 {word('adjust', finding.basis.adjust, ZH)}校正后，" if corrected else ""
    which = "可检验的 " if count_untested(finding, *STANDARDS, test=lead) else ""
    told = f"{by}按{word('test', lead, ZH)}，{which}{some_of(short[lead], having[lead])}显著低于期望"
    rest = "，".join(
        f"{word('test', test, ZH)} {count(short[test])} 项" if having[test] else f"{word('test', test, ZH)}无法计算"
        for test in short
        if test != lead
    )
    return told + (f"（{rest}）" if rest else "")


def significance(finding: Finding) -> str:
    """Say how large the overall gap is in standard deviations, and how many standards are significantly short."""
    facts = finding.facts
    overall, place = facts["overall"], where(facts.get("group"))
    if known(overall.get("effect")):
        held = interval(finding, overall["effect_low"], overall["effect_high"])
        effect = f"{effect_symbol(overall)} = {number(overall['effect'])}，{held}，{p_phrase(overall['p_adjusted'])}"
        first = f"{place}总体差距为 {number(overall['gap'])} 分（{effect}）"
    else:
        first = place + absent("总体效应量", finding, "overall")
    second, largest = _tests_short(finding), facts.get("largest") or {}
    if known(largest.get("effect")):
        name = quoted_standard(finding.basis.instrument, largest["standard"], ZH)
        second += f"，效应最大的是{name}（{effect_symbol(largest)} = {number(largest['effect'])}）"
    disagreeing = facts["disagreeing"]
    return sentence(first, second, f"有 {count(disagreeing)} 项标准各检验结论不一" if disagreeing else "")


CRITERIA = {"gap": "差距", "weighted": "加权差距", "effect": "标准化差距", "priority": "优先级"}


def ranking(finding: Finding) -> str:
    """Say which standard ranks worst, how sure that is, and which may be among the worst."""
    facts = finding.facts
    worst, place = facts.get("worst") or {}, where(facts.get("group"))
    if not known(worst.get("value")):
        return sentence(place + absent("服务标准的排序", finding))
    name = quoted_standard(finding.basis.instrument, worst["standard"], ZH)
    value = f"{CRITERIA.get(facts['criterion'], facts['criterion'])} {number(worst['value'])}"
    total = ranked(finding)
    could = "" if total == facts["standards"] else "可排名的 "
    if total == 1:
        return sentence(f"{place}只有 1 项{could.strip()}服务标准：{name}（{value}）")
    level = percent(finding.basis.confidence)
    held = f"，名次的 {level} 置信集为{_rank_set(worst)}" if known(worst.get("rank_low")) else ""
    first = f"{place}{could}{count(total)} 项服务标准中，{name}排名最差（{value}{held}）"
    return sentence(first, "，".join(_candidates(finding, total)))


def _candidates(finding: Finding, total: int) -> list[str]:
    tied, k, candidates = finding.facts["tied"], finding.facts["k"], len(finding.facts["candidates"])
    told = ["没有其他标准可能是最差的一项"]
    if tied > 1:
        told = [f"在抽样误差范围内，有 {count(tied)} 项标准都可能最差"]
    return [*told, f"有 {count(candidates)} 项可能属于最差的 {count(k)} 项"] if 1 < k < total else told


def _rank_set(worst: Mapping[str, Any]) -> str:
    low, high = count(worst["rank_low"]), count(worst["rank_high"])
    return f"第 {low} 名" if low == high else f"第 {low} 至第 {high} 名"


SENTENCES: dict[str, Callable[[Finding], str]] = {
    "gaps": gaps,
    "reliability": reliability.headline,
    "significance": significance,
    "ranking": ranking,
    "groups": groups,
    "waves": waves,
    "plan": planning.headline,
    "screening": screening.headline,
}
