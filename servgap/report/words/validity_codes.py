"""The words for the codes of a questionnaire's structure."""

from __future__ import annotations

CODES: dict[str, dict[str, tuple[str, str]]] = {
    "model": {
        "dimensions": ("own dimensions", "问卷自身维度"),
        "one_factor": ("one factor", "单因子"),
        "second_order": ("general factor", "二阶因子"),
    },
    "estimator": {
        "ml": ("maximum likelihood", "最大似然"),
        "mlr": ("robust maximum likelihood", "稳健最大似然"),
        "fiml": ("full-information maximum likelihood", "全信息最大似然"),
        "robust_fiml": ("robust full-information maximum likelihood", "稳健全信息最大似然"),
        "dwls": ("diagonally weighted least squares", "对角加权最小二乘"),
    },
    "fit": {
        "good": ("good", "良好"),
        "acceptable": ("acceptable", "可接受"),
        "poor": ("poor", "不佳"),
    },
    "separation": {
        "distinct": ("yes", "能"),
        "close": ("barely", "勉强"),
        "unclear": ("not shown", "尚不能确定"),
        "indistinct": ("no", "不能"),
    },
    "fornell_larcker": {
        "met": ("met", "满足"),
        "not_met": ("not met", "不满足"),
    },
    "convergence": {
        "convergent": ("yes", "是"),
        "weak": ("weakly", "较弱"),
    },
    "change": {
        "cross_loading": ("cross-loading", "交叉载荷"),
        "error_covariance": ("covarying errors", "误差协方差"),
    },
}
