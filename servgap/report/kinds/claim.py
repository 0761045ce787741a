"""Claims: what a finding says to whoever has a minute, one short sentence each, and where on page one it belongs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from servgap.language import Fact

STANDING, SINCE, FIRST, REVIEW, GROUPS, MATTERS, DELIVERED, LEAVE, SURE = (
    "standing",
    "since",
    "first",
    "review",
    "groups",
    "matters",
    "delivered",
    "leave",
    "sure",
)
"""Where we stand, since when, what to fix first, what is proposed, which groups stand out, what matters to customers,
what was delivered, what to leave alone, and how sure all this is."""

NOTED, SERIOUS = 1, 2
"""How far a claim qualifies all others: to be known beside them, or before any of them."""


@dataclass(frozen=True)
class Claim:
    """A sentence for page one, and to open the section with.

    Parameters
    ----------
    role
        Where on page one it belongs.
    told
        The sentence: one claim, its number last.
    concern
        How far it qualifies what else is said: 0, `NOTED` or `SERIOUS`.
    group
        The group that it is about, by attribute; that of the finding's headline unless told.
    """

    role: str
    told: Fact
    concern: int = 0
    group: Mapping[str, str] | None = None
