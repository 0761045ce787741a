"""What readers see of a finding, a report, a card or a ledger, as lines of text with a label before each part."""

from __future__ import annotations

import difflib
import io
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter

import servgap as sg
from servgap.language import language_of
from servgap.report.kinds.registry import kind_of
from servgap.report.ledger_table import ledger_table
from servgap.report.pictures import picture_svg
from servgap.report.writers.page import page_html
from servgap.report.writers.text import text_table
from servgap.report.writers.workbook import document_workbook

DIGITS, NEARLY_NOUGHT = 6, 1e-9
"""Digits of a workbook's exact numbers that are kept, and the size under which a number is zero but for rounding."""


def part(label: str, told: str) -> str:
    """Put a label before a part."""
    return f"──── {label}\n{told}"


def in_lines(text: str) -> str:
    """Break a text behind each of its sentences."""
    return re.sub(r"(?<=[.?。？]) |(?<=[。？])(?=.)", "\n", text)


def between_tags(html: str) -> str:
    """Break HTML between tags, where a reader sees nothing of it, and leave its style away."""
    html = re.sub(r"<style>.*?</style>", "<style></style>", html, flags=re.DOTALL)
    return re.sub(r">\s*<", ">\n<", html)


def picture_texts(svg: str) -> list[str]:
    """Give the texts that a picture draws, in order."""
    drawn = re.findall(r"<text\b[^>]*>(.*?)</text>", svg, re.DOTALL)
    return [" ".join(unescape(re.sub(r"<[^>]*>", "", text)).split()) for text in drawn]


def picture_marks(svg: str) -> str:
    """Say how many lines, marks and areas a picture draws in which colours."""
    tags = Counter(re.findall(r"<(path|use|rect|circle|line|polygon|text)\b", svg))
    colours = Counter(re.findall(r"(?:fill|stroke): (#[0-9a-f]{6})", svg))
    return ", ".join(f"{name} {n}" for found in (tags, colours) for name, n in sorted(found.items()))


def _written(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "" if value is None else str(value).replace("\n", "\\n")
    return f"{0.0 if abs(value) < NEARLY_NOUGHT else value:.{DIGITS}g}"


def _dressed(cells: Iterable[Any]) -> str:
    """Say in which formats the cells of a column stand, each once."""
    told = dict.fromkeys(
        " ".join(
            filter(None, (cell.number_format, "bold" * bool(cell.font.b), "wrap" * bool(cell.alignment.wrap_text)))
        )
        for cell in cells
        if cell.value is not None
    )
    return ", ".join(told)


def workbook_lines(file: Path | io.BytesIO, *, all_rows: bool = True) -> Iterator[str]:
    """Give a workbook's sheets: the width and the formats of their columns, then their rows."""
    for place, sheet in enumerate(openpyxl.load_workbook(file)):
        yield f"sheet {sheet.title}: {sheet.dimensions}, frozen at {sheet.freeze_panes}, filter {sheet.auto_filter.ref}"
        if place and not all_rows:
            continue
        for number, column in enumerate(sheet.iter_cols(), start=1):
            letter = get_column_letter(number)
            yield f"column {letter}: width {sheet.column_dimensions[letter].width:.4g}; {_dressed(column)}"
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            if any(value is not None for value in row):
                yield f"row {number}: {' | '.join(map(_written, row))}".rstrip(" |")


def whole_finding(finding: sg.Finding, folder: Path, language: str, *, written: bool) -> str:
    """Give everything that readers see of a finding; Markdown and the workbook only where they are asked for."""
    svg, text = picture_svg(finding, language), finding.table("text", language=language)
    told = [
        part("headline", finding.headline_in(language)),
        part("note", in_lines(finding.note_in(language))),
        part("text", text),
        part("html", between_tags(finding.table("html", language=language))),
        part("picture", "\n".join(picture_texts(svg))),
        part("marks of the picture", picture_marks(svg)),
    ]
    if written:
        finding.to_excel(folder / "finding.xlsx", language=language)
        told += [
            part("markdown", finding.table("markdown", language=language)),
            part("workbook", "\n".join(workbook_lines(folder / "finding.xlsx"))),
        ]
    return "\n".join([*told, ""])


class Told:
    """Findings of a kind of which words and tables are told, or pictures; sentences of notes stand once."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.sentences: dict[str, int] = {}
        self.parts: list[str] = []

    def refused(self, label: str, why: str) -> None:
        """Add what a verb said instead of finding something."""
        self.parts.append(f"════ {label}\n{part('refused', why)}")

    def add(self, label: str, finding: sg.Finding) -> None:
        """Add a finding's headline, note and table."""
        note = finding.note_in(self.language)
        numbers = [str(self.sentences.setdefault(each, len(self.sentences) + 1)) for each in in_lines(note).split("\n")]
        table = without_note(finding.table("text", language=self.language), note)
        told = [
            part("headline", finding.headline_in(self.language)),
            part("note", " ".join(numbers)),
            part("text", table),
        ]
        self.parts.append(f"════ {label}\n" + "\n".join(told))

    def draw(self, label: str, finding: sg.Finding) -> None:
        """Add the texts and marks of a finding's picture, and of the others that it has."""
        told = []
        for view in (None, *kind_of(finding.kind).views_of(finding)):
            svg, named = picture_svg(finding, self.language, view=view), view or "picture"
            told += [part(named, " | ".join(picture_texts(svg))), part(f"marks of the {named}", picture_marks(svg))]
        self.parts.append(f"════ {label}\n" + "\n".join(told))

    def text(self) -> str:
        """Give all of them, and the sentences of their notes."""
        notes = [f"[{number}] {sentence}" for sentence, number in self.sentences.items()]
        return "\n".join([*self.parts, "════ sentences of the notes", *notes, ""])


def without_note(table: str, note: str) -> str:
    """Leave away the note beneath a table, in whichever way it is wrapped."""
    lines, wanted = table.split("\n"), "".join(note.split())
    for place in range(len(lines)):
        if "".join("".join(lines[place:]).split()) == wanted:
            return "\n".join(lines[:place]).rstrip()
    return table


def whole_report(report: sg.Report, *, sheets: bool) -> str:
    """Give a report: its page, with pictures as their texts, and its workbook, of which the first sheet at least."""
    document = report._document()
    page, book = page_html(document).decode(), io.BytesIO(document_workbook(document))
    page = re.sub(
        r"<svg\b.*?</svg>", lambda svg: f"<svg>{' | '.join(picture_texts(svg.group()))}</svg>", page, flags=re.DOTALL
    )
    workbook = "\n".join(workbook_lines(book, all_rows=sheets))
    findings = "\n".join(f"{each.kind}: {each.headline_in('en')}" for each in report.findings)
    return "\n".join([part("findings", findings), part("page", between_tags(page)), part("workbook", workbook), ""])


def of_sources(sources: dict[str, tuple[sg.SourceDescription, sg.Survey | None]], language: str) -> str:
    """Give what is said of sources before they are read, and of what was read."""
    told = []
    for name, (described, read) in sources.items():
        told += [f"════ {name}", part("description", repr(described.in_language(language)))]
        told += [] if read is None else [part("ledger", ledger_text(read.ledger, language))]
    return "\n".join([*told, ""])


def of_surveys(surveys: dict[str, sg.Survey], language: str) -> str:
    """Give the cards and ledgers of surveys."""
    told = []
    for name, each in surveys.items():
        shown = each.in_language(language)
        told += [f"════ {name}", part("ledger", ledger_text(each.ledger, language))]
        told += [part("card", repr(shown)), part("html", between_tags(shown._repr_html_()))]
        if language == "en":
            told += [part("ledger in one line", repr(each.ledger)), part("html", each.ledger._repr_html_())]
    return "\n".join([*told, ""])


def ledger_text(ledger: sg.Ledger, language: str) -> str:
    """Give a ledger as a report's page shows it, as a table of text."""
    return text_table(ledger_table(ledger, language_of(language)))


def same_line(one: str, other: str) -> bool:
    """Tell whether two lines say the same; exact numbers in the rows of a workbook may differ in their last digit."""
    if one == other or not one.startswith("row "):
        return one == other
    cells, others = one.split(" | "), other.split(" | ")
    return len(cells) == len(others) and all(map(_same_cell, cells, others))


def _same_cell(one: str, other: str) -> bool:
    try:
        first, second = (float(cell.removeprefix("row ").rpartition(": ")[2]) for cell in (one, other))
    except ValueError:
        return one == other
    return one == other or (abs(first - second) <= 2 * 10.0 ** (1 - DIGITS) * max(abs(first), NEARLY_NOUGHT))


def first_differences(old: str, new: str, most: int = 12) -> list[str]:
    """Give the first lines that differ, as taken away or put there; nothing where all are the same."""
    before, after = old.split("\n"), new.split("\n")
    if len(before) == len(after):
        after = [one if same_line(one, other) else other for one, other in zip(before, after, strict=True)]
    found = difflib.unified_diff(before, after, "as it was", "as it is", n=0, lineterm="")
    return list(itertools.islice(found, most)) if before != after else []
