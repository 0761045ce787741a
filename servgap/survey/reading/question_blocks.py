"""A question of the questionnaire that has a column for every item, named as a whole by the user."""

from __future__ import annotations

from collections.abc import Sequence

from servgap.errors import exports as errors
from servgap.survey.instrument import Instrument
from servgap.survey.reading.headers import Headers
from servgap.survey.reading.naming_forms import NamingForms


def columns_of_block(
    name: str, positions: Sequence[int], headers: Headers, instrument: Instrument, part: str
) -> tuple[int, ...]:
    """Give the block's columns in the items' order: by their statements where these are the items', else as they stand.

    Raises
    ------
    ServgapError
        If the block has more columns than there are items, or fewer.
    """
    items = len(instrument.items)
    if len(positions) != items:
        raise errors.block_size(part, name, len(positions), items)
    forms = NamingForms(instrument)
    stated = {at: forms.statement(headers.questions[at]) for at in positions}
    by_item = {statement.item: at for at, statement in stated.items() if statement is not None}
    return tuple(by_item[item] for item in range(items)) if len(by_item) == items else tuple(positions)
