"""Chinese words for whether both parts may be subtracted: headline, note and remarks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from servgap.analysis.finding import Basis, Finding
from servgap.analysis.pairing.rules import (
    CLOSE_RMSEA,
    DEPENDS,
    FAIR_RMSEA,
    HOLM,
    ITEMS_ONLY,
    LEAST_CFI,
    MEANS,
    MOST_FALL,
    MOST_RISE,
    NOT_SHOWN,
    SHOWN,
    SUBTRACT,
)
from servgap.analysis.reasons import IMPROPER, NOT_CONVERGED, TOO_FEW_FOR_ITEMS
from servgap.language.numbers import coefficient, count, error, number, percent
from servgap.report.words.codes import word
from servgap.report.words.names import apart, dimension_name, listed
from servgap.report.words.zh.opposed import opposed
from servgap.report.words.zh.phrases import ZH, absent, groups_named, told, where

MOST_NAMED = 2
NAMED_REASONS = (IMPROPER, NOT_CONVERGED, TOO_FEW_FOR_ITEMS)
"""Why a dimension is not judged, as far as the headline says so; an item against the others is named by itself."""


def headline(finding: Finding) -> str:
    """Say what disqualifies the check first, then where gaps may be read, and how."""
    facts = finding.facts
    opening = opposed(finding.basis.instrument, facts["opposed"])
    left = [clause for clause in (_unjudged(finding, reason) for reason in NAMED_REASONS) if clause]
    if not facts["judged"]:
        return told(_nothing_judged(finding, opening, left))
    found: list[str] = []
    for say in (_items_only, _depends, _not_shown, _subtracted):
        clause = say(finding, first=not found)
        found += [clause] if clause else []
    group = facts.get("group")
    least = where(group).removesuffix("，") + "（各组中可作的结论最少），" if group else ""
    return told([opening, *left, f"{least}{found[0]}", *found[1:]])


def _nothing_judged(finding: Finding, opening: str, left: list[str]) -> list[str]:
    facts = finding.facts
    place, whether = where(facts.get("group")), f"{_both(finding.basis)}可否相减"
    if {each["reason"] for each in facts["withheld"]} == {TOO_FEW_FOR_ITEMS}:
        sure = opening if any(each["sure"] for each in facts["opposed"]) else ""
        return [f"{left[0]}，因此{apart(place) if place else ''}{whether}不作判断", sure]
    if opening:
        return [opening, *left, f"{'确认之前，' if opening.endswith('？') else ''}{place}{whether}不作判断"]
    return [*left, f"{place}{whether}不作判断"] if left else [place + absent(whether, finding)]


def _both(basis: Basis) -> str:
    return "与".join(word("part", part, ZH) for part in basis.pair)


def _named(finding: Finding, dimensions: Sequence[str]) -> str:
    return apart(listed((dimension_name(finding.basis.instrument, key, ZH) for key in dimensions), ZH)).strip()


def _some(finding: Finding, dimensions: Sequence[str], *, first: bool) -> str:
    """Say in which of the dimensions judged something is so; how many there are is said once."""
    facts, judged = finding.facts, finding.facts["judged"]
    which = "" if judged == facts["dimensions"] else "可检查的"
    if len(dimensions) == judged == 1:
        return f"唯一{which or '的'}维度中，"
    if len(dimensions) == judged:
        return f"全部 {count(judged)} 个{which}维度中，"
    few = _named(finding, dimensions) if len(dimensions) <= MOST_NAMED else ""
    if first:
        named = f"（{few}）" if few else ""
        return f"{count(judged)} 个{which}维度中有 {count(len(dimensions))} 个{named}，"
    return f"在{apart(few)}维度，" if few else f"另有 {count(len(dimensions))} 个维度，"


def _unjudged(finding: Finding, reason: str) -> str:
    """Name the dimensions that are not judged for a reason that disqualifies."""
    found = [each for each in finding.facts["withheld"] if each["reason"] == reason]
    if not found:
        return ""
    if reason == TOO_FEW_FOR_ITEMS:
        n, items = max(each["n"] for each in found), sum(each["items"] for each in found)
        some = len(found) < finding.facts["dimensions"]
        group = finding.facts.get("group")
        who = f"{count(n)} 名受访者" + (f"（{groups_named(group).strip()}）" if some and group else "")
        named = _named(finding, [each["dimension"] for each in found])
        whose = f"{apart(named)}维度的 {count(items)} 个题项" if some else f" {count(items)} 个题项"
        return f"{who}过少，不足以分析各问两次的{whose}"
    named = apart(_named(finding, [each["dimension"] for each in found])).lstrip()
    what = "合理的解" if reason == IMPROPER else "解"
    return f"{named}的模型没有{what}，因此不作结论"


def _items_only(finding: Finding, *, first: bool) -> str:
    """Say where items do not measure alike in both parts."""
    found = finding.facts[ITEMS_ONLY]
    if not found:
        return ""
    some = _some(finding, found, first=first)
    return f"{some}{_both(finding.basis)}的测量方式不同：差距只宜逐题解读，不宜按维度求平均"


def _depends(finding: Finding, *, first: bool) -> str:
    """Say where a dimension's mean gap depends on its items, and where these lie furthest apart."""
    facts, found = finding.facts, finding.facts[DEPENDS]
    if not found:
        return ""
    alone = len(found) == facts["judged"] == 1
    are = "载荷相等" if set(found) <= set(facts["loadings_shown"]) else "就目前所知载荷相等"
    none = "截距不等" if alone or len(found) == 1 else "截距则均不相等"
    widest, furthest = facts["widest"], ""
    if widest:
        ends = f"题项差距从 {number(widest['lowest_gap'])} 到 {number(widest['highest_gap'])}"
        furthest = f"（{ends}）" if alone else f"（{_named(finding, [widest['dimension']])}的{ends}）"
    some = _some(finding, found, first=first)
    return f"{some}{are}，{none}：题项差距可以解读，维度的平均差距则取决于所问的题项{furthest}"


def _not_shown(finding: Finding, *, first: bool) -> str:
    """Say where nothing was refused, for want of respondents."""
    found = finding.facts[NOT_SHOWN]
    if not found:
        return ""
    some = _some(finding, found, first=first)
    return f"{some}未发现载荷与截距不等，但答案也不足以证明其相等：应在维度差距旁列出各题项"


def _subtracted(finding: Finding, *, first: bool) -> str:
    """Say where both parts may be subtracted."""
    found = finding.facts[SUBTRACT]
    if not found:
        return ""
    may = f"{_some(finding, found, first=first)}{_both(finding.basis)}可以相减"
    return f"{may}：载荷与截距几乎相等，维度差距可以代表其各题项"


MODEL = (
    "每个维度的{first}与{second}各有一个因子，同一题项的两个误差相关；依次令两部分的结构（configural）、载荷（metric）"
    "和截距（scalar）相同。"
)
FOLLOWING = (
    f"均值之差要求截距相等 [{MEANS}]：截距相等时，维度差距可代表其各题项；仅载荷相等时，各题项有各自的差距，"
    "其平均取决于所问的题项；载荷也不相等时，题项在两部分中测量的内容不同。"
)
SPREAD = "离散为题项差距的标准差；Hotelling T² 检验题项差距是否全部相等，而截距相等的模型允许差距随载荷成比例变化。"
LATENT = "潜在差值为截距相等模型中两因子均值之差，以{first}的标准差为单位；该模型不成立时仅供参考。"


def _rule(basis: Basis) -> str:
    fit = (
        f"第一步为 CFI 低于 {coefficient(LEAST_CFI.value)}[{LEAST_CFI.source}]且 RMSEA 的 90% 区间整个高于 "
        f"{coefficient(CLOSE_RMSEA.value)}[{CLOSE_RMSEA.source}]"
    )
    loss = (
        f"其余各步为 CFI 下降超过 {coefficient(MOST_FALL.value)}[{MOST_FALL.source}]且似然比检验显著"
        f"（同一步骤的各行按 Holm 法校正[{HOLM}]，共 {count(basis.family)} 次检验）"
    )
    return f"损失既有实际意义又超出抽样误差时，该步骤不成立；这一规则为本程序自定，界限取自文献：{fit}；{loss}。"


def _shown() -> str:
    return (
        f"未被否定并不等于得到证明[{SHOWN}]：90% 区间的上限仍无实际意义，才算已证明，即第一步的 RMSEA 不超过 "
        f"{coefficient(FAIR_RMSEA.value)}，其余各步的 CFI 下降不超过 {coefficient(MOST_FALL.value)}；"
        "这一规则也为本程序自定。"
    )


def _asterisk() -> str:
    return (
        f"星号表示 RMSEA 的变化（界限 {coefficient(MOST_RISE.value, 3)}[{MOST_RISE.source}]）得出相反结论；"
        "自由度很少时，细微的失拟也会使其大幅上升，故不作为判定依据。"
        "check_validity 的分组模型自由度多，以 RMSEA 而不以检验参与判定，二者的判断标准因此不尽相同。"
    )


def sentences(finding: Finding) -> list[str]:
    """Give the note's own sentences."""
    basis = finding.basis
    alpha = error(basis.confidence)
    first, second = (word("part", part, ZH) for part in basis.pair)
    return [
        f"区间为 {percent(basis.confidence)} 置信区间，检验的显著性水平为 {alpha}。",
        MODEL.format(first=first, second=second),
        _rule(basis),
        _shown(),
        _asterisk(),
        FOLLOWING,
        SPREAD,
        LATENT.format(first=first),
    ]


def improper(facts: Mapping[str, Any], _: Basis) -> str:
    """Say how many steps have variances below nought."""
    return (
        f"有 {count(facts['n'])} 个步骤的解（或其对照步骤的解）含负的方差或超过 1 的相关，这不可能成立，因此不作结论。"
    )


def complete_pairs(_: Mapping[str, Any], __: Basis) -> str:
    """Say when complete answers are enough."""
    return "略去有缺失答案的受访者，仅在答案完全随机缺失时成立。"


def large_samples(facts: Mapping[str, Any], _: Basis) -> str:
    """Say that the limits were found in larger samples."""
    return (
        f"变化的界限得自 {count(facts['minimum'])} 人以上的样本；此处最少的 n = {count(facts['n'])}，"
        "步骤成立可能只是因为人数不足。"
    )
