"""How large the gaps are in units that compare: every effect size by its name, each with its interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap._stats.paired.effects import d_z, hedges_g
from servgap._stats.paired.resampled_effects import d_av_and_d_rm
from servgap._stats.paired.signed_rank import signed_rank
from servgap._stats.paired.superiority import prob_superiority
from servgap._stats.paired.t_tests import sign_test
from servgap.analysis.levels import Level
from servgap.analysis.reasons import GAPS_ONLY, NO_VARIATION, TOO_FEW
from servgap.analysis.rows import frame_of
from servgap.survey.moments import PairTable, item_tables, score_tables
from servgap.survey.tally import Floats, Tally

KINDS = ("d_z", "hedges_g", "d_av", "d_rm", "rank_biserial", "prob_superiority", "share_above")
BOTH_PARTS = ("d_av", "d_rm")
"""Effects that need the spread of both parts, not of the gap alone."""
STATISTICS = ("d_z", "hedges_g", "d_av_interval", "d_rm_interval", "signed_rank", "prob_superiority", "sign_test")
METHODS = {
    "d_z": "noncentral_t",
    "hedges_g": "noncentral_t",
    "d_av": "bootstrap",
    "d_rm": "bootstrap",
    "rank_biserial": "score",
    "prob_superiority": "score",
    "share_above": "exact",
}


@dataclass(frozen=True)
class _Effect:
    """An effect size and the ends of its interval, groups × rows."""

    effect: Floats
    low: Floats
    high: Floats


def effects_frame(
    tally: Tally, levels: list[Level], policy: str, confidence: float, rng: np.random.Generator
) -> pd.DataFrame:
    """Give a row for every gap and effect size. Two of them are resampled, which takes longer than all tests."""
    tables = _tables(tally, policy)
    found = [_of_gaps(level, confidence) for level in levels]
    for level, effects in zip(levels, found, strict=True):
        effects.update(_of_both(level, tables.get(level.labels.level[0]), confidence, rng))
    kinds = len(KINDS)
    labels = levels[0].labels + levels[1].labels + levels[2].labels
    stacked: dict[str, Any] = {
        name: [value for value in values for _ in KINDS] for name, values in labels.columns().items()
    }
    stacked["effect_kind"] = KINDS * len(labels)
    stacked["method"] = tuple(METHODS[kind] for kind in KINDS) * len(labels)

    def laid(name: str) -> NDArray[Any]:
        blocks = [np.stack([getattr(effects[kind], name) for kind in KINDS], axis=-1) for effects in found]
        return np.concatenate([block.reshape(len(block), -1) for block in blocks], axis=1)

    n = np.concatenate([level.persons.n for level in levels], axis=1)
    gap = np.concatenate([level.gap for level in levels], axis=1)
    columns = {
        "n": np.repeat(n, kinds, axis=1),
        "gap": np.repeat(gap, kinds, axis=1),
        "effect": laid("effect"),
        "effect_low": laid("low"),
        "effect_high": laid("high"),
    }
    return frame_of(tally, stacked, {**columns, "reason": _reasons(columns, stacked)})


def _of_gaps(level: Level, confidence: float) -> dict[str, _Effect]:
    values, counts = level.gaps.values, level.gaps.counts
    above, below = (counts[..., side].sum(axis=-1) for side in (values > 0, values < 0))
    total, persons = counts.sum(axis=-1), level.persons
    found: dict[str, Any] = {
        "d_z": d_z(persons.n, persons.gap, persons.sd, confidence),
        "hedges_g": hedges_g(persons.n, persons.gap, persons.sd, confidence),
        "rank_biserial": signed_rank(values, counts, "pratt", confidence),
        "prob_superiority": prob_superiority(above, total - above - below, total, confidence),
        "share_above": sign_test(above, below, confidence),
    }
    return {kind: _Effect(each.effect, each.effect_low, each.effect_high) for kind, each in found.items()}


def _tables(tally: Tally, policy: str) -> dict[str, list[list[PairTable]]]:
    """Give the joint tables of scores and of items; that of the overall score is not kept."""
    scale = tally.instrument.scale
    first, second = np.meshgrid(*[scale.low + scale.step * np.arange(scale.levels)] * 2, indexing="ij")
    items = [
        [PairTable(first.ravel(), second.ravel(), counts.ravel()) for counts in group] for group in item_tables(tally)
    ]
    return {"dimension": score_tables(tally, policy), "standard": items, "item": items}


def _of_both(
    level: Level, tables: list[list[PairTable]] | None, confidence: float, rng: np.random.Generator
) -> dict[str, _Effect]:
    found = {kind: _Effect(*np.full((3, *level.n.shape), np.nan)) for kind in BOTH_PARTS}
    if tables is None:
        return found
    for place in np.ndindex(level.n.shape):
        table = tables[place[0]][place[1]]
        if not table.count.sum():
            continue
        resampled = d_av_and_d_rm(table.expectation, table.perception, table.count, confidence, rng=rng)
        for kind, one in zip(BOTH_PARTS, resampled, strict=True):
            for name, value in (("effect", one.effect), ("low", one.effect_low), ("high", one.effect_high)):
                getattr(found[kind], name)[place] = value
    return found


def _reasons(columns: dict[str, NDArray[Any]], labels: dict[str, Any]) -> NDArray[np.object_]:
    unknown = np.isnan(columns["effect"])
    reasons = np.where(unknown, NO_VARIATION, "").astype(object)
    both = np.isin(np.array(labels["effect_kind"]), BOTH_PARTS) & (np.array(labels["level"]) == "overall")
    reasons[unknown & both] = GAPS_ONLY
    reasons[unknown & (columns["n"] < 2)] = TOO_FEW
    return reasons
