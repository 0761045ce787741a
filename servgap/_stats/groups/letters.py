"""Letters that say of many groups at once which do not differ: groups with a letter in common."""

from __future__ import annotations

from dataclasses import dataclass
from string import ascii_lowercase

import numpy as np
from numpy.typing import ArrayLike, NDArray

Truths = NDArray[np.bool_]


@dataclass(frozen=True)
class Letters:
    """The letters of each group, written together, and which group (row) has which letter (column)."""

    text: tuple[str, ...]
    held: Truths


def compact_letters(differs: ArrayLike, taken: ArrayLike | None = None) -> Letters:
    """Give groups letters, such that two share one just where they do not differ.

    Insert and absorb (Piepho 2004): all groups begin with one letter in common; each letter that a group has together
    with some that it differs from becomes two, one without it and one without them, and a letter whose groups all have
    another in common is dropped. What is left is swept for letters that no pair needs. Few letters are sought; the
    fewest possible are not promised.

    Parameters
    ----------
    differs : array_like, shape (g, g)
        Which groups differ; one half is enough. A pair that was not decided does not differ.
    taken : array_like, shape (g,)
        Groups that were compared; the others have no letter. All if not given.

    Returns
    -------
    Letters
        The letter of the first group comes first, so that who gives groups in order of their means has letters in that
        order. Beyond z come aa, ab …, and letters of a group are then set apart by spaces.

    Examples
    --------
    >>> differs = [[0, 0, 1], [0, 0, 0], [1, 0, 0]]  # the first and the last
    >>> compact_letters(differs).text
    ('a', 'ab', 'b')
    """
    given = np.asarray(differs, dtype=bool)
    apart = given | given.T
    among = np.ones(len(apart), dtype=bool) if taken is None else np.asarray(taken, dtype=bool)
    columns = among[:, None] & np.ones((1, 1), dtype=bool)
    for i in np.flatnonzero(among):
        others = apart[i] & among & (np.arange(len(apart)) > i)
        both = columns[i] & columns[others].any(axis=0)
        alone, without = columns[:, both], columns[:, both]
        alone[others], without[i] = False, False
        columns = _absorbed(columns[:, ~both], np.concatenate([alone, without], axis=1))
        if columns.shape[1] > 2 * len(apart):  # of graphs there may be exponentially many otherwise
            columns = _swept(columns)
    columns = _swept(columns[:, columns.any(axis=0)])
    order = sorted(range(columns.shape[1]), key=lambda each: tuple(np.flatnonzero(columns[:, each])))
    held = columns[:, order]
    names = [_name(place) for place in range(len(order))]
    between = "" if len(names) <= len(ascii_lowercase) else " "
    return Letters(tuple(between.join(names[each] for each in np.flatnonzero(row)) for row in held), held)


def _absorbed(kept: Truths, new: Truths) -> Truths:
    """Add columns, but for those whose groups all stand in another; of equal ones the first stays."""
    ours, theirs = new.astype(np.float64), np.concatenate([kept, new], axis=1).astype(np.float64)
    inside = (ours.T @ theirs) == ours.sum(axis=0)[:, None]  # all groups of the row's column stand in the column's
    among_new = inside[:, kept.shape[1] :]
    again = among_new & among_new.T & np.tri(new.shape[1], k=-1, dtype=bool)
    dropped = inside[:, : kept.shape[1]].any(axis=1) | (among_new & ~among_new.T).any(axis=1) | again.any(axis=1)
    return np.concatenate([kept, new[:, ~dropped]], axis=1)


def _swept(columns: Truths) -> Truths:
    """Drop, one after the other, the columns of which every pair, and every group, has another column."""
    numbers = columns.astype(np.int64)
    together = numbers @ numbers.T
    needed = np.ones(columns.shape[1], dtype=bool)
    for place in np.argsort(columns.sum(axis=0), kind="stable"):
        members = np.flatnonzero(columns[:, place])
        here = np.ix_(members, members)
        if (together[here] > 1).all():
            together[here] -= 1
            needed[place] = False
    return columns[:, needed]


def _name(place: int) -> str:
    """Number letters as spreadsheets number columns: a to z, aa, ab and so on."""
    name = ""
    while place >= 0:
        place, last = divmod(place, len(ascii_lowercase))
        name, place = ascii_lowercase[last] + name, place - 1
    return name
