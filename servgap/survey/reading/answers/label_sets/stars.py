"""Stars: as many as are given, alone or followed by those that are not."""

from __future__ import annotations

from collections.abc import Iterator

from servgap.survey.reading.answers.label_sets.label_set import LabelSet, label_set

FULL, HOLLOW = "★", "☆"
#: As many as are usually offered; that it were more, only those that are hollow or the last one say.
USUAL = 5


def sets() -> Iterator[LabelSet]:
    """Give a set for each number of stars that may be offered."""
    for offered in range(4, 11):
        of_all = [FULL * given + HOLLOW * (offered - given) for given in range(1, offered + 1)]
        if offered < USUAL:
            yield label_set("stars", *of_all)
            continue
        levels = [f"{FULL * given}|{written}" for given, written in enumerate(of_all, 1)]
        yield label_set("stars", *levels, needs="" if offered == USUAL else "|".join(of_all))
