"""Damage inside the zip archive that an XLSX workbook is: its parts, their XML, and what archives can be made to do."""

from __future__ import annotations

import io
import re
import zipfile

from numpy.random import Generator

from tests.damaged.damage import PACKED, Damage, Make
from tests.damaged.in_bytes import DAMAGES as OF_BYTES
from tests.damaged.seed import Change, Seed

SHEET = "xl/worksheets/sheet1.xml"
_NUMBERS = (b"0", b"-1", b"1048576", b"1048577", b"4294967295", b"99999999999", b"1e9", b"x", b"")
_ENTITIES = (
    b'<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>',
    b'<!DOCTYPE w SYSTEM "file:///etc/hostname">',
    b"<!doctype w>",
)


def _parts(seed: Seed) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(seed.data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _packed(parts: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _some_part(parts: dict[str, bytes], rng: Generator) -> str:
    names = sorted(parts)
    likely = [name for name in names if name.endswith(("sheet1.xml", "sharedStrings.xml", "workbook.xml", ".rels"))]
    return str(rng.choice(likely if rng.random() < 0.8 else names))


def _inside(make: Make) -> Make:
    def inside(seed: Seed, rng: Generator) -> Change:
        parts = _parts(seed)
        name = _some_part(parts, rng)
        parts[name] = make(Seed(seed.shape, parts[name]), rng).data
        return Change(_packed(parts))

    return inside


def part_gone(seed: Seed, rng: Generator) -> Change:
    """Take a part out, or empty it."""
    parts = _parts(seed)
    name = str(rng.choice(sorted(parts)))
    kept = {other: content for other, content in parts.items() if other != name or rng.random() < 0.3}
    return Change(_packed(kept if name not in kept else kept | {name: b""}))


def part_renamed(seed: Seed, rng: Generator) -> Change:
    """Give a part a name that leads elsewhere, or that of another part."""
    parts = _parts(seed)
    name = _some_part(parts, rng)
    content = parts.pop(name)
    parts[str(rng.choice([f"../../{name}", f"/{name}", name.upper(), "xl/styles.xml", "x" * 300, "名.xml"]))] = content
    return Change(_packed(parts))


def numbers_changed(seed: Seed, rng: Generator) -> Change:
    """Write other numbers for places, sizes and references in the XML."""
    parts = _parts(seed)
    name = str(rng.choice([SHEET, SHEET, "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"]))
    found = list(re.finditer(rb"\d+", parts.get(name, b"")))
    data = parts.get(name, b"")
    for at in sorted(rng.integers(0, max(1, len(found)), int(rng.integers(1, 6))), reverse=True):
        if found:
            span, number = found[at], _NUMBERS[int(rng.integers(len(_NUMBERS)))]
            data = data[: span.start()] + number + data[span.end() :]
    parts[name] = data
    return Change(_packed(parts))


def cell_far_away(seed: Seed, rng: Generator) -> Change:
    """Put a cell into the farthest corner, or beyond it."""
    parts = _parts(seed)
    place = str(rng.choice(["XFD1048576", "A1048576", "XFD1", "ZZZZ9", "AAAAAAA9999999999", "A0", "a-1"]))
    row = re.sub("[^0-9]", "", place)
    cell = f'<row r="{row}"><c r="{place}"><v>5</v></c></row></sheetData>'.encode()
    parts[SHEET] = parts[SHEET].replace(b"</sheetData>", cell)
    return Change(_packed(parts))


def declared(seed: Seed, rng: Generator) -> Change:
    """Declare a document type with entities."""
    parts = _parts(seed)
    name = _some_part(parts, rng)
    declaration = _ENTITIES[int(rng.integers(len(_ENTITIES)))]
    data = parts[name].replace(b"?>", b"?>" + declaration, 1).replace(b"<v>", b"<v>&c;", 1)
    if rng.random() < 0.3:
        data = data.replace(b"UTF-8", b"UTF-16").decode("utf-8", "replace").encode("utf-16")
    parts[name] = data
    return Change(_packed(parts))


def bomb(seed: Seed, rng: Generator) -> Change:
    """Make a part unpack to hundreds of times its size, or say that it does."""
    parts = _parts(seed)
    name = _some_part(parts, rng)
    size = int(rng.choice([2_000_000, 20_000_000, 40_000_000]))
    filler = (b" ", b"<row/>", b'<c r="A1"/>', b"<si><t>x</t></si>", b"<c><v>1</v></c>")[int(rng.integers(5))]
    closing = b"</sheetData>" if b"</sheetData>" in parts[name] else b"</sst>"
    stuffed = parts[name].replace(closing, filler * (size // len(filler)) + closing)
    parts[name] = stuffed if closing in parts[name] else parts[name] + b" " * size
    return Change(_packed(parts))


def said_sizes(seed: Seed, rng: Generator) -> Change:
    """Write other sizes, methods and places into the archive's list of its parts."""
    data = bytearray(seed.data)
    marks = [found.start() for found in re.finditer(rb"PK\x01\x02|PK\x05\x06|PK\x03\x04", seed.data)]
    at = marks[int(rng.integers(len(marks)))] + int(rng.integers(4, 46))
    written = (b"\xff\xff\xff\xff", b"\0\0\0\0", rng.bytes(4), b"\xff\xff", b"\x01\0")[int(rng.integers(5))]
    data[at : at + len(written)] = written
    return Change(bytes(data))


def other_xml(seed: Seed, rng: Generator) -> Change:
    """Write a part in another encoding of XML, nest its elements deeply, or open elements that nobody closes."""
    parts = _parts(seed)
    name = _some_part(parts, rng)
    text = parts[name].decode("utf-8", "replace")
    deep = int(rng.choice([100, 100_000]))
    ways = (
        text.replace("UTF-8", "UTF-16").encode("utf-16"),
        text.encode("utf-8-sig"),
        text.replace("UTF-8", "GB18030").encode("gb18030"),
        text.replace("<v>", "<x>" * deep + "<v>", 1).encode(),
        text.replace("<sheetData>", "<sheetData>" + "<row>" * deep, 1).encode(),
        text.replace("</c>", "", 3).encode(),
        text.replace("<v>", "<v><![CDATA[", 1).encode(),
        text.replace('t="s"', 't="inlineStr"', 2).encode(),
        text.replace('t="s"', 't="q"', 2).encode(),
    )
    parts[name] = ways[int(rng.integers(len(ways)))]
    return Change(_packed(parts))


DAMAGES = (
    *(Damage(f"in the XML: {damage.name}", PACKED, _inside(damage.make)) for damage in OF_BYTES),
    Damage("a part gone", PACKED, part_gone),
    Damage("a part renamed", PACKED, part_renamed),
    Damage("numbers in the XML", PACKED, numbers_changed),
    Damage("a cell far away", PACKED, cell_far_away),
    Damage("a document type", PACKED, declared),
    Damage("a zip bomb", PACKED, bomb),
    Damage("sizes in the archive", PACKED, said_sizes),
    Damage("other XML", PACKED, other_xml),
)
