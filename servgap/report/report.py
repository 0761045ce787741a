"""The quarter's report: findings under one heading, as one page and one workbook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any, TypeAlias

from servgap.analysis.finding import Finding
from servgap.errors import reports as errors
from servgap.language.numbers import count
from servgap.language.shown import check_whole
from servgap.report.handed import handed, most_selected
from servgap.report.key_figures import key_figures
from servgap.report.ledger_table import ledger_of, ledger_table
from servgap.report.page import Page, page_html
from servgap.report.period import period_of
from servgap.report.roles import Role, role_of
from servgap.report.sections import Failure, Part, found_in, in_walking_order, parts_of
from servgap.report.stamp import stamp_of
from servgap.report.tables.reader import ReaderTable
from servgap.report.words.cautions import CODES, FEW
from servgap.report.words.languages import Language, spoken
from servgap.report.words.names import attribute_name, separately_by
from servgap.report.words.page_text import page_text
from servgap.report.workbook import Entry, workbook_bytes
from servgap.survey.files.writing import folder_made, write_whole
from servgap.survey.instrument import Instrument
from servgap.survey.ledger import Ledger
from servgap.survey.survey import Survey
from servgap.survey.tally import Tally

Analysed: TypeAlias = tuple[list[Finding | Failure], Ledger, str, str]
"""Findings, the ledger of the rows that the report is about, its second heading, and the waves if not all of them."""
TOLD_IN_SUMMARY = ("gaps", "ranking", "groups", "waves")


@dataclass(frozen=True)
class Written:
    """Where a report was written.

    Parameters
    ----------
    html
        The page.
    workbook
        The workbook with the exact numbers.
    """

    html: Path
    workbook: Path


class Report:
    """Findings under one quarter's heading.

    Parameters
    ----------
    subject
        A Survey or a Tally, on which the verbs are then run, or findings that were made already.
    title
        The report's heading. Default: the questionnaire's title.
    period
        The time it is about. Where there are waves, every section but the trend is about the wave that it names, in
        whichever way (``"Q4 2026"``), or about all that lie in a longer period (``"2026"``) or all there are
        (``"all"``); without it, about the latest. Where there are none it stands under the heading as it is. No date is
        ever added.
    language
        ``"en"`` or ``"zh"``.
    minimum
        Groups of fewer respondents are left out of page and workbook, with others that together with the totals would
        give them away; how many they are is said.
    branch, wave
        The attributes that tell branches and waves. Default: an attribute with a customary name, such as ``"branch"``,
        ``"门店"``, ``"quarter"`` or ``"季度"``; the report says which was taken.

    Raises
    ------
    ServgapError
        If there is nothing to report, an attribute is not there or serves twice, the period names no wave, or findings
        are of different surveys.

    Examples
    --------
    >>> import servgap as sg
    >>> survey = sg.read_survey("data/samples/hotline_2026.csv", attributes=["branch", "quarter"])
    >>> report = sg.Report(survey, title="Hotline", period="Q3 2026")
    >>> report.period
    '2026Q3: n = 374 of 1,489 respondents'
    >>> [finding.kind for finding in report.findings]
    ['gaps', 'significance', 'reliability', 'ranking', 'groups', 'waves']
    """

    def __init__(
        self,
        subject: Survey | Tally | Iterable[Finding],
        *,
        title: str | None = None,
        period: str | None = None,
        language: str = "en",
        minimum: int = 10,
        branch: str | None = None,
        wave: str | None = None,
    ) -> None:
        if isinstance(minimum, bool) or not isinstance(minimum, int) or minimum < 1:
            raise errors.minimum_unusable(minimum)
        check_whole(str(title), "the report's title")
        check_whole(str(period), "the report's period")
        self._language: Language = spoken(language)
        self._minimum = minimum
        self._roles: dict[str, Role] = {}
        if branch is not None and branch == wave:
            raise errors.branch_is_wave(branch)
        if isinstance(subject, Survey | Tally):
            self._roles = _roles_in(subject, {"branch": branch, "wave": wave})
            analysed = self._analysed(subject, period)
        else:
            of = handed(subject)
            analysed = [*of], ledger_of(most_selected([each.basis for each in of])), str(period or ""), ""
        found, self._ledger, self.period, self._waves = analysed
        self._found = in_walking_order(found)
        self.title = _instrument_of(subject, found).title.to(language) if title is None else str(title)

    def _analysed(self, subject: Survey | Tally, period: str | None) -> Analysed:
        """Run the verbs on the wave that the report is about, and the trend on all of them."""
        branch, wave = (self._roles.get(role) for role in ("branch", "wave"))
        by = () if branch is None else (branch.attribute,)
        if wave is None:
            tally = _counted(subject, by)
            return found_in(tally, branch), subject.ledger, "" if period is None else str(period), ""
        trend = _counted(subject, (wave.attribute,))
        respondents = {cell[0]: int(n) for cell, n in zip(trend.cells, trend.respondents, strict=True) if cell[0]}
        if not respondents:
            return found_in(_counted(subject, by), branch, trend, wave), subject.ledger, str(period or ""), ""
        by = (*by, wave.attribute)  # which of a period's groups may be shown depends on what the trend shows
        about = period_of(period, wave.attribute, respondents, self._minimum)
        now = subject if about.chosen == about.waves else _in_waves(subject, wave.attribute, about.chosen)
        heading = about.heading(self._language, now.n, subject.n)
        found = found_in(_counted(now, by), branch, trend, wave)
        return found, now.ledger, heading, about.label(self._language)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings, in the order in which the report shows them; groups of any size are in them."""
        return tuple(found for found in self._found if isinstance(found, Finding))

    def _parts(self) -> list[Part]:
        return parts_of(self._found, self._language, self._minimum, self._waves)

    def _remarks(self) -> list[str]:
        guessed = [
            page_text(f"taken_{role}", self._language, name=attribute_name(found.attribute))
            for role, found in self._roles.items()
            if found.guessed
        ]
        return [*guessed, page_text("privacy", self._language, minimum=count(self._minimum))]

    def _ledger_table(self) -> ReaderTable:
        return ledger_table(self._ledger, self._language)

    def _stamp(self, parts: Sequence[Part]) -> str:
        return stamp_of([self.title, self.period, *self._remarks()], self._ledger_table(), parts, self._language)

    def _html(self, parts: Sequence[Part]) -> bytes:
        page = Page(
            title=self.title,
            period=self.period,
            language=self._language,
            summary=_summary(parts),
            figures=key_figures([part.finding for part in parts if part.finding is not None], self._language),
            ledger=self._ledger_table(),
            remarks=self._remarks(),
            parts=parts,
            stamp=self._stamp(parts),
        )
        return page_html(page).encode("utf-8", errors="replace")

    def _workbook(self, parts: Sequence[Part]) -> bytes:
        opening: list[tuple[Any, ...]] = [(self.period,)] if self.period else []
        table = self._ledger_table()
        opening.append(tuple(heading.text for heading in table.headings))
        opening += [row.cells for section in table.sections for row in section.rows]
        opening += [("", remark) for remark in self._remarks()]
        opening += [(part.title, part.headline) for part in parts if part.finding is None]
        opening += [("", page_text("stamp_of_workbook", self._language, stamp=self._stamp(parts)))]
        entries = [
            Entry(part.finding, part.title, part.headline, part.note) for part in parts if part.finding is not None
        ]
        return workbook_bytes(self.title, opening, entries, self._language)

    def write(self, folder: str | PathLike[str], name: str = "report") -> Written:
        """Write the page and the workbook, both or neither.

        Both say the same stamp, which follows from what the report says; a page and a workbook with different stamps
        are of different reports. A file that is there is replaced only once both new ones are complete.

        Parameters
        ----------
        folder
            Where to; it is made if it is not there.
        name
            The files' name, without an ending.

        Returns
        -------
        Written
            The two paths.

        Raises
        ------
        ServgapError
            If they cannot be written.
        """
        if not name or name in (".", "..") or set(name) & set("/\\\0"):
            raise errors.name_is_no_file(name)
        parts = self._parts()
        html, workbook = self._html(parts), self._workbook(parts)
        written = Written(Path(folder) / f"{name}.html", Path(folder) / f"{name}.xlsx")
        with folder_made(folder):
            write_whole({written.html: html, written.workbook: workbook})
        return written

    def to_html(self, path: str | PathLike[str]) -> None:
        """Write the page alone.

        Parameters
        ----------
        path
            Where to; a file that is there is replaced only once the new one is complete.
        """
        write_whole({path: self._html(self._parts())})

    def to_excel(self, path: str | PathLike[str]) -> None:
        """Write the workbook alone.

        Parameters
        ----------
        path
            Where to; a file that is there is replaced only once the new one is complete.
        """
        write_whole({path: self._workbook(self._parts())})

    def __repr__(self) -> str:
        kinds = ", ".join(finding.kind for finding in self.findings)
        return f"<Report {self.title!r}: {kinds}>"


def _summary(parts: Sequence[Part]) -> list[str]:
    """Say on top what the report found, after whatever qualifies any of it, said once."""
    # Of what several sections warn of, the first's words will do: others may rest on more waves.
    before = {code: caution for part in reversed(parts) for code, caution in part.cautions.items()}
    return [*(before[code] for code in (FEW, *CODES) if code in before), *(part.told for part in parts if _told(part))]


def _told(part: Part) -> bool:
    """Whether a section's headline belongs in the summary: it is about all respondents, or compares them."""
    if part.finding is None or part.silent:
        return False
    return part.kind in TOLD_IN_SUMMARY and not separately_by(part.finding)


def _roles_in(subject: Survey | Tally, told: dict[str, str | None]) -> dict[str, Role]:
    """Find the attributes that tell branches and waves."""
    attributes, roles = subject.attributes if isinstance(subject, Survey) else subject.by, {}
    for role, name in told.items():
        found = role_of(role, name, [other for other in attributes if other == name or other not in told.values()])
        if found is not None:
            roles[role] = found
    return roles


def _counted(subject: Survey | Tally, by: tuple[str, ...]) -> Tally:
    return subject.tally(by=by) if isinstance(subject, Survey) else subject.groups(by)


def _in_waves(subject: Survey | Tally, by: str, waves: tuple[str, ...]) -> Survey | Tally:
    """Select the respondents of some waves; the ledger enters the others."""
    if isinstance(subject, Survey):
        return subject.where(**{by: list(waves)})
    place = subject.by.index(by)
    return subject.only([cell[place] in waves for cell in subject.cells], "outside_selection")


def _instrument_of(subject: Any, found: Sequence[Finding | Failure]) -> Instrument:
    if isinstance(subject, Survey | Tally):
        return subject.instrument
    return next(each.basis.instrument for each in found if isinstance(each, Finding))
