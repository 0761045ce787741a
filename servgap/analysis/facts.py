"""What the facts behind every finding's headline have in common."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Self


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

    def without(self, groups: Container[tuple[str, ...]]) -> Self:
        """Leave some groups out of the lists of their labels."""
        lists = {each.name: getattr(self, each.name) for each in fields(self)}
        left: dict[str, Any] = {
            name: tuple(label for label in labels if (str(label),) not in groups)
            for name, labels in lists.items()
            if isinstance(labels, tuple)
        }
        return replace(self, **left)
