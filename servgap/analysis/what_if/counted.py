"""What would follow, from counts: of standards all of it, of means of several items what counts of single ones tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from servgap._stats.intervals import t_quantile
from servgap._stats.ratio import Floats, ratio
from servgap._stats.ties import ROUNDING
from servgap.analysis.gap_rows import GapBlock, gap_blocks
from servgap.analysis.reasons import NEEDS_ROWS, NONE
from servgap.analysis.what_if.rows import MEAN_OF_DIMENSIONS, PAIRS, POLICY, SCORES, WEIGHTED, labels_of
from servgap.errors import ServgapError
from servgap.survey.instrument import POINTS_TOTAL
from servgap.survey.measures.measure import TARGET, Measure, measure_for
from servgap.survey.measures.measured_answers import targets_of
from servgap.survey.tally import Tally

OF = ("gap", "gap_then", "gap_change")


@dataclass(frozen=True)
class Answers:
    """The answers that were counted, an entry for each group, item, and pair of codes that occurs.

    Parameters
    ----------
    cell, item, count
        Of which group and item they are, and how many.
    gap, part
        The distance, and the answer of which it is one.
    complete
        Groups × dimensions: whether everybody who has an answer in a dimension has all of them.
    """

    cell: NDArray[np.int64]
    item: NDArray[np.int64]
    count: Floats
    gap: Floats
    part: Floats
    complete: NDArray[np.bool_]


@dataclass(frozen=True)
class Items:
    """Groups × items: how many gaps, their means and variances as they are, as they would be and of the change."""

    n: Floats
    mean: dict[str, Floats]
    variance: dict[str, Floats]
    raised: Floats
    met: Floats
    met_then: Floats


def counted_rows(
    tally: Tally, measure: Measure, levels: Mapping[str, float], confidence: float
) -> list[list[dict[str, Any]]]:
    """Give the rows of each group, those of `rows_of`; what takes the answers of single respondents is NaN.

    A standard that a single item measures is known wholly from the counts of its answers. A dimension's scores are
    known where everybody who answered any of its items answered all: the mean then rises by the mean of what its items
    rise by. How they vary together, so that there would be an interval, is not counted.
    """
    answers = _answers(tally, measure)
    lift = _lifts(tally, answers, levels)
    items = _items(tally, measure, answers, lift)
    blocks = gap_blocks(tally, POLICY, measure)
    return [_rows_of_cell(tally, items, answers, blocks, cell, levels, confidence) for cell in range(len(tally.cells))]


def _answers(tally: Tally, measure: Measure) -> Answers:
    scale, spans = tally.instrument.scale, tally.instrument.spans
    if measure.is_gap:
        pair = tally.pairs[tally.instrument.pairs.index((str(measure.level), measure.part))]
        cell, item, first, second = pair.joint.axes()
        there, count = (first > 0) & (second > 0), pair.joint.count
        gap, part = (second - first) * scale.step, scale.low + (second - 1) * scale.step
        some, dimension, *_, answered = pair.sums.axes()
        respondents = pair.sums.count
    else:
        counts = tally.measures[Measure(measure.part, None)]
        cell, item, code = counts.values.axes()
        there, count = code > 0, counts.values.count
        part = scale.low + (code - 1) * scale.step
        against = targets_of(tally.instrument) if measure.against == TARGET else None
        gap = part - (against[item] if against is not None else float(measure.point(scale) or 0.0))
        some, dimension, _, answered = counts.sums.axes()
        respondents = counts.sums.count
    sizes = np.array([span.stop - span.start for span in spans])
    partly = (answered > 0) & (answered < sizes[dimension]) & (respondents > 0)
    complete = np.ones((len(tally.cells), len(spans)), dtype=bool)
    complete[some[partly], dimension[partly]] = False
    known = there & np.isfinite(gap)
    return Answers(cell[known], item[known], count[known].astype(np.float64), gap[known], part[known], complete)


def _lifts(tally: Tally, answers: Answers, levels: Mapping[str, float]) -> Floats:
    wanted = np.array([levels.get(item.standard.key, -np.inf) for item in tally.instrument.items])
    return np.asarray(np.maximum(wanted[answers.item] - answers.part, 0.0))


def _items(tally: Tally, measure: Measure, answers: Answers, lift: Floats) -> Items:
    shape = (len(tally.cells), len(tally.instrument.items))
    place = answers.cell * shape[1] + answers.item

    def summed(values: Any) -> Floats:
        found = np.bincount(place, weights=answers.count * values, minlength=shape[0] * shape[1])
        return found.astype(np.float64).reshape(shape)

    n = summed(1.0)
    mean, variance = {}, {}
    for name, values in zip(OF, (answers.gap, answers.gap + lift, lift), strict=True):
        mean[name] = ratio(summed(values), n)
        away = values - mean[name].reshape(-1)[place]
        variance[name] = ratio(summed(away**2), n - 1.0)
    met = met_then = np.full(shape, np.nan)
    if _held_alike(tally, measure):
        met, met_then = (ratio(summed(each >= -ROUNDING), n) for each in (answers.gap, answers.gap + lift))
    return Items(n, mean, variance, summed(lift > 0), met, met_then)


def _held_alike(tally: Tally, measure: Measure) -> bool:
    """Tell whether a standard is met where the gap is none."""
    try:
        held = measure_for(tally.instrument, "met")
    except ServgapError:
        return False
    return (held.part, held.against) == (measure.part, measure.against)


def _rows_of_cell(
    tally: Tally,
    items: Items,
    answers: Answers,
    blocks: list[GapBlock],
    cell: int,
    levels: Mapping[str, float],
    confidence: float,
) -> list[dict[str, Any]]:
    instrument = tally.instrument
    keys = np.array([item.standard.key for item in instrument.items])
    touched = np.isin(keys, list(levels)) & (items.raised[cell] > 0)
    measured = items.n[cell] > 0
    weights = np.zeros((len(instrument.dimensions), len(keys)))
    for row, span in zip(weights, instrument.spans, strict=True):
        row[span] = ratio(measured[span].astype(np.float64), float(measured[span].sum()))
    known = answers.complete[cell] | np.full(len(weights), tally.matrix_sampled)
    moves = np.array([touched[span].any() for span in instrument.spans])
    change = np.where(moves & ~known, np.nan, np.nan_to_num(weights @ np.nan_to_num(items.mean["gap_change"][cell])))
    met, met_then = (
        np.where(known, np.nan_to_num(weights) @ np.nan_to_num(each[cell]), np.nan)
        if np.isfinite(each[cell]).any()
        else np.full(len(weights), np.nan)
        for each in (items.met, items.met_then)
    )
    asked = np.array([measured[span].any() for span in instrument.spans])
    equal = asked / max(int(asked.sum()), 1)
    found = []
    for place, method in enumerate(blocks[0].methods):
        share = equal if method == MEAN_OF_DIMENSIONS else _points(tally)
        if method == "mean_of_items" or (method == WEIGHTED and not asked.all()):
            continue
        rise = 0.0 if not moves.any() else np.nan if share is None else float((share[asked] * change[asked]).sum())
        mean_met = [float(np.nan if share is None else (share[asked] * each[asked]).sum()) for each in (met, met_then)]
        now = _now(blocks[0], cell, place, confidence)
        label = labels_of("overall", method=MEAN_OF_DIMENSIONS if method == MEAN_OF_DIMENSIONS else WEIGHTED)
        found.append({**label, **now, **_then(now, rise, mean_met), "raised_n": _raised(items, cell, touched)})
    for place, key in enumerate(instrument.dimension_keys):
        span = instrument.spans[place]
        if moves[place]:
            mine = np.zeros(len(keys), dtype=bool)
            mine[span] = touched[span]
            now = _now(blocks[1], cell, place, confidence)
            then = _then(now, float(change[place]), [float(met[place]), float(met_then[place])])
            label = labels_of("dimension", key, method=SCORES)
            found.append({**label, **now, **then, "raised_n": _raised(items, cell, mine)})
    dimension = {item.standard.key: each.key for each in instrument.dimensions for item in each.items}
    for key in levels:
        label = labels_of("standard", dimension[key], key, PAIRS)
        found.append({**label, **_standard(items, cell, np.flatnonzero(keys == key), confidence)})
    return found


def _points(tally: Tally) -> Floats | None:
    """Give the points of all respondents as shares, where all of them have the same."""
    given = tally.instrument.points if tally.points_from == "instrument" else None
    return None if given is None else np.asarray(given, dtype=np.float64) / POINTS_TOTAL


def _now(block: GapBlock, cell: int, place: int, confidence: float) -> dict[str, Any]:
    n, value, se, df = (block.numbers[name][cell, place] for name in ("n", "value", "se", "df"))
    reach = float(t_quantile(np.array(float(df)), confidence)) * float(se)
    return {"n": int(n), "gap": float(value), "gap_low": float(value - reach), "gap_high": float(value + reach)}


def _then(now: Mapping[str, Any], rise: float, met: list[float]) -> dict[str, Any]:
    """Give what would be of a mean of several items; where nothing rises, all is as it is."""
    still = rise == 0
    ends = [now["gap_low"], now["gap_high"]] if still else [np.nan, np.nan]
    told = {"gap_then": now["gap"] + rise, "gap_then_low": ends[0], "gap_then_high": ends[1]}
    told |= {"gap_change": rise, **dict.fromkeys(("gap_change_low", "gap_change_high"), 0.0 if still else np.nan)}
    return {**told, "share_met": met[0], "share_met_then": met[1], "reason": NONE if still else NEEDS_ROWS}


def _standard(items: Items, cell: int, mine: NDArray[np.int64], confidence: float) -> dict[str, Any]:
    """Give what would be of a standard; of several items that measure it nobody counted how they vary together."""
    n = int(items.n[cell, mine].min())
    alone = len(mine) == 1
    told: dict[str, Any] = {"n": n}
    for name in OF:
        mean = float(items.mean[name][cell, mine].mean())
        reach = np.nan
        if alone and n > 1:
            se = np.sqrt(float(items.variance[name][cell, mine[0]]) / n)
            reach = float(t_quantile(np.array(n - 1.0), confidence)) * se
        told |= {name: mean, f"{name}_low": mean - reach, f"{name}_high": mean + reach}
    share, then = (float(each[cell, mine].mean()) for each in (items.met, items.met_then))
    raised = float(items.raised[cell, mine[0]]) if alone else np.nan
    reason = NONE if alone else NEEDS_ROWS
    return {**told, "raised_n": raised, "share_met": share, "share_met_then": then, "reason": reason}


def _raised(items: Items, cell: int, touched: NDArray[np.bool_]) -> float:
    """Give of how many respondents an answer is raised; NaN where these may be the same ones in several items."""
    raised = items.raised[cell, touched]
    return float(raised[0]) if len(raised) == 1 else 0.0 if not len(raised) else np.nan
