"""A report as a session shows it: the words of its page one."""

from __future__ import annotations

from servgap.language import Language
from servgap.language.lines import LINE, width, wrapped
from servgap.language.shown import UNTYPESET, one_line
from servgap.report.front.page_one import FrontPage
from servgap.report.writers.html import STYLE, escaped, running


def brief_text(title: str, front: FrontPage) -> str:
    """Write it as text."""
    head = [one_line(title), *map(one_line, front.about[:1])]
    most = max((width(line.label) for line in front.lines), default=0)
    lines = [_beside(line.label, line.text, most) for line in front.lines]
    return "\n".join([*head, "", *lines, "", wrapped(front.rows)])


def _beside(label: str, text: str, most: int) -> str:
    """Write a text beside its label; what is too long goes on below where it began."""
    indent = " " * (most + 4)
    first, *others = wrapped(text, LINE - len(indent)).split("\n")
    return "\n".join([f"  {label}{' ' * (most - width(label))}  {first}", *(f"{indent}{each}" for each in others)])


def brief_html(title: str, front: FrontPage, language: Language) -> str:
    """Write it as a fragment of HTML."""
    about = "".join(f"<div>{escaped(each)}</div>" for each in front.about)
    lines = "".join(
        f'<tr><th scope="row">{escaped(line.label)}</th><td class="words">{running(line.text)}</td></tr>'
        for line in front.lines
    )
    return (
        f'<div class="servgap {UNTYPESET}" lang="{language.tag}"><style>{STYLE}</style>'
        f'<p class="headline">{escaped(title)}</p>{about}<table><tbody>{lines}</tbody></table>'
        f'<p class="note">{running(front.rows)}</p></div>'
    )
