"""What was delivered: cases with their times, counts against a limit, complaints among users, visits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from servgap.survey.frozen import Frozen, hands_out
from servgap.survey.ledger import Ledger
from servgap.survey.shown_as_card import ShownAsCard

if TYPE_CHECKING:
    from servgap.survey.card_forms import Card

STANDARD, CHANNEL, STAGE = "standard", "channel", "stage"
STAGES = ("receive", "investigate", "reply", "follow_up")
"""The stages of a complaint, in their order; others go by what the source calls them."""
FROM_OPERATIONS, SHOPPERS, AUDITORS = "operations", "shoppers", "auditors"
OBSERVERS = (SHOPPERS, AUDITORS)
"""Who looked whether a standard was met, where that is not in the firm's own books."""


@hands_out("cases", "counts", "rates", "visits")
@dataclass(frozen=True, eq=False, repr=False)
class Operations(ShownAsCard, Frozen):
    """What was delivered, checked and complete in the books; what `track_operations` analyses.

    Made by `read_operations`. Operations that exist are valid: no case ends before it starts, no key of counts stands
    twice, and `ledger` accounts for every row of the source. Two of them add up (``calls + visits``).

    Parameters
    ----------
    keys
        The columns that tell rows apart, ``"standard"`` among them.
    cases
        One row a case (and stage): the keys, ``stage``, ``seconds`` it took or has lasted so far, and whether it is
        still ``open``.
    counts
        One row a key: the keys, ``stage``, cases ``within`` the limit, in ``total``, and still ``open``.
    rates
        One row a key: the keys, ``complaints`` and ``users``.
    visits
        One row a key and observer: the keys, who ``observed`` it (``"shoppers"`` or ``"auditors"``), in how many visits
        the standard was ``met``, of how many ``visits``, and the share that was ``promised`` of them, if one was.
    ledger
        Rows read = rows used + rows left out.
    columns
        Which header was taken for what.
    as_of
        The moment at which the extract was taken, where it was given.
    language
        The language in which it shows itself.

    Examples
    --------
    >>> import servgap as sg
    >>> ops = sg.read_operations("data/samples/operations.csv", as_of="2026-12-31 18:00")
    >>> ops.standards, ops.stages("rel2"), ops.n_open
    (('res2', 'res4', 'rel4', 'rel2', 'emp5', 'rel5'), ('receive', 'investigate', 'reply', 'follow_up'), 39)
    """

    keys: tuple[str, ...]
    cases: pd.DataFrame
    counts: pd.DataFrame
    rates: pd.DataFrame
    visits: pd.DataFrame
    ledger: Ledger
    columns: Mapping[str, str]
    as_of: str | None = None
    language: str = "en"

    @property
    def tables(self) -> tuple[pd.DataFrame, ...]:
        """Cases, counts, rates and visits."""
        return self.cases, self.counts, self.rates, self.visits

    @cached_property
    def standards(self) -> tuple[str, ...]:
        """The standards of which anything is known, in the order of the source."""
        held = pd.concat([each[STANDARD] for each in self.tables])
        return tuple(map(str, held.sort_index(kind="stable").unique()))

    def stages(self, standard: str) -> tuple[str, ...]:
        """Give the stages of a standard, those of a complaint in their order; the empty one where it has none.

        Parameters
        ----------
        standard
            The key of the standard.

        Examples
        --------
        >>> import servgap as sg
        >>> ops = sg.read_operations("data/samples/operations.csv", as_of="2026-12-31 18:00")
        >>> ops.stages("rel2"), ops.stages("res2")
        (('receive', 'investigate', 'reply', 'follow_up'), ('',))
        """
        frames = (self.cases, self.counts)
        found = dict.fromkeys(str(stage) for each in frames for stage in each[STAGE][each[STANDARD] == standard])
        return tuple(sorted(found, key=lambda stage: STAGES.index(stage) if stage in STAGES else len(STAGES)))

    @property
    def n_open(self) -> int:
        """Cases that are still open, of those told one by one and of those counted."""
        counted = self.counts["open"].sum() if len(self.counts) else 0
        return int(np.count_nonzero(self.cases["open"]) + counted)

    def groups(self, key: str) -> tuple[str, ...]:
        """Give the values of a key, in order.

        Parameters
        ----------
        key
            One of `keys`.

        Examples
        --------
        >>> import servgap as sg
        >>> ops = sg.read_operations("data/samples/operations.csv", as_of="2026-12-31 18:00")
        >>> ops.groups("channel")
        ('', 'callback', 'chat', 'phone')
        """
        return tuple(sorted({str(value) for each in self.tables for value in each[key].unique()}))

    def __add__(self, other: Operations) -> Operations:
        if not isinstance(other, Operations):
            return NotImplemented
        from servgap.survey.operations.together import together

        return together(self, other)

    def __radd__(self, other: object) -> Operations:
        if other == 0:  # where sum() starts
            return self
        return NotImplemented

    def _card(self) -> Card:
        from servgap.survey.operations.operations_card import operations_card

        return operations_card(self)

    def __eq__(self, other: object) -> bool:
        return self is other

    __hash__ = object.__hash__
