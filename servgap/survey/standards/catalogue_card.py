"""What the card of a catalogue says, in no language yet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from servgap.language import Fact, joined, named, say, word, written
from servgap.survey.card import Reason
from servgap.survey.card_forms import Card
from servgap.survey.particulars import columns_named
from servgap.survey.standards.limit_text import written_number
from servgap.survey.standards.limit_words import limits_said
from servgap.survey.standards.standard import Standard

if TYPE_CHECKING:
    from servgap.survey.standards.catalogue import Catalogue

MOST_NAMED = 12
FACTS = ("limit", "target", "owner", "published", "review_by", "norm")
STOPS = ".。 "
Lines = Iterator[tuple[Fact, Fact]]


def card_of(catalogue: Catalogue) -> Card:
    """Choose what the card says: what is there, each standard, the circle, and what was understood of the source."""
    current = catalogue.current
    published = sum(standard.published is True for standard in current)
    case = "named" if catalogue.name else "bare"
    headline = say("catalogue.card.headline", case=case, name=catalogue.name, n=len(current), published=published)
    earlier = [each for each in catalogue.standards if each not in current]
    return Card.of(
        headline,
        (
            (say("catalogue.card.facts"), _facts(catalogue)),
            (say("catalogue.card.standards"), map(_standard, current)),
            (say("catalogue.card.circle"), _circle(catalogue)),
            (say("catalogue.card.earlier"), map(_standard, earlier)),
            (say("catalogue.card.understood"), _understood(catalogue)),
            (say("catalogue.card.unread"), _unread(catalogue)),
        ),
    )


def _facts(catalogue: Catalogue) -> Lines:
    total = len(catalogue.current)
    for fact in FACTS:
        held = sum(getattr(standard, fact) is not None for standard in catalogue.current)
        yield word("standard_fact", fact), say("catalogue.card.held", n=held, total=total)
    units = {limit.unit for each in catalogue.current for limit in (*each.limits, *each.norms) if not limit.is_time}
    if units:
        yield say("catalogue.card.own_units"), joined(sorted(units), "series")


def _standard(standard: Standard) -> tuple[Fact, Fact]:
    told: list[Fact] = [named(standard.text, STOPS, standard.key)]
    if standard.limits:
        told.append(limits_said(standard.limit))
    if standard.target is not None:
        case = "unit" if standard.unit else "bare"
        level = written(written_number, standard.target)
        told.append(say("catalogue.card.target", case=case, level=level, unit=standard.unit))
    if standard.owner:
        told.append(standard.owner)
    if standard.published is not None:
        told.append(word("standard_published", str(standard.published).lower()))
    if standard.review_by:
        told.append(say("catalogue.card.review", day=standard.review_by))
    if standard.supersedes:
        told.append(say("catalogue.card.supersedes", key=standard.supersedes))
    return standard.key, joined(told, "clauses")


def _circle(catalogue: Catalogue) -> Lines:
    for station in catalogue.circle:
        keys = [standard.key for standard in catalogue.current if standard.touchpoint == station.key]
        if keys:
            yield named(station.name), joined(keys, "series")


def _understood(catalogue: Catalogue) -> Lines:
    for line in catalogue.lines:
        yield Reason(line.reason), line.particulars


def _unread(catalogue: Catalogue) -> Lines:
    if catalogue.unread:
        yield None, columns_named(catalogue.unread, MOST_NAMED)
