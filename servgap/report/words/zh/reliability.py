"""Chinese words for reliability: headline and note."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servgap.analysis.bands import BANDS, GROUP_MEAN, MEDIUM_DIFFERENCE
from servgap.analysis.finding import Finding
from servgap.report.words.codes import word
from servgap.report.words.names import dimension_name
from servgap.report.words.numbers import coefficient, count, known, percent
from servgap.report.words.zh.phrases import ZH, absent, sentence, where

USES = {
    "insufficient": "过低，不能用于个人之间的比较",
    "early_research": "足以用于初步研究，但不能用于个人之间的比较",
    "group_research": "足以在研究中比较群体，但不足以对个人作出决策",
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


def _score(finding: Finding, found: Mapping[str, Any]) -> str:
    name = dimension_name(finding.basis.instrument, found["dimension"], ZH)
    return f"“{name}”的{word('part', found['part'], ZH)}"


def _of(finding: Finding, found: Mapping[str, Any]) -> str:
    letter, ends = ("ω", ("omega_low", "omega_high")) if known(found.get("omega")) else ("α", ("ci_low", "ci_high"))
    value = found["omega"] if letter == "ω" else found["alpha"]
    low, high = found[ends[0]], found[ends[1]]
    level = percent(finding.basis.confidence)
    held = f"，{level} 置信区间 {coefficient(low)} 至 {coefficient(high)}" if known(low) else ""
    return f"{_score(finding, found)}（{letter} = {coefficient(value)}{held}）"


def _use(finding: Finding, weakest: Mapping[str, Any]) -> str:
    """Say what follows from the reliability of the weakest score."""
    level = percent(finding.basis.confidence)
    held = f"，{level} 置信区间 {coefficient(weakest['ci_low'])} 至 {coefficient(weakest['ci_high'])}"
    told = f"{LETTERS[weakest['coefficient']]} = {coefficient(weakest['value'])}"
    told += held if known(weakest["ci_low"]) else ""
    which = "" if finding.facts["rows"] == 1 else "在各项得分中最低，"
    first = f"{_score(finding, weakest)}得分的信度{which}{USES[weakest['band']]}（{told}）"
    if not known(weakest["n_per_group"]):
        return f"{first}，而且无论多少人，组均值都不可靠"
    return f"{first}；用于组均值时，每组须不少于 {count(weakest['n_per_group'])} 人"


def headline(finding: Finding) -> str:
    """Say what the least reliable score is good enough for, and between which values reliability lies."""
    facts = finding.facts
    least, most, weakest = (facts.get(name) or {} for name in ("lowest", "highest", "weakest"))
    place = where(facts.get("group"))
    if not (known(least.get("omega")) or known(least.get("alpha"))):
        return sentence(place + absent("信度", finding))
    use = place + _use(finding, weakest) if weakest else ""
    if facts["rows"] == 1 and use and not place:
        return sentence(use)
    same = all(least[name] == most[name] for name in ("dimension", "part", "alpha"))
    low, high = _of(finding, least), _of(finding, most)
    over = "就各组而言，" if place else ""
    told = f"{place}信度见{low}" if same else f"{over}按 ω 或 α 计，最低的是{low}，最高的是{high}"
    return sentence(use, told)


def _bands() -> str:
    listed = "，".join(f"{PURPOSES[band.code]} {coefficient(band.least)}" for band in BANDS)
    sources = "; ".join(dict.fromkeys(band.source for band in BANDS))
    return f"各种用途所需的信度：{listed}[{sources}]。"


def _groups() -> str:
    return (
        f"组均值的信度达到 {coefficient(GROUP_MEAN)} 即视为足够，按 Spearman–Brown 公式需"
        f" n = {coefficient(GROUP_MEAN)}/(1 − {coefficient(GROUP_MEAN)}) · (1 − ICC)/ICC 人，其中"
        f" ICC = f²ρ/(1 + f²ρ)，假定各组真实均值的差异为中等（f = {coefficient(MEDIUM_DIFFERENCE)}）"
        "[Cohen (1988), Statistical Power Analysis, ch. 8]。"
    )


def sentences(finding: Finding) -> list[str]:
    """Give the note's own sentences."""
    level = f"区间为 {percent(finding.basis.confidence)} 置信区间。"
    coefficients = "ω（McDonald ω）为单因子模型下总分的信度，α（Cronbach α）还假定各题项载荷相等。"
    difference = (
        "差值信度 ρ 把两部分视为各带误差的两项得分，差距的用途按它与 ω 中较低者判断；"
        "感知与差距的方差比接近 1，说明差距的变化大体就是感知的变化。"
    )
    averaged = (
        "ICC(1) 与 ICC(2) 比较各组；组内一致性分别以均匀随机作答（偏宽松）与略偏态的随机作答为基准"
        "[LeBreton & Senter (2008), Organ. Res. Methods 11, 815–852]。"
    )
    return [
        level,
        coefficients,
        difference if finding.basis.pair[0] is not None else "",
        _bands(),
        _groups(),
        averaged if "agreement" in finding.frames else "",
    ]
