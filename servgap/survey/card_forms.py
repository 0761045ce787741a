"""How a card is written in a language: as plain text, and as a fragment of HTML."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from textwrap import fill
from unicodedata import east_asian_width

from servgap.language import Fact, Language
from servgap.language.shown import UNTYPESET, one_line

LABEL_WIDTH = 30
#: As wide as findings are written.
LINE_WIDTH = 110

CARD_STYLE = (
    "border-collapse:collapse;font-family:sans-serif;font-size:13px;line-height:1.45;border-top:2px solid #333;"
    "border-bottom:2px solid #333;margin:0.4em 0"
)
HEAD_STYLE = "text-align:left;padding:7px 12px 5px 8px;font-size:15px;font-weight:600"
SECTION_STYLE = (
    "text-align:left;padding:6px 12px 2px 8px;font-weight:600;color:#555;border-top:1px solid #ccc;background:none"
)
LABEL_STYLE = (
    "text-align:left;vertical-align:top;padding:1px 18px 1px 8px;color:#333;font-weight:normal;white-space:nowrap"
)
VALUE_STYLE = "text-align:left;vertical-align:top;padding:1px 12px 1px 0"


@dataclass(frozen=True)
class Section:
    """Lines of a card under one heading, each a label and what is said of it."""

    heading: Fact
    lines: tuple[tuple[Fact, Fact], ...]


@dataclass(frozen=True)
class Card:
    """What a card says, in no language yet."""

    headline: Fact
    sections: tuple[Section, ...]

    @classmethod
    def of(cls, headline: Fact, sections: Iterable[tuple[Fact, Iterable[tuple[Fact, Fact]]]]) -> Card:
        """Put sections under a headline; those without a line are left out."""
        held = (Section(heading, tuple(lines)) for heading, lines in sections)
        return cls(headline, tuple(section for section in held if section.lines))

    def text(self, language: Language) -> str:
        """Write the card as plain text."""
        tell = language.tell
        sections = [
            (tell(section.heading), [(tell(label), one_line(tell(said))) for label, said in section.lines])
            for section in self.sections
        ]
        width = min(LABEL_WIDTH, max((_width(label) for _, lines in sections for label, _ in lines), default=0))
        written = [tell(self.headline)]
        for heading, lines in sections:
            written += ["", heading]
            written += [_wrapped(_padded(label, width) if label else "  ", said) for label, said in lines]
        return "\n".join(written)

    def html(self, language: Language) -> str:
        """Write the card as a fragment of HTML in which everything from the source is escaped."""
        tell = language.tell
        rows = [f'<tr><th colspan="2" style="{HEAD_STYLE}">{escape(tell(self.headline))}</th></tr>']
        for section in self.sections:
            rows.append(f'<tr><th colspan="2" style="{SECTION_STYLE}">{escape(tell(section.heading))}</th></tr>')
            rows += [
                f'<tr><th style="{LABEL_STYLE}">{escape(tell(label))}</th>'
                f'<td style="{VALUE_STYLE}">{escape(one_line(tell(said)))}</td></tr>'
                for label, said in section.lines
            ]
        return f'<table class="{UNTYPESET}" style="{CARD_STYLE}">{"".join(rows)}</table>'


def _padded(label: str, width: int) -> str:
    return f"  {label}{' ' * (width - _width(label))}  "


def _width(text: str) -> int:
    """Count the places that a text takes; Chinese characters take two."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _wrapped(label: str, said: str) -> str:
    """Write a line of a card; what is too long goes on below where it began."""
    return fill(
        said or " ",
        LINE_WIDTH,
        initial_indent=label,
        subsequent_indent=" " * _width(label),
        break_long_words=False,
        break_on_hyphens=False,
    ).rstrip()
