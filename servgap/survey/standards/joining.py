"""A catalogue joined to a questionnaire: which standard goes with which items, and what is left over."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

import pandas as pd

from servgap.errors import catalogues as errors
from servgap.language import Fact, joined, named, say, word
from servgap.survey.asked_alike import of_targets, same_targets
from servgap.survey.card_forms import Card
from servgap.survey.instrument import Dimension, Instrument, Item
from servgap.survey.ledger import Ledger
from servgap.survey.reading.folding import fold_case
from servgap.survey.shown_as_card import ShownAsCard
from servgap.survey.standards.standard import Standard, Touchpoint
from servgap.survey.survey import Survey
from servgap.survey.tally import Tally
from servgap.survey.text import Text

if TYPE_CHECKING:
    from servgap.survey.standards.catalogue import Catalogue

Subject = TypeVar("Subject", Instrument, Survey, Tally)

ITEMS, KEY, WORDS = "items", "key", "words"
"""What tells that a standard goes with items: the catalogue names them, their key is the same, or their words are."""
OVERRIDDEN = (
    *("component", "aspect", "touchpoint", "process", "owner", "target", "unit", "revised"),
    *("limit", "published", "review_by", "norm", "supersedes"),
)
STOPS = ".。!！?？ "


@dataclass(frozen=True)
class Match:
    """A standard of the catalogue with the items that measure it.

    Parameters
    ----------
    standard
        The standard's key in the catalogue.
    items
        The keys of the items.
    told_by
        ``"items"`` where the catalogue names them, ``"key"`` where the keys are the same, ``"words"`` where these are.
    asked_as
        The words in which the items ask, where these are not the catalogue's own.
    """

    standard: str
    items: tuple[str, ...]
    told_by: str
    asked_as: Text | None = None


@dataclass(frozen=True, repr=False)
class Matching(ShownAsCard):
    """Which standards of a catalogue go with which items of a questionnaire.

    Parameters
    ----------
    matches
        Standards that some item measures.
    beyond_survey
        Keys of standards of the catalogue that no item measures.
    beyond_catalogue
        Keys of standards of the questionnaire that the catalogue does not have.
    names
        The words of standards, by key; the catalogue's where it has the standard.
    language
        The language in which it shows itself.
    """

    matches: tuple[Match, ...]
    beyond_survey: tuple[str, ...]
    beyond_catalogue: tuple[str, ...]
    names: Mapping[str, Text] = field(default_factory=dict, repr=False)
    language: str = "en"

    @property
    def frame(self) -> pd.DataFrame:
        """One row a standard of either side: its items, what told so, and whether it is in the catalogue and asked."""
        rows: list[dict[str, Any]] = [
            {"standard": each.standard, "items": ", ".join(each.items), "told_by": each.told_by}
            for each in self.matches
        ]
        rows += [{"standard": key, "items": "", "told_by": "beyond_survey"} for key in self.beyond_survey]
        rows += [{"standard": key, "items": "", "told_by": "beyond_catalogue"} for key in self.beyond_catalogue]
        return pd.DataFrame(rows, columns=["standard", "items", "told_by"])

    def _card(self) -> Card:
        counts = {"matched": len(self.matches), "total": len(self.matches) + len(self.beyond_survey)}
        return Card.of(
            say("catalogue.matching.headline", **counts),
            (
                (say("catalogue.matching.matched"), map(self._line, self.matches)),
                (say("catalogue.matching.beyond_survey"), map(self._named, self.beyond_survey)),
                (say("catalogue.matching.beyond_catalogue"), map(self._named, self.beyond_catalogue)),
            ),
        )

    def _line(self, match: Match) -> tuple[Fact, Fact]:
        told = say("catalogue.matching.line", items=joined(match.items, "series"), by=word("matched_by", match.told_by))
        if match.asked_as is None:
            return match.standard, told
        return match.standard, joined(
            [told, say("catalogue.matching.asked_as", words=named(match.asked_as))], "clauses"
        )

    def _named(self, key: str) -> tuple[Fact, Fact]:
        return key, named(self.names[key])


def matched(catalogue: Catalogue, instrument: Instrument) -> Matching:
    """Find which standards in force go with which items.

    Raises
    ------
    ServgapError
        If the catalogue names an item that the questionnaire does not have, or two standards go with the same item.
    """
    taken: dict[str, str] = {}
    found = []
    for standard, items, told_by in _found(catalogue, instrument):
        for item in items:
            if taken.setdefault(item, standard.key) != standard.key:
                raise errors.item_of_two(item, [taken[item], standard.key])
        found.append(Match(standard.key, items, told_by, _asked_as(standard, items, instrument)))
    kept = {match.standard for match in found}
    asked = {item.standard.key: item.standard.text for item in instrument.items if item.key not in taken}
    return Matching(
        matches=tuple(found),
        beyond_survey=tuple(each.key for each in catalogue.current if each.key not in kept),
        beyond_catalogue=tuple(asked),
        names={**asked, **{each.key: each.text for each in catalogue.standards}},
        language=catalogue.language,
    )


def _found(catalogue: Catalogue, instrument: Instrument) -> Iterator[tuple[Standard, tuple[str, ...], str]]:
    """Give each standard in force that some items measure: those named first, then by key, then by words."""
    by_standard: dict[str, list[str]] = {}
    by_words: dict[str, list[str]] = {}
    for item in instrument.items:
        by_standard.setdefault(item.standard.key, []).append(item.key)
        for words in {bare_words(version) for version in item.standard.text.all}:
            by_words.setdefault(words, []).append(item.key)
    named_items = {item for items in catalogue.measured_by.values() for item in items}
    known = set(instrument.item_keys)
    if unknown := sorted(named_items - known):
        raise errors.unknown_items(unknown, instrument.name, instrument.item_keys)
    keys = {each.key: _keys_in(catalogue, each, by_standard) for each in catalogue.current}
    keyed = {key for found in keys.values() for key in found}
    for standard in catalogue.current:
        asked = (item for key in keys[standard.key] for item in by_standard[key])
        free = [item for item in asked if item not in named_items]
        if standard.key in catalogue.measured_by:
            yield standard, tuple(catalogue.measured_by[standard.key]), ITEMS
        elif free:
            yield standard, tuple(free), KEY
        else:
            versions = {bare_words(version) for version in standard.text.all}
            alike = dict.fromkeys(key for words in sorted(versions) for key in by_words.get(words, ()))
            left = [key for key in alike if key not in named_items and _standard_of(instrument, key) not in keyed]
            if left:
                yield standard, tuple(key for key in instrument.item_keys if key in left), WORDS


def _keys_in(catalogue: Catalogue, standard: Standard, asked: Container[str]) -> list[str]:
    """Give the keys under which a questionnaire has a standard: its own, or else that of an earlier version of it."""
    keys = [standard.key]
    for version in catalogue.versions(standard.key):
        keys += [version.supersedes] if version.supersedes else []
    return [key for key in keys if key in asked][:1]


def _standard_of(instrument: Instrument, item: str) -> str:
    return next(each.standard.key for each in instrument.items if each.key == item)


def bare_words(words: str) -> str:
    """Give words as they are compared: case, width and the stop at their end count for nothing."""
    return fold_case(words).rstrip(STOPS)


def _asked_as(standard: Standard, items: tuple[str, ...], instrument: Instrument) -> Text | None:
    """Give the words in which items ask, where all of them have the same and these are not the catalogue's."""
    asked = {item.standard.text for item in instrument.items if item.key in items}
    if len(asked) != 1:
        return None
    (text,) = asked
    theirs, own = ({bare_words(version) for version in each.all} for each in (text, standard.text))
    return None if theirs & own else text


def joined_to(catalogue: Catalogue, subject: Subject) -> Subject:
    """Give a questionnaire, or answers to one, with the catalogue's standards."""
    if isinstance(subject, Instrument):
        return _instrument(catalogue, subject, matched(catalogue, subject))
    if not isinstance(subject, Survey | Tally):
        raise errors.not_joinable(subject)
    matching = matched(catalogue, subject.instrument)
    instrument = _instrument(catalogue, subject.instrument, matching)
    ledger = _entered(subject.ledger, matching)
    if isinstance(subject, Survey):
        return replace(subject, instrument=instrument, ledger=ledger)
    kept = same_targets(subject.instrument, instrument)
    measures = {each: counts for each, counts in subject.measures.items() if kept or not of_targets([each])}
    outcomes = {each: counts for each, counts in subject.outcomes.items() if kept or not of_targets([each.measure])}
    return replace(subject, instrument=instrument, ledger=ledger, measures=measures, outcomes=outcomes)


def _entered(ledger: Ledger, matching: Matching) -> Ledger:
    entered = ledger.understood("catalogue", 0, {"standards": len(matching.matches)})
    if matching.beyond_catalogue:
        entered = entered.understood("beyond_catalogue", 0, {"items": matching.beyond_catalogue})
    if matching.beyond_survey:
        entered = entered.understood("beyond_survey", 0, {"items": matching.beyond_survey})
    return entered


def _instrument(catalogue: Catalogue, instrument: Instrument, matching: Matching) -> Instrument:
    if not matching.matches:
        raise errors.nothing_matches(catalogue.keys, [each.key for each in instrument.standards])
    of_item = {item: match for match in matching.matches for item in match.items}
    standards = {match.standard: _described(catalogue, match, instrument) for match in matching.matches}

    def item_of(item: Item) -> Item:
        match = of_item.get(item.key)
        return item if match is None else Item(item.key, standards[match.standard], item.reversed)

    dimensions = [
        Dimension(each.key, map(item_of, each.items), each.name, each.points) for each in instrument.dimensions
    ]
    own = {each.key for each in catalogue.aspects}
    return replace(
        instrument,
        dimensions=dimensions,
        touchpoints=_circle(catalogue, instrument, {item.key for item in instrument.items} - set(of_item), standards),
        aspects=(*catalogue.aspects, *(each for each in instrument.aspects if each.key not in own)),
    )


def _described(catalogue: Catalogue, match: Match, instrument: Instrument) -> Standard:
    """Give a standard as the catalogue describes it, and as the questionnaire does where the catalogue is silent.

    A component that the questionnaire names goes where the catalogue names an aspect of another one, and so does an
    aspect; a unit goes with the target to which it belongs.
    """
    standard = catalogue.standard(match.standard)
    asked = {item.standard: None for item in instrument.items if item.key in match.items}
    (before, *others) = asked
    facts = {name: getattr(standard, name) for name in OVERRIDDEN}
    if not others:
        silent = [name for name in OVERRIDDEN if facts[name] is None]
        if standard.target is not None:
            silent = [name for name in silent if name != "unit"]
        if standard.component is not None or standard.aspect is not None:
            silent = [name for name in silent if name not in ("component", "aspect")]
        facts |= {name: getattr(before, name) for name in silent}
    return Standard(standard.key, before.text if not others else standard.text, **facts)


def _circle(
    catalogue: Catalogue, instrument: Instrument, unmatched: set[str], standards: Mapping[str, Standard]
) -> tuple[Touchpoint, ...]:
    """Give the catalogue's circle, followed by stations of the questionnaire's that standards still lie on."""
    if not any(each.touchpoint for each in catalogue.current):
        return tuple(instrument.touchpoints)
    known = {each.key for each in catalogue.circle}
    used = {item.standard.touchpoint for item in instrument.items if item.key in unmatched}
    used |= {standard.touchpoint for standard in standards.values()}
    left = (each for each in instrument.touchpoints if each.key in used and each.key not in known)
    return (*catalogue.circle, *left)
