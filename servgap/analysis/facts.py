"""What the facts behind every finding's headline have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The facts behind a headline; each kind of finding has its own.

    Parameters
    ----------
    group
        The group that the headline is about, by attribute, where the analysis was made separately for each.
    """

    group: Mapping[str, str] = field(default_factory=dict)

    @property
    def groups_named(self) -> frozenset[tuple[str, ...]]:
        """The groups that the headline names, so that a report does not let it name one that must not be shown."""
        return frozenset((tuple(map(str, self.group.values())),)) if self.group else frozenset()
