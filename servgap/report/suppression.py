"""Groups too small to be shown in a report, taken out of findings before anything is written or drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from servgap.analysis.finding import Finding
from servgap.report.words.names import separately_by

COUNTS = ("n", "n_a", "n_b", "n_from", "n_to")


@dataclass(frozen=True)
class Shown:
    """A finding as a report may show it.

    Parameters
    ----------
    finding
        The finding without its small groups.
    hidden
        How many groups were taken out.
    silent
        Whether the headline was about one of them, and must not be shown.
    """

    finding: Finding
    hidden: int = 0
    silent: bool = False


def suppressed(finding: Finding, minimum: int) -> Shown:
    """Take out the groups, or waves, of fewer than `minimum` respondents.

    Parameters
    ----------
    finding
        What a verb returned.
    minimum
        The least number of respondents that is shown of a group.
    """
    if finding.kind == "groups":
        return _without_groups(finding, minimum)
    if finding.kind == "waves":
        return _without_waves(finding, minimum)
    if finding.kind == "screening":
        return Shown(_without_respondents(finding))
    if finding.kind == "validity" and "groups" in finding.frames:
        return _without_fits(finding, minimum)
    if separately_by(finding):
        return _without_cells(finding, minimum)
    return Shown(finding)


def _without_respondents(finding: Finding) -> Finding:
    """Keep the rows of single respondents out of a report."""
    frames = {
        name: frame.iloc[:0] if "respondent" in frame.columns else frame for name, frame in finding.frames.items()
    }
    return replace(finding, frames=frames)


def _small(frame: pd.DataFrame, names: list[str], minimum: int) -> set[tuple[str, ...]]:
    if not len(frame):
        return set()
    largest = frame.groupby(names, sort=False, dropna=False)["n"].max()
    keys = [key if isinstance(key, tuple) else (key,) for key in largest.index]
    return {tuple(map(str, key)) for key, n in zip(keys, largest, strict=True) if not n >= minimum}


def _keys(frame: pd.DataFrame, names: Iterable[str]) -> list[tuple[str, ...]]:
    return list(zip(*(frame[name].astype(str) for name in names), strict=True))


def _kept(frame: pd.DataFrame, names: list[str], small: set[tuple[str, ...]], minimum: int) -> pd.DataFrame:
    """Drop the rows of small groups, and single rows of others that rest on as few."""
    inside = pd.Series([key not in small for key in _keys(frame, names)], index=frame.index, dtype=bool)
    for column in COUNTS:
        if column in frame:
            inside &= ~(frame[column] < minimum)
    return frame[inside].reset_index(drop=True)


def _without_cells(finding: Finding, minimum: int) -> Shown:
    by = list(separately_by(finding))
    small = _small(finding.frames["frame"], by, minimum)
    frames = {
        # What is about all groups together has no columns that name one.
        name: _kept(frame, by, small, minimum) if set(by) <= set(frame.columns) else frame
        for name, frame in finding.frames.items()
    }
    group = finding.facts.get("group") or {}
    silent = tuple(str(group.get(name, "")) for name in by) in small or not len(frames["frame"])
    # A picture is titled by the group that the facts are about.
    facts = dict(finding.facts) | ({"group": {}} if silent and group else {})
    return Shown(replace(finding, frames=frames, facts=facts), len(small), silent=silent)


def _without_fits(finding: Finding, minimum: int) -> Shown:
    """Keep small groups' own fits out of a report; what is said is about all groups together."""
    by, frames = list(finding.basis.by), dict(finding.frames)
    small = _small(frames["groups"], by, minimum)
    frames["groups"] = _kept(frames["groups"], by, small, minimum)
    return Shown(replace(finding, frames=frames), len(small))


def _without_groups(finding: Finding, minimum: int) -> Shown:
    by, frames = str(finding.facts["by"]), dict(finding.frames)
    small = _small(frames["groups"], [by], minimum)
    frames["groups"] = _kept(frames["groups"], [by], small, minimum)
    for side in ("group_a", "group_b"):
        frames["pairs"] = _kept(frames["pairs"], [side], small, minimum)
    ends: list[Any] = [finding.facts.get(end) or {} for end in ("lowest", "highest")]
    worst: dict[str, Any] = finding.facts.get("worst") or {}
    silent = any((str(end.get("group")),) in small for end in (*ends, worst))
    candidates = [group for group in worst.get("candidates", ()) if (str(group),) not in small]
    facts = dict(finding.facts) | {"worst": None if silent or not worst else worst | {"candidates": candidates}}
    return Shown(replace(finding, frames=frames, facts=facts), len(small), silent=silent)


def _without_waves(finding: Finding, minimum: int) -> Shown:
    frames, facts = dict(finding.frames), dict(finding.facts)
    small = _small(frames["waves"], ["wave"], minimum)
    frames["waves"] = _kept(frames["waves"], ["wave"], small, minimum)
    for side in ("wave_from", "wave_to"):
        frames["frame"] = _kept(frames["frame"], [side], small, minimum)
    facts["waves"] = [wave for wave in facts["waves"] if (str(wave),) not in small]
    silent = any((str(facts.get(end)),) in small for end in ("last_from", "last_to"))
    return Shown(replace(finding, frames=frames, facts=facts), len(small), silent=silent)
