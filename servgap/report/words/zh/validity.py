"""Chinese words for validity: headline, note and remarks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from servgap.analysis.competing_models import MODELS
from servgap.analysis.finding import Basis, Finding
from servgap.analysis.validity_bands import (
    BETTER,
    BETTER_SOURCE,
    CFI_FALL,
    CROSS,
    CROSS_SOURCE,
    EXTRACTED,
    EXTRACTED_SOURCE,
    FIT_BANDS,
    GROUPS_SOURCE,
    HTMT_CLOSE,
    HTMT_SAME,
    HTMT_SOURCE,
    RMSEA_RISE,
    STEP_SOURCE,
)
from servgap.report.words.codes import word
from servgap.report.words.names import apart, attribute_name, dimension_name, listed
from servgap.report.words.numbers import coefficient, count, known, number, percent
from servgap.report.words.zh.phrases import ZH, absent, sentence
from servgap.survey.covariances import GAP

HOLDS = {
    "good": "成立，拟合良好",
    "acceptable": "成立，拟合可接受",
    "poor": "不成立，使用维度得分须谨慎",
}
REACHED = {
    "strict": "可以按{by}比较维度均值，且各组得分的精度相同",
    "scalar": "可以按{by}比较维度均值，各组对题项的理解一致",
    "metric": "按{by}只可比较得分之间的关系，不宜比较均值：部分题项在某些组中的得分偏高或偏低，与所属维度不符",
    "configural": "按{by}分组，题项的归属相同，但各题项的权重不同，宜比较单个题项，不宜比较维度得分",
    "": "问卷结构并非在{by}的每一组都成立，不宜跨组比较维度得分",
}
MOST_PAIRS = 3


def _structure(finding: Finding) -> str:
    facts, own = finding.facts, finding.facts["own"]
    part = word("part", facts["part"], ZH)
    if not own["fit"]:
        return absent(f"{part}部分的结构", finding)
    ends = f"，90% 区间 {coefficient(own['rmsea_low'], 3)} 至 {coefficient(own['rmsea_high'], 3)}"
    held = ends if known(own["rmsea_low"]) else ""
    fit = f"CFI {coefficient(own['cfi'], 3)}，RMSEA {coefficient(own['rmsea'], 3)}{held}"
    which = f"的 {count(facts['dimensions'])} 维结构" if facts["dimensions"] > 1 else "的单维结构"
    improper = "，但有估计值超出合理范围（如方差为负）" if own["reason"] else ""
    return f"就{apart(part)}而言，问卷{which}{HOLDS[own['fit']]}（{fit}）{improper}"


def _rival(finding: Finding) -> str:
    better = finding.facts["better"]
    if better is None:
        return ""
    own = better["model"] in MODELS
    name = f"{word('model', better['model'], ZH)}模型" if own else f"模型“{better['model']}”"
    return f"{name}对数据的描述明显更好（BIC 低 {number(better['bic_difference'], 1)}）"


def _pair(finding: Finding, pair: Mapping[str, Any]) -> str:
    return "与".join(apart(dimension_name(finding.basis.instrument, key, ZH)) for key in pair["dimensions"]).strip()


def _pairs(finding: Finding, pairs: Sequence[Mapping[str, Any]]) -> str:
    return "、".join(f"{_pair(finding, each)}（HTMT {coefficient(each['htmt'])}）" for each in pairs)


def _separation(finding: Finding) -> str:
    facts = finding.facts
    for pairs, told in (
        (facts["indistinct"], "无法区分，不宜比较二者的高低"),
        (facts["close"], "勉强可以区分"),
    ):
        if len(pairs) > MOST_PAIRS:
            return f"有 {count(len(pairs))} 对维度{told}（最大 HTMT {coefficient(facts['closest']['htmt'])}）"
        if pairs:
            return f"{_pairs(finding, pairs)}{told}"
    closest = facts["closest"]
    if closest is None:
        return ""
    if facts["dimensions"] == 2:
        return f"两个维度可以区分（HTMT {coefficient(closest['htmt'])}）"
    return f"各维度均可区分（最大 HTMT {coefficient(closest['htmt'])}，{_pair(finding, closest)}）"


def _groups(finding: Finding) -> str:
    compared = finding.facts["invariance"]
    if compared is None:
        return ""
    by = apart(listed([attribute_name(name) for name in compared["by"]], ZH))
    if compared["reason"]:
        return f"能否按{by}跨组比较无法判断：{word('reason', compared['reason'], ZH)}"
    return REACHED[compared["reached"]].format(by=by)


def headline(finding: Finding) -> str:
    """Say whether the structure holds, which dimensions cannot be told apart, and whether groups may be compared."""
    return sentence(_structure(finding), _rival(finding), _separation(finding), _groups(finding))


def sentences(finding: Finding) -> list[str]:
    """Give the note's own sentences."""
    facts, confidence = finding.facts, percent(finding.basis.confidence)
    bands = "；".join(
        f"CFI 不低于 {coefficient(band.cfi)}、RMSEA 不高于 {coefficient(band.rmsea)} 且 SRMR 不高于 "
        f"{coefficient(band.srmr)} 为{word('fit', band.code, ZH)} [{band.source}]"
        for band in FIT_BANDS
    )
    how = word("estimator", facts["estimator"], ZH)
    htmt = f"HTMT 达 {coefficient(HTMT_CLOSE)} 为接近，达 {coefficient(HTMT_SAME)} 为无法区分 [{HTMT_SOURCE}]"
    several = facts["dimensions"] > 1
    apart_told = (
        f"{htmt}；AVE 达 {coefficient(EXTRACTED)} 视为题项聚合 [{EXTRACTED_SOURCE}]；载荷达 {coefficient(CROSS)} "
        f"计为交叉载荷 [{CROSS_SOURCE}]。"
    )
    return [
        f"估计方法为{how}；区间为 {confidence} 置信区间，RMSEA 为 90%。",
        f"拟合分级：{bands}；这些界限只是参考，并非定律，有稳健或校正指数时以其为准。",
        f"BIC 低 {number(BETTER, 0)} 以上视为对数据的描述明显更好 [{BETTER_SOURCE}]。",
        "Δχ² 检验将维度合并的模型与问卷自身结构之差；相关为 1 处于取值边界，检验偏于保守。" if several else "",
        apart_told if several else "",
        _steps() if facts["invariance"] is not None else "",
    ]


def _steps() -> str:
    fall, rise = coefficient(CFI_FALL, 3), coefficient(RMSEA_RISE, 3)
    return (
        f"跨组各步骤以 CFI 下降不超过 {fall} 且 RMSEA 上升不超过 {rise} 为成立 [{STEP_SOURCE}]，"
        "第一步以拟合可接受为准；均采用完整作答的最大似然估计，上述结构则是各组合并的结果。"
        "Δχ² 仅供参考，不作为判定依据，因为人数多时细微差异也会被拒绝；"
        "check_pairing 的模型较小，改以 CFI 与检验共同判定。"
    )


Facts = Mapping[str, Any]


def complete_cases(facts: Facts, _: Basis) -> str:
    """Say on how many respondents the models rest."""
    who = f"{count(facts['of'])} 名受访者中答全各题的 {count(facts['n'])} 名"
    return f"模型依据 {who}；使用逐行数据时，estimator='fiml' 可纳入其余受访者。"


def incomplete_used(facts: Facts, _: Basis) -> str:
    """Say that incomplete answers count, where they do."""
    return (
        "模型使用每名受访者的全部作答，假定缺失是随机的；特征值、探索性载荷、HTMT 与跨组比较则依据 "
        f"{count(facts['of'])} 名中答全各题的 {count(facts['n'])} 名。"
    )


def validity_draws(facts: Facts, _: Basis) -> str:
    """Say what is drawn at random."""
    bootstrap = f"，HTMT 区间依据 {count(facts['bootstrap'])} 次重抽样" if facts["bootstrap"] else ""
    seed = "由调用者提供的随机数生成器" if facts["seed"] is None else f"种子 {facts['seed']}"
    return f"平行分析依据 {count(facts['parallel'])} 个随机矩阵{bootstrap}，{seed}。"


def groups_left_out(facts: Facts, _: Basis) -> str:
    """Say how many groups are no part of the comparison."""
    return f"有 {count(facts['n'])} 个组因完整作答不多于题项数，或有题项没有变化，未纳入比较。"


def groups_unsure(facts: Facts, _: Basis) -> str:
    """Say how many groups are small."""
    few = f"所比较的组中有 {count(facts['n'])} 个完整作答不足 {count(facts['minimum'])} 份"
    return f"{few}，各步骤的结论不稳 [{GROUPS_SOURCE}]。"


def groups_too_many(facts: Facts, _: Basis) -> str:
    """Say that there are too many groups to be compared step by step."""
    return (
        f"共有 {count(facts['n'])} 个组，多于 {count(facts['most'])} 个，要求各组同时相等并无意义 [{GROUPS_SOURCE}]；"
        "请减少比较的组，或按期次比较。"
    )


MEASURED = {
    "strict": "结构、载荷、截距与误差均相等",
    "scalar": "结构、载荷与截距均相等",
    "metric": "载荷相等，截距不等",
    "configural": "结构相同，载荷不等",
    "": "结构也不相同",
}


def invariant(facts: Facts, _: Basis) -> str:
    """Say that the groups compared were found to be measured alike."""
    told = f"已检验测量不变性（{_part(facts)}）：按{_by(facts)}分组，{MEASURED[facts['reached']]}"
    return f"{told}，可以比较均值{_of_part_only(facts)}。"


def _of_part_only(facts: Facts) -> str:
    """Say what a check of one part leaves open: a gap is made of two."""
    return "" if facts["part"] == GAP else "（仅就这一部分而言，差距还取决于另一部分）"


def not_invariant(facts: Facts, _: Basis) -> str:
    """Say that the groups compared were found not to be measured alike."""
    told = f"已检验测量不变性（{_part(facts)}）：按{_by(facts)}分组，{MEASURED[facts['reached']]}"
    return f"{told}，均值之差可能源于对题项的理解不同。"


def invariance_unknown(facts: Facts, _: Basis) -> str:
    """Say that whether the groups compared are measured alike could not be checked."""
    return f"按{_by(facts)}分组的测量不变性无法检验：{word('reason', facts['reason'], ZH)}。"


def _by(facts: Facts) -> str:
    return apart(attribute_name(facts["by"]))


def _part(facts: Facts) -> str:
    return word("part", facts["part"], ZH)
