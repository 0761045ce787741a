"""Chinese sentences for the remarks that a finding carries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from servgap.analysis.finding import Basis, Remark
from servgap.report.words.codes import word
from servgap.report.words.languages import Language
from servgap.report.words.zh import cautions

ZH: Language = "zh"
Facts = Mapping[str, Any]


def _first_pair(facts: Facts, basis: Basis) -> str:
    second, first = (word("part", part, ZH) for part in (basis.pair[1], facts.get("reference", basis.pair[0])))
    return f"问卷有多个对照水平，此处为“{second}”对“{first}”。"


SENTENCES: dict[str, Callable[[Facts, Basis], str]] = {
    "weights_ignored": cautions.weights_ignored,
    "opposed_items": cautions.opposed_items,
    "first_pair": _first_pair,
}


def remark_sentence(remark: Remark, basis: Basis) -> str:
    """Say a remark; one that is not known is shown as it is, rather than dropped."""
    facts = dict(remark.particulars)
    if remark.code in SENTENCES:
        return SENTENCES[remark.code](facts, basis)
    told = "，".join(f"{name} {value}" for name, value in facts.items())
    return f"备注 {remark.code}{f'：{told}' if told else ''}。"
