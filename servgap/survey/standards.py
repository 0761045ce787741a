"""Service standards: what the service promises, in what it consists, and where the customer meets it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

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
    >>> from servgap.survey.standards import Aspect
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
    >>> from servgap.survey.standards import Touchpoint
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

    Examples
    --------
    >>> from servgap import Standard
    >>> Standard("wait", {"en": "Calls are answered within a minute.", "zh": "一分钟内接听。"}).text.to("zh")
    '一分钟内接听。'
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
        revised: str | None = None,
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
            "revised": revised,
        }
        for name, value in facts.items():
            object.__setattr__(self, name, value)
