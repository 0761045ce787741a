"""Service standards: what the service promises, in what it consists, and where the customer meets it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from servgap.survey.text import Text

Component = Literal["hardware", "software", "people"]
Process = Literal["process", "outcome"]
COMPONENTS: tuple[Component, ...] = ("hardware", "software", "people")


@dataclass(frozen=True)
class Aspect:
    """A facet of a component: facilities are hardware, timeliness is software, tact is people."""

    key: str
    component: Component
    name: Text


@dataclass(frozen=True)
class Touchpoint:
    """A station of the service circle, where customer and service meet."""

    key: str
    name: Text


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
    owner, target, unit, revised
        Who answers for it, the level to be reached and in which unit, and when it was last re-set.

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
