"""By what the catalogue of standards can be read besides dimensions: component, aspect, touchpoint, phase, process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from servgap.survey.instrument import Instrument
from servgap.survey.questionnaire import aspects
from servgap.survey.standards.standard import COMPONENTS, PHASES, PROCESSES, Aspect, Standard, Touchpoint

LEVELS = ("component", "aspect", "touchpoint", "phase", "process")
"""What a standard may be filed under, from what it consists in to what of the service it is about."""


def aspect_of(instrument: Instrument, key: str | None) -> Aspect | None:
    """Find an aspect: the instrument's own, else the customary one; none for a key that nobody describes."""
    return _aspect(instrument.aspects, key)


def _aspect(own: Iterable[Aspect], key: str | None) -> Aspect | None:
    return next((each for each in own if each.key == key), aspects().get(key or ""))


def phase_of(instrument: Instrument, touchpoint: str | None) -> str | None:
    """Give the phase in which a touchpoint lies."""
    return next((each.phase for each in instrument.touchpoints if each.key == touchpoint), None)


def filed_under(instrument: Instrument, standard: Standard) -> dict[str, str]:
    """Give what a standard is filed under at each level; the empty text where it is not.

    A standard that names an aspect and no component is filed under the aspect's component.

    Examples
    --------
    >>> servqual = Instrument.load("servqual")
    >>> filed_under(servqual, servqual.standards[1])
    {'component': 'hardware', 'aspect': 'surroundings', 'touchpoint': 'arrival', 'phase': 'first_impression', \
'process': 'process'}
    """
    return filed_as(standard, instrument.touchpoints, instrument.aspects)


def filed_as(standard: Standard, circle: Iterable[Touchpoint], own: Iterable[Aspect]) -> dict[str, str]:
    """Give the same from a circle and aspects of one's own."""
    aspect = _aspect(own, standard.aspect)
    told = {
        "component": standard.component or (None if aspect is None else aspect.component),
        "aspect": standard.aspect,
        "touchpoint": standard.touchpoint,
        "phase": next((each.phase for each in circle if each.key == standard.touchpoint), None),
        "process": standard.process,
    }
    return {level: told[level] or "" for level in LEVELS}


def catalogue_keys(instrument: Instrument) -> dict[str, tuple[str, ...]]:
    """Give the keys of each level that tells standards apart, in the instrument's order.

    A level at which all standards have the same key, or none, tells nothing that the whole does not.

    Examples
    --------
    >>> found = catalogue_keys(Instrument.load("servqual"))
    >>> found["phase"], found["process"]
    (('first_impression', 'accumulation', 'closing'), ('process', 'outcome'))
    """
    filed = [filed_under(instrument, standard) for standard in instrument.standards]
    found = {}
    for level in LEVELS:
        given = dict.fromkeys(each[level] for each in filed)
        if len(given) > 1:
            order = dict.fromkeys((*ORDERS[level](instrument), *given))
            found[level] = tuple(key for key in order if key and key in given)
    return found


def _aspects(instrument: Instrument) -> tuple[str, ...]:
    return (*(each.key for each in instrument.aspects), *aspects())


ORDERS: Mapping[str, Callable[[Instrument], tuple[str, ...]]] = {
    "component": lambda _: COMPONENTS,
    "aspect": _aspects,
    "touchpoint": lambda instrument: tuple(each.key for each in instrument.touchpoints),
    "phase": lambda _: PHASES,
    "process": lambda _: PROCESSES,
}
