"""English for items that run against the others of their dimension."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from servgap.language.numbers import coefficient, count
from servgap.report.words.en.phrases import EN
from servgap.report.words.names import dimension_in_sentence, listed, quoted_item
from servgap.survey.instrument import Instrument

MOST_NAMED = 3
ASKED = {1: "is it worded the other way and not reversed?", 2: "are they worded the other way and not reversed?"}
ONE_OF_TWO = "is one of them worded the other way and not reversed?"


def opposed(instrument: Instrument, told: Sequence[Mapping[str, Any]]) -> str:
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
        return ""
    if len(shown) > 1:
        return _several(instrument, shown, asked=bool(sure))
    one = shown[0]
    dimension, r = dimension_in_sentence(instrument, one["dimension"], EN), coefficient(one["rest_r"])
    if one["of"] == 2:
        how = f"the two items of {dimension} {'run against' if sure else 'do not go with'} each other (r = {r})"
        return f"{how}: {ONE_OF_TWO}" if sure else how
    does = "runs against" if sure else "does not go together with"
    how = f"the item {quoted_item(instrument, one['item'], EN)} {does} the other items of {dimension} (r = {r})"
    return f"{how}: {ASKED[1]}" if sure else how


def _several(instrument: Instrument, shown: Sequence[Mapping[str, Any]], *, asked: bool) -> str:
    names = [quoted_item(instrument, each["item"], EN) for each in shown[:MOST_NAMED]]
    more = len(shown) - len(names)
    named = listed([*names, f"{count(more)} more"] if more else names, EN)
    does = "run against" if asked else "do not go together with"
    dimensions = {each["dimension"] for each in shown}
    whose = dimension_in_sentence(instrument, shown[0]["dimension"], EN) if len(dimensions) == 1 else "their dimensions"
    how = f"the items {named} {does} the other items of {whose} (lowest r = {coefficient(shown[0]['rest_r'])})"
    return f"{how}: {ASKED[2]}" if asked else how
