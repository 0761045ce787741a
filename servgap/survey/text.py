"""Text in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from servgap.language.shown import check_whole

ANY_LANGUAGE = ""


@dataclass(frozen=True)
class Text:
    """One text in one or several languages; text given without a language serves in all of them."""

    versions: tuple[tuple[str, str], ...]

    def __post_init__(self) -> None:
        for language, version in self.versions:
            check_whole(str(version), "a text of the questionnaire" + (f" in {language!r}" if language else ""))

    @classmethod
    def of(cls, text: str | Mapping[str, str] | Text) -> Text:
        """Take a plain string, or a mapping from language code to string."""
        if isinstance(text, Text):
            return text
        if isinstance(text, str):
            return cls(((ANY_LANGUAGE, text),))
        return cls(tuple((str(language), str(version)) for language, version in text.items()))

    def to(self, language: str) -> str:
        """Give the version in `language`; where there is none, the English one, then the first."""
        versions = dict(self.versions)
        for wanted in (language, "en", ANY_LANGUAGE):
            if wanted in versions:
                return versions[wanted]
        return self.versions[0][1] if self.versions else ""

    def __bool__(self) -> bool:
        return bool(self.versions)

    @property
    def all(self) -> tuple[str, ...]:
        """Every version, in the order given."""
        return tuple(version for _, version in self.versions)
