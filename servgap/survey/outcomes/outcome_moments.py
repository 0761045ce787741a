"""Moments of an outcome and of what is to explain it, from what a tally holds of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from servgap._stats.ratio import Floats
from servgap.errors import outcomes as errors
from servgap.survey.measures.measure import Measure
from servgap.survey.measures.measured_answers import lattice_of
from servgap.survey.outcomes.outcome import Outcome
from servgap.survey.outcomes.outcome_counts import Explained, OutcomeCounts, middle
from servgap.survey.tally import Tally, score_unit


@dataclass(frozen=True)
class OutcomeMoments:
    """Sums over respondents of products of their centred values, drivers first and the outcome last, in scale points.

    Parameters
    ----------
    n
        The respondents of each group who have all of these; one number where the groups are pooled.
    mean
        Groups × p: the means.
    products
        Groups × p × p: sums of the products of two, each group centred at its own means.
    fourth
        Groups × q × q: sums of the products of four, of every two with every two in the order of `numpy.triu_indices`;
        None where a tally does not hold them.
    """

    n: Floats
    mean: Floats
    products: Floats
    fourth: Floats | None


def explained_in(tally: Tally, outcome: Outcome, measure: Measure) -> tuple[Explained, OutcomeCounts]:
    """Find what a tally holds of an outcome and a measure.

    Raises
    ------
    ServgapError
        If it holds nothing of them.
    """
    for explained, counts in tally.outcomes.items():
        if explained.outcome.answers_to(outcome) and explained.measure == measure.counted:
            return explained, counts
    known = [(each.outcome.name, each.measure.name) for each in tally.outcomes]
    alone = measure.counted == Measure(tally.instrument.parts[-1], None)
    raise errors.not_tallied(outcome.name, measure.name, known, is_share=measure.is_share, alone=alone)


def item_moments(tally: Tally, outcome: Outcome, measure: Measure) -> OutcomeMoments:
    """Give the moments of the items and of an outcome, over respondents who answered all of them.

    Raises
    ------
    ServgapError
        If the tally holds nothing of them.
    """
    explained, counts = explained_in(tally, outcome, measure)
    return _moments(tally, explained, counts.products, counts.items if len(counts.items) else None, unit=None)


def score_moments(tally: Tally, outcome: Outcome, measure: Measure) -> OutcomeMoments:
    """Give the moments of the dimension scores and of an outcome, over respondents who have all of them.

    Raises
    ------
    ServgapError
        If the tally holds nothing of them.
    """
    explained, counts = explained_in(tally, outcome, measure)
    variables = len(tally.instrument.dimensions) + 2
    at = np.triu_indices(variables)[0] == 0  # the products with one: these variables themselves
    first = counts.scores[:, at][:, :, at]
    lattice = lattice_of(tally.instrument, explained.measure)
    return _moments(tally, explained, first, counts.scores, unit=score_unit(tally.instrument, lattice.levels) or 1)


def _moments(
    tally: Tally, explained: Explained, products: Floats, fourth: Floats | None, *, unit: int | None
) -> OutcomeMoments:
    lattice, scale = lattice_of(tally.instrument, explained.measure), explained.scale
    variables = products.shape[-1] - 1
    step = np.full(variables, lattice.step / (unit or 1))
    step[-1] = scale.step
    origin = np.full(variables, lattice.origin + lattice.step * (middle(lattice.levels) + 1 - lattice.zero))
    origin[-1] = scale.low + scale.step * middle(scale.levels)
    n = products[:, 0, 0]
    mean = products[:, 0, 1:] / np.where(n > 0, n, np.nan)[:, None]
    centred = [_centred(each, step) for each in np.where(np.isfinite(mean), mean, 0.0)]
    twos = np.stack([a @ each @ a.T for a, each in zip(centred, products, strict=True)])
    fours = None
    if fourth is not None:
        fours = np.stack([b @ each @ b.T for b, each in zip(map(_of_two, centred), fourth, strict=True)])
    return OutcomeMoments(n, origin + step * mean, twos, fours)


def _centred(mean: Floats, step: Floats) -> Floats:
    """Give the matrix that makes of (1, w) the centred values in scale points."""
    return np.asarray(step[:, None] * np.concatenate([-mean[:, None], np.eye(len(mean))], axis=1))


def _of_two(change: Floats) -> Floats:
    """Give the matrix that changes the products of every two variables as a matrix changes these."""
    to: tuple[NDArray[np.intp], ...] = np.triu_indices(change.shape[0])
    of = np.triu_indices(change.shape[1])
    straight = change[to[0]][:, of[0]] * change[to[1]][:, of[1]]
    crossed = change[to[0]][:, of[1]] * change[to[1]][:, of[0]]
    return np.asarray(straight + np.where(of[0] == of[1], 0.0, crossed))
