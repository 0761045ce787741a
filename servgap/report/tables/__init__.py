"""Findings as tables for readers: as text, HTML or Markdown."""

from __future__ import annotations

import re
import textwrap

from servgap.analysis.finding import Finding
from servgap.errors import reports as errors
from servgap.report.tables.as_html import html_block
from servgap.report.tables.as_markdown import markdown_table, marked_down
from servgap.report.tables.as_text import text_table, width
from servgap.report.tables.contents import reader_tables
from servgap.report.words.folding import UNBROKEN, bound
from servgap.report.words.headlines import headline
from servgap.report.words.languages import spoken
from servgap.report.words.notes import note

__all__ = ["render_html", "render_table", "render_text"]

FORMATS = ("html", "text", "markdown")
LINE = 110
WIDE = "\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6“”‘’"
PIECES = re.compile(rf"[^ {WIDE}]+|.")
OPENING, CLOSING = "（“‘《「【[(", "，。；：、！？）”’》」】])…％%"


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
    """Break a text into lines no wider than a number of places.

    Chinese breaks anywhere but before closing and after opening punctuation; a symbol and its value stay together.
    """
    shown = bound(text)
    if width(shown) == len(shown):
        return textwrap.fill(shown, places, break_long_words=False, break_on_hyphens=False).replace(UNBROKEN, " ")
    lines, line = [], ""
    for piece in _unbreakable(shown):
        if line and width(line) + width(piece.rstrip()) > places:
            lines.append(line.rstrip(" "))
            line = ""
        line += piece if line else piece.lstrip(" ")
    return "\n".join([*lines, line.rstrip(" ")]).replace(UNBROKEN, " ")


def _unbreakable(text: str) -> list[str]:
    """Cut a text wherever a line may end."""
    pieces: list[str] = []
    for piece in PIECES.findall(text):
        if pieces and not piece.isspace() and (pieces[-1][-1] in OPENING or piece[0] in CLOSING):
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return pieces
