"""English for what a reader must know before any number of a finding."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servgap.analysis.finding import Basis
from servgap.language.numbers import count
from servgap.report.words.en.opposed import opposed


def few(basis: Basis) -> str:
    """Say that next to nobody answered."""
    who = "one respondent" if basis.rows_used == 1 else f"{count(basis.rows_used)} respondents"
    return f"There is only {who}." if basis.rows_used == 1 else f"There are only {who}."


def weights_ignored(_: Mapping[str, Any], __: Basis) -> str:
    """Say that numbers are of respondents as they came, not of whom they stand for."""
    return "The data carry sampling weights, which are not used here."


def opposed_items(facts: Mapping[str, Any], basis: Basis) -> str:
    """Name the items that run against the others of their dimension."""
    told = opposed(basis.instrument, facts["items"])
    return told[:1].upper() + told[1:] + ("" if told.endswith("?") else ".")
