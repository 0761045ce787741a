"""What a Tally says of items, dimensions and respondents: means, spreads and distributions of a measure.

Whoever names no measure gets that of the questionnaire: the gap where a pair of parts was asked. Values are in the
units of the measure: scale points, or shares of one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from servgap._stats.covariance import EffectCovariance, MeanCovariance, effect_covariance, mean_covariance
from servgap._stats.ratio import ratio
from servgap.survey.counts import Integers
from servgap.survey.measures.counted_measure import CountedMeasure, counted
from servgap.survey.measures.measure import Measure
from servgap.survey.scale import Scale
from servgap.survey.tally import ROUNDING, Floats, Tally


@dataclass(frozen=True)
class Means:
    """Means of a measure, rows × columns: groups × items or groups × dimensions.

    Of a gap both parts' means over the same respondents stand beside it; of a part by itself, its own.
    """

    n: Integers
    expectation: Floats
    perception: Floats
    value: Floats
    sd: Floats


@dataclass(frozen=True)
class Distribution:
    """How often each value occurs: counts have the shape rows × columns × values."""

    values: Floats
    counts: Integers


def item_values(tally: Tally, measure: Measure | None = None) -> Distribution:
    """Count each item's values in each group."""
    found = counted(tally, measure)
    lattice, (cell, item, code), count = found.lattice, found.coded_items(), found.item_count
    items = len(tally.instrument.items)
    place = (cell * items + item) * lattice.levels + code - 1
    counts = np.bincount(place, weights=count, minlength=len(tally.cells) * items * lattice.levels)
    values = _exact_nought(lattice.origin + lattice.step * (np.arange(1, lattice.levels + 1) - lattice.zero))
    return Distribution(values, counts.reshape(len(tally.cells), items, lattice.levels).astype(np.int64))


def item_tables(tally: Tally, measure: Measure | None = None) -> Integers:
    """Count each item's pairs of answers of a gap: groups × items × levels of the first × levels of the second."""
    pair = counted(tally, measure).pair
    if pair is None:
        raise ValueError(measure)
    joint = pair.joint
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


def score_tables(tally: Tally, policy: str, measure: Measure | None = None) -> list[list[PairTable]]:
    """Count each dimension's pairs of scores of a gap, for each group: one list a group, one table a dimension."""
    scored, scale = _scored(counted(tally, measure), policy), tally.instrument.scale
    if tally.matrix_sampled:
        nobody = PairTable(np.zeros(0), np.zeros(0), np.zeros(0, dtype=np.int64))
        return [[nobody] * scored.shape[1] for _ in tally.cells]
    tables = []
    for place in range(scored.shape[0] * scored.shape[1]):
        here = scored.place == place
        first, second = (scale.low + scale.step * each[here] for each in scored.parts)
        tables.append(PairTable(first, second, scored.count[here]))
    width = scored.shape[1]
    return [tables[start : start + width] for start in range(0, len(tables), width)]


@dataclass(frozen=True)
class PairMoments:
    """Both parts of a gap together: n (groups × rows), their means (… × 2) and covariances (… × 2 × 2)."""

    n: Floats
    mean: Floats
    covariance: Floats


def item_pair_moments(tally: Tally, measure: Measure | None = None) -> PairMoments:
    """Give the moments of both parts of each item over respondents who answered both."""
    found = counted(tally, measure)
    cell, item, _ = found.coded_items()
    shape = (len(tally.cells), len(tally.instrument.items))
    return _pair_moments(cell * shape[1] + item, found.item_count, found.item_parts(), shape, tally.instrument.scale)


def score_pair_moments(tally: Tally, policy: str, measure: Measure | None = None) -> PairMoments:
    """Give the moments of respondents' scores of both parts on each dimension.

    There are none where not everybody was asked all items.
    """
    scored, scale = _scored(counted(tally, measure), policy), tally.instrument.scale
    count = np.zeros_like(scored.count) if tally.matrix_sampled else scored.count
    return _pair_moments(scored.place, count, scored.parts, scored.shape, scale)


def _pair_moments(
    place: Integers, count: Integers, steps: tuple[Floats, ...], shape: tuple[int, int], scale: Scale
) -> PairMoments:
    size = int(np.prod(shape))

    def total(values: Floats) -> Floats:
        return np.bincount(place, weights=count * values, minlength=size).astype(np.float64)

    n = total(np.ones(len(place)))
    mean = np.stack([ratio(total(each), n) for each in steps], axis=-1)
    away = [each - mean[place, part] for part, each in enumerate(steps)]
    crossed = np.stack([np.stack([total(first * second) for second in away], axis=-1) for first in away], axis=-1)
    crossed = np.where(np.abs(crossed) > VARIES * n[:, None, None], crossed, 0.0)
    covariance = ratio(crossed, (n - 1.0)[:, None, None], above=0.5) * scale.step**2
    both = scale.low + scale.step * mean
    return PairMoments(n.reshape(shape), both.reshape(*shape, 2), covariance.reshape(*shape, 2, 2))


def item_means(tally: Tally, measure: Measure | None = None) -> Means:
    """Give each item's means over respondents who have a value, in each group."""
    found = counted(tally, measure)
    cell, item, code = found.coded_items()
    place = cell * len(tally.instrument.items) + item
    steps = (code - found.lattice.zero).astype(np.float64)
    shape = (len(tally.cells), len(tally.instrument.items))
    return found.with_yardsticks(_means(found, place, found.item_count, (steps, *found.item_parts()), shape))


def dimension_means(tally: Tally, policy: str, measure: Measure | None = None) -> Means:
    """Give each dimension's means over respondents' scores, in each group.

    Where not everybody was asked all items nobody has a score, and they are means of the items' means, whatever the
    policy: `n` is then that of the item with the fewest, and `sd` such that sd/√n is the error of the mean.
    """
    found = counted(tally, measure)
    if tally.matrix_sampled:
        return _means_of_items(tally, measure)
    scored = _scored(found, policy)
    means = _means(found, scored.place, scored.count, (scored.steps, *scored.parts), scored.shape)
    return found.with_yardsticks(means, dimensions=True)


def dimension_scores(tally: Tally, policy: str, measure: Measure | None = None) -> Distribution:
    """Count each dimension's scores in each group; there are none where not everybody was asked all items."""
    found = counted(tally, measure)
    if tally.matrix_sampled:
        return _of_nobody(tally, len(tally.instrument.dimensions))
    scored = _scored(found, policy)
    values = _exact_nought(found.lattice.origin + scored.steps * found.lattice.step)
    return _distribution(values, scored.place, scored.count, scored.shape)


def overall_scores(tally: Tally, policy: str, measure: Measure | None = None) -> Distribution:
    """Count the overall score of respondents who have all dimension scores, in each group (one column)."""
    found = counted(tally, measure)
    if tally.matrix_sampled:
        return _of_nobody(tally, 1)
    cell, sums, count, unit = _overall(found, policy)
    values = _exact_nought(found.lattice.origin + sums * unit)
    return _distribution(values, cell, count, (len(tally.cells), 1))


def person_means(tally: Tally, policy: str, measure: Measure | None = None) -> Means:
    """Give the means of `overall_scores`, whose table of all values would not fit where groups are very many.

    Of a gap both parts' means are not known: of respondents' overall scores the gap alone is counted.
    """
    found = counted(tally, measure)
    cell, sums, count, unit = _overall(found, policy)
    unknown = (np.full(len(sums), np.nan),) * (0 if found.pair is None else 2)
    return _means(found, cell, count, (sums * unit / found.lattice.step, *unknown), (len(tally.cells), 1))


def _overall(found: CountedMeasure, policy: str) -> tuple[Integers, Floats, Integers, float]:
    """Give group, sum and count of the overall scores that occur, and what one of these sums is worth."""
    overall = found.scores(policy).overall
    cell, key = overall.axes()
    most = (overall.shape[1] - 1) // 2
    unit = found.lattice.step / ((found.unit or 1) * max(int(found.asked.sum()), 1))
    if found.unit is None:
        unit /= ROUNDING
    return cell, (key - most).astype(np.float64), overall.count, unit


def score_covariance(tally: Tally, policy: str, measure: Measure | None = None) -> MeanCovariance:
    """Give the dimensions' means and the covariance of these means, in each group."""
    found = counted(tally, measure)
    if tally.matrix_sampled:
        return _covariance_of_items(tally, measure)
    products = found.scores(policy).products
    return _rescaled(mean_covariance(products, tally.respondents), found, found.unit or 1)


def item_covariance(tally: Tally, measure: Measure | None = None) -> MeanCovariance:
    """Give the items' means and the covariance of these means, pooled or in each group."""
    found = counted(tally, measure)
    kept = _without_squares(found.products.shape[-1] // 3)
    respondents = tally.respondents if len(found.products) > 1 else np.array([tally.n])
    return _rescaled(mean_covariance(found.products[:, kept[:, None], kept[None, :]], respondents), found, 1)


def item_effects(tally: Tally, measure: Measure | None = None) -> EffectCovariance:
    """Give the standardised items' means and their covariance, pooled or in each group."""
    found = counted(tally, measure)
    respondents = tally.respondents if len(found.products) > 1 else np.array([tally.n])
    return effect_covariance(_from_origin(found), respondents)


def _from_origin(found: CountedMeasure) -> Floats:
    """Give the products of values in steps, where the tally keeps those of steps from the lattice's zero."""
    shift = found.lattice.origin / found.lattice.step
    if not shift:
        return found.products
    items = found.products.shape[-1] // 3
    one = np.eye(items)
    none = np.zeros_like(one)
    moved = np.block([[one, none, shift * one], [2 * shift * one, one, shift**2 * one], [none, none, one]])
    return np.asarray(moved @ found.products @ moved.T)


def _without_squares(items: int) -> NDArray[np.intp]:
    return np.concatenate([np.arange(items), np.arange(2 * items, 3 * items)])


def _rescaled(means: MeanCovariance, found: CountedMeasure, unit: int) -> MeanCovariance:
    step = found.lattice.step / unit
    return MeanCovariance(means.n, found.lattice.origin + means.mean * step, means.covariance * step**2)


@dataclass(frozen=True)
class WeightedScores:
    """The weighted overall in each group, over respondents who have points and the scores these need."""

    n: Integers
    value: Floats
    sd: Floats
    expectation: Floats
    perception: Floats
    points: Floats
    contribution: Floats


def weighted_scores(tally: Tally, policy: str, measure: Measure | None = None) -> WeightedScores:
    """Give the weighted overall and what each dimension contributes to it; NaN where nobody has points."""
    found = counted(tally, measure)
    if tally.matrix_sampled:
        return _weighted_items(tally, measure)
    sums, lattice = found.scores(policy).weighted, found.lattice
    dimensions = len(tally.instrument.dimensions)
    factor = lattice.step / (100.0 * (found.unit or 1))
    n = sums[:, 0]
    known = np.where(n > 0, n, np.nan)
    mean = sums[:, 1] / known
    variance = np.maximum(sums[:, 2] - known * mean**2, 0.0) / np.where(n > 1, n - 1, np.nan)
    points = sums[:, 5 : 5 + dimensions] / known[:, None]
    share = points / 100.0
    value = lattice.origin * share.sum(axis=1) + mean * factor
    lowest = tally.instrument.scale.low * share.sum(axis=1)
    parts = (lowest + sums[:, place] / known * factor for place in (3, 4))
    expectation, perception = parts if found.pair is not None else found.own_part(value)
    return WeightedScores(
        n=n.astype(np.int64),
        value=value,
        sd=np.sqrt(variance) * factor,
        expectation=expectation,
        perception=perception,
        points=points,
        contribution=lattice.origin * share + sums[:, 5 + dimensions :] / known[:, None] * factor,
    )


def _item_weights(found: CountedMeasure) -> Floats:
    """Weigh the items of each dimension alike, dimensions × items, leaving out what the measure is not about."""
    weights = np.zeros((len(found.sizes), len(found.lattice.items)))
    for row, span in zip(weights, found.tally.instrument.spans, strict=True):
        row[span] = found.lattice.items[span]
    return np.asarray(weights / np.maximum(found.sizes, 1)[:, None])


def _means_of_items(tally: Tally, measure: Measure | None) -> Means:
    weights, items = _item_weights(counted(tally, measure)), item_means(tally, measure)
    taken = weights > 0
    n = np.where(taken.any(axis=1), np.where(taken[None], items.n[:, None, :], items.n.max()).min(axis=2), 0)
    variance = np.diagonal(_covariance_of_items(tally, measure).covariance, axis1=1, axis2=2)
    known = (n > 1) & np.isfinite(variance)

    def averaged(values: Floats) -> Floats:
        sums = np.where(taken[None], weights[None] * values[:, None, :], 0.0).sum(axis=2)
        return np.where(taken.any(axis=1), sums, np.nan)

    return Means(
        n=n.astype(np.int64),
        expectation=averaged(items.expectation),
        perception=averaged(items.perception),
        value=averaged(items.value),
        sd=np.where(known, np.sqrt(np.where(variance > STILL, variance, 0.0) * n), np.nan),
    )


def _covariance_of_items(tally: Tally, measure: Measure | None) -> MeanCovariance:
    """Give the covariance of means of items' means; not known where the items' products are pooled over the groups."""
    found, items = counted(tally, measure), item_covariance(tally, measure)
    weights = _item_weights(found)
    shape = (len(tally.cells), len(weights), len(weights))
    if len(items.covariance) != len(tally.cells):
        return MeanCovariance(np.zeros(shape[:2]), np.full(shape[:2], np.nan), np.full(shape, np.nan))
    unknown = np.isnan(np.diagonal(items.covariance, axis1=1, axis2=2)).astype(np.float64) @ (weights > 0).T > 0
    covariance = weights @ np.nan_to_num(items.covariance) @ weights.T
    covariance[unknown[:, :, None] | unknown[:, None, :]] = np.nan
    mean = np.where(unknown, np.nan, np.nan_to_num(items.mean) @ weights.T)
    n = np.where(weights[None] > 0, items.n[:, None, :], np.inf).min(axis=2)
    return MeanCovariance(np.where(np.isfinite(n), n, 0.0), mean, covariance)


def _weighted_items(tally: Tally, measure: Measure | None) -> WeightedScores:
    """Weigh the dimensions with the instrument's points; respondents' own would weigh scores that nobody has."""
    means, covariance = _means_of_items(tally, measure), _covariance_of_items(tally, measure).covariance
    given = tally.instrument.points if tally.points_from == "instrument" else None
    points = np.full(means.value.shape, np.nan) if given is None else np.tile(given, (len(tally.cells), 1))
    share = points / 100.0
    n = np.where(share > 0, means.n, means.n.max()).min(axis=1) if given is not None else np.zeros(len(share))
    variance = np.einsum("cj,cjk,ck->c", share, covariance, share)
    return WeightedScores(
        n=n.astype(np.int64),
        value=(share * means.value).sum(axis=1),
        sd=np.sqrt(variance * n),
        expectation=(share * means.expectation).sum(axis=1),
        perception=(share * means.perception).sum(axis=1),
        points=points,
        contribution=share * means.value,
    )


def _of_nobody(tally: Tally, columns: int) -> Distribution:
    return Distribution(np.zeros(1), np.zeros((len(tally.cells), columns, 1), dtype=np.int64))


def mean_points(tally: Tally, pair: int = 0) -> Floats:
    """Give the mean importance points, groups × dimensions, of all who gave any; NaN where nobody did.

    A tally of an earlier version knows only those who answered a pair in every dimension that they gave points.
    """
    points = tally.pairs[pair].points
    if points is None:
        return weighted_scores(tally, "pairs").points
    return ratio(points[:, 1:], points[:, :1])


@dataclass(frozen=True)
class _Scored:
    """Respondents' dimension scores in steps, with how often they occur and where they belong."""

    place: Integers
    steps: Floats
    parts: tuple[Floats, ...]
    count: Integers
    shape: tuple[int, int]


def _scored(found: CountedMeasure, policy: str) -> _Scored:
    cell, dimension, *sums, answered = found.sums.axes()
    sizes = found.sizes
    least = {"half": (sizes + 1) // 2, "complete": sizes, "pairs": np.ones_like(sizes)}[policy]
    kept = answered >= np.maximum(least, 1)[dimension]
    given = answered[kept]
    if found.pair is not None:
        parts = tuple(each[kept] / given for each in sums)
        steps = (sums[1] - sums[0])[kept] / given
    else:
        parts, steps = (), sums[0][kept] / given - (found.lattice.zero - 1)
    return _Scored(
        place=(cell * found.sums.shape[1] + dimension)[kept],
        steps=steps,
        parts=parts,
        count=found.sums.count[kept],
        shape=(found.sums.shape[0], found.sums.shape[1]),
    )


def _means(
    found: CountedMeasure, place: Integers, count: Integers, steps: tuple[Floats, ...], shape: tuple[int, ...]
) -> Means:
    """Average steps from the zero of a measure, and those of both parts above the lowest answer where it is a gap."""
    size = int(np.prod(shape))

    def total(values: Floats) -> Floats:
        return np.bincount(place, weights=count * values, minlength=size).astype(np.float64)

    n = total(np.ones(len(place)))
    known = np.where(n > 0, n, np.nan)
    mean = total(steps[0]) / known
    squared = total((steps[0] - mean[place]) ** 2)
    sd = np.sqrt(np.where(squared > VARIES * n, squared, 0.0) / np.where(n > 1, n - 1, np.nan))
    scale, lattice = found.tally.instrument.scale, found.lattice
    value = lattice.origin + lattice.step * mean
    both = [scale.low + scale.step * total(each) / known for each in steps[1:]]
    expectation, perception = both or found.own_part(value)
    return Means(
        n=n.astype(np.int64).reshape(shape),
        expectation=expectation.reshape(shape),
        perception=perception.reshape(shape),
        value=value.reshape(shape),
        sd=(lattice.step * sd).reshape(shape),
    )


def _exact_nought(values: NDArray[np.floating]) -> Floats:
    """Take for none what differs from it by rounding, as the distance of an answer from a point that it reaches."""
    return np.asarray(np.where(np.abs(values) < NOUGHT, 0.0, values), dtype=np.float64)


NOUGHT = 1e-9
"""Scale points within which a distance is none."""
STILL = 1e-18
"""Variance of a mean, in squared scale points, below which it is rounding."""
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
