"""What shows itself as a card, in the language in which it was asked for."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self

from servgap.language import language_of

if TYPE_CHECKING:
    from servgap.survey.card_forms import Card


class ShownAsCard(ABC):
    """A frozen dataclass with a `language` that is shown as a card: as text, and as HTML in notebooks."""

    language: str

    @abstractmethod
    def _card(self) -> Card:
        """Choose what the card says, in no language."""

    def in_language(self, language: str) -> Self:
        """Give the same, showing itself in a language, ``"en"`` or ``"zh"``.

        Raises
        ------
        ServgapError
            If it does not speak that language.
        """
        code = language_of(language).code
        if code == self.language:
            return self
        own: Any = self
        return replace(own, language=code)  # type: ignore[no-any-return]  # of its own kind

    def __repr__(self) -> str:
        return self._card().text(language_of(self.language))

    def _repr_html_(self) -> str:
        return self._card().html(language_of(self.language))
