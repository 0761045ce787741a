"""A report as one HTML page that needs nothing else: no script, no request, no other file."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from servgap.language import Fact, say, verbatim
from servgap.report.document import Document, Section, ShownView
from servgap.report.tables.reader import ReaderTable
from servgap.report.writers.html import escaped, html_table, running
from servgap.report.writers.page_style import PAGE_STYLE

MOST_CARDS = 6


def page_html(document: Document) -> bytes:
    """Write the page."""
    numbered = [(f"s{number}", section) for number, section in enumerate(document.sections, start=1)]
    links = [("answered", _text(document, "answered")), *((name, section.title) for name, section in numbered)]
    links += [("methods", _text(document, "methods")), ("glossary", _words_title(document))]
    body = "\n".join(
        [
            _top(document),
            _figures(document),
            _contents(document, links),
            "<main>",
            _answered(document),
            *(_section(name, section) for name, section in numbered),
            _methods(document),
            _glossary(document),
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


def _top(document: Document) -> str:
    period = f'<p class="period">{escaped(document.period)}</p>' if document.period else ""
    summary = document.language.joined([running(sentence) for sentence in document.summary], "sentences")
    told = f'<p class="summary">{summary}</p>' if summary else ""
    return f"<header><h1>{escaped(document.title)}</h1>{period}{told}</header>"


def _figures(document: Document) -> str:
    if not document.figures:
        return ""
    shown = "".join(
        f"<div><dt>{escaped(figure.label)}</dt><dd><b>{escaped(figure.value)}</b>"
        f"<span>{escaped(figure.beneath)}</span></dd></div>"
        for figure in document.figures
    )
    style = _columns(len(document.figures))
    label = escaped(_text(document, "key_figures"))
    return f'<dl class="figures" style="{style}" aria-label="{label}">{shown}</dl>'


def _columns(cards: int) -> str:
    """Choose how many cards stand in a row, on wide, middling and narrow pages, so that none is alone in the last."""
    wide = ceil(cards / ceil(cards / MOST_CARDS))
    return f"--cards:{wide};--half:{ceil(wide / 2) if wide > MOST_CARDS / 2 else wide};--few:{1 if cards % 2 else 2}"


def _contents(document: Document, links: Sequence[tuple[str, str]]) -> str:
    title = escaped(_text(document, "contents"))
    entries = "".join(f'<li><a href="#{name}">{escaped(text)}</a></li>' for name, text in links)
    return f'<nav aria-label="{title}"><h2>{title}</h2><ol>{entries}</ol></nav>'


def _answered(document: Document) -> str:
    title = escaped(_text(document, "answered"))
    remarks = "".join(f"<p>{escaped(remark)}</p>" for remark in document.remarks)
    return f'<section id="answered"><h2>{title}</h2>{_wide(document.ledger)}{remarks}</section>'


def _section(name: str, section: Section) -> str:
    told = f'<p class="headline">{running(section.headline)}</p>'
    opening = f"<h2>{escaped(section.title)}</h2>{told}{_picture(name, section)}"
    opening = f'<div class="opening">{opening}</div>{"".join(_view(name, section, view) for view in section.views)}'
    filled = [table for table in section.tables if any(part.rows for part in table.sections)]
    shown = "".join(_wide(table) for table in filled)
    note = f'<p class="note">{running(section.note)}</p>' if section.finding is not None else ""
    return f'<section id="{name}">{opening}{shown}{note}</section>'


def _picture(name: str, section: Section) -> str:
    if section.picture is None:
        return ""
    from servgap.report.pictures.drawing import svg_of

    svg = svg_of(section.picture, section.language, f"{section.kind}-{section.language.code}", name)
    label = escaped(section.language.tell(say("report.figure", headline=verbatim(section.headline))))
    return f'<figure role="img" aria-label="{label}">{svg}</figure>'


def _view(name: str, section: Section, view: ShownView) -> str:
    """Draw another picture under its heading, on the medium for which it is."""
    from servgap.report.pictures.drawing import svg_of

    salt, title = f"{section.kind}-{section.language.code}", escaped(view.title)
    svg = svg_of(view.picture, section.language, salt, f"{name}-{view.name}")
    return (
        f'<figure class="{view.medium}" role="img" aria-label="{title}"><figcaption>{title}</figcaption>{svg}</figure>'
    )


def _wide(table: ReaderTable) -> str:
    """Let a wide table be moved sideways on a narrow screen, also from the keyboard."""
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{escaped(table.caption)}">{html_table(table)}</div>'
    )


def _methods(document: Document) -> str:
    title = _text(document, "methods")
    return f'<section id="methods"><h2>{escaped(title)}</h2><p>{escaped(document.conventions)}</p></section>'


def _words_title(document: Document) -> str:
    return _text(document, "meant", case="verdicts" if document.judged else "terms")


def _glossary(document: Document) -> str:
    entries = "".join(f"<dt>{escaped(term)}</dt><dd>{escaped(meaning)}</dd>" for term, meaning in document.glossary)
    title = escaped(_words_title(document))
    return f'<section id="glossary"><h2>{title}</h2><dl class="glossary">{entries}</dl></section>'


def _stamp(document: Document) -> str:
    return f'<footer class="stamp">{escaped(_text(document, "stamp_of_page", stamp=document.stamp))}</footer>'
