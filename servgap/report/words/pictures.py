"""The words that stand in pictures only: titles of axes, hints of direction, keys of marks."""

from __future__ import annotations

from typing import Any

from servgap.language.numbers import percent
from servgap.report.words.codes import PLACES, word
from servgap.report.words.columns import heading
from servgap.report.words.languages import Language
from servgap.survey.instrument import Instrument
from servgap.survey.scale import plain

CAPTIONS: dict[str, tuple[str, str]] = {
    "answer": ("Mean answer (scale {low} to {high})", "平均得分（量表 {low}–{high}）"),
    "answer_labelled": (
        "Mean answer ({low} = {low_label}, {high} = {high_label})",
        "平均得分（{low}＝{low_label}，{high}＝{high_label}）",
    ),
    "interval": ("{share} interval", "{share} 置信区间"),
    "interval_from": ("{share} interval of the gap, set off from {part}", "差距的 {share} 置信区间（以{part}为起点）"),
    "omega": ("ω", "ω"),
    "alpha": ("α", "α"),
    "omega_key": ("omega total (ω) with its {share} interval", "ω 系数及其 {share} 置信区间"),
    "alpha_key": ("Cronbach's alpha (α) with its {share} interval", "Cronbach α 系数及其 {share} 置信区间"),
    "difference_key": (
        "the gap as a difference (ρ) with its {share} interval",
        "差距的差值信度（ρ）及其 {share} 置信区间",
    ),
    "bands_key": ("lower limit good enough for: {bands}", "区间下限达到：{bands}"),
    "reliability": ("Reliability (1 = free of measurement error)", "信度（1＝没有测量误差）"),
    "items": ("{name} ({n} items)", "{name}（{n} 题）"),
    "d_z": ("Effect size d_z: mean gap in standard deviations", "效应量 d_z：以标准差为单位的平均差距"),
    "corrected": ("p, corrected", "校正 p 值"),
    "uncorrected": ("p", "p 值"),
    "significant": ("more than chance (corrected p < {level})", "显著（校正 p < {level}）"),
    "significant_alone": ("more than chance (p < {level})", "显著（p < {level}）"),
    "not_significant": ("cannot be told from chance", "不显著"),
    "disagree": ("tests disagree", "检验不一致"),
    "short_of": ("← short of {part}", "← 低于{part}"),
    "above": ("above {part} →", "高于{part} →"),
    "rank": ("Rank (1 = worst)", "名次（1＝最差）"),
    "rank_set": ("Ranks, {share} set", "名次的 {share} 置信集"),
    "worse": ("← worse", "← 更差"),
    "better": ("better →", "更好 →"),
    "by_gap": ("Gap", "差距"),
    "by_weighted": ("Weighted gap", "加权差距"),
    "by_effect": ("Gap in SD", "差距（标准差）"),
    "by_priority": ("Priority", "优先级"),
    "may_be_worst": ("may be among the worst {k}", "可能属于最差的 {k} 项"),
    "other_ranks": ("is not among the worst {k}", "不属于最差的 {k} 项"),
    "group": ("{by}: {group}", "{by}：{group}"),
    "groups": ("{gap} by {by}, lowest overall first", "按 {by} 的{gap}（总体最低者在前）"),
    "lowest_of": (" · the {n} lowest of {total} groups", " · 仅列最低的 {n} 组（共 {total} 组）"),
    "short": ("short of expectation", "未达期望"),
    "over": ("above expectation", "超出期望"),
    "differs": ("≠ before a name: the groups differ", "名称前 ≠：各组之间有差异"),
    "differs_from": ("≠ 2: differs from 2 other groups", "≠ 2：与另外 2 组有差异"),
    "waves": ("{gap}: mean {perception} less {expectation}", "{gap}：{perception}均值减{expectation}均值"),
    "up_is_better": ("(↑ better)", "（↑ 更好）"),
    "since": (
        "▲ better, ▼ worse than in {wave} (corrected p < {level})",
        "▲ 较 {wave} 改善，▼ 较 {wave} 变差（校正 p < {level}）",
    ),
    "everybody": ("with all respondents", "全部受访者"),
    "unflagged": ("without the flagged", "剔除被标记者"),
    "with_without": ("{mean}, with its {share} interval", "{mean}及其 {share} 置信区间"),
    "flagged": ("Respondents flagged", "被标记的受访者"),
    "raise": ("{n} ({share})", "{n} 人（{share}）"),
    "change": ("Change", "变化"),
    "power_axis": ("Probability of finding it", "发现的概率"),
    "power_aimed": ("aimed at: {power}", "目标：{power}"),
    "n_in_all": ("Respondents in all", "受访者总人数"),
    "curve": ("{purpose}: n = {size}", "{purpose}：n = {size}"),
    "curve_drawn": ("dashed, and after the stroke: branches drawn from many", "虚线及斜线后：推及抽取这些分店的全体"),
    "dimension_gap": ("gap of the dimension, with its {share} interval", "维度差距及其 {share} 置信区间"),
    "item_gap": ("gaps of its items", "各题项的差距"),
    "range": ("Item gaps", "题项差距"),
    "spread": ("Spread", "离散"),
    "validity": (
        "{part}: exploratory loadings on the numbered dimensions; right: eigenvalues",
        "{part}：左为各题项在编号维度所对应因子上的探索性载荷；右为依次排列的特征值",
    ),
    "loadings": (
        "{part}: exploratory loadings on the numbered dimensions",
        "{part}：各题项在编号维度所对应因子上的探索性载荷",
    ),
    "own_dimension": ("the item's own dimension", "题项所属维度"),
    "components": ("eigenvalue", "特征值"),
    "common_factors": ("of common factors", "公共因子的特征值"),
    "by_chance": ("95% of random answers", "随机作答的 95% 分位"),
    "nothing": ("nothing to draw: there are no numbers", "没有可画的数值"),
}


def caption(key: str, language: Language, **facts: Any) -> str:
    """Give the words of a picture, with facts put in."""
    return CAPTIONS[key][PLACES[language]].format(**facts)


def with_interval(key: str, confidence: float, language: Language, **facts: Any) -> str:
    """Give words that name the level of an interval."""
    return caption(key, language, share=percent(confidence), **facts)


def part_in_caption(part: str | None, language: Language) -> str:
    """Name a part inside a caption; an English name loses the capital that it has only for standing first."""
    name = word("part", part or "expectation", language)
    return name[:1].lower() + name[1:]


def answer_axis(instrument: Instrument, language: Language) -> str:
    """Name the axis of answers, with what the scale's ends are called."""
    scale = instrument.scale
    ends = {"low": plain(scale.low), "high": plain(scale.high)}
    if scale.low_label is None or scale.high_label is None:
        return caption("answer", language, **ends)
    labels = {"low_label": scale.low_label.to(language), "high_label": scale.high_label.to(language)}
    return caption("answer_labelled", language, **ends, **labels)


def gap_axis(pair: tuple[str | None, str], language: Language) -> str:
    """Name the axis of gaps."""
    expectation, perception = (part_in_caption(part, language) for part in pair)
    return caption("waves", language, gap=heading("gap", language), perception=perception, expectation=expectation)
