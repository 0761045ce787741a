"""The quarter's report: findings under one heading, as one page, one workbook and one Word file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, TypeAlias

from servgap.analysis.finding import Basis, Finding
from servgap.analysis.subject import Measured, measure_of
from servgap.errors import reports as errors
from servgap.language import Fact, Language, count, joined, language_of, named, say, verbatim, word
from servgap.language.shown import check_whole
from servgap.progress import progress
from servgap.report.document import Document, Section, conventions, glossary, judged_by
from servgap.report.front.page_one import FrontPage, page_one
from servgap.report.handed import (
    added,
    handed,
    most_selected,
    of_respondents,
    of_survey,
    replaced,
    selected_of,
)
from servgap.report.kinds.kind import Material
from servgap.report.kinds.registry import kind_of
from servgap.report.ledger_table import ledger_of, ledger_table
from servgap.report.measured_alike import told_alike
from servgap.report.measures import heading, scale_said
from servgap.report.methods import made_with, methods_of
from servgap.report.names import attribute
from servgap.report.notes import references
from servgap.report.period import period_of
from servgap.report.roles import Role, role_of
from servgap.report.rounding import nearest
from servgap.report.sections import Failure, found_in, in_reading_order, sections_of
from servgap.report.stamp import stamp_of
from servgap.report.suppression import MINIMUM
from servgap.report.title_block import Day, Fieldwork, date_told, fieldwork_told, logo_of
from servgap.report.writers.brief import brief_html, brief_text
from servgap.report.writers.page import page_html
from servgap.report.writers.word import document_word
from servgap.report.writers.workbook import document_workbook
from servgap.report.written import Written, WrittenEach
from servgap.survey.digests import fingerprint
from servgap.survey.disclosure_profile import COMPLEMENTARY, profile_of
from servgap.survey.files.writing import folder_made, write_whole
from servgap.survey.instrument import Instrument
from servgap.survey.kano_parts import asks_kano
from servgap.survey.ledger import Ledger
from servgap.survey.measures.counted_measure import counted
from servgap.survey.measures.measure import Measure
from servgap.survey.survey import Survey
from servgap.survey.tally import Tally
from servgap.survey.zones.zone_counts import zone_parts

Analysed: TypeAlias = tuple[list[Finding | Failure], Ledger, Fact, Fact]
"""Findings, the ledger of the rows that the report is about, its second heading, and the waves if not all of them."""


class Report:
    """Findings under one quarter's heading.

    Parameters
    ----------
    subject
        A Survey or a Tally, on which the verbs are then run, or findings that were made already. Where outcomes were
        read, the drivers of the first are among what is found, beyond what goes with branches.
    measure
        What all sections are about that analyse a measure, of a Survey or a Tally: a `Measure` or its name. Default:
        the gap, or the mean of the part where one part is asked alone. Tests, which need a yardstick, are left out
        where there is none. A Tally must have been counted with it (``survey.tally(by=..., measures=...)``).
    title
        The report's heading. Default: the questionnaire's title.
    period
        The time it is about. Where there are waves, every section but the trend is about the wave that it names, in
        whichever way (``"Q4 2026"``), or about all that lie in a longer period (``"2026"``) or all there are
        (``"all"``); without it, about the latest. Where there are none it stands under the heading as it is. No date is
        ever added.
    language
        ``"en"`` or ``"zh"``, for all that it shows and for `findings`. Default: that of the survey, or of the first
        finding.
    minimum
        Groups of fewer respondents are left out of all files, with others that together with the totals would
        give them away; how many they are is said.
    disclosure
        How small groups are protected: ``"complementary"`` as said; ``"primary"`` leaves out these groups alone, which
        totals then give away; ``"merged"`` shows those left out together as one group, where that can be done;
        ``"rounded"`` also rounds what is written, numbers of respondents to multiples of 5 and values to one decimal
        fewer than usual, in the workbook too. What `findings` gives is always exact and whole.
    add
        Findings to be shown beside those that the report makes, such as drivers of satisfaction. Of the same kind and
        by the same groups as one of these they take its place. What ``check_validity(survey, by=...)`` found of groups,
        or waves, is said wherever these are compared.
    branch, wave
        The attributes that tell branches and waves. Default: an attribute with a customary name, such as ``"branch"``,
        ``"门店"``, ``"quarter"`` or ``"季度"``; the report says which was taken. ``""`` says that there is none.
    date
        The report's date, as it is to be written: a text or a `datetime.date`. Nothing is dated unless told.
    fieldwork
        When answers were collected: the first and the last day, or a text.
    logo
        The path of a PNG, JPEG or SVG file, whose picture stands in the title block; in Word only a PNG or a JPEG.

    Raises
    ------
    ServgapError
        If there is nothing to report, an attribute is not there or serves twice, the period names no wave, a date or
        the logo is none, findings
        are of different surveys, or a measure is asked of findings, of a questionnaire that does not allow it, or of a
        Tally that was counted without it.

    Examples
    --------
    >>> import servgap as sg
    >>> survey = sg.read_survey("data/samples/hotline_2026.csv", attributes=["branch", "quarter"])
    >>> report = sg.Report(survey, title="Hotline", period="Q3 2026")
    >>> report.period
    '2026Q3: n = 374 of 1,489 respondents'
    >>> [finding.kind for finding in report.findings]
    ['ranking', 'gaps', 'groups', 'waves', 'significance', 'reliability']
    >>> met = sg.Report(survey, period="Q3 2026", measure="met")
    >>> [finding.kind for finding in met.findings]
    ['ranking', 'gaps', 'groups', 'waves', 'reliability']
    >>> met.findings[1].headline.partition(";")[0]
    'Expectation was met in 34.6% of cases overall (95% interval 32.1% to 37.1%)'
    """

    def __init__(
        self,
        subject: Survey | Tally | Iterable[Finding],
        *,
        measure: Measured = None,
        title: str | None = None,
        period: str | None = None,
        language: str | None = None,
        minimum: int = MINIMUM,
        disclosure: str = COMPLEMENTARY.name,
        add: Finding | Iterable[Finding] = (),
        branch: str | None = None,
        wave: str | None = None,
        date: Day | None = None,
        fieldwork: Fieldwork | None = None,
        logo: str | PathLike[str] | None = None,
    ) -> None:
        if isinstance(minimum, bool) or not isinstance(minimum, int) or minimum < 1:
            raise errors.minimum_unusable(minimum)
        check_whole(str(title), "the report's title")
        check_whole(str(period), "the report's period")
        self._told = tuple(each for each in (fieldwork_told(fieldwork), date_told(date)) if each is not None)
        self._logo = logo_of(logo)
        self._profile = profile_of(disclosure)
        told = None if language is None else language_of(language)
        self._minimum = minimum
        self._roles: dict[str, Role] = {}
        if branch and branch == wave:
            raise errors.branch_is_wave(branch)
        self._measure: Measure | None = None
        # What follows from all answers is kept, and the answers themselves are not: a report can be pickled.
        self._fingerprint = fingerprint(subject) if isinstance(subject, Survey) else None
        self._asked_period = period
        if isinstance(subject, Survey | Tally):
            self._names = subject.names
            if measure is not None or not asks_kano(subject.instrument):
                self._measure = measure_of(subject, measure)
            if isinstance(subject, Tally) and self._measure is not None:
                counted(subject, self._measure)
            self._roles = _roles_in(subject, {"branch": branch, "wave": wave})
            spoken = told or language_of(subject.language)
            with progress("progress.report", spoken):
                found, ledger, about, waves = self._analysed(subject, period)
            extra = of_survey(added(add), subject.instrument, ledger)
            analysed = [*replaced(found, extra), *extra], ledger, about, waves
        elif measure is not None:
            raise errors.measure_of_findings(measure)
        else:
            of = [*handed(subject), *added(add)]
            spoken = told or language_of(of[0].language)
            main = most_selected([each.basis for each in of_respondents(of)])
            analysed = [*of], ledger_of(main), _as_told(period), None
            self._names = main.names
        found, self._ledger, about, self._waves = analysed
        self._language: Language = spoken.with_fewer(self._profile.fewer)
        findings = [each for each in found if isinstance(each, Finding)]
        self._found = in_reading_order(
            told_alike(each, findings) if isinstance(each, Finding) else each for each in found
        )
        self.period = self._language.tell(about)
        own = _instrument_of(subject, found).title.to(self._language.code)
        self.title = own if title is None else str(title)

    def _analysed(self, subject: Survey | Tally, period: str | None) -> Analysed:
        """Run the verbs on the wave that the report is about, and the trend on all of them."""
        branch, wave = (self._roles.get(role) for role in ("branch", "wave"))
        by = () if branch is None else (branch.attribute,)
        if wave is None:
            found = self._found_in(subject, by, branch)
            return found, subject.ledger, _as_told(period), None
        trend = self._counted(subject, (wave.attribute,))
        respondents = {cell[0]: int(n) for cell, n in zip(trend.cells, trend.respondents, strict=True) if cell[0]}
        if not respondents:
            found = self._found_in(subject, by, branch, trend, wave, subject)
            return found, subject.ledger, _as_told(period), None
        by = (*by, wave.attribute)  # which of a period's groups may be shown depends on what the trend shows
        known = trend.orders.get(wave.attribute, ())
        about = period_of(period, wave.attribute, respondents, self._minimum, known, self._names)
        now = subject if about.chosen == about.waves else _in_waves(subject, wave.attribute, about.chosen)
        found = self._found_in(now, by, branch, trend, wave, subject)
        n, total = (nearest(each.n, self._profile.base) for each in (now, subject))
        return found, now.ledger, about.heading(n, total), about.label

    def _counted(self, subject: Survey | Tally, by: tuple[str, ...]) -> Tally:
        if isinstance(subject, Tally):
            return subject.groups(by)
        zones = zone_parts(subject.instrument) is not None
        measures = () if self._measure is None else self._measure
        return subject.tally(by=by, measures=measures, zones=zones, outcomes=tuple(subject.outcomes))

    def _found_in(
        self,
        subject: Survey | Tally,
        by: tuple[str, ...],
        branch: Role | None,
        trend: Tally | None = None,
        wave: Role | None = None,
        everybody: Survey | Tally | None = None,
    ) -> list[Finding | Failure]:
        names = (None if role is None else role.attribute for role in (branch, wave))
        tally = self._counted(subject, by)
        return found_in(Material(tally, next(names), trend, next(names), self._measure, subject, everybody))

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings, in its language and in the order in which it shows them; groups of any size are in them."""
        return tuple(found.in_language(self._language.code) for found in self._found if isinstance(found, Finding))

    def _remarks(self) -> list[str]:
        guessed = [
            say(f"report.taken_{role}", name=verbatim(found.attribute))
            for role, found in self._roles.items()
            if found.guessed
        ]
        return [self._language.tell(told) for told in (*guessed, self._privacy())]

    def _privacy(self) -> Fact:
        rule = self._profile
        return say("report.privacy", case=rule.name, minimum=self._minimum, base=rule.base)

    def _document(self) -> Document:
        language, remarks = self._language, self._remarks()
        ledger = ledger_table(self._ledger, language, self._profile, self._names)
        sections = self._sections()
        bases = [each.basis for each in self.findings]
        opening = [self.title, self.period, *map(language.tell, self._told)]
        shown = [each.finding for each in sections if each.finding is not None]
        return Document(
            title=self.title,
            period=self.period,
            language=language,
            ledger=ledger,
            remarks=remarks,
            sections=sections,
            front=self._front(sections),
            glossary=glossary(bases, language),
            stamp=stamp_of([*opening, *remarks], ledger, sections, language),
            conventions=conventions(bases, language, rounded=self._profile.rounds),
            references=_works(shown),
            methods=methods_of(shown, self._ledger, language, self._profile, _version()),
            made_with=made_with(shown, self._options(bases, whole=not any(each.hides for each in sections)), language),
            judged=bool(judged_by(bases)),
            logo=self._logo,
        )

    def _options(self, bases: Sequence[Basis], *, whole: bool) -> dict[str, Fact]:
        """Give what the report rests on and was asked for: the data, the software, and the options.

        The data's fingerprint follows from all answers: where some are hidden, guesses at them could be tried on it.
        """
        asked = bases[0].instrument if bases else None
        return {
            "fingerprint": self._fingerprint if whole else None,
            "questionnaire": None if asked is None else joined([named(asked.title), asked.name], "names"),
            "software": f"servgap {_version()}",
            "measure": None if self._measure is None else heading(self._measure),
            "period": self._asked_period,
            **{role: attribute(self._names, found.attribute) for role, found in self._roles.items()},
            "minimum": count(self._minimum),
            "disclosure": word("disclosure", self._profile.name),
            "language": verbatim(self._language.name),
        }

    def _about(self, bases: Sequence[Basis]) -> list[str]:
        """Say what stands beneath the title: the time, how many of how many answered, and the scale."""
        tell, ledger, base = self._language.tell, self._ledger, self._profile.base
        asked_of = ledger.rows_used + ledger.reasons.get("outside_selection", 0)
        n, total = (nearest(rows, base) for rows in (ledger.rows_used, asked_of))
        counted = "wave" in self._roles  # the period says how many
        respondents = "" if counted or not total else tell(say("report.of_respondents", n=n, total=total))
        scale = next((basis.instrument.scale for basis in bases if not asks_kano(basis.instrument)), None)
        asked = "" if scale is None else tell(say("front.scale", scale=scale_said(scale)))
        return [self.period, respondents, asked, *map(tell, self._told)]

    def write(self, folder: str | PathLike[str], name: str = "report") -> Written:
        """Write the page, the workbook and the Word file, all of them or none.

        All say the same stamp, which follows from what the report says; files with different stamps are of different
        reports. A file that is there is replaced only once all new ones are complete.

        Parameters
        ----------
        folder
            Where to; it is made if it is not there.
        name
            The files' name, without an ending.

        Returns
        -------
        Written
            The three paths.

        Raises
        ------
        ServgapError
            If they cannot be written.
        """
        if not name or name in (".", "..") or set(name) & set("/\\\0"):
            raise errors.name_is_no_file(name)
        with progress("progress.writing", self._language):
            document = self._document()
            html, workbook, word = page_html(document), document_workbook(document), document_word(document)
        written = Written(*(Path(folder) / f"{name}.{ending}" for ending in ("html", "xlsx", "docx")))
        with folder_made(folder):
            write_whole({written.html: html, written.workbook: workbook, written.word: word})
        return written

    @staticmethod
    def write_each(
        survey: Survey, folder: str | PathLike[str], *, by: str = "branch", minimum: int = MINIMUM, **about: Any
    ) -> WrittenEach:
        """Write a report for each branch, or each group by another attribute, into a folder of its own.

        All are about the same time, the latest with enough respondents unless told. A group of fewer respondents than
        `minimum` gets none, nor does one that would give it away beside a report of all; both are said. Hand on to each
        branch its own report only: those of all others together may tell of the last one what it does not show itself.

        Parameters
        ----------
        survey
            The answers.
        folder
            Where to. Each report lies in a folder called after its group; ``index.html`` leads to all of them.
        by
            The attribute that tells the groups.
        minimum
            The least number of respondents of a report, and of groups within it.
        **about
            As for `Report`: ``title``, ``period``, ``language``, ``wave``, ``date``, ``logo`` and others.

        Returns
        -------
        WrittenEach
            Where the reports and the index lie, by the groups' names, and the groups that got none.

        Raises
        ------
        ServgapError
            If there is no such attribute, no group may have a report, or a report cannot be made or written.
        """
        from servgap.report.each import write_each

        return write_each(survey, folder, by, minimum, about)

    def to_html(self, path: str | PathLike[str]) -> None:
        """Write the page alone.

        Parameters
        ----------
        path
            Where to; a file that is there is replaced only once the new one is complete.
        """
        write_whole({path: page_html(self._document())})

    def to_excel(self, path: str | PathLike[str]) -> None:
        """Write the workbook alone.

        Parameters
        ----------
        path
            Where to; a file that is there is replaced only once the new one is complete.
        """
        write_whole({path: document_workbook(self._document())})

    def to_word(self, path: str | PathLike[str]) -> None:
        """Write the Word file alone.

        Parameters
        ----------
        path
            Where to; a file that is there is replaced only once the new one is complete.
        """
        write_whole({path: document_word(self._document())})

    def __repr__(self) -> str:
        return brief_text(self.title, self._front())

    def _repr_html_(self) -> str:
        return brief_html(self.title, self._front(), self._language)

    def _sections(self) -> list[Section]:
        selected = selected_of(self._ledger)
        return sections_of(self._found, self._language, self._minimum, self._waves, selected, self._profile)

    def _front(self, sections: Sequence[Section] | None = None) -> FrontPage:
        told = self._sections() if sections is None else sections
        about = self._about([each.basis for each in self.findings])
        return page_one(told, about, self._ledger, self._language, self._profile)


def _works(shown: Sequence[Finding]) -> tuple[str, ...]:
    """List the works that notes cite, and those that questionnaires come from, each once."""
    asked = {found.basis.instrument.source for found in shown if not kind_of(found.kind).of_cases}
    return tuple(sorted({*references(shown), *filter(None, asked)}, key=str.casefold))


def _version() -> str:
    from servgap import __version__

    return __version__


def _as_told(period: str | None) -> Fact:
    return verbatim("" if period is None else str(period))


def _roles_in(subject: Survey | Tally, told: dict[str, str | None]) -> dict[str, Role]:
    """Find the attributes that tell branches and waves."""
    attributes, roles = subject.attributes if isinstance(subject, Survey) else subject.by, {}
    for role, name in told.items():
        found = role_of(role, name, [other for other in attributes if other == name or other not in told.values()])
        if found is not None:
            roles[role] = found
    return roles


def _in_waves(subject: Survey | Tally, by: str, waves: tuple[str, ...]) -> Survey | Tally:
    """Select the respondents of some waves; the ledger enters the others."""
    if isinstance(subject, Survey):
        return subject.where(**{by: list(waves)})
    place = subject.by.index(by)
    return subject.only([cell[place] in waves for cell in subject.cells], "outside_selection")


def _instrument_of(subject: Any, found: Sequence[Finding | Failure]) -> Instrument:
    if isinstance(subject, Survey | Tally):
        return subject.instrument
    return of_respondents([each for each in found if isinstance(each, Finding)])[0].basis.instrument
