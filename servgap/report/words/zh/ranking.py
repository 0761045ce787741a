"""Chinese words for a ranking: headline, note and remark."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servgap.analysis.finding import Finding
from servgap.language.numbers import count, known, number, percent
from servgap.report.words.chosen import picked_from_groups, ranked
from servgap.report.words.names import listed, quoted_standard
from servgap.report.words.zh.phrases import ZH, absent, interval, sentence, where

MOST_NAMED = 3
WINNER = (
    "因最差而被挑出的标准，往往看上去比实际更差：其区间无论挑出哪一项都成立，向均值收缩的值误差较小。"
    "若另一项与它相差不过一个答案，则给出对所有各项同时成立的区间。"
)
OF_GROUPS = "每组的最差标准是从该组各项中挑出的；要点所述的最差标准，是从所有组的所有标准中挑出的。"
CRITERIA = {"gap": "差距", "weighted": "加权差距", "effect": "标准化差距", "priority": "优先级"}


def headline(finding: Finding) -> str:
    """Say which standard ranks worst, how sure that is, how large it is in truth, and which may be among the worst."""
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
    if len(facts["shared"]) > 1:
        first = f"{place}{could}{count(total)} 项服务标准中，{_shared(finding, total)}（{value}）"
    return sentence(first, _corrected(finding), "，".join(_candidates(finding, total)))


def _shared(finding: Finding, total: int) -> str:
    """Name the standards that have one and the same worst value."""
    shared = finding.facts["shared"]
    if len(shared) == total:
        return "没有高下之分"
    if len(shared) > MOST_NAMED:
        return f"有 {count(len(shared))} 项并列最差"
    return f"{listed([quoted_standard(finding.basis.instrument, key, ZH) for key in shared], ZH)}并列最差"


def _corrected(finding: Finding) -> str:
    found = finding.facts.get("corrected") or {}
    if not (known(found.get("shrunken")) and known(found.get("corrected_low"))):
        return ""
    held = interval(finding, found["corrected_low"], found["corrected_high"])
    it = "它们" if len(finding.facts["shared"]) > 1 else "它"
    if picked_from_groups(finding):
        low, high = number(found["corrected_low"]), number(found["corrected_high"])
        within = f"以 {percent(finding.basis.confidence)} 的置信水平介于 {low} 与 {high} 之间"
        return f"考虑到{it}是从所有组的 {count(found['picked_from'])} 项中因最差而被挑出，其真实值{within}"
    if number(found["shrunken"]) == number(found["value"]):
        return f"考虑到{it}是因最差而被挑出，该值仍不变（{held}）"
    return f"考虑到{it}是因最差而被挑出，其真实值更接近 {number(found['shrunken'])}（{held}）"


def _candidates(finding: Finding, total: int) -> list[str]:
    """Say which may be the worst, and how many among the worst few where that says more."""
    tied, k, candidates = finding.facts["tied"], finding.facts["k"], len(finding.facts["candidates"])
    told = ["没有其他标准可能是最差的一项"]
    if tied == total:
        told = ["考虑抽样误差，任何一项都可能最差"]
    elif tied > 1:
        told = [f"考虑抽样误差，有 {count(tied)} 项标准都可能最差"]
    if 1 < k < total and tied < candidates < total:
        told.append(f"有 {count(candidates)} 项可能属于最差的 {count(k)} 项")
    return told


def _rank_set(worst: Mapping[str, Any]) -> str:
    low, high = count(worst["rank_low"]), count(worst["rank_high"])
    return f"第 {low} 名" if low == high else f"第 {low} 至第 {high} 名"


def sentences(finding: Finding) -> list[str]:
    """Give the note's own sentences."""
    level, k = percent(finding.basis.confidence), finding.facts["k"]
    worst = "为最差" if k == 1 else f"属于最差的 {count(k)} 项"
    told = [
        "第 1 名为差距最大的服务标准。",
        f"各名次置信集以 {level} 的置信水平同时包含全部真实名次；置信集重叠的标准，先后可能尚无定论。",
    ]
    if not finding.basis.draws:
        return told
    return [
        *told,
        f"事先选定某一项标准时适用的较窄置信集，以及随机抽取中该标准{worst}的比例，另存于本表之外；后者仅作描述，不具置信水平。",
        WINNER,
        *([OF_GROUPS] if picked_from_groups(finding) else []),
    ]
