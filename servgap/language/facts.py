"""What can be said, before it is said in a language: messages, names, numbers, words for codes, and lists of these."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from servgap.language import numbers
from servgap.language.shown import one_line, shown

if TYPE_CHECKING:
    from servgap.language.tongue import Language


class Sayable(Protocol):
    """What a language can say."""

    def said(self, language: Language) -> str:
        """Give the text in a language."""


class InLanguages(Protocol):
    """A text that its owner gives in several languages, as a questionnaire gives its own."""

    def to(self, language: str) -> str:
        """Give the version in a language."""


Fact: TypeAlias = "Sayable | str | int | None"
"""A text is a name of the user's own, in no language; a whole number is a count; None says nothing."""


@dataclass(frozen=True)
class Message:
    """A sentence, or a part of one, to be found under a key in every language, and the facts that stand in it."""

    key: str
    facts: Mapping[str, Fact] = field(default_factory=dict)

    def said(self, language: Language) -> str:
        """Give the language's text, with the facts put in."""
        return language.filled(self.key, self.facts)


def say(key: str, /, **facts: Fact) -> Message:
    """
    Choose what is to be said.

    Parameters
    ----------
    key
        The file and the place in it where every language holds the text, such as ``"ranking.only"``.
    **facts
        What stands in the text. The fact `case` chooses among several texts under one key; a whole number chooses the
        form for one, for several and whatever other forms a language has.

    Examples
    --------
    >>> from servgap.language import language_of
    >>> [language_of(code).tell(say("shared.caution.few_answered", n=3)) for code in ("en", "zh")]
    ['There are only 3 respondents.', '仅有 3 名受访者。']
    """
    return Message(key, facts)


@dataclass(frozen=True)
class Name:
    """A name that its owner gives in several languages."""

    text: InLanguages
    bare: str = ""
    """Signs that its end goes without, such as a full stop."""
    key: str = ""
    """What stands for it where nothing else of it is left."""

    def said(self, language: Language) -> str:
        """Give the version in a language, unable to turn round what stands beside it."""
        text = self.text.to(language.code)
        return shown(one_line(text).rstrip(self.bare) or self.key) if self.bare else shown(text)


@dataclass(frozen=True)
class Figure:
    """A number, and how it is written."""

    write: Callable[..., str]
    values: tuple[Any, ...]

    def said(self, language: Language) -> str:
        """Write it with the language's marks."""
        return language.digits(self.write(*self._rounder(language.fewer)))

    def _rounder(self, fewer: int) -> tuple[Any, ...]:
        """Give its values with so many decimals fewer, where it is one of points or shares; others have their own."""
        usual = numbers.USUAL_PLACES.get(self.write)
        if not fewer or usual is None:
            return self.values
        value, places = (*self.values, usual)[:2]
        return (value, max(places - fewer, 0))


def number(value: Any, places: int = 2) -> Figure:
    """Write a number in scale points, or another with so many decimals."""
    return Figure(numbers.number, (value, places))


def signed(value: Any, places: int = 2) -> Figure:
    """Write a change, with its sign."""
    return Figure(numbers.signed, (value, places))


def size(value: Any, places: int = 2) -> Figure:
    """Write a number without its sign."""
    return Figure(numbers.size, (value, places))


def count(value: Any) -> Figure:
    """Write a whole number that chooses no form."""
    return Figure(numbers.count, (value,))


def coefficient(value: Any, places: int = 2) -> Figure:
    """Write a number that cannot exceed one."""
    return Figure(numbers.coefficient, (value, places))


def threshold(value: Any) -> Figure:
    """Write a limit, as it was set."""
    return Figure(numbers.threshold, (value,))


def percent(share: Any) -> Figure:
    """Write a share of one as a percentage."""
    return Figure(numbers.percent, (share,))


def percentage(share: Any, places: int = 1) -> Figure:
    """Write a share of customers as a percentage with so many decimals."""
    return Figure(numbers.percentage, (share, places))


def p_value(value: Any) -> Figure:
    """Write a p-value."""
    return Figure(numbers.p_value, (value,))


def p_phrase(value: Any) -> Message:
    """Write a p-value with its letter."""
    beyond = numbers.p_value(value).startswith(("<", ">"))
    return say("shared.p", case="beyond" if beyond else "equal", p=p_value(value))


def written(write: Callable[..., str], *values: Any) -> Figure:
    """Write numbers in a way of one's own; `write` gives them with a point and commas, as `numbers` does."""
    return Figure(write, values)


@dataclass(frozen=True)
class Verbatim:
    """A text that was said already."""

    text: str

    def said(self, language: Language) -> str:  # noqa: ARG002 - it is in one already
        """Give it as it is."""
        return self.text


def verbatim(text: str) -> Verbatim:
    """Put in a text that was said already."""
    return Verbatim(text)


@dataclass(frozen=True)
class Term:
    """A term of the field that has its English name where it is defined; other languages' files translate it."""

    key: str
    english: str

    def said(self, language: Language) -> str:
        """Give the language's own name for it."""
        return language.term(self.key, self.english)


@dataclass(frozen=True)
class Word:
    """A code, to be said by its word; a code that has none, such as a user's own reason, stands for itself."""

    vocabulary: str
    code: str

    def said(self, language: Language) -> str:
        """Give the word."""
        return language.word(self.vocabulary, self.code)


def word(vocabulary: str, code: object) -> Word:
    """Say a code by its word in one of the vocabularies under `words`."""
    return Word(vocabulary, str(code))


@dataclass(frozen=True)
class Styled:
    """A fact as it stands in a certain place: in quotation marks, inside a sentence, apart from other letters."""

    fact: Fact
    style: str

    def said(self, language: Language) -> str:
        """Give the fact in this style."""
        return language.styled(language.said(self.fact), self.style)


def quoted(fact: Fact) -> Styled:
    """Put a fact in quotation marks."""
    return Styled(fact, "quoted")


@dataclass(frozen=True)
class Joined:
    """Facts one after the other; whichever says nothing is passed over."""

    facts: tuple[Fact, ...]
    by: str

    def said(self, language: Language) -> str:
        """Join them as the language does."""
        told = [text for text in (language.said(fact) for fact in self.facts) if text]
        return language.joined(told, self.by)


def joined(facts: Iterable[Fact], by: str = "clauses") -> Joined:
    """Put facts one after the other: as ``"clauses"``, ``"phrases"``, ``"sentences"`` or ``"names"``."""
    return Joined(tuple(facts), by)


def listed(facts: Iterable[Fact]) -> Joined:
    """List facts in a sentence.

    Examples
    --------
    >>> from servgap.language import language_of
    >>> [language_of(code).tell(listed(["a", "b", "c"])) for code in ("en", "zh")]
    ['a, b and c', 'a、b 和 c']
    """
    return Joined(tuple(facts), "list")


@dataclass(frozen=True)
class Sentence:
    """Clauses that make a sentence; one that asks a question ends it, and the next begins another."""

    clauses: tuple[Fact, ...]

    def said(self, language: Language) -> str:
        """Join the clauses, begin with a capital where the language does, and end with a full stop."""
        return language.sentence([language.said(clause) for clause in self.clauses])


def sentence(*clauses: Fact) -> Sentence:
    """Make a sentence of clauses."""
    return Sentence(clauses)


def column(name: str) -> Message:
    """Head a column by its name in frames."""
    return Message(f"columns.{name}.heading")


def named(text: InLanguages, bare: str = "", key: str = "") -> Name:
    """Name something by its owner's text."""
    return Name(text, bare, key)
