"""Chinese words for a plan: headline and note."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servgap.analysis.finding import Finding
from servgap.analysis.plan.rows import MOST_RESPONDENTS
from servgap.analysis.reasons import TOO_FEW_BRANCHES
from servgap.language.numbers import coefficient, count, error, known, number, percent, threshold
from servgap.report.words.zh.phrases import sentence

FEW_BRANCHES = 40
"""Branches below which tests that ignore how few they are promise clearly more than they keep: a convention."""


def _many(n: Any) -> str:
    return f" {count(n)} " if known(n) else f"超过 {count(MOST_RESPONDENTS)} "


def _one(facts: Mapping[str, Any]) -> str:
    what = (
        f"要以 {percent(facts['power'])} 的把握发现 {threshold(facts['gap'])} 分的差距（标准差 {number(facts['sd'])}）"
    )
    told = f"{what}，需要{_many(facts['one']['n_total'])}名受访者"
    if not known(facts["one"]["n_total"]):
        return told
    if facts["branches"] is None:
        family = f"（{count(facts['standards'])} 项标准一并检验时需要{_many(facts['family']['n_total'])}名）"
        return told + (family if facts["standards"] > 1 else "")
    return f"{told}，{count(facts['branches'])} 家分店各 {count(facts['one']['n_per_group'])} 名"


def _drawn(facts: Mapping[str, Any]) -> str:
    drawn = facts["drawn"]
    if drawn is None or _alike(facts):
        return ""
    if drawn["reason"] == TOO_FEW_BRANCHES:
        least = _many(drawn["least_groups"])
        return f"仅 {count(facts['branches'])} 家分店，人数再多也不足以代表其他分店，至少需要{least}家"
    return f"若要推及其他分店，则需要{_many(drawn['n_total'])}名"


def _alike(facts: Mapping[str, Any]) -> bool:
    """Tell whether branches were estimated to be alike, which chance alone can bring about."""
    return bool(facts["from_survey"]["icc"] and facts["icc"] == 0)


def _compared(facts: Mapping[str, Any]) -> str:
    told = f"发现两期之间同样大小的变化，每期需要{_many(facts['change']['n_per_group'])}名"
    if facts["branch_pair"] is None:
        return told
    return f"{told}；区分两家分店，每店需要{_many(facts['branch_pair']['n_per_group'])}名"


def headline(finding: Finding) -> str:
    """Say how many respondents a gap, a change and a difference of branches take."""
    facts = finding.facts
    if not facts.get("one"):
        return sentence("无法计算样本量")
    return sentence(_one(facts), _drawn(facts), _compared(facts))


def _origin(facts: Mapping[str, Any]) -> str:
    source = "取调查中各题项的中位数" if facts["from_survey"]["sd"] else "由使用者给定"
    told = f"受访者之间的标准差为 {number(facts['sd'])} 分，{source}"
    if facts["icc"] is None:
        return f"{told}。"
    source = "取自调查中的总体差距" if facts["from_survey"]["icc"] else "由使用者给定"
    unsure = "（估计值不大于零，并不表明各店相同，推及其他分店所列人数是最低限度，宜以 icc=... 给定）"
    share = f"分店之间的方差所占比例（ICC）为 {coefficient(facts['icc'], 3)}，{source}"
    return f"{told}；{share}{unsure if _alike(facts) else ''}。"


def _branches(facts: Mapping[str, Any]) -> str:
    if facts["drawn"] is None:
        return ""
    told = (
        "若分店是从众多分店中抽取的，则检验 k 家分店的均值，无论人数多少，自由度都是 k − 1（比较两期时为 2(k − 1)）；"
        "方差乘以设计效应 1 + (m − 1)·ICC（m 为每店人数），因此 k 家分店提供的信息不会多于 k/ICC 名独立受访者。"
        "ICC 视为已知；比较两期时按每期重新抽取分店计算，两期为同一批分店时所需人数较少。"
    )
    few = (
        f"分店不足 {FEW_BRANCHES} 家时，把受访者视为相互独立或把分店视为很多的检验，"
        "实际效能明显低于所称，应检验分店均值。"
    )
    return told + (few if facts["branches"] < FEW_BRANCHES else "")


def sentences(finding: Finding) -> list[str]:
    """Give the note's own sentences."""
    facts, confidence = finding.facts, finding.basis.confidence
    family = f"{count(facts['standards'])} 项标准一并检验时按 Bonferroni 法校正"
    tests = f"检验均为双侧，显著性水平 {error(confidence)}，{family}"
    width = (
        f"{percent(confidence)} 置信区间的半宽为差距的一半，但标准差恰如所设时，约半数样本的区间更宽；"
        f"“有把握”一行表示有 {percent(facts['power'])} 的把握达到"
    )
    return [
        f"{tests}；{width}。",
        _origin(facts),
        "分店比较分为两两比较，以及全部分店一次比较（其中两家相差该差距，其余居中）；各店人数相同。"
        if facts["branches"] is not None
        else "",
        _branches(facts),
        "分店均值的信度，是各店均值的方差中不属于抽样误差的比例。" if facts["icc"] is not None else "",
        f"人数取整后进位，检验效能不低于 {percent(facts['power'])}。",
        "所列为有效答卷数，实际发放应多于此数；差距不分正负。",
    ]
