"""Whether the parts of a tally agree with one another: each kind of count is held against those that imply it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from servgap.survey.tally import Tally
from servgap.survey.tally_checks.answers import of_answers
from servgap.survey.tally_checks.fourth import of_fourth_moments
from servgap.survey.tally_checks.groups import of_groups
from servgap.survey.tally_checks.measures import held, of_measures
from servgap.survey.tally_checks.outcomes import of_outcomes
from servgap.survey.tally_checks.products import of_products
from servgap.survey.tally_checks.scores import of_scores
from servgap.survey.tally_checks.shapes import of_shapes
from servgap.survey.tally_checks.tables import of_item_tables
from servgap.survey.tally_checks.zones import of_zones


def contradiction(tally: Tally) -> str | None:
    """Find the first contradiction in a tally.

    Parameters
    ----------
    tally
        Counts that came from a file.

    Returns
    -------
    str or None
        Which parts contradict each other, and where; None where all agree.
    """
    with np.errstate(all="ignore"):
        return next(_found(tally), None)


def _found(tally: Tally) -> Iterator[str]:
    # What comes later takes for granted what came before, and is not looked at where that failed.
    yield from held(tally)
    yield from of_shapes(tally)
    yield from of_groups(tally)
    yield from of_answers(tally)
    for number, pair in enumerate(tally.pairs):
        where = f" of the pair {number + 1}" if len(tally.pairs) > 1 else ""
        for check in (of_scores, of_products, of_fourth_moments, of_item_tables):
            yield from (f"{said}{where}" for said in check(tally, pair))
    yield from of_measures(tally)
    yield from of_zones(tally)
    yield from of_outcomes(tally)
