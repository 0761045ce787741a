"""What customers say of each standard: its gap, the share met, what changed since, and what they do not tell apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from servgap._stats.intervals import t_quantile
from servgap._stats.paired.correlation import correlation
from servgap._stats.ratio import ratio
from servgap.analysis.gap_rows import GapBlock, gap_blocks
from servgap.analysis.reasons import NO_TARGET, NO_VARIATION, NONE, TOO_FEW
from servgap.analysis.rows import standard_weights
from servgap.analysis.subject import Chance, tally_of
from servgap.analysis.verdicts import verdicts
from servgap.errors import ServgapError
from servgap.errors import review as errors
from servgap.survey.instrument import Instrument
from servgap.survey.measures.counted_measure import counted
from servgap.survey.measures.measure import TARGET, Measure, has_targets, measure_for
from servgap.survey.moments import item_covariance
from servgap.survey.standards.standard import Standard
from servgap.survey.survey import Survey
from servgap.survey.tally import Floats, Tally

POLICY = "half"
MET = "met"
Numbers = dict[str, NDArray[Any]]


def reviewed_measure(instrument: Instrument) -> Measure:
    """Give what customers are held by: the gap, or the distance from the targets where one part is asked alone.

    Raises
    ------
    ServgapError
        If one part is asked alone and no standard has a target.
    """
    found = measure_for(instrument, None)
    if not found.has_yardstick and has_targets(instrument):
        found = measure_for(instrument, TARGET)
    if not found.has_yardstick:
        raise errors.no_targets(instrument.name, found.part)
    return found


def customers_of(
    tally: Tally, measure: Measure, smallest: float, level: float, chance: Chance
) -> tuple[Numbers, GapBlock]:
    """Give gaps of standards, groups × standards, with intervals that hold at once over the standards of a group."""
    block = _standards(tally, measure)
    outer, inner = _ends(tally, measure, block, level, chance)
    numbers = block.numbers
    columns: Numbers = {
        "n": numbers["n"],
        "gap": numbers["value"],
        "se": numbers["se"],
        "ci_low": outer.low,
        "ci_high": outer.high,
        "inner_low": inner.low,
        "inner_high": inner.high,
        "verdict": verdicts((outer.low, outer.high), (inner.low, inner.high), smallest),
    }
    reason = np.full(numbers["value"].shape, NONE, dtype=object)
    reason[~np.isfinite(outer.low)] = NO_VARIATION
    reason[numbers["n"] < 2] = TOO_FEW
    reason[:, ~block.measured] = NO_TARGET
    return {**columns, "reason": reason}, block


def met_by(
    subject: Survey | Tally, by: tuple[str, ...], cells: list[tuple[str, ...]], level: float, chance: Chance
) -> Numbers | None:
    """Give the shares of customers for whom standards were met; None where these were not counted."""
    try:
        measure = measure_for(subject.instrument, MET)
        tally = tally_of(subject, by, measure=measure)
        block = _standards(tally, measure)
    except ServgapError:
        return None
    outer, _ = _ends(tally, measure, block, level, chance)
    place = [tally.cells.index(cell) for cell in cells]
    told = {"share_met": block.numbers["value"], "met_low": outer.low, "met_high": outer.high}
    return {name: values[place] for name, values in told.items()}


def _standards(tally: Tally, measure: Measure) -> GapBlock:
    return next(block for block in gap_blocks(tally, POLICY, measure) if "standard" in block.levels)


def _ends(tally: Tally, measure: Measure, block: GapBlock, level: float, chance: Chance) -> Any:
    from servgap.analysis.gaps.simultaneous import Together, gap_ends

    return gap_ends([block], measure, Together(tally, measure, POLICY, chance), (level, 2 * level - 1))


@dataclass(frozen=True)
class Before:
    """What was before: each standard as it was, where it is known, and how its gap has changed since."""

    standards: tuple[Standard | None, ...]
    columns: Numbers
    compared: int


def before(
    previous: Survey | Tally,
    tally: Tally,
    block: GapBlock,
    measure: Measure,
    earlier_keys: Mapping[str, tuple[str, ...]],
    level: float,
) -> Before:
    """Compare with earlier answers of other respondents, standard by standard; all differences at once (Bonferroni).

    now − then ± t·√(se² + se²), with the degrees of freedom of Welch (1947), Biometrika 34, 28–35.

    Raises
    ------
    ServgapError
        If the earlier answers are on another scale, or ask something else.
    """
    if not isinstance(previous, Survey | Tally):
        raise errors.not_previous(previous)
    theirs, mine = previous.instrument, tally.instrument
    if theirs.scale != mine.scale:
        raise errors.previous_on_other_scale(theirs.scale, mine.scale)
    measured = reviewed_measure(theirs)
    if (measured.part, measured.against) != (measure.part, measure.against):
        raise errors.previous_asks_other(measured.name, measure.name)
    then = tally_of(previous, tally.by, measure=measured)
    found = _standards(then, measured)
    there = {key: place for place, key in enumerate(found.labels.standard)}
    places = [next((there[key] for key in earlier_keys[key] if key in there), -1) for key in block.labels.standard]
    cells = [then.cells.index(cell) if cell in then.cells else -1 for cell in tally.cells]
    columns = _change(block.numbers, _aligned(found.numbers, cells, places), level)
    were = {standard.key: standard for standard in theirs.standards}
    known = tuple(were[found.labels.standard[place]] if place >= 0 else None for place in places)
    return Before(known, columns, int(np.isfinite(columns["change_since_low"]).sum()))


def _aligned(numbers: Numbers, cells: list[int], places: list[int]) -> Numbers:
    """Lay earlier numbers out on the groups and standards of now; NaN where there were none."""
    absent = (np.array(cells) < 0)[:, None] | (np.array(places) < 0)[None]
    return {
        name: np.where(absent, np.nan, numbers[name][np.ix_(cells, places)].astype(np.float64))
        for name in ("value", "se", "df")
    }


def _change(now: Numbers, then: Numbers, level: float) -> Numbers:
    """Give the change, now less then, with intervals for all at once."""
    first, second = now["se"].astype(np.float64) ** 2, then["se"] ** 2
    se = np.sqrt(first + second)
    df = ratio((first + second) ** 2, first**2 / now["df"] + second**2 / then["df"])
    compared = max(int(np.isfinite(se).sum()), 1)
    reach = t_quantile(df, 1 - (1 - level) / compared) * se
    change = now["value"] - then["value"]
    return {"change_since": change, "change_since_low": change - reach, "change_since_high": change + reach}


@dataclass(frozen=True)
class Pair:
    """Two standards of one touchpoint, and how closely their gaps go together in one group."""

    one: int
    other: int
    r: float
    low: float
    high: float


def pairs_of(tally: Tally, measure: Measure, level: float) -> list[list[Pair]]:
    """Correlate the gaps of the standards of each touchpoint, in each group; intervals hold for all pairs at once.

    The correlation is that of respondents who answered both, made from the same products as all other numbers.
    """
    standards = tally.instrument.standards
    wanted = [
        (one, other)
        for one in range(len(standards))
        for other in range(one + 1, len(standards))
        if standards[one].touchpoint is not None and standards[one].touchpoint == standards[other].touchpoint
    ]
    if not wanted:
        return [[] for _ in tally.cells]
    one, other = np.array(wanted).T
    found = []
    for r, n in zip(*_correlations(tally, measure), strict=True):
        known = correlation(r[one, other], n[one, other], 1 - (1 - level) / (len(wanted) * len(tally.cells)))
        found.append([Pair(*each) for each in zip(one, other, r[one, other], known.ci_low, known.ci_high, strict=True)])
    return found


def _correlations(tally: Tally, measure: Measure) -> tuple[Floats, Floats]:
    """Give the correlations of standards' gaps, and on how many respondents each rests at least."""
    means, products = item_covariance(tally, measure), counted(tally, measure).products
    items = len(tally.instrument.items)
    both = products[:, 2 * items :, 2 * items :].astype(np.float64)
    n = means.n
    spread = np.nan_to_num(ratio(np.nan_to_num(means.covariance) * n[:, :, None] * n[:, None, :], both))
    weights = standard_weights(tally.instrument)
    covariance = weights @ spread @ weights.T
    size = np.sqrt(np.einsum("...ii->...i", covariance))
    r = ratio(covariance, size[:, :, None] * size[:, None, :])
    chosen = [np.flatnonzero(row) for row in weights]
    least = np.array([[[each[np.ix_(a, b)].min() for b in chosen] for a in chosen] for each in both])
    return r, least


def earlier_keys(instrument: Instrument, catalogue: Any) -> dict[str, tuple[str, ...]]:
    """Give the keys under which each standard may have stood before: its own, then those of its earlier versions."""
    found = {}
    for standard in instrument.standards:
        keys = [standard.key, *([standard.supersedes] if standard.supersedes else [])]
        if catalogue is not None and standard.key in catalogue.keys:
            for version in catalogue.versions(standard.key):
                keys += [version.key, *([version.supersedes] if version.supersedes else [])]
        found[standard.key] = tuple(dict.fromkeys(keys))
    return found


def only_some(numbers: Numbers, cell: int, place: int) -> dict[str, Any]:
    """Give one standard's numbers in one group."""
    return {name: values[cell, place] for name, values in numbers.items()}
