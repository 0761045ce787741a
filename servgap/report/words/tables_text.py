"""Captions, and headings that stand only in tables for readers."""

from __future__ import annotations

from servgap.language.numbers import percent
from servgap.report.words.codes import PLACES
from servgap.report.words.languages import Language

TEXTS: dict[str, tuple[str, str]] = {
    "first_rows": (
        " (the first {shown} of {rows} rows; the exact frames hold all)",
        "（共 {rows} 行，此处为前 {shown} 行；完整内容见精确数据表）",
    ),
    "caption_gaps": ("Gaps overall, by dimension and by service standard", "总体、各维度与各项服务标准的差距"),
    "caption_reliability": ("Reliability of scores, by dimension and part", "各维度、各部分得分的信度"),
    "caption_fit": ("Fit of the structures compared", "各结构的拟合"),
    "caption_adequacy": ("Number of factors by rules that suppose no structure", "不预设结构时的因子数"),
    "caption_discriminant": ("Whether dimensions can be told apart", "维度能否区分"),
    "caption_convergent": ("Whether the items of a dimension hang together", "维度内题项是否聚合"),
    "caption_loadings": ("Items and their dimensions", "题项与所属维度"),
    "caption_modification": ("Changes of the structure that would gain most", "最能改善拟合的修改"),
    "caption_invariance": ("Whether groups are measured alike, step by step", "各组测量是否相同（逐步）"),
    "caption_fit_groups": ("The structure in each group by itself", "各组单独的结构拟合"),
    "against_own": ("Δχ² (df), p", "Δχ²(df)，p"),
    "chi_df": ("χ² (df)", "χ²(df)"),
    "loading_cfa": ("Loading λ", "载荷 λ"),
    "efa_own": ("Exploratory", "探索性载荷"),
    "efa_other": ("Largest elsewhere", "其他维度最大载荷"),
    "pair_of_dimensions": ("Dimensions", "维度"),
    "pair_of_items": ("Item", "题项"),
    "with_what": ("With", "对应"),
    "r_factors": ("r", "因子相关"),
    "caption_items": ("Items within their dimensions: {part}", "维度内的题项分析：{part}"),
    "caption_coefficients": ("Further coefficients of reliability", "其他信度系数"),
    "caption_total": ("Reliability of totals over all dimensions", "跨维度总分的信度"),
    "caption_agreement": ("Whether answers may be averaged to groups", "能否汇总到组"),
    "total_value": ("Reliability", "信度"),
    "group_from": ("Group means from n", "组均值所需 n"),
    "loading": ("Loading", "载荷"),
    "msa": ("MSA", "MSA"),
    "share_bottom": ("Lowest answer", "最低分占比"),
    "share_top": ("Highest answer", "最高分占比"),
    "caption_significance": ("Tests of the gaps, with effect sizes", "差距的显著性检验与效应量"),
    "caption_ranking": ("Service standards in order, worst first", "服务标准排序（由差到好）"),
    "caption_ranked_dimensions": ("Dimensions in order, worst first", "各维度排序（由差到好）"),
    "caption_worst": ("The worst standard's size, corrected for the pick", "最差标准的校正值"),
    "caption_worst_of_all": (
        "The worst standard of all groups, corrected for the pick from all of them",
        "全部组与服务标准中最差者的校正值",
    ),
    "rank_set_alone": ("Ranks, alone", "单独名次集"),
    "caption_groups": ("Gaps by group", "各组的差距"),
    "caption_tests": ("Tests of the differences between groups", "组间差异检验"),
    "caption_pairs": ("Pairs of groups that differ", "存在差异的组对"),
    "caption_changes": ("Changes between waves", "各期之间的变化"),
    "caption_earlier": ("Earlier changes", "更早的变化"),
    "caption_waves": ("Gaps by wave", "各期的差距"),
    "caption_plan": ("Respondents needed", "所需受访者人数"),
    "caption_pairing": ("Whether both parts may be subtracted, by dimension", "两部分可否相减（按维度）"),
    "caption_steps": ("Steps of invariance between the two parts", "两部分之间的测量不变性步骤"),
    "caption_item_gaps": ("Gaps of the items within their dimensions", "维度内各题项的差距"),
    "follows": ("What follows", "结论"),
    "item_gaps": ("Item gaps", "题项差距"),
    "spread": ("Spread", "离散"),
    "items_alike": ("p, items alike", "题项差距相等 p"),
    "p_step": ("p of Δχ²", "Δχ² 的 p"),
    "yes_disputed": ("{held}*", "{held}*"),
    "latent": ("Latent diff.", "潜在差值"),
    "parts": ("Groups", "组数"),
    "subject": ("Subject", "对象"),
    "where": ("Component · aspect", "构成 · 方面"),
    "rank_set": ("Ranks", "名次置信集"),
    "p_t": ("p, t test", "t 检验 p"),
    "p_signed_rank": ("p, signed rank", "符号秩检验 p"),
    "p_sign": ("p, sign test", "符号检验 p"),
    "share_above": ("Share above", "高于期望的比例"),
    "rank_biserial": ("Rank-biserial r", "秩二列相关"),
    "p_signed_rank_exact": ("p, exact signed rank", "精确符号秩检验 p"),
    "p_permutation": ("p, permutation", "置换检验 p"),
    "log_odds": ("Log odds", "对数优势比"),
    "p_ordinal": ("p, ordinal", "有序模型 p"),
    "contradicts": ("Contradicts t", "与 t 相悖"),
    "p_stuart_maxwell": ("p, Stuart–Maxwell", "Stuart–Maxwell p"),
    "bf10": ("BF₁₀", "BF₁₀"),
    "p_negligible": ("P(negligible)", "P(可忽略)"),
    "caption_joint": ("All gaps at once, Hotelling's T²", "全部差距的联合检验（Hotelling T²）"),
    "question": ("Hypothesis", "假设"),
    "n_gaps": ("Gaps", "差距数"),
    "welch": ("Welch F", "Welch F"),
    "welch_p": ("p, Welch", "Welch p"),
    "kruskal_wallis": ("Kruskal–Wallis H", "Kruskal–Wallis H"),
    "kruskal_wallis_p": ("p, Kruskal–Wallis", "Kruskal–Wallis p"),
    "pair": ("Groups", "组别"),
    "n_pair": ("n", "n"),
    "group": ("Group", "组别"),
    "average_r": ("Mean r", "平均相关"),
    "difference_reliability": ("ρ as difference", "差值信度 ρ"),
    "r_expectation_perception": ("r(E, P)", "r(期望, 感知)"),
    "r_narrow": ("r(E,P)", "r(期望,感知)"),
    "variance_ratio": ("Var P / Var gap", "方差比 感知/差距"),
    "item_rest_r": ("Item–rest r", "与其余题项的 r"),
    "alpha_if_dropped": ("α without it", "删题后 α"),
    "change": ("Change", "变化"),
    "expected": ("Expected", "期望"),
    "perceived": ("Perceived", "感知"),
    "may_be_worst": ("May be worst", "可能最差"),
    "may_be_best": ("May be best", "可能最好"),
    "disagrees": ("Tests disagree", "结论不一"),
    "caption_with_without": ("Results with everybody and without the flagged", "剔除被标记者前后的结果"),
    "caption_flags": ("Flags", "各项标记"),
    "caption_flagged": ("Flagged respondents", "被标记的受访者"),
    "caption_flagged_some": (
        "Flagged respondents, the first {n} of {total}",
        "被标记的受访者（共 {total} 名，列前 {n} 名）",
    ),
    "flags_alone": ("This only", "仅此一项"),
    "not_counted": ("{flag} (not counted)", "{flag}（未计入）"),
    "n_without": ("n without", "剔除后 n"),
    "mean_without": ("{mean} without", "剔除后{mean}"),
    "nothing": ("Nothing to show.", "没有可显示的内容。"),
}


def text(key: str, language: Language, **facts: object) -> str:
    """Give a caption or a heading, with facts put in."""
    told = TEXTS[key][PLACES[language]]
    return told.format(**facts) if facts else told


def interval_heading(confidence: float, language: Language, of: str = "") -> str:
    """Head a column of intervals: ``95% CI``, of what if not of the number to its left."""
    level = percent(confidence)
    told = f"{level} CI" if language == "en" else f"{level} 置信区间"
    if not of:
        return told
    return f"{told} of {of}" if language == "en" else f"{of} 的 {told}"
