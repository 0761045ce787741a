"""Columns by which a person could be known: told by their headers, and by their answers where these are free text."""

from __future__ import annotations

import re
from functools import cache

import numpy as np

from servgap.survey.reading.files.text_cells import factorise
from servgap.survey.reading.spoken import bare, searching, words_under
from servgap.survey.reading.tools.tool import Export, Role

SEPARATORS = re.compile(r"[\s_.\-–—:：/\[\]()（）*?？!！,，'’&]+")
#: Where a word begins in "phoneNumber".
HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
NUMBERING = re.compile(r"^(?:q(?:uestion)?|no)? ?\d+ ")
#: Longer headers are questions about something else.
MOST_LETTERS = 60
FREE_TEXT = re.compile(r".*(?:_text|_填空\d*|__\[选项填空\]|open ended response)", re.IGNORECASE | re.DOTALL)
#: Texts of this length on average, nearly all of them different, were written freely.
LONG_TEXT = 12.0
MOSTLY_DIFFERENT = 0.6
FEW = 5


def is_personal(header: str) -> bool:
    """Tell whether a header speaks of who or where a respondent is, in any language that has a file.

    Examples
    --------
    >>> [is_personal(header) for header in ("IP Address", "您的手机号", "Nama Lengkap", "Ad Soyad", "Branch")]
    [True, True, True, True, False]
    """
    if len(header) > MOST_LETTERS:
        return False
    return any(_says_who(" ".join(SEPARATORS.split(bare(text))).strip()) for text in {header, HUMP.sub(" ", header)})


def _says_who(plain: str) -> bool:
    unnumbered = NUMBERING.sub("", plain)
    return plain in _names() or unnumbered in _names() or _words().search(plain) is not None


@cache
def _names() -> frozenset[str]:
    return frozenset(" ".join(SEPARATORS.split(bare(name))) for name in words_under("personal", "names"))


@cache
def _words() -> re.Pattern[str]:
    return searching(words_under("personal", "words"))


def roles_in(export: Export) -> tuple[Role, ...]:
    """Give each column's role; personal ones that the tool does not know are found by their headers and texts."""
    return tuple(
        Role.PERSONAL
        if question.role is Role.QUESTION
        and (_looks_personal(question.header) or _looks_personal(question.text) or _is_free_text(export, at))
        else question.role
        for at, question in enumerate(export.questions)
    )


def _looks_personal(header: str) -> bool:
    return is_personal(header) or FREE_TEXT.fullmatch(header) is not None


def _is_free_text(export: Export, at: int) -> bool:
    cells = export.table.columns[at]
    if cells.dtype != object or not len(cells):
        return False
    filled = int(np.count_nonzero(cells != ""))
    words = [word for word in factorise(cells[:5000])[1] if word]
    few = filled < FEW or len(words) < MOSTLY_DIFFERENT * min(filled, 5000)
    return not few and sum(len(str(word)) for word in words) >= LONG_TEXT * len(words)
