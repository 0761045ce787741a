"""Where reports were written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from servgap.language import language_of, listed, say
from servgap.language.lines import wrapped


@dataclass(frozen=True)
class Written:
    """Where a report was written.

    Parameters
    ----------
    html
        The page.
    workbook
        The workbook with the exact numbers.
    word
        The same report as a Word file.
    """

    html: Path
    workbook: Path
    word: Path


@dataclass(frozen=True, repr=False)
class WrittenEach:
    """Where the reports of each group were written.

    Parameters
    ----------
    index
        The page that leads to all of them.
    written
        The files of each, by its name.
    without
        Groups that got none, as too few respondents would be known.
    language
        The language in which it shows itself.
    """

    index: Path
    written: Mapping[str, Written]
    without: tuple[str, ...] = ()
    language: str = "en"

    def __repr__(self) -> str:
        tell = language_of(self.language).tell
        lines = [f"{name}: {each.html}" for name, each in self.written.items()]
        if self.without:
            lines.append(wrapped(tell(say("report.each_without", groups=listed(self.without), n=len(self.without)))))
        return "\n".join([*lines, str(self.index)])
