"""Tables as HTML: real table elements, everything escaped."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from servgap.language import Language
from servgap.language.lines import bound, width
from servgap.language.shown import UNTYPESET, one_line
from servgap.report.kinds.noted import NoteLine
from servgap.report.tables.reader import Heading, ReaderTable, Row, Section

# Notebooks align every cell right with a rule that outranks a plain one, hence the two marks of importance.
STYLE = (
    ".servgap{font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','PingFang SC','Hiragino Sans GB',"
    "'Microsoft YaHei','Noto Sans CJK SC','Source Han Sans SC',sans-serif;line-height:1.45;overflow-wrap:break-word}"
    ".servgap .long{overflow-wrap:anywhere;min-width:12em;white-space:normal}"
    ".servgap:lang(zh){font-family:'PingFang SC','Hiragino Sans GB','Microsoft YaHei','Noto Sans CJK SC',"
    "'Source Han Sans SC','WenQuanYi Micro Hei',system-ui,sans-serif}"
    ".servgap table{border-collapse:collapse;margin:.6em 0;font-variant-numeric:tabular-nums lining-nums}"
    ".servgap caption{text-align:left;font-weight:600;padding:.2em 0}"
    ".servgap th,.servgap td{padding:.2em .6em;text-align:left!important;vertical-align:top;font-weight:normal;"
    "border:0}"
    ".servgap thead th{border-bottom:1px solid currentColor;vertical-align:bottom;font-weight:600}"
    ".servgap .number{text-align:right!important}.servgap td.number,.servgap .word{white-space:nowrap}"
    ".servgap .words{min-width:11em}.servgap .number+:not(.number){padding-left:1.2em}"
    ".servgap .section th{font-weight:600;padding-top:.7em}"
    ".servgap .overall th,.servgap .overall td,.servgap .dimension th{font-weight:600}"
    ".servgap .standard th[scope=row]{padding-left:1.4em}.servgap .item th[scope=row]{padding-left:2.4em}"
    ".servgap .headline{font-weight:600}.servgap .note{font-size:.85em;max-width:70em;margin:.8em 0}"
    ".servgap .note div{margin:.15em 0}.servgap .note dt{display:inline;font-weight:600;margin-right:.6em}"
    ".servgap .note dd{display:inline;margin:0}"
)

LONG = 30
"""Places from which on a word is broken wherever its column ends, so that it does not take the table off the page."""
WORD = 16
"""Places up to which a text stands on one line; where a table is wide, more would otherwise stand in a sliver."""


def escaped(text: str) -> str:
    """Write a text so that a browser shows it and does nothing else with it."""
    return escape(one_line(text), quote=True)


def running(text: str) -> str:
    """Write a sentence as `escaped` does, with no line ending between a symbol and its value."""
    return escape(bound(text), quote=True)


def html_table(table: ReaderTable) -> str:
    """Write a table as a table element."""
    headings = "".join(_heading(heading) for heading in table.headings)
    bodies = "".join(_section(section, table.headings) for section in table.sections)
    return f"<table><caption>{escaped(table.caption)}</caption><thead><tr>{headings}</tr></thead>{bodies}</table>"


def _heading(heading: Heading) -> str:
    kind = _classes("number" if heading.numeric else "", heading.text)
    return f'<th scope="col"{kind}>{escaped(heading.text)}</th>'


def _section(section: Section, headings: tuple[Heading, ...]) -> str:
    title = ""
    if section.title:
        span = f' colspan="{len(headings)}"' if len(headings) > 1 else ""
        kind = f"{span}{_classes('', section.title)}"
        title = f'<tr class="section"><th scope="rowgroup"{kind}>{escaped(section.title)}</th></tr>'
    return f"<tbody>{title}{''.join(_row(row, headings) for row in section.rows)}</tbody>"


def _row(row: Row, headings: tuple[Heading, ...]) -> str:
    first, *others = zip(row.cells, headings, strict=True)
    cells = [f'<th scope="row"{_kind(*first)}>{escaped(first[0])}</th>']
    cells += [f"<td{_kind(cell, heading)}>{escaped(cell)}</td>" for cell, heading in others]
    level = f' class="{escape(row.level)}"' if row.level else ""
    return f"<tr{level}>{''.join(cells)}</tr>"


def _kind(cell: str, heading: Heading) -> str:
    if heading.numeric:
        return _classes("number", cell)
    return _classes("word" if width(cell) <= WORD else "words", cell) if cell else ""


def _classes(kind: str, text: str) -> str:
    long = "long" if len(text) >= LONG and max(map(width, text.split()), default=0) >= LONG else ""
    classes = " ".join(filter(None, (kind, long)))
    return f' class="{classes}"' if classes else ""


def html_note(lines: Iterable[NoteLine]) -> str:
    """Write a note as a list of labels with what is said under each."""
    shown = "".join(f"<div><dt>{escaped(line.label)}</dt><dd>{running(line.text)}</dd></div>" for line in lines)
    return f'<dl class="note">{shown}</dl>' if shown else ""


def html_block(headline: str, tables: list[ReaderTable], notes: Iterable[NoteLine], language: Language) -> str:
    """Put headline, tables and note together, styled within themselves."""
    told = f'<p class="headline">{running(headline)}</p>' if headline else ""
    shown = "".join(html_table(table) for table in tables)
    block = f"<style>{STYLE}</style>{told}{shown}{html_note(notes)}"
    return f'<div class="servgap {UNTYPESET}" lang="{language.tag}">{block}</div>'
