"""Chinese sentences for the remarks that a finding carries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from servgap.analysis.finding import Basis, Remark
from servgap.language import language_of
from servgap.language.numbers import count
from servgap.report.remarks import OF_ALL_KINDS
from servgap.report.words.codes import word
from servgap.report.words.languages import Language
from servgap.report.words.names import group_name, item_name, listed
from servgap.report.words.zh import cautions, reliability, screening

ZH: Language = "zh"
Facts = Mapping[str, Any]


def _first_pair(facts: Facts, basis: Basis) -> str:
    second, first = (word("part", part, ZH) for part in (basis.pair[1], facts.get("reference", basis.pair[0])))
    return f"问卷有多个对照水平，此处为“{second}”对“{first}”。"


def _groups_alike(facts: Facts, _: Basis) -> str:
    names = listed((f"“{group_name(label, ZH)}”" for label in facts["groups"]), ZH)
    return f"{names}组内所有受访者的总体差距相同：Welch 检验与两两比较不含该组，排名时其离散程度取各组合并值。"


def _constant(facts: Facts, basis: Basis) -> str:
    items = facts.get("items", ())
    keys = [items] if isinstance(items, str) else list(items)
    names = listed([f"“{item_name(basis.instrument, str(key), ZH)}”" for key in keys], ZH)
    return f"题项{names}的{word('part', facts['part'], ZH)}回答全部相同，不提供信息。"


def _of_all_kinds(code: str) -> Callable[[Facts, Basis], str]:
    return lambda facts, basis: language_of(ZH).tell(OF_ALL_KINDS[code](facts, basis))


SENTENCES: dict[str, Callable[[Facts, Basis], str]] = {
    "weights_ignored": cautions.weights_ignored,
    "opposed_items": cautions.opposed_items,
    "groups_alike": _groups_alike,
    "groups_small": lambda facts, basis: (
        f"{count(facts['n'])} 个组中{'各维度均有得分的' if len(basis.instrument.dimensions) > 1 else ''}"
        f"受访者不足 {count(facts['minimum'])} 人，只列出，不作检验。"
    ),
    "first_pair": _first_pair,
    "heywood": lambda facts, _: f"{count(facts['n'])} 个因子模型的误差方差估计落在零边界上，相应的 ω 宜谨慎解读。",
    "improper": lambda facts, _: f"{count(facts['n'])} 个因子模型在误差方差为负时拟合最好，这不可能成立，故不给出 ω。",
    "rough_intervals": reliability.rough_intervals,
    "pairs_beyond": lambda facts, _: (
        f"两两比较最多用于 {count(facts['most'])} 组；此处有 {count(facts['n'])} 组，不列两两比较表。"
    ),
    "ranks_beyond": lambda facts, _: (
        f"最多为 {count(facts['most'])} 组排名次；此处有 {count(facts['n'])} 组，未排名次，"
        "故不说明哪一组最低有多大把握，其区间也未计入从众多组中挑出的影响。"
    ),
    "alone_beyond": lambda facts, _: (
        f"单独成立的名次集最多为 {count(facts['most'])} 组计算；此处有 {count(facts['n'])} 组，只给出同时成立的名次集。"
    ),
    "bonferroni_over_dimensions": lambda facts, _: (
        "两两比较在每个维度内按 Games–Howell 校正"
        + (f"，并按 Bonferroni 法对 {count(facts['n'])} 个维度校正。" if facts["n"] > 1 else "。")
    ),
    "scale_constant_part": _constant,
    "ceiling": screening.ceiling,
    "no_times": screening.no_times,
    "too_short_for": screening.too_short_for,
    **{code: _of_all_kinds(code) for code in ("invariant", "not_invariant", "invariance_unknown")},
}


def remark_sentence(remark: Remark, basis: Basis) -> str:
    """Say a remark; one that is not known is shown as it is, rather than dropped."""
    facts = dict(remark.particulars)
    if remark.code in SENTENCES:
        return SENTENCES[remark.code](facts, basis)
    told = "，".join(f"{name} {value}" for name, value in facts.items())
    return f"备注 {remark.code}{f'：{told}' if told else ''}。"
