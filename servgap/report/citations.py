"""Works that are cited: by authors and year where a sentence names them, in full where they are listed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from servgap.language import Language

YEAR = re.compile(r" \(\d{4}\)")
LABEL = re.compile(r"^[^(:]+: ")
OWN = re.compile(r"^(?:after|own adaptation of|own variant of|in) ")
MANY = 3
"""Authors from whom on only the first is named."""


@dataclass(frozen=True)
class Cited:
    """Works that a sentence cites, in full and parted by semicolons; it names them by authors and year."""

    source: str

    def said(self, language: Language) -> str:  # noqa: ARG002 - works are named alike in all languages
        """Give authors and years."""
        return in_text(self.source)


def cited(source: str | None) -> Cited | None:
    """Cite works; nothing where there are none."""
    return Cited(source) if source else None


def in_text(source: str) -> str:
    """
    Cite works by authors and year.

    Parameters
    ----------
    source
        Works in full, parted by semicolons; what has no year stays as it is.

    Examples
    --------
    >>> in_text("Welch (1951), Biometrika 38, 330–336; interval: own convention")
    'Welch (1951); interval: own convention'
    >>> in_text("after Andrews, Kitagawa & McCloskey (2024), Q. J. Econ. 139, 305–358")
    'after Andrews et al. (2024)'
    """
    return "; ".join(map(_short, source.split("; ")))


def _short(work: str) -> str:
    year = YEAR.search(work)
    if year is None:
        return work
    label = LABEL.match(work)
    begin = label.end() if label else 0
    authors = re.split(r", | & ", work[begin : year.start()])
    named = f"{authors[0]} et al." if len(authors) >= MANY else work[begin : year.start()]
    return f"{work[:begin]}{named}{year[0]}"


def works_cited(told: Any) -> Iterator[str]:
    """Find every work that is cited in what is said, in full."""
    if isinstance(told, Cited):
        for each in told.source.split("; "):
            work = OWN.sub("", LABEL.sub("", each))
            if YEAR.search(work):
                yield work
    elif is_dataclass(told) and not isinstance(told, type):
        for field in fields(told):
            yield from works_cited(getattr(told, field.name))
    elif isinstance(told, Mapping):
        for each in told.values():
            yield from works_cited(each)
    elif isinstance(told, tuple | list):
        for each in told:
            yield from works_cited(each)
