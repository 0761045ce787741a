"""Chinese words for whether both parts may be subtracted: headline, note and remarks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servgap.analysis.finding import Basis, Finding
from servgap.analysis.pairing_rules import (
    CLOSE_RMSEA,
    HOLM,
    ITEMS_ONLY,
    LEAST_CFI,
    MOST_FALL,
    MOST_RISE,
    SUBTRACT,
    WITH_ITEMS,
)
from servgap.report.words.codes import word
from servgap.report.words.names import apart, dimension_name, listed
from servgap.report.words.numbers import coefficient, count, number, percent
from servgap.report.words.zh.phrases import ZH, absent, sentence, where

MOST_NAMED = 2


def _both(basis: Basis) -> str:
    return "与".join(word("part", part, ZH) for part in basis.pair)


def _named(finding: Finding, dimensions: list[str]) -> str:
    return apart(listed((dimension_name(finding.basis.instrument, key, ZH) for key in dimensions), ZH)).lstrip()


def _place(finding: Finding) -> str:
    group = finding.facts.get("group")
    return where(group).removesuffix("，") + "（各组中成立最少），" if group else ""


def _subtracted(finding: Finding) -> str:
    facts, both = finding.facts, _both(finding.basis)
    judged, place = facts["judged"], _place(finding)
    fit = len(facts[SUBTRACT]) + len(facts[WITH_ITEMS])
    which = "" if judged == facts["dimensions"] else "可检查的"
    several = f"{count(judged)} 个{which}维度"
    if not fit:
        what = f"{several}中，{both}的测量方式均不相同" if judged > 1 else f"{which}唯一的维度中，{both}的测量方式不同"
        return f"{place}{what}：差距只宜逐题解读，不宜按维度求平均"
    if judged == 1:
        return f"{place}{which}唯一的维度中，{both}可以相减"
    told = f"全部 {several}的{both}均可相减" if fit == judged else f"{several}中有 {count(fit)} 个可以将{both}相减"
    return f"{place}{told}"


def _apart(finding: Finding) -> str:
    """Say where item gaps differ too much for the dimension's gap to stand for them."""
    found, judged = finding.facts[WITH_ITEMS], finding.facts["judged"]
    widest = finding.facts.get("widest")
    if not found or not widest:
        return ""
    several = f"{'另有' if finding.facts[ITEMS_ONLY] else '其中'} {count(len(found))} 个维度"
    some = _named(finding, found) if len(found) <= MOST_NAMED else several
    some = "各维度" if len(found) == judged > 1 else some
    what = "内的题项差距相差过大，维度差距成了不同内容的平均，应同时列出各题项"
    ends = f"{number(widest['lowest_gap'])} 至 {number(widest['highest_gap'])}"
    return f"{some}{what}（离散最大：{_named(finding, [widest['dimension']]).rstrip()}，{ends}）"


def headline(finding: Finding) -> str:
    """Say in how many dimensions both parts may be subtracted, and where the dimension's gap stands for its items."""
    facts = finding.facts
    if not facts["judged"]:
        return sentence(where(facts.get("group")) + absent(f"{_both(finding.basis)}可否相减", finding))
    told, unlike, alike = [_subtracted(finding)], facts[ITEMS_ONLY], facts[SUBTRACT]
    if unlike and len(unlike) < facts["judged"]:
        told.append(f"{_named(finding, unlike)}的题项在两部分中的测量方式不同，其差距只宜逐题解读")
    told.append(_apart(finding))
    if alike:
        all_of_them = len(alike) == facts["judged"]
        told.append(f"{'' if all_of_them else _named(finding, alike) + '的'}维度差距可以代表其各题项")
    return sentence(*told)


MODEL = (
    "每个维度的{first}与{second}各有一个因子，同一题项的两个误差相关；依次令两部分的结构（configural）、载荷（metric）"
    "和截距（scalar）相同。"
)
FOLLOWING = (
    "截距相等时，维度差距可代表其各题项；仅载荷相等时，各题项有各自的差距，应与维度差距一并列出；"
    "载荷也不相等时，题项在两部分中测量的内容不同。"
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
    return f"损失既有实际意义又超出抽样误差时，该步骤不成立：{fit}；{loss}。"


def _asterisk() -> str:
    return (
        f"星号表示 RMSEA 的变化（界限 {coefficient(MOST_RISE.value, 3)}[{MOST_RISE.source}]）得出相反结论；"
        "自由度很少时，细微的失拟也会使其大幅上升，故不作为判定依据。"
        "check_validity 的分组模型自由度多，以 RMSEA 而不以检验参与判定，二者的判断标准因此不尽相同。"
    )


def sentences(finding: Finding) -> list[str]:
    """Give the note's own sentences."""
    basis = finding.basis
    level = f"{1 - basis.confidence:.3g}".removeprefix("0")
    first, second = (word("part", part, ZH) for part in basis.pair)
    return [
        f"区间为 {percent(basis.confidence)} 置信区间，检验的显著性水平为 {level}。",
        MODEL.format(first=first, second=second),
        _rule(basis),
        _asterisk(),
        FOLLOWING,
        SPREAD,
        LATENT.format(first=first),
    ]


def improper(facts: Mapping[str, Any], _: Basis) -> str:
    """Say how many steps have variances below nought."""
    return f"有 {count(facts['n'])} 个步骤的方差估计为负或相关超过 1，这不可能成立，请谨慎解读。"


def large_samples(facts: Mapping[str, Any], _: Basis) -> str:
    """Say that the limits were found in larger samples."""
    return (
        f"变化的界限得自 {count(facts['minimum'])} 人以上的样本；此处最少的 n = {count(facts['n'])}，"
        "步骤成立可能只是因为人数不足。"
    )
