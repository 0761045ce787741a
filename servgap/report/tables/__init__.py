"""Findings as tables for readers: as text, HTML or Markdown."""

from __future__ import annotations

import re
import textwrap

from servgap.analysis.finding import Finding
from servgap.errors import reports as errors
from servgap.report.tables.as_html import html_block
from servgap.report.tables.as_markdown import markdown_table, marked_down
from servgap.report.tables.as_text import one_line, text_table, width
from servgap.report.tables.contents import reader_tables
from servgap.report.words.headlines import headline
from servgap.report.words.languages import spoken
from servgap.report.words.notes import note

__all__ = ["render_html", "render_table", "render_text"]

FORMATS = ("html", "text", "markdown")
LINE = 110
PIECES = re.compile(r"[\x21-\x7e]+|.")
NOT_FIRST = "，。；：、）”"


def render_table(finding: Finding, format: str, language: str) -> str:  # noqa: A002 - the contract's name
    """Write a finding's tables for readers, with the note beneath.

    Parameters
    ----------
    finding
        What a verb returned.
    format
        ``"html"``, ``"text"`` or ``"markdown"``.
    language
        ``"en"`` or ``"zh"``.

    Raises
    ------
    ServgapError
        If the format or the language is not known.
    """
    tables, told = reader_tables(finding, language), note(finding, language)
    if format == "html":
        return html_block("", tables, told, spoken(language))
    if format == "text":
        return "\n\n".join([*map(text_table, tables), wrapped(told)])
    if format == "markdown":
        return "\n\n".join([*map(markdown_table, tables), marked_down(told)])
    raise errors.unknown_format(format, FORMATS)


def render_text(finding: Finding, language: str) -> str:
    """Write a finding as text: headline, tables, note."""
    return f"{wrapped(headline(finding, language))}\n\n{render_table(finding, 'text', language)}"


def render_html(finding: Finding, language: str) -> str:
    """Write a finding as HTML: headline, tables, note."""
    tables = reader_tables(finding, language)
    return html_block(headline(finding, language), tables, note(finding, language), spoken(language))


def wrapped(text: str, places: int = LINE) -> str:
    """Break a text into lines no wider than a number of places; text without blanks breaks anywhere."""
    shown = one_line(text)
    if width(shown) == len(shown):
        return textwrap.fill(shown, places, break_long_words=False, break_on_hyphens=False)
    lines, line, room = [], "", 0
    for piece in PIECES.findall(shown):
        room += width(piece)
        if room > places and piece not in NOT_FIRST:
            lines.append(line.rstrip())
            line, room = "", width(piece)
        line += piece if line or not piece.isspace() else ""
    return "\n".join([*lines, line])
