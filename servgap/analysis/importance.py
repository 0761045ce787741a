"""How important standards or dimensions are to customers: as they say themselves, or as it follows from an outcome."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from servgap._stats.importance.joint_rows import joint_rows
from servgap._stats.ratio import Floats
from servgap.analysis.respondents import values_of
from servgap.errors import importance as errors
from servgap.survey.frozen import Frozen
from servgap.survey.instrument import Instrument
from servgap.survey.measures.measure import Measure
from servgap.survey.survey import Survey

STATED, DERIVED = "stated", "derived"
PART = "importance"
"""The part in which customers say of every item how important it is to them."""
ANSWERS, POINTS, SHARE = "scale_points", "points_of_100", "share"


@dataclass(frozen=True, eq=False)
class Importance(Frozen):
    """How important some standards or dimensions are, with what each respondent has to do with it.

    Parameters
    ----------
    kind
        ``"stated"`` by customers or the questionnaire, or ``"derived"`` from what goes with an outcome.
    level
        What is important: ``"dimension"`` or ``"item"``.
    keys
        The keys of these, in the order of the questionnaire.
    value
        Their importances (k,).
    influence
        Respondents × k: how each moves an importance, whose error is the mean of these; NaN for one who was not used.
        It has a row for every respondent of the survey. None where importances are known without error.
    n
        How many respondents were used.
    unit
        What it is measured in: ``"scale_points"``, ``"points_of_100"`` or ``"share"``, parts that add up to a whole.
    outcome
        From which outcome it was derived.
    """

    kind: str
    level: str
    keys: tuple[str, ...]
    value: Floats
    influence: Floats | None
    n: int
    unit: str = SHARE
    outcome: str = ""

    @property
    def adds_up(self) -> bool:
        """Whether the importances are parts of a whole, so that an equal share is the middle of them."""
        return self.unit != ANSWERS


def states_items(instrument: Instrument) -> bool:
    """Tell whether customers say of every item how important it is."""
    return PART in instrument.parts


def stated_importance(
    survey: Survey, level: str, policy: str = "half", kept: NDArray[np.bool_] | None = None
) -> Importance:
    """Take what customers say: of every item, or of the dimensions in 100 points; else the questionnaire's own points.

    Parameters
    ----------
    survey
        The answers.
    level
        ``"item"`` or ``"dimension"``. Of points only dimensions have some.
    policy
        The rule for missing answers, of dimensions of items.
    kept
        Whom it is about; everybody unless told.

    Raises
    ------
    ServgapError
        If nobody says how important anything is.
    """
    instrument = survey.instrument
    about = np.ones(survey.n, dtype=bool) if kept is None else kept
    if states_items(instrument):
        keys = instrument.item_keys if level == "item" else instrument.dimension_keys
        given = values_of(survey, Measure(PART, None), level, policy)
        return _of_values(level, keys, np.where(about[:, None], given, np.nan), ANSWERS)
    if survey.points is not None:
        given = np.where(about[:, None], survey.points.T, np.nan)
        return _of_values("dimension", instrument.dimension_keys, given, POINTS)
    if instrument.points is None:
        raise errors.nothing_stated(instrument.name, instrument.parts)
    value = np.array(instrument.points, dtype=np.float64)
    return Importance(STATED, "dimension", instrument.dimension_keys, value, None, int(about.sum()), POINTS)


def _of_values(level: str, keys: tuple[str, ...], values: Floats, unit: str) -> Importance:
    found = joint_rows(values)
    influence = np.where(np.isfinite(values), found.rows * np.maximum(found.n, 1.0), np.nan)
    used = int(np.isfinite(values).any(axis=1).sum())
    return Importance(STATED, level, keys, found.mean, influence, used, unit)


def on_all(importance: Importance, instrument: Instrument) -> Importance:
    """Lay importances out on all items or dimensions of a questionnaire, in its order; NaN where there is none."""
    keys = instrument.item_keys if importance.level == "item" else instrument.dimension_keys
    if importance.keys == keys:
        return importance
    place = {key: number for number, key in enumerate(importance.keys)}
    taken = np.array([place.get(key, -1) for key in keys])
    value = np.where(taken >= 0, importance.value[taken], np.nan)
    moved = None if importance.influence is None else np.where(taken >= 0, importance.influence[:, taken], np.nan)
    return replace(importance, keys=keys, value=value, influence=moved)
