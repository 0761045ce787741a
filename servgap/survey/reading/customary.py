"""Attributes that are read though nobody named them: those with a customary name of branches and of waves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from servgap.survey.customary_attributes import BRANCH, WAVE, customary
from servgap.survey.reading.answers.answer_columns import short
from servgap.survey.reading.together.pieces import Piece
from servgap.survey.reading.together.stacking import listed
from servgap.survey.reserved import RESERVED
from servgap.survey.survey import Survey


def asks_customary(attributes: Any) -> bool:
    """Tell whether attributes with customary names are asked for: by None, alone or among names."""
    several = isinstance(attributes, Iterable) and not isinstance(attributes, str)
    return attributes is None or (several and any(name is None for name in attributes))


def customary_in(names: Iterable[str]) -> tuple[str, ...]:
    """Give the names of a branch and of a wave among names, where they are there once and may be attributes."""
    held = list(names)
    found = (customary(role, held) for role in (BRANCH, WAVE))
    return tuple(name for name in found if name is not None and held.count(name) == 1 and name not in RESERVED)


def with_customary(attributes: Any, pieces: Sequence[Piece]) -> tuple[str | Sequence[str] | None, tuple[str, ...]]:
    """Give the attributes asked for, with those found by their customary names, and the latter by themselves.

    Parameters
    ----------
    attributes
        What was asked for.
    pieces
        The sources; all of them must have a column of the name.
    """
    if not asks_customary(attributes):
        return attributes, ()
    told, first = listed(attributes or ()), pieces[0].opened.headers.all
    shared = [name for name in first if all(name in piece.opened.headers.all for piece in pieces)]
    found = tuple(name for name in customary_in(shared) if name not in told)
    return (*told, *found), found


def entered(survey: Survey, found: Sequence[str]) -> Survey:
    """Enter in the ledger which attributes were found by their names."""
    if not found:
        return survey
    columns = [short(name) for name in found]
    return replace(survey, ledger=survey.ledger.understood("customary", len(columns), {"columns": columns}))
