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
    "alpha_normal_error": "α 的标准误（正态题项）",
    "alpha_distribution_free": "α 的标准误（不限分布）",
    "alpha_bootstrap": "α 的自助法区间",
    "guttman_lambdas": "Guttman 信度下限",
    "split_halves": "折半信度",
    "overlap_corrected": "扣除自身重叠的题项分析",
    "sampling_adequacy": "取样适当性与球形检验",
    "parallel_analysis": "平行分析",
    "minimum_average_partial": "最小平均偏相关检验",
    "exploratory_factors": "探索性因子分析",
    "oblimin": "直接斜交（oblimin）旋转",
    "omega_hierarchical": "McDonald ω 层次系数",
    "studentized_range": "学生化极差",
    "p_adjust": "多重检验校正",
    "linear_combination_reliability": "加权总分信度",
    "stratified_alpha": "分层 α 系数",
    "polychoric": "多项相关系数",
    "green_yang_omega": "Green–Yang ω 系数（有序题项）",
    "green_yang_interval": "Green–Yang ω 系数的区间",
    "ordinal_factor_model": "有序题项因子模型（对角加权最小二乘法）",
    "htmt": "异质—单质相关比率（HTMT）",
    "htmt_bootstrap": "HTMT 的自助法区间",
    "group_reliability": "组内相关系数 ICC(1) 与 ICC(2)",
    "within_group_agreement": "组内一致性 r_wg 与 r_wg(J)",
    "average_deviation": "平均偏差指数",
    "intraclass_correlations": "评分者组内相关系数",
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
    "skewed_mean": "考虑偏态的均值区间",
    "rank_probabilities": "名次概率（描述性）",
    "sign_flip": "均值的符号翻转置换检验",
    "ideal_bootstrap": "均值的理想自助法",
    "d_z_free": "标准化平均差距（区间不假定正态）",
    "hedges_g_free": "小样本校正的标准化平均差距（区间不假定正态）",
    "d_av_free": "以两部分平均标准差为单位的差距（区间不假定正态）",
    "d_rm_free": "按两部分相关校正的标准化差距（区间不假定正态）",
    "d_z_resampled": "标准化平均差距（自助法区间）",
    "d_av_interval": "以两部分平均标准差为单位的差距（自助法区间）",
    "d_rm_interval": "按两部分相关校正的标准化差距（自助法区间）",
    "hodges_lehmann": "Hodges–Lehmann 估计",
    "best_k": "可能属于最优 k 项的候选集",
    "winner": "赢家诅咒校正后的最大值",
    "bootstrap_max_t": "自助法联合置信区间的临界值",
    "scheffe_t2": "所有线性组合的临界值",
    "rank_bootstrap": "自助样本中的名次（描述性）",
    "longest_run": "最长连续相同答案",
    "answer_variability": "个体内作答变异（IRV）",
    "even_odd": "奇偶一致性",
    "psychometric_synonyms": "同义题一致性",
    "mahalanobis": "马氏距离",
    "repeated_answers": "相同与近乎相同的答卷",
    "hotelling_t2": "Hotelling T² 检验（全部差距为零）",
    "hotelling_profile": "Hotelling T² 检验（各差距相等）",
    "hotelling_two": "Hotelling T² 检验（两组相同）",
    "bayes_factor_t": "JZS 贝叶斯因子",
    "bayes_factor_interval": "针对可忽略差距的贝叶斯因子",
    "cumulative_link": "累积连接模型",
    "cumulative_link_mixed": "含受访者效应的累积连接模型",
    "stuart_maxwell": "Stuart–Maxwell 边缘齐性检验",
    "mean_score_homogeneity": "有序类别的边缘齐性检验",
    "power_paired": "配对 t 检验的效能",
    "power_two_samples": "两样本 t 检验的效能",
    "power_anova": "单因素方差分析的效能",
    "n_paired": "配对 t 检验所需人数",
    "detectable_paired": "配对 t 检验可检出的差距",
    "n_two_samples": "区分两组所需人数",
    "detectable_two_samples": "t 检验可检出的两组差异",
    "n_anova": "区分多组所需人数",
    "detectable_anova": "方差分析可检出的组间离散",
    "n_precision": "达到给定区间宽度所需人数",
    "power_clustered": "分店均值 t 检验的效能",
    "n_clustered": "抽取分店时每店所需人数",
    "detectable_clustered": "分店均值 t 检验可检出的差距",
    "n_clustered_precision": "抽取分店时达到给定区间宽度每店所需人数",
    "n_reliable_mean": "可靠的组均值所需人数",
    "nested_models": "嵌套模型的卡方差异检验",
    "scaled_nested_models": "嵌套模型的校正卡方差异检验",
    "confirmatory_factor_analysis": "验证性因子分析",
    "robust_factor_analysis": "稳健标准误与校正卡方的验证性因子分析",
    "full_information_factor_analysis": "含缺失答案的验证性因子分析（全信息最大似然）",
    "robust_full_information": "含缺失答案的稳健验证性因子分析（稳健全信息最大似然）",
    "modification_indices": "修正指数与期望参数变化",
    "construct_validity": "平均方差提取量、组合信度与 Fornell–Larcker 准则",
    "measurement_invariance": "跨组测量不变性",
    "occasion_invariance": "两次测量间的测量不变性",
    "em_moments": "含缺失答案的均值与协方差（EM 算法）",
    "omega_robust": "McDonald ω 总系数的稳健区间",
}

HYPOTHESES: dict[str, tuple[str, str]] = {
    "t": ("the t test tests that the mean gap is zero", "t 检验的原假设是平均差距为零"),
    "signed_rank": (
        "the signed-rank test tests that gaps lie symmetrically around zero",
        "符号秩检验的原假设是差距关于零对称分布",
    ),
    "signed_rank_exact": (
        "the exact signed-rank test tests that gaps lie symmetrically around zero",
        "精确符号秩检验的原假设是差距关于零对称分布",
    ),
    "permutation": (
        "the permutation test tests that every gap might as well have the other sign",
        "置换检验的原假设是每个差距取相反符号的可能性相同",
    ),
    "ordinal": (
        "the ordinal model tests that a respondent's two answers are as likely to fall into each category",
        "有序模型的原假设是同一受访者的感知与期望落入各等级的可能性相同",
    ),
    "stuart_maxwell": (
        "the Stuart–Maxwell test tests that both parts have the same distribution over the scale",
        "Stuart–Maxwell 检验的原假设是两部分在量表上的分布相同",
    ),
    "bayes_factor": (
        "the Bayes factor weighs a mean gap against none",
        "贝叶斯因子比较平均差距存在与不存在的证据",
    ),
    "sign": (
        "the sign test tests that being above expectation is as frequent as being below it",
        "符号检验的原假设是高于期望与低于期望的可能性相等",
    ),
    "welch": ("Welch's test tests that all groups have the same mean gap", "Welch 检验的原假设是各组平均差距相等"),
    "kruskal_wallis": (
        "the Kruskal–Wallis test tests that respondents' scores are distributed alike in all groups",
        "Kruskal–Wallis 检验的原假设是各组受访者得分的分布相同",
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
