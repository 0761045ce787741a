"""All kinds of findings there are, and the one that a finding is of."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from servgap.errors import reports as errors
from servgap.report import kinds as room
from servgap.report.kinds.kind import CHAPTERS, Kind


@cache
def known_kinds() -> tuple[Kind, ...]:
    """Give the kinds of all modules beside this one, in the order of a report."""
    names = sorted(found.name for found in pkgutil.iter_modules(room.__path__))
    modules = [import_module(f"{room.__name__}.{name}") for name in names]
    found = [module.KIND for module in modules if isinstance(getattr(module, "KIND", None), Kind)]
    return tuple(sorted(found, key=lambda kind: (CHAPTERS.index(kind.chapter), kind.place, kind.name)))


@cache
def is_declared(name: str) -> bool:
    """Tell whether a kind has its declaration here."""
    return any(found.name == name for found in pkgutil.iter_modules(room.__path__))


@cache
def kind_of(name: str) -> Kind:
    """Find the kind of that name, and load no other.

    Raises
    ------
    ServgapError
        If there is none.
    """
    if name.isidentifier() and is_declared(name):
        kind = getattr(import_module(f"{room.__name__}.{name}"), "KIND", None)
        if isinstance(kind, Kind):
            return kind
    raise errors.unknown_kind(name, [kind.name for kind in known_kinds()])
