"""Items that were put to some respondents only, found by the number that everybody was asked."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from servgap.survey.instrument import Instrument
from servgap.survey.ledger import Ledger
from servgap.survey.survey import Absence, Answers, not_asked

FEWEST = 20
"""Respondents from whom on the same number of items for everybody is taken for a plan: own convention."""
LOOKED_AT_FIRST = 1000
"""Respondents that are looked at before all others, since most surveys show no plan in them."""


def find_not_asked(
    answers: Mapping[str, Answers], instrument: Instrument, ledger: Ledger
) -> tuple[Mapping[str, Answers], Ledger]:
    """Take items for not asked where every respondent has the same number of others, and not the same ones.

    An item counts as asked where it has an answer in some part, or a reason why there is none. Of a survey that says
    itself what was not asked nothing is concluded.

    Parameters
    ----------
    answers
        Everybody's answers.
    instrument
        The questionnaire.
    ledger
        What was read so far.
    """
    parts = [answers[part] for part in instrument.parts]
    people = parts[0].codes.shape[1]
    if not_asked(parts) or people < FEWEST or not _planned(_asked(parts, slice(LOOKED_AT_FIRST)), varies=False):
        return answers, ledger
    asked = _asked(parts, slice(None))
    if not _planned(asked, varies=True):
        return answers, ledger
    marked = {part: _marked(answers[part], ~asked) for part in instrument.parts}
    count = int(np.count_nonzero(~asked)) * len(instrument.parts)
    facts = {"asked": int(asked[:, 0].sum()), "items": len(instrument.items)}
    return marked, ledger.understood("matrix_sampling", count, facts)


def _asked(parts: list[Answers], people: slice) -> NDArray[np.bool_]:
    """Tell which item was put to whom."""
    asked = np.zeros(parts[0].codes[:, people].shape, dtype=bool)
    for each in parts:
        asked |= each.codes[:, people] > 0
        if each.absences is not None:
            asked |= each.absences[:, people] != Absence.MISSING
    return asked


def _planned(asked: NDArray[np.bool_], *, varies: bool) -> bool:
    """Tell whether everybody was asked equally many items, but not all, and whether these differ."""
    sizes = asked.sum(axis=0)
    alike = bool((sizes == sizes[0]).all()) and 0 < sizes[0] < len(asked)
    return alike and (not varies or bool((asked != asked[:, :1]).any()))


def _marked(given: Answers, others: NDArray[np.bool_]) -> Answers:
    absences = np.zeros_like(given.codes) if given.absences is None else given.absences
    return Answers(given.codes, np.where(others, Absence.NOT_ASKED, absences).astype(np.uint8))
