"""What a verb returns: an exact frame, the facts behind its words, and the ways to show them.

The methods that show a finding hand it to the report room. That is the one stair that leads up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from os import PathLike
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self, overload

import numpy as np
import pandas as pd

from servgap._stats.registry import Statistic
from servgap.analysis.facts import Facts
from servgap.analysis.frames import Frames
from servgap.analysis.source import Source
from servgap.language import language_of
from servgap.survey.attribute_names import NO_NAMES, AttributeNames
from servgap.survey.frozen import Frozen, fixed
from servgap.survey.instrument import Instrument
from servgap.survey.measures.measure import Measure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

TableFormat = Literal["html", "text", "markdown", "latex"]


@dataclass(frozen=True)
class Remark:
    """Something the reader must be told beside the numbers, as a code and its particulars."""

    code: str
    particulars: tuple[tuple[str, Any], ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "particulars", fixed(self.particulars))


@dataclass(frozen=True)
class Basis:
    """What a finding stands on, so that no number goes without its n, its policy and its method.

    Parameters
    ----------
    instrument
        The questionnaire.
    rows_used, rows_read, left_out
        Respondents analysed, rows of the source, and rows left out by reason.
    pair
        The two parts compared; the first is None where one part is asked alone.
    measure
        What is analysed of each respondent; None where the verb has no measure.
    separately
        Attributes for each of whose values the analysis was made separately.
    compared
        Attributes whose values were compared with each other.
    policy
        The rule for missing answers, where one was needed.
    confidence
        The level of intervals; 1 less it is the level of tests.
    statistics
        The statistics behind the numbers.
    adjust, family
        The correction for several tests, and how many it covers.
    smallest
        The smallest gap that matters, in scale points.
    seed, draws
        Of the random draws, where there were any; a seed of None means that the caller's generator was used.
    remarks
        What else the reader must be told.
    names
        What readers are shown in the place of attributes and of their values.
    """

    instrument: Instrument
    rows_used: int
    rows_read: int
    left_out: tuple[tuple[str, int], ...]
    pair: tuple[str | None, str]
    measure: Measure | None = None
    separately: tuple[str, ...] = ()
    compared: tuple[str, ...] = ()
    policy: str | None = None
    confidence: float = 0.95
    statistics: tuple[Statistic, ...] = ()
    adjust: str | None = None
    family: int = 0
    smallest: float | None = None
    seed: int | None = None
    draws: int = 0
    remarks: tuple[Remark, ...] = ()
    names: AttributeNames = NO_NAMES

    @property
    def groups(self) -> tuple[str, ...]:
        """The attributes that tell its groups, whether these stand each alone or are compared."""
        return self.separately or self.compared


def _plain(value: Any) -> Any:
    """Turn numpy's numbers into Python's, which are written the same everywhere."""
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_plain(each) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: fixed(_plain(getattr(value, field.name))) for field in fields(value)})
    return value.item() if isinstance(value, np.generic) else value


@dataclass(frozen=True, eq=False, repr=False)
class Finding(Frozen):
    """What a verb found.

    Made by the verbs. The frame is exact; words, tables and pictures are made from it on demand, and the same finding
    always gives the same ones. It cannot be changed: what it hands out are copies.

    It can be pickled, and the one that comes back gives the same words, tables and pages. All its tables are computed
    for that, and of what it was made from only counts go along, in the place of a Survey's answers: no respondent is in
    the pickle but in what a table tells by itself, as that of `screen_responses` has a row a respondent. In a report
    beside findings by other attributes more may be hidden, as counts by one do not tell those by two.

    Parameters
    ----------
    basis
        What the numbers stand on.
    frames
        The finding's tables by name; the first is `frame`.
    facts
        The facts behind the headline.
    source
        The call that made it, where a verb did.
    language
        The language in which it shows itself unless told otherwise.

    Examples
    --------
    >>> import servgap as sg
    >>> finding = sg.measure_gaps(sg.read_survey("data/samples/hotline_2026.csv"))
    >>> finding.headline[:55]
    'Service falls 0.76 points short of expectation overall '
    >>> finding.headline_in("zh")[:17]
    '总体上，服务比期望低 0.76 分'
    """

    kind: ClassVar[str] = "finding"

    basis: Basis
    frames: Mapping[str, pd.DataFrame]
    facts: Facts
    source: Source | None = None
    language: str = "en"

    def __post_init__(self) -> None:
        object.__setattr__(self, "frames", self.frames if isinstance(self.frames, Frames) else Frames(self.frames))
        object.__setattr__(self, "facts", _plain(self.facts))

    @property
    def frame(self) -> pd.DataFrame:
        """The tidy table of exact numbers; a copy, which may be changed."""
        return self.frames["frame"].copy()

    def in_language(self, language: str) -> Self:
        """Give the same finding, showing itself in a language.

        Parameters
        ----------
        language
            ``"en"`` or ``"zh"``.

        Raises
        ------
        ServgapError
            If findings do not speak it.

        Examples
        --------
        >>> import servgap as sg
        >>> finding = sg.measure_gaps(sg.read_survey("data/samples/hotline_2026.csv"))
        >>> finding.in_language("zh").headline[:17]
        '总体上，服务比期望低 0.76 分'
        """
        code = language_of(language).code
        return self if code == self.language else replace(self, language=code)

    @property
    def headline(self) -> str:
        """One sentence: what was found, effect and interval first."""
        return self.headline_in(self.language)

    def headline_in(self, language: str) -> str:
        """Give the headline in a language, ``"en"`` or ``"zh"``."""
        from servgap.report.showing import headline

        return headline(self, language)

    @property
    def note(self) -> str:
        """What stands under the table: method, level, n used of n read, what was left out, sources."""
        return self.note_in(self.language)

    def note_in(self, language: str) -> str:
        """Give the note in a language, ``"en"`` or ``"zh"``."""
        from servgap.report.showing import note

        return note(self, language)

    @property
    def references(self) -> tuple[str, ...]:
        """The works that the note cites by authors and year, in full."""
        from servgap.report.showing import references

        return references([self])

    @overload
    def table(self, format: Literal["docx"], *, language: str | None = None) -> bytes: ...
    @overload
    def table(self, format: TableFormat = "html", *, language: str | None = None) -> str: ...
    def table(self, format: TableFormat | Literal["docx"] = "html", *, language: str | None = None) -> str | bytes:  # noqa: A002 - the contract's name
        r"""Give the frame as a table for readers: named, rounded, with the note beneath.

        Parameters
        ----------
        format
            ``"html"``, ``"text"``, ``"markdown"``, ``"latex"`` (which needs the packages that its first lines name, and
            for Chinese XeLaTeX with ``ctex``), or ``"docx"``: the bytes of a Word file, to be opened and pasted from.
        language
            ``"en"`` or ``"zh"``; default: its own.

        Examples
        --------
        >>> import servgap as sg
        >>> gaps = sg.measure_gaps(sg.read_survey("data/samples/hotline_2026.csv"))
        >>> print(gaps.table("latex").splitlines()[1])
        % \usepackage{booktabs}
        >>> gaps.table("docx")[:2]
        b'PK'
        """
        from servgap.report.showing import render_table

        return render_table(self, format, language or self.language)

    def plot(self, ax: Axes | None = None, *, kind: str | None = None, language: str | None = None) -> Axes:
        """Draw the finding's picture, to look at it or to change something of it.

        A new figure is one of pyplot's, which a notebook shows and which stays open until ``plt.close`` closes it; its
        ``plot().figure.savefig(...)`` writes every format that matplotlib knows. Many pictures in a loop are for
        `save_plot`, which leaves no figure open, or for axes of one figure.

        Parameters
        ----------
        ax
            The axes to draw on, empty and with limits of their own; without them, a new figure of a fitting size. They
            keep their place in a grid, and ``set_title``, ``suptitle``, ``tight_layout`` and layout engines do with
            them what they do with others.
        kind
            The name of another picture, of findings that have some: gaps lie on an axis with zero (``"zero"``); where
            standards lie at touchpoints, they have the service circle (``"circle"``), and the same one below the other
            (``"line"``). Default: the usual one.
        language
            ``"en"`` or ``"zh"``; default: its own.

        Returns
        -------
        matplotlib.axes.Axes
            The axes drawn on, for whoever wants to change something.

        Raises
        ------
        ServgapError
            If the finding has no such picture; those that it has are named.
        """
        from servgap.report.showing import draw

        return draw(self, ax, language or self.language, kind)

    def save_plot(self, path: str | PathLike[str], *, kind: str | None = None, language: str | None = None) -> None:
        """Draw the finding's picture into a file: the same finding gives the same bytes.

        Parameters
        ----------
        path
            Where to write it, as ``.png``, ``.svg`` or ``.pdf``; an existing file is replaced only once the new one is
            complete.
        kind
            The name of another picture, as in `plot`.
        language
            ``"en"`` or ``"zh"``; default: its own.

        Raises
        ------
        ServgapError
            If the name has another ending, the finding has no such picture, or the file cannot be written.

        Examples
        --------
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> import servgap as sg
        >>> gaps = sg.measure_gaps(sg.read_survey("data/samples/hotline_2026.csv"))
        >>> with TemporaryDirectory() as folder:
        ...     gaps.save_plot(Path(folder, "gaps.png"), language="zh")
        ...     Path(folder, "gaps.png").read_bytes()[1:4]
        b'PNG'
        """
        from servgap.report.showing import save_picture

        save_picture(self, path, language or self.language, kind)

    def to_excel(self, path: str | PathLike[str], *, language: str | None = None) -> None:
        """Write the exact frames, and the note, into one workbook.

        Parameters
        ----------
        path
            Where to write it; an existing file is replaced only once the new one is complete.
        language
            ``"en"`` or ``"zh"``, for headings; default: its own. The numbers are never rounded.
        """
        from servgap.report.showing import write_finding

        write_finding(self, path, language or self.language)

    def to_word(self, path: str | PathLike[str], *, language: str | None = None) -> None:
        """Write what was found, its pictures, its tables and its note into one Word file.

        Parameters
        ----------
        path
            Where to write it, as ``gaps.docx``; an existing file is replaced only once the new one is complete.
        language
            ``"en"`` or ``"zh"``; default: its own.
        """
        from servgap.report.showing import write_word

        write_word(self, path, language or self.language)

    def __repr__(self) -> str:
        from servgap.report.showing import render_text

        return render_text(self, self.language)

    def _repr_html_(self) -> str:
        from servgap.report.showing import render_html

        return render_html(self, self.language)
