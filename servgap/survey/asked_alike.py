"""Whether two questionnaires ask the same, so that their tallies add up, whatever their catalogues say of standards."""

from __future__ import annotations

from collections.abc import Sequence

from servgap.survey.instrument import Instrument
from servgap.survey.measures.measure import TARGET, Measure, on_scale
from servgap.survey.standards.standard import Standard
from servgap.survey.text import Text

ADDED_UP = ("name", "scale", "parts", "dimension_keys", "item_keys", "points")
REWORDED = "reworded"
"""The reason in the ledger of items that were worded otherwise in answers that were added."""


def difference(first: Instrument, second: Instrument) -> str | None:
    """Say what keeps answers to one questionnaire from being counted with those to another; None where nothing does.

    What the catalogue says of a standard (owner, target, limit, when it was revised, whether it is published …) and how
    items are worded are no such thing.
    """
    for what in ADDED_UP:
        mine, its = getattr(first, what), getattr(second, what)
        if mine != its:
            return f"{what.replace('_keys', 's')} {_shown(mine)} and {_shown(its)}"
    held = [tuple(tuple(item.key for item in each.items) for each in of.dimensions) for of in (first, second)]
    if held[0] != held[1]:
        return "which items their dimensions hold"
    turned = [tuple(item.key for item in each.items if item.reversed) for each in (first, second)]
    return None if turned[0] == turned[1] else f"reversed items {_shown(turned[0])} and {_shown(turned[1])}"


def asked_alike(first: Instrument, second: Instrument) -> bool:
    """Tell whether two questionnaires ask the same."""
    return first is second or difference(first, second) is None


def reworded(first: Instrument, second: Instrument) -> tuple[str, ...]:
    """Name the items that two questionnaires word otherwise in a language that both speak."""
    pairs = zip(first.items, second.items, strict=True)
    return tuple(mine.key for mine, its in pairs if _differ(mine.standard.text, its.standard.text))


def same_targets(first: Instrument, second: Instrument) -> bool:
    """Tell whether items are held against the same targets."""
    return all(
        _target(mine.standard, first) == _target(its.standard, second)
        for mine, its in zip(first.items, second.items, strict=True)
    )


def of_targets(measures: Sequence[Measure]) -> bool:
    """Tell whether some measure holds answers against targets."""
    return any(each.against == TARGET for each in measures)


def _target(standard: Standard, of: Instrument) -> float | None:
    return float(str(standard.target)) if on_scale(standard, of.scale) else None


def _differ(mine: Text, its: Text) -> bool:
    one, two = dict(mine.versions), dict(its.versions)
    shared = one.keys() & two.keys()
    return any(one[language] != two[language] for language in shared) or (
        not shared and not set(one.values()) & set(two.values())
    )


def _shown(value: object) -> str:
    return (", ".join(map(str, value)) or "none") if isinstance(value, tuple) else str(value)
