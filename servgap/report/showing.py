"""How a finding shows itself: where the methods of a finding that show it lead."""

from __future__ import annotations

from os import PathLike
from typing import Literal, overload

from servgap.analysis.finding import Finding
from servgap.errors import reports as errors
from servgap.language import language_of
from servgap.language.lines import wrapped
from servgap.report.document import tables_of
from servgap.report.headlines import headline
from servgap.report.kinds.registry import kind_of
from servgap.report.notes import note, note_lines, references
from servgap.report.pictures import draw
from servgap.report.suppression import MINIMUM
from servgap.report.writers.html import html_block
from servgap.report.writers.latex import latex_tables
from servgap.report.writers.markdown import markdown_note, markdown_table
from servgap.report.writers.text import text_note, text_table
from servgap.survey.files.writing import write_whole

__all__ = [
    "draw",
    "headline",
    "note",
    "references",
    "render_html",
    "render_table",
    "render_text",
    "save_picture",
    "write_finding",
    "write_word",
]

TableFormat = Literal["html", "text", "markdown", "latex"]
FORMATS = ("html", "text", "markdown", "latex", "docx")


@overload
def render_table(finding: Finding, format: Literal["docx"], language: str) -> bytes: ...
@overload
def render_table(finding: Finding, format: TableFormat, language: str) -> str: ...
@overload
def render_table(finding: Finding, format: str, language: str) -> str | bytes: ...
def render_table(finding: Finding, format: str, language: str) -> str | bytes:  # noqa: A002 - the contract's name
    """Write a finding's tables for readers, with the note beneath.

    Parameters
    ----------
    finding
        What a verb returned.
    format
        ``"html"``, ``"text"``, ``"markdown"``, ``"latex"`` or ``"docx"``, which gives the bytes of a Word file.
    language
        A code among `languages()`.

    Raises
    ------
    ServgapError
        If the format or the language is not known.
    """
    told = language_of(language)
    lines, tables = note_lines(finding, told), tables_of(finding, told)
    if format == "html":
        return html_block("", tables, lines, told)
    if format == "text":
        return "\n\n".join([*map(text_table, tables), text_note(lines, told)])
    if format == "markdown":
        return "\n\n".join([*map(markdown_table, tables), markdown_note(lines, told)])
    if format == "latex":
        return latex_tables(tables, lines, finding.kind, told)
    if format == "docx":
        from servgap.report.writers.word import tables_word

        return tables_word(tables, lines, kind_of(finding.kind).title_of(finding), told)
    raise errors.unknown_format(format, FORMATS)


def render_text(finding: Finding, language: str) -> str:
    """Write a finding as text: headline, tables, note."""
    return f"{wrapped(headline(finding, language))}\n\n{render_table(finding, 'text', language)}"


def render_html(finding: Finding, language: str) -> str:
    """Write a finding as HTML: headline, tables, note."""
    told = language_of(language)
    return html_block(headline(finding, language), tables_of(finding, told), note_lines(finding, told), told)


def save_picture(finding: Finding, path: str | PathLike[str], language: str, view: str | None) -> None:
    """Draw a finding's picture, or another one of a name, into a file of the format by which its name ends.

    Raises
    ------
    ServgapError
        If the ending, the language or the picture is not known, or the file cannot be written.
    """
    from servgap.report.pictures.image import image_of

    told = language_of(language)
    write_whole({path: image_of(kind_of(finding.kind).planned(finding, told, view), told, path)})


def write_finding(finding: Finding, path: str | PathLike[str], language: str) -> None:
    """Write one finding's exact frames, and its note, into one workbook.

    Respondents that it counts by place are not shown alone.

    Parameters
    ----------
    finding
        What a verb returned.
    path
        Where to write it; a file that is there is replaced only once the new one is complete.
    language
        A code among `languages()`.

    Raises
    ------
    ServgapError
        If the language is not known or the file cannot be written.
    """
    from servgap.report.writers.workbook import finding_workbook

    shown = kind_of(finding.kind).merged(finding, MINIMUM)
    write_whole({path: finding_workbook(shown, language_of(language))})


def write_word(finding: Finding, path: str | PathLike[str], language: str) -> None:
    """Write one finding, with its pictures, its tables and its note, into one Word file.

    Respondents that it counts by place are not shown alone.

    Parameters
    ----------
    finding
        What a verb returned.
    path
        Where to write it; a file that is there is replaced only once the new one is complete.
    language
        A code among `languages()`.

    Raises
    ------
    ServgapError
        If the language is not known or the file cannot be written.
    """
    from servgap.report.writers.word import finding_word

    shown = kind_of(finding.kind).merged(finding, MINIMUM)
    write_whole({path: finding_word(shown, language_of(language))})
