"""English sentences for the remarks that a finding carries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from servgap.analysis.finding import Basis, Remark
from servgap.language import language_of
from servgap.language.numbers import count
from servgap.report.remarks import OF_ALL_KINDS
from servgap.report.words.codes import word
from servgap.report.words.en import cautions, reliability, screening
from servgap.report.words.languages import Language
from servgap.report.words.names import group_name, item_name, listed

EN: Language = "en"
Facts = Mapping[str, Any]


def _many(amount: Any, singular: str, plural: str) -> str:
    return f"{count(amount)} {singular if int(amount) == 1 else plural}"


def _small(facts: Facts, basis: Basis) -> str:
    are = _many(facts["n"], "group is", "groups are")
    scored = " with a score on every dimension" if len(basis.instrument.dimensions) > 1 else ""
    return f"{are} shown but not tested, having fewer than {count(facts['minimum'])} respondents{scored}."


def _groups_alike(facts: Facts, _: Basis) -> str:
    names = listed((group_name(label, EN) for label in facts["groups"]), EN)
    several = len(facts["groups"]) > 1
    each, it = ("in each of them ", "their ranks") if several else ("", "its rank")
    spread = "their spread is" if several else "its spread is"
    return (
        f"In {names} all respondents have {each}the same overall gap: Welch's test and the pairs are made without, and "
        f"for {it} {spread} taken to be that of all groups together."
    )


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


def _of_all_kinds(code: str) -> Callable[[Facts, Basis], str]:
    return lambda facts, basis: language_of(EN).tell(OF_ALL_KINDS[code](facts, basis))


SENTENCES: dict[str, Callable[[Facts, Basis], str]] = {
    "weights_ignored": cautions.weights_ignored,
    "opposed_items": cautions.opposed_items,
    "groups_alike": _groups_alike,
    "groups_small": _small,
    "first_pair": _first_pair,
    "heywood": _heywood,
    "improper": _improper,
    "rough_intervals": reliability.rough_intervals,
    "pairs_beyond": lambda facts, _: (
        f"Pairs are compared for up to {count(facts['most'])} groups; of {count(facts['n'])} there is no table of "
        "pairs."
    ),
    "ranks_beyond": lambda facts, _: (
        f"Groups are ranked up to {count(facts['most'])}; these {count(facts['n'])} are not, so how sure it is which "
        "of them is lowest is not said, and its interval does not allow for its having been picked."
    ),
    "alone_beyond": lambda facts, _: (
        f"Sets of ranks that hold for one group alone are worked out for up to {count(facts['most'])} groups; for "
        f"these {count(facts['n'])} there are those that hold for all at once."
    ),
    "bonferroni_over_dimensions": lambda facts, _: (
        "Comparisons of pairs are corrected within each dimension by Games–Howell"
        + (f", and by Bonferroni over {count(facts['n'])} dimensions." if facts["n"] > 1 else ".")
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
    told = ", ".join(f"{name} {value}" for name, value in facts.items())
    return f"Remark {remark.code}{f': {told}' if told else ''}."
