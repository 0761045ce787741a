"""What stands in a Word file, part by part, and what is wrong with it: what a word processor would offer to repair."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from typing import Any

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
#: In which order the format wants what stands in an element (ISO/IEC 29500-1, transitional).
ORDERS = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore spacing ind jc outlineLvl rPr sectPr",
    "rPr": "rFonts b bCs i iCs sz szCs lang",
    "tblPr": "tblStyle tblW jc tblInd tblBorders tblLayout tblCellMar tblLook tblCaption",
    "tcPr": "tcW gridSpan tcBorders vAlign",
    "trPr": "cantSplit tblHeader",
    "sectPr": "footerReference type pgSz pgMar cols",
    "style": "name basedOn next uiPriority semiHidden qFormat pPr rPr tblPr",
    "settings": "zoom defaultTabStop characterSpacingControl compat themeFontLang decimalSymbol listSeparator",
}


def parts_of_word(file: bytes) -> dict[str, bytes]:
    """Give the parts of a file by name."""
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def body_of(file: bytes) -> Any:
    """Give the body of a file's text."""
    return etree.fromstring(parts_of_word(file)["word/document.xml"]).find(f"{W}body")


def complaints_about_word(file: bytes) -> Iterator[str]:
    """Say what is wrong with a file."""
    parts = parts_of_word(file)
    trees = {name: etree.fromstring(part) for name, part in parts.items() if name.endswith((".xml", ".rels"))}
    yield from _relations(parts, trees)
    for name, tree in trees.items():
        for element in tree.iter(f"{W}*"):
            wanted = ORDERS.get(etree.QName(element).localname, "").split()
            found = [etree.QName(child).localname for child in element]
            if wanted and found != sorted(set(found), key=wanted.index) and found != sorted(found, key=wanted.index):
                yield f"{name}: {element.tag} holds {found}"
    yield from _body(trees["word/document.xml"], trees["word/styles.xml"])


def _relations(parts: dict[str, bytes], trees: dict[str, Any]) -> Iterator[str]:
    types = trees["[Content_Types].xml"]
    told = {each.get("PartName", "").lstrip("/") for each in types} | {each.get("Extension") for each in types}
    for name in parts:
        if name not in told and name.rpartition(".")[2] not in told:
            yield f"{name} has no type"
    for name, tree in trees.items():
        if name.endswith(".rels"):
            folder = name.partition("_rels/")[0]
            for each in tree:
                if each.get("TargetMode") or folder + each.get("Target") not in parts:
                    yield f"{name}: {each.get('Target')} is not there"
    known = {each.get("Id") for each in trees["word/_rels/document.xml.rels"]}
    used = [value for element in trees["word/document.xml"].iter() for key, value in element.items() if R in key]
    if not set(used) <= known:
        yield f"not related: {set(used) - known}"


def _body(document: Any, styles: Any) -> Iterator[str]:
    known = {each.get(f"{W}styleId") for each in styles.iter(f"{W}style")}
    for tag in ("pStyle", "rStyle", "tblStyle"):
        for element in document.iter(f"{W}{tag}"):
            if element.get(f"{W}val") not in known:
                yield f"no style {element.get(f'{W}val')}"
    for table in document.iter(f"{W}tbl"):
        yield from _grid(table)
    drawn = Counter(each.get("id") for each in document.iter(f"{WP}docPr"))
    if any(times > 1 for times in drawn.values()):
        yield f"pictures share names: {drawn}"
    kinds = [each.get(f"{W}fldCharType") for each in document.iter(f"{W}fldChar")]
    if kinds != ["begin", "separate", "end"] * (len(kinds) // 3):
        yield "a field is not closed"
    if document[0][-1].tag != f"{W}sectPr":
        yield "the last section has no end"


def _grid(table: Any) -> Iterator[str]:
    columns = [int(each.get(f"{W}w")) for each in table.find(f"{W}tblGrid")]
    for row in table.iter(f"{W}tr"):
        spans = [cell.find(f"{W}tcPr/{W}gridSpan") for cell in row.iter(f"{W}tc")]
        widths = [int(cell.find(f"{W}tcPr/{W}tcW").get(f"{W}w")) for cell in row.iter(f"{W}tc")]
        if sum(1 if span is None else int(span.get(f"{W}val")) for span in spans) != len(columns):
            yield "a row has not the grid's columns"
        if sum(widths) != sum(columns):
            yield "a row is not as wide as the grid"
        if any(cell[-1].tag != f"{W}p" for cell in row.iter(f"{W}tc")):
            yield "a cell does not end with a paragraph"


def page_room(table: Any) -> int:
    """Give how wide the page's text is on which a table stands, in twentieths of a point."""
    ends = [each for each in table.itersiblings() if each.tag == f"{W}sectPr" or each.find(f".//{W}sectPr") is not None]
    section = ends[0] if ends[0].tag == f"{W}sectPr" else ends[0].find(f".//{W}sectPr")
    size, around = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
    return int(size.get(f"{W}w")) - int(around.get(f"{W}left")) - int(around.get(f"{W}right"))


def texts_of_word(file: bytes) -> str:
    """Give all that a file says, its pictures' texts too, a line a paragraph."""
    lines = []
    for paragraph in body_of(file).iter(f"{W}p"):
        lines.append("".join(each.text or "" for each in paragraph.iter(f"{W}t")))
        lines += [each.get("descr") for each in paragraph.iter(f"{WP}docPr")]
    return re.sub("\n+", "\n", "\n".join(lines))
