"""Groups, ledger and what else is said of all counts together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from servgap.errors import first_places
from servgap.survey.tally import Tally

POINTS_FROM = (None, "respondents", "instrument")


def of_groups(tally: Tally) -> Iterator[str]:
    """Say which groups stand twice or under no attribute, and whether the ledger counts other respondents."""
    names = [*tally.by, *(label for cell in tally.cells for label in cell)]
    if not all(isinstance(name, str) for name in names) or len(set(tally.by)) < len(tally.by):
        yield "attributes are texts, each once, and groups have texts as labels"
    if any(len(cell) != len(tally.by) for cell in tally.cells):
        yield "a group has a label for each attribute that it is tallied by, and one has not"
    twice = [cell for cell, times in Counter(tally.cells).items() if times > 1]
    if twice:
        yield f"a group stands twice: {first_places(', '.join(cell) or 'everybody' for cell in twice)}"
    if any(name not in tally.by for name in tally.orders) or not all(map(_is_order, tally.orders.values())):
        yield "labels have an order where they are of an attribute that it is tallied by, each a text and there once"
    yield from _of_invitations(tally)
    if tally.ledger.rows_used != tally.n:
        yield f"its ledger says that {tally.ledger.rows_used:,} rows are used, and {tally.n:,} respondents are counted"
    if tally.points_from not in POINTS_FROM or not isinstance(tally.weighted, bool):
        yield "what it says of points or weights is not understood"


def _is_order(order: tuple[object, ...]) -> bool:
    return all(isinstance(label, str) for label in order) and len(set(order)) == len(order) > 0


def _of_invitations(tally: Tally) -> Iterator[str]:
    if tally.invitations is None:
        return
    places = [tally.by.index(name) for name in tally.invitations.by]
    answered: Counter[tuple[str, ...]] = Counter()
    for cell, n in zip(tally.cells, tally.respondents.tolist(), strict=True):
        answered[tuple(cell[place] for place in places)] += n
    told = tally.invitations.told
    if any(n > told.get(cell, 0) for cell, n in answered.items() if all(cell)):
        yield "fewer were invited than answered in one of its groups"
