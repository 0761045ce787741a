"""Paragraphs, fields and pictures in the mark-up of Word's files, everything escaped."""

from __future__ import annotations

import re
from html import escape

from servgap.language import Language
from servgap.language.lines import bound
from servgap.language.shown import one_line

POINTS_PER_INCH, TWIPS_PER_INCH, EMU_PER_TWIP = 72, 1440, 635
_UNHEARD = re.compile("[\ufffe\uffff\ufdd0-\ufdef]")
"""Signs that are no characters, some of which XML does not allow."""
_CHINESE = "[\u3000-\u9fff\uff00-\uff60]"
_AMONG_CHINESE = re.compile(f"((?<={_CHINESE})[“”‘’…—]+|[“”‘’…—]+(?={_CHINESE}))")
"""Signs that Chinese shares with Latin letters, and that Word would else set as wide as among these."""


def marked(text: str) -> str:
    """Write a text so that it stands between tags, or between quotes, and is nothing else."""
    return escape(_UNHEARD.sub("\N{REPLACEMENT CHARACTER}", one_line(text)), quote=True)


def running(text: str) -> str:
    """Write a sentence as `marked` does, with no line ending between a symbol and its value."""
    return escape(_UNHEARD.sub("\N{REPLACEMENT CHARACTER}", bound(text)), quote=True)


def run(text: str, *, bold: bool = False, italic: bool = False, half_points: int = 0) -> str:
    """Give a stretch of text, which is marked up already."""
    look = ("<w:b/><w:bCs/>" if bold else "") + ("<w:i/><w:iCs/>" if italic else "")
    look += f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>' if half_points else ""
    told = []
    for place, piece in enumerate(_AMONG_CHINESE.split(text)):
        hinted = '<w:rFonts w:hint="eastAsia"/>' * (place % 2) + look
        if piece:
            told.append(f'<w:r>{hinted and f"<w:rPr>{hinted}</w:rPr>"}<w:t xml:space="preserve">{piece}</w:t></w:r>')
    return "".join(told)


def paragraph(
    runs: str,
    style: str = "",
    *,
    keep: bool = False,
    breaks: bool = False,
    align: str = "",
    indent: int = 0,
    section: str = "",
) -> str:
    """Give a paragraph.

    Parameters
    ----------
    runs
        What stands in it.
    style
        Its style's identifier; that of running text unless told.
    keep
        Whether it stands on the page on which the next one begins.
    breaks
        Whether it begins a page.
    align
        ``"right"`` or ``"center"``; at the left unless told.
    indent
        By how many twentieths of a point it is set in.
    section
        The mark-up of the section that ends with it, if one does.
    """
    look = f'<w:pStyle w:val="{style}"/>' if style else ""
    look += "<w:keepNext/>" * keep + "<w:pageBreakBefore/>" * breaks
    look += f'<w:ind w:left="{indent}"/>' if indent else ""
    look += f'<w:jc w:val="{align}"/>' if align else ""
    look += section
    return f"<w:p>{look and f'<w:pPr>{look}</w:pPr>'}{runs}</w:p>"


def field(instruction: str, shown: str, *, bold: bool = False) -> str:
    """Give a field, which Word counts anew when it is asked to, with what it shows until then."""
    look = "<w:rPr><w:b/><w:bCs/></w:rPr>" if bold else ""

    def part(content: str) -> str:
        return f"<w:r>{look}{content}</w:r>"

    return (
        part('<w:fldChar w:fldCharType="begin"/>')
        + part(f'<w:instrText xml:space="preserve"> {escape(instruction)} </w:instrText>')
        + part('<w:fldChar w:fldCharType="separate"/>')
        + part(f"<w:t>{escape(shown)}</w:t>")
        + part('<w:fldChar w:fldCharType="end"/>')
    )


def caption(label: str, number: int, title: str, language: Language, *, keep: bool) -> str:
    """Give the caption of a table or picture, numbered by a field under the name that the language's Word gives it."""
    captions = language.captions
    numbered = run(f"{marked(label)} ", bold=True) + field(f"SEQ {label} \\* ARABIC", str(number), bold=True)
    if captions["on_two_lines"]:
        runs = f"{numbered}<w:r><w:br/></w:r>{run(marked(title), italic=True)}"
    else:
        runs = numbered + run(f"\N{IDEOGRAPHIC SPACE}{marked(title)}", bold=True)
    return paragraph(runs, "Caption", keep=keep)


def drawn(number: int, name: str, told: str, size: tuple[int, int]) -> str:
    """Give a picture that stands in a line.

    Parameters
    ----------
    number
        Which of the file's pictures it is, from 1.
    name
        What it is called.
    told
        What it shows, for those who do not see it.
    size
        Its width and height in twentieths of a point.
    """
    wide, high = (side * EMU_PER_TWIP for side in size)
    called = f'id="{number}" name="{marked(name)}"'
    return (
        '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{wide}" cy="{high}"/><wp:docPr {called} descr="{marked(told)}"/>'
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr {called} descr="{marked(told)}"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="picture{number}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
