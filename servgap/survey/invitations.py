"""How many were invited to answer, by the groups for which it is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from servgap.survey.counts import Integers
from servgap.survey.frozen import Frozen

Cell = tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Invitations(Frozen):
    """The invitations to a survey, a number for each group.

    Made by ``survey.invited(table)``. Groups that are coarser are sums; of finer ones, or of other attributes, nothing
    is known. Groups of which nobody answered are among them.

    Parameters
    ----------
    by
        The attributes that make the groups; none where only the whole number is known.
    cells
        The groups, in order: one label an attribute.
    counts
        How many were invited in each.

    Examples
    --------
    >>> sent = Invitations.of(("branch", "quarter"), {("North", "Q1"): 40, ("North", "Q2"): 50, ("South", "Q1"): 30})
    >>> sent.groups(["branch"]).told, sent.total
    ({('North',): 90, ('South',): 30}, 120)
    """

    by: tuple[str, ...]
    cells: tuple[Cell, ...]
    counts: Integers

    @classmethod
    def of(cls, by: Iterable[str], told: Mapping[Cell, int]) -> Invitations:
        """Take the number of each group."""
        cells = sorted(told)
        return cls(tuple(by), tuple(cells), np.array([told[cell] for cell in cells], dtype=np.int64))

    @property
    def told(self) -> dict[Cell, int]:
        """The number of each group."""
        return dict(zip(self.cells, self.counts.tolist(), strict=True))

    @property
    def total(self) -> int:
        """How many were invited in all."""
        return int(self.counts.sum())

    def groups(self, by: Sequence[str]) -> Invitations:
        """Add up to the groups by those of some attributes for which they are known."""
        names = tuple(name for name in by if name in self.by)
        if names == self.by:
            return self
        places = [self.by.index(name) for name in names]
        return self._called(names, lambda cell: tuple(cell[place] for place in places))

    def renamed(self, name: str, labels: Mapping[str, str]) -> Invitations:
        """Call groups otherwise, such as days by their quarters, and add up those that are then called the same."""
        if name not in self.by:
            return self
        at = self.by.index(name)
        return self._called(self.by, lambda cell: (*cell[:at], labels.get(cell[at], cell[at]), *cell[at + 1 :]))

    def _called(self, by: tuple[str, ...], call: Callable[[Cell], Cell]) -> Invitations:
        sums: Counter[Cell] = Counter()
        for cell, count in self.told.items():
            sums[call(cell)] += count
        return Invitations.of(by, sums)

    def where(self, name: str, labels: Iterable[str]) -> Invitations | None:
        """Keep the groups with some labels of an attribute; nothing where they are not known by it."""
        if name not in self.by:
            return None
        at, kept = self.by.index(name), set(labels)
        return Invitations.of(self.by, {cell: count for cell, count in self.told.items() if cell[at] in kept})

    def only(self, by: Sequence[str], cells: Sequence[Cell], kept: Sequence[bool]) -> Invitations | None:
        """Keep those of some groups of respondents; nothing where a group of invitations would be parted.

        Parameters
        ----------
        by, cells
            The attributes and groups of the respondents; the invitations are known by some of these attributes.
        kept
            Which groups stay. Of groups in which nobody answered those stay whose every label still occurs.
        """
        places = [by.index(name) for name in self.by]
        stays: dict[Cell, set[bool]] = {}
        for cell, keep in zip(cells, kept, strict=True):
            stays.setdefault(tuple(cell[place] for place in places), set()).add(bool(keep))
        if any(len(both) > 1 for cell, both in stays.items() if all(cell)):
            return None
        occurring = [{cell[at] for cell, both in stays.items() if True in both} for at in range(len(self.by))]

        def remains(cell: Cell) -> bool:
            if cell in stays:
                return True in stays[cell]
            return all(label in known for label, known in zip(cell, occurring, strict=True))

        return Invitations.of(self.by, {cell: count for cell, count in self.told.items() if remains(cell)})

    def __add__(self, other: Invitations) -> Invitations:
        one, two = self.groups(other.by), other.groups(self.by)
        two = two if two.by == one.by else two.groups(one.by)
        sums = Counter(one.told)
        sums.update(two.told)
        return Invitations.of(one.by, sums)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Invitations) and (self.by, self.told) == (other.by, other.told)

    def __hash__(self) -> int:
        return hash((self.by, self.cells))

    @property
    def stored(self) -> dict[str, Any]:
        """The invitations as a file holds them."""
        return {"by": list(self.by), "cells": [list(cell) for cell in self.cells], "counts": self.counts.tolist()}

    @classmethod
    def of_stored(cls, told: Mapping[str, Any], by: Iterable[str]) -> Invitations:
        """Take the invitations from what a file says of them.

        Raises
        ------
        TypeError
            If it says what no invitations are, or knows them by other attributes than `by`.
        """
        cells = [tuple(cell) for cell in told["cells"]]
        counts = told["counts"]
        known = not set(told["by"]) - set(by) and len(set(told["by"])) == len(told["by"])
        if not known or len(set(cells)) < len(cells) or len(counts) != len(cells):
            raise TypeError(told)
        if not all(
            len(cell) == len(told["by"]) and all(isinstance(each, str) and each for each in cell) for cell in cells
        ):
            raise TypeError(cells)
        if not all(isinstance(count, int) and not isinstance(count, bool) and count >= 0 for count in counts):
            raise TypeError(counts)
        return cls.of(told["by"], dict(zip(cells, counts, strict=True)))
