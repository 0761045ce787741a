"""What readers call the dimensions, standards, items, aspects and touchpoints of an instrument, and groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from servgap.language import Fact, joined, listed, named, say
from servgap.survey.attribute_names import AttributeNames
from servgap.survey.instrument import Instrument
from servgap.survey.standards.filing import aspect_of

if TYPE_CHECKING:
    from servgap.analysis.finding import Basis

FULL_STOPS = ".。 "


def dimension(instrument: Instrument, key: str) -> Fact:
    """Name a dimension."""
    return next((named(each.name) for each in instrument.dimensions if each.key == key), key)


def dimensions(instrument: Instrument, keys: Iterable[str]) -> Fact:
    """List dimensions inside a sentence."""
    return listed(say("shared.inside", name=dimension(instrument, key)) for key in keys)


def standard(instrument: Instrument, key: str) -> Fact:
    """Name a standard by its text, without the full stop."""
    return next((named(each.text, FULL_STOPS, key) for each in instrument.standards if each.key == key), key)


def item(instrument: Instrument, key: str) -> Fact:
    """Name an item: by its standard's text, and by its key where several items measure that standard."""
    found = next((each for each in instrument.items if each.key == key), None)
    if found is None:
        return key
    text = standard(instrument, found.standard.key)
    shared = sum(each.standard.key == found.standard.key for each in instrument.items) > 1
    return say("shared.item_of_several", standard=text, item=key) if shared else text


def aspect(instrument: Instrument, key: str) -> Fact:
    """Name the aspect of a component; one that neither the instrument nor custom describes goes by its key."""
    found = aspect_of(instrument, key)
    return key if found is None else named(found.name)


def touchpoint(instrument: Instrument, key: str) -> Fact:
    """Name a station of the service circle."""
    return next((named(each.name) for each in instrument.touchpoints if each.key == key), key)


def attribute(names: AttributeNames, name: str) -> Fact:
    """Name an attribute: as it is to be called, else by its own name."""
    return named(names.attribute(name))


def attributes(names: AttributeNames, several: Iterable[str]) -> Fact:
    """List attributes inside a sentence."""
    return listed(attribute(names, name) for name in several)


def group(names: AttributeNames, by: str, label: object) -> Fact:
    """Name a group by its value of an attribute; the empty label stands for respondents who gave none."""
    return named(names.value(by, str(label))) if str(label).strip() else say("shared.no_answer")


def groups(names: AttributeNames, by: str, labels: Iterable[object]) -> Fact:
    """List groups by one attribute inside a sentence."""
    return listed(say("shared.group", group=group(names, by, label)) for label in labels)


def compared_group(basis: Basis, label: object) -> Fact:
    """Name one of the groups, or of the waves, that are compared with each other."""
    return group(basis.names, next(iter(basis.compared), ""), label)


def compared_groups(basis: Basis, labels: Iterable[object]) -> Fact:
    """List some of the groups that are compared inside a sentence."""
    return listed(say("shared.group", group=compared_group(basis, label)) for label in labels)


def groups_of(names: AttributeNames, of: Mapping[str, str]) -> Fact:
    """List inside a sentence the values by which a group is made."""
    return listed(say("shared.group", group=group(names, by, label)) for by, label in of.items())


def where(names: AttributeNames, of: Mapping[str, str]) -> Fact:
    """Name the group that a sentence is about; nothing where it is about everybody."""
    return say("shared.where", groups=in_groups(names, of)) if of else None


def in_groups(names: AttributeNames, of: Mapping[str, str]) -> Fact:
    """Name a group by each of its attributes."""
    named_groups = (
        say(
            "shared.where_each",
            case="answered" if label else "unanswered",
            by=attribute(names, by),
            group=group(names, by, label),
        )
        for by, label in of.items()
    )
    return joined(named_groups, "groups")
