"""Values of questionnaires and catalogues as TOML writes them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from servgap.survey.standards.limit import Limit
from servgap.survey.text import ANY_LANGUAGE, Text


def fields_text(**values: Any) -> Iterator[str]:
    """Write each field in a line of its own; nothing is written of what is None.

    Examples
    --------
    >>> list(fields_text(key="wait", owner=None, limit=Limit(15, "s", share=0.85)))
    ['key = "wait"', 'limit = { value = 15, unit = "s", share = 0.85 }']
    """
    return (f"{field} = {value_text(value)}" for field, value in values.items() if value is not None)


def value_text(value: Any) -> str:
    """Write a text, a number, a truth, a limit, a text in several languages, or several of them."""
    if isinstance(value, Text):
        versions = dict(value.versions)
        return value_text(versions[ANY_LANGUAGE]) if set(versions) == {ANY_LANGUAGE} else _table(versions)
    if isinstance(value, Limit):
        told = {entry.name: getattr(value, entry.name) for entry in fields(value)}
        return _table({name: each for name, each in told.items() if each is not None}, bare=True)
    if isinstance(value, tuple):
        return "[" + ", ".join(map(value_text, value)) + "]"
    return _plain(value)


def _table(values: Mapping[str, Any], *, bare: bool = False) -> str:
    named = ((key if bare else value_text(key), value_text(each)) for key, each in values.items())
    return "{ " + ", ".join(f"{key} = {each}" for key, each in named) + " }"


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return str(int(value)) if float(value).is_integer() else repr(float(value))
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")  # which JSON allows and TOML does not
