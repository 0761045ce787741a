"""Which service circle a catalogue's touchpoints are of, and which aspects, by their keys or their names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from servgap.errors import catalogues as errors
from servgap.survey.ledger import LedgerLine
from servgap.survey.questionnaire import CIRCLES, CUSTOMARY, aspects, circle_of
from servgap.survey.reading.folding import fold_case
from servgap.survey.standards.standard import Aspect, Standard, Touchpoint
from servgap.survey.text import Text

OWN = "own"
Found = tuple[tuple[Touchpoint, ...], list[Standard], tuple[LedgerLine, ...]]


def told_circle(circle: object) -> tuple[Touchpoint, ...] | None:
    """Take the circle that the user tells: by its name, or as touchpoints of one's own."""
    if circle is None:
        return None
    if isinstance(circle, str):
        return circle_of(circle)
    if isinstance(circle, Iterable):
        stations = tuple(circle)
        if stations and all(isinstance(each, Touchpoint) for each in stations):
            return stations
    raise errors.circle_unusable(circle, list(CIRCLES))


def with_circle(standards: Sequence[Standard], told: tuple[Touchpoint, ...] | None, name: str) -> Found:
    """Find the circle on whose stations standards lie, and write each station by its key.

    Without being told, it is the first that comes with the library and has all of them; one's own stations, in the
    order in which they come, where none of these has any.

    Raises
    ------
    ServgapError
        If a circle has some of the stations and not the others.
    """
    written = list(dict.fromkeys(each.touchpoint for each in standards if each.touchpoint))
    if told is not None:
        return told, _on(standards, told, written, name), ()
    if not written:
        return circle_of(CUSTOMARY), list(standards), ()
    for circle in CIRCLES:
        stations = circle_of(circle)
        if all(_key(stations, each) is not None for each in written):
            line = LedgerLine("understood", "circle", 0, {"circle": circle})
            return stations, _on(standards, stations, written, name), (line,)
    most = max(CIRCLES, key=lambda circle: sum(_key(circle_of(circle), each) is not None for each in written))
    if any(_key(circle_of(most), each) is not None for each in written):
        return circle_of(most), _on(standards, circle_of(most), written, name), ()
    own = tuple(Touchpoint(each, each) for each in written)
    return own, list(standards), (LedgerLine("understood", "circle", 0, {"circle": OWN}),)


def _on(
    standards: Sequence[Standard], stations: Sequence[Touchpoint], written: Sequence[str], name: str
) -> list[Standard]:
    unknown = [each for each in written if _key(stations, each) is None]
    if unknown:
        of_unknown = [f"{each.key} ({each.touchpoint!r:.40})" for each in standards if each.touchpoint in unknown]
        raise errors.unknown_stations(name, of_unknown, unknown[0], [each.key for each in stations])
    return [
        replace(each, touchpoint=_key(stations, each.touchpoint)) if each.touchpoint else each for each in standards
    ]


def _key(stations: Iterable[Touchpoint], written: str | None) -> str | None:
    return next((each.key for each in stations if written == each.key or _named(each.name, written)), None)


def with_aspects(standards: Iterable[Standard], own: Sequence[Aspect] = ()) -> list[Standard]:
    """Write each aspect by its key; one that nobody describes stands as it is."""
    known = (*own, *aspects().values())

    def key_of(written: str) -> str:
        return next((each.key for each in known if written == each.key or _named(each.name, written)), written)

    return [replace(each, aspect=key_of(each.aspect)) if each.aspect else each for each in standards]


def _named(name: Text, written: str | None) -> bool:
    bare = fold_case(written or "")
    return any(fold_case(version) == bare for version in name.all)
