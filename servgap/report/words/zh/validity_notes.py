"""Chinese notes of validity: how it was judged, on whom, and by whose conventions; and remarks on groups compared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servgap.analysis.finding import Basis, Finding
from servgap.analysis.validity.bands import (
    BETTER,
    BETTER_SOURCE,
    CROSS,
    CROSS_SOURCE,
    EXTRACTED,
    EXTRACTED_SOURCE,
    FALL_SOURCE,
    FIT_BANDS,
    FIT_LIMITS,
    GROUPS_SOURCE,
    HTMT_LIBERAL,
    HTMT_LIMIT_SOURCE,
    HTMT_SOURCE,
    HTMT_STRICT,
    ORDINAL_LIMITS,
    PER_PARAMETER,
    RISE_SOURCE,
    SMALL,
    SMALL_SAMPLE,
)
from servgap.analysis.validity.factor_fits import DWLS, FIML, ML
from servgap.language.numbers import coefficient, count, number, percent
from servgap.report.words.codes import word
from servgap.report.words.names import apart, attribute_name
from servgap.report.words.zh.phrases import ZH
from servgap.survey.covariances import GAP

COMPLETELY_AT_RANDOM = "Schafer & Graham (2002), Psychological Methods 7, 147–177"
"""Who says when analyses of complete answers, and of all of them, are right."""

Facts = Mapping[str, Any]


def sentences(finding: Finding) -> list[str]:
    """Give the note's own sentences."""
    facts, confidence = finding.facts, percent(finding.basis.confidence)
    several = facts["dimensions"] > 1
    return [
        f"估计方法为{word('estimator', facts['estimator'], ZH)}；区间为 {confidence} 置信区间，RMSEA 为 90%。",
        "该方法假定作答服从正态分布；分布偏斜时，标准误往往偏小，卡方往往偏大。"
        if facts["estimator"] in (ML, FIML)
        else "",
        _bands(),
        f"这些界限是针对最大似然法提出的，用于本方法时偏于宽松 [{ORDINAL_LIMITS}]。"
        if facts["estimator"] == DWLS
        else "",
        f"BIC 低 {number(BETTER, 0)} 以上视为对数据的描述明显更好 [{BETTER_SOURCE}]。"
        if several and facts["estimator"] != DWLS
        else "",
        "Δχ² 检验将维度合并的模型与问卷自身结构之差；相关为 1 处于取值边界，检验偏于保守。"
        if several and facts["estimator"] != DWLS
        else "",
        _apart(facts) if several else "",
        f"AVE 达 {coefficient(EXTRACTED)} 视为题项聚合 [{EXTRACTED_SOURCE}]。",
        f"载荷达 {coefficient(CROSS)} 计为交叉载荷 [{CROSS_SOURCE}]。" if several else "",
        f"结构每估计一个参数，受访者不多于 {PER_PARAMETER} 名即视为过少，这是本库的约定。" if facts["too_few"] else "",
        "所依据的检查未通过时不作判断：判断处留空，旁边注明原因。" if _withheld(facts) else "",
        _steps(facts["invariance"]["limits"]) if facts["invariance"] is not None else "",
    ]


def _withheld(facts: Facts) -> bool:
    names = ("opposed", "loads_against", "too_few", "better", "not_distinct")
    return facts["improper"] is not None or any(facts[name] for name in names)


def _bands() -> str:
    bands = "；".join(
        f"CFI 不低于 {coefficient(band.cfi)}、RMSEA 不高于 {coefficient(band.rmsea)} 且 SRMR 不高于 "
        f"{coefficient(band.srmr)} 为{word('fit', band.code, ZH)} [{band.source}]"
        for band in FIT_BANDS
    )
    return (
        f"拟合分级：{bands}；有稳健或校正指数时以其为准。这些只是惯例，此处要求三项同时满足；"
        f"指数的高低还取决于自由度与载荷 [{FIT_LIMITS}]。"
    )


def _apart(facts: Facts) -> str:
    strict, liberal = coefficient(HTMT_STRICT), coefficient(HTMT_LIBERAL)
    alone = "因没有区间，只以比值本身与之比较，未计抽样误差"
    what = f"以其置信上限与之比较 [{HTMT_LIMIT_SOURCE}]" if facts["resampled"] else alone
    return (
        f"HTMT 取相关的绝对值；{strict} 与 {liberal} 是两种可选的准则 [{HTMT_SOURCE}]，{what}："
        f"满足 {strict} 为可以区分，只满足 {liberal} 为勉强可以区分。"
    )


def _steps(limits: Facts) -> str:
    fall, rise = coefficient(limits["cfi_fall"], 3), coefficient(limits["rmsea_rise"], 3)
    strict = limits["cfi_fall"] == SMALL.cfi_fall
    whose = (
        f"[均据 {RISE_SOURCE}，适用于总人数不超过 {count(SMALL_SAMPLE)} 且各组人数不等]"
        if strict
        else f"[CFI：{FALL_SOURCE}；RMSEA：据 {RISE_SOURCE}]"
    )
    return (
        f"跨组各步骤以 CFI 下降不超过 {fall} 且 RMSEA 上升不超过 {rise} 为成立 {whose}，"
        "第一步以拟合可接受为准；均采用完整作答的最大似然估计，上述结构则是各组合并的结果。"
        "Δχ² 仅供参考，不作为判定依据，因为人数多时细微差异也会被拒绝；"
        "check_pairing 的模型较小，改以 CFI 与检验共同判定。"
    )


def complete_cases(facts: Facts, _: Basis) -> str:
    """Say on how many respondents the models rest, and when that is right."""
    who = f"{count(facts['of'])} 名受访者中答全各题的 {count(facts['n'])} 名"
    told = f"模型依据 {who}，仅在答案完全随机缺失时成立 [{COMPLETELY_AT_RANDOM}]"
    if facts["estimator"] == DWLS:
        return f"{told}；estimator='robust_fiml' 可纳入其余受访者，但把答案当作数值处理。"
    if not facts["rows"]:
        return f"{told}；计数表只保留这些，使用逐行数据时以 estimator='robust_fiml' 纳入其余受访者。"
    return f"{told}；estimator='robust_fiml' 可纳入其余受访者。"


def incomplete_used(facts: Facts, _: Basis) -> str:
    """Say that incomplete answers count, where they do, and when that is right."""
    return (
        "模型使用每名受访者的全部作答，假定在已有答案的条件下缺失是随机的；"
        "特征值、探索性载荷、HTMT、修正指数与跨组比较则依据 "
        f"{count(facts['of'])} 名中答全各题的 {count(facts['n'])} 名，仅在答案完全随机缺失时成立 "
        f"[{COMPLETELY_AT_RANDOM}]。"
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
    return f"{few}，按本程序的约定视为各步骤的结论不稳。"


def groups_too_many(facts: Facts, _: Basis) -> str:
    """Say that there are too many groups to be compared step by step."""
    return (
        f"共有 {count(facts['n'])} 个组，多于 {count(facts['most'])} 个，要求各组同时相等并无意义，"
        f"通常的界限也不再适用 [{GROUPS_SOURCE}；组数上限为本程序的约定]；请减少比较的组，或按期次比较。"
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
