"""Dimension scores under each policy, held against the sums of answers and one another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from servgap.survey.counts import Counts, Integers
from servgap.survey.pair_counts import PairCounts, ScoreCounts
from servgap.survey.tally import POLICIES, ROUNDING, Tally, score_unit
from servgap.survey.tally_checks.agreement import agree, all_in, gram, summed, within

NESTED = ("complete", "half", "pairs")
"""Policies, each of which counts all whom the one before counts."""
HUNDRED = 100.0
POINTS_OFF = 1e-6


@dataclass(frozen=True)
class Scored:
    """Dimension scores, and the sums from which they follow.

    Parameters
    ----------
    scores
        The scores under each policy, in the order of `POLICIES`.
    sums
        Counts whose first axes are groups and dimensions.
    dimension, steps, answered
        Of each of these counts: the dimension, the sum in steps of what is scored, and of how many items.
    sizes
        How many items of each dimension are asked for.
    levels
        The levels of what is summed.
    unit
        The denominator that all scores share, if they do.
    """

    scores: tuple[ScoreCounts, ...]
    sums: Counts
    dimension: Integers
    steps: Integers
    answered: Integers
    sizes: Integers
    levels: int
    unit: int | None


def of_scores(tally: Tally, pair: PairCounts) -> Iterator[str]:
    """Say where scores of a pair contradict the sums of answers, or one policy another."""
    _, dimension, first, second, pairs = pair.sums.axes()
    sizes = np.array([span.stop - span.start for span in tally.instrument.spans])
    levels, unit = tally.instrument.scale.levels, score_unit(tally.instrument)
    yield from of_scored(tally, Scored(pair.scores, pair.sums, dimension, second - first, pairs, sizes, levels, unit))
    if pair.points is not None:
        n, points = pair.points[:, 0], pair.points[:, 1:]
        yield from within("points", (pair.points >= 0).all(axis=1) & (n <= tally.respondents) & (n == np.rint(n)))
        yield from within(
            "points that do not add up to 100", np.abs(points.sum(axis=1) - HUNDRED * n) <= POINTS_OFF * n
        )
        yield from within("points though nobody gave any", (n == 0) | (tally.points_from is not None))
        for scores in pair.scores:
            yield from within("more weighted scores than points", scores.weighted[:, 0] <= n)


def of_scored(tally: Tally, scored: Scored) -> Iterator[str]:
    """Say where scores contradict the sums from which they follow, or one policy another."""
    for policy, scores in zip(POLICIES, scored.scores, strict=True):
        for said in (
            *_of_products(scored, policy, scores),
            *_of_overall(tally, scored, scores),
            *_weighted(tally, scored, scores),
        ):
            yield f"{said} under the policy {policy!r}"
    nested = [scored.scores[POLICIES.index(policy)].overall for policy in NESTED]
    for fewer, more in pairwise(nested):
        yield from within("overall scores of fewer answers", all_in(fewer, more))


def _of_products(scored: Scored, policy: str, scores: ScoreCounts) -> Iterator[str]:
    sizes, sums = scored.sizes, scored.sums
    least = np.maximum({"half": (sizes + 1) // 2, "complete": sizes, "pairs": np.ones_like(sizes)}[policy], 1)
    dimensions, unit = len(sizes), scored.unit or 1
    most = unit * (scored.levels - 1)
    kept, score = scored.answered >= least[scored.dimension], scored.steps * (unit / np.maximum(scored.answered, 1))
    there = scores.products[:, dimensions:, dimensions:]
    own, crossed = np.arange(dimensions), scores.products[:, :dimensions]
    n = summed(sums, 2, kept)
    yield from gram("scores.products", scores.products)
    yield from agree("numbers of scores", there[:, own, own], n)
    yield from agree(
        "sums of scores", crossed[:, own, dimensions + own], summed(sums, 2, score, kept), largest=n * most
    )
    squares = summed(sums, 2, score**2, kept)
    yield from agree("squares of scores", crossed[:, own, own], squares)
    yield from within("numbers of scores", (there >= 0) & (there == np.rint(there)))
    both = np.minimum(there[:, own, own][:, :, None], there[:, own, own][:, None, :])
    yield from within("numbers of scores", there <= both)
    room = most * there * (1 + POINTS_OFF) + POINTS_OFF
    yield from within("sums of scores", np.abs(crossed[:, :, dimensions:]) <= room)
    yield from within("products of scores", np.abs(crossed[:, :, :dimensions]) <= most * room)


def _of_overall(tally: Tally, scored: Scored, scores: ScoreCounts) -> Iterator[str]:
    dimensions, asked = len(scored.sizes), np.flatnonzero(scored.sizes)
    there = scores.products[:, dimensions + asked[:, None], dimensions + asked[None, :]]
    n = summed(scores.overall, 1)
    # Those who have all scores are at most those who have any two, and at least those whom no missing one leaves out.
    missing = (tally.respondents[:, None] - np.einsum("gii->gi", there)).sum(axis=1)
    yield from within("numbers of overall scores", n <= there.min(axis=(1, 2)))
    yield from within("numbers of overall scores", n >= tally.respondents - missing)
    most = (scores.overall.shape[1] - 1) // 2
    scale = 1.0 if scored.unit else ROUNDING
    key = (scores.overall.axes()[1] - most) / scale
    alike = (n[:, None, None] == there).all(axis=(1, 2))  # everybody who has one score has all
    own = np.arange(dimensions)
    total = scores.products[:, own, dimensions + own].sum(axis=1)
    squares = scores.products[:, :dimensions, :dimensions].sum(axis=(1, 2))
    size = n * most / scale
    rounded = np.zeros_like(size) if scale == 1.0 else n * dimensions / scale
    found = summed(scores.overall, 1, key)
    near = np.abs(found - total) <= rounded + POINTS_OFF * (1 + np.abs(total)) + rounded
    yield from within("sums of overall scores", near | ~alike)
    found = summed(scores.overall, 1, key**2)
    near = np.abs(found - squares) <= POINTS_OFF * (1 + squares) + rounded * most / scale
    yield from within("squares of overall scores", near | ~alike)
    yield from within("sums of overall scores", np.abs(summed(scores.overall, 1, key)) <= size)


def _weighted(tally: Tally, scored: Scored, scores: ScoreCounts) -> Iterator[str]:
    dimensions, unit = len(scored.sizes), scored.unit or 1
    n, total, squares, first, second = scores.weighted[:, :5].T
    points, parts = scores.weighted[:, 5 : 5 + dimensions], scores.weighted[:, 5 + dimensions :]
    most = HUNDRED * unit * (scored.levels - 1)
    near = POINTS_OFF * (n * most + 1)
    yield from within("numbers of weighted scores", (n >= 0) & (n == np.rint(n)) & (n <= tally.respondents))
    yield from within("weighted scores though nobody gave points", (n == 0) | (tally.points_from is not None))
    yield from within("points of weighted scores", (points >= 0).all(axis=1))
    yield from within("points of weighted scores", np.abs(points.sum(axis=1) - HUNDRED * n) <= POINTS_OFF * n)
    yield from within("sums of weighted scores", np.abs(parts.sum(axis=1) - total) <= near)
    yield from within("sums of weighted scores", np.abs(second - first - total) <= near)
    yield from within(
        "sums of weighted scores", (np.minimum(first, second) >= -near) & (np.maximum(first, second) <= n * most + near)
    )
    yield from within("squares of weighted scores", total**2 <= n * squares * (1 + POINTS_OFF) + near)
    yield from within("squares of weighted scores", squares <= n * most**2 * (1 + POINTS_OFF))
