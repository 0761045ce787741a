"""A question of the questionnaire that has a column for every item, named as a whole by the user."""

from __future__ import annotations

from collections.abc import Sequence

from servgap.errors import exports as errors
from servgap.survey.instrument import Instrument
from servgap.survey.reading.layout.headers import Headers
from servgap.survey.reading.layout.naming_forms import NamingForms


def columns_of_block(
    name: str, positions: Sequence[int], headers: Headers, instrument: Instrument, part: str
) -> tuple[int, ...]:
    """Give the block's columns in the items' order: by their statements where these are the items', else as they stand.

    Where all statements but one are the items', the one that is left is the item that is left.

    Raises
    ------
    ServgapError
        If the block has more columns than there are items, or fewer; or some of its statements are the items' and
        stand elsewhere than the items do, so that the order of the others says nothing.
    """
    items = len(instrument.items)
    if len(positions) != items:
        raise errors.block_size(part, name, len(positions), items)
    forms = NamingForms(instrument)
    stated = {at: forms.statement(headers.questions[at]) for at in positions}
    item_of = {at: statement.item for at, statement in stated.items() if statement is not None}
    unnamed = [at for at in positions if at not in item_of]
    lacking = [item for item in range(items) if item not in item_of.values()]
    if len(unnamed) == len(lacking) <= 1:
        by_item = {item: at for at, item in item_of.items()} | dict(zip(lacking, unnamed, strict=True))
        return tuple(by_item[item] for item in range(items))
    elsewhere = [at for place, at in enumerate(positions) if item_of.get(at, place) != place]
    if elsewhere:
        keys = instrument.item_keys
        first = elsewhere[0]
        key = keys[item_of[first]] if item_of[first] < items else None
        texts = [headers.questions[at].text or headers[at] for at in (first, *unnamed)]
        raise errors.block_out_of_order(part, name, (texts[0], positions.index(first) + 1, key), texts[1:])
    return tuple(positions)
