"""What can be wrong with names that are given to attributes and to their values."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from servgap.errors import ServgapError, first_places

_FORM = '{"branch": {"en": "branch", "zh": "网点", "values": {"Airport": {"zh": "机场"}}}, "quarter": "quarter"}'


def no_names(found: object) -> ServgapError:
    return ServgapError(
        f"Names are told by attribute; found {type(found).__name__}. Write them as in names={_FORM}, a text without a "
        "language being the name in all of them."
    )


def unknown_attribute(name: object, known: Sequence[str]) -> ServgapError:
    asked = str(name).strip().casefold()
    near = get_close_matches(str(name), known, n=1) or [each for each in known if asked and asked in each.casefold()]
    hint = f" Did you mean {near[0]!r}?" if near else ""
    return ServgapError(
        f"Names are given to attributes that are there; {name!r} is not "
        f"({first_places(map(repr, known), 12) if known else 'there are none'}).{hint} Name one of these, or read the "
        f"survey with attributes=[..., {name!r}]."
    )


def values_unusable(attribute: str, found: object) -> ServgapError:
    return ServgapError(
        f"The values of {attribute!r} are named by a mapping from values to names; found {type(found).__name__}. Write "
        f"them as in names={_FORM}."
    )


def unknown_value(attribute: str, label: str, near: str, occurring: Sequence[str]) -> ServgapError:
    hint = f" Did you mean {near!r}? If it is another value, name {near!r} too." if near else ""
    return ServgapError(
        f"Names are given to values as they stand in the data; nobody has {label!r} for {attribute!r} (values that "
        f"occur: {first_places(map(repr, occurring), 12) or 'none'}).{hint or ' Name some of these.'}"
    )


def no_value(attribute: str) -> ServgapError:
    return ServgapError(
        f"Among the values of {attribute!r} that are named is an empty one; found none to name, since respondents "
        "without a value are called so in every language. Leave it out."
    )


def value_twice(attribute: str, labels: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"Each value of {attribute!r} is named once; found twice, written otherwise: {first_places(labels)}. Name it "
        "once."
    )


def no_name(attribute: str, label: str | None, found: object) -> ServgapError:
    return ServgapError(
        f"A name is a text that holds something to be seen, or a mapping from languages to such texts; found {found!r} "
        f"for {_what(attribute, label)}. Write one, or leave it out to show what the data say."
    )


def unknown_language(attribute: str, label: str | None, found: object, known: Sequence[str]) -> ServgapError:
    named = "" if label is not None else ' Names of values stand under "values".'
    return ServgapError(
        f"Names are told in {', '.join(map(repr, known))}, or as a text for all languages; found {found!r} for "
        f"{_what(attribute, label)}.{named} Write one of these."
    )


def attributes_alike(one: str, two: str, name: str, language: str) -> ServgapError:
    return ServgapError(
        f"Attributes are told from each other by their names; in {language!r} {one!r} and {two!r} are both called "
        f"{name!r}. Name one of them otherwise."
    )


def values_alike(attribute: str, one: str, two: str, name: str, language: str) -> ServgapError:
    return ServgapError(
        f"Values of one attribute are told from each other by their names; in {language!r} {one!r} and {two!r} of "
        f"{attribute!r} are both called {name!r}. Name one of them otherwise; to put them together, recode them before "
        "reading."
    )


def _what(attribute: str, label: str | None) -> str:
    return f"the attribute {attribute!r}" if label is None else f"the value {label!r} of {attribute!r}"
