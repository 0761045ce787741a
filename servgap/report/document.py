"""A report before it is written: what it says, in one language, and in which order; writers make files of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from servgap.analysis.finding import Basis, Finding
from servgap.analysis.verdicts import ABOVE, NEGLIGIBLE, SHORT, UNDECIDED
from servgap.language import Language, say, verbatim
from servgap.report.cautions import cautions
from servgap.report.front.claims import claims_of
from servgap.report.front.page_one import FrontPage
from servgap.report.headlines import found
from servgap.report.kinds.kind import CHAPTERS
from servgap.report.kinds.noted import Noted, NoteLine, in_lines
from servgap.report.kinds.registry import kind_of
from servgap.report.measures import measure_in
from servgap.report.notes import note_lines
from servgap.report.pictures.canvas import Picture
from servgap.report.tables.reader import ReaderTable
from servgap.report.title_block import Logo
from servgap.survey.kano_parts import asks_kano

VERDICT_WORDS = (SHORT, ABOVE, NEGLIGIBLE, UNDECIDED)


@dataclass(frozen=True)
class ShownView:
    """Another picture of a section: its name, its heading, on which medium it is shown, and the picture."""

    name: str
    title: str
    medium: str
    picture: Picture


@dataclass(frozen=True)
class SaidClaim:
    """A claim in the report's language: where on page one it belongs, the sentence, and how far it qualifies others."""

    role: str
    text: str
    concern: int = 0


@dataclass(frozen=True)
class Section:
    """A finding as a document shows it, or why there is none.

    Parameters
    ----------
    kind
        The finding's kind.
    title
        Its heading.
    told
        What was found, without what qualifies it.
    language
        The language in which it speaks.
    notes
        What the numbers stand on, line by line.
    finding
        The finding; None where there is none, or none that may be shown.
    cautions
        What a reader must know before what is told, by what it warns of.
    silent
        Whether nothing is told, as it would rest on too few answers to be shown.
    hides
        Whether groups of few respondents, or rows about them, are left out.
    """

    kind: str
    title: str
    told: str
    language: Language
    notes: tuple[NoteLine, ...] = ()
    finding: Finding | None = None
    cautions: Mapping[str, str] = field(default_factory=dict)
    silent: bool = False
    hides: bool = False

    @property
    def chapter(self) -> str:
        """The question of a reader that it belongs to."""
        return kind_of(self.kind).chapter

    @cached_property
    def claims(self) -> tuple[SaidClaim, ...]:
        """What it says to whoever has a minute; nothing where nothing is told."""
        if self.finding is None or self.silent:
            return ()
        tell = self.language.tell
        return tuple(SaidClaim(each.role, tell(each.told), each.concern) for each in claims_of(self.finding))

    @cached_property
    def brief(self) -> Picture | None:
        """Its small picture for page one, planned; None where it has none, or where there is nothing to draw."""
        finding = self._drawn
        planned = None if finding is None else kind_of(finding.kind).brief
        return None if finding is None or planned is None else planned(finding, self.language)

    @property
    def series(self) -> tuple[tuple[str, float], ...]:
        """Names and values of what its small picture shows."""
        if self.finding is None:
            return ()
        tell = self.language.tell
        return tuple((tell(name), value) for name, value in kind_of(self.kind).series(self.finding))

    @property
    def headline(self) -> str:
        """What is told, after the cautions."""
        return self.language.joined([*self.cautions.values(), self.told], "sentences")

    @cached_property
    def tables(self) -> tuple[ReaderTable, ...]:
        """Its tables, with those that only a report shows."""
        if self.finding is None:
            return ()
        return tuple(tables_of(self.finding, self.language, detail=True))

    @cached_property
    def picture(self) -> Picture | None:
        """Its picture, planned; None where there is nothing to draw."""
        finding = self._drawn
        return None if finding is None else kind_of(finding.kind).planned(finding, self.language)

    @cached_property
    def views(self) -> tuple[ShownView, ...]:
        """Its other pictures that a page shows, planned; none where there is nothing to draw."""
        finding, tell = self._drawn, self.language.tell
        if finding is None:
            return ()
        kind = kind_of(finding.kind)
        return tuple(
            ShownView(name, tell(kind.view_title(name)), view.medium, kind.planned(finding, self.language, name))
            for name, view in kind.views_of(finding).items()
            if view.medium and view.unasked(finding)
        )

    @property
    def _drawn(self) -> Finding | None:
        """The finding, where its tables have a row."""
        return self.finding if any(part.rows for table in self.tables for part in table.sections) else None


@dataclass(frozen=True)
class Chapter:
    """Sections that answer one question of a reader: its code, the question, and the sections."""

    code: str
    title: str
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Document:
    """A report in one language, before it is written.

    Parameters
    ----------
    title, period
        Its heading, and the time it is about.
    language
        The language in which all of it speaks.
    ledger
        What happened to every row.
    remarks
        What was inferred, and what is not shown.
    sections
        The sections.
    front
        Page one.
    glossary
        The words of verdicts, where there are any, and others, with what they mean.
    stamp
        What every file that is written of it bears.
    conventions
        How its numbers are to be read.
    references
        The works that the notes cite, in full.
    methods
        How its numbers came about, in words fit for a paper, a paragraph each.
    made_with
        The data's fingerprint, the software's version and the options, by their names.
    judged
        Whether something is judged in it, so that words of verdicts occur.
    logo
        A picture that stands in its title block.
    """

    title: str
    period: str
    language: Language
    ledger: ReaderTable
    remarks: Sequence[str]
    sections: Sequence[Section]
    front: FrontPage
    glossary: Sequence[tuple[str, str]]
    stamp: str
    conventions: str = ""
    references: Sequence[str] = ()
    methods: tuple[str, ...] = ()
    made_with: tuple[tuple[str, str], ...] = ()
    judged: bool = True
    logo: Logo | None = None

    @property
    def chapters(self) -> tuple[Chapter, ...]:
        """Its sections by the questions that they answer, in reading order."""
        found = {code: tuple(each for each in self.sections if each.chapter == code) for code in CHAPTERS}
        tell = self.language.tell
        return tuple(Chapter(code, tell(say(f"front.chapters.{code}")), each) for code, each in found.items() if each)


def section_of(
    finding: Finding, language: Language, *, title: str = "", silence: str = "", hidden: str = ""
) -> Section:
    """Say what a finding's section shows.

    Parameters
    ----------
    finding
        What may be shown of it.
    language
        The language.
    title
        Its heading; that of the kind unless told.
    silence
        What is told in the place of a headline that must not be shown.
    hidden
        What is said of groups that are not shown.
    """
    kind, tell = kind_of(finding.kind), language.tell
    apart = in_lines([Noted("hidden", verbatim(hidden))] if hidden else [], language)
    return Section(
        kind=finding.kind,
        title=title or tell(kind.title_of(finding)),
        told=silence or tell(found(finding)),
        language=language,
        notes=(*apart, *note_lines(finding, language)),
        finding=finding,
        cautions={} if silence else {code: tell(told) for code, told in cautions(finding).items()},
        silent=bool(silence),
    )


def tables_of(finding: Finding, language: Language, *, detail: bool = False) -> list[ReaderTable]:
    """Give a finding's tables for readers, in reading order; with `detail`, those too that only a report shows."""
    kind = kind_of(finding.kind)
    tables = [table for table in kind.tables(finding) if detail or not table.detail]
    details = [replace(table, detail=True) for table in kind.details(finding)] if detail else []
    return [table.said(language) for table in (*tables, *details)]


def conventions(bases: Iterable[Basis], language: Language, *, rounded: bool) -> str:
    """Say how the numbers of a report are to be read, and what a gap is where there are gaps."""
    gaps = any(measure_in(basis).is_gap and not asks_kano(basis.instrument) for basis in bases)
    return language.tell(
        say("report.conventions", case="rounded" if rounded else "exact", gap=say("report.a_gap") if gaps else None)
    )


def judged_by(bases: Iterable[Basis]) -> str:
    """Give the family of what is judged against a yardstick in a report; nothing where nothing is."""
    known = list(bases)
    measures = [basis.measure for basis in known if basis.measure is not None]
    families = [measure.family for measure in measures if measure.has_yardstick]
    if not measures and any(basis.instrument.pairs and not asks_kano(basis.instrument) for basis in known):
        return "gap"
    return families[0] if families else ""


def glossary(bases: Iterable[Basis], language: Language) -> list[tuple[str, str]]:
    """Give the words that a report uses with what they mean; those of verdicts where something is judged."""
    judged = judged_by(bases)
    entries = sorted(language.words["glossary"].items(), key=lambda each: int(each[1]["place"]))
    return [
        (entry["term"], language.tell(say(f"glossary.{code}.meaning", case=judged)))
        for code, entry in entries
        if judged or code not in VERDICT_WORDS
    ]
