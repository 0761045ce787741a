"""The parts of a Word file, and how they are put together: the same parts, the same bytes."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from io import BytesIO

from servgap.language import Language
from servgap.report.writers.word_styles import WORD, settings_xml, styles_xml
from servgap.report.writers.word_text import marked

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
NAMES = (
    f'{WORD} xmlns:r="{OFFICE}/relationships" xmlns:a="{DRAWING}/main" xmlns:pic="{DRAWING}/picture" '
    f'xmlns:wp="{DRAWING}/wordprocessingDrawing"'
)
OF_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
WRITTEN, IN_ARCHIVE = "2000-01-01T00:00:00Z", (2000, 1, 1, 0, 0, 0)
"""When a file says that it was written: always then, so that equal reports give equal files."""
LONGEST_TITLE = 255


def word_file(body: str, footer: str, pictures: Sequence[bytes], title: str, language: Language) -> bytes:
    """Put a file together.

    Parameters
    ----------
    body
        The mark-up of all that it says, with the last section at its end; pictures are told by ``picture<number>``.
    footer
        The mark-up of what stands at the foot of every page.
    pictures
        Its pictures, PNG or JPEG.
    title
        What it is called.
    language
        In which it speaks.
    """
    images = {f"media/image{at}.{_kind(picture)}": picture for at, picture in enumerate(pictures, start=1)}
    related = [
        ("styles", "styles", "styles.xml"),
        ("settings", "settings", "settings.xml"),
        ("footer", "footer", "footer1.xml"),
        *((f"picture{number}", "image", name) for number, name in enumerate(images, start=1)),
    ]
    texts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _related(
            [
                ("document", f"{OFFICE}/relationships/officeDocument", "word/document.xml"),
                ("core", f"{PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
                ("app", f"{OFFICE}/relationships/extended-properties", "docProps/app.xml"),
            ]
        ),
        "docProps/core.xml": _core(title, language),
        "docProps/app.xml": f'<Properties xmlns="{OFFICE}/extended-properties"><Application>servgap</Application>'
        "</Properties>",
        "word/document.xml": f"<w:document {NAMES}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": _related(
            [(code, f"{OFFICE}/relationships/{kind}", target) for code, kind, target in related]
        ),
        "word/styles.xml": styles_xml(language),
        "word/settings.xml": settings_xml(language),
        "word/footer1.xml": f"<w:ftr {NAMES}>{footer}</w:ftr>",
    }
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, text in texts.items():
            _add(archive, name, (HEAD + text).encode("utf-8"), zipfile.ZIP_DEFLATED)
        for name, picture in images.items():
            _add(archive, f"word/{name}", picture, zipfile.ZIP_STORED)
    return written.getvalue()


def _kind(picture: bytes) -> str:
    return "png" if picture.startswith(b"\x89PNG") else "jpeg"


def _add(archive: zipfile.ZipFile, name: str, content: bytes, packing: int) -> None:
    entry = zipfile.ZipInfo(name, IN_ARCHIVE)
    entry.compress_type, entry.create_system = packing, 0
    archive.writestr(entry, content)


def _related(parts: Sequence[tuple[str, str, str]]) -> str:
    told = "".join(f'<Relationship Id="{code}" Type="{kind}" Target="{target}"/>' for code, kind, target in parts)
    return f'<Relationships xmlns="{PACKAGE}/relationships">{told}</Relationships>'


def _core(title: str, language: Language) -> str:
    stamped = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{WRITTEN}</dcterms:{name}>' for name in ("created", "modified")
    )
    return (
        f'<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{marked(title[:LONGEST_TITLE])}</dc:title><dc:creator>servgap</dc:creator>"
        f"<dc:language>{marked(language.tag)}</dc:language>{stamped}</cp:coreProperties>"
    )


_TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
    '<Default Extension="jpeg" ContentType="image/jpeg"/>'
    f'<Override PartName="/word/document.xml" ContentType="{OF_WORD}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{OF_WORD}.styles+xml"/>'
    f'<Override PartName="/word/settings.xml" ContentType="{OF_WORD}.settings+xml"/>'
    f'<Override PartName="/word/footer1.xml" ContentType="{OF_WORD}.footer+xml"/>'
    '<Override PartName="/docProps/core.xml" '
    'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
    '<Override PartName="/docProps/app.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/></Types>'
)
