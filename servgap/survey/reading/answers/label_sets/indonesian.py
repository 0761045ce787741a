"""Indonesian and Malay labels of agreement, satisfaction, importance and quality."""

from __future__ import annotations

from collections.abc import Iterator

from servgap.survey.reading.answers.label_sets.label_set import LabelSet, label_set

#: What the labels of each family say yes or no to.
WORDS = {"agreement": "setuju", "satisfaction": "puas", "importance": "penting", "quality": "baik"}


def sets() -> Iterator[LabelSet]:
    """Give the Indonesian sets."""
    for family, word in WORDS.items():
        lowest, no, yes, highest = f"sangat tidak {word}", f"tidak {word}", word, f"sangat {word}"
        little_no, little_yes = f"kurang {word}|agak tidak {word}", f"cukup {word}|agak {word}"
        doubt = "netral|ragu ragu|biasa saja|tidak pasti|berkecuali"
        yield label_set(family, lowest, no, yes, highest)
        yield label_set(family, lowest, no, f"{doubt}|cukup {word}|kurang {word}", yes, highest)
        yield label_set(family, lowest, no, little_no, little_yes, yes, highest)
        yield label_set(family, lowest, no, little_no, doubt, little_yes, yes, highest)
