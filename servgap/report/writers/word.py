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
    body, folded = WordBody(document.language), list[Section]()
    _front(body, document)
    body.new_page()
    for chapter in document.chapters:
        body.heading(chapter.title)
        for section in chapter.sections:
            _opening(body, section)
            if chapter.code in FOLDED and section.claims:
                folded.append(section)
            else:
                _evidence(body, section)
    _answered(body, document)
    if folded:
        body.heading(_text(document.language, "appendix"))
    for section in folded:
        body.heading(section.title, level=2)
        _evidence(body, section)
    body.say(_text(document.language, "stamp_of_word", stamp=document.stamp), "TableNote")
    return body.file(document.title)


def finding_word(finding: Finding, language: Language) -> bytes:
    """Write one finding: what was found, its pictures, its tables, and what they stand on."""
    body, section = WordBody(language), section_of(finding, language)
    body.heading(section.title)
    body.say(section.headline)
    _evidence(body, section)
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


def _evidence(body: WordBody, section: Section) -> None:
    """Show what it rests on."""
    if section.picture is not None:
        told = _text(section.language, "figure", headline=verbatim(section.headline))
        body.picture(section.picture, section.title, told)
    for view in section.views:
        if view.medium == "paper":
            body.picture(view.picture, view.title, view.title)
    for table in section.tables:
        if any(part.rows for part in table.sections):
            body.table(table)
    if section.finding is not None:
        body.notes(section.notes)


def _answered(body: WordBody, document: Document) -> None:
    """Say who answered, how it was computed, and what words mean."""
    language = document.language
    body.heading(_text(language, "answered"))
    body.table(document.ledger)
    for remark in document.remarks:
        body.say(remark)
    body.heading(_text(language, "methods"))
    body.say(document.conventions)
    body.heading(_text(language, "meant", case="verdicts" if document.judged else "terms"))
    for term, meaning in document.glossary:
        body.labelled(term, meaning)
