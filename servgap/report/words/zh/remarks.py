"""Chinese sentences for the remarks that a finding carries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from servgap.analysis.finding import Basis, Remark
from servgap.language.numbers import count
from servgap.report.words.codes import word
from servgap.report.words.languages import Language
from servgap.report.words.names import item_name, listed
from servgap.report.words.zh import cautions, reliability

ZH: Language = "zh"
Facts = Mapping[str, Any]


def _first_pair(facts: Facts, basis: Basis) -> str:
    second, first = (word("part", part, ZH) for part in (basis.pair[1], facts.get("reference", basis.pair[0])))
    return f"问卷有多个对照水平，此处为“{second}”对“{first}”。"


def _constant(facts: Facts, basis: Basis) -> str:
    items = facts.get("items", ())
    keys = [items] if isinstance(items, str) else list(items)
    names = listed([f"“{item_name(basis.instrument, str(key), ZH)}”" for key in keys], ZH)
    return f"题项{names}的{word('part', facts['part'], ZH)}回答全部相同，不提供信息。"


SENTENCES: dict[str, Callable[[Facts, Basis], str]] = {
    "weights_ignored": cautions.weights_ignored,
    "opposed_items": cautions.opposed_items,
    "first_pair": _first_pair,
    "heywood": lambda facts, _: f"{count(facts['n'])} 个因子模型的误差方差估计落在零边界上，相应的 ω 宜谨慎解读。",
    "improper": lambda facts, _: f"{count(facts['n'])} 个因子模型在误差方差为负时拟合最好，这不可能成立，故不给出 ω。",
    "rough_intervals": reliability.rough_intervals,
    "scale_constant_part": _constant,
}


def remark_sentence(remark: Remark, basis: Basis) -> str:
    """Say a remark; one that is not known is shown as it is, rather than dropped."""
    facts = dict(remark.particulars)
    if remark.code in SENTENCES:
        return SENTENCES[remark.code](facts, basis)
    told = "，".join(f"{name} {value}" for name, value in facts.items())
    return f"备注 {remark.code}{f'：{told}' if told else ''}。"
