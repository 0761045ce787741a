"""Whether the questionnaire measures the same in every group: the steps of invariance, and the groups they rest on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap._stats.factor_models.invariance import measurement_invariance
from servgap._stats.factor_models.samples import given
from servgap._stats.factor_models.structures import LEVELS
from servgap._stats.reliability.keying import opposed_items
from servgap.analysis.frames import Later
from servgap.analysis.reasons import (
    IMPROPER,
    NONE,
    NOT_CONVERGED,
    NOT_IDENTIFIED,
    OPPOSED_ITEM,
    POOLED_ONLY,
    SATURATED,
    SINGLE_GROUP,
    TOO_FEW_FOR_ITEMS,
    TOO_MANY_GROUPS,
)
from servgap.analysis.rows import frame_of
from servgap.analysis.validity.bands import (
    LARGE,
    LEAST_GROUP,
    MOST_GROUPS,
    PER_PARAMETER,
    POOR,
    StepLimits,
    fit_of,
    limits_of,
    steps_hold,
)
from servgap.analysis.validity.competing_models import CompetingModel
from servgap.analysis.validity.factor_fits import ML, FittedModel, PartAnswers, fit_model
from servgap.analysis.validity.facts import GroupsCompared
from servgap.survey.covariances import GAP, Covariances, of_gaps, part_covariances, whole_covariances
from servgap.survey.tally import Tally

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
    """
    The groups of a tally, which of them can be part of a model of several groups, and what speaks against that.

    `size` is how many numbers the model estimates in each group.
    """

    tally: Tally
    part: str
    moments: Covariances | None
    size: int
    confidence: float

    @cached_property
    def against(self) -> NDArray[np.bool_]:
        """In which groups an item runs against the others of its dimension by more than chance."""
        every = [
            part_covariances(self.tally, self.part, place) for place in range(len(self.tally.instrument.dimensions))
        ]
        found = [opposed_items(each.covariance, each.n, self.confidence).sure.any(axis=-1) for each in every]
        return np.asarray(np.logical_or.reduce(found), dtype=bool)

    @property
    def limits(self) -> StepLimits:
        """By how much the fit may change at a step that holds."""
        return limits_of(self.moments.n[self.used]) if self.moments is not None else LARGE

    @property
    def used(self) -> NDArray[np.bool_]:
        """Which groups have enough complete answers that vary for a model of their own."""
        if self.moments is None:
            return np.zeros(len(self.tally.cells), dtype=bool)
        every = zip(self.moments.covariance, self.moments.n, self.moments.mean, strict=True)
        return np.array([given(*each).usable for each in every], dtype=bool)

    @property
    def few(self) -> bool:
        """Whether a group of the model has too few complete answers to judge by."""
        return self.moments is not None and bool((self.moments.n[self.used] <= PER_PARAMETER * self.size).any())

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


def invariance(
    tally: Tally, part: str, own: FittedModel, confidence: float
) -> tuple[dict[str, pd.DataFrame | Later], GroupsCompared]:
    """Give the tables ``invariance`` and ``groups``, and the facts of them."""
    size = own.model.specification.size
    groups = GroupedParts(tally, part, part_moments(tally, part), size, confidence)
    frame = _steps_frame(groups, own)
    frames: dict[str, pd.DataFrame | Later] = {"invariance": frame, "groups": partial(_groups_frame, groups, own.model)}
    return frames, _facts(groups, frame)


def _steps_frame(groups: GroupedParts, own: FittedModel) -> pd.DataFrame:
    moments, used, reason = groups.moments, groups.used, groups.reason
    size = len(LEVELS)
    if moments is None or reason:
        numbers: dict[str, Any] = dict.fromkeys((*FIT, "aic", "bic", *STEPS), np.full(size, np.nan))
        holds = converged = proper = np.zeros(size, dtype=bool)
        reasons = np.full(size, reason, dtype=object)
    else:
        parts = (moments.covariance[used], moments.mean[used], moments.n[used])
        found = measurement_invariance(*parts, own.model.factor_of_item)
        numbers = {name: getattr(found, name) for name in (*FIT, "aic", "bic", *STEPS)}
        first = fit_of(float(found.cfi[0]), float(found.rmsea[0]), float(found.srmr[0])) not in {"", POOR}
        holds = np.append(first, steps_hold(found.cfi_difference, found.rmsea_difference, groups.limits)[1:])
        converged, proper = found.converged, found.proper
        model = own.model.specification
        unfit = NOT_IDENTIFIED if model.size > model.moments else NOT_CONVERGED
        reasons = np.where(proper, NONE, np.where(converged, IMPROPER, unfit)).astype(object)
        if groups.against[used].any():
            reasons[reasons == NONE] = OPPOSED_ITEM
    respondents = float(moments.n[used].sum()) if moments is not None else np.nan
    head = {"step": np.array(LEVELS, dtype=object), "groups": int(used.sum()), "n": respondents}
    if groups.few:
        reasons[np.isin(reasons.astype(str), (NONE, IMPROPER, OPPOSED_ITEM))] = TOO_FEW_FOR_ITEMS
    known = (reasons == NONE) & np.append(True, reasons[:-1] == NONE)
    # Nothing is concluded from an improper solution, but that the step fails: a proper one would fit even worse.
    known |= (reasons == IMPROPER) & np.append(True, reasons[:-1] == NONE) & ~holds
    # Nor does a step hold of a structure that all groups together do not have.
    reasons[(reasons == NONE) & known & holds] = own.reason
    known &= (own.reason == NONE) | ~holds
    flags = {"holds": judged(holds, known), "converged": converged, "proper": proper}
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
    opposed = OPPOSED_ITEM if groups.against[place] else NONE
    reason = TOO_FEW_FOR_ITEMS if found.too_few else found.reason or opposed
    reason = reason or (SATURATED if found.saturated else NONE)
    return {**numbers, "fit": "" if reason else found.fit, "proper": found.proper, "reason": reason}


def _facts(groups: GroupedParts, frame: pd.DataFrame) -> GroupsCompared:
    """Say up to which step groups measure the same, what failed, and on how many respondents that rests."""
    used = groups.used
    n = groups.moments.n[used] if groups.moments is not None else np.zeros(0)
    held = int(np.cumprod(frame["holds"].fillna(value=False).to_numpy(dtype=bool)).sum())
    beyond = frame.iloc[held] if held < len(frame) else None
    failed = beyond is not None and not pd.isna(beyond["holds"])
    return GroupsCompared(
        by=groups.tally.by,
        reached=str(frame["step"].iloc[held - 1]) if held else "",
        failed=str(beyond["step"]) if beyond is not None and failed else "",
        open=str(beyond["step"]) if beyond is not None and not failed else "",
        cfi_difference=float(beyond["cfi_difference"]) if beyond is not None and failed else np.nan,
        limits=groups.limits,
        groups=int(used.sum()),
        left_out=int((~used).sum()),
        small=int((n < LEAST_GROUP).sum()),
        n=float(n.sum()),
        reason=_open_reason(groups, frame, beyond) if not failed else "",
    )


def _open_reason(groups: GroupedParts, frame: pd.DataFrame, beyond: Any) -> str:
    """Say why the first step that does not hold is not judged; empty where all hold."""
    if groups.reason or beyond is None:
        return groups.reason
    place = int(frame.index[frame["step"] == beyond["step"]][0])
    return str(beyond["reason"] or frame["reason"].iloc[max(place - 1, 0)])


def judged(holds: NDArray[np.bool_], known: NDArray[np.bool_]) -> pd.api.extensions.ExtensionArray:
    """Give whether steps hold, where that can be said."""
    return pd.array([bool(each) if sure else None for each, sure in zip(holds, known, strict=True)], dtype="boolean")
