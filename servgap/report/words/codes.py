"""The words for every code that stands in a frame, a basis or a ledger; codes themselves are never shown to readers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servgap.report.words.languages import LANGUAGES, Language

CODES: dict[str, dict[str, tuple[str, str]]] = {
    "level": {
        "overall": ("Overall", "总体"),
        "dimension": ("Dimension", "维度"),
        "standard": ("Service standard", "服务标准"),
        "item": ("Item", "题项"),
    },
    "part": {
        "expectation": ("Expectation", "期望"),
        "perception": ("Perception", "感知"),
        "gap": ("Gap", "差距"),
        "desired": ("Desired service", "理想服务"),
        "adequate": ("Adequate service", "可接受服务"),
        "importance": ("Importance", "重要性"),
        "performance": ("Performance", "绩效"),
        "functional": ("If it is there", "具备时"),
        "dysfunctional": ("If it is not there", "不具备时"),
    },
    "method": {
        "mean_of_dimensions": ("mean of the dimensions", "各维度均值"),
        "mean_of_items": ("mean of all items", "全部题项均值"),
        "weighted_mean": ("weighted by importance", "按重要性加权"),
        "mean_of_scores": ("mean of respondents' scores", "受访者得分均值"),
        "mean_of_pairs": ("mean over answered pairs", "有效配对均值"),
        "asymptotic": ("asymptotic", "渐近"),
        "exact": ("exact", "精确"),
    },
    "test": {
        "t": ("paired t test", "配对 t 检验"),
        "signed_rank": ("signed-rank test", "符号秩检验"),
        "sign": ("sign test", "符号检验"),
        "welch": ("Welch's test", "Welch 检验"),
        "kruskal_wallis": ("Kruskal–Wallis test", "Kruskal–Wallis 检验"),
    },
    "effect_kind": {
        "d_z": ("standardised mean gap, d_z", "标准化平均差距 d_z"),
        "rank_biserial": ("rank-biserial correlation", "秩二列相关"),
        "share_above": ("share above among those with a gap", "有差距者中高于期望的比例"),
        "omega_squared": ("omega squared, ω²", "ω²"),
        "epsilon_squared": ("epsilon squared, ε²", "ε²"),
        "hedges_g": ("Hedges' g", "Hedges g"),
    },
    "criterion": {
        "gap": ("gap", "差距"),
        "weighted": ("gap weighted by importance", "按重要性加权的差距"),
        "effect": ("gap in standard deviations", "以标准差为单位的差距"),
        "priority": ("priority", "优先级"),
    },
    "verdict": {
        "short": ("short", "未达期望"),
        "above": ("above", "超出期望"),
        "negligible": ("negligible", "差距可忽略"),
        "undecided": ("undecided", "尚无定论"),
        "better": ("better", "改善"),
        "worse": ("worse", "变差"),
        "unclear": ("unclear", "变化不明"),
    },
    "trade_verdict": {
        "excellent": ("excellent", "优质"),
        "acceptable": ("acceptable", "合格"),
        "unacceptable": ("unacceptable", "不合格"),
    },
    "reason": {
        "too_few": ("fewer than two respondents", "受访者不足两人"),
        "too_small": ("too few respondents to be tested or ranked", "人数过少，不作检验或排名"),
        "no_variation": ("no variation between respondents", "受访者之间没有差异"),
        "constant_group": ("one group has the same score from everybody", "有一个组所有人得分相同"),
        "not_identified": ("too few items for the model", "题项过少，模型无法识别"),
        "not_converged": ("the model did not converge", "模型未收敛"),
        "no_points": ("no importance points", "没有重要性分值"),
        "not_asked": ("not asked", "未设此题"),
        "singular": ("items repeat one another exactly", "题项之间完全线性相关"),
        "constant_item": ("one item has the same answer from everybody", "有一个题项所有人回答相同"),
        "two_items": ("without this item a single one is left", "删去该题项后仅剩一个题项"),
        "improper": ("the model fits best with a negative error variance", "模型的误差方差估计为负"),
        "single_item": ("the dimension has one item", "该维度只有一个题项"),
        "pooled_only": ("known for all groups together only", "仅有各组合并后的数据"),
        "single_wave": ("only one wave", "只有一期数据"),
        "no_pair": ("no answered pair", "没有有效配对"),
    },
    "left_out": {
        "no_answers": ("without any answer", "没有任何回答"),
        "no_pair": ("without one item answered in both parts", "没有任何题项同时作答期望与感知"),
        "outside_selection": ("outside the selection", "不在所选范围内"),
        "no_group": ("without a value of the grouping attribute", "未填写分组属性"),
    },
    "component": {
        "hardware": ("Hardware", "硬件"),
        "software": ("Software", "软件"),
        "people": ("People", "人员"),
    },
    "adjust": {
        "holm": ("Holm", "Holm 法"),
        "hochberg": ("Hochberg", "Hochberg 法"),
        "bonferroni": ("Bonferroni", "Bonferroni 法"),
        "bh": ("Benjamini–Hochberg", "Benjamini–Hochberg 法"),
        "by": ("Benjamini–Yekutieli", "Benjamini–Yekutieli 法"),
        "none": ("none", "不校正"),
    },
    "reference": {
        "t": ("t-scaled", "按 t 分布校正"),
        "normal": ("Gaussian", "正态"),
    },
    "truth": {"yes": ("yes", "是"), "no": ("no", "否")},
    "ledger": {
        "rows_read": ("rows of answers in the source", "数据源中的答卷行"),
        "rows_used": ("respondents analysed", "进入分析的受访者"),
        "missing": ("empty answers", "空白"),
        "not_answered": ("questions skipped", "跳过未答"),
        "does_not_apply": ("answers that the item does not apply", "不适用"),
        "declared_missing": ("values declared missing", "声明为缺失的值"),
        "reversed": ("answers to negatively worded items, mirrored", "反向题答案已反转"),
        "points_not_100": ("sets of importance points that do not sum to 100", "重要性分值合计不为 100"),
        "points": ("importance points", "重要性分值"),
        "points_not_read": ("importance points not read", "未读取的重要性分值"),
        "encoding": ("encoding of the file", "文件编码"),
        "delimiter": ("delimiter", "分隔符"),
        "sheet": ("worksheet", "工作表"),
        "header_row": ("header row", "表头行"),
        "header_levels": ("header levels", "多层表头"),
        "short_rows": ("rows shorter than the header", "短于表头的行"),
        "line_breaks_in_cells": ("line breaks inside cells", "单元格内换行"),
        "error_cells": ("cells that hold an error", "含错误值的单元格"),
        "formulas_without_value": ("formulas without a stored value", "无缓存值的公式"),
        "content": ("kind of file", "文件类型"),
        "columns": ("columns of answers", "答案列"),
        "rows": ("names of rows", "行标识"),
        "labels": ("answer labels", "答案标签"),
        "long": ("long layout", "长表格式"),
        "branch": ("attribute taken for the branch", "识别为分店的属性"),
        "wave": ("attribute taken for the wave", "识别为期次的属性"),
    },
    "entry": {
        "read": ("Rows read", "读入行数"),
        "used": ("Rows used", "使用行数"),
        "left_out": ("Left out", "剔除"),
        "recoded": ("Answers recoded", "答案重新编码"),
        "understood": ("Understood without being told", "自动识别"),
    },
}
PLACES: dict[Language, int] = {language: place for place, language in enumerate(LANGUAGES)}
EFFECT_SYMBOLS = {
    "d_z": "d_z", "rank_biserial": "r", "share_above": "P(+)", "omega_squared": "ω²", "epsilon_squared": "ε²",
    "hedges_g": "g",
}  # fmt: skip


def effect_symbol(found: Mapping[str, Any]) -> str:
    """Give the symbol of a reported effect size."""
    return EFFECT_SYMBOLS.get(str(found.get("effect_kind", "d_z")), "d_z")


def word(category: str, code: object, language: Language) -> str:
    """Give the word for a code; what has none, such as a reason in the user's own words, stands for itself."""
    versions = CODES[category].get(str(code))
    return str(code) if versions is None else versions[PLACES[language]]


def truth(value: object, language: Language) -> str:
    """Say yes or no."""
    return word("truth", "yes" if value else "no", language)
