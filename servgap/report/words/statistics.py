"""The names of the registered statistics for readers of Chinese, and which hypothesis each test tests."""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module

from servgap import _stats
from servgap._stats.registry import REGISTRY, Statistic
from servgap.report.words.codes import PLACES
from servgap.report.words.languages import Language

CHINESE_NAMES: dict[str, str] = {
    "paired_t": "配对 t 检验",
    "tost": "等效性检验（双单侧 t 检验）",
    "sign_test": "符号检验",
    "d_z": "标准化平均差距",
    "hedges_g": "小样本校正的标准化平均差距",
    "d_av": "以两部分平均标准差为单位的差距",
    "d_rm": "按两部分相关校正的标准化差距",
    "prob_superiority": "配对优势概率",
    "difference_reliability": "差值得分信度",
    "cronbach_alpha": "Cronbach α 系数",
    "item_analysis": "题项分析",
    "moments": "均值、方差与偏度",
    "omega_total": "McDonald ω 总系数",
    "tau_equivalence": "载荷相等性检验",
    "studentized_range": "学生化极差",
    "p_adjust": "多重检验校正",
    "linear_combination_reliability": "加权总分信度",
    "stratified_alpha": "分层 α 系数",
    "signed_rank": "Wilcoxon 符号秩检验",
    "signed_rank_exact": "Wilcoxon 符号秩精确检验",
    "games_howell": "Games–Howell 两两比较",
    "welch_anova": "Welch 方差分析",
    "classic_anova": "单因素方差分析",
    "kruskal_wallis": "Kruskal–Wallis 检验",
    "welch_t": "Welch t 检验",
    "mann_whitney": "Mann–Whitney 检验",
    "rank_sets": "名次置信集",
    "worst_k": "可能属于最差 k 项的候选集",
    "interval_ranks": "由单独区间推得的名次集",
    "mean_covariance": "有效配对均值及其协方差",
    "effect_covariance": "标准化差距及其协方差",
    "max_t": "联合置信区间的临界值",
    "rank_probabilities": "名次概率（描述性）",
}

HYPOTHESES: dict[str, tuple[str, str]] = {
    "t": ("the t test tests that the mean gap is zero", "t 检验的原假设是平均差距为零"),
    "signed_rank": (
        "the signed-rank test tests that gaps lie symmetrically around zero",
        "符号秩检验的原假设是差距关于零对称分布",
    ),
    "sign": (
        "the sign test tests that being above expectation is as frequent as being below it",
        "符号检验的原假设是高于期望与低于期望的可能性相等",
    ),
    "welch": ("Welch's test tests that all groups have the same mean gap", "Welch 检验的原假设是各组平均差距相等"),
    "kruskal_wallis": (
        "the Kruskal–Wallis test tests that no group's scores tend to be higher than another's",
        "Kruskal–Wallis 检验的原假设是没有哪一组的得分倾向于高于其他组",
    ),
}


@cache
def _known() -> Mapping[str, Statistic]:
    """Give every statistic, also those whose definition nothing has imported so far."""
    for module in pkgutil.walk_packages(_stats.__path__, f"{_stats.__name__}."):
        import_module(module.name)
    return dict(REGISTRY)


def statistic_name(key: str, language: Language) -> str:
    """Name a registered statistic, as the first word of an entry in a list."""
    if language == "zh" and key in CHINESE_NAMES:
        return CHINESE_NAMES[key]
    known = _known()
    name = known[key].name if key in known else key.replace("_", " ")
    return name[:1].upper() + name[1:]


def statistic_source(key: str) -> str:
    """Cite where a registered statistic was published; nothing for one that is not registered."""
    known = _known()
    return known[key].source if key in known else ""


def hypothesis(test: str, language: Language) -> str:
    """Say which hypothesis a test tests."""
    return HYPOTHESES[test][PLACES[language]]
