"""The words for coefficients of reliability, how they were computed, and what they are good enough for."""

from __future__ import annotations

Words = dict[str, tuple[str, str]]

COEFFICIENTS: Words = {
    "alpha": ("alpha, α", "α 系数"),
    "alpha_standardized": ("standardised alpha", "标准化 α"),
    "omega_total": ("omega total, ω", "ω 总系数"),
    "omega_hierarchical": ("omega hierarchical, ω_h", "ω 层次系数"),
    "difference": ("reliability as a difference, ρ", "差值信度 ρ"),
    "lambda2": ("Guttman's lambda 2, λ₂", "Guttman λ₂ 系数"),
    "lambda4": ("best split half, λ₄", "最大折半信度 λ₄"),
    "lambda6": ("Guttman's lambda 6, λ₆", "Guttman λ₆ 系数"),
    "split_half": ("mean of split halves", "平均折半信度"),
    "ordinal_alpha": ("ordinal alpha (of latent answers)", "有序 α（潜在作答）"),
    "ordinal_omega": ("Green–Yang omega (of ordered answers)", "Green–Yang ω（有序作答）"),
    "stratified_alpha": ("stratified alpha", "分层 α 系数"),
    "mean_of_dimensions": ("reliability of the mean of dimensions", "各维度均值的信度"),
    "weighted_mean": ("reliability of the weighted total", "加权总分的信度"),
}

BANDS: Words = {
    "insufficient": ("no comparison of persons", "不宜比较个人"),
    "not_shown": ("not shown to be enough", "尚不能确定"),
    "early_research": ("early research", "初步研究"),
    "group_research": ("comparing groups", "群体比较"),
    "person_decisions": ("decisions on persons", "个人决策"),
    "person_decisions_safe": ("decisions on persons, safely", "个人决策（稳妥）"),
}

OF_RELIABILITY: Words = {
    "feldt": ("Feldt interval", "Feldt 区间"),
    "normal_theory": ("normal-theory interval", "正态理论区间"),
    "adf": ("symmetric distribution-free interval (ADF)", "不限分布的对称区间（ADF）"),
    "adf_log": ("distribution-free interval, log scale", "不限分布区间（对数尺度）"),
    "bca": ("bootstrap interval (BCa)", "自助法区间（BCa）"),
    "maximum_likelihood": ("maximum likelihood", "最大似然"),
    "robust": ("symmetric robust interval (MLR)", "稳健的对称区间（MLR）"),
    "correlations": ("from correlations", "由相关矩阵"),
    "covariances": ("from covariances", "由协方差矩阵"),
    "all_splits": ("all splits", "全部折半方式"),
    "searched_splits": ("splits searched", "搜索折半方式"),
    "polychoric": ("polychoric correlations", "多分格相关"),
    "schmid_leiman": ("Schmid–Leiman", "Schmid–Leiman 变换"),
    "from_alpha": ("from the dimensions' alphas", "由各维度 α"),
    "from_difference": ("from the reliabilities as differences", "由各维度差值信度"),
}
"""How a coefficient, or its interval, was computed."""
