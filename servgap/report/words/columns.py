"""Headings of the columns of frames, and what the columns mean, for readers of Chinese too."""

from __future__ import annotations

from servgap.analysis.columns import COLUMNS
from servgap.report.words.codes import PLACES
from servgap.report.words.folding import one_line
from servgap.report.words.languages import Language

HEADINGS: dict[str, tuple[str, str]] = {
    "level": ("Level", "层级"),
    "dimension": ("Dimension", "维度"),
    "standard": ("Service standard", "服务标准"),
    "item": ("Item", "题项"),
    "component": ("Component", "构成"),
    "aspect": ("Aspect", "方面"),
    "touchpoint": ("Touchpoint", "接触点"),
    "part": ("Part", "部分"),
    "group_a": ("First group", "甲组"),
    "group_b": ("Second group", "乙组"),
    "wave": ("Wave", "期次"),
    "wave_from": ("From wave", "起始期"),
    "wave_to": ("To wave", "结束期"),
    "groups": ("Groups", "组数"),
    "n_items": ("Items", "题项数"),
    "n": ("n", "n"),
    "n_a": ("n of the first", "甲组 n"),
    "n_b": ("n of the second", "乙组 n"),
    "n_from": ("n before", "起始期 n"),
    "n_to": ("n after", "结束期 n"),
    "expectation": ("Expectation", "期望"),
    "perception": ("Perception", "感知"),
    "gap": ("Gap", "差距"),
    "points": ("Importance", "重要性"),
    "weighted_gap": ("Weighted gap", "加权差距"),
    "gap_from": ("Gap before", "起始期差距"),
    "gap_to": ("Gap after", "结束期差距"),
    "mean": ("Mean", "均值"),
    "difference": ("Difference", "差值"),
    "sd": ("Standard deviation", "标准差"),
    "se": ("Standard error", "标准误"),
    "ci_low": ("Interval from", "区间下限"),
    "ci_high": ("Interval to", "区间上限"),
    "alpha": ("Alpha", "α 系数"),
    "alpha_standardized": ("Standardised alpha", "标准化 α"),
    "alpha_if_dropped": ("Alpha without the item", "删除该题后的 α"),
    "item_rest_r": ("Item–rest correlation", "题项与其余题项的相关"),
    "omega": ("Omega", "ω 系数"),
    "omega_low": ("Omega from", "ω 下限"),
    "omega_high": ("Omega to", "ω 上限"),
    "average_r": ("Mean correlation", "平均相关"),
    "difference_reliability": ("Reliability as a difference", "差值信度"),
    "r_expectation_perception": ("r of expectation and perception", "期望与感知的相关"),
    "variance_ratio": ("Variance ratio", "方差比"),
    "test": ("Test", "检验"),
    "method": ("Method", "方法"),
    "statistic": ("Statistic", "统计量"),
    "df": ("df", "自由度"),
    "df_denominator": ("df of the denominator", "分母自由度"),
    "p_value": ("p", "p 值"),
    "p_adjusted": ("Corrected p", "校正 p 值"),
    "effect_kind": ("Kind of effect size", "效应量类型"),
    "effect": ("Effect size", "效应量"),
    "effect_low": ("Effect from", "效应量下限"),
    "effect_high": ("Effect to", "效应量上限"),
    "disagrees": ("Tests disagree", "检验结论不一"),
    "differs": ("Differs", "有差异"),
    "criterion": ("Criterion", "排序依据"),
    "value": ("Criterion's value", "依据值"),
    "rank": ("Rank", "名次"),
    "rank_low": ("Rank from", "名次下限"),
    "rank_high": ("Rank to", "名次上限"),
    "may_be_worst": ("May be among the worst", "可能属于最差"),
    "verdict": ("Verdict", "结论"),
    "trade_verdict": ("Trade's verdict", "行业评定"),
    "reason": ("Remark", "说明"),
}

CHINESE_MEANINGS: dict[str, str] = {
    "level": "该行的对象：总体、维度、服务标准或题项",
    "dimension": "维度代码",
    "standard": "服务标准代码",
    "item": "题项代码",
    "component": "标准的构成：硬件、软件或人员",
    "aspect": "构成之下的具体方面（代码）",
    "touchpoint": "服务圈中的接触点（代码）",
    "part": "哪一组回答：期望、感知、差距等",
    "group_a": "成对比较中的第一组",
    "group_b": "成对比较中的第二组",
    "wave": "调查期次",
    "wave_from": "变化的起始期",
    "wave_to": "变化的结束期",
    "groups": "参与比较的组数",
    "n_items": "该维度的题项数",
    "n": "该行所依据的受访者人数",
    "n_a": "第一组受访者人数",
    "n_b": "第二组受访者人数",
    "n_from": "起始期受访者人数",
    "n_to": "结束期受访者人数",
    "expectation": "用作对照的水平的均值",
    "perception": "实际感受的均值",
    "gap": "感知减期望的均值；负值表示低于期望",
    "points": "平均重要性分值",
    "weighted_gap": "重要性乘差距再除以 100 的均值",
    "gap_from": "起始期的平均差距",
    "gap_to": "结束期的平均差距",
    "mean": "该部分得分的均值",
    "difference": "后者减前者",
    "sd": "受访者之间的标准差",
    "se": "标准误",
    "ci_low": "置信区间下限",
    "ci_high": "置信区间上限",
    "alpha": "Cronbach α 系数",
    "alpha_standardized": "标准化题项的 α 系数",
    "alpha_if_dropped": "其余题项的 α 系数",
    "item_rest_r": "该题项与其余题项之和的相关",
    "omega": "单因子同属模型的 ω 总系数",
    "omega_low": "ω 的置信区间下限",
    "omega_high": "ω 的置信区间上限",
    "average_r": "题项间的平均相关",
    "difference_reliability": "差距得分作为两项得分之差的信度",
    "r_expectation_perception": "期望得分与感知得分的相关",
    "variance_ratio": "感知得分与差距得分的方差之比；接近 1 时，差距的变化大体就是感知的变化",
    "test": "所用检验",
    "method": "数值的计算方法",
    "statistic": "检验统计量",
    "df": "自由度",
    "df_denominator": "分母自由度",
    "p_value": "单个检验的 p 值",
    "p_adjusted": "按检验族校正后的 p 值",
    "effect_kind": "效应量的类型",
    "effect": "效应量",
    "effect_low": "效应量置信区间下限",
    "effect_high": "效应量置信区间上限",
    "disagrees": "该标准的各项检验在所用水平上结论是否不一",
    "differs": "校正后各组在所用水平上是否有差异",
    "criterion": "排序所依据的指标",
    "value": "该指标的值；最小者排第 1",
    "rank": "名次，1 为最差",
    "rank_low": "名次置信集的最小名次",
    "rank_high": "名次置信集的最大名次",
    "may_be_worst": "是否可能属于最差的 k 项",
    "verdict": "考虑抽样误差后，差距与“最小有意义差距”相比的结论",
    "trade_verdict": "行业规则：只看均值的正负号",
    "reason": "数值缺失的原因",
}

CHINESE_UNITS: dict[str, str] = {
    "scale points": "量表分",
    "points of 100": "分（满分 100）",
    "respondents": "人",
    "items": "题",
    "groups": "组",
    "": "",
}


def heading(column: str, language: Language) -> str:
    """Give a column's heading; a group column goes by its own name."""
    versions = HEADINGS.get(column)
    return one_line(column) if versions is None else versions[PLACES[language]]


def meaning(column: str, language: Language) -> str:
    """Say what a column means; a group column holds the groups by that attribute."""
    if column not in COLUMNS:
        return {"en": "the respondents' attribute of that name", "zh": "受访者的同名属性"}[language]
    return COLUMNS[column].meaning if language == "en" else CHINESE_MEANINGS[column]


def unit(column: str, language: Language) -> str:
    """Give a column's unit."""
    if column not in COLUMNS:
        return ""
    english = COLUMNS[column].unit
    return english if language == "en" else CHINESE_UNITS[english]
