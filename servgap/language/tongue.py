"""A language: its files of words, and how it makes sentences of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from servgap.errors import reports as errors
from servgap.language import numbers
from servgap.language.facts import Fact
from servgap.language.files import folders, words_of
from servgap.language.lines import shortened
from servgap.language.shown import shown

PLACE = re.compile(r"\{(\w+)((?::\w+)*)\}")
APART = "\ufdd0"
"""Where Latin letters begin or end among others: a blank there, unless something else keeps them apart already."""
BETWEEN = re.compile(f"{APART}+")


@dataclass(frozen=True, eq=False)
class Language:
    """A language in which findings, cards and reports speak.

    Parameters
    ----------
    code
        Its folder's name, such as ``"zh"``.
    words
        What stands in its files, by key.
    fewer
        With how many decimals fewer than usual values in points and shares are written.
    """

    code: str
    words: Mapping[str, Any]
    fewer: int = 0

    def with_fewer(self, fewer: int) -> Language:
        """Give the language that writes values with so many decimals fewer."""
        return replace(self, fewer=fewer) if fewer else self

    @property
    def tag(self) -> str:
        """The language's tag in pages (BCP 47), such as ``"zh-Hans"``."""
        return str(self.words["language"]["tag"])

    @property
    def name(self) -> str:
        """What the language calls itself."""
        return str(self.words["language"]["name"])

    @property
    def captions(self) -> Mapping[str, Any]:
        """How tables and pictures are captioned where they are numbered."""
        told: Mapping[str, Any] = self.words["language"]["captions"]
        return told

    @property
    def office(self) -> Mapping[str, str]:
        """The fonts of a Word file, and the tags by which its spelling is looked up."""
        told: Mapping[str, str] = self.words["language"]["office"]
        return told

    @property
    def needs_chinese_glyphs(self) -> bool:
        """Whether a picture in it needs a font that has Chinese glyphs."""
        return bool(self.words["language"]["chinese_glyphs"])

    def tell(self, fact: Fact) -> str:
        """Say a fact or a message."""
        return BETWEEN.sub(_kept_apart, self.said(fact)) if self._sets_apart else self.said(fact)

    def said(self, fact: Fact) -> str:
        """Say a fact that stands inside another."""
        if fact is None:
            return ""
        if isinstance(fact, str):
            return shown(fact)
        if isinstance(fact, int):
            return self.digits(numbers.count(fact))
        return fact.said(self)

    def has(self, key: str) -> bool:
        """Tell whether there is a text under a key."""
        return self._found(key) is not None

    def filled(self, key: str, facts: Mapping[str, Fact]) -> str:
        """Give the text under a key, in the form that the facts choose and with them put in."""
        text = self._chosen(key, self._found(key), facts)
        return PLACE.sub(lambda place: self._put(key, facts, place[1], place[2]), text)

    def word(self, vocabulary: str, code: str) -> str:
        """Give the word for a code of a vocabulary; a code without one stands for itself."""
        found = self.words["words"].get(vocabulary, {}).get(code)
        return shown(code) if found is None else str(found)

    def has_word(self, vocabulary: str, code: str) -> bool:
        """Tell whether a vocabulary has a word for a code."""
        return code in self.words["words"].get(vocabulary, {})

    def term(self, key: str, english: str) -> str:
        """Give the name of a statistic: the language's own, else the English one."""
        return str(self.words["statistics"].get(key, f"{english[:1].upper()}{english[1:]}"))

    def digits(self, text: str) -> str:
        """Give a number, written with a point and commas, the language's marks."""
        marks = self.words["language"]["numbers"]
        return text.translate({ord("."): marks["decimal"], ord(","): marks["thousands"]})

    def styled(self, text: str, style: str) -> str:
        """Give a text as it stands in a certain place."""
        own = self.words["language"]
        if style == "quoted":
            return str(own["quoted"]).replace("{}", text)
        if style == "short":
            return shortened(text)
        if style == "apart":
            return _apart(text) if self._sets_apart else text
        if style == "bare":
            return text.strip()
        if style == "inside":
            return _without_first_capital(text) if own["capitals"] else text
        return text.lower() if style == "lower" else f"{text[:1].upper()}{text[1:]}"

    def joined(self, texts: Sequence[str], by: str) -> str:
        """Put texts one after the other."""
        own = self.words["language"]["between"]
        if by != "list" or len(texts) < 2:
            return str(own[by] if by != "list" else "").join(texts)
        last = f"{APART}{own['last']}{APART}" if self._sets_apart else str(own["last"])
        return f"{str(own['list']).join(texts[:-1])}{last}{texts[-1]}"

    def sentence(self, clauses: Sequence[str]) -> str:
        """Make sentences of clauses: one that asks a question ends its sentence."""
        own, asked = self.words["language"], [[]]  # type: tuple[Mapping[str, Any], list[list[str]]]
        for clause in filter(None, clauses):
            asked[-1].append(clause)
            if clause.endswith(own["question"]):
                asked.append([])
        return self.joined([self._ended(self.joined(each, "clauses")) for each in asked if each], "sentences")

    def length(self, text: str) -> int:
        """Count what a text is measured by in this language: its words, or its characters."""
        if self.words["language"]["page_one"]["counted"] == "characters":
            return sum(character.isalnum() and not character.isascii() for character in text)
        return sum(any(map(str.isalnum, word)) for word in text.split())

    def _ended(self, told: str) -> str:
        own = self.words["language"]
        begun = f"{told[:1].upper()}{told[1:]}" if own["capitals"] else told
        return begun if told.endswith(own["question"]) else f"{begun}{own['full_stop']}"

    @property
    def _sets_apart(self) -> bool:
        return bool(self.words["language"]["sets_apart"])

    def _found(self, key: str) -> Any:
        found: Any = self.words
        for name in key.split("."):
            found = found.get(name) if isinstance(found, Mapping) else None
        return found

    def _chosen(self, key: str, found: Any, facts: Mapping[str, Fact]) -> str:
        while isinstance(found, Mapping):
            case = str(facts.get("case", ""))
            found = found[case] if case in found else self._form(found, facts)
        if isinstance(found, str):
            return found
        raise LookupError(self.code, key, dict(facts))

    def _form(self, forms: Mapping[str, Any], facts: Mapping[str, Fact]) -> Any:
        """Choose the form for a number: one of its own, else the one that the language has for such numbers."""
        counts = {name: int(fact) for name, fact in facts.items() if isinstance(fact, int)}
        amount = counts.get(forms.get("by", next(iter(counts), "")))
        if amount is None:
            return forms.get("other")
        return forms.get(str(amount), forms.get(self._plural(amount), forms.get("other")))

    def _plural(self, amount: int) -> str:
        rules = self.words["language"]["plural"]
        return next((form for form, rule in rules.items() if _meant(amount, rule)), "other")

    def _put(self, key: str, facts: Mapping[str, Fact], name: str, styles: str) -> str:
        if name not in facts:
            raise LookupError(self.code, key, name)
        text = self.said(facts[name])
        for style in filter(None, styles.split(":")):
            text = self.styled(text, style)
        return text


def _meant(amount: int, rule: Mapping[str, Sequence[int]]) -> bool:
    """Tell whether a number is among those that a form is for: by itself, or by its last digits."""
    if "is" in rule:
        return amount in rule["is"]
    return amount % 10 in rule["last"] and amount % 100 not in rule.get("last_two_not", ())


def _apart(text: str) -> str:
    """Mark where Latin letters begin and end."""
    bare = text.strip(APART)
    return f"{APART * bare[:1].isascii()}{bare}{APART * bare[-1:].isascii()}" if bare else text


def _kept_apart(found: re.Match[str]) -> str:
    beside = {found.string[: found.start()][-1:], found.string[found.end() :][:1]}
    letters = [sign for sign in beside if sign.isalnum() and not sign.isascii()]
    return " " if letters and any(sign.isascii() and not sign.isspace() for sign in beside - {""}) else ""


def _without_first_capital(text: str) -> str:
    """Take a name's capital that it has only for standing first."""
    only_first = len(text) > 1 and text[:1].isupper() and text[1:] == text[1:].lower()
    return text[:1].lower() + text[1:] if only_first else text


@cache
def languages() -> tuple[str, ...]:
    """Give the codes of the languages in which headlines, notes, tables and reports can be had.

    Examples
    --------
    >>> languages()
    ('en', 'zh')
    """
    return tuple(folder.name for folder in folders(Path(__file__).parent))


@cache
def _read(code: str) -> Language:
    return Language(code, words_of(Path(__file__).parent / code))


def is_message(key: str) -> bool:
    """Tell whether there is a message under a key, in English and so in every language."""
    return language_of("en").has(key)


def is_worded(vocabulary: str, code: str) -> bool:
    """Tell whether a vocabulary has a word for a code, in English and so in every language."""
    return language_of("en").has_word(vocabulary, code)


def language_of(code: str | Language) -> Language:
    """Take a language's code, or refuse it.

    Raises
    ------
    ServgapError
        If findings do not speak it.
    """
    if isinstance(code, Language):
        return code
    if code not in languages():
        raise errors.unknown_language(code, languages())
    return _read(code)
