"""Products of outcomes, held against respondents, the questionnaire, and one another."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from servgap._stats.ratio import Floats
from servgap.survey.outcomes.outcome_counts import Explained, OutcomeCounts
from servgap.survey.tally import Tally, score_unit
from servgap.survey.tally_checks.agreement import agree, gram, within


def of_outcomes(tally: Tally) -> Iterator[str]:
    """Say where products of outcomes contradict what else is counted."""
    for number, (explained, counts) in enumerate(tally.outcomes.items(), start=1):
        where = f" of the outcome {number}" if len(tally.outcomes) > 1 else " of the outcome"
        yield from (f"{said}{where}" for said in _of_outcome(tally, explained, counts))


def _of_outcome(tally: Tally, explained: Explained, counts: OutcomeCounts) -> Iterator[str]:
    share, levels = explained.outcome.share, explained.scale.levels
    if share is not None and levels != {"net": 3}.get(share, 2):
        yield "a share lies on a scale that is none of its own"
    n = tally.respondents if len(counts.products) == len(tally.cells) else np.array([tally.n])
    for name in ("products", "scores", "items"):
        products = getattr(counts, name)
        if not len(products):
            continue
        answered = products[:, 0, 0]
        yield from within("numbers of respondents", (answered >= 0) & (answered <= n) & (answered == np.rint(answered)))
        yield from gram(name, products)
    whole = score_unit(tally.instrument) is not None
    for name in ("products", "items", *(("scores",) if whole else ())):
        products = getattr(counts, name)
        yield from within(f"sums of whole numbers in {name}", products == np.rint(products))
    if len(counts.items):
        yield from agree("products of two items", _with_one(counts.items), counts.products)


def _with_one(fourth: Floats) -> Floats:
    """Give the products of every two variables, of those of every two with every two: these are multiplied by one."""
    variables = int((np.sqrt(8 * fourth.shape[-1] + 1) - 1) / 2)
    at = np.triu_indices(variables)[0] == 0
    return np.asarray(fourth[:, at][:, :, at])
