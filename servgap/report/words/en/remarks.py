"""English sentences for the remarks that a finding carries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from servgap.analysis.finding import Basis, Remark
from servgap.language.numbers import count
from servgap.report.words.codes import word
from servgap.report.words.en import cautions, reliability
from servgap.report.words.languages import Language
from servgap.report.words.names import item_name, listed

EN: Language = "en"
Facts = Mapping[str, Any]


def _many(amount: Any, singular: str, plural: str) -> str:
    return f"{count(amount)} {singular if int(amount) == 1 else plural}"


def _first_pair(facts: Facts, basis: Basis) -> str:
    pair = [word("part", part, EN).lower() for part in (basis.pair[1], facts.get("reference", basis.pair[0]))]
    return f"The questionnaire has several levels to be held against; this is {pair[0]} against {pair[1]}."


def _heywood(facts: Facts, _: Basis) -> str:
    models = _many(facts["n"], "factor model has", "factor models have")
    return f"{models} an error variance at its bound of zero; read those omegas with reserve."


def _improper(facts: Facts, _: Basis) -> str:
    models = _many(facts["n"], "factor model fits", "factor models fit")
    return f"{models} best with a negative error variance, which cannot be; no omega is given there."


def _constant(facts: Facts, basis: Basis) -> str:
    items = facts.get("items", ())
    keys = [items] if isinstance(items, str) else list(items)
    names = listed([f"“{item_name(basis.instrument, str(key), EN)}”" for key in keys], EN)
    part = word("part", facts["part"], EN).lower()
    return f"All answers on {names} are equal in one part ({part}), so that they say nothing there."


SENTENCES: dict[str, Callable[[Facts, Basis], str]] = {
    "weights_ignored": cautions.weights_ignored,
    "opposed_items": cautions.opposed_items,
    "first_pair": _first_pair,
    "heywood": _heywood,
    "improper": _improper,
    "rough_intervals": reliability.rough_intervals,
    "scale_constant_part": _constant,
}


def remark_sentence(remark: Remark, basis: Basis) -> str:
    """Say a remark; one that is not known is shown as it is, rather than dropped."""
    facts = dict(remark.particulars)
    if remark.code in SENTENCES:
        return SENTENCES[remark.code](facts, basis)
    told = ", ".join(f"{name} {value}" for name, value in facts.items())
    return f"Remark {remark.code}{f': {told}' if told else ''}."
