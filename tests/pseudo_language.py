"""A language made by program from English: every letter accented, a third longer, a decimal comma, three plural forms.

Whoever reads it sees at once what no language file said. Put beside the languages of a copy of the package, it is one
of them; nothing else is changed for it.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from every_statistic import every_statistic

CODE = "xx"
PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
ACCENTED = "áƀçđéƒğĥíĵķļɱñöþɋŕšŧüṽŵẋýžÁƁÇĐÉƑĞĤÍĴĶĻḾÑÖÞɊŔŠŦÜṼŴẊÝŽ"
VOWELS = "aeiouAEIOU"
FORMS = ("by", "zero", "one", "two", "few", "many", "other")
DECIMAL = re.compile(r"\.(?=\d)")
PLACE = re.compile(r"(\{\w*(?::\w+)*\})")
ENGLISH_TEXT = re.compile(r'\ben = ("(?:[^"\\]|\\.)*")')
WRITING = {
    "tag": "qaa",
    "name": "Ƥśéúďó",
    "quoted": "«{}»",
    "numbers": {"decimal": ",", "thousands": "."},
    "plural": {"one": {"is": [1]}, "few": {"last": [2, 3, 4], "last_two_not": [12, 13, 14]}},
}


def accented(text: str) -> str:
    """Accent every letter, and say every vowel twice; the places of facts stay.

    Examples
    --------
    >>> accented("{n} gaps")
    '{n} ğááþš'
    """
    pieces = PLACE.split(DECIMAL.sub(",", text))
    return "".join(piece if PLACE.fullmatch(piece) else "".join(map(_letter, piece)) for piece in pieces)


def _letter(letter: str) -> str:
    if letter not in PLAIN:
        return letter
    return ACCENTED[PLAIN.index(letter)] * (2 if letter in VOWELS else 1)


def add_pseudo_language(package: Path) -> None:
    """Put the language, and texts of the built-in questionnaires in it, into a copy of the package."""
    folder = package / "language" / CODE
    folder.mkdir()
    for path in sorted((package / "language" / "en").glob("*.toml")):
        texts = _told(tomllib.loads(path.read_text("utf-8")))
        if path.name == "language.toml":
            texts |= WRITING
        (folder / path.name).write_text(_toml(texts), "utf-8")
    names = {key: accented(f"{each.name[:1].upper()}{each.name[1:]}") for key, each in every_statistic().items()}
    (folder / "statistics.toml").write_text(_toml(names), "utf-8")
    for path in (package / "instruments").glob("*.toml"):
        text = ENGLISH_TEXT.sub(_in_both, path.read_text("utf-8"))
        path.write_text(text, "utf-8")


def are_forms(texts: Mapping[str, Any]) -> bool:
    """Tell whether texts are the forms of one, for one, for several and so on."""
    return all(name in FORMS or name.isdigit() for name in texts)


def _in_both(found: re.Match[str]) -> str:
    return f"en = {found[1]}, {CODE} = {json.dumps(accented(json.loads(found[1])), ensure_ascii=False)}"


def _told(texts: Mapping[str, Any]) -> dict[str, Any]:
    told = {name: text if name == "by" and are_forms(texts) else _in_pseudo(text) for name, text in texts.items()}
    if isinstance(texts.get("one"), str) and isinstance(texts.get("other"), str):
        told["few"] = f"{told['other']}˙"
    return told


def _in_pseudo(text: Any) -> Any:
    if isinstance(text, Mapping):
        return _told(text)
    return accented(text) if isinstance(text, str) else text


def _toml(texts: Mapping[str, Any]) -> str:
    return "".join(f"{json.dumps(name)} = {_value(text)}\n" for name, text in texts.items())


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{json.dumps(name)} = {_value(each)}" for name, each in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)
