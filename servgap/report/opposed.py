"""What is said of items that run against the others of their dimension."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from servgap.language import Fact, coefficient, count, joined, listed, quoted, say
from servgap.report.names import dimension, item
from servgap.survey.instrument import Instrument

MOST_NAMED = 3


def opposed(instrument: Instrument, told: Sequence[Mapping[str, Any]]) -> Fact:
    """Name the items that run against the others, and ask; nothing where there are none.

    Parameters
    ----------
    instrument
        The questionnaire.
    told
        Of each such item what `opposed_in` says, the plainest first.
    """
    sure = [each for each in told if each["sure"]]
    shown = sure or list(told)
    if not shown:
        return None
    case = f"{'sure' if sure else 'unsure'}_{_how_many(shown)}"
    how = say(
        "shared.opposed.how",
        case=case,
        dimension=_whose(instrument, shown),
        item=item(instrument, shown[0]["item"]),
        items=_named(instrument, shown),
        r=coefficient(shown[0]["rest_r"]),
    )
    return say("shared.opposed.question", told=how, asked=_asked(shown)) if sure else how


def _how_many(shown: Sequence[Mapping[str, Any]]) -> str:
    if len(shown) > 1:
        return "several"
    return "two" if shown[0]["of"] == 2 else "one"


def _asked(shown: Sequence[Mapping[str, Any]]) -> Fact:
    return say("shared.opposed.asked", case=_how_many(shown))


def _whose(instrument: Instrument, shown: Sequence[Mapping[str, Any]]) -> Fact:
    if len({each["dimension"] for each in shown}) > 1:
        return say("shared.opposed.their_dimensions")
    return say("shared.opposed.dimension", name=dimension(instrument, shown[0]["dimension"]))


def _named(instrument: Instrument, shown: Sequence[Mapping[str, Any]]) -> Fact:
    names, more = [quoted(item(instrument, each["item"])) for each in shown[:MOST_NAMED]], len(shown) - MOST_NAMED
    if more <= 0:
        return say("shared.opposed.items", names=listed(names))
    return say(
        "shared.opposed.some_items", names=joined(names, "enumerated"), more=count(more), total=count(len(shown))
    )
