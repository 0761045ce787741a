"""A report as a session shows it: its heading, and what each section found."""

from __future__ import annotations

from dataclasses import dataclass

from servgap.language import Language
from servgap.language.lines import wrapped
from servgap.language.shown import UNTYPESET, one_line
from servgap.report.writers.html import STYLE, escaped, running


@dataclass(frozen=True)
class Brief:
    """What is shown of a report: its title, the time it is about, and titles and headlines of its sections."""

    title: str
    period: str
    sections: tuple[tuple[str, str], ...]


def brief_text(brief: Brief, language: Language) -> str:
    """Write it as text."""
    head = language.joined([one_line(each) for each in (brief.title, brief.period) if each], "names")
    return "\n\n".join([head, *(f"{one_line(title)}\n{wrapped(told)}" for title, told in brief.sections)])


def brief_html(brief: Brief, language: Language) -> str:
    """Write it as a fragment of HTML."""
    period = f"<p>{escaped(brief.period)}</p>" if brief.period else ""
    told = "".join(f"<dt>{escaped(title)}</dt><dd>{running(headline)}</dd>" for title, headline in brief.sections)
    return (
        f'<div class="servgap {UNTYPESET}" lang="{language.tag}"><style>{STYLE}</style>'
        f'<p class="headline">{escaped(brief.title)}</p>{period}<dl class="sections">{told}</dl></div>'
    )
