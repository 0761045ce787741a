"""Names of attributes and of their values, as somebody writes them down, checked against those that there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from difflib import get_close_matches
from typing import Any

import pandas as pd

from servgap.errors import ServgapError
from servgap.errors import attribute_names as errors
from servgap.language import languages
from servgap.language.shown import check_whole
from servgap.survey.attribute_names import AttributeNames, called_alike, is_name
from servgap.survey.groups import NO_GROUP, group_codes, group_labels, orders_of
from servgap.survey.survey import Survey
from servgap.survey.tally import Tally
from servgap.survey.text import ANY_LANGUAGE
from servgap.survey.wave_names import DAY
from servgap.survey.waves import CUTS, cut_to

VALUES = "values"
"""Under what the names of an attribute's values stand beside its own."""


def names_given(subject: Survey | Tally, names: Any) -> AttributeNames:
    """Read names, and put them over those that a survey or a tally has.

    Parameters
    ----------
    subject
        What has the attributes.
    names
        For each attribute that is to be named, a text for all languages, or a mapping from languages to texts in which
        ``"values"`` may name its values in the same way.

    Raises
    ------
    ServgapError
        If it is something else, names what there is not, is empty, or gives two the same name.
    """
    if not isinstance(names, Mapping):
        raise errors.no_names(names)
    known = subject.attributes if isinstance(subject, Survey) else subject.by
    attributes: dict[str, Mapping[str, str]] = {}
    values: dict[str, dict[str, Mapping[str, str]]] = {}
    for attribute, told in names.items():
        if attribute not in known:
            raise errors.unknown_attribute(attribute, known)
        own, of_values = _parted(attribute, told)
        if own:
            attributes[attribute] = own
        if of_values:
            values[attribute] = _values(attribute, of_values, labels_of(subject, attribute))
    given = subject.names | AttributeNames(attributes, values)
    check_apart(given, {name: labels_of(subject, name) for name in known if name in given.values}, known)
    return given


def labels_of(subject: Survey | Tally, attribute: str) -> list[str]:
    """Give the labels of an attribute that occur, those of an order first."""
    if isinstance(subject, Tally):
        at = subject.by.index(attribute)
        ordered, found = subject.orders.get(attribute, ()), [cell[at] for cell in subject.cells]
    else:
        respondents = subject.respondents
        ordered = orders_of(respondents, [attribute]).get(attribute, ())
        found = group_codes(respondents[attribute])[1]
    invited = subject.invitations
    known = [] if invited is None or attribute not in invited.by else invited.groups([attribute]).cells
    labels = dict.fromkeys((*ordered, *found, *(cell[0] for cell in known)))
    return [label for label in labels if label != NO_GROUP]


def check_apart(names: AttributeNames, labels: Mapping[str, Iterable[str]], attributes: Iterable[str]) -> None:
    """Refuse names by which two attributes, or two values of one, are not told from each other.

    Parameters
    ----------
    names
        What they are called.
    labels
        For each attribute whose values are named, those that occur.
    attributes
        The attributes that there are.

    Raises
    ------
    ServgapError
        If in some language two are called the same.
    """
    for one, two, language in called_alike(map(names.attribute, attributes)):
        raise errors.attributes_alike(one.own, two.own, one.to(language), language)
    for attribute, occurring in labels.items():
        every = dict.fromkeys((*occurring, *names.values.get(attribute, ())))
        for one, two, language in called_alike(names.value(attribute, label) for label in every):
            raise errors.values_alike(attribute, one.own, two.own, one.to(language), language)


def _parted(attribute: str, told: Any) -> tuple[dict[str, str], Mapping[Any, Any]]:
    """Part the names of an attribute from those of its values."""
    if not isinstance(told, Mapping):
        return _versions(attribute, None, told), {}
    of_values = told.get(VALUES, {})
    if not isinstance(of_values, Mapping):
        raise errors.values_unusable(attribute, of_values)
    own = {language: name for language, name in told.items() if language != VALUES}
    return _versions(attribute, None, own) if own else {}, of_values


def _versions(attribute: str, label: str | None, told: Any) -> dict[str, str]:
    """Read a name in one language or several."""
    versions = told if isinstance(told, Mapping) else {ANY_LANGUAGE: told}
    for language, name in versions.items():
        if isinstance(told, Mapping) and language not in languages():
            raise errors.unknown_language(attribute, label, language, languages())
        if not is_name(name):
            raise errors.no_name(attribute, label, name)
        check_whole(name, f"a name of the attribute {attribute!r}")
    if not versions:
        raise errors.no_name(attribute, label, told)
    return dict(versions)


def _values(attribute: str, told: Mapping[Any, Any], occurring: Sequence[str]) -> dict[str, Mapping[str, str]]:
    """Read the names of an attribute's values, called as their labels are.

    One that does not occur may be a value that nobody gave this time; it is refused where it looks like a slip: where
    none of those named occurs, or one that occurs without a name is written nearly the same.
    """
    labels = group_labels(pd.Series(list(told), dtype=object))
    twice = sorted({label for label in labels if labels.count(label) > 1})
    if twice:
        raise errors.value_twice(attribute, twice)
    if NO_GROUP in labels:
        raise errors.no_value(attribute)
    known = {*occurring, *_longer(attribute, occurring)}
    unknown = [label for label in labels if label not in known]
    unnamed = [label for label in occurring if label not in labels]
    for label in unknown:
        near = _nearest(label, unnamed)
        if near or len(unknown) == len(labels):
            raise errors.unknown_value(attribute, label, near, occurring)
    pairs = zip(labels, told.values(), strict=True)
    return {label: _versions(attribute, label, name) for label, name in sorted(pairs, key=lambda pair: pair[0])}


def _longer(attribute: str, occurring: Sequence[str]) -> set[str]:
    """Give the months, quarters and years to which dates are cut where they are waves."""
    longer: set[str] = set()
    for length in CUTS:
        if length != DAY and occurring:
            with suppress(ServgapError):
                longer.update(cut_to(attribute, occurring, length).values())
    return longer


def _nearest(label: str, labels: Sequence[str]) -> str:
    """Give the label that is written most like another, whatever its case; nothing where none is."""
    by_case = {each.casefold(): each for each in labels}
    near = get_close_matches(label.casefold(), list(by_case), n=1)
    return by_case[near[0]] if near else ""
