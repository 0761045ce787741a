"""Chinese words for reliability: headline and note."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servgap.analysis.finding import Basis, Finding
from servgap.analysis.reliability.bands import BANDS, CRITICS, GROUP_MEAN, MEDIUM_DIFFERENCE, MOST_PER_GROUP
from servgap.analysis.reliability.intervals import ROUGH
from servgap.language.numbers import coefficient, count, known, percent
from servgap.report.words.codes import word
from servgap.report.words.names import attribute_name, dimension_name, listed
from servgap.report.words.zh.phrases import ZH, absent, groups_named, sentence, where

USES = {
    "insufficient": "过低，即使在初步研究中也不能用于个人之间的比较",
    "not_shown": "尚不能证明足以用于初步研究",
    "early_research": "足以用于初步研究，但尚不能证明足以用于更多用途",
    "group_research": "足以在研究中比较群体，但尚不能证明足以对个人作出决策",
    "person_decisions": "足以对个人作出决策",
    "person_decisions_safe": "足以对个人作出决策，且有余量",
}
LETTERS = {"omega_total": "ω", "alpha": "α", "difference": "差值信度 ρ"}
PURPOSES = {
    "early_research": "初步研究",
    "group_research": "研究中的群体比较",
    "person_decisions": "对个人的决策",
    "person_decisions_safe": "稳妥的个人决策",
}
TOO_FEW = "{n} 名受访者对 {items} 个题项而言过少"
TOO_FEW_SCORES = "{score}的受访者过少（第一项仅有 {n} 名受访者、{items} 个题项）"
WHY = {
    "improper": "{score}的因子模型以负的误差方差为最优解，这不可能成立",
    "too_few_for_items": "{n} 名受访者过少，不足以分析{score}的 {items} 个题项",
    "singular": "{score}的题项之间完全线性相关",
    "not_converged": "{score}的题项没有可拟合的因子模型",
    "constant_item": "所有人对{score}中某一题项的答案相同",
    "opposed_item": "{score}中有题项与其他题项方向相反",
}


def _score(finding: Finding, found: Mapping[str, Any]) -> str:
    name = dimension_name(finding.basis.instrument, found["dimension"], ZH)
    return f"“{name}”的{word('part', found['part'], ZH)}"


def _of(finding: Finding, found: Mapping[str, Any]) -> str:
    letter, ends = ("ω", ("omega_low", "omega_high")) if known(found.get("omega")) else ("α", ("ci_low", "ci_high"))
    value = found["omega"] if letter == "ω" else found["alpha"]
    low, high = found[ends[0]], found[ends[1]]
    if float(value) < 0:
        return f"{_score(finding, found)}（{letter} 低于 0）"
    level = percent(finding.basis.confidence)
    held = f"，{level} 置信区间 {coefficient(low)} 至 {coefficient(high)}" if known(low) else ""
    return f"{_score(finding, found)}（{letter} = {coefficient(value)}{held}）"


def _use(finding: Finding, weakest: Mapping[str, Any]) -> str:
    """Say what the score of which least is sure is good enough for."""
    level = percent(finding.basis.confidence)
    told = f"{LETTERS[weakest['coefficient']]} = {coefficient(weakest['value'])}"
    told += f"，{level} 置信区间 {coefficient(weakest['ci_low'])} 至 {coefficient(weakest['ci_high'])}"
    others = "在其余得分中最弱，" if finding.facts["withheld"] else "在各项得分中最弱，"
    which = "" if finding.facts["rows"] == 1 else others
    first = f"{where(weakest['group'])}{_score(finding, weakest)}得分的信度{which}{USES[weakest['band']]}（{told}）"
    return first + _means(finding.basis, weakest)


def _means(basis: Basis, weakest: Mapping[str, Any]) -> str:
    """Say how large groups must be for their means, where there are groups to tell it by."""
    if not basis.groups:
        return ""
    by = listed([f"“{attribute_name(name)}”" for name in basis.groups], ZH)
    if known(weakest["n_per_group"]):
        return f"，按{by}计算的均值须每组不少于 {count(weakest['n_per_group'])} 人才可靠"
    return f"，按{by}计算的均值无论实际能调查多少人都不可靠"


def _opening(finding: Finding) -> list[str]:
    """Say what stands against some scores, and that nothing is concluded of them."""
    few, told = finding.facts["too_few"], finding.facts["withheld"]
    opening = [sentence(TOO_FEW.format(n=count(few["n"]), items=count(few["items"])))] if few else []
    if told is None:
        return opening
    warned = any(remark.code == "opposed_items" for remark in finding.basis.remarks)
    opening += [_against(finding, each) for each in told["why"] if not (each["reason"] == "opposed_item" and warned)]
    which = f"不对{_named(finding, told)}得分下结论"
    if told["scores"] == told["of"] > 1:
        which = f"对全部 {count(told['of'])} 项得分都不下结论"
    elif told["scores"] > 1:
        which = f"不对 {count(told['of'])} 项得分中的 {count(told['scores'])} 项下结论"
    return [*opening, sentence(f"因此{which}")] if opening or warned else []


def _named(finding: Finding, told: Mapping[str, Any]) -> str:
    group = f"（{groups_named(told['group']).strip()}）" if told["group"] else ""
    return f"{_score(finding, told)}{group}"


def _against(finding: Finding, told: Mapping[str, Any]) -> str:
    score, several = _named(finding, told), told["scores"] > 1
    score = f"{score}等 {count(told['scores'])} 项得分" if several else score
    why = TOO_FEW_SCORES if several and told["reason"] == "too_few_for_items" else WHY[told["reason"]]
    return sentence(why.format(score=score, n=count(told["n"]), items=count(told["n_items"])))


def headline(finding: Finding) -> str:
    """Say of what nothing can be said, what the weakest score is good enough for, and how far reliability goes."""
    return "".join([*_opening(finding), _found(finding)])


def _found(finding: Finding) -> str:
    facts = finding.facts
    least, most, weakest = (facts.get(name) or {} for name in ("lowest", "highest", "weakest"))
    place = where(facts.get("group"))
    if not (known(least.get("omega")) or known(least.get("alpha"))):
        return "" if facts["withheld"] else sentence(place + absent("信度", finding))
    use = _use(finding, weakest) if weakest else ""
    if facts["rows"] == 1 and use and not place:
        return sentence(use)
    same = all(least[name] == most[name] for name in ("dimension", "part", "alpha"))
    low, high = _of(finding, least), _of(finding, most)
    over = "就各组而言，" if place else ""
    stand = "按题项现状，" if facts["withheld"] else ""
    told = f"{stand}{place}信度见{low}" if same else f"{stand}{over}按 ω 或 α 计，最低的是{low}，最高的是{high}"
    return sentence(use, told)


def _bands() -> str:
    limits = "，".join(f"{PURPOSES[band.code]} {coefficient(band.least)}" for band in BANDS)
    sources = "; ".join(dict.fromkeys(band.source for band in BANDS))
    return f"信度足以用于什么，按其区间下限判断：{limits}[{sources}]；这些界限是惯例，而非定律[{CRITICS}]。"


def _groups(finding: Finding) -> str:
    share = f"{coefficient(GROUP_MEAN)}/(1 − {coefficient(GROUP_MEAN)})"
    if finding.basis.groups:
        return (
            f"组均值的信度达到 {coefficient(GROUP_MEAN)} 即视为可靠，按 Spearman–Brown 公式需"
            f" n = {share} · (1 − ICC)/ICC 人，ICC(1) 由此处各组得出；超过 {count(MOST_PER_GROUP)} 人则不列出。"
        )
    times = round(GROUP_MEAN / (1 - GROUP_MEAN) / MEDIUM_DIFFERENCE**2)
    return (
        f"随适用范围一并保存的每组人数，是组均值信度达到 {coefficient(GROUP_MEAN)} 所需的人数：n = {count(times)}/ρ，"
        f"ρ 取区间下限，并假定各组真实均值的差异为组内真实标准差的 {coefficient(MEDIUM_DIFFERENCE)} 倍。"
        f"这一差异是本库的约定；超过 {count(MOST_PER_GROUP)} 人则不列出。"
    )


def rough_intervals(facts: Mapping[str, Any], _: Basis) -> str:
    """Say that some intervals rest on few respondents."""
    return (
        f"有 {count(facts['n'])} 个区间依据的受访者很少（自由度不足 {count(ROUGH)}），较为粗略；"
        "若几乎所有人都选最高答案，区间会略微偏窄。"
    )


def sentences(finding: Finding) -> list[str]:
    """Give the note's own sentences."""
    level = f"区间为 {percent(finding.basis.confidence)} 置信区间。"
    coefficients = "ω（McDonald ω）为单因子模型下总分的信度，α（Cronbach α）还假定各题项载荷相等。"
    free = (
        "二者的区间不假定答案服从何种分布：误差由四阶矩得出，区间取在 log(1 − 信度) 的尺度上，"
        "并用 t 分位数计入误差本身的不确定。"
    )
    difference = (
        "差值信度 ρ 把两部分视为各带误差、且误差互不相关的两项得分；误差若同向相关，ρ 会偏低。"
        "差距足以用于什么，按 ρ 与 ω 中区间下限较低者判断。"
        "感知与差距的方差比接近 1，说明差距的变化大体就是感知的变化。"
    )
    averaged = (
        "ICC(1) 与 ICC(2) 比较各组；组内一致性分别以均匀随机作答（偏宽松）与略偏态的随机作答为基准"
        "[LeBreton & Senter (2008), Organ. Res. Methods 11, 815–852]。"
    )
    return [
        level,
        coefficients,
        free,
        difference if finding.basis.pair[0] is not None else "",
        _bands(),
        _groups(finding),
        averaged if "agreement" in finding.frames else "",
    ]
