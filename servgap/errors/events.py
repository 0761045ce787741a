"""What can be wrong with an event whose effect is asked for."""

from __future__ import annotations

from collections.abc import Sequence

from servgap.errors import ServgapError, first_places

WRITE = 'Event("training", at={"branch": ["North", "West"]}, wave="2026Q3")'
MOST_NAMED = 12


def no_event(found: object) -> ServgapError:
    return ServgapError(f"events= takes an Event, or a list of them: [{WRITE}]; found {found!r}.")


def event_name(found: object) -> ServgapError:
    return ServgapError(f"An event has a name, such as 'training'; found {found!r}. Write {WRITE}.")


def event_at(name: str, found: object) -> ServgapError:
    return ServgapError(
        f"The event {name!r} is at some values of one attribute: at={{'branch': ['North', 'West']}}; found {found!r}. "
        "Name the attribute and those of its values that had the event."
    )


def event_wave(name: str, found: object) -> ServgapError:
    return ServgapError(
        f"The event {name!r} has a first wave, such as wave='2026Q3'; found {found!r}. "
        "Name the first wave whose answers were given with it."
    )


def event_least(name: str, found: object, least: int) -> ServgapError:
    return ServgapError(
        f"least= of the event {name!r} is how many respondents a branch has in every wave, a whole number of {least} "
        f"or more; found {found!r}. Leave it out for {least}."
    )


def at_twice(name: str, attribute: str, labels: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"The event {name!r} begins twice at {first_places(map(repr, labels))} of {attribute!r}. "
        "Name each once, with the wave of its own start; what happened again is an event of another name."
    )


def of_several_attributes(name: str, attributes: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"Events of one name are at values of one attribute; those named {name!r} are at values of "
        f"{' and '.join(map(repr, attributes))}. Give them names of their own."
    )


def at_a_wave(name: str, by: str) -> ServgapError:
    return ServgapError(
        f"The event {name!r} is at values of {by!r}, which holds the waves, so that nobody is without it at the time. "
        "Name the attribute that says where it was, such as at={'branch': [...]}."
    )


def nowhere(name: str, attribute: str, labels: Sequence[str], found: Sequence[str], *, beside: bool) -> ServgapError:
    what = "is held against" if beside else "is at"
    return ServgapError(
        f"The event {name!r} {what} {first_places(map(repr, labels))} of {attribute!r}, where nobody answered; "
        f"there are {_listed(found)}. Write them as they stand there."
    )


def no_such_wave(name: str, wave: str, by: str, found: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"The event {name!r} begins with {wave!r}, which is no wave of {by!r}, or not one alone; there are "
        f"{_listed(found)}. Name the first wave whose answers were given with it."
    )


def outside_the_waves(name: str, wave: str, by: str, found: Sequence[str], *, after: bool) -> ServgapError:
    side = f"after the last wave of {by!r}" if after else f"before the first wave of {by!r}"
    why = "no answers were given with it" if after else "no answers were given without it"
    return ServgapError(
        f"The event {name!r} begins with {wave!r}, {side}, so that {why}; there are {_listed(found)}. "
        "Name one of them, or leave the event out."
    )


def _listed(found: Sequence[str]) -> str:
    return first_places(map(repr, found), MOST_NAMED)


def none_given(what: str) -> ServgapError:
    return ServgapError(f"There is no {what!r}, as no event was given. Write track_waves(..., events=[{WRITE}]).")
