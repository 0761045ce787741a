"""A source's description as text and as a fragment of HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from unicodedata import east_asian_width

from servgap.language.shown import UNTYPESET, one_line, shown
from servgap.survey.card import (
    CARD_STYLE,
    HEAD_STYLE,
    LABEL_STYLE,
    LABEL_WIDTH,
    SECTION_STYLE,
    VALUE_STYLE,
    Section,
    wrapped,
)
from servgap.survey.reading.answers.answer_columns import short
from servgap.survey.reading.description import BlockDescription, SourceDescription
from servgap.survey.reading.description_words import WORDS, say

#: Lines of the ledger that are shown under their own names; those of parts, tools and rows are shown as such.
OF_THE_SOURCE = frozenset(
    ("encoding", "sheet", "content", "header_row", "header_levels", "short_rows", "rows", "long", "long_columns")
)
OF_ANSWERS = frozenset(
    (
        *("labels", "value_labels", "labels_gone", "answer_codes", "skip_codes", "error_cells"),
        *("formulas_without_value", "duration", "points", "points_not_read"),
    )
)
LONGEST_STEM = 100
MOST_NAMED = 12


def description_text(description: SourceDescription) -> str:
    """Write the description as plain text."""
    sections = list(_sections(description))
    width = min(LABEL_WIDTH, max(_width(label) for section in sections for label, _ in section.lines))
    lines = [_headline(description)]
    for section in sections:
        lines += ["", section.heading]
        lines += [wrapped(_padded(label, width) if label else "  ", said) for label, said in section.lines]
    return "\n".join(lines)


def _padded(label: str, width: int) -> str:
    return f"  {label}{' ' * (width - _width(label))}  "


def _width(text: str) -> int:
    """Count the places that a text takes; Chinese characters take two."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def description_html(description: SourceDescription) -> str:
    """Write the description as HTML in which everything from the source is escaped."""
    rows = [f'<tr><th colspan="2" style="{HEAD_STYLE}">{escape(_headline(description))}</th></tr>']
    for section in _sections(description):
        rows.append(f'<tr><th colspan="2" style="{SECTION_STYLE}">{escape(section.heading)}</th></tr>')
        rows += [
            f'<tr><th style="{LABEL_STYLE}">{escape(label)}</th><td style="{VALUE_STYLE}">{escape(said)}</td></tr>'
            for label, said in section.lines
        ]
    return f'<table class="{UNTYPESET}" style="{CARD_STYLE}">{"".join(rows)}</table>'


def _headline(description: SourceDescription) -> str:
    language = description.language
    read = f"{description.rows_read:,}"
    if description.rows_used is None:
        said = say("not_read", language, read=read)
    else:
        said = say("of_used", language, used=f"{description.rows_used:,}", read=read)
    return f"{shown(description.source)} · {said}"


def _sections(description: SourceDescription) -> Iterator[Section]:
    language = description.language
    left_out = [(say(reason, language), f"{count:,}") for reason, count in description.left_out.items()]
    others = [column.column for column in description.columns if column.role == "other"]
    for code, lines in (
        ("problem", [("", description.problem)] if description.problem else []),
        ("source", list(_source(description))),
        ("blocks", [_block(block, language) for block in description.blocks]),
        ("answers", list(_answers(description))),
        ("left_out", left_out),
        ("unloaded", _named(description.personal, language)),
        ("others", _named(others, language)),
    ):
        if lines:
            yield Section(say(code, language), tuple((label, one_line(said)) for label, said in lines))


def _named(headers: Sequence[str], language: str) -> list[tuple[str, str]]:
    listed = ("、" if language == "zh" else ", ").join(shown(short(header)) for header in headers[:MOST_NAMED])
    if len(headers) > MOST_NAMED:
        # Chinese counts all of them, English those not named.
        number = len(headers) if language == "zh" else len(headers) - MOST_NAMED
        listed = f"{listed} {say('more', language, n=number)}"
    return [("", listed)] if headers else []


def _source(description: SourceDescription) -> Iterator[tuple[str, str]]:
    language, asked = description.language, description.instrument
    if not description.tool:
        name = say("plain", language)
    else:
        name = say(description.tool, language) if description.tool in WORDS else description.tool_name
    yield say("tool", language), name
    title = shown(asked.title.to(language) or asked.name)
    yield say("questionnaire", language), say("items", language, title=title, items=len(asked.items), scale=asked.scale)
    for line in description.lines:
        if line.reason == "header_rows":
            yield say("header_rows", language), say("folded", language, rows=len(line.detail.split(", ")))
        elif line.reason == "delimiter":
            yield say("delimiter", language), say(line.detail, language)
        elif line.reason in {"source", "joined"}:
            yield say(f"{line.reason}_together", language), f"{line.detail}: {line.count:,}"
        elif line.reason in OF_THE_SOURCE:
            yield say(line.reason, language), line.detail
    yield say("columns", language), f"{len(description.columns):,}"


def _block(block: BlockDescription, language: str) -> tuple[str, str]:
    comma = "，" if language == "zh" else ", "
    label = say(block.part, language) if block.tallied else say("not_tallied", language)
    said = [f"{shown(short(block.first))} … {shown(short(block.last))}", say("count", language, n=block.columns)]
    if block.told_by:
        said.append(say(block.told_by, language))
    counts = [block.answered, block.not_answered, block.does_not_apply, block.missing]
    cells = sum(count or 0 for count in counts)
    if block.answered is not None and cells:
        said.append(say("answered", language, share=f"{100 * block.answered / cells:.1f}%"))
        named = zip(("not_answered", "does_not_apply", "missing"), counts[1:], strict=True)
        said += [say(kind, language, n=f"{count:,}") for kind, count in named if count]
    stem = f" — {shown(_cut(block.stem))}" if block.stem else ""
    return label, comma.join(said) + stem


def _cut(stem: str) -> str:
    return stem if len(stem) <= LONGEST_STEM else stem[: LONGEST_STEM - 1] + "…"


def _answers(description: SourceDescription) -> Iterator[tuple[str, str]]:
    language = description.language
    for line in description.lines:
        if line.reason in OF_ANSWERS:
            said = re.sub(r"^[^:]*: ", "", line.detail) if line.reason == "labels" else line.detail
            yield say(line.reason, language), said
        elif line.kind == "recoded":
            yield say("recoded", language), f"{line.detail}: {say(line.reason, language, n=f'{line.count:,}')}"
