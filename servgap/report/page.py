"""A report as one HTML page that needs nothing else: no script, no request, no other file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from servgap.report.key_figures import Figure
from servgap.report.page_style import PAGE_STYLE
from servgap.report.pictures import picture_svg
from servgap.report.sections import Part
from servgap.report.tables.as_html import escaped, html_table, running
from servgap.report.tables.contents import reader_tables
from servgap.report.tables.reader import ReaderTable
from servgap.report.words.languages import TAGS, Language
from servgap.report.words.page_text import glossary, page_text

MOST_CARDS = 6


@dataclass(frozen=True)
class Page:
    """What a page shows.

    Parameters
    ----------
    title, period
        Its heading, and the time it is about, in the user's words.
    language
        ``"en"`` or ``"zh"``.
    summary
        The headlines told together.
    figures
        The key figures.
    ledger
        What happened to every row.
    remarks
        What was inferred, and what is not shown.
    parts
        The sections.
    stamp
        What the workbook of the same report says too.
    """

    title: str
    period: str
    language: Language
    summary: Sequence[str]
    figures: Sequence[Figure]
    ledger: ReaderTable
    remarks: Sequence[str]
    parts: Sequence[Part]
    stamp: str


def page_html(page: Page) -> str:
    """Write the page."""
    numbered = [(f"s{number}", part) for number, part in enumerate(page.parts, start=1)]
    links = [("answered", page_text("answered", page.language)), *((name, part.title) for name, part in numbered)]
    links += [(name, page_text(name, page.language)) for name in ("methods", "glossary")]
    body = "\n".join(
        [
            _top(page),
            _figures(page),
            _contents(page, links),
            "<main>",
            _answered(page),
            *(_section(name, part, page.language) for name, part in numbered),
            _methods(page),
            _glossary(page.language),
            "</main>",
            _stamp(page),
        ]
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{TAGS[page.language]}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
        'img-src data:">\n'
        f"<title>{escaped(page.title)}</title>\n<style>{PAGE_STYLE}</style>\n</head>\n"
        f'<body class="servgap">\n{body}\n</body>\n</html>\n'
    )


def _top(page: Page) -> str:
    period = f'<p class="period">{escaped(page.period)}</p>' if page.period else ""
    between = " " if page.language == "en" else ""
    summary = between.join(running(sentence) for sentence in page.summary)
    told = f'<p class="summary">{summary}</p>' if summary else ""
    return f"<header><h1>{escaped(page.title)}</h1>{period}{told}</header>"


def _figures(page: Page) -> str:
    if not page.figures:
        return ""
    shown = "".join(
        f"<div><dt>{escaped(figure.label)}</dt><dd><b>{escaped(figure.value)}</b>"
        f"<span>{escaped(figure.beneath)}</span></dd></div>"
        for figure in page.figures
    )
    style = _columns(len(page.figures))
    label = escaped(page_text("key_figures", page.language))
    return f'<dl class="figures" style="{style}" aria-label="{label}">{shown}</dl>'


def _columns(cards: int) -> str:
    """Choose how many cards stand in a row, on wide, middling and narrow pages, so that none is alone in the last."""
    wide = ceil(cards / ceil(cards / MOST_CARDS))
    return f"--cards:{wide};--half:{ceil(wide / 2) if wide > MOST_CARDS / 2 else wide};--few:{1 if cards % 2 else 2}"


def _contents(page: Page, links: Sequence[tuple[str, str]]) -> str:
    title = escaped(page_text("contents", page.language))
    entries = "".join(f'<li><a href="#{name}">{escaped(text)}</a></li>' for name, text in links)
    return f'<nav aria-label="{title}"><h2>{title}</h2><ol>{entries}</ol></nav>'


def _answered(page: Page) -> str:
    title = escaped(page_text("answered", page.language))
    remarks = "".join(f"<p>{escaped(remark)}</p>" for remark in page.remarks)
    return f'<section id="answered"><h2>{title}</h2>{_wide(page.ledger)}{remarks}</section>'


def _section(name: str, part: Part, language: Language) -> str:
    tables = _tables(part, language)
    picture = _picture(name, part, language) if tables else ""
    opening = f'<h2>{escaped(part.title)}</h2><p class="headline">{running(part.headline)}</p>{picture}'
    shown = "".join(_wide(table) for table in tables)
    note = f'<p class="note">{running(part.note)}</p>' if part.finding is not None else ""
    return f'<section id="{name}"><div class="opening">{opening}</div>{shown}{note}</section>'


def _tables(part: Part, language: Language) -> list[ReaderTable]:
    if part.finding is None:
        return []
    tables = reader_tables(part.finding, language, detail=True)
    return [table for table in tables if any(section.rows for section in table.sections)]


def _picture(name: str, part: Part, language: Language) -> str:
    if part.finding is None:
        return ""
    svg = picture_svg(part.finding, language, named=name)
    label = escaped(page_text("figure", language, headline=part.headline))
    return f'<figure role="img" aria-label="{label}">{svg}</figure>'


def _wide(table: ReaderTable) -> str:
    """Let a wide table be moved sideways on a narrow screen, also from the keyboard."""
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{escaped(table.caption)}">{html_table(table)}</div>'
    )


def _methods(page: Page) -> str:
    title = escaped(page_text("methods", page.language))
    return f'<section id="methods"><h2>{title}</h2><p>{escaped(page_text("conventions", page.language))}</p></section>'


def _glossary(language: Language) -> str:
    entries = "".join(f"<dt>{escaped(term)}</dt><dd>{escaped(meaning)}</dd>" for term, meaning in glossary(language))
    title = escaped(page_text("glossary", language))
    return f'<section id="glossary"><h2>{title}</h2><dl class="glossary">{entries}</dl></section>'


def _stamp(page: Page) -> str:
    return f'<footer class="stamp">{escaped(page_text("stamp_of_page", page.language, stamp=page.stamp))}</footer>'
