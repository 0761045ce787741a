"""What events did: branches with one held against those without it at the time, row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap._stats.events.effect import DRAWS, EventEffect, event_effect, event_study
from servgap._stats.families.adjust import Adjustment, adjust_p
from servgap._stats.ties import ROUNDING
from servgap.analysis.gap_rows import mean_of_dimensions
from servgap.analysis.reasons import (
    EVENT_IN_ONE,
    EVENT_NOT_FOLLOWED,
    FEW_CHOICES,
    NO_EARLIER_WAVE,
    NO_INTERVAL,
    NO_OTHER_BRANCH,
    NONE,
    ONE_OTHER_BRANCH,
    TOO_SMALL,
)
from servgap.analysis.rows import RowLabels
from servgap.analysis.subject import TESTED_FROM, check_covariances, tally_of
from servgap.analysis.waves.facts import EventFound
from servgap.errors import events as errors
from servgap.survey.event import Event
from servgap.survey.measures.measure import Measure
from servgap.survey.moments import dimension_means, item_means
from servgap.survey.survey import Survey
from servgap.survey.tally import Floats, Tally
from servgap.survey.wave_names import times_of
from servgap.survey.waves import CUTS, WaveOrder, cut_to, named_by

EFFECT, NO_EFFECT, NOT_JUDGED = "effect", "no_effect_seen", "cannot_be_judged"
WITH, WITHOUT, APART = "with", "without", "left_out"
PARTS = ("expectation", "perception")
LEVEL_NAMES = ("level", "dimension", "standard", "item")


def listed_events(events: Event | Sequence[Event] | None) -> tuple[Event, ...]:
    """Give events as a list; one alone will do.

    Raises
    ------
    ServgapError
        If something else is among them.
    """
    listed = (events,) if isinstance(events, Event) else () if events is None else events
    if not isinstance(listed, list | tuple) or not all(isinstance(each, Event) for each in listed):
        raise errors.no_event(events)
    return tuple(listed)


def begun_in(events: Sequence[Event], by: str, order: WaveOrder) -> tuple[Event, ...]:
    """Cut the dates on which events began as those of the waves are cut."""
    if not isinstance(order, str) or order not in CUTS:
        return tuple(events)
    return tuple(each.beginning(cut_to(by, [each.wave], order)[each.wave]) for each in events)


@dataclass(frozen=True)
class Programme:
    """The events of one name: all branches of an attribute, and the wave from which on each had it.

    Parameters
    ----------
    name, attribute
        What it is called, and which attribute says where it was.
    branches
        The branches, in order.
    starts
        The first wave of each with the event; the number of waves where it never had it.
    waves
        The waves, in order.
    tally
        The counts by wave and branch.
    least
        With how many respondents in every wave a branch takes part.
    """

    name: str
    attribute: str
    branches: tuple[str, ...]
    starts: NDArray[np.int64]
    waves: tuple[str, ...]
    tally: Tally
    least: int = TESTED_FROM

    @property
    def begun(self) -> tuple[int, ...]:
        """The waves at which it began somewhere."""
        return tuple(int(each) for each in np.unique(self.starts) if each < len(self.waves))

    @property
    def having(self) -> tuple[str, ...]:
        """The branches that ever had it."""
        found = zip(self.branches, self.starts, strict=True)
        return tuple(branch for branch, start in found if start < len(self.waves))


def programmes(
    subject: Survey | Tally, by: str, events: Sequence[Event], waves: Sequence[str], measure: Measure
) -> tuple[Programme, ...]:
    """Put events of one name together, and count what they are about by wave and branch.

    Parameters
    ----------
    subject
        A Survey, or a Tally by the waves and the events' attribute.
    by
        The attribute that holds the waves.
    events
        What happened.
    waves
        The waves, in order.
    measure
        What is analysed.

    Raises
    ------
    ServgapError
        If an event is nowhere, at no wave, twice at one branch, or the tally is not by its attribute.
    """
    named: dict[str, list[Event]] = {}
    for each in events:
        named.setdefault(each.name, []).append(each)
    return tuple(_programme(subject, by, own, tuple(waves), measure) for own in named.values())


def _programme(
    subject: Survey | Tally, by: str, events: list[Event], waves: tuple[str, ...], measure: Measure
) -> Programme:
    name, attributes = events[0].name, tuple(dict.fromkeys(each.attribute for each in events))
    if len(attributes) > 1:
        raise errors.of_several_attributes(name, attributes)
    attribute = attributes[0]
    if attribute == by:
        raise errors.at_a_wave(name, by)
    tally = tally_of(subject, (by, attribute), measure=measure)
    check_covariances(tally, "track_waves")
    found = tuple(sorted({branch for _, branch in tally.cells}))
    starts: dict[str, int] = {}
    beside: set[str] = set()
    for each in events:
        others = found if each.beside is None else each.beside[attribute]
        for labels, held in ((each.branches, False), (others, True)):
            if strange := [label for label in labels if label not in found]:
                raise errors.nowhere(name, attribute, strange, found, beside=held)
        if twice := [branch for branch in each.branches if branch in starts]:
            raise errors.at_twice(name, attribute, twice)
        starts |= dict.fromkeys(each.branches, _start(each, by, waves))
        beside |= set(others)
    kept = tuple(branch for branch in found if branch in starts or branch in beside)
    first = np.array([starts.get(branch, len(waves)) for branch in kept], dtype=np.int64)
    least = max(TESTED_FROM, *(each.least for each in events))
    return Programme(name, attribute, kept, first, waves, tally, least)


def _start(event: Event, by: str, waves: tuple[str, ...]) -> int:
    """Find the wave with which an event began, as it is written or in another way."""
    found = named_by(event.wave, waves)
    if len(found) == 1:
        return found[0]
    asked, *times = times_of([event.wave, *waves])
    if asked is not None and all(time is not None and time.kind == asked.kind for time in times):
        places = [time.place for time in times if time is not None]
        if asked.place < min(places) or asked.place > max(places):
            raise errors.outside_the_waves(event.name, event.wave, by, waves, after=asked.place > max(places))
    raise errors.no_such_wave(event.name, event.wave, by, waves)


@dataclass(frozen=True)
class _Cells:
    """Means of rows in branches and waves (rows, branches, waves), with their sampling variances; NaN of too few."""

    labels: dict[str, list[str]]
    mean: Floats
    squared: Floats


def _cells(programme: Programme, rows: Sequence[RowLabels], measure: Measure, policy: str) -> _Cells:
    """Lay out the rows of all parts: those of the measure, and of a gap those of expectation and perception too.

    Both parts are of the respondents of the gap, so that what they changed by differs by what the gap did.
    """
    tally = programme.tally
    place = {cell: number for number, cell in enumerate(tally.cells)}
    cell = np.array([[place.get((wave, branch), -1) for wave in programme.waves] for branch in programme.branches])

    def laid_out(values: NDArray[Any]) -> Floats:
        found = np.moveaxis(np.asarray(values, dtype=np.float64)[cell], -1, 0)
        return np.where(cell >= 0, found, np.nan)

    overall = mean_of_dimensions(tally, policy, measure)
    others = [vars(each) for each in (dimension_means(tally, policy, measure), item_means(tally, measure))]
    labels: dict[str, list[str]] = {name: [] for name in _ROWS[1:]}
    means, squared = [], []
    for part in (measure.name, *(PARTS if measure.is_gap else ())):
        own = part == measure.name
        for about, numbers in zip(rows, (overall, *others), strict=True):
            n, sd = laid_out(numbers["n"]), laid_out(numbers["sd"])
            many = n >= programme.least
            means.append(np.where(many, laid_out(numbers["value" if own else part]), np.nan))
            squared.append(np.divide(sd**2, n, out=np.full(n.shape, np.nan), where=many & own))
            labels["part"] += [part] * len(about)
            for name, values in about.columns().items():
                labels[name] += values
    return _Cells(labels, np.concatenate(means), np.concatenate(squared))


@dataclass(frozen=True)
class EventTables:
    """The tables of events by name, the facts behind their words, and how many choices were drawn for one of them."""

    frames: dict[str, pd.DataFrame]
    found: tuple[EventFound, ...] = ()
    draws: int = 0


def event_tables(
    declared: Sequence[Programme],
    rows: Sequence[RowLabels],
    measure: Measure,
    policy: str,
    adjust: Adjustment,
    confidence: float,
) -> EventTables:
    """Hold, for every event and row, branches with it against those without it at the time.

    Parameters
    ----------
    declared
        The events, those of one name together.
    rows
        What is looked at: overall, dimensions, items.
    measure, policy
        What is analysed, and which respondents have a dimension's score.
    adjust
        The correction of p-values over the rows of a level and part, of all events together.
    confidence
        The level of the intervals.
    """
    if not declared:
        return EventTables({})
    tables: dict[str, list[pd.DataFrame]] = {name: [] for name in _COLUMNS}
    found, draws = [], 0
    for each in declared:
        cells = _cells(each, rows, measure, policy)
        effect = event_effect(cells.mean, cells.squared, each.starts, confidence=confidence)
        effects = _effects(each, cells, effect, confidence)
        tables["events"].append(effects)
        tables["event_waves"].append(_paths(each, cells, effect))
        tables["event_study"].append(_study(each, cells, confidence))
        tables["event_branches"].append(_branches(each, effect))
        found.append(_fact(each, effects, effect))
        draws = max(draws, DRAWS if effect.drawn.any() else 0)
    whole = {name: pd.concat(parts, ignore_index=True) for name, parts in tables.items()}
    whole["events"]["p_adjusted"] = _adjusted(whole["events"], adjust)
    frames = {name: frame[list(_COLUMNS[name])] for name, frame in whole.items()}
    return EventTables(frames, tuple(found), draws)


_ROWS = ("event_name", "part", "level", "dimension", "standard", "item")
_COLUMNS = {
    "events": (
        *_ROWS, "n_with_event", "n_without_event", "difference", "se", "ci_low", "ci_high", "p_value", "smallest_p",
        "p_adjusted", "n_choices", "df", "t_low", "t_high", "p_t", "before_after", "p_before_after", "verdict",
        "reason",
    ),
    "event_waves": (*_ROWS, "wave", "n_with_event", "n_without_event", "with_event", "without_event", "difference"),
    "event_study": (*_ROWS, "waves_from_start", "n_with_event", "difference", "se", "df", "ci_low", "ci_high"),
    "event_branches": ("event_name", "event_at", "event_group", "wave", "event_role", "reason"),
}  # fmt: skip


def _repeated(labels: dict[str, list[str]], name: str, times: int) -> dict[str, Any]:
    """Label the rows of an event, each so many times."""
    told = {each: np.repeat(np.array(values, dtype=object), times) for each, values in labels.items()}
    return {"event_name": np.full(len(told["part"]), name, dtype=object), **told}


def _effects(programme: Programme, cells: _Cells, effect: EventEffect, confidence: float) -> pd.DataFrame:
    """Give each row's effect, how sure it is, and what before and after alone would say."""
    judged = effect.judged(confidence)
    n_with, n_without = _sides(programme, effect)
    seen = judged & (np.nan_to_num(effect.p_value, nan=1.0) <= (1 - confidence) * (1 + ROUNDING))
    found = {name: getattr(effect, name) for name in ("ci_low", "ci_high")}
    ends = {name: np.where(np.isfinite(values), values, np.nan) for name, values in found.items()}
    reason = _reasons(programme, effect, judged)
    reason[judged & np.isnan(ends["ci_low"] + ends["ci_high"])] = NO_INTERVAL
    return pd.DataFrame(
        {
            **_repeated(cells.labels, programme.name, 1),
            "n_with_event": n_with,
            "n_without_event": n_without,
            "difference": effect.estimate,
            "se": effect.se,
            **ends,
            "p_value": effect.p_value,
            "smallest_p": effect.smallest_p,
            "p_adjusted": np.nan,
            "n_choices": effect.choices,
            **{
                name: getattr(effect, name)
                for name in ("df", "t_low", "t_high", "p_t", "before_after", "p_before_after")
            },
            "verdict": np.where(judged, np.where(seen, EFFECT, NO_EFFECT), NOT_JUDGED),
            "reason": reason,
        }
    )


def _sides(programme: Programme, effect: EventEffect) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Count the branches that took part, with the event and without it to the end."""
    ever = programme.starts < len(programme.waves)
    return (effect.used & ever).sum(axis=-1), (effect.used & ~ever).sum(axis=-1)


def _reasons(programme: Programme, effect: EventEffect, judged: NDArray[np.bool_]) -> NDArray[np.object_]:
    """Say why an effect cannot be judged, or not even be told."""
    starts, waves = programme.starts, len(programme.waves)
    n_with, _ = _sides(programme, effect)
    in_time = ((starts > 0) & (starts < waves)).any()
    reason = np.full(len(judged), FEW_CHOICES, dtype=object)
    reason[effect.controls == 1] = ONE_OTHER_BRANCH
    reason[effect.treated == 1] = EVENT_IN_ONE
    reason[effect.treated == 0] = NO_OTHER_BRANCH
    reason[n_with == 0] = EVENT_NOT_FOLLOWED if in_time else NO_EARLIER_WAVE
    reason[judged] = NONE
    return reason


def _paths(programme: Programme, cells: _Cells, effect: EventEffect) -> pd.DataFrame:
    """Give the means of branches with the event, and of the others, at each wave."""
    waves = len(programme.waves)
    ever = programme.starts < waves
    means = [_mean_over(cells.mean, effect.used & side) for side in (ever, ~ever)]
    n_with, n_without = _sides(programme, effect)
    return pd.DataFrame(
        {
            **_repeated(cells.labels, programme.name, waves),
            "wave": np.tile(np.array(programme.waves, dtype=object), len(cells.mean)),
            "n_with_event": np.repeat(n_with, waves),
            "n_without_event": np.repeat(n_without, waves),
            "with_event": means[0].reshape(-1),
            "without_event": means[1].reshape(-1),
            "difference": (means[0] - means[1]).reshape(-1),
        }
    )


def _mean_over(mean: Floats, taken: NDArray[np.bool_]) -> Floats:
    """Average the means of some branches, each weighing alike (rows, waves)."""
    total = np.where(taken[..., None], mean, 0.0).sum(axis=1)
    count = taken.sum(axis=-1)[:, None].astype(np.float64)
    mean_of_them: Floats = np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)
    return mean_of_them


def _study(programme: Programme, cells: _Cells, confidence: float) -> pd.DataFrame:
    """Give the effects by time from the start, which before it show whether the branches went another way already."""
    found = event_study(cells.mean, programme.starts, confidence=confidence)
    times = len(found.time)
    numbers = {name: getattr(found, name).reshape(-1) for name in ("se", "df", "ci_low", "ci_high")}
    return pd.DataFrame(
        {
            **_repeated(cells.labels, programme.name, times),
            "waves_from_start": np.tile(found.time, len(cells.mean)),
            "n_with_event": found.treated.reshape(-1),
            "difference": found.effect.reshape(-1),
            **numbers,
        }
    )


def _branches(programme: Programme, effect: EventEffect) -> pd.DataFrame:
    """Say of every branch on which side it stands overall, since when, and why it took no part."""
    waves, used = len(programme.waves), effect.used[0]
    ever = programme.starts < waves
    reason = np.where(used, NONE, np.where(programme.starts == 0, NO_EARLIER_WAVE, TOO_SMALL))
    return pd.DataFrame(
        {
            "event_name": programme.name,
            "event_at": programme.attribute,
            "event_group": np.array(programme.branches, dtype=object),
            "wave": [programme.waves[start] if start < waves else "" for start in programme.starts],
            "event_role": np.where(used, np.where(ever, WITH, WITHOUT), APART),
            "reason": reason,
        }
    )


def _adjusted(events: pd.DataFrame, adjust: Adjustment) -> Floats:
    """Correct p-values over the rows of a level and part."""
    adjusted = np.full(len(events), np.nan)
    level = events["level"].replace("item", "standard")
    for places in events.groupby([level, events["part"]]).indices.values():
        adjusted[places] = adjust_p(events["p_value"].to_numpy(dtype=np.float64)[places], adjust).p_adjusted
    return adjusted


def _fact(programme: Programme, effects: pd.DataFrame, effect: EventEffect) -> EventFound:
    overall = effects.iloc[0]
    numbers = {name: overall[name] for name in ("difference", "ci_low", "ci_high", "p_value", "smallest_p")}
    ever = programme.starts < len(programme.waves)
    took_part = np.array(programme.branches, dtype=object)[effect.used[0] & ever]
    return EventFound(
        name=programme.name,
        attribute=programme.attribute,
        branches=tuple(took_part) or programme.having,
        begun=tuple(programme.waves[start] for start in programme.begun),
        **numbers,
        before_after=overall["before_after"],
        n_with=overall["n_with_event"],
        n_without=overall["n_without_event"],
        n_apart=int((~effect.used[0]).sum()),
        n_choices=overall["n_choices"],
        verdict=overall["verdict"],
        reason=overall["reason"],
    )
