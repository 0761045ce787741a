"""Words of all languages looked for in headers and questions: whole ones, in whatever case and accents."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from servgap.survey.reading import languages as room
from servgap.survey.reading.folding import SIMPLIFIED, fold

#: Letters that do not come apart into a letter and a mark.
_ALIKE = str.maketrans(
    {"ı": "i", "ł": "l", "đ": "d", "ð": "d", "ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "\u0640": "", "ى": "ي"}
)
#: Scripts that set no blanks between words, so that a word may stand anywhere in a run of letters.
_RUNNING = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")
#: Words of so few letters may be short for others.
LONGEST_ABBREVIATION = 3
_LETTER = r"[^\W\d_]"
_STOPS = ".?!;。？！；"


@cache
def language_files() -> tuple[Mapping[str, Any], ...]:
    """Read the files of all languages."""
    found = sorted((file for file in resources.files(room).iterdir() if file.name.endswith(".toml")), key=_name)
    return tuple(tomllib.loads(file.read_text(encoding="utf-8")) for file in found)


def _name(file: Any) -> str:
    return str(file.name)


def words_under(table: str, key: str) -> tuple[str, ...]:
    """Give what all languages have under a key of a table, each once."""
    listed = (word for language in language_files() for word in language.get(table, {}).get(key, ()))
    return tuple(dict.fromkeys(listed))


@cache
def bare(text: str) -> str:
    """Bring a text to one form in which case, accents, width and script count for nothing.

    Examples
    --------
    >>> bare("EXPECTATIVA de Atención"), bare("Kỳ vọng"), bare("Algı")
    ('expectativa de atencion', 'ky vong', 'algi')
    """
    folded = fold(text).casefold()
    if folded.isascii():
        return folded
    apart = unicodedata.normalize("NFKD", folded)
    letters = "".join(letter for letter in apart if unicodedata.category(letter) != "Mn")
    return unicodedata.normalize("NFC", letters).translate(_ALIKE).translate(SIMPLIFIED)


def runs_on(text: str) -> bool:
    """Tell whether a text is of a script without blanks, in which a word may stand anywhere in a run of letters."""
    return _RUNNING.search(text) is not None


def is_abbreviation(text: str) -> bool:
    """Tell whether a word has so few letters that it may be short for another; a sign of a script may be a word.

    Examples
    --------
    >>> [is_abbreviation(word) for word in ("Exp", "V1", "Soll", "기대", "期望")]
    [True, True, False, False, False]
    """
    letters = letters_of(text).replace(" ", "")
    return len(letters) <= LONGEST_ABBREVIATION and letters.upper() != letters


@lru_cache(maxsize=256)  # a header of a whole page is asked for hundreds of times, and few are that long
def letters_of(text: str) -> str:
    """Give the words of a text, one blank between them, without digits and signs.

    Examples
    --------
    >>> letters_of("Q12_1: [Soll-Zustand]")
    'q soll zustand'
    """
    return " ".join(re.findall(rf"{_LETTER}+", bare(text)))


def searching(phrases: Iterable[str], *, whole: bool = False) -> re.Pattern[str]:
    """Make an expression that finds any of some words or phrases in a text in its one form; nothing for none.

    Parameters
    ----------
    phrases
        The words.
    whole
        Whether it is for matching whole texts, so that it has to take in the beginnings of words too.
    """
    written = sorted({_expression(phrase, whole=whole) for phrase in phrases}, key=lambda each: (-len(each), each))
    return re.compile("|".join(written) or r"(?!)")


def _expression(phrase: str, *, whole: bool) -> str:
    pieces = [_sequence(piece, whole=whole) for piece in bare(phrase).split("~")]
    gap = rf"[^{_STOPS}]{{0,{12 if runs_on(phrase) else 40}}}?"
    return f"(?:{gap.join(pieces)})"


def _sequence(piece: str, *, whole: bool) -> str:
    return r"[\W\d_]+".join(_alternatives(words, whole=whole) for words in piece.split())


def _alternatives(words: str, *, whole: bool) -> str:
    return "(?:" + "|".join(_word(word, whole=whole) for word in words.split("|")) + ")"


def _word(word: str, *, whole: bool) -> str:
    stem = re.escape(word.strip("*"))
    if runs_on(word):
        return stem
    begun = f"{_LETTER}*" if whole else ""
    before = begun if word.startswith("*") else rf"(?<!{_LETTER})"
    behind = f"{_LETTER}*" if word.endswith("*") else rf"(?!{_LETTER})"
    return f"{before}{stem}{behind}"
