"""Chinese for what a reader must know before any number of a finding."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servgap.analysis.finding import Basis
from servgap.language.numbers import count
from servgap.report.words.zh.opposed import opposed


def few(basis: Basis) -> str:
    """Say that next to nobody answered."""
    return f"仅有 {count(basis.rows_used)} 名受访者。"


def weights_ignored(_: Mapping[str, Any], __: Basis) -> str:
    """Say that numbers are of respondents as they came, not of whom they stand for."""
    return "数据带有抽样权重，此处未使用。"


def opposed_items(facts: Mapping[str, Any], basis: Basis) -> str:
    """Name the items that run against the others of their dimension."""
    told = opposed(basis.instrument, facts["items"])
    return told + ("" if told.endswith("？") else "。")
