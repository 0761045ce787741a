"""A language made by program: what is shown in it holds no English and no Chinese, and nothing of it is cut."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from package_copies import copied, told_by
from pseudo_language import add_pseudo_language

from servgap.columns import COLUMNS

LETTERS = re.compile(r"[A-Za-z]+|[\u3400-\u9fff]+")
CITED = re.compile(r"\[[^\[\]]*\]")
"""Sources stand in brackets, as they were published."""
IN_NO_LANGUAGE = re.compile(
    r'<style.*?</style>|<ul class="references">.*?</ul>|(?<=<dl class="made">).*?(?=</dl>)', re.DOTALL
)
"""What is no text, works in full as they were published, and options as they are typed."""
SHORTENED = re.compile(r'<header class="front">.*?</header>|<p class="claim">.*?</p>|(?<=.)<svg .*?</svg>', re.DOTALL)
"""Where names are cut so that all can be read in a minute; a page's pictures are looked at by themselves."""
STAMP = re.compile(r"\b[0-9a-f]{4}(?:-[0-9a-f]{4}){2}\b")
TAGS = re.compile(r"<style.*?</style>|<!--.*?-->|<[^>]*>", re.DOTALL)
NAMED = re.compile(r'(?:aria-label|alt|title)="([^"]*)"')
SYMBOLS = {"d", "z", "g", "r", "T", "HTMT", "ICC", "J", "V"}
"""Symbols of statistics, which are the same in every language."""
AS_IT_IS = {"csv", "utf", "a", "b", "c"}
"""What the source is called and how it is encoded, and letters that mark remarks beneath a table."""
DECIMAL = re.compile(r"(?<![\d,.])\d+\.\d{1,2}(?!\d|\.\d)|(?<!\d)\.\d")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("pseudo")
    add_pseudo_language(copied(folder))
    return told_by(folder, "tell_pseudo_language.py")


def texts_of(form: str, shown: Any) -> Iterator[str]:
    """Give what a reader reads of an output."""
    if form == "workbook":
        yield from _read_in(shown)
    elif form in ("html", "svg", "page", "card html", "description html"):
        yield from map(unescape, NAMED.findall(shown))
        yield from filter(str.strip, map(unescape, TAGS.split(IN_NO_LANGUAGE.sub("", shown))))
    else:
        yield unescape(shown)


def _read_in(sheets: list[list[list[str]]]) -> Iterator[str]:
    """Give a workbook's sentences: not the names of columns and the codes that it lists, nor what stands in frames."""
    for place, sheet in enumerate(sheets):
        if len(sheet[0]) == TOLD or not place:
            yield from (cell for row in sheet for cell in row)
        elif _explains(sheet):
            yield from (cell for row in sheet for cell in row[:TOLD])
        else:
            yield from sheet[0]


TOLD = 2
"""Columns of a sheet of sentences, and of one that explains columns and codes those that are not for programs."""


def _explains(sheet: list[list[str]]) -> bool:
    return len(sheet) > 1 and sheet[1][-1] in COLUMNS


def left_in(text: str) -> list[str]:
    """Give the words of a text that no language file said."""
    bare = STAMP.sub("", CITED.sub("", text))
    return [word for word in LETTERS.findall(bare) if word not in SYMBOLS and word.lower() not in AS_IT_IS]


def test_everything_is_said_in_it(told: Any) -> None:
    left = {
        f"{name}, {form}": found
        for name, forms in told.items()
        for form, shown in forms.items()
        for found in [sorted({word for text in texts_of(form, shown) for word in left_in(text)})]
        if found
    }
    assert left == {}


def test_numbers_have_its_marks(told: Any) -> None:
    left = {
        f"{name}, {form}": found
        for name, forms in told.items()
        for form, shown in forms.items()
        for found in [sorted({each for text in texts_of(form, shown) for each in DECIMAL.findall(CITED.sub("", text))})]
        if found
    }
    assert left == {}


def _without_page_one(form: str, shown: Any) -> Any:
    """Leave out what is made to be read in a minute; of a workbook that is the first sheet."""
    return [[[]], *shown[1:]] if form == "workbook" else SHORTENED.sub("", shown)


def test_nothing_is_cut(told: Any) -> None:
    cut = [
        (name, form, text)
        for name, forms in told.items()
        for form, shown in forms.items()
        if form not in ("text", "card", "description") and (form, " by" in name) != ("svg", True)
        for text in texts_of(form, _without_page_one(form, shown))
        if text.rstrip().endswith("…")
    ]
    assert cut == []


def test_its_forms_of_numbers_are_used(told: Any) -> None:
    everything = "".join(
        text for forms in told.values() for form, shown in forms.items() for text in texts_of(form, shown)
    )
    assert "˙" in everything
