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

    def said(self, language: Language) -> str:
        """Give authors and years, alike in all languages, and what each is cited for in the language's words."""
        return "; ".join(_told(each, language) for each in in_text(self.source).split("; "))


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


def _told(work: str, language: Language) -> str:
    """Say what stands before authors and year in the language's words."""
    label, own = LABEL.match(work), ""
    begin = label.end() if label else 0
    rest = work[begin:]
    found = OWN.match(rest)
    if found and language.has_word("cited_for", found[0].strip()):
        own, rest = f"{language.word('cited_for', found[0].strip())} ", rest[found.end() :]
    elif language.has_word("cited_for", rest):
        rest = language.word("cited_for", rest)
    if label is None:
        return f"{own}{rest}"
    told = work[: begin - 2]
    said = language.word("cited_for", told) if language.has_word("cited_for", told) else told
    return language.joined([said, f"{own}{rest}"], "labels")


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
