"""How large the gaps are in units that compare: every effect size by its name, each with its interval."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap._stats.paired.effects import d_z, hedges_g
from servgap._stats.paired.effects_from_counts import d_z_from_counts, hedges_g_from_counts
from servgap._stats.paired.effects_of_parts import d_av_from_counts, d_rm_from_counts
from servgap._stats.paired.resampled_effects import d_av_and_d_rm
from servgap._stats.paired.signed_rank import signed_rank
from servgap._stats.paired.superiority import prob_superiority
from servgap._stats.paired.t_tests import sign_test
from servgap.analysis.levels import Level
from servgap.analysis.reasons import GAPS_ONLY, NO_VARIATION, NOT_ASKED_ALL, ONE_PART, TOO_FEW
from servgap.analysis.rows import frame_of, stacked
from servgap.survey.measures.measure import Measure
from servgap.survey.moments import PairTable, item_tables, score_tables
from servgap.survey.tally import Floats, Tally

METHODS = {
    "d_z": "distribution_free",
    "hedges_g": "distribution_free",
    "d_av": "distribution_free",
    "d_rm": "distribution_free",
    "rank_biserial": "score",
    "prob_superiority": "score",
    "share_above": "exact",
}
"""Each effect size with how its interval is found."""
ALTERNATIVES = {"d_z": "noncentral_t", "hedges_g": "noncentral_t", "d_av": "bootstrap", "d_rm": "bootstrap"}
"""The intervals that other programs give of the same effect sizes."""
KINDS = tuple(METHODS)
BOTH_PARTS = ("d_av", "d_rm")
"""Effects that need the spread of both parts, not of the gap alone."""

Tables: TypeAlias = dict[str, list[list[PairTable]]]


@dataclass(frozen=True)
class _Effect:
    """An effect size and the ends of its interval, groups × rows."""

    effect: Floats
    low: Floats
    high: Floats


def effects_frame(tally: Tally, measure: Measure, levels: list[Level], policy: str, confidence: float) -> pd.DataFrame:
    """Give a row for every gap and effect size."""
    tables = _tables(tally, measure, policy) if measure.is_gap else {}
    found = [_of_gaps(level, confidence) | _of_parts(level, tables, confidence) for level in levels]
    return _laid_out(tally, measure, levels, found, METHODS)


def alternatives_frame(
    tally: Tally, measure: Measure, levels: list[Level], policy: str, confidence: float, rng: np.random.Generator
) -> pd.DataFrame:
    """Give the standardised effect sizes with the intervals of other programs; the resampled ones take a while."""
    tables = _tables(tally, measure, policy) if measure.is_gap else {}
    found = [_by_normal_theory(level, confidence) | _resampled(level, tables, confidence, rng) for level in levels]
    return _laid_out(tally, measure, levels, found, ALTERNATIVES)


def _laid_out(
    tally: Tally, measure: Measure, levels: list[Level], found: list[dict[str, _Effect]], methods: dict[str, str]
) -> pd.DataFrame:
    """Put the effect sizes of every gap under each other."""
    kinds = tuple(methods)
    labels = levels[0].labels + levels[1].labels + levels[2].labels
    told: dict[str, Any] = {
        name: [value for value in values for _ in kinds] for name, values in labels.columns().items()
    }
    told["effect_kind"] = kinds * len(labels)
    told["method"] = tuple(methods.values()) * len(labels)

    def laid(name: str) -> NDArray[Any]:
        blocks = [np.stack([getattr(effects[kind], name) for kind in kinds], axis=-1) for effects in found]
        return np.concatenate([block.reshape(len(block), -1) for block in blocks], axis=1)

    of_levels = stacked({"n": level.persons.n, "gap": level.value} for level in levels)
    columns = {
        **{name: np.repeat(values, len(kinds), axis=1) for name, values in of_levels.items()},
        "effect": laid("effect"),
        "effect_low": laid("low"),
        "effect_high": laid("high"),
    }
    return frame_of(tally, told, {**columns, "reason": _reasons(columns, told, measure, sampled=tally.matrix_sampled)})


def _effects(found: dict[str, Any]) -> dict[str, _Effect]:
    return {kind: _Effect(each.effect, each.effect_low, each.effect_high) for kind, each in found.items()}


def _of_gaps(level: Level, confidence: float) -> dict[str, _Effect]:
    values, counts = level.distribution.values, level.distribution.counts
    above, below = (counts[..., side].sum(axis=-1) for side in (values > 0, values < 0))
    total = counts.sum(axis=-1)
    return _effects(
        {
            "d_z": d_z_from_counts(values, counts, confidence),
            "hedges_g": hedges_g_from_counts(values, counts, confidence),
            "rank_biserial": signed_rank(values, counts, "pratt", confidence),
            "prob_superiority": prob_superiority(above, total - above - below, total, confidence),
            "share_above": sign_test(above, below, confidence),
        }
    )


def _by_normal_theory(level: Level, confidence: float) -> dict[str, _Effect]:
    moments = level.persons.n, level.persons.value, level.persons.sd, confidence
    return _effects({"d_z": d_z(*moments), "hedges_g": hedges_g(*moments)})


def _tables(tally: Tally, measure: Measure, policy: str) -> Tables:
    """Give the joint tables of scores and of items; that of the overall score is not kept."""
    scale = tally.instrument.scale
    first, second = np.meshgrid(*[scale.low + scale.step * np.arange(scale.levels)] * 2, indexing="ij")
    items = [
        [PairTable(first.ravel(), second.ravel(), counts.ravel()) for counts in group]
        for group in item_tables(tally, measure)
    ]
    return {"dimension": score_tables(tally, policy, measure), "standard": items, "item": items}


def _of_parts(level: Level, tables: Tables, confidence: float) -> dict[str, _Effect]:
    def both(table: PairTable) -> tuple[Any, ...]:
        answers = table.expectation, table.perception, table.count, confidence
        return d_av_from_counts(*answers), d_rm_from_counts(*answers)

    if level.tables is None:
        return _table_by_table(level, tables, both)
    # Items share the answers that there are, so that all are done at once.
    answers = tables["item"][0][0]
    counts = level.tables.reshape(*level.n.shape, -1)
    found = both(PairTable(answers.expectation, answers.perception, counts))
    return _effects(dict(zip(BOTH_PARTS, found, strict=True)))


def _resampled(level: Level, tables: Tables, confidence: float, rng: np.random.Generator) -> dict[str, _Effect]:
    def both(table: PairTable) -> tuple[Any, ...]:
        return d_av_and_d_rm(table.expectation, table.perception, table.count, confidence, rng=rng)

    return _table_by_table(level, tables, both)


def _table_by_table(level: Level, tables: Tables, both: Callable[[PairTable], tuple[Any, ...]]) -> dict[str, _Effect]:
    found = {kind: _Effect(*np.full((3, *level.n.shape), np.nan)) for kind in BOTH_PARTS}
    here = tables.get(level.labels.level[0])
    for place in np.ndindex(level.n.shape if here is not None else (0,)):
        table = (here or [])[place[0]][place[1]]
        if not table.count.sum():
            continue
        for kind, one in zip(BOTH_PARTS, both(table), strict=True):
            for name, value in (("effect", one.effect), ("low", one.effect_low), ("high", one.effect_high)):
                getattr(found[kind], name)[place] = value
    return found


def _reasons(
    columns: dict[str, NDArray[Any]], labels: dict[str, Any], measure: Measure, *, sampled: bool
) -> NDArray[np.object_]:
    unknown = np.isnan(columns["effect_low"])
    reasons = np.where(unknown, NO_VARIATION, "").astype(object)
    both = np.isin(np.array(labels["effect_kind"]), BOTH_PARTS)
    reasons[unknown & both & (np.array(labels["level"]) == "overall")] = GAPS_ONLY
    if not measure.is_gap:
        reasons[unknown & both] = ONE_PART
    reasons[unknown & (columns["n"] < 2)] = TOO_FEW
    if sampled:
        reasons[unknown & np.isin(np.array(labels["level"]), ("overall", "dimension"))] = NOT_ASKED_ALL
    return reasons
