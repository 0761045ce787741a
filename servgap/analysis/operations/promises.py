"""Which limit a row of operations is held against: of its standard, its stage, its channel."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np

from servgap.analysis.reasons import LIMIT_OF_WHICH_STAGE, NO_LIMIT, NONE, NOT_A_TIME
from servgap.errors import operations as errors
from servgap.survey.operations.operations import CHANNEL, Operations
from servgap.survey.operations.rows import stage_code
from servgap.survey.standards.limit import Limit, limits_of

Key = tuple[str, str | None]
UNNAMED = "reply"
"""The stage that a limit is of which names none: it is the reply that complainants are promised."""
MILLION = re.compile(r"million|百万", re.IGNORECASE)
"""Units in which a limit is one of rates, such as "complaints a million"."""


@dataclass(frozen=True)
class Promises:
    """Limits by standard and stage; a stage of None is whatever stage its only one is."""

    limits: Mapping[Key, tuple[Limit, ...]]
    channels: bool

    def of(self, standard: str, stage: str, channel: str, told: Sequence[str]) -> tuple[Limit | None, str]:
        """Give the limit of a row, and why there is none.

        Parameters
        ----------
        standard, stage, channel
            What the row is about.
        told
            The stages of the standard; a limit that names none of several is that of the reply.
        """
        found = self.limits.get((standard, stage))
        if found is None:
            found = self.limits.get((standard, None))
            if found and len(told) > 1 and stage != UNNAMED:
                return None, LIMIT_OF_WHICH_STAGE if UNNAMED not in told else NO_LIMIT
        chosen = self._chosen(found or (), channel)
        if chosen is None:
            return None, NO_LIMIT
        return (chosen, NONE) if chosen.is_time else (None, NOT_A_TIME)

    def of_rate(self, standard: str, channel: str) -> float:
        """Give the most complaints per million that are promised; NaN where none are."""
        rates = [each for each in self.limits.get((standard, None), ()) if MILLION.search(each.unit)]
        chosen = self._chosen(rates, channel)
        return np.nan if chosen is None else float(chosen.value)

    def of_visits(self, standard: str, channel: str) -> float:
        """Give the share of customers to whom limits are promised; NaN where none is, or several that differ."""
        found = [limit for limit in self.limits.get((standard, None), ()) if limit.share is not None]
        mine = [limit for limit in found if channel and limit.channel == channel]
        general = [limit for limit in found if not channel or limit.channel is None]
        shares = {float(limit.share or 0.0) for limit in mine or general}
        return shares.pop() if len(shares) == 1 else np.nan

    def _chosen(self, found: Sequence[Limit], channel: str) -> Limit | None:
        """Choose the limit of a channel, or else that of all; the only one where channels are not told apart."""
        mine = [limit for limit in found if limit.channel == channel] if channel else []
        general = [limit for limit in found if limit.channel is None]
        alone = [*found] if not self.channels and len(found) == 1 else []
        return next(iter([*mine, *general, *alone]), None)


def promises_of(operations: Operations, limits: Any, catalogue: Any) -> Promises:
    """Take the limits of a catalogue, those of a mapping in the place of its standards'; none where none are given.

    Raises
    ------
    ServgapError
        If one of them is something else.
    """
    found: dict[Key, tuple[Limit, ...]] = {}
    if catalogue is not None:
        standards = getattr(catalogue, "standards", None)
        if standards is None:
            raise errors.not_a_catalogue(catalogue)
        found = {(each.key, None): each.limits for each in standards if each.limits}
    told = {} if limits is None else _told(operations, limits)
    renewed = {standard for standard, _ in told}
    kept = {key: each for key, each in found.items() if key[0] not in renewed}
    return Promises({**kept, **told}, CHANNEL in operations.keys)


def _told(operations: Operations, limits: Any) -> dict[Key, tuple[Limit, ...]]:
    """Read a mapping of limits."""
    if not isinstance(limits, Mapping):
        raise errors.not_limits(limits)
    strange = [key for key in limits if key not in operations.standards]
    if strange:
        raise errors.no_such_standard(strange, operations.standards)
    found: dict[Key, tuple[Limit, ...]] = {}
    for standard, told in limits.items():
        if isinstance(told, Mapping):
            known = operations.stages(standard)
            for stage, each in told.items():
                code = stage_code(stage) if isinstance(stage, str) else stage
                if code not in known:
                    raise errors.no_such_stage(standard, stage, known)
                found[standard, code] = _limits(standard, each)
        else:
            found[standard, None] = _limits(standard, told)
    return found


def _limits(standard: str, told: Any) -> tuple[Limit, ...]:
    """Take a Limit, several, or a value with its unit and, if it was promised, its share and the longest."""
    if isinstance(told, Limit):
        return (told,)
    if isinstance(told, tuple) and told and isinstance(told[0], Real):
        if not 2 <= len(told) <= 4:
            raise errors.not_limits(told)
        return (Limit(*told),)
    if isinstance(told, list | tuple) and told and all(isinstance(each, Limit) for each in told):
        found = limits_of(standard, "limit", told)
        return found if isinstance(found, tuple) else (found,) if found is not None else ()
    raise errors.not_limits(told)
