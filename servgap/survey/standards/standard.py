"""Service standards: what the service promises, in what it consists, and where the customer meets it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from servgap.survey.standards.limit import Limit, Limits, limits_of, listed_limits
from servgap.survey.text import Text

Component = Literal["hardware", "software", "people"]
Process = Literal["process", "outcome"]
Phase = Literal["first_impression", "accumulation", "closing"]
COMPONENTS: tuple[Component, ...] = ("hardware", "software", "people")
PROCESSES: tuple[Process, ...] = ("process", "outcome")
PHASES: tuple[Phase, ...] = ("first_impression", "accumulation", "closing")


@dataclass(frozen=True)
class Aspect:
    """A facet of a component: facilities are hardware, timeliness is software, tact is people.

    Parameters
    ----------
    key
        The aspect's own short name, by which standards refer to it.
    component
        The component of which it is a facet: ``"hardware"``, ``"software"`` or ``"people"``.
    name
        What readers call it; a string, or a mapping from language code to string.

    Examples
    --------
    >>> from servgap.survey.standards.standard import Aspect
    >>> Aspect("signs", "hardware", {"en": "Signs", "zh": "标识"}).name.to("zh")
    '标识'
    """

    key: str
    component: Component
    name: Text

    def __init__(self, key: str, component: Component, name: str | Mapping[str, str] | Text) -> None:
        object.__setattr__(self, "key", key)
        object.__setattr__(self, "component", component)
        object.__setattr__(self, "name", Text.of(name))


@dataclass(frozen=True)
class Touchpoint:
    """A station of the service circle, where customer and service meet.

    Parameters
    ----------
    key
        The touchpoint's own short name, by which standards refer to it.
    name
        What readers call it; a string, or a mapping from language code to string.
    phase
        What it does to the customer's judgement: a ``"first_impression"``, part of the ``"accumulation"`` of
        impressions, or the ``"closing"`` judgement.

    Examples
    --------
    >>> from servgap.survey.standards.standard import Touchpoint
    >>> Touchpoint("door", {"en": "The door", "zh": "大门"}, "first_impression").phase
    'first_impression'
    """

    key: str
    name: Text
    phase: Phase | None = None

    def __init__(self, key: str, name: str | Mapping[str, str] | Text, phase: Phase | None = None) -> None:
        object.__setattr__(self, "key", key)
        object.__setattr__(self, "name", Text.of(name))
        object.__setattr__(self, "phase", phase)


@dataclass(frozen=True)
class Standard:
    """A service standard: one thing the service is to be, that customers can judge.

    Parameters
    ----------
    key
        The standard's own short name, unique in its instrument.
    text
        The standard in words; a string, or a mapping from language code to string.
    component
        What it consists in: ``"hardware"``, ``"software"`` or ``"people"``.
    aspect
        The key of the component's aspect, such as ``"timeliness"``.
    touchpoint
        The key of the station of the service circle on which it lies.
    process
        Whether it is about the ``"process"`` of being served or its ``"outcome"``.
    owner
        Who answers for it.
    target, unit
        The level to be reached: without a unit, or in points, on the scale of the answers; in any other unit, such as
        minutes, it is shown and nothing is held against it.
    revised
        When it was last re-set.
    limit
        What is promised: a `Limit`, or several of different channels.
    published
        Whether customers are told of it; None where nobody said.
    review_by
        The day, such as ``"2027-03-31"``, by which it is to be looked at again.
    norm
        What the industry does: a `Limit`, or several of different channels.
    supersedes
        The key of the standard whose place it took.

    Raises
    ------
    ServgapError
        If a limit or a norm is none, or two of them are of one channel.

    Examples
    --------
    >>> from servgap import Limit, Standard
    >>> Standard("wait", {"en": "Calls are answered within a minute.", "zh": "一分钟内接听。"}).text.to("zh")
    '一分钟内接听。'
    >>> phone, chat = Limit(15, "s", share=0.85, channel="phone"), Limit(40, "s", share=0.8, channel="chat")
    >>> [limit.channel for limit in Standard("wait", "Calls are answered.", limit=(phone, chat)).limits]
    ['phone', 'chat']
    """

    key: str
    text: Text
    component: Component | None = None
    aspect: str | None = None
    touchpoint: str | None = None
    process: Process | None = None
    owner: str | None = None
    target: float | None = None
    unit: str | None = None
    revised: str | None = None
    limit: Limits = None
    published: bool | None = None
    review_by: str | None = None
    norm: Limits = None
    supersedes: str | None = None

    def __init__(
        self,
        key: str,
        text: str | Mapping[str, str] | Text,
        component: Component | None = None,
        aspect: str | None = None,
        touchpoint: str | None = None,
        process: Process | None = None,
        owner: str | None = None,
        target: float | None = None,
        unit: str | None = None,
        revised: str | dt.date | None = None,
        limit: Limit | Iterable[Limit] | None = None,
        published: bool | None = None,  # noqa: FBT001 - a fact of the standard, as its row in a catalogue has it
        review_by: str | dt.date | None = None,
        norm: Limit | Iterable[Limit] | None = None,
        supersedes: str | None = None,
    ) -> None:
        facts = {
            "key": key,
            "text": Text.of(text),
            "component": component,
            "aspect": aspect,
            "touchpoint": touchpoint,
            "process": process,
            "owner": owner,
            "target": target,
            "unit": unit,
            "revised": _day(revised),
            "limit": limits_of(key, "limit", limit),
            "published": published,
            "review_by": _day(review_by),
            "norm": limits_of(key, "norm", norm),
            "supersedes": supersedes,
        }
        for name, value in facts.items():
            object.__setattr__(self, name, value)

    @property
    def limits(self) -> tuple[Limit, ...]:
        """Its limits, none, one or several."""
        return listed_limits(self.limit)

    @property
    def norms(self) -> tuple[Limit, ...]:
        """What the industry does, none, one or several."""
        return listed_limits(self.norm)


def _day(given: str | dt.date | None) -> str | None:
    return given.isoformat() if isinstance(given, dt.date) else given
