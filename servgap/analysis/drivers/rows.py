"""The tables of drivers: shares, what they are shares of, coefficients, and drivers too alike to be told apart."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap._stats.importance.coefficients import standardised_coefficients
from servgap._stats.importance.decomposition import without_sets
from servgap._stats.importance.explained import varies
from servgap._stats.importance.share_intervals import share_intervals, together
from servgap._stats.ratio import Floats, correlations
from servgap.analysis.drivers.decomposed import Decomposition, Level, why_not
from servgap.analysis.drivers.material import Material
from servgap.analysis.reasons import NEEDS_ROWS, NO_VARIATION, NONE, SINGULAR, STANDS_ALONE
from servgap.analysis.rows import RowLabels, dimension_rows, item_rows
from servgap.survey.instrument import Instrument
from servgap.survey.standards.filing import LEVELS, filed_under

TOO_ALIKE = 0.9
"""Correlation above which drivers are reported as a set: what each of them accounts for rests on few respondents."""
JOINED = ", "


def labels_of(instrument: Instrument, level: str, count: int = 0) -> RowLabels:
    """Label the rows of the drivers of a level; of what standards are filed under, as many as told."""
    if level in LEVELS:
        return RowLabels((level,) * count, *((("",) * count),) * 3)
    return item_rows(instrument) if level == "item" else dimension_rows(instrument)


def named_rows(instrument: Instrument, material: Material) -> dict[str, list[str]]:
    """Label the rows of the level on top, with the key of what standards are filed under where that is the level."""
    level, keys = material.predictors.level, material.predictors.keys
    if level not in LEVELS:
        return {name: list(told) for name, told in dimension_rows(instrument).columns().items()}
    labels = labels_of(instrument, level, len(keys)).columns()
    return {**{name: list(told) for name, told in labels.items()}, level: list(keys)}


def share_rows(instrument: Instrument, material: Material, found: Decomposition) -> pd.DataFrame:
    """Lay out what dimensions account for, and items where they are the drivers; or what standards are filed under."""
    predictors = material.predictors
    if predictors.marked:
        blocks = [_share_block(labels_of(instrument, predictors.level, len(predictors.keys)), found.drivers, material)]
    else:
        blocks = [_share_block(labels_of(instrument, "dimension"), found.dimensions, material)]
    sets = sets_of(material)
    if predictors.level == "item":
        blocks.append(_share_block(labels_of(instrument, "item"), found.drivers, material))
    frame = pd.concat(blocks, ignore_index=True)
    named = {key: JOINED.join(members) for members in sets for key in members}
    own = frame["item"] if predictors.level == "item" else frame["dimension"]
    frame.insert(len(frame.columns) - 1, "alike", [named.get(key, "") for key in own])
    filed = {standard.key: filed_under(instrument, standard) for standard in instrument.standards}
    for place, level in enumerate(LEVELS):
        told = [filed.get(key, {}).get(level, "") for key in frame["standard"]]
        frame.insert(4 + place, level, list(predictors.keys) if level == predictors.level else told)
    return frame


def _share_block(labels: RowLabels, level: Level, material: Material) -> pd.DataFrame:
    found = level.found
    numbers: dict[str, Any] = {
        "n": np.full(len(labels), material.n),
        "share_of_r2": found.part,
        "share_of_r2_low": found.part_low,
        "share_of_r2_high": found.part_high,
        "explained": found.share,
        "explained_se": found.se,
        "explained_low": found.ci_low,
        "explained_high": found.ci_high,
        "explained_adjusted": level.adjusted,
        "r2_alone": level.first,
        "r2_lost": level.last,
        "johnson": level.johnson,
        "rank": level.rank,
        "rank_low": level.rank_low,
        "rank_high": level.rank_high,
        "reason": level.reason,
    }
    return pd.DataFrame({**{name: list(told) for name, told in labels.columns().items()}, **numbers})


def fit_rows(outcome: str, material: Material, found: Decomposition) -> pd.DataFrame:
    """Say what all drivers explain together."""
    reason = str(found.drivers.reason[0]) if np.isnan(found.r2_low) else NONE
    row = {
        "outcome": outcome,
        "n": material.n,
        "drivers": len(material.blocks),
        "groups": material.taken,
        "r2": found.r2,
        "r2_low": found.r2_low,
        "r2_high": found.r2_high,
        "r2_adjusted": found.adjusted_r2,
        "reason": reason,
    }
    return pd.DataFrame([row])


def coefficient_rows(instrument: Instrument, material: Material, confidence: float) -> pd.DataFrame:
    """Lay out correlations with the outcome, and standardised coefficients, whose errors need respondents' answers."""
    labels = labels_of(instrument, material.predictors.level)
    own = np.array([block[0] for block in material.blocks])
    count = len(own)
    numbers: dict[str, NDArray[Any]] = {
        name: np.full(count, np.nan)
        for name in ("correlation_with_outcome", "beta", "beta_se", "beta_low", "beta_high", "vif")
    }
    why = why_not(material)
    reason = np.full(count, why, dtype=object)
    if not why:
        varying = np.flatnonzero(varies(material.covariance))
        constant = ~np.isin(own, varying)
        place = np.searchsorted(varying, own[~constant])
        closed = without_sets(material.covariance[np.ix_(varying, varying)])
        numbers["correlation_with_outcome"][~constant] = closed.correlation[place]
        numbers["beta"][~constant], numbers["vif"][~constant] = closed.beta[place], closed.vif[place]
        reason[constant] = NO_VARIATION
        if np.isnan(closed.beta).any():
            reason[~constant] = SINGULAR
        elif material.rows is None or material.pairs is not None:
            reason[~constant] = NEEDS_ROWS
        else:
            robust = standardised_coefficients(material.rows[:, varying], material.groups, confidence=confidence)
            for name, values in (("beta_se", robust.se), ("beta_low", robust.ci_low), ("beta_high", robust.ci_high)):
                numbers[name][~constant] = values[place]
            reason[~constant & np.isnan(numbers["beta_se"])] = STANDS_ALONE
    told = {name: list(values) for name, values in labels.columns().items()}
    return pd.DataFrame({**told, "n": np.full(count, material.n), **numbers, "reason": reason})


def sets_of(material: Material) -> tuple[tuple[str, ...], ...]:
    """Find the drivers that correlate above the limit, one with the next."""
    if material.predictors.marked or not np.isfinite(material.covariance).all():
        return ()
    own = np.array([block[0] for block in material.blocks])
    inner = material.covariance[np.ix_(own, own)]
    with np.errstate(invalid="ignore"):
        linked = np.nan_to_num(correlations(inner)) > TOO_ALIKE
    np.fill_diagonal(linked, val=True)
    while not np.array_equal(reached := (linked.astype(int) @ linked) > 0, linked):
        linked = reached
    found = {tuple(np.flatnonzero(row)) for row in linked if row.sum() > 1}
    return tuple(tuple(material.predictors.keys[place] for place in each) for each in sorted(found))


def set_rows(material: Material, found: Decomposition, confidence: float) -> pd.DataFrame:
    """Say what sets of drivers that correlate above the limit account for together."""
    sets, shares = sets_of(material), found.shares
    if not sets or shares is None:
        return pd.DataFrame()
    keys = material.predictors.keys
    groups = np.array([[float(key in members) for key in keys] for members in sets])
    rest = np.concatenate([groups, [1.0 - groups.max(axis=0)]])
    summed = together(shares, rest)
    covariance = None if found.covariance is None else rest @ found.covariance @ rest.T
    own = np.array([block[0] for block in material.blocks])
    between = correlations(material.covariance[np.ix_(own, own)])
    least = [float(np.nanmin(between[np.ix_(np.flatnonzero(row), np.flatnonzero(row))])) for row in groups]
    low: Floats = np.full(len(sets), np.nan)
    high, reason = low, NEEDS_ROWS
    if covariance is not None:
        held = share_intervals(
            summed.shares, summed.adjusted, summed.columns, covariance, df=material.df, confidence=confidence
        )
        low, high, reason = held.part_low[:-1], held.part_high[:-1], NONE
    return pd.DataFrame(
        {
            "alike": [JOINED.join(members) for members in sets],
            "n": material.n,
            "correlation_least": least,
            "share_of_r2": summed.shares[:-1] / shares.r2,
            "share_of_r2_low": low,
            "share_of_r2_high": high,
            "reason": reason,
        }
    )
