"""Every word that a person reads, a folder a language, and what makes sentences of words and facts.

A message is a key and facts, and knows no language: `say("ranking.only", standard=..., value=...)`. A language is a
folder of TOML files beside this one, in which the key stands with a sentence: `language_of("zh").tell(message)`.
Whoever chooses which message fits the facts does so once, for all languages. A third language is a third folder.
"""

from servgap.language.facts import (
    Fact,
    Message,
    Name,
    Term,
    coefficient,
    column,
    count,
    joined,
    listed,
    named,
    number,
    p_phrase,
    p_value,
    percent,
    percentage,
    quoted,
    say,
    sentence,
    signed,
    size,
    threshold,
    verbatim,
    word,
    written,
)
from servgap.language.tongue import Language, is_message, is_worded, language_of, languages

__all__ = [
    "Fact",
    "Language",
    "Message",
    "Name",
    "Term",
    "coefficient",
    "column",
    "count",
    "is_message",
    "is_worded",
    "joined",
    "language_of",
    "languages",
    "listed",
    "named",
    "number",
    "p_phrase",
    "p_value",
    "percent",
    "percentage",
    "quoted",
    "say",
    "sentence",
    "signed",
    "size",
    "threshold",
    "verbatim",
    "word",
    "written",
]
