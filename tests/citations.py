"""Finding citations in texts, and reading the list of references, for the tests that hold one against the other."""

from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
METHODS = ROOT / "docs" / "methods.md"
HEADING = "\n## References\n"

CAPITAL = "[A-ZÅÄÖÜŠÉ]"
SURNAME = rf"(?:(?:van der|van|von|de) )?{CAPITAL}[^\W\d_]+(?:[-'’]{CAPITAL}[^\W\d_]+)?"
SURNAMES = rf"{SURNAME}(?:, {SURNAME})*(?: & {SURNAME})?(?:,? et al\.?| 等)?"
YEAR = r"(?:1[789]|20)\d\d"
DIGIT = re.compile(r"\d")
CITED = re.compile(rf"(?<![\w-])({SURNAMES})(?:['’]s)? \(?({YEAR}(?:, {YEAR})*)(?!\w)")
INITIALS = re.compile(rf",(?: {CAPITAL}\.(?:-{CAPITAL}\.)?)+")
OTHERS = re.compile(r",? et al\.?$| 等$")
PAGES = re.compile(r"(?:([\d()]+), )?\b(\d+–\d+)")
COMMENT = re.compile(r"#.*")
"""A comment, or what stands behind the mark in a string, which is read as a part of that too."""
ENTRY = re.compile(rf"- (.+?) \(({YEAR})\)\. (.+)")


@dataclass(frozen=True)
class Citation:
    """Authors and year as a text names them, the volumes and pages that follow, and where the text stands."""

    authors: tuple[str, ...]
    others: bool
    year: str
    pages: tuple[tuple[str, str], ...]
    where: str

    def names(self, entry: Entry) -> bool:
        """Tell whether an entry of the list is the work, or one of the works, that is cited."""
        alike = entry.authors[:1] == self.authors if self.others else entry.authors == self.authors
        return alike and entry.year == self.year and (len(entry.authors) > 2 or not self.others)

    def agrees(self, entry: Entry) -> bool:
        """Tell whether volume and pages, where the text gives them, are those of the entry."""
        return all((f"{volume}, {pages}" if volume else pages) in entry.work for volume, pages in self.pages)


@dataclass(frozen=True)
class Entry:
    """A work in the list of references."""

    authors: tuple[str, ...]
    year: str
    work: str

    @property
    def order(self) -> tuple[tuple[str, ...], str, str]:
        """What the list is sorted by."""
        return tuple(_plain(name) for name in self.authors), self.year, _plain(self.work)


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[*]", "", letters).casefold()


def _surnames(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in re.split(r", | & ", INITIALS.sub("", text)))


def entries(text: str | None = None) -> list[Entry]:
    """Read the list of references at the end of the page on methods."""
    listed = (METHODS.read_text(encoding="utf-8") if text is None else text).split(HEADING)[1]
    return [Entry(_surnames(found[1]), found[2], found[3]) for found in ENTRY.finditer(listed)]


def citations(text: str, where: str = "") -> Iterator[Citation]:
    """Find every "Author & Author (year)" in a text, with or without initials and brackets."""
    if not DIGIT.search(text):
        return
    running = INITIALS.sub("", re.sub(r"\s+", " ", text)).replace(", &", " &").replace("*", "")
    places = list(CITED.finditer(running))
    for number, place in enumerate(places):
        behind = running[place.end() : places[number + 1].start() if place is not places[-1] else None]
        told = re.match(r"\)?[.,](.*?)(?:[;\]·]|$)", behind)
        pages = tuple((found[1] or "", found[2]) for found in PAGES.finditer(told[1])) if told else ()
        authors = tuple(re.split(r", | & ", OTHERS.sub("", place[1])))
        for year in re.findall(YEAR, place[2]):
            yield Citation(authors, bool(OTHERS.search(place[1])), year, pages, where)


def _texts() -> Iterator[tuple[str, str]]:
    """Give every text of the library: strings and comments of its code, its questionnaires, and the pages on it."""
    for path in sorted((ROOT / "servgap").rglob("*.py")):
        code, where = path.read_text(encoding="utf-8"), str(path.relative_to(ROOT))
        for node in ast.walk(ast.parse(code)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value, where
        for comment in COMMENT.findall(code):
            yield comment, where
    pages = [*sorted((ROOT / "servgap" / "instruments").glob("*.toml")), *sorted((ROOT / "docs").glob("*.md"))]
    for path in pages:
        yield path.read_text(encoding="utf-8").split(HEADING)[0], str(path.relative_to(ROOT))


@cache
def all_citations() -> list[Citation]:
    """Find every citation of the library, once."""
    return [each for text, where in _texts() for each in citations(text, where)]
