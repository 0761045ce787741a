"""Chinese headlines of validity: the weakest check first, then what holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from servgap.analysis.finding import Finding
from servgap.analysis.validity.bands import INDISTINCT, POOR, UNCLEAR
from servgap.analysis.validity.competing_models import MODELS
from servgap.language.numbers import coefficient, count, known, number
from servgap.report.chosen import comparison_disqualified
from servgap.report.words.codes import word
from servgap.report.words.names import apart, attribute_name, dimension_name, listed, quoted_item
from servgap.report.words.zh.opposed import opposed
from servgap.report.words.zh.phrases import ZH, absent, told

HOLDS = {
    "good": "成立，拟合良好",
    "acceptable": "成立，拟合可接受",
    "poor": "不成立，使用维度得分须谨慎",
}
REACHED = {
    "strict": "可以按{by}比较维度均值，各组题项的测量误差大小也相同",
    "scalar": "可以按{by}比较维度均值，各组对题项的理解一致",
    "metric": "按{by}只可比较得分之间的关系，不宜比较均值：部分题项在某些组中的得分偏高或偏低，与所属维度不符",
    "configural": "按{by}分组，题项的归属相同，但各题项的权重不同，宜比较单个题项，不宜比较维度得分",
    "": "问卷结构并非在{by}的每一组都成立，不宜跨组比较维度得分",
}
OPEN = {"metric": "各题项的权重是否相同", "scalar": "能否比较均值"}
MOST_PAIRS = 3


def headline(finding: Finding) -> str:
    """Say what disqualifies the structure, else that it holds; and whether groups may be compared."""
    facts = finding.facts
    named_first, against = opposed(finding.basis.instrument, facts["opposed"]), _against(finding)
    opening = named_first or against
    groups, named = _groups(finding), f"就{apart(_part(finding))}而言"
    if facts["too_few"]:
        sure = opening if any(each["sure"] for each in facts["opposed"]) else ""
        return told([f"{named}，{_too_few(finding)}", sure, groups])
    if opening:
        return told(
            [*_left_open(finding, opening), _improper(finding), _rival(finding), _not_distinct(finding), groups]
        )
    first, *others = _disqualified(finding) or [_structure(finding), _separation(finding)]
    return told([f"{named}{_people(finding)}，{first}", *others, groups])


def _part(finding: Finding) -> str:
    return word("part", finding.facts["part"], ZH)


def _people(finding: Finding) -> str:
    """Say on how many of how many respondents the structure rests."""
    facts = finding.facts
    n, of, complete = facts["own"]["n"], facts["of"], facts["complete"]
    if not known(n):
        return ""
    if n < of:
        return f"（{count(of)} 名中 n = {count(n)}）"
    some = known(complete) and complete < n
    return f"（n = {count(n)}，其中 {count(complete)} 名答全各题）" if some else f"（n = {count(n)}）"


def _against(finding: Finding) -> str:
    """Name the item whose loading has the other sign than those of the rest of its dimension."""
    found = finding.facts["loads_against"]
    if not found:
        return ""
    instrument, first = finding.basis.instrument, found[0]
    names = listed([quoted_item(instrument, each["item"], ZH) for each in found[:MOST_PAIRS]], ZH)
    which = f"{names}等 {count(len(found))} 个题项" if len(found) > MOST_PAIRS else f"题项{names}"
    own = f"“{dimension_name(instrument, first['dimension'], ZH)}”维度" if len(found) == 1 else "各自维度"
    return f"{which}在{own}上的载荷与其他题项符号相反（载荷 {coefficient(first['loading'])}）"


def _left_open(finding: Finding, opening: str) -> list[str]:
    """Name the items first, and say that the structure is not judged."""
    left = f"对{apart(_part(finding))}部分{_people(finding)}的结构不作判断"
    return [opening, f"确认之前，{left}"] if opening.endswith("？") else [f"{opening}，因此{left}"]


def _too_few(finding: Finding) -> str:
    few = finding.facts["too_few"]
    some = "答全各题的 " if few["n"] < finding.facts["of"] else ""
    return f"{some}{count(few['n'])} 名受访者过少，不足以分析 {count(few['items'])} 个题项"


def _disqualified(finding: Finding) -> list[str]:
    """Give what comes first where the structure cannot be said to hold; nothing where it can."""
    facts = finding.facts
    poor = _structure(finding) if facts["own"]["fit"] == POOR else ""
    found = [clause for clause in (_improper(finding), poor, _rival(finding), _not_distinct(finding)) if clause]
    return [*found, _fit_alone(finding)] if found and not (poor or facts["improper"] is not None) else found


def _which(finding: Finding) -> str:
    several = finding.facts["dimensions"] > 1
    return f"的 {count(finding.facts['dimensions'])} 维结构" if several else "的单维结构"


def _improper(finding: Finding) -> str:
    found, instrument = finding.facts["improper"], finding.basis.instrument
    if found is None:
        return ""
    if "loading" in found:
        why = f"{quoted_item(instrument, found['item'], ZH)}的载荷将为 {_beyond(found['loading'])}"
    elif "correlation" in found:
        why = f"{apart(_pair(finding, found)).lstrip()}的相关将为 {_beyond(found['correlation'])}"
    else:
        why = "所估计的方差与相关不可能同时成立"
    return f"问卷{_which(finding)}没有合理的解：{why}，因此不作结论"


def _beyond(value: float) -> str:
    written, end = coefficient(value), "−1" if value < 0 else "1"
    return f"{written}，{'已达可能的极限' if written.endswith('1.00') else f'超出 {end}'}"


def _fit(finding: Finding) -> str:
    own = finding.facts["own"]
    ends = f"，90% 区间 {coefficient(own['rmsea_low'], 3)} 至 {coefficient(own['rmsea_high'], 3)}"
    held = ends if known(own["rmsea_low"]) else ""
    return f"CFI {coefficient(own['cfi'], 3)}，RMSEA {coefficient(own['rmsea'], 3)}{held}"


def _fit_alone(finding: Finding) -> str:
    """Give the fit without a word on what it is worth."""
    which = _which(finding).removeprefix("的").strip()
    return f"{which}模型本身的指标为 {_fit(finding)}" if known(finding.facts["own"]["cfi"]) else ""


def _structure(finding: Finding) -> str:
    own = finding.facts["own"]
    if not own["fit"]:
        return absent("其结构", finding)
    return f"问卷{_which(finding)}{HOLDS[own['fit']]}（{_fit(finding)}）"


def _rival(finding: Finding) -> str:
    better = finding.facts["better"]
    if better is None:
        return ""
    own = better["model"] in MODELS
    name = f"{word('model', better['model'], ZH)}模型" if own else f"模型“{better['model']}”"
    less = f"BIC 低 {number(better['bic_difference'], 1)}"
    return f"{name}对数据的描述明显优于问卷{_which(finding)}（{less}）"


def _pair(finding: Finding, pair: Mapping[str, Any]) -> str:
    return "与".join(apart(dimension_name(finding.basis.instrument, key, ZH)) for key in pair["dimensions"]).strip()


def _ratio(pair: Mapping[str, Any]) -> str:
    end = f"，上限 {coefficient(pair['htmt_high'])}" if known(pair["htmt_high"]) else ""
    return f"HTMT {coefficient(pair['htmt'])}{end}"


def _pairs(finding: Finding, pairs: Sequence[Mapping[str, Any]], told: str) -> str:
    if len(pairs) > MOST_PAIRS:
        largest = coefficient(max(pair["htmt"] for pair in pairs))
        return f"有 {count(len(pairs))} 对维度{told}（最大 HTMT {largest}）"
    return "、".join(f"{_pair(finding, each)}（{_ratio(each)}）" for each in pairs) + told if pairs else ""


def _not_distinct(finding: Finding) -> str:
    """Name the dimensions that cannot be told apart, and those that were not shown to be different."""
    found = finding.facts["not_distinct"]
    same, unclear = ([pair for pair in found if pair["separation"] == code] for code in (INDISTINCT, UNCLEAR))
    told = [
        _pairs(finding, same, "无法区分，不宜比较二者的高低"),
        _pairs(finding, unclear, "尚不能证明是不同的内容"),
    ]
    return "；".join(clause for clause in told if clause)


def _separation(finding: Finding) -> str:
    """Say that dimensions can be told apart, or barely."""
    facts = finding.facts
    if facts["close"]:
        return _pairs(finding, facts["close"], "勉强可以区分")
    closest = facts["closest"]
    if closest is None:
        return ""
    ratio = _ratio(closest) if facts["resampled"] else f"{_ratio(closest)}，无区间"
    if facts["dimensions"] == 2:
        return f"两个维度可以区分（{ratio}）"
    return f"各维度均可区分（最大 {ratio}，{_pair(finding, closest)}）"


def _groups(finding: Finding) -> str:
    compared = finding.facts["invariance"]
    if compared is None:
        return ""
    by = apart(listed([attribute_name(name) for name in compared["by"]], ZH))
    n = compared["n"]
    some = known(n) and n < finding.facts["of"] and n != finding.facts["own"]["n"]
    named = f"{by.rstrip()}（答全各题者 n = {count(n)}）" if some else by
    if compared["reason"] and not compared["reached"]:
        if comparison_disqualified(finding):
            return f"能否按{by}跨组比较也不作判断"
        return f"能否按{by}跨组比较无法判断：{word('reason', compared['reason'], ZH)}"
    if compared["open"] in OPEN:
        return f"按{named}分组，{OPEN[compared['open']]}无法判断：{word('reason', compared['reason'], ZH)}"
    return REACHED[compared["reached"]].format(by=named)
