"""What is declared of a kind of finding."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from servgap.errors import pictures as errors
from servgap.language import Fact, say
from servgap.report.names import attributes

if TYPE_CHECKING:
    import pandas as pd

    from servgap.analysis.finding import Basis, Finding, Remark
    from servgap.errors import ServgapError
    from servgap.language import Language
    from servgap.report.kinds.claim import Claim
    from servgap.report.kinds.noted import Noted
    from servgap.report.pictures.canvas import Picture
    from servgap.report.tables.table import Table
    from servgap.survey.measures.measure import Measure
    from servgap.survey.survey import Survey
    from servgap.survey.tally import Tally

RemarkFacts = Mapping[str, Any]

CHAPTERS = ("act", "where", "since", "matters", "sure", "trust")
"""What a reader asks, in this order: what to do, where, since when, what matters, how sure it is, and whether the
questionnaire can be trusted."""


@dataclass(frozen=True)
class Material:
    """What a report makes its findings of.

    Parameters
    ----------
    tally
        The counts of the respondents that the report is about, by branch if there are any.
    branch
        The attribute that tells branches.
    trend
        The counts of all waves, where there are waves.
    wave
        The attribute that tells waves.
    measure
        What is analysed; that of the questionnaire unless told.
    subject
        The respondents themselves, where the report is made of a Survey; of counts else.
    everybody
        As `subject`, of all waves.
    """

    tally: Tally
    branch: str | None = None
    trend: Tally | None = None
    wave: str | None = None
    measure: Measure | None = None
    subject: Survey | Tally | None = None
    everybody: Survey | Tally | None = None


@dataclass(frozen=True)
class View:
    """Another picture of a kind, drawn where it is asked for by its name; `views.<name>` of the kind's texts heads it.

    Parameters
    ----------
    picture
        Plans it.
    lacks
        Says why a finding does not have it; None where it has.
    medium
        Where a report's page shows it: on a ``"screen"``, on ``"paper"``, or nowhere.
    unasked
        Whether it says enough of a finding for a page to show it without having been asked.
    each
        Whether what was found for several groups is drawn in a panel each; otherwise one group is, and it says so.
    """

    picture: Callable[[Any, Language], Picture]
    lacks: Callable[[Any], ServgapError | None] = lambda _: None
    medium: Literal["", "screen", "paper"] = ""
    unasked: Callable[[Any], bool] = lambda _: True
    each: bool = True


def _nothing(_: Any) -> Sequence[Any]:
    return ()


def _as_it_is(finding: Any, _: int) -> Finding:
    found: Finding = finding
    return found


def _resting(finding: Any, _: object, __: int) -> Finding:
    found: Finding = finding
    return found


def _of_groups(finding: Finding) -> tuple[pd.DataFrame, list[str]]:
    return finding.frames["frame"], list(finding.basis.separately or finding.basis.compared)


def _about(_: Any) -> Fact:
    return None


def _alike(_: Any) -> str:
    return ""


def separately(finding: Finding) -> Fact:
    """Say by which attributes it was made separately for each; nothing where it is about everybody."""
    by = finding.basis.separately
    return say("report.separately", by=attributes(finding.basis.names, by)) if by else None


def compared(finding: Finding) -> Fact:
    """Say by which attributes groups are compared."""
    return say("report.compared", by=attributes(finding.basis.names, finding.basis.compared))


@dataclass(frozen=True)
class Kind:
    """A kind of finding, as readers meet it.

    Its words stand in ``language/<language>/<name>.toml``: `title` heads its section, `sheets` names its frames.

    Parameters
    ----------
    name
        The finding's kind.
    chapter
        The question of a reader under which its section stands, of `CHAPTERS`.
    place
        Where its section stands in its chapter: lower numbers first.
    headline
        What was found, as clauses of a sentence; what qualifies any finding is put before it.
    note
        What is special to the kind in the note, each with the line in which it stands; what all have in common is put
        around it.
    tables
        Its tables for readers, in reading order.
    details
        Tables that only a report shows, and that cost too much to be made for nothing.
    picture
        Plans its picture.
    views
        Its other pictures, by the names by which ``plot(kind=...)`` asks for them.
    claims
        What it says to whoever has a minute; the first opens its section, and page one takes what it has room for.
    brief
        Plans the small picture that page one shows of it; nothing where it has none, or where there is nothing to draw.
    series
        What the small picture shows: names and values.
    remarks
        How its own remarks are said, by code, where they need more than their own particulars.
    sample
        How respondents are supposed to have come into the survey, where the kind has a sentence of its own.
    made
        How a report makes it; nothing for kinds that are handed in. It gives None where it does not apply.
    titled
        What heads the section of a finding in place of the kind's own title; nothing where that will do.
    by
        By what it is, behind the section's title.
    about
        What stands behind the section's title instead of the report's period.
    of_groups
        The table that tells how many respondents each group has, and the columns that name the groups.
    counted_apart
        Names of other tables by group whose rows rest on numbers of respondents of their own.
    made_anew
        Whether small groups are left out by calling the verb again; otherwise their rows are taken out.
    of_all
        Whether, beside each group, it says something of all of them together, from which one that is not shown could
        be worked out.
    of_respondents
        Whether its tables have rows of single respondents, which no report shows.
    merged
        For a kind that counts respondents by place, or users: gives the finding with places of fewer than a minimum put
        with those beside them, or without them. Reports and workbooks show it so.
    resting
        For a kind that tells of groups by an attribute that none of its tables is by: gives the finding resting on none
        of them that the report hides, or that has fewer than a minimum. It is told what is hidden, by attributes.
    apart
        What tells its findings apart, besides their groups, that a report shows beside each other: one that is handed
        in takes the place of one that the report made only where this is the same.
    alike
        For a kind that finds whether groups were measured alike: what it has comparisons of the same groups say of it.
    of_cases
        Whether it is about what was delivered, and not about respondents and their questionnaire.
    of_feelings
        Whether a report makes it of answers that name feelings; all others are made of answers for more and less.
    written_as
        Columns of its frames in which stands another kind of number than their declaration says, with its name: the
        ends of intervals of coefficients are coefficients.
    """

    name: str
    chapter: str
    place: int
    headline: Callable[[Any], Fact]
    note: Callable[[Any], Sequence[Noted]]
    tables: Callable[[Any], Sequence[Table]]
    picture: Callable[[Any, Language], Picture]
    details: Callable[[Any], Sequence[Table]] = _nothing
    views: Mapping[str, View] = field(default_factory=dict)
    claims: Callable[[Any], Sequence[Claim]] = _nothing
    brief: Callable[[Any, Language], Picture | None] | None = None
    series: Callable[[Any], Sequence[tuple[Fact, float]]] = _nothing
    remarks: Mapping[str, Callable[[RemarkFacts, Basis], Fact]] = field(default_factory=dict)
    sample: Fact = field(default_factory=lambda: say("shared.sample.any"))
    made: Callable[[Material], Finding | None] | None = None
    titled: Callable[[Any], Fact] = _about
    by: Callable[[Any], Fact] = separately
    about: Callable[[Any], Fact] = _about
    of_groups: Callable[[Any], tuple[pd.DataFrame, list[str]]] = _of_groups
    counted_apart: tuple[str, ...] = ()
    made_anew: bool = True
    of_all: bool = False
    of_respondents: bool = False
    merged: Callable[[Any, int], Finding] = _as_it_is
    resting: Callable[[Any, Mapping[tuple[str, ...], Any], int], Finding] = _resting
    apart: Callable[[Any], str] = _alike
    alike: Callable[[Any], Sequence[Remark]] | None = None
    of_cases: bool = False
    of_feelings: bool = False
    written_as: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> Fact:
        """What heads its section."""
        return say(f"{self.name}.title")

    def title_of(self, finding: Finding) -> Fact:
        """Give what heads the section of a finding."""
        return self.titled(finding) or self.title

    def views_of(self, finding: Finding) -> dict[str, View]:
        """Give those other pictures that a finding has, by name."""
        return {name: view for name, view in self.views.items() if view.lacks(finding) is None}

    def planned(self, finding: Finding, language: Language, view: str | None = None) -> Picture:
        """Plan a finding's picture, or another one of a name.

        Raises
        ------
        ServgapError
            If there is none of that name, or the finding lacks what it shows.
        """
        if view is None:
            return self._of_each(finding, self.picture, language)
        asked = self.views.get(view) if isinstance(view, str) else None
        if asked is None:
            raise errors.unknown_view(view, self.name, tuple(self.views_of(finding)))
        lacking = asked.lacks(finding)
        if lacking is not None:
            raise lacking
        return self._of_each(finding, asked.picture, language) if asked.each else asked.picture(finding, language)

    def _of_each(self, finding: Finding, plan: Callable[[Any, Language], Picture], language: Language) -> Picture:
        """Plan a picture, with a panel for each group where the finding was made separately for several."""
        from servgap.report.pictures.multiples import of_each_group

        return of_each_group(finding, plan, language, self.sizes(finding) if finding.basis.separately else {})

    def sizes(self, finding: Finding) -> dict[tuple[str, ...], float]:
        """Give the number of respondents of each group, in the order of the table that tells it."""
        frame, names = self.of_groups(finding)
        if not len(frame):
            return {}
        counted = frame["n"] if "n" in frame else frame[names[0]].map(lambda _: math.nan)
        largest = counted.groupby([frame[name] for name in names], sort=False, dropna=False).max()
        keys = [key if isinstance(key, tuple) else (key,) for key in largest.index]
        return {tuple(map(str, key)): float(n) for key, n in zip(keys, largest, strict=True)}

    def view_title(self, view: str) -> Fact:
        """What heads another picture."""
        return say(f"{self.name}.views.{view}")

    def sheet(self, frame: str, finding: Finding) -> Fact:
        """Name the worksheet of one of a finding's frames."""
        return say(f"{self.name}.sheets.{frame}", case=_measured(finding))

    def holds(self, frame: str, finding: Finding) -> Fact:
        """Say what one of a finding's frames holds."""
        return say(f"{self.name}.holds.{frame}", case=_measured(finding))


def _measured(finding: Finding) -> str:
    measure = finding.basis.measure
    return "gap" if measure is None or measure.is_gap else "value"
