"""A report as one HTML page that needs nothing else: no script, no request, no other file."""

from __future__ import annotations

from collections.abc import Mapping

from servgap.language import Fact, say, verbatim
from servgap.report.document import Chapter, Document, Section, ShownView
from servgap.report.tables.reader import ReaderTable
from servgap.report.writers.front import drawn, front_html, in_box
from servgap.report.writers.html import escaped, html_note, html_table, running
from servgap.report.writers.page_style import PAGE_STYLE

FOLDED = frozenset({"trust"})
"""Chapters whose tables are there for whoever asks: shown when they are opened, and not printed."""


def page_html(document: Document) -> bytes:
    """Write the page."""
    names = {id(section): f"s{number}" for number, section in enumerate(document.sections, start=1)}
    body = "\n".join(
        [
            front_html(document, names),
            _contents(document, names),
            "<main>",
            *(_chapter(document, chapter, names) for chapter in document.chapters),
            _answered(document),
            _glossary(document),
            _methods(document),
            _ledger(document),
            "</main>",
            _stamp(document),
        ]
    )
    page = (
        f'<!DOCTYPE html>\n<html lang="{document.language.tag}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
        'img-src data:">\n'
        f"<title>{escaped(document.title)}</title>\n<style>{PAGE_STYLE}</style>\n</head>\n"
        f'<body class="servgap">\n{body}\n</body>\n</html>\n'
    )
    return page.encode("utf-8", errors="replace")


def _text(document: Document, key: str, **facts: Fact) -> str:
    """Give one of the page's own texts."""
    return document.language.tell(say(f"report.{key}", **facts))


def _contents(document: Document, names: Mapping[int, str]) -> str:
    title = escaped(_text(document, "contents"))
    entries = "".join(
        f'<li><a href="#{chapter.code}">{escaped(chapter.title)}</a><ol>'
        + "".join(_link(names[id(each)], each.title) for each in chapter.sections)
        + "</ol></li>"
        for chapter in document.chapters
    )
    ends = {"answered": "answered", "glossary": "", "methods": "methods", "ledger": "ledger"}
    last = "".join(_link(name, _text(document, key) if key else _words_title(document)) for name, key in ends.items())
    return f'<nav aria-label="{title}"><h2>{title}</h2><ol>{entries}{last}</ol></nav>'


def _link(name: str, text: str) -> str:
    return f'<li><a href="#{name}">{escaped(text)}</a></li>'


def _answered(document: Document) -> str:
    title = escaped(_text(document, "answered"))
    told = [*document.front.about, document.front.rows]
    shown = "".join(f"<li>{escaped(each)}</li>" for each in told)
    remarks = "".join(f"<p>{escaped(remark)}</p>" for remark in document.remarks)
    return f'<section id="answered"><h2>{title}</h2><ul class="answered">{shown}</ul>{remarks}</section>'


def _ledger(document: Document) -> str:
    """Show what happened to every row, then what the report was made with."""
    title = escaped(_text(document, "ledger"))
    rows = "".join(f"<dt>{escaped(name)}</dt><dd>{escaped(value)}</dd>" for name, value in document.made_with)
    head = escaped(document.language.tell(say("methods.made_with.title")))
    made = f'<h3>{head}</h3><dl class="made">{rows}</dl>' if rows else ""
    return f'<section id="ledger"><h2>{title}</h2>{_wide(document.ledger)}{made}</section>'


def _chapter(document: Document, chapter: Chapter, names: Mapping[int, str]) -> str:
    shown = "".join(
        _section(document, names[id(section)], section, folded=chapter.code in FOLDED) for section in chapter.sections
    )
    return f'<section class="chapter" id="{chapter.code}"><h2>{escaped(chapter.title)}</h2>{shown}</section>'


def _section(document: Document, name: str, section: Section, *, folded: bool) -> str:
    claim = section.claims[0].text if section.claims else ""
    told = f'<p class="claim">{running(claim)}</p>' if claim else ""
    headline = f'<p class="{"headline" if claim else "claim"}">{running(section.headline)}</p>'
    title = f"<h3>{escaped(section.title)}</h3>"
    views = "".join(_view(name, section, view) for view in section.views)
    filled = [table for table in section.tables if any(part.rows for part in table.sections)]
    tables = "".join(_wide(table) for table in filled if not table.detail)
    further = "".join(_wide(table) for table in filled if table.detail)
    note = html_note(section.notes)
    if folded and section.finding is not None and claim:
        inside = _folded(
            _text(document, "details"), f"{headline}{_picture(name, section)}{views}{tables}{further}{note}"
        )
        return f'<article id="{name}">{title}{told}{inside}</article>'
    opening = f'<div class="opening">{title}{told}{headline}{_picture(name, section)}</div>'
    further = _folded(_text(document, "further_tables"), further) if further else ""
    return f'<article id="{name}">{opening}{views}{tables}{further}{note}</article>'


def _folded(summary: str, inside: str) -> str:
    """Keep what is there for whoever asks closed until somebody opens it; it is not printed."""
    return f"<details><summary>{escaped(summary)}</summary>{inside}</details>"


def _picture(name: str, section: Section) -> str:
    if section.picture is None:
        return ""
    svg = drawn(section.picture, section.language, section.kind, name)
    label = escaped(section.language.tell(say("report.figure", headline=verbatim(section.headline))))
    return f"<figure>{in_box(svg, label)}</figure>"


def _view(name: str, section: Section, view: ShownView) -> str:
    """Draw another picture under its heading, on the medium for which it is."""
    title = escaped(view.title)
    svg = drawn(view.picture, section.language, section.kind, f"{name}-{view.name}")
    caption = f"<figcaption>{title}</figcaption>"
    return f'<figure class="{view.medium}">{caption}{in_box(svg, title)}</figure>'


def _wide(table: ReaderTable) -> str:
    """Let a wide table be moved sideways on a narrow screen, also from the keyboard."""
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{escaped(table.caption)}">{html_table(table)}</div>'
    )


def _methods(document: Document) -> str:
    title = _text(document, "methods")
    works = "".join(f"<li>{escaped(work)}</li>" for work in document.references)
    listed = f'<h3>{escaped(_text(document, "references"))}</h3><ul class="references">{works}</ul>' if works else ""
    told = "".join(f"<p>{escaped(each)}</p>" for each in (*document.methods, document.conventions) if each)
    return f'<section id="methods"><h2>{escaped(title)}</h2>{told}{listed}</section>'


def _words_title(document: Document) -> str:
    return _text(document, "meant", case="verdicts" if document.judged else "terms")


def _glossary(document: Document) -> str:
    entries = "".join(f"<dt>{escaped(term)}</dt><dd>{escaped(meaning)}</dd>" for term, meaning in document.glossary)
    title = escaped(_words_title(document))
    return f'<section id="glossary"><h2>{title}</h2><dl class="glossary">{entries}</dl></section>'


def _stamp(document: Document) -> str:
    return f'<footer class="stamp">{escaped(_text(document, "stamp_of_page", stamp=document.stamp))}</footer>'
