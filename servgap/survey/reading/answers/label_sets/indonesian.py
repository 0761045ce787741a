"""Indonesian labels of agreement and satisfaction."""

from __future__ import annotations

from collections.abc import Iterator

from servgap.survey.reading.answers.label_sets.label_set import LabelSet, label_set


def sets() -> Iterator[LabelSet]:
    """Give the Indonesian sets."""
    for family, word in (("agreement", "setuju"), ("satisfaction", "puas"), ("importance", "penting")):
        lowest, no, yes, highest = f"sangat tidak {word}", f"tidak {word}", word, f"sangat {word}"
        yield label_set(family, lowest, no, yes, highest)
        yield label_set(family, lowest, no, f"netral|ragu ragu|cukup {word}|kurang {word}", yes, highest)
