"""English sentences for the remarks that a finding carries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from servgap.analysis.finding import Basis, Remark
from servgap.language.numbers import count
from servgap.report.words.codes import word
from servgap.report.words.en import cautions
from servgap.report.words.languages import Language

EN: Language = "en"
Facts = Mapping[str, Any]


def _many(amount: Any, singular: str, plural: str) -> str:
    return f"{count(amount)} {singular if int(amount) == 1 else plural}"


def _first_pair(facts: Facts, basis: Basis) -> str:
    pair = [word("part", part, EN).lower() for part in (basis.pair[1], facts.get("reference", basis.pair[0]))]
    return f"The questionnaire has several levels to be held against; this is {pair[0]} against {pair[1]}."


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
    told = ", ".join(f"{name} {value}" for name, value in facts.items())
    return f"Remark {remark.code}{f': {told}' if told else ''}."
