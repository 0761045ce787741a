"""How important each standard is, with the set of ranks that it may have."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from servgap._stats.importance.joint_rows import rows_covariance
from servgap.analysis.finding import Finding
from servgap.analysis.gap_rows import gap_blocks
from servgap.analysis.importance import PART, STATED, states_items
from servgap.analysis.joint import ImportanceFrom, groups_of, importance_from, joint_of, level_of
from servgap.analysis.ranks import RankQuestion, rank_columns
from servgap.analysis.rows import standard_rows
from servgap.analysis.subject import TESTED_FROM, Chance
from servgap.errors import analysis as analysis_errors
from servgap.survey.instrument import Instrument
from servgap.survey.measures.measure import Measure
from servgap.survey.moments import mean_points
from servgap.survey.survey import Survey
from servgap.survey.tally import Floats, Tally

COLUMNS = ("importance", "importance_rank", "importance_rank_low", "importance_rank_high", "importance_ranked")
POLICY = "half"
NOT_COUNTED = "not_counted"
"""Importance that was asked, and that a tally does not hold."""


@dataclass(frozen=True)
class Importances:
    """Importances of standards with sets of ranks, groups × standards by column.

    Parameters
    ----------
    columns
        Those of `COLUMNS`; NaN where nothing is known.
    driver_low
        Lower ends of what each standard accounts for of an outcome; NaN where importance was not derived.
    kind, unit, level
        Whether importance was stated or derived, not counted, or unknown (the empty text); in what; and of what it is
        known.
    ranked
        Whether there are sets of ranks.
    """

    columns: dict[str, NDArray[Any]]
    driver_low: Floats
    kind: str = ""
    unit: str = ""
    level: str = ""

    @property
    def ranked(self) -> bool:
        """Whether there are sets of ranks."""
        return bool(np.isfinite(self.columns["importance_rank_low"]).any())


def importances_of(
    subject: Survey | Tally, tally: Tally, measure: Measure, importance: ImportanceFrom, level: float, chance: Chance
) -> Importances:
    """Find how important standards are in each group; a standard has the ranks of its dimension where that is all.

    Raises
    ------
    ServgapError
        If importance is none, or drivers are handed in with a Tally, which has no respondents to find them in.
    """
    if isinstance(subject, Tally):
        if importance != STATED:
            raise analysis_errors.needs_rows("review_standards(importance=drivers)")
        return _of_tally(tally, level, chance)
    given = importance_from(subject, importance)
    instrument = subject.instrument
    if given is None and not (states_items(instrument) or subject.points is not None or instrument.points is not None):
        return _unknown(tally)
    about = level_of(subject, given)
    rows = []
    for kept in groups_of(subject, tally):
        joint, used = joint_of(subject, measure, about, POLICY, given, kept)
        found = joint.important
        covariance = rows_covariance(found.rows, joint.size) if joint.size > 1 else np.full((len(found.n),) * 2, np.nan)
        rows.append(_ranked(found.value, covariance, found.n, level, chance))
    drivers = _driver_low(instrument, importance) if isinstance(importance, Finding) else None
    return _laid_out(tally, rows, about, drivers, (used.kind, used.unit))


def _of_tally(tally: Tally, level: float, chance: Chance) -> Importances:
    """Take the importance of every item, if it was counted, or else points; how respondents' own vary is not counted.

    Those have no sets of ranks then; the questionnaire's points are known.
    """
    stated = Measure(PART, None)
    if states_items(tally.instrument) and stated in tally.measures:
        block = next(each for each in gap_blocks(tally, POLICY, stated) if "standard" in each.levels)
        covariance = np.full((len(tally.cells), 1, 1), np.nan) if block.covariance is None else block.covariance
        each = zip(block.numbers["value"], covariance, block.numbers["n"].astype(np.float64), strict=True)
        rows = [_ranked(value, errors, n, level, chance) for value, errors, n in each]
        return _laid_out(tally, rows, "standard", None, (STATED, "scale_points"))
    if tally.points_from is None:
        return replace(_unknown(tally), kind=NOT_COUNTED if states_items(tally.instrument) else "")
    dimensions = len(tally.instrument.dimensions)
    rows = []
    for value, n in zip(mean_points(tally), tally.respondents, strict=True):
        known = tally.points_from == "instrument"
        errors = np.full((dimensions, dimensions), 0.0 if known else np.nan)
        rows.append(_ranked(value, errors, np.full(dimensions, float(n)), level, chance))
    return _laid_out(tally, rows, "dimension", None, (STATED, "points_of_100"))


def _ranked(value: Floats, covariance: Floats, n: Floats, level: float, chance: Chance) -> dict[str, Floats]:
    """Rank importances, the largest first; those without a chance of their own that is known have no rank."""
    known = np.isfinite(value) & (n >= TESTED_FROM) & np.isfinite(np.diagonal(covariance))
    ranks = rank_columns(-value, covariance, n, known, RankQuestion(1, None, level, chance))
    told = {f"importance_{name}": ranks[name] for name in ("rank", "rank_low", "rank_high")}
    ranked = np.where(known, float(known.sum()), np.nan)
    return {"importance": value, **told, "importance_ranked": ranked}


def _laid_out(
    tally: Tally, rows: list[dict[str, Floats]], about: str, drivers: Floats | None, told: tuple[str, str]
) -> Importances:
    """Give each standard the importance that is known of it, or of its dimension."""
    instrument = tally.instrument
    place = np.arange(len(instrument.standards))
    if about == "dimension":
        place = np.array([instrument.dimension_keys.index(key) for key in standard_rows(instrument).dimension])
    columns = {name: np.stack([row[name][place] for row in rows]) for name in COLUMNS}
    low = np.full(len(instrument.standards), np.nan) if drivers is None else drivers
    return Importances(columns, low, *told, about)


def _unknown(tally: Tally) -> Importances:
    shape = (len(tally.cells), len(tally.instrument.standards))
    return Importances({name: np.full(shape, np.nan) for name in COLUMNS}, np.full(shape[1], np.nan))


def _driver_low(instrument: Instrument, drivers: Finding) -> Floats:
    """Give the lower end of what each standard accounts for; of several items the largest, else of its dimension."""
    frame = drivers.frames["frame"]
    low = dict(zip(frame["item"], frame["share_of_r2_low"], strict=True))
    of_dimension = frame[frame["level"] == "dimension"]
    dimensions = dict(zip(of_dimension["dimension"], of_dimension["share_of_r2_low"], strict=True))
    rows = standard_rows(instrument)
    found = []
    for key, dimension in zip(rows.standard, rows.dimension, strict=True):
        items = [float(low[i.key]) for i in instrument.items if i.standard.key == key and i.key in low]
        found.append(max(items) if items else float(dimensions.get(dimension, np.nan)))
    return np.array(found)
