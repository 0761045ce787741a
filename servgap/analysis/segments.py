"""Which groups lie furthest from the average of all, corrected for all groups and rows that were looked at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap._stats.covariance import MeanCovariance
from servgap._stats.families.adjust import adjust_p
from servgap._stats.groups.grand_mean import all_from_average, from_average, shares_of
from servgap._stats.intervals import t_quantile
from servgap._stats.registry import Function
from servgap._stats.ties import at_least, first_most
from servgap.analysis.finding import Remark
from servgap.analysis.rank_values import RankedValues
from servgap.analysis.reasons import NO_VARIATION, POOLED_ONLY, TOO_FEW, TOO_SMALL
from servgap.analysis.rows import (
    RowLabels,
    dimension_rows,
    frame_of,
    group_of,
    overall_rows,
    stacked,
    standard_rows,
    standard_weights,
)
from servgap.analysis.subject import DRAWS, TESTED_FROM, Chance
from servgap.survey.measures.counted_measure import counted
from servgap.survey.measures.measure import Measure
from servgap.survey.moments import Means, dimension_means, item_covariance, item_means, score_covariance
from servgap.survey.tally import Floats, Tally

BELOW, AVERAGE_ABOVE, NOT_TOLD = "below_average", "above_average", "not_told"
AT_ONCE_UP_TO = 100
"""Groups up to which critical values are drawn; of more, whose differences hardly hang together, Bonferroni's do."""
FEWEST = 2
"""Groups from which on there is an average to be told from."""
STATISTICS: tuple[Function, ...] = (from_average, all_from_average)


@dataclass(frozen=True)
class Furthest:
    """A difference of one group from the average of all."""

    group: Mapping[str, str]
    level: str
    dimension: str
    standard: str
    n: int
    value: float
    average_of_all: float
    from_average: float
    ci_low: float
    ci_high: float


@dataclass(frozen=True)
class Segments:
    """How groups lie to the average of all.

    Parameters
    ----------
    groups, small
        How many groups there are, and have too few respondents to be told from the average.
    looked
        How many differences were looked at, and corrected for each other.
    told_overall, told
        How many groups are told from the average overall, and on any row.
    furthest_overall, furthest
        Of the differences that are told, the largest overall, and the largest of all other rows.
    """

    groups: int
    small: int
    looked: int
    told_overall: int
    told: int
    furthest_overall: Furthest | None = None
    furthest: Furthest | None = None

    @property
    def named(self) -> frozenset[tuple[str, ...]]:
        """The groups that are said to be the furthest."""
        furthest = (self.furthest_overall, self.furthest)
        return frozenset(tuple(map(str, each.group.values())) for each in furthest if each is not None)


@dataclass(frozen=True)
class SegmentsFound:
    """What a finding says of groups against the average of all; nothing where there are not several groups."""

    frames: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    facts: Segments | None = None
    statistics: tuple[Function, ...] = ()
    draws: int = 0
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class Looked:
    """Rows of one level, or several, in each group: what they are about, and their means before they are averaged.

    Parameters
    ----------
    labels
        What each row is about.
    n, value
        Respondents and value of each row: groups × rows.
    columns, mean, covariance
        Respondents, means and covariance of the columns that make the rows.
    weights
        How columns make rows.
    """

    labels: RowLabels
    n: Floats
    value: Floats
    columns: Floats
    mean: Floats
    covariance: Floats
    weights: Floats


@dataclass(frozen=True)
class Together:
    """What the correlations of all rows rest on: items, their covariance, and how these make every row."""

    columns: Floats
    covariance: Floats
    weights: Floats


def segments_of(
    tally: Tally, looking: Callable[[], tuple[list[Looked], Together]], confidence: float, chance: Chance
) -> SegmentsFound:
    """Hold every group against the average of all, where there are several."""
    if len(tally.cells) < FEWEST:
        return SegmentsFound()
    frame = _frame(tally, *looking(), confidence, chance)
    facts = _facts(tally, frame)
    drawn = facts.looked > 0 and facts.groups <= AT_ONCE_UP_TO
    statistics = (STATISTICS if drawn else (from_average, adjust_p)) if facts.looked else ()
    return SegmentsFound({"segments": frame}, facts, statistics, DRAWS if drawn else 0, _remarks(facts))


def no_segments() -> pd.DataFrame:
    """Give the table of a finding without groups."""
    return pd.DataFrame(columns=["level", "dimension", "standard", "item", *COLUMNS])


def measured_segments(tally: Tally, policy: str, measure: Measure) -> tuple[list[Looked], Together]:
    """Look at overall, each dimension and each standard of every group."""
    found, instrument = counted(tally, measure), tally.instrument
    scores, asked = dimension_means(tally, policy, measure), found.asked
    weights = np.vstack([asked / max(int(asked.sum()), 1), np.diag(asked.astype(np.float64))])
    covariance = score_covariance(tally, policy, measure).covariance
    whole = _looked(overall_rows() + dimension_rows(instrument), scores, covariance, weights)
    items, products = item_means(tally, measure), item_covariance(tally, measure)
    of_standards = standard_weights(instrument) * found.lattice.items
    standards = _looked(standard_rows(instrument), items, _of_items(items, products), of_standards)
    spans = np.zeros((len(asked), len(instrument.items)))
    for row, span in zip(spans, instrument.spans, strict=True):
        row[span] = found.lattice.items[span]
    spans /= np.maximum(spans.sum(axis=1, keepdims=True), 1.0)
    together = Together(items.n.astype(np.float64), products.covariance, np.vstack([weights @ spans, of_standards]))
    return [whole, standards], together


def ranked_segments(tally: Tally, values: RankedValues) -> tuple[list[Looked], Together]:
    """Look at what standards are ranked by, in every group."""
    n, measured = values.n.astype(np.float64), -values.worse * values.value
    own = np.eye(n.shape[1])
    looked = Looked(standard_rows(tally.instrument), n, measured, n, measured, values.covariance, own)
    return [looked], Together(n, values.covariance, own)


def _looked(labels: RowLabels, means: Means, covariance: Floats, weights: Floats) -> Looked:
    n, taken = means.n.astype(np.float64), weights > 0
    fewest = np.where(taken[None], n[:, None, :], np.inf).min(axis=2)
    lost = (taken[None] & ~np.isfinite(means.value)[:, None, :]).any(axis=2) | ~taken.any(axis=1)
    value = np.where(lost, np.nan, np.nan_to_num(means.value) @ weights.T)
    return Looked(labels, np.where(np.isfinite(fewest), fewest, 0.0), value, n, means.value, covariance, weights)


def _of_items(items: Means, products: MeanCovariance) -> Floats:
    """Give the covariance of the items' means; of many groups, whose products are pooled, the variances alone."""
    if len(products.covariance) == len(items.n):
        return products.covariance
    return np.asarray(np.nan_to_num(items.sd) ** 2 / np.maximum(items.n, 1))


def _frame(tally: Tally, looked: list[Looked], together: Together, confidence: float, chance: Chance) -> pd.DataFrame:
    """Give a row for every group and row: value, average of all, their difference, interval and test."""
    numbers = stacked([_differences(each) for each in looked])
    enough = numbers["n"] >= TESTED_FROM
    tested = enough & np.isfinite(numbers["statistic"])
    t, df = (np.where(tested, numbers[name], np.nan) for name in ("statistic", "df"))
    for name in ("se", "df", "statistic", "p_value"):
        numbers[name] = np.where(tested, numbers[name], np.nan)
    if len(tally.cells) > AT_ONCE_UP_TO:
        one = 1 - (1 - confidence) / max(int(tested.sum()), 1)
        critical = t_quantile(df, one)
        p_adjusted = adjust_p(numbers["p_value"].reshape(-1), "bonferroni").p_adjusted.reshape(t.shape)
    else:
        rng = chance.rng if chance.seed is None else np.random.default_rng(chance.seed)
        found = all_from_average(
            t,
            df,
            together.columns,
            together.covariance,
            together.weights,
            confidence=confidence,
            draws=DRAWS,
            rng=rng,
        )
        critical, p_adjusted = found.critical, found.p_adjusted
    reach, difference = critical * numbers["se"], numbers["from_average"]
    numbers |= {"ci_low": difference - reach, "ci_high": difference + reach, "p_adjusted": p_adjusted}
    numbers["standing"] = _standing(numbers["ci_low"], numbers["ci_high"])
    numbers["reason"] = _reasons(numbers, enough)
    labels = looked[0].labels
    for each in looked[1:]:
        labels = labels + each.labels
    return frame_of(tally, labels.columns(), {name: numbers[name] for name in COLUMNS})


COLUMNS = (
    "n", "value", "average_of_all", "from_average", "se", "df", "ci_low", "ci_high", "statistic", "p_value",
    "p_adjusted", "standing", "reason",
)  # fmt: skip


def _differences(looked: Looked) -> dict[str, NDArray[Any]]:
    covariance, weights = looked.covariance, looked.weights
    found = from_average(looked.columns, looked.mean, covariance, weights)
    share = shares_of(looked.columns, looked.mean)
    averages = (share * np.nan_to_num(looked.mean)).sum(axis=0)
    known = np.isfinite(looked.value).any(axis=0)
    average = np.where(known, weights @ averages, np.nan)
    unknown = np.zeros(looked.n.shape, dtype=bool)
    if covariance.ndim == 2:  # of means of several items the covariance is not kept
        unknown |= (weights > 0).sum(axis=1) > 1
    else:
        unknown |= np.isnan(covariance).all()
    numbers = {name: np.where(unknown, np.nan, getattr(found, name)) for name in ("se", "df", "statistic", "p_value")}
    return {
        "n": looked.n.astype(np.int64),
        "value": looked.value,
        "average_of_all": np.broadcast_to(average, looked.n.shape),
        "from_average": found.difference,
        **numbers,
        "unknown": unknown,
    }


def _standing(low: Floats, high: Floats) -> NDArray[np.object_]:
    standing = np.where(np.isfinite(low), NOT_TOLD, "").astype(object)
    standing[high < 0] = BELOW
    standing[low > 0] = AVERAGE_ABOVE
    return standing


def _reasons(numbers: Mapping[str, NDArray[Any]], enough: NDArray[np.bool_]) -> NDArray[np.object_]:
    reasons = np.full(enough.shape, "", dtype=object)
    reasons[np.isnan(numbers["se"])] = NO_VARIATION
    reasons[numbers["unknown"]] = POOLED_ONLY
    reasons[~enough] = TOO_SMALL
    reasons[numbers["n"] < 2] = TOO_FEW
    return reasons


def _remarks(facts: Segments) -> tuple[Remark, ...]:
    """Say how many groups are too small to be told from the average."""
    return (Remark("segments_small", (("n", facts.small), ("minimum", TESTED_FROM))),) if facts.small else ()


def _facts(tally: Tally, frame: pd.DataFrame) -> Segments:
    """Find the groups that are told from the average, and the furthest of these."""
    groups = len(tally.cells)
    rows = len(frame) // groups
    told = frame["standing"].isin((BELOW, AVERAGE_ABOVE)).to_numpy()
    overall = (frame["level"] == "overall").to_numpy()
    place = np.repeat(np.arange(groups), rows)
    largest = frame["n"].to_numpy().reshape(groups, rows).max(axis=1)

    def furthest(among: NDArray[np.bool_]) -> Furthest | None:
        if not among.any():
            return None
        away = np.where(among, frame["from_average"].abs().to_numpy(), np.nan)
        number = first_most(np.where(np.isnan(away), -np.inf, away))
        row = frame.iloc[number]
        group = group_of(tally, int(place[number]))
        return Furthest(group=group, **{name: row[name] for name in TOLD})

    return Segments(
        groups=groups,
        small=int((~at_least(largest, TESTED_FROM)).sum()),
        looked=int(frame["ci_low"].notna().sum()),
        told_overall=len(set(place[told & overall])),
        told=len(set(place[told])),
        furthest_overall=furthest(told & overall),
        furthest=furthest(told & ~overall),
    )


TOLD = ("level", "dimension", "standard", "n", "value", "average_of_all", "from_average", "ci_low", "ci_high")
