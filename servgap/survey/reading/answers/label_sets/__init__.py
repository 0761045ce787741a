"""Answer labels as they stand on questionnaires: whole sets, each an order from lowest to highest.

A label means nothing by itself ("good" is the third of five in one set, the fourth in another); only a set gives it a
place. A level has alternative words, of which a survey uses one. A set is added in the file of its language, or of
what it is made of.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import TypeAlias

from servgap.survey.kano_parts import KANO
from servgap.survey.reading.answers.label_sets.label_set import LabelSet

__all__ = ["LabelSet", "Sets", "kano_sets", "label_sets", "sets_for"]

Sets: TypeAlias = tuple[LabelSet, ...]
"""Sets that labels may be of."""


@cache
def label_sets() -> Sets:
    """Give all sets of answers on a scale that are known."""
    from servgap.survey.reading.answers.label_sets import (
        abbreviated,
        chinese,
        english,
        english_other,
        indonesian,
        stars,
    )

    files = (english, english_other, chinese, indonesian, abbreviated, stars)
    return tuple(known for file in files for known in file.sets())


@cache
def kano_sets() -> Sets:
    """Give the sets of feelings about what is there or not: their words say other things on a scale of liking."""
    from servgap.survey.reading.answers.label_sets import kano

    return tuple(kano.sets())


def sets_for(parts: Collection[str]) -> Sets:
    """Give the sets that answers to some parts may be of."""
    return kano_sets() if KANO.issuperset(parts) else label_sets()
