"""The quarter's report: findings under one heading, as one page and one workbook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

from servgap.analysis.finding import Basis, Finding
from servgap.errors import reports as errors
from servgap.report.files import make_folder, write_files
from servgap.report.key_figures import key_figures
from servgap.report.ledger_table import ledger_of, ledger_table
from servgap.report.page import Page, page_html
from servgap.report.roles import Role, role_of
from servgap.report.sections import Failure, Part, found_in, in_walking_order, part_of
from servgap.report.tables.reader import ReaderTable
from servgap.report.words.languages import Language, spoken
from servgap.report.words.names import attribute_name, separately_by
from servgap.report.words.numbers import count
from servgap.report.words.page_text import page_text
from servgap.report.workbook import Entry, workbook_bytes
from servgap.survey.instrument import Instrument
from servgap.survey.ledger import Ledger
from servgap.survey.survey import Survey
from servgap.survey.tally import Tally

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
        The time it is about, as it is to stand under the heading. No date is ever added.
    language
        ``"en"`` or ``"zh"``.
    minimum
        Groups of fewer respondents are left out of page and workbook, and how many they are is said.
    branch, wave
        The attributes that tell branches and waves. Default: an attribute with a customary name, such as ``"branch"``,
        ``"门店"``, ``"quarter"`` or ``"季度"``; the report says which was taken.

    Raises
    ------
    ServgapError
        If there is nothing to report, an attribute is not there or serves twice, or findings are of different surveys.

    Examples
    --------
    >>> import servgap as sg
    >>> survey = sg.read_survey("data/samples/hotline_2026.csv", attributes=["branch", "quarter"])
    >>> report = sg.Report(survey, title="Hotline", period="2026")
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
        self._language: Language = spoken(language)
        self._minimum = minimum
        self._roles: dict[str, Role] = {}
        if branch is not None and branch == wave:
            raise errors.branch_is_wave(branch)
        if isinstance(subject, Survey | Tally):
            found, ledger, instrument = self._analysed(subject, {"branch": branch, "wave": wave})
        else:
            found, ledger, instrument = _handed(subject)
        self._found, self._ledger = in_walking_order(found), ledger
        self.title = instrument.title.to(language) if title is None else str(title)
        self.period = "" if period is None else str(period)

    def _analysed(
        self, subject: Survey | Tally, told: dict[str, str | None]
    ) -> tuple[list[Finding | Failure], Ledger, Instrument]:
        attributes = subject.attributes if isinstance(subject, Survey) else subject.by
        for role, name in told.items():
            found = role_of(role, name, [other for other in attributes if other == name or other not in told.values()])
            if found is not None:
                self._roles[role] = found
        wanted = tuple(dict.fromkeys(role.attribute for role in self._roles.values()))
        tally = subject.tally(by=wanted) if isinstance(subject, Survey) else subject
        return found_in(tally, self._roles.get("branch"), self._roles.get("wave")), subject.ledger, subject.instrument

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings, in the order in which the report shows them; groups of any size are in them."""
        return tuple(found for found in self._found if isinstance(found, Finding))

    def _parts(self) -> list[Part]:
        return [part_of(found, self._language, self._minimum) for found in self._found]

    def _remarks(self) -> list[str]:
        guessed = [
            page_text(f"taken_{role}", self._language, name=attribute_name(found.attribute))
            for role, found in self._roles.items()
            if found.guessed
        ]
        return [*guessed, page_text("privacy", self._language, minimum=count(self._minimum))]

    def _ledger_table(self) -> ReaderTable:
        return ledger_table(self._ledger, self._language)

    def _html(self, parts: Sequence[Part]) -> bytes:
        page = Page(
            title=self.title,
            period=self.period,
            language=self._language,
            summary=[part.headline for part in parts if _told(part)],
            figures=key_figures([part.finding for part in parts if part.finding is not None], self._language),
            ledger=self._ledger_table(),
            remarks=self._remarks(),
            parts=parts,
        )
        return page_html(page).encode("utf-8", errors="replace")

    def _workbook(self, parts: Sequence[Part]) -> bytes:
        opening: list[tuple[Any, ...]] = [(self.period,)] if self.period else []
        table = self._ledger_table()
        opening.append(tuple(heading.text for heading in table.headings))
        opening += [row.cells for section in table.sections for row in section.rows]
        opening += [("", remark) for remark in self._remarks()]
        opening += [(part.title, part.headline) for part in parts if part.finding is None]
        entries = [
            Entry(part.finding, part.title, part.headline, part.note) for part in parts if part.finding is not None
        ]
        return workbook_bytes(self.title, opening, entries, self._language)

    def write(self, folder: str | PathLike[str], name: str = "report") -> Written:
        """Write the page and the workbook, both or neither.

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
        make_folder(Path(folder))
        write_files({written.html: html, written.workbook: workbook})
        return written

    def to_html(self, path: str | PathLike[str]) -> None:
        """Write the page alone.

        Parameters
        ----------
        path
            Where to; a file that is there is replaced only once the new one is complete.
        """
        write_files({Path(path): self._html(self._parts())})

    def to_excel(self, path: str | PathLike[str]) -> None:
        """Write the workbook alone.

        Parameters
        ----------
        path
            Where to; a file that is there is replaced only once the new one is complete.
        """
        write_files({Path(path): self._workbook(self._parts())})

    def __repr__(self) -> str:
        kinds = ", ".join(finding.kind for finding in self.findings)
        return f"<Report {self.title!r}: {kinds}>"


def _told(part: Part) -> bool:
    """Whether a section's headline belongs in the summary: it is about all respondents, or compares them."""
    return part.finding is not None and part.kind in TOLD_IN_SUMMARY and not separately_by(part.finding)


def _handed(subject: Any) -> tuple[list[Finding | Failure], Ledger, Instrument]:
    if isinstance(subject, Finding):
        subject = [subject]
    if isinstance(subject, str | bytes | Mapping) or hasattr(subject, "columns") or not isinstance(subject, Iterable):
        raise errors.not_reportable(subject)
    found = list(subject)
    for one in found:
        if not isinstance(one, Finding):
            raise errors.not_reportable(one)
    if not found:
        raise errors.nothing_to_report()
    _check_one_survey([each.basis for each in found])
    basis = found[0].basis
    return found, ledger_of(basis), basis.instrument


def _check_one_survey(bases: Sequence[Basis]) -> None:
    """Refuse findings whose rows one ledger cannot account for."""
    first = bases[0]
    for basis in bases[1:]:
        if basis.instrument != first.instrument:
            names = [f"{each.instrument.name!r} of {len(each.instrument.items)} items" for each in (first, basis)]
            raise errors.different_surveys("two instruments", *names)
        rows = [(each.rows_read, each.rows_used, sorted(each.left_out)) for each in (first, basis)]
        if rows[0] != rows[1]:
            shown = [f"{count(used)} rows used of {count(read)} read" for read, used, _ in rows]
            raise errors.different_surveys("two sets of rows", *shown)
