"""Questionnaires that ask how a customer feels if something is there, and if it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from servgap.survey.instrument import Instrument

FUNCTIONAL, DYSFUNCTIONAL = "functional", "dysfunctional"
KANO = frozenset((FUNCTIONAL, DYSFUNCTIONAL))
LEVELS = 5
"""Answers to choose from, from liking it (1) to disliking it (5)."""


def asks_kano(instrument: Instrument) -> bool:
    """Tell whether a questionnaire asks both, and nothing else, so that its answers name categories and no level."""
    return set(instrument.parts) == KANO
