"""The Event: what happened in some branches from one wave on, such as a training or a standard that was set anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from servgap.errors import events as errors
from servgap.survey.frozen import Frozen
from servgap.survey.groups import group_labels

LEAST = 5
"""Respondents of a branch in a wave from which on its mean is looked at, as everywhere."""


@dataclass(frozen=True, init=False)
class Event(Frozen):
    """What happened in some branches from one wave on, and not, or later, in others.

    `track_waves` takes them as ``events=``. Several of one name are one programme that began at several times.

    Parameters
    ----------
    name
        What it is called; findings and reports call it so.
    at
        The attribute that says where it was, and those of its values: ``{"branch": ["North", "West"]}``.
    wave
        The first wave whose answers were given with it, as waves are named (``"2026Q3"``, ``"Q3 2026"``).
    beside
        What it is held against, where that is not all others without it: ``{"branch": ["East", "South"]}``, such as
        without a branch that was rebuilt meanwhile. Chosen before the scores are known, or it says what it is to say.
    least
        With how many respondents in every wave a branch takes part.

    Raises
    ------
    ServgapError
        If it has no name or wave, is not at values of one attribute, each named once, or `least` is no whole number of
        5 or more.

    Examples
    --------
    >>> import servgap as sg
    >>> sg.Event("training", at={"branch": ["North", "West"]}, wave="2026Q3")
    Event(name='training', at={'branch': ('North', 'West')}, wave='2026Q3')
    """

    name: str
    at: Mapping[str, tuple[str, ...]]
    wave: str
    beside: Mapping[str, tuple[str, ...]] | None = None
    least: int = LEAST

    def __init__(
        self,
        name: str,
        at: Mapping[str, object],
        wave: object,
        beside: Mapping[str, object] | None = None,
        least: int = LEAST,
    ) -> None:
        if not isinstance(name, str) or not name.strip():
            raise errors.event_name(name)
        placed = _places(name, at)
        others = None if beside is None else _places(name, beside)
        if others is not None and set(others) != set(placed):
            raise errors.of_several_attributes(name, [*placed, *others])
        told = "" if isinstance(wave, list | tuple | set | Mapping) else _labels([wave])[0]
        if not told:
            raise errors.event_wave(name, wave)
        if isinstance(least, bool) or not isinstance(least, int) or least < LEAST:
            raise errors.event_least(name, least, LEAST)
        facts = {"name": name.strip(), "at": placed, "wave": told, "beside": others, "least": least}
        for field, value in facts.items():
            object.__setattr__(self, field, value)
        self.__post_init__()

    @property
    def attribute(self) -> str:
        """The attribute that says where it was."""
        return next(iter(self.at))

    @property
    def branches(self) -> tuple[str, ...]:
        """The values of the attribute that had it."""
        return self.at[self.attribute]

    def beginning(self, wave: str) -> Event:
        """Give the event with another name of its wave."""
        return Event(self.name, self.at, wave, self.beside, self.least)

    def __repr__(self) -> str:
        more = "" if self.beside is None else f", beside={self.beside!r}"
        more += "" if self.least == LEAST else f", least={self.least}"
        return f"Event(name={self.name!r}, at={self.at!r}, wave={self.wave!r}{more})"


def _places(name: str, given: Any) -> dict[str, tuple[str, ...]]:
    """Read an attribute and some of its values.

    Raises
    ------
    ServgapError
        If it is no attribute with values, or a value is named twice.
    """
    if not isinstance(given, Mapping) or len(given) != 1:
        raise errors.event_at(name, given)
    ((attribute, values),) = given.items()
    listed = list(values) if isinstance(values, Iterable) and not isinstance(values, str | bytes) else [values]
    labels = _labels(listed)
    if not isinstance(attribute, str) or not attribute or not labels or not all(labels):
        raise errors.event_at(name, given)
    twice = [label for label in dict.fromkeys(labels) if labels.count(label) > 1]
    if twice:
        raise errors.at_twice(name, attribute, twice)
    return {attribute: tuple(labels)}


def _labels(values: list[object]) -> list[str]:
    return group_labels(pd.Series(values, dtype=object))
