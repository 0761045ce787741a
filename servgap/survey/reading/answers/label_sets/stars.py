"""Stars: as many as are given, alone or followed by those that are not."""

from __future__ import annotations

from collections.abc import Iterator

from servgap.survey.reading.answers.label_sets.label_set import LabelSet, label_set

FULL, HOLLOW = "★", "☆"
#: Scales that are asked in stars; how many of others were offered, only the hollow ones say.
USUAL = (5, 7, 10)


def sets() -> Iterator[LabelSet]:
    """Give a set for each number of stars that may be offered."""
    for offered in range(4, 11):
        levels = []
        for given in range(1, offered + 1):
            of_all = FULL * given + HOLLOW * (offered - given)
            levels.append(f"{FULL * given}|{of_all}" if offered in USUAL else of_all)
        yield label_set("stars", *levels)
