"""Page one as HTML: one screen, and one sheet of paper."""

from __future__ import annotations

from collections.abc import Mapping

from servgap.language import Fact, Language, say
from servgap.report.document import Document
from servgap.report.front.lines import FrontLine
from servgap.report.kinds.claim import STANDING
from servgap.report.pictures.canvas import Picture
from servgap.report.writers.html import escaped, running


def front_html(document: Document, names: Mapping[int, str]) -> str:
    """Write page one; `names` are the sections' own, to which its lines lead."""
    front = document.front
    sections = {section.kind: names[id(section)] for section in reversed(document.sections)}
    about = "".join(f"<span>{escaped(each)}</span>" for each in front.about)
    lines = "".join(_line(document, line, sections.get(line.kind, "")) for line in front.lines)
    told = f'<dl class="lines">{lines}</dl>' if lines else ""
    picture = _figure(document, front.picture, say("front.picture"), "brief")
    why = escaped(document.language.tell(say("front.why")))
    rows = f'<p class="rows">{running(front.rows)} <a href="#ledger">{why}</a></p>'
    return (
        f'<header class="front">{_logo(document)}<h1>{escaped(document.title)}</h1><p class="about">{about}</p>'
        f'<div class="told">{told}{picture}</div>{rows}</header>'
    )


def _logo(document: Document) -> str:
    if document.logo is None:
        return ""
    return (
        f'<img class="logo" alt="{escaped(document.language.tell(say("front.logo")))}" src="{document.logo.address}">'
    )


def _line(document: Document, line: FrontLine, section: str) -> str:
    label = f'<a href="#{section}">{escaped(line.label)}</a>' if section else escaped(line.label)
    course = (
        _figure(document, document.front.waves, say("front.waves"), "course", captioned=False)
        if line.role == STANDING
        else ""
    )
    return f"<div><dt>{label}</dt><dd>{running(line.text)}{course}</dd></div>"


def _figure(document: Document, picture: Picture | None, what: Fact, name: str, *, captioned: bool = True) -> str:
    if picture is None:
        return ""
    title = escaped(document.language.tell(what))
    svg = drawn(picture, document.language, "front", name)
    heading = f"<figcaption>{title}</figcaption>" if captioned else ""
    return f'<figure class="{name}">{heading}{in_box(svg, title)}</figure>'


def in_box(svg: str, told: str) -> str:
    """Let a picture be moved sideways where the screen is narrower than it, also from the keyboard."""
    shown = f'<div role="img" aria-label="{told}">{svg}</div>'
    return f'<div class="wide drawn" tabindex="0" role="region" aria-label="{told}">{shown}</div>'


def drawn(picture: Picture, language: Language, kind: str, name: str) -> str:
    """Draw a picture for a page, its own names behind that of its place."""
    from servgap.report.pictures.drawing import svg_of

    return svg_of(picture, language, f"{kind}-{language.code}", name)
