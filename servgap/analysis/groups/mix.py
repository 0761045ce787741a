"""Groups as they would be if all had the same kinds of respondents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from servgap._stats.case_mix.by_regression import AdjustedByRegression, adjusted_by_regression, main_effects
from servgap._stats.case_mix.by_shares import LARGEST_WEIGHT, AdjustedByShares, adjusted_by_shares
from servgap._stats.intervals import t_quantile
from servgap._stats.ties import ROUNDING, first_most
from servgap.analysis.groups.taking_part import enough
from servgap.analysis.levels import Level
from servgap.analysis.reasons import NO_COMMON_MIX, NO_VARIATION, TOO_FEW, TOO_SMALL
from servgap.analysis.rows import frame_of, stacked, stacked_labels
from servgap.analysis.subject import By, names_of
from servgap.errors import analysis as errors
from servgap.survey.counted_once import tally_for_verb
from servgap.survey.measures.measure import Measure
from servgap.survey.moments import Means, dimension_means, item_means, person_means
from servgap.survey.survey import Survey
from servgap.survey.tally import Floats, Tally

MOST_KINDS = 50
"""Values of an attribute up to which respondents are told apart by them; own convention."""
MOST_NUMBERS = 12
"""Numbers up to which each is taken for a kind of respondents of its own; own convention."""


@dataclass(frozen=True)
class Kinds:
    """Where every cell of a tally by groups and by what they are adjusted for belongs.

    Parameters
    ----------
    group, kind
        The group and the kind of respondents of each cell.
    groups, kinds
        How many there are of each.
    design
        Kinds × columns: what is known of the respondents of a kind, an effect for each value of each attribute.
    compared
        Which groups have a mix in common with the others: those of which every value of an attribute is linked to the
        rest by groups that have both. A group whose respondents are of a kind that no other has is none of them.
    nameless
        Respondents without a value of some attribute; they are a kind of their own.
    """

    group: NDArray[np.int64]
    kind: NDArray[np.int64]
    groups: int
    kinds: int
    design: Floats
    compared: NDArray[np.bool_]
    nameless: int

    @classmethod
    def of(cls, cells: Tally, labels: Sequence[str]) -> Kinds:
        """Sort the cells of a tally by the group, first, and the attributes that it is adjusted for."""
        places = {label: place for place, label in enumerate(labels)}
        group = np.array([places[cell[0]] for cell in cells.cells], dtype=np.int64)
        mixes = sorted({cell[1:] for cell in cells.cells})
        number = {mix: place for place, mix in enumerate(mixes)}
        levels = []
        for place, name in enumerate(cells.by[1:]):
            values = sorted({mix[place] for mix in mixes})
            _check_values(name, [value for value in values if value])
            at = {value: level for level, value in enumerate(values)}
            levels.append(np.array([at[mix[place]] for mix in mixes]))
        without = np.array([not all(cell[1:]) for cell in cells.cells])
        kind = np.array([number[cell[1:]] for cell in cells.cells], dtype=np.int64)
        return cls(
            group=group,
            kind=kind,
            groups=len(labels),
            kinds=len(mixes),
            design=main_effects(*levels),
            compared=_linked(cells, group, [level[kind] for level in levels], len(labels)),
            nameless=int(cells.respondents[without].sum()),
        )

    def sums(self, means: Means, row: int) -> tuple[Floats, Floats, Floats]:
        """Give the respondents of each group in each kind, with the sum of their values and of the squares."""
        n = means.n[:, row].astype(np.float64)
        value, sd = (np.where(n > 0, np.nan_to_num(each[:, row]), 0.0) for each in (means.value, means.sd))
        found = np.zeros((3, self.groups, self.kinds))
        of_cells = n, n * value, n * value**2 + np.maximum(n - 1.0, 0.0) * sd**2
        for table, each in zip(found, of_cells, strict=True):
            np.add.at(table, (self.group, self.kind), each)
        found[:, ~self.compared] = 0.0
        return found[0], found[1], found[2]


@dataclass(frozen=True)
class AdjustedLevel:
    """One level's means at the mix of all respondents: groups × rows, as in `Level`.

    `variance` is that of answers about the regression in each group, and `change_se` the error of the change: the
    error of an adjusted mean, `se`, comes from both. `moved` is the change by common shares.
    """

    raw: Floats
    change: Floats
    change_se: Floats
    se: Floats
    df: Floats
    variance: Floats
    moved: Floats
    moved_se: Floats
    largest_weight: Floats

    @property
    def adjusted(self) -> Floats:
        """The means by regression; without a change they are the raw ones to the last digit."""
        return self.raw + self.change

    @property
    def standardised(self) -> Floats:
        """The means by common shares."""
        return self.raw + self.moved


@dataclass(frozen=True)
class Mix:
    """How groups are adjusted for the mix of their respondents.

    Parameters
    ----------
    cells
        The tally by groups and the attributes.
    kinds
        Where its cells belong.
    policy, measure, confidence
        As asked.
    """

    cells: Tally
    kinds: Kinds
    policy: str
    measure: Measure
    confidence: float

    @property
    def names(self) -> tuple[str, ...]:
        """The attributes that groups are adjusted for."""
        return self.cells.by[1:]

    def adjusted(self, levels: Sequence[Level]) -> tuple[AdjustedLevel, AdjustedLevel]:
        """Adjust overall and dimensions' values; overall stays the mean of the dimensions' means.

        Its errors are those of the overall scores of respondents who have every dimension.
        """
        overall, dimensions = levels
        by_dimension = self._adjusted(dimension_means(self.cells, self.policy, self.measure), dimensions.value)
        persons = self._adjusted(person_means(self.cells, self.policy, self.measure), overall.value)
        asked = np.isfinite(dimensions.value).any(axis=0)
        change, moved = (_mean(each[:, asked]) for each in (by_dimension.change, by_dimension.moved))
        return replace(persons, change=change, moved=moved), by_dimension

    def items(self, level: Level) -> AdjustedLevel:
        """Adjust the items' means."""
        return self._adjusted(item_means(self.cells, self.measure), level.value)

    def _adjusted(self, means: Means, raw: Floats) -> AdjustedLevel:
        rows = []
        for row in range(means.n.shape[1]):
            sums = self.kinds.sums(means, row)
            found = adjusted_by_regression(*sums, self.kinds.design, confidence=self.confidence)
            rows.append(_row(found, adjusted_by_shares(*sums)))
        return AdjustedLevel(raw, **{name: np.stack([row[name] for row in rows], axis=1) for name in rows[0]})


def _row(regression: AdjustedByRegression, shares: AdjustedByShares) -> dict[str, Floats]:
    return {
        **{name: getattr(regression, name) for name in ("change", "change_se", "se", "variance")},
        "df": np.broadcast_to(regression.df, regression.raw.shape),
        "moved": shares.change,
        "moved_se": shares.se,
        "largest_weight": shares.largest_weight,
    }


def _mean(columns: Floats) -> Floats:
    return columns.mean(axis=1, keepdims=True) if columns.shape[1] else np.full((len(columns), 1), np.nan)


def mix_of(
    subject: Survey | Tally,
    by: tuple[str, ...],
    adjust_for: By,
    tally: Tally,
    *,
    policy: str,
    measure: Measure,
    confidence: float,
) -> Mix | None:
    """Count groups by the attributes that they are to be adjusted for; None where there are none.

    Respondents without a value of such an attribute are a kind of their own, so that all are the same respondents.

    Parameters
    ----------
    subject
        A Survey or a Tally.
    by
        The attributes that make the groups, of which the first is compared.
    adjust_for
        The attributes to adjust for.
    tally
        By the first attribute.
    policy, measure, confidence
        As asked.

    Raises
    ------
    ServgapError
        If not everybody was asked all items, an attribute makes the groups, or has one value, or so many that they are
        no kinds of respondents.
    """
    names = names_of(adjust_for)
    if not names:
        return None
    for name in names:
        if name in by:
            raise errors.adjusted_for_itself(name)
    if tally.matrix_sampled:
        raise errors.no_scores_to_adjust("compare_groups")
    wanted = (*by, *names)
    if isinstance(subject, Survey):
        cells = tally_for_verb(subject, wanted, pairs=False, measures=(measure,), zones=False)
    else:
        cells = subject.groups(wanted)
    cells = cells.only([all(cell[: len(by)]) for cell in cells.cells], "no_group").groups((by[0], *names))
    kinds = Kinds.of(cells, [cell[0] for cell in tally.cells])
    return Mix(cells, kinds, policy, measure, confidence)


def _check_values(name: str, values: Sequence[str]) -> None:
    if len(values) < 2:
        raise errors.one_kind(name, values)
    numbers = len(values) > MOST_NUMBERS and all(map(_is_number, values))
    if numbers or len(values) > MOST_KINDS:
        raise errors.too_many_kinds(name, values, MOST_NUMBERS if numbers else MOST_KINDS, numbers=numbers)


def _linked(
    cells: Tally, group: NDArray[np.int64], levels: Sequence[NDArray[np.int64]], groups: int
) -> NDArray[np.bool_]:
    """Tell which groups are linked by the values that their respondents have, for each attribute.

    Those that hang together and have the most respondents are kept.

    Raises
    ------
    ServgapError
        If these have not even half of the respondents, as where an attribute is one of groups and not of respondents.
    """
    kept = np.ones(groups, dtype=bool)
    n = cells.respondents
    for _ in range(groups):
        before = kept.copy()
        for name, level in zip(cells.by[1:], levels, strict=True):
            here = (n > 0) & kept[group]
            size = groups + int(level.max()) + 1
            link = (np.ones(int(here.sum())), (group[here], groups + level[here]))
            part = connected_components(coo_array(link, shape=(size, size)), directed=False)[1]
            weight = np.bincount(part[group[here]], weights=n[here], minlength=size)
            largest = first_most(weight)
            if 2 * weight[largest] < n[here].sum():
                raise errors.kinds_of_groups(name)
            kept &= part[:groups] == largest
        if (kept == before).all():
            break
    return kept


def _is_number(label: str) -> bool:
    try:
        float(label)
    except ValueError:
        return False
    return True


def adjusted_frame(
    tally: Tally, levels: Sequence[Level], adjusted: Sequence[AdjustedLevel], confidence: float
) -> pd.DataFrame:
    """Give every group's means as observed and at the mix of all respondents, with the change."""
    blocks = []
    for level, each in zip(levels, adjusted, strict=True):
        taken = enough(level)
        t = t_quantile(each.df, confidence)
        numbers = {
            "adjusted_value": each.adjusted,
            "se": each.se,
            "ci_low": each.adjusted - t * each.se,
            "ci_high": each.adjusted + t * each.se,
            "mix_change": each.change,
            "mix_change_se": each.change_se,
            "mix_change_low": each.change - t * each.change_se,
            "mix_change_high": each.change + t * each.change_se,
            "standardised_value": each.standardised,
            "standardised_se": each.moved_se,
            "largest_weight": each.largest_weight,
        }
        known = taken & np.isfinite(each.adjusted)
        kept = {name: np.where(known, number, np.nan) for name, number in numbers.items()}
        capped = known & (each.largest_weight > LARGEST_WEIGHT + ROUNDING)
        reason = np.where(known, np.where(each.se > 0, "", NO_VARIATION), no_adjustment(level, taken))
        blocks.append({"n": level.sizes, "raw_value": level.value, **kept, "weight_capped": capped, "reason": reason})
    labels = stacked_labels(level.labels for level in levels).columns()
    return frame_of(tally, {name: labels[name] for name in ("level", "dimension")}, stacked(blocks))


def no_adjustment(level: Level, taken: NDArray[np.bool_]) -> NDArray[np.object_]:
    """Say why a mean cannot be adjusted: respondents are too few, or their mix occurs in no other group."""
    few = np.where(level.sizes < FEWEST_RESPONDENTS, TOO_FEW, TOO_SMALL)
    return np.where(taken, NO_COMMON_MIX, few).astype(object)


FEWEST_RESPONDENTS = 2
