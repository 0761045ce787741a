"""Chinese headlines, one function a kind."""

from __future__ import annotations

from collections.abc import Callable

from servgap.analysis.finding import Finding
from servgap.analysis.subject import TESTED_FROM
from servgap.language.numbers import count, known, number, p_phrase, size, threshold
from servgap.report.chosen import (
    STANDARDS,
    count_judged,
    count_tested,
    count_untested,
    dimensions_alike,
    dimensions_known,
    judged_at_once,
)
from servgap.report.words.absence import first_reason
from servgap.report.words.codes import effect_symbol, word
from servgap.report.words.names import apart, dimension_name, quoted_standard
from servgap.report.words.zh import reliability, screening
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
    opening = f"分组来看，{_which(finding)}{groups_named(group)}：" if group else ""
    gap, low, high = overall["gap"], overall["ci_low"], overall["ci_high"]
    if not known(gap):
        return where(group) + absent("总体差距", finding, "overall")
    held = interval(finding, low, high) if known(low) else _alike_or_reason(finding)
    if overall["verdict"] == "negligible" and known(finding.basis.smallest):
        within = f"总体上，服务与{against}基本相符，相差在 {threshold(finding.basis.smallest)} 分以内"
        return f"{opening}{within}（差距 {number(gap)}，{held}）"
    chance = "，但可能只是抽样误差" if known(low) and float(low) <= 0 <= float(high) else ""
    if size(gap) == "0.00":
        return f"{opening}总体上，服务平均与{against}相当（{held}）{chance}"
    way = "高" if float(gap) > 0 else "低"
    return f"{opening}总体上，服务比{against}{way} {size(gap)} 分（{held}）{chance}"


def _which(finding: Finding) -> str:
    """Say as what a group is named: as the only one, the worst, or one of several that are equally so."""
    groups, tied = finding.facts["groups"], finding.facts["tied"]
    if groups == 1:
        return "仅有的一组是"
    if tied == groups:
        return "各组总体差距相同，例如"
    return f"并列最差的 {count(tied)} 组之一是" if tied > 1 else "表现最差的一组是"


def _alike_or_reason(finding: Finding) -> str:
    """Say why there is no interval."""
    overall = finding.facts["overall"]
    if known(overall["gap"]) and int(overall["n"]) > 1:
        return f"{count(overall['n'])} 名受访者完全相同"
    reason = first_reason(finding, ZH, "overall")
    return f"无区间：{reason}" if reason else ""


def _worst_dimension(finding: Finding) -> str:
    worst, instrument = finding.facts.get("worst") or {}, finding.basis.instrument
    if not known(worst.get("gap")) or len(instrument.dimensions) < 2:
        return ""
    name = apart(dimension_name(instrument, worst["dimension"], ZH))
    if dimensions_known(finding) == 1:
        return f"只有{name}能算出差距（{number(worst['gap'])}）"
    if dimensions_alike(finding, shown=True) and not dimensions_alike(finding):
        return ""
    if dimensions_alike(finding):
        return "各维度的差距相同"
    how = "是最大的短板" if float(worst["gap"]) < 0 and size(worst["gap"]) != "0.00" else "表现最差"
    return f"{name.lstrip()}{how}（{number(worst['gap'])}）"


def _standards_short(finding: Finding) -> str:
    facts, smallest = finding.facts, finding.basis.smallest
    judged = count_judged(finding)
    if not judged or not known(smallest):
        return ""
    against = level_held_against(finding.basis.pair[0])
    which = "" if judged == facts["standards"] else "有区间的 "
    apart = "" if judged == 1 else "各项同时判断，" if judged_at_once(finding) else "逐项判断，"
    how = f"判为“不合格”（{apart}明确低于{against} {threshold(smallest)} 分以上）"
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
    if known(overall["gap"]) and overall.get("n", TESTED_FROM) < TESTED_FROM:
        return sentence(f"{place}总体差距为 {number(overall['gap'])} 分", "人数如此之少，检验说明不了问题")
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


SENTENCES: dict[str, Callable[[Finding], str]] = {
    "gaps": gaps,
    "reliability": reliability.headline,
    "significance": significance,
    "groups": groups,
    "waves": waves,
    "screening": screening.headline,
}
