"""What a catalogue must be to exist: keys that stand once, stations that are known, facts that make sense."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from numbers import Real
from typing import TYPE_CHECKING, Any

from servgap.errors import catalogues as errors
from servgap.language.shown import check_whole
from servgap.survey.questionnaire import aspects as customary_aspects
from servgap.survey.standards.days import is_day, is_time_of_revision
from servgap.survey.standards.standard import COMPONENTS, PHASES, PROCESSES, Standard
from servgap.survey.text import Text

if TYPE_CHECKING:
    from servgap.survey.standards.catalogue import Catalogue

TEXTS = ("aspect", "owner", "unit", "supersedes")
"""Facts of a standard that are texts of anybody's own."""


def check_consistent(catalogue: Catalogue) -> None:
    """Refuse a catalogue that contradicts itself, or says of a standard what makes no sense.

    Raises
    ------
    ServgapError
        Naming the standard, and what is wrong with it.
    """
    _check_keys(catalogue)
    _check_circle(catalogue)
    for standard in catalogue.standards:
        _check_facts(catalogue, standard)
    _check_versions(catalogue)
    _check_items(catalogue)


def check_kinds(given: Any, kind: type, what: str, *, empty: bool = False) -> None:
    """Refuse what are not several of a kind, or none at all where there must be some."""
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise errors.not_several(what, kind.__name__, given)
    for each in given:
        if not isinstance(each, kind):
            raise errors.not_several(what, kind.__name__, each)
    if not empty and not tuple(given):
        raise errors.no_standards()


def as_kept(standard: Standard) -> Standard:
    """Give a standard as any file has it: its languages in one order, and no blanks around texts."""
    facts: dict[str, Any] = {
        "text": Text(tuple(sorted((code, words.strip()) for code, words in standard.text.versions)))
    }
    for what in TEXTS:
        told = getattr(standard, what)
        if told is not None and not isinstance(told, str):
            raise errors.no_text(standard.key, what, told)
        check_whole(told or "", f"the {what} of the standard {standard.key!r}")
        facts[what] = (told or "").strip() or None
    kept = all(getattr(standard, name) == value for name, value in facts.items())
    return standard if kept else replace(standard, **facts)


def _check_keys(catalogue: Catalogue) -> None:
    keys = [standard.key for standard in catalogue.standards]
    for key in keys:
        if not isinstance(key, str) or not key.strip():
            raise errors.no_key(key)
        check_whole(key, "the key of a standard")
    twice = [key for at, key in enumerate(keys) if key in keys[:at]]
    if twice:
        raise errors.key_twice(list(dict.fromkeys(twice)))


def _check_circle(catalogue: Catalogue) -> None:
    for what, named in (("touchpoint", catalogue.circle), ("aspect", catalogue.aspects)):
        keys = [each.key for each in named]
        twice = [key for at, key in enumerate(keys) if key in keys[:at]]
        if twice:
            raise errors.named_twice(what, twice[0])
    for touchpoint in catalogue.circle:
        if touchpoint.phase is not None and touchpoint.phase not in PHASES:
            raise errors.unknown_in_circle("touchpoint", touchpoint.key, "phase", touchpoint.phase, PHASES)
    for aspect in catalogue.aspects:
        if aspect.component not in COMPONENTS:
            raise errors.unknown_in_circle("aspect", aspect.key, "component", aspect.component, COMPONENTS)


def _check_facts(catalogue: Catalogue, standard: Standard) -> None:
    if not any(standard.text.all):
        raise errors.no_words(standard.key)
    circle = [touchpoint.key for touchpoint in catalogue.circle]
    choices = {"component": COMPONENTS, "process": PROCESSES, "touchpoint": circle}
    for what, known in choices.items():
        told = getattr(standard, what)
        if told is not None and told not in known:
            raise errors.unknown_choice(standard.key, what, told, known)
    own = {aspect.key: aspect for aspect in catalogue.aspects}
    aspect = own.get(standard.aspect or "", customary_aspects().get(standard.aspect or ""))
    if aspect is not None and standard.component not in (None, aspect.component):
        raise errors.aspect_elsewhere(standard.key, aspect.key, aspect.component, standard.component)
    if standard.target is not None and not _is_number(standard.target):
        raise errors.target_unusable(standard.key, standard.target)
    if not isinstance(standard.published, bool | None):
        raise errors.published_unusable(standard.key, standard.published)
    if standard.review_by is not None and not (isinstance(standard.review_by, str) and is_day(standard.review_by)):
        raise errors.day_unusable(standard.key, "review_by", standard.review_by)
    if standard.revised is not None and not is_time_of_revision(str(standard.revised)):
        raise errors.day_unusable(standard.key, "revised", standard.revised)


def _check_versions(catalogue: Catalogue) -> None:
    successors: dict[str, str] = {}
    for standard in catalogue.standards:
        before = standard.supersedes
        if before is None:
            continue
        if before in successors:
            raise errors.superseded_twice(before, [successors[before], standard.key])
        successors[before] = standard.key
    for start in successors:
        key, passed = start, {start}
        while key in successors:
            key = successors[key]
            if key in passed:
                raise errors.supersedes_itself(key)
            passed.add(key)


def _check_items(catalogue: Catalogue) -> None:
    measured: dict[str, str] = {}
    for key, items in catalogue.measured_by.items():
        if key not in catalogue.keys:
            raise errors.unknown_standard(key, catalogue.keys)
        for item in items:
            if measured.setdefault(item, key) != key:
                raise errors.item_of_two(item, [measured[item], key])


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(float(value))
