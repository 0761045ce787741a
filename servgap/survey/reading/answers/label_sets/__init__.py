"""Answer labels as they stand on questionnaires: whole sets, each an order from lowest to highest.

A label means nothing by itself ("good" is the third of five in one set, the fourth in another); only a set gives it a
place. A level has alternative words, of which a survey uses one. A set is added in the file of its language, or of
what it is made of.
"""

from __future__ import annotations

from functools import cache

from servgap.survey.reading.answers.label_sets.label_set import LabelSet

__all__ = ["LabelSet", "label_sets"]


@cache
def label_sets() -> tuple[LabelSet, ...]:
    """Give all sets that are known."""
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
