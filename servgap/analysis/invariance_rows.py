"""Whether the questionnaire measures the same in every group: the steps of invariance, and the groups they rest on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap._stats.factor_models.invariance import measurement_invariance
from servgap._stats.factor_models.samples import given
from servgap._stats.factor_models.structures import LEVELS
from servgap.analysis.competing_models import CompetingModel
from servgap.analysis.factor_fits import ML, PartAnswers, fit_model
from servgap.analysis.frames import Later
from servgap.analysis.reasons import (
    IMPROPER,
    NONE,
    NOT_CONVERGED,
    NOT_IDENTIFIED,
    POOLED_ONLY,
    SATURATED,
    SINGLE_GROUP,
    TOO_MANY_GROUPS,
)
from servgap.analysis.rows import frame_of
from servgap.analysis.validity_bands import LEAST_GROUP, MOST_GROUPS, POOR, fit_of, steps_hold
from servgap.survey.covariances import GAP, Covariances, of_gaps, whole_covariances
from servgap.survey.tally import Tally

STATISTIC = "measurement_invariance"
FIT = ("chi_square", "df", "p_value", "cfi", "tli", "rmsea", "rmsea_low", "rmsea_high", "srmr")
STEPS = (
    *("chi_square_difference", "df_difference", "p_difference"),
    *("cfi_difference", "rmsea_difference", "srmr_difference"),
)


def part_moments(tally: Tally, part: str) -> Covariances | None:
    """Give how all items of a part, or the gaps, vary together in each group; nothing where that is not kept."""
    found = whole_covariances(tally, part)
    return of_gaps(found) if found is not None and part == GAP else found


@dataclass(frozen=True)
class GroupedParts:
    """The groups of a tally, and which of them can be part of a model of several groups."""

    tally: Tally
    moments: Covariances | None

    @property
    def used(self) -> NDArray[np.bool_]:
        """Which groups have enough complete answers that vary for a model of their own."""
        if self.moments is None:
            return np.zeros(len(self.tally.cells), dtype=bool)
        every = zip(self.moments.covariance, self.moments.n, self.moments.mean, strict=True)
        return np.array([given(*each).usable for each in every], dtype=bool)

    @property
    def reason(self) -> str:
        """Why groups cannot be compared; empty where they can."""
        if self.moments is None:
            return POOLED_ONLY
        groups = int(self.used.sum())
        if groups < 2:
            return SINGLE_GROUP if len(self.used) < 2 else self._unfit
        return TOO_MANY_GROUPS if groups > MOST_GROUPS else NONE

    @property
    def _unfit(self) -> str:
        """Why the first group that no model can be fitted to is left out."""
        place = int(np.argmin(self.used))
        return self.answers(place).reason

    def answers(self, place: int) -> PartAnswers:
        """Give what is known of one group's answers."""
        if self.moments is None:
            return PartAnswers(np.nan, np.zeros(0), np.zeros((0, 0)), known=False)
        return PartAnswers(float(self.moments.n[place]), self.moments.mean[place], self.moments.covariance[place])


def invariance(tally: Tally, part: str, own: CompetingModel) -> tuple[dict[str, pd.DataFrame | Later], dict[str, Any]]:
    """Give the tables ``invariance`` and ``groups``, and the facts of them."""
    groups = GroupedParts(tally, part_moments(tally, part))
    frame = _steps_frame(groups, own)
    frames: dict[str, pd.DataFrame | Later] = {"invariance": frame, "groups": partial(_groups_frame, groups, own)}
    return frames, _facts(groups, frame)


def _steps_frame(groups: GroupedParts, own: CompetingModel) -> pd.DataFrame:
    moments, used, reason = groups.moments, groups.used, groups.reason
    size = len(LEVELS)
    if moments is None or reason:
        numbers: dict[str, Any] = dict.fromkeys((*FIT, "aic", "bic", *STEPS), np.full(size, np.nan))
        holds = converged = proper = np.zeros(size, dtype=bool)
        reasons = np.full(size, reason, dtype=object)
    else:
        parts = (moments.covariance[used], moments.mean[used], moments.n[used])
        found = measurement_invariance(*parts, own.factor_of_item)
        numbers = {name: getattr(found, name) for name in (*FIT, "aic", "bic", *STEPS)}
        first = fit_of(float(found.cfi[0]), float(found.rmsea[0]), float(found.srmr[0])) not in {"", POOR}
        holds = np.append(first, steps_hold(found.cfi_difference, found.rmsea_difference)[1:])
        converged, proper = found.converged, found.proper
        model = own.specification
        unfit = NOT_IDENTIFIED if model.size > model.moments else NOT_CONVERGED
        reasons = np.where(proper, NONE, np.where(converged, IMPROPER, unfit)).astype(object)
    respondents = float(moments.n[used].sum()) if moments is not None else np.nan
    head = {"step": np.array(LEVELS, dtype=object), "groups": int(used.sum()), "n": respondents}
    flags = {"holds": holds, "converged": converged, "proper": proper}
    return pd.DataFrame({**head, **numbers, **flags, "reason": reasons})


def _groups_frame(groups: GroupedParts, own: CompetingModel) -> pd.DataFrame:
    """Give the questionnaire's own structure fitted to each group by itself."""
    rows = [_group_row(groups, own, place) for place in range(len(groups.tally.cells))]
    columns = {name: np.array([row[name] for row in rows])[:, None] for name in rows[0]}
    columns["used"] = groups.used[:, None]
    for name in ("fit", "reason"):
        columns[name] = columns[name].astype(object)
    order = ("n", "used", *FIT, "fit", "proper", "reason")
    labels = {"n_items": [len(groups.tally.instrument.items)]}
    return frame_of(groups.tally, labels, {name: columns[name] for name in order})


def _group_row(groups: GroupedParts, own: CompetingModel, place: int) -> dict[str, Any]:
    if groups.moments is None:
        nothing = dict.fromkeys(("n", *FIT), np.nan)
        return {**nothing, "fit": "", "proper": False, "reason": POOLED_ONLY}
    found = fit_model(own, groups.answers(place), ML)
    numbers = {name: found.numbers[name] for name in ("n", *FIT)}
    fit = "" if found.saturated else fit_of(numbers["cfi"], numbers["rmsea"], numbers["srmr"])
    reason = SATURATED if found.saturated else found.reason
    return {**numbers, "fit": fit, "proper": found.proper, "reason": reason}


def _facts(groups: GroupedParts, frame: pd.DataFrame) -> dict[str, Any]:
    """Say up to which step groups measure the same, what failed, and on how many respondents that rests."""
    reached = ""
    for step, holds in zip(frame["step"], frame["holds"], strict=True):
        if not holds:
            break
        reached = step
    used = groups.used
    n = groups.moments.n[used] if groups.moments is not None else np.zeros(0)
    failed = next((step for step, holds in zip(frame["step"], frame["holds"], strict=True) if not holds), "")
    last = frame[frame["step"] == failed]
    return {
        "by": list(groups.tally.by),
        "reached": reached,
        "failed": failed if not groups.reason else "",
        "cfi_difference": float(last["cfi_difference"].iloc[0]) if len(last) else np.nan,
        "groups": int(used.sum()),
        "left_out": int((~used).sum()),
        "small": int((n < LEAST_GROUP).sum()),
        "n": float(n.sum()),
        "reason": groups.reason or ("" if frame["converged"].iloc[0] else str(frame["reason"].iloc[0])),
    }
