"""Questionnaires whose answers name feelings and no level of service."""

from __future__ import annotations

from servgap.errors import kano as errors
from servgap.survey.kano_parts import asks_kano
from servgap.survey.tally import Tally


def need_levels(tally: Tally, verb: str) -> None:
    """Refuse answers that name feelings, which no verb but one can take for more and less."""
    if asks_kano(tally.instrument):
        raise errors.no_levels(verb, tally.instrument.name)
