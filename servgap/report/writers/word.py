"""A report, a finding or its tables as a Word file: headings, captions that Word counts, tables of three rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from servgap.analysis.finding import Finding
from servgap.language import Fact, Language, say, verbatim
from servgap.report.document import Document, Section, section_of
from servgap.report.kinds.claim import STANDING
from servgap.report.kinds.noted import NoteLine
from servgap.report.tables.reader import ReaderTable
from servgap.report.writers.page import FOLDED
from servgap.report.writers.word_body import WordBody


def document_word(document: Document) -> bytes:
    """Write a report: page one, the chapters with their sections, and in the end the numbers behind the last ones."""
    body, language = WordBody(document.language), document.language
    _front(body, document)
    body.new_page()
    appendix: list[tuple[Section, bool]] = []
    for chapter in document.chapters:
        body.heading(chapter.title)
        for section in chapter.sections:
            folded = chapter.code in FOLDED and bool(section.claims)
            _opening(body, section)
            if not folded:
                _evidence(body, section, whole=False)
            if folded or _tables(section, detail=True):
                appendix.append((section, folded))
    _answered(body, document)
    if appendix:
        body.heading(_text(language, "appendix"))
    for section, folded in appendix:
        body.heading(section.title, level=2)
        if folded:
            _evidence(body, section, whole=True)
        else:
            _show(body, section, detail=True)
    body.say(_text(language, "stamp_of_word", stamp=document.stamp), "TableNote")
    return body.file(document.title)


def finding_word(finding: Finding, language: Language) -> bytes:
    """Write one finding: what was found, its pictures, its tables, and what they stand on."""
    body, section = WordBody(language), section_of(finding, language)
    body.heading(section.title)
    body.say(section.headline)
    _evidence(body, section, whole=True)
    return body.file(section.title)


def tables_word(tables: Sequence[ReaderTable], notes: Iterable[NoteLine], title: Fact, language: Language) -> bytes:
    """Write tables with their captions, and the note beneath."""
    body = WordBody(language)
    for table in tables:
        body.table(table)
    body.notes(notes)
    return body.file(language.tell(title))


def _text(language: Language, key: str, **facts: Fact) -> str:
    return language.tell(say(f"report.{key}", **facts))


def _front(body: WordBody, document: Document) -> None:
    """Write page one."""
    front, tell = document.front, document.language.tell
    if document.logo is not None:
        body.logo(document.logo, tell(say("front.logo")))
    body.say(document.title, "Title")
    body.say(" \N{MIDDLE DOT} ".join(front.about), "Subtitle")
    course = "" if front.waves is None else body.drawn(front.waves, tell(say("front.waves")))
    body.lines([(line.label, line.text, course if line.role == STANDING else "") for line in front.lines])
    if front.picture is not None:
        title = tell(say("front.picture"))
        body.say(title, "TableNote")
        body.small_picture(front.picture, title)
    body.say(front.rows, "TableNote")


def _opening(body: WordBody, section: Section) -> None:
    """Say what was found: first to whoever has a minute."""
    body.heading(section.title, level=2)
    if section.claims:
        body.say(section.claims[0].text, "Claim")
    body.say(section.headline)


def _evidence(body: WordBody, section: Section, *, whole: bool) -> None:
    """Show what it rests on, tables of detail too if it is to be whole."""
    if section.picture is not None:
        told = _text(section.language, "figure", headline=verbatim(section.headline))
        body.picture(section.picture, section.title, told)
    for view in section.views:
        if view.medium == "paper":
            body.picture(view.picture, view.title, view.title)
    _show(body, section, detail=False)
    if whole:
        _show(body, section, detail=True)
    body.notes(section.notes)


def _show(body: WordBody, section: Section, *, detail: bool) -> None:
    for table in _tables(section, detail=detail):
        body.table(table)


def _tables(section: Section, *, detail: bool) -> list[ReaderTable]:
    """Give its tables that have rows: those that all are shown, or those of detail."""
    return [each for each in section.tables if each.detail is detail and any(part.rows for part in each.sections)]


def _answered(body: WordBody, document: Document) -> None:
    """Say who answered, how it was computed, what words mean, what happened to every row, and what it was made with."""
    language = document.language
    body.heading(_text(language, "answered"))
    for told in (*document.front.about, document.front.rows, *document.remarks):
        body.say(told)
    body.heading(_text(language, "methods"))
    for told in (*document.methods, document.conventions):
        body.say(told)
    if document.references:
        body.heading(_text(language, "references"), level=2)
    for work in document.references:
        body.say(work, "TableNote")
    body.heading(_text(language, "meant", case="verdicts" if document.judged else "terms"))
    for term, meaning in document.glossary:
        body.labelled(term, meaning)
    body.heading(_text(language, "ledger"))
    body.table(document.ledger)
    for name, value in document.made_with:
        body.labelled(name, value)
