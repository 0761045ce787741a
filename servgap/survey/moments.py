"""What a Tally says of items, dimensions and respondents: means, spreads and distributions, in scale points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from servgap._stats.covariance import EffectCovariance, MeanCovariance, effect_covariance, mean_covariance
from servgap._stats.ratio import ratio
from servgap.survey.counts import Counts, Integers
from servgap.survey.tally import POLICIES, ROUNDING, Floats, Tally, score_unit


@dataclass(frozen=True)
class PairMeans:
    """Means of pairs, rows × columns: groups × items or groups × dimensions."""

    n: Integers
    expectation: Floats
    perception: Floats
    gap: Floats
    sd: Floats


@dataclass(frozen=True)
class Distribution:
    """How often each value occurs: counts have the shape rows × columns × values."""

    values: Floats
    counts: Integers


def item_gaps(tally: Tally, pair: int = 0) -> Distribution:
    """Count each item's gaps in each group."""
    joint = tally.pairs[pair].joint
    levels = tally.instrument.scale.levels
    cell, item, first, second = joint.axes()
    both = (first > 0) & (second > 0)
    width = 2 * levels - 1
    place = (cell * joint.shape[1] + item) * width + (second - first + levels - 1)
    counts = np.bincount(place[both], weights=joint.count[both], minlength=joint.shape[0] * joint.shape[1] * width)
    values = tally.instrument.scale.step * np.arange(1 - levels, levels, dtype=np.float64)
    return Distribution(values, counts.reshape(joint.shape[0], joint.shape[1], width).astype(np.int64))


def item_tables(tally: Tally, pair: int = 0) -> Integers:
    """Count each item's pairs of answers in each group: groups × items × levels of the first × levels of the second."""
    joint = tally.pairs[pair].joint
    levels = tally.instrument.scale.levels
    cell, item, first, second = joint.axes()
    both = (first > 0) & (second > 0)
    tables = np.zeros((*joint.shape[:2], levels, levels), dtype=np.int64)
    tables[cell[both], item[both], first[both] - 1, second[both] - 1] = joint.count[both]
    return tables


@dataclass(frozen=True)
class PairTable:
    """Pairs of answers or scores, in scale points, and how often each occurs."""

    expectation: Floats
    perception: Floats
    count: Integers


def score_tables(tally: Tally, policy: str, pair: int = 0) -> list[list[PairTable]]:
    """Count each dimension's pairs of scores, for each group: one list a group, one table a dimension."""
    scored, scale = _scored(tally, policy, pair), tally.instrument.scale
    tables = []
    for place in range(scored.shape[0] * scored.shape[1]):
        here = scored.place == place
        first, second = (scale.low + scale.step * each[here] for each in (scored.first, scored.second))
        tables.append(PairTable(first, second, scored.count[here]))
    width = scored.shape[1]
    return [tables[start : start + width] for start in range(0, len(tables), width)]


def item_means(tally: Tally, pair: int = 0) -> PairMeans:
    """Give each item's means over pairs, in each group."""
    joint = tally.pairs[pair].joint
    cell, item, first, second = joint.axes()
    both = (first > 0) & (second > 0)
    place = (cell * joint.shape[1] + item)[both]
    steps = (first[both] - 1).astype(np.float64), (second[both] - 1).astype(np.float64)
    return _means(tally, place, joint.count[both], steps, joint.shape[:2])


def dimension_means(tally: Tally, policy: str, pair: int = 0) -> PairMeans:
    """Give each dimension's means over respondents' scores, in each group."""
    scored = _scored(tally, policy, pair)
    return _means(tally, scored.place, scored.count, (scored.first, scored.second), scored.shape)


def dimension_gaps(tally: Tally, policy: str, pair: int = 0) -> Distribution:
    """Count each dimension's gap scores in each group."""
    scored = _scored(tally, policy, pair)
    return _distribution(scored.gap * tally.instrument.scale.step, scored.place, scored.count, scored.shape)


def overall_gaps(tally: Tally, policy: str, pair: int = 0) -> Distribution:
    """Count the overall gap of respondents who have all dimension scores, in each group (one column)."""
    overall = tally.pairs[pair].scores[POLICIES.index(policy)].overall
    cell, key = overall.axes()
    most = (overall.shape[1] - 1) // 2
    scale = tally.instrument.scale.step / (_unit(tally) * len(tally.instrument.dimensions))
    if score_unit(tally.instrument) is None:
        scale /= ROUNDING
    return _distribution((key - most).astype(np.float64) * scale, cell, overall.count, (overall.shape[0], 1))


def score_covariance(tally: Tally, policy: str, pair: int = 0) -> MeanCovariance:
    """Give the dimension gaps and the covariance of these means, in each group."""
    products = tally.pairs[pair].scores[POLICIES.index(policy)].products
    return _rescaled(mean_covariance(products, tally.respondents), tally.instrument.scale.step / _unit(tally))


def item_covariance(tally: Tally, pair: int = 0) -> MeanCovariance:
    """Give the item gaps and the covariance of these means, pooled or in each group."""
    products = tally.pairs[pair].gap_products
    kept = _without_squares(products.shape[-1] // 3)
    respondents = tally.respondents if len(products) > 1 else np.array([tally.n])
    found = mean_covariance(products[:, kept[:, None], kept[None, :]], respondents)
    return _rescaled(found, tally.instrument.scale.step)


def item_effects(tally: Tally, pair: int = 0) -> EffectCovariance:
    """Give the standardised item gaps and their covariance, pooled or in each group."""
    products = tally.pairs[pair].gap_products
    respondents = tally.respondents if len(products) > 1 else np.array([tally.n])
    return effect_covariance(products, respondents)


def _without_squares(items: int) -> NDArray[np.intp]:
    return np.concatenate([np.arange(items), np.arange(2 * items, 3 * items)])


def _rescaled(found: MeanCovariance, step: float) -> MeanCovariance:
    return MeanCovariance(found.n, found.mean * step, found.covariance * step**2)


def _unit(tally: Tally) -> int:
    return score_unit(tally.instrument) or 1


@dataclass(frozen=True)
class WeightedScores:
    """The weighted overall in each group, over respondents who have points and the scores these need."""

    n: Integers
    gap: Floats
    sd: Floats
    expectation: Floats
    perception: Floats
    points: Floats
    contribution: Floats


def weighted_scores(tally: Tally, policy: str, pair: int = 0) -> WeightedScores:
    """Give the weighted overall gap and what each dimension contributes to it; NaN where nobody has points."""
    sums = tally.pairs[pair].scores[POLICIES.index(policy)].weighted
    dimensions = len(tally.instrument.dimensions)
    scale = tally.instrument.scale
    factor = scale.step / (100.0 * _unit(tally))
    n = sums[:, 0]
    known = np.where(n > 0, n, np.nan)
    mean = sums[:, 1] / known
    variance = np.maximum(sums[:, 2] - known * mean**2, 0.0) / np.where(n > 1, n - 1, np.nan)
    points = sums[:, 5 : 5 + dimensions] / known[:, None]
    lowest = scale.low * points.sum(axis=1) / 100.0
    return WeightedScores(
        n=n.astype(np.int64),
        gap=mean * factor,
        sd=np.sqrt(variance) * factor,
        expectation=lowest + sums[:, 3] / known * factor,
        perception=lowest + sums[:, 4] / known * factor,
        points=points,
        contribution=sums[:, 5 + dimensions :] / known[:, None] * factor,
    )


def mean_points(tally: Tally, pair: int = 0) -> Floats:
    """Give the mean importance points, groups × dimensions, of all who gave any; NaN where nobody did.

    A tally of an earlier version knows only those who answered a pair in every dimension that they gave points.
    """
    points = tally.pairs[pair].points
    if points is None:
        return weighted_scores(tally, "pairs", pair).points
    return ratio(points[:, 1:], points[:, :1])


@dataclass(frozen=True)
class _Scored:
    """Respondents' dimension scores in steps, with how often they occur and where they belong."""

    place: Integers
    first: Floats
    second: Floats
    gap: Floats
    count: Integers
    shape: tuple[int, int]


def _scored(tally: Tally, policy: str, pair: int) -> _Scored:
    sums: Counts = tally.pairs[pair].sums
    cell, dimension, first, second, pairs = sums.axes()
    sizes = np.array([len(each.items) for each in tally.instrument.dimensions])
    least = {"half": (sizes + 1) // 2, "complete": sizes, "pairs": np.ones_like(sizes)}[policy]
    kept = pairs >= least[dimension]
    place = cell * sums.shape[1] + dimension
    answered = pairs[kept]
    return _Scored(
        place=place[kept],
        first=first[kept] / answered,
        second=second[kept] / answered,
        gap=(second - first)[kept] / answered,
        count=sums.count[kept],
        shape=(sums.shape[0], sums.shape[1]),
    )


def _means(
    tally: Tally, place: Integers, count: Integers, steps: tuple[Floats, Floats], shape: tuple[int, ...]
) -> PairMeans:
    size = int(np.prod(shape))

    def total(values: Floats) -> Floats:
        return np.bincount(place, weights=count * values, minlength=size).astype(np.float64)

    n = total(np.ones(len(place)))
    known = np.where(n > 0, n, np.nan)
    first, second = (total(each) / known for each in steps)
    gaps = steps[1] - steps[0]
    gap = total(gaps) / known
    squared = total((gaps - gap[place]) ** 2)
    sd = np.sqrt(np.where(squared > VARIES * n, squared, 0.0) / np.where(n > 1, n - 1, np.nan))
    scale = tally.instrument.scale
    return PairMeans(
        n=n.astype(np.int64).reshape(shape),
        expectation=(scale.low + scale.step * first).reshape(shape),
        perception=(scale.low + scale.step * second).reshape(shape),
        gap=(scale.step * gap).reshape(shape),
        sd=(scale.step * sd).reshape(shape),
    )


VARIES = 1e-20
"""Mean squared deviation, in steps, below which it is rounding."""


def _distribution(values: Floats, place: Integers, count: Integers, shape: tuple[int, int]) -> Distribution:
    distinct, where = np.unique(values, return_inverse=True)
    if not len(distinct):
        distinct = np.zeros(1)  # nobody has a score; the arithmetic of counts still needs a value to count at
    size = int(np.prod(shape)) * len(distinct)
    counts = np.bincount(place * len(distinct) + where, weights=count, minlength=size)
    return Distribution(distinct, counts.reshape(*shape, len(distinct)).astype(np.int64))


def end_shares(tally: Tally, part: str) -> tuple[Floats, Floats]:
    """Give the shares of answers at the bottom and at the top of the scale, groups × items, over all answers given."""
    pairs = tally.instrument.pairs or ((None, part),)
    number = next(place for place, pair in enumerate(pairs) if part in pair)
    joint, levels = tally.pairs[number].joint, tally.instrument.scale.levels
    cell, item, *codes = joint.axes()
    code = codes[pairs[number].index(part)]
    place = (cell * joint.shape[1] + item) * (levels + 1) + code
    counted = np.bincount(place, weights=joint.count, minlength=joint.shape[0] * joint.shape[1] * (levels + 1))
    counts = counted.reshape(*joint.shape[:2], levels + 1)
    given = counts[..., 1:].sum(axis=-1)
    return ratio(counts[..., 1], given), ratio(counts[..., levels], given)
