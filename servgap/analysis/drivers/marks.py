"""What standards are filed under held against each other, such as process against outcome: in total, and per item."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap._stats.importance.coalitions import MOST_SETS, sets_needed
from servgap._stats.importance.influence import Shares, shares_of
from servgap._stats.importance.share_differences import ShareDifferences, share_differences
from servgap._stats.importance.share_intervals import shares_covariance, shares_covariance_of_products
from servgap._stats.ranks.rank_sets import observed_rank
from servgap._stats.ranks.rank_stepdown import bounds_of
from servgap._stats.ratio import NEGLIGIBLE, Floats
from servgap._stats.ties import ROUNDING, levels
from servgap.analysis.drivers.decomposed import Decomposition, Level
from servgap.analysis.drivers.facts import Weighed
from servgap.analysis.drivers.material import Material, by_item
from servgap.analysis.reasons import NEEDS_ROWS, NO_SUCH_COVARIANCE, NONE, NOT_FILED, SHARE_BY_CHANCE, TOO_MANY_SETS
from servgap.analysis.subject import DRAWS, Chance
from servgap.survey.instrument import Instrument

IN_TOTAL, PER_ITEM = "in_total", "per_item"
TELLINGS = (IN_TOTAL, PER_ITEM)
FIRST, SECOND, UNDECIDED = "first", "second", "undecided"


@dataclass(frozen=True)
class Marks:
    """Marks held against each other, and their shares with the places that follow.

    Parameters
    ----------
    frame
        A row for every two marks, in total and per item.
    level
        The shares of marks; places among those that have a key.
    weighed
        What a headline says, in total and per item.
    per_item
        Whether items have shares of their own.
    """

    frame: pd.DataFrame
    level: Level
    weighed: tuple[Weighed, ...]
    per_item: bool


def marks_of(
    material: Material, found: Decomposition, instrument: Instrument, confidence: float, chance: Chance
) -> Marks:
    """
    Hold every two marks against each other.

    In total a mark has the share of its items as one set. Per item it has the mean of the shares that its items have by
    themselves, with the dimensions as coalitions, as where items are the drivers: of items that tell in part the same
    a large set has less than as many times the share of one, so that the total by their number would put it last.
    """
    drivers, count = material.predictors, len(material.predictors.keys)
    members = np.zeros((count, len(material.single)))
    for row, places in zip(members, drivers.members, strict=True):
        row[list(places)] = 1.0
    sizes = members.sum(axis=1)
    pairs = list(combinations(range(int(drivers.named.sum())), 2))  # those that are not filed come last
    shares = found.shares
    of_items = None if shares is None else _items(material, instrument)
    estimates: Floats = np.full((len(TELLINGS), count), np.nan)
    if shares is not None and shares.adjusted_r2 > 0:
        estimates[0] = shares.adjusted / shares.adjusted_r2
        estimates[1] = np.nan if of_items is None else members @ of_items.adjusted / sizes / shares.adjusted_r2
    differences = None
    if shares is not None:
        differences = _differences(material, (shares, of_items), members, pairs, confidence, chance)
    frame = _frame(material, found, estimates, pairs, differences)
    weighed = tuple(_weighed(drivers.keys, frame, telling, estimates[place]) for place, telling in enumerate(TELLINGS))
    return Marks(frame, _placed(found.drivers, drivers.named, frame, pairs), weighed, of_items is not None)


def _items(material: Material, instrument: Instrument) -> Shares | None:
    """Divide R² among items; nothing where their sets are too many."""
    single = by_item(material, instrument)
    if sets_needed(single.predictors.coalitions) > MOST_SETS:
        return None
    df = float(material.smallest - material.taken)
    return shares_of(material.covariance, coalitions=single.predictors.coalitions, blocks=single.blocks, df=df)


def _differences(
    material: Material,
    known: tuple[Shares, Shares | None],
    members: Floats,
    pairs: list[tuple[int, int]],
    confidence: float,
    chance: Chance,
) -> ShareDifferences | None:
    """Give the differences of all pairs in total, then those per item; nothing where errors are not known."""
    shares, of_items = known
    count, sizes = len(members), members.sum(axis=1)
    means = members / sizes[:, None]
    adjusted, gradients = shares.adjusted, shares.gradients
    columns = np.diag(shares.columns)
    if of_items is not None:
        adjusted = np.concatenate([adjusted, means @ of_items.adjusted])
        gradients = np.concatenate([gradients, np.tensordot(means, of_items.gradients, 1)])
        both = np.concatenate([members, means])
        columns = (both * of_items.columns) @ both.T
    covariance = _covariance(material, gradients)
    if covariance is None:
        return None
    contrasts, least, most = [], [], []
    for block in range(len(adjusted) // count):
        for one, other in pairs:
            row = np.zeros(len(adjusted))
            row[block * count + one], row[block * count + other] = 1.0, -1.0
            contrasts.append(row)
            least.append(-1.0 / sizes[other] if block else -1.0)
            most.append(1.0 / sizes[one] if block else 1.0)
    total = np.zeros(len(adjusted))
    total[:count] = 1.0
    left = 1.0 - shares.r2
    unit = left / material.df if left > NEGLIGIBLE else 0.0  # all is explained, and chance has no part in it
    return share_differences(
        adjusted,
        covariance,
        2.0 * unit**2 * columns,
        np.array(contrasts),
        total,
        df=material.df,
        bounds=(np.array(least), np.array(most)),
        confidence=confidence,
        draws=DRAWS,
        rng=chance.rng if chance.seed is None else np.random.default_rng(chance.seed),
    )


def _covariance(material: Material, gradients: Floats) -> Floats | None:
    if material.mended or material.pairs is not None:
        return None
    if material.rows is not None:
        return shares_covariance(material.rows, gradients, material.df)
    if material.fourth is None:
        return None
    return shares_covariance_of_products(material.fourth, gradients, material.n, material.df)


def _frame(
    material: Material,
    found: Decomposition,
    estimates: Floats,
    pairs: list[tuple[int, int]],
    differences: ShareDifferences | None,
) -> pd.DataFrame:
    """Lay out every two marks in total, then per item."""
    drivers, rows = material.predictors, []
    sizes = [len(each) for each in drivers.members]
    for block, (telling, part) in enumerate(zip(TELLINGS, estimates, strict=True)):
        for number, (one, other) in enumerate(pairs):
            place = block * len(pairs) + number
            there = differences is not None and place < len(differences.difference)
            low, high = np.nan, np.nan
            if there and differences is not None:
                low, high = float(differences.ci_low[place]), float(differences.ci_high[place])
            heavier = FIRST if low > ROUNDING else SECOND if high < -ROUNDING else UNDECIDED if there else ""
            rows.append(
                {
                    "weighed": telling,
                    "mark_a": drivers.keys[one],
                    "mark_b": drivers.keys[other],
                    "n": material.n,
                    "items_a": sizes[one],
                    "items_b": sizes[other],
                    "share_a": part[one],
                    "share_b": part[other],
                    "share_difference": part[one] - part[other],
                    "share_difference_low": low,
                    "share_difference_high": high,
                    "weighs_more": heavier,
                    "reason": _reason(material, found, telling, known=bool(np.isfinite(part[one])), there=there),
                }
            )
    return pd.DataFrame(rows)


def _reason(material: Material, found: Decomposition, telling: str, *, known: bool, there: bool) -> str:
    """Say why a difference, or its interval, is not there."""
    if found.shares is None:
        return str(found.drivers.reason[0])
    if not found.shares.adjusted_r2 > 0:
        return SHARE_BY_CHANCE
    if telling == PER_ITEM and not known:
        return TOO_MANY_SETS
    if there:
        return NONE
    return NO_SUCH_COVARIANCE if material.mended else NEEDS_ROWS


def _weighed(keys: tuple[str, ...], frame: pd.DataFrame, telling: str, estimates: Floats) -> Weighed:
    """Choose what a headline says: the marks in order, which may be first, and the first two held together."""
    rows = frame[frame["weighed"] == telling]
    named = [place for place, key in enumerate(keys) if key]
    tied = levels(estimates)
    order = sorted(named, key=lambda place: -tied[place])
    if not np.isfinite(estimates[named]).all():  # nothing is explained but by chance, or items have no shares
        return Weighed(telling)
    told = rows[rows["weighs_more"].isin([FIRST, SECOND])]
    lighter = set(np.where(told["weighs_more"] == FIRST, told["mark_b"], told["mark_a"]))
    first, second = (keys[place] for place in order[:2])
    turned = rows[(rows["mark_a"] == second) & (rows["mark_b"] == first)]
    ends = turned if len(turned) else rows[(rows["mark_a"] == first) & (rows["mark_b"] == second)]
    low, high = (float(ends[name].iloc[0]) for name in ("share_difference_low", "share_difference_high"))
    if len(turned):
        low, high = -high, -low
    return Weighed(
        telling,
        tuple(keys[place] for place in order),
        tuple(float(estimates[place]) for place in order),
        tuple(keys[place] for place in order if keys[place] not in lighter),
        bool(rows["weighs_more"].ne("").all()),
        low,
        high,
    )


def _placed(level: Level, named: NDArray[np.bool_], frame: pd.DataFrame, pairs: list[tuple[int, int]]) -> Level:
    """Give the places that follow from the differences in total, among the marks that have a key."""
    count = len(named)
    larger = np.zeros((count, count), dtype=bool)
    rows = frame[frame["weighed"] == IN_TOTAL]
    for (one, other), heavier in zip(pairs, rows["weighs_more"], strict=True):
        larger[one, other], larger[other, one] = heavier == FIRST, heavier == SECOND
    order: Floats = np.full(count, np.nan)
    order[named] = observed_rank(level.adjusted[named])
    low = high = np.full(count, np.nan)
    if rows["weighs_more"].ne("").all():
        low, high = np.full(count, np.nan), np.full(count, np.nan)
        ends = bounds_of(larger[np.ix_(named, named)])
        low[named], high[named] = ends[0], ends[1]
    reason = np.where(named | (level.reason != NONE), level.reason, NOT_FILED).astype(object)
    return replace(level, rank=order, rank_low=np.fmin(low, order), rank_high=np.fmax(high, order), reason=reason)
