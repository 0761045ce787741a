"""What readers are shown in the place of attributes and of their values: names in every language, beside the codes.

Data keep an attribute's header and its values as they are read; only what a reader sees is called otherwise. What has
no name in a language is called in it as in the data.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from servgap.language import languages
from servgap.language.shown import DIRECTIONS, one_line
from servgap.survey.frozen import Frozen
from servgap.survey.text import ANY_LANGUAGE

Versions: TypeAlias = Mapping[str, str]
"""A name by language; that under no language serves in all others."""
SPELT_ALIKE = str.maketrans("", "", "".join(sorted(DIRECTIONS)))


@dataclass(frozen=True)
class Called:
    """A name of the data's own, with what it is called in languages."""

    own: str
    versions: tuple[tuple[str, str], ...] = ()

    def to(self, language: str) -> str:
        """Give the name in a language; where there is none, the data's own."""
        versions = dict(self.versions)
        return versions.get(language, versions.get(ANY_LANGUAGE, self.own))


@dataclass(frozen=True)
class AttributeNames(Frozen):
    """Names of attributes and of their values.

    Made by ``read_survey(..., names=...)`` and ``with_names``, and carried by surveys, tallies and findings.

    Parameters
    ----------
    attributes
        For each attribute that is named, its name by language.
    values
        For each attribute some of whose values are named, the names of these, by language.

    Examples
    --------
    >>> names = AttributeNames({"Q7": {"": "branch", "zh": "网点"}}, {"Q7": {"Airport": {"zh": "机场"}}})
    >>> [(names.attribute("Q7").to(code), names.value("Q7", "Airport").to(code)) for code in ("en", "zh")]
    [('branch', 'Airport'), ('网点', '机场')]
    """

    attributes: Mapping[str, Versions] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, Versions]] = field(default_factory=dict)

    def attribute(self, name: str) -> Called:
        """Call an attribute."""
        return Called(name, tuple(self.attributes.get(name, {}).items()))

    def value(self, attribute: str, label: str) -> Called:
        """Call a value of an attribute by its label."""
        return Called(label, tuple(self.values.get(attribute, {}).get(label, {}).items()))

    def shown(self, attribute: str) -> frozenset[str]:
        """Give everything that values of an attribute are called in some language."""
        return frozenset(name for told in self.values.get(attribute, {}).values() for name in told.values())

    def __or__(self, other: AttributeNames) -> AttributeNames:
        """Give the names of both; where they differ, those of the other."""
        if not other:
            return self
        values = {
            name: _both(self.values.get(name, {}), other.values.get(name, {}))
            for name in sorted({*self.values, *other.values})
        }
        return AttributeNames(_both(self.attributes, other.attributes), values)

    def __bool__(self) -> bool:
        return bool(self.attributes or self.values)

    def __hash__(self) -> int:
        return hash((frozenset(self.attributes), frozenset(self.values)))

    @property
    def stored(self) -> dict[str, Any]:
        """The names as a file holds them."""
        return {
            "attributes": {name: dict(told) for name, told in self.attributes.items()},
            "values": {name: {label: dict(told) for label, told in each.items()} for name, each in self.values.items()},
        }

    @classmethod
    def of_stored(cls, told: Mapping[str, Any]) -> AttributeNames:
        """Take the names from what a file says of them.

        Raises
        ------
        TypeError
            If it says what no names are.
        """
        if set(told) != {"attributes", "values"}:
            raise TypeError(told)
        return cls(
            {name: _stored(each) for name, each in told["attributes"].items()},
            {name: {label: _stored(each) for label, each in labels.items()} for name, labels in told["values"].items()},
        )


NO_NAMES = AttributeNames()


def called_alike(called: Iterable[Called]) -> Iterator[tuple[Called, Called, str]]:
    """Give the pairs of what would be called the same in a language, at least one of them by a name that was given."""
    listed = list(called)
    for language in languages():
        first: dict[str, Called] = {}
        for each in listed:
            spelt = spelt_alike(each.to(language))
            other = first.setdefault(spelt, each)
            if other is not each and (each.versions or other.versions):
                yield other, each, language


def spelt_alike(name: str) -> str:
    """Give what a reader sees of a name: without signs that are not to be seen, and with accents on their letters."""
    return unicodedata.normalize("NFC", one_line(name)).translate(SPELT_ALIKE).strip()


def is_name(name: object) -> bool:
    """Tell whether something can be read as a name."""
    return isinstance(name, str) and bool(spelt_alike(name))


def _both(one: Mapping[str, Versions], two: Mapping[str, Versions]) -> dict[str, Versions]:
    return {key: _over(one.get(key, {}), two.get(key, {})) for key in sorted({*one, *two})}


def _over(one: Versions, two: Versions) -> Versions:
    """Put names over others; one for all languages stands for all of them."""
    return dict(sorted((two if ANY_LANGUAGE in two else {**one, **two}).items()))


def _stored(told: Any) -> dict[str, str]:
    if not told or not all(isinstance(language, str) and is_name(name) for language, name in told.items()):
        raise TypeError(told)
    return dict(told)
