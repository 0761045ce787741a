"""One order of answer labels, from the lowest to the highest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from servgap.survey.reading.folding import fold_label


@dataclass(frozen=True)
class LabelSet:
    """One order of labels.

    Parameters
    ----------
    family
        What the labels speak of: agreement, satisfaction, importance, quality, ...
    levels
        The words for each level, lowest first; none for a level that questionnaires leave without a word.
    needs
        Words of which one must be found before the set is thought of: those that tell a rare order from a common one.
    unmistakable
        Whether each word tells its level by itself, so that a survey may use several for one level.
    """

    family: str
    levels: tuple[tuple[str, ...], ...]
    needs: frozenset[str] = frozenset()
    unmistakable: bool = False

    @cached_property
    def place(self) -> Mapping[str, int]:
        """Every word and its level, 0 the lowest."""
        return {word: level for level, words in enumerate(self.levels) for word in words}


def label_set(family: str, *levels: str, needs: str = "") -> LabelSet:
    """Make a set of levels in which ``|`` divides the words of one level.

    Examples
    --------
    >>> label_set("quality", "poor|bad", "fair", "good").place["bad"]
    0
    """
    return LabelSet(family, tuple(_words(level) for level in levels), frozenset(_words(needs)))


def _words(written: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fold_label(word) for word in written.split("|") if word))


def end_sets(family: str, lowest: str, middle: str, highest: str, sizes: range = range(8, 12)) -> Iterator[LabelSet]:
    """Make sets of many levels, of which only the ends and the middle have words."""
    for size in sizes:
        levels = [""] * size
        levels[0], levels[-1] = lowest, highest
        if size % 2:
            levels[size // 2] = middle
        yield label_set(family, *levels)
